/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-standing"

#include "config.h"

#include "shop-fixture.h"

#include <string.h>

#define THURSDAY 4

/* What is ordered every week. */

static json_t *
stand (ShopFixture *fixture,
       int          status,
       int          device,
       int          phone,
       int          from,
       int          quantity)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/standing", fixture->shop);

  return shop_resident (fixture, status, device, "POST", path,
                        "{\"name\":\"M. Roux\",\"phone\":\"06000%05d\",\"weekday\":%d,"
                        "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":%d}]}",
                        phone, THURSDAY, from, fixture->tradition, quantity);
}

static void
act (ShopFixture  *fixture,
     int           device,
     const json_t *standing,
     const char   *action,
     const char   *body)
{
  g_autofree char *path = g_strdup_printf ("/standing/%s/%s", town_text (standing, "id"), action);

  json_decref (shop_resident (fixture, 200, device, "POST", path, "%s", body));
}

/* How many orders of a device are under way. */
static guint
count_open (ShopFixture *fixture,
            int          device)
{
  g_autoptr(json_t) answer = shop_resident (fixture, 200, device, "GET", "/orders", NULL);
  const json_t *orders = json_object_get (answer, "orders");
  guint n = 0;

  for (gsize i = 0; i < json_array_size (orders); i++)
    n += strcmp (town_text (json_array_get (orders, i), "state"), "placed") == 0;

  return n;
}

static void
test_what_is_repeated_is_limited_too (ShopFixture   *fixture,
                                      gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 90, 90);
  g_autoptr(json_t) kept = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "", "{\"limit\":2}"));
  for (int i = 0; i < 6; i++)
    {
      g_autoptr(json_t) standing = stand (fixture, 201, 1, 1, AT (16, 0), 1);

      /* One that is removed leaves its order. */
      g_assert_cmpint (json_object_get (standing, "failed") != NULL, ==, i >= 2);
      act (fixture, 1, standing, "remove", "{}");
    }
  g_assert_cmpuint (count_open (fixture, 1), ==, 2);

  /* Nobody has the same twice; another telephone's is nobody else's business. */
  kept = stand (fixture, 201, 2, 2, AT (16, 0), 1);
  json_decref (stand (fixture, 409, 2, 2, AT (16, 0), 1));
  json_decref (stand (fixture, 409, 3, 2, AT (16, 0), 1));
  json_decref (stand (fixture, 201, 4, 4, AT (16, 0), 1));
  for (int i = 1; i < 5; i++)
    json_decref (stand (fixture, 201, 2, 2, AT (16, 30) + 30 * i, 1));
  json_decref (stand (fixture, 429, 2, 2, AT (16, 30), 1));
  json_decref (stand (fixture, 429, 5, 2, AT (16, 30), 1));
  g_assert_cmpuint (count_open (fixture, 2), ==, 2);
  g_assert_nonnull (bake);
}

static json_t *
stand_by_address (ShopFixture *fixture,
                  int          status,
                  int          device,
                  const char  *email,
                  int          from)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/standing", fixture->shop);

  return shop_resident (fixture, status, device, "POST", path,
                        "{\"name\":\"M. Roux\",\"email\":\"%s\",\"weekday\":%d,"
                        "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                        email, THURSDAY, from, fixture->tradition);
}

static void
test_an_address_is_a_person_too (ShopFixture   *fixture,
                                 gconstpointer  data)
{
  json_decref (stand_by_address (fixture, 201, 1, "a@example.org", AT (16, 0)));
  json_decref (stand_by_address (fixture, 409, 2, "a@example.org", AT (16, 0)));
  json_decref (stand_by_address (fixture, 201, 3, "b@example.org", AT (16, 0)));
  for (int i = 1; i < 5; i++)
    json_decref (stand_by_address (fixture, 201, 3 + i, "a@example.org", AT (16, 0) + 30 * i));
  json_decref (stand_by_address (fixture, 429, 9, "a@example.org", AT (18, 30)));
}

static void
test_what_is_left_behind_counts_as_under_way (ShopFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 90, 90);
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);

  for (int i = 0; i < 8; i++)
    {
      g_autoptr(json_t) standing = stand (fixture, 201, 1, 1, AT (16, 0), 1);

      act (fixture, 1, standing, "remove", "{}");
    }
  g_assert_cmpuint (count_open (fixture, 1), ==, 5);
  json_decref (shop_resident (fixture, 429, 1, "POST", path,
                              "{\"name\":\"A\",\"phone\":\"0600000001\",\"day\":\"" TOMORROW
                              "\",\"from\":%d,\"lines\":[{\"product\":\"%s\","
                              "\"quantity\":1}]}", AT (18, 0), fixture->tradition));
  g_assert_nonnull (bake);
}

