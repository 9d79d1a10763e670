/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "parvis-db.h"
#include "parvis-schema.h"

G_BEGIN_DECLS

/* What service/store knows of SQLite and nobody else: opening with the rules of
 * docs/architecture.md, errors, migrations, checkpoints.
 */
typedef enum
{
  PARVIS_DB_SQLITE_WRITER,
  PARVIS_DB_SQLITE_READER,
} ParvisDbSqliteRole;

ParvisDb *parvis_db_sqlite_open       (const char          *path,
                                       const char          *town,
                                       ParvisDbSqliteRole   role,
                                       GError             **error);
void      parvis_db_sqlite_close      (ParvisDb            *db);
sqlite3  *parvis_db_sqlite_get_handle (ParvisDb            *db);
gboolean  parvis_db_sqlite_exec       (ParvisDb            *db,
                                       const char          *sql,
                                       GError             **error);
gboolean  parvis_db_sqlite_migrate    (ParvisDb            *db,
                                       const char          *path,
                                       const ParvisSchema  *schema,
                                       GError             **error);
gboolean  parvis_db_sqlite_checkpoint (ParvisDb            *db,
                                       gboolean             truncate,
                                       int                 *left,
                                       GError             **error);
/* Pages in the log after the last commit of this connection. */
int      parvis_db_sqlite_count_frames (ParvisDb  *db);
gboolean parvis_db_sqlite_fail         (sqlite3   *handle,
                                        int        code,
                                        GError   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisDb, parvis_db_sqlite_close)

G_END_DECLS
