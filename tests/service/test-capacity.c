/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "town-fixture.h"

#include "parvis-time.h"

/* What a place holds while works bar some of it. */

static json_t *
lower (TownFixture *fixture,
       int          status,
       const char  *body)
{
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/lower", gauge);

  return town_expect (fixture, status, fixture->key, "POST", path, "%s", body);
}

/* @whole: -1 where nothing lowers it */
static void
assert_whole (TownFixture *fixture,
              gint64       capacity,
              gint64       whole)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_PARK);
  g_autoptr(json_t) gauge = town_entity (fixture, "gauge", id);
  const json_t *limit = json_object_get (gauge, "capacity_limit");

  g_assert_true ((limit == NULL) == (whole < 0));
  if (capacity < 0)
    g_assert_null (json_object_get (gauge, "capacity"));
  else
    g_assert_cmpint (town_int (gauge, "capacity"), ==, capacity);
  if (limit == NULL)
    return;

  g_assert_cmpint (town_int (limit, "capacity"), ==, capacity);
  g_assert_cmpint (town_int (limit, "whole"), ==, whole);
}

static void
assert_left (TownFixture *fixture,
             gint64       capacity,
             gint64       left)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_PARK);
  g_autoptr(json_t) gauge = town_entity (fixture, "gauge", id);
  g_autoptr(json_t) rollup = town_entity (fixture, "rollup", "00001");

  assert_whole (fixture, capacity, capacity < 100 ? 100 : -1);
  g_assert_cmpint (town_int (gauge, "free"), ==, left);
  g_assert_cmpint (town_int (rollup, "capacity"), ==, capacity);
  g_assert_cmpint (town_int (rollup, "free"), ==, left);
}

/* Who parked before the works began is still there: it is full, and no reading is
 * impossible that was possible the day before.
 */
static void
test_a_lowered_capacity_counts_everywhere (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *restore = g_strdup_printf ("/gauges/%s/restore", gauge);
  g_autofree char *above = NULL;
  g_autofree char *below = NULL;
  g_autofree char *impossible = NULL;
  g_autoptr(json_t) answer = NULL;
  g_autoptr(json_t) log = NULL;
  const json_t *entry;

  g_free (town_read (fixture, source, 0, 30));
  assert_left (fixture, 100, 30);
  answer = lower (fixture, 200, "{\"capacity\":40,\"reason\":\"travaux\"}");
  g_assert_cmpstr (town_text (json_object_get (answer, "capacity_limit"), "reason"), ==, "travaux");
  town_assert_gauge (fixture, TOWN_PARK, "live", 70);
  assert_left (fixture, 40, 0);

  /* The barrier speaks of all of it, as ever. */
  town_pass (fixture, PARVIS_MINUTE);
  above = town_read (fixture, source, 0, 25);
  g_assert_cmpstr (above, ==, "");
  assert_left (fixture, 40, 0);
  town_pass (fixture, PARVIS_MINUTE);
  below = town_read (fixture, source, 0, 75);
  g_assert_cmpstr (below, ==, "");
  town_assert_gauge (fixture, TOWN_PARK, "live", 25);
  assert_left (fixture, 40, 15);
  impossible = town_read (fixture, source, 0, 130);
  g_assert_cmpstr (impossible, ==, "above_capacity");

  log = town_entity (fixture, "gauge_log", gauge);
  entry = json_array_get (json_object_get (log, "entries"), 0);
  g_assert_cmpstr (town_text (entry, "what"), ==, "lower");
  g_assert_cmpint (town_int (entry, "value"), ==, 40);
  g_assert_cmpstr (town_text (entry, "note"), ==, "travaux");

  town_restart (fixture);
  assert_left (fixture, 40, 15);
  json_decref (town_expect (fixture, 200, fixture->key, "POST", restore, "{}"));
  json_decref (town_expect (fixture, 200, fixture->key, "POST", restore, "{}"));
  assert_left (fixture, 100, 75);
}

