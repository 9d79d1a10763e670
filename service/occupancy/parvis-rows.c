/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-rows"

#include "config.h"

#include "parvis-rows.h"

#include "parvis-error.h"

#include <math.h>
#include <string.h>

/* One list and one enum for each table, so that a column is read by its name. */
#define GAUGE_COLUMNS \
  "g.id, g.facility, f.neighbourhood, g.kind, g.capacity_declared, g.capacity, g.pmr," \
  " g.charging, g.valid_for, g.zero_at, g.created_at, g.method, g.present, g.observed_at," \
  " g.period, g.truth_at, g.zeroed_at, g.state, g.decided_at, g.sources, g.sources_fresh," \
  " g.broken_since, g.next_due, g.fault, g.fault_value, g.fault_at, g.fault_source, g.day," \
  " g.day_start, g.day_entered, g.day_left, g.day_by_hand, g.day_recounted, g.drift," \
  " g.recount_at, g.recount_gap, g.recount_value, g.log_count, g.pmr_free," \
  " g.charging_free, g.trend, g.trend_at, g.measured, g.lowered_to, g.lowered_why," \
  " g.lowered_until"

enum
{
  GAUGE_ID, GAUGE_FACILITY, GAUGE_NEIGHBOURHOOD, GAUGE_KIND, GAUGE_CAPACITY_DECLARED,
  GAUGE_CAPACITY, GAUGE_PMR, GAUGE_CHARGING, GAUGE_VALID_FOR, GAUGE_ZERO_AT,
  GAUGE_CREATED_AT, GAUGE_METHOD, GAUGE_PRESENT, GAUGE_OBSERVED_AT, GAUGE_PERIOD,
  GAUGE_TRUTH_AT, GAUGE_ZEROED_AT, GAUGE_STATE, GAUGE_DECIDED_AT, GAUGE_SOURCES,
  GAUGE_SOURCES_FRESH, GAUGE_BROKEN_SINCE, GAUGE_NEXT_DUE, GAUGE_FAULT, GAUGE_FAULT_VALUE,
  GAUGE_FAULT_AT, GAUGE_FAULT_SOURCE, GAUGE_DAY, GAUGE_DAY_START, GAUGE_DAY_ENTERED,
  GAUGE_DAY_LEFT, GAUGE_DAY_BY_HAND, GAUGE_DAY_RECOUNTED, GAUGE_DRIFT, GAUGE_RECOUNT_AT,
  GAUGE_RECOUNT_GAP, GAUGE_RECOUNT_VALUE, GAUGE_LOG_COUNT, GAUGE_PMR_FREE,
  GAUGE_CHARGING_FREE, GAUGE_TREND, GAUGE_TREND_AT, GAUGE_MEASURED, GAUGE_LOWERED_TO,
  GAUGE_LOWERED_WHY, GAUGE_LOWERED_UNTIL
};

#define SOURCE_COLUMNS \
  "id, gauge, name, format, measure, percent, pointer, preset, value_map, absent_is_zero," \
  " capacity_pointer, period, paused, created_at, health, last_seen, heard_at, newest_at," \
  " fresh_at, last_value, last_present, reason, battery, voltage, rssi, snr, faults," \
  " readings, total, total_max, zero_since, zero_ignored, same_since, same_count," \
  " same_open, stuck, day, day_entered, day_left, reserved, device, other_device," \
  " other_at, key_of"

enum
{
  SOURCE_ID, SOURCE_GAUGE, SOURCE_NAME, SOURCE_FORMAT, SOURCE_MEASURE, SOURCE_PERCENT,
  SOURCE_POINTER, SOURCE_PRESET, SOURCE_VALUE_MAP, SOURCE_ABSENT_IS_ZERO,
  SOURCE_CAPACITY_POINTER, SOURCE_PERIOD, SOURCE_PAUSED, SOURCE_CREATED_AT, SOURCE_HEALTH,
  SOURCE_LAST_SEEN, SOURCE_HEARD_AT, SOURCE_NEWEST_AT, SOURCE_FRESH_AT, SOURCE_LAST_VALUE,
  SOURCE_LAST_PRESENT, SOURCE_REASON, SOURCE_BATTERY, SOURCE_VOLTAGE, SOURCE_RSSI,
  SOURCE_SNR, SOURCE_FAULTS, SOURCE_READINGS, SOURCE_TOTAL, SOURCE_TOTAL_MAX,
  SOURCE_ZERO_SINCE, SOURCE_ZERO_IGNORED, SOURCE_SAME_SINCE, SOURCE_SAME_COUNT,
  SOURCE_SAME_OPEN, SOURCE_STUCK, SOURCE_DAY, SOURCE_DAY_ENTERED, SOURCE_DAY_LEFT,
  SOURCE_RESERVED, SOURCE_DEVICE, SOURCE_OTHER_DEVICE, SOURCE_OTHER_AT,
  SOURCE_KEY_OF
};

