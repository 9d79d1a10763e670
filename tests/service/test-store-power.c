/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-disk.h"
#include "store-world.h"

#include "parvis-error.h"

#define N_COMMANDS 900
#define N_CUTS     300
#define N_EARLY    150

/* Who waits for the commands of the run. */
typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t  changed;
  guint           under_way;
} Run;

typedef struct
{
  Run   *run;
  guint  number;
} Ticket;

static void
answered_cb (ParvisCommand *command,
             ParvisAnswer  *answer,
             gint64         seq,
             gboolean       replayed,
             GError        *error,
             gpointer       user_data)
{
  g_autofree Ticket *ticket = user_data;
  Run *run = ticket->run;

  g_assert_no_error (error);
  g_assert_false (replayed);
  disk_note_answer (ticket->number);
  parvis_command_free (command);
  parvis_answer_free (answer);

  pthread_mutex_lock (&run->lock);
  run->under_way--;
  pthread_cond_signal (&run->changed);
  pthread_mutex_unlock (&run->lock);
}

static void
wait_until (Run   *run,
            guint  under_way)
{
  pthread_mutex_lock (&run->lock);
  while (run->under_way > under_way)
    pthread_cond_wait (&run->changed, &run->lock);
  pthread_mutex_unlock (&run->lock);
}

/* Bursts of one to six, so that groups of all sizes are cut through. */
static void
run_commands (World *world,
              GRand *rand)
{
  Run run = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };
  guint left_in_burst = 0;

  for (guint i = 0; i < N_COMMANDS; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);
      g_autofree char *id = g_strdup_printf ("box-%d", g_rand_int_range (rand, 0, 200));
      Ticket *ticket = g_new (Ticket, 1);

      if (left_in_burst == 0)
        {
          wait_until (&run, 0);
          left_in_burst = (guint) g_rand_int_range (rand, 1, 7);
        }

      left_in_burst--;
      ticket->run = &run;
      ticket->number = i;
      pthread_mutex_lock (&run.lock);
      run.under_way++;
      pthread_mutex_unlock (&run.lock);
      parvis_store_submit (world->store, new_add (WORLD_TOWN, key, id, 1), answered_cb, ticket);
    }

  wait_until (&run, 0);
}

static void
check_cut (const char *directory,
           GArray     *answers)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = g_strconcat ("sqlite:", directory, NULL);
  World world = {
    .config = { .uri = uri, .kinds = world_kinds, .schema = world_schema () },
  };
  ParvisDb *db;
  gint64 n_keys;

  world_open (&world);
  g_assert_true (parvis_store_check_town (world.store, WORLD_TOWN, &error));
  g_assert_no_error (error);

  db = parvis_store_acquire (world.store, WORLD_TOWN, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < answers->len; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", g_array_index (answers, guint, i));
      g_autoptr(ParvisStmt) stmt = NULL;

      stmt = parvis_db_prepare (db, "SELECT COUNT(*) FROM command "
                                "WHERE town = :town AND key = :key", &error);
      g_assert_no_error (error);
      parvis_stmt_bind_text (stmt, ":key", key);
      g_assert_true (parvis_stmt_step (stmt, NULL, &error));
      g_assert_cmpint (parvis_stmt_get_int (stmt, 0), ==, 1);
    }
  parvis_store_release (world.store, db);

  /* Each key added one: effects and log stand or fall together. */
  n_keys = count_rows (world.store, WORLD_TOWN, "SELECT COUNT(*) FROM command WHERE town = :town");
  g_assert_cmpint (n_keys, >=, answers->len);
  g_assert_cmpint (count_rows (world.store, WORLD_TOWN, "SELECT COALESCE(SUM(value), 0) "
                               "FROM box WHERE town = :town"), ==, n_keys);

  add (&world, "after", "box-0", 1, NULL);
  world_close (&world);
}

static void
test_a_cut_loses_nothing_that_was_answered (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *cut_directory = g_dir_make_tmp ("parvis-cut-XXXXXX", NULL);
  ParvisStoreStats stats;
  World world;
  guint first;

  g_test_message ("seed %u", seed);
  world_init (&world);
  disk_record (world.directory);
  world_open (&world);
  world_add_town (&world, WORLD_TOWN);
  first = disk_count_steps ();
  run_commands (&world, rand);
  parvis_store_get_stats (world.store, &stats);
  g_assert_cmpuint (stats.checkpoints, >=, 2);
  world_close (&world);

  for (guint i = 0; i < N_CUTS / test_get_every (); i++)
    {
      guint cut = (guint) g_rand_int_range (rand, (gint32) first, (gint32) disk_count_steps () + 1);
      g_autoptr(GArray) answers = disk_restore_cut (cut, rand, cut_directory);

      check_cut (cut_directory, answers);
      test_remove_tree (cut_directory);
    }

  disk_stop ();
  world_clear (&world);
}

/* A town that is being made is there afterwards, or can be made again. */
static void
test_a_cut_while_a_town_is_made_can_be_mended (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autofree char *cut_directory = g_dir_make_tmp ("parvis-cut-XXXXXX", NULL);
  World world;

  world_init (&world);
  disk_record (world.directory);
  world_open (&world);
  world_add_town (&world, WORLD_TOWN);
  world_close (&world);

  for (guint i = 0; i < N_EARLY / test_get_every (); i++)
    {
      guint cut = (guint) g_rand_int_range (rand, 0, (gint32) disk_count_steps () + 1);
      g_autoptr(GArray) answers = disk_restore_cut (cut, rand, cut_directory);
      g_autofree char *uri = g_strconcat ("sqlite:", cut_directory, NULL);
      g_autoptr(GError) error = NULL;
      World again = {
        .config = { .uri = uri, .kinds = world_kinds, .schema = world_schema () },
      };

      world_open (&again);
      if (!parvis_store_has_town (again.store, WORLD_TOWN))
        parvis_store_create_town (again.store, WORLD_TOWN, &error);
      g_assert_no_error (error);
      g_assert_true (parvis_store_check_town (again.store, WORLD_TOWN, &error));
      g_assert_no_error (error);
      world_close (&again);
      test_remove_tree (cut_directory);
    }

  disk_stop ();
  world_clear (&world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  disk_install ();
  g_test_add_func ("/power/a-cut-loses-nothing-that-was-answered",
                   test_a_cut_loses_nothing_that_was_answered);
  g_test_add_func ("/power/a-cut-while-a-town-is-made-can-be-mended",
                   test_a_cut_while_a_town_is_made_can_be_mended);

  return g_test_run ();
}