static void
test_what_could_not_be_placed_is_tried_again (ShopFixture   *fixture,
                                              gconstpointer  data)
{
  g_autoptr(json_t) standing = stand (fixture, 201, 1, 1, AT (16, 0), 2);
  const char *id = town_text (standing, "id");
  g_autofree char *bake = NULL;
  g_autoptr(json_t) failed = NULL;
  g_autoptr(json_t) placed = NULL;
  g_autoptr(json_t) other = NULL;
  g_autoptr(json_t) other_placed = NULL;

  g_assert_cmpstr (town_text (standing, "failed"), ==, TOMORROW);
  failed = shop_entity (fixture, "standing", id);
  g_assert_cmpstr (town_text (failed, "failed"), ==, TOMORROW);
  g_assert_cmpstr (town_text (failed, "next"), ==, "2026-06-25");

  bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 6, 3);
  g_assert_cmpuint (count_open (fixture, 1), ==, 1);
  placed = shop_entity (fixture, "standing", id);
  g_assert_null (json_object_get (placed, "failed"));
  g_assert_cmpstr (town_text (placed, "next"), ==, TOMORROW);

  /* One is left; more of the batch is shared. */
  other = stand (fixture, 201, 2, 2, AT (16, 0), 2);
  g_assert_cmpstr (town_text (other, "failed"), ==, TOMORROW);
  json_decref (shop_do (fixture, 200, "bakes", bake, "", "{\"online\":2}"));
  g_assert_cmpuint (count_open (fixture, 2), ==, 1);
  other_placed = shop_entity (fixture, "standing", town_text (other, "id"));
  g_assert_null (json_object_get (other_placed, "failed"));
  shop_assert_adds_up (fixture);
}

static void
test_what_somebody_gives_back_goes_to_who_waits (ShopFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 2, 2);
  g_autoptr(json_t) first = stand (fixture, 201, 1, 1, AT (16, 0), 2);
  g_autoptr(json_t) waiting = stand (fixture, 201, 2, 2, AT (16, 0), 2);
  g_autoptr(json_t) orders = shop_resident (fixture, 200, 1, "GET", "/orders", NULL);
  const json_t *order = json_array_get (json_object_get (orders, "orders"), 0);
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", town_text (order, "id"));

  g_assert_null (json_object_get (first, "failed"));
  g_assert_cmpstr (town_text (waiting, "failed"), ==, TOMORROW);
  json_decref (shop_resident (fixture, 200, 1, "POST", cancel, "{}"));
  g_assert_cmpuint (count_open (fixture, 2), ==, 1);

  /* What somebody took back is not ordered for him again. */
  json_decref (shop_do (fixture, 200, "bakes", bake, "", "{\"declared\":9}"));
  json_decref (shop_do (fixture, 200, "bakes", bake, "", "{\"online\":7}"));
  g_assert_cmpuint (count_open (fixture, 1), ==, 0);
}

static void
test_a_day_that_failed_says_so_until_it_is_over (ShopFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autoptr(json_t) standing = stand (fixture, 201, 1, 1, AT (16, 0), 1);
  g_autofree char *next = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autoptr(json_t) over = NULL;

  /* The week after opens, and there is bread. */
  town_pass (&fixture->town, 11 * PARVIS_HOUR);
  next = shop_bake (fixture, fixture->tradition, "2026-06-25", AT (7, 0), 6, 3);
  g_assert_cmpuint (count_open (fixture, 1), ==, 1);
  town_pass (&fixture->town, 22 * PARVIS_HOUR);
  entity = shop_entity (fixture, "standing", town_text (standing, "id"));
  g_assert_cmpstr (town_text (entity, "failed"), ==, TOMORROW);
  town_pass (&fixture->town, 2 * PARVIS_HOUR);
  over = shop_entity (fixture, "standing", town_text (standing, "id"));
  g_assert_null (json_object_get (over, "failed"));
}

static void
test_who_goes_on_has_his_order_at_once (ShopFixture   *fixture,
                                        gconstpointer  data)
{
  g_autoptr(json_t) standing = stand (fixture, 201, 1, 1, AT (16, 0), 1);
  g_autofree char *bake = NULL;

  act (fixture, 1, standing, "pause", "{\"paused\":true}");
  bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 6, 3);
  g_assert_cmpuint (count_open (fixture, 1), ==, 0);
  act (fixture, 1, standing, "pause", "{\"paused\":false}");
  g_assert_cmpuint (count_open (fixture, 1), ==, 1);
  g_assert_nonnull (bake);
}

