/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-migrate-postgres"

#include "config.h"

#include "parvis-migrate-postgres.h"

#include "parvis-error.h"
#include "parvis-sql-postgres.h"

#include <libpq-fe.h>
#include <string.h>

/* Nodes that start at once wait for each other here. */
#define LOCK   "SELECT pg_advisory_lock(1347580516)"

/* The towns' tables and the service's own have some names in common. The registry
 * is what a node must know before it can name a town, and holds nothing else.
 *
 * A setting that a transaction made for itself is empty afterwards and not gone,
 * so the empty one is refused too.
 */
#define FOUNDATION \
  "CREATE SCHEMA IF NOT EXISTS parvis;" \
  "CREATE SCHEMA IF NOT EXISTS parvis_service;" \
  "CREATE TABLE IF NOT EXISTS parvis_service.schema_version (" \
  "  name TEXT PRIMARY KEY, version INTEGER NOT NULL);" \
  "CREATE TABLE IF NOT EXISTS parvis_service.registry (" \
  "  town TEXT COLLATE \"C\" PRIMARY KEY, seq BIGINT NOT NULL DEFAULT 0," \
  "  epoch BIGINT GENERATED ALWAYS AS IDENTITY) WITH (fillfactor = 50);" \
  "INSERT INTO parvis_service.registry (town) VALUES ('') ON CONFLICT DO NOTHING;" \
  "CREATE OR REPLACE FUNCTION parvis_service.current_town() RETURNS text" \
  " LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$" \
  " DECLARE town text := current_setting('parvis.town', true);" \
  " BEGIN" \
  "  IF town IS NULL OR town = '' THEN" \
  "   RAISE EXCEPTION 'no town is set' USING ERRCODE = 'insufficient_privilege';" \
  "  END IF;" \
  "  RETURN CASE town WHEN '-' THEN '' ELSE town END;" \
  " END $$"

/* Steps may change rows of all towns, so for their time the owner is not held. */
#define FOR_EACH_TABLE \
  "DO $$ DECLARE t regclass; BEGIN" \
  " FOR t IN SELECT c.oid FROM pg_class AS c" \
  "  WHERE c.relnamespace = '%s'::regnamespace AND c.relkind = 'r'" \
  "  AND c.relname NOT IN ('registry', 'schema_version') LOOP" \
  " %s" \
  " END LOOP; END $$"
#define RELEASE_OWNER \
  "EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', t);"
#define HOLD_OWNER \
  "EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);" \
  "EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);" \
  "IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = t AND polname = 'town') THEN" \
  " EXECUTE format('CREATE POLICY town ON %s" \
  " USING (town = (SELECT parvis_service.current_town()))" \
  " WITH CHECK (town = (SELECT parvis_service.current_town()))', t);" \
  "END IF;"

#define GRANT \
  "GRANT USAGE ON SCHEMA parvis, parvis_service TO %s;" \
  "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA parvis TO %s;" \
  "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA parvis_service TO %s;" \
  "REVOKE INSERT, UPDATE, DELETE ON parvis_service.schema_version FROM %s"

#define COUNT_OPEN_TABLES \
  "SELECT COUNT(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace" \
  " WHERE n.nspname IN ('parvis', 'parvis_service') AND c.relkind IN ('r', 'p', 'v', 'm')" \
  " AND c.relname NOT IN ('registry', 'schema_version')" \
  " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
#define COUNT_OWNED_TABLES \
  "SELECT COUNT(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace" \
  " WHERE n.nspname IN ('parvis', 'parvis_service') AND pg_has_role(c.relowner, 'MEMBER')"
#define IS_UNBOUND \
  "SELECT (rolsuper OR rolbypassrls)::int FROM pg_roles WHERE rolname = current_user"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

static void
ignore_notice_cb (void       *data,
                  const char *message)
{
}

static PGconn *
connect_to (const char  *uri,
            GError     **error)
{
  const char * const keys[] = { "connect_timeout", "application_name", "dbname", NULL };
  const char * const values[] = { "10", "parvis", uri, NULL };
  g_autoptr(PGconn) conn = PQconnectdbParams (keys, values, 1);

  if (PQstatus (conn) != CONNECTION_OK)
    {
      g_autofree char *why = g_strdup (PQerrorMessage (conn));

      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The database cannot be reached: %s", g_strchomp (why));
      return NULL;
    }

  PQsetNoticeProcessor (conn, ignore_notice_cb, NULL);

  return g_steal_pointer (&conn);
}

static gboolean
run (PGconn      *conn,
     const char  *sql,
     GError     **error)
{
  g_autoptr(PGresult) result = PQexec (conn, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "Database: %s",
               PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) != NULL
               ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : PQerrorMessage (conn));

  return FALSE;
}

static gboolean
read_number (PGconn      *conn,
             const char  *sql,
             gint64      *number,
             GError     **error)
{
  g_autoptr(PGresult) result = PQexec (conn, sql);

  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "Database: %s",
                   PQerrorMessage (conn));
      return FALSE;
    }

  *number = PQntuples (result) == 1 ? g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10) : 0;

  return TRUE;
}

static gboolean
read_version (PGconn      *conn,
              const char  *name,
              gint64      *version,
              GError     **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT version FROM parvis_service.schema_version"
                                          " WHERE name = '%s'", name);

  return read_number (conn, sql, version, error);
}

