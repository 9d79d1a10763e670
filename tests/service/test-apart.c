/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-apart"

#include "config.h"

#include "town-fixture.h"

#include <string.h>

/* Two towns on one service, and somebody of the first who tries everything that he can
 * know of the second.
 */

#define HERE  "00001"
#define THERE "00002"

typedef struct
{
  TownFixture  town;
  json_t      *mayor;                /* of the first */
  json_t      *other;                /* of the second */
  char        *gauge;                /* of the second, as all below */
  char        *facility;
  char        *source;
  char        *source_key;
  char        *key;
  char        *invitation;
} Fixture;

static const char places[] =
  "{\"type\":\"FeatureCollection\",\"features\":["
  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[2.5,48.5]},"
  "\"properties\":{\"id\":\"autre\",\"name\":\"Autre parking\",\"kind\":\"parking\","
  "\"capacity\":50}}]}";

/* Bodies that would do something if they were let. */
static const struct
{
  const char *name;
  const char *body;
} bodies[] = {
  { "source.readings", "{\"value\":3}" },
  { "source.judge", "{\"accept\":true}" },
  { "gauge.count", "{\"delta\":1}" },
  { "gauge.recount", "{\"value\":7}" },
  { "facility.close", "{\"reason\":\"travaux\"}" },
  { "member.roles", "{\"roles\":[\"clerk\"]}" },
  { "module.set", "{\"on\":false}" },
  { "town.tell", "{\"population\":1}" },
  { "facility.import", places },
  { "neighbourhood.import", "{\"type\":\"FeatureCollection\",\"features\":[]}" },
  { "gauge.set", "{\"capacity\":1}" },
  { "source.add", "{\"gauge\":\"autre\",\"measure\":\"free\"}" },
  { "source.pause", "{\"paused\":true}" },
  { "invitation.create", "{\"name\":\"X\",\"roles\":[\"mayor\"]}" },
};

static const char *
body_of (const ParvisRoute *route)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      if (strcmp (bodies[i].name, route->name) == 0)
        return bodies[i].body;
    }

  return route->max_body > 0 ? "{}" : NULL;
}

static json_t *
request (Fixture    *fixture,
         int         status,
         const char *token,
         const char *method,
         const char *target,
         const char *text)
{
  json_t *answer = town_request (&fixture->town, token, method, target, "application/json", text);

  if (fixture->town.status != status)
    g_test_message ("%s %s: %s", method, target, json_dumps (answer, 0));
  g_assert_cmpint (fixture->town.status, ==, status);

  return answer;
}

static char *
find_there (Fixture    *fixture,
            const char *kind,
            const char *text)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/towns/" THERE "/find/%s?text=%s", kind,
                                             text);
  g_autoptr(json_t) answer = request (fixture, 200, "operator", "GET", target, NULL);

  return g_strdup (town_text (answer, "id"));
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_autoptr(json_t) source = NULL;
  g_autoptr(json_t) keys = NULL;
  g_autoptr(json_t) invitation = NULL;

  town_fixture_setup (&fixture->town, NULL);
  json_decref (request (fixture, 201, "operator", "POST", "/api/v1/towns/" THERE,
                        "{\"name\":\"Autre\",\"modules\":[\"parking\"]}"));
  json_decref (request (fixture, 200, "operator", "POST", "/api/v1/towns/" THERE "/facilities",
                        places));
  fixture->mayor = town_sign_in (&fixture->town, HERE, "Hélène", "mayor");
  fixture->other = town_sign_in (&fixture->town, THERE, "Zoé", "mayor");
  fixture->gauge = find_there (fixture, "gauge", "autre");
  fixture->facility = find_there (fixture, "facility", "autre");
  source = request (fixture, 201, "operator", "POST", "/api/v1/towns/" THERE "/sources",
                    "{\"gauge\":\"autre\",\"measure\":\"present\"}");
  fixture->source = g_strdup (town_text (source, "id"));
  fixture->source_key = g_strdup (town_text (source, "key"));
  keys = request (fixture, 200, "operator", "GET", "/api/v1/towns/" THERE "/keys", NULL);
  fixture->key = g_strdup (town_text (json_array_get (json_object_get (keys, "keys"), 0), "id"));
  invitation = request (fixture, 201, "operator", "POST",
                        "/api/v1/towns/" THERE "/invitations",
                        "{\"name\":\"Y\",\"roles\":[\"clerk\"]}");
  fixture->invitation = g_strdup (town_text (invitation, "id"));
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  json_decref (fixture->mayor);
  json_decref (fixture->other);
  g_free (fixture->gauge);
  g_free (fixture->facility);
  g_free (fixture->source);
  g_free (fixture->source_key);
  g_free (fixture->key);
  g_free (fixture->invitation);
  town_fixture_teardown (&fixture->town, NULL);
}

