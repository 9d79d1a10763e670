/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "test-database.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>

/* A tiny area: notes with a text and how often they were written, kept in the
 * command log's own database through a table of its own.
 */
typedef struct
{
  TestDatabase  database;
  ParvisStore  *store;
} Fixture;

static const ParvisMigration notes = {
  "notes",
  "CREATE TABLE note (town TEXT NOT NULL, id TEXT NOT NULL, number BIGINT,"
  " PRIMARY KEY (town, id))",
};

static gboolean
run (ParvisDb    *db,
     const char  *sql,
     const char  *id,
     gint64       number,
     GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;

  if (id != NULL)
    {
      parvis_stmt_bind_text (stmt, ":id", id);
      parvis_stmt_bind_int (stmt, ":number", number);
    }

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
apply_add (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  gint64 number;

  if (!run (parvis_tx_get_db (tx),
            "INSERT INTO note (town, id, number) VALUES (:town, :id, :number) "
            "ON CONFLICT (town, id) DO UPDATE SET number = note.number + excluded.number",
            command->object, 1, error))
    return FALSE;

  if (!parvis_json_get_int_or (command->body, "fail", 0, 1, 0, &number, error))
    return FALSE;

  if (number == 1)
    return parvis_set_invalid (error, "/fail", "asked to fail");

  answer->status = 201;
  answer->body = json_pack ("{s:s}", "id", command->object);
  parvis_tx_touch (tx, "note", command->object);

  return TRUE;
}

static gboolean
apply_remove (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  parvis_tx_touch (tx, "note", command->object);

  return run (parvis_tx_get_db (tx),
              "DELETE FROM note WHERE town = :town AND id = :id AND :number = 0",
              command->object, 0, error);
}

static gboolean
render_note (ParvisTx      *tx,
             const char    *id,
             ParvisEntity  *entity,
             GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT number FROM note WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  entity->audience = g_str_has_prefix (id, "public") ? PARVIS_AUDIENCE_PUBLIC
                     : g_str_has_prefix (id, "shop") ? PARVIS_AUDIENCE_MERCHANT
                                                     : PARVIS_AUDIENCE_MEMBER;
  if (entity->audience == PARVIS_AUDIENCE_MERCHANT)
    entity->scope = g_strndup (id, strlen ("shop-a"));
  if (has_row)
    entity->body = json_pack ("{s:I}", "number", (json_int_t) parvis_stmt_get_int (stmt, 0));

  return TRUE;
}

static const ParvisKind kinds[] = {
  { "note", render_note },
  { NULL, NULL },
};

static ParvisStore *
open_store (Fixture  *fixture,
            guint     queue_max,
            GError  **error)
{
  ParvisStoreConfig config = {
    .kinds = kinds, .queue_max = queue_max, .schema = test_database_schema (&notes),
  };

  test_database_configure (&fixture->database, &config);

  return parvis_store_open (&config, error);
}

static ParvisCommand *
new_command (const char      *town,
             const char      *object,
             const char      *key,
             ParvisApplyFunc  apply,
             gboolean         fail)
{
  ParvisCommand *command = parvis_command_new ("note.test", town, apply);

  command->object = g_strdup (object);
  command->key = g_strdup (key);
  command->fingerprint = g_strdup (object);
  command->body = json_pack ("{s:i}", "fail", fail);

  return command;
}

static gint64
apply (Fixture         *fixture,
       const char      *town,
       const char      *object,
       const char      *key,
       ParvisApplyFunc  func)
{
  g_autoptr(ParvisAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  gint64 seq = -1;

  answer = parvis_store_apply (fixture->store, new_command (town, object, key, func, FALSE),
                               &seq, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);

  return seq;
}

static GPtrArray *
list_scoped (Fixture            *fixture,
             const char         *town,
             ParvisAudiences     audiences,
             const ParvisScopes *scopes,
             gint64              after,
             guint               limit,
             gint64             *latest)
{
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (fixture->store, town, &error);
  GPtrArray *changes;

  g_assert_no_error (error);
  changes = parvis_store_list_changes (db, audiences, scopes, after, limit, latest, &error);
  g_assert_no_error (error);
  parvis_store_release (fixture->store, db);

  return changes;
}

static GPtrArray *
list_changes (Fixture         *fixture,
              const char      *town,
              ParvisAudiences  audiences,
              gint64           after,
              guint            limit,
              gint64          *latest)
{
  return list_scoped (fixture, town, audiences, NULL, after, limit, latest);
}
static void
add_town (Fixture    *fixture,
          const char *town)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_store_create_town (fixture->store, town, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  test_database_init (&fixture->database);
  fixture->store = open_store (fixture, 0, &error);
  g_assert_no_error (error);
  add_town (fixture, "00001");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  parvis_store_close (fixture->store);
  test_database_clear (&fixture->database);
}

static void
reopen (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  parvis_store_close (fixture->store);
  fixture->store = open_store (fixture, 0, &error);
  g_assert_no_error (error);
}

static void
test_feed_is_compacted (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GPtrArray) changes = NULL;
  const ParvisChange *first;
  const ParvisChange *second;
  gint64 latest;

  g_assert_cmpint (apply (fixture, "00001", "a", NULL, apply_add), ==, 1);
  g_assert_cmpint (apply (fixture, "00001", "b", NULL, apply_add), ==, 2);
  g_assert_cmpint (apply (fixture, "00001", "a", NULL, apply_add), ==, 3);

  changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_ALL, 0, 10, &latest);
  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_cmpint (latest, ==, 3);

  first = g_ptr_array_index (changes, 0);
  second = g_ptr_array_index (changes, 1);
  g_assert_cmpstr (first->id, ==, "b");
  g_assert_cmpint (first->seq, ==, 2);
  g_assert_cmpstr (second->id, ==, "a");
  g_assert_cmpint (second->seq, ==, 3);
  g_assert_cmpstr (second->body, ==, "{\"number\":2}");
}

