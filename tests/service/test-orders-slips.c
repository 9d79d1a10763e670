/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-slips"

#include "config.h"

#include "shop-fixture.h"

/* What was a slip of the finger leaves nothing behind. */

static gint64
get_shortage (ShopFixture  *fixture,
              const json_t *order)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "order", town_text (order, "id"));

  return json_object_get (entity, "shortage") != NULL ? town_int (entity, "shortage") : 0;
}

static gint64
get_purse (ShopFixture *fixture,
           const char  *bake,
           const char  *name)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "bake", bake);

  return town_int (entity, name);
}

static void
step (ShopFixture  *fixture,
      const json_t *order,
      int           status,
      const char   *action,
      const char   *body)
{
  json_decref (shop_do (fixture, status, "orders", town_text (order, "id"), action, "%s", body));
}

static void
sell (ShopFixture *fixture,
      int          quantity)
{
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":%d,\"anyway\":true}", quantity));
}

/* Two orders for two, one after the other. */
static void
order_two (ShopFixture  *fixture,
           json_t      **first,
           json_t      **last)
{
  *first = shop_order (fixture, 201, 1, 2);
  town_pass (&fixture->town, PARVIS_SECOND);
  *last = shop_order (fixture, 201, 2, 2);
  town_pass (&fixture->town, PARVIS_SECOND);
}

static void
test_a_missing_loaf_is_always_somebodys (ShopFixture   *fixture,
                                         gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) last = NULL;

  order_two (fixture, &first, &last);
  sell (fixture, 1);
  g_assert_cmpint (get_shortage (fixture, last), ==, 1);

  /* Who has his bread lacks none: the other does. */
  step (fixture, last, 200, "collect", "{}");
  g_assert_cmpint (get_shortage (fixture, last), ==, 0);
  g_assert_cmpint (get_shortage (fixture, first), ==, 1);
  step (fixture, last, 200, "back", "{\"to\":\"placed\"}");
  g_assert_cmpint (get_shortage (fixture, last), ==, 1);
  g_assert_cmpint (get_shortage (fixture, first), ==, 0);

  sell (fixture, 1);
  sell (fixture, -1);
  g_assert_cmpint (get_purse (fixture, bake, "overdrawn"), ==, 1);
  g_assert_cmpint (get_shortage (fixture, last), ==, 1);
  sell (fixture, -1);
  g_assert_cmpint (get_shortage (fixture, last), ==, 0);
  shop_assert_adds_up (fixture);
}

static void
test_an_order_that_lacks_bread_comes_back_as_it_was (ShopFixture   *fixture,
                                                     gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) last = NULL;

  order_two (fixture, &first, &last);
  sell (fixture, 1);
  step (fixture, last, 200, "decline", "{\"reason\":\"no_bread\"}");
  g_assert_cmpint (get_purse (fixture, bake, "overdrawn"), ==, 0);
  step (fixture, last, 200, "back", "{\"to\":\"placed\"}");
  g_assert_cmpint (get_purse (fixture, bake, "overdrawn"), ==, 1);
  g_assert_cmpint (get_shortage (fixture, last), ==, 1);
  g_assert_cmpint (get_shortage (fixture, first), ==, 0);

  /* The bread of one that lacked none went to who did. */
  step (fixture, first, 200, "decline", "{\"reason\":\"too_many\"}");
  g_assert_cmpint (get_shortage (fixture, last), ==, 0);
  step (fixture, first, 200, "back", "{\"to\":\"placed\"}");
  g_assert_cmpint (get_shortage (fixture, last), ==, 1);
  shop_assert_adds_up (fixture);
}

static void
test_what_others_were_given_meanwhile_stays_theirs (ShopFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) last = NULL;
  g_autoptr(json_t) stranger = NULL;

  order_two (fixture, &first, &last);
  sell (fixture, 1);
  step (fixture, last, 200, "decline", "{\"reason\":\"too_many\"}");
  town_pass (&fixture->town, PARVIS_SECOND);
  stranger = shop_order (fixture, 201, 3, 1);
  step (fixture, last, 409, "back", "{\"to\":\"placed\"}");
  g_assert_cmpint (get_shortage (fixture, stranger), ==, 0);
  g_assert_cmpint (get_shortage (fixture, first), ==, 0);
  g_assert_cmpint (get_purse (fixture, bake, "reserved"), ==, 3);
  shop_assert_adds_up (fixture);
}

