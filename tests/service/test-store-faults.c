/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-disk.h"
#include "store-world.h"

#include "parvis-error.h"

#define N_COMMANDS 12

/* Submits everything at once, twice the same key among it, and waits. */
static void
run_commands (World    *world,
              gboolean *answered)
{
  Outcome outcomes[N_COMMANDS];

  for (guint i = 0; i < N_COMMANDS; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);
      g_autofree char *id = g_strdup_printf ("box-%u", i % 5);

      outcomes[i] = (Outcome) OUTCOME_INIT;
      parvis_store_submit (world->store, new_add (WORLD_TOWN, key, id, 1),
                           outcome_done_cb, &outcomes[i]);
      if (i % 4 == 3)
        outcome_wait (&outcomes[i]);
    }

  for (guint i = 0; i < N_COMMANDS; i++)
    {
      outcome_wait (&outcomes[i]);
      answered[i] = outcomes[i].error == NULL;
      if (!answered[i])
        g_assert_error (outcomes[i].error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
      outcome_clear (&outcomes[i]);
    }
}

static void
check_all_there (World *world)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_store_check_town (world->store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (world->store, WORLD_TOWN, "SELECT COUNT(*) FROM command "
                               "WHERE town = :town"), ==, N_COMMANDS);
  g_assert_cmpint (count_rows (world->store, WORLD_TOWN, "SELECT SUM(value) FROM box "
                               "WHERE town = :town"), ==, N_COMMANDS);
}

static gint64
count_key (World *world,
           guint  number)
{
  g_autofree char *key = g_strdup_printf ("k%u", number);
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (world->store, WORLD_TOWN, &error);
  ParvisStmt *stmt;
  gint64 n_rows;

  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, "SELECT COUNT(*) FROM command WHERE town = :town AND key = :key",
                            &error);
  g_assert_no_error (error);
  parvis_stmt_bind_text (stmt, ":key", key);
  g_assert_true (parvis_stmt_step (stmt, NULL, &error));
  n_rows = parvis_stmt_get_int (stmt, 0);
  parvis_stmt_release (stmt);
  parvis_store_release (world->store, db);

  return n_rows;
}

/* As @made, which is closed: making a town takes longer than what is tried with it. The
 * writer has its file open, so that the first thing that can fail is a command.
 */
static void
open_copy (World *world,
           World *made)
{
  world_init (world);
  test_copy_tree (made->directory, world->directory);
  world_open (world);
  g_assert_true (parvis_store_check_town (world->store, WORLD_TOWN, NULL));
}

/* Returns whether the fault came at all. */
static gboolean
fail_once (World     *made,
           DiskFault  fault,
           guint      nth,
           gboolean   lasting,
           gboolean   restart)
{
  gboolean answered[N_COMMANDS];
  gboolean again[N_COMMANDS];
  gboolean came;
  World world;

  open_copy (&world, made);
  disk_fail (fault, nth, lasting);
  run_commands (&world, answered);
  if (restart)
    world_close (&world);
  came = disk_heal ();
  if (restart)
    world_open (&world);

  /* What was answered is there and stays there; what was not can be asked for again
   * with its key.
   */
  for (guint i = 0; i < N_COMMANDS; i++)
    {
      g_assert_true (came || answered[i]);
      if (!restart || answered[i])
        g_assert_cmpint (count_key (&world, i), ==, answered[i]);
    }

  run_commands (&world, again);
  for (guint i = 0; i < N_COMMANDS; i++)
    g_assert_true (again[i]);
  check_all_there (&world);

  world_close (&world);
  world_open (&world);
  check_all_there (&world);
  world_clear (&world);

  return came;
}

static void
fail_everywhere (DiskFault fault,
                 gboolean  restart)
{
  guint n_came = 0;
  World made;

  world_init (&made);
  world_open (&made);
  world_add_town (&made, WORLD_TOWN);
  world_close (&made);

  /* Where there are few, each. */
  for (guint nth = 1; nth < 200; nth += nth < 10 ? 1 : test_get_every ())
    {
      gboolean came = fail_once (&made, fault, nth, FALSE, restart);

      came = fail_once (&made, fault, nth, TRUE, restart) || came;
      if (!came)
        break;

      n_came++;
    }

  /* The last one was past the end of the work, so every operation had its turn. */
  g_test_message ("%u operations", n_came);
  g_assert_cmpuint (n_came, >, 2);
  g_assert_cmpuint (n_came, <, 199);
  test_database_clear (&made.database);
}

static void
test_a_full_disk_is_an_error_and_no_loss (void)
{
  fail_everywhere (DISK_FULL, FALSE);
}

static void
test_a_failing_write_is_an_error_and_no_loss (void)
{
  fail_everywhere (DISK_BAD_WRITE, TRUE);
}

static void
test_a_failing_flush_is_an_error_and_no_loss (void)
{
  fail_everywhere (DISK_BAD_FLUSH, FALSE);
}

static void
test_a_flush_that_fails_before_a_restart_loses_nothing (void)
{
  fail_everywhere (DISK_BAD_FLUSH, TRUE);
}