/* Three Thursdays are open; there is bread for the second of them only. */
static void
test_all_days_that_failed_are_known (ShopFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *bake = NULL;
  g_autoptr(json_t) standing = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autoptr(json_t) listed = NULL;
  const json_t *days;

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "", "{\"days_ahead\":15}"));
  bake = shop_bake (fixture, fixture->tradition, "2026-06-25", AT (7, 0), 6, 3);
  standing = stand (fixture, 201, 1, 1, AT (16, 0), 1);
  g_assert_cmpstr (town_text (standing, "failed"), ==, TOMORROW);
  entity = shop_entity (fixture, "standing", town_text (standing, "id"));
  days = json_object_get (entity, "failed_days");
  g_assert_cmpuint (json_array_size (days), ==, 2);
  g_assert_cmpstr (json_string_value (json_array_get (days, 0)), ==, TOMORROW);
  g_assert_cmpstr (json_string_value (json_array_get (days, 1)), ==, "2026-07-02");
  g_assert_cmpstr (town_text (entity, "next"), ==, "2026-06-25");
  listed = shop_resident (fixture, 200, 1, "GET", "/standing", NULL);
  g_assert_true (json_equal (days, json_object_get (json_array_get (json_object_get (
    listed, "standing"), 0), "failed_days")));
  g_assert_nonnull (bake);
}

/* While a shop may take it back that it declined, nobody else has its bread. */
static void
test_what_a_shop_does_not_give_goes_to_who_waits (ShopFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 2, 2);
  g_autoptr(json_t) first = stand (fixture, 201, 1, 1, AT (16, 0), 2);
  g_autoptr(json_t) waiting = stand (fixture, 201, 2, 2, AT (16, 0), 2);
  g_autoptr(json_t) orders = shop_resident (fixture, 200, 1, "GET", "/orders", NULL);
  const char *order = town_text (json_array_get (json_object_get (orders, "orders"), 0), "id");

  g_assert_cmpstr (town_text (waiting, "failed"), ==, TOMORROW);
  json_decref (shop_do (fixture, 200, "orders", order, "decline", "{\"reason\":\"too_many\"}"));
  town_pass (&fixture->town, 10 * PARVIS_SECOND);
  g_assert_cmpuint (count_open (fixture, 2), ==, 0);
  json_decref (shop_do (fixture, 200, "orders", order, "back", "{\"to\":\"placed\"}"));
  town_pass (&fixture->town, 10 * PARVIS_SECOND);
  g_assert_cmpuint (count_open (fixture, 2), ==, 0);

  json_decref (shop_do (fixture, 200, "orders", order, "release", "{}"));
  town_pass (&fixture->town, 20 * PARVIS_SECOND);
  g_assert_cmpuint (count_open (fixture, 2), ==, 1);
  g_assert_cmpuint (count_open (fixture, 1), ==, 0);
  shop_assert_adds_up (fixture);
  g_assert_nonnull (bake);
  g_assert_nonnull (first);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders-standing/what-is-repeated-is-limited-too",
             test_what_is_repeated_is_limited_too);
  SHOP_TEST ("/orders-standing/an-address-is-a-person-too", test_an_address_is_a_person_too);
  SHOP_TEST ("/orders-standing/what-is-left-behind-counts-as-under-way",
             test_what_is_left_behind_counts_as_under_way);
  SHOP_TEST ("/orders-standing/what-could-not-be-placed-is-tried-again",
             test_what_could_not_be_placed_is_tried_again);
  SHOP_TEST ("/orders-standing/what-somebody-gives-back-goes-to-who-waits",
             test_what_somebody_gives_back_goes_to_who_waits);
  SHOP_TEST ("/orders-standing/a-day-that-failed-says-so-until-it-is-over",
             test_a_day_that_failed_says_so_until_it_is_over);
  SHOP_TEST ("/orders-standing/who-goes-on-has-his-order-at-once",
             test_who_goes_on_has_his_order_at_once);
  SHOP_TEST ("/orders-standing/all-days-that-failed-are-known",
             test_all_days_that_failed_are_known);
  SHOP_TEST ("/orders-standing/what-a-shop-does-not-give-goes-to-who-waits",
             test_what_a_shop_does_not_give_goes_to_who_waits);

  return g_test_run ();
}
