/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-alerts"

#include "config.h"

#include "mail-fixture.h"
#include "shop-fixture.h"

#include <string.h>

/* Who is told when there is bread again, and where who ordered is told how it goes. */

typedef struct
{
  ShopFixture shop;
  MailServer  server;
} Fixture;

static void
set (Fixture    *fixture,
     const char *key,
     const char *value)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_config_set (fixture->shop.town.config, key, value, &error));
  g_assert_no_error (error);
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  shop_fixture_setup (&fixture->shop, NULL);
  mail_server_start (&fixture->server, MAIL_SERVER_PLAIN);
  set (fixture, "smtp-url", fixture->server.url);
  set (fixture, "smtp-plain", "true");
  set (fixture, "mail-from", "parvis@saint-aubin.example");
  town_restart (&fixture->shop.town);
  parvis_post_start (parvis_service_get_post (fixture->shop.town.service), &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  shop_fixture_teardown (&fixture->shop, NULL);
  mail_server_stop (&fixture->server);
}

static guint
post (Fixture *fixture)
{
  guint n = mail_post_all (fixture->shop.town.service, &parvis_orders_outbox,
                           fixture->shop.town.now);

  mail_wait_sent (fixture->shop.town.service);

  return n;
}

/* A device's address is that of its number. */
static json_t *
ask (Fixture    *fixture,
     int         status,
     int         device,
     const char *product,
     const char *day)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/alerts", fixture->shop.shop);

  return shop_resident (&fixture->shop, status, device, "POST", path,
                        "{\"product\":\"%s\",\"day\":\"%s\",\"email\":\"r%d@courrier.example\","
                        "\"language\":\"fr\"}", product, day, device);
}

/* The next letter is this device's, and says so much. */
static void
expect_letter (Fixture    *fixture,
               int         device,
               const char *subject,
               const char *said)
{
  g_autofree char *to = g_strdup_printf (" r%d@courrier.example ", device);
  g_autofree char *envelope = NULL;
  g_autofree char *letter = mail_server_take (&fixture->server, &envelope);
  g_autofree char *title = mail_header (letter, "Subject");
  g_autofree char *text = mail_text (letter);

  g_test_message ("%s\n%s\n%s", envelope, title, text);
  g_assert_nonnull (strstr (envelope, to));
  g_assert_nonnull (strstr (title, subject));
  g_assert_nonnull (strstr (text, said));
}

/* They hear one after the other, a millisecond apart: 20 seconds from now on. */
static void
expect_letters (Fixture    *fixture,
                int         first,
                int         last,
                const char *said)
{
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  for (int i = first; i <= last; i++)
    {
      g_assert_cmpuint (post (fixture), ==, 1);
      expect_letter (fixture, i, "De nouveau en vente", said);
      fixture->shop.town.now += 1;
    }
  g_assert_cmpuint (post (fixture), ==, 0);
}

/* As the baker's screen has it; no entity is nobody. */
static gint64
count_waiting (Fixture    *fixture,
               const char *day)
{
  g_autofree char *id = g_strdup_printf ("%s/%s", fixture->shop.tradition, day);
  g_autoptr(json_t) entity = shop_entity (&fixture->shop, "wanted", id);
  g_autofree char *text = NULL;

  if (entity == NULL)
    return 0;

  text = json_dumps (entity, 0);
  g_assert_null (strchr (text, '@'));

  return town_int (entity, "waiting");
}

/* What the database holds that a query says. */
static gint64
count (Fixture    *fixture,
       const char *sql)
{
  ParvisStore *store = parvis_service_get_store (fixture->shop.town.service);
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (store, "00001", &error);
  gint64 n;

  g_assert_no_error (error);
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, &error);

      g_assert_no_error (error);
      g_assert_true (parvis_stmt_step (stmt, NULL, &error));
      g_assert_no_error (error);
      n = parvis_stmt_get_int (stmt, 0);
    }
  parvis_store_release (store, db);

  return n;
}

#define ADDRESSES "SELECT COUNT(*) FROM product_alert WHERE town = :town AND email IS NOT NULL"
#define ALERTS    "SELECT COUNT(*) FROM product_alert WHERE town = :town"
#define NOTICES   "SELECT COUNT(*) FROM order_notice WHERE town = :town AND kind = 'alert'"

static void
sell_all (Fixture    *fixture,
          const char *bake)
{
  json_decref (shop_do (&fixture->shop, 200, "bakes", bake, "shut", "{}"));
}

