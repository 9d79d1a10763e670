/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only PostgreSQL has: several nodes on one database, a server that goes away,
 * and towns that the database itself keeps apart.
 */
#include "config.h"

#include "store-world.h"

#include "parvis-error.h"

#include <string.h>

/* What a node told its readers, as the hub would hear it. */
typedef struct
{
  pthread_mutex_t  lock;
  pthread_cond_t   changed;
  gint64           last;          /* which must grow, unless the town became another */
  gint64           seq;           /* the newest */
  guint            n_ends;
  GHashTable      *bodies;        /* id → the last body */
  GHashTable      *words;         /* what others told */
} Heard;

/* A second store on the database of the first, with a directory of its own. */
typedef struct
{
  World         world;
  Heard         heard[2];
  ParvisStore  *stores[2];
  char         *directory;
} Nodes;

#define PATIENCE 20

static void
hear_cb (const char    *town,
         ParvisChange **changes,
         gsize          n_changes,
         gpointer       user_data)
{
  Heard *heard = user_data;

  if (strcmp (town, WORLD_TOWN) != 0)
    return;

  pthread_mutex_lock (&heard->lock);
  if (n_changes == 0)
    {
      heard->n_ends++;
      heard->last = 0;
    }
  for (gsize i = 0; i < n_changes; i++)
    {
      g_assert_cmpint (changes[i]->seq, >, heard->last);
      heard->last = changes[i]->seq;
      heard->seq = MAX (heard->seq, heard->last);
      g_hash_table_replace (heard->bodies, g_strdup (changes[i]->id),
                            g_strdup (changes[i]->body));
    }
  pthread_cond_broadcast (&heard->changed);
  pthread_mutex_unlock (&heard->lock);
}

static void
hear_word_cb (const char *word,
              gpointer    user_data)
{
  Heard *heard = user_data;

  pthread_mutex_lock (&heard->lock);
  g_hash_table_add (heard->words, g_strdup (word));
  pthread_cond_broadcast (&heard->changed);
  pthread_mutex_unlock (&heard->lock);
}

static void
wait_for_words (Heard *heard,
                guint  n)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_sec += PATIENCE;
  pthread_mutex_lock (&heard->lock);
  while (g_hash_table_size (heard->words) < n)
    g_assert_cmpint (pthread_cond_timedwait (&heard->changed, &heard->lock, &until), ==, 0);
  pthread_mutex_unlock (&heard->lock);
}

/* Waits until @heard knows of @seq and, if @ends is not 0, of so many ends. */
static void
wait_for (Heard  *heard,
          gint64  seq,
          guint   ends)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_sec += PATIENCE;
  pthread_mutex_lock (&heard->lock);
  while (heard->seq < seq || heard->n_ends < ends)
    g_assert_cmpint (pthread_cond_timedwait (&heard->changed, &heard->lock, &until), ==, 0);
  pthread_mutex_unlock (&heard->lock);
}

static ParvisStore *
open_node (Nodes   *nodes,
           guint    which,
           GError **error)
{
  ParvisStoreConfig config = nodes->world.config;

  config.publish = hear_cb;
  config.heard = hear_word_cb;
  config.publish_data = &nodes->heard[which];
  if (which == 1)
    config.directory = nodes->directory;

  return parvis_store_open (&config, error);
}

static void
set_up (Nodes         *nodes,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  world_init (&nodes->world);
  nodes->directory = g_build_filename (nodes->world.directory, "second", NULL);
  for (guint i = 0; i < 2; i++)
    {
      pthread_mutex_init (&nodes->heard[i].lock, NULL);
      pthread_cond_init (&nodes->heard[i].changed, NULL);
      nodes->heard[i].bodies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      nodes->heard[i].words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }

  nodes->stores[0] = open_node (nodes, 0, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_store_create_town (nodes->stores[0], WORLD_TOWN, &error));
  g_assert_no_error (error);
  nodes->stores[1] = open_node (nodes, 1, &error);
  g_assert_no_error (error);
}

