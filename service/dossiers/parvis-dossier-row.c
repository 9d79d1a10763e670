/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-row"

#include "config.h"

#include "parvis-dossier-row.h"

#include "parvis-error.h"
#include "parvis-upload.h"
#include "parvis-words.h"

#include <string.h>

/* How many working days before the answer is due it is called urgent. */
#define SOON 3

#define COLUMNS \
  "id, procedure_id, version, device, language, state, number, answers, subject, applicant," \
  " started_at, changed_at, submitted_at, receipt_due, receipt_at, answer_due, paused_at, alarm," \
  " decided_at, reason, correction, shown, tell_at, assigned, assigned_at, labels, unanswered," \
  " revision, events, ended, warned_at"

#define DOCUMENT_COLUMNS \
  "requirement, state, explanation, acceptance, rejection, reason, words, until_day, checks," \
  " verdict_at, verdict_by, asked, erased_at"

void
parvis_document_row_free (ParvisDocumentRow *row)
{
  g_free (row->requirement);
  g_free (row->explanation);
  g_free (row->acceptance);
  g_free (row->rejection);
  g_free (row->reason);
  g_free (row->words);
  g_free (row->until);
  g_free (row->checks);
  g_free (row->verdict_by);
  json_decref (row->pages);
  g_free (row);
}

void
parvis_dossier_row_free (ParvisDossierRow *row)
{
  g_free (row->procedure_id);
  g_free (row->device);
  g_free (row->language);
  g_free (row->number);
  g_free (row->subject);
  g_free (row->applicant);
  g_free (row->alarm);
  g_free (row->reason);
  g_free (row->assigned);
  g_free (row->ended);
  json_decref (row->answers);
  json_decref (row->shown);
  json_decref (row->labels);
  g_clear_pointer (&row->documents, g_ptr_array_unref);
  g_clear_pointer (&row->procedure, parvis_procedure_unref);
  g_clear_pointer (&row->zone, g_time_zone_unref);
  g_free (row);
}

GTimeZone *
parvis_dossiers_find_zone (ParvisDb  *db,
                           GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT timezone FROM town WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return NULL;

  return parvis_time_zone_find (parvis_stmt_get_text (stmt, 0));
}

/* --- reading --- */

static json_t *
parse (const char *text)
{
  return text != NULL ? parvis_json_parse (text, strlen (text), NULL) : NULL;
}

static char *
dup_column (ParvisStmt *stmt,
            int         column)
{
  return g_strdup (parvis_stmt_get_text (stmt, column));
}

static ParvisDossierRow *
read_row (ParvisStmt *stmt)
{
  ParvisDossierRow *row = g_new0 (ParvisDossierRow, 1);

  g_strlcpy (row->id, parvis_stmt_get_text (stmt, 0), sizeof row->id);
  row->procedure_id = dup_column (stmt, 1);
  row->version = parvis_stmt_get_int (stmt, 2);
  row->device = dup_column (stmt, 3);
  row->language = dup_column (stmt, 4);
  parvis_dossier_state_from_string (parvis_stmt_get_text (stmt, 5), &row->state);
  row->number = dup_column (stmt, 6);
  row->answers = parse (parvis_stmt_get_text (stmt, 7));
  row->subject = dup_column (stmt, 8);
  row->applicant = dup_column (stmt, 9);
  row->started_at = parvis_stmt_get_time (stmt, 10);
  row->changed_at = parvis_stmt_get_time (stmt, 11);
  row->submitted_at = parvis_stmt_get_time (stmt, 12);
  row->receipt_due = parvis_stmt_get_time (stmt, 13);
  row->receipt_at = parvis_stmt_get_time (stmt, 14);
  row->answer_due = parvis_stmt_get_time (stmt, 15);
  row->paused_at = parvis_stmt_get_time (stmt, 16);
  row->alarm = dup_column (stmt, 17);
  row->decided_at = parvis_stmt_get_time (stmt, 18);
  row->reason = dup_column (stmt, 19);
  row->correction = parvis_stmt_get_int (stmt, 20) != 0;
  row->shown = parse (parvis_stmt_get_text (stmt, 21));
  row->tell_at = parvis_stmt_get_time (stmt, 22);
  row->assigned = dup_column (stmt, 23);
  row->assigned_at = parvis_stmt_get_time (stmt, 24);
  row->labels = parse (parvis_stmt_get_text (stmt, 25));
  row->unanswered = parvis_stmt_get_int (stmt, 26) != 0;
  row->revision = parvis_stmt_get_int (stmt, 27);
  row->events = parvis_stmt_get_int (stmt, 28);
  row->ended = dup_column (stmt, 29);
  row->warned_at = parvis_stmt_get_time (stmt, 30);

  return row;
}

