/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-keep"

#include "config.h"

#include "parvis-dossier-row.h"

#include "parvis-audit.h"
#include "parvis-phrases.h"
#include "parvis-rejection-words.h"
#include "parvis-upload.h"

#include <string.h>

/* Until when a dossier and its files are kept, and their end. Each rule counts whole days of
 * the town and ends at midnight behind the last, but for a rule of no days, which ends at
 * once. What its family was not told yet has not happened: it may be undone.
 */

#define SYSTEM "system"

/* Stored and signed, so they never change. */
static const char * const reasons[] = {
  [PARVIS_ERASED_RULE] = "rule",
  [PARVIS_ERASED_ABANDONED] = "abandoned",
  [PARVIS_ERASED_LONGEST] = "longest",
  [PARVIS_ERASED_DRAFT] = "draft",
  [PARVIS_ERASED_REQUEST] = "request",
};

static gint64
find_end (const ParvisDossierRow *row,
          const ParvisSpan       *span,
          gint64                  instant)
{
  gint64 day;

  if (span->months == 0 && span->days == 0 && span->working_days == 0)
    return instant;

  day = parvis_day_of_instant (instant, row->zone);

  return parvis_day_get_instant (parvis_span_after (span, day) + 1, 0, row->zone);
}

/* --- what is known --- */

static gboolean
is_told (const ParvisDossierRow *row)
{
  return row->tell_at == PARVIS_NO_TIME && parvis_dossier_is_decision_told (row);
}

static gboolean
is_verdict_told (const ParvisDossierRow  *row,
                 const ParvisDocumentRow *document)
{
  const json_t *shown = json_object_get (json_object_get (row->shown, "documents"),
                                         document->requirement);

  return row->tell_at == PARVIS_NO_TIME && document->verdict_at != PARVIS_NO_TIME &&
         g_strcmp0 (json_string_value (json_object_get (shown, "state")),
                    parvis_document_state_to_string (document->state)) == 0;
}

/* What was decided ended at the end of that day. */
static gint64
get_ended (const ParvisDossierRow *row)
{
  gint64 day;

  if (row->ended == NULL || !parvis_day_parse (row->ended, &day))
    return PARVIS_NO_TIME;

  return parvis_day_get_instant (day + 1, 0, row->zone) - 1;
}

/* From when on the rule of a document counts. */
static gint64
find_anchor (const ParvisDossierRow  *row,
             const ParvisDocumentRow *document,
             ParvisKeptAfter          after)
{
  gboolean accepted = row->state == PARVIS_DOSSIER_ACCEPTED;

  if (after == PARVIS_KEPT_AFTER_VERDICT && is_verdict_told (row, document))
    return document->verdict_at;

  /* A decision ends all that waits, but for what was asked for after it. */
  if (!parvis_dossier_state_is_final (row->state) || !is_told (row) ||
      (accepted && document->state == PARVIS_DOCUMENT_RECEIVED))
    return PARVIS_NO_TIME;
  if (after == PARVIS_KEPT_AFTER_END && accepted)
    return get_ended (row);

  return MAX (row->decided_at, document->verdict_at);
}

gint64
parvis_document_kept_until (const ParvisDossierRow  *row,
                            const ParvisDocumentRow *document,
                            ParvisErasedFor         *why)
{
  const ParvisKeeping *keeping = parvis_procedure_get_keeping (row->procedure);
  const ParvisRequirement *requirement;
  gint64 until;
  gint64 anchor;
  gint64 end;

  if (document->arrived_at == PARVIS_NO_TIME)
    return PARVIS_NO_TIME;

  *why = PARVIS_ERASED_LONGEST;
  until = find_end (row, &keeping->longest, document->arrived_at);

  requirement = parvis_procedure_find_requirement (row->procedure, document->requirement);
  anchor = find_anchor (row, document, requirement->retention.after);
  if (anchor != PARVIS_NO_TIME &&
      (end = find_end (row, &requirement->retention.span, anchor)) <= until)
    {
      *why = PARVIS_ERASED_RULE;
      until = end;
    }

  /* The clock stands still: its family was asked for something. */
  if (row->paused_at != PARVIS_NO_TIME && !parvis_dossier_state_is_final (row->state) &&
      (end = find_end (row, &keeping->abandoned, MAX (row->paused_at, row->changed_at))) < until)
    {
      *why = PARVIS_ERASED_ABANDONED;
      until = end;
    }

  return until;
}

