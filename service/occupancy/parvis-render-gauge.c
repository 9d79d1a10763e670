/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-render-gauge"

#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge-work.h"
#include "parvis-render.h"

#include <math.h>

static void
set_count (json_t     *body,
           const char *name,
           gint64      value)
{
  if (value >= 0)
    json_object_set_new (body, name, json_integer (value));
}

static void
set_number (json_t     *body,
            const char *name,
            double      value)
{
  if (isnan (value))
    return;

  /* Whole numbers are written as such: a count is never 37.0. */
  if (value == rint (value) && fabs (value) < 1e15)
    json_object_set_new (body, name, json_integer ((json_int_t) value));
  else
    json_object_set_new (body, name, json_real (value));
}

static void
set_seconds (json_t     *body,
             const char *name,
             gint64      duration)
{
  json_object_set_new (body, name, json_integer (duration / PARVIS_SECOND));
}

static void
write_count (GString    *text,
             const char *name,
             gint64      value)
{
  if (value >= 0)
    parvis_json_append_int (text, name, value);
}

static void
write_reserved (GString    *text,
                const char *name,
                gint64      pmr,
                gint64      charging)
{
  if (pmr < 0 && charging < 0)
    return;

  parvis_json_append_open (text, name, '{');
  write_count (text, "pmr", pmr);
  write_count (text, "charging", charging);
  g_string_append_c (text, '}');
}

static void
write_figure (GString              *text,
              const ParvisGaugeRow *row)
{
  ParvisGaugeFigure figure;

  parvis_gauge_row_figure (row, &figure);
  parvis_json_append_string (text, "method", parvis_method_to_string (row->method));
  if (row->method != PARVIS_METHOD_NONE)
    {
      write_count (text, "present", figure.present);
      write_count (text, "free", parvis_gauge_free (&figure));
    }
  if (figure.measured > 0)
    write_count (text, "measured", figure.measured);
  parvis_json_append_time (text, "observed_at", row->observed_at);
  parvis_json_append_int (text, "live_for", figure.live_for / PARVIS_SECOND);
  parvis_json_append_int (text, "late_for", figure.late_for / PARVIS_SECOND);
  parvis_json_append_int (text, "valid_for", figure.valid_for / PARVIS_SECOND);
  write_count (text, "sources", row->sources);
  write_count (text, "sources_fresh", row->sources_fresh);
}

static void
write_fault (GString              *text,
             const ParvisGaugeRow *row)
{
  if (row->fault == PARVIS_REASON_NONE)
    return;

  parvis_json_append_open (text, "fault", '{');
  parvis_json_append_string (text, "reason", parvis_reason_to_string (row->fault));
  if (!isnan (row->fault_value))
    parvis_json_append_number (text, "value", row->fault_value);
  parvis_json_append_time (text, "at", row->fault_at);
  g_string_append_c (text, '}');
}

static void
write_limit (GString              *text,
             const ParvisGaugeRow *row)
{
  gint64 capacity = parvis_gauge_row_capacity (row);

  write_count (text, "capacity", capacity);
  if (capacity == row->capacity)
    return;

  parvis_json_append_open (text, "capacity_limit", '{');
  parvis_json_append_int (text, "capacity", capacity);
  parvis_json_append_int (text, "whole", row->capacity);
  parvis_json_append_string (text, "reason", row->lowered_why);
  parvis_json_append_time (text, "until", row->lowered_until);
  g_string_append_c (text, '}');
}

