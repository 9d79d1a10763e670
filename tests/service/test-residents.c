/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-residents"

#include "config.h"

#include "browser-fixture.h"

#include <string.h>

#define HOME    "/essai-00001"
#define POOL    HOME "/piscine"
#define PARKING HOME "/se-garer"

static void
expect_not (Browser    *browser,
            const char *text)
{
  if (strstr (browser->html, text) != NULL)
    g_error ("“%s” is on the page:\n%s", text, browser->html);
}

static void
close_place (Browser    *browser,
             const char *place,
             const char *until)
{
  g_autofree char *id = town_find (&browser->town, "facility", place);
  g_autofree char *path = g_strdup_printf ("/facilities/%s/close", id);

  if (until != NULL)
    json_decref (town_expect (&browser->town, 200, browser->town.key, "POST", path,
                              "{\"reason\":\"<travaux>\",\"until\":\"%s\"}", until));
  else
    json_decref (town_expect (&browser->town, 200, browser->town.key, "POST", path,
                              "{\"reason\":\"<travaux>\"}"));
}

static void
test_a_poster_leads_to_the_town (Browser       *browser,
                                 gconstpointer  data)
{
  browser_get (browser, "/00001");
  browser_expect_at (browser, HOME);
  browser_get (browser, "/00001/piscine");
  browser_expect_at (browser, POOL);
  browser_get (browser, HOME);
  browser_expect (browser, 200, "<title>Essai</title>");

  /* A link with the name that it had goes on working. */
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/settings",
                            "{\"name\":\"Saint-Élie d’Œuvre\"}"));
  browser_get (browser, PARKING);
  browser_expect_at (browser, "/saint-elie-d-oeuvre-00001/se-garer");
  browser_get (browser, "/saint-elie-d-oeuvre-00001/se-garer");
  browser_expect (browser, 200, "Saint-Élie d’Œuvre");
}

