/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-tell"

#include "config.h"

#include "parvis-dossier-row.h"

#include "parvis-phrases.h"

#include <string.h>

/* What a family sees of its dossier: what it was told last, and what it did itself. */

static json_t *
describe_document (const ParvisDocumentRow *document)
{
  json_t *body = json_pack ("{s:s}", "state", parvis_document_state_to_string (document->state));

  parvis_json_set_string (body, "acceptance", document->acceptance);
  parvis_json_set_string (body, "rejection", document->rejection);
  parvis_json_set_string (body, "reason", document->words);
  parvis_json_set_string (body, "until", document->until);

  return body;
}

void
parvis_dossier_show_document (ParvisDossierRow        *row,
                              const ParvisDocumentRow *document)
{
  json_object_set_new (json_object_get (row->shown, "documents"), document->requirement,
                       describe_document (document));
}

void
parvis_dossier_show_state (ParvisDossierRow *row)
{
  json_object_set_new (row->shown, "state",
                       json_string (parvis_dossier_state_to_string (row->state)));
  if (row->reason != NULL)
    json_object_set_new (row->shown, "reason", json_string (row->reason));
  else
    json_object_del (row->shown, "reason");
}

gboolean
parvis_dossier_is_decision_told (const ParvisDossierRow *row)
{
  return g_strcmp0 (json_string_value (json_object_get (row->shown, "state")),
                    parvis_dossier_state_to_string (row->state)) == 0 &&
         g_strcmp0 (json_string_value (json_object_get (row->shown, "reason")), row->reason) == 0;
}

gboolean
parvis_dossier_is_told (const ParvisDossierRow *row)
{
  const json_t *documents = json_object_get (row->shown, "documents");

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      const json_t *told = json_object_get (documents, document->requirement);
      g_autoptr(json_t) now = describe_document (document);

      if (told != NULL ? !json_equal (told, now) : document->state != PARVIS_DOCUMENT_EXPECTED)
        return FALSE;
    }

  return parvis_dossier_is_decision_told (row);
}

void
parvis_dossier_keep_clock (ParvisDossierRow *row,
                           gint64            now)
{
  gboolean stands = parvis_dossier_row_lacks (row) &&
                    !parvis_dossier_state_is_final (row->state);

  if (row->receipt_at == PARVIS_NO_TIME || stands == (row->paused_at != PARVIS_NO_TIME))
    return;

  if (stands)
    {
      row->paused_at = now;
      return;
    }

  /* Whole days, so that an answer is never due in the middle of one. */
  row->answer_due = parvis_day_get_instant (parvis_day_of_instant (row->answer_due, row->zone) +
                                            parvis_day_of_instant (now, row->zone) -
                                            parvis_day_of_instant (row->paused_at, row->zone),
                                            0, row->zone);
  row->paused_at = PARVIS_NO_TIME;
  g_clear_pointer (&row->alarm, g_free);
}

void
parvis_dossier_take_in (ParvisDossierRow  *row,
                        ParvisDocumentRow *document,
                        gint64             now)
{
  document->state = PARVIS_DOCUMENT_RECEIVED;
  document->verdict_at = PARVIS_NO_TIME;
  g_clear_pointer (&document->rejection, g_free);
  g_clear_pointer (&document->reason, g_free);
  g_clear_pointer (&document->words, g_free);
  g_clear_pointer (&document->until, g_free);
  g_clear_pointer (&document->verdict_by, g_free);
  row->changed_at = now;
  row->correction = FALSE;
  for (guint i = 0; i < row->documents->len; i++)
    row->correction = row->correction ||
                      ((ParvisDocumentRow *) g_ptr_array_index (row->documents, i))->state ==
                      PARVIS_DOCUMENT_REJECTED;
  parvis_dossier_show_document (row, document);
  parvis_dossier_keep_clock (row, now);
}

/* --- what waited --- */

