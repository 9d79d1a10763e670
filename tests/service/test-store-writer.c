/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-world.h"

#include "parvis-error.h"

static void
test_what_waits_joins_the_batch (World         *world,
                                 gconstpointer  data)
{
  Gate gate = GATE_INIT;
  ParvisStoreStats before;
  ParvisStoreStats after;
  Outcome outcomes[50];

  gate_hold (&gate, world->store, WORLD_TOWN);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcomes[i] = (Outcome) OUTCOME_INIT;
      world_submit (world, new_add (WORLD_TOWN, NULL, "pool", 1), &outcomes[i]);
    }

  parvis_store_get_stats (world->store, &before);
  g_assert_cmpuint (before.queued, ==, G_N_ELEMENTS (outcomes));
  gate_open (&gate);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcome_wait (&outcomes[i]);
      g_assert_cmpint (outcome_get_value (&outcomes[i]), ==, i + 1);
      g_assert_cmpint (outcomes[i].seq, ==, outcomes[0].seq);
      outcome_clear (&outcomes[i]);
    }

  parvis_store_get_stats (world->store, &after);
  g_assert_cmpuint (after.batches - before.batches, ==, 1);
  g_assert_cmpuint (after.commands - before.commands, ==, 1 + G_N_ELEMENTS (outcomes));
  g_assert_cmpuint (after.changes - before.changes, ==, 2);
  g_assert_cmpuint (after.queued, ==, 0);
}

/* One town's crowd does not push in before another town. */
static void
test_nobody_joins_past_another_town (World         *world,
                                     gconstpointer  data)
{
  static const char * const towns[] = { WORLD_OTHER_TOWN, WORLD_TOWN, WORLD_TOWN };
  Gate gate = GATE_INIT;
  ParvisStoreStats before;
  ParvisStoreStats after;
  Outcome outcomes[G_N_ELEMENTS (towns)];

  world_close (world);
  world->config.writers = 1;
  world_open (world);
  world_add_town (world, WORLD_OTHER_TOWN);

  gate_hold (&gate, world->store, WORLD_TOWN);
  parvis_store_get_stats (world->store, &before);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcomes[i] = (Outcome) OUTCOME_INIT;
      world_submit (world, new_add (towns[i], NULL, "pool", 1), &outcomes[i]);
    }

  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcome_wait (&outcomes[i]);
      outcome_clear (&outcomes[i]);
    }

  parvis_store_get_stats (world->store, &after);
  g_assert_cmpuint (after.batches - before.batches, ==, 3);
}

static void
test_a_batch_of_one_is_obeyed (World         *world,
                               gconstpointer  data)
{
  Gate gate = GATE_INIT;
  ParvisStoreStats before;
  ParvisStoreStats after;
  Outcome outcomes[5];

  world_close (world);
  world->config.batch_max = 1;
  world_open (world);

  gate_hold (&gate, world->store, WORLD_TOWN);
  parvis_store_get_stats (world->store, &before);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcomes[i] = (Outcome) OUTCOME_INIT;
      world_submit (world, new_add (WORLD_TOWN, NULL, "pool", 1), &outcomes[i]);
    }

  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcome_wait (&outcomes[i]);
      outcome_clear (&outcomes[i]);
    }

  parvis_store_get_stats (world->store, &after);
  g_assert_cmpuint (after.batches - before.batches, ==, 1 + G_N_ELEMENTS (outcomes));
}

static void
test_a_batch_ends_with_its_budget (World         *world,
                                   gconstpointer  data)
{
  Gate gate = GATE_INIT;
  ParvisStoreStats before;
  ParvisStoreStats after;
  Outcome outcomes[3];

  world_close (world);
  world->config.batch_budget = 1;
  world_open (world);

  gate_hold (&gate, world->store, WORLD_TOWN);
  parvis_store_get_stats (world->store, &before);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcomes[i] = (Outcome) OUTCOME_INIT;
      world_submit (world, new_add (WORLD_TOWN, NULL, "pool", 1), &outcomes[i]);
    }

  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcome_wait (&outcomes[i]);
      g_assert_cmpint (outcome_get_value (&outcomes[i]), ==, i + 1);
      outcome_clear (&outcomes[i]);
    }

  /* An insertion takes longer than a microsecond, so nobody shares. */
  parvis_store_get_stats (world->store, &after);
  g_assert_cmpuint (after.batches - before.batches, ==, 1 + G_N_ELEMENTS (outcomes));
}