static void
tear_down (Nodes         *nodes,
           gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      parvis_store_close (nodes->stores[i]);
      g_hash_table_unref (nodes->heard[i].bodies);
      g_hash_table_unref (nodes->heard[i].words);
      pthread_mutex_destroy (&nodes->heard[i].lock);
      pthread_cond_destroy (&nodes->heard[i].changed);
    }
  g_free (nodes->directory);
  world_clear (&nodes->world);
}

static gint64
add_through (Nodes      *nodes,
             guint       which,
             const char *town,
             const char *id)
{
  g_autoptr(ParvisAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  gint64 seq = 0;

  answer = parvis_store_apply (nodes->stores[which], new_add (town, NULL, id, 1), &seq, &error);
  g_assert_no_error (error);

  return seq;
}

static char *
try_sql (Nodes      *nodes,
         const char *role,
         const char *sql)
{
  return test_database_ask (&nodes->world.database, role, sql, NULL);
}

static void
assert_refused (Nodes      *nodes,
                const char *role,
                const char *sql,
                const char *why)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *answer = NULL;

  answer = test_database_ask (&nodes->world.database, role, sql, &error);
  g_assert_null (answer);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL);
  g_assert_nonnull (strstr (error->message, why));
}

static void
assert_answer (Nodes      *nodes,
               const char *sql,
               const char *expected)
{
  g_autofree char *answer = try_sql (nodes, "parvis", sql);

  g_assert_cmpstr (answer, ==, expected);
}

/* As the service, but with SQL that forgets the town or names another. */
static void
test_the_database_keeps_towns_apart (Nodes         *nodes,
                                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_store_create_town (nodes->stores[0], WORLD_OTHER_TOWN, &error));
  g_assert_no_error (error);
  add_through (nodes, 0, WORLD_TOWN, "pool");
  add_through (nodes, 0, WORLD_OTHER_TOWN, "pool");

  assert_refused (nodes, "parvis", "SELECT COUNT(*) FROM parvis.box", "no town is set");
  assert_refused (nodes, "parvis_owner", "SELECT COUNT(*) FROM parvis.box", "no town is set");
  assert_refused (nodes, "parvis", "BEGIN; SET LOCAL parvis.town = '00001'; COMMIT;"
                  "SELECT COUNT(*) FROM parvis.box", "no town is set");
  assert_refused (nodes, "parvis", "UPDATE parvis.box SET value = 9", "no town is set");

  assert_answer (nodes, "SET parvis.town = '00001'; SELECT string_agg(town, ',') FROM parvis.box",
                 "00001");
  assert_answer (nodes, "SET parvis.town = '00001';"
                 "SELECT COUNT(*) FROM parvis.change WHERE town = '00002'", "0");
  assert_answer (nodes, "SET parvis.town = '00001'; DELETE FROM parvis.box;"
                 "SET parvis.town = '00002'; SELECT COUNT(*) FROM parvis.box", "1");
  assert_answer (nodes, "SET parvis.town = '-';"
                 "SELECT COUNT(*) FROM parvis.box", "0");

  assert_refused (nodes, "parvis", "SET parvis.town = '00001';"
                  "INSERT INTO parvis.box (town, id, value) VALUES ('00002', 'x', 1)",
                  "row-level security");
  assert_refused (nodes, "parvis", "SET parvis.town = '00002';"
                  "UPDATE parvis.box SET town = '00001'", "row-level security");
  assert_refused (nodes, "parvis", "ALTER TABLE parvis.box DISABLE ROW LEVEL SECURITY",
                  "must be owner");
  assert_refused (nodes, "parvis", "SET row_security = off; SET parvis.town = '00001';"
                  "SELECT * FROM parvis.box", "row-level security");
}

static void
assert_no_store (Nodes                   *nodes,
                 const ParvisStoreConfig *config,
                 int                      code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_store_open (config, &error));
  g_assert_error (error, PARVIS_ERROR, code);
}

