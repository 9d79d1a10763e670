/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-time"

#include "config.h"

#include "shop-fixture.h"

#include <string.h>

#define WEEKDAY_THURSDAY 4

static void
assert_state (ShopFixture *fixture,
              json_t      *order,
              const char  *state,
              const char  *reason)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "order", town_text (order, "id"));

  g_assert_cmpstr (town_text (entity, "state"), ==, state);
  g_assert_cmpstr (town_text (json_object_get (entity, "reason"), "code"), ==, reason);
}

static json_t *
order_for (ShopFixture *fixture,
           int          status,
           int          device,
           const char  *day,
           int          from)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);

  return shop_resident (fixture, status, device, "POST", path,
                        "{\"name\":\"A\",\"phone\":\"06000%05d\",\"day\":\"%s\",\"from\":%d,"
                        "\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                        device, day, from, fixture->tradition);
}

static void
test_nobody_orders_after_the_cutoff (ShopFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 20, 20);
  g_autoptr(json_t) order = order_for (fixture, 201, 1, TODAY, AT (16, 0));
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", town_text (order, "id"));

  town_pass (&fixture->town, PARVIS_HOUR - PARVIS_SECOND);
  json_decref (order_for (fixture, 201, 2, TODAY, AT (16, 0)));
  town_pass (&fixture->town, PARVIS_SECOND);
  json_decref (order_for (fixture, 409, 3, TODAY, AT (16, 0)));
  json_decref (order_for (fixture, 201, 3, TODAY, AT (16, 30)));
  json_decref (shop_resident (fixture, 409, 1, "POST", cancel, "{}"));
  g_assert_nonnull (bake);
}

static void
test_the_evening_before_may_be_the_cutoff (ShopFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 20, 20);

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "",
                        "{\"cutoff\":{\"day_before\":%d}}", AT (20, 0)));
  json_decref (order_for (fixture, 409, 1, TODAY, AT (18, 0)));
  town_pass (&fixture->town, 6 * PARVIS_HOUR - PARVIS_MINUTE);
  json_decref (order_for (fixture, 201, 1, TOMORROW, AT (16, 0)));
  town_pass (&fixture->town, PARVIS_MINUTE);
  json_decref (order_for (fixture, 409, 2, TOMORROW, AT (16, 0)));
  g_assert_nonnull (bake);
}

static void
test_holidays_and_closed_days_are_closed (ShopFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 20, 20);
  g_autofree char *pickup = g_strconcat (fixture->shop, "/" TOMORROW, NULL);
  g_autoptr(json_t) closed = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autoptr(json_t) holiday = NULL;
  g_autofree char *july = g_strconcat (fixture->shop, "/2026-07-14", NULL);

  json_decref (order_for (fixture, 201, 1, TOMORROW, AT (16, 0)));
  closed = shop_do (fixture, 200, "merchants", fixture->shop, "closed",
                    "{\"closed\":[{\"day\":\"" TOMORROW "\",\"reason\":\"travaux\"}]}");
  g_assert_cmpint (town_int (closed, "orders"), ==, 1);
  json_decref (order_for (fixture, 409, 2, TOMORROW, AT (16, 0)));
  entity = shop_entity (fixture, "pickup", pickup);
  g_assert_cmpstr (town_text (entity, "closed"), ==, "travaux");

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "", "{\"days_ahead\":30}"));
  holiday = shop_entity (fixture, "pickup", july);
  g_assert_cmpstr (town_text (holiday, "closed"), ==, "holiday");
  g_assert_nonnull (bake);
}

static void
test_reminders_grow_and_the_town_is_told (ShopFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 20, 20);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 1);
  static const struct
  {
    int minutes;
    int reminders;
  } expected[] = { { 1, 1 }, { 1, 2 }, { 1, 3 }, { 4, 3 }, { 1, 4 }, { 5, 5 }, { 5, 6 } };
  g_autoptr(json_t) alarmed = NULL;
  g_autoptr(json_t) seen = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr(json_t) entity = NULL;

      town_pass (&fixture->town, expected[i].minutes * PARVIS_MINUTE);
      entity = shop_entity (fixture, "order", town_text (order, "id"));
      g_assert_cmpint (town_int (entity, "reminders"), ==, expected[i].reminders);
      g_assert_null (json_object_get (entity, "alarmed_at"));
    }

  town_pass (&fixture->town, 2 * PARVIS_MINUTE);
  alarmed = shop_entity (fixture, "order", town_text (order, "id"));
  g_assert_nonnull (json_object_get (alarmed, "alarmed_at"));
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "prepare", "{}"));
  town_pass (&fixture->town, 10 * PARVIS_MINUTE);
  seen = shop_entity (fixture, "order", town_text (order, "id"));
  g_assert_cmpint (town_int (seen, "reminders"), ==, 6);
  g_assert_null (json_object_get (seen, "unseen_since"));
  g_assert_nonnull (bake);
}

