/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-dossier-row.h"
#include "parvis-error.h"
#include "parvis-rejection-words.h"

#include <string.h>

/* What clerks do. Whoever acts on a dossier holds it, softly: a colleague is told who does,
 * and may take it over.
 */

#define MAX_CHECKS 9
#define MAX_FILES  100

/* "account:UUID" → UUID; "" of who has no account. */
static const char *
get_account (const ParvisCommand *command)
{
  return g_str_has_prefix (command->actor, "account:") ? command->actor + strlen ("account:") : "";
}

static gboolean
hold (ParvisTx             *tx,
      ParvisDossierRow     *row,
      const ParvisCommand  *command,
      gboolean              take_over,
      GError              **error)
{
  const char *account = get_account (command);
  gint64 now = parvis_tx_get_now (tx);

  if (g_strcmp0 (row->assigned, account) == 0)
    {
      row->assigned_at = now;
      return TRUE;
    }

  if (row->assigned != NULL && now - row->assigned_at < PARVIS_DOSSIER_HELD && !take_over)
    {
      json_t *assigned = json_pack ("{s:s}", "account", row->assigned);

      parvis_json_set_time (assigned, "at", row->assigned_at);
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "A colleague holds this dossier");
      parvis_error_take_details (error, json_pack ("{s:o}", "assigned", assigned));
      return FALSE;
    }

  g_free (row->assigned);
  row->assigned = g_strdup (account);
  row->assigned_at = now;

  return parvis_dossier_log (tx, row, command->actor, "taken", NULL, error);
}

ParvisDossierRow *
parvis_dossier_load_sent (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisDossierRow) row = NULL;

  if (!parvis_dossiers_check_on (db, FALSE, error) ||
      (row = parvis_dossier_row_load (db, command->object, error)) == NULL)
    return NULL;

  /* What was not sent is the family's own. */
  if (row->state != PARVIS_DOSSIER_DRAFT)
    return g_steal_pointer (&row);

  parvis_dossiers_set_missing (error);

  return NULL;
}

gboolean
parvis_dossier_answer_step (ParvisTx          *tx,
                            ParvisDossierRow  *row,
                            ParvisAnswer      *answer,
                            GError           **error)
{
  if (!parvis_dossier_row_save (tx, row, error))
    return FALSE;

  answer->body = json_pack ("{s:s, s:s, s:I}", "id", row->id, "state",
                            parvis_dossier_state_to_string (row->state), "revision",
                            (json_int_t) row->revision);
  parvis_json_set_time (answer->body, "tell_at", row->tell_at);

  return TRUE;
}

/* Taken up: the receipt with all mentions is given at the latest now. */
static gboolean
take_up (ParvisTx          *tx,
         ParvisDossierRow  *row,
         GError           **error)
{
  if (row->state != PARVIS_DOSSIER_SUBMITTED)
    return TRUE;

  row->state = PARVIS_DOSSIER_IN_REVIEW;
  parvis_dossier_show_state (row);

  return parvis_dossier_give_receipt (tx, row, PARVIS_RECEIPT_RECEIVED, error);
}

/* --- holding --- */

/**
 * parvis_dossier_take:
 *
 * Command "dossier.take": "over" takes it from a colleague.
 */
gboolean
parvis_dossier_take (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  gboolean over;

  return row != NULL && parvis_json_get_bool_or (command->body, "over", FALSE, &over, error) &&
         hold (tx, row, command, over, error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}

/**
 * parvis_dossier_release:
 *
 * Command "dossier.release": whoever holds it holds it no more.
 */
gboolean
parvis_dossier_release (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);

  if (row == NULL)
    return FALSE;

  if (g_strcmp0 (row->assigned, get_account (command)) == 0)
    {
      g_clear_pointer (&row->assigned, g_free);
      row->assigned_at = PARVIS_NO_TIME;
      if (!parvis_dossier_log (tx, row, command->actor, "released", NULL, error))
        return FALSE;
    }

  return parvis_dossier_answer_step (tx, row, answer, error);
}

/* --- verdicts --- */

