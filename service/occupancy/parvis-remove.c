/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-remove"

#include "config.h"

#include "parvis-error.h"
#include "parvis-occupancy.h"
#include "parvis-rows.h"

/* In the order that foreign keys allow. */
static const char * const statements[] = {
  "DELETE FROM reading WHERE town = :town AND source IN"
  " (SELECT s.id FROM source AS s JOIN gauge AS g ON g.town = s.town AND g.id = s.gauge"
  "  WHERE s.town = :town AND g.facility = :id)",
  "DELETE FROM access_key WHERE town = :town AND source IN"
  " (SELECT s.id FROM source AS s JOIN gauge AS g ON g.town = s.town AND g.id = s.gauge"
  "  WHERE s.town = :town AND g.facility = :id)",
  "DELETE FROM source WHERE town = :town AND gauge IN"
  " (SELECT id FROM gauge WHERE town = :town AND facility = :id)",
  "DELETE FROM history WHERE town = :town AND gauge IN"
  " (SELECT id FROM gauge WHERE town = :town AND facility = :id)",
  "DELETE FROM hand_log WHERE town = :town AND gauge IN"
  " (SELECT id FROM gauge WHERE town = :town AND facility = :id)",
  "DELETE FROM gauge WHERE town = :town AND facility = :id",
  "DELETE FROM closure WHERE town = :town AND facility = :id",
  "UPDATE facility SET linked = NULL WHERE town = :town AND linked = :id",
  "DELETE FROM facility WHERE town = :town AND id = :id",
};

static gboolean
touch_all_of (ParvisTx    *tx,
              const char  *sql,
              const char  *facility,
              const char  *kind,
              GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", facility);

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

/**
 * parvis_facility_remove:
 *
 * Command "facility.remove": a place with its gauges, their sources and all that
 * was measured there.
 */
gboolean
parvis_facility_remove (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisPlace) place = parvis_place_load (db, command->object, error);

  if (place == NULL)
    return FALSE;

  if (!touch_all_of (tx, "SELECT id FROM gauge WHERE town = :town AND facility = :id",
                     place->id, PARVIS_KIND_GAUGE, error) ||
      !touch_all_of (tx, "SELECT id FROM gauge WHERE town = :town AND facility = :id",
                     place->id, PARVIS_KIND_GAUGE_LOG, error) ||
      !touch_all_of (tx,
                     "SELECT s.id FROM source AS s JOIN gauge AS g"
                     " ON g.town = s.town AND g.id = s.gauge"
                     " WHERE s.town = :town AND g.facility = :id",
                     place->id, PARVIS_KIND_SOURCE, error) ||
      !touch_all_of (tx, "SELECT id FROM facility WHERE town = :town AND linked = :id",
                     place->id, PARVIS_KIND_FACILITY, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, statements[i], error);

      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":id", place->id);
      if (!parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }

  parvis_tx_touch (tx, PARVIS_KIND_FACILITY, place->id);
  answer->body = json_pack ("{s:s}", "id", place->id);

  return parvis_occupancy_touch_all (tx, error);
}