static void
test_what_no_shop_says_yes_to_is_released (ShopFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 3, 3);
  g_autoptr(json_t) order = NULL;
  g_autoptr(json_t) yes = NULL;
  g_autoptr(json_t) entity = NULL;

  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "",
                        "{\"confirm\":\"manual\"}"));
  order = shop_order (fixture, 201, 1, 3);
  g_assert_true (json_is_false (json_object_get (order, "confirmed")));
  json_decref (shop_order (fixture, 409, 2, 1));
  town_pass (&fixture->town, 2 * PARVIS_HOUR);
  assert_state (fixture, order, "released", "unseen");

  yes = shop_order (fixture, 201, 2, 1);
  json_decref (shop_do (fixture, 200, "orders", town_text (yes, "id"), "confirm", "{}"));
  town_pass (&fixture->town, PARVIS_HOUR);
  entity = shop_entity (fixture, "order", town_text (yes, "id"));
  g_assert_true (json_is_true (json_object_get (entity, "confirmed")));
  g_assert_cmpstr (town_text (entity, "state"), ==, "placed");
  g_assert_nonnull (bake);
}

static void
test_a_day_closes_by_itself (ShopFixture   *fixture,
                             gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 10);
  g_autoptr(json_t) ready = shop_order (fixture, 201, 1, 1);
  g_autoptr(json_t) unseen = shop_order (fixture, 201, 2, 1);
  g_autoptr(json_t) again = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autofree char *shelf = g_strconcat (fixture->tradition, "/" TODAY, NULL);
  g_autofree char *tomorrow = NULL;

  json_decref (shop_do (fixture, 200, "orders", town_text (ready, "id"), "ready", "{}"));
  town_pass (&fixture->town, 5 * PARVIS_HOUR + 14 * PARVIS_MINUTE);
  assert_state (fixture, ready, "ready", "");
  town_pass (&fixture->town, PARVIS_MINUTE);
  assert_state (fixture, ready, "no_show", "late");
  assert_state (fixture, unseen, "released", "late");
  g_assert_nonnull (bake);

  town_pass (&fixture->town, 5 * PARVIS_HOUR);
  entity = shop_entity (fixture, "shelf", shelf);
  g_assert_true (entity == NULL || json_is_null (entity));
  tomorrow = shop_bake (fixture, fixture->tradition, TOMORROW, AT (7, 0), 10, 10);
  again = order_for (fixture, 201, 1, TOMORROW, AT (18, 0));
  g_clear_pointer (&entity, json_decref);
  entity = shop_entity (fixture, "order", town_text (again, "id"));
  g_assert_cmpint (town_int (entity, "forgotten"), ==, 1);
}

/* Who was told that he may come later is expected until then, and in no case tomorrow. */
static void
test_what_was_promised_for_later_outlasts_the_closing (ShopFixture   *fixture,
                                                       gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 10);
  g_autoptr(json_t) delayed = order_for (fixture, 201, 1, TODAY, AT (18, 30));
  g_autoptr(json_t) kept = order_for (fixture, 201, 2, TODAY, AT (18, 30));
  g_autoptr(json_t) late = order_for (fixture, 201, 3, TODAY, AT (18, 30));
  g_autoptr(json_t) endless = order_for (fixture, 201, 4, TODAY, AT (18, 30));

  json_decref (shop_do (fixture, 200, "orders", town_text (delayed, "id"), "delay",
                        "{\"minutes\":60}"));
  json_decref (shop_do (fixture, 200, "orders", town_text (kept, "id"), "ready", "{}"));
  json_decref (shop_do (fixture, 200, "orders", town_text (kept, "id"), "keep",
                        "{\"minutes\":90}"));
  for (int i = 0; i < 3; i++)
    json_decref (shop_do (fixture, 200, "orders", town_text (endless, "id"), "delay",
                          "{\"minutes\":120}"));

  /* 19:15, 20:15, 20:45 and midnight. */
  town_pass (&fixture->town, 5 * PARVIS_HOUR + 16 * PARVIS_MINUTE);
  assert_state (fixture, late, "released", "late");
  assert_state (fixture, delayed, "placed", "");
  assert_state (fixture, kept, "ready", "");
  town_pass (&fixture->town, PARVIS_HOUR);
  assert_state (fixture, delayed, "released", "late");
  assert_state (fixture, kept, "ready", "");

  /* Somebody waits a little longer still. */
  json_decref (shop_do (fixture, 200, "orders", town_text (kept, "id"), "keep",
                        "{\"minutes\":30}"));
  town_pass (&fixture->town, 30 * PARVIS_MINUTE);
  assert_state (fixture, kept, "ready", "");
  town_pass (&fixture->town, 30 * PARVIS_MINUTE);
  assert_state (fixture, kept, "no_show", "late");
  town_pass (&fixture->town, 2 * PARVIS_HOUR + 43 * PARVIS_MINUTE);
  assert_state (fixture, endless, "placed", "");
  town_pass (&fixture->town, PARVIS_MINUTE);
  assert_state (fixture, endless, "released", "late");
  g_assert_nonnull (bake);
}