/**
 * Verdict:
 * @was: (nullable): the state that the clerk saw
 * @words: owned: what the family reads
 * @checks: owned: ids of what was ticked one by one, as JSON
 */
typedef struct
{
  const ParvisRequirement     *requirement;
  ParvisDocumentRow           *document;
  ParvisDocumentState          state;
  ParvisAcceptance             acceptance;
  const ParvisRejectionReason *reason;
  char                        *words;
  char                         until[PARVIS_DAY_SIZE];
  char                        *checks;
} Verdict;

static void
clear_verdict (Verdict *verdict)
{
  g_free (verdict->words);
  g_free (verdict->checks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verdict, clear_verdict)

static gboolean
find_document (const ParvisDossierRow  *row,
               const json_t            *body,
               Verdict                 *verdict,
               GError                 **error)
{
  ParvisDocumentState was;
  const char *word;
  const char *id;

  if (!parvis_json_get_string (body, "requirement", 64, &id, error) ||
      !parvis_json_get_string_or (body, "was", 20, NULL, &word, error))
    return FALSE;

  verdict->document = parvis_dossier_row_find (row, id);
  verdict->requirement = parvis_procedure_find_requirement (row->procedure, id);
  if (verdict->document == NULL || verdict->requirement == NULL)
    return parvis_set_invalid (error, "/requirement", "This document is not asked for here");

  if (word == NULL)
    return TRUE;
  if (!parvis_document_state_from_string (word, &was))
    return parvis_set_invalid (error, "/was", "“%s” is no state of a document", word);

  if (was != verdict->document->state)
    {
      word = parvis_document_state_to_string (verdict->document->state);
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_STALE_VERSION,
                   "This document is “%s” by now", word);
      parvis_error_take_details (error, json_pack ("{s:s}", "state", word));
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_checks (const json_t  *body,
             Verdict       *verdict,
             GError       **error)
{
  const json_t *list = json_object_get (body, "checks");

  if (list == NULL)
    return TRUE;
  if (!json_is_array (list) || json_array_size (list) > MAX_CHECKS)
    return parvis_set_invalid (error, "/checks", "The checks are a list of at most %d", MAX_CHECKS);

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (json_string_length (json_array_get (list, i)) == 0 ||
          json_string_length (json_array_get (list, i)) > 64)
        return parvis_set_invalid (error, "/checks", "A check is known by its id");
    }
  verdict->checks = parvis_json_dump (list);

  return TRUE;
}

/* What the clerk saw is what is there: who was told “received” may have seen another picture. */
static gboolean
check_files (const json_t             *body,
             const ParvisDocumentRow  *document,
             GError                  **error)
{
  const json_t *files = json_object_get (body, "files");
  gsize n = json_array_size (document->pages);
  gsize same = 0;

  if (files == NULL)
    return TRUE;
  if (!json_is_array (files) || json_array_size (files) > MAX_FILES)
    return parvis_set_invalid (error, "/files", "The files are a list of their identifiers");

  for (gsize i = 0; i < n; i++)
    {
      const json_t *id = json_object_get (json_array_get (document->pages, i), "id");
      gsize j = 0;

      while (j < json_array_size (files) && !json_equal (id, json_array_get (files, j)))
        j++;
      same += j < json_array_size (files);
    }
  if (same == n && json_array_size (files) == n)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_STALE_VERSION,
                       "There are other pictures of this document by now");

  return FALSE;
}

static gboolean
has_ticked (const json_t *body,
            const char   *id)
{
  const json_t *one;
  gsize i;

  json_array_foreach (json_object_get (body, "checks"), i, one)
    if (strcmp (json_string_value (one), id) == 0)
      return TRUE;

  return FALSE;
}