static void
write_gauge (GString              *text,
             const ParvisGaugeRow *row)
{
  parvis_json_append_open (text, NULL, '{');
  parvis_json_append_string (text, "id", row->id);
  parvis_json_append_string (text, "facility", row->facility);
  if (row->neighbourhood[0] != '\0')
    parvis_json_append_string (text, "neighbourhood", row->neighbourhood);
  parvis_json_append_string (text, "kind", parvis_gauge_kind_to_string (row->kind));
  write_limit (text, row);
  write_reserved (text, "reserved", row->pmr, row->charging);
  /* A closed place has none left, of a stale one nobody knows, and nobody said which
   * ones the works have barred.
   */
  if (parvis_freshness_counts (row->state) && parvis_gauge_row_capacity (row) == row->capacity)
    write_reserved (text, "reserved_free", row->pmr_free, row->charging_free);
  write_figure (text, row);
  parvis_json_append_string (text, "state", parvis_freshness_to_string (row->state));
  parvis_json_append_time (text, "decided_at", row->decided_at);
  if (row->trend != PARVIS_TREND_UNKNOWN)
    parvis_json_append_string (text, "trend", parvis_trend_to_string (row->trend));
  parvis_json_append_time (text, "broken_since", row->broken_since);
  write_fault (text, row);
  g_string_append_c (text, '}');
}

/* Loads a gauge that the feed may show; *@shown is FALSE for one that is gone or
 * whose module is off.
 */
