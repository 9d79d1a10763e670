/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-shops"

#include "config.h"

#include "parvis-json.h"
#include "parvis-orders.h"
#include "parvis-picture.h"
#include "parvis-time.h"
#include "shop-fixture.h"

#include <string.h>

/* What a merchant says of his shop: products and their photos, the usual week, and what
 * residents have ordered for each week.
 */

#define WEEKDAY_THURSDAY 4
#define NAMED "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11"

static void
test_who_adds_may_say_by_which_name (ShopFixture   *fixture,
                                     gconstpointer  data)
{
  const char *product = "{\"id\":\"" NAMED "\",\"name\":\"Viennois\",\"price\":180,\"patterns\":"
                        "[{\"weekday\":4,\"bakes\":[{\"ready\":420,\"quantity\":10,\"online\":4},"
                        "{\"ready\":960,\"quantity\":6,\"online\":6}]}]}";
  g_autofree char *path = g_strdup_printf ("/merchants/%s/products", fixture->shop);
  g_autoptr(json_t) made = shop_do (fixture, 201, "merchants", fixture->shop, "products", "%s",
                                    product);
  g_autoptr(json_t) usual = shop_entity (fixture, "pattern", NAMED "/4");
  g_autoptr(json_t) shelf = shop_entity (fixture, "shelf", NAMED "/" TOMORROW);

  g_assert_cmpstr (town_text (made, "id"), ==, NAMED);
  g_assert_cmpuint (json_array_size (json_object_get (usual, "bakes")), ==, 2);
  /* What is usual is baked at once for the days that are open. */
  g_assert_cmpint (town_int (shelf, "left"), ==, 10);

  json_decref (shop_do (fixture, 409, "merchants", fixture->shop, "products", "%s", product));
  json_decref (shop_do (fixture, 200, "products", NAMED, "remove", "{}"));
  json_decref (shop_do (fixture, 409, "merchants", fixture->shop, "products", "%s", product));
  json_decref (shop_do (fixture, 422, "merchants", fixture->shop, "products",
                        "{\"id\":\"1\",\"name\":\"Seigle\",\"price\":200}"));
  json_decref (town_expect (&fixture->town, 422, fixture->town.key, "POST", path,
                            "{\"name\":\"Seigle\",\"patterns\":[{\"weekday\":8,\"bakes\":[]}]}"));
  json_decref (town_expect (&fixture->town, 422, fixture->town.key, "POST", path,
                            "{\"name\":\"Seigle\",\"patterns\":{}}"));

  json_decref (town_expect (&fixture->town, 201, fixture->mayor, "POST", "/merchants",
                            "{\"id\":\"" NAMED "\",\"name\":\"Fromagerie Roy\"}"));
  json_decref (town_expect (&fixture->town, 409, fixture->mayor, "POST", "/merchants",
                            "{\"id\":\"" NAMED "\",\"name\":\"Fromagerie Roy\"}"));
}

/* --- what the town settles --- */

static void
assert_confirm (ShopFixture *fixture,
                const char  *how,
                const char  *by)
{
  g_autoptr(json_t) shop = shop_entity (fixture, "merchant", fixture->shop);

  g_assert_cmpstr (town_text (shop, "confirm"), ==, how);
  g_assert_cmpstr (town_text (shop, "confirm_by"), ==, by);
}

static void
test_how_orders_are_confirmed_is_the_towns_if_it_says_so (ShopFixture   *fixture,
                                                          gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s", fixture->shop);

  assert_confirm (fixture, "auto", "shop");
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "", "{\"confirm\":\"manual\"}"));
  assert_confirm (fixture, "manual", "shop");

  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST", path,
                            "{\"confirm\":\"auto\",\"confirm_by\":\"town\"}"));
  assert_confirm (fixture, "auto", "town");
  json_decref (shop_do (fixture, 403, "merchants", fixture->shop, "", "{\"confirm\":\"manual\"}"));
  json_decref (shop_do (fixture, 403, "merchants", fixture->shop, "", "{\"confirm_by\":\"shop\"}"));
  json_decref (shop_do (fixture, 422, "merchants", fixture->shop, "", "{\"confirm_by\":\"me\"}"));
  assert_confirm (fixture, "auto", "town");

  /* What says the same again is about something else, and the rest stays the shop's. */
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "",
                        "{\"confirm\":\"auto\",\"confirm_by\":\"town\",\"keep\":30}"));

  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST", path,
                            "{\"confirm_by\":\"shop\"}"));
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "", "{\"confirm\":\"manual\"}"));
  assert_confirm (fixture, "manual", "shop");
}

/* --- photos --- */

