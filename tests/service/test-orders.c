/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders"

#include "config.h"

#include "shop-fixture.h"

#include "parvis-order.h"

#include <string.h>

static void
assert_purses (ShopFixture *fixture,
               const char  *bake,
               gint64       online,
               gint64       counter,
               gint64       reserved)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "bake", bake);

  g_assert_cmpint (town_int (entity, "online"), ==, online);
  g_assert_cmpint (town_int (entity, "counter"), ==, counter);
  g_assert_cmpint (town_int (entity, "reserved"), ==, reserved);
}

static void
test_an_order_is_placed_prepared_and_handed_over (ShopFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 0), 30, 12);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  const char *id = town_text (order, "id");
  g_autofree char *path = g_strconcat ("/orders/", id, NULL);
  g_autofree char *day = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autoptr(json_t) entity = NULL;
  g_autoptr(json_t) early = NULL;
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) counts = NULL;

  g_assert_cmpuint (strlen (town_text (order, "code")), ==, 3);
  g_assert_cmpstr (town_text (order, "state"), ==, "placed");
  g_assert_cmpstr (town_text (order, "cancel_until"), ==, TODAY "T15:00:00.000Z");
  g_assert_cmpstr (town_text (order, "keep_until"), ==, TODAY "T16:45:00.000Z");
  g_assert_cmpint (town_int (order, "total"), ==, 240);
  assert_purses (fixture, bake, 10, 18, 2);
  entity = shop_entity (fixture, "order", id);
  g_assert_cmpstr (town_text (entity, "name"), ==, "Mme Lefèvre");
  g_assert_null (json_object_get (entity, "device"));

  json_decref (shop_do (fixture, 200, "orders", id, "prepare", "{}"));
  json_decref (shop_do (fixture, 200, "orders", id, "ready", "{}"));
  early = shop_resident (fixture, 200, 1, "GET", path, NULL);
  g_assert_cmpstr (town_text (early, "state"), ==, "preparing");
  town_pass (&fixture->town, 21 * PARVIS_SECOND);
  told = shop_resident (fixture, 200, 1, "GET", path, NULL);
  g_assert_cmpstr (town_text (told, "state"), ==, "ready");
  json_decref (shop_do (fixture, 200, "orders", id, "collect", "{}"));
  assert_purses (fixture, bake, 10, 18, 0);
  shop_assert_adds_up (fixture);

  counts = town_entity (&fixture->town, "orders_day", day);
  g_assert_cmpint (town_int (counts, "placed"), ==, 1);
  g_assert_cmpint (town_int (counts, "collected"), ==, 1);
  g_assert_cmpint (town_int (counts, "reserved"), ==, 2);
}

static void
test_who_is_too_late_is_told_what_is_left (ShopFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 0), 10, 3);
  g_autofree char *other = shop_bake (fixture, fixture->campagne, TODAY, AT (15, 0), 4, 2);
  g_autoptr(json_t) problem = NULL;
  const json_t *instead;

  json_decref (shop_order (fixture, 201, 1, 2));
  problem = shop_order (fixture, 409, 2, 2);
  g_assert_cmpint (town_int (json_object_get (problem, "left"), fixture->tradition), ==, 1);
  instead = json_object_get (problem, "instead");
  g_assert_cmpint (town_int (json_array_get (json_object_get (instead, "products"), 0), "left"),
                   ==, 2);
  g_assert_cmpuint (json_array_size (json_object_get (instead, "slots")), >, 3);
  g_assert_nonnull (bake);
  g_assert_nonnull (other);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders/an-order-is-placed-prepared-and-handed-over",
             test_an_order_is_placed_prepared_and_handed_over);
  SHOP_TEST ("/orders/who-is-too-late-is-told-what-is-left",
             test_who_is_too_late_is_told_what_is_left);

  return g_test_run ();
}
