/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-endings"

#include "config.h"

#include "shop-fixture.h"

#include "parvis-order.h"

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

static void
assert_order (ShopFixture  *fixture,
              const json_t *order,
              const char   *state,
              const char   *by,
              int           shortage)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "order", town_text (order, "id"));

  g_assert_cmpstr (town_text (entity, "state"), ==, state);
  g_assert_cmpstr (json_string_value (json_object_get (entity, "by")), ==, by);
  g_assert_cmpint (json_integer_value (json_object_get (entity, "shortage")), ==, shortage);
}

static void
step (ShopFixture  *fixture,
      int           status,
      const json_t *order,
      const char   *name,
      const char   *at)
{
  json_decref (shop_do (fixture, status, "orders", town_text (order, "id"), name,
                        at != NULL ? "{\"at\":\"" TODAY "T%s:00Z\"}" : "{}", at));
}

static gint64
count_day (ShopFixture *fixture,
           const char  *what)
{
  g_autofree char *day = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autoptr(json_t) counts = town_entity (&fixture->town, "orders_day", day);

  return json_integer_value (json_object_get (counts, what));
}

/* Whoever knew the seed could tell the codes of others. */
static void
test_a_day_that_is_opened_again_has_codes_of_its_own (ShopFixture   *fixture,
                                                      gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 12, 10);
  guint same = 0;

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "close-day",
                        "{\"day\":\"" TODAY "\"}"));
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "reopen", "{}"));
  for (int i = 0; i < 3; i++)
    {
      g_autoptr(json_t) order = shop_order (fixture, 201, i + 1, 1);
      char code[PARVIS_ORDER_CODE_SIZE];

      parvis_order_code (0, i, code);
      same += strcmp (code, town_text (order, "code")) == 0;
    }
  g_assert_cmpuint (same, <, 3);
  g_assert_nonnull (bake);
}

static void
test_a_day_that_was_closed_too_early_goes_on (ShopFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 12, 8);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  g_autofree char *products =
    g_strdup_printf ("{\"day\":\"" TODAY "\",\"products\":[{\"product\":\"%s\",\"unsold\":7,"
                     "\"given\":2}]}", fixture->tradition);
  g_autofree char *back =
    g_strdup_printf ("{\"day\":\"" TODAY "\",\"products\":[{\"product\":\"%s\",\"unsold\":7,"
                     "\"given\":2,\"online\":5}]}", fixture->tradition);

  json_decref (shop_do (fixture, 409, "merchants", fixture->shop, "open-day", "%s", back));
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "close-day", "%s", products));
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 1);
  assert_today (fixture, 0, FALSE);
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "open-day", "%s", back));
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 4);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 6);
  g_assert_cmpint (shop_purse (fixture, bake, "unsold"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, bake, "given"), ==, 0);
  assert_today (fixture, 6, TRUE);
  shop_assert_adds_up (fixture);

  /* More than was written down is not there; of a day that is over nothing is taken back. */
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "close-day",
                        "{\"day\":\"" TODAY "\"}"));
  json_decref (shop_do (fixture, 409, "merchants", fixture->shop, "open-day", "%s", back));
  assert_today (fixture, 0, FALSE);
  town_pass (&fixture->town, 11 * PARVIS_HOUR);
  json_decref (shop_do (fixture, 409, "merchants", fixture->shop, "open-day",
                        "{\"day\":\"" TODAY "\"}"));
}

static json_t *
order_tomorrow (ShopFixture *fixture,
                int          device)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);

  return shop_resident (fixture, 201, device, "POST", path,
                        "{\"name\":\"A\",\"phone\":\"06000%05d\",\"day\":\"" TOMORROW "\","
                        "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                        device, AT (18, 0), fixture->tradition);
}

/* 19:15 in Paris: the last slot is over, and so is what nobody came for. */
static void
close_by_itself (ShopFixture *fixture)
{
  town_pass (&fixture->town, 5 * PARVIS_HOUR + 15 * PARVIS_MINUTE);
}

