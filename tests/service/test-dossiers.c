/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-dossiers"

#include "config.h"

#include "dossier-fixture.h"

#include "parvis-dossiers.h"
#include "parvis-receipt-pdf.h"

#include <gio/gio.h>
#include <string.h>

/* What families do, and what the law's clocks do by themselves. */

#define FAMILY 1
#define OTHER_FAMILY 2

static json_t *
act (DossierFixture *fixture,
     int             status,
     int             device,
     const char     *id,
     const char     *action,
     const char     *body)
{
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/%s", id, action);

  return dossier_family (fixture, status, device, "POST", path, body);
}

static const json_t *
find_fault (const json_t *faults,
            const char   *field)
{
  for (gsize i = 0; i < json_array_size (faults); i++)
    {
      if (strcmp (town_text (json_array_get (faults, i), "field"), field) == 0)
        return json_array_get (faults, i);
    }

  return NULL;
}

static const json_t *
find_receipt (const json_t *dossier,
              const char   *kind)
{
  const json_t *list = json_object_get (dossier, "receipts");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (strcmp (town_text (json_array_get (list, i), "kind"), kind) == 0)
        return json_array_get (list, i);
    }

  return NULL;
}

/* After a restart, so that nobody's visit is noted while rows and feed are compared. */
static void
check_store (DossierFixture *fixture)
{
  town_restart (&fixture->town);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));
}

static void
test_a_draft_keeps_what_was_typed (DossierFixture *fixture,
                                   gconstpointer   data)
{
  g_autofree char *id = dossier_begin (fixture, FAMILY);
  g_autoptr(json_t) saved = NULL;
  g_autoptr(json_t) draft = NULL;
  g_autoptr(json_t) refused = NULL;
  g_autoptr(json_t) unknown = NULL;
  const json_t *faults;

  saved = act (fixture, 200, FAMILY, id, "answers",
               "{\"answers\":{\"born\":true,\"child_name\":\"Zoé\",\"phone\":\"12\","
               "\"birth_date\":\"2031-01-01\"}}");
  faults = json_object_get (saved, "faults");
  g_assert_cmpuint (json_array_size (faults), ==, 2);
  g_assert_cmpstr (town_text (find_fault (faults, "phone"), "fault"), ==, "phone");
  g_assert_cmpstr (town_text (find_fault (faults, "birth_date"), "bound"), ==, "2026-06-17");
  /* Its answer is kept with its key, so nothing of the family is in it. */
  g_assert_null (json_object_get (saved, "answers"));

  refused = act (fixture, 422, FAMILY, id, "submit", "{}");
  faults = json_object_get (refused, "faults");
  g_assert_cmpstr (town_text (find_fault (faults, "parent_name"), "fault"), ==, "missing");
  g_assert_nonnull (find_fault (faults, "phone"));
  unknown = act (fixture, 422, FAMILY, id, "answers", "{\"answers\":{\"religion\":\"x\"}}");
  g_assert_cmpstr (town_text (unknown, "field"), ==, "/answers/religion");

  draft = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (draft, "state"), ==, "draft");
  g_assert_cmpstr (town_text (json_object_get (draft, "answers"), "phone"), ==, "12");
  g_assert_null (json_object_get (draft, "number"));
  g_assert_cmpstr (town_text (draft, "kept_until"), ==, "2026-09-17T22:00:00.000Z");
}

