/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-dossiers-kept"

#include "config.h"

#include "dossier-fixture.h"

#include <sodium.h>
#include <string.h>

/* How long dossiers and files are kept, on a clock that is set. */

#define FAMILY 1
#define OTHER_FAMILY 2

static const char * const documents[] = { "birth", "identity", "address", "income" };

static json_t *
act (DossierFixture *fixture,
     int             status,
     const char     *id,
     const char     *action)
{
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/%s", id, action);

  return dossier_family (fixture, status, FAMILY, "POST", path, "{}");
}

/* A dossier with a photo of each document. */
static char *
send_all (DossierFixture *fixture,
          int             device)
{
  char *id = dossier_send (fixture, device);

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    g_free (dossier_send_photo (fixture, device, id, documents[i]));

  return id;
}

static void
approve (DossierFixture *fixture,
         const char     *id,
         const char     *requirement)
{
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"%s\",\"state\":\"accepted\"}", requirement));
}

static void
decide (DossierFixture *fixture,
        const char     *id,
        const char     *state)
{
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"%s\",\"reason\":\"Une raison\"}", state));
}

static guint
count_pages (DossierFixture *fixture,
             const char     *id,
             const char     *requirement)
{
  g_autoptr(json_t) seen = dossier_seen (fixture, id);

  return (guint) json_array_size (json_object_get (dossier_document (seen, requirement), "pages"));
}

static void
check_document (DossierFixture *fixture,
                const char     *id,
                const char     *requirement,
                const char     *member,
                const char     *text)
{
  g_autoptr(json_t) seen = dossier_seen (fixture, id);

  g_assert_cmpstr (town_text (dossier_document (seen, requirement), member), ==, text);
}

static void
check_gone (DossierFixture *fixture,
            int             device,
            const char     *id)
{
  g_autofree char *path = g_strconcat ("/dossiers/", id, NULL);

  json_decref (dossier_family (fixture, 404, device, "GET", path, NULL));
  g_assert_null (dossier_seen (fixture, id));
}

/* --- the records of it --- */

static json_t *
list_erasures (DossierFixture *fixture)
{
  return town_expect (&fixture->town, 200, fixture->mayor, "GET", "/erasures", NULL);
}

/* Each record says what it says, signed, and follows the one before. Returns how many. */
static guint
check_erasures (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "erasures");
  g_autofree guchar *key = NULL;
  g_autofree char *previous = g_strdup ("");
  gsize key_size;

  key = g_base64_decode (town_text (answer, "key"), &key_size);
  g_assert_cmpuint (key_size, ==, crypto_sign_PUBLICKEYBYTES);
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);
      const char *text = town_text (entry, "record");
      const char *signature = town_text (entry, "signature");
      g_autofree char *both = g_strconcat (text, "\n", signature, NULL);
      g_autoptr(json_t) record = json_loads (text, 0, NULL);
      g_autofree guchar *bytes = NULL;
      gsize size;

      bytes = g_base64_decode (signature, &size);
      g_assert_cmpuint (size, ==, crypto_sign_BYTES);
      g_assert_cmpint (crypto_sign_verify_detached (bytes, (const guchar *) text, strlen (text),
                                                    key), ==, 0);
      g_assert_cmpint (town_int (record, "n"), ==, (gint64) i + 1);
      g_assert_cmpstr (town_text (record, "previous"), ==, previous);
      g_assert_null (strstr (text, "Lefèvre"));
      g_free (previous);
      previous = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
    }

  return (guint) json_array_size (list);
}

static json_t *
get_record (const json_t *answer,
            gsize         i)
{
  const json_t *list = json_object_get (answer, "erasures");

  return json_loads (town_text (json_array_get (list, i), "record"), 0, NULL);
}

/* --- each rule --- */

