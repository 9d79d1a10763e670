/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-receipt"

#include "config.h"

#include "parvis-dossier-row.h"

#include "parvis-phrases.h"
#include "parvis-rejection-words.h"

#include <string.h>

/* The two receipts of an electronic application (CRPA L.112-11, R.112-5): that it was
 * registered, at once, and with all mentions, within its delay. Their texts are kept as
 * they were given.
 */

static void
append (GString    *text,
        const char *language,
        const char *phrase,
        ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, phrase);
  line = parvis_phrase_fill_va (parvis_phrase (language, phrase), args);
  va_end (args);
  g_string_append (text, line);
  g_string_append_c (text, '\n');
}

static void
append_head (GString                *text,
             const ParvisDossierRow *row)
{
  const ParvisText *title = parvis_procedure_get_title (row->procedure);
  gint64 day = parvis_day_of_instant (row->submitted_at, row->zone);
  int minute = parvis_minute_of_instant (row->submitted_at, row->zone);
  g_autofree char *date = parvis_words_date (row->language, day);
  g_autofree char *time = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);

  append (text, row->language, N_("Procedure: {procedure}"), "procedure",
          parvis_text_get (title, row->language), NULL);
  append (text, row->language, N_("File number: {number}"), "number", row->number, NULL);
  append (text, row->language, N_("For: {subject}"), "subject", row->subject, NULL);
  append (text, row->language, N_("Received on {date} at {time}"), "date", date, "time", time,
          NULL);
  g_string_append_c (text, '\n');
}

static void
append_card (GString                *text,
             const ParvisDossierRow *row)
{
  const ParvisServiceCard *card = parvis_procedure_get_card (row->procedure);

  append (text, row->language, N_("Service in charge: {name}"), "name", card->name, NULL);
  append (text, row->language, N_("Address: {address}"), "address", card->address, NULL);
  append (text, row->language, N_("Telephone: {phone}"), "phone", card->phone, NULL);
  append (text, row->language, N_("E-mail: {email}"), "email", card->email, NULL);
}

static char *
dup_last_day (const ParvisDossierRow *row,
              gint64                  instant)
{
  return parvis_words_date (row->language, parvis_day_of_instant (instant - 1, row->zone));
}

static char *
write_registered (const ParvisDossierRow *row)
{
  g_autofree char *due = dup_last_day (row, row->receipt_due);
  GString *text = g_string_new (NULL);

  append (text, row->language, N_("Confirmation of registration"), NULL);
  g_string_append_c (text, '\n');
  append_head (text, row);
  append (text, row->language,
          N_("Your application is registered. A receipt with all details follows by {date}."),
          "date", due, NULL);
  g_string_append_c (text, '\n');
  append_card (text, row);

  return g_string_free (text, FALSE);
}

static void
append_missing (GString                *text,
                const ParvisDossierRow *row,
                gint64                  today)
{
  const ParvisDelays *delays = parvis_procedure_get_delays (row->procedure);
  g_autofree char *until = parvis_words_date (row->language,
                                               parvis_span_after (&delays->correction, today));

  if (!parvis_dossier_row_lacks (row))
    {
      append (text, row->language, N_("No document is missing."), NULL);
      return;
    }

  append (text, row->language, N_("These documents are missing. Please send them by {date}:"),
          "date", until, NULL);
  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      const ParvisRequirement *requirement;

      if (document->state != PARVIS_DOCUMENT_EXPECTED &&
          document->state != PARVIS_DOCUMENT_REJECTED)
        continue;

      requirement = parvis_procedure_find_requirement (row->procedure, document->requirement);
      append (text, row->language, N_("– {document}"), "document",
              parvis_text_get (&parvis_requirement_find_piece (requirement, NULL)->title,
                               row->language), NULL);
    }
  append (text, row->language, N_("The time for the answer stands still until they are there."),
          NULL);
}

static void
append_silence (GString                *text,
                const ParvisDossierRow *row)
{
  g_autofree char *date = dup_last_day (row, row->answer_due);

  if (parvis_procedure_get_delays (row->procedure)->silence_accepts)
    {
      append (text, row->language, N_("Without an answer by {date}, your application is accepted."
                                      " You may then ask for a certificate that says so"
                                      " (CRPA, article L. 232-3)."), "date", date, NULL);
      return;
    }

  append (text, row->language, N_("Without an answer by {date}, your application is refused."),
          "date", date, NULL);
  append (text, row->language, N_("Within two months of a refusal you may ask the town to think it"
                                  " over, or go to the administrative court."), NULL);
}

static char *
write_received (const ParvisDossierRow *row,
                gint64                  today)
{
  GString *text = g_string_new (NULL);

  append (text, row->language, N_("Receipt"), NULL);
  g_string_append_c (text, '\n');
  append_head (text, row);
  append_card (text, row);
  g_string_append_c (text, '\n');
  append_missing (text, row, today);
  g_string_append_c (text, '\n');
  append_silence (text, row);

  return g_string_free (text, FALSE);
}

/* Its first line is what the letter is about. */
static gboolean
send_receipt (ParvisTx                *tx,
              const ParvisDossierRow  *row,
              const char              *words,
              GError                 **error)
{
  const char *end = strchrnul (words, '\n');
  g_autofree char *title = g_strndup (words, (gsize) (end - words));
  g_autofree char *rest = g_strstrip (g_strdup (end));

  return parvis_dossier_owe_letter (tx, row, "receipt",
                                    json_pack ("{s:s, s:o}", "title", title, "lines",
                                               parvis_dossier_split_lines (rest)), error);
}

gboolean
parvis_dossier_give_receipt (ParvisTx          *tx,
                             ParvisDossierRow  *row,
                             const char        *kind,
                             GError           **error)
{
  gint64 now = parvis_tx_get_now (tx);
  g_autofree char *words = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;

  if (strcmp (kind, PARVIS_RECEIPT_RECEIVED) == 0)
    {
      if (row->receipt_at != PARVIS_NO_TIME)
        return TRUE;

      row->receipt_at = now;
      parvis_dossier_keep_clock (row, now);
      words = write_received (row, parvis_day_of_instant (now, row->zone));
    }
  else
    {
      words = write_registered (row);
    }

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO dossier_receipt (town, dossier, kind, at, words)"
                            " VALUES (:town, :dossier, :kind, :now, :words)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":dossier", row->id);
  parvis_stmt_bind_text (stmt, ":kind", kind);
  parvis_stmt_bind_time (stmt, ":now", now);
  parvis_stmt_bind_text (stmt, ":words", words);

  return parvis_stmt_step (stmt, NULL, error) &&
         parvis_dossier_log (tx, row, "schedule", "receipt", json_pack ("{s:s}", "receipt", kind),
                             error) &&
         send_receipt (tx, row, words, error);
}

json_t *
parvis_dossier_list_receipts (ParvisDb    *db,
                              const char  *id,
                              GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT kind, at, words FROM dossier_receipt"
                            " WHERE town = :town AND dossier = :id ORDER BY at, kind DESC", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  do
    {
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      entry = json_pack ("{s:s, s:s}", "kind", parvis_stmt_get_text (stmt, 0),
                         "text", parvis_stmt_get_text (stmt, 2));
      parvis_json_set_time (entry, "at", parvis_stmt_get_time (stmt, 1));
      json_array_append_new (list, entry);
    }
  while (has_row);

  return g_steal_pointer (&list);
}
