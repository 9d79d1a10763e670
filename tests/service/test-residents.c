/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-residents"

#include "config.h"

#include "browser-fixture.h"

#include <string.h>

#define PAGE "/00001"

static void
test_each_figure_comes_with_its_age (Browser       *browser,
                                     gconstpointer  data)
{
  g_autofree char *pool = town_add_source (&browser->town, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *park = town_add_source (&browser->town, TOWN_PARK, "\"measure\":\"free\"");

  browser_get (browser, PAGE);
  browser_expect (browser, 200, "Essai, live");
  browser_expect (browser, 200, "No figure yet");

  g_free (town_read (&browser->town, pool, 0, 42));
  g_free (town_read (&browser->town, park, 0, 63));
  town_tick (&browser->town);
  browser_get (browser, PAGE);
  browser_expect (browser, 200, "42 people, of at most 200");
  browser_expect (browser, 200, "63 free spaces of 100");
  browser_expect (browser, 200, "Live: figure of");
  g_assert_null (strstr (browser->html, "<script"));

  /* Silence is no figure. */
  town_pass (&browser->town, 3 * PARVIS_HOUR);
  browser_get (browser, PAGE);
  browser_expect (browser, 200, "No reliable figure");
  browser_expect (browser, 200, "Last one: 42, on");
  g_assert_null (strstr (browser->html, "42 people"));
}

static void
test_a_part_of_the_spaces_is_said_to_be_one (Browser       *browser,
                                             gconstpointer  data)
{
  g_autofree char *id = town_find (&browser->town, "gauge", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", id);

  json_decref (town_expect (&browser->town, 200, "operator", "POST", path, "{\"capacity\":4}"));
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *source = town_add_source (&browser->town, TOWN_PARK,
                                                 "\"measure\":\"space\"");

      g_free (town_read (&browser->town, source, 0, i == 0));
    }

  browser_get (browser, PAGE);
  browser_expect (browser, 200, "2 free spaces of 3 measured (4 in all)");
}

static void
test_a_closed_place_says_so (Browser       *browser,
                             gconstpointer  data)
{
  g_autofree char *place = town_find (&browser->town, "facility", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/facilities/%s/close", place);

  json_decref (town_expect (&browser->town, 200, browser->town.key, "POST", path,
                            "{\"reason\":\"brocante\"}"));
  browser_get (browser, PAGE);
  browser_expect (browser, 200, "Closed");
}

static void
test_works_are_told_to_residents (Browser       *browser,
                                  gconstpointer  data)
{
  g_autofree char *id = town_find (&browser->town, "gauge", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/lower", id);
  g_autofree char *source = town_add_source (&browser->town, TOWN_PARK,
                                             "\"measure\":\"present\"");

  g_free (town_read (&browser->town, source, 0, 12));
  json_decref (town_expect (&browser->town, 200, browser->town.key, "POST", path,
                            "{\"capacity\":40,\"reason\":\"<travaux>\","
                            "\"until\":\"2026-06-20T16:00:00Z\"}"));
  browser_get (browser, PAGE);
  browser_expect (browser, 200, "28 free spaces of 40");
  browser_expect (browser, 200, "Capacity lowered to 40 until 20/06, 18:00");
  browser_expect (browser, 200, "Reason: &lt;travaux&gt;");
}

static void
test_it_speaks_as_the_browser_does (Browser       *browser,
                                    gconstpointer  data)
{
  browser->language = "fr-FR,fr;q=0.9";
  browser_get (browser, PAGE);
  browser_expect (browser, 200, "Essai, en direct");
  browser_expect (browser, 200, "lang=\"fr\"");
}

static void
test_what_is_not_published_is_not_there (Browser       *browser,
                                         gconstpointer  data)
{
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/modules/parking",
                            "{\"published\":false}"));
  browser_get (browser, PAGE);
  browser_expect (browser, 200, NULL);
  g_assert_null (strstr (browser->html, "arking"));

  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/modules/occupancy",
                            "{\"on\":false}"));
  browser_get (browser, PAGE);
  browser_expect (browser, 404, "There is nothing at this address");
  browser_get (browser, "/49007");
  browser_expect (browser, 404, "There is nothing at this address");
}

static void
test_names_are_no_markup (Browser       *browser,
                          gconstpointer  data)
{
  json_decref (town_expect (&browser->town, 200, "operator", "POST", "/settings",
                            "{\"name\":\"<b>Essai</b>\"}"));
  browser_get (browser, PAGE);
  browser_expect (browser, 200, "&lt;b&gt;Essai");
  g_assert_null (strstr (browser->html, "<b>Essai"));
}


int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  BROWSER_TEST ("/residents/each-figure-comes-with-its-age", test_each_figure_comes_with_its_age);
  BROWSER_TEST ("/residents/a-part-of-the-spaces-is-said-to-be-one",
                test_a_part_of_the_spaces_is_said_to_be_one);
  BROWSER_TEST ("/residents/a-closed-place-says-so", test_a_closed_place_says_so);
  BROWSER_TEST ("/residents/works-are-told-to-residents", test_works_are_told_to_residents);
  BROWSER_TEST ("/residents/it-speaks-as-the-browser-does", test_it_speaks_as_the_browser_does);
  BROWSER_TEST ("/residents/what-is-not-published-is-not-there",
                test_what_is_not_published_is_not_there);
  BROWSER_TEST ("/residents/names-are-no-markup", test_names_are_no_markup);

  return g_test_run ();
}