static void
test_sending_gives_a_number_and_a_receipt (DossierFixture *fixture,
                                           gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *second = dossier_send (fixture, OTHER_FAMILY);
  g_autoptr(json_t) told = dossier_told (fixture, FAMILY, id);
  g_autoptr(json_t) other = dossier_told (fixture, OTHER_FAMILY, second);
  const char *text = town_text (find_receipt (told, "registered"), "text");
  static const char * const mentions[] = {
    "Accusé d’enregistrement", "CR-2026-0001", "17 juin 2026 à 14:00", "Inscription en crèche",
    "Guichet petite enfance", "1, place de la Mairie", "02 41 00 00 01", "creche@essai.fr",
    "1 juillet 2026",
  };

  g_assert_cmpstr (town_text (told, "state"), ==, "submitted");
  g_assert_cmpstr (town_text (told, "number"), ==, "CR-2026-0001");
  g_assert_cmpstr (town_text (other, "number"), ==, "CR-2026-0002");
  for (guint i = 0; i < G_N_ELEMENTS (mentions); i++)
    {
      g_test_message ("%s", mentions[i]);
      g_assert_nonnull (strstr (text, mentions[i]));
    }
  g_assert_null (find_receipt (told, "received"));
  g_assert_cmpuint (json_array_size (json_object_get (told, "documents")), ==, 4);
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "expected");

  /* Once sent, it is not changed under who reads it. */
  json_decref (act (fixture, 409, FAMILY, id, "answers", DOSSIER_ANSWERS));
  json_decref (act (fixture, 409, FAMILY, id, "submit", "{}"));
  check_store (fixture);
}

static void
test_clerks_alone_read_of_families (DossierFixture *fixture,
                                    gconstpointer   data)
{
  g_autofree char *draft = dossier_begin (fixture, FAMILY);
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *file = g_strdup_printf ("/dossiers/%s/file", draft);
  g_autoptr(json_t) seen = dossier_seen (fixture, id);
  g_autoptr(json_t) month = dossier_entity (fixture, fixture->mayor, "dossiers_month",
                                            "creche/2026-06");
  g_autofree char *text = parvis_json_dump (month);
  g_autofree char *body = parvis_json_dump (seen);

  g_assert_cmpstr (town_text (seen, "subject"), ==, "Zoé Lefèvre");
  g_assert_cmpstr (town_text (seen, "applicant"), ==, "Marie Lefèvre");
  /* What is not needed to find it is in its file, whose reading is recorded. */
  g_assert_null (strstr (body, "0612345678"));
  g_assert_null (dossier_entity (fixture, fixture->mayor, "dossier", id));
  g_assert_null (dossier_entity (fixture, fixture->town.key, "dossier", id));
  g_assert_null (dossier_seen (fixture, draft));
  json_decref (town_expect (&fixture->town, 404, fixture->clerk, "GET", file, NULL));
  json_decref (dossier_do (fixture, 404, fixture->clerk, draft, "note", "{\"text\":\"x\"}"));

  g_assert_cmpint (town_int (month, "submitted"), ==, 1);
  g_assert_null (strstr (text, "Lefèvre"));
}

static void
test_another_family_is_not_there (DossierFixture *fixture,
                                  gconstpointer   data)
{
  static const char * const actions[] = { "answers", "submit", "explain", "messages", "withdraw" };
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = g_strconcat ("/dossiers/", id, NULL);
  g_autoptr(json_t) mine = NULL;
  g_autoptr(json_t) others = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    json_decref (act (fixture, 404, OTHER_FAMILY, id, actions[i], "{}"));
  json_decref (dossier_family (fixture, 404, OTHER_FAMILY, "GET", path, NULL));
  mine = dossier_family (fixture, 200, FAMILY, "GET", "/dossiers", NULL);
  others = dossier_family (fixture, 200, OTHER_FAMILY, "GET", "/dossiers", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (mine, "dossiers")), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (others, "dossiers")), ==, 0);
  /* A body cannot say whose it is. */
  json_decref (act (fixture, 422, OTHER_FAMILY, id, "withdraw", "{\"device\":\"x\"}"));
  json_decref (act (fixture, 404, OTHER_FAMILY, id, "withdraw", "{}"));
}

static void
test_one_device_begins_a_few (DossierFixture *fixture,
                              gconstpointer   data)
{
  g_autofree char *id = dossier_begin (fixture, FAMILY);

  for (int i = 1; i < PARVIS_DOSSIERS_OPEN_MAX; i++)
    g_free (dossier_begin (fixture, FAMILY));
  json_decref (dossier_family (fixture, 429, FAMILY, "POST", "/procedures/creche/dossiers", "{}"));
  json_decref (act (fixture, 200, FAMILY, id, "withdraw", "{}"));
  g_free (dossier_begin (fixture, FAMILY));
  g_free (dossier_begin (fixture, OTHER_FAMILY));
}