static ParvisDocumentRow *
read_document (ParvisStmt *stmt)
{
  ParvisDocumentRow *row = g_new0 (ParvisDocumentRow, 1);

  row->requirement = dup_column (stmt, 0);
  parvis_document_state_from_string (parvis_stmt_get_text (stmt, 1), &row->state);
  row->explanation = dup_column (stmt, 2);
  row->acceptance = dup_column (stmt, 3);
  row->rejection = dup_column (stmt, 4);
  row->reason = dup_column (stmt, 5);
  row->words = dup_column (stmt, 6);
  row->until = dup_column (stmt, 7);
  row->checks = dup_column (stmt, 8);
  row->verdict_at = parvis_stmt_get_time (stmt, 9);
  row->verdict_by = dup_column (stmt, 10);
  row->asked = parvis_stmt_get_int (stmt, 11);
  row->erased_at = parvis_stmt_get_time (stmt, 12);
  row->arrived_at = PARVIS_NO_TIME;
  row->pages = json_array ();

  return row;
}

static GPtrArray *
load_documents (ParvisDb    *db,
                const char  *id,
                GError     **error)
{
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_document_row_free);
  stmt = parvis_db_prepare (db, "SELECT " DOCUMENT_COLUMNS " FROM dossier_document"
                            " WHERE town = :town AND dossier = :id ORDER BY position", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (list, read_document (stmt));
    }
  while (has_row);

  return g_steal_pointer (&list);
}

static gboolean
load_pages (ParvisDb          *db,
            ParvisDossierRow  *row,
            GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT requirement, id, media, length, done_at FROM"
                            " dossier_upload"
                            " WHERE town = :town AND dossier = :id AND done_at IS NOT NULL"
                            " ORDER BY done_at, id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", row->id);
  do
    {
      ParvisDocumentRow *document;
      json_t *page;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        continue;

      document = parvis_dossier_row_find (row, parvis_stmt_get_text (stmt, 0));
      if (document == NULL)
        continue;

      if (document->arrived_at == PARVIS_NO_TIME)
        document->arrived_at = parvis_stmt_get_time (stmt, 4);
      page = json_pack ("{s:s, s:s, s:I}", "id", parvis_stmt_get_text (stmt, 1), "media",
                        parvis_stmt_get_text (stmt, 2), "length",
                        (json_int_t) parvis_stmt_get_int (stmt, 3));
      parvis_json_set_time (page, "at", parvis_stmt_get_time (stmt, 4));
      json_array_append_new (document->pages, page);
    }
  while (has_row);

  return TRUE;
}

gboolean
parvis_dossier_row_refuse (const ParvisDossierRow  *row,
                           GError                 **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "This dossier is “%s”",
               parvis_dossier_state_to_string (row->state));
  parvis_error_take_details (error, json_pack ("{s:s}", "state",
                                               parvis_dossier_state_to_string (row->state)));

  return FALSE;
}

ParvisDossierRow *
parvis_dossier_row_load (ParvisDb    *db,
                         const char  *id,
                         GError     **error)
{
  g_autoptr(ParvisDossierRow) row = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT " COLUMNS " FROM dossier"
                            " WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;
  if (!has_row)
    {
      parvis_dossiers_set_missing (error);
      return NULL;
    }

  row = read_row (stmt);
  row->documents = load_documents (db, id, error);
  if (row->documents == NULL || !load_pages (db, row, error) ||
      (row->procedure = parvis_procedures_load (db, row->procedure_id, row->version,
                                                error)) == NULL ||
      (row->zone = parvis_dossiers_find_zone (db, error)) == NULL)
    return NULL;

  return g_steal_pointer (&row);
}