static void
copy_text (ParvisStmt *stmt,
           int         column,
           char       *target,
           gsize       size)
{
  if (parvis_stmt_is_null (stmt, column))
    *target = '\0';
  else
    g_strlcpy (target, parvis_stmt_get_text (stmt, column), size);
}

static gint64
get_count (ParvisStmt *stmt,
           int         column)
{
  return parvis_stmt_is_null (stmt, column) ? -1 : parvis_stmt_get_int (stmt, column);
}

static double
get_measure (ParvisStmt *stmt,
             int         column)
{
  return parvis_stmt_is_null (stmt, column) ? NAN : parvis_stmt_get_double (stmt, column);
}

void
parvis_bind_text_or_null (ParvisStmt *stmt,
                          const char *name,
                          const char *value)
{
  if (value == NULL || *value == '\0')
    parvis_stmt_bind_null (stmt, name);
  else
    parvis_stmt_bind_text (stmt, name, value);
}

void
parvis_bind_number_or_null (ParvisStmt *stmt,
                            const char *name,
                            double      value)
{
  if (isnan (value))
    parvis_stmt_bind_null (stmt, name);
  else
    parvis_stmt_bind_double (stmt, name, value);
}

void
parvis_bind_count_or_null (ParvisStmt *stmt,
                           const char *name,
                           gint64      value)
{
  if (value < 0)
    parvis_stmt_bind_null (stmt, name);
  else
    parvis_stmt_bind_int (stmt, name, value);
}

static gboolean
set_unreadable (const char  *table,
                const char  *id,
                GError     **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
               "The %s %s has a word that this version does not know", table, id);
  return FALSE;
}

static gboolean
read_gauge_words (ParvisStmt      *stmt,
                  ParvisGaugeRow  *row,
                  GError         **error)
{
  row->fault = PARVIS_REASON_NONE;

  if (!parvis_gauge_kind_from_string (parvis_stmt_get_text (stmt, GAUGE_KIND), &row->kind) ||
      !parvis_method_from_string (parvis_stmt_get_text (stmt, GAUGE_METHOD), &row->method) ||
      !parvis_freshness_from_string (parvis_stmt_get_text (stmt, GAUGE_STATE), &row->state) ||
      !parvis_trend_from_string (parvis_stmt_get_text (stmt, GAUGE_TREND), &row->trend) ||
      (!parvis_stmt_is_null (stmt, GAUGE_FAULT) &&
       !parvis_reason_from_string (parvis_stmt_get_text (stmt, GAUGE_FAULT), &row->fault)))
    return set_unreadable ("gauge", row->id, error);

  return TRUE;
}

static void
read_gauge_day (ParvisStmt     *stmt,
                ParvisGaugeRow *row)
{
  copy_text (stmt, GAUGE_DAY, row->day, sizeof row->day);
  row->day_start = get_count (stmt, GAUGE_DAY_START);
  row->day_entered = parvis_stmt_get_int (stmt, GAUGE_DAY_ENTERED);
  row->day_left = parvis_stmt_get_int (stmt, GAUGE_DAY_LEFT);
  row->day_by_hand = parvis_stmt_get_int (stmt, GAUGE_DAY_BY_HAND);
  row->day_recounted = parvis_stmt_get_int (stmt, GAUGE_DAY_RECOUNTED);
  row->drift = parvis_stmt_get_int (stmt, GAUGE_DRIFT);
  row->recount_at = parvis_stmt_get_time (stmt, GAUGE_RECOUNT_AT);
  row->recount_gap = parvis_stmt_get_int (stmt, GAUGE_RECOUNT_GAP);
  row->recount_value = parvis_stmt_get_int (stmt, GAUGE_RECOUNT_VALUE);
  row->log_count = parvis_stmt_get_int (stmt, GAUGE_LOG_COUNT);
}

