/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-dossiers-review"

#include "config.h"

#include "dossier-fixture.h"

#include "parvis-dossier.h"

#include <string.h>

/* What clerks do, and when families hear of it. */

#define FAMILY 1

#define SOON_AFTER "2026-06-17T12:09:59Z"
#define TOLD       "2026-06-17T12:10:00Z"

static void
explain (DossierFixture *fixture,
         const char     *id)
{
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/explain", id);

  json_decref (dossier_family (fixture, 200, FAMILY, "POST", path,
                               "{\"requirement\":\"address\",\"text\":\"Nous emménageons.\"}"));
}

static json_t *
judge (DossierFixture *fixture,
       int             status,
       const char     *id,
       const char     *verdict)
{
  return dossier_do (fixture, status, fixture->clerk, id, "verdict", "%s", verdict);
}

static void
assert_refused (DossierFixture *fixture,
                const char     *id,
                const char     *verdict,
                const char     *field)
{
  g_autoptr(json_t) answer = judge (fixture, 422, id, verdict);

  g_test_message ("%s", verdict);
  g_assert_cmpstr (town_text (answer, "field"), ==, field);
}

static void
test_a_refusal_has_a_reason_that_fits (DossierFixture *fixture,
                                       gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) seen = NULL;

  explain (fixture, id);
  assert_refused (fixture, id, "{\"requirement\":\"address\",\"state\":\"rejected\"}", "/reason");
  assert_refused (fixture, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                  "\"reason\":\"vaccines\"}", "/reason");
  assert_refused (fixture, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                  "\"reason\":\"other\"}", "/text");
  assert_refused (fixture, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                  "\"reason\":\"old\",\"until\":\"2026-06-16\"}", "/until");
  assert_refused (fixture, id, "{\"requirement\":\"passport\",\"state\":\"rejected\"}",
                  "/requirement");
  assert_refused (fixture, id, "{\"requirement\":\"address\",\"state\":\"expected\"}", "/state");
  /* There is no picture, nothing was explained of that one, and this one is always needed. */
  assert_refused (fixture, id, "{\"requirement\":\"address\",\"state\":\"accepted\"}",
                  "/acceptance");
  assert_refused (fixture, id, "{\"requirement\":\"birth\",\"state\":\"accepted\","
                  "\"acceptance\":\"explained\"}", "/acceptance");
  assert_refused (fixture, id, "{\"requirement\":\"birth\",\"state\":\"accepted\","
                  "\"acceptance\":\"not_needed\"}", "/acceptance");
  /* What is not there yet is not refused, and has no verdict to take back. */
  assert_refused (fixture, id, "{\"requirement\":\"birth\",\"state\":\"rejected\","
                  "\"reason\":\"blurred\"}", "/state");
  assert_refused (fixture, id, "{\"requirement\":\"birth\",\"state\":\"received\"}", "/state");

  /* Nothing of all that happened. */
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (seen, "state"), ==, "submitted");
  g_assert_null (json_object_get (seen, "assigned"));
}

static void
test_a_family_reads_why_ten_minutes_later (DossierFixture *fixture,
                                           gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) month = NULL;
  const json_t *document;

  explain (fixture, id);
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                      "\"reason\":\"old\",\"was\":\"received\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  dossier_set_clock (fixture, SOON_AFTER);
  before = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (dossier_document (before, "address"), "state"), ==, "received");
  g_assert_true (json_is_false (json_object_get (before, "correction")));

  dossier_set_clock (fixture, TOLD);
  after = dossier_told (fixture, FAMILY, id);
  document = dossier_document (after, "address");
  g_assert_cmpstr (town_text (document, "state"), ==, "rejected");
  g_assert_cmpstr (town_text (document, "rejection"), ==, "outdated");
  g_assert_cmpstr (town_text (document, "until"), ==, "2026-06-27");
  g_assert_cmpstr (town_text (document, "reason"), ==,
                   "Ce document est trop ancien. Envoyez-en un daté du 17 mars 2026 ou après.");
  g_assert_true (json_is_true (json_object_get (after, "correction")));

  seen = dossier_seen (fixture, id);
  g_assert_cmpint (town_int (dossier_document (seen, "address"), "asked"), ==, 1);
  /* Who held it has done with it. */
  g_assert_null (json_object_get (seen, "assigned"));
  month = dossier_entity (fixture, fixture->mayor, "dossiers_month", "creche/2026-06");
  g_assert_cmpint (town_int (json_object_get (month, "asked"), "old"), ==, 1);
  /* After a restart, so that nobody's visit is noted while rows and feed are compared. */
  town_restart (&fixture->town);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));
}