/* --- writing --- */

static void
bind_json (ParvisStmt   *stmt,
           const char   *name,
           const json_t *value)
{
  g_autofree char *text = parvis_json_dump (value);

  parvis_stmt_bind_text (stmt, name, text);
}

static void
bind_changing (ParvisStmt             *stmt,
               const ParvisDossierRow *row)
{
  parvis_stmt_bind_text (stmt, ":id", row->id);
  parvis_stmt_bind_text (stmt, ":language", row->language);
  parvis_stmt_bind_text (stmt, ":state", parvis_dossier_state_to_string (row->state));
  parvis_stmt_bind_text (stmt, ":number", row->number);
  bind_json (stmt, ":answers", row->answers);
  parvis_stmt_bind_text (stmt, ":subject", row->subject);
  parvis_stmt_bind_text (stmt, ":applicant", row->applicant);
  parvis_stmt_bind_time (stmt, ":changed_at", row->changed_at);
  parvis_stmt_bind_time (stmt, ":submitted_at", row->submitted_at);
  parvis_stmt_bind_time (stmt, ":receipt_due", row->receipt_due);
  parvis_stmt_bind_time (stmt, ":receipt_at", row->receipt_at);
  parvis_stmt_bind_time (stmt, ":answer_due", row->answer_due);
  parvis_stmt_bind_time (stmt, ":paused_at", row->paused_at);
  parvis_stmt_bind_text (stmt, ":alarm", row->alarm);
  parvis_stmt_bind_time (stmt, ":decided_at", row->decided_at);
  parvis_stmt_bind_text (stmt, ":reason", row->reason);
  parvis_stmt_bind_int (stmt, ":correction", row->correction);
  bind_json (stmt, ":shown", row->shown);
  parvis_stmt_bind_time (stmt, ":tell_at", row->tell_at);
  parvis_stmt_bind_text (stmt, ":assigned", row->assigned);
  parvis_stmt_bind_time (stmt, ":assigned_at", row->assigned_at);
  bind_json (stmt, ":labels", row->labels);
  parvis_stmt_bind_int (stmt, ":unanswered", row->unanswered);
  parvis_stmt_bind_int (stmt, ":revision", row->revision);
  parvis_stmt_bind_int (stmt, ":events", row->events);
  parvis_stmt_bind_text (stmt, ":ended", row->ended);
  parvis_stmt_bind_time (stmt, ":warned_at", row->warned_at);
  parvis_stmt_bind_time (stmt, ":next_due", parvis_dossier_row_find_due (row));
}

gboolean
parvis_dossier_row_insert (ParvisTx          *tx,
                           ParvisDossierRow  *row,
                           GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO dossier (town, " COLUMNS ", next_due)"
                            " VALUES (:town, :id, :procedure, :version, :device, :language,"
                            " :state, :number, :answers, :subject, :applicant, :started_at,"
                            " :changed_at, :submitted_at, :receipt_due, :receipt_at,"
                            " :answer_due, :paused_at, :alarm, :decided_at, :reason,"
                            " :correction, :shown, :tell_at, :assigned, :assigned_at, :labels,"
                            " :unanswered, :revision, :events, :ended, :warned_at, :next_due)",
                            error);
  if (stmt == NULL)
    return FALSE;

  bind_changing (stmt, row);
  parvis_stmt_bind_text (stmt, ":procedure", row->procedure_id);
  parvis_stmt_bind_int (stmt, ":version", row->version);
  parvis_stmt_bind_text (stmt, ":device", row->device);
  parvis_stmt_bind_time (stmt, ":started_at", row->started_at);
  parvis_tx_touch (tx, PARVIS_KIND_DOSSIER, row->id);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
