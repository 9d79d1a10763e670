/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-erasure"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-dossier-row.h"
#include "parvis-error.h"

#include <string.h>

/* What was erased, so that a town can show that it was: no names, but which dossier, which
 * documents and why. Each record has the number and the hash of the one before it and is
 * signed by the service, so that none can be made later, changed, or left out.
 */

/* Of one answer. */
#define MAX_RECORDS 200

static char *
hash (const char *record,
      const char *signature)
{
  g_autofree char *both = g_strconcat (record, "\n", signature, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
}

/* @previous: (out) (transfer full): "" of the first */
static gboolean
read_last (ParvisTx  *tx,
           gint64    *n,
           char     **previous,
           GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT n, record, signature FROM erasure WHERE town = :town"
                            " ORDER BY n DESC LIMIT 1",
                            error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  *n = has_row ? parvis_stmt_get_int (stmt, 0) : 0;
  *previous = has_row ? hash (parvis_stmt_get_text (stmt, 1), parvis_stmt_get_text (stmt, 2))
                      : g_strdup ("");

  return TRUE;
}

static gboolean
write_record (ParvisTx    *tx,
              gint64       n,
              const char  *record,
              const char  *signature,
              GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO erasure (town, n, at, record, signature)"
                            " VALUES (:town, :n, :now, :record, :signature)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_int (stmt, ":n", n);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_text (stmt, ":record", record);
  parvis_stmt_bind_text (stmt, ":signature", signature);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_erasure_record (ParvisTx                *tx,
                       const ParvisDossierRow  *row,
                       const ParvisSigner      *signer,
                       const char              *why,
                       json_t                  *what,
                       GError                 **error)
{
  g_autoptr(json_t) body = what;
  g_autofree char *previous = NULL;
  g_autofree char *record = NULL;
  g_autofree char *signature = NULL;
  gint64 n;

  if (!read_last (tx, &n, &previous, error))
    return FALSE;

  json_object_set_new (body, "town",
                       json_string (parvis_db_get_town (parvis_tx_get_db (tx))));
  json_object_set_new (body, "n", json_integer (n + 1));
  parvis_json_set_time (body, "at", parvis_tx_get_now (tx));
  json_object_set_new (body, "id", json_string (row->id));
  parvis_json_set_string (body, "number", row->number);
  json_object_set_new (body, "procedure", json_string (row->procedure_id));
  json_object_set_new (body, "version", json_integer (row->version));
  json_object_set_new (body, "because", json_string (why));
  json_object_set_new (body, "previous", json_string (previous));
  record = parvis_json_dump (body);
  signature = signer->sign (signer->data, record, error);

  return signature != NULL && write_record (tx, n + 1, record, signature, error);
}

json_t *
parvis_erasures_list (ParvisDb  *db,
                      gint64     after,
                      GError   **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT n, record, signature FROM erasure WHERE town = :town"
                            " AND n > :after ORDER BY n LIMIT :limit", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_int (stmt, ":after", after);
  parvis_stmt_bind_int (stmt, ":limit", MAX_RECORDS);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        json_array_append_new (list, json_pack ("{s:I, s:s, s:s}", "n",
                                                (json_int_t) parvis_stmt_get_int (stmt, 0),
                                                "record", parvis_stmt_get_text (stmt, 1),
                                                "signature", parvis_stmt_get_text (stmt, 2)));
    }
  while (has_row);

  return json_pack ("{s:O}", "erasures", list);
}
