/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-readings"

#include "config.h"

#include "town-fixture.h"

#include <string.h>

#define assert_reason(fixture, source, offset, value, reason) \
  G_STMT_START { \
    g_autofree char *said = town_read (fixture, source, offset, value); \
    g_assert_cmpstr (said, ==, reason); \
  } G_STMT_END

static json_t *
get_gauge (TownFixture *fixture,
           const char  *place)
{
  g_autofree char *id = town_find (fixture, "gauge", place);

  return town_entity (fixture, "gauge", id);
}

static void
test_moves_the_figure (TownFixture   *fixture,
                       gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) gauge = NULL;
  g_autoptr(json_t) entity = NULL;

  assert_reason (fixture, source, 0, 23, "");
  gauge = get_gauge (fixture, TOWN_PARK);
  g_assert_cmpint (town_int (gauge, "free"), ==, 23);
  g_assert_cmpint (town_int (gauge, "present"), ==, 77);
  g_assert_cmpstr (town_text (gauge, "method"), ==, "sensor");
  g_assert_cmpstr (town_text (gauge, "state"), ==, "live");
  g_assert_cmpint (town_int (gauge, "sources"), ==, 1);
  g_assert_cmpint (town_int (gauge, "sources_fresh"), ==, 1);

  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "ok");
  g_assert_cmpint (town_int (entity, "last_value"), ==, 23);
}

static void
test_zero_is_a_number (TownFixture   *fixture,
                       gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) before = get_gauge (fixture, TOWN_PARK);
  g_autoptr(json_t) after = NULL;

  g_assert_null (json_object_get (before, "free"));
  g_assert_cmpstr (town_text (before, "state"), ==, "unknown");

  assert_reason (fixture, source, 0, 0, "");
  after = get_gauge (fixture, TOWN_PARK);
  g_assert_cmpint (town_int (after, "free"), ==, 0);
  g_assert_cmpstr (town_text (after, "state"), ==, "live");
}

static void
test_impossible_values_are_kept_and_not_shown (TownFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *path = g_strdup_printf ("/sources/%s/readings", source);
  g_autoptr(json_t) gauge = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autoptr(json_t) list = NULL;

  assert_reason (fixture, source, -10 * PARVIS_SECOND, 100, "");
  assert_reason (fixture, source, 0, -3, "negative");
  assert_reason (fixture, source, 0, 221, "above_capacity");
  assert_reason (fixture, source, 91 * PARVIS_SECOND, 90, "from_the_future");
  assert_reason (fixture, source, -20 * PARVIS_SECOND, 90, "out_of_order");
  town_assert_gauge (fixture, TOWN_POOL, "live", 100);

  gauge = get_gauge (fixture, TOWN_POOL);
  g_assert_cmpstr (town_text (json_object_get (gauge, "fault"), "reason"), ==,
                   "from_the_future");
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "implausible");
  g_assert_cmpint (town_int (entity, "faults"), ==, 3);

  list = town_expect (fixture, 200, fixture->key, "GET", path, NULL);
  g_assert_cmpint (json_array_size (json_object_get (list, "readings")), ==, 5);

  assert_reason (fixture, source, 0, 220, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 220);
  json_decref (gauge);
  gauge = get_gauge (fixture, TOWN_POOL);
  g_assert_null (json_object_get (gauge, "fault"));
}

static void
test_free_above_capacity_is_clamped_a_little (TownFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");

  assert_reason (fixture, source, 0, 108, "");
  town_assert_gauge (fixture, TOWN_PARK, "live", 0);
  assert_reason (fixture, source, 0, 111, "above_capacity");
  assert_reason (fixture, source, 0, -1, "negative");
  town_assert_gauge (fixture, TOWN_PARK, "live", 0);
}

static void
test_a_clock_a_little_fast_is_forgiven (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  g_autoptr(json_t) gauge = NULL;
  g_autofree char *now = parvis_time_format (fixture->now);

  assert_reason (fixture, source, 80 * PARVIS_SECOND, 50, "");
  gauge = get_gauge (fixture, TOWN_POOL);
  g_assert_cmpstr (town_text (gauge, "observed_at"), ==, now);
}