save_document (ParvisTx                *tx,
               const ParvisDossierRow  *row,
               guint                    position,
               GError                 **error)
{
  const ParvisDocumentRow *document = g_ptr_array_index (row->documents, position);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO dossier_document (town, dossier, position, "
                            DOCUMENT_COLUMNS ") VALUES (:town, :dossier, :position,"
                            " :requirement, :state, :explanation, :acceptance, :rejection,"
                            " :reason, :words, :until, :checks, :verdict_at, :verdict_by, :asked,"
                            " :erased_at)"
                            " ON CONFLICT (town, dossier, requirement) DO UPDATE SET"
                            " position = excluded.position, state = excluded.state,"
                            " explanation = excluded.explanation,"
                            " acceptance = excluded.acceptance, rejection = excluded.rejection,"
                            " reason = excluded.reason, words = excluded.words,"
                            " until_day = excluded.until_day, checks = excluded.checks,"
                            " verdict_at = excluded.verdict_at,"
                            " verdict_by = excluded.verdict_by, asked = excluded.asked,"
                            " erased_at = excluded.erased_at",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":dossier", row->id);
  parvis_stmt_bind_int (stmt, ":position", position);
  parvis_stmt_bind_text (stmt, ":requirement", document->requirement);
  parvis_stmt_bind_text (stmt, ":state", parvis_document_state_to_string (document->state));
  parvis_stmt_bind_text (stmt, ":explanation", document->explanation);
  parvis_stmt_bind_text (stmt, ":acceptance", document->acceptance);
  parvis_stmt_bind_text (stmt, ":rejection", document->rejection);
  parvis_stmt_bind_text (stmt, ":reason", document->reason);
  parvis_stmt_bind_text (stmt, ":words", document->words);
  parvis_stmt_bind_text (stmt, ":until", document->until);
  parvis_stmt_bind_text (stmt, ":checks", document->checks);
  parvis_stmt_bind_time (stmt, ":verdict_at", document->verdict_at);
  parvis_stmt_bind_text (stmt, ":verdict_by", document->verdict_by);
  parvis_stmt_bind_int (stmt, ":asked", document->asked);
  parvis_stmt_bind_time (stmt, ":erased_at", document->erased_at);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_dossier_row_save (ParvisTx          *tx,
                         ParvisDossierRow  *row,
                         GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  row->revision++;
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE dossier SET language = :language, state = :state,"
                            " number = :number, answers = :answers, subject = :subject,"
                            " applicant = :applicant, changed_at = :changed_at,"
                            " submitted_at = :submitted_at, receipt_due = :receipt_due,"
                            " receipt_at = :receipt_at, answer_due = :answer_due,"
                            " paused_at = :paused_at, alarm = :alarm, decided_at = :decided_at,"
                            " reason = :reason, correction = :correction, shown = :shown,"
                            " tell_at = :tell_at, assigned = :assigned,"
                            " assigned_at = :assigned_at, labels = :labels,"
                            " unanswered = :unanswered, revision = :revision, events = :events,"
                            " ended = :ended, warned_at = :warned_at, next_due = :next_due"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  bind_changing (stmt, row);
  parvis_tx_touch (tx, PARVIS_KIND_DOSSIER, row->id);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  for (guint i = 0; i < row->documents->len; i++)
    {
      if (!save_document (tx, row, i, error))
        return FALSE;
    }

  return TRUE;
}

/* In the order of what refers to what. */
gboolean
parvis_dossier_row_erase (ParvisTx    *tx,
                          const char  *id,
                          GError     **error)
{
  static const char * const steps[] = {
    "DELETE FROM dossier_notice WHERE town = :town AND dossier = :id",
    "DELETE FROM dossier_receipt WHERE town = :town AND dossier = :id",
    "DELETE FROM dossier_event WHERE town = :town AND dossier = :id",
    "DELETE FROM dossier_document WHERE town = :town AND dossier = :id",
    "DELETE FROM dossier WHERE town = :town AND id = :id",
  };

  if (!parvis_uploads_erase (tx, id, NULL, TRUE, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), steps[i], error);

      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":id", id);
      if (!parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }
  parvis_tx_touch (tx, PARVIS_KIND_DOSSIER, id);

  return TRUE;
}

/* --- documents --- */

ParvisDocumentRow *
parvis_dossier_row_find (const ParvisDossierRow *row,
                         const char             *requirement)
{
  for (guint i = 0; i < row->documents->len; i++)
    {
      ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);

      if (strcmp (document->requirement, requirement) == 0)
        return document;
    }

  return NULL;
}

