/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-render"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-dossier-row.h"
#include "parvis-error.h"

#include <stdlib.h>
#include <string.h>

/* Entities from their rows, as docs/architecture.md gives them. */

/* What is not there has no body; only a failure is one. */
static gboolean
is_missing (GError  *local,
            GError **error)
{
  if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_error_free (local);
      return TRUE;
    }

  g_propagate_error (error, local);

  return FALSE;
}

/* --- one dossier --- */

static json_t *
describe_document (const ParvisDossierRow  *row,
                   const ParvisDocumentRow *document)
{
  json_t *body = json_pack ("{s:s, s:s}", "requirement", document->requirement, "state",
                            parvis_document_state_to_string (document->state));

  parvis_json_set_string (body, "acceptance", document->acceptance);
  parvis_json_set_string (body, "rejection", document->rejection);
  parvis_json_set_string (body, "reason", document->reason);
  parvis_json_set_string (body, "until", document->until);
  parvis_json_set_time (body, "verdict_at", document->verdict_at);
  if (document->explanation != NULL)
    json_object_set_new (body, "explained", json_true ());
  if (json_array_size (document->pages) > 0)
    json_object_set (body, "pages", document->pages);
  if (document->asked > 0)
    json_object_set_new (body, "asked", json_integer (document->asked));
  parvis_dossier_describe_keeping (row, document, body);

  return body;
}

/* Who holds it, by the name that colleagues know. */
static gboolean
describe_assigned (ParvisDb                *db,
                   const ParvisDossierRow  *row,
                   json_t                  *body,
                   GError                 **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  json_t *assigned;

  if (row->assigned == NULL)
    return TRUE;

  stmt = parvis_db_prepare (db, "SELECT name FROM member WHERE town = :town"
                            " AND account = :account", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":account", row->assigned);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  assigned = json_pack ("{s:s}", "account", row->assigned);
  if (has_row)
    parvis_json_set_string (assigned, "name", parvis_stmt_get_text (stmt, 0));
  parvis_json_set_time (assigned, "at", row->assigned_at);

  return json_object_set_new (body, "assigned", assigned) == 0;
}

static void
describe_times (const ParvisDossierRow *row,
                json_t                 *body)
{
  parvis_json_set_time (body, "submitted_at", row->submitted_at);
  parvis_json_set_time (body, "receipt_due", row->receipt_due);
  parvis_json_set_time (body, "receipt_at", row->receipt_at);
  parvis_json_set_time (body, "answer_due", row->answer_due);
  parvis_json_set_time (body, "paused_at", row->paused_at);
  parvis_json_set_time (body, "decided_at", row->decided_at);
  parvis_json_set_time (body, "tell_at", row->tell_at);
  parvis_json_set_time (body, "kept_until", parvis_dossier_kept_until (row));
}

static gboolean
describe (ParvisDb                *db,
          const ParvisDossierRow  *row,
          ParvisEntity            *entity,
          GError                 **error)
{
  json_t *documents = json_array ();
  json_t *body;

  for (guint i = 0; i < row->documents->len; i++)
    json_array_append_new (documents, describe_document (row,
                                                         g_ptr_array_index (row->documents, i)));

  body = json_pack ("{s:s, s:s, s:s, s:I, s:s, s:s, s:b, s:b, s:O, s:o, s:I}", "id", row->id,
                    "number", row->number, "procedure", row->procedure_id, "version",
                    (json_int_t) row->version, "state",
                    parvis_dossier_state_to_string (row->state), "language", row->language,
                    "correction", row->correction, "unanswered", row->unanswered, "labels",
                    row->labels, "documents", documents, "revision", (json_int_t) row->revision);
  entity->body = body;
  parvis_json_set_string (body, "subject", row->subject);
  parvis_json_set_string (body, "applicant", row->applicant);
  parvis_json_set_string (body, "alarm", row->alarm);
  parvis_json_set_string (body, "reason", row->reason);
  parvis_json_set_string (body, "ended", row->ended);
  if (row->tell_at == PARVIS_NO_TIME && !parvis_dossier_is_told (row))
    json_object_set_new (body, "untold", json_true ());
  describe_times (row, body);

  return describe_assigned (db, row, body, error);
}

