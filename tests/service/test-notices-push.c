/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-notices-push"

#include "config.h"

#include "mail-fixture.h"
#include "push-fixture.h"
#include "shop-fixture.h"

#include "parvis-preference.h"
#include "parvis-push.h"

#include <string.h>

/* What a resident is told by a push, through a push service of its own that decrypts it. */

#define FROM    "parvis@saint-aubin.example"
#define TO      "lea.moreau@courrier.example"
#define DEVICE  1
#define OTHER   2

typedef struct
{
  ShopFixture shop;
  MailServer  server;
  PushService push;
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
start_post (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  parvis_post_start (parvis_service_get_post (fixture->shop.town.service), &error);
  g_assert_no_error (error);
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_autofree char *bake = NULL;

  shop_fixture_setup (&fixture->shop, NULL);
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (7, 0), 40, 30);
  mail_server_start (&fixture->server, MAIL_SERVER_PLAIN);
  push_service_start (&fixture->push);
  set (fixture, "smtp-url", fixture->server.url);
  set (fixture, "smtp-plain", "true");
  set (fixture, "mail-from", FROM);
  set (fixture, "push-services", "push.example *.push.example 127.0.0.1");
  set (fixture, "push-addresses", "loopback");
  set (fixture, "push-contact", PUSH_CONTACT);
  town_restart (&fixture->shop.town);
  start_post (fixture);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  shop_fixture_teardown (&fixture->shop, NULL);
  push_service_stop (&fixture->push);
  mail_server_stop (&fixture->server);
}

/* A number of the service's own database. */
static gint64
count (Fixture    *fixture,
       const char *sql)
{
  ParvisStore *store = parvis_service_get_store (fixture->shop.town.service);
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (store, "", &error);
  gint64 n;

  g_assert_no_error (error);
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, &error);
      gboolean has_row = FALSE;

      g_assert_no_error (error);
      g_assert_true (parvis_stmt_step (stmt, &has_row, &error));
      g_assert_no_error (error);
      n = has_row ? parvis_stmt_get_int (stmt, 0) : -1;
    }
  parvis_store_release (store, db);

  return n;
}

#define WAITING "SELECT COUNT(*) FROM push WHERE town = :town AND next_at IS NOT NULL"
#define ALL     "SELECT COUNT(*) FROM push WHERE town = :town"
#define NEXT    "SELECT next_at FROM push WHERE town = :town AND next_at IS NOT NULL"
#define LETTERS "SELECT COUNT(*) FROM mail WHERE town = :town"

/* Until the service has written down what became of its pushes. */
static void
wait_for (Fixture    *fixture,
          const char *sql,
          gint64      wanted)
{
  while (count (fixture, sql) != wanted)
    g_thread_yield ();
}

static guint
post (Fixture *fixture)
{
  return mail_post_all (fixture->shop.town.service, &parvis_orders_outbox,
                        fixture->shop.town.now);
}

static void
wake (Fixture *fixture)
{
  parvis_post_wake (parvis_service_get_post (fixture->shop.town.service));
}

static json_t *
subscribe (Fixture    *fixture,
           int         status,
           int         device,
           const char *members,
           const char *endpoint)
{
  return shop_resident (&fixture->shop, status, device, "POST", "/notices",
                        "{%s,\"subscription\":{\"endpoint\":\"%s\",\"expirationTime\":null,"
                        "\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"}}}", members, endpoint,
                        fixture->push.p256dh, fixture->push.auth);
}

static void
subscribe_at (Fixture    *fixture,
              const char *members,
              const char *name)
{
  g_autofree char *endpoint = g_strconcat (fixture->push.url, "/p/", name, NULL);
  g_autoptr(json_t) answer = subscribe (fixture, 200, DEVICE, members, endpoint);

  g_assert_true (json_is_true (json_object_get (answer, "subscribed")));
}

static char *
order (Fixture *fixture)
{
  g_autoptr(json_t) answer = shop_order (&fixture->shop, 201, DEVICE, 2);

  return g_strdup (town_text (answer, "id"));
}

