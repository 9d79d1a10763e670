/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-counts-text.h"
#include "parvis-dossier-text.h"
#include "parvis-effects.h"
#include "parvis-history-text.h"
#include "parvis-review-text.h"
#include "parvis-words.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1781708280000)    /* 2026-06-17 16:58 in Paris */
#define TAKEN G_GINT64_CONSTANT (1781706690000)  /* half a minute after 16:31 */
#define ME  "9d0e2f6c-7a53-4f52-9c3e-5a8d8b9f6f11"

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return value;
}

/* @documents: their states, by their first letters; @more: members, each behind a comma. */
static ParvisDossierFacts *
facts_new (const char *id,
           const char *subject,
           const char *documents,
           const char *more)
{
  g_autoptr(GString) list = g_string_new (NULL);
  g_autoptr(ParvisEntityRef) entity = NULL;
  g_autofree char *text = NULL;

  for (const char *state = documents; *state != '\0'; state++)
    g_string_append_printf (list, "%s{\"requirement\":\"r\",\"state\":\"%s\"}",
                            list->len > 0 ? "," : "",
                            *state == 'a' ? "accepted" : *state == 'r' ? "received" : "expected");
  text = g_strdup_printf ("{\"number\":\"CR-2026-0013\",\"procedure\":\"creche\",\"version\":2,"
                          "\"subject\":\"%s\",\"applicant\":\"Linh Nguyen\",\"documents\":[%s],"
                          "\"submitted_at\":\"2026-06-11T18:14:00.000Z\"%s%s}", subject, list->str,
                          strstr (more, "\"state\"") == NULL ? ",\"state\":\"in_review\"" : "",
                          more);
  entity = parvis_entity_new (PARVIS_KIND_DOSSIER, id, 1, parse (text), 0);

  return parvis_dossier_facts_new (entity, ME);
}

static void
test_every_dossier_is_in_one_group (void)
{
  g_autoptr(ParvisDossierFacts) review = facts_new ("1", "Elio", "are", "");
  g_autoptr(ParvisDossierFacts) wrote = facts_new ("2", "Elio", "ae", ",\"unanswered\":true");
  g_autoptr(ParvisDossierFacts) waits = facts_new ("3", "Elio", "ae", "");
  g_autoptr(ParvisDossierFacts) complete = facts_new ("4", "Elio", "aa", "");
  g_autoptr(ParvisDossierFacts) judged = facts_new ("5", "Elio", "ae", ",\"untold\":true");

  g_assert_cmpint (parvis_dossier_facts_group (review), ==, PARVIS_DOSSIERS_TO_REVIEW);
  g_assert_cmpint (parvis_dossier_facts_group (wrote), ==, PARVIS_DOSSIERS_TO_REVIEW);
  g_assert_cmpint (parvis_dossier_facts_group (waits), ==, PARVIS_DOSSIERS_WAITING);
  g_assert_cmpint (parvis_dossier_facts_group (complete), ==, PARVIS_DOSSIERS_COMPLETE);
  /* Nobody finished it: its family knows of nothing that it should do. */
  g_assert_cmpint (parvis_dossier_facts_group (judged), ==, PARVIS_DOSSIERS_TO_REVIEW);
  g_assert_true (parvis_dossier_facts_passes (review, PARVIS_DOSSIERS_ALL));
  g_assert_false (parvis_dossier_facts_passes (review, PARVIS_DOSSIERS_WAITING));
  g_assert_cmpstr (review->form, ==, "creche/2");
  g_assert_cmpuint (review->n_approved, ==, 1);
  g_assert_cmpuint (review->n_documents, ==, 3);
}

