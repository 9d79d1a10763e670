/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-refresh"

#include "config.h"

#include "parvis-gauge-work.h"
#include "parvis-occupancy.h"

/* A batch stays short when a whole town turns stale at once; what is left is due
 * at once again.
 */
#define GAUGES_AT_ONCE 64

gboolean
parvis_occupancy_next_due (ParvisDb  *db,
                           gint64    *due,
                           GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  *due = PARVIS_NEVER;
  stmt = parvis_db_prepare (db,
                            "SELECT next_due FROM gauge"
                            " WHERE town = :town AND next_due IS NOT NULL"
                            " ORDER BY next_due LIMIT 1",
                            error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    *due = parvis_stmt_get_time (stmt, 0);

  return TRUE;
}

static gboolean
collect_ids (ParvisStmt  *stmt,
             GPtrArray   *ids,
             GError     **error)
{
  gboolean has_row = FALSE;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row)
        g_ptr_array_add (ids, g_strdup (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  return TRUE;
}

static GPtrArray *
list_ids (ParvisDb    *db,
          const char  *sql,
          GError     **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);

  if (stmt == NULL || !collect_ids (stmt, ids, error))
    return NULL;

  return g_steal_pointer (&ids);
}

static GPtrArray *
list_due (ParvisTx  *tx,
          GError   **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM gauge"
                            " WHERE town = :town AND next_due <= :now"
                            " ORDER BY next_due LIMIT :limit",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_int (stmt, ":limit", GAUGES_AT_ONCE);
  if (!collect_ids (stmt, ids, error))
    return NULL;

  return g_steal_pointer (&ids);
}

static gboolean
refresh_gauge (ParvisTx    *tx,
               const char  *id,
               GError     **error)
{
  g_autoptr(ParvisGaugeWork) work = parvis_gauge_work_begin (tx, id, error);

  return work != NULL && parvis_gauge_work_finish (work, error);
}

static gboolean
apply_refresh (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  g_autoptr(GPtrArray) due = list_due (tx, error);

  if (due == NULL)
    return FALSE;

  for (guint i = 0; i < due->len; i++)
    {
      if (!refresh_gauge (tx, g_ptr_array_index (due, i), error))
        return FALSE;
    }

  return TRUE;
}

ParvisCommand *
parvis_occupancy_refresh_command (const char *town,
                                  gint64      now)
{
  ParvisCommand *command = parvis_command_new ("gauge.refresh", town, apply_refresh);

  command->actor = g_strdup ("system");
  command->received_at = now;

  return command;
}

static void
touch_ids (ParvisTx   *tx,
           const char *kind,
           GPtrArray  *ids)
{
  for (guint i = 0; i < ids->len; i++)
    parvis_tx_touch (tx, kind, g_ptr_array_index (ids, i));
}

gboolean
parvis_occupancy_touch_all (ParvisTx  *tx,
                            GError   **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(GPtrArray) areas = NULL;
  g_autoptr(GPtrArray) facilities = NULL;
  g_autoptr(GPtrArray) gauges = NULL;
  g_autoptr(GPtrArray) sources = NULL;

  if ((areas = list_ids (db, "SELECT id FROM neighbourhood WHERE town = :town"
                         " ORDER BY id", error)) == NULL ||
      (facilities = list_ids (db, "SELECT id FROM facility WHERE town = :town"
                              " ORDER BY id", error)) == NULL ||
      (gauges = list_ids (db, "SELECT id FROM gauge WHERE town = :town"
                          " ORDER BY id", error)) == NULL ||
      (sources = list_ids (db, "SELECT id FROM source WHERE town = :town"
                           " ORDER BY id", error)) == NULL)
    return FALSE;

  for (guint i = 0; i < gauges->len; i++)
    {
      if (!refresh_gauge (tx, g_ptr_array_index (gauges, i), error))
        return FALSE;
    }

  parvis_tx_touch (tx, PARVIS_KIND_TOWN, parvis_db_get_town (db));
  parvis_tx_touch (tx, PARVIS_KIND_ROLLUP, parvis_db_get_town (db));
  touch_ids (tx, PARVIS_KIND_NEIGHBOURHOOD, areas);
  touch_ids (tx, PARVIS_KIND_ROLLUP, areas);
  touch_ids (tx, PARVIS_KIND_FACILITY, facilities);
  touch_ids (tx, PARVIS_KIND_SOURCE, sources);

  return TRUE;
}