static void
test_each_figure_comes_with_its_age (Browser       *browser,
                                     gconstpointer  data)
{
  g_autofree char *pool = town_add_source (&browser->town, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *park = town_add_source (&browser->town, TOWN_PARK, "\"measure\":\"free\"");

  browser_get (browser, HOME);
  browser_expect (browser, 200, "No figure yet");
  browser_get (browser, POOL);
  browser_expect (browser, 200, "No figure yet");
  browser_get (browser, PARKING);
  browser_expect (browser, 200, "No figure yet");

  g_free (town_read (&browser->town, pool, 0, 142));
  g_free (town_read (&browser->town, park, 0, 63));
  town_tick (&browser->town);
  browser_get (browser, HOME);
  browser_expect (browser, 200, "Yes, there is room.");
  browser_expect (browser, 200, ">142</p>");
  browser_expect (browser, 200, "<strong>Moderate</strong> <span>of 200 bathers");
  browser_expect (browser, 200, "63 free");
  browser_expect (browser, 200, "Live<span class=\"dot\"> · </span></span><time datetime=");
  browser_get (browser, POOL);
  browser_expect (browser, 200, "Measured by a sensor");
  browser_expect (browser, 200, "Open until 20:00");
  browser_expect (browser, 200, "Opening hours: Mo-Su 08:00-20:00");
  browser_get (browser, PARKING);
  browser_expect (browser, 200, "Bourg");
  browser_expect (browser, 200, "63 free");
  browser_expect (browser, 200, "href=\"geo:47.510000,0.510000?q=47.510000,0.510000(Parking)\"");

  /* Then it is late, and a while later it is none. */
  town_pass (&browser->town, 10 * PARVIS_MINUTE);
  browser_get (browser, HOME);
  browser_expect (browser, 200, "Delayed");
  browser_expect (browser, 200, ">142</p>");
  expect_not (browser, ">Live<");
  town_pass (&browser->town, 3 * PARVIS_HOUR);
  browser_get (browser, HOME);
  browser_expect (browser, 200, "No reliable figure");
  browser_expect (browser, 200, "The last one: 142, at ");
  expect_not (browser, "Moderate");
  browser_expect (browser, 200, "Bourg: no reliable figure");
  browser_get (browser, PARKING);
  browser_expect (browser, 200, "The last one: 63, at ");
  expect_not (browser, "63 free");
}

static void
test_a_full_place_is_said_to_be_full (Browser       *browser,
                                      gconstpointer  data)
{
  g_autofree char *pool = town_add_source (&browser->town, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *park = town_add_source (&browser->town, TOWN_PARK, "\"measure\":\"free\"");

  g_free (town_read (&browser->town, pool, 0, 192));
  g_free (town_read (&browser->town, park, 0, 1));
  browser_get (browser, HOME);
  browser_expect (browser, 200, "Hardly: it is nearly full.");
  browser_expect (browser, 200, "1 space free");

  town_pass (&browser->town, 30 * PARVIS_SECOND);
  g_free (town_read (&browser->town, pool, 0, 200));
  g_free (town_read (&browser->town, park, 0, 0));
  town_tick (&browser->town);
  browser_get (browser, HOME);
  browser_expect (browser, 200, "No, it is full at the moment.");
  browser_expect (browser, 200, "<strong>Full</strong>");
  browser_get (browser, PARKING);
  browser_expect (browser, 200, "<strong>Full</strong>");
}

static void
test_a_count_by_hand_says_so (Browser       *browser,
                              gconstpointer  data)
{
  json_decref (town_pool_gesture (&browser->town, 200, "recount", "{\"value\":61}"));
  browser_get (browser, POOL);
  browser_expect (browser, 200, "Counted by hand");
  browser_expect (browser, 200, "Counted by a person");
  browser_expect (browser, 200, ">61</p>");
}

static void
test_a_closed_place_says_when_it_opens (Browser       *browser,
                                        gconstpointer  data)
{
  close_place (browser, TOWN_PARK, NULL);
  close_place (browser, TOWN_POOL, "2026-06-18T14:00:00Z");
  browser_get (browser, PARKING);
  browser_expect (browser, 200, "Closed.</p>");
  browser_get (browser, POOL);
  browser_expect (browser, 200, "The pool is closed. It reopens tomorrow at 16:00.");
  browser_expect (browser, 200, "Reason: &lt;travaux&gt;");
  browser_get (browser, HOME);
  browser_expect (browser, 200, "The pool is closed. It reopens tomorrow at 16:00.");
  browser_expect (browser, 200, "Bourg: closed");

  browser->language = "fr";
  browser_get (browser, HOME);
  browser_expect (browser, 200, "Fermée. Rouvre demain à 16:00.");

  /* At night it is the hours that say so. */
  town_set_clock (&browser->town, "2026-06-18T20:30:00Z");
  town_tick (&browser->town);
  browser_get (browser, HOME);
  browser_expect (browser, 200, "Fermée. Rouvre demain à 08:00.");
}

static void
test_works_are_told_to_residents (Browser       *browser,
                                  gconstpointer  data)
{
  g_autofree char *id = town_find (&browser->town, "gauge", TOWN_POOL);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/lower", id);
  g_autofree char *source = town_add_source (&browser->town, TOWN_POOL,
                                             "\"measure\":\"present\"");

  g_free (town_read (&browser->town, source, 0, 12));
  json_decref (town_expect (&browser->town, 200, browser->town.key, "POST", path,
                            "{\"capacity\":40,\"reason\":\"<travaux>\","
                            "\"until\":\"2026-06-20T16:00:00Z\"}"));
  browser_get (browser, POOL);
  browser_expect (browser, 200, "of 40 bathers");
  browser_expect (browser, 200, "Capacity lowered to 40 until Saturday 20 June, 18:00");
  browser_expect (browser, 200, "Reason: &lt;travaux&gt;");
}

/* Four weeks of readings at two half hours of the same weekday, and what follows from them. */
static void
test_the_day_is_shown_as_usual (Browser       *browser,
                                gconstpointer  data)
{
  static const char * const days[] = { "2026-05-20", "2026-05-27", "2026-06-03", "2026-06-10" };
  g_autofree char *source = town_add_source (&browser->town, TOWN_POOL,
                                             "\"measure\":\"present\"");

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      for (guint half = 0; half < 10; half++)
        {
          g_autofree char *at = g_strdup_printf ("%sT%02u:%02u:00Z", days[i], 13 + half / 2,
                                                 half % 2 * 30);

          town_set_clock (&browser->town, at);
          town_tick (&browser->town);
          g_free (town_read (&browser->town, source, 0, half < 4 ? 100 + 2.0 * i : 40));
        }
    }

  town_set_clock (&browser->town, "2026-06-17T13:10:00Z");
  town_tick (&browser->town);
  g_free (town_read (&browser->town, source, 0, 77));
  browser_get (browser, POOL);
  browser_expect (browser, 200, "Best moment today: after 17:00 (usually ≈ 40)");
  browser_expect (browser, 200, "<th scope=\"row\">15:00</th><td>77</td><td>103</td>");
  browser_expect (browser, 200, "<th scope=\"row\">08:00</th><td>–</td><td>–</td>");
  expect_not (browser, "<th scope=\"row\">20:00</th>");
  browser_get (browser, HOME);
  browser_expect (browser, 200, "Quieter after 17:00 (usually ≈ 40)");
}

static void
test_one_chooses_the_language (Browser       *browser,
                               gconstpointer  data)
{
  browser->language = "fr-FR,fr;q=0.9";
  browser_get (browser, POOL);
  browser_expect (browser, 200, "<html lang=\"fr\">");
  browser_expect (browser, 200, "Aller au contenu");

  browser_get (browser, POOL "?lang=en");
  browser_expect_at (browser, POOL);
  g_assert_nonnull (browser->cookie_line);
  browser_follow (browser);
  browser_expect (browser, 200, "<html lang=\"en\">");
  browser_get (browser, HOME "?lang=xx");
  browser_expect (browser, 200, "<html lang=\"en\">");
}

static void
test_what_is_not_published_is_not_there (Browser       *browser,
                                         gconstpointer  data)
{
  browser_get (browser, HOME);
  browser_expect (browser, 200, PARKING);
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/modules/parking",
                            "{\"published\":false}"));
  browser_get (browser, HOME);
  browser_expect (browser, 200, POOL);
  expect_not (browser, "se-garer");
  browser_get (browser, PARKING);
  browser_expect (browser, 404, "There is nothing at this address");
  expect_not (browser, "Back to signing in");
  browser_get (browser, HOME "/nothing");
  browser_expect (browser, 404, "There is nothing at this address");

  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/modules/occupancy",
                            "{\"on\":false}"));
  browser_get (browser, HOME);
  browser_expect (browser, 404, "There is nothing at this address");
  browser_get (browser, "/00001");
  browser_expect (browser, 404, "There is nothing at this address");
  browser_get (browser, HOME "/worker.js");
  browser_expect (browser, 404, NULL);
  browser_get (browser, HOME "/manifest.webmanifest");
  browser_expect (browser, 404, NULL);
  browser_get (browser, "/49007");
  browser_expect (browser, 404, "There is nothing at this address");
  browser_get (browser, "/angers-49007");
  browser_expect (browser, 404, "There is nothing at this address");
}