static void
test_what_is_hidden_is_found_all_the_same (void)
{
  g_autoptr(ParvisDossierFacts) facts = facts_new ("1", "Elio", "a",
                                                   ",\"labels\":[\"urgent\",\"fratrie\"]");
  g_autoptr(ParvisDossierFacts) other = facts_new ("2", "Zoé", "a", "");

  g_assert_cmpstr (facts->labels, ==, "urgent, fratrie");
  g_assert_cmpstr (other->labels, ==, "");
  parvis_dossier_facts_hide (facts, TRUE);
  g_assert_cmpstr (facts->subject, ==, "CR-2026-0013");
  g_assert_true (parvis_dossier_facts_matches (facts, "elio"));
  g_assert_true (parvis_dossier_facts_matches (facts, "fratrie"));
  g_assert_false (parvis_dossier_facts_matches (other, "fratrie"));
  g_assert_cmpint (parvis_dossier_facts_compare (facts, other, PARVIS_DOSSIERS_BY_NAME), <, 0);
  parvis_dossier_facts_hide (facts, FALSE);
  g_assert_cmpstr (facts->subject, ==, "Elio");
}

static void
test_labels_are_read_as_they_are_typed (void)
{
  g_autofree char *trouble = NULL;
  g_autofree char *long_one = g_strnfill (41, 'x');
  g_autoptr(json_t) none = parvis_dossier_text_read_labels (" , ", &trouble);
  g_autoptr(json_t) some = parvis_dossier_text_read_labels (" urgent,à rappeler ,urgent,",
                                                            &trouble);
  g_autoptr(json_t) expected = parse ("[\"urgent\",\"à rappeler\"]");

  g_assert_cmpuint (json_array_size (none), ==, 0);
  g_assert_true (json_equal (some, expected));
  g_assert_null (trouble);
  g_assert_null (parvis_dossier_text_read_labels (long_one, &trouble));
  g_assert_nonnull (trouble);
  g_clear_pointer (&trouble, g_free);
  g_assert_null (parvis_dossier_text_read_labels ("a,b,c,d,e,f,g,h,i", &trouble));
  g_assert_cmpstr (trouble, ==, "A file has at most 8 labels.");
}

static void
test_what_is_over_is_in_none (void)
{
  g_autoptr(ParvisDossierFacts) refused = facts_new ("1", "Elio", "e", ",\"state\":\"refused\","
                                                     "\"decided_at\":\"2026-06-12T08:00:00.000Z\"");
  g_autoptr(ParvisDossierFacts) accepted = facts_new ("2", "Elio", "a",
                                                      ",\"state\":\"accepted\",\"decided_at\":"
                                                      "\"2026-06-12T08:00:00.000Z\"");
  g_autoptr(ParvisDossierFacts) later = facts_new ("3", "Elio", "ae", ",\"state\":\"accepted\","
                                                   "\"decided_at\":\"2026-06-12T08:00:00.000Z\"");

  g_assert_false (parvis_dossier_facts_passes (refused, PARVIS_DOSSIERS_ALL));
  g_assert_false (parvis_dossier_facts_passes (accepted, PARVIS_DOSSIERS_ALL));
  g_assert_true (parvis_dossier_facts_passes (later, PARVIS_DOSSIERS_WAITING));
}

