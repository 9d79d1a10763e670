/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sources"

#include "config.h"

#include "town-fixture.h"

#include <string.h>

static json_t *
ask_readings (TownFixture *fixture,
              const char  *source)
{
  g_autofree char *path = g_strdup_printf ("/sources/%s/readings?limit=100", source);
  g_autoptr(json_t) answer = town_expect (fixture, 200, fixture->key, "GET", path, NULL);

  return json_incref (json_object_get (answer, "readings"));
}

static void
test_the_last_messages_are_kept_as_they_came (TownFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) readings = NULL;

  for (int i = 0; i < 12; i++)
    {
      json_decref (town_post (fixture, source, "{\"value\":%d,\"temperature\":21.5}", 20 + i));
      town_pass (fixture, PARVIS_MINUTE);
    }

  readings = ask_readings (fixture, source);
  g_assert_cmpint (json_array_size (readings), ==, 12);
  for (gsize i = 0; i < 12; i++)
    {
      const char *raw = json_string_value (json_object_get (json_array_get (readings, i), "raw"));
      g_autofree char *number = g_strdup_printf ("%d", 31 - (int) i);

      g_assert_true ((raw != NULL) == (i < 10));
      if (raw == NULL)
        continue;
      g_assert_nonnull (strstr (raw, number));
      g_assert_nonnull (strstr (raw, "\"temperature\":21.5"));
    }
}

static void
test_a_message_with_many_readings_is_kept_once (TownFixture   *fixture,
                                                gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) readings = NULL;
  guint kept = 0;

  json_decref (town_post (fixture, source, "{\"value\":20}"));
  for (int i = 0; i < 4; i++)
    {
      town_pass (fixture, PARVIS_MINUTE);
      json_decref (town_post (fixture, source, "[{\"value\":%d},{\"value\":22},{\"value\":23}]",
                              30 + i));
    }

  readings = ask_readings (fixture, source);
  g_assert_cmpint (json_array_size (readings), ==, 13);
  for (gsize i = 0; i < 13; i++)
    {
      json_t *reading = json_array_get (readings, i);

      g_assert_true ((json_object_get (reading, "raw") != NULL) == (i < 10 && i % 3 == 0));
      kept += json_object_get (reading, "raw") != NULL;
    }
  g_assert_cmpuint (kept, ==, 4);
}

static void
test_a_long_message_is_cut_between_characters (TownFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(GString) long_text = g_string_new (NULL);
  g_autoptr(json_t) readings = NULL;
  const char *raw;

  for (int i = 0; i < 3000; i++)
    g_string_append (long_text, "é");
  json_decref (town_post (fixture, source, "{\"value\":1,\"note\":\"%s\"}", long_text->str));
  readings = ask_readings (fixture, source);
  raw = json_string_value (json_object_get (json_array_get (readings, 0), "raw"));
  g_assert_cmpuint (strlen (raw), <=, 4096 + strlen ("…"));
  g_assert_cmpuint (strlen (raw), >, 4000);
  g_assert_true (g_str_has_suffix (raw, "é…"));
  g_assert_true (g_utf8_validate (raw, -1, NULL));
}

static void
test_a_source_is_told_later_where_its_value_stands (TownFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"pointer\":\"/nowhere\"");
  g_autofree char *other = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/sources/%s/settings", source);
  g_autoptr(json_t) moved = NULL;
  g_autoptr(json_t) none = NULL;
  g_autoptr(json_t) set = NULL;
  g_autoptr(json_t) wrong = NULL;
  g_autoptr(json_t) some = NULL;

  none = town_post (fixture, source, "{\"people\":{\"count\":12}}");
  g_assert_cmpint (town_int (none, "shown"), ==, 0);
  town_assert_gauge (fixture, TOWN_POOL, "unknown", -1);

  wrong = town_expect (fixture, 422, "operator", "POST", path, "{\"pointer\":\"people\"}");
  g_assert_cmpstr (town_text (wrong, "field"), ==, "/pointer");

  /* The place cannot be another, and what is not named stays. */
  moved = town_expect (fixture, 422, "operator", "POST", path,
                       "{\"pointer\":\"/people/count\",\"gauge\":\"%s\"}", other);
  g_assert_cmpstr (town_text (moved, "field"), ==, "/gauge");
  set = town_expect (fixture, 200, "operator", "POST", path, "{\"pointer\":\"/people/count\"}");
  g_assert_cmpstr (town_text (set, "measure"), ==, "present");
  town_pass (fixture, PARVIS_MINUTE);
  some = town_post (fixture, source, "{\"people\":{\"count\":12}}");
  g_assert_cmpint (town_int (some, "shown"), ==, 1);
  town_assert_gauge (fixture, TOWN_POOL, "live", 12);
}