static void
test_a_dossier_keeps_the_version_it_began_with (DossierFixture *fixture,
                                                gconstpointer   data)
{
  g_autofree char *id = dossier_begin (fixture, FAMILY);
  g_autofree char *later = NULL;
  g_autofree char *text = NULL;
  g_autoptr(json_t) form = dossier_template (TRUE);
  g_autoptr(json_t) old = NULL;
  g_autoptr(json_t) new = NULL;

  json_object_set_new (form, "version", json_integer (2));
  json_array_clear (json_object_get (form, "requirements"));
  text = parvis_json_dump (form);
  json_decref (town_expect (&fixture->town, 201, fixture->mayor, "POST", "/procedures", "%s",
                            text));
  later = dossier_begin (fixture, FAMILY);
  json_decref (act (fixture, 200, FAMILY, id, "answers", DOSSIER_ANSWERS));
  json_decref (act (fixture, 200, FAMILY, id, "submit", "{}"));
  json_decref (act (fixture, 200, FAMILY, later, "answers", DOSSIER_ANSWERS));
  json_decref (act (fixture, 200, FAMILY, later, "submit", "{}"));
  old = dossier_told (fixture, FAMILY, id);
  new = dossier_told (fixture, FAMILY, later);
  g_assert_cmpint (town_int (old, "version"), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (old, "documents")), ==, 4);
  g_assert_cmpint (town_int (new, "version"), ==, 2);
  g_assert_cmpuint (json_array_size (json_object_get (new, "documents")), ==, 0);

  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST",
                            "/procedures/creche/close", "{}"));
  json_decref (dossier_family (fixture, 409, OTHER_FAMILY, "POST", "/procedures/creche/dossiers",
                               "{}"));
}

/* Ten working days from Wednesday 17 June end with Wednesday 1 July. */
static void
test_the_receipt_comes_within_its_delay (DossierFixture *fixture,
                                         gconstpointer   data)
{
  static const char * const mentions[] = {
    "Accusé de réception", "CR-2026-0001", "17 juin 2026", "Guichet petite enfance",
    "1, place de la Mairie", "02 41 00 00 01", "creche@essai.fr", "Acte de naissance",
    "17 août 2026", "refusée", "tribunal administratif", "suspendu",
  };
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;
  g_autoptr(json_t) seen = NULL;
  const char *text;

  dossier_set_clock (fixture, "2026-06-30T21:59:59Z");
  before = dossier_told (fixture, FAMILY, id);
  g_assert_null (find_receipt (before, "received"));

  dossier_set_clock (fixture, "2026-06-30T22:00:00Z");
  after = dossier_told (fixture, FAMILY, id);
  text = town_text (find_receipt (after, "received"), "text");
  for (guint i = 0; i < G_N_ELEMENTS (mentions); i++)
    {
      g_test_message ("%s: %s", mentions[i], text);
      g_assert_nonnull (strstr (text, mentions[i]));
    }

  /* It lacks documents, so the clock of the answer stands still and nothing is late. */
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (seen, "paused_at"), ==, "2026-06-30T22:00:00.000Z");
  dossier_set_clock (fixture, "2026-12-01T12:00:00Z");
  json_decref (seen);
  seen = dossier_seen (fixture, id);
  g_assert_null (json_object_get (seen, "alarm"));
  check_store (fixture);
}

static void
accept_all (DossierFixture *fixture,
            const char     *id)
{
  static const char * const requirements[] = { "identity", "birth", "address", "income" };

  for (guint i = 0; i < G_N_ELEMENTS (requirements); i++)
    json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                             "{\"requirement\":\"%s\",\"state\":\"accepted\","
                             "\"acceptance\":\"seen_at_desk\"}", requirements[i]));
}

