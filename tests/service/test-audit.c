/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-audit"

#include "config.h"

#include "town-fixture.h"

#include "parvis-access-rows.h"
#include "parvis-account.h"
#include "parvis-audit.h"
#include "parvis-error.h"
#include "parvis-session.h"

#include <glib/gstdio.h>
#include <string.h>

#define TOWN "00001"

static json_t *
verify (TownFixture *fixture,
        int          status)
{
  return town_expect (fixture, status, "operator", "GET", "/audit/verify", NULL);
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

static void
tamper (TownFixture *fixture,
        const char  *first,
        const char  *second)
{
  tamper_with (fixture, TOWN, first, second);
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

static void
test_a_trail_that_nobody_touched_is_whole (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autoptr(json_t) answer = NULL;

  live_a_little (fixture);
  town_restart (fixture);
  answer = verify (fixture, 200);
  g_assert_true (json_is_true (json_object_get (answer, "ok")));
  g_assert_cmpint (town_int (answer, "entries"), >=, 6);
  g_assert_cmpuint (strlen (town_text (answer, "head")), ==, 64);
}

static void
check_broken (TownFixture *fixture,
              const char  *entry,
              const char  *what)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) known = NULL;
  ParvisStore *store = parvis_service_get_store (fixture->service);
  ParvisAuditHead head;
  gint64 n_rows;
  ParvisDb *db = parvis_store_acquire (store, "", NULL);

  g_assert_true (parvis_audit_read_known_head (db, TOWN, &head, NULL));
  parvis_store_release (store, db);
  db = parvis_store_acquire (store, TOWN, NULL);
  g_assert_false (parvis_audit_verify (db, NULL, &n_rows, &error) &&
                  parvis_audit_check_head (db, &head, &error));
  parvis_store_release (store, db);

  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  if (entry == NULL)
    g_assert_cmpint (g_ascii_strtoll (parvis_error_get_field (error), NULL, 10), ==, head.seq + 1);
  else
    g_assert_cmpstr (parvis_error_get_field (error), ==, entry);
  g_assert_nonnull (strstr (error->message, what));
  json_decref (verify (fixture, 500));
}

/* @entry: NULL for the one after the last */
static const struct
{
  const char *name;
  const char *first;
  const char *second;
  const char *entry;
  const char *what;
} tamperings[] = {
  { "/audit/a-changed-actor-is-found",
    "UPDATE audit SET actor = 'account:x' WHERE town = :town AND seq = 3", NULL, "3", "changed" },
  { "/audit/a-changed-instant-is-found",
    "UPDATE audit SET at = at + 1 WHERE town = :town AND seq = 2", NULL, "2", "changed" },
  { "/audit/words-moved-between-fields-are-found",
    "UPDATE audit SET action = action || '1', object = substr(object, 2)"
    " WHERE town = :town AND seq = 2", NULL, "2", "changed" },
  { "/audit/a-removed-entry-is-found",
    "DELETE FROM audit WHERE town = :town AND seq = 3", NULL, "3", "missing" },
  { "/audit/a-removed-beginning-is-found",
    "DELETE FROM audit WHERE town = :town AND seq = 1", NULL, "1", "missing" },
  { "/audit/a-removed-entry-is-found-though-the-rest-moved-up",
    "DELETE FROM audit WHERE town = :town AND seq = 3",
    "UPDATE audit SET seq = seq - 1 WHERE town = :town AND seq > 3", "3", "follow" },
  { "/audit/an-added-entry-is-found",
    "INSERT INTO audit SELECT town, seq + 1000, at, actor, action, object, hash, hash"
    " FROM audit WHERE town = :town AND seq = 2", NULL, NULL, "missing" },
  { "/audit/exchanged-entries-are-found",
    "UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END"
    " WHERE town = :town AND seq IN (2, 3)",
    "UPDATE audit SET seq = -seq WHERE town = :town AND seq < 0", "2", "follow" },
  { "/audit/a-cut-end-is-found",
    "DELETE FROM audit WHERE town = :town AND seq > 4", NULL, "5", "end of the trail" },
  { "/audit/a-trail-that-is-gone-is-missed",
    "DELETE FROM audit WHERE town = :town", NULL, "1", "end of the trail" },
};

