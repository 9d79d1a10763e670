/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-database.h"

#include "parvis-error.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

gboolean
test_database_is_postgres (void)
{
  return g_strcmp0 (g_getenv ("PARVIS_TEST_DATABASE"), "postgresql") == 0;
}

static char *
uri_as (const char *role,
        const char *database)
{
  const char *server = g_getenv ("PARVIS_TEST_POSTGRES");

  g_assert_nonnull (server);

  return g_strdup_printf ("postgresql://%s@/%s?host=%s", role, database, server);
}

static char *
ask (const char  *uri,
     const char  *sql,
     GError     **error)
{
  PGconn *conn = PQconnectdb (uri);
  PGresult *result = PQexec (conn, sql);
  ExecStatusType status = PQresultStatus (result);
  char *answer = NULL;

  if (status == PGRES_TUPLES_OK && PQntuples (result) > 0)
    answer = g_strdup (PQgetvalue (result, 0, 0));
  else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, PQerrorMessage (conn));

  PQclear (result);
  PQfinish (conn);

  return answer;
}

static char *
name_of (TestDatabase *self)
{
  return g_path_get_basename (self->directory);
}

char *
test_database_ask (TestDatabase  *self,
                   const char    *role,
                   const char    *sql,
                   GError       **error)
{
  g_autofree char *name = name_of (self);
  g_autofree char *uri = uri_as (role, name);

  return ask (uri, sql, error);
}

/* The directory's name is the database's too. Copied by files: through the log it
 * would take twice as long.
 */
static void
init (TestDatabase *self,
      const char   *template)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *service = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sql = NULL;

  memset (self, 0, sizeof *self);
  self->directory = g_dir_make_tmp ("parvis-test-XXXXXX", &error);
  g_assert_no_error (error);
  if (!test_database_is_postgres ())
    {
      self->uri = g_strconcat ("sqlite:", self->directory, NULL);
      return;
    }

  name = name_of (self);
  service = uri_as ("parvis_owner", "postgres");
  sql = g_strdup_printf ("CREATE DATABASE \"%s\" TEMPLATE %s STRATEGY FILE_COPY", name, template);
  g_free (ask (service, sql, &error));
  g_assert_no_error (error);
  self->uri = uri_as ("parvis", name);
  self->owner_uri = uri_as ("parvis_owner", name);
}

void
test_database_init (TestDatabase *self)
{
  init (self, "parvis_tables");
}

void
test_database_init_empty (TestDatabase *self)
{
  init (self, "template0");
}

void
test_remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      test_remove_tree (child);
    }

  g_remove (path);
}

void
test_copy_tree (const char *from,
                const char *to)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (from, 0, &error);
  const char *name;

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (from, name, NULL);
      g_autofree char *copy = g_build_filename (to, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          test_copy_tree (path, copy);
          continue;
        }

      g_file_get_contents (path, &content, &length, &error);
      g_assert_no_error (error);
      g_file_set_contents (copy, content, (gssize) length, &error);
      g_assert_no_error (error);
    }
}

guint
test_get_every (void)
{
  const char *every = g_getenv ("PARVIS_TEST_EVERY");

  return every == NULL ? 1 : (guint) g_ascii_strtoull (every, NULL, 10);
}

/* The server and its databases end with the program. */
void
test_database_clear (TestDatabase *self)
{
  test_remove_tree (self->directory);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->owner_uri, g_free);
}

void
test_database_configure (TestDatabase      *self,
                         ParvisStoreConfig *config)
{
  config->uri = self->uri;
  config->owner_uri = self->owner_uri;
  config->directory = self->directory;
}

void
test_database_set (TestDatabase *self,
                   ParvisConfig *config)
{
  g_assert_true (parvis_config_set (config, "state-dir", self->directory, NULL));
  if (test_database_is_postgres ())
    {
      g_assert_true (parvis_config_set (config, "database", self->uri, NULL));
      g_assert_true (parvis_config_set (config, "database-owner", self->owner_uri, NULL));
    }
}

char **
test_database_get_options (TestDatabase *self)
{
  const char *options[] = {
    "--state-dir", self->directory, NULL, self->uri, "--database-owner", self->owner_uri, NULL,
  };

  if (test_database_is_postgres ())
    options[2] = "--database";

  return g_strdupv ((char **) options);
}

void
test_database_control (const char *verb)
{
  const char *argv[] = {
    g_getenv ("PARVIS_TEST_POSTGRES_CONTROL"), verb, g_getenv ("PARVIS_TEST_POSTGRES"), NULL,
  };
  g_autoptr(GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

const ParvisSchema *
test_database_schema (const ParvisMigration *more)
{
  static ParvisMigration steps[64];
  static ParvisSchema schema;

  schema = parvis_town_schema;
  g_assert_cmpuint (schema.n_migrations, <, G_N_ELEMENTS (steps));
  memcpy (steps, schema.migrations, schema.n_migrations * sizeof *steps);
  steps[schema.n_migrations++] = *more;
  schema.migrations = steps;

  return &schema;
}