/* The smallest that there is, and a picture of another kind. */
static const guchar png[] = {
  0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60,
  0x82,
};
static const guchar jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xd9 };

static ParvisReply *
handle (ShopFixture   *fixture,
        const char    *method,
        const char    *target,
        const char   **headers,
        const guchar  *data,
        gsize          length)
{
  g_autoptr(GBytes) body = data != NULL ? g_bytes_new (data, length) : NULL;

  return parvis_service_handle (fixture->town.service, method, target, headers, body,
                                PARVIS_RIGHT_ANYONE);
}

static void
send_photo (ShopFixture  *fixture,
            int           status,
            const char   *product,
            const guchar *data,
            gsize         length)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/towns/00001/products/%s/photo", product);
  g_autofree char *token = g_strconcat ("Bearer ", fixture->town.key, NULL);
  g_autofree char *key = g_uuid_string_random ();
  const char *headers[] = { "Content-Type", "application/octet-stream", "Idempotency-Key", key,
                            "Authorization", token, NULL };
  g_autoptr(ParvisReply) reply = handle (fixture, "POST", target, headers, data, length);

  g_assert_cmpint (parvis_reply_get_status (reply), ==, status);
}

static ParvisReply *
fetch_photo (ShopFixture *fixture,
             const char  *product)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/towns/00001/products/%s/photo", product);
  const char *headers[] = { NULL };

  return handle (fixture, "GET", target, headers, NULL, 0);
}

static void
assert_photo (ShopFixture  *fixture,
              const char   *type,
              const guchar *data,
              gsize         length)
{
  g_autoptr(ParvisReply) reply = fetch_photo (fixture, fixture->tradition);
  GBytes *bytes = parvis_reply_get_bytes (reply);
  g_autofree char *tag = g_strdup (parvis_reply_get_header (reply, "ETag"));
  g_autoptr(json_t) product = shop_entity (fixture, "product", fixture->tradition);

  g_assert_cmpint (parvis_reply_get_status (reply), ==, 200);
  g_assert_cmpstr (parvis_reply_get_type (reply), ==, type);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, length);
  /* Whatever else the bytes look like, no browser shall run them. */
  g_assert_cmpstr (parvis_reply_get_header (reply, "X-Content-Type-Options"), ==, "nosniff");
  g_assert_nonnull (tag);
  g_assert_nonnull (strstr (tag, town_text (product, "photo")));
}

static void
test_a_photo_is_kept_as_it_is_and_given_once (ShopFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree guchar *large = g_malloc0 (PARVIS_PICTURE_MAX + 1);
  g_autoptr(ParvisReply) none = fetch_photo (fixture, fixture->tradition);
  g_autoptr(ParvisReply) gone = NULL;

  g_assert_cmpint (parvis_reply_get_status (none), ==, 404);
  send_photo (fixture, 200, fixture->tradition, png, sizeof png);
  assert_photo (fixture, "image/png", png, sizeof png);
  send_photo (fixture, 200, fixture->tradition, jpeg, sizeof jpeg);
  assert_photo (fixture, "image/jpeg", jpeg, sizeof jpeg);

  send_photo (fixture, 415, fixture->tradition, (const guchar *) "GIF89a", 6);
  send_photo (fixture, 415, fixture->tradition, png, 7);
  memcpy (large, jpeg, sizeof jpeg);
  send_photo (fixture, 413, fixture->tradition, large, PARVIS_PICTURE_MAX + 1);
  assert_photo (fixture, "image/jpeg", jpeg, sizeof jpeg);
  send_photo (fixture, 200, fixture->tradition, large, PARVIS_PICTURE_MAX);

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "remove", "{}"));
  gone = fetch_photo (fixture, fixture->tradition);
  g_assert_cmpint (parvis_reply_get_status (gone), ==, 404);
}

/* Twice is once: who had no answer asks again. */
static void
test_a_photo_is_removed_and_its_product_stays (ShopFixture   *fixture,
                                               gconstpointer  data)
{
  g_autoptr(ParvisReply) gone = NULL;
  g_autoptr(json_t) product = NULL;

  send_photo (fixture, 200, fixture->tradition, png, sizeof png);
  for (int i = 0; i < 2; i++)
    json_decref (shop_do (fixture, 200, "products", fixture->tradition, "photo/remove", "{}"));
  gone = fetch_photo (fixture, fixture->tradition);
  g_assert_cmpint (parvis_reply_get_status (gone), ==, 404);
  product = shop_entity (fixture, "product", fixture->tradition);
  g_assert_null (json_object_get (product, "photo"));
  g_assert_nonnull (town_text (product, "name"));

  send_photo (fixture, 200, fixture->tradition, jpeg, sizeof jpeg);
  assert_photo (fixture, "image/jpeg", jpeg, sizeof jpeg);
}