static void
test_days_ahead_get_what_is_usual (ShopFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *shelf = g_strconcat (fixture->tradition, "/" TOMORROW, NULL);
  g_autofree char *next = g_strconcat (fixture->tradition, "/2026-06-25", NULL);
  g_autoptr(json_t) usual = NULL;
  g_autoptr(json_t) changed = NULL;
  g_autoptr(json_t) kept = NULL;
  g_autoptr(json_t) opened = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":%d,\"bakes\":[{\"ready\":420,\"quantity\":40,"
                        "\"online\":20}]}", WEEKDAY_THURSDAY));
  usual = shop_entity (fixture, "shelf", shelf);
  g_assert_cmpint (town_int (usual, "left"), ==, 20);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":%d,\"bakes\":[{\"ready\":420,\"quantity\":40,"
                        "\"online\":12}]}", WEEKDAY_THURSDAY));
  changed = shop_entity (fixture, "shelf", shelf);
  g_assert_cmpint (town_int (changed, "left"), ==, 12);

  json_decref (order_for (fixture, 201, 1, TOMORROW, AT (16, 0)));
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":%d,\"bakes\":[]}", WEEKDAY_THURSDAY));
  kept = shop_entity (fixture, "shelf", shelf);
  g_assert_cmpint (town_int (kept, "left"), ==, 11);

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":%d,\"bakes\":[{\"ready\":420,\"quantity\":8}]}",
                        WEEKDAY_THURSDAY));
  town_pass (&fixture->town, 11 * PARVIS_HOUR);
  opened = shop_entity (fixture, "shelf", next);
  g_assert_cmpint (town_int (opened, "left"), ==, 4);
}

static void
test_standing_orders_are_placed_when_a_day_opens (ShopFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/standing", fixture->shop);
  g_autofree char *remove = NULL;
  g_autofree char *foreign = NULL;
  g_autoptr(json_t) standing = NULL;
  g_autoptr(json_t) orders = NULL;
  g_autoptr(json_t) later = NULL;
  g_autoptr(json_t) listed = NULL;
  const json_t *order;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":%d,\"bakes\":[{\"ready\":420,\"quantity\":4,"
                        "\"online\":2}]}", WEEKDAY_THURSDAY));
  standing = shop_resident (fixture, 201, 1, "POST", path,
                            "{\"name\":\"M. Roux\",\"phone\":\"0611223344\",\"weekday\":%d,"
                            "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":2}]}",
                            WEEKDAY_THURSDAY, AT (16, 0), fixture->tradition);
  orders = shop_resident (fixture, 200, 1, "GET", "/orders", NULL);
  order = json_array_get (json_object_get (orders, "orders"), 0);
  g_assert_cmpuint (json_array_size (json_object_get (orders, "orders")), ==, 1);
  g_assert_cmpstr (town_text (order, "day"), ==, TOMORROW);
  g_assert_cmpstr (town_text (order, "standing"), ==, town_text (standing, "id"));

  /* Of the week after, somebody else took the bread. */
  town_pass (&fixture->town, 9 * PARVIS_HOUR);
  town_pass (&fixture->town, PARVIS_HOUR + PARVIS_MINUTE);
  later = shop_resident (fixture, 200, 1, "GET", "/orders", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (later, "orders")), ==, 2);

  foreign = g_strdup_printf ("/standing/%s/remove", town_text (standing, "id"));
  json_decref (shop_resident (fixture, 404, 2, "POST", foreign, "{}"));
  remove = g_strdup_printf ("/standing/%s/remove", town_text (standing, "id"));
  json_decref (shop_resident (fixture, 200, 1, "POST", remove, "{}"));
  listed = shop_resident (fixture, 200, 1, "GET", "/standing", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (listed, "standing")), ==, 0);
}