static void
test_names_are_no_markup (Browser       *browser,
                          gconstpointer  data)
{
  static const char * const pages[] = { "", "/piscine", "/se-garer", "/mes-choix", "/mentions",
                                        "/accessibilite", "/manifest.webmanifest" };
  static const char hostile[] = "\\\"><script>alert(1)</script>'&{town}";
  g_autofree char *body = g_strdup_printf (
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.5,47.5]},"
    "\"properties\":{\"id\":\"piscine\",\"name\":\"%s\",\"kind\":\"piscine\",\"capacity\":200,"
    "\"address\":\"%s\"}},"
    "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.51,47.51]},"
    "\"properties\":{\"id\":\"parking\",\"name\":\"%s\",\"kind\":\"parking\","
    "\"capacity\":100}}]}", hostile, hostile, hostile);

  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/settings",
                            "{\"name\":\"%s\"}", hostile));
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/facilities", "%s", body));
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *path = g_strconcat ("/00001", pages[i], NULL);

      browser_get (browser, path);
      if (browser->status == 303)
        browser_follow (browser);
      browser_expect (browser, 200, NULL);
      /* The manifest is JSON. */
      if (strchr (pages[i], '.') != NULL)
        continue;

      expect_not (browser, "<script>alert");
      browser_expect (browser, 200, "&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;{town}");
    }
}