/* The line was down from before six until after closing. */
static void
test_what_a_counter_without_a_line_handed_over_is_collected (ShopFixture   *fixture,
                                                             gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 10);
  g_autoptr(json_t) placed = shop_order (fixture, 201, 1, 2);
  g_autoptr(json_t) ready = shop_order (fixture, 201, 2, 3);
  g_autoptr(json_t) entity = NULL;
  g_autofree char *tomorrow = NULL;
  g_autoptr(json_t) next = NULL;
  g_autoptr(json_t) seen = NULL;
  g_autofree char *path = g_strdup_printf ("/orders/%s", town_text (placed, "id"));

  step (fixture, 200, ready, "ready", NULL);
  close_by_itself (fixture);
  assert_order (fixture, placed, "released", "schedule", 0);
  assert_order (fixture, ready, "no_show", "schedule", 0);
  g_assert_cmpint (count_day (fixture, "released"), ==, 1);

  /* In the order in which they were done. What was done after it had ended is no such thing. */
  step (fixture, 200, placed, "prepare", "15:50");
  step (fixture, 200, placed, "ready", "15:55");
  assert_order (fixture, placed, "released", "schedule", 0);
  step (fixture, 409, placed, "ready", "17:15");
  step (fixture, 409, placed, "ready", NULL);
  step (fixture, 200, placed, "collect", "16:05");
  step (fixture, 200, ready, "collect", NULL);
  assert_order (fixture, placed, "collected", NULL, 0);
  assert_order (fixture, ready, "collected", NULL, 0);
  entity = shop_entity (fixture, "order", town_text (placed, "id"));
  g_assert_cmpstr (town_text (entity, "collected_at"), ==, TODAY "T16:05:00.000Z");
  g_assert_null (json_object_get (entity, "reason"));
  seen = shop_resident (fixture, 200, 1, "GET", path, NULL);
  g_assert_cmpstr (town_text (seen, "state"), ==, "collected");

  g_assert_cmpint (shop_purse (fixture, bake, "collected"), ==, 5);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 5);
  g_assert_cmpint (shop_purse (fixture, bake, "reserved"), ==, 0);
  shop_assert_adds_up (fixture);
  g_assert_cmpint (count_day (fixture, "released"), ==, 0);
  g_assert_cmpint (count_day (fixture, "no_show"), ==, 0);
  g_assert_cmpint (count_day (fixture, "collected"), ==, 2);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));

  /* It counts as no forgotten one either. */
  tomorrow = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 10, 10);
  next = order_tomorrow (fixture, 2);
  g_clear_pointer (&entity, json_decref);
  entity = shop_entity (fixture, "order", town_text (next, "id"));
  g_assert_cmpint (json_integer_value (json_object_get (entity, "forgotten")), ==, 0);
  g_assert_nonnull (tomorrow);
}

/* Two of the four were put back, and sold; so it is who may still come for the others that has
 * none.
 */
static void
test_who_lacks_bread_that_was_handed_over_late_is_shown (ShopFixture   *fixture,
                                                         gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) late = shop_order (fixture, 201, 1, 2);
  g_autoptr(json_t) kept = shop_order (fixture, 201, 2, 2);

  json_decref (shop_do (fixture, 200, "orders", town_text (kept, "id"), "keep",
                        "{\"minutes\":90}"));
  close_by_itself (fixture);
  assert_order (fixture, late, "released", "schedule", 0);
  assert_order (fixture, kept, "placed", NULL, 0);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":2,\"anyway\":true}"));
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 0);

  step (fixture, 200, late, "collect", "16:05");
  assert_order (fixture, late, "collected", NULL, 0);
  assert_order (fixture, kept, "placed", NULL, 2);
  g_assert_cmpint (shop_purse (fixture, bake, "overdrawn"), ==, 2);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 0);
  shop_assert_adds_up (fixture);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));

  /* Not handed over after all: nobody lacks anything. */
  json_decref (shop_do (fixture, 200, "orders", town_text (late, "id"), "back",
                        "{\"to\":\"released\"}"));
  assert_order (fixture, late, "released", "schedule", 0);
  assert_order (fixture, kept, "placed", NULL, 0);
  g_assert_cmpint (shop_purse (fixture, bake, "overdrawn"), ==, 0);
  shop_assert_adds_up (fixture);
}

