/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-db-sqlite"

#include "config.h"

#include "parvis-db-sqlite.h"

#include "parvis-error.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  int         index;
  const char *name;         /* of SQLite */
} Parameter;

typedef struct
{
  ParvisStmt    base;
  sqlite3_stmt *handle;
  int           town;       /* the parameter ":town", 0 without one */
  guint         n_bound;    /* for the step to come */
  GArray       *bound;      /* of Parameter: what each of them was the last time */
} Stmt;

typedef struct
{
  ParvisDb  base;
  sqlite3  *handle;
  int       frames;     /* pages in the log after the last commit from here */
  int       folded;     /* how many of them are in the file too */
  int       fold_at;    /* how many that are not are too many */
  gboolean  logged;     /* the log may have some */
} Db;

/* Pages of 4 KiB. */
#define LOG_PAGES     1000
#define LOG_PAGES_MAX 16000

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
  sqlite3 *handle = ((Db *) db)->handle;
  int code = sqlite3_exec (handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || parvis_db_sqlite_fail (handle, code, error);
}

static int
count_frames_cb (void       *data,
                 sqlite3    *handle,
                 const char *name,
                 int         frames)
{
  Db *db = data;

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
      "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;"
      "PRAGMA temp_store = MEMORY"
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

/* Only a restart waits for readers, and only for a moment: the writer has other
 * towns to serve. One that is in the way is no fault: the next time will do.
 */
gboolean
parvis_db_sqlite_checkpoint (ParvisDb                  *db,
                             ParvisDbSqliteCheckpoint   how,
                             GError                   **error)
{
  Db *self = (Db *) db;
  const int modes[] = {
    SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_RESTART, SQLITE_CHECKPOINT_TRUNCATE,
  };
  int frames = -1;
  int folded = -1;
  int code;

  sqlite3_busy_timeout (self->handle,
                        how == PARVIS_DB_SQLITE_RESTART ? RESTART_TIMEOUT_MS : 0);
  code = sqlite3_wal_checkpoint_v2 (self->handle, "main", modes[how], &frames, &folded);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);

  if (frames >= 0)
    {
      self->frames = frames;
      self->folded = MAX (folded, 0);
    }

  return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY ||
         parvis_db_sqlite_fail (self->handle, code, error);
}

static void
bind_town (Stmt *self)
{
  if (self->town > 0)
    sqlite3_bind_text (self->handle, self->town, self->base.db->town, -1, SQLITE_STATIC);
}

static ParvisStmt *
prepare (ParvisDb    *db,
         const char  *sql,
         GError     **error)
{
  sqlite3 *handle = ((Db *) db)->handle;
  Stmt *self = g_new0 (Stmt, 1);
  int code;

  code = sqlite3_prepare_v3 (handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->handle, NULL);
  if (code != SQLITE_OK)
    {
      parvis_db_sqlite_fail (handle, code, error);
      g_free (self);
      return NULL;
    }

  self->base.db = db;
  self->base.reads = sqlite3_stmt_readonly (self->handle) != 0;
  self->town = sqlite3_bind_parameter_index (self->handle, ":town");
  self->bound = g_array_new (FALSE, FALSE, sizeof (Parameter));
  bind_town (self);

  return &self->base;
}

static void
finalize (ParvisStmt *stmt)
{
  Stmt *self = (Stmt *) stmt;

  sqlite3_finalize (self->handle);
  g_array_unref (self->bound);
  g_free (self);
}

static void
reset (ParvisStmt *stmt)
{
  Stmt *self = (Stmt *) stmt;

  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  bind_town (self);
  self->n_bound = 0;
}

/* SQLite looks a name up by comparing it with each parameter. The same code binds
 * them in the same order each time, so the one of last time is tried first. A
 * misspelt parameter is our bug, not a condition of running.
 */
