/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-read"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-dossier-row.h"

#include <string.h>

json_t *
parvis_dossiers_show_dossier (ParvisDb    *db,
                              const char  *id,
                              const char  *device,
                              GError     **error)
{
  g_autoptr(ParvisDossierRow) row = NULL;

  if (!parvis_dossiers_check_on (db, TRUE, error) ||
      (row = parvis_dossier_row_load (db, id, error)) == NULL)
    return NULL;

  if (strcmp (row->device, device) == 0)
    return parvis_dossier_describe_for_family (db, row, error);

  parvis_dossiers_set_missing (error);

  return NULL;
}

json_t *
parvis_dossiers_list_dossiers (ParvisDb    *db,
                               const char  *device,
                               GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (!parvis_dossiers_check_on (db, TRUE, error))
    return NULL;

  stmt = parvis_db_prepare (db, "SELECT id, procedure_id, version, number, shown, correction"
                            " FROM dossier WHERE town = :town AND device = :device"
                            " ORDER BY started_at DESC, id", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":device", device);
  do
    {
      g_autoptr(json_t) shown = NULL;
      const char *text;
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      text = parvis_stmt_get_text (stmt, 4);
      shown = parvis_json_parse (text, strlen (text), error);
      if (shown == NULL)
        return NULL;

      entry = json_pack ("{s:s, s:s, s:I, s:O, s:b}", "id", parvis_stmt_get_text (stmt, 0),
                         "procedure", parvis_stmt_get_text (stmt, 1), "version",
                         (json_int_t) parvis_stmt_get_int (stmt, 2), "state",
                         json_object_get (shown, "state"), "correction",
                         parvis_stmt_get_int (stmt, 5) != 0);
      parvis_json_set_string (entry, "number", parvis_stmt_get_text (stmt, 3));
      json_array_append_new (list, entry);
    }
  while (has_row);

  return json_pack ("{s:O}", "dossiers", list);
}

json_t *
parvis_dossiers_open_file (ParvisDb    *db,
                           const char  *id,
                           GError     **error)
{
  g_autoptr(ParvisDossierRow) row = NULL;
  json_t *history;
  json_t *receipts;

  if (!parvis_dossiers_check_on (db, FALSE, error) ||
      (row = parvis_dossier_row_load (db, id, error)) == NULL)
    return NULL;

  /* What was not sent is the family's own. */
  if (row->state == PARVIS_DOSSIER_DRAFT)
    {
      parvis_dossiers_set_missing (error);
      return NULL;
    }

  history = parvis_dossier_list_log (db, id, NULL, error);
  receipts = history != NULL ? parvis_dossier_list_receipts (db, id, error) : NULL;
  if (receipts == NULL)
    {
      json_decref (history);
      return NULL;
    }

  return json_pack ("{s:s, s:I, s:O, s:o, s:o}", "id", row->id, "revision",
                    (json_int_t) row->revision, "answers", row->answers, "history", history,
                    "receipts", receipts);
}