static void
test_tampering (TownFixture   *fixture,
                gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);

  live_a_little (fixture);
  json_decref (verify (fixture, 200));
  tamper (fixture, tamperings[i].first, tamperings[i].second);
  check_broken (fixture, tamperings[i].entry, tamperings[i].what);
}

/* With all hashes made anew the chain holds by itself; the service knows better. */
static void
test_a_trail_written_anew_is_found (TownFixture   *fixture,
                                    gconstpointer  data)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  ParvisAuditHead head;
  ParvisDb *db;

  live_a_little (fixture);
  db = parvis_store_acquire (store, TOWN, NULL);
  g_assert_true (parvis_audit_read_head (db, &head, NULL));
  parvis_store_release (store, db);

  tamper (fixture, "DELETE FROM audit WHERE town = :town", NULL);
  for (gint64 i = 0; i < head.seq; i++)
    {
      g_autoptr(GError) error = NULL;

      parvis_audit_record (store, TOWN, "system", "nothing", NULL, &error);
      g_assert_no_error (error);
    }
  json_decref (verify (fixture, 500));
}

/* What @keeper knows of the trail of @insee, once it has heard what came before. */
static ParvisAuditHead
read_kept (TownFixture *fixture,
           const char  *keeper,
           const char  *insee)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  ParvisAuditHead head = { 0, };
  ParvisDb *db;

  parvis_answer_free (parvis_store_apply (store,
                                          parvis_audit_know_head (store, keeper, insee, 0, ""),
                                          NULL, NULL));
  db = parvis_store_acquire (store, keeper, NULL);
  g_assert_true (parvis_audit_read_known_head (db, insee, &head, NULL));
  parvis_store_release (store, db);

  return head;
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

/* What comes afterwards, be it more than was taken off, is no remedy. */
static void
check_stays_broken (TownFixture *fixture,
                    const char  *keeper,
                    const char  *town,
                    const char  *tampering)
{
  ParvisAuditHead before = read_kept (fixture, keeper, town);
  ParvisAuditHead after;

  g_assert_cmpint (before.seq, >, 2);
  tamper_with (fixture, town, tampering, NULL);
  append_many (fixture, town, (guint) before.seq + 3);
  town_restart (fixture);
  append_many (fixture, town, 1);

  after = read_kept (fixture, keeper, town);
  g_assert_cmpint (after.seq, ==, before.seq);
  g_assert_cmpstr (after.hash, ==, before.hash);
}

static void
test_a_cut_trail_does_not_heal (TownFixture   *fixture,
                                gconstpointer  data)
{
  live_a_little (fixture);
  check_stays_broken (fixture, "", TOWN, "DELETE FROM audit WHERE town = :town AND seq > 4");
  json_decref (verify (fixture, 500));
}

static void
test_a_trail_written_anew_does_not_heal (TownFixture   *fixture,
                                         gconstpointer  data)
{
  live_a_little (fixture);
  check_stays_broken (fixture, "", TOWN, "DELETE FROM audit WHERE town = :town");
  json_decref (verify (fixture, 500));
}

/* The service's own. */

static json_t *
verify_service (TownFixture *fixture,
                int          status)
{
  json_t *answer = town_request (fixture, "operator", "GET", "/api/v1/audit/verify", NULL, NULL);

  g_assert_cmpint (fixture->status, ==, status);

  return answer;
}

static void
test_the_end_of_the_services_trail_is_missed (TownFixture   *fixture,
                                              gconstpointer  data)
{
  g_autoptr(json_t) whole = NULL;
  g_autofree char *last = NULL;
  gint64 entries;

  live_a_little (fixture);
  whole = verify_service (fixture, 200);
  entries = town_int (whole, "entries");
  g_assert_cmpint (entries, >=, 4);

  /* Nobody's restart makes good what was taken off. */
  last = g_strdup_printf ("DELETE FROM audit WHERE town = :town AND seq > %" G_GINT64_FORMAT,
                          entries - 2);
  tamper_with (fixture, "", last, NULL);
  json_decref (verify_service (fixture, 500));
  town_restart (fixture);
  json_decref (verify_service (fixture, 500));
}

