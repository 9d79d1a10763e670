/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-mailer"

#include "config.h"

#include "mail-fixture.h"
#include "town-fixture.h"

#include "parvis-error.h"
#include "parvis-mailer.h"

#include <pthread.h>
#include <string.h>

#define FROM "parvis@saint-aubin.example"
#define TO   "helene@saint-aubin.example"
#define LINK "https://x.example/sign-in/reset/token"

typedef struct
{
  TownFixture   town;
  MailServer    server;
  ParvisSmtp    smtp;
  ParvisMailer *mailer;
} Fixture;

/* Sealing is tested elsewhere. */
static char *
unseal_cb (const char  *sealed,
           gpointer     user_data,
           GError     **error)
{
  if (g_str_has_prefix (sealed, "sealed "))
    return g_strdup (sealed + strlen ("sealed "));

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT, "cannot be opened");

  return NULL;
}

static ParvisMailer *
make_mailer (Fixture *fixture)
{
  return parvis_mailer_new (parvis_service_get_store (fixture->town.service),
                            &fixture->town.clock, unseal_cb, &fixture->smtp, NULL, NULL);
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  town_fixture_setup (&fixture->town, NULL);
  mail_server_start (&fixture->server, MAIL_SERVER_PLAIN);
  fixture->smtp = (ParvisSmtp) { .url = fixture->server.url, .plain = TRUE, .from = FROM };
  fixture->mailer = make_mailer (fixture);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  parvis_mailer_free (fixture->mailer);
  if (fixture->server.url != NULL)
    mail_server_stop (&fixture->server);
  town_fixture_teardown (&fixture->town, NULL);
}

static gboolean
apply_event (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  if (!parvis_mail_insert (tx, command->body, error))
    return FALSE;

  if (command->object != NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "It did not happen");
      return FALSE;
    }

  return TRUE;
}

static void
happen (Fixture    *fixture,
        const char *recipient,
        const char *data,
        gboolean    fails)
{
  ParvisCommand *command = parvis_command_new ("event", "", apply_event);
  g_autoptr(ParvisAnswer) answer = NULL;

  command->object = fails ? g_strdup ("fails") : NULL;
  command->body = parvis_mail_prepare (PARVIS_LETTER_RESET, recipient, "en", data, NULL);
  g_assert_nonnull (command->body);
  answer = parvis_store_apply (parvis_service_get_store (fixture->town.service), command, NULL,
                               NULL);
  g_assert_cmpint (answer == NULL, ==, fails);
}

static void
queue (Fixture    *fixture,
       const char *recipient)
{
  happen (fixture, recipient,
          "sealed {\"name\":\"H\",\"link\":\"" LINK "\",\"minutes\":\"30\"}", FALSE);
}

/* "data problem sent next_at attempts" of the only letter. */
static char *
row (Fixture *fixture)
{
  ParvisStore *store = parvis_service_get_store (fixture->town.service);
  ParvisDb *db = parvis_store_acquire (store, "", NULL);
  ParvisStmt *stmt = parvis_db_prepare (db,
                                        "SELECT data, problem, sent_at, next_at, attempts"
                                        " FROM mail WHERE town = :town", NULL);
  gboolean has_row = FALSE;
  char *text;

  g_assert_true (parvis_stmt_step (stmt, &has_row, NULL));
  g_assert_true (has_row);
  text = g_strdup_printf ("%s|%s|%s|%" G_GINT64_FORMAT "|%d",
                          parvis_stmt_get_text (stmt, 0)[0] == '\0' ? "wiped" : "kept",
                          parvis_stmt_is_null (stmt, 1) ? "" : parvis_stmt_get_text (stmt, 1),
                          parvis_stmt_is_null (stmt, 2) ? "unsent" : "sent",
                          parvis_stmt_is_null (stmt, 3)
                          ? -1 : (parvis_stmt_get_time (stmt, 3) - fixture->town.now) / 1000,
                          (int) parvis_stmt_get_int (stmt, 4));
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return text;
}

static void
assert_row (Fixture    *fixture,
            const char *expected)
{
  g_autofree char *found = row (fixture);

  g_assert_cmpstr (found, ==, expected);
}

static guint
run (Fixture *fixture)
{
  gint64 next_at;

  return parvis_mailer_run (fixture->mailer, &next_at);
}

static void
test_what_happened_is_told_once (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *envelope = NULL;
  g_autofree char *letter = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpuint (run (fixture), ==, 0);
  queue (fixture, TO);
  g_assert_cmpuint (run (fixture), ==, 1);
  letter = mail_server_take (&fixture->server, &envelope);
  text = mail_text (letter);
  g_assert_cmpstr (envelope, ==, FROM " " TO " plain -");
  g_assert_nonnull (strstr (text, LINK));
  assert_row (fixture, "wiped||sent|-1|1");
  g_assert_cmpuint (run (fixture), ==, 0);
}

static void
test_what_did_not_happen_is_not_told (Fixture       *fixture,
                                      gconstpointer  data)
{
  happen (fixture, TO, "sealed {}", TRUE);
  g_assert_cmpuint (run (fixture), ==, 0);
  g_assert_null (parvis_mail_prepare (PARVIS_LETTER_RESET, "a@b.fr\r\nBcc: c@d.fr", "en", "x",
                                      NULL));
}