/* With such a role, or such tables, nothing would keep the towns apart. */
static void
test_a_role_that_is_not_held_is_refused (Nodes         *nodes,
                                         gconstpointer  data)
{
  ParvisStoreConfig config = nodes->world.config;
  g_autoptr(GString) superuser = g_string_new (nodes->world.database.uri);

  config.directory = g_build_filename (nodes->world.directory, "third", NULL);
  config.uri = nodes->world.database.owner_uri;
  assert_no_store (nodes, &config, PARVIS_ERROR_INVALID);

  g_string_replace (superuser, "//parvis@", "//postgres@", 1);
  config.uri = superuser->str;
  assert_no_store (nodes, &config, PARVIS_ERROR_INVALID);

  config.uri = nodes->world.database.uri;
  config.owner_uri = NULL;
  g_free (try_sql (nodes, "parvis_owner", "ALTER TABLE parvis.box NO FORCE ROW LEVEL SECURITY"));
  assert_no_store (nodes, &config, PARVIS_ERROR_INVALID);
  g_free ((char *) config.directory);
}

static void
test_other_schemas_are_refused (Nodes         *nodes,
                                gconstpointer  data)
{
  ParvisStoreConfig config = nodes->world.config;

  config.directory = g_build_filename (nodes->world.directory, "third", NULL);
  config.owner_uri = NULL;
  g_free (try_sql (nodes, "parvis_owner",
                   "UPDATE parvis_service.schema_version SET version = version - 1"));
  assert_no_store (nodes, &config, PARVIS_ERROR_INVALID);

  g_free (try_sql (nodes, "parvis_owner",
                   "UPDATE parvis_service.schema_version SET version = 1000"));
  assert_no_store (nodes, &config, PARVIS_ERROR_NEWER_SCHEMA);
  config.owner_uri = nodes->world.config.owner_uri;
  assert_no_store (nodes, &config, PARVIS_ERROR_NEWER_SCHEMA);

  g_free (try_sql (nodes, "parvis_owner", "DROP TABLE parvis_service.schema_version"));
  config.owner_uri = NULL;
  assert_no_store (nodes, &config, PARVIS_ERROR_UNAVAILABLE);
  g_free ((char *) config.directory);
}

typedef struct
{
  World        *world;
  ParvisStore  *store;
  char         *directory;
  pthread_t     thread;
} Opener;

static void *
open_store (void *data)
{
  Opener *opener = data;
  ParvisStoreConfig config = opener->world->config;
  g_autoptr(GError) error = NULL;

  config.directory = opener->directory;
  opener->store = parvis_store_open (&config, &error);
  g_assert_no_error (error);

  return NULL;
}

static void
test_nodes_that_start_at_once_migrate_once (void)
{
  World world;
  Opener openers[4];

  world_init_empty (&world);
  for (guint i = 0; i < G_N_ELEMENTS (openers); i++)
    {
      openers[i].world = &world;
      openers[i].directory = g_strdup_printf ("%s/%u", world.directory, i);
      g_assert_cmpint (pthread_create (&openers[i].thread, NULL, open_store, &openers[i]), ==, 0);
    }

  for (guint i = 0; i < G_N_ELEMENTS (openers); i++)
    {
      pthread_join (openers[i].thread, NULL);
      parvis_store_close (openers[i].store);
      g_free (openers[i].directory);
    }
  world_clear (&world);
}

static void
test_a_change_reaches_the_readers_of_another_node (Nodes         *nodes,
                                                   gconstpointer  data)
{
  gint64 seq = add_through (nodes, 0, WORLD_TOWN, "pool");

  wait_for (&nodes->heard[0], seq, 0);
  wait_for (&nodes->heard[1], seq, 0);
  seq = add_through (nodes, 1, WORLD_TOWN, "secret");
  wait_for (&nodes->heard[0], seq, 0);
  g_assert_cmpstr (g_hash_table_lookup (nodes->heard[0].bodies, "secret"), ==,
                   "{\"id\":\"secret\",\"value\":1}");
  g_assert_cmpint (read_value (nodes->stores[0], WORLD_TOWN, "secret"), ==, 1);
}

