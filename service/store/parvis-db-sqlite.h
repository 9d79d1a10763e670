/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "parvis-db-driver.h"

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
sqlite3  *parvis_db_sqlite_get_handle        (ParvisDb                  *db);
gboolean  parvis_db_sqlite_exec              (ParvisDb                  *db,
                                              const char                *sql,
                                              GError                   **error);
gboolean  parvis_db_sqlite_checkpoint        (ParvisDb                  *db,
                                              ParvisDbSqliteCheckpoint   how,
                                              GError                   **error);
gboolean  parvis_db_sqlite_fail              (sqlite3                   *handle,
                                              int                        code,
                                              GError                   **error);

G_END_DECLS