/* It wrote already, so the batch is done again with savepoints, and not one by one. */
static void
test_a_failed_command_leaves_the_others (World         *world,
                                         gconstpointer  data)
{
  Gate gate = GATE_INIT;
  g_auto(Outcome) before = OUTCOME_INIT;
  g_auto(Outcome) failing = OUTCOME_INIT;
  g_auto(Outcome) after = OUTCOME_INIT;
  ParvisStoreStats stats;

  gate_hold (&gate, world->store, WORLD_TOWN);
  world_submit (world, new_add (WORLD_TOWN, NULL, "pool", 3), &before);
  world_submit (world, new_failing_add (WORLD_TOWN, "k1", "pool", 100), &failing);
  world_submit (world, new_add (WORLD_TOWN, "k1", "pool", 4), &after);
  gate_open (&gate);

  outcome_wait (&before);
  outcome_wait (&failing);
  outcome_wait (&after);
  g_assert_cmpint (outcome_get_value (&before), ==, 3);
  g_assert_error (failing.error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_assert_cmpint (outcome_get_value (&after), ==, 7);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 7);
  parvis_store_get_stats (world->store, &stats);
  g_assert_cmpuint (stats.failed, ==, 1);
  g_assert_cmpuint (stats.batches, ==, 1);
}

static void
test_a_violated_constraint_is_a_conflict (World         *world,
                                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  add (world, NULL, "pool", 5, NULL);
  g_assert_null (parvis_store_apply (world->store, new_add (WORLD_TOWN, NULL, "pool", 2000000),
                                     NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 5);
}

static void
test_a_key_again_is_answered_from_the_log (World         *world,
                                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_auto(Outcome) again = OUTCOME_INIT;
  g_auto(Outcome) later = OUTCOME_INIT;
  gint64 seq;

  g_assert_cmpint (add (world, "k1", "pool", 3, &seq), ==, 3);
  g_assert_cmpint (add (world, "k2", "pool", 4, NULL), ==, 7);

  world_submit (world, new_add (WORLD_TOWN, "k1", "pool", 3), &again);
  outcome_wait (&again);
  g_assert_true (again.replayed);
  g_assert_cmpint (outcome_get_value (&again), ==, 3);
  g_assert_cmpint (again.answer->status, ==, 201);
  g_assert_cmpint (again.seq, ==, seq);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 7);

  /* A restart changes nothing of it. */
  world_close (world);
  world_open (world);
  world_submit (world, new_add (WORLD_TOWN, "k1", "pool", 3), &later);
  outcome_wait (&later);
  g_assert_true (later.replayed);
  g_assert_cmpint (outcome_get_value (&later), ==, 3);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 7);
}

static void
test_a_key_twice_in_a_batch_is_applied_once (World         *world,
                                             gconstpointer  data)
{
  Gate gate = GATE_INIT;
  g_auto(Outcome) first = OUTCOME_INIT;
  g_auto(Outcome) second = OUTCOME_INIT;
  g_auto(Outcome) other = OUTCOME_INIT;
  ParvisStoreStats stats;

  gate_hold (&gate, world->store, WORLD_TOWN);
  world_submit (world, new_add (WORLD_TOWN, "k1", "pool", 3), &first);
  world_submit (world, new_add (WORLD_TOWN, "k1", "pool", 3), &second);
  world_submit (world, new_add (WORLD_TOWN, "k1", "pool", 9), &other);
  gate_open (&gate);

  outcome_wait (&first);
  outcome_wait (&second);
  outcome_wait (&other);
  g_assert_false (first.replayed);
  g_assert_true (second.replayed);
  g_assert_cmpint (outcome_get_value (&second), ==, 3);
  g_assert_cmpint (second.seq, ==, first.seq);
  g_assert_error (other.error, PARVIS_ERROR, PARVIS_ERROR_KEY_REUSED);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 3);

  parvis_store_get_stats (world->store, &stats);
  g_assert_cmpuint (stats.replayed, ==, 1);
}