static void
test_what_was_taken_back_in_time_is_never_told (DossierFixture *fixture,
                                                gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) month = NULL;

  explain (fixture, id);
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                      "\"reason\":\"blurred\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"accepted\","
                      "\"acceptance\":\"explained\"}"));
  dossier_set_clock (fixture, TOLD);
  told = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (dossier_document (told, "address"), "state"), ==, "accepted");
  month = dossier_entity (fixture, fixture->mayor, "dossiers_month", "creche/2026-06");
  g_assert_cmpuint (json_object_size (json_object_get (month, "asked")), ==, 0);

  /* What was seen at the desk is expected again when that was a slip. */
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"birth\",\"state\":\"accepted\","
                      "\"acceptance\":\"seen_at_desk\",\"checks\":[\"name\"]}"));
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"birth\",\"state\":\"received\"}"));
  json_decref (told);
  told = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "expected");
}

static void
test_colleagues_do_not_decide_over_each_other (DossierFixture *fixture,
                                               gconstpointer   data)
{
  static const char verdict[] = "{\"requirement\":\"birth\",\"state\":\"accepted\","
                                "\"acceptance\":\"seen_at_desk\",\"was\":\"expected\"}";
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) tokens = town_sign_in (&fixture->town, "00001", "Paul", "clerk");
  const char *paul = town_text (tokens, "access_token");
  g_autoptr(json_t) held = NULL;
  g_autoptr(json_t) stale = NULL;
  g_autoptr(json_t) seen = NULL;

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "take", "{}"));
  held = dossier_do (fixture, 409, paul, id, "verdict", "%s", verdict);
  g_assert_cmpstr (town_text (json_object_get (held, "assigned"), "account"), ==,
                   fixture->clerk_account);
  json_decref (dossier_do (fixture, 409, paul, id, "take", "{}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict", "%s", verdict));

  json_decref (dossier_do (fixture, 200, paul, id, "take", "{\"over\":true}"));
  stale = dossier_do (fixture, 412, paul, id, "verdict", "%s", verdict);
  g_assert_cmpstr (town_text (stale, "state"), ==, "accepted");
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (json_object_get (seen, "assigned"), "name"), ==, "Paul");
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "release", "{}"));
  json_decref (dossier_do (fixture, 409, fixture->clerk, id, "decide",
                           "{\"state\":\"accepted\"}"));
  json_decref (dossier_do (fixture, 200, paul, id, "release", "{}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"accepted\"}"));
}

/* Whether something was decided that nobody will tell. */
static gboolean
is_untold (DossierFixture *fixture,
           const char     *id)
{
  g_autoptr(json_t) seen = dossier_seen (fixture, id);

  return json_is_true (json_object_get (seen, "untold"));
}

static void
assert_told (DossierFixture *fixture,
             const char     *id,
             const char     *requirement,
             const char     *state)
{
  g_autoptr(json_t) told = dossier_told (fixture, FAMILY, id);

  g_assert_cmpstr (town_text (requirement != NULL ? dossier_document (told, requirement) : told,
                              "state"), ==, state);
}

static void
test_verdicts_that_nobody_finished_are_seen (DossierFixture *fixture,
                                             gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);

  explain (fixture, id);
  g_assert_false (is_untold (fixture, id));
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                      "\"reason\":\"blurred\"}"));
  g_assert_true (is_untold (fixture, id));
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"received\"}"));
  g_assert_false (is_untold (fixture, id));
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                      "\"reason\":\"blurred\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  g_assert_false (is_untold (fixture, id));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{\"off\":true}"));
  g_assert_true (is_untold (fixture, id));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  dossier_set_clock (fixture, TOLD);
  g_assert_false (is_untold (fixture, id));
  assert_told (fixture, id, "address", "rejected");
}

