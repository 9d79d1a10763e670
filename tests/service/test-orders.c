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

/* The shop's other counter sees who has an order in hand; who placed it does not. */
static void
test_who_took_the_last_step_is_named_to_the_shop_alone (ShopFixture   *fixture,
                                                        gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 0), 30, 12);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  const char *id = town_text (order, "id");
  g_autofree char *path = g_strconcat ("/orders/", id, NULL);
  const char *steps[] = { "prepare", "ready", "collect" };
  g_autoptr(json_t) placed = shop_entity (fixture, "order", id);

  g_assert_null (json_object_get (placed, "worker"));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(json_t) entity = NULL;
      g_autoptr(json_t) told = NULL;

      json_decref (shop_do (fixture, 200, "orders", id, steps[i], "{}"));
      entity = shop_entity (fixture, "order", id);
      g_assert_cmpstr (town_text (entity, "worker"), ==, "Boulanger");
      told = shop_resident (fixture, 200, 1, "GET", path, NULL);
      g_assert_null (json_object_get (told, "worker"));
    }
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

/* --- steps --- */

/* Written by hand. Rows are states, columns actions: "2" it goes, "4" it does not. */
static const char * const actions[] = {
  "prepare", "ready", "collect", "back", "confirm", "decline", "delay", "keep", "no-show",
  "release", "told",
};

static const struct
{
  const char *state;
  const char *action;                /* by which it got there from placed; NULL for none */
  const char *expected;
} steps[] = {
  /*                          prep ready coll back conf decl delay keep nosh rel told */
  { "placed", NULL,           "2"  "2"   "2"  "2"  "2"  "2"  "2"   "2"  "2"  "2" "2" },
  { "preparing", "prepare",   "2"  "2"   "2"  "2"  "2"  "2"  "2"   "2"  "2"  "2" "2" },
  { "ready", "ready",         "4"  "2"   "2"  "2"  "2"  "2"  "2"   "2"  "2"  "2" "2" },
  { "collected", "collect",   "4"  "4"   "2"  "2"  "4"  "4"  "4"   "4"  "4"  "4" "2" },
  { "declined", "decline",    "4"  "4"   "4"  "2"  "4"  "4"  "4"   "4"  "4"  "4" "2" },
  { "released", "release",    "4"  "4"   "4"  "2"  "4"  "4"  "4"   "4"  "4"  "2" "2" },
  { "cancelled", "cancel",    "4"  "4"   "4"  "4"  "4"  "4"  "4"   "4"  "4"  "4" "2" },
};

static const char *
get_body (const char *action)
{
  if (strcmp (action, "back") == 0)
    return "{\"to\":\"placed\"}";
  if (strcmp (action, "decline") == 0)
    return "{\"reason\":\"too_many\"}";
  if (strcmp (action, "delay") == 0)
    return "{\"minutes\":10}";
  if (strcmp (action, "told") == 0)
    return "{\"how\":\"phone\"}";

  return "{}";
}

static char *
bring_to (ShopFixture *fixture,
          int          device,
          const char  *action)
{
  g_autoptr(json_t) order = shop_order (fixture, 201, device, 1);
  const char *id = town_text (order, "id");
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", id);

  if (g_strcmp0 (action, "cancel") == 0)
    json_decref (shop_resident (fixture, 200, device, "POST", cancel, "{}"));
  else if (action != NULL)
    json_decref (shop_do (fixture, 200, "orders", id, action, "%s", get_body (action)));

  return g_strdup (id);
}

static void
test_every_step_goes_or_is_refused (ShopFixture   *fixture,
                                    gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 400, 400);
  int device = 1;

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "slots",
                        "{\"slots\":[{\"weekday\":3,\"from\":%d,\"until\":%d,"
                        "\"capacity\":1000}]}", AT (18, 0), AT (18, 30)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (actions); j++)
        {
          g_autofree char *id = bring_to (fixture, device++, steps[i].action);
          int status = steps[i].expected[j] == '2' ? 200 : 409;
          g_autoptr(json_t) before = shop_entity (fixture, "order", id);
          g_autoptr(json_t) answer = NULL;

          g_assert_cmpstr (town_text (before, "state"), ==, steps[i].state);
          g_test_message ("%s: %s", steps[i].state, actions[j]);
          answer = shop_do (fixture, status, "orders", id, actions[j], "%s",
                            get_body (actions[j]));
          if (status == 409)
            g_assert_cmpstr (town_text (answer, "state"), ==, steps[i].state);
        }
    }
  shop_assert_adds_up (fixture);
  g_assert_nonnull (bake);
}