static void
test_public_sees_public_only (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GPtrArray) changes = NULL;
  gint64 latest;

  apply (fixture, "00001", "secret", NULL, apply_add);
  apply (fixture, "00001", "public-a", NULL, apply_add);
  apply (fixture, "00001", "other", NULL, apply_add);

  changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_PUBLIC, 0, 10, &latest);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpstr (((ParvisChange *) g_ptr_array_index (changes, 0))->id, ==, "public-a");
  g_assert_cmpint (latest, ==, 3);
}

static void
test_one_shop_sees_nothing_of_another (Fixture       *fixture,
                                       gconstpointer  data)
{
  const ParvisAudiences merchant = PARVIS_AUDIENCE_BIT (PARVIS_AUDIENCE_MERCHANT) |
                                   PARVIS_AUDIENCES_PUBLIC;
  const ParvisScopes mine = { 1, { "shop-a" } };
  const ParvisScopes both = { 2, { "shop-a", "shop-b" } };
  const ParvisScopes none = { 0 };
  const struct
  {
    const ParvisScopes *scopes;
    ParvisAudiences     audiences;
    const char         *ids;
  } readers[] = {
    { &mine, merchant, "public-c shop-a-1 " },
    { &both, merchant, "shop-b-1 public-c shop-a-1 " },
    { &none, merchant, "public-c " },
    { NULL, merchant, "shop-b-1 public-c shop-a-1 " },
    { &mine, PARVIS_AUDIENCES_PUBLIC, "public-c " },
  };

  apply (fixture, "00001", "shop-a-1", NULL, apply_add);
  apply (fixture, "00001", "shop-b-1", NULL, apply_add);
  apply (fixture, "00001", "public-c", NULL, apply_add);
  apply (fixture, "00001", "shop-a-1", NULL, apply_remove);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr(GPtrArray) changes = NULL;
      g_autoptr(GString) ids = g_string_new (NULL);

      changes = list_scoped (fixture, "00001", readers[i].audiences, readers[i].scopes, 0, 10,
                             NULL);
      for (guint k = 0; k < changes->len; k++)
        g_string_append_printf (ids, "%s ", ((ParvisChange *) changes->pdata[k])->id);
      g_assert_cmpstr (ids->str, ==, readers[i].ids);
    }
}

static void
test_removal_leaves_a_tombstone (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GPtrArray) changes = NULL;
  const ParvisChange *change;

  apply (fixture, "00001", "public-a", NULL, apply_add);
  apply (fixture, "00001", "public-a", NULL, apply_remove);
  apply (fixture, "00001", "never-there", NULL, apply_remove);

  changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_PUBLIC, 1, 10, NULL);
  g_assert_cmpuint (changes->len, ==, 1);
  change = g_ptr_array_index (changes, 0);
  g_assert_true (change->deleted);
  g_assert_null (change->body);
  g_assert_cmpint (change->seq, ==, 2);
}