static void
test_pages_load_from_nobody_else (Browser       *browser,
                                  gconstpointer  data)
{
  browser_get (browser, HOME);
  browser_expect (browser, 200, "<link rel=\"stylesheet\" href=\"/resident/style-");
  g_assert_cmpstr (browser->policy, ==,
                   "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                   "connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
                   "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  expect_not (browser, "http://");
  expect_not (browser, "https://");
  expect_not (browser, " style=");
}

static char *
find_asset (Browser    *browser,
            const char *begin)
{
  const char *at = strstr (browser->html, begin);

  g_assert_nonnull (at);

  return g_strndup (at, strcspn (at, "\""));
}

static ParvisReply *
ask (Browser    *browser,
     const char *path,
     const char *name,
     const char *value)
{
  const char *headers[] = { name, value, NULL };

  return parvis_service_handle (browser->town.service, "GET", path, headers, NULL,
                                PARVIS_RIGHT_ANYONE);
}

static void
test_assets_are_kept_for_ever (Browser       *browser,
                               gconstpointer  data)
{
  g_autofree char *style = NULL;
  g_autoptr (ParvisReply) plain = NULL;
  g_autoptr (ParvisReply) packed = NULL;
  g_autoptr (ParvisReply) other = NULL;
  g_autoptr (ParvisReply) unknown = NULL;

  browser_get (browser, HOME);
  style = find_asset (browser, "/resident/style-");
  plain = ask (browser, style, "Accept-Encoding", "identity, gzip;q=0");
  g_assert_cmpint (parvis_reply_get_status (plain), ==, 200);
  g_assert_cmpstr (parvis_reply_get_header (plain, "Cache-Control"), ==,
                   "public, max-age=31536000, immutable");
  g_assert_null (parvis_reply_get_header (plain, "Content-Encoding"));
  packed = ask (browser, style, "Accept-Encoding", "br, gzip");
  g_assert_cmpstr (parvis_reply_get_header (packed, "Content-Encoding"), ==, "gzip");
  g_assert_cmpuint (g_bytes_get_size (parvis_reply_get_bytes (packed)), <,
                    g_bytes_get_size (parvis_reply_get_bytes (plain)) / 2);

  /* A page that was kept may ask for the one that there was. */
  other = ask (browser, "/resident/style-000000000000.css", "Accept-Encoding", "");
  g_assert_cmpint (parvis_reply_get_status (other), ==, 200);
  g_assert_cmpstr (parvis_reply_get_header (other, "Cache-Control"), ==, "no-cache");
  unknown = ask (browser, "/resident/secret-000000000000.css", "Accept-Encoding", "");
  g_assert_cmpint (parvis_reply_get_status (unknown), ==, 404);
}

static void
test_a_page_is_an_application (Browser       *browser,
                               gconstpointer  data)
{
  g_autoptr (ParvisReply) worker = NULL;
  g_autoptr (json_t) manifest = NULL;

  browser_get (browser, HOME "/manifest.webmanifest");
  browser_expect (browser, 200, NULL);
  manifest = json_loads (browser->html, 0, NULL);
  g_assert_cmpstr (town_text (manifest, "start_url"), ==, HOME);
  g_assert_cmpstr (town_text (manifest, "scope"), ==, HOME);
  g_assert_cmpstr (town_text (manifest, "name"), ==, "Essai");

  worker = ask (browser, HOME "/worker.js", "Accept-Encoding", "");
  g_assert_cmpstr (parvis_reply_get_header (worker, "Service-Worker-Allowed"), ==, "/");
  g_assert_cmpstr (parvis_reply_get_header (worker, "Cache-Control"), ==, "no-cache");
}

static void
test_a_page_follows_its_town (Browser       *browser,
                              gconstpointer  data)
{
  g_autofree char *park = town_add_source (&browser->town, TOWN_PARK, "\"measure\":\"free\"");

  g_free (town_read (&browser->town, park, 0, 63));
  browser_get (browser, PARKING);
  browser_expect (browser, 200, "63 free");
  town_pass (&browser->town, PARVIS_SECOND);
  g_free (town_read (&browser->town, park, 0, 62));
  browser_get (browser, PARKING);
  browser_expect (browser, 200, "62 free");
  expect_not (browser, "63 free");
}

static void
test_the_town_hall_can_be_called (Browser       *browser,
                                  gconstpointer  data)
{
  browser_get (browser, HOME);
  browser_expect (browser, 200, NULL);
  expect_not (browser, "tel:");

  json_decref (town_expect (&browser->town, 422, "operator", "POST", "/settings",
                            "{\"phone\":\"<b>\"}"));
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/settings",
                            "{\"phone\":\"02 41 00 00 00\"}"));
  browser_get (browser, POOL);
  browser_expect (browser, 200, "<a href=\"tel:0241000000\">Town hall: 02 41 00 00 00</a>");

  /* What one says of the rest leaves it. */
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/settings",
                            "{\"population\":6214}"));
  browser_get (browser, POOL);
  browser_expect (browser, 200, "tel:0241000000");
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/settings",
                            "{\"phone\":\"\"}"));
  browser_get (browser, POOL);
  expect_not (browser, "tel:");
}

