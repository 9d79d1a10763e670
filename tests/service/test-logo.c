/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-logo"

#include "config.h"

#include "browser-fixture.h"
#include "parvis-picture.h"

#include <string.h>

/* The town's own picture: who sets it, who sees it, where it goes along. */

static const guchar png[] = {
  0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60,
  0x82,
};
static const guchar jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xd9 };

static char *
sign_in (TownFixture *fixture,
         const char  *role)
{
  g_autoptr(json_t) tokens = town_sign_in (fixture, "00001", "Quelqu’un", role);

  return g_strdup (town_text (tokens, "access_token"));
}

static int
send_logo (TownFixture  *fixture,
           const char   *token,
           const guchar *data,
           gsize         length)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autofree char *key = g_uuid_string_random ();
  const char *headers[] = { "Content-Type", "image/png", "Idempotency-Key", key,
                            "Authorization", bearer, NULL };
  g_autoptr(GBytes) body = g_bytes_new (data, length);
  g_autoptr(ParvisReply) reply = NULL;

  reply = parvis_service_handle (fixture->service, "POST", "/api/v1/towns/00001/logo", headers,
                                 body, PARVIS_RIGHT_ANYONE);

  return parvis_reply_get_status (reply);
}

static ParvisReply *
fetch_logo (TownFixture *fixture)
{
  const char *headers[] = { NULL };

  return parvis_service_handle (fixture->service, "GET", "/api/v1/towns/00001/logo", headers,
                                NULL, PARVIS_RIGHT_ANYONE);
}

/* What strangers get, and that the feed calls it by the same name. */
static void
assert_logo (TownFixture  *fixture,
             const char   *type,
             const guchar *data,
             gsize         length)
{
  g_autoptr(ParvisReply) reply = fetch_logo (fixture);
  g_autoptr(json_t) live = town_expect (fixture, 200, NULL, "GET", "/live", NULL);
  const char *tag = town_text (json_object_get (live, "town"), "logo");
  GBytes *bytes = parvis_reply_get_bytes (reply);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", tag);

  g_assert_cmpint (parvis_reply_get_status (reply), ==, 200);
  g_assert_cmpstr (parvis_reply_get_type (reply), ==, type);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, length);
  g_assert_cmpstr (parvis_reply_get_header (reply, "X-Content-Type-Options"), ==, "nosniff");
  g_assert_cmpstr (parvis_reply_get_header (reply, "ETag"), ==, quoted);
}

static void
assert_no_logo (TownFixture *fixture)
{
  g_autoptr(ParvisReply) reply = fetch_logo (fixture);
  g_autoptr(json_t) live = town_expect (fixture, 200, NULL, "GET", "/live", NULL);

  g_assert_cmpint (parvis_reply_get_status (reply), ==, 404);
  g_assert_null (json_object_get (json_object_get (live, "town"), "logo"));
}

static guint
count_entries (TownFixture *fixture,
               const char  *action)
{
  g_autoptr(json_t) answer = town_expect (fixture, 200, "operator", "GET", "/audit?limit=1000",
                                          NULL);
  const json_t *entries = json_object_get (answer, "entries");
  guint n = 0;

  for (gsize i = 0; i < json_array_size (entries); i++)
    n += strcmp (town_text (json_array_get (entries, i), "action"), action) == 0;

  return n;
}

static void
test_a_mayor_sets_it_and_everybody_sees_it (TownFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *mayor = sign_in (fixture, "mayor");

  assert_no_logo (fixture);
  g_assert_cmpint (send_logo (fixture, mayor, png, sizeof png), ==, 200);
  assert_logo (fixture, "image/png", png, sizeof png);
  g_assert_cmpint (send_logo (fixture, mayor, jpeg, sizeof jpeg), ==, 200);
  assert_logo (fixture, "image/jpeg", jpeg, sizeof jpeg);

  /* What the town says of itself, and what the operator says, leave it where it is. */
  json_decref (town_expect (fixture, 200, mayor, "POST", "/description",
                            "{\"population\":6214}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/settings",
                            "{\"name\":\"Essai-sur-Loire\"}"));
  assert_logo (fixture, "image/jpeg", jpeg, sizeof jpeg);
  town_restart (fixture);
  assert_logo (fixture, "image/jpeg", jpeg, sizeof jpeg);
  g_assert_cmpuint (count_entries (fixture, "town.logo"), ==, 2);
}

static void
test_it_is_removed_once_and_twice (TownFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *mayor = sign_in (fixture, "mayor");

  g_assert_cmpint (send_logo (fixture, mayor, png, sizeof png), ==, 200);
  for (int i = 0; i < 2; i++)
    json_decref (town_expect (fixture, 200, mayor, "POST", "/logo/remove", "{}"));
  assert_no_logo (fixture);
  g_assert_cmpuint (count_entries (fixture, "town.remove_logo"), ==, 2);
}

