/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* What service/dossiers does: commands, entities of the feed, reads. */

#define PARVIS_DECLARE_COMMAND(name) \
  gboolean parvis_##name (ParvisTx             *tx, \
                          const ParvisCommand  *command, \
                          ParvisAnswer         *answer, \
                          GError              **error)

/* Procedures; the object is the procedure, but for a new one. */
PARVIS_DECLARE_COMMAND (procedure_add);
PARVIS_DECLARE_COMMAND (procedure_open);
PARVIS_DECLARE_COMMAND (procedure_close);

/* The list "procedures" of a town's file. */
PARVIS_DECLARE_COMMAND (procedures_import);

#undef PARVIS_DECLARE_COMMAND

gboolean  parvis_dossiers_touch_all     (ParvisTx      *tx,
                                         GError       **error);

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

/* Entities. */
gboolean  parvis_render_procedure       (ParvisTx      *tx,
                                         const char    *id,
                                         ParvisEntity  *entity,
                                         GError       **error);

G_END_DECLS