static void
test_pages_miss_nothing (Fixture       *fixture,
                         gconstpointer  data)
{
  gint64 after = 0;
  gint64 latest = 0;
  guint seen = 0;

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%02u", i);

      apply (fixture, "00001", id, NULL, apply_add);
    }

  for (;;)
    {
      g_autoptr(GPtrArray) changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_ALL,
                                                   after, 10, &latest);

      seen += changes->len;
      if (changes->len < 10)
        break;

      after = ((ParvisChange *) g_ptr_array_index (changes, 9))->seq;
    }

  g_assert_cmpuint (seen, ==, 25);
  g_assert_cmpint (latest, ==, 25);
}

static void
test_same_key_is_answered_from_the_log (Fixture       *fixture,
                                        gconstpointer  data)
{
  const char *key = "7b8c0f0e-8f1e-4d2c-9a47-0d3f5a1b2c3d";
  g_autoptr(GPtrArray) changes = NULL;
  gint64 first = apply (fixture, "00001", "a", key, apply_add);
  gint64 again;

  apply (fixture, "00001", "b", NULL, apply_add);
  again = apply (fixture, "00001", "a", key, apply_add);
  g_assert_cmpint (again, ==, first);

  reopen (fixture);
  g_assert_cmpint (apply (fixture, "00001", "a", key, apply_add), ==, first);

  changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_ALL, 0, 10, NULL);
  g_assert_cmpstr (((ParvisChange *) g_ptr_array_index (changes, 0))->body, ==, "{\"number\":1}");
}

static void
test_same_key_for_another_body_is_refused (Fixture       *fixture,
                                           gconstpointer  data)
{
  const char *key = "7b8c0f0e-8f1e-4d2c-9a47-0d3f5a1b2c3d";
  g_autoptr(ParvisAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  apply (fixture, "00001", "a", key, apply_add);
  answer = parvis_store_apply (fixture->store,
                               new_command ("00001", "b", key, apply_add, FALSE), NULL, &error);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_KEY_REUSED);
  g_assert_null (answer);
}

/* Collects what many commands were answered. */
typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t  all;
  guint           wanted;
  guint           done;
  guint           failed;
  guint           replayed;
  guint           unavailable;
} Tally;

static void
tally_cb (ParvisCommand *command,
          ParvisAnswer  *answer,
          gint64         seq,
          gboolean       replayed,
          GError        *error,
          gpointer       user_data)
{
  Tally *tally = user_data;

  pthread_mutex_lock (&tally->lock);
  tally->done++;
  tally->failed += g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  tally->unavailable += g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  tally->replayed += replayed;
  if (tally->done == tally->wanted)
    pthread_cond_signal (&tally->all);
  pthread_mutex_unlock (&tally->lock);

  parvis_command_free (command);
  parvis_answer_free (answer);
  g_clear_error (&error);
}

static void
wait_for (Tally *tally)
{
  pthread_mutex_lock (&tally->lock);
  while (tally->done < tally->wanted)
    pthread_cond_wait (&tally->all, &tally->lock);
  pthread_mutex_unlock (&tally->lock);
}

static void
test_one_that_fails_leaves_the_others (Fixture       *fixture,
                                       gconstpointer  data)
{
  Tally tally = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 400, 0, 0, 0, 0 };
  g_autoptr(GPtrArray) changes = NULL;
  ParvisStoreStats stats;

  for (guint i = 0; i < 400; i++)
    parvis_store_submit (fixture->store,
                         new_command ("00001", "a", NULL, apply_add, i % 4 == 0),
                         tally_cb, &tally);
  wait_for (&tally);

  g_assert_cmpuint (tally.failed, ==, 100);
  changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_ALL, 0, 10, NULL);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpstr (((ParvisChange *) g_ptr_array_index (changes, 0))->body, ==,
                   "{\"number\":300}");

  /* They were committed in groups, and the feed moved once for each group. */
  parvis_store_get_stats (fixture->store, &stats);
  g_assert_cmpuint (stats.batches, <, 300);
  g_assert_cmpuint (stats.changes, <=, stats.batches);
}

static void
test_same_key_twice_in_a_batch_counts_once (Fixture       *fixture,
                                            gconstpointer  data)
{
  Tally tally = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 200, 0, 0, 0, 0 };
  g_autoptr(GPtrArray) changes = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *key = g_strdup_printf ("00000000-0000-4000-8000-%012u", i / 2);

      parvis_store_submit (fixture->store,
                           new_command ("00001", "a", key, apply_add, FALSE), tally_cb, &tally);
    }
  wait_for (&tally);

  g_assert_cmpuint (tally.replayed, ==, 100);
  changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_ALL, 0, 10, NULL);
  g_assert_cmpstr (((ParvisChange *) g_ptr_array_index (changes, 0))->body, ==,
                   "{\"number\":100}");
}