/* The answer is due on Monday 17 August; the 15th is a holiday and a Saturday. */
static void
test_an_alarm_sounds_before_the_answer_is_due (DossierFixture *fixture,
                                               gconstpointer   data)
{
  static const struct
  {
    const char *at;
    const char *alarm;
  } steps[] = {
    { "2026-08-11T21:59:00Z", "" },
    { "2026-08-11T22:00:00Z", "soon" },
    { "2026-08-17T21:59:00Z", "soon" },
    { "2026-08-17T22:00:00Z", "late" },
    { "2026-09-17T22:00:00Z", "late" },
  };
  g_autofree char *id = dossier_send (fixture, FAMILY);

  accept_all (fixture, id);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(json_t) seen = NULL;

      dossier_set_clock (fixture, steps[i].at);
      seen = dossier_seen (fixture, id);
      g_test_message ("%s", steps[i].at);
      g_assert_cmpstr (town_text (seen, "alarm"), ==, steps[i].alarm);
    }
  check_store (fixture);
}

static guint
count_audit (DossierFixture *fixture,
             const char     *action,
             const char     *object)
{
  g_autoptr(json_t) trail = town_expect (&fixture->town, 200, fixture->mayor, "GET",
                                         "/audit?limit=1000", NULL);
  const json_t *entries = json_object_get (trail, "entries");
  guint n = 0;

  for (gsize i = 0; i < json_array_size (entries); i++)
    n += strcmp (town_text (json_array_get (entries, i), "action"), action) == 0 &&
         strcmp (town_text (json_array_get (entries, i), "object"), object) == 0;

  return n;
}

/* What is on the sheets, without spaces where lines break. */
static char *
read_pdf (GBytes *file)
{
  g_autoptr(GSubprocess) reader = NULL;
  g_autoptr(GBytes) text = NULL;
  g_autoptr(GError) error = NULL;

  reader = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                             "pdftotext", "-layout", "-", "-", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate (reader, file, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (reader));

  return g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

static void
test_a_receipt_can_be_printed (DossierFixture *fixture,
                               gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/receipts/registered", id);
  g_autofree char *later = g_strdup_printf ("/dossiers/%s/receipts/received", id);
  g_autofree char *clerks = g_strdup_printf ("/dossiers/%s/file/receipts/registered", id);
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autoptr(ParvisReply) reply = NULL;
  g_autofree char *text = NULL;
  static const char * const mentions[] = {
    "Accusé d’enregistrement", "CR-2026-0001", "Zoé Lefèvre", "17 juin 2026 à 14:00",
    "Guichet petite enfance", "02 41 00 00 01",
  };

  json_decref (dossier_family (fixture, 404, OTHER_FAMILY, "GET", path, NULL));
  json_decref (dossier_family (fixture, 404, FAMILY, "GET", later, NULL));
  town_expect (&fixture->town, 200, fixture->clerk, "GET", clerks, NULL);
  json_decref (town_expect (&fixture->town, 403, fixture->mayor, "GET", clerks, NULL));
  reply = dossier_tus (fixture, 200, FAMILY, "GET", path, NULL, NULL, NULL);
  g_assert_cmpstr (parvis_reply_get_type (reply), ==, "application/pdf");
  if (program == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }

  text = read_pdf (parvis_reply_get_bytes (reply));
  for (guint i = 0; i < G_N_ELEMENTS (mentions); i++)
    {
      g_test_message ("%s", mentions[i]);
      g_assert_nonnull (strstr (text, mentions[i]));
    }
}

/* A text of many lines, each longer than a sheet is wide. */
static void
test_a_long_receipt_goes_on_on_the_next_sheet (void)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autoptr(GString) words = g_string_new ("Accusé de réception\n");
  g_autoptr(GBytes) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < 150; i++)
    g_string_append_printf (words, "– ligne %d, qui est plus longue que la feuille n’est large, et"
                            " qui continue donc sur une autre\n", i);
  file = parvis_receipt_make_pdf (words->str, "fr", "2026-06-17T12:00:00Z", &error);
  g_assert_no_error (error);
  if (program == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }

  text = read_pdf (file);
  for (int i = 0; i < 150; i++)
    {
      g_autofree char *line = g_strdup_printf ("– ligne %d, qui", i);

      g_assert_nonnull (strstr (text, line));
    }
  /* A form feed behind each sheet. */
  g_assert_cmpuint (strlen (strrchr (text, '\f')), ==, 1);
  g_assert_nonnull (strchr (strchr (text, '\f') + 1, '\f'));
}

