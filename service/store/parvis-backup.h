/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db.h"
#include "parvis-schema.h"

G_BEGIN_DECLS

/* Copies and checks of whole SQLite files, on read-only connections: the writer is
 * never held up.
 */
gboolean parvis_backup_copy       (ParvisDb             *db,
                                   const char           *path,
                                   GError              **error);
gboolean parvis_backup_replace    (ParvisDb             *db,
                                   const char           *path,
                                   GError              **error);
void     parvis_backup_discard    (const char           *path);
gboolean parvis_backup_put        (const char           *partial,
                                   const char           *path,
                                   GError              **error);
gboolean parvis_backup_copy_file  (const char           *path,
                                   const char           *town,
                                   const char           *target,
                                   GError              **error);
gboolean parvis_backup_check_file (const char           *path,
                                   const char           *town,
                                   const ParvisSchema   *schema,
                                   GError              **error);
/* integrity_check and foreign keys. */
gboolean parvis_backup_check_sound (ParvisDb            *db,
                                    GError             **error);

G_END_DECLS
