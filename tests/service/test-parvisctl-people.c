/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-parvisctl-people"

#include "config.h"

#include "ctl-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

/* Writes the settings of a provider with a secret. */
static char *
write_provider (CtlFixture *fixture)
{
  char *path = g_build_filename (fixture->dir, "provider.json", NULL);

  g_assert_true (g_file_set_contents (path,
                                      "{\"id\":\"agents\",\"label\":{\"fr\":\"Agents\","
                                      "\"en\":\"Agents\"},\"issuer\":\"https://idp.example\","
                                      "\"client_id\":\"p\",\"client_secret\":\"hidden\","
                                      "\"scopes\":[\"openid\"]}", -1, NULL));

  return path;
}

/* The service is who makes the key, or gets it: it has been there once. */
static void
begin_service (CtlFixture *fixture)
{
  ctl_start_service (fixture);
  ctl_expect (fixture, 0, "town|add|49007|--name|Angers");
  ctl_stop_service (fixture);
}

static void
test_providers_are_set_and_removed (CtlFixture    *fixture,
                                    gconstpointer  data)
{
  g_autofree char *path = write_provider (fixture);
  g_autofree char *set = g_strconcat ("provider|set|49007|", path, NULL);

  begin_service (fixture);
  ctl_expect (fixture, 0, set);
  ctl_expect (fixture, 0, "provider|list|49007");
  g_assert_nonnull (strstr (fixture->output, "https://idp.example"));
  ctl_expect (fixture, 0, "provider|list|49007|--json");
  g_assert_null (strstr (fixture->output, "hidden"));

  ctl_expect (fixture, EX_DATAERR, "provider|remove|49007|agents");
  ctl_expect (fixture, 0, "provider|remove|49007|agents|--yes");
  ctl_expect (fixture, 0, "provider|list|49007");
  g_assert_cmpstr (fixture->output, ==, "");

  g_assert_true (g_file_set_contents (path, "{\"id\":\"agents\"}", -1, NULL));
  ctl_expect (fixture, EX_DATAERR, set);
  g_assert_nonnull (strstr (fixture->errors, "/label"));
}

static void
move_file (const char *from,
           const char *to)
{
  g_assert_cmpint (g_rename (from, to), ==, 0);
}

/* Where the key is the service's credential, parvisctl has none while it is away. */
static void
test_a_key_that_is_elsewhere_is_not_replaced (CtlFixture    *fixture,
                                              gconstpointer  data)
{
  g_autofree char *provider = write_provider (fixture);
  g_autofree char *set = g_strconcat ("provider|set|49007|", provider, NULL);
  g_autofree char *key = g_build_filename (fixture->dir, "master-key", NULL);
  g_autofree char *away = g_build_filename (fixture->dir, "away", NULL);

  ctl_expect (fixture, 0, "town|add|49007|--name|Angers");
  ctl_expect (fixture, EX_UNAVAILABLE, set);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));

  ctl_start_service (fixture);
  ctl_expect (fixture, 0, set);
  ctl_stop_service (fixture);
  move_file (key, away);
  ctl_expect (fixture, 0, "provider|list|49007");
  ctl_expect (fixture, EX_UNAVAILABLE, set);
  ctl_fail_service (fixture);
  g_assert_nonnull (strstr (fixture->errors, "master key"));
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (key, "0123456789abcdef0123456789abcdef", 32, NULL));
  ctl_expect (fixture, EX_UNAVAILABLE, set);
  ctl_fail_service (fixture);
  g_assert_nonnull (strstr (fixture->errors, "master key"));

  move_file (away, key);
  ctl_expect (fixture, 0, set);
  ctl_start_service (fixture);
}

/* The way back from another database, as it is documented. */
static void
test_a_copy_waits_for_its_key (CtlFixture    *fixture,
                               gconstpointer  data)
{
  g_autofree char *others = g_build_filename (fixture->dir, "others", NULL);
  g_autofree char *copy = g_strconcat ("copy|all|--to-state-dir|", others, NULL);
  g_autofree char *key = g_build_filename (fixture->dir, "master-key", NULL);
  g_autofree char *there = g_build_filename (others, "master-key", NULL);
  g_autofree char *provider = write_provider (fixture);
  g_autofree char *set = g_strconcat ("provider|set|49007|", provider, NULL);

  begin_service (fixture);
  ctl_expect (fixture, 0, set);
  ctl_expect (fixture, 0, copy);
  g_assert_nonnull (strstr (fixture->output, "master key"));
  ctl_expect (fixture, EX_DATAERR, copy);
  g_assert_false (g_file_test (there, G_FILE_TEST_EXISTS));

  ctl_use_files (fixture, others);
  ctl_fail_service (fixture);
  g_assert_nonnull (strstr (fixture->errors, "master key"));
  g_assert_false (g_file_test (there, G_FILE_TEST_EXISTS));
  ctl_expect (fixture, EX_UNAVAILABLE, set);
  move_file (key, there);
  ctl_start_service (fixture);
  ctl_expect (fixture, 0, set);
}