static void
test_each_document_goes_when_its_rule_says (DossierFixture *fixture,
                                            gconstpointer   data)
{
  g_autofree char *id = send_all (fixture, FAMILY);
  g_autoptr(json_t) erasures = NULL;
  g_autoptr(json_t) record = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    approve (fixture, id, documents[i]);
  /* A verdict that waits to be told may be undone: nothing is lost by it. */
  dossier_set_clock (fixture, "2026-06-18T12:00:00Z");
  g_assert_cmpuint (count_pages (fixture, id, "identity"), ==, 1);
  check_document (fixture, id, "identity", "kept_because", "longest");

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  dossier_set_clock (fixture, "2026-06-18T12:10:00Z");
  g_assert_cmpuint (count_pages (fixture, id, "identity"), ==, 0);
  check_document (fixture, id, "identity", "state", "accepted");
  check_document (fixture, id, "identity", "erased_at", "2026-06-18T12:10:00.000Z");
  g_assert_cmpuint (count_pages (fixture, id, "birth"), ==, 1);

  decide (fixture, id, "accepted");
  dossier_set_clock (fixture, "2026-06-18T12:20:00Z");
  check_document (fixture, id, "birth", "kept_until", "2026-06-25T22:00:00.000Z");
  check_document (fixture, id, "birth", "kept_because", "rule");
  dossier_set_clock (fixture, "2026-06-25T21:59:00Z");
  g_assert_cmpuint (count_pages (fixture, id, "birth"), ==, 1);
  dossier_set_clock (fixture, "2026-06-25T22:00:00Z");
  g_assert_cmpuint (count_pages (fixture, id, "birth"), ==, 0);
  check_document (fixture, id, "birth", "state", "accepted");

  erasures = list_erasures (fixture);
  g_assert_cmpuint (check_erasures (erasures), ==, 4);
  record = get_record (erasures, 0);
  g_assert_cmpstr (town_text (record, "because"), ==, "rule");
  g_assert_cmpstr (town_text (record, "number"), ==, "CR-2026-0001");
  g_assert_cmpint (town_int (json_array_get (json_object_get (record, "documents"), 0), "bytes"),
                   ==, 5000);
}

static void
test_who_does_nothing_is_warned_and_loses_the_files (DossierFixture *fixture,
                                                     gconstpointer   data)
{
  g_autofree char *id = send_all (fixture, FAMILY);
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) file = NULL;
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/file", id);
  const json_t *history;
  guint warned = 0;

  approve (fixture, id, "address");
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"rejected\","
                           "\"reason\":\"blurred\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  dossier_set_clock (fixture, "2026-06-17T12:10:00Z");
  /* The clock stands still since 17 June: 60 days behind it is 16 August. */
  dossier_set_clock (fixture, "2026-08-02T21:59:00Z");
  check_document (fixture, id, "income", "kept_until", "2026-08-16T22:00:00.000Z");
  check_document (fixture, id, "income", "kept_because", "abandoned");
  dossier_set_clock (fixture, "2026-08-02T22:00:00Z");
  dossier_set_clock (fixture, "2026-08-03T22:00:00Z");
  file = town_expect (&fixture->town, 200, fixture->clerk, "GET", path, NULL);
  history = json_object_get (file, "history");
  for (gsize i = 0; i < json_array_size (history); i++)
    warned += strcmp (town_text (json_array_get (history, i), "kind"), "warned") == 0;
  g_assert_cmpuint (warned, ==, 1);

  dossier_set_clock (fixture, "2026-08-16T22:00:00Z");
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (seen, "alarm"), ==, "abandoned");
  g_assert_cmpstr (town_text (dossier_document (seen, "address"), "state"), ==, "accepted");
  /* Nobody looked at it, so it is asked for again. */
  told = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (dossier_document (told, "income"), "state"), ==, "expected");
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "rejected");
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    g_assert_cmpuint (count_pages (fixture, id, documents[i]), ==, 0);

  /* Another photo, and all goes on. */
  g_free (dossier_send_photo (fixture, FAMILY, id, "income"));
  g_assert_cmpuint (count_pages (fixture, id, "income"), ==, 1);
}

