/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db.h"
#include "parvis-schema.h"

G_BEGIN_DECLS

gboolean parvis_migrate        (ParvisDb            *db,
                                const char          *path,
                                const ParvisSchema  *schema,
                                GError             **error);
/* Whether @db holds what @schema has at the version that it says it has, and
 * nothing that runs by itself: no trigger and no view can ride in on a copy.
 */
gboolean parvis_migrate_verify (ParvisDb            *db,
                                const ParvisSchema  *schema,
                                GError             **error);

/* Returns: (transfer full) */
ParvisDb *parvis_migrate_make_model (const ParvisSchema  *schema,
                                     guint                version,
                                     GError             **error);

G_END_DECLS
