/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-places"

#include "config.h"

#include "town-fixture.h"

#include <string.h>

static json_t *
get_place (TownFixture *fixture,
           const char  *place)
{
  g_autofree char *id = town_find (fixture, "facility", place);

  return town_entity (fixture, "facility", id);
}

static json_t *
import_places (TownFixture *fixture,
               int          status,
               const char  *properties,
               const char  *position)
{
  return town_expect (fixture, status, "operator", "POST", "/facilities",
                      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                      "\"geometry\":{\"type\":\"Point\",\"coordinates\":%s},"
                      "\"properties\":{%s}}]}", position, properties);
}

static void
test_a_pool_and_its_car_park_are_linked (TownFixture   *fixture,
                                         gconstpointer  data)
{
  g_autoptr(json_t) pool = get_place (fixture, TOWN_POOL);
  g_autoptr(json_t) park = get_place (fixture, TOWN_PARK);

  g_assert_cmpstr (town_text (pool, "linked"), ==, town_text (park, "id"));
  g_assert_cmpstr (town_text (park, "linked"), ==, town_text (pool, "id"));
  g_assert_cmpstr (town_text (pool, "kind"), ==, "pool");
  g_assert_cmpstr (town_text (park, "kind"), ==, "car_park");
  g_assert_cmpstr (town_text (park, "neighbourhood"), !=, "");
}

static void
test_the_same_file_again_changes_nothing (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autoptr(json_t) before = get_place (fixture, TOWN_POOL);
  g_autoptr(json_t) after = NULL;
  g_autoptr(json_t) answer = NULL;

  answer = import_places (fixture, 200,
                          "\"id\":\"piscine\",\"name\":\"Piscine des Bains\","
                          "\"kind\":\"piscine\",\"capacity\":210", "[0.5,47.5]");
  g_assert_cmpint (town_int (answer, "created"), ==, 0);
  g_assert_cmpint (town_int (answer, "updated"), ==, 1);
  after = get_place (fixture, TOWN_POOL);
  g_assert_cmpstr (town_text (before, "id"), ==, town_text (after, "id"));
  g_assert_true (json_equal (json_object_get (before, "gauges"),
                             json_object_get (after, "gauges")));
  g_assert_cmpstr (town_text (after, "name"), ==, "Piscine des Bains");
}