static void
test_a_slot_takes_no_more_than_it_has (ShopFixture   *fixture,
                                       gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);
  g_autoptr(json_t) order = NULL;
  g_autoptr(json_t) other = NULL;

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "slots",
                        "{\"slots\":[{\"weekday\":3,\"from\":%d,\"until\":%d,"
                        "\"capacity\":1}]}", AT (18, 0), AT (18, 30)));
  order = shop_order (fixture, 201, 1, 1);
  step (fixture, order, 200, "decline", "{\"reason\":\"too_many\"}");
  step (fixture, order, 200, "back", "{\"to\":\"placed\"}");
  json_decref (shop_order (fixture, 409, 2, 1));
  step (fixture, order, 200, "decline", "{\"reason\":\"too_many\"}");
  other = shop_order (fixture, 201, 2, 1);
  step (fixture, order, 409, "back", "{\"to\":\"placed\"}");
  g_assert_cmpint (get_purse (fixture, bake, "reserved"), ==, 1);
}

static void
test_who_cancels_what_was_declined_has_cancelled (ShopFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", town_text (order, "id"));
  g_autofree char *day = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) counts = NULL;
  g_autoptr(json_t) entity = NULL;

  step (fixture, order, 200, "decline", "{\"reason\":\"closing\"}");
  town_pass (&fixture->town, 19 * PARVIS_SECOND);
  told = shop_resident (fixture, 200, 1, "POST", cancel, "{}");
  g_assert_cmpstr (town_text (told, "state"), ==, "cancelled");
  counts = town_entity (&fixture->town, "orders_day", day);
  g_assert_cmpint (town_int (counts, "cancelled"), ==, 1);
  g_assert_cmpint (town_int (counts, "declined"), ==, 0);
  entity = shop_entity (fixture, "order", town_text (order, "id"));
  g_assert_null (json_object_get (entity, "reason"));
  g_assert_cmpint (get_purse (fixture, bake, "online"), ==, 4);
  step (fixture, order, 409, "back", "{\"to\":\"placed\"}");
}

static void
test_who_may_still_come_has_forgotten_nothing (ShopFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);
  static const struct
  {
    const char *action;
    int         minutes;             /* after 18:45 */
    const char *state;
  } expected[] = {
    { "prepare", -60, "released" }, { "prepare", 0, "released" }, { "ready", -1, "released" },
    { "ready", 0, "no_show" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr(json_t) order = shop_order (fixture, 201, (int) i, 1);
      gint64 before = fixture->town.now;
      g_autoptr(json_t) answer = NULL;

      step (fixture, order, 200, expected[i].action, "{}");
      fixture->town.now += 4 * PARVIS_HOUR + (45 + expected[i].minutes) * PARVIS_MINUTE;
      answer = shop_do (fixture, 200, "orders", town_text (order, "id"), "no-show", "{}");
      g_assert_cmpstr (town_text (answer, "state"), ==, expected[i].state);
      fixture->town.now = before;
    }
  g_assert_cmpint (get_purse (fixture, bake, "online"), ==, 9);
}

static void
assert_counts (ShopFixture *fixture,
               const char  *what,
               int          expected)
{
  g_autofree char *day = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autoptr(json_t) counts = town_entity (&fixture->town, "orders_day", day);

  g_assert_cmpint (town_int (counts, what), ==, expected);
}

static void
assert_view (ShopFixture  *fixture,
             const json_t *order,
             const char   *expected)
{
  g_autofree char *path = g_strconcat ("/orders/", town_text (order, "id"), NULL);
  g_autoptr(json_t) view = shop_resident (fixture, 200, 1, "GET", path, NULL);

  g_assert_cmpstr (town_text (view, "state"), ==, expected);
}

/* Put back on sale by mistake: before it was ready, and after nobody came. */
static void
test_what_was_put_back_on_sale_comes_back (ShopFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);

  step (fixture, order, 200, "release", "{}");
  /* It was never ready. */
  step (fixture, order, 409, "back", "{\"to\":\"ready\"}");
  g_assert_cmpint (get_purse (fixture, bake, "online"), ==, 4);
  assert_counts (fixture, "released", 1);
  assert_view (fixture, order, "placed");
  step (fixture, order, 200, "back", "{\"to\":\"placed\"}");
  g_assert_cmpint (get_purse (fixture, bake, "reserved"), ==, 2);
  assert_counts (fixture, "released", 0);

  step (fixture, order, 200, "ready", "{}");
  fixture->town.now += 4 * PARVIS_HOUR + 46 * PARVIS_MINUTE;
  step (fixture, order, 200, "no-show", "{}");
  assert_counts (fixture, "no_show", 1);
  assert_view (fixture, order, "ready");
  fixture->town.now += 19 * PARVIS_SECOND;
  step (fixture, order, 200, "back", "{\"to\":\"ready\"}");
  assert_counts (fixture, "no_show", 0);
  g_assert_cmpint (get_purse (fixture, bake, "reserved"), ==, 2);

  /* Once it was told, it is so. */
  step (fixture, order, 200, "no-show", "{}");
  fixture->town.now += 20 * PARVIS_SECOND;
  assert_view (fixture, order, "no_show");
  step (fixture, order, 409, "back", "{\"to\":\"ready\"}");
  shop_assert_adds_up (fixture);
}

