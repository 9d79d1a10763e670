/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-counters"

#include "config.h"

#include "town-fixture.h"

#include "parvis-invitation.h"
#include "parvis-scopes.h"

#include <string.h>

#define FORBIDDEN "https://parvis.fr/problems/forbidden"

/* A counter who is given named places counts, closes and reopens there, and nowhere else. */

/* The facility of a gauge. */
static char *
find_place (TownFixture *fixture,
            const char  *place)
{
  g_autofree char *gauge = town_find (fixture, "gauge", place);
  g_autoptr(json_t) entity = town_entity (fixture, "gauge", gauge);

  return g_strdup (town_text (entity, "facility"));
}

/* @roles: the members of the wish but the name */
static json_t *
invite (TownFixture *fixture,
        const char  *roles)
{
  g_autofree char *code = NULL;
  g_autoptr(json_t) invitation = NULL;
  json_t *tokens;

  invitation = town_expect (fixture, 201, "operator", "POST", "/invitations",
                            "{\"name\":\"Malik\",%s}", roles);
  code = g_strdup_printf ("{\"code\":\"%s\",\"label\":\"Poste\"}",
                          town_text (invitation, "code"));
  tokens = town_request (fixture, NULL, "POST", "/api/v1/pair", "application/json", code);
  g_assert_cmpint (fixture->status, ==, 200);

  return tokens;
}

static json_t *
invite_to (TownFixture *fixture,
           const char  *place)
{
  g_autofree char *roles = g_strdup_printf ("\"roles\":[\"counter\"],\"facilities\":[\"%s\"]",
                                            place);

  return invite (fixture, roles);
}

static const char *
key_of (const json_t *tokens)
{
  return town_text (tokens, "access_token");
}

static void
set_roles (TownFixture  *fixture,
           const json_t *tokens,
           int           status,
           const char   *body)
{
  g_autofree char *path = g_strdup_printf ("/members/%s/roles", town_text (tokens, "account"));

  json_decref (town_expect (fixture, status, "operator", "POST", path, "%s", body));
}

static void
expect_places (const json_t *body,
               const char   *one,
               const char   *other)
{
  const json_t *list = json_object_get (body, "facilities");
  gboolean has_one = one == NULL;
  gboolean has_other = other == NULL;
  const json_t *each;
  gsize i;

  g_assert_cmpuint (json_array_size (list), ==, (one != NULL) + (other != NULL));
  json_array_foreach (list, i, each)
    {
      has_one = has_one || strcmp (json_string_value (each), one) == 0;
      has_other = has_other || strcmp (json_string_value (each), other) == 0;
    }
  g_assert_true (has_one && has_other);
}

/* What the person is told of himself, and those who administer of him. */
static void
expect_told (TownFixture  *fixture,
             const json_t *tokens,
             const char   *one,
             const char   *other)
{
  g_autoptr(json_t) me = town_request (fixture, key_of (tokens), "GET", "/api/v1/me", NULL, NULL);
  g_autoptr(json_t) entity = town_entity (fixture, "member", town_text (tokens, "account"));

  expect_places (json_array_get (json_object_get (me, "towns"), 0), one, other);
  expect_places (entity, one, other);
}

static void
count_at (TownFixture  *fixture,
          const json_t *tokens,
          const char   *place,
          int           status)
{
  g_autofree char *gauge = town_find (fixture, "gauge", place);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/count", gauge);

  json_decref (town_expect (fixture, status, key_of (tokens), "POST", path, "{\"delta\":1}"));
}

static guint
count_denials (TownFixture *fixture,
               const char  *object)
{
  g_autoptr(json_t) answer = town_expect (fixture, 200, "operator", "GET", "/audit?limit=1000",
                                          NULL);
  const json_t *entries = json_object_get (answer, "entries");
  guint n = 0;

  for (gsize i = 0; i < json_array_size (entries); i++)
    {
      const json_t *entry = json_array_get (entries, i);

      n += strcmp (town_text (entry, "action"), "access.denied") == 0 &&
           strstr (town_text (entry, "object"), object) != NULL;
    }

  return n;
}