/* The schedule's, for a shop may say so only when it is true. That it was handed over all the same
 * is believed.
 */
static void
test_what_nobody_fetched_stays_so (ShopFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autofree char *id = bring_to (fixture, 1, "ready");
  static const char expected[] = "44444444242";

  town_pass (&fixture->town, 6 * PARVIS_HOUR);
  for (guint j = 0; j < G_N_ELEMENTS (actions); j++)
    {
      if (strcmp (actions[j], "collect") != 0)
        json_decref (shop_do (fixture, expected[j] == '2' ? 200 : 409, "orders", id, actions[j],
                              "%s", get_body (actions[j])));
    }
  json_decref (shop_do (fixture, 200, "orders", id, "collect", "{}"));
  g_assert_nonnull (bake);
}

/* --- who may --- */

static void
test_another_device_has_no_order_here (ShopFixture   *fixture,
                                       gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 20, 20);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 1);
  g_autofree char *path = g_strdup_printf ("/orders/%s", town_text (order, "id"));
  g_autofree char *cancel = g_strconcat (path, "/cancel", NULL);
  g_autoptr(json_t) none = NULL;

  json_decref (shop_resident (fixture, 404, 2, "GET", path, NULL));
  json_decref (shop_resident (fixture, 404, 2, "POST", cancel, "{}"));
  none = shop_resident (fixture, 200, 2, "GET", "/orders", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (none, "orders")), ==, 0);
  json_decref (shop_resident (fixture, 200, 1, "POST", cancel, "{}"));
  json_decref (shop_resident (fixture, 200, 1, "POST", cancel, "{}"));
  g_assert_nonnull (bake);
}

static void
test_another_shop_is_not_there (ShopFixture   *fixture,
                                gconstpointer  data)
{
  g_autoptr(json_t) other = town_expect (&fixture->town, 201, "operator", "POST", "/merchants",
                                         "{\"name\":\"Fleuriste\"}");
  const char *id = town_text (other, "id");
  g_autofree char *products = g_strdup_printf ("/merchants/%s/products", id);
  g_autoptr(json_t) product = town_expect (&fixture->town, 201, "operator", "POST", products,
                                           "{\"name\":\"Rose\",\"price\":300}");
  g_autofree char *rename = g_strdup_printf ("/merchants/%s", fixture->shop);
  g_autoptr(json_t) here = NULL;
  g_autoptr(json_t) gone = NULL;

  json_decref (shop_do (fixture, 404, "merchants", id, "shut", "{}"));
  json_decref (shop_do (fixture, 404, "merchants", id, "", "{\"keep\":1}"));
  here = shop_do (fixture, 404, "products", town_text (product, "id"), "sold-out",
                  "{\"day\":\"" TODAY "\"}");
  gone = shop_do (fixture, 404, "products", "0b0f6c1e-8f0e-4d7b-9d3e-0a1b2c3d4e5f", "sold-out",
                  "{\"day\":\"" TODAY "\"}");
  g_assert_true (json_equal (here, gone));

  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST", rename,
                            "{\"name\":\"Chez Martineau\"}"));
  json_decref (town_expect (&fixture->town, 403, fixture->mayor, "POST", rename,
                            "{\"keep\":1}"));
}

static void
test_the_town_hall_reads_counts_and_no_names (ShopFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 20, 20);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 1);
  g_autoptr(json_t) page = town_expect (&fixture->town, 200, fixture->mayor, "GET",
                                        "/changes?limit=1000", NULL);
  g_autofree char *all = parvis_json_dump (page);

  g_assert_null (strstr (all, "Lefèvre"));
  g_assert_null (strstr (all, town_text (order, "id")));
  g_assert_nonnull (strstr (all, "\"orders_day\""));
  g_assert_nonnull (bake);
}

