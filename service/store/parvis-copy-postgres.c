/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-copy-postgres"

#include "config.h"

#include "parvis-copy-postgres.h"

#include "parvis-backup.h"
#include "parvis-carry.h"
#include "parvis-db-sqlite.h"
#include "parvis-error.h"
#include "parvis-migrate.h"

/* The numbers go on where they were, so that every reader's cursor stays good. */
#define ENTER_TOWN \
  "INSERT INTO parvis_service.registry (town, seq) VALUES ($1," \
  " (SELECT COALESCE(MAX(seq), 0) FROM change WHERE town = $1))"
#define ENTER_SERVICE \
  "UPDATE parvis_service.registry SET seq =" \
  " (SELECT COALESCE(MAX(seq), 0) FROM change WHERE town = $1) WHERE town = $1"
#define LEAVE_TOWN  "DELETE FROM parvis_service.registry WHERE town = $1"
#define LOCK_TOWN   "SELECT FROM parvis_service.registry WHERE town = $1 FOR UPDATE"
#define TELL        "SELECT pg_notify('parvis', $1)"
#define READ_SCHEMA \
  "SELECT version FROM parvis_service.schema_version WHERE name = current_schema()"

static gboolean
send (ParvisDb    *db,
      const char  *text,
      const char  *value,
      GError     **error)
{
  return parvis_line_send (parvis_db_postgres_get_line (db), NULL, text, value != NULL ? 1 : 0,
                           &value, NULL, error);
}

static gboolean
begin (ParvisDb    *db,
       const char  *how,
       GError     **error)
{
  return send (db, how, NULL, error) &&
         send (db, "SELECT set_config('parvis.town', $1, true)",
               parvis_db_postgres_setting (db->town), error);
}

/* What other nodes hear of a town that came or went. */
static gboolean
commit (ParvisDb  *db,
        GError   **error)
{
  g_autofree char *news = g_strdup_printf ("%s 0 0 -", parvis_db_postgres_setting (db->town));

  return send (db, TELL, news, error) &&
         send (db, "COMMIT", NULL, error) &&
         parvis_line_finish (parvis_db_postgres_get_line (db), NULL, error);
}

/* A node of a later version may have added what this one would not copy. */
static gboolean
check_schema (ParvisDb            *db,
              const ParvisSchema  *schema,
              GError             **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, READ_SCHEMA, error);

  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (parvis_stmt_get_int (stmt, 0) == schema->n_migrations)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NEWER_SCHEMA,
                       "The tables were changed by a later version while this one runs");

  return FALSE;
}

static gboolean
fill_file (ParvisDb            *db,
           const ParvisSchema  *schema,
           const char          *path,
           GError             **error)
{
  g_autoptr(ParvisCarry) carry = parvis_carry_new (schema, error);
  g_autoptr(ParvisDb) file = NULL;

  if (carry == NULL || !check_schema (db, schema, error))
    return FALSE;

  file = parvis_db_sqlite_open (path, db->town, PARVIS_DB_SQLITE_WRITER, error);

  return file != NULL &&
         parvis_migrate (file, path, schema, error) &&
         parvis_db_run (file, "BEGIN IMMEDIATE", error) &&
         parvis_carry_copy (carry, db, file, error) &&
         parvis_db_run (file, "COMMIT", error) &&
         parvis_db_sqlite_exec (file, "PRAGMA journal_mode = DELETE", error);
}

static gboolean
write_file (ParvisDb            *db,
            const ParvisSchema  *schema,
            const char          *path,
            GError             **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "%s exists already", path);
      return FALSE;
    }

  parvis_backup_discard (partial);
  if (!fill_file (db, schema, partial, error))
    {
      parvis_backup_discard (partial);
      return FALSE;
    }

  return parvis_backup_put (partial, path, error);
}

gboolean
parvis_copy_postgres_backup (ParvisDb            *db,
                             const ParvisSchema  *schema,
                             const char          *path,
                             GError             **error)
{
  return begin (db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error) &&
         write_file (db, schema, path, error);
}

gboolean
parvis_copy_postgres_remove (ParvisDb            *db,
                             const ParvisSchema  *schema,
                             const char          *path,
                             GError             **error)
{
  g_autoptr(ParvisCarry) carry = parvis_carry_new (schema, error);

  return carry != NULL &&
         begin (db, "BEGIN", error) &&
         send (db, LOCK_TOWN, db->town, error) &&
         write_file (db, schema, path, error) &&
         parvis_carry_delete (carry, db, error) &&
         send (db, LEAVE_TOWN, db->town, error) &&
         commit (db, error);
}

static gboolean
read_file (ParvisDb            *db,
           const ParvisSchema  *schema,
           const char          *path,
           GError             **error)
{
  g_autoptr(ParvisCarry) carry = parvis_carry_new (schema, error);
  g_autoptr(ParvisDb) file = NULL;

  if (carry == NULL)
    return FALSE;

  file = parvis_db_sqlite_open (path, db->town, PARVIS_DB_SQLITE_WRITER, error);

  return file != NULL &&
         parvis_migrate (file, path, schema, error) &&
         begin (db, "BEGIN", error) &&
         check_schema (db, schema, error) &&
         parvis_carry_check_empty (carry, db, error) &&
         parvis_carry_copy (carry, file, db, error) &&
         send (db, *db->town == '\0' ? ENTER_SERVICE : ENTER_TOWN, db->town, error) &&
         commit (db, error);
}

/* On a copy of the file, which may be of an earlier version and is then brought up
 * to date.
 */
gboolean
parvis_copy_postgres_restore (ParvisDb            *db,
                              const ParvisSchema  *schema,
                              const char          *path,
                              const char          *work,
                              GError             **error)
{
  gboolean restored;

  parvis_backup_discard (work);
  restored = parvis_backup_copy_file (path, db->town, work, error) &&
             read_file (db, schema, work, error);
  parvis_backup_discard (work);

  return restored;
}