static gboolean
read_gauge (ParvisStmt      *stmt,
            ParvisGaugeRow  *row,
            GError         **error)
{
  memset (row, 0, sizeof *row);
  copy_text (stmt, GAUGE_ID, row->id, sizeof row->id);
  copy_text (stmt, GAUGE_FACILITY, row->facility, sizeof row->facility);
  copy_text (stmt, GAUGE_NEIGHBOURHOOD, row->neighbourhood, sizeof row->neighbourhood);
  row->capacity_declared = get_count (stmt, GAUGE_CAPACITY_DECLARED);
  row->capacity = get_count (stmt, GAUGE_CAPACITY);
  row->pmr = get_count (stmt, GAUGE_PMR);
  row->charging = get_count (stmt, GAUGE_CHARGING);
  row->valid_for = parvis_stmt_get_int (stmt, GAUGE_VALID_FOR);
  copy_text (stmt, GAUGE_ZERO_AT, row->zero_at, sizeof row->zero_at);
  row->created_at = parvis_stmt_get_time (stmt, GAUGE_CREATED_AT);
  row->present = get_count (stmt, GAUGE_PRESENT);
  row->measured = parvis_stmt_get_int (stmt, GAUGE_MEASURED);
  row->observed_at = parvis_stmt_get_time (stmt, GAUGE_OBSERVED_AT);
  row->period = parvis_stmt_get_int (stmt, GAUGE_PERIOD);
  row->truth_at = parvis_stmt_get_time (stmt, GAUGE_TRUTH_AT);
  row->zeroed_at = parvis_stmt_get_time (stmt, GAUGE_ZEROED_AT);
  row->decided_at = parvis_stmt_get_time (stmt, GAUGE_DECIDED_AT);
  row->sources = parvis_stmt_get_int (stmt, GAUGE_SOURCES);
  row->sources_fresh = parvis_stmt_get_int (stmt, GAUGE_SOURCES_FRESH);
  row->broken_since = parvis_stmt_get_time (stmt, GAUGE_BROKEN_SINCE);
  row->next_due = parvis_stmt_get_time (stmt, GAUGE_NEXT_DUE);
  row->fault_value = get_measure (stmt, GAUGE_FAULT_VALUE);
  row->fault_at = parvis_stmt_get_time (stmt, GAUGE_FAULT_AT);
  copy_text (stmt, GAUGE_FAULT_SOURCE, row->fault_source, sizeof row->fault_source);
  row->pmr_free = get_count (stmt, GAUGE_PMR_FREE);
  row->charging_free = get_count (stmt, GAUGE_CHARGING_FREE);
  row->trend_at = parvis_stmt_get_time (stmt, GAUGE_TREND_AT);
  row->lowered_to = get_count (stmt, GAUGE_LOWERED_TO);
  copy_text (stmt, GAUGE_LOWERED_WHY, row->lowered_why, sizeof row->lowered_why);
  row->lowered_until = parvis_stmt_get_time (stmt, GAUGE_LOWERED_UNTIL);
  read_gauge_day (stmt, row);

  return read_gauge_words (stmt, row, error);
}

gboolean
parvis_gauge_row_load (ParvisDb        *db,
                       const char      *id,
                       ParvisGaugeRow  *row,
                       GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT " GAUGE_COLUMNS " FROM gauge AS g"
                            " JOIN facility AS f ON f.town = g.town AND f.id = g.facility"
                            " WHERE g.town = :town AND g.id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (!has_row)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town has no such gauge");
      return FALSE;
    }

  return read_gauge (stmt, row, error);
}