static void
test_second_process_is_refused (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  /* The lock is of the open file, so a second open here stands for a process. */
  g_assert_null (open_store (fixture, 0, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
}

static void
test_damaged_town_leaves_the_others (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->database.directory, "towns", "35236.db", NULL);
  g_autoptr(GError) error = NULL;
  ParvisDb *db;

  apply (fixture, "00001", "a", NULL, apply_add);
  g_assert_true (g_file_set_contents (path, "this is no database, but long enough to be read as "
                                      "one: SQLite looks at the first hundred bytes of a file.",
                                      -1, NULL));
  reopen (fixture);

  db = parvis_store_acquire (fixture->store, "35236", &error);
  g_assert_null (db);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  apply (fixture, "00001", "a", NULL, apply_add);
}

static void
test_newer_schema_is_refused (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *command = NULL;
  g_autoptr(GError) error = NULL;

  apply (fixture, "00001", "public-a", NULL, apply_add);
  parvis_store_close (g_steal_pointer (&fixture->store));
  command = g_strdup_printf ("sqlite3 '%s/towns/00001.db' 'PRAGMA user_version = 9999'",
                             fixture->database.directory);
  if (!g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL))
    {
      g_test_skip ("no sqlite3 program");
      return;
    }

  fixture->store = open_store (fixture, 0, &error);
  g_assert_no_error (error);
  g_assert_null (parvis_store_acquire (fixture->store, "00001", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NEWER_SCHEMA);
}

static void
test_backup_comes_back (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->database.directory, "copy.db", NULL);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;

  apply (fixture, "00001", "a", NULL, apply_add);
  g_assert_true (parvis_store_backup_town (fixture->store, "00001", path, &error));
  g_assert_no_error (error);
  apply (fixture, "00001", "after-the-copy", NULL, apply_add);

  g_assert_false (parvis_store_restore_town (fixture->store, "35236", path, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (parvis_store_remove_town (fixture->store, "00001", &error));
  g_assert_no_error (error);
  g_assert_false (parvis_store_has_town (fixture->store, "00001"));
  g_assert_true (parvis_store_restore_town (fixture->store, "00001", path, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_store_check_town (fixture->store, "00001", &error));
  g_assert_no_error (error);

  changes = list_changes (fixture, "00001", PARVIS_AUDIENCES_ALL, 0, 10, NULL);
  g_assert_cmpuint (changes->len, ==, 1);
}

static void
test_a_full_queue_says_so (Fixture       *fixture,
                           gconstpointer  data)
{
  Tally tally = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 20000, 0, 0, 0, 0 };
  g_autoptr(GError) error = NULL;

  parvis_store_close (fixture->store);
  fixture->store = open_store (fixture, 2, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < tally.wanted; i++)
    parvis_store_submit (fixture->store, new_command ("00001", "a", NULL, apply_add, FALSE),
                         tally_cb, &tally);
  wait_for (&tally);

  g_assert_cmpuint (tally.unavailable, >, 0);
  g_assert_cmpuint (tally.unavailable, <, tally.wanted);
}

static void
test_unknown_town_is_not_found (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_store_acquire (fixture->store, "35236", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_null (parvis_store_apply (fixture->store,
                                     new_command ("35236", "a", NULL, apply_add, FALSE),
                                     NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/store/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("feed-is-compacted", test_feed_is_compacted);
  ADD ("public-sees-public-only", test_public_sees_public_only);
  ADD ("one-shop-sees-nothing-of-another", test_one_shop_sees_nothing_of_another);
  ADD ("removal-leaves-a-tombstone", test_removal_leaves_a_tombstone);
  ADD ("pages-miss-nothing", test_pages_miss_nothing);
  ADD ("same-key-is-answered-from-the-log", test_same_key_is_answered_from_the_log);
  ADD ("same-key-for-another-body-is-refused", test_same_key_for_another_body_is_refused);
  ADD ("one-that-fails-leaves-the-others", test_one_that_fails_leaves_the_others);
  ADD ("same-key-twice-in-a-batch-counts-once", test_same_key_twice_in_a_batch_counts_once);
  ADD ("second-process-is-refused", test_second_process_is_refused);
  if (!test_database_is_postgres ())
    {
      ADD ("damaged-town-leaves-the-others", test_damaged_town_leaves_the_others);
      ADD ("newer-schema-is-refused", test_newer_schema_is_refused);
    }
  ADD ("backup-comes-back", test_backup_comes_back);
  ADD ("a-full-queue-says-so", test_a_full_queue_says_so);
  ADD ("unknown-town-is-not-found", test_unknown_town_is_not_found);
#undef ADD

  return g_test_run ();
}