static void
test_a_services_trail_written_anew_is_found (TownFixture   *fixture,
                                             gconstpointer  data)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autoptr(json_t) whole = NULL;

  live_a_little (fixture);
  whole = verify_service (fixture, 200);
  tamper_with (fixture, "", "DELETE FROM audit WHERE town = :town", NULL);
  json_decref (verify_service (fixture, 500));
  for (gint64 i = 0; i < town_int (whole, "entries"); i++)
    g_assert_true (parvis_audit_record (store, "", "system", "nothing", NULL, NULL));
  json_decref (verify_service (fixture, 500));
}

static void
test_the_services_cut_trail_does_not_heal (TownFixture   *fixture,
                                           gconstpointer  data)
{
  live_a_little (fixture);
  check_stays_broken (fixture, TOWN, "", "DELETE FROM audit WHERE town = :town AND seq > 2");
  json_decref (verify_service (fixture, 500));
}

/* Another town gets to know the end of the service's trail, and the first one forgets it. */
static void
hand_over (TownFixture *fixture)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  ParvisAuditHead head;
  ParvisDb *db;

  json_decref (town_request (fixture, "operator", "POST", "/api/v1/towns/00002",
                             "application/json", "{\"name\":\"Deux\"}"));
  db = parvis_store_acquire (store, "", NULL);
  g_assert_true (parvis_audit_read_head (db, &head, NULL));
  parvis_store_release (store, db);
  parvis_answer_free (parvis_store_apply (store,
                                          parvis_audit_know_head (store, "00002", "", head.seq,
                                                                  head.hash), NULL, NULL));
  tamper (fixture, "DELETE FROM audit_head WHERE town = :town", NULL);
}

/* Nor does a town that comes before the one that keeps the end. */
static void
test_a_new_first_town_does_not_heal_the_services_trail (TownFixture   *fixture,
                                                        gconstpointer  data)
{
  live_a_little (fixture);
  hand_over (fixture);
  tamper_with (fixture, "", "DELETE FROM audit WHERE town = :town AND seq > 2", NULL);
  append_many (fixture, "", 20);
  g_assert_cmpint (read_kept (fixture, TOWN, "").seq, ==, 22);
  json_decref (verify_service (fixture, 500));
}

/* The end that a town keeps counts though another one comes before it that has none yet. */
static void
test_a_new_first_town_does_not_open_the_services_trail (TownFixture   *fixture,
                                                        gconstpointer  data)
{
  live_a_little (fixture);
  hand_over (fixture);
  json_decref (verify_service (fixture, 200));
  tamper_with (fixture, "", "DELETE FROM audit WHERE town = :town AND seq > 1", NULL);
  json_decref (verify_service (fixture, 500));
}

static void
test_what_failed_is_not_recorded (TownFixture   *fixture,
                                  gconstpointer  data)
{
  g_autoptr(json_t) before = verify (fixture, 200);
  g_autoptr(json_t) after = NULL;

  json_decref (town_expect (fixture, 422, "operator", "POST", "/modules/nothing",
                            "{\"on\":true}"));
  after = verify (fixture, 200);
  g_assert_cmpint (town_int (before, "entries"), ==, town_int (after, "entries"));
}

static void
test_a_read_is_recorded_before_it_is_answered (TownFixture   *fixture,
                                               gconstpointer  data)
{
  g_autoptr(json_t) answer = NULL;
  const json_t *entries;
  const json_t *last;

  json_decref (town_expect (fixture, 200, "operator", "GET", "/export", NULL));
  answer = town_expect (fixture, 200, "operator", "GET", "/audit?limit=1000", NULL);
  entries = json_object_get (answer, "entries");
  last = json_array_get (entries, json_array_size (entries) - 1);
  g_assert_cmpstr (town_text (last, "action"), ==, "audit");
  last = json_array_get (entries, json_array_size (entries) - 2);
  g_assert_cmpstr (town_text (last, "action"), ==, "town.export");
  g_assert_cmpstr (town_text (last, "actor"), ==, "operator");
}

/* How often somebody began to read that. */
static guint
count_reads (TownFixture *fixture,
             const char  *action)
{
  g_autoptr(json_t) rows = town_expect (fixture, 200, "operator", "GET", "/audit", NULL);
  guint count = 0;
  size_t index;
  json_t *row;

  json_array_foreach (json_object_get (rows, "entries"), index, row)
    count += strcmp (town_text (row, "action"), action) == 0;

  return count;
}