static void
test_no_file_outlives_the_longest_time (DossierFixture *fixture,
                                        gconstpointer   data)
{
  g_autofree char *id = send_all (fixture, FAMILY);
  g_autoptr(json_t) told = NULL;

  /* Everything is there and nobody decides. */
  dossier_set_clock (fixture, "2026-12-17T22:59:00Z");
  g_assert_cmpuint (count_pages (fixture, id, "birth"), ==, 1);
  dossier_set_clock (fixture, "2026-12-17T23:00:00Z");
  g_assert_cmpuint (count_pages (fixture, id, "birth"), ==, 0);
  told = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "expected");
}

static void
test_a_dossier_goes_when_what_it_is_about_ended (DossierFixture *fixture,
                                                 gconstpointer   data)
{
  g_autofree char *accepted = send_all (fixture, FAMILY);
  g_autofree char *refused = send_all (fixture, OTHER_FAMILY);
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) erasures = NULL;

  approve (fixture, accepted, "birth");
  approve (fixture, refused, "birth");
  decide (fixture, accepted, "accepted");
  decide (fixture, refused, "refused");
  /* Not before its family knows. */
  json_decref (dossier_do (fixture, 409, fixture->clerk, accepted, "end",
                           "{\"day\":\"2026-07-31\"}"));
  dossier_set_clock (fixture, "2026-06-18T10:00:00Z");
  seen = dossier_seen (fixture, accepted);
  g_assert_cmpstr (town_text (seen, "kept_until"), ==, "2031-06-17T22:00:00.000Z");
  json_decref (dossier_do (fixture, 422, fixture->clerk, accepted, "end",
                           "{\"day\":\"2026-01-31\"}"));
  json_decref (dossier_do (fixture, 409, fixture->clerk, refused, "end",
                           "{\"day\":\"2026-07-31\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, accepted, "end",
                           "{\"day\":\"2026-07-31\"}"));

  dossier_set_clock (fixture, "2026-12-17T22:59:00Z");
  g_clear_pointer (&seen, json_decref);
  seen = dossier_seen (fixture, refused);
  g_assert_nonnull (seen);
  dossier_set_clock (fixture, "2026-12-17T23:00:00Z");
  check_gone (fixture, OTHER_FAMILY, refused);

  dossier_set_clock (fixture, "2027-07-31T21:59:00Z");
  g_clear_pointer (&seen, json_decref);
  seen = dossier_seen (fixture, accepted);
  g_assert_cmpstr (town_text (seen, "ended"), ==, "2026-07-31");
  dossier_set_clock (fixture, "2027-07-31T22:00:00Z");
  check_gone (fixture, FAMILY, accepted);
  erasures = list_erasures (fixture);
  check_erasures (erasures);
}

/* --- what a family may have --- */

static void
test_a_family_has_all_of_it (DossierFixture *fixture,
                             gconstpointer   data)
{
  g_autofree char *id = send_all (fixture, FAMILY);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/export", id);
  g_autofree char *file = g_strdup_printf ("/dossiers/%s/file", id);
  g_autofree char *own = NULL;
  g_autoptr(json_t) whole = NULL;
  g_autoptr(ParvisReply) content = NULL;
  g_autofree char *text = NULL;
  const char *page;

  json_decref (town_expect (&fixture->town, 200, fixture->clerk, "GET", file, NULL));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "note", "{\"text\":\"À rappeler\"}"));
  approve (fixture, id, "birth");

  json_decref (dossier_family (fixture, 404, OTHER_FAMILY, "GET", path, NULL));
  whole = dossier_family (fixture, 200, FAMILY, "GET", path, NULL);
  text = json_dumps (whole, 0);
  g_assert_nonnull (strstr (text, "À rappeler"));
  g_assert_nonnull (strstr (text, "Zoé Lefèvre"));
  g_assert_nonnull (strstr (text, "dossier.file"));
  g_assert_nonnull (strstr (text, "Une pièce d’identité est effacée dès qu’elle est vérifiée."));
  /* Who did it is the town, and what it has not told yet is not decided. */
  g_assert_null (strstr (text, fixture->clerk_account));
  g_assert_null (strstr (text, "Nadia"));
  g_assert_null (strstr (text, "\"verdict\""));
  g_assert_cmpstr (town_text (dossier_document (whole, "birth"), "state"), ==, "received");

  page = town_text (json_array_get (json_object_get (dossier_document (whole, "birth"), "pages"),
                                    0), "id");
  own = g_strdup_printf ("/uploads/%s/own", page);
  content = dossier_tus (fixture, 200, FAMILY, "GET", own, NULL, NULL, NULL);
  g_assert_cmpuint (g_bytes_get_size (parvis_reply_get_bytes (content)), ==, 5000);
  parvis_reply_free (dossier_tus (fixture, 404, OTHER_FAMILY, "GET", own, NULL, NULL, NULL));
}