static void
test_a_counter_works_at_his_places (TownFixture   *fixture,
                                    gconstpointer  data)
{
  static const struct
  {
    const char *of;
    const char *what;
    const char *body;
  } acts[] = {
    { "gauges", "count", "{\"delta\":2}" },
    { "gauges", "recount", "{\"value\":12}" },
    { "gauges", "lower", "{\"capacity\":50,\"reason\":\"Travaux\"}" },
    { "gauges", "restore", "{}" },
    { "facilities", "close", "{\"reason\":\"Orage\"}" },
    { "facilities", "reopen", "{}" },
  };
  static const char *const places[] = { TOWN_PARK, TOWN_POOL };
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *judge = g_strdup_printf ("/sources/%s/judge", source);
  g_autofree char *pool = find_place (fixture, TOWN_POOL);
  g_autoptr(json_t) malik = invite_to (fixture, pool);
  g_autoptr(json_t) problem = NULL;

  expect_told (fixture, malik, pool, NULL);
  for (guint p = 0; p < G_N_ELEMENTS (places); p++)
    {
      gboolean own = strcmp (places[p], TOWN_POOL) == 0;
      g_autofree char *gauge = town_find (fixture, "gauge", places[p]);
      g_autofree char *facility = find_place (fixture, places[p]);
      g_autoptr(json_t) before = town_entity (fixture, "gauge", gauge);
      g_autoptr(json_t) after = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
        {
          gboolean of_gauge = strcmp (acts[i].of, "gauges") == 0;
          g_autofree char *path = g_strdup_printf ("/%s/%s/%s", acts[i].of,
                                                   of_gauge ? gauge : facility, acts[i].what);
          g_autoptr(json_t) answer = NULL;

          answer = town_expect (fixture, own ? 200 : 403, key_of (malik), "POST", path, "%s",
                                acts[i].body);
          if (own)
            continue;

          g_assert_cmpstr (town_text (answer, "type"), ==, FORBIDDEN);
          g_assert_nonnull (strstr (town_text (answer, "detail"), "other places"));
          g_assert_cmpuint (count_denials (fixture, path), ==, 1);
        }

      /* Nothing of another's place moved. */
      after = town_entity (fixture, "gauge", gauge);
      g_assert_cmpint (json_equal (before, after), ==, !own);
    }

  problem = town_expect (fixture, 403, key_of (malik), "POST", judge, "{\"accept\":true}");
  g_assert_cmpstr (town_text (problem, "type"), ==, FORBIDDEN);

  /* What is not there at all is still that, and he reads what others do. */
  json_decref (town_expect (fixture, 404, key_of (malik), "POST",
                            "/gauges/00000000-0000-4000-8000-000000000000/count",
                            "{\"delta\":1}"));
  json_decref (town_expect (fixture, 200, key_of (malik), "GET", "/changes", NULL));
}

static void
test_a_counter_without_places_has_all (TownFixture   *fixture,
                                       gconstpointer  data)
{
  g_autoptr(json_t) malik = invite (fixture, "\"roles\":[\"counter\"]");

  expect_told (fixture, malik, NULL, NULL);
  count_at (fixture, malik, TOWN_POOL, 200);
  count_at (fixture, malik, TOWN_PARK, 200);
}

/* Whoever may count anyway is not held by what he may as a counter. */
static void
test_another_role_counts_everywhere (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *pool = find_place (fixture, TOWN_POOL);
  g_autofree char *roles = g_strdup_printf ("\"roles\":[\"counter\",\"mayor\"],"
                                            "\"facilities\":[\"%s\"]", pool);
  g_autofree char *other = g_strdup_printf ("\"roles\":[\"counter\",\"clerk\"],"
                                            "\"facilities\":[\"%s\"]", pool);
  g_autoptr(json_t) mayor = invite (fixture, roles);
  g_autoptr(json_t) clerk = invite (fixture, other);

  count_at (fixture, mayor, TOWN_PARK, 200);
  count_at (fixture, clerk, TOWN_PARK, 403);
  count_at (fixture, clerk, TOWN_POOL, 200);
}

static void
test_places_change_at_once (TownFixture   *fixture,
                            gconstpointer  data)
{
  g_autofree char *pool = find_place (fixture, TOWN_POOL);
  g_autofree char *park = find_place (fixture, TOWN_PARK);
  g_autofree char *to_park = g_strdup_printf ("{\"roles\":[\"counter\"],\"facilities\":[\"%s\"]}",
                                              park);
  g_autofree char *remove = g_strdup_printf ("/facilities/%s/remove", park);
  g_autoptr(json_t) malik = invite_to (fixture, pool);

  set_roles (fixture, malik, 200, to_park);
  expect_told (fixture, malik, park, NULL);
  count_at (fixture, malik, TOWN_PARK, 200);
  count_at (fixture, malik, TOWN_POOL, 403);

  town_restart (fixture);
  count_at (fixture, malik, TOWN_POOL, 403);

  /* Who loses his only place does not get all others. */
  json_decref (town_expect (fixture, 200, "operator", "POST", remove, "{}"));
  expect_told (fixture, malik, park, NULL);
  count_at (fixture, malik, TOWN_POOL, 403);

  set_roles (fixture, malik, 200, "{\"roles\":[\"counter\"]}");
  expect_told (fixture, malik, NULL, NULL);
  count_at (fixture, malik, TOWN_POOL, 200);
}

