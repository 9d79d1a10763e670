/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-residents-bread"

#include "config.h"

#include "browser-fixture.h"
#include "shop-fixture.h"

#include <string.h>

#define BREAD "/essai-00001/pain"
#define KEY   "7c9e6679-7425-40de-944b-e07fc1f90ae7"

/* A telephone at the shop's service. */
static void
open_phone (ShopFixture *shop,
            Browser     *browser)
{
  Browser first = { .town = shop->town };

  browser_open_another (browser, &first);
  browser->origin = "";
  browser->site = "same-origin";
}

static char *
dup_shop_page (ShopFixture *shop)
{
  return g_strconcat (BREAD "/", shop->shop, NULL);
}

static void
expect_not (Browser    *browser,
            const char *text)
{
  if (strstr (browser->html, text) != NULL)
    g_error ("“%s” is on the page:\n%s", text, browser->html);
}

static char *
dup_quantity (const char *product)
{
  return g_strconcat ("q.", product, NULL);
}

/* Reserves so many traditions for 18:00; what comes back is open. */
static void
reserve (ShopFixture *shop,
         Browser     *browser,
         const char  *quantity)
{
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *tradition = dup_quantity (shop->tradition);

  browser_get (browser, page);
  browser_expect (browser, 200, "1. How many?");
  browser_submit (browser, tradition, quantity, "from", "1080", "name", "Mme Lefèvre",
                  "phone", "06 12 34 56 78", "email", "", "note", "", NULL);
}

static void
test_who_reserves_gets_a_code (ShopFixture   *shop,
                               gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *order = NULL;
  Browser browser;

  open_phone (shop, &browser);
  browser_get (&browser, BREAD);
  browser_expect (&browser, 200, "Yes: 12 Tradition");
  expect_not (&browser, "My reservations");

  reserve (shop, &browser, "2");
  g_assert_cmpint (browser.status, ==, 303);
  g_assert_true (g_str_has_prefix (browser.location, BREAD "/commande/"));
  order = g_strdup (browser.location);
  browser_get (&browser, order);
  browser_expect (&browser, 200, "Confirmed by the shop");
  browser_expect (&browser, 200, "class=\"code\"");
  browser_expect (&browser, 200, "Collect today");
  browser_expect (&browser, 200, "18:00 – 18:30");
  browser_expect (&browser, 200, "2 × Tradition");
  browser_expect (&browser, 200, "€2.40");
  g_assert_cmpint (shop_purse (shop, bake, "online"), ==, 10);

  browser_get (&browser, BREAD);
  browser_expect (&browser, 200, "Yes: 10 Tradition");
  browser_expect (&browser, 200, "My reservations");

  /* Its last form takes it back, once. */
  browser_get (&browser, order);
  browser_submit (&browser, NULL);
  browser_expect_at (&browser, order);
  browser_get (&browser, order);
  browser_expect (&browser, 200, "You cancelled this reservation");
  expect_not (&browser, "class=\"code\"");
  g_assert_cmpint (shop_purse (shop, bake, "online"), ==, 12);
  shop_assert_adds_up (shop);
  browser_close (&browser);
}

static void
test_a_form_sent_twice_is_one_order (ShopFixture   *shop,
                                     gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *body = NULL;
  g_autofree char *key = NULL;
  g_autofree char *order = NULL;
  Browser browser;

  open_phone (shop, &browser);
  browser_get (&browser, page);
  key = browser_hidden (&browser, "key");
  body = g_strdup_printf ("key=%s&day=" TODAY "&q.%s=2&from=1080&name=Awa&phone=0612345678", key,
                          shop->tradition);
  browser_post (&browser, page, body);
  g_assert_cmpint (browser.status, ==, 303);
  order = g_strdup (browser.location);
  browser_post (&browser, page, body);
  browser_expect_at (&browser, order);
  g_assert_cmpint (shop_purse (shop, bake, "online"), ==, 10);
  browser_close (&browser);
}

static void
test_what_cannot_be_keeps_what_was_typed (ShopFixture   *shop,
                                          gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 3);
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *tradition = dup_quantity (shop->tradition);
  Browser browser;

  open_phone (shop, &browser);
  browser_get (&browser, page);
  browser_submit (&browser, tradition, "2", "from", "1080", "name", "<b>Lefèvre</b>",
                  "phone", "12", "email", "", "note", "Bien cuit", NULL);
  browser_expect (&browser, 422, "A telephone number or an e-mail address is needed");
  browser_expect (&browser, 422, "value=\"&lt;b&gt;Lefèvre&lt;/b&gt;\"");
  browser_expect (&browser, 422, "value=\"Bien cuit\"");
  browser_expect (&browser, 422, "id=\"s.1080\" value=\"1080\" checked");
  expect_not (&browser, "<b>Lef");

  /* Nothing chosen, no time, a number that is none. */
  browser_submit (&browser, tradition, "0", "from", "1080", "name", "Awa", "phone", "0612345678",
                  NULL);
  browser_expect (&browser, 422, "Choose what you want");
  browser_submit (&browser, tradition, "1", "name", "Awa", "phone", "0612345678", NULL);
  browser_expect (&browser, 422, "Choose when you will come");
  browser_submit (&browser, tradition, "-1", "from", "1080", "name", "Awa", "phone", "0612345678",
                  NULL);
  browser_expect (&browser, 422, "Choose what you want");

  /* Somebody is faster: how many are left is said, never lowered without a word. */
  browser_get (&browser, page);
  json_decref (shop_order (shop, 201, 7, 2));
  browser_submit (&browser, tradition, "3", "from", "1080", "name", "Awa", "phone", "0612345678",
                  NULL);
  browser_expect (&browser, 409, "somebody was faster");
  browser_expect (&browser, 409, "You wanted 3; only 1 are left.");
  browser_expect (&browser, 409, "value=\"1\"");
  g_assert_cmpint (shop_purse (shop, bake, "online"), ==, 1);
  shop_assert_adds_up (shop);
  browser_close (&browser);
}