static void
give_address (Fixture    *fixture,
              const char *id,
              const char *body)
{
  g_autofree char *path = g_strdup_printf ("/orders/%s/notify", id);

  json_decref (shop_resident (&fixture->shop, 200, DEVICE, "POST", path, "%s", body));
}

static void
step (Fixture    *fixture,
      const char *id,
      const char *action)
{
  json_decref (shop_do (&fixture->shop, 200, "orders", id, action, "{}"));
}

static void
expect (Fixture    *fixture,
        const char *title,
        const char *body)
{
  g_autoptr(json_t) said = NULL;
  g_autoptr(json_t) push = push_service_take (&fixture->push, 201, &said);

  g_assert_true (g_str_has_prefix (town_text (said, "title"), title));
  g_assert_nonnull (strstr (town_text (said, "body"), body));
}

static void
test_who_left_no_address_is_pushed_to (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr(json_t) said = NULL;
  g_autoptr(json_t) push = NULL;
  g_autoptr(json_t) key = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autofree char *id = NULL;
  g_autofree char *target = NULL;

  subscribe_at (fixture, "\"orders\":\"push\"", "ok");
  key = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices/key", NULL);
  id = order (fixture);
  g_assert_cmpuint (post (fixture), ==, 1);
  expect (fixture, "Pain réservé", "entre 18:00 et 18:30");

  step (fixture, id, "ready");
  town_pass (&fixture->shop.town, PARVIS_MINUTE);
  post (fixture);
  push = push_service_take (&fixture->push, 201, &said);
  g_assert_true (g_str_has_prefix (town_text (said, "title"), "C’est prêt"));
  g_assert_cmpstr (town_text (push, "urgency"), ==, "high");
  g_assert_cmpstr (town_text (push, "key"), ==, town_text (key, "key"));
  g_assert_cmpstr (town_text (said, "tag"), ==, town_text (push, "topic"));
  target = g_strdup_printf ("/00001#orders/%s", id);
  g_assert_true (g_str_has_suffix (town_text (said, "navigate"), target));

  wait_for (fixture, WAITING, 0);
  g_assert_cmpint (count (fixture, ALL), ==, 2);
  g_assert_cmpint (count (fixture, LETTERS), ==, 0);
  entity = shop_entity (&fixture->shop, "order", id);
  g_assert_cmpstr (town_text (entity, "told_by"), ==, "push");
}

static void
test_nobody_is_told_who_chose_nothing (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *id = NULL;

  subscribe_at (fixture, "\"orders\":\"push\"", "ok");
  json_decref (shop_resident (&fixture->shop, 200, DEVICE, "POST", "/notices/remove", "{}"));
  id = order (fixture);
  g_assert_cmpuint (post (fixture), ==, 0);

  subscribe_at (fixture, "\"orders\":\"none\"", "ok");
  step (fixture, id, "ready");
  town_pass (&fixture->shop.town, PARVIS_MINUTE);
  post (fixture);
  g_assert_cmpint (count (fixture, ALL), ==, 0);
}

static void
test_both_are_told (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *letter = NULL;

  subscribe_at (fixture, "\"orders\":\"both\",\"language\":\"en\"", "ok");
  id = order (fixture);
  give_address (fixture, id, "{\"email\":\"" TO "\"}");
  post (fixture);
  expect (fixture, "Bread reserved: ", "between 18:00 and 18:30");
  letter = mail_server_take (&fixture->server, NULL);
  g_assert_nonnull (letter);
}

static void
test_a_device_that_is_gone_is_forgotten (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *letter = NULL;
  g_autofree char *envelope = NULL;
  g_autoptr(json_t) push = NULL;
  g_autoptr(json_t) choice = NULL;

  subscribe_at (fixture, "\"orders\":\"push\"", "gone");
  id = order (fixture);
  give_address (fixture, id, "{\"email\":\"" TO "\"}");
  post (fixture);
  push = push_service_take (&fixture->push, 410, NULL);

  /* What could not arrive goes out as a letter, once. */
  letter = mail_server_take (&fixture->server, &envelope);
  g_assert_cmpstr (envelope, ==, FROM " " TO " plain -");
  mail_wait_sent (fixture->shop.town.service);
  g_assert_cmpint (count (fixture, LETTERS), ==, count (fixture, ALL));
  choice = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices", NULL);
  g_assert_true (json_is_false (json_object_get (choice, "subscribed")));
  g_assert_cmpstr (town_text (choice, "orders"), ==, "email");
}