static gboolean
holds (const char *path,
       const char *needle)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &contents, &length, NULL) &&
         memmem (contents, length, needle, strlen (needle)) != NULL;
}

/* Not only the rows: what was written once must not be readable in the file. */
/* How many of the orders that are there somebody has to see to. */
static void
assert_touched (ShopFixture *fixture,
                const char  *action,
                int          orders,
                const char  *body)
{
  g_autoptr(json_t) answer = shop_do (fixture, 200, "merchants", fixture->shop, action, "%s",
                                      body);

  g_assert_true (json_is_integer (json_object_get (answer, "orders")));
  g_assert_cmpint (town_int (answer, "orders"), ==, orders);
}

/* Bastille day is a Tuesday; half past six is when two of the three come. */
static void
test_what_a_shop_takes_away_says_who_is_touched (ShopFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 20, 20);
  g_autofree char *feast = NULL;
  g_autoptr(json_t) ended = order_for (fixture, 201, 4, TODAY, AT (18, 30));

  json_decref (order_for (fixture, 201, 1, TODAY, AT (18, 0)));
  json_decref (order_for (fixture, 201, 2, TODAY, AT (18, 30)));
  json_decref (order_for (fixture, 201, 3, TODAY, AT (18, 30)));
  json_decref (shop_do (fixture, 200, "orders", town_text (ended, "id"), "collect", "{}"));

  /* Cut otherwise, they are the same hours. */
  assert_touched (fixture, "slots", 0, "{\"slots\":[{\"weekday\":3,\"from\":1000,"
                  "\"until\":1140,\"capacity\":9}]}");
  assert_touched (fixture, "slots", 2, "{\"slots\":[{\"weekday\":3,\"from\":1000,"
                  "\"until\":1110,\"capacity\":9}]}");
  assert_touched (fixture, "slots", 3, "{\"slots\":[{\"weekday\":2,\"from\":1000,"
                  "\"until\":1140,\"capacity\":9}]}");
  assert_touched (fixture, "slots", 0, "{\"slots\":[{\"weekday\":3,\"from\":1000,"
                  "\"until\":1140,\"capacity\":9},{\"weekday\":2,\"from\":1000,"
                  "\"until\":1140,\"capacity\":9}]}");
  assert_touched (fixture, "closed", 3, "{\"closed\":[{\"day\":\"" TODAY "\"}]}");
  assert_touched (fixture, "closed", 0, "{\"closed\":[]}");

  /* What is over is nobody's business any more: it was put back. */
  for (int i = 0; i < 25; i++)
    town_pass (&fixture->town, PARVIS_DAY);
  assert_touched (fixture, "", 0, "{\"holidays\":\"open\",\"days_ahead\":7}");
  feast = shop_bake (fixture, fixture->tradition, "2026-07-14", AT (13, 0), 20, 20);
  json_decref (order_for (fixture, 201, 1, "2026-07-14", 1000));
  assert_touched (fixture, "", 1, "{\"holidays\":\"closed\"}");
  assert_touched (fixture, "", 0, "{\"holidays\":\"open\"}");
  g_assert_nonnull (bake);
}

static void
test_who_ordered_is_forgotten_to_the_last_byte (ShopFixture   *fixture,
                                                gconstpointer  data)
{
  g_autofree char *file = g_build_filename (fixture->town.dir, "towns", "00001.db", NULL);
  g_autofree char *wal = g_strconcat (file, "-wal", NULL);
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 10);
  g_autoptr(json_t) order = shop_order (fixture, 201, 77, 1);
  g_autofree char *day = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autoptr(json_t) gone = NULL;
  g_autoptr(json_t) counts = NULL;
  g_autoptr(json_t) takings = NULL;

  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "prepare", "{}"));
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "collect", "{}"));
  if (g_file_test (file, G_FILE_TEST_EXISTS))
    g_assert_true (holds (file, "Lefèvre") || holds (wal, "Lefèvre"));

  for (int i = 0; i < 32; i++)
    {
      fixture->town.now += PARVIS_DAY;
      town_tick (&fixture->town);
    }
  gone = shop_entity (fixture, "order", town_text (order, "id"));
  g_assert_true (gone == NULL || json_is_null (gone));
  counts = town_entity (&fixture->town, "orders_day", day);
  g_assert_cmpint (town_int (counts, "collected"), ==, 1);
  takings = shop_entity (fixture, "takings", day);
  g_assert_cmpint (town_int (json_array_get (json_object_get (takings, "products"), 0),
                             "collected"), ==, 1);

  /* The log is emptied when the service stops. */
  town_restart (&fixture->town);
  if (g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_assert_false (holds (file, "Lefèvre"));
      g_assert_false (holds (wal, "Lefèvre"));
      g_assert_false (holds (file, "0600000077"));
    }
  g_assert_nonnull (bake);
}