static void
test_what_was_never_sent_is_erased (DossierFixture *fixture,
                                    gconstpointer   data)
{
  g_autofree char *id = dossier_begin (fixture, FAMILY);
  g_autofree char *path = g_strconcat ("/dossiers/", id, NULL);

  json_decref (act (fixture, 200, FAMILY, id, "answers", DOSSIER_ANSWERS));
  dossier_set_clock (fixture, "2026-09-17T21:59:00Z");
  json_decref (dossier_told (fixture, FAMILY, id));
  dossier_set_clock (fixture, "2026-09-17T22:00:00Z");
  json_decref (dossier_family (fixture, 404, FAMILY, "GET", path, NULL));
  g_assert_cmpuint (count_audit (fixture, "dossier.erase", id), ==, 1);
}

static void
test_a_family_may_withdraw (DossierFixture *fixture,
                            gconstpointer   data)
{
  g_autofree char *draft = dossier_begin (fixture, FAMILY);
  g_autofree char *path = g_strconcat ("/dossiers/", draft, NULL);
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autoptr(json_t) told = NULL;

  json_decref (act (fixture, 200, FAMILY, draft, "withdraw", "{}"));
  json_decref (dossier_family (fixture, 404, FAMILY, "GET", path, NULL));
  json_decref (act (fixture, 200, FAMILY, id, "withdraw", "{}"));
  told = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (told, "state"), ==, "closed_without_action");
  json_decref (act (fixture, 409, FAMILY, id, "withdraw", "{}"));
}

static void
test_opening_a_file_is_recorded (DossierFixture *fixture,
                                 gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/file", id);
  g_autoptr(json_t) file = NULL;

  json_decref (town_expect (&fixture->town, 403, fixture->mayor, "GET", path, NULL));
  g_assert_cmpuint (count_audit (fixture, "dossier.file", id), ==, 0);
  file = town_expect (&fixture->town, 200, fixture->clerk, "GET", path, NULL);
  g_assert_cmpstr (town_text (json_object_get (file, "answers"), "phone"), ==, "0612345678");
  g_assert_cmpuint (json_array_size (json_object_get (file, "receipts")), ==, 1);
  g_assert_cmpuint (count_audit (fixture, "dossier.file", id), ==, 1);
  json_decref (town_expect (&fixture->town, 200, fixture->clerk, "GET", path, NULL));
  g_assert_cmpuint (count_audit (fixture, "dossier.file", id), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  DOSSIER_TEST ("/dossiers/a-receipt-can-be-printed", test_a_receipt_can_be_printed);
  DOSSIER_TEST ("/dossiers/a-draft-keeps-what-was-typed", test_a_draft_keeps_what_was_typed);
  DOSSIER_TEST ("/dossiers/sending-gives-a-number-and-a-receipt",
                test_sending_gives_a_number_and_a_receipt);
  DOSSIER_TEST ("/dossiers/clerks-alone-read-of-families", test_clerks_alone_read_of_families);
  DOSSIER_TEST ("/dossiers/another-family-is-not-there", test_another_family_is_not_there);
  DOSSIER_TEST ("/dossiers/one-device-begins-a-few", test_one_device_begins_a_few);
  DOSSIER_TEST ("/dossiers/a-dossier-keeps-the-version-it-began-with",
                test_a_dossier_keeps_the_version_it_began_with);
  DOSSIER_TEST ("/dossiers/the-receipt-comes-within-its-delay",
                test_the_receipt_comes_within_its_delay);
  DOSSIER_TEST ("/dossiers/an-alarm-sounds-before-the-answer-is-due",
                test_an_alarm_sounds_before_the_answer_is_due);
  DOSSIER_TEST ("/dossiers/what-was-never-sent-is-erased", test_what_was_never_sent_is_erased);
  DOSSIER_TEST ("/dossiers/a-family-may-withdraw", test_a_family_may_withdraw);
  DOSSIER_TEST ("/dossiers/opening-a-file-is-recorded", test_opening_a_file_is_recorded);

  g_test_add_func ("/dossiers/a-long-receipt-goes-on-on-the-next-sheet",
                   test_a_long_receipt_goes_on_on_the_next_sheet);

  return g_test_run ();
}