static int
find_parameter (ParvisStmt *stmt,
                const char *name)
{
  Stmt *self = (Stmt *) stmt;
  guint turn = self->n_bound++;
  Parameter parameter;

  if (turn < self->bound->len)
    {
      const Parameter *known = &g_array_index (self->bound, Parameter, turn);

      if (strcmp (known->name, name) == 0)
        return known->index;
    }

  parameter.index = sqlite3_bind_parameter_index (self->handle, name);
  if (parameter.index == 0)
    {
      g_critical ("no parameter %s in: %s", name, stmt->sql);
      return 0;
    }

  /* Not SQLite's own copy: that goes when it prepares the statement anew, after another
   * schema or another pattern of a LIKE. Names are literals, so this grows no further.
   */
  parameter.name = g_intern_string (name);
  if (turn == self->bound->len)
    g_array_append_val (self->bound, parameter);
  else if (turn < self->bound->len)
    g_array_index (self->bound, Parameter, turn) = parameter;

  return parameter.index;
}

static void
bind_text (ParvisStmt *stmt,
           const char *name,
           const char *value)
{
  sqlite3_bind_text (((Stmt *) stmt)->handle, find_parameter (stmt, name), value, -1,
                     SQLITE_TRANSIENT);
}

static void
bind_int (ParvisStmt *stmt,
          const char *name,
          gint64      value)
{
  sqlite3_bind_int64 (((Stmt *) stmt)->handle, find_parameter (stmt, name), value);
}

static void
bind_double (ParvisStmt *stmt,
             const char *name,
             double      value)
{
  sqlite3_bind_double (((Stmt *) stmt)->handle, find_parameter (stmt, name), value);
}

/* A NULL pointer would be no value at all, and GBytes has one for nothing. */
static void
bind_bytes (ParvisStmt *stmt,
            const char *name,
            GBytes     *value)
{
  gsize size;
  const void *data = g_bytes_get_data (value, &size);

  sqlite3_bind_blob64 (((Stmt *) stmt)->handle, find_parameter (stmt, name),
                       size > 0 ? data : "", size, SQLITE_TRANSIENT);
}

static void
bind_null (ParvisStmt *stmt,
           const char *name)
{
  sqlite3_bind_null (((Stmt *) stmt)->handle, find_parameter (stmt, name));
}

static gboolean
step (ParvisStmt  *stmt,
      gboolean    *has_row,
      GError     **error)
{
  Stmt *self = (Stmt *) stmt;
  int code = sqlite3_step (self->handle);

  self->n_bound = 0;
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    return parvis_db_sqlite_fail (((Db *) stmt->db)->handle, code, error);

  *has_row = code == SQLITE_ROW;

  return TRUE;
}

static const char *
get_text (ParvisStmt *stmt,
          int         column)
{
  return (const char *) sqlite3_column_text (((Stmt *) stmt)->handle, column);
}

static gint64
get_int (ParvisStmt *stmt,
         int         column)
{
  return sqlite3_column_int64 (((Stmt *) stmt)->handle, column);
}

static double
get_double (ParvisStmt *stmt,
            int         column)
{
  return sqlite3_column_double (((Stmt *) stmt)->handle, column);
}

static GBytes *
dup_bytes (ParvisStmt *stmt,
           int         column)
{
  sqlite3_stmt *handle = ((Stmt *) stmt)->handle;
  const void *data = sqlite3_column_blob (handle, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (handle, column));
}

static gboolean
is_null (ParvisStmt *stmt,
         int         column)
{
  return sqlite3_column_type (((Stmt *) stmt)->handle, column) == SQLITE_NULL;
}

static gint64
get_changes (ParvisStmt *stmt)
{
  return sqlite3_changes64 (((Db *) stmt->db)->handle);
}

static void
close_db (ParvisDb *db)
{
  g_clear_pointer (&db->statements, g_hash_table_unref);
  sqlite3_close_v2 (((Db *) db)->handle);
  g_free (db->town);
  g_free (db);
}

/* Writes what the log has into the file. A failure leaves the log as it is, and
 * what is in it is as durable as before.
 */
static void
fold_log (Db                       *self,
          ParvisDbSqliteCheckpoint  how)
{
  g_autoptr(GError) error = NULL;
  int unfolded;

  if (!parvis_db_sqlite_checkpoint (&self->base, how, &error))
    g_message ("the log of town %s was not folded in: %s", self->base.town, error->message);

  unfolded = self->frames - self->folded;
  self->fold_at = unfolded + LOG_PAGES;
  self->logged = unfolded > 0;
}