gint64
parvis_dossier_kept_until (const ParvisDossierRow *row)
{
  const ParvisKeeping *keeping = parvis_procedure_get_keeping (row->procedure);

  if (row->state == PARVIS_DOSSIER_DRAFT)
    return find_end (row, &parvis_procedure_get_delays (row->procedure)->draft, row->changed_at);
  if (!parvis_dossier_state_is_final (row->state) || !is_told (row))
    return PARVIS_NO_TIME;

  if (row->state != PARVIS_DOSSIER_ACCEPTED)
    return find_end (row, &keeping->refused.span, row->decided_at);
  if (keeping->accepted.after == PARVIS_KEPT_AFTER_DECISION)
    return find_end (row, &keeping->accepted.span, row->decided_at);
  if (row->ended != NULL)
    return find_end (row, &keeping->accepted.span, get_ended (row));

  return find_end (row, &keeping->at_most, row->decided_at);
}

void
parvis_dossier_describe_keeping (const ParvisDossierRow  *row,
                                 const ParvisDocumentRow *document,
                                 json_t                  *body)
{
  ParvisErasedFor why;
  gint64 until = parvis_document_kept_until (row, document, &why);

  if (until != PARVIS_NO_TIME)
    {
      parvis_json_set_time (body, "kept_until", until);
      json_object_set_new (body, "kept_because", json_string (reasons[why]));
    }
  else if (document->arrived_at == PARVIS_NO_TIME)
    {
      parvis_json_set_time (body, "erased_at", document->erased_at);
    }
}

/* The first end of something that nobody decided: its family did nothing, or nobody looked. */
static gint64
find_loss (const ParvisDossierRow *row)
{
  gint64 loss = PARVIS_NO_TIME;

  if (row->state == PARVIS_DOSSIER_DRAFT)
    return parvis_dossier_kept_until (row);

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      ParvisErasedFor why;
      gint64 until = parvis_document_kept_until (row, document, &why);

      if (until != PARVIS_NO_TIME &&
          (why == PARVIS_ERASED_ABANDONED ||
           (why == PARVIS_ERASED_LONGEST && document->state == PARVIS_DOCUMENT_RECEIVED)) &&
          (loss == PARVIS_NO_TIME || until < loss))
        loss = until;
    }

  return loss;
}

gint64
parvis_dossier_find_warning (const ParvisDossierRow *row)
{
  const ParvisSpan *span = &parvis_procedure_get_keeping (row->procedure)->warning;
  gint64 loss = find_loss (row);
  gint64 day;

  if (loss == PARVIS_NO_TIME ||
      (row->warned_at != PARVIS_NO_TIME && row->warned_at >= row->changed_at))
    return PARVIS_NO_TIME;

  day = parvis_day_of_instant (loss, row->zone);

  return parvis_day_get_instant (parvis_span_before (span, day), 0, row->zone);
}

/* --- the end --- */

/* A document that nobody looked at is expected again. */
static void
forget_pages (ParvisDossierRow  *row,
              ParvisDocumentRow *document,
              gint64             now)
{
  json_array_clear (document->pages);
  document->arrived_at = PARVIS_NO_TIME;
  document->erased_at = now;
  if (document->state != PARVIS_DOCUMENT_RECEIVED || document->explanation != NULL)
    return;

  document->state = PARVIS_DOCUMENT_EXPECTED;
  parvis_dossier_show_document (row, document);
}

static gint64
count_bytes (const ParvisDocumentRow *document)
{
  gint64 bytes = 0;
  json_t *page;
  size_t i;

  json_array_foreach (document->pages, i, page)
    bytes += json_integer_value (json_object_get (page, "length"));

  return bytes;
}