static guint
count_team_reads (TownFixture *fixture)
{
  return count_reads (fixture, "team.read");
}

/* Families are in the feed of clerks, and who ordered in that of the shop. */
static void
test_reading_about_residents_is_recorded_once_a_day (TownFixture   *fixture,
                                                     gconstpointer  data)
{
  static const struct
  {
    const char *role;
    const char *action;
  } readers[] = { { "clerk", "dossiers.read" }, { "merchant", "orders.read" } };

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr(json_t) tokens = town_sign_in (fixture, TOWN, "Nadia", readers[i].role);

      g_assert_cmpuint (count_reads (fixture, readers[i].action), ==, 0);
      for (guint k = 0; k < 3; k++)
        json_decref (town_expect (fixture, 200, town_text (tokens, "access_token"), "GET",
                                  "/changes", NULL));
      g_assert_cmpuint (count_reads (fixture, readers[i].action), ==, 1);
      g_assert_cmpuint (count_team_reads (fixture), ==, 0);

      fixture->now += PARVIS_DAY;
      g_clear_pointer (&tokens, json_decref);
      tokens = town_sign_in (fixture, TOWN, "Nadia", readers[i].role);
      json_decref (town_expect (fixture, 200, town_text (tokens, "access_token"), "GET",
                                "/changes", NULL));
      g_assert_cmpuint (count_reads (fixture, readers[i].action), ==, 2);
    }
}

static void
test_reading_about_the_team_is_recorded_once_a_day (TownFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autoptr(json_t) mayor = town_sign_in (fixture, TOWN, "Hélène", "mayor");
  g_autoptr(json_t) again = town_sign_in (fixture, TOWN, "Paul", "mayor");
  g_autoptr(json_t) counter = town_sign_in (fixture, TOWN, "Luc", "counter");

  json_decref (town_expect (fixture, 200, town_text (counter, "access_token"), "GET", "/changes",
                            NULL));
  g_assert_cmpuint (count_team_reads (fixture), ==, 0);
  for (guint i = 0; i < 3; i++)
    json_decref (town_expect (fixture, 200, town_text (mayor, "access_token"), "GET", "/changes",
                              NULL));
  g_assert_cmpuint (count_team_reads (fixture), ==, 1);
  json_decref (town_expect (fixture, 200, town_text (again, "access_token"), "GET", "/changes",
                            NULL));
  g_assert_cmpuint (count_team_reads (fixture), ==, 2);

  fixture->now += PARVIS_DAY;
  g_clear_pointer (&again, json_decref);
  again = town_sign_in (fixture, TOWN, "Paul", "mayor");
  json_decref (town_expect (fixture, 200, town_text (again, "access_token"), "GET", "/changes",
                            NULL));
  g_assert_cmpuint (count_team_reads (fixture), ==, 3);
}

/* How often @action of @actor is in the trail of @town, "" being the service. */
static guint
count_entries (TownFixture *fixture,
               const char  *town,
               const char  *actor,
               const char  *action,
               const char  *object)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  ParvisDb *db = parvis_store_acquire (store, town, NULL);
  g_autoptr(json_t) rows = parvis_audit_list (db, 0, 10000, NULL);
  guint count = 0;
  size_t index;
  json_t *row;

  parvis_store_release (store, db);
  json_array_foreach (rows, index, row)
    count += strcmp (town_text (row, "actor"), actor) == 0 &&
             strcmp (town_text (row, "action"), action) == 0 &&
             strcmp (town_text (row, "object"), object) == 0;

  return count;
}

/* An operator's own session, as "account:…" in @actor. */
static char *
sign_in_operator (TownFixture  *fixture,
                  char        **actor)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autoptr(GError) error = NULL;
  g_auto(ParvisTokens) tokens = { NULL, };
  g_autofree char *id = NULL;

  id = parvis_account_create (store, "operator", "Odile", "o@p.fr", NULL, NULL, NULL, TRUE,
                              &error);
  g_assert_no_error (error);
  g_assert_true (parvis_session_create (store, id, "Poste", &tokens, &error));
  g_assert_no_error (error);
  *actor = g_strconcat ("account:", id, NULL);

  return g_steal_pointer (&tokens.access);
}

