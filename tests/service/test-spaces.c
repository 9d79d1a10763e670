/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-spaces"

#include "config.h"

#include "town-fixture.h"

#define N 10

/* Ten sensors that say something every hour; the car park has @capacity places. */
typedef struct
{
  TownFixture *town;
  char        *gauge;
  char        *sources[N];
} Lot;

static void
set_capacity (Lot        *lot,
              const char *capacity)
{
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", lot->gauge);

  json_decref (town_expect (lot->town, 200, "operator", "POST", path, "{\"capacity\":%s}",
                            capacity));
}

static void
lot_init (Lot         *lot,
          TownFixture *town,
          const char  *capacity)
{
  lot->town = town;
  lot->gauge = town_find (town, "gauge", TOWN_PARK);
  set_capacity (lot, capacity);
  for (int i = 0; i < N; i++)
    lot->sources[i] = town_add_source (town, TOWN_PARK, "\"measure\":\"space\",\"period\":3600");
}

static void
lot_clear (Lot *lot)
{
  g_free (lot->gauge);
  for (int i = 0; i < N; i++)
    g_free (lot->sources[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lot, lot_clear)

/* The first @n say so. */
static void
say (Lot *lot,
     int  n,
     int  taken)
{
  for (int i = 0; i < n; i++)
    g_free (town_read (lot->town, lot->sources[i], 0, taken));
}

/* @n sensors go on saying the same for @hours. */
static void
go_on (Lot *lot,
       int  hours,
       int  n,
       int  taken)
{
  for (int hour = 0; hour < hours; hour++)
    {
      town_pass (lot->town, PARVIS_HOUR);
      say (lot, n, taken);
    }
}

static void
assert_free (Lot        *lot,
             const char *state,
             gint64      free_places,
             gint64      measured)
{
  g_autoptr(json_t) gauge = town_entity (lot->town, "gauge", lot->gauge);

  g_assert_cmpstr (town_text (gauge, "state"), ==, state);
  g_assert_cmpint (town_int (gauge, "free"), ==, free_places);
  g_assert_cmpint (town_int (gauge, "measured"), ==, measured);
}

static void
assert_unknown (Lot *lot)
{
  g_autoptr(json_t) gauge = town_entity (lot->town, "gauge", lot->gauge);

  g_assert_cmpstr (town_text (gauge, "state"), ==, "unknown");
  g_assert_null (json_object_get (gauge, "free"));
  g_assert_null (json_object_get (gauge, "present"));
}

static void
ask_gauge (Lot        *lot,
           int         status,
           const char *what,
           const char *body,
           const char *field)
{
  g_autofree char *path = g_strdup_printf ("/gauges/%s/%s", lot->gauge, what);
  g_autoptr(json_t) answer = town_expect (lot->town, status, lot->town->key, "POST", path, "%s",
                                          body);

  g_assert_cmpstr (json_string_value (json_object_get (answer, "field")), ==, field);
}

static void
test_one_that_was_never_heard_is_not_free (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_auto(Lot) lot = { NULL, };
  g_autoptr(json_t) rollup = NULL;

  lot_init (&lot, fixture, "10");
  say (&lot, 4, 1);
  assert_unknown (&lot);
  say (&lot, 5, 1);
  assert_free (&lot, "live", 0, 5);
  g_free (town_read (fixture, lot.sources[5], 0, 0));
  assert_free (&lot, "live", 1, 6);

  rollup = town_entity (fixture, "rollup", "00001");
  g_assert_cmpint (town_int (rollup, "free"), ==, 1);
  g_assert_cmpint (town_int (rollup, "capacity"), ==, 6);
  g_assert_cmpint (town_int (rollup, "sources"), ==, 10);
  g_assert_cmpint (town_int (rollup, "sources_fresh"), ==, 6);
}

static void
test_a_few_sensors_are_no_car_park (TownFixture   *fixture,
                                    gconstpointer  data)
{
  g_auto(Lot) lot = { NULL, };

  lot_init (&lot, fixture, "100");
  say (&lot, N, 0);
  assert_unknown (&lot);

  /* What a person counted is not thrown away by them either. */
  ask_gauge (&lot, 200, "recount", "{\"value\":60}", NULL);
  town_pass (fixture, PARVIS_MINUTE);
  say (&lot, N, 1);
  town_assert_gauge (fixture, TOWN_PARK, "hand", 60);

  set_capacity (&lot, "20");
  town_pass (fixture, PARVIS_MINUTE);
  say (&lot, N, 0);
  assert_free (&lot, "live", 10, 10);
  set_capacity (&lot, "21");
  assert_free (&lot, "stale", 10, 10);
}

static void
test_one_that_falls_silent_drops_out (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_auto(Lot) lot = { NULL, };
  g_autoptr(json_t) gauge = NULL;

  lot_init (&lot, fixture, "10");
  say (&lot, N, 0);
  assert_free (&lot, "live", 10, 10);

  /* Six hours are six times their rhythm. */
  go_on (&lot, 6, 5, 1);
  assert_free (&lot, "live", 5, 10);
  town_pass (fixture, PARVIS_MINUTE);
  assert_free (&lot, "live", 0, 5);

  /* Of the five one more falls silent: the last sum stands, with its hour. */
  go_on (&lot, 6, 4, 0);
  town_pass (fixture, PARVIS_MINUTE);
  assert_free (&lot, "stale", 4, 5);
  gauge = town_entity (fixture, "gauge", lot.gauge);
  g_assert_nonnull (json_object_get (gauge, "broken_since"));
  g_assert_cmpint (town_int (gauge, "sources_fresh"), ==, 4);

  say (&lot, N, 0);
  assert_free (&lot, "live", 10, 10);
}

static void
test_a_silent_one_is_still_out_after_a_restart (TownFixture   *fixture,
                                                gconstpointer  data)
{
  g_auto(Lot) lot = { NULL, };

  lot_init (&lot, fixture, "null");
  say (&lot, 7, 0);
  assert_free (&lot, "live", 7, 7);
  town_restart (fixture);
  assert_free (&lot, "live", 7, 7);
  town_pass (fixture, PARVIS_MINUTE);
  say (&lot, 1, 1);
  assert_free (&lot, "live", 6, 7);
}

static void
test_a_part_is_recounted_and_not_added_to (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_auto(Lot) lot = { NULL, };

  lot_init (&lot, fixture, "12");
  say (&lot, N, 1);
  ask_gauge (&lot, 422, "count", "{\"delta\":1}", "/delta");
  assert_free (&lot, "live", 0, 10);

  ask_gauge (&lot, 200, "recount", "{\"value\":11}", NULL);
  town_assert_gauge (fixture, TOWN_PARK, "hand", 11);
  ask_gauge (&lot, 200, "count", "{\"delta\":1}", NULL);
  town_assert_gauge (fixture, TOWN_PARK, "hand", 12);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/spaces/one-that-was-never-heard-is-not-free",
             test_one_that_was_never_heard_is_not_free);
  TOWN_TEST ("/spaces/a-few-sensors-are-no-car-park", test_a_few_sensors_are_no_car_park);
  TOWN_TEST ("/spaces/one-that-falls-silent-drops-out", test_one_that_falls_silent_drops_out);
  TOWN_TEST ("/spaces/a-silent-one-is-still-out-after-a-restart",
             test_a_silent_one_is_still_out_after_a_restart);
  TOWN_TEST ("/spaces/a-part-is-recounted-and-not-added-to",
             test_a_part_is_recounted_and_not_added_to);

  return g_test_run ();
}