static void
test_who_asked_is_told_once (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *bake = NULL;
  g_autofree char *path = NULL;
  g_autoptr(json_t) alert = ask (fixture, 201, 1, fixture->shop.tradition, TODAY);
  g_autoptr(json_t) again = ask (fixture, 201, 1, fixture->shop.tradition, TODAY);
  g_autoptr(json_t) list = NULL;

  g_assert_cmpstr (town_text (alert, "id"), ==, town_text (again, "id"));
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 1);
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (17, 0), 10, 6);
  fixture->shop.town.now += 19 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 1, "De nouveau en vente : Tradition", "encore à réserver : 6");
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 0);
  g_assert_cmpint (count (fixture, ADDRESSES), ==, 0);
  list = shop_resident (&fixture->shop, 200, 1, "GET", "/alerts", NULL);
  g_assert_nonnull (json_object_get (json_array_get (json_object_get (list, "alerts"), 0),
                                     "told_at"));

  /* Sold out and baked again, he hears nothing unless he asks. */
  sell_all (fixture, bake);
  json_decref (shop_do (&fixture->shop, 200, "bakes", bake, "reopen", "{}"));
  fixture->shop.town.now += PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
}

static void
test_a_slip_is_told_to_nobody (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *bake = NULL;

  json_decref (ask (fixture, 201, 1, fixture->shop.tradition, TODAY));
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (17, 0), 10, 6);
  fixture->shop.town.now += 10 * PARVIS_SECOND;
  sell_all (fixture, bake);
  fixture->shop.town.now += PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 1);

  /* He still waits for the next. */
  json_decref (shop_do (&fixture->shop, 200, "bakes", bake, "reopen", "{}"));
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 1, "De nouveau en vente", "6");
}

/* Two loaves for five people: as many at once as there are loaves. */
static void
test_the_first_who_asked_is_the_first_who_hears (Fixture       *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *bake = NULL;
  g_autofree char *more = NULL;

  for (int i = 1; i <= 5; i++)
    {
      json_decref (ask (fixture, 201, i, fixture->shop.tradition, TODAY));
      fixture->shop.town.now += PARVIS_SECOND;
    }
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 5);
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (15, 0), 2, 2);
  expect_letters (fixture, 1, 2, "2");

  /* One of them takes one, and the other has had his time: one loaf, one letter. */
  json_decref (shop_order (&fixture->shop, 201, 1, 1));
  fixture->shop.town.now += 9 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 3, "De nouveau en vente", "1");

  /* When it is gone nobody else hears of it. */
  json_decref (shop_order (&fixture->shop, 201, 9, 1));
  fixture->shop.town.now += PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 2);

  /* Enough for all. */
  more = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (17, 0), 40, 30);
  expect_letters (fixture, 4, 5, "30");
}

static void
test_more_bread_does_not_wait_for_its_turn (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autofree char *bake = NULL;

  for (int i = 1; i <= 4; i++)
    {
      json_decref (ask (fixture, 201, i, fixture->shop.tradition, TODAY));
      fixture->shop.town.now += PARVIS_SECOND;
    }
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (15, 0), 1, 1);
  expect_letters (fixture, 1, 1, "1");
  json_decref (shop_do (&fixture->shop, 200, "bakes", bake, "",
                        "{\"declared\":30,\"online\":20}"));
  expect_letters (fixture, 2, 4, "20");
}

static void
test_bread_that_somebody_gives_up_is_told_of (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autofree char *bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (13, 0), 2,
                                     2);
  g_autoptr(json_t) order = shop_order (&fixture->shop, 201, 7, 2);
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", town_text (order, "id"));

  json_decref (ask (fixture, 201, 1, fixture->shop.tradition, TODAY));
  fixture->shop.town.now += PARVIS_SECOND;
  json_decref (ask (fixture, 201, 2, fixture->shop.tradition, TODAY));
  json_decref (shop_resident (&fixture->shop, 200, 7, "POST", cancel, "{}"));

  /* Who has helped himself meanwhile needs no letter, and the next does not wait for him. */
  json_decref (shop_order (&fixture->shop, 201, 1, 1));
  fixture->shop.town.now += PARVIS_MINUTE;
  post (fixture);
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 1);
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 2, "De nouveau en vente", "1");
  g_assert_cmpint (count (fixture, NOTICES), ==, 0);
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 0);
}

static void
test_nobody_is_told_at_night (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *bake = NULL;

  json_decref (ask (fixture, 201, 1, fixture->shop.tradition, TOMORROW));
  fixture->shop.town.now += 8 * PARVIS_HOUR;
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TOMORROW, AT (7, 0), 10, 6);
  fixture->shop.town.now += 8 * PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += PARVIS_HOUR + PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 1, "De nouveau en vente", "jeudi 18 juin");
}

static void
test_an_address_that_two_gave_gets_one_letter (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/alerts", fixture->shop.shop);
  g_autofree char *bake = NULL;

  json_decref (ask (fixture, 201, 1, fixture->shop.tradition, TODAY));
  json_decref (shop_resident (&fixture->shop, 201, 2, "POST", path,
                              "{\"product\":\"%s\",\"email\":\"r1@courrier.example\"}",
                              fixture->shop.tradition));
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (15, 0), 9, 1);
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 1, "De nouveau en vente", "1");
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 0);
  fixture->shop.town.now += PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
}

