/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-family"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-dossier-row.h"
#include "parvis-error.h"
#include "parvis-phrases.h"
#include "parvis-upload.h"

#include <string.h>

/* What a family does with its dossier. It has no account: the routes put the SHA-256 of
 * its device's token into a command's body as "device".
 */

#define FAMILY "family"

static const char *
get_device (const ParvisCommand *command)
{
  return json_string_value (json_object_get (command->body, "device"));
}

/* An answer is kept with its key for months, so nothing of a family is in it. */
static gboolean
answer_family (const ParvisDossierRow *row,
               ParvisAnswer           *answer)
{
  answer->body = json_pack ("{s:s, s:s, s:I, s:O}", "id", row->id, "procedure",
                            row->procedure_id, "version", (json_int_t) row->version, "state",
                            json_object_get (row->shown, "state"));
  parvis_json_set_string (answer->body, "number", row->number);

  return TRUE;
}

/* Another's dossier is not there. */
static ParvisDossierRow *
take (ParvisTx             *tx,
      const ParvisCommand  *command,
      GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisDossierRow) row = NULL;

  if (!parvis_dossiers_check_on (db, TRUE, error) ||
      (row = parvis_dossier_row_load (db, command->object, error)) == NULL)
    return NULL;

  if (g_strcmp0 (row->device, get_device (command)) == 0)
    return g_steal_pointer (&row);

  parvis_dossiers_set_missing (error);

  return NULL;
}

/* --- beginning --- */

static gboolean
check_few (ParvisTx    *tx,
           const char  *device,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(*) FROM dossier WHERE town = :town"
                            " AND device = :device AND state IN ('draft', 'submitted',"
                            " 'in_review')",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", device);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (parvis_stmt_get_int (stmt, 0) < PARVIS_DOSSIERS_OPEN_MAX)
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
               "This device has %d dossiers under way: please finish or withdraw one first",
               PARVIS_DOSSIERS_OPEN_MAX);

  return FALSE;
}

static gboolean
read_language (const json_t  *body,
               const char   **language,
               GError       **error)
{
  const char *wish;

  if (!parvis_json_get_string_or (body, "language", 10, "fr", &wish, error))
    return FALSE;

  *language = parvis_phrase_find_language (wish);

  return *language != NULL || parvis_set_invalid (error, "/language", "This language is not spoken"
                                                  " here");
}

static ParvisDossierRow *
make_row (ParvisTx         *tx,
          ParvisProcedure  *procedure,
          const char       *device,
          const char       *language,
          GError          **error)
{
  g_autoptr(ParvisDossierRow) row = g_new0 (ParvisDossierRow, 1);
  g_autofree char *id = g_uuid_string_random ();

  g_strlcpy (row->id, id, sizeof row->id);
  row->procedure_id = g_strdup (parvis_procedure_get_id (procedure));
  row->version = parvis_procedure_get_version (procedure);
  row->procedure = parvis_procedure_ref (procedure);
  row->device = g_strdup (device);
  row->language = g_strdup (language);
  row->answers = json_object ();
  row->labels = json_array ();
  row->shown = json_pack ("{s:s, s:{}}", "state", "draft", "documents");
  row->documents = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_document_row_free);
  row->started_at = row->changed_at = parvis_tx_get_now (tx);
  row->submitted_at = row->receipt_due = row->receipt_at = row->answer_due = row->paused_at =
    row->decided_at = row->tell_at = row->assigned_at = row->warned_at = PARVIS_NO_TIME;
  row->zone = parvis_dossiers_find_zone (parvis_tx_get_db (tx), error);

  return row->zone != NULL ? g_steal_pointer (&row) : NULL;
}

/**
 * parvis_dossier_start:
 *
 * Command "dossier.start": begins a draft with the version that is current now.
 */