static void
bind_gauge_figure (ParvisStmt           *stmt,
                   const ParvisGaugeRow *row)
{
  parvis_bind_count_or_null (stmt, ":capacity", row->capacity);
  parvis_stmt_bind_text (stmt, ":method", parvis_method_to_string (row->method));
  parvis_bind_count_or_null (stmt, ":present", row->present);
  parvis_stmt_bind_int (stmt, ":measured", row->measured);
  parvis_stmt_bind_time (stmt, ":observed_at", row->observed_at);
  parvis_stmt_bind_int (stmt, ":period", row->period);
  parvis_stmt_bind_time (stmt, ":truth_at", row->truth_at);
  parvis_stmt_bind_time (stmt, ":zeroed_at", row->zeroed_at);
  parvis_stmt_bind_text (stmt, ":state", parvis_freshness_to_string (row->state));
  parvis_stmt_bind_time (stmt, ":decided_at", row->decided_at);
  parvis_stmt_bind_int (stmt, ":sources", row->sources);
  parvis_stmt_bind_int (stmt, ":sources_fresh", row->sources_fresh);
  parvis_stmt_bind_time (stmt, ":broken_since", row->broken_since);
  parvis_stmt_bind_time (stmt, ":next_due", row->next_due);
  parvis_bind_text_or_null (stmt, ":fault",
                            row->fault == PARVIS_REASON_NONE
                            ? NULL : parvis_reason_to_string (row->fault));
  parvis_bind_number_or_null (stmt, ":fault_value", row->fault_value);
  parvis_stmt_bind_time (stmt, ":fault_at", row->fault_at);
  parvis_bind_text_or_null (stmt, ":fault_source", row->fault_source);
  parvis_bind_count_or_null (stmt, ":pmr_free", row->pmr_free);
  parvis_bind_count_or_null (stmt, ":charging_free", row->charging_free);
  parvis_bind_count_or_null (stmt, ":lowered_to", row->lowered_to);
  parvis_bind_text_or_null (stmt, ":lowered_why", row->lowered_why);
  parvis_stmt_bind_time (stmt, ":lowered_until", row->lowered_until);
  parvis_stmt_bind_text (stmt, ":trend", parvis_trend_to_string (row->trend));
  parvis_stmt_bind_time (stmt, ":trend_at", row->trend_at);
}

static void
bind_gauge_day (ParvisStmt           *stmt,
                const ParvisGaugeRow *row)
{
  parvis_bind_text_or_null (stmt, ":day", row->day);
  parvis_bind_count_or_null (stmt, ":day_start", row->day_start);
  parvis_stmt_bind_int (stmt, ":day_entered", row->day_entered);
  parvis_stmt_bind_int (stmt, ":day_left", row->day_left);
  parvis_stmt_bind_int (stmt, ":day_by_hand", row->day_by_hand);
  parvis_stmt_bind_int (stmt, ":day_recounted", row->day_recounted);
  parvis_stmt_bind_int (stmt, ":drift", row->drift);
  parvis_stmt_bind_time (stmt, ":recount_at", row->recount_at);
  parvis_stmt_bind_int (stmt, ":recount_gap", row->recount_gap);
  parvis_stmt_bind_int (stmt, ":recount_value", row->recount_value);
  parvis_stmt_bind_int (stmt, ":log_count", row->log_count);
}

gboolean
parvis_gauge_row_save (ParvisDb              *db,
                       const ParvisGaugeRow  *row,
                       GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "UPDATE gauge SET capacity = :capacity, method = :method,"
                            " present = :present, measured = :measured,"
                            " observed_at = :observed_at,"
                            " period = :period, truth_at = :truth_at,"
                            " zeroed_at = :zeroed_at, state = :state,"
                            " decided_at = :decided_at, sources = :sources,"
                            " sources_fresh = :sources_fresh, broken_since = :broken_since,"
                            " next_due = :next_due, fault = :fault,"
                            " fault_value = :fault_value, fault_at = :fault_at,"
                            " fault_source = :fault_source, pmr_free = :pmr_free,"
                            " charging_free = :charging_free, lowered_to = :lowered_to,"
                            " lowered_why = :lowered_why, lowered_until = :lowered_until,"
                            " trend = :trend,"
                            " trend_at = :trend_at, day = :day,"
                            " day_start = :day_start, day_entered = :day_entered,"
                            " day_left = :day_left, day_by_hand = :day_by_hand,"
                            " day_recounted = :day_recounted, drift = :drift,"
                            " recount_at = :recount_at, recount_gap = :recount_gap,"
                            " recount_value = :recount_value, log_count = :log_count"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", row->id);
  bind_gauge_figure (stmt, row);
  bind_gauge_day (stmt, row);

  return parvis_stmt_step (stmt, NULL, error);
}

/* Ten per cent above capacity is what a full place can really hold (ux.md §0.3);
 * at least one more, so that a very small place can be over full too.
 */
gint64
parvis_gauge_row_limit (const ParvisGaugeRow *row)
{
  if (row->capacity <= 0)
    return G_MAXINT32;

  return MAX (row->capacity + row->capacity / 10, row->capacity + 1);
}

