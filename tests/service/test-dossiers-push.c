/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-dossiers-push"

#include "config.h"

#include "dossier-fixture.h"
#include "mail-fixture.h"
#include "push-fixture.h"

#include <string.h>

/* What a family is told by a push, and what by a letter all the same. */

#define FAMILY 1

#define FROM "parvis@saint-aubin.example"
#define TO   "marie.lefevre@courrier.example"

typedef struct
{
  DossierFixture dossiers;
  MailServer     server;
  PushService    push;
} Fixture;

static void
set (Fixture    *fixture,
     const char *key,
     const char *value)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_config_set (fixture->dossiers.town.config, key, value, &error));
  g_assert_no_error (error);
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  dossier_fixture_setup (&fixture->dossiers, NULL);
  mail_server_start (&fixture->server, MAIL_SERVER_PLAIN);
  push_service_start (&fixture->push);
  set (fixture, "push-services", "127.0.0.1");
  set (fixture, "push-addresses", "loopback");
  set (fixture, "push-contact", PUSH_CONTACT);
  set (fixture, "smtp-url", fixture->server.url);
  set (fixture, "smtp-plain", "true");
  set (fixture, "mail-from", FROM);
  town_restart (&fixture->dossiers.town);
  parvis_post_start (parvis_service_get_post (fixture->dossiers.town.service), &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  dossier_fixture_teardown (&fixture->dossiers, NULL);
  push_service_stop (&fixture->push);
  mail_server_stop (&fixture->server);
}

static guint
post (Fixture *fixture)
{
  return mail_post_all (fixture->dossiers.town.service, &parvis_dossiers_outbox,
                        fixture->dossiers.town.now);
}

/* The next letter, which says all of these, ended by NULL. */
static void G_GNUC_NULL_TERMINATED
expect_letter (Fixture    *fixture,
               const char *subject,
               ...)
{
  g_autofree char *envelope = NULL;
  g_autofree char *letter = mail_server_take (&fixture->server, &envelope);
  g_autofree char *title = mail_header (letter, "Subject");
  g_autofree char *text = mail_text (letter);
  g_auto(GStrv) parts = g_strsplit (text, "\r", -1);
  g_autofree char *body = g_strjoinv ("", parts);
  const char *said;
  va_list args;

  g_assert_cmpstr (envelope, ==, FROM " " TO " plain -");
  g_test_message ("%s\n%s", title, body);
  g_assert_cmpstr (title, ==, subject);
  va_start (args, subject);
  while ((said = va_arg (args, const char *)) != NULL)
    g_assert_nonnull (strstr (body, said));
  va_end (args);
}

/* A dossier of who left that address, or none. */
static char *
send_dossier (Fixture    *fixture,
              const char *email)
{
  g_autoptr(json_t) begun = dossier_family (&fixture->dossiers, 201, FAMILY, "POST",
                                            "/procedures/creche/dossiers", "{}");
  g_autoptr(json_t) answers = json_loads (DOSSIER_ANSWERS, 0, NULL);
  char *id = g_strdup (town_text (begun, "id"));
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/answers", id);
  g_autofree char *submit = g_strdup_printf ("/dossiers/%s/submit", id);
  g_autofree char *text = NULL;

  if (email != NULL)
    json_object_set_new (json_object_get (answers, "answers"), "email", json_string (email));
  text = json_dumps (answers, 0);
  json_decref (dossier_family (&fixture->dossiers, 200, FAMILY, "POST", path, text));
  json_decref (dossier_family (&fixture->dossiers, 200, FAMILY, "POST", submit, "{}"));

  return id;
}

static void
act (Fixture    *fixture,
     const char *id,
     const char *action,
     const char *body)
{
  json_decref (dossier_do (&fixture->dossiers, 200, fixture->dossiers.clerk, id, action, "%s",
                           body));
}

static void
subscribe (Fixture    *fixture,
           const char *quiet)
{
  g_autofree char *body = NULL;

  body = g_strdup_printf ("{\"dossiers\":\"push\",\"quiet\":%s,\"subscription\":{"
                          "\"endpoint\":\"%s/p/ok\",\"keys\":{\"p256dh\":\"%s\","
                          "\"auth\":\"%s\"}}}", quiet, fixture->push.url, fixture->push.p256dh,
                          fixture->push.auth);
  json_decref (dossier_family (&fixture->dossiers, 200, FAMILY, "POST", "/notices", body));
}

static void
expect_push (Fixture    *fixture,
             const char *title,
             const char *body)
{
  g_autoptr(json_t) said = NULL;
  g_autoptr(json_t) push = push_service_take (&fixture->push, 201, &said);

  g_assert_cmpstr (town_text (said, "title"), ==, title);
  g_assert_nonnull (strstr (town_text (said, "body"), body));
}

static void
test_what_proves_something_is_written_too (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autofree char *id = NULL;

  subscribe (fixture, "{\"from\":\"03:00\",\"until\":\"04:00\"}");
  id = send_dossier (fixture, TO);
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_push (fixture, "Bien reçu", "CR-2026-0001");
  expect_letter (fixture, "Accusé d’enregistrement électronique : CR-2026-0001", NULL);

  /* A message is not: it is pushed alone. */
  act (fixture, id, "reply", "{\"text\":\"Please call.\"}");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_push (fixture, "Un message de la mairie", "CR-2026-0001");

  act (fixture, id, "decide", "{\"state\":\"in_review\"}");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_push (fixture, "Bien reçu", "CR-2026-0001");
  expect_letter (fixture, "Accusé de réception électronique : CR-2026-0001", NULL);
}

static void
test_who_left_no_address_is_pushed_to_after_the_night (Fixture       *fixture,
                                                       gconstpointer  data)
{
  g_autofree char *id = NULL;
  ParvisStore *store;
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GError) error = NULL;
  gboolean has_row = FALSE;
  gint64 due = 0;
  gint64 morning = 0;
  ParvisDb *db;

  /* It is 14:00 there. */
  subscribe (fixture, "{\"from\":\"13:30\",\"until\":\"15:00\"}");
  id = send_dossier (fixture, NULL);
  g_assert_cmpuint (post (fixture), ==, 1);
  g_assert_true (parvis_time_parse ("2026-06-17T13:00:00Z", &morning, &error));
  store = parvis_service_get_store (fixture->dossiers.town.service);
  db = parvis_store_acquire (store, "", &error);
  stmt = parvis_db_prepare (db, "SELECT next_at FROM push WHERE town = :town", &error);
  g_assert_no_error (error);
  g_assert_true (parvis_stmt_step (stmt, &has_row, &error));
  g_assert_true (has_row);
  due = parvis_stmt_get_time (stmt, 0);
  g_clear_pointer (&stmt, parvis_stmt_release);
  parvis_store_release (store, db);
  g_assert_cmpint (due, ==, morning);

  dossier_set_clock (&fixture->dossiers, "2026-06-17T13:00:00Z");
  parvis_post_wake (parvis_service_get_post (fixture->dossiers.town.service));
  expect_push (fixture, "Bien reçu", "CR-2026-0001");
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

  PUSH_TEST ("/dossiers-push/what-proves-something-is-written-too",
             test_what_proves_something_is_written_too);
  PUSH_TEST ("/dossiers-push/who-left-no-address-is-pushed-to-after-the-night",
             test_who_left_no_address_is_pushed_to_after_the_night);

  return g_test_run ();
}