gboolean
parvis_dossier_start (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  const char *device = get_device (command);
  g_autoptr(ParvisProcedure) procedure = NULL;
  g_autoptr(ParvisDossierRow) row = NULL;
  const char *language;
  gint64 version;
  gboolean open;

  if (!parvis_dossiers_check_on (db, TRUE, error) ||
      !parvis_procedures_find (db, command->object, &version, &open, error) ||
      !read_language (command->body, &language, error))
    return FALSE;

  if (!open)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "No application can be begun at the moment");
      return FALSE;
    }

  if (!check_few (tx, device, error) ||
      (procedure = parvis_procedures_load (db, command->object, version, error)) == NULL ||
      (row = make_row (tx, procedure, device, language, error)) == NULL ||
      !parvis_dossier_row_insert (tx, row, error))
    return FALSE;

  answer->status = 201;

  return answer_family (row, answer);
}

/* --- answers --- */

static json_t *
describe_faults (const GArray *faults,
                 gboolean      missing_too)
{
  json_t *list = json_array ();

  for (guint i = 0; i < faults->len; i++)
    {
      const ParvisAnswerFault *fault = &g_array_index (faults, ParvisAnswerFault, i);
      json_t *entry;

      if (fault->fault == PARVIS_FAULT_MISSING && !missing_too)
        continue;

      entry = json_pack ("{s:s, s:s}", "field", fault->field->id, "fault",
                         parvis_fault_to_string (fault->fault));
      parvis_json_set_string (entry, "member", fault->member);
      if (fault->fault == PARVIS_FAULT_TOO_EARLY || fault->fault == PARVIS_FAULT_TOO_LATE)
        {
          char day[PARVIS_DAY_SIZE];

          parvis_day_write (fault->bound, day);
          json_object_set_new (entry, "bound", json_string (day));
        }
      else if (fault->fault == PARVIS_FAULT_TOO_LOW || fault->fault == PARVIS_FAULT_TOO_HIGH)
        {
          json_object_set_new (entry, "bound", json_integer (fault->bound));
        }
      json_array_append_new (list, entry);
    }

  return list;
}

static json_t *
check_answers (ParvisTx                *tx,
               const ParvisDossierRow  *row,
               const json_t            *answers,
               GArray                 **faults,
               GError                 **error)
{
  *faults = g_array_new (FALSE, FALSE, sizeof (ParvisAnswerFault));

  return parvis_form_check (parvis_procedure_get_fields (row->procedure), answers,
                            parvis_day_of_instant (parvis_tx_get_now (tx), row->zone), *faults,
                            error);
}

/**
 * parvis_dossier_answer:
 *
 * Command "dossier.answer": keeps what was typed so far, right or wrong, and says what is
 * wrong of it.
 */
gboolean
parvis_dossier_answer (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autoptr(ParvisDossierRow) row = take (tx, command, error);
  json_t *answers = json_object_get (command->body, "answers");
  g_autoptr(GArray) faults = NULL;
  g_autoptr(json_t) kept = NULL;

  if (row == NULL)
    return FALSE;
  if (row->state != PARVIS_DOSSIER_DRAFT)
    return parvis_dossier_row_refuse (row, error);

  kept = check_answers (tx, row, answers, &faults, error);
  if (kept == NULL)
    {
      parvis_error_prefix_field (error, "/answers");
      return FALSE;
    }

  json_decref (row->answers);
  row->answers = json_incref (answers);
  row->changed_at = parvis_tx_get_now (tx);
  if (!parvis_dossier_row_save (tx, row, error) || !answer_family (row, answer))
    return FALSE;

  json_object_set_new (answer->body, "faults", describe_faults (faults, FALSE));

  return TRUE;
}

/* --- sending --- */

/* From here on the law's clocks run. */
static void
start_clocks (ParvisDossierRow *row,
              gint64            now)
{
  const ParvisDelays *delays = parvis_procedure_get_delays (row->procedure);
  gint64 day = parvis_day_of_instant (now, row->zone);

  row->submitted_at = row->changed_at = now;
  row->receipt_due = parvis_day_get_instant (parvis_span_after (&delays->receipt, day) + 1, 0,
                                             row->zone);
  row->answer_due = parvis_day_get_instant (parvis_span_after (&delays->answer, day) + 1, 0,
                                            row->zone);
}