static void
test_french_kinds_are_understood (TownFixture   *fixture,
                                  gconstpointer  data)
{
  static const char * const words[][2] = {
    { "Médiathèque", "library" }, { "mairie", "town_hall" }, { "gymnase", "sports_hall" },
    { "Salle des fêtes", "hall" }, { "crèche", "nursery" }, { "boulangerie", "shop" },
    { "marché", "market" }, { "car_park", "car_park" }, { "igloo", "other" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *properties = NULL;
      g_autoptr(json_t) answer = NULL;
      g_autoptr(json_t) place = NULL;

      properties = g_strdup_printf ("\"id\":\"essai\",\"name\":\"Essai\",\"kind\":\"%s\"",
                                    words[i][0]);
      answer = import_places (fixture, 200, properties, "[0.5,47.5]");
      g_assert_cmpint (json_array_size (json_object_get (answer, "warnings")), ==,
                       strcmp (words[i][0], "igloo") == 0 ? 1 : 0);
      place = get_place (fixture, "essai");
      g_assert_cmpstr (town_text (place, "kind"), ==, words[i][1]);
    }
}

static void
test_a_wrong_place_is_pointed_at (TownFixture   *fixture,
                                  gconstpointer  data)
{
  g_autoptr(json_t) nameless = import_places (fixture, 422, "\"id\":\"x\"", "[0.5,47.5]");
  g_autoptr(json_t) negative = NULL;
  g_autoptr(json_t) nowhere = NULL;

  g_assert_nonnull (strstr (town_text (nameless, "field"), "/features/0/"));
  negative = import_places (fixture, 422, "\"name\":\"X\",\"capacity\":-4", "[0.5,47.5]");
  g_assert_nonnull (strstr (town_text (negative, "field"), "/capacity"));
  nowhere = import_places (fixture, 422, "\"name\":\"X\"", "[200,47.5]");
  g_assert_nonnull (strstr (town_text (nowhere, "detail"), "features 1"));
  json_decref (town_expect (fixture, 422, "operator", "POST", "/facilities", "{\"a\":1}"));
}

static void
test_hours_that_nobody_understands_close_nothing (TownFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autoptr(json_t) answer = NULL;
  g_autoptr(json_t) place = NULL;

  answer = import_places (fixture, 200,
                          "\"id\":\"piscine\",\"name\":\"Piscine\",\"kind\":\"piscine\","
                          "\"capacity\":200,\"opening_hours\":\"selon la météo, quoi\"",
                          "[0.5,47.5]");
  g_assert_cmpint (json_array_size (json_object_get (answer, "warnings")), ==, 1);
  place = get_place (fixture, TOWN_POOL);
  g_assert_cmpstr (town_text (place, "opening_hours"), ==, "selon la météo, quoi");
  town_pass (fixture, 10 * PARVIS_HOUR);
  town_assert_gauge (fixture, TOWN_POOL, "unknown", -1);
}

static void
test_a_crooked_neighbourhood_is_refused (TownFixture   *fixture,
                                         gconstpointer  data)
{
  json_decref (town_expect (fixture, 422, "operator", "POST", "/neighbourhoods",
                            "{\"features\":[{\"properties\":{\"name\":\"X\"},\"geometry\":"
                            "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1]]]}}]}"));
  json_decref (town_expect (fixture, 422, "operator", "POST", "/neighbourhoods",
                            "{\"features\":[{\"properties\":{\"name\":\"X\"},\"geometry\":"
                            "{\"type\":\"Point\",\"coordinates\":[0,0]}}]}"));
}

static void
test_a_gauge_belongs_to_what_contains_it (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autoptr(json_t) before = get_place (fixture, TOWN_PARK);
  g_autoptr(json_t) after = NULL;
  g_autoptr(json_t) rollup = NULL;
  const char *old = town_text (before, "neighbourhood");

  json_decref (town_expect (fixture, 200, "operator", "POST", "/neighbourhoods",
                            "{\"features\":[{\"properties\":{\"id\":\"gare\",\"name\":\"Gare\"},"
                            "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                            "[[[0.505,47.505],[0.52,47.505],[0.52,47.52],[0.505,47.52],"
                            "[0.505,47.505]]]}},"
                            "{\"properties\":{\"id\":\"bourg\",\"name\":\"Bourg\"},"
                            "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                            "[[[0.49,47.49],[0.503,47.49],[0.503,47.503],[0.49,47.503],"
                            "[0.49,47.49]]]}}]}"));
  after = get_place (fixture, TOWN_PARK);
  g_assert_cmpstr (town_text (after, "neighbourhood"), !=, old);
  rollup = town_entity (fixture, "rollup", town_text (after, "neighbourhood"));
  g_assert_cmpint (town_int (rollup, "gauges"), ==, 1);
  g_assert_null (town_entity (fixture, "rollup", old));
}

static void
test_rollups_leave_out_what_is_not_known (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) rollup = NULL;

  json_decref (import_places (fixture, 200,
                              "\"id\":\"gare\",\"name\":\"Gare\",\"kind\":\"parking\","
                              "\"capacity\":50", "[0.52,47.5]"));
  json_decref (town_post (fixture, source, "{\"value\":30}"));
  rollup = town_entity (fixture, "rollup", "00001");
  g_assert_cmpint (town_int (rollup, "free"), ==, 30);
  g_assert_cmpint (town_int (rollup, "capacity"), ==, 100);
  g_assert_cmpint (town_int (rollup, "gauges"), ==, 2);
  g_assert_cmpint (town_int (rollup, "fresh"), ==, 1);

  town_pass (fixture, PARVIS_HOUR);
  json_decref (rollup);
  rollup = town_entity (fixture, "rollup", "00001");
  g_assert_cmpint (town_int (rollup, "fresh"), ==, 0);
  g_assert_cmpint (town_int (rollup, "sources_fresh"), ==, 0);
  /* Nobody knows how many are left; none is another answer. */
  g_assert_null (json_object_get (rollup, "free"));
}

static void
test_closed_is_not_full (TownFixture   *fixture,
                         gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *id = town_find (fixture, "facility", TOWN_PARK);
  g_autofree char *close = g_strdup_printf ("/facilities/%s/close", id);
  g_autofree char *reopen = g_strdup_printf ("/facilities/%s/reopen", id);
  g_autofree char *until = parvis_time_format (fixture->now + PARVIS_HOUR);
  g_autoptr(json_t) answer = NULL;
  g_autoptr(json_t) rollup = NULL;
  g_autoptr(json_t) place = NULL;

  json_decref (town_post (fixture, source, "{\"value\":0}"));
  answer = town_expect (fixture, 200, fixture->key, "POST", close,
                        "{\"reason\":\"brocante\",\"until\":\"%s\"}", until);
  g_assert_cmpstr (town_text (json_object_get (answer, "closure"), "reason"), ==, "brocante");
  town_assert_gauge (fixture, TOWN_PARK, "closed", 100);
  rollup = town_entity (fixture, "rollup", "00001");
  g_assert_cmpint (town_int (rollup, "closed"), ==, 1);
  g_assert_cmpint (town_int (rollup, "capacity"), ==, 0);

  town_pass (fixture, PARVIS_HOUR);
  town_assert_gauge (fixture, TOWN_PARK, "stale", 100);
  place = get_place (fixture, TOWN_PARK);
  g_assert_null (json_object_get (place, "closure"));

  json_decref (town_expect (fixture, 200, fixture->key, "POST", close, "{\"reason\":\"\"}"));
  town_assert_gauge (fixture, TOWN_PARK, "closed", 100);
  json_decref (town_expect (fixture, 200, fixture->key, "POST", reopen, "{}"));
  json_decref (town_expect (fixture, 200, fixture->key, "POST", reopen, "{}"));
  town_assert_gauge (fixture, TOWN_PARK, "stale", 100);
  json_decref (town_expect (fixture, 422, fixture->key, "POST", close,
                            "{\"until\":\"2026-06-17T11:00:00Z\"}"));
}

static void
test_a_module_that_is_off_leaves_no_trace (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autoptr(json_t) live = NULL;

  json_decref (town_expect (fixture, 200, "operator", "POST", "/modules/parking",
                            "{\"on\":false}"));
  g_assert_null (town_entity (fixture, "gauge", gauge));
  g_assert_null (town_entity (fixture, "gauge_log", gauge));
  g_assert_null (town_entity (fixture, "source", source));
  g_assert_null (town_entity (fixture, "rollup", "00001"));
  g_assert_null (get_place (fixture, TOWN_PARK));
  live = town_expect (fixture, 200, NULL, "GET", "/live", NULL);
  g_assert_cmpint (json_array_size (json_object_get (live, "gauges")), ==, 1);

  json_decref (town_post (fixture, source, "{\"value\":30}"));
  g_assert_cmpint (fixture->status, ==, 200);
  json_decref (town_expect (fixture, 200, "operator", "POST", "/modules/parking",
                            "{\"on\":true}"));
  town_assert_gauge (fixture, TOWN_PARK, "live", 70);
  json_decref (town_expect (fixture, 422, "operator", "POST", "/modules/weather", "{}"));
}

static void
test_freshness_passes_by_itself (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL,
                                             "\"measure\":\"present\",\"period\":60");
  g_autoptr(json_t) entity = NULL;

  json_decref (town_post (fixture, source, "{\"value\":50}"));
  town_assert_gauge (fixture, TOWN_POOL, "live", 50);
  town_pass (fixture, 130 * PARVIS_SECOND);
  town_assert_gauge (fixture, TOWN_POOL, "live", 50);
  town_pass (fixture, PARVIS_SECOND);
  town_assert_gauge (fixture, TOWN_POOL, "late", 50);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "late");

  /* Also when nothing ran meanwhile. */
  fixture->now += 13 * PARVIS_MINUTE;
  town_restart (fixture);
  town_tick (fixture);
  town_assert_gauge (fixture, TOWN_POOL, "stale", 50);
  json_decref (entity);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "silent");

  town_pass (fixture, 6 * PARVIS_HOUR);
  town_assert_gauge (fixture, TOWN_POOL, "closed", 50);
  town_pass (fixture, 12 * PARVIS_HOUR);
  town_assert_gauge (fixture, TOWN_POOL, "stale", 50);
}

static void
test_history_has_gaps_where_nothing_was_measured (TownFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/history", id);
  g_autofree char *bounded = NULL;
  g_autofree char *unbounded = NULL;
  g_autoptr(json_t) history = NULL;
  const json_t *points;

  json_decref (town_post (fixture, source, "{\"value\":50}"));
  town_pass (fixture, PARVIS_MINUTE);
  json_decref (town_post (fixture, source, "{\"value\":70}"));
  town_pass (fixture, PARVIS_MINUTE);
  json_decref (town_post (fixture, source, "{\"value\":60}"));
  town_pass (fixture, 20 * PARVIS_MINUTE);
  json_decref (town_post (fixture, source, "{\"value\":55}"));

  json_decref (town_expect (fixture, 401, NULL, "GET", path, NULL));
  bounded = g_strdup_printf ("%s?from=2026-06-17T12:00:00Z&to=2026-06-17T13:00:00Z", path);
  history = town_expect (fixture, 200, fixture->key, "GET", bounded, NULL);
  points = json_object_get (history, "points");
  g_assert_cmpint (town_int (history, "bucket"), ==, 300);
  g_assert_cmpint (json_array_size (points), ==, 2);
  g_assert_cmpint (town_int (json_array_get (points, 0), "min"), ==, 50);
  g_assert_cmpint (town_int (json_array_get (points, 0), "max"), ==, 70);
  g_assert_cmpint (town_int (json_array_get (points, 0), "last"), ==, 60);

  unbounded = g_strdup_printf ("%s?from=2026-01-01T12:00:00Z&to=2026-06-17T13:00:00Z", path);
  json_decref (town_expect (fixture, 422, fixture->key, "GET", unbounded, NULL));
  json_decref (town_expect (fixture, 404, fixture->key, "GET",
                            "/gauges/7c9e6679-7425-40de-944b-e07fc1f90ae7/history", NULL));
}

static void
test_a_town_moves_with_its_entities (TownFixture   *fixture,
                                     gconstpointer  data)
{
  static const char * const kinds[] = { "town", "facility", "gauge", "neighbourhood",
                                        "rollup", "source" };
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autoptr(json_t) before = json_object ();
  g_autoptr(json_t) file = NULL;
  g_autofree char *text = NULL;

  json_decref (town_post (fixture, source, "{\"value\":30}"));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/entities/%s", kinds[i]);

      json_object_set_new (before, kinds[i],
                           town_expect (fixture, 200, "operator", "GET", path, NULL));
    }

  file = town_expect (fixture, 200, "operator", "GET", "/export", NULL);
  text = parvis_json_dump (file);
  g_assert_null (strstr (text, g_hash_table_lookup (fixture->keys, source)));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/remove", "{}"));
  json_decref (town_expect (fixture, 404, NULL, "GET", "/live", NULL));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/import", "%s", text));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/entities/%s", kinds[i]);
      g_autoptr(json_t) after = town_expect (fixture, 200, "operator", "GET", path, NULL);
      const json_t *old = json_object_get (json_object_get (before, kinds[i]), "entities");
      const json_t *new = json_object_get (after, "entities");

      g_assert_cmpint (json_array_size (old), ==, json_array_size (new));
      for (gsize j = 0; j < json_array_size (old); j++)
        {
          const char *id = town_text (json_array_get (old, j), "id");
          g_autoptr(json_t) same = NULL;

          if (strcmp (kinds[i], "town") == 0)
            continue;
          same = town_entity (fixture, kinds[i], id);
          g_assert_nonnull (same);
        }
    }

  /* The devices go on with the keys that they have. */
  town_assert_gauge (fixture, TOWN_PARK, "live", 70);
  json_decref (town_post (fixture, source, "{\"value\":31}"));
  g_assert_cmpint (fixture->status, ==, 200);
  town_assert_gauge (fixture, TOWN_PARK, "live", 69);
}