static void
test_what_was_put_back_on_sale_and_taken_stays_away (ShopFixture   *fixture,
                                                     gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 4);
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", town_text (order, "id"));
  g_autoptr(json_t) told = NULL;

  step (fixture, order, 200, "release", "{}");
  town_pass (&fixture->town, PARVIS_SECOND);
  json_decref (shop_order (fixture, 201, 2, 1));
  step (fixture, order, 409, "back", "{\"to\":\"placed\"}");
  g_assert_cmpint (get_purse (fixture, bake, "reserved"), ==, 1);

  /* He sees it as it was, so he may cancel it. */
  assert_view (fixture, order, "placed");
  told = shop_resident (fixture, 200, 1, "POST", cancel, "{}");
  g_assert_cmpstr (town_text (told, "state"), ==, "cancelled");
  assert_counts (fixture, "released", 0);
  assert_counts (fixture, "cancelled", 1);
  shop_assert_adds_up (fixture);
}

static gboolean
is_confirmed (ShopFixture  *fixture,
              const json_t *order)
{
  g_autofree char *path = g_strconcat ("/orders/", town_text (order, "id"), NULL);
  g_autoptr(json_t) view = shop_resident (fixture, 200, 1, "GET", path, NULL);

  return json_is_true (json_object_get (view, "confirmed"));
}

static void
test_a_yes_can_be_taken_back_until_it_is_told (ShopFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) order = NULL;
  g_autoptr(json_t) entity = NULL;

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "",
                        "{\"confirm\":\"manual\"}"));
  order = shop_order (fixture, 201, 1, 2);
  step (fixture, order, 200, "confirm", "{}");
  g_assert_false (is_confirmed (fixture, order));
  step (fixture, order, 200, "confirm", "{\"confirmed\":false}");
  fixture->town.now += PARVIS_MINUTE;
  g_assert_false (is_confirmed (fixture, order));

  /* Seen, and preparing, is a yes too. */
  step (fixture, order, 200, "prepare", "{}");
  step (fixture, order, 409, "confirm", "{\"confirmed\":false}");
  step (fixture, order, 200, "back", "{\"to\":\"placed\"}");
  fixture->town.now += PARVIS_MINUTE;
  g_assert_false (is_confirmed (fixture, order));
  step (fixture, order, 200, "confirm", "{}");
  fixture->town.now += 20 * PARVIS_SECOND;
  g_assert_true (is_confirmed (fixture, order));
  step (fixture, order, 409, "confirm", "{\"confirmed\":false}");
  step (fixture, order, 200, "prepare", "{}");
  step (fixture, order, 200, "back", "{\"to\":\"placed\"}");
  g_assert_true (is_confirmed (fixture, order));
  entity = shop_entity (fixture, "order", town_text (order, "id"));
  g_assert_true (json_is_true (json_object_get (entity, "confirmed")));
  g_assert_nonnull (bake);
}

/* --- a shop that says yes by hand --- */

static void
confirm_by_hand (ShopFixture *fixture)
{
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "",
                        "{\"confirm\":\"manual\"}"));
}

/* What the shop has said, and what its customer knows of it. */
static void
assert_yes (ShopFixture  *fixture,
            const json_t *order,
            gboolean      said,
            gboolean      told)
{
  g_autofree char *path = g_strconcat ("/orders/", town_text (order, "id"), NULL);
  g_autoptr(json_t) entity = shop_entity (fixture, "order", town_text (order, "id"));
  g_autoptr(json_t) view = shop_resident (fixture, 200, 1, "GET", path, NULL);

  g_assert_cmpint (json_is_true (json_object_get (entity, "confirmed")), ==, said);
  g_assert_cmpint (json_is_true (json_object_get (view, "confirmed")), ==, told);
}

