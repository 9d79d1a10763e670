/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-db-sqlite"

#include "config.h"

#include "parvis-db-sqlite.h"

#include "parvis-error.h"

#include <string.h>

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
  GHashTable *statements;
  int         frames;
};

/* Long enough for a reader that meets a checkpoint; there is one writer. */
#define BUSY_TIMEOUT_MS 5000

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
    case SQLITE_READONLY:
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
    ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
      "PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF"
    : "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF";

  return parvis_db_sqlite_exec (db, sql, error);
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

int
parvis_db_sqlite_count_frames (ParvisDb *db)
{
  return db->frames;
}

/* @left gets the pages of the log that readers still need. */
gboolean
parvis_db_sqlite_checkpoint (ParvisDb  *db,
                             gboolean   truncate,
                             int       *left,
                             GError   **error)
{
  int in_log = 0;
  int moved = 0;
  int code = sqlite3_wal_checkpoint_v2 (db->handle, NULL,
                                        truncate ? SQLITE_CHECKPOINT_TRUNCATE
                                                 : SQLITE_CHECKPOINT_PASSIVE,
                                        &in_log, &moved);

  /* A reader in the way is no fault: the next one will do. */
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
    return parvis_db_sqlite_fail (db->handle, code, error);

  db->frames = MAX (in_log - moved, 0);
  if (left != NULL)
    *left = db->frames;

  return TRUE;
}

static gboolean
read_pragma (ParvisDb    *db,
             const char  *sql,
             gint64      *value,
             GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);

  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *value = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

/* Steps are written in words that both databases know. */
static char *
translate (const char *sql)
{
  g_autoptr(GString) text = g_string_new (sql);

  g_string_replace (text, "BIGINT", "INTEGER", 0);
  g_string_replace (text, "DOUBLE PRECISION", "REAL", 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* VACUUM INTO leaves a whole file, without a log beside it. */
static gboolean
keep_copy (ParvisDb    *db,
           const char  *path,
           gint64       version,
           guint        target,
           GError     **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.v%" G_GINT64_FORMAT "-before-v%u",
                                           path, version, target);
  g_autoptr(ParvisStmt) stmt = NULL;

  if (g_file_test (copy, G_FILE_TEST_EXISTS))
    return TRUE;

  stmt = parvis_db_prepare (db, "VACUUM INTO :path", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":path", copy);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
migrate_step (ParvisDb            *db,
              const ParvisSchema  *schema,
              guint                version,
              GError             **error)
{
  g_autofree char *step = translate (schema->migrations[version].sql);
  g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s; PRAGMA application_id = %d;"
                                          "PRAGMA user_version = %u; COMMIT",
                                          step, schema->application_id, version + 1);

  if (!parvis_db_sqlite_exec (db, sql, error))
    {
      g_prefix_error (error, "Migration %u (%s): ", version + 1,
                      schema->migrations[version].name);
      parvis_db_sqlite_exec (db, "ROLLBACK", NULL);
      return FALSE;
    }

  return TRUE;
}

/**
 * parvis_db_sqlite_migrate:
 * @path: of the file, for the copy that is kept before a file with data changes
 * @error: %PARVIS_ERROR_NEWER_SCHEMA for a file of a later version,
 *   %PARVIS_ERROR_CORRUPT for one that is not ours
 */
gboolean
parvis_db_sqlite_migrate (ParvisDb            *db,
                          const char          *path,
                          const ParvisSchema  *schema,
                          GError             **error)
{
  gint64 version;
  gint64 application_id;

  if (!read_pragma (db, "PRAGMA user_version", &version, error) ||
      !read_pragma (db, "PRAGMA application_id", &application_id, error))
    return FALSE;

  if (version > schema->n_migrations)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NEWER_SCHEMA,
                   "The database %s was written by a later version (schema %" G_GINT64_FORMAT
                   ", this program knows %u)", path, version, schema->n_migrations);
      return FALSE;
    }

  if (version > 0 && application_id != schema->application_id)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                   "The file %s is not a database of this kind", path);
      return FALSE;
    }

  if (version > 0 && version < schema->n_migrations &&
      !keep_copy (db, path, version, schema->n_migrations, error))
    {
      g_prefix_error (error, "Keeping a copy before a migration: ");
      return FALSE;
    }

  for (; version < schema->n_migrations; version++)
    {
      if (!migrate_step (db, schema, (guint) version, error))
        return FALSE;
    }

  return TRUE;
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
 * @sql: a literal: statements are kept under its address
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

  first = g_hash_table_lookup (db->statements, sql);
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