static void
test_a_key_with_another_body_is_refused (World         *world,
                                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  add (world, "k1", "pool", 3, NULL);
  g_assert_null (parvis_store_apply (world->store, new_add (WORLD_TOWN, "k1", "pool", 4),
                                     NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_KEY_REUSED);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 3);
}

static void
test_a_failure_may_be_tried_again_with_its_key (World         *world,
                                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_store_apply (world->store,
                                     new_failing_add (WORLD_TOWN, "k1", "pool", 3),
                                     NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_assert_cmpint (add (world, "k1", "pool", 3, NULL), ==, 3);
}

static void
test_a_key_belongs_to_its_town (World         *world,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = NULL;

  world_add_town (world, WORLD_OTHER_TOWN);
  add (world, "k1", "pool", 3, NULL);
  answer = parvis_store_apply (world->store, new_add (WORLD_OTHER_TOWN, "k1", "pool", 8),
                               NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 3);
  g_assert_cmpint (read_value (world->store, WORLD_OTHER_TOWN, "pool"), ==, 8);
}

static void
test_only_keys_are_logged (World         *world,
                           gconstpointer  data)
{
  add (world, NULL, "pool", 3, NULL);
  add (world, "k1", "pool", 3, NULL);
  g_assert_cmpint (count_rows (world->store, WORLD_TOWN,
                               "SELECT COUNT(*) FROM command WHERE town = :town"), ==, 1);
}

static gint64
tell_later_cb (gpointer data)
{
  return __atomic_load_n ((gint64 *) data, __ATOMIC_RELAXED);
}

static void
test_old_keys_are_forgotten (World         *world,
                             gconstpointer  data)
{
  gint64 now = parvis_clock_now (&parvis_system_clock);
  ParvisClock clock = { tell_later_cb, &now };

  world_close (world);
  world->config.clock = &clock;
  world_open (world);
  add (world, "old", "pool", 1, NULL);
  __atomic_add_fetch (&now, 89 * PARVIS_DAY, __ATOMIC_RELAXED);
  add (world, "new", "pool", 1, NULL);
  g_assert_cmpint (add (world, "old", "pool", 1, NULL), ==, 1);

  __atomic_add_fetch (&now, 2 * PARVIS_DAY, __ATOMIC_RELAXED);
  add (world, "newest", "pool", 1, NULL);
  g_assert_cmpint (count_rows (world->store, WORLD_TOWN,
                               "SELECT COUNT(*) FROM command WHERE town = :town"), ==, 2);
  g_assert_cmpint (add (world, "new", "pool", 1, NULL), ==, 2);
  world_close (world);
  world->config.clock = &parvis_system_clock;
  world_open (world);
}

static void
test_too_much_is_refused_at_once (World         *world,
                                  gconstpointer  data)
{
  Gate gate = GATE_INIT;
  g_auto(Outcome) refused = OUTCOME_INIT;
  Outcome outcomes[4];

  world_close (world);
  world->config.queue_max = G_N_ELEMENTS (outcomes);
  world_open (world);

  gate_hold (&gate, world->store, WORLD_TOWN);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcomes[i] = (Outcome) OUTCOME_INIT;
      world_submit (world, new_add (WORLD_TOWN, NULL, "pool", 1), &outcomes[i]);
    }

  world_submit (world, new_add (WORLD_TOWN, NULL, "pool", 1), &refused);
  outcome_wait (&refused);
  g_assert_error (refused.error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  gate_open (&gate);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcome_wait (&outcomes[i]);
      g_assert_cmpint (outcome_get_value (&outcomes[i]), ==, i + 1);
      outcome_clear (&outcomes[i]);
    }
}

static void
test_closing_finishes_what_waits (World         *world,
                                  gconstpointer  data)
{
  Outcome outcomes[100];

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcomes[i] = (Outcome) OUTCOME_INIT;
      world_submit (world, new_add (WORLD_TOWN, NULL, "pool", 1), &outcomes[i]);
    }

  world_close (world);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_assert_true (outcomes[i].is_done);
      g_assert_cmpint (outcome_get_value (&outcomes[i]), ==, i + 1);
      outcome_clear (&outcomes[i]);
    }

  world_open (world);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "pool"), ==, 100);
}