static void
assert_forgotten (ShopFixture *fixture,
                  int          device,
                  const char  *day,
                  int          expected)
{
  g_autoptr(json_t) order = order_for (fixture, 201, device, day, AT (18, 0));
  g_autoptr(json_t) entity = shop_entity (fixture, "order", town_text (order, "id"));

  g_assert_cmpint (json_integer_value (json_object_get (entity, "forgotten")), ==, expected);
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "collect", "{}"));
}

static void
pass_weeks (ShopFixture *fixture,
            int          weeks)
{
  for (int i = 0; i < 7 * weeks; i++)
    {
      fixture->town.now += PARVIS_DAY;
      town_tick (&fixture->town);
    }
}

/* Orders are erased after 30 days; what was not collected counts for 60. */
static void
test_what_was_forgotten_outlasts_the_order (ShopFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 10);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 1);
  g_autoptr(json_t) gone = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "pattern",
                        "{\"weekday\":%d,\"bakes\":[{\"ready\":420,\"quantity\":40,"
                        "\"online\":20}]}", 3));
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "ready", "{}"));
  fixture->town.now += 4 * PARVIS_HOUR + 50 * PARVIS_MINUTE;
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "no-show", "{}"));

  /* Told of a mistake in time, it was none. */
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "back",
                        "{\"to\":\"ready\"}"));
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "no-show", "{}"));
  fixture->town.now -= 4 * PARVIS_HOUR + 50 * PARVIS_MINUTE;

  pass_weeks (fixture, 6);
  gone = shop_entity (fixture, "order", town_text (order, "id"));
  g_assert_true (gone == NULL || json_is_null (gone));
  assert_forgotten (fixture, 1, "2026-07-29", 1);
  assert_forgotten (fixture, 2, "2026-07-29", 0);
  pass_weeks (fixture, 3);
  assert_forgotten (fixture, 1, "2026-08-19", 0);
  g_assert_nonnull (bake);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders-time/nobody-orders-after-the-cutoff", test_nobody_orders_after_the_cutoff);
  SHOP_TEST ("/orders-time/the-evening-before-may-be-the-cutoff",
             test_the_evening_before_may_be_the_cutoff);
  SHOP_TEST ("/orders-time/holidays-and-closed-days-are-closed",
             test_holidays_and_closed_days_are_closed);
  SHOP_TEST ("/orders-time/reminders-grow-and-the-town-is-told",
             test_reminders_grow_and_the_town_is_told);
  SHOP_TEST ("/orders-time/what-no-shop-says-yes-to-is-released",
             test_what_no_shop_says_yes_to_is_released);
  SHOP_TEST ("/orders-time/a-day-closes-by-itself", test_a_day_closes_by_itself);
  SHOP_TEST ("/orders-time/what-was-promised-for-later-outlasts-the-closing",
             test_what_was_promised_for_later_outlasts_the_closing);
  SHOP_TEST ("/orders-time/days-ahead-get-what-is-usual", test_days_ahead_get_what_is_usual);
  SHOP_TEST ("/orders-time/standing-orders-are-placed-when-a-day-opens",
             test_standing_orders_are_placed_when_a_day_opens);
  SHOP_TEST ("/orders-time/what-a-shop-takes-away-says-who-is-touched",
             test_what_a_shop_takes_away_says_who_is_touched);
  SHOP_TEST ("/orders-time/who-ordered-is-forgotten-to-the-last-byte",
             test_who_ordered_is_forgotten_to_the_last_byte);
  SHOP_TEST ("/orders-time/what-was-forgotten-outlasts-the-order",
             test_what_was_forgotten_outlasts_the_order);

  return g_test_run ();
}