/* The evening counted what was on the shelf, and believed that what it had put back was, too. */
static void
test_what_was_written_off_may_have_been_handed_over (ShopFixture   *fixture,
                                                     gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 6, 6);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);

  close_by_itself (fixture);
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "close-day",
                        "{\"day\":\"" TODAY "\",\"products\":[{\"product\":\"%s\","
                        "\"unsold\":6}]}", fixture->tradition));
  step (fixture, 200, order, "collect", "16:05");
  g_assert_cmpint (shop_purse (fixture, bake, "collected"), ==, 2);
  g_assert_cmpint (shop_purse (fixture, bake, "unsold"), ==, 4);
  g_assert_cmpint (shop_purse (fixture, bake, "overdrawn"), ==, 0);
  shop_assert_adds_up (fixture);
}

static void
test_a_late_hand_over_is_taken_back_and_has_an_end (ShopFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 10);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  g_autoptr(json_t) by_hand = shop_order (fixture, 201, 2, 1);
  g_autoptr(json_t) in_time = shop_order (fixture, 201, 3, 1);

  step (fixture, 200, order, "ready", NULL);
  step (fixture, 200, by_hand, "release", NULL);
  step (fixture, 200, in_time, "collect", NULL);
  json_decref (shop_do (fixture, 409, "orders", town_text (in_time, "id"), "back",
                        "{\"to\":\"no_show\"}"));
  close_by_itself (fixture);

  /* What somebody ended has ended. */
  step (fixture, 409, by_hand, "collect", NULL);
  step (fixture, 200, order, "collect", NULL);
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "back",
                        "{\"to\":\"no_show\"}"));
  assert_order (fixture, order, "no_show", "schedule", 0);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 9);
  g_assert_cmpint (count_day (fixture, "no_show"), ==, 1);
  g_assert_cmpint (count_day (fixture, "collected"), ==, 1);
  shop_assert_adds_up (fixture);

  /* 23:59 of the day after, and a minute later. */
  town_pass (&fixture->town, PARVIS_DAY + 4 * PARVIS_HOUR + 44 * PARVIS_MINUTE);
  step (fixture, 200, order, "collect", NULL);
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "back",
                        "{\"to\":\"no_show\"}"));
  town_pass (&fixture->town, PARVIS_MINUTE);
  step (fixture, 409, order, "collect", NULL);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));
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
  SHOP_TEST ("/orders-endings/a-day-that-is-opened-again-has-codes-of-its-own",
             test_a_day_that_is_opened_again_has_codes_of_its_own);
  SHOP_TEST ("/orders-endings/a-day-that-was-closed-too-early-goes-on",
             test_a_day_that_was_closed_too_early_goes_on);
  SHOP_TEST ("/orders-endings/what-a-counter-without-a-line-handed-over-is-collected",
             test_what_a_counter_without_a_line_handed_over_is_collected);
  SHOP_TEST ("/orders-endings/who-lacks-bread-that-was-handed-over-late-is-shown",
             test_who_lacks_bread_that_was_handed_over_late_is_shown);
  SHOP_TEST ("/orders-endings/what-was-written-off-may-have-been-handed-over",
             test_what_was_written_off_may_have_been_handed_over);
  SHOP_TEST ("/orders-endings/a-late-hand-over-is-taken-back-and-has-an-end",
             test_a_late_hand_over_is_taken_back_and_has_an_end);

  return g_test_run ();
}