static gboolean
load_shown_gauge (ParvisTx        *tx,
                  const char      *id,
                  ParvisGaugeRow  *row,
                  gboolean        *shown,
                  ParvisAudience  *audience,
                  GError         **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  const ParvisGaugeWork *work = parvis_tx_find_kept (tx, PARVIS_KIND_GAUGE, id);
  g_autoptr(GError) local = NULL;

  *shown = FALSE;
  if (work != NULL)
    {
      *row = work->gauge;
    }
  else if (!parvis_gauge_row_load (db, id, row, &local))
    {
      if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
        return TRUE;

      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return parvis_module_shows (db, parvis_gauge_kind_to_string (row->kind), shown, audience, error);
}

/* What nearly every command makes the service write is written and not built. */
gboolean
parvis_render_gauge (ParvisTx      *tx,
                     const char    *id,
                     ParvisEntity  *entity,
                     GError       **error)
{
  ParvisGaugeRow row;
  GString *text;
  gboolean shown;

  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  if (!load_shown_gauge (tx, id, &row, &shown, &entity->audience, error))
    return FALSE;
  if (!shown)
    return TRUE;

  text = g_string_sized_new (1024);
  write_gauge (text, &row);
  entity->text = g_string_free (text, FALSE);

  return TRUE;
}

static void
write_lines (GString      *text,
             const GQueue *lines)
{
  parvis_json_append_open (text, "entries", '[');
  for (const GList *l = lines->head; l != NULL; l = l->next)
    {
      if (l != lines->head)
        g_string_append_c (text, ',');
      g_string_append (text, l->data);
    }
  g_string_append_c (text, ']');
}

/* A batch of counts has the lines in hand. */
static gboolean
write_log (GString               *text,
           ParvisTx              *tx,
           const ParvisGaugeRow  *row,
           GError               **error)
{
  ParvisGaugeWork *work = parvis_tx_find_kept (tx, PARVIS_KIND_GAUGE, row->id);
  GQueue *read = NULL;
  const GQueue *lines;

  if (work != NULL)
    lines = parvis_gauge_work_read_log (work, error);
  else
    lines = read = parvis_gauge_log_read (parvis_tx_get_db (tx), row, error);

  if (lines == NULL)
    return FALSE;

  write_lines (text, lines);
  g_clear_pointer (&read, parvis_gauge_log_free);

  return TRUE;
}

static void
write_day (GString              *text,
           const ParvisGaugeRow *row)
{
  parvis_json_append_string (text, "gauge", row->id);
  parvis_json_append_string (text, "day", row->day);
  if (row->day_start >= 0)
    parvis_json_append_int (text, "start", row->day_start);
  parvis_json_append_int (text, "entered", row->day_entered);
  parvis_json_append_int (text, "left", row->day_left);
  parvis_json_append_int (text, "by_hand", row->day_by_hand);
  parvis_json_append_int (text, "recounted", row->day_recounted);
  parvis_json_append_int (text, "drift", row->drift);
  if (row->recount_at == PARVIS_NO_TIME)
    return;

  parvis_json_append_open (text, "recount", '{');
  parvis_json_append_time (text, "at", row->recount_at);
  parvis_json_append_int (text, "gap", row->recount_gap);
  parvis_json_append_int (text, "value", row->recount_value);
  g_string_append_c (text, '}');
}

gboolean
parvis_render_gauge_log (ParvisTx      *tx,
                         const char    *id,
                         ParvisEntity  *entity,
                         GError       **error)
{
  ParvisGaugeRow row;
  GString *text;
  gboolean written;
  ParvisAudience whose;
  gboolean shown;

  entity->audience = PARVIS_AUDIENCE_MEMBER;
  if (!load_shown_gauge (tx, id, &row, &shown, &whose, error))
    return FALSE;
  if (!shown || row.day[0] == '\0')
    return TRUE;

  text = g_string_sized_new (4096);
  parvis_json_append_open (text, NULL, '{');
  write_day (text, &row);
  written = write_log (text, tx, &row, error);
  g_string_append_c (text, '}');
  entity->text = g_string_free (text, FALSE);

  return written;
}

static json_t *
describe_source (const ParvisSourceRow *row)
{
  json_t *body = json_object ();

  parvis_json_set_string (body, "id", row->id);
  parvis_json_set_string (body, "name", row->name);
  parvis_json_set_string (body, "format", parvis_format_to_string (row->format));
  parvis_json_set_string (body, "gauge", row->gauge);
  parvis_json_set_string (body, "measure", parvis_measure_to_string (row->measure));
  parvis_json_set_string (body, "unit", row->percent ? "percent" : "count");
  parvis_json_set_string (body, "pointer", row->pointer);
  set_seconds (body, "period", row->period);
  parvis_json_set_string (body, "preset", row->preset);
  parvis_json_set_string (body, "key_of", row->key_of);
  parvis_json_set_string (body, "device", row->device);
  if (row->other_device != NULL)
    {
      json_t *other = json_pack ("{s:s}", "id", row->other_device);

      parvis_json_set_time (other, "at", row->other_at);
      json_object_set_new (body, "other_device", other);
    }
  if (row->reserved != PARVIS_RESERVED_NONE)
    parvis_json_set_string (body, "reserved", parvis_reserved_to_string (row->reserved));
  json_object_set_new (body, "paused", json_boolean (row->paused));
  parvis_json_set_string (body, "health", parvis_health_to_string (row->health));
  parvis_json_set_time (body, "last_seen", row->last_seen);
  set_number (body, "last_value", row->last_value);
  parvis_json_set_time (body, "observed_at", row->newest_at);
  if (row->reason != PARVIS_REASON_NONE)
    parvis_json_set_string (body, "reason", parvis_reason_to_string (row->reason));
  set_number (body, "battery", row->battery);
  set_number (body, "voltage", row->voltage);
  set_number (body, "rssi", row->rssi);
  set_number (body, "snr", row->snr);
  set_count (body, "faults", row->faults);
  if (parvis_measure_is_amount (row->measure))
    {
      set_count (body, "entered", row->day_entered);
      set_count (body, "left", row->day_left);
    }
  if (row->stuck)
    parvis_json_set_time (body, "same_since", row->same_since);
  parvis_json_set_time (body, "created_at", row->created_at);

  return body;
}

gboolean
parvis_render_source (ParvisTx      *tx,
                      const char    *id,
                      ParvisEntity  *entity,
                      GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisSourceRow) row = NULL;
  g_autoptr(GError) local = NULL;
  ParvisGaugeRow gauge;
  ParvisAudience whose;
  gboolean shown;

  entity->audience = PARVIS_AUDIENCE_MEMBER;
  row = parvis_source_row_load (db, id, &local);
  if (row == NULL)
    {
      if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
        return TRUE;

      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (!load_shown_gauge (tx, row->gauge, &gauge, &shown, &whose, error))
    return FALSE;
  if (shown)
    entity->body = describe_source (row);

  return TRUE;
}