static void
test_a_second_delivery_counts_once (TownFixture   *fixture,
                                    gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *at = parvis_time_format (fixture->now - PARVIS_SECOND);
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) second = NULL;

  first = town_post (fixture, source,
                     "[{\"observed_at\":\"%s\",\"value\":1},"
                     "{\"observed_at\":\"%s\",\"value\":1}]", at, at);
  g_assert_cmpint (town_int (first, "stored"), ==, 2);
  second = town_post (fixture, source,
                      "[{\"observed_at\":\"%s\",\"value\":1},"
                      "{\"observed_at\":\"%s\",\"value\":1}]", at, at);
  g_assert_cmpint (town_int (second, "stored"), ==, 0);
  town_assert_gauge (fixture, TOWN_POOL, "live", 2);
}

static void
test_two_events_without_a_time_are_two (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");

  json_decref (town_post (fixture, source, "{\"value\":1}"));
  json_decref (town_post (fixture, source, "{\"value\":1}"));
  town_assert_gauge (fixture, TOWN_POOL, "live", 2);
}

static void
test_a_lone_zero_is_doubted (TownFixture   *fixture,
                             gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"period\":60");

  assert_reason (fixture, source, 0, 100, "");
  town_pass (fixture, PARVIS_MINUTE);
  assert_reason (fixture, source, 0, 0, "suspicious_zero");
  town_assert_gauge (fixture, TOWN_POOL, "live", 100);

  /* Back to what it was: it was a hiccup. */
  town_pass (fixture, PARVIS_MINUTE);
  assert_reason (fixture, source, 0, 101, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 101);

  /* Twice, a rhythm apart: it is true. */
  town_pass (fixture, PARVIS_MINUTE);
  assert_reason (fixture, source, 0, 0, "suspicious_zero");
  town_pass (fixture, 20 * PARVIS_SECOND);
  assert_reason (fixture, source, 0, 0, "suspicious_zero");
  town_pass (fixture, 40 * PARVIS_SECOND);
  assert_reason (fixture, source, 0, 0, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 0);
}

static void
test_a_gradual_zero_is_believed (TownFixture   *fixture,
                                 gconstpointer  data)
{
  static const int path[] = { 100, 60, 39, 0 };
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"period\":60");

  for (guint i = 0; i < G_N_ELEMENTS (path); i++)
    {
      assert_reason (fixture, source, 0, path[i], "");
      town_pass (fixture, PARVIS_MINUTE);
    }
}

static void
test_a_zero_while_closed_is_believed (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"period\":60");

  town_pass (fixture, 6 * PARVIS_HOUR - PARVIS_MINUTE);
  assert_reason (fixture, source, 0, 100, "");
  town_pass (fixture, PARVIS_MINUTE);
  assert_reason (fixture, source, 0, 0, "");
}

static void
test_a_person_settles_a_zero (TownFixture   *fixture,
                              gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"period\":60");
  g_autofree char *path = g_strdup_printf ("/sources/%s/judge", source);

  assert_reason (fixture, source, 0, 100, "");
  json_decref (town_expect (fixture, 409, fixture->key, "POST", path, "{\"accept\":true}"));

  town_pass (fixture, 30 * PARVIS_SECOND);
  assert_reason (fixture, source, 0, 0, "suspicious_zero");
  json_decref (town_expect (fixture, 200, fixture->key, "POST", path, "{\"accept\":false}"));
  town_pass (fixture, 2 * PARVIS_MINUTE);
  assert_reason (fixture, source, 0, 0, "suspicious_zero");
  town_assert_gauge (fixture, TOWN_POOL, "late", 100);

  json_decref (town_expect (fixture, 200, fixture->key, "POST", path, "{\"accept\":true}"));
  town_assert_gauge (fixture, TOWN_POOL, "live", 0);
  town_pass (fixture, 30 * PARVIS_SECOND);
  assert_reason (fixture, source, 0, 0, "");
}

static void
test_all_lots_at_zero_free_is_doubted (TownFixture   *fixture,
                                       gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK,
                                             "\"measure\":\"free\",\"period\":60");

  assert_reason (fixture, source, 0, 60, "");
  town_pass (fixture, PARVIS_MINUTE);
  assert_reason (fixture, source, 0, 0, "suspicious_zero");
  town_assert_gauge (fixture, TOWN_PARK, "live", 40);
}

static void
test_percent_and_capacity_come_from_the_feed (TownFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *percent = NULL;
  g_autofree char *lot = NULL;
  g_autoptr(json_t) gauge = NULL;

  percent = town_add_source (fixture, TOWN_POOL,
                             "\"measure\":\"free\",\"unit\":\"percent\"");
  assert_reason (fixture, percent, 0, 88, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 24);

  lot = town_add_source (fixture, TOWN_PARK,
                         "\"measure\":\"free\",\"pointer\":\"/free\","
                         "\"capacity_pointer\":\"/total\"");
  json_decref (town_post (fixture, lot, "{\"free\":149,\"total\":239}"));
  gauge = get_gauge (fixture, TOWN_PARK);
  g_assert_cmpint (town_int (gauge, "capacity"), ==, 239);
  g_assert_cmpint (town_int (gauge, "free"), ==, 149);
}