/* Names and addresses of the team, or all there is, whether the operator asks through the
 * control socket or with a token of his own.
 */
static void
check_operator_is_recorded (TownFixture *fixture,
                            const char  *token,
                            const char  *actor)
{
  g_autofree char *town_copy = g_build_filename (fixture->dir, "town-copy.db", NULL);
  g_autofree char *service_copy = g_build_filename (fixture->dir, "service-copy.db", NULL);
  g_autofree char *body = g_strdup_printf ("{\"path\":\"%s\"}", service_copy);

  json_decref (town_expect (fixture, 200, token, "GET", "/entities/gauge", NULL));
  g_assert_cmpuint (count_entries (fixture, TOWN, actor, "entities", "gauge"), ==, 0);
  for (guint i = 1; i < 3; i++)
    {
      json_decref (town_expect (fixture, 200, token, "GET", "/entities/member", NULL));
      g_assert_cmpuint (count_entries (fixture, TOWN, actor, "entities", "member"), ==, i);
    }

  json_decref (town_expect (fixture, 200, token, "POST", "/backup", "{\"path\":\"%s\"}",
                            town_copy));
  g_assert_cmpuint (count_entries (fixture, TOWN, actor, "town.backup", ""), ==, 1);
  json_decref (town_request (fixture, token, "POST", "/api/v1/service/backup",
                             "application/json", body));
  g_assert_cmpint (fixture->status, ==, 200);
  g_assert_cmpuint (count_entries (fixture, "", actor, "service.backup", ""), ==, 1);
  g_assert_cmpint (g_unlink (town_copy), ==, 0);
  g_assert_cmpint (g_unlink (service_copy), ==, 0);
}

static void
test_what_the_operator_reads_of_people_is_recorded (TownFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *actor = NULL;
  g_autofree char *token = sign_in_operator (fixture, &actor);

  check_operator_is_recorded (fixture, "operator", "operator");
  check_operator_is_recorded (fixture, token, actor);
}

static void
test_the_control_sockets_feed_is_recorded_once_a_day (TownFixture   *fixture,
                                                      gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    json_decref (town_expect (fixture, 200, "operator", "GET", "/changes", NULL));
  append_many (fixture, TOWN, 1);
  g_assert_cmpuint (count_entries (fixture, TOWN, "operator", "team.read", ""), ==, 1);

  fixture->now += PARVIS_DAY;
  json_decref (town_expect (fixture, 200, "operator", "GET", "/changes", NULL));
  append_many (fixture, TOWN, 1);
  g_assert_cmpuint (count_entries (fixture, TOWN, "operator", "team.read", ""), ==, 2);
}

static void
operate (TownFixture *fixture,
         int          status,
         const char  *path,
         const char  *body)
{
  json_decref (town_expect (fixture, status, "operator", "POST", path, "%s", body));
}

/* What came under the same code is another trail, and the service knows since when. */
static void
test_a_town_that_comes_again_begins_a_trail (TownFixture   *fixture,
                                             gconstpointer  data)
{
  live_a_little (fixture);
  operate (fixture, 200, "/remove", "{}");
  operate (fixture, 201, "", "{\"name\":\"Essai\"}");
  json_decref (verify (fixture, 200));
  append_many (fixture, TOWN, 2);
  json_decref (verify (fixture, 200));
  json_decref (verify_service (fixture, 200));
  g_assert_cmpuint (count_entries (fixture, "", "operator", "town.add", TOWN), ==, 2);
  g_assert_cmpuint (count_entries (fixture, "", "operator", "town.remove", TOWN), ==, 1);

  check_stays_broken (fixture, "", TOWN, "DELETE FROM audit WHERE town = :town AND seq > 1");
  json_decref (verify (fixture, 500));
}

