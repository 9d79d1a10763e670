/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-desk-do.h"
#include "parvis-dossier-item.h"
#include "parvis-procedure.h"

G_BEGIN_DECLS

/**
 * ParvisDossierQueue:
 *
 * The dossiers that are under way, filtered, searched and in order, as the town's feed and
 * what was done here have them. Filter and order outlive the program.
 *
 * Signal "changed" (): any of them, a count or a procedure is another.
 */
#define PARVIS_TYPE_DOSSIER_QUEUE (parvis_dossier_queue_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierQueue, parvis_dossier_queue, PARVIS, DOSSIER_QUEUE, GObject)

ParvisDossierQueue  *parvis_dossier_queue_new          (ParvisDesk          *desk,
                                                        GSettings           *settings);
ParvisDesk          *parvis_dossier_queue_get_desk     (ParvisDossierQueue  *self);
GSettings           *parvis_dossier_queue_get_settings (ParvisDossierQueue  *self);
/* Whether the town wants each point of a document to be ticked. */
gboolean             parvis_dossier_queue_wants_each   (ParvisDossierQueue  *self);
/* Whether names of families are on no screen: somebody else looks at it, too. */
gboolean                parvis_dossier_queue_hides_names     (ParvisDossierQueue  *self);
/* ParvisDossierItem */
GListModel          *parvis_dossier_queue_get_shown    (ParvisDossierQueue  *self);
guint                parvis_dossier_queue_count        (ParvisDossierQueue  *self,
                                                        ParvisDossierFilter  filter);
/* (transfer container): ParvisDossierItem; whose answer is due soon, the first due first */
GPtrArray           *parvis_dossier_queue_list_urgent  (ParvisDossierQueue  *self);
ParvisDossierFilter  parvis_dossier_queue_get_filter   (ParvisDossierQueue  *self);
void                 parvis_dossier_queue_set_filter   (ParvisDossierQueue  *self,
                                                        ParvisDossierFilter  filter);
ParvisDossierOrder   parvis_dossier_queue_get_order    (ParvisDossierQueue  *self);
void                 parvis_dossier_queue_set_order    (ParvisDossierQueue  *self,
                                                        ParvisDossierOrder   order);
/* Among all that are under way, whatever the filter. */
void                 parvis_dossier_queue_search       (ParvisDossierQueue  *self,
                                                        const char          *typed);
/* (transfer full) (nullable): in the language of the session; the only procedure's with NULL */
char                *parvis_dossier_queue_dup_title    (ParvisDossierQueue  *self,
                                                        const char          *form);
/* (transfer full): what @requirement of @form is called for short */
char                *parvis_dossier_queue_dup_document (ParvisDossierQueue  *self,
                                                        const char          *form,
                                                        const char          *requirement);

/* (nullable): of a dossier's form */
const ParvisProcedure *parvis_dossier_queue_find_procedure (ParvisDossierQueue *self,
                                                            const char         *form);
/* The code of the language of the session. */
const char            *parvis_dossier_queue_get_language   (void);
/* The one that is worked on stays among those that are shown, whatever becomes of it.
 * @item: (nullable)
 */
void                   parvis_dossier_queue_keep_shown     (ParvisDossierQueue *self,
                                                            ParvisDossierItem  *item);
/* The same for one that is not shown: it is from now on. */
void                   parvis_dossier_queue_reveal         (ParvisDossierQueue *self,
                                                            ParvisDossierItem  *item);
/* (nullable) (transfer none) */
ParvisDossierItem     *parvis_dossier_queue_find_item      (ParvisDossierQueue *self,
                                                            const char         *id);
/* What was typed about a dossier and is not kept anywhere yet. Never NULL. */
const char            *parvis_dossier_queue_get_draft      (ParvisDossierQueue *self,
                                                            const char         *dossier,
                                                            const char         *what);
void                   parvis_dossier_queue_set_draft      (ParvisDossierQueue *self,
                                                            const char         *dossier,
                                                            const char         *what,
                                                            const char         *text);

/* What was typed for a command goes once that is on this disk; @drafts: NULL-terminated. */
void parvis_dossier_queue_send_drafts (ParvisDossierQueue *self,
                                       const char         *dossier,
                                       const char *const  *drafts,
                                       ParvisDeskCommand  *command);

G_END_DECLS
