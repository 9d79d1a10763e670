/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"
#include "parvis-procedure.h"

G_BEGIN_DECLS

/* Procedures as the rest of this area uses them. */

/* What a town's module of dossiers is. */
typedef struct
{
  gboolean on;
  gboolean published;
} ParvisDossiersModule;

/* The templates of data/procedures, a list (made by embed-templates.py). */
extern const unsigned char parvis_templates_json[];
extern const gsize parvis_templates_length;

gboolean         parvis_dossiers_module_load   (ParvisDb              *db,
                                                ParvisDossiersModule  *module,
                                                GError               **error);
/* NOT_FOUND without one of its two states. */
gboolean         parvis_dossiers_check_on      (ParvisDb              *db,
                                                gboolean               published,
                                                GError               **error);
gboolean         parvis_dossiers_set_missing   (GError               **error);

/* One that was published; NOT_FOUND for any other. */
ParvisProcedure *parvis_procedures_load        (ParvisDb              *db,
                                                const char            *id,
                                                gint64                 version,
                                                GError               **error);
/* The version that dossiers begin with now. NOT_FOUND if there is none; *@open says
 * whether any may begin.
 */
gboolean         parvis_procedures_find        (ParvisDb              *db,
                                                const char            *id,
                                                gint64                *version,
                                                gboolean              *open,
                                                GError               **error);
/* Publishes a version, unless the same is there already (*@is_new). @open (nullable) says
 * whether dossiers may begin; without it that stays as it was. CONFLICT for another body of
 * a version that is there, and for an older one.
 */
gboolean parvis_procedures_put (ParvisTx               *tx,
                                const ParvisProcedure  *procedure,
                                const gboolean         *open,
                                gboolean               *is_new,
                                GError                **error);

G_END_DECLS