static gboolean
set_newer (const char          *name,
           gint64               version,
           const ParvisSchema  *schema,
           GError             **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NEWER_SCHEMA,
               "The tables of %s were made by a later version (schema %" G_GINT64_FORMAT
               ", this program knows %u)", name, version, schema->n_migrations);

  return FALSE;
}

/* Steps from the one after @version to the last in one transaction, so that the tables are
 * released and held once.
 */
static gboolean
migrate_steps (PGconn              *conn,
               const char          *name,
               const ParvisSchema  *schema,
               guint                version,
               GError             **error)
{
  g_autofree char *before = g_strdup_printf ("BEGIN; SET LOCAL search_path = %s; " FOR_EACH_TABLE,
                                             name, name, RELEASE_OWNER);
  g_autofree char *after = NULL;
  gboolean done = run (conn, before, error);

  for (guint step = version; done && step < schema->n_migrations; step++)
    {
      g_autofree char *sql = parvis_sql_postgres_schema (schema->migrations[step].sql);

      done = run (conn, sql, error);
      if (!done)
        g_prefix_error (error, "Migration %u (%s): ", step + 1, schema->migrations[step].name);
    }

  after = g_strdup_printf (FOR_EACH_TABLE ";"
                           "INSERT INTO parvis_service.schema_version VALUES ('%s', %u)"
                           " ON CONFLICT (name) DO UPDATE SET version = excluded.version; COMMIT",
                           name, HOLD_OWNER, name, schema->n_migrations);
  done = done && run (conn, after, error);
  if (!done)
    run (conn, "ROLLBACK", NULL);

  return done;
}

static gboolean
migrate_schema (PGconn              *conn,
                const char          *name,
                const ParvisSchema  *schema,
                GError             **error)
{
  gint64 version;

  if (!read_version (conn, name, &version, error))
    return FALSE;

  if (version > schema->n_migrations)
    return set_newer (name, version, schema, error);

  return version == schema->n_migrations ||
         migrate_steps (conn, name, schema, (guint) version, error);
}

/* The lock ends with the connection. */
static gboolean
migrate (const ParvisDatabase  *database,
         const char            *role,
         GError               **error)
{
  g_autoptr(PGconn) conn = connect_to (database->owner_uri, error);
  g_autofree char *grant = g_strdup_printf (GRANT, role, role, role, role);

  return conn != NULL &&
         run (conn, LOCK, error) &&
         run (conn, FOUNDATION, error) &&
         migrate_schema (conn, "parvis_service", &parvis_service_schema, error) &&
         migrate_schema (conn, "parvis", database->town_schema, error) &&
         run (conn, grant, error);
}

static gboolean
check_version (PGconn              *conn,
               const char          *name,
               const ParvisSchema  *schema,
               GError             **error)
{
  gint64 version;

  if (!read_version (conn, name, &version, error))
    {
      g_prefix_error (error, "The tables are not there (database-owner makes them): ");
      return FALSE;
    }

  if (version > schema->n_migrations)
    return set_newer (name, version, schema, error);

  if (version < schema->n_migrations)
    return parvis_set_invalid (error, "database", "The tables of %s are those of an earlier "
                               "version (schema %" G_GINT64_FORMAT ", this program needs %u): "
                               "database-owner brings them up to date",
                               name, version, schema->n_migrations);

  return TRUE;
}

/* Row-level security does not hold everybody. */
static gboolean
check_apart (PGconn      *conn,
             const char  *role,
             GError     **error)
{
  gint64 unbound = 1;
  gint64 owned = 1;
  gint64 open = 1;

  if (!read_number (conn, IS_UNBOUND, &unbound, error) ||
      !read_number (conn, COUNT_OWNED_TABLES, &owned, error) ||
      !read_number (conn, COUNT_OPEN_TABLES, &open, error))
    return FALSE;

  if (unbound != 0 || owned != 0)
    return parvis_set_invalid (error, "database", "The service may not work as %s: this role %s, "
                               "so nothing would keep the towns apart", role,
                               unbound != 0 ? "bypasses row-level security" : "owns the tables");

  if (open != 0)
    return parvis_set_invalid (error, "database", "Some tables have no row-level security: "
                               "nothing would keep the towns apart");

  return TRUE;
}

/* An answer says that something is durable; with this off it would not be. */
static gboolean
check_durable (PGconn  *conn,
               GError **error)
{
  g_autoptr(PGresult) result = PQexec (conn, "SHOW synchronous_commit");

  if (PQresultStatus (result) == PGRES_TUPLES_OK &&
      strcmp (PQgetvalue (result, 0, 0), "off") != 0)
    return TRUE;

  return parvis_set_invalid (error, "database", "synchronous_commit must not be off");
}

gboolean
parvis_migrate_postgres (const ParvisDatabase  *database,
                         GError               **error)
{
  g_autoptr(PGconn) conn = connect_to (database->uri, error);
  g_autofree char *role = NULL;
  char *quoted;

  if (conn == NULL)
    return FALSE;

  quoted = PQescapeIdentifier (conn, PQuser (conn), strlen (PQuser (conn)));
  role = g_strdup (quoted);
  PQfreemem (quoted);

  return (database->owner_uri == NULL || migrate (database, role, error)) &&
         check_version (conn, "parvis_service", &parvis_service_schema, error) &&
         check_version (conn, "parvis", database->town_schema, error) &&
         check_apart (conn, role, error) &&
         check_durable (conn, error);
}
