/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-hidden"

#include "config.h"

#include "town-fixture.h"

#include <string.h>

/* A town that shows nothing to everybody, and one that is not there: whoever does not work
 * there must not be able to tell them apart, whatever he asks for and whatever he brings.
 */

#define HIDDEN  "00001"
#define NOWHERE "49007"
#define ELSE    "00002"
#define ID      "7c9e6679-7425-40de-944b-e07fc1f90ae7"

typedef struct
{
  TownFixture  town;
  char        *mayor;                /* of the hidden town */
  char        *other;                /* of another */
} Fixture;

static char *
sign_in (Fixture    *fixture,
         const char *insee)
{
  g_autoptr(json_t) tokens = town_sign_in (&fixture->town, insee, "Quelqu’un", "mayor");

  return g_strdup (town_text (tokens, "access_token"));
}

static void
publish (Fixture    *fixture,
         const char *modules)
{
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/settings",
                            "{\"modules\":%s}", modules));
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  town_fixture_setup (&fixture->town, NULL);
  json_decref (town_request (&fixture->town, "operator", "POST", "/api/v1/towns/" ELSE,
                             "application/json", "{\"name\":\"Autre\",\"modules\":[\"parking\"]}"));
  fixture->mayor = sign_in (fixture, HIDDEN);
  fixture->other = sign_in (fixture, ELSE);
  publish (fixture, "[]");
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  g_free (fixture->mayor);
  g_free (fixture->other);
  town_fixture_teardown (&fixture->town, NULL);
}

static char *
make_target (const ParvisRoute *route,
             const char        *insee)
{
  static const struct { const char *parameter; const char *value; } values[] = {
    { "{id:uuid}", ID }, { "{module:word}", "parking" }, { "{kind:word}", "gauge" },
    { "{id:word}", "agents" }, { "{theme:word}", "light" }, { "{z:int}", "14" },
    { "{x:int}", "8300" }, { "{y:int}", "5600" }, { "{requirement:word}", "identity" },
    { "{token:token}", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
  };
  g_autoptr(GString) target = g_string_new (route->pattern);

  g_string_replace (target, "{insee}", insee, 0);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_string_replace (target, values[i].parameter, values[i].value, 0);
  g_assert_null (strchr (target->str, '{'));

  return g_strdup (target->str);
}

static ParvisReply *
ask (Fixture    *fixture,
     const char *token,
     const char *method,
     const char *target,
     const char *type,
     const char *text)
{
  g_autofree char *bearer = token != NULL ? g_strconcat ("Bearer ", token, NULL) : NULL;
  const char *headers[9] = { "Idempotency-Key", ID, "Content-Type", type,
                             "Parvis-Device", "x2Zr0yQHk3mVt7nq5wEo9L", NULL, };
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  if (bearer != NULL)
    {
      headers[6] = "Authorization";
      headers[7] = bearer;
    }

  return parvis_service_handle (fixture->town.service, method, target, headers, body,
                                PARVIS_RIGHT_ANYONE);
}

/* All that is seen of an answer, but for the code that was asked with. */
static char *
write_down (ParvisReply *reply)
{
  static const char * const headers[] = { "Cache-Control", "ETag", "WWW-Authenticate", "Allow",
                                          "Retry-After", "Set-Cookie", "Location" };
  GBytes *bytes = parvis_reply_get_bytes (reply);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%d %s\n", parvis_reply_get_status (reply),
                          parvis_reply_get_type (reply));
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      const char *value = parvis_reply_get_header (reply, headers[i]);

      g_string_append_printf (text, "%s: %s\n", headers[i], value != NULL ? value : "");
    }
  if (bytes != NULL)
    g_string_append_len (text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_string_replace (text, HIDDEN, "TOWN", 0);
  g_string_replace (text, NOWHERE, "TOWN", 0);

  return g_string_free (text, FALSE);
}

static void
compare (Fixture           *fixture,
         const ParvisRoute *route,
         const char        *method,
         const char        *token,
         const char        *type,
         const char        *text)
{
  g_autofree char *there = make_target (route, HIDDEN);
  g_autofree char *nowhere = make_target (route, NOWHERE);
  g_autoptr(ParvisReply) one = ask (fixture, token, method, there, type, text);
  g_autoptr(ParvisReply) other = ask (fixture, token, method, nowhere, type, text);
  g_autofree char *hidden = write_down (one);
  g_autofree char *missing = write_down (other);

  if (strcmp (hidden, missing) != 0)
    g_test_message ("%s %s with %s, %s", method, there, token != NULL ? token : "nothing", type);
  g_assert_cmpstr (hidden, ==, missing);
  g_assert_cmpint (parvis_reply_get_status (one), >=, 400);
}

