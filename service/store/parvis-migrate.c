/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-migrate"

#include "config.h"

#include "parvis-migrate.h"

#include "parvis-backup.h"
#include "parvis-db-sqlite.h"
#include "parvis-error.h"

#include <glib/gstdio.h>

static gboolean
read_number (ParvisDb    *db,
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

/* A copy of an earlier attempt is replaced: since then somebody may have gone
 * back to the older program and worked with it.
 */
static gboolean
keep_copy (ParvisDb    *db,
           const char  *path,
           gint64       version,
           guint        target,
           GError     **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.v%" G_GINT64_FORMAT "-before-v%u",
                                           path, version, target);

  return parvis_backup_replace (db, copy, error);
}

/* Steps from the one after @version to @target in one transaction. */
static gboolean
migrate_steps (ParvisDb            *db,
               const ParvisSchema  *schema,
               guint                version,
               guint                target,
               GError             **error)
{
  g_autofree char *end = g_strdup_printf ("PRAGMA application_id = %d;"
                                          "PRAGMA user_version = %u; COMMIT",
                                          schema->application_id, target);
  gboolean done = parvis_db_sqlite_exec (db, "BEGIN IMMEDIATE", error);

  for (guint step = version; done && step < target; step++)
    {
      g_autofree char *sql = translate (schema->migrations[step].sql);

      done = parvis_db_sqlite_exec (db, sql, error);
      if (!done)
        g_prefix_error (error, "Migration %u (%s): ", step + 1, schema->migrations[step].name);
    }

  done = done && parvis_db_sqlite_exec (db, end, error);
  if (!done)
    parvis_db_sqlite_exec (db, "ROLLBACK", NULL);

  return done;
}

/* The file of another program is not one that waits for its first step. */
static gboolean
check_empty (ParvisDb    *db,
             const char  *name,
             GError     **error)
{
  gint64 n_objects;

  if (!read_number (db, "SELECT COUNT(*) FROM sqlite_schema", &n_objects, error))
    return FALSE;

  if (n_objects > 0)
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                 "The file %s is not a database of this kind", name);

  return n_objects == 0;
}

static gboolean
check_version (ParvisDb            *db,
               const char          *name,
               const ParvisSchema  *schema,
               gint64              *version,
               GError             **error)
{
  gint64 application_id;

  if (!read_number (db, "PRAGMA user_version", version, error) ||
      !read_number (db, "PRAGMA application_id", &application_id, error))
    return FALSE;

  if (application_id != (*version == 0 ? 0 : schema->application_id))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                   "The file %s is not a database of this kind", name);
      return FALSE;
    }

  if (*version == 0)
    return check_empty (db, name, error);

  if (*version > schema->n_migrations)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NEWER_SCHEMA,
                   "The database %s was written by a later version (schema %" G_GINT64_FORMAT
                   ", this program knows %u)", name, *version, schema->n_migrations);
      return FALSE;
    }

  return TRUE;
}

/**
 * parvis_migrate:
 * @path: of the file, for the copy that is kept before a file with data changes
 * @error: %PARVIS_ERROR_NEWER_SCHEMA for a file of a later version,
 *   %PARVIS_ERROR_CORRUPT for one that is not ours
 *
 * Brings a database to the newest step, each step in a transaction of its own;
 * a new file, where there is nothing to go on from, at once.
 */
gboolean
parvis_migrate (ParvisDb            *db,
                const char          *path,
                const ParvisSchema  *schema,
                GError             **error)
{
  g_autofree char *name = g_path_get_basename (path);
  gint64 version;

  /* The error may reach whoever asks for the town: no paths of this machine. */
  if (!check_version (db, name, schema, &version, error))
    return FALSE;

  if (version > 0 && version < schema->n_migrations &&
      !keep_copy (db, path, version, schema->n_migrations, error))
    {
      g_prefix_error (error, "Keeping a copy before a migration: ");
      return FALSE;
    }

  if (version == 0)
    return migrate_steps (db, schema, 0, schema->n_migrations, error);

  for (; version < schema->n_migrations; version++)
    {
      if (!migrate_steps (db, schema, (guint) version, (guint) version + 1, error))
        return FALSE;
    }

  return TRUE;
}

static GHashTable *
list_objects (ParvisDb  *db,
              GError   **error)
{
  g_autoptr(GHashTable) objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row;

  stmt = parvis_db_prepare (db, "SELECT type || ' ' || name, type IN ('trigger', 'view') "
                            "OR sql LIKE 'CREATE VIRTUAL%' FROM sqlite_schema", error);
  if (stmt == NULL)
    return NULL;

  for (;;)
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;

      if (!has_row)
        return g_steal_pointer (&objects);

      g_hash_table_replace (objects, g_strdup (parvis_stmt_get_text (stmt, 0)),
                            GINT_TO_POINTER ((int) parvis_stmt_get_int (stmt, 1)));
    }
}

/* All of @expected is there, and nothing that runs by itself. */
static gboolean
compare_objects (GHashTable  *found,
                 GHashTable  *expected,
                 GError     **error)
{
  GHashTableIter iter;
  gpointer object;
  gpointer is_active;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &object, NULL))
    {
      if (!g_hash_table_contains (found, object))
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "The file lacks the %s", (const char *) object);
          return FALSE;
        }
    }

  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &object, &is_active))
    {
      if (is_active != NULL)
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "The file holds the foreign %s", (const char *) object);
          return FALSE;
        }
    }

  return TRUE;
}

/* An empty database in memory, as @schema is after its first @version steps. */
ParvisDb *
parvis_migrate_make_model (const ParvisSchema  *schema,
                           guint                version,
                           GError             **error)
{
  g_autoptr(ParvisDb) model = NULL;

  model = parvis_db_sqlite_open (":memory:", "", PARVIS_DB_SQLITE_WRITER, error);
  if (model == NULL || !migrate_steps (model, schema, 0, version, error))
    return NULL;

  return g_steal_pointer (&model);
}

gboolean
parvis_migrate_verify (ParvisDb            *db,
                       const ParvisSchema  *schema,
                       GError             **error)
{
  g_autoptr(ParvisDb) model = NULL;
  g_autoptr(GHashTable) found = NULL;
  g_autoptr(GHashTable) expected = NULL;
  gint64 version;

  if (!check_version (db, "to be restored", schema, &version, error))
    return FALSE;

  if (version == 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                           "The file to be restored is empty");
      return FALSE;
    }

  model = parvis_migrate_make_model (schema, (guint) version, error);
  if (model == NULL)
    return FALSE;

  found = list_objects (db, error);
  if (found == NULL)
    return FALSE;

  expected = list_objects (model, error);

  return expected != NULL && compare_objects (found, expected, error);
}
