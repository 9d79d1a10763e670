/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-modules"

#include "config.h"

#include "town-fixture.h"

#include <string.h>

static void
set_module (TownFixture *fixture,
            const char  *key,
            const char  *name,
            const char  *body)
{
  g_autofree char *path = g_strdup_printf ("/modules/%s", name);

  json_decref (town_expect (fixture, 200, key, "POST", path, "%s", body));
}

static char *
sign_in (TownFixture *fixture,
         const char  *role)
{
  g_autoptr(json_t) tokens = town_sign_in (fixture, "00001", "Quelqu’un", role);

  return g_strdup (town_text (tokens, "access_token"));
}

static gsize
count_live (TownFixture *fixture,
            const char  *list)
{
  g_autoptr(json_t) live = town_expect (fixture, 200, NULL, "GET", "/live", NULL);

  return json_array_size (json_object_get (live, list));
}

/* The last word that this reader has of an entity; NULL if he never heard of it. */
static json_t *
read_change (TownFixture *fixture,
             const char  *key,
             gint64       after,
             const char  *kind,
             const char  *id,
             gint64      *cursor)
{
  g_autofree char *path = g_strdup_printf ("/changes?limit=1000&after=%" G_GINT64_FORMAT, after);
  g_autoptr(json_t) page = town_expect (fixture, 200, key, "GET", path, NULL);
  json_t *list = json_object_get (page, "changes");
  json_t *change;
  gsize i;

  if (cursor != NULL)
    *cursor = town_int (page, "cursor");
  json_array_foreach (list, i, change)
    {
      if (strcmp (town_text (change, "kind"), kind) == 0 &&
          strcmp (town_text (change, "id"), id) == 0)
        return json_incref (change);
    }

  return NULL;
}

static void
test_what_is_prepared_is_for_the_team (TownFixture   *fixture,
                                       gconstpointer  data)
{
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *place = town_find (fixture, "facility", TOWN_PARK);
  g_autofree char *mayor = sign_in (fixture, "mayor");
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) facility = NULL;
  g_autoptr(json_t) open = NULL;
  g_autofree char *path = g_strdup_printf ("/gauges/%s/count", gauge);

  set_module (fixture, mayor, "parking", "{\"on\":true,\"published\":false}");
  g_assert_cmpuint (count_live (fixture, "facilities"), ==, 1);
  g_assert_cmpuint (count_live (fixture, "gauges"), ==, 1);
  g_assert_cmpuint (count_live (fixture, "rollups"), ==, 0);

  /* They try it: count, and see it in the feed. */
  json_decref (town_expect (fixture, 200, fixture->key, "POST", path, "{\"delta\":3}"));
  seen = read_change (fixture, mayor, 0, "gauge", gauge, NULL);
  g_assert_cmpint (town_int (json_object_get (seen, "body"), "present"), ==, 3);
  facility = town_entity (fixture, "facility", place);
  g_assert_true (json_is_false (json_object_get (facility, "published")));

  set_module (fixture, mayor, "parking", "{\"on\":true}");
  g_assert_cmpuint (count_live (fixture, "gauges"), ==, 2);
  g_assert_cmpuint (count_live (fixture, "rollups"), ==, 2);
  open = town_entity (fixture, "facility", place);
  g_assert_null (json_object_get (open, "published"));
}

