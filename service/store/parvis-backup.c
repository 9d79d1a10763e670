/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-backup"

#include "config.h"

#include "parvis-backup.h"

#include "parvis-db-sqlite.h"
#include "parvis-error.h"
#include "parvis-migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PAGES_A_STEP 256

/* The names in a folder are durable only when the folder is. */
static gboolean
sync_file (const char  *path,
           GError     **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  const char *paths[] = { path, directory };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      int fd = open (paths[i], O_RDONLY | O_CLOEXEC);
      gboolean synced = fd >= 0 && fsync (fd) == 0;

      if (fd >= 0)
        close (fd);

      if (!synced)
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                       "%s cannot be made durable: %s", paths[i], g_strerror (errno));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
copy_pages (ParvisDb  *db,
            sqlite3   *target,
            GError   **error)
{
  sqlite3_backup *backup;
  int code;

  backup = sqlite3_backup_init (target, "main", parvis_db_sqlite_get_handle (db), "main");
  if (backup == NULL)
    return parvis_db_sqlite_fail (target, sqlite3_errcode (target), error);

  do
    code = sqlite3_backup_step (backup, PAGES_A_STEP);
  while (code == SQLITE_OK);

  sqlite3_backup_finish (backup);
  if (code != SQLITE_DONE)
    return parvis_db_sqlite_fail (target, code, error);

  /* A copy is one file: nothing beside it that could be left behind. */
  code = sqlite3_exec (target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);

  return code == SQLITE_OK || parvis_db_sqlite_fail (target, code, error);
}

/* The read transaction pins the instant that is copied, so that commits beside
 * it do not start the copy over.
 */
static gboolean
copy_to_new (ParvisDb    *db,
             const char  *path,
             GError     **error)
{
  sqlite3 *target = NULL;
  gboolean copied;
  int code;
  int fd;

  /* Made here, because it holds what nobody else on the machine should read. */
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "%s cannot be written: %s", path, g_strerror (errno));
      return FALSE;
    }
  close (fd);

  code = sqlite3_open_v2 (path, &target, SQLITE_OPEN_READWRITE, NULL);
  if (code != SQLITE_OK)
    {
      parvis_db_sqlite_fail (target, code, error);
      sqlite3_close (target);
      return FALSE;
    }

  copied = parvis_db_run (db, "BEGIN", error) &&
           parvis_db_run (db, "PRAGMA user_version", error) &&
           copy_pages (db, target, error);
  parvis_db_run (db, "ROLLBACK", NULL);
  sqlite3_close (target);

  return copied;
}

/* A file that is not needed any more, with what SQLite keeps beside it. */
void
parvis_backup_discard (const char *path)
{
  const char * const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

/* Gives a file that is whole its name, durably. */
gboolean
parvis_backup_put (const char  *partial,
                   const char  *path,
                   GError     **error)
{
  if (!sync_file (partial, error))
    return FALSE;

  if (g_rename (partial, path) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "%s cannot be written: %s", path, g_strerror (errno));
      g_unlink (partial);
      return FALSE;
    }

  return sync_file (path, error);
}

/* Copies the database as it is at one instant. A file @path is replaced, but
 * only when the copy is whole and durable.
 */
gboolean
parvis_backup_replace (ParvisDb    *db,
                       const char  *path,
                       GError     **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);

  g_unlink (partial);
  if (!copy_to_new (db, partial, error))
    {
      g_unlink (partial);
      return FALSE;
    }

  return parvis_backup_put (partial, path, error);
}

/* The same, but @path must not exist. */
gboolean
parvis_backup_copy (ParvisDb    *db,
                    const char  *path,
                    GError     **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "%s exists already", path);
      return FALSE;
    }

  return parvis_backup_replace (db, path, error);
}

gboolean
parvis_backup_copy_file (const char  *path,
                         const char  *town,
                         const char  *target,
                         GError     **error)
{
  g_autoptr(ParvisDb) db = parvis_db_sqlite_open (path, town, PARVIS_DB_SQLITE_READER, error);

  return db != NULL && parvis_backup_copy (db, target, error);
}

static gboolean
read_text (ParvisDb    *db,
           const char  *sql,
           char       **text,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);
  gboolean has_row;

  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  *text = has_row ? g_strdup (parvis_stmt_get_text (stmt, 0)) : NULL;

  return TRUE;
}

gboolean
parvis_backup_check_sound (ParvisDb  *db,
                           GError   **error)
{
  g_autofree char *integrity = NULL;
  g_autofree char *foreign = NULL;

  if (!read_text (db, "PRAGMA integrity_check(1)", &integrity, error) ||
      !read_text (db, "PRAGMA foreign_key_check", &foreign, error))
    return FALSE;

  if (g_strcmp0 (integrity, "ok") != 0 || foreign != NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT, "The database is damaged: %s",
                   foreign != NULL ? "a row refers to one that is not there" : integrity);
      return FALSE;
    }

  return TRUE;
}

/* A file of another town, or of another program, is refused by name. */
gboolean
parvis_backup_check_file (const char          *path,
                          const char          *town,
                          const ParvisSchema  *schema,
                          GError             **error)
{
  g_autoptr(ParvisDb) db = NULL;
  g_autofree char *other = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no file %s", path);
      return FALSE;
    }

  db = parvis_db_sqlite_open (path, town, PARVIS_DB_SQLITE_READER, error);
  if (db == NULL ||
      !parvis_migrate_verify (db, schema, error) ||
      !parvis_backup_check_sound (db, error) ||
      !read_text (db, "SELECT town FROM change WHERE town <> :town LIMIT 1", &other, error))
    return FALSE;

  if (other != NULL)
    return parvis_set_invalid (error, "insee", "%s is a copy of town %s", path, other);

  return TRUE;
}