static void
test_what_is_refused_becomes_a_letter (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *letter = NULL;
  g_autoptr(json_t) push = NULL;
  g_autoptr(json_t) choice = NULL;

  subscribe_at (fixture, "\"orders\":\"push\"", "bad");
  id = order (fixture);
  give_address (fixture, id, "{\"email\":\"" TO "\"}");
  post (fixture);
  push = push_service_take (&fixture->push, 400, NULL);
  letter = mail_server_take (&fixture->server, NULL);
  choice = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices", NULL);
  g_assert_true (json_is_true (json_object_get (choice, "subscribed")));
}

/* "It is ready" is worth nothing tomorrow: who can be written to is not kept waiting. */
static void
test_a_letter_goes_while_it_is_true (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *letter = NULL;
  g_autoptr(json_t) push = NULL;

  subscribe_at (fixture, "\"orders\":\"push\"", "shut");
  id = order (fixture);
  give_address (fixture, id, "{\"email\":\"" TO "\"}");
  post (fixture);
  push = push_service_take (&fixture->push, 429, NULL);
  letter = mail_server_take (&fixture->server, NULL);
  mail_wait_sent (fixture->shop.town.service);
  wait_for (fixture, WAITING, 0);
}

static void
try_again (Fixture    *fixture,
           const char *name,
           int         status,
           gint64      wait)
{
  g_autofree char *id = NULL;
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) second = NULL;
  gint64 due;

  subscribe_at (fixture, "\"orders\":\"push\"", name);
  id = order (fixture);
  post (fixture);
  due = fixture->shop.town.now + wait;
  first = push_service_take (&fixture->push, status, NULL);
  wait_for (fixture, NEXT, due);

  fixture->shop.town.now = due - 1;
  wake (fixture);
  fixture->shop.town.now = due;
  wake (fixture);
  second = push_service_take (&fixture->push, 201, NULL);
  g_assert_cmpstr (town_text (first, "topic"), ==, town_text (second, "topic"));
  g_assert_cmpstr (town_text (first, "text"), ==, town_text (second, "text"));
  wait_for (fixture, WAITING, 0);
}

static void
test_a_busy_service_is_asked_again (Fixture       *fixture,
                                    gconstpointer  data)
{
  try_again (fixture, "busy", 503, PARVIS_MINUTE);
}

static void
test_a_service_that_wants_peace_gets_it (Fixture       *fixture,
                                         gconstpointer  data)
{
  try_again (fixture, "many", 429, 90 * PARVIS_SECOND);
}

static void
test_nothing_is_pushed_that_is_of_no_use (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autofree char *id = NULL;

  subscribe_at (fixture, "\"orders\":\"push\"", "busy");
  id = order (fixture);
  post (fixture);
  json_decref (push_service_take (&fixture->push, 503, NULL));
  wait_for (fixture, NEXT, fixture->shop.town.now + PARVIS_MINUTE);
  fixture->shop.town.now += PARVIS_DAY;
  wake (fixture);
  wait_for (fixture, WAITING, 0);
  g_assert_cmpint (count (fixture, "SELECT COUNT(*) FROM push WHERE town = :town"
                          " AND problem = 'expired' AND data = ''"), ==, 1);
}

/* A service that dies between the answer and its commit sends again, and the push service knows
 * it by its topic; one that dies before it took the notice away queues it a second time.
 */