/* Where the town wants each point to be ticked, none is left out. */
static gboolean
check_ticked (ParvisDb       *db,
              const json_t   *body,
              const Verdict  *verdict,
              GError        **error)
{
  const ParvisPiece *piece = parvis_requirement_find_piece (verdict->requirement, NULL);
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db,
                                                  "SELECT check_each FROM town"
                                                  " WHERE town = :town",
                                                  error);
  gboolean has_row = FALSE;

  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row || parvis_stmt_get_int (stmt, 0) == 0)
    return TRUE;

  for (guint i = 0; piece->checks != NULL && i < piece->checks->len; i++)
    {
      const ParvisDocumentCheck *check = g_ptr_array_index (piece->checks, i);

      if (has_ticked (body, check->id))
        continue;

      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "In this town each point is ticked: “%s” is not", check->id);
      parvis_error_set_field (error, "/checks");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_acceptance (ParvisDb      *db,
                 const json_t  *body,
                 Verdict       *verdict,
                 GError       **error)
{
  const char *word;

  if (!parvis_json_get_string_or (body, "acceptance", 20, "picture", &word, error))
    return FALSE;
  if (!parvis_acceptance_from_string (word, &verdict->acceptance))
    return parvis_set_invalid (error, "/acceptance", "Accepted is a picture, or it was"
                               " seen_at_desk, explained or not_needed");

  switch (verdict->acceptance)
    {
    case PARVIS_ACCEPTANCE_PICTURE:
      if (json_array_size (verdict->document->pages) == 0)
        return parvis_set_invalid (error, "/acceptance", "There is no picture of this document");

      return check_ticked (db, body, verdict, error);

    case PARVIS_ACCEPTANCE_EXPLAINED:
      return verdict->document->explanation != NULL ||
             parvis_set_invalid (error, "/acceptance", "The family explained nothing");

    case PARVIS_ACCEPTANCE_NOT_NEEDED:
      return verdict->requirement->may_skip ||
             parvis_set_invalid (error, "/acceptance", "This document is always needed");

    case PARVIS_ACCEPTANCE_SEEN_AT_DESK:
    default:
      return TRUE;
    }
}

static gboolean
read_rejection (const ParvisDossierRow  *row,
                const json_t            *body,
                gint64                   today,
                Verdict                 *verdict,
                GError                 **error)
{
  const ParvisDelays *delays = parvis_procedure_get_delays (row->procedure);
  gint64 until = parvis_span_after (&delays->correction, today);
  const char *code;
  const char *own;
  const char *day;

  if (!parvis_json_get_string (body, "reason", 64, &code, error) ||
      !parvis_json_get_string_or (body, "text", PARVIS_DOSSIER_TEXT_MAX, NULL, &own, error) ||
      !parvis_json_get_string_or (body, "until", 10, NULL, &day, error))
    return FALSE;

  verdict->reason = parvis_requirement_find_reason (verdict->requirement, code);
  if (verdict->reason == NULL)
    return parvis_set_invalid (error, "/reason", "“%s” is no reason for this document", code);
  if (verdict->reason->text.fr == NULL && (own == NULL || *own == '\0'))
    return parvis_set_invalid (error, "/text", "This reason needs a sentence for the family");
  if (day != NULL && (!parvis_day_parse (day, &until) || until < today))
    return parvis_set_invalid (error, "/until", "This is a day from today on");

  parvis_day_write (until, verdict->until);
  verdict->words = parvis_words_rejection (row->procedure, verdict->requirement, verdict->reason,
                                           own, row->language, until, today);

  return TRUE;
}

static gboolean
read_verdict (ParvisDb                *db,
              const ParvisDossierRow  *row,
              const json_t            *body,
              gint64                   today,
              Verdict                 *verdict,
              GError                 **error)
{
  const char *word;

  if (!find_document (row, body, verdict, error) || !read_checks (body, verdict, error) ||
      !check_files (body, verdict->document, error) ||
      !parvis_json_get_string (body, "state", 20, &word, error))
    return FALSE;

  if (!parvis_document_state_from_string (word, &verdict->state) ||
      verdict->state == PARVIS_DOCUMENT_EXPECTED)
    return parvis_set_invalid (error, "/state", "A verdict is accepted or rejected; received takes"
                               " it back");

  if (verdict->state == PARVIS_DOCUMENT_ACCEPTED)
    return read_acceptance (db, body, verdict, error);

  if (verdict->state == PARVIS_DOCUMENT_REJECTED)
    return read_rejection (row, body, today, verdict, error);

  return verdict->document->state != PARVIS_DOCUMENT_EXPECTED ||
         parvis_set_invalid (error, "/state", "There is no verdict to take back");
}