/* --- what is ordered every week --- */

static char *
order_every_thursday (ShopFixture *fixture,
                      const char  *until)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/standing", fixture->shop);
  g_autoptr(json_t) standing = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":%d,\"bakes\":[{\"ready\":420,\"quantity\":9,"
                        "\"online\":9}]}", WEEKDAY_THURSDAY));
  standing = shop_resident (fixture, 201, 1, "POST", path,
                            "{\"name\":\"M. Roux\",\"phone\":\"0611223344\",\"weekday\":%d,"
                            "\"from\":%d,%s\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                            WEEKDAY_THURSDAY, AT (16, 0), until, fixture->tradition);

  return g_strdup (town_text (standing, "id"));
}

static gsize
count_orders (ShopFixture *fixture)
{
  g_autoptr(json_t) orders = shop_resident (fixture, 200, 1, "GET", "/orders", NULL);

  return json_array_size (json_object_get (orders, "orders"));
}

static json_t *
only_standing (ShopFixture *fixture)
{
  g_autoptr(json_t) listed = shop_resident (fixture, 200, 1, "GET", "/standing", NULL);
  json_t *list = json_object_get (listed, "standing");

  g_assert_cmpuint (json_array_size (list), ==, 1);

  return json_incref (json_array_get (list, 0));
}

/* To the first minutes of the next day, when one more day opens. */
static void
pass_the_night (ShopFixture *fixture)
{
  town_pass (&fixture->town, 10 * PARVIS_HOUR + PARVIS_MINUTE);
}

static void
test_a_standing_order_ends_on_its_last_day (ShopFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/standing", fixture->shop);
  g_autofree char *id = order_every_thursday (fixture, "\"until\":\"" TOMORROW "\",");
  g_autoptr(json_t) standing = only_standing (fixture);

  g_assert_nonnull (id);
  g_assert_cmpstr (town_text (standing, "until"), ==, TOMORROW);
  g_assert_cmpuint (count_orders (fixture), ==, 1);
  pass_the_night (fixture);
  g_assert_cmpuint (count_orders (fixture), ==, 1);

  json_decref (shop_resident (fixture, 422, 1, "POST", path,
                              "{\"name\":\"M. Roux\",\"phone\":\"0611223344\",\"weekday\":%d,"
                              "\"from\":%d,\"until\":\"soon\",\"lines\":[{\"product\":\"%s\","
                              "\"quantity\":1}]}", WEEKDAY_THURSDAY, AT (16, 0),
                              fixture->tradition));
}

static void
test_a_standing_order_rests_while_it_is_paused (ShopFixture   *fixture,
                                                gconstpointer  data)
{
  g_autofree char *id = order_every_thursday (fixture, "");
  g_autofree char *path = g_strdup_printf ("/standing/%s/pause", id);
  g_autoptr(json_t) standing = NULL;

  g_assert_cmpuint (count_orders (fixture), ==, 1);
  json_decref (shop_resident (fixture, 404, 2, "POST", path, "{}"));
  json_decref (shop_resident (fixture, 200, 1, "POST", path, "{}"));
  standing = only_standing (fixture);
  g_assert_true (json_is_true (json_object_get (standing, "paused")));
  /* Next week's day opens, and nothing is ordered for it. */
  pass_the_night (fixture);
  g_assert_cmpuint (count_orders (fixture), ==, 1);

  /* It is ordered again from the first opening after the pause. */
  json_decref (shop_resident (fixture, 200, 1, "POST", path, "{\"paused\":false}"));
  town_pass (&fixture->town, 24 * PARVIS_HOUR);
  g_assert_cmpuint (count_orders (fixture), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/shops/who-adds-may-say-by-which-name", test_who_adds_may_say_by_which_name);
  SHOP_TEST ("/shops/how-orders-are-confirmed-is-the-towns-if-it-says-so",
             test_how_orders_are_confirmed_is_the_towns_if_it_says_so);
  SHOP_TEST ("/shops/a-photo-is-kept-as-it-is-and-given-once",
             test_a_photo_is_kept_as_it_is_and_given_once);
  SHOP_TEST ("/shops/a-photo-is-removed-and-its-product-stays",
             test_a_photo_is_removed_and_its_product_stays);
  SHOP_TEST ("/shops/a-standing-order-ends-on-its-last-day",
             test_a_standing_order_ends_on_its_last_day);
  SHOP_TEST ("/shops/a-standing-order-rests-while-it-is-paused",
             test_a_standing_order_rests_while_it_is_paused);

  return g_test_run ();
}