/* Written as a node would that dies between its commit and its word of it. */
static void
test_a_lost_notification_is_made_good (Nodes         *nodes,
                                       gconstpointer  data)
{
  gint64 seq = add_through (nodes, 0, WORLD_TOWN, "pool");
  g_autofree char *sql = g_strdup_printf (
    "BEGIN; SET LOCAL parvis.town = '00001';"
    "INSERT INTO parvis.change VALUES ('00001', 'box', 'silent', %" G_GINT64_FORMAT
    ", 'public', 0, '{}');"
    "UPDATE parvis_service.registry SET seq = %" G_GINT64_FORMAT " WHERE town = '00001'; COMMIT",
    seq + 2, seq + 2);

  g_assert_null (try_sql (nodes, "parvis", sql));
  wait_for (&nodes->heard[0], seq + 2, 0);
  wait_for (&nodes->heard[1], seq + 2, 0);
  g_assert_cmpstr (g_hash_table_lookup (nodes->heard[1].bodies, "silent"), ==, "{}");

  /* And this node's own go on behind it. */
  g_assert_cmpint (add_through (nodes, 1, WORLD_TOWN, "pool"), ==, seq + 3);
  wait_for (&nodes->heard[1], seq + 3, 0);
}

/* More than go into one notification; and nobody hears himself. */
static void
test_words_reach_the_other_nodes (Nodes         *nodes,
                                  gconstpointer  data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *word = g_strdup_printf ("word-%u", i);

      parvis_store_tell (nodes->stores[0], word);
    }
  wait_for_words (&nodes->heard[1], 2000);
  parvis_store_tell (nodes->stores[1], "answer");
  wait_for_words (&nodes->heard[0], 1);
  g_assert_true (g_hash_table_contains (nodes->heard[0].words, "answer"));

  /* Whoever tells while changes come and go keeps nobody from hearing of them. */
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *word = g_strdup_printf ("again-%u", i);
      gint64 seq = add_through (nodes, 0, WORLD_TOWN, "pool");

      parvis_store_tell (nodes->stores[1], word);
      wait_for (&nodes->heard[1], seq, 0);
    }
  wait_for_words (&nodes->heard[0], 51);
}

/* Nobody waits while it is away, and what was told then is lost. */
static void
test_words_are_told_again_after_a_restart (Nodes         *nodes,
                                           gconstpointer  data)
{
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  gboolean heard = FALSE;

  test_database_control ("stop");
  for (guint i = 0; i < 10000; i++)
    parvis_store_tell (nodes->stores[0], "lost");
  test_database_control ("start");

  while (!heard)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      parvis_store_tell (nodes->stores[0], "found");
      g_usleep (10000);
      pthread_mutex_lock (&nodes->heard[1].lock);
      heard = g_hash_table_contains (nodes->heard[1].words, "found");
      pthread_mutex_unlock (&nodes->heard[1].lock);
    }
}

static void
wait_for_town (ParvisStore *store,
               const char  *town,
               gboolean     there)
{
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  while (parvis_store_has_town (store, town) != there)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (1000);
    }
}