static void
test_what_is_kept_is_said (Browser       *browser,
                           gconstpointer  data)
{
  browser_get (browser, HOME "/mes-choix");
  browser_expect (browser, 200, "Erase everything from this phone");
  expect_not (browser, "Reservations of bread");

  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/modules/orders",
                            "{\"published\":true}"));
  browser_get (browser, HOME "/mes-choix");
  browser_expect (browser, 200, "until 30 days after the day of the bread");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  BROWSER_TEST ("/residents/a-poster-leads-to-the-town", test_a_poster_leads_to_the_town);
  BROWSER_TEST ("/residents/each-figure-comes-with-its-age", test_each_figure_comes_with_its_age);
  BROWSER_TEST ("/residents/a-full-place-is-said-to-be-full",
                test_a_full_place_is_said_to_be_full);
  BROWSER_TEST ("/residents/a-count-by-hand-says-so", test_a_count_by_hand_says_so);
  BROWSER_TEST ("/residents/a-closed-place-says-when-it-opens",
                test_a_closed_place_says_when_it_opens);
  BROWSER_TEST ("/residents/works-are-told-to-residents", test_works_are_told_to_residents);
  BROWSER_TEST ("/residents/the-day-is-shown-as-usual", test_the_day_is_shown_as_usual);
  BROWSER_TEST ("/residents/one-chooses-the-language", test_one_chooses_the_language);
  BROWSER_TEST ("/residents/what-is-not-published-is-not-there",
                test_what_is_not_published_is_not_there);
  BROWSER_TEST ("/residents/names-are-no-markup", test_names_are_no_markup);
  BROWSER_TEST ("/residents/pages-load-from-nobody-else", test_pages_load_from_nobody_else);
  BROWSER_TEST ("/residents/assets-are-kept-for-ever", test_assets_are_kept_for_ever);
  BROWSER_TEST ("/residents/a-page-is-an-application", test_a_page_is_an_application);
  BROWSER_TEST ("/residents/a-page-follows-its-town", test_a_page_follows_its_town);
  BROWSER_TEST ("/residents/the-town-hall-can-be-called", test_the_town_hall_can_be_called);
  BROWSER_TEST ("/residents/what-is-kept-is-said", test_what_is_kept_is_said);

  return g_test_run ();
}