/* What it holds now. A declaration may have gone below what it was lowered to. */
gint64
parvis_gauge_row_capacity (const ParvisGaugeRow *row)
{
  return row->lowered_to > 0 && row->lowered_to < row->capacity ? row->lowered_to
                                                                : row->capacity;
}

void
parvis_gauge_row_restore (ParvisGaugeRow *row)
{
  row->lowered_to = -1;
  row->lowered_why[0] = '\0';
  row->lowered_until = PARVIS_NO_TIME;
}

/* What somebody counted above that is so, whatever a sum may hold, until the next zero. */
gint64
parvis_gauge_row_balance_limit (const ParvisGaugeRow *row)
{
  gint64 limit = parvis_gauge_row_limit (row);

  if (row->recount_at == PARVIS_NO_TIME || row->recount_at < row->zeroed_at ||
      row->recount_value <= limit)
    return limit;

  return row->recount_value + row->recount_value / 10;
}

void
parvis_gauge_row_figure (const ParvisGaugeRow *row,
                         ParvisGaugeFigure    *figure)
{
  memset (figure, 0, sizeof *figure);
  g_strlcpy (figure->id, row->id, sizeof figure->id);
  g_strlcpy (figure->facility, row->facility, sizeof figure->facility);
  g_strlcpy (figure->neighbourhood, row->neighbourhood, sizeof figure->neighbourhood);
  figure->kind = row->kind;
  figure->method = row->method;
  figure->capacity = (int) parvis_gauge_row_capacity (row);
  if (figure->capacity < row->capacity)
    figure->whole = (int) row->capacity;
  figure->lowered_until = row->lowered_until != PARVIS_NO_TIME ? row->lowered_until : PARVIS_NEVER;
  figure->present = (int) row->present;
  if (row->method == PARVIS_METHOD_BALANCE)
    figure->present = (int) MIN (row->present, parvis_gauge_row_balance_limit (row));
  if (row->method == PARVIS_METHOD_SPACES)
    figure->measured = (int) row->measured;
  figure->sources = (int) row->sources;
  figure->sources_fresh = (int) row->sources_fresh;
  figure->observed_at = row->observed_at;
  figure->live_for = parvis_gauge_live_for (row->period);
  figure->late_for = parvis_gauge_late_for (row->period);
  figure->valid_for = row->valid_for;
  figure->broken_since = row->broken_since;
}

void
parvis_source_row_free (ParvisSourceRow *row)
{
  g_free (row->name);
  g_free (row->pointer);
  g_free (row->preset);
  g_free (row->capacity_pointer);
  g_free (row->key_of);
  g_free (row->device);
  g_free (row->other_device);
  json_decref (row->values);
  g_free (row);
}

static gboolean
read_source_words (ParvisStmt       *stmt,
                   ParvisSourceRow  *row,
                   GError          **error)
{
  if (!parvis_format_from_string (parvis_stmt_get_text (stmt, SOURCE_FORMAT), &row->format) ||
      !parvis_measure_from_string (parvis_stmt_get_text (stmt, SOURCE_MEASURE),
                                   &row->measure) ||
      !parvis_health_from_string (parvis_stmt_get_text (stmt, SOURCE_HEALTH), &row->health) ||
      !parvis_reason_from_string (parvis_stmt_get_text (stmt, SOURCE_REASON), &row->reason) ||
      !parvis_reserved_from_string (parvis_stmt_get_text (stmt, SOURCE_RESERVED),
                                    &row->reserved))
    return set_unreadable ("source", row->id, error);

  if (!parvis_stmt_is_null (stmt, SOURCE_VALUE_MAP))
    {
      const char *text = parvis_stmt_get_text (stmt, SOURCE_VALUE_MAP);

      row->values = parvis_json_parse (text, strlen (text), error);
      if (row->values == NULL)
        return FALSE;
    }

  return TRUE;
}