static void
test_a_prepared_module_is_for_who_works_in_the_town (ShopFixture   *fixture,
                                                     gconstpointer  data)
{
  g_autofree char *shop = g_strdup_printf ("/merchants/%s", fixture->shop);
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) off = NULL;

  json_decref (shop_resident (fixture, 200, 1, "GET", shop, NULL));
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders",
                            "{\"published\":false}"));
  json_decref (shop_resident (fixture, 404, 1, "GET", shop, NULL));
  json_decref (shop_resident (fixture, 404, 1, "GET", "/merchants", NULL));
  json_decref (shop_order (fixture, 404, 1, 1));
  seen = shop_entity (fixture, "merchant", fixture->shop);
  g_assert_cmpstr (town_text (seen, "name"), ==, "Boulangerie Martineau");

  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders",
                            "{\"on\":false}"));
  off = shop_entity (fixture, "merchant", fixture->shop);
  g_assert_true (off == NULL || json_is_null (off));
  json_decref (shop_do (fixture, 404, "merchants", fixture->shop, "shut", "{}"));
}

/* --- limits --- */

static void
test_one_person_has_no_more_than_his_share (ShopFixture   *fixture,
                                            gconstpointer  data)
{
  static const char * const written[] = {
    "0600000001", "06 00 00 00 01", "06.00.00.00.01", "+33600000001", "+33 (0)6 00 00 00 01",
    "0033 6 00 00 00 01", "06\u202f00\u00a000-00 01",
  };
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 200, 200);
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);

  json_decref (shop_order (fixture, 422, 1, 21));
  for (int i = 0; i < 5; i++)
    json_decref (shop_order (fixture, 201, 1, 4));
  json_decref (shop_order (fixture, 429, 1, 1));

  /* The same telephone with another device is the same person, however it is written. */
  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    json_decref (shop_resident (fixture, 429, 20 + (int) i, "POST", path,
                                "{\"name\":\"A\",\"phone\":\"%s\",\"day\":\"" TODAY "\","
                                "\"from\":%d,\"lines\":[{\"product\":\"%s\","
                                "\"quantity\":1}]}", written[i], AT (18, 0),
                                fixture->tradition));
  json_decref (shop_order (fixture, 201, 3, 12));
  json_decref (shop_order (fixture, 422, 3, 9));
  json_decref (shop_order (fixture, 201, 3, 8));
  g_assert_nonnull (bake);
}

static json_t *
order_by_address (ShopFixture *fixture,
                  int          status,
                  int          device,
                  const char  *more,
                  int          quantity)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);

  return shop_resident (fixture, status, device, "POST", path,
                        "{\"name\":\"A\",\"email\":\"%s,\"day\":\"" TODAY "\",\"from\":%d,"
                        "\"lines\":[{\"product\":\"%s\",\"quantity\":%d}]}",
                        more, AT (18, 0), fixture->tradition, quantity);
}

/* Whatever device or telephone it comes with. */
static void
test_one_address_has_no_more_than_its_share (ShopFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 200, 200);

  json_decref (order_by_address (fixture, 201, 1, "a@example.org\"", 12));
  json_decref (order_by_address (fixture, 422, 2, "a@example.org\"", 9));
  json_decref (order_by_address (fixture, 201, 2, "a@example.org\"", 2));
  json_decref (order_by_address (fixture, 201, 3, "a@example.org\",\"phone\":\"0600000003\"", 2));
  json_decref (order_by_address (fixture, 201, 4, "a@example.org\",\"phone\":\"0600000004\"", 2));
  json_decref (order_by_address (fixture, 201, 5, "a@example.org\"", 1));
  json_decref (order_by_address (fixture, 429, 6, "a@example.org\"", 1));
  json_decref (order_by_address (fixture, 429, 7, "a@example.org\",\"phone\":\"0600000007\"", 1));

  /* Nobody else is counted with it. */
  json_decref (order_by_address (fixture, 201, 8, "b@example.org\"", 12));
  g_assert_nonnull (bake);
}

/* Bread that is fetched was still had. */
static void
test_the_limit_of_a_day_is_no_matter_of_what_is_open (ShopFixture   *fixture,
                                                      gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 20, 20);
  g_autoptr(json_t) order = NULL;
  g_autoptr(json_t) declined = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "", "{\"limit\":2}"));
  declined = shop_order (fixture, 201, 1, 2);
  json_decref (shop_do (fixture, 200, "orders", town_text (declined, "id"), "decline",
                        "{\"reason\":\"other\"}"));
  order = shop_order (fixture, 201, 1, 2);
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "collect", "{}"));
  json_decref (shop_order (fixture, 422, 1, 2));
  json_decref (shop_order (fixture, 422, 1, 1));
  json_decref (shop_order (fixture, 201, 2, 2));
  g_assert_nonnull (bake);
}

