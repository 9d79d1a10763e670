/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-audit-accept"

#include "config.h"

#include "town-fixture.h"

#include "parvis-access-rows.h"
#include "parvis-audit.h"
#include "parvis-member.h"

#include <string.h>

/* What an operator does with a trail that is broken, and checks while somebody works. */

#define TOWN "00001"

static json_t *
verify (TownFixture *fixture,
        int          status)
{
  return town_expect (fixture, status, "operator", "GET", "/audit/verify", NULL);
}

static json_t *
verify_service (TownFixture *fixture,
                int          status)
{
  json_t *answer = town_request (fixture, "operator", "GET", "/api/v1/audit/verify", NULL, NULL);

  g_assert_cmpint (fixture->status, ==, status);

  return answer;
}

/* What somebody could do who has the file: any statement, on the side of the writer. */
static gboolean
apply_tampering (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 GError              **error)
{
  const json_t *steps = json_object_get (command->body, "steps");

  for (gsize i = 0; i < json_array_size (steps); i++)
    {
      const char *sql = g_intern_string (json_string_value (json_array_get (steps, i)));

      if (!parvis_access_exec (parvis_tx_get_db (tx), sql, NULL, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static void
tamper_with (TownFixture *fixture,
             const char  *town,
             const char  *first,
             const char  *second)
{
  g_autoptr(GError) error = NULL;
  json_t *steps = json_array ();

  json_array_append_new (steps, json_string (first));
  if (second != NULL)
    json_array_append_new (steps, json_string (second));
  parvis_access_run (parvis_service_get_store (fixture->service), town, "tamper", NULL, NULL,
                     apply_tampering, json_pack ("{s:o}", "steps", steps), NULL, &error);
  g_assert_no_error (error);
}

/* Things happen, so that there is a trail of some rows. */
static void
live_a_little (TownFixture *fixture)
{
  json_decref (town_sign_in (fixture, TOWN, "Hélène", "mayor"));
  json_decref (town_sign_in (fixture, TOWN, "Luc", "counter"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/modules/parking",
                            "{\"on\":false}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/modules/parking",
                            "{\"on\":true}"));

  /* The service's own database gets to know the end a moment later, in order; the town
   * likewise that of the service's.
   */
  g_assert_true (parvis_audit_record (parvis_service_get_store (fixture->service), "", "system",
                                      "nothing", NULL, NULL));
  g_assert_true (parvis_audit_record (parvis_service_get_store (fixture->service), TOWN, "system",
                                      "nothing", NULL, NULL));
}

/* The clock stands still, so that only its object tells an entry from another. */
static void
append_many (TownFixture *fixture,
             const char  *town,
             guint        count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *object = g_uuid_string_random ();
      g_autoptr(GError) error = NULL;

      parvis_audit_record (parvis_service_get_store (fixture->service), town, "system", "nothing",
                           object, &error);
      g_assert_no_error (error);
    }
}

static json_t *
accept_trail (TownFixture *fixture,
              int          status,
              const char  *trail)
{
  g_autofree char *target = g_strconcat ("/api/v1", trail, "/accept", NULL);
  json_t *answer = town_request (fixture, "operator", "POST", target, "application/json",
                                 "{\"reason\":\"essai de restauration\"}");

  g_assert_cmpint (fixture->status, ==, status);

  return answer;
}

static gint64
count_acceptances (TownFixture *fixture,
                   const char  *trail)
{
  g_autofree char *target = g_strconcat ("/api/v1", trail, "?limit=1000", NULL);
  g_autoptr(json_t) answer = town_request (fixture, "operator", "GET", target, NULL, NULL);
  const json_t *entries = json_object_get (answer, "entries");
  gint64 n = 0;

  for (gsize i = 0; i < json_array_size (entries); i++)
    {
      const json_t *entry = json_array_get (entries, i);

      n += strcmp (town_text (entry, "action"), "audit.accept") == 0 &&
           strcmp (town_text (entry, "actor"), "operator") == 0 &&
           strstr (town_text (entry, "object"), "essai de restauration") != NULL;
    }

  return n;
}

#define OF_TOWN    "/towns/" TOWN "/audit"
#define OF_SERVICE "/audit"

/* Each way in which a trail may be broken; what is done to it afterwards is found. */
static void
check_accepting (TownFixture *fixture,
                 const char  *town,
                 const char  *tampering)
{
  gboolean service = *town == '\0';
  const char *trail = service ? OF_SERVICE : OF_TOWN;
  json_t *(*check) (TownFixture *, int) = service ? verify_service : verify;
  g_autoptr(json_t) answer = NULL;
  g_autoptr(json_t) whole = NULL;

  json_decref (accept_trail (fixture, 409, trail));
  tamper_with (fixture, town, tampering, NULL);
  append_many (fixture, town, 2);
  json_decref (check (fixture, 500));
  answer = accept_trail (fixture, 200, trail);
  g_assert_nonnull (strstr (town_text (answer, "broken"), "broken at entry"));
  whole = check (fixture, 200);
  g_assert_cmpint (town_int (whole, "accepted"), ==, town_int (answer, "accepted"));
  g_assert_cmpint (count_acceptances (fixture, OF_TOWN), ==, 1);
  g_assert_cmpint (count_acceptances (fixture, OF_SERVICE), ==, 1);

  append_many (fixture, town, 2);
  town_restart (fixture);
  json_decref (check (fixture, 200));
  json_decref (accept_trail (fixture, 409, trail));
}

static void
check_found_again (TownFixture *fixture,
                   const char  *town,
                   const char  *tampering)
{
  gboolean service = *town == '\0';

  tamper_with (fixture, town, tampering, NULL);
  json_decref (service ? verify_service (fixture, 500) : verify (fixture, 500));
}

static void
test_an_operator_accepts_a_changed_trail (TownFixture   *fixture,
                                          gconstpointer  data)
{
  live_a_little (fixture);
  check_accepting (fixture, TOWN,
                   "UPDATE audit SET actor = 'account:x' WHERE town = :town AND seq = 3");
  check_found_again (fixture, TOWN,
                     "UPDATE audit SET actor = 'account:y' WHERE town = :town AND seq = 2");
}

static void
test_an_operator_accepts_a_cut_trail (TownFixture   *fixture,
                                      gconstpointer  data)
{
  live_a_little (fixture);
  check_accepting (fixture, TOWN, "DELETE FROM audit WHERE town = :town AND seq > 4");
  check_found_again (fixture, TOWN, "DELETE FROM audit WHERE town = :town AND seq > 5");
}

static void
test_an_operator_accepts_a_trail_that_was_emptied (TownFixture   *fixture,
                                                   gconstpointer  data)
{
  live_a_little (fixture);
  check_accepting (fixture, TOWN, "DELETE FROM audit WHERE town = :town");
  check_found_again (fixture, TOWN,
                     "UPDATE audit SET at = at + 1 WHERE town = :town AND seq = 4");
}

static void
test_an_operator_accepts_the_services_trail (TownFixture   *fixture,
                                             gconstpointer  data)
{
  live_a_little (fixture);
  check_accepting (fixture, "", "DELETE FROM audit WHERE town = :town AND seq = 2");
  check_found_again (fixture, "", "DELETE FROM audit WHERE town = :town AND seq = 1");
}

/* Whoever changes a trail cannot accept that in the trail itself. */
static void
test_an_entry_alone_accepts_nothing (TownFixture   *fixture,
                                     gconstpointer  data)
{
  live_a_little (fixture);
  tamper_with (fixture, TOWN,
               "UPDATE audit SET actor = 'account:x' WHERE town = :town AND seq = 3", NULL);
  g_assert_true (parvis_audit_record (parvis_service_get_store (fixture->service), TOWN,
                                      "operator", "audit.accept", "essai de restauration", NULL));
  json_decref (verify (fixture, 500));
  json_decref (town_request (fixture, "operator", "POST", "/api/v1" OF_TOWN "/accept",
                             "application/json", "{\"reason\":\"\"}"));
  g_assert_cmpint (fixture->status, ==, 422);
  json_decref (verify (fixture, 500));
}

/* --- while somebody works --- */

typedef struct
{
  TownFixture *fixture;
  char        *account;              /* who is now this, now that */
  _Atomic int  stop;
  _Atomic int  done;
} Worker;

static gpointer
work (gpointer data)
{
  Worker *worker = data;
  ParvisStore *store = parvis_service_get_store (worker->fixture->service);

  while (!worker->stop)
    {
      ParvisCommand *command = parvis_command_new ("member.roles", TOWN, parvis_member_set_roles);
      g_autoptr(ParvisAnswer) answer = NULL;

      command->actor = g_strdup ("operator");
      command->object = g_strdup (worker->account);
      command->audited = TRUE;
      command->body = json_pack ("{s:[s]}", "roles", worker->done % 2 == 0 ? "clerk" : "counter");
      answer = parvis_store_apply (store, command, NULL, NULL);
      g_assert_nonnull (answer);
      worker->done++;
    }

  return NULL;
}

static void
test_checks_see_one_moment_while_somebody_works (TownFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autoptr(json_t) tokens = NULL;
  Worker worker = { .fixture = fixture };
  ParvisStore *store = parvis_service_get_store (fixture->service);
  GThread *thread;

  live_a_little (fixture);
  tokens = town_sign_in (fixture, TOWN, "Paul", "counter");
  worker.account = g_strdup (town_text (tokens, "account"));
  thread = g_thread_new ("work", work, &worker);
  /* Until a good many commits came in between. */
  for (int i = 0; i < 20 || worker.done < 40; i++)
    {
      g_autoptr(GError) error = NULL;

      parvis_store_check_town (store, TOWN, &error);
      g_assert_no_error (error);
      json_decref (verify (fixture, 200));
      json_decref (verify_service (fixture, 200));
    }
  worker.stop = 1;
  g_thread_join (thread);
  g_free (worker.account);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/audit-accept/an-operator-accepts-a-changed-trail",
             test_an_operator_accepts_a_changed_trail);
  TOWN_TEST ("/audit-accept/an-operator-accepts-a-cut-trail", test_an_operator_accepts_a_cut_trail);
  TOWN_TEST ("/audit-accept/an-operator-accepts-a-trail-that-was-emptied",
             test_an_operator_accepts_a_trail_that_was_emptied);
  TOWN_TEST ("/audit-accept/an-operator-accepts-the-services-trail",
             test_an_operator_accepts_the_services_trail);
  TOWN_TEST ("/audit-accept/an-entry-alone-accepts-nothing", test_an_entry_alone_accepts_nothing);
  TOWN_TEST ("/audit-accept/checks-see-one-moment-while-somebody-works",
             test_checks_see_one_moment_while_somebody_works);

  return g_test_run ();
}