static void
test_a_killed_service_loses_nothing (Fixture       *fixture,
                                     gconstpointer  data)
{
  ParvisStore *store;
  g_autoptr(ParvisAnswer) claimed = NULL;
  g_autoptr(ParvisAnswer) queued = NULL;
  g_autoptr(ParvisPush) push = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) sent = NULL;
  g_autofree char *id = NULL;
  json_t *again;
  ParvisDb *db;
  gint64 next_at;

  subscribe_at (fixture, "\"orders\":\"push\"", "ok");
  parvis_post_stop (parvis_service_get_post (fixture->shop.town.service));
  id = order (fixture);
  post (fixture);
  store = parvis_service_get_store (fixture->shop.town.service);
  db = parvis_store_acquire (store, "", &error);
  g_assert_true (parvis_push_find_due (db, fixture->shop.town.now, &push, &next_at, &error));
  parvis_store_release (store, db);
  g_assert_nonnull (push);

  again = parvis_push_prepare (push->kind, push->place, push->device, push->topic, push->data,
                               PARVIS_NO_TIME);
  parvis_json_set_string (again, "id", push->id);
  queued = parvis_store_apply (store, parvis_push_queue_command (NULL, again), NULL, &error);
  g_assert_no_error (error);
  claimed = parvis_store_apply (store, parvis_push_claim (push, fixture->shop.town.now), NULL,
                                &error);
  g_assert_no_error (error);

  town_restart (&fixture->shop.town);
  start_post (fixture);
  g_assert_cmpint (count (fixture, WAITING), ==, 1);
  fixture->shop.town.now += PARVIS_MINUTE;
  wake (fixture);
  sent = push_service_take (&fixture->push, 201, NULL);
  g_assert_cmpstr (town_text (sent, "topic"), ==, push->topic);
  wait_for (fixture, WAITING, 0);
  g_assert_cmpint (count (fixture, ALL), ==, 1);
}

/* The key is the service's: what browsers were given holds after a restart. */
static void
test_the_key_stays (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(json_t) before = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices/key",
                                            NULL);
  g_autoptr(json_t) after = NULL;

  town_restart (&fixture->shop.town);
  after = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices/key", NULL);
  g_assert_cmpuint (strlen (town_text (before, "key")), ==, 87);
  g_assert_cmpstr (town_text (before, "key"), ==, town_text (after, "key"));
  g_assert_cmpint (count (fixture, "SELECT COUNT(*) FROM push_key WHERE town = :town"), ==, 1);

  /* Without anybody whom push services could write to there is none. */
  set (fixture, "push-contact", "");
  set (fixture, "mail-from", "");
  set (fixture, "smtp-url", "");
  town_restart (&fixture->shop.town);
  json_decref (shop_resident (&fixture->shop, 404, DEVICE, "GET", "/notices/key", NULL));
}

static void
test_only_push_services_are_pushed_to (Fixture       *fixture,
                                       gconstpointer  data)
{
  static const char * const nowhere[] = {
    "https://10.0.0.1/p", "https://example.net/p", "http://push.example.net/p",
    "file:///etc/passwd", "https://push.example@10.0.0.1/p", "https://push.example#p",
    "https://evilpush.example/p", "",
    "https://push.example.evil.example/p", "push.example", "https://push.example\\\\@10.0.0.1/",
  };
  g_autoptr(json_t) choice = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (nowhere); i++)
    json_decref (subscribe (fixture, 422, DEVICE, "\"orders\":\"push\"", nowhere[i]));
  json_decref (subscribe (fixture, 200, DEVICE, "\"orders\":\"push\"", "https://push.example/p"));
  json_decref (subscribe (fixture, 200, DEVICE, "\"orders\":\"push\"",
                          "https://web.push.example/p"));

  /* Nothing of it is told, neither to its own device nor to another's. */
  choice = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices", NULL);
  g_assert_cmpuint (json_object_size (choice), ==, 5);
  json_decref (choice);
  choice = shop_resident (&fixture->shop, 200, OTHER, "GET", "/notices", NULL);
  g_assert_true (json_is_false (json_object_get (choice, "subscribed")));

  /* A browser whose page made itself another device has one address all the same. */
  json_decref (subscribe (fixture, 200, OTHER, "\"orders\":\"push\"",
                          "https://web.push.example/p"));
  json_decref (choice);
  choice = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices", NULL);
  g_assert_true (json_is_false (json_object_get (choice, "subscribed")));
  g_assert_cmpstr (town_text (choice, "orders"), ==, "email");
}