static void
test_nobody_sees_another_telephone_s_order (ShopFixture   *shop,
                                            gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *order = NULL;
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *cancel = NULL;
  g_autofree char *calendar = NULL;
  Browser one;
  Browser other;

  open_phone (shop, &one);
  open_phone (shop, &other);
  reserve (shop, &one, "2");
  order = g_strdup (one.location);
  cancel = g_strconcat (order, "/annuler", NULL);
  calendar = g_strconcat (order, "/agenda.ics", NULL);
  browser_get (&one, calendar);
  browser_expect (&one, 200, "DTSTART:20260617T160000Z\r\n");

  browser_get (&other, order);
  browser_expect (&other, 404, NULL);
  browser_get (&other, page);
  browser_get (&other, order);
  browser_expect (&other, 404, NULL);
  browser_get (&other, calendar);
  browser_expect (&other, 404, NULL);
  browser_post (&other, cancel, "key=" KEY);
  browser_expect (&other, 404, NULL);
  browser_get (&other, BREAD);
  expect_not (&other, "My reservations");
  g_assert_cmpint (shop_purse (shop, bake, "online"), ==, 10);

  /* Nor does a page of somebody else act with this one's cookie. */
  one.site = "cross-site";
  browser_post (&one, cancel, "key=" KEY);
  browser_expect (&one, 403, NULL);

  /* Nor can one give him another cookie, after which his orders would be nobody's. */
  g_clear_pointer (&other.cookies, g_hash_table_unref);
  other.cookies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  other.site = "cross-site";
  browser_post (&other, page, "key=" KEY);
  browser_expect (&other, 403, NULL);
  g_assert_null (other.cookie_line);
  one.site = "same-origin";
  browser_get (&one, order);
  browser_expect (&one, 200, "Confirmed by the shop");
  browser_close (&one);
  browser_close (&other);
}

static void
test_without_a_cookie_nothing_is_reserved (ShopFixture   *shop,
                                           gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *body = NULL;
  Browser browser;

  open_phone (shop, &browser);
  body = g_strdup_printf ("key=" KEY "&day=" TODAY "&q.%s=2&from=1080&name=Awa&phone=0612345678",
                          shop->tradition);
  browser_post (&browser, page, body);
  browser_expect (&browser, 403, "Cookies must be allowed");
  browser_expect (&browser, 403, "value=\"Awa\"");
  g_assert_cmpint (shop_purse (shop, bake, "online"), ==, 12);

  /* The page that said so gave one. */
  browser_post (&browser, page, body);
  g_assert_cmpint (browser.status, ==, 303);
  browser_close (&browser);
}

static void
test_a_week_and_an_alert (ShopFixture   *shop,
                          gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *weekly = g_strconcat (page, "/chaque-semaine", NULL);
  g_autofree char *alert = g_strconcat (page, "/alerte", NULL);
  g_autofree char *body = NULL;
  g_autofree char *wish = NULL;
  Browser browser;

  open_phone (shop, &browser);
  browser_get (&browser, page);
  browser_expect (&browser, 200, "Sold out (today)");
  body = g_strdup_printf ("key=" KEY "&day=" TODAY "&q.%s=1&from=1080&name=Awa&phone=0612345678",
                          shop->tradition);
  browser_post (&browser, weekly, body);
  browser_expect_at (&browser, BREAD);
  wish = g_strdup_printf ("key=1c9e6679-7425-40de-944b-e07fc1f90ae7&day=" TODAY "&product=%s"
                          "&q.%s=0&name=&phone=&email=awa@courrier.example", shop->campagne,
                          shop->tradition);
  browser_post (&browser, alert, wish);
  browser_expect_at (&browser, BREAD);
  browser_get (&browser, BREAD);
  browser_expect (&browser, 200, "Each week: Wednesday, 18:00");
  browser_expect (&browser, 200, "You are told when there is Campagne again (today).");

  /* The last one ends what it stands with. */
  browser_submit (&browser, NULL);
  browser_expect_at (&browser, BREAD);
  browser_get (&browser, BREAD);
  expect_not (&browser, "You are told when there is");
  browser_submit (&browser, NULL);
  browser_get (&browser, BREAD);
  expect_not (&browser, "Each week");
  browser_close (&browser);
}

