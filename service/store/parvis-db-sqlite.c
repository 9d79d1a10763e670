/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-db-sqlite"

#include "config.h"

#include "parvis-db-sqlite.h"

#include "parvis-error.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A statement is prepared once and lent again and again. Should one be asked
 * for while it is lent (a render inside a loop over the same query), a further
 * copy joins the list.
 */
struct _ParvisStmt
{
  ParvisDb     *db;
  sqlite3_stmt *handle;
  ParvisStmt   *next;
  gboolean      lent;
};

struct _ParvisDb
{
  sqlite3    *handle;
  char       *town;
  GHashTable *statements;   /* address of the text → ParvisStmt */
  int         frames;       /* pages in the log after the last commit from here */
  int         folded;       /* how many of them are in the file too */
};

/* There is one writer, so only a reader that meets a log being begun anew ever
 * waits. A checkpoint waits for readers less than a person would notice.
 */
#define BUSY_TIMEOUT_MS    5000
#define RESTART_TIMEOUT_MS 50

static ParvisError
error_of (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_CONSTRAINT:
      return PARVIS_ERROR_CONFLICT;

    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return PARVIS_ERROR_CORRUPT;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return PARVIS_ERROR_UNAVAILABLE;

    default:
      return PARVIS_ERROR_INTERNAL;
    }
}

/* Always returns FALSE, with @error set. */
gboolean
parvis_db_sqlite_fail (sqlite3  *handle,
                       int       code,
                       GError  **error)
{
  g_set_error (error, PARVIS_ERROR, error_of (code), "Database: %s",
               handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code));

  return FALSE;
}

gboolean
parvis_db_sqlite_exec (ParvisDb    *db,
                       const char  *sql,
                       GError     **error)
{
  int code = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || parvis_db_sqlite_fail (db->handle, code, error);
}

static void
free_statements (gpointer data)
{
  ParvisStmt *stmt = data;

  while (stmt != NULL)
    {
      ParvisStmt *next = stmt->next;

      sqlite3_finalize (stmt->handle);
      g_free (stmt);
      stmt = next;
    }
}

static int
count_frames_cb (void       *data,
                 sqlite3    *handle,
                 const char *name,
                 int         frames)
{
  ParvisDb *db = data;

  /* A shorter log than what was folded in is one that was begun anew. */
  if (frames < db->folded)
    db->folded = 0;

  db->frames = frames;

  return SQLITE_OK;
}

static gboolean
set_pragmas (ParvisDb            *db,
             ParvisDbSqliteRole   role,
             GError             **error)
{
  /* A checkpoint that meets a commit of another connection can lose data in
   * SQLite before 3.50 (the WAL-reset bug): only the writer ever checkpoints,
   * and only where parvis_db_sqlite_checkpoint() says so.
   */
  const char *sql = role == PARVIS_DB_SQLITE_WRITER
    ? "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY"
    : "PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON;"
      "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY";

  return parvis_db_sqlite_exec (db, sql, error);
}

/* SQLite would leave the mode to the umask. Nothing is opened where a file is
 * there: closing it would drop the locks of every connection to it.
 */
static void
create_file (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

/**
 * parvis_db_sqlite_open:
 * @town: what ":town" is bound to, "" for the service's own file
 *
 * Returns: (transfer full): a connection for one thread at a time
 */
ParvisDb *
parvis_db_sqlite_open (const char          *path,
                       const char          *town,
                       ParvisDbSqliteRole   role,
                       GError             **error)
{
  g_autoptr(ParvisDb) db = g_new0 (ParvisDb, 1);
  int flags = role == PARVIS_DB_SQLITE_WRITER ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                              : SQLITE_OPEN_READONLY;
  int code;

  db->town = g_strdup (town);
  db->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, free_statements);

  if (role == PARVIS_DB_SQLITE_WRITER && path[0] != ':')
    create_file (path);

  code = sqlite3_open_v2 (path, &db->handle,
                          flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code != SQLITE_OK)
    {
      parvis_db_sqlite_fail (db->handle, code, error);
      return NULL;
    }

  sqlite3_busy_timeout (db->handle, BUSY_TIMEOUT_MS);
  /* The last connection to close would checkpoint by itself, and that may be
   * a reader.
   */
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);

  if (!set_pragmas (db, role, error))
    return NULL;

  sqlite3_wal_hook (db->handle, count_frames_cb, db);

  return g_steal_pointer (&db);
}

void
parvis_db_sqlite_close (ParvisDb *db)
{
  if (db == NULL)
    return;

  g_clear_pointer (&db->statements, g_hash_table_unref);
  sqlite3_close_v2 (db->handle);
  g_free (db->town);
  g_free (db);
}

sqlite3 *
parvis_db_sqlite_get_handle (ParvisDb *db)
{
  return db->handle;
}

/* SQLite rolls a transaction back by itself when a disk fails or is full. */
gboolean
parvis_db_sqlite_is_in_transaction (ParvisDb *db)
{
  return sqlite3_get_autocommit (db->handle) == 0;
}

int
parvis_db_sqlite_get_log (ParvisDb *db,
                          int      *unfolded)
{
  if (unfolded != NULL)
    *unfolded = db->frames - db->folded;

  return db->frames;
}

/* Only a restart waits for readers, and only for a moment: the writer has other
 * towns to serve. One that is in the way is no fault: the next time will do.
 */
