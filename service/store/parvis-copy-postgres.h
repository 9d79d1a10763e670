/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db-postgres.h"
#include "parvis-schema.h"

G_BEGIN_DECLS

/* Whole towns between PostgreSQL and SQLite files. @db is a writing connection for
 * the town, on a session that nobody else uses and that is closed afterwards.
 */
gboolean parvis_copy_postgres_backup  (ParvisDb            *db,
                                       const ParvisSchema  *schema,
                                       const char          *path,
                                       GError             **error);
/* @work: where a file may be made for the time being */
gboolean parvis_copy_postgres_restore (ParvisDb            *db,
                                       const ParvisSchema  *schema,
                                       const char          *path,
                                       const char          *work,
                                       GError             **error);
/* Writes the town to @path and deletes it, with nothing in between. */
gboolean parvis_copy_postgres_remove  (ParvisDb            *db,
                                       const ParvisSchema  *schema,
                                       const char          *path,
                                       GError             **error);

G_END_DECLS