static json_t *
ask_report (TownFixture *fixture,
            const char  *source,
            int          days)
{
  g_autofree char *path = g_strdup_printf ("/sources/%s/report?days=%d", source, days);

  return town_expect (fixture, 200, fixture->key, "GET", path, NULL);
}

static void
test_a_report_tells_silences_and_recounts (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK,
                                             "\"measure\":\"free\",\"period\":60");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *recount = g_strdup_printf ("/gauges/%s/recount", gauge);
  g_autoptr(json_t) empty = ask_report (fixture, source, 30);
  g_autoptr(json_t) report = NULL;
  g_autoptr(json_t) day = NULL;
  json_t *silences;
  json_t *gap;

  g_assert_cmpint (json_array_size (json_object_get (empty, "values")), ==, 48);
  g_assert_cmpint (json_array_size (json_object_get (empty, "silences")), ==, 0);

  json_decref (town_post (fixture, source, "{\"value\":20}"));
  town_pass (fixture, 2 * PARVIS_DAY);
  json_decref (town_post (fixture, source, "{\"value\":30}"));
  town_pass (fixture, PARVIS_MINUTE);
  json_decref (town_post (fixture, source, "{\"value\":34}"));
  json_decref (town_expect (fixture, 200, fixture->key, "POST", recount, "{\"value\":70}"));
  town_pass (fixture, 2 * PARVIS_HOUR - 2 * PARVIS_MINUTE);

  report = ask_report (fixture, source, 30);
  silences = json_object_get (report, "silences");
  g_assert_cmpint (json_array_size (silences), ==, 2);
  g_assert_null (json_object_get (json_array_get (silences, 0), "until"));
  g_assert_nonnull (json_object_get (json_array_get (silences, 1), "until"));
  gap = json_array_get (json_object_get (report, "recounts"), 0);
  g_assert_cmpint (town_int (gap, "value"), ==, 70);
  g_assert_cmpint (town_int (gap, "gap"), ==, 4);

  /* Both came in one half hour, not two hours ago: their mean. */
  g_assert_cmpint (json_array_size (json_object_get (report, "values")), ==, 48);
  g_assert_cmpfloat (json_real_value (json_array_get (json_object_get (report, "values"), 44)), ==,
                     32);
  g_assert_true (json_is_null (json_array_get (json_object_get (report, "values"), 40)));
  day = ask_report (fixture, source, 1);
  g_assert_cmpint (json_array_size (json_object_get (day, "silences")), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/sources/the-last-messages-are-kept-as-they-came",
             test_the_last_messages_are_kept_as_they_came);
  TOWN_TEST ("/sources/a-message-with-many-readings-is-kept-once",
             test_a_message_with_many_readings_is_kept_once);
  TOWN_TEST ("/sources/a-long-message-is-cut-between-characters",
             test_a_long_message_is_cut_between_characters);
  TOWN_TEST ("/sources/a-source-is-told-later-where-its-value-stands",
             test_a_source_is_told_later_where_its_value_stands);
  TOWN_TEST ("/sources/a-report-tells-silences-and-recounts",
             test_a_report_tells_silences_and_recounts);

  return g_test_run ();
}
