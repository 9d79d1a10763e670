/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-endings"

#include "config.h"

#include "shop-fixture.h"

#include <string.h>

/* Days that are closed, products and shops that are removed, a module that is off. */

static json_t *
find_product (const json_t *shop,
              const char   *id)
{
  const json_t *products = json_object_get (shop, "products");

  for (gsize i = 0; i < json_array_size (products); i++)
    {
      json_t *product = json_array_get (products, i);

      if (strcmp (town_text (product, "id"), id) == 0)
        return product;
    }

  g_assert_not_reached ();
}

/* What residents and the feed are shown of today. */
static void
assert_today (ShopFixture *fixture,
              gint64       left,
              gboolean     open)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s?day=" TODAY, fixture->shop);
  g_autofree char *pickup_id = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autofree char *shelf_id = g_strconcat (fixture->tradition, "/" TODAY, NULL);
  g_autoptr(json_t) shop = shop_resident (fixture, 200, 1, "GET", path, NULL);
  g_autoptr(json_t) pickup = shop_entity (fixture, "pickup", pickup_id);
  g_autoptr(json_t) shelf = shop_entity (fixture, "shelf", shelf_id);
  const json_t *product = find_product (shop, fixture->tradition);

  g_assert_cmpint (town_int (product, "left"), ==, left);
  g_assert_cmpint (town_int (json_array_get (json_object_get (product, "bakes"), 0), "left"), ==,
                   left);
  g_assert_cmpint (json_array_size (json_object_get (shop, "pickup")) > 0, ==, open);
  g_assert_cmpint (json_array_size (json_object_get (pickup, "slots")) > 0, ==, open);
  g_assert_cmpstr (town_text (pickup, "closed"), ==, open ? "" : "over");
  g_assert_cmpint (town_int (shelf, "left"), ==, left);
}

static void
test_a_day_that_is_closed_by_hand_offers_nothing (ShopFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 12, 10);
  g_autoptr(json_t) problem = NULL;
  const json_t *slots;

  assert_today (fixture, 10, TRUE);
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "close-day",
                        "{\"day\":\"" TODAY "\"}"));
  assert_today (fixture, 0, FALSE);
  problem = shop_order (fixture, 409, 1, 1);
  slots = json_object_get (json_object_get (problem, "instead"), "slots");
  g_assert_cmpuint (json_array_size (slots), >, 0);
  for (gsize i = 0; i < json_array_size (slots); i++)
    g_assert_cmpstr (town_text (json_array_get (slots, i), "day"), !=, TODAY);

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "reopen", "{}"));
  assert_today (fixture, 10, TRUE);
  json_decref (shop_order (fixture, 201, 1, 1));
  g_assert_nonnull (bake);
}

static void
test_the_rest_of_a_removed_product_is_sold_or_not (ShopFixture   *fixture,
                                                   gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 2);
  g_autoptr(json_t) entity = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "remove", "{}"));
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":3}"));
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "waste",
                        "{\"day\":\"" TODAY "\",\"lost\":1}"));
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "close-day",
                        "{\"day\":\"" TODAY "\",\"products\":[{\"product\":\"%s\","
                        "\"unsold\":5}]}", fixture->tradition));
  entity = shop_entity (fixture, "bake", bake);
  g_assert_cmpint (town_int (entity, "sold"), ==, 3);
  g_assert_cmpint (town_int (entity, "lost"), ==, 1);
  g_assert_cmpint (town_int (entity, "unsold"), ==, 5);

  /* On another day there is nothing of it, and it is not offered. */
  json_decref (shop_do (fixture, 404, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TOMORROW "\",\"quantity\":1}"));
  json_decref (shop_do (fixture, 404, "products", fixture->tradition, "bakes",
                        "{\"day\":\"" TODAY "\",\"ready\":600,\"quantity\":1}"));
}

static void
test_what_a_removed_shop_did_is_still_counted (ShopFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  g_autofree char *remove = g_strdup_printf ("/merchants/%s/remove", fixture->shop);
  g_autofree char *day = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autoptr(json_t) counts = NULL;

  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "collect", "{}"));
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", remove, "{}"));
  counts = town_entity (&fixture->town, "orders_day", day);
  g_assert_cmpint (town_int (counts, "collected"), ==, 1);
  g_assert_cmpint (town_int (counts, "reserved"), ==, 2);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));
  g_assert_nonnull (bake);
}

static void
test_orders_are_not_switched_off_under_who_waits (ShopFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  g_autoptr(json_t) problem = NULL;

  problem = town_expect (&fixture->town, 409, "operator", "POST", "/modules/orders",
                         "{\"on\":false}");
  g_assert_cmpint (town_int (problem, "orders"), ==, 1);
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "decline",
                        "{\"reason\":\"closing\"}"));
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders",
                            "{\"on\":false}"));
  g_assert_nonnull (bake);
}

