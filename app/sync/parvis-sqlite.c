/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sqlite"

#include "config.h"

#include "parvis-sqlite.h"

#include "parvis-error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

gboolean
parvis_sqlite_set_error (sqlite3  *db,
                         int       code,
                         GError  **error)
{
  ParvisError kind = PARVIS_ERROR_INTERNAL;

  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      kind = PARVIS_ERROR_CORRUPT;
      break;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      kind = PARVIS_ERROR_UNAVAILABLE;
      break;

    default:
      break;
    }

  g_set_error (error, PARVIS_ERROR, kind, "local database: %s", sqlite3_errmsg (db));

  return FALSE;
}

gboolean
parvis_sqlite_exec (sqlite3     *db,
                    const char  *sql,
                    GError     **error)
{
  int code = sqlite3_exec (db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || parvis_sqlite_set_error (db, code, error);
}

/* SQLite would create the file by the umask; it holds a town's inner life. */
static gboolean
create_private (const char  *path,
                GError     **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }

  close (fd);
  return TRUE;
}

/**
 * parvis_sqlite_open:
 * @durable: a commit is on the disk when it returns; else it may be lost with
 *   the power, and the file with it
 *
 * Opens @path for this process alone. Exclusive locking needs no shared memory,
 * and with checkpoints only on this one connection the WAL-reset bug of SQLite
 * 3.40 cannot happen.
 */
gboolean
parvis_sqlite_open (const char  *path,
                    gboolean     durable,
                    sqlite3    **db,
                    GError     **error)
{
  const char *setup = durable ? "PRAGMA locking_mode = EXCLUSIVE;"
                                "PRAGMA journal_mode = WAL;"
                                "PRAGMA synchronous = FULL;"
                                "PRAGMA wal_autocheckpoint = 0;"
                                "PRAGMA secure_delete = ON;"
                                "PRAGMA trusted_schema = OFF"
                              : "PRAGMA locking_mode = EXCLUSIVE;"
                                "PRAGMA journal_mode = WAL;"
                                "PRAGMA synchronous = OFF;"
                                "PRAGMA wal_autocheckpoint = 0;"
                                "PRAGMA trusted_schema = OFF";
  int code;

  if (!create_private (path, error))
    return FALSE;

  code = sqlite3_open_v2 (path, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK)
    {
      sqlite3_extended_result_codes (*db, TRUE);
      code = sqlite3_exec (*db, setup, NULL, NULL, NULL);
    }

  if (code == SQLITE_OK)
    return TRUE;

  parvis_sqlite_set_error (*db, code, error);
  g_clear_pointer (db, sqlite3_close_v2);

  return FALSE;
}

static gboolean
read_version (sqlite3  *db,
              guint    *version,
              GError  **error)
{
  ParvisRows *rows = parvis_sqlite_prepare (db, "PRAGMA user_version", error);
  gboolean has_row = FALSE;
  gboolean ok = rows != NULL && parvis_rows_step (rows, &has_row, error);

  if (ok && has_row)
    *version = (guint) parvis_rows_get_int (rows, 0);

  parvis_rows_free (rows);

  return ok;
}

gboolean
parvis_sqlite_migrate (sqlite3             *db,
                       const char * const  *migrations,
                       guint                n_migrations,
                       GError             **error)
{
  guint version = 0;

  if (!read_version (db, &version, error))
    return FALSE;

  if (version > n_migrations)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NEWER_SCHEMA,
                   "local database: a later version of Parvis wrote it (schema %u, known are %u)",
                   version, n_migrations);
      return FALSE;
    }

  for (; version < n_migrations; version++)
    {
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s; "
                                              "PRAGMA user_version = %u; COMMIT",
                                              migrations[version], version + 1);

      if (!parvis_sqlite_exec (db, sql, error))
        {
          g_prefix_error (error, "migration %u: ", version + 1);
          sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }

  return TRUE;
}

ParvisRows *
parvis_sqlite_prepare (sqlite3     *db,
                       const char  *sql,
                       GError     **error)
{
  ParvisRows *rows = NULL;
  int code = sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &rows, NULL);

  if (code != SQLITE_OK)
    parvis_sqlite_set_error (db, code, error);

  return rows;
}

static int
find_parameter (ParvisRows *rows,
                const char *name)
{
  int index = sqlite3_bind_parameter_index (rows, name);

  /* A misspelt parameter is our bug. */
  g_return_val_if_fail (index > 0, 1);

  return index;
}

/* @value must outlive the step; NULL is bound as NULL. */
void
parvis_rows_bind_text (ParvisRows *rows,
                       const char *name,
                       const char *value)
{
  sqlite3_bind_text (rows, find_parameter (rows, name), value, -1, SQLITE_STATIC);
}

/* As parvis_rows_bind_text(), for bytes. */
void
parvis_rows_bind_bytes (ParvisRows *rows,
                        const char *name,
                        GBytes     *value)
{
  gsize size = 0;
  gconstpointer data = value != NULL ? g_bytes_get_data (value, &size) : NULL;

  sqlite3_bind_blob64 (rows, find_parameter (rows, name), data, size, SQLITE_STATIC);
}

void
parvis_rows_bind_int (ParvisRows *rows,
                      const char *name,
                      gint64      value)
{
  sqlite3_bind_int64 (rows, find_parameter (rows, name), value);
}

gboolean
parvis_rows_step (ParvisRows  *rows,
                  gboolean    *has_row,
                  GError     **error)
{
  int code = sqlite3_step (rows);

  if (has_row != NULL)
    *has_row = code == SQLITE_ROW;

  if (code == SQLITE_ROW)
    return TRUE;

  if (code != SQLITE_DONE)
    parvis_sqlite_set_error (sqlite3_db_handle (rows), code, error);

  sqlite3_reset (rows);

  return code == SQLITE_DONE;
}

const char *
parvis_rows_get_text (ParvisRows *rows,
                      int         column)
{
  return (const char *) sqlite3_column_text (rows, column);
}

gint64
parvis_rows_get_int (ParvisRows *rows,
                     int         column)
{
  return sqlite3_column_int64 (rows, column);
}

void
parvis_rows_free (ParvisRows *rows)
{
  sqlite3_finalize (rows);
}
