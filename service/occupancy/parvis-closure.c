/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-closure"

#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge-work.h"
#include "parvis-occupancy.h"
#include "parvis-render.h"

static GPtrArray *
list_gauges (ParvisDb    *db,
             const char  *facility,
             GError     **error)
{
  g_autoptr(GPtrArray) gauges = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT id FROM gauge"
                            " WHERE town = :town AND facility = :facility ORDER BY id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":facility", facility);

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (gauges, g_strdup (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  return g_steal_pointer (&gauges);
}

/* The gauges of the facility are decided again, and their log tells what a
 * person did.
 */
static gboolean
tell_gauges (ParvisTx             *tx,
             const ParvisCommand  *command,
             const char           *what,
             const char           *note,
             GError              **error)
{
  g_autoptr(GPtrArray) gauges = NULL;

  gauges = list_gauges (parvis_tx_get_db (tx), command->object, error);
  if (gauges == NULL)
    return FALSE;

  for (guint i = 0; i < gauges->len; i++)
    {
      g_autoptr(ParvisGaugeWork) work = NULL;

      work = parvis_gauge_work_begin (tx, g_ptr_array_index (gauges, i), error);
      if (work == NULL ||
          !parvis_gauge_work_log (work, what, work->now, 0, -1, command, note, error) ||
          !parvis_gauge_work_finish (work, error))
        return FALSE;
    }

  parvis_tx_touch (tx, PARVIS_KIND_FACILITY, command->object);

  return TRUE;
}

static gboolean
answer_facility (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 GError              **error)
{
  ParvisEntity entity = { .audience = PARVIS_AUDIENCE_PUBLIC };

  if (!parvis_render_facility (tx, command->object, &entity, error))
    return FALSE;

  answer->body = entity.body;

  return TRUE;
}

static gboolean
check_facility (ParvisTx             *tx,
                const ParvisCommand  *command,
                GError              **error)
{
  g_autoptr(ParvisPlace) place = NULL;

  place = parvis_place_load (parvis_tx_get_db (tx), command->object, error);

  return place != NULL && parvis_place_allows (place, command, error);
}

static gboolean
store_closure (ParvisTx             *tx,
               const ParvisCommand  *command,
               const char           *reason,
               gint64                from,
               gint64                until,
               GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO closure (town, facility, reason, from_at, until_at,"
                            " actor, created_at)"
                            " VALUES (:town, :facility, :reason, :from_at, :until_at,"
                            " :actor, :created_at)"
                            " ON CONFLICT (town, facility) DO UPDATE SET"
                            " reason = excluded.reason, from_at = excluded.from_at,"
                            " until_at = excluded.until_at, actor = excluded.actor,"
                            " created_at = excluded.created_at",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":facility", command->object);
  parvis_stmt_bind_text (stmt, ":reason", reason);
  parvis_stmt_bind_time (stmt, ":from_at", from);
  parvis_stmt_bind_time (stmt, ":until_at", until);
  parvis_stmt_bind_text (stmt, ":actor", command->actor != NULL ? command->actor : "system");
  parvis_stmt_bind_time (stmt, ":created_at", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

/**
 * parvis_facility_close:
 *
 * Command "facility.close": closes a place for a reason that the public reads,
 * from now or later, until an instant or until somebody reopens it.
 */
gboolean
parvis_facility_close (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  gint64 now = parvis_tx_get_now (tx);
  const char *reason;
  gint64 from;
  gint64 until;

  if (!check_facility (tx, command, error) ||
      !parvis_json_get_string_or (command->body, "reason", PARVIS_REASON_MAX, "", &reason, error) ||
      !parvis_json_get_time_or (command->body, "from", now, &from, error) ||
      !parvis_json_get_time_or (command->body, "until", PARVIS_NO_TIME, &until, error))
    return FALSE;

  if (until != PARVIS_NO_TIME && until <= MAX (from, now))
    return parvis_set_invalid (error, "/until", "The closure would be over already");

  return store_closure (tx, command, reason, from, until, error) &&
         tell_gauges (tx, command, "close", reason, error) &&
         answer_facility (tx, command, answer, error);
}

static gboolean
delete_closure (ParvisTx    *tx,
                const char  *facility,
                gboolean    *deleted,
                GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM closure"
                            " WHERE town = :town AND facility = :facility",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":facility", facility);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *deleted = parvis_stmt_get_changes (stmt) > 0;

  return TRUE;
}

/**
 * parvis_facility_reopen:
 *
 * Command "facility.reopen": ends a closure; a place that is not closed stays
 * as it is, so that two people may both reopen it.
 */
gboolean
parvis_facility_reopen (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  gboolean deleted = FALSE;

  if (!check_facility (tx, command, error) ||
      !delete_closure (tx, command->object, &deleted, error))
    return FALSE;

  if (deleted && !tell_gauges (tx, command, "reopen", NULL, error))
    return FALSE;

  return answer_facility (tx, command, answer, error);
}