gboolean
parvis_render_dossier (ParvisTx      *tx,
                       const char    *id,
                       ParvisEntity  *entity,
                       GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisDossierRow) row = NULL;
  g_autoptr(GError) local = NULL;

  entity->audience = PARVIS_AUDIENCE_CLERK;
  if (!parvis_dossiers_check_on (db, FALSE, &local) ||
      (row = parvis_dossier_row_load (db, id, &local)) == NULL)
    return is_missing (g_steal_pointer (&local), error);

  /* What was not sent is the family's own. */
  if (row->state == PARVIS_DOSSIER_DRAFT)
    return TRUE;

  entity->is_steady = TRUE;

  return describe (db, row, entity, error);
}

/* --- counts --- */

#define MAX_DAYS 1000

/* @counts: how many took so many days. The smallest number of days in which at least that
 * share of all was decided.
 */
static int
find_quantile (const gint64 *counts,
               gint64        total,
               int           percent)
{
  gint64 seen = 0;

  for (int days = 0; days < MAX_DAYS; days++)
    {
      seen += counts[days];
      if (seen * 100 >= total * percent)
        return days;
    }

  return MAX_DAYS - 1;
}

static gboolean
sum_up (ParvisStmt  *stmt,
        json_t      *body,
        GError     **error)
{
  g_autofree gint64 *counts = g_new0 (gint64, MAX_DAYS);
  json_t *asked = json_object ();
  gboolean has_row = FALSE;
  gint64 total = 0;

  json_object_set_new (body, "asked", asked);
  do
    {
      const char *what;
      gint64 n;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        continue;

      what = parvis_stmt_get_text (stmt, 0);
      n = parvis_stmt_get_int (stmt, 1);
      if (g_str_has_prefix (what, "asked:"))
        {
          json_object_set_new (asked, what + strlen ("asked:"), json_integer (n));
        }
      else if (g_str_has_prefix (what, "days:"))
        {
          counts[CLAMP (atoi (what + strlen ("days:")), 0, MAX_DAYS - 1)] += n;
          total += n;
        }
      else
        {
          json_object_set_new (body, what, json_integer (n));
        }
    }
  while (has_row);

  if (total > 0)
    {
      json_object_set_new (body, "median_days", json_integer (find_quantile (counts, total, 50)));
      json_object_set_new (body, "p90_days", json_integer (find_quantile (counts, total, 90)));
    }

  return TRUE;
}

/* How many and how long, for who answers for it; never a name. */
gboolean
parvis_render_dossiers_month (ParvisTx      *tx,
                              const char    *id,
                              ParvisEntity  *entity,
                              GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  const char *slash = strchr (id, '/');
  g_autofree char *procedure = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisDossiersModule module;

  entity->audience = PARVIS_AUDIENCE_MEMBER;
  if (!parvis_dossiers_module_load (db, &module, error))
    return FALSE;
  if (!module.on || slash == NULL)
    return TRUE;

  procedure = g_strndup (id, (gsize) (slash - id));
  stmt = parvis_db_prepare (db, "SELECT what, n FROM dossier_count WHERE town = :town"
                            " AND procedure_id = :procedure AND month = :month ORDER BY what",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":procedure", procedure);
  parvis_stmt_bind_text (stmt, ":month", slash + 1);
  entity->is_steady = TRUE;
  entity->body = json_pack ("{s:s, s:s, s:s, s:i, s:i, s:i, s:i}", "id", id,
                            "procedure", procedure, "month", slash + 1, "submitted", 0,
                            "accepted", 0, "refused", 0, "closed_without_action", 0);

  return sum_up (stmt, entity->body, error);
}

/* --- all of them --- */

static gboolean
touch_all (ParvisTx    *tx,
           const char  *kind,
           const char  *sql,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row)
        parvis_tx_touch (tx, kind, parvis_stmt_get_text (stmt, 0));
    }
  while (has_row);

  return TRUE;
}

/* After the module was switched on or off. */
gboolean
parvis_dossiers_touch_all (ParvisTx  *tx,
                           GError   **error)
{
  return touch_all (tx, PARVIS_KIND_PROCEDURE,
                    "SELECT procedure_id || '/' || CAST(version AS TEXT) FROM procedure_version"
                    " WHERE town = :town ORDER BY procedure_id, version", error) &&
         touch_all (tx, PARVIS_KIND_DOSSIER, "SELECT id FROM dossier WHERE town = :town"
                    " ORDER BY id", error) &&
         touch_all (tx, PARVIS_KIND_DOSSIERS, "SELECT DISTINCT procedure_id || '/' || month"
                    " FROM dossier_count WHERE town = :town", error);
}