void
parvis_dossier_row_ask (ParvisDossierRow *row)
{
  const GPtrArray *requirements = parvis_procedure_get_requirements (row->procedure);

  for (guint i = 0; i < requirements->len; i++)
    {
      const ParvisRequirement *requirement = g_ptr_array_index (requirements, i);
      ParvisDocumentRow *document;

      if (!parvis_requirement_applies (requirement, row->answers,
                                       row->state == PARVIS_DOSSIER_ACCEPTED) ||
          parvis_dossier_row_find (row, requirement->id) != NULL)
        continue;

      document = g_new0 (ParvisDocumentRow, 1);
      document->requirement = g_strdup (requirement->id);
      document->verdict_at = document->arrived_at = document->erased_at = PARVIS_NO_TIME;
      document->pages = json_array ();
      g_ptr_array_add (row->documents, document);
    }
}

static gboolean
remove_document (ParvisTx                *tx,
                 const ParvisDossierRow  *row,
                 const char              *requirement,
                 GError                 **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM dossier_document WHERE town = :town"
                            " AND dossier = :dossier AND requirement = :requirement",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":dossier", row->id);
  parvis_stmt_bind_text (stmt, ":requirement", requirement);

  return parvis_stmt_step (stmt, NULL, error) &&
         parvis_uploads_erase (tx, row->id, requirement, TRUE, error);
}

gboolean
parvis_dossier_row_prune (ParvisTx          *tx,
                          ParvisDossierRow  *row,
                          GError           **error)
{
  for (guint i = row->documents->len; i > 0; i--)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i - 1);
      const ParvisRequirement *requirement;

      requirement = parvis_procedure_find_requirement (row->procedure, document->requirement);
      if (parvis_requirement_applies (requirement, row->answers, FALSE))
        continue;

      if (!remove_document (tx, row, document->requirement, error))
        return FALSE;
      g_ptr_array_remove_index (row->documents, i - 1);
    }

  return TRUE;
}

gboolean
parvis_dossier_row_lacks (const ParvisDossierRow *row)
{
  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);

      if (document->state == PARVIS_DOCUMENT_EXPECTED ||
          document->state == PARVIS_DOCUMENT_REJECTED)
        return TRUE;
    }

  return FALSE;
}

/* --- delays --- */

/* The day from which on SOON working days are left. */
static gint64
find_soon_day (gint64 due_day)
{
  gint64 day = due_day - 1;

  while (parvis_day_add_working_days (day, SOON) > due_day)
    day--;

  return day;
}

gint64
parvis_dossier_row_find_alarm (const ParvisDossierRow *row)
{
  gint64 day;

  if (row->state == PARVIS_DOSSIER_DRAFT || parvis_dossier_state_is_final (row->state) ||
      row->paused_at != PARVIS_NO_TIME || g_strcmp0 (row->alarm, "late") == 0)
    return PARVIS_NO_TIME;
  if (row->alarm != NULL)
    return row->answer_due;

  day = parvis_day_of_instant (row->answer_due - 1, row->zone);

  return parvis_day_get_instant (find_soon_day (day), 0, row->zone);
}

static void
take_earlier (gint64 *due,
              gint64  instant)
{
  if (instant != PARVIS_NO_TIME && (*due == PARVIS_NO_TIME || instant < *due))
    *due = instant;
}

gint64
parvis_dossier_row_find_due (const ParvisDossierRow *row)
{
  gint64 due = row->tell_at;

  take_earlier (&due, parvis_dossier_row_find_alarm (row));
  take_earlier (&due, parvis_dossier_kept_until (row));
  take_earlier (&due, parvis_dossier_find_warning (row));
  for (guint i = 0; i < row->documents->len; i++)
    {
      ParvisErasedFor why;

      take_earlier (&due, parvis_document_kept_until (row, g_ptr_array_index (row->documents, i),
                                                      &why));
    }

  /* At the beginning of the last day, so that no clock that is late makes it late. */
  if (row->state != PARVIS_DOSSIER_DRAFT && !parvis_dossier_state_is_final (row->state) &&
      row->receipt_at == PARVIS_NO_TIME)
    take_earlier (&due, row->receipt_due - PARVIS_DAY);

  return due;
}