static void
test_going_back_is_one_step (ShopFixture   *fixture,
                             gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);
  g_autoptr(json_t) order = NULL;

  confirm_by_hand (fixture);
  order = shop_order (fixture, 201, 1, 1);
  step (fixture, order, 200, "confirm", "{}");
  step (fixture, order, 200, "prepare", "{}");
  step (fixture, order, 200, "back", "{\"to\":\"placed\"}");
  assert_yes (fixture, order, TRUE, FALSE);
  town_pass (&fixture->town, 20 * PARVIS_SECOND);
  assert_yes (fixture, order, TRUE, TRUE);

  /* Nor does one that is long confirmed wait again. */
  step (fixture, order, 200, "ready", "{}");
  step (fixture, order, 200, "back", "{\"to\":\"placed\"}");
  assert_yes (fixture, order, TRUE, TRUE);
}

static void
test_a_yes_that_is_part_of_a_step_goes_with_it (ShopFixture   *fixture,
                                                gconstpointer  data)
{
  static const struct
  {
    const char *steps[3];
    const char *to;
    gboolean    said;
  } slips[] = {
    { { "prepare" }, "placed", FALSE },
    { { "ready" }, "placed", FALSE },
    { { "ready" }, "preparing", TRUE },
    { { "collect" }, "placed", FALSE },
    { { "collect" }, "preparing", TRUE },
    { { "prepare", "ready" }, "preparing", TRUE },
    { { "prepare", "ready", "collect" }, "ready", TRUE },
    { { "prepare", "confirm" }, "placed", TRUE },
  };
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);

  confirm_by_hand (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (slips); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"to\":\"%s\"}", slips[i].to);
      g_autoptr(json_t) order = shop_order (fixture, 201, 1, 1);

      for (guint j = 0; j < G_N_ELEMENTS (slips[i].steps) && slips[i].steps[j] != NULL; j++)
        step (fixture, order, 200, slips[i].steps[j], "{}");
      step (fixture, order, 200, "back", body);
      assert_yes (fixture, order, slips[i].said, FALSE);
      town_pass (&fixture->town, 20 * PARVIS_SECOND);
      assert_yes (fixture, order, slips[i].said, slips[i].said);
      step (fixture, order, 200, "decline", "{\"reason\":\"other\"}");
    }
}

static void
test_a_yes_that_was_heard_stays (ShopFixture   *fixture,
                                 gconstpointer  data)
{
  static const char * const steps[] = { "prepare", "ready" };
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 9, 9);

  confirm_by_hand (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(json_t) order = shop_order (fixture, 201, 1, 1);

      step (fixture, order, 200, steps[i], "{}");
      town_pass (&fixture->town, 20 * PARVIS_SECOND);
      step (fixture, order, 200, "back", "{\"to\":\"placed\"}");
      assert_yes (fixture, order, TRUE, TRUE);
      step (fixture, order, 409, "confirm", "{\"confirmed\":false}");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders-slips/a-missing-loaf-is-always-somebodys",
             test_a_missing_loaf_is_always_somebodys);
  SHOP_TEST ("/orders-slips/an-order-that-lacks-bread-comes-back-as-it-was",
             test_an_order_that_lacks_bread_comes_back_as_it_was);
  SHOP_TEST ("/orders-slips/what-others-were-given-meanwhile-stays-theirs",
             test_what_others_were_given_meanwhile_stays_theirs);
  SHOP_TEST ("/orders-slips/a-slot-takes-no-more-than-it-has",
             test_a_slot_takes_no_more_than_it_has);
  SHOP_TEST ("/orders-slips/who-cancels-what-was-declined-has-cancelled",
             test_who_cancels_what_was_declined_has_cancelled);
  SHOP_TEST ("/orders-slips/who-may-still-come-has-forgotten-nothing",
             test_who_may_still_come_has_forgotten_nothing);
  SHOP_TEST ("/orders-slips/what-was-put-back-on-sale-comes-back",
             test_what_was_put_back_on_sale_comes_back);
  SHOP_TEST ("/orders-slips/what-was-put-back-on-sale-and-taken-stays-away",
             test_what_was_put_back_on_sale_and_taken_stays_away);
  SHOP_TEST ("/orders-slips/a-yes-can-be-taken-back-until-it-is-told",
             test_a_yes_can_be_taken_back_until_it_is_told);

  SHOP_TEST ("/orders-slips/going-back-is-one-step", test_going_back_is_one_step);
  SHOP_TEST ("/orders-slips/a-yes-that-is-part-of-a-step-goes-with-it",
             test_a_yes_that_is_part_of_a_step_goes_with_it);
  SHOP_TEST ("/orders-slips/a-yes-that-was-heard-stays", test_a_yes_that_was_heard_stays);

  return g_test_run ();
}
