/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-engine-sqlite"

#include "config.h"

#include "parvis-engine.h"

#include "parvis-backup.h"
#include "parvis-carry.h"
#include "parvis-db-sqlite.h"
#include "parvis-error.h"
#include "parvis-lock.h"
#include "parvis-migrate.h"
#include "parvis-schema.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* One file for each town under "towns/" of the state directory, and "service.db". */
typedef struct
{
  ParvisEngine  base;
  char         *directory;
  const ParvisSchema *town_schema;
  int           lock_fd;
} Engine;

static char *
town_path (Engine     *self,
           const char *code)
{
  g_autofree char *name = g_strconcat (code, ".db", NULL);

  if (*code == '\0')
    return g_build_filename (self->directory, "service.db", NULL);

  return g_build_filename (self->directory, "towns", name, NULL);
}

static const ParvisSchema *
schema_of (Engine     *self,
           const char *code)
{
  return *code == '\0' ? &parvis_service_schema : self->town_schema;
}

static ParvisDb *
open_writer (ParvisEngine  *engine,
             const char    *town,
             guint          shard,
             GError       **error)
{
  g_autofree char *path = town_path ((Engine *) engine, town);
  g_autoptr(ParvisDb) db = NULL;

  db = parvis_db_sqlite_open (path, town, PARVIS_DB_SQLITE_WRITER, error);
  if (db == NULL || !parvis_migrate (db, path, schema_of ((Engine *) engine, town), error))
    return NULL;

  /* Nobody reads yet, so a log that a crash left can be folded in whole. */
  db->driver->tidy_up (db);

  return g_steal_pointer (&db);
}

static ParvisDb *
open_reader (ParvisEngine  *engine,
             const char    *town,
             GError       **error)
{
  g_autofree char *path = town_path ((Engine *) engine, town);

  return parvis_db_sqlite_open (path, town, PARVIS_DB_SQLITE_READER, error);
}

static void
close_engine (ParvisEngine *engine)
{
  Engine *self = (Engine *) engine;

  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->directory);
  g_free (self);
}

static ParvisEngine *
open_engine (const ParvisStoreConfig  *config,
             GError                  **error)
{
  Engine *self = g_new0 (Engine, 1);
  g_autofree char *towns = NULL;

  self->base.klass = &parvis_engine_sqlite;
  self->lock_fd = -1;
  self->town_schema = parvis_store_schema (config);
  self->directory = g_strdup (config->uri + strlen (parvis_engine_sqlite.scheme));
  towns = g_build_filename (self->directory, "towns", NULL);
  if (!parvis_lock_take (self->directory, &self->lock_fd, error))
    {
      close_engine (&self->base);
      return NULL;
    }

  if (g_mkdir_with_parents (towns, 0700) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The directory %s cannot be made: %s", towns, g_strerror (errno));
      close_engine (&self->base);
      return NULL;
    }

  return &self->base;
}

static gboolean
list_towns (ParvisEngine  *engine,
            GPtrArray     *codes,
            GError       **error)
{
  g_autofree char *directory = g_build_filename (((Engine *) engine)->directory, "towns", NULL);
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GError) problem = NULL;
  const char *name;

  dir = g_dir_open (directory, 0, &problem);
  if (dir == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The directory %s cannot be used: %s", directory, problem->message);
      return FALSE;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *code = g_strndup (name, MIN (strlen (name), 5));

      if (parvis_insee_is_valid (code) && g_str_equal (name + 5, ".db"))
        g_ptr_array_add (codes, g_steal_pointer (&code));
    }

  return TRUE;
}

/* The file is moved to "removed/". */
static gboolean
remove_town (ParvisEngine  *engine,
             const char    *town,
             GError       **error)
{
  Engine *self = (Engine *) engine;
  g_autofree char *file = town_path (self, town);
  g_autofree char *removed = g_build_filename (self->directory, "removed", NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s-%s-%06d.db", town, stamp,
                                           g_date_time_get_microsecond (now));
  g_autofree char *path = g_build_filename (removed, name, NULL);

  g_autofree char *log = g_strconcat (file, "-wal", NULL);
  g_autofree char *new_log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (file, "-shm", NULL);

  /* A reader that is still at it may have kept the log from being folded in, so
   * the log goes along. The index is made anew by whoever opens the file.
   */
  if (g_mkdir_with_parents (removed, 0700) != 0 ||
      g_rename (file, path) != 0 ||
      (g_rename (log, new_log) != 0 && errno != ENOENT) ||
      (g_unlink (index) != 0 && errno != ENOENT))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The file of town %s cannot be moved away: %s",
                   town, g_strerror (errno));
      return FALSE;
    }

  return TRUE;
}

static gboolean
backup (ParvisEngine  *engine,
        ParvisDb      *db,
        const char    *path,
        GError       **error)
{
  return parvis_backup_copy (db, path, error);
}

static gboolean
check (ParvisEngine  *engine,
       ParvisDb      *db,
       GError       **error)
{
  return parvis_backup_check_sound (db, error);
}

/* The service's file is open already, so its rows are written into it, beside the
 * writer, whose own transaction they wait for.
 */
static gboolean
copy_rows (const char          *from,
           const char          *to,
           const ParvisSchema  *schema,
           GError             **error)
{
  g_autoptr(ParvisCarry) carry = parvis_carry_new (schema, error);
  g_autoptr(ParvisDb) source = NULL;
  g_autoptr(ParvisDb) target = NULL;

  if (carry == NULL ||
      (source = parvis_db_sqlite_open (from, "", PARVIS_DB_SQLITE_WRITER, error)) == NULL ||
      (target = parvis_db_sqlite_open (to, "", PARVIS_DB_SQLITE_WRITER, error)) == NULL)
    return FALSE;

  return parvis_migrate (source, from, schema, error) &&
         parvis_db_run (target, "BEGIN IMMEDIATE", error) &&
         parvis_carry_check_empty (carry, target, error) &&
         parvis_carry_copy (carry, source, target, error) &&
         parvis_db_run (target, "COMMIT", error);
}

static gboolean
restore (ParvisEngine  *engine,
         const char    *town,
         const char    *path,
         GError       **error)
{
  g_autofree char *target = town_path ((Engine *) engine, town);
  g_autofree char *copy = g_strconcat (target, ".restoring", NULL);
  gboolean restored;

  parvis_backup_discard (copy);
  if (!parvis_backup_copy_file (path, town, copy, error))
    return FALSE;

  if (*town == '\0')
    {
      restored = copy_rows (copy, target, schema_of ((Engine *) engine, town), error);
      parvis_backup_discard (copy);
      return restored;
    }

  if (g_rename (copy, target) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The restored file cannot be put in place: %s", g_strerror (errno));
      return FALSE;
    }

  return TRUE;
}

const ParvisEngineClass parvis_engine_sqlite = {
  .scheme = "sqlite:",
  .readers_kept = 4,
  .writers = 4,
  .open = open_engine,
  .close = close_engine,
  .list_towns = list_towns,
  .remove_town = remove_town,
  .open_writer = open_writer,
  .open_reader = open_reader,
  .backup = backup,
  .check = check,
  .restore = restore,
};
