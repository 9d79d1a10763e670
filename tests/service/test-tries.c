/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries at codes and passwords through several nodes of one database. */
#include "config.h"

#include "town-fixture.h"

#include "parvis-routes.h"

#include <string.h>

#define PATIENCE 20

/* Tries that are free, as parvis-throttle.c has them. */
#define FREE 10

typedef struct
{
  TownFixture    town;
  char          *dir;
  ParvisConfig  *config;
  ParvisService *services[2];
} Fixture;

/* The second has a directory of its own, and the master key of the first. */
static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_autofree char *key = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  town_fixture_setup (&fixture->town, NULL);
  fixture->dir = g_build_filename (fixture->town.dir, "second", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->dir, 0700), ==, 0);
  key = g_build_filename (fixture->town.dir, "master-key", NULL);
  copy = g_build_filename (fixture->dir, "master-key", NULL);
  g_assert_true (g_file_get_contents (key, &contents, &length, NULL));
  g_assert_true (g_file_set_contents_full (copy, contents, (gssize) length,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));

  fixture->config = parvis_config_new ();
  test_database_set (&fixture->town.database, fixture->config);
  parvis_config_set (fixture->config, "state-dir", fixture->dir, NULL);
  fixture->services[0] = fixture->town.service;
  fixture->services[1] = parvis_service_new (fixture->config, &parvis_tables,
                                             &fixture->town.clock, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  parvis_service_free (fixture->services[1]);
  parvis_config_free (fixture->config);
  town_fixture_teardown (&fixture->town, NULL);
  g_free (fixture->dir);
}

/* The status of a wrong code. */
static int
try_code (Fixture *fixture,
          guint    which)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  static const char body[] = "{\"code\":\"AAAA-AAAA\"}";
  g_autoptr(GBytes) bytes = g_bytes_new_static (body, strlen (body));
  g_autoptr(ParvisReply) reply = NULL;

  reply = parvis_service_handle (fixture->services[which], "POST", "/api/v1/pair", headers, bytes,
                                 PARVIS_RIGHT_ANYONE);

  return parvis_reply_get_status (reply);
}

/* What the other node was told comes a moment later. */
static void
wait_for_failures (Fixture *fixture,
                   guint    which,
                   guint    failures)
{
  ParvisThrottle *throttle = parvis_service_get_throttle (fixture->services[which]);
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  while (parvis_throttle_get_failures (throttle, PARVIS_THROTTLE_CODE, "") < failures)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (1000);
    }
}

static void
test_tries_through_two_nodes_are_as_through_one (Fixture       *fixture,
                                                 gconstpointer  data)
{
  for (guint i = 0; i < FREE; i++)
    {
      int status = try_code (fixture, i % 2);

      g_assert_cmpint (status, >=, 400);
      g_assert_cmpint (status, !=, 429);
      wait_for_failures (fixture, 0, i + 1);
      wait_for_failures (fixture, 1, i + 1);
    }

  g_assert_cmpint (try_code (fixture, 0), ==, 429);
  g_assert_cmpint (try_code (fixture, 1), ==, 429);

  /* And the wait doubles with each, through whichever it comes. */
  fixture->town.now += 5 * PARVIS_SECOND;
  g_assert_cmpint (try_code (fixture, 1), !=, 429);
  wait_for_failures (fixture, 0, FREE + 1);
  fixture->town.now += 5 * PARVIS_SECOND;
  g_assert_cmpint (try_code (fixture, 0), ==, 429);
  fixture->town.now += 5 * PARVIS_SECOND;
  g_assert_cmpint (try_code (fixture, 0), !=, 429);
}

/* Each counts for itself while the other cannot be told, and together again afterwards. */
static void
test_without_the_database_each_counts_for_itself (Fixture       *fixture,
                                                  gconstpointer  data)
{
  ParvisThrottle *throttle = parvis_service_get_throttle (fixture->services[0]);
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  guint told = 0;

  test_database_control ("stop");
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (parvis_throttle_enter (throttle, PARVIS_THROTTLE_ORDER, "x"), ==, 0);
  g_assert_cmpuint (parvis_throttle_get_failures (throttle, PARVIS_THROTTLE_ORDER, "x"), ==, 3);
  test_database_control ("start");

  while (told == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      parvis_throttle_enter (throttle, PARVIS_THROTTLE_ORDER, "y");
      g_usleep (10000);
      told = parvis_throttle_get_failures (parvis_service_get_throttle (fixture->services[1]),
                                           PARVIS_THROTTLE_ORDER, "y");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/tries/" name, Fixture, NULL, setup, func, teardown)
  ADD ("tries-through-two-nodes-are-as-through-one",
       test_tries_through_two_nodes_are_as_through_one);
  ADD ("without-the-database-each-counts-for-itself",
       test_without_the_database_each_counts_for_itself);
#undef ADD

  return g_test_run ();
}