static void
test_a_choice_is_looked_at (Fixture       *fixture,
                            gconstpointer  data)
{
  static const char * const wrong[] = {
    "{\"orders\":\"push\"}", "{\"orders\":\"pigeon\"}", "{\"quiet\":21}", "{\"orders\":1}",
    "{\"quiet\":{\"from\":\"24:00\"}}", "{\"quiet\":{\"from\":\"9:00\"}}", "{\"device\":\"x\"}",
    "{\"quiet\":{\"until\":\"12:60\"}}", "{\"subscription\":[]}", "{\"sealed\":\"x\"}",
    "{\"subscription\":{\"endpoint\":\"https://push.example/p\",\"keys\":{\"p256dh\":\"AA\","
    "\"auth\":\"AA\"}}}",
  };
  g_autoptr(json_t) choice = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    json_decref (shop_resident (&fixture->shop, 422, DEVICE, "POST", "/notices", "%s", wrong[i]));

  choice = shop_resident (&fixture->shop, 200, DEVICE, "POST", "/notices",
                          "{\"orders\":\"none\",\"quiet\":{\"from\":\"22:30\"}}");
  g_assert_cmpstr (town_text (choice, "orders"), ==, "none");
  g_assert_cmpstr (town_text (choice, "dossiers"), ==, "email");
  g_assert_cmpstr (town_text (json_object_get (choice, "quiet"), "from"), ==, "22:30");
  g_assert_cmpstr (town_text (json_object_get (choice, "quiet"), "until"), ==, "07:00");
}

/* One tap in a mail program, which says nothing of where it comes from. */
static void
test_a_letter_can_be_ended (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *id = order (fixture);
  g_autofree char *letter = NULL;
  g_autofree char *link = NULL;
  g_autofree char *how = NULL;
  g_autofree char *text = NULL;
  g_autofree char *forged = NULL;
  g_autofree char *second = NULL;
  g_autoptr(json_t) choice = NULL;
  const char *path;

  give_address (fixture, id, "{\"email\":\"" TO "\"}");
  step (fixture, id, "ready");
  town_pass (&fixture->shop.town, PARVIS_MINUTE);
  post (fixture);
  letter = mail_server_take (&fixture->server, NULL);
  link = mail_header (letter, "List-Unsubscribe");
  how = mail_header (letter, "List-Unsubscribe-Post");
  text = mail_text (letter);
  g_assert_cmpstr (how, ==, "List-Unsubscribe=One-Click");
  g_assert_true (g_str_has_prefix (link, "<http"));
  g_assert_true (g_str_has_suffix (link, ">"));
  link[strlen (link) - 1] = '\0';
  path = strstr (link, "/00001/stop/");
  g_assert_nonnull (path);
  g_assert_nonnull (strstr (text, "/00001/stop/"));

  /* To look at it changes nothing, and nobody makes another. */
  json_decref (town_request (&fixture->shop.town, NULL, "GET", path, NULL, NULL));
  g_assert_cmpint (fixture->shop.town.status, ==, 200);
  forged = g_strdup (path);
  forged[strlen ("/00001/stop/") + 5] ^= 1;
  json_decref (town_request (&fixture->shop.town, NULL, "POST", forged,
                             "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"));
  g_assert_cmpint (fixture->shop.town.status, ==, 404);
  choice = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices", NULL);
  g_assert_cmpstr (town_text (choice, "orders"), ==, "email");

  for (guint i = 0; i < 2; i++)
    {
      json_decref (town_request (&fixture->shop.town, NULL, "POST", path,
                                 "application/x-www-form-urlencoded",
                                 "List-Unsubscribe=One-Click"));
      g_assert_cmpint (fixture->shop.town.status, ==, 200);
    }
  json_decref (choice);
  choice = shop_resident (&fixture->shop, 200, DEVICE, "GET", "/notices", NULL);
  g_assert_cmpstr (town_text (choice, "orders"), ==, "none");
  g_assert_cmpstr (town_text (choice, "dossiers"), ==, "email");

  second = order (fixture);
  give_address (fixture, second, "{\"email\":\"" TO "\"}");
  step (fixture, second, "ready");
  town_pass (&fixture->shop.town, PARVIS_MINUTE);
  post (fixture);
  g_assert_cmpint (count (fixture, LETTERS), ==, 1);
}