static json_t *
describe_files (const ParvisDocumentRow *document)
{
  return json_pack ("{s:s, s:I, s:I}", "requirement", document->requirement, "files",
                    (json_int_t) json_array_size (document->pages), "bytes",
                    (json_int_t) count_bytes (document));
}

static gboolean
erase_files (ParvisTx            *tx,
             ParvisDossierRow    *row,
             ParvisDocumentRow   *document,
             const ParvisSigner  *signer,
             ParvisErasedFor      why,
             gint64              *bytes,
             GError             **error)
{
  json_t *files = describe_files (document);
  json_t *event = json_pack ("{s:s, s:O, s:s}", "requirement", document->requirement, "files",
                             json_object_get (files, "files"), "because", reasons[why]);

  *bytes += count_bytes (document);
  if (why == PARVIS_ERASED_ABANDONED)
    {
      /* Somebody has to close it. */
      g_free (row->alarm);
      row->alarm = g_strdup ("abandoned");
    }
  forget_pages (row, document, parvis_tx_get_now (tx));

  if (!parvis_dossier_log (tx, row, SYSTEM, "erased", event, error))
    {
      json_decref (files);
      return FALSE;
    }

  return parvis_erasure_record (tx, row, signer, reasons[why],
                                json_pack ("{s:[o]}", "documents", files), error) &&
         parvis_audit_append (tx, SYSTEM, "document.erase", row->id, error) &&
         parvis_uploads_erase (tx, row->id, document->requirement, FALSE, error);
}

gboolean
parvis_dossier_erase_all (ParvisTx            *tx,
                          ParvisDossierRow    *row,
                          const ParvisSigner  *signer,
                          const char          *actor,
                          ParvisErasedFor      why,
                          GError             **error)
{
  json_t *documents = json_array ();

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);

      if (json_array_size (document->pages) > 0)
        json_array_append_new (documents, describe_files (document));
    }

  return parvis_erasure_record (tx, row, signer, reasons[why],
                                json_pack ("{s:b, s:o}", "dossier", TRUE, "documents",
                                           documents), error) &&
         parvis_audit_append (tx, actor, "dossier.erase", row->id, error) &&
         parvis_dossier_row_erase (tx, row->id, error);
}

static gboolean
warn (ParvisTx          *tx,
      ParvisDossierRow  *row,
      GError           **error)
{
  gint64 loss = find_loss (row);
  gint64 day = parvis_day_of_instant (loss, row->zone);
  g_autofree char *date = parvis_words_date (row->language, day);
  json_t *event = json_object ();

  parvis_json_set_time (event, "until", loss);
  row->warned_at = parvis_tx_get_now (tx);

  return parvis_dossier_log (tx, row, SYSTEM, "warned", event, error) &&
         parvis_dossier_owe_letter (tx, row, "warning", json_pack ("{s:s}", "date", date), error);
}

gboolean
parvis_dossier_keep (ParvisTx            *tx,
                     ParvisDossierRow    *row,
                     const ParvisSigner  *signer,
                     gint64              *bytes,
                     gboolean            *gone,
                     GError             **error)
{
  gint64 now = parvis_tx_get_now (tx);
  gint64 until = parvis_dossier_kept_until (row);
  gint64 warning;

  *gone = until != PARVIS_NO_TIME && until <= now;
  for (guint i = 0; *gone && i < row->documents->len; i++)
    *bytes += count_bytes (g_ptr_array_index (row->documents, i));
  if (*gone)
    return parvis_dossier_erase_all (tx, row, signer, SYSTEM, row->state == PARVIS_DOSSIER_DRAFT
                                     ? PARVIS_ERASED_DRAFT : PARVIS_ERASED_RULE, error);

  for (guint i = 0; i < row->documents->len; i++)
    {
      ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      ParvisErasedFor why;

      until = parvis_document_kept_until (row, document, &why);
      if (until != PARVIS_NO_TIME && until <= now &&
          !erase_files (tx, row, document, signer, why, bytes, error))
        return FALSE;
    }
  parvis_dossier_keep_clock (row, now);

  warning = parvis_dossier_find_warning (row);

  return warning == PARVIS_NO_TIME || warning > now || warn (tx, row, error);
}