static void
test_an_unknown_town_is_not_found (World         *world,
                                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_store_apply (world->store, new_add ("00003", NULL, "pool", 1),
                                     NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
}

/* In which order a batch was told. */
typedef struct
{
  World    *world;
  GString  *told;
  gboolean  was_durable;
} Telling;

static void
told_done_cb (ParvisCommand *command,
              ParvisAnswer  *answer,
              gint64         seq,
              gboolean       replayed,
              GError        *error,
              gpointer       user_data)
{
  Telling *telling = user_data;

  g_assert_no_error (error);
  telling->was_durable = read_value (telling->world->store, WORLD_TOWN, "pool") == 2;
  g_string_append (telling->told, "answer ");
  parvis_command_free (command);
  parvis_answer_free (answer);
}

static void
told_publish_cb (const char    *town,
                 ParvisChange **changes,
                 gsize          n_changes,
                 gpointer       user_data)
{
  Telling *telling = user_data;

  g_assert_cmpstr (town, ==, WORLD_TOWN);
  for (gsize i = 0; i < n_changes; i++)
    {
      g_assert_true (i == 0 || changes[i]->seq > changes[i - 1]->seq);
      g_string_append_printf (telling->told, "%s ", changes[i]->kind);
    }
}

static void
test_answers_come_first_and_see_the_commit (World         *world,
                                            gconstpointer  data)
{
  g_autoptr(GString) told = g_string_new (NULL);
  Telling telling = { world, told, FALSE };
  Gate gate = GATE_INIT;

  world_close (world);
  world->config.publish = told_publish_cb;
  world->config.publish_data = &telling;
  world_open (world);

  gate_hold (&gate, world->store, WORLD_TOWN);
  parvis_store_submit (world->store, new_add (WORLD_TOWN, NULL, "pool", 1),
                       told_done_cb, &telling);
  parvis_store_submit (world->store, new_add (WORLD_TOWN, NULL, "pool", 1),
                       told_done_cb, &telling);
  gate_open (&gate);
  world_close (world);

  g_assert_cmpstr (told->str, ==, "answer answer box sum ");
  g_assert_true (telling.was_durable);
  world->config.publish = NULL;
  world_open (world);
}

/* A reader that keeps a replica by asking the feed, until it has seen the end. */
typedef struct
{
  ParvisStore    *store;
  ParvisAudiences  audiences;
  gint64          until;        /* atomic: 0 while commands still come */
  GHashTable     *replica;
} Follower;

static void *
follow (void *data)
{
  Follower *follower = data;
  gint64 after = 0;
  gboolean is_last;

  do
    {
      gint64 until = __atomic_load_n (&follower->until, __ATOMIC_ACQUIRE);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) changes = NULL;
      ParvisDb *db = parvis_store_acquire (follower->store, WORLD_TOWN, &error);
      gint64 latest;

      g_assert_no_error (error);
      changes = parvis_store_list_changes (db, follower->audiences, NULL, after, 7, &latest,
                                           &error);
      g_assert_no_error (error);
      parvis_store_release (follower->store, db);

      for (guint i = 0; i < changes->len; i++)
        {
          const ParvisChange *change = g_ptr_array_index (changes, i);

          g_assert_cmpint (change->seq, >, after);
          g_assert_true (change->deleted == (change->body == NULL));
          after = change->seq;
          if (change->deleted)
            g_hash_table_remove (follower->replica, change->id);
          else
            g_hash_table_replace (follower->replica, g_strdup (change->id),
                                  g_strdup (change->body));
        }

      if (changes->len < 7)
        after = latest;

      is_last = until > 0 && after >= until;
    }
  while (!is_last);

  return NULL;
}