static void
test_whose_it_is (void)
{
  g_autoptr(ParvisDossierFacts) nobody = facts_new ("1", "Elio", "r", "");
  g_autoptr(ParvisDossierFacts) mine = facts_new ("2", "Elio", "r",
                                                  ",\"assigned\":{\"account\":\"" ME "\","
                                                  "\"at\":\"2026-06-17T14:31:00.000Z\"}");
  g_autoptr(ParvisDossierFacts) queued = facts_new ("3", "Elio", "r",
                                                    ",\"assigned\":{\"here\":true,"
                                                    "\"at\":\"2026-06-17T14:31:00.000Z\"}");
  g_autoptr(ParvisDossierFacts) hers = facts_new ("4", "Elio", "r",
                                                  ",\"assigned\":{\"account\":\"other\","
                                                  "\"name\":\"Nadia R.\","
                                                  "\"at\":\"2026-06-17T14:31:00.000Z\"}");
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autofree char *none = parvis_dossier_text_hold (nobody, TAKEN, zone);
  g_autofree char *hold = parvis_dossier_text_hold (hers, TAKEN, zone);
  g_autofree char *own = parvis_dossier_text_hold (queued, TAKEN, zone);
  g_autofree char *left = NULL;
  const char *icon;

  g_assert_true (parvis_dossier_facts_passes (mine, PARVIS_DOSSIERS_MINE));
  g_assert_true (parvis_dossier_facts_passes (queued, PARVIS_DOSSIERS_MINE));
  g_assert_false (parvis_dossier_facts_passes (hers, PARVIS_DOSSIERS_MINE));
  g_assert_null (none);
  g_assert_true (parvis_dossier_facts_is_locked (hers, TAKEN));
  g_assert_false (parvis_dossier_facts_is_locked (mine, TAKEN));
  g_assert_false (parvis_dossier_facts_is_locked (nobody, TAKEN));
  /* He went away: it is nobody's. */
  g_assert_true (parvis_dossier_facts_is_locked (hers, hers->held_at + PARVIS_DOSSIER_HELD - 1));
  g_assert_false (parvis_dossier_facts_is_locked (hers, hers->held_at + PARVIS_DOSSIER_HELD));
  g_assert_null (parvis_dossier_text_hold (hers, hers->held_at + PARVIS_DOSSIER_HELD, zone));
  g_assert_cmpint (parvis_dossier_facts_group (hers), ==, PARVIS_DOSSIERS_TO_REVIEW);
  left = parvis_dossier_text_status (hers, hers->held_at + PARVIS_DOSSIER_HELD, zone, &icon);
  g_assert_null (icon);
  g_assert_cmpstr (left, ==, "Submitted 6 days ago");
  g_assert_cmpstr (hold, ==, "Taken by Nadia R. at 16:31");
  g_assert_cmpstr (own, ==, "Taken by you at 16:31");
}

static void
test_a_name_is_found_without_its_accents (void)
{
  g_autoptr(ParvisDossierFacts) facts = facts_new ("1", "Zoé Lefèvre-Nguyen", "r", "");

  g_assert_true (parvis_dossier_facts_matches (facts, ""));
  g_assert_true (parvis_dossier_facts_matches (facts, "zoe"));
  g_assert_true (parvis_dossier_facts_matches (facts, "LEFEV"));
  g_assert_true (parvis_dossier_facts_matches (facts, "nguyen zoe"));
  g_assert_true (parvis_dossier_facts_matches (facts, "linh"));
  g_assert_true (parvis_dossier_facts_matches (facts, "0013"));
  g_assert_false (parvis_dossier_facts_matches (facts, "martin"));
  g_assert_false (parvis_dossier_facts_matches (facts, "zoe martin"));
}

static void
test_they_stand_in_the_order_that_was_chosen (void)
{
  g_autoptr(ParvisDossierFacts) a = facts_new ("1", "Zoé", "r",
                                               ",\"answer_due\":\"2026-06-25T22:00:00.000Z\"");
  g_autoptr(ParvisDossierFacts) b = facts_new ("2", "Elio", "r",
                                               ",\"answer_due\":\"2026-08-11T22:00:00.000Z\"");
  g_autoptr(ParvisDossierFacts) still = facts_new ("3", "Ana", "r",
                                                   ",\"answer_due\":\"2026-06-20T22:00:00.000Z\","
                                                   "\"paused_at\":\"2026-06-12T22:00:00.000Z\"");

  g_assert_cmpint (parvis_dossier_facts_compare (a, b, PARVIS_DOSSIERS_OLDEST), <, 0);
  g_assert_cmpint (parvis_dossier_facts_compare (a, b, PARVIS_DOSSIERS_BY_NAME), >, 0);
  g_assert_cmpint (parvis_dossier_facts_compare (a, b, PARVIS_DOSSIERS_DUE), <, 0);
  /* Its clock does not run. */
  g_assert_cmpint (parvis_dossier_facts_compare (b, still, PARVIS_DOSSIERS_DUE), <, 0);

  for (guint i = 0; i < PARVIS_N_DOSSIER_FILTERS; i++)
    g_assert_cmpint (parvis_dossier_filter_from_string (parvis_dossier_filter_to_string (
                                                          (ParvisDossierFilter) i)), ==, i);
  for (guint i = 0; i < PARVIS_N_DOSSIER_ORDERS; i++)
    g_assert_cmpint (parvis_dossier_order_from_string (parvis_dossier_order_to_string (
                                                         (ParvisDossierOrder) i)), ==, i);
}