static void
test_who_saw_it_is_told_that_it_is_gone (TownFixture   *fixture,
                                         gconstpointer  data)
{
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *mayor = sign_in (fixture, "mayor");
  g_autofree char *merchant = sign_in (fixture, "merchant");
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) gone = NULL;
  g_autoptr(json_t) inside = NULL;
  g_autoptr(json_t) back = NULL;
  gint64 cursor = 0;

  /* A merchant reads what everybody may, and not what the team may. */
  before = read_change (fixture, merchant, 0, "gauge", gauge, &cursor);
  g_assert_true (json_is_false (json_object_get (before, "deleted")));

  set_module (fixture, mayor, "parking", "{\"published\":false}");
  gone = read_change (fixture, merchant, cursor, "gauge", gauge, &cursor);
  g_assert_true (json_is_true (json_object_get (gone, "deleted")));
  g_assert_null (json_object_get (gone, "body"));
  inside = read_change (fixture, mayor, 0, "gauge", gauge, NULL);
  g_assert_true (json_is_false (json_object_get (inside, "deleted")));

  /* Also after it was off in between. */
  set_module (fixture, mayor, "parking", "{}");
  set_module (fixture, mayor, "parking", "{\"on\":false}");
  set_module (fixture, mayor, "parking", "{\"published\":false}");
  json_decref (gone);
  gone = read_change (fixture, merchant, 0, "gauge", gauge, &cursor);
  g_assert_true (json_is_true (json_object_get (gone, "deleted")));

  set_module (fixture, mayor, "parking", "{}");
  back = read_change (fixture, merchant, cursor, "gauge", gauge, NULL);
  g_assert_true (json_is_false (json_object_get (back, "deleted")));
}

static void
test_a_town_that_shows_nothing_is_not_there (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *mayor = sign_in (fixture, "mayor");
  g_autoptr(json_t) hidden = NULL;
  g_autoptr(json_t) unknown = NULL;
  g_autoptr(json_t) towns = NULL;
  g_autoptr(json_t) all = NULL;
  g_autoptr(json_t) setup = NULL;
  const json_t *body;

  set_module (fixture, "operator", "occupancy", "{\"on\":false}");
  set_module (fixture, "operator", "parking", "{\"published\":false}");

  hidden = town_expect (fixture, 404, NULL, "GET", "/live", NULL);
  unknown = town_request (fixture, NULL, "GET", "/api/v1/towns/49007/live", NULL, NULL);
  g_assert_cmpint (fixture->status, ==, 404);
  g_assert_cmpstr (town_text (hidden, "detail"), ==, town_text (unknown, "detail"));
  towns = town_request (fixture, NULL, "GET", "/api/v1/towns", NULL, NULL);
  g_assert_cmpuint (json_array_size (json_object_get (towns, "towns")), ==, 0);
  all = town_request (fixture, "operator", "GET", "/api/v1/towns", NULL, NULL);
  g_assert_cmpuint (json_array_size (json_object_get (all, "towns")), ==, 1);

  setup = read_change (fixture, mayor, 0, "setup", "00001", NULL);
  body = json_object_get (setup, "body");
  g_assert_cmpuint (json_array_size (json_object_get (body, "modules")), ==, 0);
  g_assert_cmpstr (json_string_value (json_array_get (json_object_get (body, "prepared"), 0)), ==,
                   "parking");

  set_module (fixture, mayor, "parking", "{}");
  g_assert_cmpuint (count_live (fixture, "gauges"), ==, 1);
}

static void
test_strangers_hear_nothing_of_what_is_inside (TownFixture   *fixture,
                                               gconstpointer  data)
{
  g_autoptr(json_t) towns = NULL;
  const json_t *town;

  set_module (fixture, "operator", "parking", "{\"published\":false}");
  towns = town_request (fixture, NULL, "GET", "/api/v1/towns", NULL, NULL);
  town = json_array_get (json_object_get (towns, "towns"), 0);
  g_assert_cmpstr (town_text (town, "name"), ==, "Essai");
  g_assert_cmpuint (json_array_size (json_object_get (town, "modules")), ==, 1);
  g_assert_null (json_object_get (town, "prepared"));
  g_assert_null (json_object_get (town, "own"));
}