static void
test_readers_miss_nothing_meanwhile (World         *world,
                                     gconstpointer  data)
{
  Follower followers[] = {
    { world->store, PARVIS_AUDIENCES_PUBLIC, 0, NULL },
    { world->store, PARVIS_AUDIENCES_ALL, 0, NULL },
  };
  pthread_t threads[G_N_ELEMENTS (followers)];
  gint64 seq = 0;

  for (guint i = 0; i < G_N_ELEMENTS (followers); i++)
    {
      followers[i].replica = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_assert_cmpint (pthread_create (&threads[i], NULL, follow, &followers[i]), ==, 0);
    }

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s-%u", i % 3 == 0 ? "secret" : "box", i % 20);
      ParvisCommand *command = i % 11 == 10 ? new_remove (WORLD_TOWN, id)
                                            : new_add (WORLD_TOWN, NULL, id, 1);

      if (i % 8 == 7)
        {
          g_autoptr(ParvisAnswer) answer = parvis_store_apply (world->store, command, &seq, NULL);

          g_assert_nonnull (answer);
        }
      else
        {
          parvis_store_submit (world->store, command, NULL, NULL);
        }
    }

  /* The last one makes a change for sure, so its number is in the feed. */
  add (world, NULL, "the-end", 1, &seq);
  for (guint i = 0; i < G_N_ELEMENTS (followers); i++)
    {
      gint64 n_entities;

      __atomic_store_n (&followers[i].until, seq, __ATOMIC_RELEASE);
      g_assert_cmpint (pthread_join (threads[i], NULL), ==, 0);
      n_entities = followers[i].audiences == PARVIS_AUDIENCES_ALL
        ? count_rows (world->store, WORLD_TOWN, "SELECT COUNT(*) FROM change WHERE deleted = 0")
        : count_rows (world->store, WORLD_TOWN, "SELECT COUNT(*) FROM change WHERE deleted = 0 "
                      "AND audience = 'public'");
      g_assert_cmpint (g_hash_table_size (followers[i].replica), ==, n_entities);
      g_assert_cmpstr (g_hash_table_lookup (followers[i].replica, "the-end"), ==,
                       "{\"id\":\"the-end\",\"value\":1}");
      g_hash_table_unref (followers[i].replica);
    }
}

/* How many descriptors this process has of files of towns, logs apart. */
static guint
count_open_files (World *world)
{
  g_autofree char *prefix = g_build_filename (world->directory, "towns", "", NULL);
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      n += target != NULL && g_str_has_prefix (target, prefix) && g_str_has_suffix (target, ".db");
    }

  return n;
}

/* With room for two connections to write and two to read, and one thread. */
static void
test_idle_towns_keep_nothing_open (World         *world,
                                   gconstpointer  data)
{
  world_close (world);
  world->config.writers = 1;
  world->config.open_max = 2;
  world->config.busy_max = 2;
  world_open (world);
  g_assert_cmpuint (count_open_files (world), ==, 0);

  for (int i = 2; i < 8; i++)
    {
      g_autofree char *town = g_strdup_printf ("%05d", i);

      world_add_town (world, town);
    }

  for (int round = 1; round <= 3; round++)
    {
      for (int i = 2; i < 8; i++)
        {
          g_autofree char *town = g_strdup_printf ("%05d", i);
          g_autoptr(ParvisAnswer) answer = NULL;
          g_autoptr(GError) error = NULL;

          answer = parvis_store_apply (world->store, new_add (town, NULL, "pool", i), NULL, &error);
          g_assert_no_error (error);
          g_assert_cmpint (read_value (world->store, town, "pool"), ==, round * i);
          g_assert_cmpuint (count_open_files (world), <=, 4);
        }
    }
}

