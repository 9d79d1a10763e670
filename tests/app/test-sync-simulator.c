/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-simulator"

#include "config.h"

#include "sim-world.h"

#include <glib/gstdio.h>
#include <string.h>

/* `test-sync-simulator --seed N` plays one schedule again, `--schedules N` more. */

static guint64 first_seed = 1;
static guint n_schedules = 300;
static guint64 total_steps;

static void
deed_free (gpointer data)
{
  SimDeed *deed = data;

  g_free (deed->key);
  g_free (deed);
}

/* The end: every fault is over, and everything had the time to arrive. */

static void
check_deed (SimWorld *world,
            SimDeed  *deed)
{
  const char *gauge = sim_gauge_id (deed->gauge);
  ParvisOutbox *outbox = parvis_engine_get_outbox (world->clients[deed->client].engine);
  ParvisQueued *queued = parvis_outbox_find (outbox, deed->key);
  gboolean done = sim_service_has (world->service, gauge, deed->key);

  if (sim_service_refuses (deed->key))
    {
      g_assert_false (done);

      if (deed->durable && !deed->withdrawn)
        {
          g_assert_nonnull (queued);
          g_assert_cmpint (queued->state, ==, PARVIS_QUEUED_REFUSED);
          g_assert_cmpstr (queued->reason, ==, "Non");
        }

      return;
    }

  g_assert_null (queued);

  if (deed->withdrawn || deed->lost)
    g_assert_false (done);
  else if (deed->durable)
    g_assert_true (done);
}

static json_t *
get_disk_body (SimClient  *client,
               const char *kind,
               const char *id)
{
  g_autofree char *name = g_strconcat (kind, "/", id, NULL);
  ParvisFeedChange *change = g_hash_table_lookup (client->disk.entities, name);

  g_assert_nonnull (change);

  return change->body;
}

static void
check_truth (SimWorld *world,
             guint     number)
{
  SimClient *client = &world->clients[number];
  ParvisView *view = parvis_engine_get_view (client->engine);

  g_assert_cmpint (parvis_outbox_count_pending (parvis_engine_get_outbox (client->engine)), ==, 0);
  g_assert_cmpint (parvis_engine_get_cursor (client->engine), ==,
                   sim_service_get_seq (world->service));
  g_assert_cmpint (client->disk.cursor, ==, sim_service_get_seq (world->service));
  g_assert_cmpint (g_hash_table_size (client->disk.rows), ==,
                   parvis_outbox_get_all (parvis_engine_get_outbox (client->engine))->len);

  for (guint i = 0; i < SIM_ENTITIES; i++)
    {
      g_autoptr(ParvisFeedChange) truth = sim_service_entry (world->service, i, 0);
      g_autoptr(ParvisEntityRef) shown = parvis_view_dup (view, truth->kind, truth->id);

      g_assert_nonnull (shown);
      g_assert_cmpint (shown->waiting, ==, 0);
      g_assert_true (json_equal (shown->body, truth->body));
      g_assert_true (json_equal (get_disk_body (client, truth->kind, truth->id), truth->body));
    }
}

static void
check_replica (SimWorld *world,
               guint     number)
{
  SimClient *client = &world->clients[number];
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;

  if (client->directory == NULL)
    return;

  replica = sim_disk_open_replica (client, &snapshot);
  g_assert_cmpint (snapshot->cursor, ==, client->disk.cursor);
  g_assert_cmpint (snapshot->actions->len, ==, g_hash_table_size (client->disk.rows));
  g_assert_cmpint (snapshot->entities->len, ==, g_hash_table_size (client->disk.entities));

  for (guint i = 0; i < snapshot->entities->len; i++)
    {
      ParvisFeedChange *entity = g_ptr_array_index (snapshot->entities, i);

      g_assert_true (json_equal (entity->body, get_disk_body (client, entity->kind, entity->id)));
    }
}

static void
wake_due (SimWorld *world)
{
  for (guint i = 0; i < SIM_CLIENTS; i++)
    {
      SimClient *client = &world->clients[i];

      if (parvis_engine_get_deadline (client->engine) > world->now)
        continue;

      sim_set_time (world, i);
      parvis_engine_tick (client->engine);
      sim_settle (world, i);
    }
}

static gint64
find_next (SimWorld *world)
{
  GSequenceIter *first = g_sequence_get_begin_iter (world->events);
  gint64 next = PARVIS_NEVER;

  if (!g_sequence_iter_is_end (first))
    next = ((SimEvent *) g_sequence_get (first))->time;

  for (guint i = 0; i < SIM_CLIENTS; i++)
    next = MIN (next, parvis_engine_get_deadline (world->clients[i].engine));

  return next;
}

static gboolean
is_at_rest (SimWorld *world)
{
  if (world->now < SIM_FAULTS_UNTIL)
    return FALSE;

  for (guint i = 0; i < SIM_CLIENTS; i++)
    {
      SimClient *client = &world->clients[i];

      if (parvis_outbox_count_pending (parvis_engine_get_outbox (client->engine)) > 0 ||
          client->disk.cursor != sim_service_get_seq (world->service) ||
          g_hash_table_size (client->disk.rows) !=
          parvis_outbox_count_refused (parvis_engine_get_outbox (client->engine)))
        return FALSE;
    }

  return TRUE;
}