static void
replace (char       **member,
         const char  *value)
{
  g_free (*member);
  *member = g_strdup (value);
}

static void
write_verdict (const Verdict *verdict,
               const char    *actor,
               gint64         now)
{
  ParvisDocumentRow *document = verdict->document;
  gboolean accepted = verdict->state == PARVIS_DOCUMENT_ACCEPTED;
  gboolean rejected = verdict->state == PARVIS_DOCUMENT_REJECTED;

  document->state = verdict->state;
  replace (&document->acceptance,
           accepted ? parvis_acceptance_to_string (verdict->acceptance) : NULL);
  replace (&document->rejection,
           rejected ? parvis_rejection_to_string (verdict->reason->rejection) : NULL);
  replace (&document->reason, rejected ? verdict->reason->code : NULL);
  replace (&document->words, verdict->words);
  replace (&document->until, rejected ? verdict->until : NULL);
  replace (&document->checks, verdict->checks);
  replace (&document->verdict_by, accepted || rejected ? actor : NULL);
  document->verdict_at = accepted || rejected ? now : PARVIS_NO_TIME;
}

static json_t *
describe_verdict (const Verdict *verdict)
{
  json_t *body = json_pack ("{s:s, s:s}", "requirement", verdict->requirement->id, "state",
                            parvis_document_state_to_string (verdict->document->state));

  parvis_json_set_string (body, "acceptance", verdict->document->acceptance);
  parvis_json_set_string (body, "reason", verdict->document->reason);
  parvis_json_set_string (body, "text", verdict->document->words);
  if (verdict->checks != NULL)
    json_object_set_new (body, "checks", parvis_json_parse (verdict->checks,
                                                            strlen (verdict->checks), NULL));

  return body;
}

/* Back to what there was before the verdict. */
static void
take_back (Verdict *verdict)
{
  const ParvisDocumentRow *document = verdict->document;

  if (verdict->state == PARVIS_DOCUMENT_RECEIVED && document->explanation == NULL &&
      json_array_size (document->pages) == 0)
    verdict->state = PARVIS_DOCUMENT_EXPECTED;
}

/**
 * parvis_dossier_verdict:
 *
 * Command "dossier.verdict": accepts a document, refuses it with a reason, or takes that
 * back. Its family is told with the whole dossier (parvis_dossier_finish()).
 */