static void
test_each_code_is_given_once_and_then_none (ShopFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 3000, 3000);
  g_autoptr(GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "slots",
                        "{\"slots\":[{\"weekday\":3,\"from\":%d,\"until\":%d,"
                        "\"capacity\":5000}]}", AT (18, 0), AT (18, 30)));
  for (int i = 0; i < PARVIS_ORDER_CODES; i++)
    {
      g_autoptr(json_t) order = shop_order (fixture, 201, i, 1);

      g_assert_true (g_hash_table_add (codes, g_strdup (town_text (order, "code"))));
    }
  json_decref (shop_order (fixture, 429, PARVIS_ORDER_CODES, 1));
  g_assert_nonnull (bake);
}

/* The shop reads one spelling, which a telephone can dial. */
static void
test_a_telephone_is_kept_as_it_is_dialled (ShopFixture   *fixture,
                                           gconstpointer  data)
{
  static const struct
  {
    const char *written;
    const char *kept;
  } cases[] = {
    { "06 12 34 56 78", "0612345678" },
    { "+33 6 12 34 56 79", "0612345679" },
    { "0033 6 12 34 56 80", "0612345680" },
    { "+590 690 12 34 56", "0690123456" },
    { "+687 27 12 34", "+687271234" },
  };
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 200, 200);
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);
  g_autofree char *weekly = g_strdup_printf ("/merchants/%s/standing", fixture->shop);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(json_t) order = NULL;
      g_autoptr(json_t) entity = NULL;

      order = shop_resident (fixture, 201, 1 + (int) i, "POST", path,
                             "{\"name\":\"A\",\"phone\":\"%s\",\"day\":\"" TODAY "\","
                             "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                             cases[i].written, AT (18, 0), fixture->tradition);
      entity = shop_entity (fixture, "order", town_text (order, "id"));
      g_assert_cmpstr (town_text (entity, "phone"), ==, cases[i].kept);
    }

  json_decref (shop_resident (fixture, 422, 1, "POST", weekly,
                              "{\"name\":\"A\",\"phone\":\"06 12 x\",\"weekday\":5,\"from\":%d,"
                              "\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}", AT (18, 0),
                              fixture->tradition));
  json_decref (shop_resident (fixture, 201, 1, "POST", weekly,
                              "{\"name\":\"A\",\"phone\":\"06 12 34\",\"weekday\":5,\"from\":%d,"
                              "\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}", AT (18, 0),
                              fixture->tradition));
  g_assert_nonnull (bake);
}

/* --- what comes from outside --- */

/* An allergen that is lost by a slip makes somebody ill. */
/* A name that nobody can read is none. */
static void
test_names_and_notes_can_be_read (ShopFixture   *fixture,
                                  gconstpointer  data)
{
  static const char * const names[] = {
    " ", "\\u200b", "\\t", "a\\nb", "a\\u0007", "\\u00a0\\u200d", "\\u007f",
  };
  static const char format[] =
    "{\"name\":\"%s\",\"note\":\"%s\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\","
    "\"from\":1080,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}";
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);
  g_autoptr(json_t) order = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      json_decref (shop_resident (fixture, 422, 1, "POST", path, format, names[i], "",
                                  fixture->tradition));
      json_decref (shop_do (fixture, 422, "products", fixture->tradition, "",
                            "{\"name\":\"%s\"}", names[i]));
      json_decref (shop_do (fixture, 422, "merchants", fixture->shop, "",
                            "{\"name\":\"%s\"}", names[i]));
    }
  json_decref (shop_resident (fixture, 422, 1, "POST", path, format, "A", "bien\\u0007cuit",
                              fixture->tradition));
  order = shop_resident (fixture, 201, 1, "POST", path, format, "Ő 🥖", "bien\\ncuit",
                         fixture->tradition);
  json_decref (shop_do (fixture, 422, "orders", town_text (order, "id"), "decline",
                        "{\"reason\":\"other\",\"offer\":{\"from\":3}}"));
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "decline",
                        "{\"reason\":\"other\",\"offer\":{\"from\":1110}}"));
  g_assert_nonnull (bake);
}