/* Without any reading, and said in the feed. */
static void
test_a_lowered_capacity_ends_by_itself (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK,
                                             "\"measure\":\"present\",\"period\":7200");
  g_autofree char *until = parvis_time_format (fixture->now + PARVIS_HOUR);
  g_autofree char *body = g_strdup_printf ("{\"capacity\":40,\"until\":\"%s\"}", until);

  g_free (town_read (fixture, source, 0, 30));
  json_decref (lower (fixture, 200, body));
  town_pass (fixture, 59 * PARVIS_MINUTE);
  assert_left (fixture, 40, 10);
  town_pass (fixture, PARVIS_MINUTE);
  assert_left (fixture, 100, 70);
}

static void
test_a_capacity_is_lowered_and_not_raised (TownFixture   *fixture,
                                           gconstpointer  data)
{
  static const char * const refused[][2] = {
    { "{\"capacity\":100}", "/capacity" },
    { "{\"capacity\":0}", "/capacity" },
    { "{\"capacity\":-4}", "/capacity" },
    { "{\"capacity\":\"40\"}", "/capacity" },
    { "{}", "/capacity" },
    { "{\"capacity\":40,\"until\":\"2026-06-17T09:00:00Z\"}", "/until" },
    { "{\"capacity\":40,\"until\":\"demain\"}", "/until" },
    { "{\"capacity\":40,\"reason\":7}", "/reason" },
    { "{\"capacity\":40,\"whole\":100}", "/whole" },
  };
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *settings = g_strdup_printf ("/gauges/%s/settings", gauge);

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(json_t) problem = lower (fixture, 422, refused[i][0]);

      g_assert_cmpstr (town_text (problem, "field"), ==, refused[i][1]);
    }

  /* A declaration below it leaves nothing to lower, and one above it does again. */
  json_decref (lower (fixture, 200, "{\"capacity\":40}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", settings, "{\"capacity\":35}"));
  assert_whole (fixture, 35, -1);
  json_decref (town_expect (fixture, 200, "operator", "POST", settings, "{\"capacity\":80}"));
  assert_whole (fixture, 40, 80);
  json_decref (town_expect (fixture, 200, "operator", "POST", settings, "{\"capacity\":null}"));
  assert_whole (fixture, -1, -1);
  json_decref (lower (fixture, 422, "{\"capacity\":20}"));
}

/* Half of the sensors are under the works: what is left is measured. */
static void
test_spaces_under_the_works_are_not_missed (TownFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *settings = g_strdup_printf ("/gauges/%s/settings", gauge);

  json_decref (town_expect (fixture, 200, "operator", "POST", settings, "{\"capacity\":6}"));
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"space\"");

      if (i < 2)
        g_free (town_read (fixture, source, 0, i));
    }

  town_assert_gauge (fixture, TOWN_PARK, "unknown", -1);
  json_decref (lower (fixture, 200, "{\"capacity\":2}"));
  town_assert_gauge (fixture, TOWN_PARK, "live", 1);
  assert_whole (fixture, 2, 6);
}

static void
test_a_lowered_capacity_moves_with_the_town (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_autoptr(json_t) file = NULL;
  g_autofree char *text = NULL;
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *restore = g_strdup_printf ("/gauges/%s/restore", gauge);

  json_decref (lower (fixture, 200, "{\"capacity\":40,\"reason\":\"travaux\"}"));
  file = town_expect (fixture, 200, "operator", "GET", "/export", NULL);
  text = json_dumps (file, JSON_COMPACT);
  json_decref (town_expect (fixture, 200, fixture->key, "POST", restore, "{}"));
  assert_whole (fixture, 100, -1);
  json_decref (town_expect (fixture, 200, "operator", "POST", "/import", "%s", text));
  assert_whole (fixture, 40, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/capacity/a-lowered-capacity-counts-everywhere",
             test_a_lowered_capacity_counts_everywhere);
  TOWN_TEST ("/capacity/a-lowered-capacity-ends-by-itself", test_a_lowered_capacity_ends_by_itself);
  TOWN_TEST ("/capacity/a-capacity-is-lowered-and-not-raised",
             test_a_capacity_is_lowered_and_not_raised);
  TOWN_TEST ("/capacity/spaces-under-the-works-are-not-missed",
             test_spaces_under_the_works_are_not_missed);
  TOWN_TEST ("/capacity/a-lowered-capacity-moves-with-the-town",
             test_a_lowered_capacity_moves_with_the_town);

  return g_test_run ();
}