/* What is taken back takes nothing else with it. */
static void
test_a_slip_cancels_nothing_that_is_owed (DossierFixture *fixture,
                                          gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);

  /* Verdicts are on their way when a decision is made by mistake. */
  explain (fixture, id);
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                      "\"reason\":\"blurred\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide", "{\"state\":\"accepted\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"in_review\"}"));
  dossier_set_clock (fixture, TOLD);
  assert_told (fixture, id, "address", "rejected");
  assert_told (fixture, id, NULL, "in_review");

  /* A decision is on its way when the end of the review is taken back. */
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"refused\",\"reason\":\"Hors commune\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{\"off\":true}"));
  g_assert_false (is_untold (fixture, id));
  dossier_set_clock (fixture, "2026-06-17T12:20:00Z");
  assert_told (fixture, id, NULL, "refused");
}

static void
test_who_does_nothing_holds_nothing (DossierFixture *fixture,
                                     gconstpointer   data)
{
  static const char verdict[] = "{\"requirement\":\"birth\",\"state\":\"accepted\","
                                "\"acceptance\":\"seen_at_desk\"}";
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) tokens = NULL;
  g_autoptr(json_t) seen = NULL;

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "take", "{}"));
  dossier_set_clock (fixture, "2026-06-17T12:05:00Z");
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "take", "{}"));
  tokens = town_sign_in (&fixture->town, "00001", "Paul", "clerk");
  json_decref (dossier_do (fixture, 409, town_text (tokens, "access_token"), id, "verdict", "%s",
                           verdict));
  dossier_set_clock (fixture, "2026-06-17T12:15:00Z");
  json_decref (tokens);
  tokens = town_sign_in (&fixture->town, "00001", "Paul", "clerk");
  json_decref (dossier_do (fixture, 200, town_text (tokens, "access_token"), id, "verdict", "%s",
                           verdict));
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (json_object_get (seen, "assigned"), "name"), ==, "Paul");
}

static void
test_an_explanation_ends_what_was_asked_again (DossierFixture *fixture,
                                               gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) seen = NULL;

  explain (fixture, id);
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"address\",\"state\":\"rejected\","
                      "\"reason\":\"blurred\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  dossier_set_clock (fixture, TOLD);
  explain (fixture, id);
  told = dossier_told (fixture, FAMILY, id);
  seen = dossier_seen (fixture, id);
  g_assert_true (json_is_false (json_object_get (told, "correction")));
  g_assert_null (json_object_get (dossier_document (told, "address"), "reason"));
  g_assert_null (json_object_get (dossier_document (seen, "address"), "rejection"));
  g_assert_null (json_object_get (dossier_document (seen, "address"), "until"));
}

static void
test_every_step_is_guarded (DossierFixture *fixture,
                            gconstpointer   data)
{
  static const char *states[] = { "draft", "submitted", "in_review", "accepted", "refused",
                                  "closed_without_action" };
  g_autofree char *id = dossier_send (fixture, FAMILY);
  ParvisDossierState from = PARVIS_DOSSIER_SUBMITTED;
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  for (int i = 0; i < 60; i++)
    {
      ParvisDossierState to = g_rand_int_range (rand, 0, G_N_ELEMENTS (states));
      gboolean may = parvis_dossier_may_go (from, to);

      json_decref (dossier_do (fixture, may ? 200 : 409, fixture->clerk, id, "decide",
                               "{\"state\":\"%s\",\"reason\":\"Parce que.\"}", states[to]));
      if (may)
        from = to;
    }
  json_decref (dossier_do (fixture, 422, fixture->clerk, id, "decide", "{\"state\":\"archived\"}"));
}