static void
test_only_what_cannot_be_had_is_waited_for (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/alerts", fixture->shop.shop);
  g_autofree char *bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (13, 0), 9,
                                     3);
  g_autoptr(json_t) refused = ask (fixture, 409, 1, fixture->shop.tradition, TODAY);

  g_assert_cmpint (town_int (json_object_get (refused, "left"), fixture->shop.tradition), ==, 3);
  json_decref (ask (fixture, 409, 1, fixture->shop.campagne, "2026-06-16"));
  json_decref (ask (fixture, 409, 1, fixture->shop.campagne, "2026-06-22"));
  json_decref (ask (fixture, 409, 1, fixture->shop.campagne, "2027-06-17"));
  json_decref (ask (fixture, 422, 1, fixture->shop.campagne, "tomorrow"));
  json_decref (ask (fixture, 404, 1, fixture->shop.shop, TODAY));
  json_decref (shop_resident (&fixture->shop, 422, 1, "POST", path,
                              "{\"product\":\"%s\",\"email\":\"nobody\"}",
                              fixture->shop.campagne));
  json_decref (shop_resident (&fixture->shop, 422, 1, "POST", path, "{\"product\":\"%s\"}",
                              fixture->shop.campagne));

  /* The last slot is at 18:30, and may be ordered for until 17:30. */
  json_decref (ask (fixture, 201, 1, fixture->shop.campagne, TODAY));
  fixture->shop.town.now += 3 * PARVIS_HOUR + 30 * PARVIS_MINUTE;
  json_decref (ask (fixture, 409, 2, fixture->shop.campagne, TODAY));
  g_assert_cmpint (count (fixture, ALERTS), ==, 1);
}

static void
test_there_are_limits (Fixture       *fixture,
                       gconstpointer  data)
{
  static const char * const days[] = { TODAY, TOMORROW, "2026-06-19" };
  g_autofree char *path = g_strdup_printf ("/merchants/%s/alerts", fixture->shop.shop);

  for (guint i = 0; i < 5; i++)
    json_decref (ask (fixture, 201, 1, i % 2 == 0 ? fixture->shop.tradition
                                                  : fixture->shop.campagne, days[i / 2]));
  json_decref (ask (fixture, 429, 1, fixture->shop.campagne, days[2]));

  /* What is asked for again is no more; another device with the same address is no other. */
  json_decref (ask (fixture, 201, 1, fixture->shop.tradition, TODAY));
  json_decref (shop_resident (&fixture->shop, 429, 2, "POST", path,
                              "{\"product\":\"%s\",\"email\":\"r1@courrier.example\"}",
                              fixture->shop.campagne));
  json_decref (ask (fixture, 201, 2, fixture->shop.campagne, TODAY));
}

static void
test_an_alert_is_its_devices_alone (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(json_t) alert = ask (fixture, 201, 1, fixture->shop.tradition, TODAY);
  g_autofree char *remove = g_strdup_printf ("/alerts/%s/remove", town_text (alert, "id"));
  g_autofree char *bake = NULL;
  g_autoptr(json_t) none = shop_resident (&fixture->shop, 200, 2, "GET", "/alerts", NULL);
  g_autoptr(json_t) one = shop_resident (&fixture->shop, 200, 1, "GET", "/alerts", NULL);

  g_assert_cmpuint (json_array_size (json_object_get (none, "alerts")), ==, 0);
  g_assert_cmpuint (json_array_size (json_object_get (one, "alerts")), ==, 1);
  json_decref (shop_resident (&fixture->shop, 404, 2, "POST", remove, "{}"));
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (15, 0), 9, 9);
  json_decref (shop_resident (&fixture->shop, 200, 1, "POST", remove, "{}"));
  fixture->shop.town.now += PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
  g_assert_cmpint (count (fixture, ALERTS), ==, 0);
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 0);
}

static void
test_nothing_is_left_of_it_after_its_day (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autofree char *remove = g_strdup_printf ("/merchants/%s/remove", fixture->shop.shop);

  json_decref (ask (fixture, 201, 1, fixture->shop.tradition, TODAY));
  json_decref (ask (fixture, 201, 2, fixture->shop.tradition, TOMORROW));
  town_pass (&fixture->shop.town, 10 * PARVIS_HOUR + PARVIS_MINUTE);
  g_assert_cmpint (count (fixture, ALERTS), ==, 1);
  g_assert_cmpint (count_waiting (fixture, TODAY), ==, 0);
  g_assert_cmpint (count_waiting (fixture, TOMORROW), ==, 1);

  /* With the shop goes who waits for it. */
  json_decref (town_expect (&fixture->shop.town, 200, "operator", "POST", "/check", "{}"));
  json_decref (town_expect (&fixture->shop.town, 200, "operator", "POST", remove, "{}"));
  g_assert_cmpint (count (fixture, ALERTS), ==, 0);
  json_decref (town_expect (&fixture->shop.town, 200, "operator", "POST", "/check", "{}"));
}

