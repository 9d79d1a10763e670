/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-notice.h"

G_BEGIN_DECLS

/* What service/dossiers does: commands, entities of the feed, reads, and what happens by
 * itself.
 */

/* Of one device, under way at once. */
#define PARVIS_DOSSIERS_OPEN_MAX 10
/* Entries of a history after which a family may write no more. */
#define PARVIS_DOSSIER_EVENTS_MAX 1000

#define PARVIS_DECLARE_COMMAND(name) \
  gboolean parvis_##name (ParvisTx             *tx, \
                          const ParvisCommand  *command, \
                          ParvisAnswer         *answer, \
                          GError              **error)

/* Procedures; the object is the procedure, but for a new one. */
PARVIS_DECLARE_COMMAND (procedure_add);
PARVIS_DECLARE_COMMAND (procedure_open);
PARVIS_DECLARE_COMMAND (procedure_close);

/* Of families; the object is the procedure of a new dossier, then the dossier. */
PARVIS_DECLARE_COMMAND (dossier_start);
PARVIS_DECLARE_COMMAND (dossier_answer);
PARVIS_DECLARE_COMMAND (dossier_submit);
PARVIS_DECLARE_COMMAND (dossier_explain);
PARVIS_DECLARE_COMMAND (dossier_write);
PARVIS_DECLARE_COMMAND (dossier_withdraw);
PARVIS_DECLARE_COMMAND (dossier_forget);

/* Of clerks. */
PARVIS_DECLARE_COMMAND (dossier_take);
PARVIS_DECLARE_COMMAND (dossier_release);
PARVIS_DECLARE_COMMAND (dossier_verdict);
PARVIS_DECLARE_COMMAND (dossier_finish);
PARVIS_DECLARE_COMMAND (dossier_decide);
PARVIS_DECLARE_COMMAND (dossier_reply);
PARVIS_DECLARE_COMMAND (dossier_note);
PARVIS_DECLARE_COMMAND (dossier_label);
PARVIS_DECLARE_COMMAND (dossier_told);
PARVIS_DECLARE_COMMAND (dossier_end);
PARVIS_DECLARE_COMMAND (dossier_erase);

/* The list "procedures" of a town's file. */
PARVIS_DECLARE_COMMAND (procedures_import);

#undef PARVIS_DECLARE_COMMAND

gboolean  parvis_dossiers_touch_all     (ParvisTx      *tx,
                                         GError       **error);

/* As parvis_orders_next_due() and parvis_orders_refresh_command(): receipts, alarms, what
 * families are told, drafts that nobody sent.
 */
gboolean       parvis_dossiers_next_due        (ParvisDb            *db,
                                                gint64              *due,
                                                GError             **error);
ParvisCommand *parvis_dossiers_refresh_command (const char          *town,
                                                const ParvisSigner  *signer,
                                                gint64               now);

/* As parvis_orders_next_notice() and so on: letters that are owed to families. */
gboolean       parvis_dossiers_next_notice     (ParvisDb             *db,
                                                gint64               *due,
                                                GError              **error);
/* The first that is due; NULL if none is. */
gboolean       parvis_dossiers_find_notice     (ParvisDb             *db,
                                                gint64                now,
                                                ParvisNotice        **notice,
                                                GError              **error);
/* Takes it away; @by: how it was given to the post (ParvisBy). */
ParvisCommand *parvis_dossiers_noticed_command (const char           *town,
                                                const char           *notice,
                                                guint                 by,
                                                gint64                now);

/* Reads. */
gboolean  parvis_procedures_export      (ParvisDb      *db,
                                         json_t        *file,
                                         GError       **error);
/* (transfer full): {"templates":[…]}: what a town may begin with */
json_t   *parvis_procedures_templates   (void);
/* For residents; NOT_FOUND unless the module is published. */
json_t   *parvis_procedures_list_public (ParvisDb      *db,
                                         GError       **error);
/* @version: (nullable): the current one of an open procedure without, as text */
json_t   *parvis_procedures_show_public (ParvisDb      *db,
                                         const char    *id,
                                         const char    *version,
                                         GError       **error);

json_t   *parvis_dossiers_show_dossier  (ParvisDb      *db,
                                         const char    *id,
                                         const char    *device,
                                         GError       **error);
json_t   *parvis_dossiers_list_dossiers (ParvisDb      *db,
                                         const char    *device,
                                         GError       **error);
/* For clerks: answers, history, receipts. That it is read is recorded before. */
json_t   *parvis_dossiers_open_file     (ParvisDb      *db,
                                         const char    *id,
                                         GError       **error);

/* All that the town holds about a family with this dossier, for itself. */
json_t   *parvis_dossiers_export        (ParvisDb      *db,
                                         const char    *id,
                                         const char    *device,
                                         GError       **error);
/* A receipt ("registered" or "received") as PDF; @device (nullable): of that family only */
GBytes   *parvis_dossiers_print_receipt (ParvisDb      *db,
                                         const char    *id,
                                         const char    *device,
                                         const char    *kind,
                                         GError       **error);
/* {"erasures":[{"n","record","signature"}]}: the records of what was erased, after that number */
json_t   *parvis_erasures_list          (ParvisDb      *db,
                                         gint64         after,
                                         GError       **error);

/* Entities. */
#define PARVIS_DECLARE_RENDER(name) \
  gboolean parvis_render_##name (ParvisTx      *tx, \
                                 const char    *id, \
                                 ParvisEntity  *entity, \
                                 GError       **error)

PARVIS_DECLARE_RENDER (procedure);
PARVIS_DECLARE_RENDER (dossier);
PARVIS_DECLARE_RENDER (dossiers_month);

#undef PARVIS_DECLARE_RENDER

G_END_DECLS