/* Nobody sees them, and they are not kept longer than orders are. */
static void
test_who_orders_every_week_is_forgotten_too (ShopFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/standing", fixture->shop);
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;

  json_decref (shop_resident (fixture, 201, 1, "POST", path,
                              "{\"name\":\"M. Roux\",\"phone\":\"0611223344\",\"weekday\":4,"
                              "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":2}]}",
                              AT (16, 0), fixture->tradition));
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders",
                            "{\"on\":false}"));
  for (int i = 0; i < 29; i++)
    town_pass (&fixture->town, PARVIS_DAY);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders", "{}"));
  before = shop_resident (fixture, 200, 1, "GET", "/standing", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (before, "standing")), ==, 1);

  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders",
                            "{\"on\":false}"));
  for (int i = 0; i < 12; i++)
    town_pass (&fixture->town, PARVIS_DAY);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders", "{}"));
  after = shop_resident (fixture, 200, 1, "GET", "/standing", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (after, "standing")), ==, 0);
}

static void
share (ShopFixture *fixture,
       int          status,
       int          online)
{
  json_decref (shop_do (fixture, status, "products", fixture->tradition, "share",
                        "{\"day\":\"" TODAY "\",\"online\":%d,"
                        "\"at\":\"2026-06-17T12:00:00Z\"}", online));
}

/* It is 14:00: what a later batch set aside is not what is on the screen, nor asked about. */
static void
test_a_share_is_of_the_batches_that_are_ready (ShopFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *ready = shop_bake (fixture, fixture->tradition, TODAY, AT (7, 0), 32, 12);
  g_autofree char *later = shop_bake (fixture, fixture->tradition, TODAY, AT (16, 0), 60, 30);

  share (fixture, 200, 17);
  g_assert_cmpint (shop_purse (fixture, ready, "online"), ==, 17);
  g_assert_cmpint (shop_purse (fixture, ready, "counter"), ==, 15);
  g_assert_cmpint (shop_purse (fixture, later, "online"), ==, 30);
  share (fixture, 409, 33);
  share (fixture, 200, 12);
  g_assert_cmpint (shop_purse (fixture, ready, "online"), ==, 12);
  g_assert_cmpint (shop_purse (fixture, later, "online"), ==, 30);
  shop_assert_adds_up (fixture);
}

static void
test_a_batch_is_undone_and_declared_again (ShopFixture   *fixture,
                                           gconstpointer  data)
{
  static const char id[] = "3f0d2b1c-8a55-4d62-9e4f-0c9b7a6d5e4f";
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"day\":\"" TODAY "\",\"ready\":420,"
                                           "\"quantity\":30,\"online\":10}", id);
  g_autoptr(json_t) made = shop_do (fixture, 201, "products", fixture->tradition, "bakes", "%s",
                                    body);

  g_assert_cmpstr (town_text (made, "id"), ==, id);
  json_decref (shop_do (fixture, 409, "products", fixture->tradition, "bakes", "%s", body));
  json_decref (shop_do (fixture, 409, "products", fixture->campagne, "bakes", "%s", body));
  json_decref (shop_do (fixture, 200, "bakes", id, "", "{\"declared\":0}"));
  g_assert_cmpint (shop_purse (fixture, id, "online"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, id, "counter"), ==, 0);
  json_decref (shop_do (fixture, 201, "products", fixture->tradition, "bakes", "%s", body));
  g_assert_cmpint (shop_purse (fixture, id, "online"), ==, 10);
  g_assert_cmpint (shop_purse (fixture, id, "counter"), ==, 20);
  shop_assert_adds_up (fixture);
}

static void
waste (ShopFixture *fixture,
       int          status,
       int          lost)
{
  json_decref (shop_do (fixture, status, "products", fixture->tradition, "waste",
                        "{\"day\":\"" TODAY "\",\"lost\":%d}", lost));
}

static void
test_what_was_not_lost_is_the_counter_s_again (ShopFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (7, 0), 10, 4);

  waste (fixture, 409, -1);
  waste (fixture, 200, 2);
  waste (fixture, 409, -3);
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 4);
  waste (fixture, 200, -1);
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 5);
  g_assert_cmpint (shop_purse (fixture, bake, "lost"), ==, 1);
  shop_assert_adds_up (fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders-endings/a-day-that-is-closed-by-hand-offers-nothing",
             test_a_day_that_is_closed_by_hand_offers_nothing);
  SHOP_TEST ("/orders-endings/the-rest-of-a-removed-product-is-sold-or-not",
             test_the_rest_of_a_removed_product_is_sold_or_not);
  SHOP_TEST ("/orders-endings/what-a-removed-shop-did-is-still-counted",
             test_what_a_removed_shop_did_is_still_counted);
  SHOP_TEST ("/orders-endings/orders-are-not-switched-off-under-who-waits",
             test_orders_are_not_switched_off_under_who_waits);
  SHOP_TEST ("/orders-endings/who-orders-every-week-is-forgotten-too",
             test_who_orders_every_week_is_forgotten_too);
  SHOP_TEST ("/orders-endings/a-share-is-of-the-batches-that-are-ready",
             test_a_share_is_of_the_batches_that_are_ready);
  SHOP_TEST ("/orders-endings/a-batch-is-undone-and-declared-again",
             test_a_batch_is_undone_and_declared_again);
  SHOP_TEST ("/orders-endings/what-was-not-lost-is-the-counter-s-again",
             test_what_was_not_lost_is_the_counter_s_again);

  return g_test_run ();
}