static void
test_what_was_withdrawn_is_erased_when_its_family_wants (DossierFixture *fixture,
                                                         gconstpointer   data)
{
  g_autofree char *id = send_all (fixture, FAMILY);
  g_autofree char *decided = send_all (fixture, FAMILY);
  g_autoptr(json_t) refused = NULL;
  g_autoptr(json_t) erasures = NULL;
  g_autoptr(json_t) record = NULL;

  json_decref (act (fixture, 409, id, "forget"));
  json_decref (act (fixture, 200, id, "withdraw"));
  json_decref (act (fixture, 200, id, "forget"));
  check_gone (fixture, FAMILY, id);

  approve (fixture, decided, "birth");
  decide (fixture, decided, "refused");
  json_decref (dossier_do (fixture, 409, fixture->clerk, decided, "erase", "{}"));
  dossier_set_clock (fixture, "2026-06-17T13:00:00Z");
  refused = act (fixture, 409, decided, "forget");
  g_assert_cmpstr (town_text (refused, "phone"), ==, "02 41 00 00 01");
  json_decref (dossier_do (fixture, 403, fixture->mayor, decided, "erase", "{}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, decided, "erase", "{}"));
  check_gone (fixture, FAMILY, decided);

  erasures = list_erasures (fixture);
  g_assert_cmpuint (check_erasures (erasures), ==, 3);
  record = get_record (erasures, 2);
  g_assert_cmpstr (town_text (record, "because"), ==, "request");
  g_assert_true (json_is_true (json_object_get (record, "dossier")));
}

/* Everything that happens by itself in a year and more, and then nothing is left: on SQLite
 * no byte of it in any file, log or copy that the service has.
 */
static void
test_after_its_time_nothing_is_left (DossierFixture *fixture,
                                     gconstpointer   data)
{
  static const char * const traces[] = { "Lefèvre", "rue des Mariniers", "0612345678" };
  g_autofree char *accepted = send_all (fixture, FAMILY);
  g_autofree char *silent = send_all (fixture, OTHER_FAMILY);
  g_autofree char *draft = dossier_begin (fixture, FAMILY);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/answers", draft);
  g_autoptr(json_t) erasures = NULL;

  json_decref (dossier_family (fixture, 200, FAMILY, "POST", path, DOSSIER_ANSWERS));
  approve (fixture, accepted, "birth");
  decide (fixture, accepted, "accepted");
  for (int day = 1; day <= 500; day++)
    {
      g_autoptr(GDateTime) begin = g_date_time_new_utc (2026, 6, 17, 12, 30, 0);
      g_autoptr(GDateTime) then = g_date_time_add_days (begin, day);
      g_autofree char *text = g_date_time_format (then, "%Y-%m-%dT%H:%M:%SZ");

      dossier_set_clock (fixture, text);
      if (day == 30)
        json_decref (dossier_do (fixture, 200, fixture->clerk, accepted, "end",
                                 "{\"day\":\"2026-07-20\"}"));
      if (day == 100)
        decide (fixture, silent, "in_review");
      if (day == 101)
        decide (fixture, silent, "closed_without_action");
    }

  check_gone (fixture, FAMILY, accepted);
  check_gone (fixture, FAMILY, draft);
  check_gone (fixture, OTHER_FAMILY, silent);
  erasures = list_erasures (fixture);
  g_assert_cmpuint (check_erasures (erasures), >=, 11);
  json_decref (town_expect (&fixture->town, 200, "operator", "GET", "/audit/verify", NULL));

  town_restart (&fixture->town);
  for (guint i = 0; i < G_N_ELEMENTS (traces); i++)
    g_assert_false (dossier_holds_mark (fixture->town.dir, traces[i]));
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));
}