static void
read_source_state (ParvisStmt      *stmt,
                   ParvisSourceRow *row)
{
  row->last_seen = parvis_stmt_get_time (stmt, SOURCE_LAST_SEEN);
  row->heard_at = parvis_stmt_get_time (stmt, SOURCE_HEARD_AT);
  row->newest_at = parvis_stmt_get_time (stmt, SOURCE_NEWEST_AT);
  row->fresh_at = parvis_stmt_get_time (stmt, SOURCE_FRESH_AT);
  row->last_value = get_measure (stmt, SOURCE_LAST_VALUE);
  row->last_present = get_count (stmt, SOURCE_LAST_PRESENT);
  row->battery = get_measure (stmt, SOURCE_BATTERY);
  row->voltage = get_measure (stmt, SOURCE_VOLTAGE);
  row->rssi = get_measure (stmt, SOURCE_RSSI);
  row->snr = get_measure (stmt, SOURCE_SNR);
  row->faults = parvis_stmt_get_int (stmt, SOURCE_FAULTS);
  row->readings = parvis_stmt_get_int (stmt, SOURCE_READINGS);
  row->total = get_measure (stmt, SOURCE_TOTAL);
  row->total_max = get_measure (stmt, SOURCE_TOTAL_MAX);
  row->zero_since = parvis_stmt_get_time (stmt, SOURCE_ZERO_SINCE);
  row->zero_ignored = parvis_stmt_get_int (stmt, SOURCE_ZERO_IGNORED) != 0;
  row->same_since = parvis_stmt_get_time (stmt, SOURCE_SAME_SINCE);
  row->same_count = parvis_stmt_get_int (stmt, SOURCE_SAME_COUNT);
  row->same_open = parvis_stmt_get_int (stmt, SOURCE_SAME_OPEN);
  row->stuck = parvis_stmt_get_int (stmt, SOURCE_STUCK) != 0;
  copy_text (stmt, SOURCE_DAY, row->day, sizeof row->day);
  row->day_entered = parvis_stmt_get_int (stmt, SOURCE_DAY_ENTERED);
  row->day_left = parvis_stmt_get_int (stmt, SOURCE_DAY_LEFT);
}

static ParvisSourceRow *
read_source (ParvisStmt  *stmt,
             GError     **error)
{
  g_autoptr(ParvisSourceRow) row = g_new0 (ParvisSourceRow, 1);

  copy_text (stmt, SOURCE_ID, row->id, sizeof row->id);
  copy_text (stmt, SOURCE_GAUGE, row->gauge, sizeof row->gauge);
  row->name = g_strdup (parvis_stmt_get_text (stmt, SOURCE_NAME));
  row->percent = parvis_stmt_get_int (stmt, SOURCE_PERCENT) != 0;
  row->pointer = g_strdup (parvis_stmt_get_text (stmt, SOURCE_POINTER));
  row->preset = g_strdup (parvis_stmt_get_text (stmt, SOURCE_PRESET));
  row->absent_is_zero = parvis_stmt_get_int (stmt, SOURCE_ABSENT_IS_ZERO) != 0;
  row->capacity_pointer = g_strdup (parvis_stmt_get_text (stmt, SOURCE_CAPACITY_POINTER));
  row->key_of = g_strdup (parvis_stmt_get_text (stmt, SOURCE_KEY_OF));
  row->device = g_strdup (parvis_stmt_get_text (stmt, SOURCE_DEVICE));
  row->other_device = g_strdup (parvis_stmt_get_text (stmt, SOURCE_OTHER_DEVICE));
  row->other_at = parvis_stmt_get_time (stmt, SOURCE_OTHER_AT);
  row->period = parvis_stmt_get_int (stmt, SOURCE_PERIOD);
  row->paused = parvis_stmt_get_int (stmt, SOURCE_PAUSED) != 0;
  row->created_at = parvis_stmt_get_time (stmt, SOURCE_CREATED_AT);
  read_source_state (stmt, row);

  if (!read_source_words (stmt, row, error))
    return NULL;

  return g_steal_pointer (&row);
}

ParvisSourceRow *
parvis_source_row_load (ParvisDb    *db,
                        const char  *id,
                        GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT " SOURCE_COLUMNS " FROM source"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town has no such source");
      return NULL;
    }

  return read_source (stmt, error);
}

GPtrArray *
parvis_source_rows_load (ParvisDb    *db,
                         const char  *gauge,
                         GError     **error)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_source_row_free);
  stmt = parvis_db_prepare (db,
                            "SELECT " SOURCE_COLUMNS " FROM source"
                            " WHERE town = :town AND gauge = :gauge"
                            " ORDER BY created_at, id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":gauge", gauge);

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;

      if (has_row)
        {
          ParvisSourceRow *row = read_source (stmt, error);

          if (row == NULL)
            return NULL;
          g_ptr_array_add (rows, row);
        }
    }
  while (has_row);

  return g_steal_pointer (&rows);
}

