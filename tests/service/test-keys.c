/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-keys"

#include "config.h"

#include "town-fixture.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-routes.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_keys_are_long_and_never_the_same (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 100; i++)
    {
      char *key = NULL;
      g_autofree char *hash = NULL;

      g_assert_true (parvis_access_make_key (PARVIS_KEY_SOURCE_PREFIX, &key, &hash, NULL));
      g_assert_cmpuint (strlen (key), ==, strlen (PARVIS_KEY_SOURCE_PREFIX) + 43);
      g_assert_cmpuint (strlen (hash), ==, 64);
      g_assert_null (strpbrk (key, "+/= "));
      g_assert_true (g_hash_table_add (seen, key));
    }
}

/* The keys of the first version opened a whole town to whoever had one. */
static void
test_there_is_no_key_of_a_town (TownFixture   *fixture,
                                gconstpointer  data)
{
  json_decref (town_expect (fixture, 200, fixture->key, "GET", "/changes", NULL));
  json_decref (town_expect (fixture, 401, NULL, "GET", "/changes", NULL));
  json_decref (town_expect (fixture, 401, "pvm_nonsense", "GET", "/changes", NULL));
  json_decref (town_expect (fixture, 200, NULL, "GET", "/live", NULL));
  json_decref (town_expect (fixture, 405, "operator", "POST", "/keys", "{}"));
}

static void
test_a_source_may_only_send_its_readings (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *one = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *two = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *path = g_strdup_printf ("/sources/%s/readings", two);
  const char *key = g_hash_table_lookup (fixture->keys, one);

  json_decref (town_expect (fixture, 403, key, "POST", path, "{\"value\":1}"));
  json_decref (town_expect (fixture, 403, key, "GET", "/changes", NULL));
  json_decref (town_expect (fixture, 403, fixture->key, "POST", path, "{\"value\":1}"));
  json_decref (town_expect (fixture, 401, NULL, "POST", path, "{\"value\":1}"));
  town_assert_gauge (fixture, TOWN_POOL, "unknown", -1);
}

static void
test_a_rotated_key_lasts_a_day_longer (TownFixture   *fixture,
                                       gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *path = g_strdup_printf ("/sources/%s/key", source);
  g_autofree char *first = g_strdup (g_hash_table_lookup (fixture->keys, source));
  g_autoptr(json_t) second = town_expect (fixture, 200, "operator", "POST", path, "{}");
  g_autofree char *readings = g_strdup_printf ("/sources/%s/readings", source);

  json_decref (town_expect (fixture, 200, first, "POST", readings, "{\"value\":1}"));
  json_decref (town_expect (fixture, 200, town_text (second, "key"), "POST", readings,
                            "{\"value\":2}"));

  /* Another rotation does not make the first live longer. */
  fixture->now += 12 * PARVIS_HOUR;
  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{\"overlap\":48}"));
  fixture->now += 12 * PARVIS_HOUR;
  json_decref (town_expect (fixture, 401, first, "POST", readings, "{\"value\":3}"));
  json_decref (town_expect (fixture, 200, town_text (second, "key"), "POST", readings,
                            "{\"value\":4}"));
  json_decref (town_expect (fixture, 422, "operator", "POST", path, "{\"overlap\":-1}"));
}

/* A town's file gives a key that was ending no longer life. */
static void
test_a_key_that_ends_does_so_in_a_town_s_file (TownFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *path = g_strdup_printf ("/sources/%s/key", source);
  g_autofree char *readings = g_strdup_printf ("/sources/%s/readings", source);
  g_autofree char *first = g_strdup (g_hash_table_lookup (fixture->keys, source));
  g_autoptr(json_t) second = town_expect (fixture, 200, "operator", "POST", path,
                                          "{\"overlap\":1}");
  g_autoptr(json_t) file = town_expect (fixture, 200, "operator", "GET", "/export", NULL);
  g_autofree char *text = parvis_json_dump (file);

  json_decref (town_expect (fixture, 200, "operator", "POST", "/import", "%s", text));
  json_decref (town_expect (fixture, 200, first, "POST", readings, "{\"value\":1}"));
  fixture->now += PARVIS_HOUR;
  json_decref (town_expect (fixture, 401, first, "POST", readings, "{\"value\":2}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/import", "%s", text));
  json_decref (town_expect (fixture, 401, first, "POST", readings, "{\"value\":3}"));
  json_decref (town_expect (fixture, 200, town_text (second, "key"), "POST", readings,
                            "{\"value\":4}"));
}

static void
test_a_key_that_leaked_is_rotated_at_once (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *path = g_strdup_printf ("/sources/%s/key", source);
  g_autoptr(json_t) answer = NULL;

  answer = town_expect (fixture, 200, "operator", "POST", path, "{\"overlap\":0}");
  json_decref (town_post (fixture, source, "{\"value\":1}"));
  g_assert_cmpint (fixture->status, ==, 401);
  g_hash_table_insert (fixture->keys, g_strdup (source), g_strdup (town_text (answer, "key")));
  json_decref (town_post (fixture, source, "{\"value\":1}"));
  g_assert_cmpint (fixture->status, ==, 200);
}

