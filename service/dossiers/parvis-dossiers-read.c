/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-read"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-audit.h"
#include "parvis-dossier-row.h"
#include "parvis-receipt-pdf.h"

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

/* {REQUIREMENT: why the family has none} */
static json_t *
list_explanations (const ParvisDossierRow *row)
{
  json_t *explanations = json_object ();

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);

      parvis_json_set_string (explanations, document->requirement, document->explanation);
    }

  return explanations;
}

/* Who did it, for colleagues: a desk knows no member by itself. */
static gboolean
add_names (ParvisDb  *db,
           json_t    *history,
           GError   **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  json_t *entry;
  size_t i;

  stmt = parvis_db_prepare (db, "SELECT account, name FROM member WHERE town = :town", error);
  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row)
        g_hash_table_insert (names, g_strconcat ("account:", parvis_stmt_get_text (stmt, 0), NULL),
                             g_strdup (parvis_stmt_get_text (stmt, 1)));
    }
  while (has_row);

  json_array_foreach (history, i, entry)
    parvis_json_set_string (entry, "name",
                            g_hash_table_lookup (names, json_string_value (
                                                          json_object_get (entry, "actor"))));

  return TRUE;
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
  receipts = history != NULL && add_names (db, history, error)
               ? parvis_dossier_list_receipts (db, id, error) : NULL;
  if (receipts == NULL)
    {
      json_decref (history);
      return NULL;
    }

  return json_pack ("{s:s, s:I, s:O, s:o, s:o, s:o}", "id", row->id, "revision",
                    (json_int_t) row->revision, "answers", row->answers, "explanations",
                    list_explanations (row), "history", history, "receipts", receipts);
}

/* --- what a family may have of it --- */

/* Who of the town did it is not said: the town did. */
static void
hide_actors (json_t *list)
{
  json_t *entry;
  size_t i;

  json_array_foreach (list, i, entry)
    {
      const char *actor = json_string_value (json_object_get (entry, "actor"));
      gboolean town = g_str_has_prefix (actor, "account:");

      json_object_set_new (entry, "by", json_string (town ? "town" : actor));
      json_object_del (entry, "actor");
    }
}

static gboolean
append_reads (ParvisDb    *db,
              const char  *object,
              json_t      *reads,
              GError     **error)
{
  json_t *list = parvis_audit_list_about (db, object, error);

  if (list == NULL)
    return FALSE;

  hide_actors (list);
  json_array_extend (reads, list);
  json_decref (list);

  return TRUE;
}

/* The trail of the dossier, and of each file that is still there. */
static json_t *
list_reads (ParvisDb                *db,
            const ParvisDossierRow  *row,
            GError                 **error)
{
  g_autoptr(json_t) reads = json_array ();

  if (!append_reads (db, row->id, reads, error))
    return NULL;

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      json_t *page;
      size_t j;

      json_array_foreach (document->pages, j, page)
        {
          if (!append_reads (db, json_string_value (json_object_get (page, "id")), reads, error))
            return NULL;
        }
    }

  return g_steal_pointer (&reads);
}

/* What waits to be told may be undone: the history goes as far as the family knows it. */
static void
hide_undecided (json_t *history)
{
  gboolean told = FALSE;

  for (size_t i = json_array_size (history); i > 0; i--)
    {
      const char *kind = json_string_value (json_object_get (json_array_get (history, i - 1),
                                                             "kind"));

      told = told || strcmp (kind, "told") == 0;
      if (!told && (strcmp (kind, "verdict") == 0 || strcmp (kind, "state") == 0))
        json_array_remove (history, i - 1);
    }
}

static json_t *
describe_rules (const ParvisDossierRow *row)
{
  const ParvisKeeping *keeping = parvis_procedure_get_keeping (row->procedure);
  gboolean accepted = row->state == PARVIS_DOSSIER_ACCEPTED;
  const ParvisRetention *rule = accepted ? &keeping->accepted : &keeping->refused;
  const ParvisText *basis = parvis_procedure_get_basis (row->procedure);
  json_t *documents = json_object ();

  for (guint i = 0; i < row->documents->len; i++)
    {
      const ParvisDocumentRow *document = g_ptr_array_index (row->documents, i);
      const ParvisRequirement *requirement;

      requirement = parvis_procedure_find_requirement (row->procedure, document->requirement);
      json_object_set_new (documents, document->requirement,
                           json_string (parvis_text_get (&requirement->retention.why,
                                                         row->language)));
    }

  return json_pack ("{s:s, s:s, s:o}", "basis", parvis_text_get (basis, row->language), "dossier",
                    parvis_text_get (&rule->why, row->language), "documents", documents);
}

json_t *
parvis_dossiers_export (ParvisDb    *db,
                        const char  *id,
                        const char  *device,
                        GError     **error)
{
  g_autoptr(ParvisDossierRow) row = NULL;
  g_autoptr(json_t) whole = NULL;
  g_autoptr(json_t) history = NULL;
  json_t *reads;

  if (!parvis_dossiers_check_on (db, TRUE, error) ||
      (row = parvis_dossier_row_load (db, id, error)) == NULL)
    return NULL;
  if (strcmp (row->device, device) != 0)
    {
      parvis_dossiers_set_missing (error);
      return NULL;
    }

  if ((whole = parvis_dossier_describe_for_family (db, row, error)) == NULL ||
      (history = parvis_dossier_list_log (db, id, NULL, error)) == NULL ||
      (reads = list_reads (db, row, error)) == NULL)
    return NULL;

  hide_undecided (history);
  hide_actors (history);
  json_object_set (whole, "history", history);
  json_object_set_new (whole, "trail", reads);
  json_object_set_new (whole, "kept_because", describe_rules (row));

  return g_steal_pointer (&whole);
}

GBytes *
parvis_dossiers_print_receipt (ParvisDb    *db,
                               const char  *id,
                               const char  *device,
                               const char  *kind,
                               GError     **error)
{
  g_autoptr(ParvisDossierRow) row = NULL;
  g_autoptr(json_t) receipts = NULL;
  json_t *receipt;
  size_t i;

  if (!parvis_dossiers_check_on (db, device != NULL, error) ||
      (row = parvis_dossier_row_load (db, id, error)) == NULL ||
      (receipts = parvis_dossier_list_receipts (db, id, error)) == NULL)
    return NULL;

  json_array_foreach (receipts, i, receipt)
    {
      if (strcmp (json_string_value (json_object_get (receipt, "kind")), kind) == 0 &&
          (device == NULL || strcmp (row->device, device) == 0))
        return parvis_receipt_make_pdf (json_string_value (json_object_get (receipt, "text")),
                                        row->language,
                                        json_string_value (json_object_get (receipt, "at")),
                                        error);
    }

  parvis_dossiers_set_missing (error);

  return NULL;
}