static void
test_days_on_which_nothing_is_taken (ShopFixture   *shop,
                                     gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *monday = g_strconcat (page, "?day=2026-06-22", NULL);
  g_autofree char *wrong = g_strconcat (page, "?day=x", NULL);
  Browser browser;

  open_phone (shop, &browser);
  browser_get (&browser, monday);
  browser_expect (&browser, 200, "Closed on this day of the week");
  browser_get (&browser, wrong);
  browser_expect (&browser, 422, NULL);
  json_decref (shop_do (shop, 200, "merchants", shop->shop, "shut", "{}"));
  browser_get (&browser, page);
  browser_expect (&browser, 200, "No more reservations for today");
  browser_get (&browser, BREAD);
  browser_expect (&browser, 200, "No more reservations for today");

  /* A town without the module has no such page. */
  json_decref (town_expect (&shop->town, 200, "operator", "POST", "/modules/orders",
                            "{\"on\":false}"));
  town_tick (&shop->town);
  browser_get (&browser, BREAD);
  browser_expect (&browser, 404, NULL);
  browser_get (&browser, page);
  browser_expect (&browser, 404, NULL);
  browser_close (&browser);
}

/* "Épuisé" and the code as it is said, in the other language. */
/* The one that he chose comes back to the same page, and the day stays. */
static void
test_a_language_is_chosen_here_too (ShopFixture   *shop,
                                    gconstpointer  data)
{
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *chosen = g_strconcat (page, "?day=" TOMORROW "&lang=fr", NULL);
  g_autofree char *there = g_strconcat (page, "?day=" TOMORROW, NULL);
  Browser browser;

  open_phone (shop, &browser);
  browser_get (&browser, chosen);
  browser_expect_at (&browser, there);
  browser_get (&browser, there);
  browser_expect (&browser, 200, "lang=\"fr\"");
  browser_close (&browser);
}

/* Why, and what there is instead, as the letter says it; no delay of what will not be. */
static void
test_what_is_declined_says_why (ShopFixture   *shop,
                                gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *order = NULL;
  const char *id;
  Browser browser;

  open_phone (shop, &browser);
  reserve (shop, &browser, "2");
  order = g_strdup (browser.location);
  id = strrchr (order, '/') + 1;
  json_decref (shop_do (shop, 200, "orders", id, "delay", "{\"minutes\":20}"));
  json_decref (shop_do (shop, 200, "orders", id, "decline",
                        "{\"reason\":\"no_bread\",\"offer\":{\"from\":1110}}"));
  town_pass (&shop->town, PARVIS_MINUTE);
  browser_get (&browser, order);
  browser_expect (&browser, 200, "there is no more bread of this kind");
  browser_expect (&browser, 200, "Instead: at 18:30");
  expect_not (&browser, "minutes late");
  browser_close (&browser);
}

static void
test_it_is_said_in_french (ShopFixture   *shop,
                           gconstpointer  data)
{
  g_autofree char *bake = shop_bake (shop, shop->tradition, TODAY, AT (16, 0), 40, 12);
  g_autofree char *page = dup_shop_page (shop);
  g_autofree char *tradition = dup_quantity (shop->tradition);
  Browser browser;

  open_phone (shop, &browser);
  browser.language = "fr";
  browser_get (&browser, BREAD);
  browser_expect (&browser, 200, "Oui\xc2\xa0: 12 Tradition");
  browser_get (&browser, page);
  browser_expect (&browser, 200, "1. Combien");
  browser_submit (&browser, tradition, "2", "from", "1080", "name", "Awa", "phone", "0612345678",
                  NULL);
  browser_get (&browser, browser.location);
  browser_expect (&browser, 200, "Se dit «");
  browser_expect (&browser, 200, " comme ");
  browser_expect (&browser, 200, "2,40");
  browser_close (&browser);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/residents-bread/code", test_who_reserves_gets_a_code);
  SHOP_TEST ("/residents-bread/twice", test_a_form_sent_twice_is_one_order);
  SHOP_TEST ("/residents-bread/typed", test_what_cannot_be_keeps_what_was_typed);
  SHOP_TEST ("/residents-bread/others", test_nobody_sees_another_telephone_s_order);
  SHOP_TEST ("/residents-bread/cookie", test_without_a_cookie_nothing_is_reserved);
  SHOP_TEST ("/residents-bread/week-and-alert", test_a_week_and_an_alert);
  SHOP_TEST ("/residents-bread/days", test_days_on_which_nothing_is_taken);
  SHOP_TEST ("/residents-bread/language", test_a_language_is_chosen_here_too);
  SHOP_TEST ("/residents-bread/declined", test_what_is_declined_says_why);
  SHOP_TEST ("/residents-bread/french", test_it_is_said_in_french);

  return g_test_run ();
}