static char *
make_target (const ParvisRoute *route,
             const char        *insee,
             const char        *id)
{
  g_autoptr(GString) target = g_string_new (route->pattern);

  g_string_replace (target, "{insee}", insee, 0);
  g_string_replace (target, "{id:uuid}", id, 0);
  g_string_replace (target, "{module:word}", "parking", 0);
  g_string_replace (target, "{kind:word}", "gauge", 0);
  g_string_replace (target, "{requirement:word}", "birth", 0);
  g_string_replace (target, "{id:word}", "agents", 0);
  g_assert_null (strchr (target->str, '{'));

  return g_strdup (target->str);
}

/* Routes of towns that are neither public nor a stream, which this service without a
 * network does not have: the router treats them like "changes".
 */
static gboolean
is_tried (const ParvisRoute *route)
{
  return strstr (route->pattern, "{insee}") != NULL && route->right != PARVIS_RIGHT_ANYONE &&
         route->kind != PARVIS_ROUTE_STREAM;
}

/* @insee: "" for the trail of the service */
static guint
count_denials (Fixture    *fixture,
               const char *insee)
{
  g_autofree char *target = g_strdup_printf ("/api/v1%s%s/audit?limit=1000",
                                             *insee != '\0' ? "/towns/" : "", insee);
  g_autoptr(json_t) answer = request (fixture, 200, "operator", "GET", target, NULL);
  const json_t *entries = json_object_get (answer, "entries");
  g_autofree char *actor = g_strconcat ("account:", town_text (fixture->mayor, "account"), NULL);
  guint n = 0;

  for (gsize i = 0; i < json_array_size (entries); i++)
    {
      const json_t *entry = json_array_get (entries, i);

      n += strcmp (town_text (entry, "action"), "access.denied") == 0 &&
           strcmp (town_text (entry, "actor"), actor) == 0;
    }

  return n;
}

/* All that the second town is, but for its trail. */
static char *
read_there (Fixture *fixture)
{
  static const char * const targets[] = {
    "/api/v1/towns/" THERE "/export", "/api/v1/towns/" THERE "/entities/member",
    "/api/v1/towns/" THERE "/entities/gauge", "/api/v1/towns/" THERE "/entities/source",
    "/api/v1/towns/" THERE "/entities/facility", "/api/v1/towns/" THERE "/entities/invitation",
    "/api/v1/towns/" THERE "/keys",
  };
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(json_t) answer = request (fixture, 200, "operator", "GET", targets[i], NULL);
      g_autofree char *text = parvis_json_dump (answer);

      g_string_append (all, text);
    }

  return g_strdup (all->str);
}

static void
test_another_town_is_not_there (Fixture       *fixture,
                                gconstpointer  data)
{
  const char *token = town_text (fixture->mayor, "access_token");
  g_autoptr(json_t) nowhere = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint tried = 0;

  nowhere = request (fixture, 404, token, "GET", "/api/v1/towns/00099/changes", NULL);
  unknown = parvis_json_dump (nowhere);
  before = read_there (fixture);
  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      g_autofree char *target = NULL;
      g_autofree char *said = NULL;
      g_autoptr(json_t) answer = NULL;

      if (!is_tried (route))
        continue;

      /* So many of one person are recorded in a minute, and no more. */
      if (tried > 0 && tried % 50 == 0)
        fixture->town.now += PARVIS_MINUTE;

      target = make_target (route, THERE, fixture->gauge);
      answer = request (fixture, 404, token, route->method, target, body_of (route));
      said = parvis_json_dump (answer);
      g_assert_cmpstr (said, ==, unknown);
      tried++;
    }

  g_assert_cmpuint (tried, >, 20);
  g_assert_cmpuint (count_denials (fixture, THERE), ==, tried);
  after = read_there (fixture);
  g_assert_cmpstr (after, ==, before);
}