/* --- who has ordered --- */

static json_t *
place (Fixture    *fixture,
       const char *how)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop.shop);

  return shop_resident (&fixture->shop, 201, 1, "POST", path,
                        "{\"name\":\"Mme Lefèvre\",%s,\"language\":\"fr\",\"day\":\"" TODAY "\","
                        "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}", how,
                        AT (18, 0), fixture->shop.tradition);
}

static void
notify (Fixture      *fixture,
        int           status,
        int           device,
        const json_t *order,
        const char   *body)
{
  g_autofree char *path = g_strdup_printf ("/orders/%s/notify", town_text (order, "id"));

  json_decref (shop_resident (&fixture->shop, status, device, "POST", path, "%s", body));
}

static void
step (Fixture      *fixture,
      const json_t *order,
      const char   *action)
{
  json_decref (shop_do (&fixture->shop, 200, "orders", town_text (order, "id"), action, "{}"));
}

static void
test_who_left_a_number_may_leave_an_address_later (Fixture       *fixture,
                                                   gconstpointer  data)
{
  g_autofree char *bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (13, 0), 9,
                                     9);
  g_autoptr(json_t) order = place (fixture, "\"phone\":\"0612345618\"");

  g_assert_cmpuint (post (fixture), ==, 0);
  notify (fixture, 404, 2, order, "{\"email\":\"r2@courrier.example\"}");
  notify (fixture, 422, 1, order, "{\"email\":\"r2 and r3\"}");

  /* Even while it is just becoming ready. */
  step (fixture, order, "ready");
  notify (fixture, 200, 1, order, "{\"email\":\"r1@courrier.example\"}");
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 1, "C’est prêt", "18:45");

  /* What is still to be told goes to where he is now, or to nobody. */
  notify (fixture, 200, 1, order, "{\"email\":\"r3@courrier.example\"}");
  fixture->shop.town.now += 4 * PARVIS_HOUR + 25 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, 3, "Votre pain vous attend", "20 minutes");
  step (fixture, order, "release");
  notify (fixture, 409, 1, order, "{}");
}

static void
test_who_can_be_called_need_not_be_written_to (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autofree char *bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (13, 0), 9,
                                     9);
  g_autoptr(json_t) order = place (fixture, "\"phone\":\"0612345618\","
                                            "\"email\":\"r1@courrier.example\"");
  g_autoptr(json_t) other = place (fixture, "\"email\":\"r1@courrier.example\"");

  g_assert_cmpuint (post (fixture), ==, 2);
  step (fixture, order, "ready");
  notify (fixture, 200, 1, order, "{}");
  notify (fixture, 422, 1, other, "{}");
  fixture->shop.town.now += PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
}

#define ALERTS_TEST(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ALERTS_TEST ("/alerts/who-asked-is-told-once", test_who_asked_is_told_once);
  ALERTS_TEST ("/alerts/a-slip-is-told-to-nobody", test_a_slip_is_told_to_nobody);
  ALERTS_TEST ("/alerts/the-first-who-asked-is-the-first-who-hears",
               test_the_first_who_asked_is_the_first_who_hears);
  ALERTS_TEST ("/alerts/more-bread-does-not-wait-for-its-turn",
               test_more_bread_does_not_wait_for_its_turn);
  ALERTS_TEST ("/alerts/bread-that-somebody-gives-up-is-told-of",
               test_bread_that_somebody_gives_up_is_told_of);
  ALERTS_TEST ("/alerts/nobody-is-told-at-night", test_nobody_is_told_at_night);
  ALERTS_TEST ("/alerts/an-address-that-two-gave-gets-one-letter",
               test_an_address_that_two_gave_gets_one_letter);
  ALERTS_TEST ("/alerts/only-what-cannot-be-had-is-waited-for",
               test_only_what_cannot_be_had_is_waited_for);
  ALERTS_TEST ("/alerts/there-are-limits", test_there_are_limits);
  ALERTS_TEST ("/alerts/an-alert-is-its-devices-alone", test_an_alert_is_its_devices_alone);
  ALERTS_TEST ("/alerts/nothing-is-left-of-it-after-its-day",
               test_nothing_is_left_of_it_after_its_day);
  ALERTS_TEST ("/alerts/who-left-a-number-may-leave-an-address-later",
               test_who_left_a_number_may_leave_an_address_later);
  ALERTS_TEST ("/alerts/who-can-be-called-need-not-be-written-to",
               test_who_can_be_called_need_not_be_written_to);

  return g_test_run ();
}