static void
test_a_row_says_the_one_thing_to_know (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  const char *due = ",\"answer_due\":\"2026-06-18T22:00:00.000Z\",\"alarm\":\"soon\"";
  g_autoptr(ParvisDossierFacts) plain = facts_new ("1", "Elio", "ar", "");
  g_autoptr(ParvisDossierFacts) urgent = facts_new ("2", "Elio", "r", due);
  g_autofree char *row = parvis_dossier_text_row (plain, NOW, zone);
  g_autofree char *alarm = NULL;
  const char *icon;

  g_assert_cmpstr (row, ==, "Elio, Submitted 6 days ago, 1 of 2 documents approved");
  alarm = parvis_dossier_text_status (urgent, NOW, zone, &icon);
  g_assert_cmpstr (icon, ==, "alarm-symbolic");
  /* At the end of the 18th. */
  g_assert_nonnull (strstr (alarm, "18 June"));
}

/* Takes @command. */
static void
apply (json_t     *dossier,
       const char *verb,
       json_t     *command)
{
  parvis_verb_apply (parvis_verb_find (verb), PARVIS_KIND_DOSSIER, dossier, command, "k", NOW);
  json_decref (command);
}

static ParvisDossierFilter
find_group (const json_t *dossier)
{
  g_autoptr(ParvisEntityRef) entity = parvis_entity_new (PARVIS_KIND_DOSSIER, "1", 1,
                                                         json_deep_copy (dossier), 0);
  g_autoptr(ParvisDossierFacts) facts = parvis_dossier_facts_new (entity, ME);

  return parvis_dossier_facts_group (facts);
}

/* The line may be down for a day: what is not finished is not out of sight meanwhile. */
static void
test_what_is_judged_is_to_be_finished (void)
{
  g_autoptr(json_t) dossier = parse ("{\"number\":\"1\",\"state\":\"submitted\",\"documents\":["
                                     "{\"requirement\":\"home\",\"state\":\"received\","
                                     "\"pages\":[{}]},"
                                     "{\"requirement\":\"birth\",\"state\":\"expected\"}]}");

  g_assert_cmpint (find_group (dossier), ==, PARVIS_DOSSIERS_TO_REVIEW);
  apply (dossier, "dossier.verdict", parse ("{\"requirement\":\"home\",\"state\":\"rejected\","
                                            "\"reason\":\"blurred\"}"));
  g_assert_cmpint (find_group (dossier), ==, PARVIS_DOSSIERS_TO_REVIEW);
  apply (dossier, "dossier.finish", json_object ());
  g_assert_cmpint (find_group (dossier), ==, PARVIS_DOSSIERS_WAITING);
  apply (dossier, "dossier.finish", parse ("{\"off\":true}"));
  g_assert_cmpint (find_group (dossier), ==, PARVIS_DOSSIERS_TO_REVIEW);

  /* A message is under way: what is judged now goes with it. */
  apply (dossier, "dossier.finish", json_object ());
  apply (dossier, "dossier.verdict", parse ("{\"requirement\":\"home\","
                                            "\"state\":\"accepted\"}"));
  g_assert_cmpint (find_group (dossier), ==, PARVIS_DOSSIERS_WAITING);

  apply (dossier, "dossier.decide", parse ("{\"state\":\"accepted\"}"));
  g_assert_null (json_object_get (dossier, "untold"));
  apply (dossier, "dossier.decide", parse ("{\"state\":\"in_review\"}"));
  g_assert_null (json_object_get (dossier, "tell_at"));
  g_assert_cmpint (find_group (dossier), ==, PARVIS_DOSSIERS_TO_REVIEW);
}