static void
test_a_revoked_key_is_worthless (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) list = town_expect (fixture, 200, "operator", "GET", "/keys", NULL);
  const char *id = town_text (json_array_get (json_object_get (list, "keys"), 0), "id");
  g_autofree char *path = g_strdup_printf ("/keys/%s/revoke", id);

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{}"));
  json_decref (town_post (fixture, source, "{\"value\":1}"));
  g_assert_cmpint (fixture->status, ==, 401);
  json_decref (town_expect (fixture, 404, "operator", "POST", path, "{}"));
}

static void
test_the_last_use_is_coarse (TownFixture   *fixture,
                             gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *first = parvis_time_format (fixture->now);
  g_autoptr(json_t) list = NULL;

  for (int i = 0; i < 20; i++)
    {
      json_decref (town_post (fixture, source, "{\"value\":%d}", i));
      g_assert_cmpint (fixture->status, ==, 200);
      fixture->now += PARVIS_MINUTE;
    }

  list = town_expect (fixture, 200, "operator", "GET", "/keys", NULL);
  g_assert_cmpstr (town_text (json_array_get (json_object_get (list, "keys"), 0),
                              "last_used_at"), ==, first);
}

static void
test_no_key_is_in_any_file (TownFixture   *fixture,
                            gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  const char *keys[] = { fixture->key, g_hash_table_lookup (fixture->keys, source) };
  g_autofree char *dir = g_build_filename (fixture->dir, "towns", NULL);
  g_autofree char *copy = g_build_filename (dir, "copy.db", NULL);
  g_autoptr(GDir) files = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;

  town_restart (fixture);
  /* On PostgreSQL the copy of everything is the only file there is. */
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (parvis_store_backup_town (parvis_service_get_store (fixture->service), "00001",
                                           copy, &error));
  g_assert_no_error (error);
  files = g_dir_open (dir, 0, NULL);
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        g_assert_null (memmem (contents, length, keys[i], strlen (keys[i])));
    }
}

static void
test_what_is_the_operators_is_not_there (TownFixture   *fixture,
                                         gconstpointer  data)
{
  json_decref (town_expect (fixture, 404, fixture->key, "GET", "/export", NULL));
  json_decref (town_expect (fixture, 404, fixture->key, "POST", "/remove", "{}"));
}

/* A database of before, which does not say which key its secrets are sealed with. */
static gboolean
apply_older (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx), "DELETE FROM seal_check WHERE town = :town",
                             NULL, NULL, error) &&
         parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE account SET totp_secret = 'sealed' WHERE town = :town",
                             NULL, NULL, error);
}

static void
make_older (TownFixture *fixture)
{
  g_autoptr(GError) error = NULL;

  json_decref (town_sign_in (fixture, "00001", "Ancien", "clerk"));
  parvis_access_run (parvis_service_get_store (fixture->service), "", "older", NULL, NULL,
                     apply_older, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_a_database_with_secrets_gets_no_new_key (TownFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *key = g_build_filename (fixture->dir, "master-key", NULL);
  g_autoptr(GError) error = NULL;

  /* With the key, it says so from then on. */
  make_older (fixture);
  town_restart (fixture);
  make_older (fixture);
  g_clear_pointer (&fixture->service, parvis_service_free);
  g_assert_cmpint (g_unlink (key), ==, 0);
  g_assert_null (parvis_service_new (fixture->config, &parvis_tables, &fixture->clock, NULL, NULL,
                                     &error));
  g_assert_nonnull (strstr (error->message, "master key"));
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/are-long-and-never-the-same", test_keys_are_long_and_never_the_same);
  TOWN_TEST ("/keys/there-is-no-key-of-a-town", test_there_is_no_key_of_a_town);
  TOWN_TEST ("/keys/a-source-may-only-send-its-readings",
             test_a_source_may_only_send_its_readings);
  TOWN_TEST ("/keys/a-rotated-key-lasts-a-day-longer", test_a_rotated_key_lasts_a_day_longer);
  TOWN_TEST ("/keys/a-key-that-ends-does-so-in-a-town-s-file",
             test_a_key_that_ends_does_so_in_a_town_s_file);
  TOWN_TEST ("/keys/a-key-that-leaked-is-rotated-at-once",
             test_a_key_that_leaked_is_rotated_at_once);
  TOWN_TEST ("/keys/a-revoked-key-is-worthless", test_a_revoked_key_is_worthless);
  TOWN_TEST ("/keys/the-last-use-is-coarse", test_the_last_use_is_coarse);
  TOWN_TEST ("/keys/no-key-is-in-any-file", test_no_key_is_in_any_file);
  TOWN_TEST ("/keys/what-is-the-operators-is-not-there",
             test_what_is_the_operators_is_not_there);

  TOWN_TEST ("/keys/a-database-with-secrets-gets-no-new-key",
             test_a_database_with_secrets_gets_no_new_key);

  return g_test_run ();
}