static void
write_to (World *world,
          int    first,
          int    last)
{
  for (int i = first; i <= last; i++)
    {
      g_autofree char *town = g_strdup_printf ("%05d", i);
      g_autoptr(ParvisAnswer) answer = NULL;
      g_autoptr(GError) error = NULL;

      answer = parvis_store_apply (world->store, new_add (town, NULL, "pool", i), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (read_value (world->store, town, "pool"), >, 0);
    }
}

/* The same, with room for as many again while they are used: not only once. */
static void
test_busy_towns_stay_open (World         *world,
                           gconstpointer  data)
{
  gboolean files = !test_database_is_postgres ();
  gint64 now = parvis_clock_now (&parvis_system_clock);
  ParvisClock clock = { tell_later_cb, &now };

  world_close (world);
  world->config.writers = 1;
  world->config.open_max = 2;
  world->config.busy_max = 4;
  world->config.clock = &clock;
  world_open (world);
  for (int i = 2; i < 10; i++)
    {
      g_autofree char *town = g_strdup_printf ("%05d", i);

      world_add_town (world, town);
    }

  write_to (world, 2, 5);
  g_assert_cmpuint (count_open_files (world), ==, files ? 4 : 0);
  write_to (world, 2, 5);
  g_assert_cmpuint (count_open_files (world), ==, files ? 8 : 0);
  for (int i = 0; i < 2; i++)
    write_to (world, 6, 9);
  g_assert_cmpuint (count_open_files (world), ==, files ? 8 : 0);

  /* The writer closes all that are too many as it opens one, of the readers two go as one
   * comes back; and SQLite keeps a descriptor while a reader has the file.
   */
  __atomic_add_fetch (&now, 2 * PARVIS_MINUTE, __ATOMIC_RELAXED);
  write_to (world, 2, 2);
  g_assert_cmpuint (count_open_files (world), <=, files ? 6 : 0);
  write_to (world, 2, 2);
  g_assert_cmpuint (count_open_files (world), ==, files ? 4 : 0);

  world_close (world);
  world->config.clock = &parvis_system_clock;
  world_open (world);
}

/* What was bound in one order is found in another. */
static void
test_parameters_are_bound_by_name (World         *world,
                                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (world->store, WORLD_TOWN, &error);

  g_assert_no_error (error);
  for (int i = 0; i < 6; i++)
    {
      static const char * const names[] = { ":a", ":b", ":c" };
      g_autoptr(ParvisStmt) stmt = NULL;
      gboolean has_row;

      stmt = parvis_db_prepare (db, "SELECT :a, :b, :c, :town", &error);
      g_assert_no_error (error);
      for (int n = 0; n < 3 - i % 2; n++)
        parvis_stmt_bind_int (stmt, names[(i + n) % 3], 10 * i + (i + n) % 3);

      g_assert_true (parvis_stmt_step (stmt, &has_row, &error));
      g_assert_true (has_row);
      for (int n = 0; n < 3; n++)
        {
          gboolean is_bound = i % 2 == 0 || (i + 2) % 3 != n;

          g_assert_cmpint (parvis_stmt_is_null (stmt, n), ==, !is_bound);
          if (is_bound)
            g_assert_cmpint (parvis_stmt_get_int (stmt, n), ==, 10 * i + n);
        }
      g_assert_cmpstr (parvis_stmt_get_text (stmt, 3), ==, WORLD_TOWN);
    }

  parvis_store_release (world->store, db);
}

int
main (int    argc,
      char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (World *, gconstpointer);
  } tests[] = {
    { "what-waits-joins-the-batch", test_what_waits_joins_the_batch },
    { "nobody-joins-past-another-town", test_nobody_joins_past_another_town },
    { "a-batch-of-one-is-obeyed", test_a_batch_of_one_is_obeyed },
    { "a-batch-ends-with-its-budget", test_a_batch_ends_with_its_budget },
    { "a-failed-command-leaves-the-others", test_a_failed_command_leaves_the_others },
    { "a-violated-constraint-is-a-conflict", test_a_violated_constraint_is_a_conflict },
    { "a-key-again-is-answered-from-the-log", test_a_key_again_is_answered_from_the_log },
    { "a-key-twice-in-a-batch-is-applied-once", test_a_key_twice_in_a_batch_is_applied_once },
    { "a-key-with-another-body-is-refused", test_a_key_with_another_body_is_refused },
    { "a-failure-may-be-tried-again-with-its-key",
      test_a_failure_may_be_tried_again_with_its_key },
    { "a-key-belongs-to-its-town", test_a_key_belongs_to_its_town },
    { "only-keys-are-logged", test_only_keys_are_logged },
    { "old-keys-are-forgotten", test_old_keys_are_forgotten },
    { "too-much-is-refused-at-once", test_too_much_is_refused_at_once },
    { "closing-finishes-what-waits", test_closing_finishes_what_waits },
    { "an-unknown-town-is-not-found", test_an_unknown_town_is_not_found },
    { "readers-miss-nothing-meanwhile", test_readers_miss_nothing_meanwhile },
    { "idle-towns-keep-nothing-open", test_idle_towns_keep_nothing_open },
    { "busy-towns-stay-open", test_busy_towns_stay_open },
    { "parameters-are-bound-by-name", test_parameters_are_bound_by_name },
    { "answers-come-first-and-see-the-commit", test_answers_come_first_and_see_the_commit },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/writer/", tests[i].name, NULL);

      g_test_add (path, World, NULL, world_set_up, tests[i].test, world_tear_down);
    }

  return g_test_run ();
}