/* As long as it may be, and in escapes. */
static void
test_twenty_lines_with_options_are_an_order (ShopFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->campagne, TODAY, AT (13, 0), 20, 20);
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GString) name = g_string_new (NULL);
  g_autoptr(GString) note = g_string_new (NULL);

  for (int i = 0; i < 20; i++)
    g_string_append_printf (lines, "%s{\"product\":\"%s\",\"quantity\":1,"
                            "\"options\":{\"cut\":\"sliced\"}}", i > 0 ? "," : "",
                            fixture->campagne);
  for (int i = 0; i < 80; i++)
    g_string_append (name, "\\u00e9");
  for (int i = 0; i < 300; i++)
    g_string_append (note, "\\u00e9");
  g_assert_cmpuint (lines->len + name->len + note->len, >, 4096);
  json_decref (shop_resident (fixture, 201, 1, "POST", path,
                              "{\"name\":\"%s\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\","
                              "\"from\":1080,\"note\":\"%s\",\"lines\":[%s]}", name->str,
                              note->str, lines->str));
  g_assert_nonnull (bake);
}

static void
test_what_is_no_list_erases_none (ShopFixture   *fixture,
                                  gconstpointer  data)
{
  static const char * const bodies[] = {
    "{\"allergens\":\"gluten\"}", "{\"allergens\":{\"a\":1}}", "{\"allergens\":null}",
    "{\"allergens\":[7]}", "{\"options\":\"x\"}", "{\"options\":null}",
    "{\"options\":[{\"id\":\"a\",\"name\":\"A\",\"choices\":{\"id\":\"b\"}}]}",
    "{\"options\":[{\"id\":\"a\",\"name\":\"A\",\"choices\":[{\"id\":\"b\",\"name\":\"B\"}]},"
    "{\"id\":\"a\",\"name\":\"C\",\"choices\":[{\"id\":\"b\",\"name\":\"B\"}]}]}",
    "{\"options\":[{\"id\":\"a\",\"name\":\"A\",\"choices\":[{\"id\":\"b\",\"name\":\"B\"},"
    "{\"id\":\"b\",\"name\":\"C\"}]}]}",
  };
  g_autoptr(json_t) bread = NULL;
  g_autoptr(json_t) cut = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      json_decref (shop_do (fixture, 422, "products", fixture->tradition, "", "%s", bodies[i]));
      json_decref (shop_do (fixture, 422, "products", fixture->campagne, "", "%s", bodies[i]));
    }
  bread = shop_entity (fixture, "product", fixture->tradition);
  g_assert_cmpuint (json_array_size (json_object_get (bread, "allergens")), ==, 1);
  cut = shop_entity (fixture, "product", fixture->campagne);
  g_assert_cmpuint (json_array_size (json_object_get (cut, "options")), ==, 1);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "",
                        "{\"allergens\":[],\"options\":[]}"));
}

static void
test_bodies_that_make_no_sense_are_refused (ShopFixture   *fixture,
                                            gconstpointer  data)
{
  static const char * const bodies[] = {
    "{}", "{\"name\":\"\"}", "{\"name\":5}", "{\"name\":\"A\"}",
    "{\"name\":\"A\",\"phone\":\"abc\"}", "{\"name\":\"A\\nB\",\"phone\":\"0612345678\"}",
    "{\"name\":\"A\",\"email\":\"a b\"}", "{\"name\":\"A\",\"phone\":\"0612345678\"}",
    "{\"name\":\"A\",\"phone\":\"0612345678\",\"day\":\"2026-02-30\"}",
    "{\"name\":\"A\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\",\"from\":-1}",
    "{\"name\":\"A\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\",\"from\":1080}",
    "{\"name\":\"A\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\",\"from\":1080,\"lines\":{}}",
    "{\"name\":\"A\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\",\"from\":1080,"
    "\"lines\":[]}",
    "{\"name\":\"A\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\",\"from\":1080,"
    "\"lines\":[7]}",
    "{\"name\":\"A\",\"phone\":\"0612345678\",\"day\":\"" TODAY "\",\"from\":1080,"
    "\"lines\":[{\"product\":\"x\",\"quantity\":1}]}",
  };
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);
  g_autofree char *photo = g_strdup_printf ("/products/%s/photo", fixture->tradition);
  g_autofree char *sell = g_strdup_printf ("/products/%s/sell", fixture->tradition);

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    json_decref (shop_resident (fixture, 422, 1, "POST", path, "%s", bodies[i]));
  json_decref (town_expect (&fixture->town, 422, NULL, "POST", path, "{\"name\":\"A\"}"));
  json_decref (town_expect (&fixture->town, 415, fixture->town.key, "POST", photo, "<svg/>"));
  json_decref (town_expect (&fixture->town, 422, fixture->town.key, "POST", sell,
                            "{\"day\":\"" TODAY "\",\"quantity\":1e9}"));
}