static void
test_a_town_that_could_not_be_made_can_be_made_later (void)
{
  gboolean came = TRUE;

  /* Its first writes each, of the hundreds of equal ones that follow some, others in each run. */
  for (guint nth = 1; came; nth += nth < 20 ? 1 : (guint) g_test_rand_int_range (1, 24))
    {
      g_autoptr(GError) error = NULL;
      World world;

      world_init (&world);
      world_open (&world);
      disk_fail (DISK_FULL, nth, FALSE);
      parvis_store_create_town (world.store, WORLD_TOWN, &error);
      came = disk_heal ();
      if (error != NULL)
        {
          g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
          g_assert_false (parvis_store_has_town (world.store, WORLD_TOWN));
          world_add_town (&world, WORLD_TOWN);
        }

      g_clear_error (&error);
      g_assert_true (parvis_store_check_town (world.store, WORLD_TOWN, &error));
      g_assert_no_error (error);
      world_clear (&world);
    }
}

static void
test_a_backup_that_fails_leaves_nothing (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *partial = NULL;
  World world;

  world_init (&world);
  path = g_build_filename (world.directory, "copy.db", NULL);
  partial = g_strconcat (path, ".partial", NULL);
  world_open (&world);
  world_add_town (&world, WORLD_TOWN);
  disk_fail (DISK_FULL, 2, TRUE);
  g_assert_false (parvis_store_backup_town (world.store, WORLD_TOWN, path, &error));
  g_assert_true (disk_heal ());
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));

  g_clear_error (&error);
  g_assert_true (parvis_store_backup_town (world.store, WORLD_TOWN, path, &error));
  g_assert_no_error (error);
  world_clear (&world);
}

/* SQLite before 3.50 can lose data when a checkpoint meets a commit of another
 * connection, so there must be one that writes, and it alone checkpoints.
 */
static void
test_only_the_writer_ever_checkpoints (void)
{
  const char *sql = "PRAGMA wal_autocheckpoint";
  ParvisStoreStats stats;
  DiskWatch before;
  DiskWatch after;
  World world;

  world_init (&world);
  world_open (&world);
  world_add_town (&world, WORLD_TOWN);
  disk_watch ();

  /* Far more pages than SQLite's own threshold, read all the while. */
  disk_get_watch (&before);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("box-%u", i);

      add (&world, NULL, id, 1, NULL);
      g_assert_cmpint (read_value (world.store, WORLD_TOWN, id), ==, 1);
    }
  disk_get_watch (&after);
  parvis_store_get_stats (world.store, &stats);
  g_assert_cmpuint (stats.checkpoints, ==, 0);
  g_assert_cmpuint (after.page_writes, ==, 0);

  for (guint i = 0; stats.checkpoints == 0; i++)
    {
      g_assert_cmpuint (i, <, 5000);
      add (&world, NULL, "pool", 1, NULL);
      parvis_store_get_stats (world.store, &stats);
    }

  g_assert_cmpint (count_rows (world.store, WORLD_TOWN, sql), ==, 0);
  world_close (&world);
  disk_get_watch (&after);
  g_assert_cmpuint (after.page_writes, >, 0);
  g_assert_cmpuint (after.reader_writes, ==, 0);
  g_assert_cmpuint (after.most_writers, <=, 1);
  world_clear (&world);
}

/* The last connection to close would checkpoint by itself. */
static void
test_a_reader_that_closes_last_leaves_the_log (void)
{
  g_autoptr(GError) error = NULL;
  DiskWatch watch;
  ParvisDb *db;
  ParvisStmt *stmt;
  World world;

  world_init (&world);
  world_open (&world);
  world_add_town (&world, WORLD_TOWN);
  add (&world, NULL, "pool", 1, NULL);

  db = parvis_store_acquire (world.store, WORLD_TOWN, &error);
  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, "SELECT value FROM box WHERE town = :town", &error);
  g_assert_no_error (error);
  g_assert_true (parvis_stmt_step (stmt, NULL, &error));

  /* In the middle of its reading the town is removed, and the writer gone. */
  g_assert_true (parvis_store_remove_town (world.store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  disk_watch ();
  g_assert_cmpint (parvis_stmt_get_int (stmt, 0), ==, 1);
  parvis_stmt_release (stmt);
  parvis_store_release (world.store, db);
  disk_get_watch (&watch);
  g_assert_cmpuint (watch.reader_writes, ==, 0);
  g_assert_cmpuint (watch.page_writes, ==, 0);
  world_clear (&world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  disk_install ();
  g_test_add_func ("/faults/a-full-disk-is-an-error-and-no-loss",
                   test_a_full_disk_is_an_error_and_no_loss);
  g_test_add_func ("/faults/a-failing-write-is-an-error-and-no-loss",
                   test_a_failing_write_is_an_error_and_no_loss);
  g_test_add_func ("/faults/a-failing-flush-is-an-error-and-no-loss",
                   test_a_failing_flush_is_an_error_and_no_loss);
  g_test_add_func ("/faults/a-flush-that-fails-before-a-restart-loses-nothing",
                   test_a_flush_that_fails_before_a_restart_loses_nothing);
  g_test_add_func ("/faults/a-town-that-could-not-be-made-can-be-made-later",
                   test_a_town_that_could_not_be_made_can_be_made_later);
  g_test_add_func ("/faults/a-backup-that-fails-leaves-nothing",
                   test_a_backup_that_fails_leaves_nothing);
  g_test_add_func ("/faults/only-the-writer-ever-checkpoints",
                   test_only_the_writer_ever_checkpoints);
  g_test_add_func ("/faults/a-reader-that-closes-last-leaves-the-log",
                   test_a_reader_that_closes_last_leaves_the_log);

  return g_test_run ();
}