static void
assert_waits (Fixture    *fixture,
              int         from,
              int         until,
              const char *at,
              const char *when)
{
  ParvisStore *store = parvis_service_get_store (fixture->shop.town.service);
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (store, "00001", &error);
  ParvisPreference preference = { .quiet_from = from, .quiet_until = until };
  gint64 asked = 0;
  gint64 wanted = 0;
  gint64 found = 0;

  g_assert_true (parvis_time_parse (at, &asked, &error));
  g_assert_true (parvis_time_parse (when, &wanted, &error));
  g_assert_true (parvis_preference_wait (&preference, db, asked, &found, &error));
  g_assert_no_error (error);
  parvis_store_release (store, db);
  g_assert_cmpint (found, ==, wanted);
}

/* Of the town: Paris, two hours ahead in summer. */
static void
test_hours_are_quiet (Fixture       *fixture,
                      gconstpointer  data)
{
  assert_waits (fixture, AT (21, 0), AT (7, 0), "2026-06-17T18:59:59Z", "2026-06-17T18:59:59Z");
  assert_waits (fixture, AT (21, 0), AT (7, 0), "2026-06-17T19:00:00Z", "2026-06-18T05:00:00Z");
  assert_waits (fixture, AT (21, 0), AT (7, 0), "2026-06-17T23:30:00Z", "2026-06-18T05:00:00Z");
  assert_waits (fixture, AT (21, 0), AT (7, 0), "2026-06-18T05:00:00Z", "2026-06-18T05:00:00Z");
  assert_waits (fixture, AT (12, 0), AT (14, 0), "2026-06-17T10:30:00Z", "2026-06-17T12:00:00Z");
  assert_waits (fixture, AT (12, 0), AT (14, 0), "2026-06-17T22:30:00Z", "2026-06-17T22:30:00Z");
  assert_waits (fixture, AT (12, 0), AT (12, 0), "2026-06-17T10:30:00Z", "2026-06-17T10:30:00Z");
}

#define PUSH_TEST(path, func) \
  g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!push_service_is_here ())
    return 0;

  PUSH_TEST ("/push/who-left-no-address-is-pushed-to", test_who_left_no_address_is_pushed_to);
  PUSH_TEST ("/push/nobody-is-told-who-chose-nothing", test_nobody_is_told_who_chose_nothing);
  PUSH_TEST ("/push/both-are-told", test_both_are_told);
  PUSH_TEST ("/push/a-device-that-is-gone-is-forgotten",
             test_a_device_that_is_gone_is_forgotten);
  PUSH_TEST ("/push/what-is-refused-becomes-a-letter", test_what_is_refused_becomes_a_letter);
  PUSH_TEST ("/push/a-letter-goes-while-it-is-true", test_a_letter_goes_while_it_is_true);
  PUSH_TEST ("/push/a-busy-service-is-asked-again", test_a_busy_service_is_asked_again);
  PUSH_TEST ("/push/a-service-that-wants-peace-gets-it",
             test_a_service_that_wants_peace_gets_it);
  PUSH_TEST ("/push/nothing-is-pushed-that-is-of-no-use",
             test_nothing_is_pushed_that_is_of_no_use);
  PUSH_TEST ("/push/a-killed-service-loses-nothing", test_a_killed_service_loses_nothing);
  PUSH_TEST ("/push/the-key-stays", test_the_key_stays);
  PUSH_TEST ("/push/only-push-services-are-pushed-to", test_only_push_services_are_pushed_to);
  PUSH_TEST ("/push/a-choice-is-looked-at", test_a_choice_is_looked_at);
  PUSH_TEST ("/push/a-letter-can-be-ended", test_a_letter_can_be_ended);
  PUSH_TEST ("/push/hours-are-quiet", test_hours_are_quiet);

  return g_test_run ();
}