static void
test_a_server_that_is_busy_is_asked_less_and_less (Fixture       *fixture,
                                                   gconstpointer  data)
{
  static const gint64 pauses[] = { 60, 120, 240, 480, 960 };

  queue (fixture, "later@x.example");
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      g_autofree char *said = NULL;
      g_autofree char *expected = g_strdup_printf ("kept||unsent|%d|%u", (int) pauses[i], i + 1);

      g_assert_cmpuint (run (fixture), ==, 1);
      said = mail_server_read (&fixture->server);
      g_assert_cmpstr (said, ==, "tried later@x.example");
      assert_row (fixture, expected);
      fixture->town.now += pauses[i] * PARVIS_SECOND - 1;
      g_assert_cmpuint (run (fixture), ==, 0);
      fixture->town.now += 1;
    }

  /* Then its link is of no use any more. */
  fixture->town.now += 2 * PARVIS_HOUR;
  g_assert_cmpuint (run (fixture), ==, 1);
  assert_row (fixture, "wiped|expired|unsent|-1|6");
  g_assert_cmpuint (run (fixture), ==, 0);
}

static void
test_no_is_taken_for_an_answer (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *found = NULL;

  queue (fixture, "refused@x.example");
  g_assert_cmpuint (run (fixture), ==, 1);
  found = row (fixture);
  g_assert_true (g_str_has_prefix (found, "wiped|"));
  g_assert_true (g_str_has_suffix (found, "|unsent|-1|1"));
  g_assert_nonnull (strstr (found, "(550)"));
  g_assert_null (strstr (found, "refused@"));
  g_assert_cmpuint (run (fixture), ==, 0);
}

static void
test_a_second_delivery_can_be_known (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autofree char *port = g_strdup (fixture->server.url);
  g_autofree char *letter = NULL;
  g_autofree char *id = NULL;
  MailServer again = { 0 };

  /* Nobody is there; the letter waits, and is the same when it goes out. */
  queue (fixture, TO);
  mail_server_stop (&fixture->server);
  fixture->smtp.url = port;
  g_assert_cmpuint (run (fixture), ==, 1);
  assert_row (fixture, "kept||unsent|60|1");

  mail_server_start (&again, MAIL_SERVER_PLAIN);
  fixture->smtp.url = again.url;
  fixture->town.now += PARVIS_MINUTE;
  g_assert_cmpuint (run (fixture), ==, 1);
  letter = mail_server_take (&again, NULL);
  id = mail_header (letter, "Message-Id");
  g_assert_true (g_str_has_suffix (id, "@saint-aubin.example>"));
  assert_row (fixture, "wiped||sent|-1|2");
  mail_server_stop (&again);
}

static void
test_a_letter_that_cannot_be_opened_stops_no_other (Fixture       *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *letter = NULL;

  happen (fixture, TO, "not sealed", FALSE);
  queue (fixture, TO);
  g_assert_cmpuint (run (fixture), ==, 2);
  letter = mail_server_take (&fixture->server, NULL);
}

static gpointer
run_cb (gpointer data)
{
  gint64 next_at;

  return GUINT_TO_POINTER (parvis_mailer_run (data, &next_at));
}

static void
test_two_nodes_send_a_letter_once (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(ParvisMailer) other = make_mailer (fixture);
  g_autofree char *end = NULL;
  pthread_t threads[2];

  for (int i = 0; i < 10; i++)
    queue (fixture, TO);
  pthread_create (&threads[0], NULL, run_cb, fixture->mailer);
  pthread_create (&threads[1], NULL, run_cb, other);
  pthread_join (threads[0], NULL);
  pthread_join (threads[1], NULL);

  for (int i = 0; i < 10; i++)
    g_free (mail_server_take (&fixture->server, NULL));
  queue (fixture, "refused@x.example");
  g_assert_cmpuint (run (fixture), ==, 1);
  end = mail_server_read (&fixture->server);
  g_assert_cmpstr (end, ==, "tried refused@x.example");
}

static void
test_a_thread_sends_by_itself_and_stops (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  queue (fixture, TO);
  g_assert_true (parvis_mailer_start (fixture->mailer, NULL));
  first = mail_server_take (&fixture->server, NULL);
  queue (fixture, TO);
  parvis_mailer_wake (fixture->mailer);
  second = mail_server_take (&fixture->server, NULL);
  parvis_mailer_stop (fixture->mailer);
}

static void
test_old_letters_are_forgotten (Fixture       *fixture,
                                gconstpointer  data)
{
  ParvisStore *store = parvis_service_get_store (fixture->town.service);
  ParvisDb *db;
  ParvisStmt *stmt;
  gboolean has_row = TRUE;

  queue (fixture, TO);
  run (fixture);
  fixture->town.now += 31 * PARVIS_DAY;
  run (fixture);
  db = parvis_store_acquire (store, "", NULL);
  stmt = parvis_db_prepare (db, "SELECT id FROM mail WHERE town = :town", NULL);
  g_assert_true (parvis_stmt_step (stmt, &has_row, NULL));
  g_assert_false (has_row);
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);
}

#define MAILER_TEST(path, func) \
  g_test_add ("/mailer/" path, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  MAILER_TEST ("what-happened-is-told-once", test_what_happened_is_told_once);
  MAILER_TEST ("what-did-not-happen-is-not-told", test_what_did_not_happen_is_not_told);
  MAILER_TEST ("a-server-that-is-busy-is-asked-less-and-less",
               test_a_server_that_is_busy_is_asked_less_and_less);
  MAILER_TEST ("no-is-taken-for-an-answer", test_no_is_taken_for_an_answer);
  MAILER_TEST ("a-second-delivery-can-be-known", test_a_second_delivery_can_be_known);
  MAILER_TEST ("a-letter-that-cannot-be-opened-stops-no-other",
               test_a_letter_that_cannot_be_opened_stops_no_other);
  MAILER_TEST ("two-nodes-send-a-letter-once", test_two_nodes_send_a_letter_once);
  MAILER_TEST ("a-thread-sends-by-itself-and-stops", test_a_thread_sends_by_itself_and_stops);
  MAILER_TEST ("old-letters-are-forgotten", test_old_letters_are_forgotten);

  return g_test_run ();
}
