/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "parvis-db.h"

G_BEGIN_DECLS

/* What service/store knows of SQLite and nobody else: opening with the rules of
 * docs/architecture.md, errors, checkpoints.
 */
typedef enum
{
  PARVIS_DB_SQLITE_WRITER,
  PARVIS_DB_SQLITE_READER,
} ParvisDbSqliteRole;

/* Passive folds in what no reader needs; restart waits a moment for readers and
 * lets the log begin anew; truncate also empties its file.
 */
typedef enum
{
  PARVIS_DB_SQLITE_PASSIVE,
  PARVIS_DB_SQLITE_RESTART,
  PARVIS_DB_SQLITE_TRUNCATE,
} ParvisDbSqliteCheckpoint;

ParvisDb *parvis_db_sqlite_open              (const char                *path,
                                              const char                *town,
                                              ParvisDbSqliteRole         role,
                                              GError                   **error);
void      parvis_db_sqlite_close             (ParvisDb                  *db);
sqlite3  *parvis_db_sqlite_get_handle        (ParvisDb                  *db);
gboolean  parvis_db_sqlite_is_in_transaction (ParvisDb                  *db);
gboolean  parvis_db_sqlite_exec              (ParvisDb                  *db,
                                              const char                *sql,
                                              GError                   **error);
gboolean  parvis_db_sqlite_checkpoint        (ParvisDb                  *db,
                                              ParvisDbSqliteCheckpoint   how,
                                              GError                   **error);
/* Pages in the log after the last commit or checkpoint of this connection;
 * *@unfolded gets those that are not in the file yet.
 */
int       parvis_db_sqlite_get_log           (ParvisDb                  *db,
                                              int                       *unfolded);
gboolean  parvis_db_sqlite_fail              (sqlite3                   *handle,
                                              int                        code,
                                              GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisDb, parvis_db_sqlite_close)

G_END_DECLS