static void
post_reason (TownFixture *fixture,
             const char  *source,
             const char  *payload,
             const char  *reason)
{
  g_autoptr(json_t) answer = town_post (fixture, source, "%s", payload);
  const json_t *reading = json_array_get (json_object_get (answer, "readings"), 0);

  g_test_message ("%s", payload);
  g_assert_cmpstr (json_string_value (json_object_get (reading, "reason")), ==, reason);
}

static void
assert_capacity (TownFixture *fixture,
                 const char  *place,
                 gint64       capacity)
{
  g_autoptr(json_t) gauge = get_gauge (fixture, place);

  g_assert_cmpint (town_int (gauge, "capacity"), ==, capacity);
}

/* One more reading must not make 37 of 200 a full pool. */
static void
test_a_declared_capacity_stays (TownFixture   *fixture,
                                gconstpointer  data)
{
  g_autofree char *plain = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");

  post_reason (fixture, plain, "{\"value\":-1,\"capacity\":3}", "negative");
  assert_capacity (fixture, TOWN_POOL, 200);
  post_reason (fixture, plain, "{\"value\":2,\"capacity\":3}", NULL);
  assert_capacity (fixture, TOWN_POOL, 200);
  post_reason (fixture, plain, "{\"value\":\"37/40 persons\"}", NULL);
  assert_capacity (fixture, TOWN_POOL, 200);
  town_assert_gauge (fixture, TOWN_POOL, "live", 37);
  post_reason (fixture, plain, "{\"value\":\"12/24/26\"}", "not_a_number");
  post_reason (fixture, plain, "{\"value\":\"6/17/2026\"}", "not_a_number");
  assert_capacity (fixture, TOWN_POOL, 200);
  town_assert_gauge (fixture, TOWN_POOL, "live", 37);
}

static void
test_a_refused_reading_moves_no_capacity (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *lot = NULL;
  g_autofree char *older = parvis_time_format (fixture->now - PARVIS_MINUTE);
  g_autofree char *payload = NULL;

  lot = town_add_source (fixture, TOWN_PARK,
                         "\"measure\":\"free\",\"pointer\":\"/free\","
                         "\"capacity_pointer\":\"/total\"");
  post_reason (fixture, lot, "{\"free\":149,\"total\":239}", NULL);
  assert_capacity (fixture, TOWN_PARK, 239);
  town_pass (fixture, PARVIS_SECOND);
  post_reason (fixture, lot, "{\"free\":-1,\"total\":3}", "negative");
  assert_capacity (fixture, TOWN_PARK, 239);
  post_reason (fixture, lot, "{\"free\":30,\"total\":12}", "above_capacity");
  assert_capacity (fixture, TOWN_PARK, 239);
  payload = g_strdup_printf ("{\"observed_at\":\"%s\",\"free\":3,\"total\":12}", older);
  post_reason (fixture, lot, payload, "out_of_order");
  assert_capacity (fixture, TOWN_PARK, 239);
  post_reason (fixture, lot, "{\"free\":0,\"total\":240}", "suspicious_zero");
  assert_capacity (fixture, TOWN_PARK, 239);
  post_reason (fixture, lot, "{\"free\":150,\"total\":240}", NULL);
  assert_capacity (fixture, TOWN_PARK, 240);
}

static void
test_a_capacity_nobody_declared_comes_from_the_feed (TownFixture   *fixture,
                                                     gconstpointer  data)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", id);
  g_autofree char *plain = NULL;

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{\"capacity\":null}"));
  plain = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  post_reason (fixture, plain, "{\"value\":\"37/311 personnes présentes\"}", NULL);
  assert_capacity (fixture, TOWN_POOL, 311);
  post_reason (fixture, plain, "{\"value\":38,\"capacity\":300}", NULL);
  assert_capacity (fixture, TOWN_POOL, 300);
  post_reason (fixture, plain, "{\"value\":-1,\"capacity\":3}", "negative");
  assert_capacity (fixture, TOWN_POOL, 300);
}