static char *
get_printed (CtlFixture *fixture,
             const char *name)
{
  g_auto(GStrv) lines = g_strsplit (fixture->output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], name))
        return g_strstrip (g_strdup (lines[i] + strlen (name)));
    }

  return NULL;
}

static void
test_a_town_gets_its_first_people (CtlFixture    *fixture,
                                   gconstpointer  data)
{
  g_autofree char *code = NULL;
  g_autofree char *link = NULL;
  g_autofree char *reset = NULL;

  ctl_run (fixture, "town|add|00001|--name|Essai");
  ctl_run (fixture, "account|add|--town|00001|--name|Hélène Garnier|--role|mayor,counter");
  g_assert_cmpint (fixture->code, ==, 0);
  code = get_printed (fixture, "code");
  link = get_printed (fixture, "link");
  g_assert_cmpuint (strlen (code), ==, 9);
  g_assert_true (g_str_has_suffix (link, code));
  g_assert_nonnull (strstr (link, "/sign-in/invitation/"));

  ctl_run (fixture, "account|add|--town|00009|--name|X|--role|mayor");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);
  ctl_run (fixture, "account|add|--town|00001|--name|X|--role|king");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);

  ctl_run (fixture, "account|add|--operator|--name|Opérateur|--email|o@parvis.example");
  g_assert_cmpint (fixture->code, ==, 0);
  reset = get_printed (fixture, "link");
  g_assert_nonnull (strstr (reset, "/sign-in/reset/"));
  ctl_run (fixture, "account|list");
  g_assert_nonnull (strstr (fixture->output, "o@parvis.example"));
  g_assert_nonnull (strstr (fixture->output, "operator"));
  ctl_run (fixture, "account|reset|o@parvis.example");
  g_assert_cmpint (fixture->code, ==, 0);
  ctl_run (fixture, "account|remove|o@parvis.example");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);
  ctl_run (fixture, "account|remove|o@parvis.example|--yes");
  g_assert_cmpint (fixture->code, ==, 0);
  ctl_run (fixture, "account|remove|o@parvis.example|--yes");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);
}

static void
test_the_trail_is_listed_and_checked (CtlFixture    *fixture,
                                      gconstpointer  data)
{
  g_autofree char *head = NULL;

  ctl_run (fixture, "town|add|00001|--name|Essai");
  ctl_run (fixture, "module|on|00001|parking");
  ctl_run (fixture, "audit|list|00001");
  g_assert_cmpint (fixture->code, ==, 0);
  g_assert_nonnull (strstr (fixture->output, "module.set"));
  ctl_run (fixture, "audit|verify|00001");
  g_assert_cmpint (fixture->code, ==, 0);
  head = get_printed (fixture, "head");
  g_assert_cmpuint (strlen (head), ==, 64);
  ctl_run (fixture, "account|list");
  ctl_run (fixture, "audit|list|service");
  g_assert_nonnull (strstr (fixture->output, "accounts"));
  ctl_run (fixture, "audit|verify|service");
  g_assert_cmpint (fixture->code, ==, 0);
}

