/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-history"

#include "config.h"

#include "parvis-history.h"

#include "parvis-error.h"
#include "parvis-occupancy.h"

#include <string.h>

gboolean
parvis_history_add (ParvisDb    *db,
                    const char  *gauge,
                    gint64       at,
                    gint64       value,
                    GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  /* Readings arrive in any order, so the last of a bucket is the one that was
   * observed last.
   */
  stmt = parvis_db_prepare (db,
                            "INSERT INTO history (town, gauge, at, low, high, latest, latest_at)"
                            " VALUES (:town, :gauge, :at, :value, :value, :value, :latest_at)"
                            " ON CONFLICT (town, gauge, at) DO UPDATE SET"
                            " low = CASE WHEN excluded.low < history.low"
                            "   THEN excluded.low ELSE history.low END,"
                            " high = CASE WHEN excluded.high > history.high"
                            "   THEN excluded.high ELSE history.high END,"
                            " latest = CASE WHEN excluded.latest_at >= history.latest_at"
                            "   THEN excluded.latest ELSE history.latest END,"
                            " latest_at = CASE WHEN excluded.latest_at >= history.latest_at"
                            "   THEN excluded.latest_at ELSE history.latest_at END",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":gauge", gauge);
  parvis_stmt_bind_int (stmt, ":at", at - at % PARVIS_HISTORY_BUCKET);
  parvis_stmt_bind_int (stmt, ":value", value);
  parvis_stmt_bind_int (stmt, ":latest_at", at);

  return parvis_stmt_step (stmt, NULL, error);
}

GArray *
parvis_history_points (ParvisDb    *db,
                       const char  *gauge,
                       gint64       now,
                       GError     **error)
{
  g_autoptr(GArray) points = g_array_new (FALSE, FALSE, sizeof (ParvisTrendPoint));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT at, latest FROM history"
                            " WHERE town = :town AND gauge = :gauge"
                            " AND at >= :from_at AND at <= :to_at",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":gauge", gauge);
  parvis_stmt_bind_int (stmt, ":from_at", now - PARVIS_TREND_FROM);
  parvis_stmt_bind_int (stmt, ":to_at", now - PARVIS_TREND_TO);

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;

      if (has_row)
        {
          ParvisTrendPoint point = { parvis_stmt_get_time (stmt, 0),
                                     parvis_stmt_get_int (stmt, 1) };

          g_array_append_val (points, point);
        }
    }
  while (has_row);

  return g_steal_pointer (&points);
}

static json_t *
describe_bucket (ParvisStmt *stmt)
{
  json_t *point = json_object ();

  parvis_json_set_time (point, "at", parvis_stmt_get_time (stmt, 0));
  json_object_set_new (point, "min", json_integer (parvis_stmt_get_int (stmt, 1)));
  json_object_set_new (point, "max", json_integer (parvis_stmt_get_int (stmt, 2)));
  json_object_set_new (point, "last", json_integer (parvis_stmt_get_int (stmt, 3)));

  return point;
}

static gboolean
check_gauge (ParvisDb    *db,
             const char  *gauge,
             GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT 1 FROM gauge WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", gauge);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (!has_row)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                         "This town has no such gauge");

  return has_row;
}

/**
 * parvis_history_list:
 *
 * Returns: (transfer full): {"bucket":300,"points":[…]} of [@from, @to), at most
 *   31 days; a bucket in which nothing was measured is not there
 */
json_t *
parvis_history_list (ParvisDb    *db,
                     const char  *gauge,
                     gint64       from,
                     gint64       to,
                     GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) points = json_array ();
  gboolean has_row = FALSE;

  if (from >= to || to - from > PARVIS_HISTORY_MAX_RANGE)
    {
      parvis_set_invalid (error, "from", "The time asked for must end after it begins, "
                          "and last 31 days at most");
      return NULL;
    }

  if (!check_gauge (db, gauge, error))
    return NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT at, low, high, latest FROM history"
                            " WHERE town = :town AND gauge = :gauge"
                            " AND at >= :from_at AND at < :to_at ORDER BY at",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":gauge", gauge);
  parvis_stmt_bind_int (stmt, ":from_at", from - from % PARVIS_HISTORY_BUCKET);
  parvis_stmt_bind_int (stmt, ":to_at", to);

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        json_array_append_new (points, describe_bucket (stmt));
    }
  while (has_row);

  return json_pack ("{s:i, s:O}",
                    "bucket", (int) (PARVIS_HISTORY_BUCKET / PARVIS_SECOND),
                    "points", points);
}

static json_t *
describe_reading (ParvisStmt *stmt)
{
  json_t *reading = json_object ();

  parvis_json_set_time (reading, "received_at", parvis_stmt_get_time (stmt, 0));
  parvis_json_set_time (reading, "observed_at", parvis_stmt_get_time (stmt, 1));
  if (!parvis_stmt_is_null (stmt, 2))
    json_object_set_new (reading, "value", json_real (parvis_stmt_get_double (stmt, 2)));
  if (strcmp (parvis_stmt_get_text (stmt, 3), "none") != 0)
    parvis_json_set_string (reading, "reason", parvis_stmt_get_text (stmt, 3));
  if (!parvis_stmt_is_null (stmt, 4))
    parvis_json_set_string (reading, "raw", parvis_stmt_get_text (stmt, 4));

  return reading;
}

static gboolean
check_source (ParvisDb    *db,
              const char  *source,
              GError     **error)
{
  g_autofree char *id = parvis_source_find (db, source, error);

  return id != NULL;
}

json_t *
parvis_readings_list (ParvisDb    *db,
                      const char  *source,
                      guint        limit,
                      GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) readings = json_array ();
  gboolean has_row = FALSE;

  if (!check_source (db, source, error))
    return NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT received_at, observed_at, value, reason, raw FROM reading"
                            " WHERE town = :town AND source = :source"
                            " ORDER BY n DESC LIMIT :limit",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":source", source);
  parvis_stmt_bind_int (stmt, ":limit", limit);

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        json_array_append_new (readings, describe_reading (stmt));
    }
  while (has_row);

  return json_pack ("{s:O}", "readings", readings);
}