/* An older backup has a shorter trail. */
static void
test_a_restored_trail_is_whole_and_watched_from_there (TownFixture   *fixture,
                                                       gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (fixture->dir, "older.db", NULL);
  g_autofree char *body = g_strdup_printf ("{\"path\":\"%s\"}", copy);

  live_a_little (fixture);
  operate (fixture, 200, "/backup", body);
  append_many (fixture, TOWN, 3);
  operate (fixture, 200, "/remove", "{}");
  operate (fixture, 200, "/restore", body);
  json_decref (verify (fixture, 200));
  json_decref (verify_service (fixture, 200));
  g_assert_cmpuint (count_entries (fixture, "", "operator", "town.restore", TOWN), ==, 1);

  append_many (fixture, TOWN, 1);
  json_decref (verify (fixture, 200));
  check_stays_broken (fixture, "", TOWN, "DELETE FROM audit WHERE town = :town AND seq > 3");
  json_decref (verify (fixture, 500));
}

/* Identifiers only: what a person is called can be forgotten, the trail cannot. */
static void
test_no_name_is_in_the_trail (TownFixture   *fixture,
                              gconstpointer  data)
{
  g_autoptr(json_t) answer = NULL;
  g_autofree char *text = NULL;

  live_a_little (fixture);
  answer = town_expect (fixture, 200, "operator", "GET", "/audit?limit=1000", NULL);
  text = parvis_json_dump (answer);
  g_assert_null (strstr (text, "Luc"));
  g_assert_null (strstr (text, "Hélène"));
}

/* A read that is audited waits for the disk, so it must not be on the listener's thread. */
static void
test_audited_reads_are_slow_ones (void)
{
  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      if (route->audited && strcmp (route->method, "GET") == 0)
        g_assert_cmpint (route->kind, ==, PARVIS_ROUTE_SLOW_READ);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/audit/a-trail-that-nobody-touched-is-whole",
             test_a_trail_that_nobody_touched_is_whole);
  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    g_test_add (tamperings[i].name, TownFixture, GUINT_TO_POINTER (i), town_fixture_setup,
                test_tampering, town_fixture_teardown);
  TOWN_TEST ("/audit/a-trail-written-anew-is-found", test_a_trail_written_anew_is_found);
  TOWN_TEST ("/audit/the-end-of-the-services-trail-is-missed",
             test_the_end_of_the_services_trail_is_missed);
  TOWN_TEST ("/audit/a-services-trail-written-anew-is-found",
             test_a_services_trail_written_anew_is_found);
  TOWN_TEST ("/audit/a-cut-trail-does-not-heal", test_a_cut_trail_does_not_heal);
  TOWN_TEST ("/audit/a-trail-written-anew-does-not-heal",
             test_a_trail_written_anew_does_not_heal);
  TOWN_TEST ("/audit/the-services-cut-trail-does-not-heal",
             test_the_services_cut_trail_does_not_heal);
  TOWN_TEST ("/audit/a-new-first-town-does-not-heal-the-services-trail",
             test_a_new_first_town_does_not_heal_the_services_trail);
  TOWN_TEST ("/audit/a-new-first-town-does-not-open-the-services-trail",
             test_a_new_first_town_does_not_open_the_services_trail);
  TOWN_TEST ("/audit/what-failed-is-not-recorded", test_what_failed_is_not_recorded);
  TOWN_TEST ("/audit/a-read-is-recorded-before-it-is-answered",
             test_a_read_is_recorded_before_it_is_answered);
  TOWN_TEST ("/audit/reading-about-residents-is-recorded-once-a-day",
             test_reading_about_residents_is_recorded_once_a_day);
  TOWN_TEST ("/audit/reading-about-the-team-is-recorded-once-a-day",
             test_reading_about_the_team_is_recorded_once_a_day);
  TOWN_TEST ("/audit/what-the-operator-reads-of-people-is-recorded",
             test_what_the_operator_reads_of_people_is_recorded);
  TOWN_TEST ("/audit/the-control-sockets-feed-is-recorded-once-a-day",
             test_the_control_sockets_feed_is_recorded_once_a_day);
  TOWN_TEST ("/audit/a-town-that-comes-again-begins-a-trail",
             test_a_town_that_comes_again_begins_a_trail);
  TOWN_TEST ("/audit/a-restored-trail-is-whole-and-watched-from-there",
             test_a_restored_trail_is_whole_and_watched_from_there);
  TOWN_TEST ("/audit/no-name-is-in-the-trail", test_no_name_is_in_the_trail);
  g_test_add_func ("/audit/audited-reads-are-slow-ones", test_audited_reads_are_slow_ones);

  return g_test_run ();
}