static void
test_options_cost_what_they_cost (ShopFixture   *fixture,
                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->campagne, TODAY, AT (13, 0), 20, 20);
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);
  g_autoptr(json_t) order = NULL;
  const json_t *option;

  order = shop_resident (fixture, 201, 1, "POST", path,
                         "{\"name\":\"A\",\"email\":\"a@example.org\",\"day\":\"" TODAY "\","
                         "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":2,"
                         "\"options\":{\"cut\":\"sliced\"}}]}", AT (18, 0), fixture->campagne);
  g_assert_cmpint (town_int (order, "total"), ==, 780);
  option = json_array_get (json_object_get (json_array_get (json_object_get (order, "lines"), 0),
                                            "options"), 0);
  g_assert_cmpstr (town_text (option, "choice"), ==, "tranché");
  g_assert_nonnull (bake);
}

static void
test_a_town_takes_its_shops_along (ShopFixture   *fixture,
                                   gconstpointer  data)
{
  g_autoptr(json_t) file = NULL;
  g_autoptr(json_t) again = NULL;
  g_autofree char *text = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":4,\"bakes\":[{\"ready\":420,\"quantity\":40}]}"));
  file = town_expect (&fixture->town, 200, "operator", "GET", "/export", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (file, "merchants")), ==, 1);
  text = parvis_json_dump (file);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/import", "%s", text));
  again = town_expect (&fixture->town, 200, "operator", "GET", "/export", NULL);
  g_assert_true (json_equal (json_object_get (file, "merchants"),
                             json_object_get (again, "merchants")));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders/one-address-has-no-more-than-its-share",
             test_one_address_has_no_more_than_its_share);
  SHOP_TEST ("/orders/the-limit-of-a-day-is-no-matter-of-what-is-open",
             test_the_limit_of_a_day_is_no_matter_of_what_is_open);
  SHOP_TEST ("/orders/names-and-notes-can-be-read", test_names_and_notes_can_be_read);
  SHOP_TEST ("/orders/twenty-lines-with-options-are-an-order",
             test_twenty_lines_with_options_are_an_order);
  SHOP_TEST ("/orders/what-is-no-list-erases-none", test_what_is_no_list_erases_none);
  SHOP_TEST ("/orders/an-order-is-placed-prepared-and-handed-over",
             test_an_order_is_placed_prepared_and_handed_over);
  SHOP_TEST ("/orders/who-took-the-last-step-is-named-to-the-shop-alone",
             test_who_took_the_last_step_is_named_to_the_shop_alone);
  SHOP_TEST ("/orders/who-is-too-late-is-told-what-is-left",
             test_who_is_too_late_is_told_what_is_left);
  SHOP_TEST ("/orders/what-nobody-fetched-stays-so", test_what_nobody_fetched_stays_so);
  SHOP_TEST ("/orders/every-step-goes-or-is-refused", test_every_step_goes_or_is_refused);
  SHOP_TEST ("/orders/another-device-has-no-order-here", test_another_device_has_no_order_here);
  SHOP_TEST ("/orders/another-shop-is-not-there", test_another_shop_is_not_there);
  SHOP_TEST ("/orders/the-town-hall-reads-counts-and-no-names",
             test_the_town_hall_reads_counts_and_no_names);
  SHOP_TEST ("/orders/a-prepared-module-is-for-who-works-in-the-town",
             test_a_prepared_module_is_for_who_works_in_the_town);
  SHOP_TEST ("/orders/one-person-has-no-more-than-his-share",
             test_one_person_has_no_more_than_his_share);
  SHOP_TEST ("/orders/each-code-is-given-once-and-then-none",
             test_each_code_is_given_once_and_then_none);
  SHOP_TEST ("/orders/a-telephone-is-kept-as-it-is-dialled",
             test_a_telephone_is_kept_as_it_is_dialled);
  SHOP_TEST ("/orders/bodies-that-make-no-sense-are-refused",
             test_bodies_that_make_no_sense_are_refused);
  SHOP_TEST ("/orders/options-cost-what-they-cost", test_options_cost_what_they_cost);
  SHOP_TEST ("/orders/a-town-takes-its-shops-along", test_a_town_takes_its_shops_along);

  return g_test_run ();
}