static void
test_places_are_of_the_town_and_few (TownFixture   *fixture,
                                     gconstpointer  data)
{
  static const char *const wrong[] = {
    "\"facilities\":[\"00000000-0000-4000-8000-000000000000\"]",
    "\"facilities\":[\"piscine\"]", "\"facilities\":\"piscine\"", "\"facilities\":[1]",
    "\"facilities\":{}",
  };
  g_autofree char *pool = find_place (fixture, TOWN_POOL);
  g_autoptr(json_t) malik = invite_to (fixture, pool);
  g_autoptr(GString) many = g_string_new ("\"facilities\":[");
  g_autofree char *clerk = g_strdup_printf ("{\"roles\":[\"clerk\"],\"facilities\":[\"%s\"]}",
                                            pool);
  g_autoptr(json_t) problem = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"roles\":[\"counter\"],%s}", wrong[i]);
      g_autoptr(json_t) refused = NULL;

      refused = town_expect (fixture, 422, "operator", "POST", "/invitations",
                             "{\"name\":\"X\",\"roles\":[\"counter\"],%s}", wrong[i]);
      g_assert_cmpstr (town_text (refused, "field"), ==, "/facilities");
      set_roles (fixture, malik, 422, body);
    }

  for (guint i = 0; i <= PARVIS_PLACES_MAX; i++)
    g_string_append_printf (many, "%s\"00000000-0000-4000-8000-%012u\"", i > 0 ? "," : "", i);
  g_string_append_c (many, ']');
  problem = town_expect (fixture, 422, "operator", "POST", "/invitations",
                         "{\"name\":\"X\",\"roles\":[\"counter\"],%s}", many->str);
  g_assert_nonnull (strstr (town_text (problem, "detail"), "16"));

  set_roles (fixture, malik, 422, clerk);
  expect_told (fixture, malik, pool, NULL);
}

/* Who is invited again loses nothing: places add up, and all of them stay all. */
static void
test_places_add_up (TownFixture   *fixture,
                    gconstpointer  data)
{
  static const struct
  {
    const char *roles;
    gboolean    park;
    gboolean    all;
  } again[] = {
    { "[\"clerk\"]", FALSE, FALSE },
    { "[\"counter\"]", TRUE, FALSE },
    { "[\"counter\"]", FALSE, TRUE },
    { "[\"counter\"]", TRUE, TRUE },
  };
  g_autofree char *pool = find_place (fixture, TOWN_POOL);
  g_autofree char *park = find_place (fixture, TOWN_PARK);
  g_autoptr(json_t) malik = invite_to (fixture, pool);
  ParvisStore *store = parvis_service_get_store (fixture->service);
  gboolean has_park = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (again); i++)
    {
      g_autofree char *list = again[i].park ? g_strdup_printf (",\"facilities\":[\"%s\"]", park)
                                            : g_strdup ("");
      g_autoptr(json_t) made = NULL;
      g_autoptr(ParvisInvitation) invitation = NULL;
      g_autoptr(GError) error = NULL;

      made = town_expect (fixture, 201, "operator", "POST", "/invitations",
                          "{\"name\":\"Malik\",\"roles\":%s%s}", again[i].roles, list);
      invitation = parvis_invitation_find (store, town_text (made, "code"), fixture->now, &error);
      g_assert_no_error (error);
      g_assert_true (parvis_invitation_accept (store, invitation, town_text (malik, "account"),
                                               &error));
      g_assert_no_error (error);
      has_park = has_park || again[i].park;
      expect_told (fixture, malik, again[i].all ? NULL : pool,
                   has_park && !again[i].all ? park : NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/counters/a-counter-works-at-his-places", test_a_counter_works_at_his_places);
  TOWN_TEST ("/counters/a-counter-without-places-has-all", test_a_counter_without_places_has_all);
  TOWN_TEST ("/counters/another-role-counts-everywhere", test_another_role_counts_everywhere);
  TOWN_TEST ("/counters/places-change-at-once", test_places_change_at_once);
  TOWN_TEST ("/counters/places-are-of-the-town-and-few", test_places_are_of_the_town_and_few);
  TOWN_TEST ("/counters/places-add-up", test_places_add_up);

  return g_test_run ();
}