static void
bind_source_health (ParvisStmt            *stmt,
                    const ParvisSourceRow *row)
{
  parvis_stmt_bind_text (stmt, ":health", parvis_health_to_string (row->health));
  parvis_stmt_bind_time (stmt, ":last_seen", row->last_seen);
  parvis_stmt_bind_time (stmt, ":heard_at", row->heard_at);
  parvis_stmt_bind_time (stmt, ":newest_at", row->newest_at);
  parvis_stmt_bind_time (stmt, ":fresh_at", row->fresh_at);
  parvis_bind_number_or_null (stmt, ":last_value", row->last_value);
  parvis_bind_count_or_null (stmt, ":last_present", row->last_present);
  parvis_stmt_bind_text (stmt, ":reason", parvis_reason_to_string (row->reason));
  parvis_bind_number_or_null (stmt, ":battery", row->battery);
  parvis_bind_number_or_null (stmt, ":voltage", row->voltage);
  parvis_bind_number_or_null (stmt, ":rssi", row->rssi);
  parvis_bind_number_or_null (stmt, ":snr", row->snr);
  parvis_stmt_bind_int (stmt, ":faults", row->faults);
  parvis_stmt_bind_int (stmt, ":readings", row->readings);
}

static void
bind_source_memory (ParvisStmt            *stmt,
                    const ParvisSourceRow *row)
{
  parvis_bind_number_or_null (stmt, ":total", row->total);
  parvis_bind_number_or_null (stmt, ":total_max", row->total_max);
  parvis_stmt_bind_time (stmt, ":zero_since", row->zero_since);
  parvis_stmt_bind_int (stmt, ":zero_ignored", row->zero_ignored);
  parvis_stmt_bind_time (stmt, ":same_since", row->same_since);
  parvis_stmt_bind_int (stmt, ":same_count", row->same_count);
  parvis_stmt_bind_int (stmt, ":same_open", row->same_open);
  parvis_stmt_bind_int (stmt, ":stuck", row->stuck);
  parvis_bind_text_or_null (stmt, ":day", row->day);
  parvis_stmt_bind_int (stmt, ":day_entered", row->day_entered);
  parvis_stmt_bind_int (stmt, ":day_left", row->day_left);
}

gboolean
parvis_source_row_save (ParvisDb               *db,
                        const ParvisSourceRow  *row,
                        GError                **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "UPDATE source SET paused = :paused, health = :health,"
                            " last_seen = :last_seen, heard_at = :heard_at,"
                            " newest_at = :newest_at, fresh_at = :fresh_at,"
                            " last_value = :last_value, last_present = :last_present,"
                            " reason = :reason, battery = :battery, voltage = :voltage,"
                            " rssi = :rssi, snr = :snr, faults = :faults,"
                            " readings = :readings, total = :total, total_max = :total_max,"
                            " zero_since = :zero_since, zero_ignored = :zero_ignored,"
                            " same_since = :same_since, same_count = :same_count,"
                            " same_open = :same_open, stuck = :stuck, day = :day,"
                            " day_entered = :day_entered, day_left = :day_left,"
                            " device = :device, other_device = :other_device,"
                            " other_at = :other_at"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", row->id);
  parvis_bind_text_or_null (stmt, ":device", row->device);
  parvis_bind_text_or_null (stmt, ":other_device", row->other_device);
  parvis_stmt_bind_time (stmt, ":other_at", row->other_at);
  parvis_stmt_bind_int (stmt, ":paused", row->paused);
  bind_source_health (stmt, row);
  bind_source_memory (stmt, row);

  return parvis_stmt_step (stmt, NULL, error);
}

void
parvis_source_row_mapping (const ParvisSourceRow *row,
                           ParvisMapping         *mapping)
{
  memset (mapping, 0, sizeof *mapping);
  mapping->format = row->format;
  mapping->measure = row->measure;
  mapping->percent = row->percent;
  mapping->preset = row->preset;
  mapping->pointer = row->pointer;
  mapping->values = row->values;
  mapping->absent_is_zero = row->absent_is_zero;
  mapping->capacity_pointer = row->capacity_pointer;
}

/* Whether values of this measure add up instead of replacing one another. */
gboolean
parvis_measure_is_amount (ParvisMeasure measure)
{
  return measure == PARVIS_MEASURE_ENTERED || measure == PARVIS_MEASURE_LEFT ||
         measure == PARVIS_MEASURE_ENTERED_TOTAL || measure == PARVIS_MEASURE_LEFT_TOTAL;
}