static void
test_spaces_make_a_gauge (TownFixture   *fixture,
                          gconstpointer  data)
{
  g_autofree char *sources[3] = { NULL, };
  g_autofree char *id = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", id);
  g_autoptr(json_t) gauge = NULL;

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{\"capacity\":3}"));
  for (guint i = 0; i < 3; i++)
    {
      sources[i] = town_add_source (fixture, TOWN_PARK,
                                    "\"measure\":\"space\",\"period\":3600");
    }

  json_decref (town_post (fixture, sources[0], "{\"value\":true}"));
  json_decref (town_post (fixture, sources[1], "{\"value\":false}"));
  gauge = get_gauge (fixture, TOWN_PARK);
  g_assert_cmpstr (town_text (gauge, "method"), ==, "spaces");
  g_assert_cmpint (town_int (gauge, "present"), ==, 1);
  g_assert_cmpint (town_int (gauge, "sources"), ==, 3);
  g_assert_cmpint (town_int (gauge, "sources_fresh"), ==, 2);

  json_decref (town_post (fixture, sources[2], "{\"value\":true}"));
  town_assert_gauge (fixture, TOWN_PARK, "live", 2);

  /* With most of them silent nobody knows any more. */
  town_pass (fixture, 5 * PARVIS_HOUR);
  json_decref (town_post (fixture, sources[0], "{\"value\":false}"));
  town_pass (fixture, 2 * PARVIS_HOUR);
  town_assert_gauge (fixture, TOWN_PARK, "stale", 1);
  for (guint i = 0; i < 3; i++)
    g_clear_pointer (&sources[i], g_free);
}

static void
test_a_paused_source_is_kept_and_not_shown (TownFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *path = g_strdup_printf ("/sources/%s/pause", source);
  g_autoptr(json_t) entity = NULL;

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{\"paused\":true}"));
  assert_reason (fixture, source, 0, 50, "paused");
  town_assert_gauge (fixture, TOWN_POOL, "unknown", -1);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "paused");

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{\"paused\":false}"));
  assert_reason (fixture, source, 0, 51, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 51);
}

static void
test_one_value_all_day_is_flagged (TownFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK,
                                             "\"measure\":\"free\",\"period\":600");
  g_autoptr(json_t) entity = NULL;

  for (int i = 0; i < 12 * 6; i++)
    {
      assert_reason (fixture, source, 0, 37, "");
      town_pass (fixture, 10 * PARVIS_MINUTE);
    }

  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "ok");
  assert_reason (fixture, source, 0, 37, "");
  json_decref (entity);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "stuck");
  town_assert_gauge (fixture, TOWN_PARK, "live", 63);

  assert_reason (fixture, source, PARVIS_SECOND, 36, "");
  json_decref (entity);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "ok");
}

static void
test_one_value_all_opening_is_flagged_at_closing (TownFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"period\":600");
  g_autoptr(json_t) entity = NULL;

  for (int i = 0; i < 6 * 6 + 2; i++)
    {
      assert_reason (fixture, source, 0, 37, "");
      town_pass (fixture, 10 * PARVIS_MINUTE);
    }

  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "ok");

  /* A whole night of the same value says nothing; a whole day did. */
  town_pass (fixture, 12 * PARVIS_HOUR);
  for (int i = 0; i < 40; i++)
    {
      assert_reason (fixture, source, 0, 37, "");
      town_pass (fixture, 10 * PARVIS_MINUTE);
    }
  json_decref (entity);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "stuck");
}

static void
test_radio_and_battery_are_kept (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autofree char *source = NULL;
  g_autoptr(json_t) answer = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autofree char *at = parvis_time_format (fixture->now);

  source = town_add_source (fixture, TOWN_PARK,
                            "\"format\":\"chirpstack-v4\",\"measure\":\"occupied\","
                            "\"pointer\":\"/occupied\"");
  answer = town_post (fixture, source,
                      "{\"deduplicationId\":\"6e1a7a9a-0f55-4b3b-9d4f-6f24c1f6a001\","
                      "\"time\":\"%s\",\"fCnt\":7,\"object\":{\"occupied\":40,\"battery\":71},"
                      "\"deviceInfo\":{\"devEui\":\"0102030405060708\"},"
                      "\"rxInfo\":[{\"rssi\":-101,\"snr\":4.5}]}", at);
  g_assert_cmpint (town_int (answer, "shown"), ==, 1);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpint (town_int (entity, "rssi"), ==, -101);
  g_assert_cmpint (town_int (entity, "battery"), ==, 71);
  town_assert_gauge (fixture, TOWN_PARK, "live", 40);
}