static void
test_a_town_says_what_the_operator_left_open (TownFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *mayor = sign_in (fixture, "mayor");
  g_autoptr(json_t) refused = NULL;
  g_autoptr(json_t) locked = NULL;
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) opened = NULL;

  told = town_expect (fixture, 200, mayor, "POST", "/description", "{\"population\":6214}");
  g_assert_cmpint (town_int (told, "population"), ==, 6214);
  refused = town_expect (fixture, 403, mayor, "POST", "/description", "{\"name\":\"Ailleurs\"}");
  g_assert_cmpstr (town_text (refused, "field"), ==, "/name");
  json_decref (town_expect (fixture, 422, mayor, "POST", "/description", "{\"population\":-1}"));

  /* He may say it again, until the operator does. */
  json_decref (town_expect (fixture, 200, mayor, "POST", "/description",
                            "{\"population\":6215}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/settings",
                            "{\"population\":6300,\"operator\":\"Loire-et-Coteaux\"}"));
  locked = town_expect (fixture, 403, mayor, "POST", "/description", "{\"population\":1}");
  g_assert_cmpstr (town_text (locked, "field"), ==, "/population");

  json_decref (town_expect (fixture, 200, "operator", "POST", "/settings",
                            "{\"own\":[\"name\"]}"));
  opened = town_expect (fixture, 200, mayor, "POST", "/description", "{\"name\":\"Ailleurs\"}");
  g_assert_cmpstr (town_text (opened, "name"), ==, "Ailleurs");
  g_assert_cmpint (town_int (opened, "population"), ==, 6300);
  g_assert_cmpstr (town_text (opened, "operator"), ==, "Loire-et-Coteaux");
}

/* The operator may not say it, nor does he lose it. */
static void
test_each_point_is_the_town_s_alone (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *mayor = sign_in (fixture, "mayor");
  g_autofree char *clerk = sign_in (fixture, "clerk");
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) kept = NULL;
  g_autoptr(json_t) export = NULL;
  g_autoptr(json_t) towns = NULL;

  json_decref (town_expect (fixture, 403, clerk, "POST", "/description", "{\"check_each\":true}"));
  json_decref (town_expect (fixture, 422, mayor, "POST", "/description", "{\"check_each\":1}"));
  json_decref (town_expect (fixture, 422, "operator", "POST", "/settings",
                            "{\"check_each\":true}"));
  told = town_expect (fixture, 200, mayor, "POST", "/description", "{\"check_each\":true}");
  g_assert_true (json_is_true (json_object_get (told, "check_each")));

  kept = town_expect (fixture, 200, "operator", "POST", "/settings", "{\"population\":6300}");
  g_assert_true (json_is_true (json_object_get (kept, "check_each")));
  export = town_expect (fixture, 200, "operator", "GET", "/export", NULL);
  g_assert_true (json_is_true (json_object_get (json_object_get (export, "town"), "check_each")));
  towns = town_request (fixture, NULL, "GET", "/api/v1/towns", NULL, NULL);
  g_assert_null (json_object_get (json_array_get (json_object_get (towns, "towns"), 0),
                                  "check_each"));
}

static void
test_settings_switch_what_is_shown (TownFixture   *fixture,
                                    gconstpointer  data)
{
  json_decref (town_expect (fixture, 200, "operator", "POST", "/settings",
                            "{\"modules\":[\"occupancy\"],\"prepared\":[\"parking\"]}"));
  g_assert_cmpuint (count_live (fixture, "gauges"), ==, 1);
  json_decref (town_expect (fixture, 200, "operator", "POST", "/settings",
                            "{\"modules\":[\"occupancy\",\"parking\"]}"));
  g_assert_cmpuint (count_live (fixture, "gauges"), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  TOWN_TEST ("/modules/what-is-prepared-is-for-the-team",
             test_what_is_prepared_is_for_the_team);
  TOWN_TEST ("/modules/who-saw-it-is-told-that-it-is-gone",
             test_who_saw_it_is_told_that_it_is_gone);
  TOWN_TEST ("/modules/a-town-that-shows-nothing-is-not-there",
             test_a_town_that_shows_nothing_is_not_there);
  TOWN_TEST ("/modules/strangers-hear-nothing-of-what-is-inside",
             test_strangers_hear_nothing_of_what_is_inside);
  TOWN_TEST ("/modules/a-town-says-what-the-operator-left-open",
             test_a_town_says_what_the_operator_left_open);
  TOWN_TEST ("/modules/each-point-is-the-town-s-alone", test_each_point_is_the_town_s_alone);
  TOWN_TEST ("/modules/settings-switch-what-is-shown", test_settings_switch_what_is_shown);

  return g_test_run ();
}