gboolean
parvis_dossier_verdict (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  gint64 now = parvis_tx_get_now (tx);
  g_auto(Verdict) verdict = { NULL, };

  if (row == NULL)
    return FALSE;
  /* What is asked for later comes when it is accepted. */
  if (row->state == PARVIS_DOSSIER_REFUSED || row->state == PARVIS_DOSSIER_CLOSED)
    return parvis_dossier_row_refuse (row, error);
  if (!read_verdict (parvis_tx_get_db (tx), row, command->body,
                     parvis_day_of_instant (now, row->zone), &verdict, error))
    return FALSE;

  take_back (&verdict);
  if (verdict.document->state != verdict.state &&
      !parvis_document_may_go (verdict.document->state, verdict.state))
    return parvis_set_invalid (error, "/state", "A document that is “%s” cannot become “%s”",
                               parvis_document_state_to_string (verdict.document->state),
                               parvis_document_state_to_string (verdict.state));

  if (!hold (tx, row, command, FALSE, error) || !take_up (tx, row, error))
    return FALSE;

  write_verdict (&verdict, command->actor, now);
  /* The family is told of what is missing before that stops the clock. */
  if (!parvis_dossier_row_lacks (row))
    parvis_dossier_keep_clock (row, now);

  return parvis_dossier_log (tx, row, command->actor, "verdict", describe_verdict (&verdict),
                             error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}

/**
 * parvis_dossier_finish:
 *
 * Command "dossier.finish": its family is told of all verdicts in ten minutes; with "off"
 * not yet.
 */
gboolean
parvis_dossier_finish (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  gboolean off;

  if (row == NULL || !parvis_json_get_bool_or (command->body, "off", FALSE, &off, error))
    return FALSE;
  if (row->state == PARVIS_DOSSIER_SUBMITTED)
    return parvis_dossier_row_refuse (row, error);
  if (!hold (tx, row, command, FALSE, error))
    return FALSE;

  if (!off)
    row->tell_at = parvis_tx_get_now (tx) + PARVIS_DOSSIER_HOLD;
  else if (parvis_dossier_is_decision_told (row))
    row->tell_at = PARVIS_NO_TIME;
  else
    /* A decision is told whether or not the review is finished. */
    row->tell_at = (row->decided_at != PARVIS_NO_TIME ? row->decided_at
                                                      : parvis_tx_get_now (tx)) +
                   PARVIS_DOSSIER_HOLD;

  return parvis_dossier_log (tx, row, command->actor, off ? "unfinished" : "finished", NULL,
                             error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}

/* --- the decision --- */

/* Whether the verdicts of its documents are owed to its family. */
static gboolean
is_finished (ParvisTx                *tx,
             const ParvisDossierRow  *row,
             gboolean                *finished,
             GError                 **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT kind FROM dossier_event WHERE town = :town"
                            " AND dossier = :dossier AND kind IN ('finished', 'unfinished', 'told')"
                            " ORDER BY n DESC LIMIT 1", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":dossier", row->id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  *finished = has_row && strcmp (parvis_stmt_get_text (stmt, 0), "finished") == 0;

  return TRUE;
}

/* A decision, and that one is taken back, waits before its family is told; what it was not
 * told needs no correction.
 */
static void
move (ParvisDossierRow   *row,
      ParvisDossierState  to,
      const char         *reason,
      gboolean            finished,
      gint64              now)
{
  const char *word = json_string_value (json_object_get (row->shown, "state"));
  ParvisDossierState shown = PARVIS_DOSSIER_SUBMITTED;
  gboolean final = parvis_dossier_state_is_final (to);

  parvis_dossier_state_from_string (word, &shown);
  row->state = to;
  replace (&row->reason, final ? reason : NULL);
  row->decided_at = final ? now : PARVIS_NO_TIME;
  if (final || parvis_dossier_state_is_final (shown))
    {
      row->tell_at = now + PARVIS_DOSSIER_HOLD;
      return;
    }

  row->tell_at = finished ? now + PARVIS_DOSSIER_HOLD : PARVIS_NO_TIME;
  parvis_dossier_show_state (row);
}

/**
 * parvis_dossier_decide:
 *
 * Command "dossier.decide": moves it to "state". A refusal has its reason (CRPA L.211-2),
 * and so has what is closed without action.
 */
gboolean
parvis_dossier_decide (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  ParvisDossierState to;
  gboolean finished;
  const char *reason;
  const char *word;
  json_t *event;

  if (row == NULL || !is_finished (tx, row, &finished, error) ||
      !parvis_json_get_string (command->body, "state", 30, &word, error) ||
      !parvis_json_get_string_or (command->body, "reason", PARVIS_DOSSIER_TEXT_MAX, NULL, &reason,
                                  error))
    return FALSE;
  if (!parvis_dossier_state_from_string (word, &to))
    return parvis_set_invalid (error, "/state", "“%s” is no state of a dossier", word);
  if (!parvis_dossier_may_go (row->state, to))
    return parvis_dossier_row_refuse (row, error);
  if ((to == PARVIS_DOSSIER_REFUSED || to == PARVIS_DOSSIER_CLOSED) &&
      (reason == NULL || *reason == '\0'))
    return parvis_set_invalid (error, "/reason", "A refusal has a reason");

  event = json_pack ("{s:s, s:s}", "from", parvis_dossier_state_to_string (row->state), "to", word);
  parvis_json_set_string (event, "reason", reason);
  if (!hold (tx, row, command, FALSE, error) ||
      (to == PARVIS_DOSSIER_IN_REVIEW && !take_up (tx, row, error)))
    {
      json_decref (event);
      return FALSE;
    }

  move (row, to, reason, finished, parvis_tx_get_now (tx));

  return parvis_dossier_log (tx, row, command->actor, "state", event, error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}