/* What somebody does who has the database and not the towns' copies of the trail's end. */
static void
cut_the_services_trail (CtlFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "service.db", NULL);
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;

  if (test_database_is_postgres ())
    {
      g_free (test_database_ask (&fixture->database, "postgres",
                                 "DELETE FROM parvis_service.audit WHERE seq >"
                                 " (SELECT MAX(seq) - 2 FROM parvis_service.audit)", &error));
      g_assert_no_error (error);
      return;
    }

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "DELETE FROM audit WHERE seq > (SELECT MAX(seq) - 2 FROM audit)",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_a_cut_trail_of_the_service_is_told (CtlFixture    *fixture,
                                         gconstpointer  data)
{
  ctl_expect (fixture, 0, "town|add|00001|--name|Essai");
  for (guint i = 0; i < 4; i++)
    ctl_expect (fixture, 0, "account|list");
  ctl_expect (fixture, 0, "audit|verify|service");
  cut_the_services_trail (fixture);
  ctl_run (fixture, "audit|verify|service");
  g_assert_cmpint (fixture->code, !=, 0);
  g_assert_nonnull (strstr (fixture->errors, "the end of the trail is missing"));

  ctl_run (fixture, "audit|accept|service|essai de restauration");
  g_assert_cmpint (fixture->code, !=, 0);
  ctl_expect (fixture, 0, "audit|accept|service|essai de restauration|--yes");
  g_assert_nonnull (strstr (fixture->output, "the end of the trail is missing"));
  ctl_expect (fixture, 0, "audit|verify|service");
  g_assert_nonnull (strstr (fixture->output, "an operator accepted it up to entry"));
  ctl_expect (fixture, 0, "audit|list|service");
  g_assert_nonnull (strstr (fixture->output, "essai de restauration"));
  cut_the_services_trail (fixture);
  ctl_run (fixture, "audit|verify|service");
  g_assert_cmpint (fixture->code, !=, 0);

  /* And the help says who knew. */
  ctl_expect (fixture, 0, "audit|verify|--help");
  g_assert_nonnull (strstr (fixture->output, "first town"));
}

static void
test_a_wrong_town_is_named (CtlFixture    *fixture,
                            gconstpointer  data)
{
  static const char * const wrong[] = {
    "town|add|4900", "module|on|49 007|parking", "facility|list|ville", "town|tiles|4|--light|/x",
    "town|add|service", "audit|list|all", "copy|service|--to-state-dir|/x",
  };
  g_autofree char *pack = g_build_filename (fixture->dir, "x.mbtiles", NULL);
  g_autofree char *tiles = g_strconcat ("town|tiles|49199|--light|", pack, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      ctl_expect (fixture, EX_DATAERR, wrong[i]);
      g_assert_nonnull (strstr (fixture->errors, "is no INSEE code"));
    }

  ctl_expect (fixture, 0, "town|add|2a004|--name|Ajaccio");
  ctl_expect (fixture, 0, "module|on|2A004|parking");
  ctl_expect (fixture, EX_DATAERR, tiles);
  g_assert_nonnull (strstr (fixture->errors, "49199"));
}

/* A state directory that was mistyped is not made. */
static void
test_asking_makes_nothing (void)
{
  static const char * const verbs[] = { "town list", "town export 49007 /dev/null", "check 49007" };
  g_autofree char *dir = g_dir_make_tmp ("parvisctl-XXXXXX", NULL);
  g_autofree char *typo = g_build_filename (dir, "typo", NULL);
  g_autofree char *program = ctl_find_program ("parvisctl");

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s --state-dir %s %s", program, typo, verbs[i]);
      g_autofree char *errors = NULL;
      int status;

      g_assert_true (g_spawn_command_line_sync (line, NULL, &errors, &status, NULL));
      g_assert_cmpint (WEXITSTATUS (status), ==, EX_UNAVAILABLE);
      g_assert_nonnull (strstr (errors, typo));
      g_assert_false (g_file_test (typo, G_FILE_TEST_EXISTS));
    }

  g_rmdir (dir);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/parvisctl-people/providers-are-set-and-removed", CtlFixture, NULL, ctl_set_up,
              test_providers_are_set_and_removed, ctl_tear_down);
  g_test_add ("/parvisctl-people/a-key-that-is-elsewhere-is-not-replaced", CtlFixture, NULL,
              ctl_set_up, test_a_key_that_is_elsewhere_is_not_replaced, ctl_tear_down);
  g_test_add ("/parvisctl-people/a-copy-waits-for-its-key", CtlFixture, NULL, ctl_set_up,
              test_a_copy_waits_for_its_key, ctl_tear_down);
  g_test_add ("/parvisctl-people/a-town-gets-its-first-people", CtlFixture, NULL, ctl_set_up,
              test_a_town_gets_its_first_people, ctl_tear_down);
  g_test_add ("/parvisctl-people/the-trail-is-listed-and-checked", CtlFixture, NULL, ctl_set_up,
              test_the_trail_is_listed_and_checked, ctl_tear_down);
  g_test_add ("/parvisctl-people/a-cut-trail-of-the-service-is-told", CtlFixture, NULL, ctl_set_up,
              test_a_cut_trail_of_the_service_is_told, ctl_tear_down);
  g_test_add ("/parvisctl-people/a-wrong-town-is-named", CtlFixture, NULL, ctl_set_up,
              test_a_wrong_town_is_named, ctl_tear_down);
  g_test_add_func ("/parvisctl-people/asking-makes-nothing", test_asking_makes_nothing);

  return g_test_run ();
}