static void
test_a_decision_is_told_with_its_reason (DossierFixture *fixture,
                                         gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;
  g_autoptr(json_t) again = NULL;
  g_autoptr(json_t) accepted = NULL;
  g_autoptr(json_t) month = NULL;

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"in_review\"}"));
  json_decref (dossier_do (fixture, 422, fixture->clerk, id, "decide", "{\"state\":\"refused\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"refused\",\"reason\":\"Aucune place en 2026.\"}"));
  before = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (before, "state"), ==, "in_review");
  g_assert_null (json_object_get (before, "reason"));
  /* Taken up, it has its receipt with all mentions. */
  g_assert_cmpuint (json_array_size (json_object_get (before, "receipts")), ==, 2);

  dossier_set_clock (fixture, TOLD);
  after = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (after, "state"), ==, "refused");
  g_assert_cmpstr (town_text (after, "reason"), ==, "Aucune place en 2026.");

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"in_review\"}"));
  dossier_set_clock (fixture, "2026-06-17T12:20:00Z");
  again = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (again, "state"), ==, "in_review");

  /* Then the papers that are asked for later are. */
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide", "{\"state\":\"accepted\"}"));
  dossier_set_clock (fixture, "2026-06-17T12:30:00Z");
  accepted = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (accepted, "state"), ==, "accepted");
  g_assert_cmpstr (town_text (dossier_document (accepted, "vaccines"), "state"), ==, "expected");
  month = dossier_entity (fixture, fixture->mayor, "dossiers_month", "creche/2026-06");
  g_assert_cmpint (town_int (month, "refused"), ==, 1);
  g_assert_cmpint (town_int (month, "accepted"), ==, 1);
  g_assert_cmpint (town_int (month, "median_days"), ==, 0);
}

static void
test_notes_are_for_colleagues (DossierFixture *fixture,
                               gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/messages", id);
  g_autofree char *file = g_strdup_printf ("/dossiers/%s/file", id);
  g_autofree char *read = NULL;
  g_autofree char *held = NULL;
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) whole = NULL;
  const json_t *messages;

  json_decref (dossier_family (fixture, 200, FAMILY, "POST", path,
                               "{\"text\":\"Avez-vous tout reçu ?\"}"));
  seen = dossier_seen (fixture, id);
  g_assert_true (json_is_true (json_object_get (seen, "unanswered")));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "note",
                           "{\"text\":\"Voir avec la directrice\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "reply", "{\"text\":\"Oui.\"}"));
  json_decref (dossier_do (fixture, 422, fixture->clerk, id, "reply", "{\"text\":\"\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "labels",
                           "{\"labels\":[\"Urgent\"]}"));
  json_decref (dossier_do (fixture, 422, fixture->clerk, id, "labels", "{\"labels\":[\"\"]}"));

  told = dossier_told (fixture, FAMILY, id);
  read = parvis_json_dump (told);
  messages = json_object_get (told, "messages");
  g_assert_cmpuint (json_array_size (messages), ==, 2);
  g_assert_cmpstr (town_text (json_array_get (messages, 0), "by"), ==, "family");
  g_assert_cmpstr (town_text (json_array_get (messages, 1), "by"), ==, "town");
  g_assert_null (strstr (read, "directrice"));
  g_assert_null (strstr (read, "Urgent"));
  g_assert_null (strstr (read, fixture->clerk_account));

  whole = town_expect (&fixture->town, 200, fixture->clerk, "GET", file, NULL);
  held = parvis_json_dump (whole);
  g_assert_nonnull (strstr (held, "directrice"));
  json_decref (seen);
  seen = dossier_seen (fixture, id);
  g_assert_true (json_is_false (json_object_get (seen, "unanswered")));
  g_assert_cmpstr (json_string_value (json_array_get (json_object_get (seen, "labels"), 0)), ==,
                   "Urgent");
}

/* Two weeks without a document that was asked for are two weeks more for the town. */
static void
test_the_clock_stands_still_for_what_is_missing (DossierFixture *fixture,
                                                 gconstpointer   data)
{
  static const char * const rest[] = { "identity", "birth", "income", "address" };
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"in_review\"}"));
  before = dossier_seen (fixture, id);
  g_assert_nonnull (json_object_get (before, "paused_at"));
  g_assert_cmpstr (town_text (before, "answer_due"), ==, "2026-08-17T22:00:00.000Z");

  dossier_set_clock (fixture, "2026-07-01T12:00:00Z");
  for (guint i = 0; i < G_N_ELEMENTS (rest); i++)
    json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                             "{\"requirement\":\"%s\",\"state\":\"accepted\","
                             "\"acceptance\":\"seen_at_desk\"}", rest[i]));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  dossier_set_clock (fixture, "2026-07-01T12:10:00Z");
  after = dossier_seen (fixture, id);
  g_assert_null (json_object_get (after, "paused_at"));
  g_assert_cmpstr (town_text (after, "answer_due"), ==, "2026-08-31T22:00:00.000Z");
}