static void
test_towns_come_and_go_on_all_nodes (Nodes         *nodes,
                                     gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (nodes->world.directory, "copy.db", NULL);
  g_autoptr(GError) error = NULL;
  gint64 seq;

  g_assert_true (parvis_store_create_town (nodes->stores[0], "2A004", &error));
  g_assert_no_error (error);
  wait_for_town (nodes->stores[1], "2A004", TRUE);
  g_assert_cmpint (add_through (nodes, 1, "2A004", "pool"), >, 0);
  g_assert_false (parvis_store_create_town (nodes->stores[1], "2A004", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_clear_error (&error);

  /* A town that is put back is another, even where its numbers are the same. */
  seq = add_through (nodes, 0, WORLD_TOWN, "pool");
  wait_for (&nodes->heard[1], seq, 0);
  g_assert_true (parvis_store_backup_town (nodes->stores[0], WORLD_TOWN, copy, &error));
  g_assert_true (parvis_store_remove_town (nodes->stores[0], WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_store_restore_town (nodes->stores[0], WORLD_TOWN, copy, &error));
  g_assert_no_error (error);
  wait_for (&nodes->heard[1], seq, 1);
  wait_for_town (nodes->stores[1], WORLD_TOWN, TRUE);

  g_assert_true (parvis_store_remove_town (nodes->stores[1], "2A004", &error));
  g_assert_no_error (error);
  wait_for_town (nodes->stores[0], "2A004", FALSE);
}

/* A step of a later version may change the rows of all towns, which its owner could
 * not see otherwise, and holds everybody to their town again afterwards.
 */
static void
test_a_later_step_reaches_all_towns (Nodes         *nodes,
                                     gconstpointer  data)
{
  ParvisSchema later = *nodes->world.config.schema;
  ParvisMigration steps[64];
  ParvisStoreConfig config = nodes->world.config;
  g_autofree char *directory = g_build_filename (nodes->world.directory, "third", NULL);
  g_autoptr(GError) error = NULL;
  ParvisStore *store;

  g_assert_true (parvis_store_create_town (nodes->stores[0], WORLD_OTHER_TOWN, &error));
  g_assert_no_error (error);
  add_through (nodes, 0, WORLD_TOWN, "pool");
  add_through (nodes, 0, WORLD_OTHER_TOWN, "pool");

  memcpy (steps, later.migrations, later.n_migrations * sizeof *steps);
  steps[later.n_migrations++] = (ParvisMigration) {
    "more", "UPDATE box SET value = value + 10; CREATE TABLE more (town TEXT PRIMARY KEY) STRICT",
  };
  later.migrations = steps;
  config.schema = &later;
  config.directory = directory;
  store = parvis_store_open (&config, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read_value (store, WORLD_TOWN, "pool"), ==, 11);
  g_assert_cmpint (read_value (store, WORLD_OTHER_TOWN, "pool"), ==, 11);
  parvis_store_close (store);

  assert_refused (nodes, "parvis", "SELECT COUNT(*) FROM parvis.more", "no town is set");
  assert_refused (nodes, "parvis_owner", "SELECT COUNT(*) FROM parvis.box", "no town is set");
}

/* Nothing of the steps stays, and the program before goes on. */
static void
test_a_step_that_fails_leaves_nothing (Nodes         *nodes,
                                       gconstpointer  data)
{
  ParvisSchema later = *nodes->world.config.schema;
  ParvisMigration steps[64];
  ParvisStoreConfig config = nodes->world.config;
  g_autofree char *directory = g_build_filename (nodes->world.directory, "third", NULL);
  g_autoptr(GError) error = NULL;

  add_through (nodes, 0, WORLD_TOWN, "pool");
  memcpy (steps, later.migrations, later.n_migrations * sizeof *steps);
  steps[later.n_migrations++] = (ParvisMigration) { "more", "UPDATE box SET value = 99" };
  steps[later.n_migrations++] = (ParvisMigration) { "wrong", "UPDATE nothing SET value = 1" };
  later.migrations = steps;
  config.schema = &later;
  config.directory = directory;
  g_assert_null (parvis_store_open (&config, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL);
  g_assert_nonnull (strstr (error->message, "(wrong)"));
  g_assert_cmpint (read_value (nodes->stores[1], WORLD_TOWN, "pool"), ==, 1);
  assert_refused (nodes, "parvis_owner", "SELECT COUNT(*) FROM parvis.box", "no town is set");

  g_clear_error (&error);
  config.schema = nodes->world.config.schema;
  parvis_store_close (parvis_store_open (&config, &error));
  g_assert_no_error (error);
}

/* Somebody's trigger, say, that changes what is written. */
static void
test_a_copy_that_differs_is_found (Nodes         *nodes,
                                   gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (nodes->world.directory, "copy.db", NULL);
  g_autoptr(GError) error = NULL;

  add_through (nodes, 0, WORLD_TOWN, "pool");
  g_assert_true (parvis_store_backup_town (nodes->stores[0], WORLD_TOWN, copy, &error));
  g_assert_true (parvis_store_remove_town (nodes->stores[0], WORLD_TOWN, &error));
  g_assert_no_error (error);
  g_free (try_sql (nodes, "parvis_owner",
                   "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
                   " 'BEGIN NEW.value := 7; RETURN NEW; END';"
                   "CREATE TRIGGER spoil BEFORE INSERT ON parvis.box"
                   " FOR EACH ROW EXECUTE FUNCTION spoil()"));

  g_assert_false (parvis_store_restore_town (nodes->stores[0], WORLD_TOWN, copy, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  g_assert_false (parvis_store_has_town (nodes->stores[0], WORLD_TOWN));
  assert_answer (nodes, "SET parvis.town = '00001'; SELECT COUNT(*) FROM parvis.change", "0");
  assert_answer (nodes, "SELECT COUNT(*) FROM parvis_service.registry WHERE town = '00001'", "0");
}

/* One of several that write to a town through either node until each of their
 * commands is acknowledged.
 */
typedef struct
{
  Nodes      *nodes;
  guint       number;
  guint       n_commands;
  gboolean    both;            /* each key through both nodes at once */
  pthread_t   thread;
} Insister;

static void
insist (Nodes      *nodes,
        guint       which,
        const char *key,
        const char *id)
{
  for (;;)
    {
      g_autoptr(ParvisAnswer) answer = NULL;
      g_autoptr(GError) error = NULL;

      answer = parvis_store_apply (nodes->stores[which], new_add (WORLD_TOWN, key, id, 1), NULL,
                                   &error);
      if (answer != NULL)
        return;

      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
      g_usleep (2000);
    }
}

static void *
insist_all (void *data)
{
  Insister *insister = data;

  for (guint i = 0; i < insister->n_commands; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u-%u", insister->both ? 0 : insister->number, i);
      g_autofree char *id = g_strdup_printf ("box-%u", i % 5);

      insist (insister->nodes, insister->number % 2, key, id);
    }

  return NULL;
}

static void
begin_insisting (Nodes    *nodes,
                 Insister *insisters,
                 guint     n,
                 guint     n_commands,
                 gboolean  both)
{
  for (guint i = 0; i < n; i++)
    {
      insisters[i] = (Insister) { nodes, i, n_commands, both, 0 };
      g_assert_cmpint (pthread_create (&insisters[i].thread, NULL, insist_all, &insisters[i]),
                       ==, 0);
    }
}

/* Each key once, the feed as the rows, and both nodes' readers up to date. */
static void
end_insisting (Nodes    *nodes,
               Insister *insisters,
               guint     n,
               gint64    n_keys)
{
  g_autoptr(GError) error = NULL;
  gint64 seq;

  for (guint i = 0; i < n; i++)
    pthread_join (insisters[i].thread, NULL);

  g_assert_cmpint (count_rows (nodes->stores[0], WORLD_TOWN,
                               "SELECT COUNT(*) FROM command WHERE town = :town"), ==, n_keys);
  g_assert_cmpint (count_rows (nodes->stores[1], WORLD_TOWN,
                               "SELECT SUM(value) FROM box WHERE town = :town"), ==, n_keys);
  g_assert_true (parvis_store_check_town (nodes->stores[0], WORLD_TOWN, &error));
  g_assert_no_error (error);

  seq = count_rows (nodes->stores[0], WORLD_TOWN,
                    "SELECT MAX(seq) FROM change WHERE town = :town");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *sum = g_strdup_printf ("{\"sum\":%" G_GINT64_FORMAT "}", n_keys);

      wait_for (&nodes->heard[i], seq, 0);
      g_assert_cmpstr (g_hash_table_lookup (nodes->heard[i].bodies, "all"), ==, sum);
    }
}

static void
test_two_nodes_write_one_town (Nodes         *nodes,
                               gconstpointer  data)
{
  Insister insisters[8];

  begin_insisting (nodes, insisters, 8, 100, FALSE);
  end_insisting (nodes, insisters, 8, 800);
}

static void
test_one_key_through_two_nodes_counts_once (Nodes         *nodes,
                                            gconstpointer  data)
{
  Insister insisters[4];

  begin_insisting (nodes, insisters, 4, 100, TRUE);
  end_insisting (nodes, insisters, 4, 100);
}

/* Connections die at any moment, that of a commit too: what was done then is found
 * by its key, and is not done again.
 */
static void
test_lines_may_be_cut_at_any_time (Nodes         *nodes,
                                   gconstpointer  data)
{
  Insister insisters[8];

  begin_insisting (nodes, insisters, 8, 150, FALSE);
  for (guint i = 0; i < 40; i++)
    {
      g_usleep ((gulong) g_test_rand_int_range (1000, 30000));
      g_free (try_sql (nodes, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                       " WHERE usename = 'parvis' AND datname = current_database()"));
    }
  end_insisting (nodes, insisters, 8, 1200);
}

static void
test_the_server_may_be_restarted_under_load (Nodes         *nodes,
                                             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  Insister insisters[8];

  begin_insisting (nodes, insisters, 8, 200, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      g_usleep (100000);
      test_database_control ("restart");
    }
  end_insisting (nodes, insisters, 8, 1600);

  /* While it is away nobody waits for it, and it is said so. */
  test_database_control ("stop");
  g_assert_null (parvis_store_apply (nodes->stores[0], new_add (WORLD_TOWN, NULL, "pool", 1), NULL,
                                     &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_null (parvis_store_acquire (nodes->stores[0], WORLD_TOWN, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
      g_clear_error (&error);
    }
  test_database_control ("start");
  insist (nodes, 0, "after", "pool");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/nodes/" name, Nodes, NULL, set_up, func, tear_down)
  ADD ("the-database-keeps-towns-apart", test_the_database_keeps_towns_apart);
  ADD ("a-role-that-is-not-held-is-refused", test_a_role_that_is_not_held_is_refused);
  ADD ("other-schemas-are-refused", test_other_schemas_are_refused);
  g_test_add_func ("/nodes/nodes-that-start-at-once-migrate-once",
                   test_nodes_that_start_at_once_migrate_once);
  ADD ("a-change-reaches-the-readers-of-another-node",
       test_a_change_reaches_the_readers_of_another_node);
  ADD ("a-lost-notification-is-made-good", test_a_lost_notification_is_made_good);
  ADD ("words-reach-the-other-nodes", test_words_reach_the_other_nodes);
  ADD ("words-are-told-again-after-a-restart", test_words_are_told_again_after_a_restart);
  ADD ("towns-come-and-go-on-all-nodes", test_towns_come_and_go_on_all_nodes);
  ADD ("a-later-step-reaches-all-towns", test_a_later_step_reaches_all_towns);
  ADD ("a-step-that-fails-leaves-nothing", test_a_step_that_fails_leaves_nothing);
  ADD ("a-copy-that-differs-is-found", test_a_copy_that_differs_is_found);
  ADD ("two-nodes-write-one-town", test_two_nodes_write_one_town);
  ADD ("one-key-through-two-nodes-counts-once", test_one_key_through_two_nodes_counts_once);
  ADD ("lines-may-be-cut-at-any-time", test_lines_may_be_cut_at_any_time);
  ADD ("the-server-may-be-restarted-under-load", test_the_server_may_be_restarted_under_load);
#undef ADD

  return g_test_run ();
}