static void
test_what_another_town_has_is_not_here (Fixture       *fixture,
                                        gconstpointer  data)
{
  const char *token = town_text (fixture->mayor, "access_token");
  const char *ids[] = { fixture->gauge, fixture->facility, fixture->source, fixture->key,
                        fixture->invitation, town_text (fixture->other, "account") };
  g_autofree char *before = read_there (fixture);
  g_autofree char *after = NULL;
  guint tried = 0;

  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      if (!is_tried (route) || strstr (route->pattern, "{id:uuid}") == NULL ||
          route->right == PARVIS_RIGHT_SOURCE || route->right == PARVIS_RIGHT_ORDERS ||
          route->right == PARVIS_RIGHT_REVIEW)
        continue;

      for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        {
          g_autofree char *target = make_target (route, HERE, ids[i]);
          g_autoptr(json_t) answer = NULL;
          g_autofree char *said = NULL;

          /* So many would be too many for one minute of the trail. */
          fixture->town.now += 2 * PARVIS_SECOND;
          answer = request (fixture, 404, token, route->method, target, body_of (route));
          said = parvis_json_dump (answer);
          g_assert_null (strstr (said, THERE));
          g_assert_null (strstr (said, "Autre"));
          tried++;
        }

      /* The token is good for ten minutes. */
      json_decref (fixture->mayor);
      fixture->mayor = town_sign_in (&fixture->town, HERE, "Hélène", "mayor");
      token = town_text (fixture->mayor, "access_token");
    }

  g_assert_cmpuint (tried, >, 60);
  after = read_there (fixture);
  g_assert_cmpstr (after, ==, before);
}

static void
test_an_attempt_with_an_identifier_is_recorded (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/towns/" HERE "/gauges/%s/count",
                                             fixture->gauge);

  json_decref (request (fixture, 404, town_text (fixture->mayor, "access_token"), "POST",
                        target, "{\"delta\":1}"));
  g_assert_cmpuint (count_denials (fixture, HERE), ==, 1);
  g_assert_cmpuint (count_denials (fixture, THERE), ==, 0);
}

/* Where everybody may ask, where only the operator may, and where there is no town at all. */
static void
test_who_asked_is_named_wherever_it_was (Fixture       *fixture,
                                         gconstpointer  data)
{
  const char *token = town_text (fixture->mayor, "access_token");

  json_decref (request (fixture, 201, "operator", "POST", "/api/v1/towns/00003",
                        "{\"name\":\"Cachée\"}"));
  json_decref (request (fixture, 404, token, "GET", "/api/v1/towns/00003/live", NULL));
  g_assert_cmpuint (count_denials (fixture, "00003"), ==, 1);
  json_decref (request (fixture, 404, token, "GET", "/api/v1/towns/" THERE
                        "/merchants/3f0d2b1c-8a55-4d62-9e4f-0c9b7a6d5e4f", NULL));
  g_assert_cmpuint (count_denials (fixture, THERE), ==, 1);
  json_decref (request (fixture, 404, token, "POST", "/api/v1/towns/" THERE, "{}"));
  json_decref (request (fixture, 404, token, "POST", "/api/v1/towns/" THERE "/restore", "{}"));
  g_assert_cmpuint (count_denials (fixture, THERE), ==, 3);
  json_decref (request (fixture, 404, token, "GET", "/api/v1/accounts", NULL));
  g_assert_cmpuint (count_denials (fixture, ""), ==, 1);

  /* There is none to write it down in. */
  json_decref (request (fixture, 404, token, "GET", "/api/v1/towns/00099/live", NULL));
  json_decref (request (fixture, 404, token, "POST", "/api/v1/towns/00099", "{}"));
  g_assert_cmpuint (count_denials (fixture, ""), ==, 1);
}

static void
test_who_tries_everything_does_not_fill_the_trail (Fixture       *fixture,
                                                   gconstpointer  data)
{
  for (guint i = 0; i < 100; i++)
    json_decref (request (fixture, 404, town_text (fixture->mayor, "access_token"), "GET",
                          "/api/v1/towns/" THERE "/changes", NULL));
  g_assert_cmpuint (count_denials (fixture, THERE), ==, 60);
}