gboolean
parvis_db_sqlite_checkpoint (ParvisDb                  *db,
                             ParvisDbSqliteCheckpoint   how,
                             GError                   **error)
{
  const int modes[] = {
    SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_RESTART, SQLITE_CHECKPOINT_TRUNCATE,
  };
  int frames = -1;
  int folded = -1;
  int code;

  sqlite3_busy_timeout (db->handle,
                        how == PARVIS_DB_SQLITE_RESTART ? RESTART_TIMEOUT_MS : 0);
  code = sqlite3_wal_checkpoint_v2 (db->handle, "main", modes[how], &frames, &folded);
  sqlite3_busy_timeout (db->handle, BUSY_TIMEOUT_MS);

  if (frames >= 0)
    {
      db->frames = frames;
      db->folded = MAX (folded, 0);
    }

  return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY ||
         parvis_db_sqlite_fail (db->handle, code, error);
}

const char *
parvis_db_get_town (ParvisDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return db->town;
}

static void
bind_town (ParvisStmt *stmt)
{
  int index = sqlite3_bind_parameter_index (stmt->handle, ":town");

  if (index > 0)
    sqlite3_bind_text (stmt->handle, index, stmt->db->town, -1, SQLITE_STATIC);
}

/**
 * parvis_db_prepare:
 * @sql: one statement, a literal: it is kept under its address
 *
 * Returns: (transfer full): a statement on loan, reset, with ":town" bound
 */
ParvisStmt *
parvis_db_prepare (ParvisDb    *db,
                   const char  *sql,
                   GError     **error)
{
  ParvisStmt *first;
  ParvisStmt *stmt;
  int code;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  /* Should an address ever come back with another text, it must not get the
   * statement of the first.
   */
  first = g_hash_table_lookup (db->statements, sql);
  if (first != NULL && strcmp (sqlite3_sql (first->handle), sql) != 0)
    {
      g_critical ("not a literal: %s", sql);
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "Database: the statement is not a literal");
      return NULL;
    }

  for (stmt = first; stmt != NULL; stmt = stmt->next)
    {
      if (!stmt->lent)
        {
          stmt->lent = TRUE;
          return stmt;
        }
    }

  stmt = g_new0 (ParvisStmt, 1);
  stmt->db = db;
  stmt->lent = TRUE;
  code = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL);
  if (code != SQLITE_OK)
    {
      parvis_db_sqlite_fail (db->handle, code, error);
      g_free (stmt);
      return NULL;
    }

  bind_town (stmt);

  if (first != NULL)
    {
      stmt->next = first->next;
      first->next = stmt;
    }
  else
    {
      g_hash_table_insert (db->statements, (gpointer) sql, stmt);
    }

  return stmt;
}

void
parvis_stmt_release (ParvisStmt *stmt)
{
  if (stmt == NULL)
    return;

  sqlite3_reset (stmt->handle);
  sqlite3_clear_bindings (stmt->handle);
  bind_town (stmt);
  stmt->lent = FALSE;
}

/* A misspelt parameter is our bug, not a condition of running. */
static int
find_parameter (ParvisStmt *stmt,
                const char *name)
{
  int index = sqlite3_bind_parameter_index (stmt->handle, name);

  if (index == 0)
    g_critical ("no parameter %s in: %s", name, sqlite3_sql (stmt->handle));

  return index;
}

void
parvis_stmt_bind_text (ParvisStmt *stmt,
                       const char *name,
                       const char *value)
{
  sqlite3_bind_text (stmt->handle, find_parameter (stmt, name), value, -1, SQLITE_TRANSIENT);
}

void
parvis_stmt_bind_int (ParvisStmt *stmt,
                      const char *name,
                      gint64      value)
{
  sqlite3_bind_int64 (stmt->handle, find_parameter (stmt, name), value);
}

void
parvis_stmt_bind_double (ParvisStmt *stmt,
                         const char *name,
                         double      value)
{
  sqlite3_bind_double (stmt->handle, find_parameter (stmt, name), value);
}

void
parvis_stmt_bind_null (ParvisStmt *stmt,
                       const char *name)
{
  sqlite3_bind_null (stmt->handle, find_parameter (stmt, name));
}

void
parvis_stmt_bind_time (ParvisStmt *stmt,
                       const char *name,
                       gint64      instant)
{
  if (instant == PARVIS_NO_TIME)
    parvis_stmt_bind_null (stmt, name);
  else
    parvis_stmt_bind_int (stmt, name, instant);
}

gboolean
parvis_stmt_step (ParvisStmt  *stmt,
                  gboolean    *has_row,
                  GError     **error)
{
  int code = sqlite3_step (stmt->handle);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    return parvis_db_sqlite_fail (stmt->db->handle, code, error);

  if (has_row != NULL)
    *has_row = code == SQLITE_ROW;

  return TRUE;
}

const char *
parvis_stmt_get_text (ParvisStmt *stmt,
                      int         column)
{
  return (const char *) sqlite3_column_text (stmt->handle, column);
}

gint64
parvis_stmt_get_int (ParvisStmt *stmt,
                     int         column)
{
  return sqlite3_column_int64 (stmt->handle, column);
}

double
parvis_stmt_get_double (ParvisStmt *stmt,
                        int         column)
{
  return sqlite3_column_double (stmt->handle, column);
}

gint64
parvis_stmt_get_time (ParvisStmt *stmt,
                      int         column)
{
  return parvis_stmt_is_null (stmt, column) ? PARVIS_NO_TIME : parvis_stmt_get_int (stmt, column);
}

gboolean
parvis_stmt_is_null (ParvisStmt *stmt,
                     int         column)
{
  return sqlite3_column_type (stmt->handle, column) == SQLITE_NULL;
}

gint64
parvis_stmt_get_changes (ParvisStmt *stmt)
{
  return sqlite3_changes64 (stmt->db->handle);
}
