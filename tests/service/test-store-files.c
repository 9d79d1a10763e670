/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-world.h"

#include "parvis-db-sqlite.h"
#include "parvis-error.h"
#include "parvis-migrate.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
set_up (World         *world,
        gconstpointer  data)
{
  world_init (world);
  world_open (world);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  world_clear (world);
}

static char *
town_file (World      *world,
           const char *town)
{
  g_autofree char *name = g_strconcat (town, ".db", NULL);

  return g_build_filename (world->directory, "towns", name, NULL);
}

static void
put_file (const char *path,
          const char *content)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, content, -1, &error));
  g_assert_no_error (error);
}

static void
run_sql (const char *path,
         const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisDb) db = parvis_db_sqlite_open (path, WORLD_TOWN, PARVIS_DB_SQLITE_WRITER,
                                                  &error);

  g_assert_no_error (error);
  g_assert_true (parvis_db_sqlite_exec (db, sql, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_db_sqlite_checkpoint (db, PARVIS_DB_SQLITE_TRUNCATE, &error));
  g_assert_no_error (error);
}

static gint64
read_number (const char *path,
             const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisDb) db = parvis_db_sqlite_open (path, WORLD_TOWN, PARVIS_DB_SQLITE_READER,
                                                  &error);
  g_autoptr(ParvisStmt) stmt = NULL;

  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, sql, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_stmt_step (stmt, NULL, &error));
  g_assert_no_error (error);

  return parvis_stmt_get_int (stmt, 0);
}

/* A file as a version of the program left it that knew only @n_migrations. */
static void
make_older (const char *path,
            guint       n_migrations)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisDb) db = NULL;
  ParvisSchema schema = *world_schema ();

  schema.n_migrations = n_migrations;
  db = parvis_db_sqlite_open (path, WORLD_TOWN, PARVIS_DB_SQLITE_WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_migrate (db, path, &schema, &error));
  g_assert_no_error (error);
}

static void
assert_unserved (World      *world,
                 const char *town,
                 int         code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_store_apply (world->store, new_add (town, NULL, "pool", 1), NULL, &error));
  g_assert_error (error, PARVIS_ERROR, code);
  g_clear_error (&error);
  g_assert_null (parvis_store_acquire (world->store, town, &error));
  g_assert_error (error, PARVIS_ERROR, code);
}