static gboolean
count_asked (ParvisTx                *tx,
             const ParvisDossierRow  *row,
             ParvisDocumentRow       *document,
             GError                 **error)
{
  const json_t *before = json_object_get (json_object_get (row->shown, "documents"),
                                          document->requirement);
  const char *state = json_string_value (json_object_get (before, "state"));
  g_autofree char *what = g_strconcat ("asked:", document->reason, NULL);

  if (document->state != PARVIS_DOCUMENT_REJECTED || g_strcmp0 (state, "rejected") == 0)
    return TRUE;

  document->asked++;

  return parvis_dossier_count (tx, row, what, 1, error);
}

/* A decision counts once its family knows it. */
static gboolean
count_decision (ParvisTx                *tx,
                const ParvisDossierRow  *row,
                GError                 **error)
{
  gint64 days = MIN (999, (row->decided_at - row->submitted_at) / PARVIS_DAY);
  g_autofree char *what = g_strdup_printf ("days:%d", (int) days);

  return parvis_dossier_count (tx, row, parvis_dossier_state_to_string (row->state), 1, error) &&
         parvis_dossier_count (tx, row, what, 1, error);
}

/* --- the letter --- */

static json_t *
list_again (const ParvisDossierRow *row)
{
  json_t *lines = json_array ();

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      const ParvisRequirement *requirement;
      g_autofree char *line = NULL;

      if (document->state != PARVIS_DOCUMENT_REJECTED)
        continue;

      requirement = parvis_procedure_find_requirement (row->procedure, document->requirement);
      line = parvis_phrase_fill (parvis_phrase (row->language, N_("– {document}: {words}")),
                                 "document",
                                 parvis_text_get (&parvis_requirement_find_piece (requirement,
                                                                                  NULL)->title,
                                                  row->language),
                                 "words", document->words, NULL);
      json_array_append_new (lines, json_string (line));
    }

  return lines;
}

static gboolean
are_all_accepted (const ParvisDossierRow *row)
{
  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);

      if (document->state != PARVIS_DOCUMENT_ACCEPTED)
        return FALSE;
    }

  return TRUE;
}

/* Of a decision; what its family withdrew it knows. */
static gboolean
owe_decision (ParvisTx                *tx,
              const ParvisDossierRow  *row,
              GError                 **error)
{
  const char *kind = row->state == PARVIS_DOSSIER_ACCEPTED ? "accepted"
                     : row->state == PARVIS_DOSSIER_REFUSED ? "refused" : "closed";

  if (row->state == PARVIS_DOSSIER_CLOSED && row->reason == NULL)
    return TRUE;

  return parvis_dossier_owe_letter (tx, row, kind,
                                    row->reason == NULL ? NULL
                                    : json_pack ("{s:o}", "lines",
                                                 parvis_dossier_split_lines (row->reason)), error);
}

/* One letter for the whole dossier; @before: the state that its family knew; @changed: so
 * has what it knew of documents.
 */
static gboolean
owe_letter (ParvisTx                *tx,
            const ParvisDossierRow  *row,
            const char              *before,
            gboolean                 changed,
            GError                 **error)
{
  ParvisDossierState known = PARVIS_DOSSIER_SUBMITTED;

  parvis_dossier_state_from_string (before, &known);
  if (parvis_dossier_state_is_final (row->state))
    return row->state == known || owe_decision (tx, row, error);
  if (parvis_dossier_state_is_final (known) &&
      !parvis_dossier_owe_letter (tx, row, "correction", NULL, error))
    return FALSE;
  if (!changed)
    return TRUE;

  if (row->correction)
    return parvis_dossier_owe_letter (tx, row, "again", json_pack ("{s:o}", "lines",
                                                                   list_again (row)), error);

  return !are_all_accepted (row) || parvis_dossier_owe_letter (tx, row, "complete", NULL, error);
}

