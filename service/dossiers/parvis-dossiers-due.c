/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-due"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-dossier-row.h"
#include "parvis-upload.h"

#include <string.h>

/* What happens to dossiers by itself: receipts, alarms, what is told to families, the end of
 * drafts and of files that never came whole. A module that is off is no reason to keep a
 * draft or to miss a delay.
 */

/* A batch stays short; what is left is due at once again. What is erased is overwritten, so
 * many files at once would keep the writer from everybody else.
 */
#define DOSSIERS_AT_ONCE 64
#define BYTES_AT_ONCE    (32 * 1024 * 1024)

#define SYSTEM "system"

gboolean
parvis_dossiers_next_due (ParvisDb  *db,
                          gint64    *due,
                          GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (!parvis_uploads_next_due (db, due, error))
    return FALSE;

  stmt = parvis_db_prepare (db, "SELECT next_due FROM dossier WHERE town = :town"
                            " AND next_due IS NOT NULL ORDER BY next_due LIMIT 1", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    *due = MIN (*due, parvis_stmt_get_time (stmt, 0));

  return TRUE;
}

/* An answer is due soon, or was: the next state of the alarm, if its time has come. */
static gboolean
sound_alarm (ParvisTx          *tx,
             ParvisDossierRow  *row,
             GError           **error)
{
  const char *alarm = row->alarm == NULL ? "soon" : "late";
  gint64 due = parvis_dossier_row_find_alarm (row);

  if (due == PARVIS_NO_TIME || due > parvis_tx_get_now (tx))
    return TRUE;

  g_free (row->alarm);
  row->alarm = g_strdup (alarm);

  return parvis_dossier_log (tx, row, SYSTEM, "alarm", json_pack ("{s:s}", "alarm", alarm), error);
}

static gboolean
look_at (ParvisTx             *tx,
         const ParvisCommand  *command,
         const char           *id,
         gint64               *bytes,
         GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_row_load (parvis_tx_get_db (tx), id, error);
  gint64 now = parvis_tx_get_now (tx);
  gboolean gone;

  if (row == NULL)
    return FALSE;

  if (row->tell_at != PARVIS_NO_TIME && row->tell_at <= now &&
      !parvis_dossier_tell (tx, row, error))
    return FALSE;
  if (row->state != PARVIS_DOSSIER_DRAFT && !parvis_dossier_state_is_final (row->state) &&
      row->receipt_at == PARVIS_NO_TIME && row->receipt_due - PARVIS_DAY <= now &&
      !parvis_dossier_give_receipt (tx, row, PARVIS_RECEIPT_RECEIVED, error))
    return FALSE;

  if (!parvis_dossier_keep (tx, row, command->signer, bytes, &gone, error))
    return FALSE;

  return gone || (sound_alarm (tx, row, error) && parvis_dossier_row_save (tx, row, error));
}

static GPtrArray *
list_due (ParvisTx  *tx,
          GError   **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM dossier WHERE town = :town AND next_due <= :now"
                            " ORDER BY next_due LIMIT :limit",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_int (stmt, ":limit", DOSSIERS_AT_ONCE);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (ids, g_strdup (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  return g_steal_pointer (&ids);
}

static gboolean
apply_refresh (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  g_autoptr(GPtrArray) ids = list_due (tx, error);
  gint64 bytes = 0;

  for (guint i = 0; ids != NULL && i < ids->len && bytes < BYTES_AT_ONCE; i++)
    {
      if (!look_at (tx, command, g_ptr_array_index (ids, i), &bytes, error))
        return FALSE;
    }

  return ids != NULL && parvis_uploads_give_up (tx, error);
}

ParvisCommand *
parvis_dossiers_refresh_command (const char         *town,
                                 const ParvisSigner *signer,
                                 gint64              now)
{
  ParvisCommand *command = parvis_command_new ("dossiers.refresh", town, apply_refresh);

  command->actor = g_strdup (SYSTEM);
  command->signer = signer;
  command->received_at = now;
  command->body = json_object ();

  return command;
}