static void
test_a_town_may_want_each_point_to_be_ticked (DossierFixture *fixture,
                                              gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) setup = NULL;
  g_autoptr(json_t) refused = NULL;
  g_autoptr(json_t) left = NULL;
  g_autoptr(json_t) seen = NULL;

  g_free (dossier_send_photo (fixture, FAMILY, id, "identity"));
  g_free (dossier_send_photo (fixture, FAMILY, id, "income"));
  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST", "/description",
                            "{\"check_each\":true}"));
  setup = dossier_entity (fixture, fixture->clerk, "setup", "00001");
  g_assert_true (json_is_true (json_object_get (setup, "check_each")));

  refused = judge (fixture, 409, id, "{\"requirement\":\"identity\",\"state\":\"accepted\"}");
  g_assert_cmpstr (town_text (refused, "field"), ==, "/checks");
  left = judge (fixture, 409, id, "{\"requirement\":\"identity\",\"state\":\"accepted\","
                "\"checks\":[\"name\",\"name\"]}");
  g_assert_nonnull (strstr (town_text (left, "detail"), "legible"));
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (dossier_document (seen, "identity"), "state"), ==, "received");

  json_decref (judge (fixture, 200, id, "{\"requirement\":\"identity\",\"state\":\"accepted\","
                      "\"checks\":[\"legible\",\"name\"]}"));
  /* Who has the original in hand looks at that, and a refusal ticks nothing. */
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"birth\",\"state\":\"accepted\","
                      "\"acceptance\":\"seen_at_desk\"}"));
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"income\",\"state\":\"rejected\","
                      "\"reason\":\"blurred\"}"));
  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST", "/description",
                            "{\"check_each\":false}"));
  json_decref (judge (fixture, 200, id, "{\"requirement\":\"income\",\"state\":\"accepted\"}"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  DOSSIER_TEST ("/dossiers-review/a-refusal-has-a-reason-that-fits",
                test_a_refusal_has_a_reason_that_fits);
  DOSSIER_TEST ("/dossiers-review/a-family-reads-why-ten-minutes-later",
                test_a_family_reads_why_ten_minutes_later);
  DOSSIER_TEST ("/dossiers-review/what-was-taken-back-in-time-is-never-told",
                test_what_was_taken_back_in_time_is_never_told);
  DOSSIER_TEST ("/dossiers-review/colleagues-do-not-decide-over-each-other",
                test_colleagues_do_not_decide_over_each_other);
  DOSSIER_TEST ("/dossiers-review/verdicts-that-nobody-finished-are-seen",
                test_verdicts_that_nobody_finished_are_seen);
  DOSSIER_TEST ("/dossiers-review/a-slip-cancels-nothing-that-is-owed",
                test_a_slip_cancels_nothing_that_is_owed);
  DOSSIER_TEST ("/dossiers-review/who-does-nothing-holds-nothing",
                test_who_does_nothing_holds_nothing);
  DOSSIER_TEST ("/dossiers-review/an-explanation-ends-what-was-asked-again",
                test_an_explanation_ends_what_was_asked_again);
  DOSSIER_TEST ("/dossiers-review/every-step-is-guarded", test_every_step_is_guarded);
  DOSSIER_TEST ("/dossiers-review/a-decision-is-told-with-its-reason",
                test_a_decision_is_told_with_its_reason);
  DOSSIER_TEST ("/dossiers-review/notes-are-for-colleagues", test_notes_are_for_colleagues);
  DOSSIER_TEST ("/dossiers-review/a-town-may-want-each-point-to-be-ticked",
                test_a_town_may_want_each_point_to_be_ticked);
  DOSSIER_TEST ("/dossiers-review/the-clock-stands-still-for-what-is-missing",
                test_the_clock_stands_still_for_what_is_missing);

  return g_test_run ();
}