static void
test_a_source_of_another_town_is_nobody (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *source = town_add_source (&fixture->town, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *here = g_strdup_printf ("/api/v1/towns/" HERE "/sources/%s/readings", source);
  g_autofree char *there = g_strdup_printf ("/api/v1/towns/" HERE "/sources/%s/readings",
                                            fixture->source);

  json_decref (request (fixture, 401, fixture->source_key, "POST", here, "{\"value\":1}"));
  json_decref (request (fixture, 401, fixture->source_key, "POST", there, "{\"value\":1}"));
}

static void
test_feeds_know_their_own_town_alone (Fixture       *fixture,
                                      gconstpointer  data)
{
  const char *ids[] = { fixture->gauge, fixture->facility, fixture->source, fixture->invitation,
                        town_text (fixture->other, "account"), "Autre" };
  const char *targets[] = { "/api/v1/towns/" HERE "/changes?limit=1000",
                            "/api/v1/towns/" HERE "/live", "/api/v1/towns/" HERE "/audit" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(json_t) answer = request (fixture, 200,
                                          town_text (fixture->mayor, "access_token"), "GET",
                                          targets[i], NULL);
      g_autofree char *text = parvis_json_dump (answer);

      for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
        g_assert_null (strstr (text, ids[k]));
    }
}

static int
put_with_key (Fixture    *fixture,
              const char *token,
              const char *target,
              const char *text)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  const char *headers[] = { "Content-Type", "application/json", "Authorization", bearer,
                            "Idempotency-Key", "7c9e6679-7425-40de-944b-e07fc1f90ae7", NULL };
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(ParvisReply) reply = NULL;

  reply = parvis_service_handle (fixture->town.service, "POST", target, headers, body,
                                 PARVIS_RIGHT_ANYONE);

  return parvis_reply_get_status (reply);
}

/* A key that another town used with another body must be as new as any. */
static void
test_one_idempotency_key_is_two (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *gauge = town_find (&fixture->town, "gauge", TOWN_PARK);
  g_autofree char *here = g_strdup_printf ("/api/v1/towns/" HERE "/gauges/%s/count", gauge);
  g_autofree char *there = g_strdup_printf ("/api/v1/towns/" THERE "/gauges/%s/count",
                                            fixture->gauge);

  g_assert_cmpint (put_with_key (fixture, town_text (fixture->mayor, "access_token"), here,
                                 "{\"delta\":1}"), ==, 200);
  g_assert_cmpint (put_with_key (fixture, town_text (fixture->other, "access_token"), there,
                                 "{\"delta\":2}"), ==, 200);
  g_assert_cmpint (put_with_key (fixture, town_text (fixture->mayor, "access_token"), there,
                                 "{\"delta\":2}"), ==, 404);
  town_assert_gauge (&fixture->town, TOWN_PARK, "hand", 1);
}

static void
test_an_invitation_is_for_its_town (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/towns/" HERE "/invitations/%s/revoke",
                                           fixture->invitation);

  json_decref (request (fixture, 404, town_text (fixture->mayor, "access_token"), "POST", path,
                        "{}"));
}

#define APART_TEST(path, function) \
  g_test_add (path, Fixture, NULL, setup, function, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  APART_TEST ("/apart/another-town-is-not-there", test_another_town_is_not_there);
  APART_TEST ("/apart/what-another-town-has-is-not-here", test_what_another_town_has_is_not_here);
  APART_TEST ("/apart/an-attempt-with-an-identifier-is-recorded",
              test_an_attempt_with_an_identifier_is_recorded);
  APART_TEST ("/apart/who-asked-is-named-wherever-it-was",
              test_who_asked_is_named_wherever_it_was);
  APART_TEST ("/apart/who-tries-everything-does-not-fill-the-trail",
              test_who_tries_everything_does_not_fill_the_trail);
  APART_TEST ("/apart/a-source-of-another-town-is-nobody",
              test_a_source_of_another_town_is_nobody);
  APART_TEST ("/apart/feeds-know-their-own-town-alone", test_feeds_know_their_own_town_alone);
  APART_TEST ("/apart/one-idempotency-key-is-two", test_one_idempotency_key_is_two);
  APART_TEST ("/apart/an-invitation-is-for-its-town", test_an_invitation_is_for_its_town);

  return g_test_run ();
}