static void
test_what_is_no_small_picture_is_refused (TownFixture   *fixture,
                                          gconstpointer  data)
{
  static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>";
  g_autofree char *mayor = sign_in (fixture, "mayor");
  g_autofree guchar *large = g_malloc0 (PARVIS_PICTURE_MAX + 1);

  g_assert_cmpint (send_logo (fixture, mayor, png, sizeof png), ==, 200);
  memcpy (large, jpeg, sizeof jpeg);
  g_assert_cmpint (send_logo (fixture, mayor, (const guchar *) svg, strlen (svg)), ==, 415);
  g_assert_cmpint (send_logo (fixture, mayor, png, 7), ==, 415);
  g_assert_cmpint (send_logo (fixture, mayor, (const guchar *) "", 0), ==, 415);
  g_assert_cmpint (send_logo (fixture, mayor, large, PARVIS_PICTURE_MAX + 1), ==, 413);
  assert_logo (fixture, "image/png", png, sizeof png);
  g_assert_cmpint (send_logo (fixture, mayor, large, PARVIS_PICTURE_MAX), ==, 200);
  assert_logo (fixture, "image/jpeg", large, PARVIS_PICTURE_MAX);
}

static void
test_nobody_else_sets_it (TownFixture   *fixture,
                          gconstpointer  data)
{
  static const char * const roles[] = { "clerk", "counter" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *token = sign_in (fixture, roles[i]);

      g_assert_cmpint (send_logo (fixture, token, png, sizeof png), ==, 403);
    }
  assert_no_logo (fixture);
}

/* On PostgreSQL a copy is a SQLite file too: this is the way from one to the other. */
static void
test_copies_have_it_and_a_removed_town_takes_it_along (TownFixture   *fixture,
                                                       gconstpointer  data)
{
  g_autofree char *mayor = sign_in (fixture, "mayor");
  g_autofree char *copy = g_build_filename (fixture->dir, "copy.db", NULL);
  g_autofree char *body = g_strdup_printf ("{\"path\":\"%s\"}", copy);
  g_autoptr(ParvisReply) gone = NULL;

  g_assert_cmpint (send_logo (fixture, mayor, png, sizeof png), ==, 200);
  json_decref (town_expect (fixture, 200, "operator", "POST", "/backup", "%s", body));
  json_decref (town_expect (fixture, 200, mayor, "POST", "/logo/remove", "{}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/remove", "{}"));
  gone = fetch_logo (fixture);
  g_assert_cmpint (parvis_reply_get_status (gone), ==, 404);

  json_decref (town_expect (fixture, 200, "operator", "POST", "/restore", "%s", body));
  assert_logo (fixture, "image/png", png, sizeof png);
}

static void
test_the_page_of_signing_in_shows_it (Browser       *browser,
                                      gconstpointer  data)
{
  TownFixture *town = &browser->town;
  g_autofree char *mayor = sign_in (town, "mayor");
  g_autoptr(json_t) live = NULL;
  g_autofree char *address = NULL;

  browser_get (browser, "/sign-in?town=00001");
  g_assert_null (strstr (browser->html, "<img"));
  g_assert_cmpint (send_logo (town, mayor, png, sizeof png), ==, 200);
  live = town_expect (town, 200, NULL, "GET", "/live", NULL);
  address = g_strdup_printf ("<img class=\"logo\" src=\"/api/v1/towns/00001/logo?tag=%s\""
                             " alt=\"Essai\">",
                             town_text (json_object_get (live, "town"), "logo"));
  browser_get (browser, "/sign-in?town=00001");
  browser_expect (browser, 200, address);
  g_assert_nonnull (strstr (browser->policy, "img-src 'self'"));

  browser_get (browser, "/sign-in");
  g_assert_null (strstr (browser->html, "<img"));
}

/* Its name and its look are nobody's business yet. */
static void
test_the_page_of_signing_in_hides_a_town_that_shows_nothing (Browser       *browser,
                                                             gconstpointer  data)
{
  TownFixture *town = &browser->town;
  g_autofree char *mayor = sign_in (town, "mayor");

  g_assert_cmpint (send_logo (town, mayor, png, sizeof png), ==, 200);
  json_decref (town_expect (town, 200, "operator", "POST", "/settings", "{\"modules\":[]}"));
  browser_get (browser, "/sign-in?town=00001");
  g_assert_cmpint (browser->status, ==, 200);
  g_assert_null (strstr (browser->html, "<img"));
  g_assert_null (strstr (browser->html, "Essai"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/logo/a-mayor-sets-it-and-everybody-sees-it",
             test_a_mayor_sets_it_and_everybody_sees_it);
  TOWN_TEST ("/logo/it-is-removed-once-and-twice", test_it_is_removed_once_and_twice);
  TOWN_TEST ("/logo/what-is-no-small-picture-is-refused",
             test_what_is_no_small_picture_is_refused);
  TOWN_TEST ("/logo/nobody-else-sets-it", test_nobody_else_sets_it);
  TOWN_TEST ("/logo/copies-have-it-and-a-removed-town-takes-it-along",
             test_copies_have_it_and_a_removed_town_takes_it_along);
  BROWSER_TEST ("/logo/the-page-of-signing-in-shows-it", test_the_page_of_signing_in_shows_it);
  BROWSER_TEST ("/logo/the-page-of-signing-in-hides-a-town-that-shows-nothing",
                test_the_page_of_signing_in_hides_a_town_that_shows_nothing);

  return g_test_run ();
}
