/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-world.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#define N_KILLS    120
#define MOST_LINES 60

/* Returns when the victim is dead and has said all that it could. */
static void
kill_one (World      *world,
          guint       round,
          guint       after_lines,
          GHashTable *answered)
{
  g_autofree char *victim = g_test_build_filename (G_TEST_BUILT, "tests", "service",
                                                   "store-victim", NULL);
  g_autofree char *name = g_strdup_printf ("r%u", round);
  const char *argv[] = { victim, world->database.uri, name, world->directory, NULL };
  g_autoptr(GError) error = NULL;
  char line[128];
  FILE *stream;
  GPid pid;
  guint n_lines = 0;
  int output;
  int status;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &pid, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  stream = fdopen (output, "r");
  g_assert_nonnull (stream);

  if (after_lines == 0)
    g_assert_cmpint (kill (pid, SIGKILL), ==, 0);

  while (fgets (line, sizeof line, stream) != NULL)
    {
      g_assert_true (g_hash_table_add (answered, g_strchomp (g_strdup (line))));
      if (++n_lines == after_lines)
        g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
    }

  fclose (stream);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}

static void
check_town (World      *world,
            const char *town,
            GHashTable *answered)
{
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer line;
  ParvisDb *db;
  gint64 n_keys;

  g_assert_true (parvis_store_check_town (world->store, town, &error));
  g_assert_no_error (error);

  db = parvis_store_acquire (world->store, town, &error);
  g_assert_no_error (error);
  g_hash_table_iter_init (&iter, answered);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    {
      g_autoptr(ParvisStmt) stmt = NULL;

      if (!g_str_has_prefix (line, town))
        continue;

      stmt = parvis_db_prepare (db, "SELECT COUNT(*) FROM command "
                                "WHERE town = :town AND key = :key", &error);
      g_assert_no_error (error);
      parvis_stmt_bind_text (stmt, ":key", (const char *) line + strlen (town) + 1);
      g_assert_true (parvis_stmt_step (stmt, NULL, &error));
      g_assert_cmpint (parvis_stmt_get_int (stmt, 0), ==, 1);
    }
  parvis_store_release (world->store, db);

  /* Each key adds one: none was applied without its log, or twice. */
  n_keys = count_rows (world->store, town, "SELECT COUNT(*) FROM command WHERE town = :town");
  g_assert_cmpint (count_rows (world->store, town, "SELECT COALESCE(SUM(value), 0) FROM box "
                               "WHERE town = :town"), ==, n_keys);
}

static void
test_what_was_answered_survives_the_process (void)
{
  g_autoptr(GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  World world;

  world_init (&world);
  world_open (&world);
  world_add_town (&world, WORLD_TOWN);
  world_add_town (&world, WORLD_OTHER_TOWN);
  world_close (&world);

  for (guint round = 0; round < N_KILLS; round++)
    {
      kill_one (&world, round, (guint) g_test_rand_int_range (0, MOST_LINES), answered);
      if (round % 4 != 3)
        continue;

      world_open (&world);
      check_town (&world, WORLD_TOWN, answered);
      check_town (&world, WORLD_OTHER_TOWN, answered);
      world_close (&world);
    }

  g_test_message ("%u answers", g_hash_table_size (answered));
  g_assert_cmpuint (g_hash_table_size (answered), >, N_KILLS);
  world_clear (&world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kill/what-was-answered-survives-the-process",
                   test_what_was_answered_survives_the_process);

  return g_test_run ();
}