static void
take_names (ParvisDossierRow *row)
{
  const ParvisDossierKeys *keys = parvis_procedure_get_keys (row->procedure);

  row->subject = g_strdup (json_string_value (json_object_get (row->answers, keys->subject)));
  row->applicant = g_strdup (json_string_value (json_object_get (row->answers, keys->applicant)));
}

/**
 * parvis_dossier_submit:
 *
 * Command "dossier.submit": all answers have to be right. The receipt that it has arrived
 * is written in the same transaction.
 */
gboolean
parvis_dossier_submit (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autoptr(ParvisDossierRow) row = take (tx, command, error);
  g_autoptr(GArray) faults = NULL;
  json_t *kept;

  if (row == NULL)
    return FALSE;
  if (!parvis_dossier_may_go (row->state, PARVIS_DOSSIER_SUBMITTED) ||
      row->state != PARVIS_DOSSIER_DRAFT)
    return parvis_dossier_row_refuse (row, error);

  kept = check_answers (tx, row, row->answers, &faults, error);
  if (kept == NULL)
    return FALSE;

  json_decref (row->answers);
  row->answers = kept;
  if (faults->len > 0)
    {
      parvis_set_invalid (error, "", "%u answers are missing or wrong", faults->len);
      parvis_error_take_details (error, json_pack ("{s:o}", "faults",
                                                   describe_faults (faults, TRUE)));
      return FALSE;
    }

  row->state = PARVIS_DOSSIER_SUBMITTED;
  take_names (row);
  start_clocks (row, parvis_tx_get_now (tx));
  if (!parvis_dossier_row_prune (tx, row, error) ||
      !parvis_uploads_leave_draft (tx, row->id, error))
    return FALSE;

  parvis_dossier_row_ask (row);
  parvis_dossier_show_state (row);
  row->number = parvis_dossier_next_number (tx, row, error);

  return row->number != NULL &&
         parvis_dossier_log (tx, row, FAMILY, "submitted", NULL, error) &&
         parvis_dossier_give_receipt (tx, row, PARVIS_RECEIPT_REGISTERED, error) &&
         parvis_dossier_count (tx, row, "submitted", 1, error) &&
         parvis_dossier_row_save (tx, row, error) && answer_family (row, answer);
}

/* --- later --- */

static gboolean
check_events (const ParvisDossierRow  *row,
              GError                 **error)
{
  if (row->events < PARVIS_DOSSIER_EVENTS_MAX)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
                       "Too much was written about this dossier: please call the service");

  return FALSE;
}

/**
 * parvis_dossier_explain:
 *
 * Command "dossier.explain": why the family cannot provide a document, where it may.
 */
gboolean
parvis_dossier_explain (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  g_autoptr(ParvisDossierRow) row = take (tx, command, error);
  const ParvisRequirement *requirement;
  ParvisDocumentRow *document;
  const char *id;
  const char *text;

  if (row == NULL ||
      !parvis_json_get_string (command->body, "requirement", 64, &id, error) ||
      !parvis_json_get_string (command->body, "text", PARVIS_DOSSIER_TEXT_MAX, &text, error))
    return FALSE;

  if (row->state == PARVIS_DOSSIER_DRAFT || row->state == PARVIS_DOSSIER_REFUSED ||
      row->state == PARVIS_DOSSIER_CLOSED)
    return parvis_dossier_row_refuse (row, error);

  document = parvis_dossier_row_find (row, id);
  requirement = parvis_procedure_find_requirement (row->procedure, id);
  if (document == NULL || requirement == NULL || !requirement->may_explain)
    return parvis_set_invalid (error, "/requirement", "This document cannot be explained away");
  if (*text == '\0')
    return parvis_set_invalid (error, "/text", "An explanation has words");
  if (document->state == PARVIS_DOCUMENT_ACCEPTED)
    return parvis_dossier_row_refuse (row, error);
  if (!check_events (row, error))
    return FALSE;

  g_free (document->explanation);
  document->explanation = g_strdup (text);
  parvis_dossier_take_in (row, document, parvis_tx_get_now (tx));

  return parvis_dossier_log (tx, row, FAMILY, "explained",
                             json_pack ("{s:s}", "requirement", id), error) &&
         parvis_dossier_row_save (tx, row, error) && answer_family (row, answer);
}