gboolean
parvis_dossier_tell (ParvisTx          *tx,
                     ParvisDossierRow  *row,
                     GError           **error)
{
  g_autofree char *before = g_strdup (json_string_value (json_object_get (row->shown, "state")));
  g_autoptr(json_t) known = json_deep_copy (json_object_get (row->shown, "documents"));
  gboolean decided = parvis_dossier_state_is_final (row->state) &&
                     strcmp (before, parvis_dossier_state_to_string (row->state)) != 0;

  row->tell_at = PARVIS_NO_TIME;
  row->correction = FALSE;
  /* What is asked for later, once it was accepted. */
  parvis_dossier_row_ask (row);
  for (guint i = 0; i < row->documents->len; i++)
    {
      ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);

      if (!count_asked (tx, row, document, error))
        return FALSE;
      row->correction = row->correction || document->state == PARVIS_DOCUMENT_REJECTED;
      parvis_dossier_show_document (row, document);
    }
  if ((decided && !count_decision (tx, row, error)) ||
      !owe_letter (tx, row, before,
                   !json_equal (known, json_object_get (row->shown, "documents")), error))
    return FALSE;

  parvis_dossier_show_state (row);
  parvis_dossier_keep_clock (row, parvis_tx_get_now (tx));
  /* Who held it has done with it. */
  g_clear_pointer (&row->assigned, g_free);
  row->assigned_at = PARVIS_NO_TIME;

  return parvis_dossier_log (tx, row, "schedule", "told",
                             json_pack ("{s:s, s:b}", "state",
                                        parvis_dossier_state_to_string (row->state),
                                        "correction", row->correction), error);
}

/* --- for the family --- */

static json_t *
list_documents (const ParvisDossierRow *row)
{
  const json_t *shown = json_object_get (row->shown, "documents");
  json_t *list = json_array ();

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      const json_t *told = json_object_get (shown, document->requirement);
      json_t *entry = told != NULL ? json_deep_copy (told)
                                   : json_pack ("{s:s}", "state", "expected");

      parvis_json_set_string (entry, "requirement", document->requirement);
      parvis_json_set_string (entry, "explanation", document->explanation);
      json_object_set (entry, "pages", document->pages);
      parvis_dossier_describe_keeping (row, document, entry);
      json_array_append_new (list, entry);
    }

  return list;
}

json_t *
parvis_dossier_describe_for_family (ParvisDb                *db,
                                    const ParvisDossierRow  *row,
                                    GError                 **error)
{
  g_autoptr(json_t) body = NULL;
  json_t *messages = parvis_dossier_list_log (db, row->id, "message", error);
  json_t *receipts = messages != NULL ? parvis_dossier_list_receipts (db, row->id, error) : NULL;
  json_t *message;
  size_t i;

  if (receipts == NULL)
    {
      json_decref (messages);
      return NULL;
    }

  /* Which of the town's people wrote is not said: the service did. */
  json_array_foreach (messages, i, message)
    {
      json_object_set_new (message, "by",
                           json_string (strcmp (json_string_value (json_object_get (message,
                                                                                    "actor")),
                                                "family") == 0 ? "family" : "town"));
      json_object_del (message, "actor");
      json_object_del (message, "kind");
    }

  body = json_pack ("{s:s, s:s, s:I, s:O, s:s, s:O, s:b, s:o, s:o, s:o}", "id", row->id,
                    "procedure", row->procedure_id, "version", (json_int_t) row->version,
                    "state", json_object_get (row->shown, "state"), "language", row->language,
                    "answers", row->answers, "correction", row->correction,
                    "documents", list_documents (row), "messages", messages,
                    "receipts", receipts);
  parvis_json_set_string (body, "number", row->number);
  if (json_object_get (row->shown, "reason") != NULL)
    json_object_set (body, "reason", json_object_get (row->shown, "reason"));
  parvis_json_set_time (body, "submitted_at", row->submitted_at);
  parvis_json_set_time (body, "answer_due", row->answer_due);
  parvis_json_set_time (body, "kept_until", parvis_dossier_kept_until (row));

  return g_steal_pointer (&body);
}