static void
test_what_cannot_be_read_is_refused (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) unknown = NULL;
  g_autoptr(json_t) text = NULL;

  json_decref (town_post (fixture, source, "{\"value\":"));
  g_assert_cmpint (fixture->status, ==, 400);
  json_decref (town_post (fixture, source, "3"));
  g_assert_true (fixture->status == 400 || fixture->status == 422);

  text = town_post (fixture, source, "{\"value\":\"beaucoup\"}");
  g_assert_cmpint (fixture->status, ==, 200);
  g_assert_cmpint (town_int (text, "stored"), ==, 1);
  g_assert_cmpint (town_int (text, "shown"), ==, 0);
  town_assert_gauge (fixture, TOWN_PARK, "unknown", -1);
}

static void
test_everything_is_there_after_a_restart (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;

  assert_reason (fixture, source, 0, 23, "");
  before = town_entity (fixture, "gauge", gauge);
  town_restart (fixture);
  after = town_entity (fixture, "gauge", gauge);
  g_assert_true (json_equal (before, after));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/check", "{}"));
}

static int
read_left (TownFixture *fixture,
           const char  *name)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_PARK);
  g_autoptr(json_t) gauge = town_entity (fixture, "gauge", id);
  const json_t *left = json_object_get (json_object_get (gauge, "reserved_free"), name);

  return left == NULL ? -1 : (int) json_integer_value (left);
}

static void
test_reserved_places_that_are_left_are_told (TownFixture   *fixture,
                                             gconstpointer  data)
{
  static const char space[] = "\"measure\":\"space\",\"period\":3600";
  static const char pmr[] = "\"measure\":\"space\",\"period\":3600,\"reserved\":\"pmr\"";
  g_autofree char *id = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", id);
  g_autofree char *plain = town_add_source (fixture, TOWN_PARK, space);
  g_autofree char *first = town_add_source (fixture, TOWN_PARK, pmr);
  g_autofree char *second = town_add_source (fixture, TOWN_PARK, pmr);

  json_decref (town_ask (fixture, "operator", "POST", path,
                         "{\"capacity\":4,\"reserved\":{\"pmr\":2,\"charging\":1}}"));
  g_assert_cmpint (fixture->status, ==, 200);

  /* As long as one of them was never heard, nobody knows how many are left. */
  g_free (town_read (fixture, plain, 0, 0));
  g_free (town_read (fixture, first, 0, 0));
  g_assert_cmpint (read_left (fixture, "pmr"), ==, -1);
  g_free (town_read (fixture, second, 0, 1));
  g_assert_cmpint (read_left (fixture, "pmr"), ==, 1);
  g_assert_cmpint (read_left (fixture, "charging"), ==, -1);
  town_pass (fixture, PARVIS_HOUR);
  g_free (town_read (fixture, plain, 0, 0));
  g_free (town_read (fixture, first, 0, 1));
  g_assert_cmpint (read_left (fixture, "pmr"), ==, 0);

  /* The other falls silent, and the car park is still believed. */
  for (int hour = 0; hour < 6; hour++)
    {
      town_pass (fixture, PARVIS_HOUR);
      g_free (town_read (fixture, plain, 0, 0));
      g_free (town_read (fixture, first, 0, 0));
    }
  town_tick (fixture);
  g_assert_cmpint (read_left (fixture, "pmr"), ==, -1);
  town_assert_gauge (fixture, TOWN_PARK, "live", 0);
  g_free (town_read (fixture, second, 0, 1));
  town_assert_gauge (fixture, TOWN_PARK, "live", 1);
  g_assert_cmpint (read_left (fixture, "pmr"), ==, 1);

  /* More are declared than are measured. */
  json_decref (town_ask (fixture, "operator", "POST", path, "{\"reserved\":{\"pmr\":4}}"));
  g_free (town_read (fixture, second, 1, 0));
  g_assert_cmpint (read_left (fixture, "pmr"), ==, -1);
}

static void
test_only_a_space_is_reserved (TownFixture   *fixture,
                               gconstpointer  data)
{
  g_autoptr(json_t) problem = NULL;

  problem = town_ask (fixture, "operator", "POST", "/sources",
                      "{\"gauge\":\"%s\",\"measure\":\"free\",\"reserved\":\"pmr\"}",
                      TOWN_PARK);
  g_assert_cmpuint (fixture->status, ==, 422);
  g_assert_cmpstr (town_text (problem, "field"), ==, "/reserved");
}

