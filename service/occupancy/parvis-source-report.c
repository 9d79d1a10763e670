/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-report"

#include "config.h"

#include "parvis-occupancy.h"
#include "parvis-rows.h"

/* Half an hour: 48 of them are the small curve of a day. */
#define BUCKET (30 * PARVIS_MINUTE)
#define BUCKETS 48

/* What is listed of each kind, newest first. */
#define ENTRIES 20

static gboolean
is_delta (ParvisMeasure measure)
{
  return measure == PARVIS_MEASURE_ENTERED || measure == PARVIS_MEASURE_LEFT;
}

static ParvisStmt *
prepare (ParvisDb               *db,
         const ParvisSourceRow  *row,
         const char             *sql,
         gint64                  since,
         GError                **error)
{
  ParvisStmt *stmt = parvis_db_prepare (db, sql, error);

  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":source", row->id);
  parvis_stmt_bind_time (stmt, ":since", since);

  return stmt;
}

/* Neither what another device said, nor what nobody did. */
#define OF_ITSELF "reason NOT IN ('other_device', 'simulated')"

/* What it told in each half hour of the last day: the mean of a figure, the sum
 * of passages; null where it told nothing that is a number.
 */
static json_t *
list_values (ParvisDb               *db,
             const ParvisSourceRow  *row,
             gint64                  since,
             GError                **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = json_array ();
  gboolean has_row = FALSE;

  stmt = prepare (db, row, "SELECT (observed_at - :since) / :bucket AS slot, AVG(value), SUM(value)"
                  " FROM reading WHERE town = :town AND source = :source"
                  " AND observed_at >= :since AND value IS NOT NULL AND " OF_ITSELF
                  " GROUP BY slot ORDER BY slot",
                  since, error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_int (stmt, ":bucket", BUCKET);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;

      while (json_array_size (values) < BUCKETS &&
             (!has_row || (gint64) json_array_size (values) < parvis_stmt_get_int (stmt, 0)))
        json_array_append_new (values, json_null ());
      if (has_row && json_array_size (values) < BUCKETS)
        json_array_append_new (values,
                               json_real (parvis_stmt_get_double (stmt, is_delta (row->measure)
                                                                  ? 2 : 1)));
    }
  while (has_row);

  return g_steal_pointer (&values);
}

/* A row's number is that of its place in time, so a window of two is enough. */
static json_t *
list_silences (ParvisDb               *db,
               const ParvisSourceRow  *row,
               gint64                  since,
               gint64                  now,
               GError                **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) silences = json_array ();
  gint64 limit = MAX (6 * row->period, 15 * PARVIS_MINUTE);
  gboolean has_row = FALSE;

  if (row->last_seen != PARVIS_NO_TIME && now - row->last_seen > limit)
    {
      json_t *going_on = json_object ();

      parvis_json_set_time (going_on, "from", row->last_seen);
      json_array_append_new (silences, going_on);
    }

  stmt = prepare (db, row, "SELECT before, received_at FROM (SELECT received_at,"
                  " LAG(received_at) OVER (ORDER BY n) AS before FROM reading"
                  " WHERE town = :town AND source = :source AND received_at >= :since"
                  " AND " OF_ITSELF ") AS step"
                  " WHERE received_at - before > :limit"
                  " ORDER BY received_at DESC LIMIT :entries",
                  since, error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_int (stmt, ":limit", limit);
  parvis_stmt_bind_int (stmt, ":entries", ENTRIES);
  do
    {
      json_t *silence;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        break;

      silence = json_object ();
      parvis_json_set_time (silence, "from", parvis_stmt_get_time (stmt, 0));
      parvis_json_set_time (silence, "until", parvis_stmt_get_time (stmt, 1));
      json_array_append_new (silences, silence);
    }
  while (has_row);

  return g_steal_pointer (&silences);
}

/* What a person found at the place that the source feeds, and by how much the
 * figure was off.
 */
static json_t *
list_recounts (ParvisDb               *db,
               const ParvisSourceRow  *row,
               gint64                  since,
               GError                **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) recounts = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT at, value, delta FROM hand_log WHERE town = :town"
                            " AND gauge = :gauge AND what = 'recount' AND at >= :since"
                            " ORDER BY n DESC LIMIT :entries", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":gauge", row->gauge);
  parvis_stmt_bind_time (stmt, ":since", since);
  parvis_stmt_bind_int (stmt, ":entries", ENTRIES);
  do
    {
      json_t *recount;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        break;

      recount = json_object ();
      parvis_json_set_time (recount, "at", parvis_stmt_get_time (stmt, 0));
      json_object_set_new (recount, "value", json_integer (parvis_stmt_get_int (stmt, 1)));
      json_object_set_new (recount, "gap", json_integer (parvis_stmt_get_int (stmt, 2)));
      json_array_append_new (recounts, recount);
    }
  while (has_row);

  return g_steal_pointer (&recounts);
}

/**
 * parvis_source_report:
 * @days: how far the silences and recounts go back
 *
 * How reliable a source is: its last day as a small curve, its silences, and what
 * people found instead.
 */
json_t *
parvis_source_report (ParvisDb    *db,
                      const char  *source,
                      gint64       days,
                      gint64       now,
                      GError     **error)
{
  g_autoptr(ParvisSourceRow) row = parvis_source_row_load (db, source, error);
  g_autoptr(json_t) values = NULL;
  g_autoptr(json_t) silences = NULL;
  g_autoptr(json_t) recounts = NULL;
  gint64 day = now - BUCKETS * BUCKET;
  gint64 since = now - days * PARVIS_DAY;
  json_t *report;

  if (row == NULL)
    return NULL;

  values = list_values (db, row, day, error);
  if (values == NULL)
    return NULL;
  silences = list_silences (db, row, since, now, error);
  if (silences == NULL)
    return NULL;
  recounts = list_recounts (db, row, since, error);
  if (recounts == NULL)
    return NULL;

  report = json_pack ("{s:I, s:O, s:O, s:O}", "bucket", (json_int_t) (BUCKET / PARVIS_SECOND),
                      "values", values, "silences", silences, "recounts", recounts);
  parvis_json_set_time (report, "from", day);

  return report;
}