static gboolean
apply_sql (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            json_string_value (json_object_get (command->body, "sql")), error);

  return stmt != NULL && parvis_stmt_step (stmt, NULL, error);
}

static void
forge (DossierFixture *fixture,
       const char     *sql)
{
  ParvisCommand *command = parvis_command_new ("test.forge", "00001", apply_sql);
  g_autoptr(ParvisAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  gint64 seq;

  command->body = json_pack ("{s:s}", "sql", sql);
  command->received_at = fixture->town.now;
  answer = parvis_store_apply (parvis_service_get_store (fixture->town.service), command, &seq,
                               &error);
  g_assert_no_error (error);
}

/* What parvisctl says of the records; its exit status. */
static int
run_ctl (DossierFixture  *fixture,
         char           **output)
{
  g_auto(GStrv) options = test_database_get_options (&fixture->town.database);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  static const char * const words[] = { "audit", "erasures", "00001" };
  g_autoptr(GError) error = NULL;
  int status;

  g_clear_pointer (&fixture->town.service, parvis_service_free);
  g_ptr_array_add (argv, g_test_build_filename (G_TEST_BUILT, "service", "parvisctl", NULL));
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (options[i]));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (argv, g_strdup (words[i]));
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, output, NULL,
                &status, &error);
  g_assert_no_error (error);
  town_restart (&fixture->town);

  return status;
}

static void
test_a_record_that_was_changed_is_named (DossierFixture *fixture,
                                         gconstpointer   data)
{
  g_autofree char *first = dossier_begin (fixture, FAMILY);
  g_autofree char *second = dossier_begin (fixture, FAMILY);
  g_autofree char *third = dossier_begin (fixture, FAMILY);
  g_autofree char *output = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *removed = NULL;
  g_autofree char *none = NULL;

  g_assert_cmpint (run_ctl (fixture, &none), ==, 0);
  g_assert_nonnull (strstr (none, "0 records"));
  json_decref (act (fixture, 200, first, "withdraw"));
  json_decref (act (fixture, 200, second, "withdraw"));
  json_decref (act (fixture, 200, third, "withdraw"));
  g_assert_cmpint (run_ctl (fixture, &output), ==, 0);
  g_assert_nonnull (strstr (output, "3 records"));
  g_assert_nonnull (strstr (output, first));

  forge (fixture, "UPDATE erasure SET record = replace (record, 'request', 'rule')"
         " WHERE town = :town AND n = 2");
  g_assert_cmpint (run_ctl (fixture, &changed), !=, 0);
  g_assert_null (strstr (changed, "records"));
  forge (fixture, "DELETE FROM erasure WHERE town = :town AND n = 2");
  g_assert_cmpint (run_ctl (fixture, &removed), !=, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  DOSSIER_TEST ("/dossiers-kept/each-document-goes-when-its-rule-says",
                test_each_document_goes_when_its_rule_says);
  DOSSIER_TEST ("/dossiers-kept/who-does-nothing-is-warned-and-loses-the-files",
                test_who_does_nothing_is_warned_and_loses_the_files);
  DOSSIER_TEST ("/dossiers-kept/no-file-outlives-the-longest-time",
                test_no_file_outlives_the_longest_time);
  DOSSIER_TEST ("/dossiers-kept/a-dossier-goes-when-what-it-is-about-ended",
                test_a_dossier_goes_when_what_it_is_about_ended);
  DOSSIER_TEST ("/dossiers-kept/a-family-has-all-of-it", test_a_family_has_all_of_it);
  DOSSIER_TEST ("/dossiers-kept/what-was-withdrawn-is-erased-when-its-family-wants",
                test_what_was_withdrawn_is_erased_when_its_family_wants);
  DOSSIER_TEST ("/dossiers-kept/a-record-that-was-changed-is-named",
                test_a_record_that_was_changed_is_named);
  DOSSIER_TEST ("/dossiers-kept/after-its-time-nothing-is-left",
                test_after_its_time_nothing_is_left);

  return g_test_run ();
}