/* Folds the log in when it has grown by so much. Where readers never leave a
 * gap it would grow without end, unless they are waited for now and then.
 */
static gboolean
tidy (ParvisDb *db)
{
  Db *self = (Db *) db;

  self->logged = TRUE;
  if (self->frames - self->folded < self->fold_at)
    return FALSE;

  fold_log (self, self->frames < LOG_PAGES_MAX ? PARVIS_DB_SQLITE_PASSIVE
                                               : PARVIS_DB_SQLITE_RESTART);

  return TRUE;
}

static gboolean
tidy_up (ParvisDb *db)
{
  Db *self = (Db *) db;

  if (self->logged)
    fold_log (self, PARVIS_DB_SQLITE_TRUNCATE);

  return !self->logged;
}

static gboolean
begin (ParvisDb  *db,
       gint64    *seq,
       GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (!parvis_db_run (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  stmt = parvis_db_prepare (db, "SELECT MAX(seq) FROM change WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *seq = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

static gboolean
save (ParvisDb  *db,
      GError   **error)
{
  return parvis_db_run (db, "SAVEPOINT command", error);
}

static gboolean
keep (ParvisDb  *db,
      GError   **error)
{
  return parvis_db_run (db, "RELEASE command", error);
}

static gboolean
undo (ParvisDb  *db,
      GError   **error)
{
  return parvis_db_run (db, "ROLLBACK TO command", error) && keep (db, error);
}

static gboolean
commit (ParvisDb  *db,
        gint64     first,
        gint64     seq,
        gboolean  *in_doubt,
        GError   **error)
{
  *in_doubt = FALSE;

  return parvis_db_run (db, "COMMIT", error);
}

/* Without a transaction (SQLite may have rolled back by itself) this says so,
 * and that is no news.
 */
static void
roll_back (ParvisDb *db)
{
  parvis_db_run (db, "ROLLBACK", NULL);
}

/* SQLite rolls a transaction back by itself when a disk fails or is full. With
 * the transaction gone, a savepoint would begin one of its own and its release
 * commit it, without the log.
 */
static gboolean
is_lost (ParvisDb *db)
{
  return sqlite3_get_autocommit (((Db *) db)->handle) != 0;
}

/* The first statement decides how old what is read is. */
static gboolean
look (ParvisDb  *db,
      GError   **error)
{
  return parvis_db_run (db, "BEGIN", error);
}

static void
look_away (ParvisDb *db)
{
  parvis_db_run (db, "COMMIT", NULL);
}

static const ParvisDbDriver driver = {
  prepare, finalize, reset, bind_text, bind_int, bind_double, bind_bytes, bind_null, step,
  get_text, get_int, get_double, dup_bytes, is_null, get_changes, close_db,
  begin, save, keep, undo, commit, roll_back, is_lost, look, look_away, TRUE, tidy, tidy_up,
};

/* Nobody asks SQLite how much memory it has, and counting takes a lock around each
 * piece, which all threads share. Where somebody used SQLite before, it goes on counting.
 */
static void
configure (void)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
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
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  Db *self = g_new0 (Db, 1);
  g_autoptr(ParvisDb) db = &self->base;
  int flags = role == PARVIS_DB_SQLITE_WRITER ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                              : SQLITE_OPEN_READONLY;
  int code;

  pthread_once (&once, configure);
  db->driver = &driver;
  db->town = g_strdup (town);
  db->statements = parvis_db_statements_new ();
  self->logged = role == PARVIS_DB_SQLITE_WRITER;

  if (role == PARVIS_DB_SQLITE_WRITER && path[0] != ':')
    create_file (path);

  code = sqlite3_open_v2 (path, &self->handle,
                          flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code != SQLITE_OK)
    {
      parvis_db_sqlite_fail (self->handle, code, error);
      return NULL;
    }

  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  /* The last connection to close would checkpoint by itself, and that may be
   * a reader.
   */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);

  if (!set_pragmas (db, role, error))
    return NULL;

  sqlite3_wal_hook (self->handle, count_frames_cb, self);

  return g_steal_pointer (&db);
}

sqlite3 *
parvis_db_sqlite_get_handle (ParvisDb *db)
{
  return ((Db *) db)->handle;
}