static void
test_a_place_is_removed_whole (TownFixture   *fixture,
                               gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *id = town_find (fixture, "facility", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/facilities/%s/remove", id);
  g_autoptr(json_t) pool = NULL;

  json_decref (town_post (fixture, source, "{\"value\":30}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{}"));
  g_assert_null (town_entity (fixture, "gauge", gauge));
  g_assert_null (town_entity (fixture, "source", source));
  g_assert_null (town_entity (fixture, "facility", id));
  pool = get_place (fixture, TOWN_POOL);
  g_assert_null (json_object_get (pool, "linked"));
  json_decref (town_post (fixture, source, "{\"value\":30}"));
  g_assert_cmpint (fixture->status, ==, 401);
  json_decref (town_expect (fixture, 200, "operator", "POST", "/check", "{}"));
}

static void
refuse (TownFixture *fixture,
        int          status,
        const char  *path,
        const char  *body,
        const char  *field)
{
  g_autoptr(json_t) problem = town_expect (fixture, status, "operator", "POST", path, "%s", body);

  g_test_message ("%s", body);
  g_assert_cmpstr (json_string_value (json_object_get (problem, "field")), ==, field);
}

static void
test_what_contradicts_itself_is_refused (TownFixture   *fixture,
                                         gconstpointer  data)
{
#define FEATURE(name) \
  "{\"type\":\"Feature\",\"id\":\"a\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[2,47]}," \
  "\"properties\":{\"name\":\"" name "\",\"kind\":\"hall\"}}"
  g_autofree char *id = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *settings = g_strdup_printf ("/gauges/%s/settings", id);

  refuse (fixture, 422, "/facilities",
          "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE ("One") ","
          FEATURE ("Other") "]}", "/features/1/id");
  refuse (fixture, 422, settings, "{\"capacity\":5,\"reserved\":{\"pmr\":9}}", "/reserved");
  refuse (fixture, 422, settings, "5", "");
  refuse (fixture, 422, settings, "\"x\"", "");
  refuse (fixture, 400, settings, "five", NULL);
  town_assert_gauge (fixture, TOWN_PARK, "unknown", -1);
#undef FEATURE
}

static void
test_the_bounds_of_a_map_are_in_their_order (TownFixture   *fixture,
                                             gconstpointer  data)
{
  static const char * const wrong[] = {
    "[3,47,2,48]", "[2,48,3,47]", "[2,47,2,48]", "[2,-91,3,48]", "[2,47,3,100]", "[2,47,3]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"name\":\"Autre\",\"bounds\":%s}", wrong[i]);
      g_autoptr(json_t) problem = town_request (fixture, "operator", "POST",
                                                "/api/v1/towns/00002", "application/json", body);

      g_test_message ("%s", body);
      g_assert_cmpint (fixture->status, ==, 422);
      g_assert_cmpstr (town_text (problem, "field"), ==, "/bounds");
    }

  json_decref (town_request (fixture, "operator", "POST", "/api/v1/towns/00002",
                             "application/json",
                             "{\"name\":\"Autre\",\"bounds\":[2,47,3,48]}"));
  g_assert_cmpint (fixture->status, ==, 201);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/places/a-pool-and-its-car-park-are-linked",
             test_a_pool_and_its_car_park_are_linked);
  TOWN_TEST ("/places/the-same-file-again-changes-nothing",
             test_the_same_file_again_changes_nothing);
  TOWN_TEST ("/places/french-kinds-are-understood", test_french_kinds_are_understood);
  TOWN_TEST ("/places/a-wrong-place-is-pointed-at", test_a_wrong_place_is_pointed_at);
  TOWN_TEST ("/places/hours-that-nobody-understands-close-nothing",
             test_hours_that_nobody_understands_close_nothing);
  TOWN_TEST ("/places/a-crooked-neighbourhood-is-refused",
             test_a_crooked_neighbourhood_is_refused);
  TOWN_TEST ("/places/a-gauge-belongs-to-what-contains-it",
             test_a_gauge_belongs_to_what_contains_it);
  TOWN_TEST ("/places/rollups-leave-out-what-is-not-known",
             test_rollups_leave_out_what_is_not_known);
  TOWN_TEST ("/places/closed-is-not-full", test_closed_is_not_full);
  TOWN_TEST ("/places/a-module-that-is-off-leaves-no-trace",
             test_a_module_that_is_off_leaves_no_trace);
  TOWN_TEST ("/places/freshness-passes-by-itself", test_freshness_passes_by_itself);
  TOWN_TEST ("/places/history-has-gaps-where-nothing-was-measured",
             test_history_has_gaps_where_nothing_was_measured);
  TOWN_TEST ("/places/a-town-moves-with-its-entities", test_a_town_moves_with_its_entities);
  TOWN_TEST ("/places/a-place-is-removed-whole", test_a_place_is_removed_whole);
  TOWN_TEST ("/places/the-bounds-of-a-map-are-in-their-order",
             test_the_bounds_of_a_map_are_in_their_order);
  TOWN_TEST ("/places/what-contradicts-itself-is-refused",
             test_what_contradicts_itself_is_refused);

  return g_test_run ();
}