static void
run_world (SimWorld *world)
{
  while (!is_at_rest (world))
    {
      gint64 next = find_next (world);

      /* A desk that has work and no plan would wait for ever. */
      g_assert_cmpint (next, <, SIM_QUIET_UNTIL);
      world->now = MAX (world->now, next);
      world->steps++;

      for (;;)
        {
          GSequenceIter *first = g_sequence_get_begin_iter (world->events);
          SimEvent *event;

          if (g_sequence_iter_is_end (first) ||
              ((SimEvent *) g_sequence_get (first))->time > world->now)
            break;

          event = g_sequence_get (first);
          event = g_memdup2 (event, sizeof *event);
          memset (g_sequence_get (first), 0, sizeof *event);
          g_sequence_remove (first);

          if (!sim_is_stale (world, event))
            sim_happen (world, event);

          sim_event_free (event);
        }

      wake_due (world);
    }
}

static void
start_world (SimWorld *world,
             guint64   seed,
             gboolean  on_disk)
{
  world->seed = seed;
  world->random.state = seed * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d);
  world->events = g_sequence_new (sim_event_free);
  world->deeds = g_ptr_array_new_with_free_func (deed_free);
  world->service = sim_service_new (&world->random);
  world->service_up = TRUE;

  for (guint i = 0; i < SIM_CLIENTS; i++)
    {
      sim_disk_init (&world->clients[i].disk);

      if (on_disk)
        world->clients[i].directory = g_dir_make_tmp ("parvis-sim-XXXXXX", NULL);

      sim_boot (world, i);
      sim_again (world, SIM_EVENT_ACT, i, 2500);
      sim_again (world, SIM_EVENT_WITHDRAW, i, 4000);
      sim_again (world, SIM_EVENT_CRASH, i, 20000);
      sim_again (world, SIM_EVENT_CUT, i, 12000);
      sim_again (world, SIM_EVENT_JUMP, i, 20000);
    }

  sim_again (world, SIM_EVENT_MEASURE, 0, 400);
  sim_again (world, SIM_EVENT_RESTART, 0, 30000);
}

static void
remove_directory (const char *directory)
{
  static const char * const names[] = {
    "replica.db", "replica.db-wal", "cache.db", "cache.db-wal",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      g_unlink (path);
    }

  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

static void
end_world (SimWorld *world)
{
  for (guint i = 0; i < SIM_CLIENTS; i++)
    {
      SimClient *client = &world->clients[i];

      parvis_engine_free (client->engine);
      g_hash_table_unref (client->disk.entities);
      g_hash_table_unref (client->disk.rows);

      if (client->directory != NULL)
        remove_directory (client->directory);

      g_free (client->directory);
    }

  g_sequence_free (world->events);
  g_ptr_array_unref (world->deeds);
  sim_service_free (world->service);
}

static void
play (guint64  seed,
      gboolean on_disk)
{
  SimWorld world = { 0 };

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  start_world (&world, seed, on_disk);
  run_world (&world);

  for (guint i = 0; i < world.deeds->len; i++)
    check_deed (&world, g_ptr_array_index (world.deeds, i));

  for (guint i = 0; i < SIM_CLIENTS; i++)
    {
      check_truth (&world, i);
      check_replica (&world, i);
    }

  total_steps += world.steps;
  end_world (&world);
}

static void
test_schedules (void)
{
  for (guint64 i = 0; i < n_schedules; i++)
    play (first_seed + i, FALSE);

  g_test_message ("%u schedules, %" G_GUINT64_FORMAT " steps", n_schedules, total_steps);
}

static void
test_replicas (void)
{
  for (guint64 i = 0; i < MIN (n_schedules, 5); i++)
    play (first_seed + i, TRUE);
}

/* GLib has a --seed of its own with another form; this one is a number. */
static void
take_options (int    *argc,
              char ***argv)
{
  int kept = 1;

  for (int i = 1; i < *argc; i++)
    {
      if (strcmp ((*argv)[i], "--seed") == 0 && i + 1 < *argc)
        {
          first_seed = g_ascii_strtoull ((*argv)[++i], NULL, 10);
          n_schedules = 1;
        }
      else if (strcmp ((*argv)[i], "--schedules") == 0 && i + 1 < *argc)
        {
          n_schedules = (guint) g_ascii_strtoull ((*argv)[++i], NULL, 10);
        }
      else
        {
          (*argv)[kept++] = (*argv)[i];
        }
    }

  *argc = kept;
  (*argv)[kept] = NULL;
}

int
main (int    argc,
      char **argv)
{
  take_options (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/nothing-is-lost-and-nothing-is-doubled", test_schedules);
  g_test_add_func ("/sync/a-replica-on-disk-is-what-was-committed", test_replicas);

  return g_test_run ();
}