/**
 * parvis_dossier_write:
 *
 * Command "dossier.write": a message to the service.
 */
gboolean
parvis_dossier_write (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_autoptr(ParvisDossierRow) row = take (tx, command, error);
  const char *text;

  if (row == NULL ||
      !parvis_json_get_string (command->body, "text", PARVIS_DOSSIER_TEXT_MAX, &text, error))
    return FALSE;
  if (row->state == PARVIS_DOSSIER_DRAFT)
    return parvis_dossier_row_refuse (row, error);
  if (*text == '\0')
    return parvis_set_invalid (error, "/text", "A message has words");
  if (!check_events (row, error))
    return FALSE;

  row->unanswered = TRUE;
  row->changed_at = parvis_tx_get_now (tx);

  return parvis_dossier_log (tx, row, FAMILY, "message", json_pack ("{s:s}", "text", text),
                             error) &&
         parvis_dossier_row_save (tx, row, error) && answer_family (row, answer);
}

/**
 * parvis_dossier_withdraw:
 *
 * Command "dossier.withdraw": a draft is erased at once, what was sent is closed.
 */
gboolean
parvis_dossier_withdraw (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisAnswer         *answer,
                         GError              **error)
{
  g_autoptr(ParvisDossierRow) row = take (tx, command, error);

  if (row == NULL)
    return FALSE;

  if (row->state == PARVIS_DOSSIER_DRAFT)
    {
      answer->body = json_pack ("{s:s, s:b}", "id", row->id, "erased", TRUE);
      return parvis_dossier_erase_all (tx, row, command->signer, FAMILY, PARVIS_ERASED_REQUEST,
                                       error);
    }

  if (!parvis_dossier_may_go (row->state, PARVIS_DOSSIER_CLOSED))
    return parvis_dossier_row_refuse (row, error);

  row->state = PARVIS_DOSSIER_CLOSED;
  row->decided_at = parvis_tx_get_now (tx);
  g_clear_pointer (&row->reason, g_free);

  return parvis_dossier_log (tx, row, FAMILY, "withdrawn", NULL, error) &&
         parvis_dossier_tell (tx, row, error) && parvis_dossier_row_save (tx, row, error) &&
         answer_family (row, answer);
}

/**
 * parvis_dossier_forget:
 *
 * Command "dossier.forget": erases at once what its family withdrew. What the town decided
 * it has to answer for; it is erased when its time is over, or by the service if asked.
 */
gboolean
parvis_dossier_forget (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autoptr(ParvisDossierRow) row = take (tx, command, error);

  if (row == NULL)
    return FALSE;

  if (row->state != PARVIS_DOSSIER_CLOSED || row->reason != NULL)
    {
      parvis_dossier_row_refuse (row, error);
      parvis_error_take_details (error, json_pack ("{s:s, s:s}", "state",
                                                   parvis_dossier_state_to_string (row->state),
                                                   "phone",
                                                   parvis_procedure_get_card (row->procedure)
                                                     ->phone));
      return FALSE;
    }

  answer->body = json_pack ("{s:s, s:b}", "id", row->id, "erased", TRUE);

  return parvis_dossier_erase_all (tx, row, command->signer, FAMILY, PARVIS_ERASED_REQUEST, error);
}