static gboolean
is_of_a_town (const ParvisRoute *route)
{
  return strstr (route->pattern, "{insee}") != NULL;
}

static void
test_nobody_tells_it_from_one_that_is_not_there (Fixture       *fixture,
                                                 gconstpointer  data)
{
  const char *tokens[] = { NULL, "pva_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                           "pvs_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "hello" };
  guint tried = 0;

  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      const char *text = route->max_body > 0 ? "{}" : NULL;

      if (!is_of_a_town (route))
        continue;

      for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
        {
          compare (fixture, route, route->method, tokens[i], "application/json", text);
          compare (fixture, route, route->method, tokens[i], "text/plain", "x");
          compare (fixture, route, "HEAD", tokens[i], "application/json", NULL);
          compare (fixture, route, "DELETE", tokens[i], "application/json", NULL);
        }
      tried++;
    }
  g_assert_cmpuint (tried, >, 80);
}

static void
test_who_works_elsewhere_does_not_either (Fixture       *fixture,
                                          gconstpointer  data)
{
  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      if (is_of_a_town (route))
        compare (fixture, route, route->method, fixture->other, "application/json",
                 route->max_body > 0 ? "{}" : NULL);
    }
}

static int
ask_status (Fixture    *fixture,
            const char *token,
            const char *target)
{
  g_autoptr(ParvisReply) reply = ask (fixture, token, "GET", target, "application/json", NULL);

  return parvis_reply_get_status (reply);
}

static const char logo[] = "\xff\xd8\xff\xe0 logo";

static void
assert_logo (Fixture    *fixture,
             const char *token,
             const char *caching)
{
  g_autoptr(ParvisReply) reply = ask (fixture, token, "GET", "/api/v1/towns/" HIDDEN "/logo",
                                      "application/json", NULL);

  g_assert_cmpint (parvis_reply_get_status (reply), ==, 200);
  g_assert_cmpstr (parvis_reply_get_header (reply, "Cache-Control"), ==, caching);
}

/* What is kept on the way must not be given to others. */
static void
test_who_works_there_sees_it (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(ParvisReply) set = ask (fixture, fixture->mayor, "POST",
                                    "/api/v1/towns/" HIDDEN "/logo", "image/jpeg", logo);

  g_assert_cmpint (parvis_reply_get_status (set), ==, 200);
  g_assert_cmpint (ask_status (fixture, fixture->mayor, "/api/v1/towns/" HIDDEN "/changes"), ==,
                   200);
  assert_logo (fixture, fixture->mayor, "private, max-age=3600");
  g_assert_cmpint (ask_status (fixture, NULL, "/api/v1/towns/" HIDDEN "/logo"), ==, 404);
  g_assert_cmpint (ask_status (fixture, fixture->other, "/api/v1/towns/" HIDDEN "/logo"), ==, 404);
}

static void
test_it_comes_and_goes_with_what_it_shows (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(ParvisReply) set = ask (fixture, fixture->mayor, "POST",
                                    "/api/v1/towns/" HIDDEN "/logo", "image/jpeg", logo);

  g_assert_cmpint (parvis_reply_get_status (set), ==, 200);
  for (int i = 0; i < 2; i++)
    {
      publish (fixture, "[\"occupancy\"]");
      assert_logo (fixture, NULL, "public, max-age=3600");
      publish (fixture, "[]");
      g_assert_cmpint (ask_status (fixture, NULL, "/api/v1/towns/" HIDDEN "/logo"), ==, 404);
    }
}

/* A source works before anything is shown: that is how it is tried. */
static void
test_its_sources_are_heard (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *source = town_add_source (&fixture->town, TOWN_PARK, "\"measure\":\"free\"");

  json_decref (town_post (&fixture->town, source, "{\"value\":7}"));
  g_assert_cmpint (fixture->town.status, <, 300);
}

#define HIDDEN_TEST(path, func) \
  g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  HIDDEN_TEST ("/hidden/nobody-tells-it-from-one-that-is-not-there",
               test_nobody_tells_it_from_one_that_is_not_there);
  HIDDEN_TEST ("/hidden/who-works-elsewhere-does-not-either",
               test_who_works_elsewhere_does_not_either);
  HIDDEN_TEST ("/hidden/who-works-there-sees-it", test_who_works_there_sees_it);
  HIDDEN_TEST ("/hidden/it-comes-and-goes-with-what-it-shows",
               test_it_comes_and_goes_with_what_it_shows);
  HIDDEN_TEST ("/hidden/its-sources-are-heard", test_its_sources_are_heard);

  return g_test_run ();
}