static void
test_a_document_says_what_became_of_it (void)
{
  static const struct
  {
    const char *document;
    const char *text;
  } cases[] = {
    { "{\"state\":\"expected\"}", "Not there yet" },
    { "{\"state\":\"expected\",\"explained\":true}", "Not there; the family explained why" },
    { "{\"state\":\"received\",\"pages\":[{},{}]}", "To review, 2 pictures" },
    { "{\"state\":\"accepted\",\"acceptance\":\"seen_at_desk\"}", "Original seen at the desk" },
    { "{\"state\":\"rejected\"}", "Asked for again" },
  };
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(json_t) document = parse (cases[i].document);
      g_autofree char *text = parvis_dossier_text_document (document, NOW, zone);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_what_is_not_ticked_is_left (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "procedures",
                                                 "creche.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisProcedure) procedure = NULL;
  const ParvisRequirement *identity;
  g_autofree char *all = NULL;
  g_autofree char *one = NULL;
  guint first = 9;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  procedure = parvis_procedure_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  identity = parvis_procedure_find_requirement (procedure, "identity");

  all = parvis_review_text_left (identity, 0, "en", &first);
  g_assert_cmpstr (all, ==, "In the name of a parent, Legible, all four corners visible");
  g_assert_cmpuint (first, ==, 0);
  one = parvis_review_text_left (identity, 1, "fr", &first);
  g_assert_cmpstr (one, ==, "Lisible, 4 coins visibles");
  g_assert_cmpuint (first, ==, 1);
  g_assert_null (parvis_review_text_left (identity, 3, "en", &first));
}

static void
test_too_few_photos_are_told (void)
{
  const ParvisPiece piece = { .min_pages = 2 };
  g_autoptr(json_t) none = parse ("{\"state\":\"expected\"}");
  g_autoptr(json_t) one = parse ("{\"pages\":[{\"media\":\"image/jpeg\"}]}");
  g_autoptr(json_t) two = parse ("{\"pages\":[{\"media\":\"image/jpeg\"},"
                                 "{\"media\":\"image/jpeg\"}]}");
  g_autoptr(json_t) pdf = parse ("{\"pages\":[{\"media\":\"application/pdf\"}]}");
  g_autofree char *text = parvis_review_text_pages (&piece, one);

  g_assert_cmpstr (text, ==, "Only 1 photo of at least 2 pages");
  g_assert_null (parvis_review_text_pages (&piece, none));
  g_assert_null (parvis_review_text_pages (&piece, two));
  g_assert_null (parvis_review_text_pages (&piece, pdf));
}

static void
test_a_number_is_masked_and_one_in_a_sentence_is_seen (void)
{
  g_autofree char *french = parvis_review_text_masked ("0612345678");
  g_autofree char *foreign = parvis_review_text_masked ("+33 6 12 34 56 78");

  g_assert_cmpstr (french, ==, "06 •• •• •• 78");
  g_assert_cmpstr (foreign, ==, "3 3• •• •• •• 78");
  g_assert_true (parvis_review_has_number ("appelez le 02 41 00 00 99"));
  g_assert_false (parvis_review_has_number ("avant le 27/06, bureau 12"));
  g_assert_false (parvis_review_has_number ("49000 Angers, 12 pages"));
}

static void
test_a_button_says_its_document (void)
{
  g_autoptr(json_t) received = parse ("{\"state\":\"received\",\"pages\":[{}]}");
  g_autoptr(json_t) explained = parse ("{\"state\":\"received\",\"explained\":true}");
  g_autofree char *first = parvis_review_text_piece ("Home", received, 2, 5);
  g_autofree char *second = parvis_review_text_piece ("Income", explained, 4, 5);

  g_assert_cmpstr (first, ==, "Home, to review, 2 of 5");
  g_assert_cmpstr (second, ==, "Income, explained, 4 of 5");
}

static void
test_the_history_is_told_in_sentences (void)
{
  g_autoptr(json_t) verdict = parse ("{\"kind\":\"verdict\",\"state\":\"accepted\","
                                     "\"checks\":[\"date\",\"legible\"]}");
  g_autoptr(json_t) back = parse ("{\"kind\":\"verdict\",\"state\":\"received\"}");
  g_autoptr(json_t) message = parse ("{\"kind\":\"message\",\"text\":\"Bonjour\"}");
  g_autoptr(json_t) newer = parse ("{\"kind\":\"sung\"}");
  g_autofree char *first = parvis_history_text (verdict, "Nadia R.", "Birth");
  g_autofree char *second = parvis_history_text (back, "Nadia R.", "Birth");
  g_autofree char *third = parvis_history_text (newer, "Nadia R.", NULL);
  g_autofree char *ticked = parvis_history_details (verdict);
  g_autofree char *words = parvis_history_details (message);

  g_assert_cmpstr (first, ==, "Nadia R. approved: Birth");
  g_assert_cmpstr (second, ==, "Nadia R. took a verdict back: Birth");
  g_assert_cmpstr (third, ==, "Nadia R.: sung");
  g_assert_cmpstr (ticked, ==, "2 boxes ticked one by one, the others with one stroke");
  g_assert_cmpstr (words, ==, "Bonjour");
  g_assert_true (parvis_history_passes (verdict, PARVIS_HISTORY_DECISIONS));
  g_assert_false (parvis_history_passes (message, PARVIS_HISTORY_DECISIONS));
  g_assert_true (parvis_history_passes (newer, PARVIS_HISTORY_ALL));
}

/* (transfer full): of an entry with that word in that member */
static char *
tell (const char *kind,
      const char *member,
      const char *word)
{
  g_autoptr(json_t) entry = json_pack ("{s:s, s:s}", "kind", kind, member, word);

  return parvis_history_text (entry, "Nadia R.", "Birth");
}

/* Each word of common's tables that may be told has its own sentence. */
static void
test_no_decision_is_told_as_another (void)
{
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *soon = tell ("alarm", "alarm", "soon");
  g_autofree char *late = tell ("alarm", "alarm", "late");
  g_autofree char *closed = tell ("state", "to", "closed_without_action");
  g_autofree char *written = tell ("noticed", "by", "email");
  g_autofree char *pushed = tell ("noticed", "by", "push");
  g_autofree char *both = tell ("noticed", "by", "both");

  for (guint i = PARVIS_DOSSIER_SUBMITTED; i < PARVIS_N_DOSSIER_STATES; i++)
    g_assert_true (g_hash_table_add (told, tell ("state", "to", parvis_dossier_state_to_string (
                                                   (ParvisDossierState) i))));
  for (guint i = PARVIS_DOCUMENT_RECEIVED; i < PARVIS_N_DOCUMENT_STATES; i++)
    g_assert_true (g_hash_table_add (told, tell ("verdict", "state",
                                                 parvis_document_state_to_string (
                                                   (ParvisDocumentState) i))));
  g_assert_cmpstr (closed, ==, "Nadia R. closed the file without action");
  g_assert_cmpstr (soon, ==, "An answer is due soon");
  g_assert_cmpstr (late, ==, "The answer is late");
  g_assert_cmpstr (written, ==, "A letter was sent to the family");
  g_assert_cmpstr (pushed, ==, "A push was sent to the family");
  g_assert_cmpstr (both, ==, "A letter and a push were sent to the family");
}

static void
test_a_table_takes_no_text_for_a_formula (void)
{
  g_autofree char *quoted = parvis_history_field ("il a dit \"oui\"");
  g_autofree char *formula = parvis_history_field ("=1+1");

  g_assert_cmpstr (quoted, ==, "\"il a dit \"\"oui\"\"\"");
  g_assert_cmpstr (formula, ==, "\"'=1+1\"");
}

static void
test_a_month_is_told_without_names (void)
{
  g_autoptr(json_t) month = json_loads ("{\"procedure\":\"creche\",\"month\":\"2026-06\","
                                        "\"submitted\":12,\"accepted\":8,\"refused\":1,"
                                        "\"closed_without_action\":0,\"median_days\":9,"
                                        "\"p90_days\":21,\"asked\":{\"cut\":1,\"blurred\":3}}",
                                        0, NULL);
  g_autoptr(json_t) empty = json_object ();
  g_autofree char *title = parvis_counts_text_month (month);
  g_autofree char *lines = parvis_counts_text_lines (month, NULL, "en");
  g_autofree char *nothing = parvis_counts_text_lines (empty, NULL, "en");

  g_assert_nonnull (strstr (title, "2026"));
  g_assert_cmpstr (lines, ==, "12 received, 8 accepted, 1 refused, 0 closed\n"
                   "Decided: half within 9 days, nine of ten within 21\n"
                   "4 documents asked for again: blurred (3), cut (1)");
  g_assert_cmpstr (nothing, ==, "0 received, 0 accepted, 0 refused, 0 closed");
  g_assert_null (parvis_counts_text_month (empty));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dossier-rules/what-is-hidden-is-found-all-the-same",
                   test_what_is_hidden_is_found_all_the_same);
  g_test_add_func ("/dossier-rules/labels-are-read-as-they-are-typed",
                   test_labels_are_read_as_they_are_typed);
  g_test_add_func ("/dossiers/every-dossier-is-in-one-group", test_every_dossier_is_in_one_group);
  g_test_add_func ("/dossiers/what-is-over-is-in-none", test_what_is_over_is_in_none);
  g_test_add_func ("/dossiers/who-holds-it-is-told", test_whose_it_is);
  g_test_add_func ("/dossiers/a-name-is-found-without-its-accents",
                   test_a_name_is_found_without_its_accents);
  g_test_add_func ("/dossiers/they-stand-in-the-order-that-was-chosen",
                   test_they_stand_in_the_order_that_was_chosen);
  g_test_add_func ("/dossiers/a-row-says-the-one-thing-to-know",
                   test_a_row_says_the_one_thing_to_know);
  g_test_add_func ("/dossiers/what-is-judged-is-to-be-finished",
                   test_what_is_judged_is_to_be_finished);
  g_test_add_func ("/dossiers/a-document-says-what-became-of-it",
                   test_a_document_says_what_became_of_it);
  g_test_add_func ("/dossiers/what-is-not-ticked-is-left", test_what_is_not_ticked_is_left);
  g_test_add_func ("/dossiers/too-few-photos-are-told", test_too_few_photos_are_told);
  g_test_add_func ("/dossiers/a-number-is-masked-and-one-in-a-sentence-is-seen",
                   test_a_number_is_masked_and_one_in_a_sentence_is_seen);
  g_test_add_func ("/dossiers/a-button-says-its-document", test_a_button_says_its_document);
  g_test_add_func ("/dossiers/the-history-is-told-in-sentences",
                   test_the_history_is_told_in_sentences);
  g_test_add_func ("/dossiers/no-decision-is-told-as-another",
                   test_no_decision_is_told_as_another);
  g_test_add_func ("/dossiers/a-table-takes-no-text-for-a-formula",
                   test_a_table_takes_no_text_for_a_formula);

  g_test_add_func ("/dossiers/a-month-is-told-without-names",
                   test_a_month_is_told_without_names);

  return g_test_run ();
}