static void
assert_trend (TownFixture *fixture,
              const char  *trend)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autoptr(json_t) gauge = town_entity (fixture, "gauge", id);

  g_assert_cmpstr (json_string_value (json_object_get (gauge, "trend")), ==, trend);
}

/* Every five minutes, as a sensor does. */
static void
read_on (TownFixture *fixture,
         const char  *source,
         double       from,
         double       step,
         int          n)
{
  for (int i = 0; i < n; i++)
    {
      town_pass (fixture, 5 * PARVIS_MINUTE);
      g_free (town_read (fixture, source, 0, from + i * step));
    }
}

static void
test_a_gauge_tells_where_it_is_going (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"period\":300");

  read_on (fixture, source, 40, 0, 3);
  assert_trend (fixture, NULL);
  read_on (fixture, source, 40, 0, 5);
  assert_trend (fixture, "steady");
  read_on (fixture, source, 43, 3, 8);
  assert_trend (fixture, "filling");
  read_on (fixture, source, 60, -3, 10);
  assert_trend (fixture, "emptying");

  /* Not live any more, and nobody said a word. */
  town_pass (fixture, PARVIS_HOUR);
  town_tick (fixture);
  assert_trend (fixture, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/readings/moves-the-figure", test_moves_the_figure);
  TOWN_TEST ("/readings/zero-is-a-number", test_zero_is_a_number);
  TOWN_TEST ("/readings/impossible-values-are-kept-and-not-shown",
             test_impossible_values_are_kept_and_not_shown);
  TOWN_TEST ("/readings/free-above-capacity-is-clamped-a-little",
             test_free_above_capacity_is_clamped_a_little);
  TOWN_TEST ("/readings/a-clock-a-little-fast-is-forgiven",
             test_a_clock_a_little_fast_is_forgiven);
  TOWN_TEST ("/readings/a-second-delivery-counts-once", test_a_second_delivery_counts_once);
  TOWN_TEST ("/readings/two-events-without-a-time-are-two",
             test_two_events_without_a_time_are_two);
  TOWN_TEST ("/readings/a-lone-zero-is-doubted", test_a_lone_zero_is_doubted);
  TOWN_TEST ("/readings/a-gradual-zero-is-believed", test_a_gradual_zero_is_believed);
  TOWN_TEST ("/readings/a-zero-while-closed-is-believed",
             test_a_zero_while_closed_is_believed);
  TOWN_TEST ("/readings/a-person-settles-a-zero", test_a_person_settles_a_zero);
  TOWN_TEST ("/readings/all-lots-at-zero-free-is-doubted",
             test_all_lots_at_zero_free_is_doubted);
  TOWN_TEST ("/readings/percent-and-capacity-come-from-the-feed",
             test_percent_and_capacity_come_from_the_feed);
  TOWN_TEST ("/readings/a-declared-capacity-stays", test_a_declared_capacity_stays);
  TOWN_TEST ("/readings/a-refused-reading-moves-no-capacity",
             test_a_refused_reading_moves_no_capacity);
  TOWN_TEST ("/readings/a-capacity-nobody-declared-comes-from-the-feed",
             test_a_capacity_nobody_declared_comes_from_the_feed);
  TOWN_TEST ("/readings/spaces-make-a-gauge", test_spaces_make_a_gauge);
  TOWN_TEST ("/readings/reserved-places-that-are-left-are-told",
             test_reserved_places_that_are_left_are_told);
  TOWN_TEST ("/readings/only-a-space-is-reserved", test_only_a_space_is_reserved);
  TOWN_TEST ("/readings/a-gauge-tells-where-it-is-going", test_a_gauge_tells_where_it_is_going);
  TOWN_TEST ("/readings/a-paused-source-is-kept-and-not-shown",
             test_a_paused_source_is_kept_and_not_shown);
  TOWN_TEST ("/readings/one-value-all-day-is-flagged", test_one_value_all_day_is_flagged);
  TOWN_TEST ("/readings/one-value-all-opening-is-flagged-at-closing",
             test_one_value_all_opening_is_flagged_at_closing);
  TOWN_TEST ("/readings/radio-and-battery-are-kept", test_radio_and_battery_are_kept);
  TOWN_TEST ("/readings/what-cannot-be-read-is-refused", test_what_cannot_be_read_is_refused);
  TOWN_TEST ("/readings/everything-is-there-after-a-restart",
             test_everything_is_there_after_a_restart);

  return g_test_run ();
}