static void
test_an_older_file_is_migrated_and_a_copy_kept (World         *world,
                                                gconstpointer  data)
{
  g_autofree char *path = town_file (world, WORLD_TOWN);
  g_autofree char *copy = g_strdup_printf ("%s.v1-before-v%u", path,
                                           world_schema ()->n_migrations);
  struct stat status;

  world_close (world);
  make_older (path, 1);
  run_sql (path, "INSERT INTO change (town, kind, id, seq, audience, deleted) "
           "VALUES ('00001', 'old', 'a', 7, 'public', 1)");
  put_file (copy, "of an earlier attempt");

  world_open (world);
  g_assert_cmpint (count_rows (world->store, WORLD_TOWN, "PRAGMA user_version"), ==,
                   world_schema ()->n_migrations);
  g_assert_cmpint (count_rows (world->store, WORLD_TOWN, "SELECT seq FROM change"), ==, 7);

  g_assert_cmpint (read_number (copy, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (read_number (copy, "SELECT seq FROM change"), ==, 7);
  g_assert_cmpint (g_stat (copy, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static void
test_every_older_version_can_be_migrated (World         *world,
                                          gconstpointer  data)
{
  for (guint version = 1; version <= world_schema ()->n_migrations; version++)
    {
      g_autofree char *path = g_strdup_printf ("%s/v%u.db", world->directory, version);
      g_autoptr(GError) error = NULL;
      g_autoptr(ParvisDb) db = NULL;

      make_older (path, version);
      make_older (path, world_schema ()->n_migrations);
      db = parvis_db_sqlite_open (path, WORLD_TOWN, PARVIS_DB_SQLITE_READER, &error);
      g_assert_no_error (error);
      g_assert_true (parvis_migrate_verify (db, world_schema (), &error));
      g_assert_no_error (error);
    }
}

static void
test_a_step_that_fails_changes_nothing (World         *world,
                                        gconstpointer  data)
{
  const ParvisMigration steps[] = {
    { "first", "CREATE TABLE a (n BIGINT) STRICT" },
    { "second", "CREATE TABLE b (n BIGINT) STRICT; INSERT INTO a VALUES (1); CREATE TABLE a (n)" },
  };
  ParvisSchema schema = { steps, 1, 4711 };
  g_autofree char *path = g_build_filename (world->directory, "steps.db", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisDb) db = NULL;

  db = parvis_db_sqlite_open (path, WORLD_TOWN, PARVIS_DB_SQLITE_WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_migrate (db, path, &schema, &error));
  g_assert_no_error (error);

  schema.n_migrations = 2;
  g_assert_false (parvis_migrate (db, path, &schema, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL);
  g_assert_cmpint (read_number (path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (read_number (path, "SELECT COUNT(*) FROM a"), ==, 0);
  g_assert_cmpint (read_number (path, "SELECT COUNT(*) FROM sqlite_schema"), ==, 1);
}

static void
test_a_newer_file_is_refused_and_left_alone (World         *world,
                                             gconstpointer  data)
{
  g_autofree char *path = town_file (world, WORLD_TOWN);

  world_add_town (world, WORLD_TOWN);
  world_add_town (world, WORLD_OTHER_TOWN);
  world_close (world);
  run_sql (path, "PRAGMA user_version = 1000");

  world_open (world);
  assert_unserved (world, WORLD_TOWN, PARVIS_ERROR_NEWER_SCHEMA);
  g_assert_cmpint (count_rows (world->store, WORLD_OTHER_TOWN, "SELECT 1"), ==, 1);
  world_close (world);
  g_assert_cmpint (read_number (path, "PRAGMA user_version"), ==, 1000);
}

static void
test_what_is_not_ours_is_refused (World         *world,
                                  gconstpointer  data)
{
  g_autofree char *garbage = town_file (world, "00003");
  g_autofree char *foreign = town_file (world, "00004");
  g_autofree char *other_kind = town_file (world, "00005");
  g_autofree char *service = g_build_filename (world->directory, "service.db", NULL);
  g_autofree char *content = NULL;
  gsize length;

  world_close (world);
  put_file (garbage, "This is not a database, but it is long enough to have been taken for one.");
  run_sql (foreign, "CREATE TABLE recipe (name TEXT)");
  g_assert_true (g_file_get_contents (service, &content, &length, NULL));
  g_assert_true (g_file_set_contents (other_kind, content, (gssize) length, NULL));

  world_open (world);
  assert_unserved (world, "00003", PARVIS_ERROR_CORRUPT);
  assert_unserved (world, "00004", PARVIS_ERROR_CORRUPT);
  assert_unserved (world, "00005", PARVIS_ERROR_CORRUPT);
  world_add_town (world, WORLD_TOWN);
}

static void
test_files_are_for_nobody_else (World         *world,
                                gconstpointer  data)
{
  const char *endings[] = { "", "-wal", "-shm" };
  g_autofree char *path = NULL;

  world_add_town (world, WORLD_TOWN);
  path = town_file (world, WORLD_TOWN);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);
      struct stat status;

      g_assert_cmpint (g_stat (file, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
    }
}

static void
test_a_second_process_is_told_who_is_there (World         *world,
                                            gconstpointer  data)
{
  g_autofree char *victim = g_test_build_filename (G_TEST_BUILT, "tests", "service",
                                                   "store-victim", NULL);
  g_autofree char *pid = g_strdup_printf ("process %d", (int) getpid ());
  const char *argv[] = { victim, world->database.uri, "second", world->directory, NULL };
  g_autofree char *complaint = NULL;
  g_autoptr(GError) error = NULL;
  ParvisStore *second;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &complaint,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 3);
  g_assert_nonnull (strstr (complaint, pid));

  /* Nor twice in one process; and when the first is gone, the way is free. */
  second = parvis_store_open (&world->config, &error);
  g_assert_null (second);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  world_close (world);
  world_open (world);
}

static void
test_towns_come_and_go (World         *world,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *removed = g_build_filename (world->directory, "removed", NULL);
  g_autoptr(GDir) dir = NULL;
  g_auto(GStrv) towns = NULL;

  world_add_town (world, "2A004");
  world_add_town (world, WORLD_TOWN);
  towns = parvis_store_list_towns (world->store);
  g_assert_cmpuint (g_strv_length (towns), ==, 2);
  g_assert_cmpstr (towns[0], ==, WORLD_TOWN);
  g_assert_cmpstr (towns[1], ==, "2A004");

  g_assert_false (parvis_store_create_town (world->store, WORLD_TOWN, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (parvis_store_create_town (world->store, "../..", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (parvis_store_remove_town (world->store, "", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (parvis_store_remove_town (world->store, WORLD_OTHER_TOWN, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  add (world, NULL, "pool", 5, NULL);
  g_assert_true (parvis_store_remove_town (world->store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_assert_false (parvis_store_has_town (world->store, WORLD_TOWN));
  dir = g_dir_open (removed, 0, NULL);
  g_assert_true (g_str_has_prefix (g_dir_read_name (dir), WORLD_TOWN));

  /* The next of that name knows nothing of the first. */
  world_add_town (world, WORLD_TOWN);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, -1);
  add (world, NULL, "pool", 1, NULL);
}

static void
test_a_removed_town_keeps_what_only_its_log_has (World         *world,
                                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *removed = g_build_filename (world->directory, "removed", NULL);
  g_autofree char *path = NULL;
  g_autoptr(GDir) dir = NULL;
  ParvisDb *reader;
  ParvisStmt *stmt;
  const char *name;

  world_add_town (world, WORLD_TOWN);
  add (world, NULL, "pool", 5, NULL);

  /* This reader keeps the log from being folded in. */
  reader = parvis_store_acquire (world->store, WORLD_TOWN, &error);
  g_assert_no_error (error);
  stmt = parvis_db_prepare (reader, "SELECT value FROM box WHERE town = :town", &error);
  g_assert_no_error (error);
  g_assert_true (parvis_stmt_step (stmt, NULL, &error));
  add (world, NULL, "pool", 6, NULL);
  g_assert_true (parvis_store_remove_town (world->store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_assert_cmpint (parvis_stmt_get_int (stmt, 0), ==, 5);
  parvis_stmt_release (stmt);
  parvis_store_release (world->store, reader);

  dir = g_dir_open (removed, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, ".db"))
        path = g_build_filename (removed, name, NULL);
    }
  run_sql (path, "PRAGMA user_version");
  g_assert_cmpint (read_number (path, "SELECT value FROM box"), ==, 11);
}

static void
test_a_copy_comes_back (World         *world,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (world->directory, "copy.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat status;

  world_add_town (world, WORLD_TOWN);
  add (world, "k1", "pool", 5, NULL);
  g_assert_true (parvis_store_backup_town (world->store, WORLD_TOWN, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  add (world, "k2", "pool", 5, NULL);

  g_assert_false (parvis_store_backup_town (world->store, WORLD_TOWN, path, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (parvis_store_restore_town (world->store, WORLD_TOWN, path, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (parvis_store_restore_town (world->store, WORLD_OTHER_TOWN, path, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (parvis_store_remove_town (world->store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_store_restore_town (world->store, WORLD_TOWN, path, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_store_check_town (world->store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 5);
  g_assert_cmpint (add (world, "k1", "pool", 5, NULL), ==, 5);
  g_assert_cmpint (add (world, "k2", "pool", 5, NULL), ==, 10);
}

/* Every byte, in an order in which none is what a text may have; @size from 0. */
static GBytes *
make_picture (gsize size)
{
  guchar *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (guchar) (255 - i * 7);

  return g_bytes_new_take (data, size);
}

#define N_PICTURES 70

/* More than a page of them; the first has no bytes, the last no picture at all. */
static gboolean
paint (ParvisTx             *tx,
       const ParvisCommand  *command,
       ParvisAnswer         *answer,
       GError              **error)
{
  for (int i = 0; i <= N_PICTURES; i++)
    {
      g_autofree char *id = g_strdup_printf ("picture-%02d", i);
      g_autoptr(GBytes) picture = i < N_PICTURES ? make_picture ((gsize) i * 1000) : NULL;
      g_autoptr(ParvisStmt) stmt = NULL;

      stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                                "INSERT INTO box (town, id, value, picture)"
                                " VALUES (:town, :id, 0, :picture)", error);
      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":id", id);
      parvis_stmt_bind_bytes (stmt, ":picture", picture);
      if (!parvis_stmt_step (stmt, NULL, error))
        return FALSE;
      parvis_tx_touch (tx, WORLD_BOX, id);
    }

  return TRUE;
}

static void
assert_pictures (World *world)
{
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (world->store, WORLD_TOWN, &error);
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, "SELECT picture FROM box WHERE town = :town ORDER BY id", &error);
  g_assert_no_error (error);
  for (int i = 0; i <= N_PICTURES; i++)
    {
      g_autoptr(GBytes) picture = NULL;
      g_autoptr(GBytes) expected = make_picture ((gsize) i * 1000);

      g_assert_true (parvis_stmt_step (stmt, &has_row, &error));
      g_assert_true (has_row);
      picture = parvis_stmt_dup_bytes (stmt, 0);
      g_assert_true (i == N_PICTURES ? picture == NULL : g_bytes_equal (picture, expected));
    }
  parvis_stmt_release (stmt);
  parvis_store_release (world->store, db);
}

static void
test_bytes_are_kept_copied_and_brought_back (World         *world,
                                             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (world->directory, "copy.db", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = NULL;

  world_add_town (world, WORLD_TOWN);
  answer = parvis_store_apply (world->store, parvis_command_new ("paint", WORLD_TOWN, paint), NULL,
                               &error);
  g_assert_no_error (error);
  assert_pictures (world);

  /* From PostgreSQL that goes through the rows, both ways. */
  g_assert_true (parvis_store_backup_town (world->store, WORLD_TOWN, path, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_store_remove_town (world->store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_store_restore_town (world->store, WORLD_TOWN, path, &error));
  g_assert_no_error (error);
  assert_pictures (world);
}

static void
test_what_is_no_copy_is_not_restored (World         *world,
                                      gconstpointer  data)
{
  g_autofree char *path = g_build_filename (world->directory, "copy.db", NULL);
  const struct
  {
    const char *sql;
    int         code;
  } damages[] = {
    { "PRAGMA user_version = 1000", PARVIS_ERROR_NEWER_SCHEMA },
    { "PRAGMA user_version = 0", PARVIS_ERROR_CORRUPT },
    { "PRAGMA application_id = 1", PARVIS_ERROR_CORRUPT },
    { "DROP TABLE command", PARVIS_ERROR_CORRUPT },
    { "CREATE TRIGGER t AFTER INSERT ON box BEGIN DELETE FROM box; END", PARVIS_ERROR_CORRUPT },
    { "CREATE VIEW v AS SELECT 1", PARVIS_ERROR_CORRUPT },
  };

  world_add_town (world, WORLD_TOWN);
  add (world, NULL, "pool", 5, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (parvis_store_backup_town (world->store, WORLD_TOWN, path, &error));
      g_assert_no_error (error);
      run_sql (path, damages[i].sql);
      g_assert_false (parvis_store_restore_town (world->store, WORLD_OTHER_TOWN, path, &error));
      g_assert_error (error, PARVIS_ERROR, damages[i].code);
      g_assert_false (parvis_store_has_town (world->store, WORLD_OTHER_TOWN));
      g_assert_cmpint (g_remove (path), ==, 0);
    }
}

static void
test_pages_of_garbage_are_not_restored (World         *world,
                                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (world->directory, "copy.db", NULL);
  FILE *stream;

  world_add_town (world, WORLD_TOWN);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("box-%u", i);

      add (world, NULL, id, 1, NULL);
    }

  g_assert_true (parvis_store_backup_town (world->store, WORLD_TOWN, path, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_store_remove_town (world->store, WORLD_TOWN, &error));

  stream = g_fopen (path, "r+b");
  g_assert_cmpint (fseek (stream, 4096 + 100, SEEK_SET), ==, 0);
  for (guint i = 0; i < 20000; i++)
    g_assert_cmpint (fputc ((int) (i * 7 % 251), stream), !=, EOF);
  g_assert_cmpint (fclose (stream), ==, 0);

  g_assert_false (parvis_store_restore_town (world->store, WORLD_TOWN, path, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  g_clear_error (&error);
  put_file (path, "rubbish");
  g_assert_false (parvis_store_restore_town (world->store, WORLD_TOWN, path, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (parvis_store_restore_town (world->store, WORLD_TOWN, "/nowhere/x", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
}

static gboolean
falsify (ParvisTx             *tx,
         const ParvisCommand  *command,
         ParvisAnswer         *answer,
         GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE box SET value = 99 WHERE town = :town", error);

  return stmt != NULL && parvis_stmt_step (stmt, NULL, error);
}

/* A command that changes rows and touches nothing is our bug, and this is how it
 * would be found.
 */
static void
test_a_feed_that_differs_from_the_rows_is_found (World         *world,
                                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = NULL;

  world_add_town (world, WORLD_TOWN);
  add (world, NULL, "pool", 5, NULL);
  answer = parvis_store_apply (world->store, parvis_command_new ("x", WORLD_TOWN, falsify),
                               NULL, &error);
  g_assert_no_error (error);
  g_assert_false (parvis_store_check_town (world->store, WORLD_TOWN, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
}

int
main (int    argc,
      char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (World *, gconstpointer);
    gboolean    on_sqlite_only;       /* it is about the files themselves */
  } tests[] = {
    { "an-older-file-is-migrated-and-a-copy-kept",
      test_an_older_file_is_migrated_and_a_copy_kept, TRUE },
    { "every-older-version-can-be-migrated", test_every_older_version_can_be_migrated, TRUE },
    { "a-step-that-fails-changes-nothing", test_a_step_that_fails_changes_nothing, TRUE },
    { "a-newer-file-is-refused-and-left-alone", test_a_newer_file_is_refused_and_left_alone, TRUE },
    { "what-is-not-ours-is-refused", test_what_is_not_ours_is_refused, TRUE },
    { "files-are-for-nobody-else", test_files_are_for_nobody_else, TRUE },
    { "a-second-process-is-told-who-is-there", test_a_second_process_is_told_who_is_there, FALSE },
    { "towns-come-and-go", test_towns_come_and_go, FALSE },
    { "a-removed-town-keeps-what-only-its-log-has",
      test_a_removed_town_keeps_what_only_its_log_has, TRUE },
    { "a-copy-comes-back", test_a_copy_comes_back, FALSE },
    { "bytes-are-kept-copied-and-brought-back",
      test_bytes_are_kept_copied_and_brought_back, FALSE },
    { "what-is-no-copy-is-not-restored", test_what_is_no_copy_is_not_restored, FALSE },
    { "pages-of-garbage-are-not-restored", test_pages_of_garbage_are_not_restored, FALSE },
    { "a-feed-that-differs-from-the-rows-is-found",
      test_a_feed_that_differs_from_the_rows_is_found, FALSE },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/files/", tests[i].name, NULL);

      if (!tests[i].on_sqlite_only || !test_database_is_postgres ())
        g_test_add (path, World, NULL, set_up, tests[i].test, tear_down);
    }

  return g_test_run ();
}
