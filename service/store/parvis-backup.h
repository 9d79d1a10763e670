/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-schema.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* Copies and checks of whole databases, on read-only connections: the writer is
 * never held up.
 */
gboolean parvis_backup_copy       (ParvisDb             *db,
                                   const char           *path,
                                   GError              **error);
gboolean parvis_backup_replace    (ParvisDb             *db,
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
gboolean parvis_backup_check      (ParvisDb             *db,
                                   const ParvisKind     *kinds,
                                   GError              **error);

G_END_DECLS
