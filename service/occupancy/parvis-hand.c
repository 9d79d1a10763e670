/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-hand"

#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge-work.h"
#include "parvis-judge.h"
#include "parvis-occupancy.h"

#include <math.h>
#include <string.h>

#define MAX_DELTA 1000
#define MAX_COUNT 1000000
#define MAX_NOTE  500

/* A gesture that waited on a machine without a line is in every figure that was
 * measured well after it; the margin is for clocks that differ a little.
 */
#define GESTURE_MARGIN (30 * PARVIS_SECOND)

static gboolean
read_gesture (const ParvisCommand  *command,
              gint64                now,
              gint64               *at,
              const char          **note,
              GError              **error)
{
  if (!parvis_json_get_time_or (command->body, "at", now, at, error) ||
      !parvis_json_get_string_or (command->body, "note", MAX_NOTE, NULL, note, error))
    return FALSE;

  *at = MIN (*at, now);

  return TRUE;
}

static void
forget_fault (ParvisGaugeRow *gauge)
{
  gauge->fault = PARVIS_REASON_NONE;
  gauge->fault_value = NAN;
  gauge->fault_at = PARVIS_NO_TIME;
  gauge->fault_source[0] = '\0';
}

/* What a person who looked at all of it makes of the figure. */
static ParvisMethod
choose_method (ParvisGaugeWork *work)
{
  return parvis_gauge_work_has_balance (work) ? PARVIS_METHOD_BALANCE : PARVIS_METHOD_HAND;
}

static gboolean
is_superseded (const ParvisGaugeRow *gauge,
               gint64                at)
{
  return gauge->truth_at != PARVIS_NO_TIME && at < gauge->truth_at - GESTURE_MARGIN;
}

/* A sum of some of the places only: what was seen at the others would be added to
 * a figure that does not tell of them.
 */
static gboolean
refuse_partial (const ParvisGaugeRow  *gauge,
                GError               **error)
{
  ParvisGaugeFigure figure;

  parvis_gauge_row_figure (gauge, &figure);
  if (figure.measured == 0 || figure.measured >= gauge->capacity)
    return TRUE;

  return parvis_set_invalid (error, "/delta",
                             "Only %d of %d spaces are measured here: recount them all instead",
                             figure.measured, (int) gauge->capacity);
}

static void
answer_count (const ParvisGaugeRow *gauge,
              gboolean              counted,
              ParvisAnswer         *answer)
{
  answer->body = json_object ();
  json_object_set_new (answer->body, "present", json_integer (MAX (gauge->present, 0)));
  if (!counted)
    json_object_set_new (answer->body, "counted", json_false ());
}

/**
 * parvis_gauge_count:
 *
 * Command "gauge.count": a person saw so many come (or go, below 0); 0 says
 * that the figure is right. Counts of several people add up. On a balance it
 * is one more passage, also while one of its gates is silent and nobody believes the
 * sum; on any other gauge the figure is by hand until a sensor says something newer.
 */
gboolean
parvis_gauge_count (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  ParvisGaugeWork *work;
  ParvisGaugeRow *gauge;
  const char *note;
  gint64 present;
  gint64 delta;
  gint64 at;

  work = parvis_gauge_work_take (tx, command->object, error);
  if (work == NULL ||
      !parvis_place_allows (work->place, command, error) ||
      !parvis_json_get_int (command->body, "delta", -MAX_DELTA, MAX_DELTA, &delta, error) ||
      !read_gesture (command, work->now, &at, &note, error))
    return FALSE;

  gauge = &work->gauge;
  if (is_superseded (gauge, at))
    {
      answer_count (gauge, FALSE, answer);
      return parvis_gauge_work_log (work, "count", at, delta, gauge->present,
                                    command, note, error) &&
             parvis_gauge_work_finish (work, error);
    }

  if (!refuse_partial (gauge, error))
    return FALSE;

  present = MAX (gauge->present, 0) + delta;
  if (present < 0)
    return parvis_set_invalid (error, "/delta",
                               "Only %d are counted here: recount if that is wrong",
                               (int) MAX (gauge->present, 0));

  if (present > MAX_COUNT)
    return parvis_set_invalid (error, "/delta", "That would be more than can be counted");

  if (!parvis_gauge_work_log (work, "count", at, delta, present, command, note, error))
    return FALSE;

  gauge->present = present;
  /* One more passage does not tell what a gate that is silent has missed. */
  if (delta == 0 || gauge->method != PARVIS_METHOD_BALANCE || !parvis_gauge_work_lacks_gate (work))
    gauge->method = choose_method (work);
  gauge->observed_at = MAX (gauge->observed_at, at);
  parvis_gauge_work_correct (work, &gauge->day_by_hand, at, delta);
  answer_count (gauge, TRUE, answer);

  return parvis_gauge_work_remember (work, gauge->observed_at, gauge->present, error) &&
         parvis_gauge_work_finish (work, error);
}

/* What is shown publicly a moment later must be meant. */
static gboolean
check_meant (const ParvisGaugeRow  *gauge,
             gint64                 value,
             gboolean               confirmed,
             GError               **error)
{
  if (confirmed || value <= parvis_gauge_recount_limit (gauge->capacity))
    return TRUE;

  return parvis_set_invalid (error, "/value",
                             "%d for a capacity of %d: send “confirmed”:true if that is so",
                             (int) value, (int) gauge->capacity);
}

/**
 * parvis_gauge_recount:
 *
 * Command "gauge.recount": a person states how many there are. The gap to what
 * the counters said is kept: it tells how far they drift. Many times the capacity
 * is taken with "confirmed":true only.
 */
gboolean
parvis_gauge_recount (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  ParvisGaugeWork *work;
  ParvisGaugeRow *gauge;
  gboolean confirmed;
  const char *note;
  gint64 value;
  gint64 gap;
  gint64 at;

  work = parvis_gauge_work_take (tx, command->object, error);
  if (work == NULL ||
      !parvis_place_allows (work->place, command, error) ||
      !parvis_json_get_int (command->body, "value", 0, MAX_COUNT, &value, error) ||
      !parvis_json_get_bool_or (command->body, "confirmed", FALSE, &confirmed, error) ||
      !read_gesture (command, work->now, &at, &note, error) ||
      !check_meant (&work->gauge, value, confirmed, error))
    return FALSE;

  gauge = &work->gauge;
  gap = value - MAX (gauge->present, 0);

  if (is_superseded (gauge, at))
    {
      answer_count (gauge, FALSE, answer);
      json_object_set_new (answer->body, "gap", json_integer (gap));
      return parvis_gauge_work_log (work, "recount", at, gap, value, command, note, error) &&
             parvis_gauge_work_finish (work, error);
    }

  if (!parvis_gauge_work_log (work, "recount", at, gap, value, command, note, error))
    return FALSE;

  gauge->present = value;
  gauge->method = choose_method (work);
  gauge->observed_at = MAX (gauge->observed_at, at);
  gauge->truth_at = at;
  parvis_gauge_work_correct (work, &gauge->day_recounted, at, gap);
  gauge->recount_at = at;
  gauge->recount_gap = gap;
  gauge->recount_value = value;
  gauge->drift = 0;
  forget_fault (gauge);

  answer->body = json_pack ("{s:I, s:I}",
                            "present", (json_int_t) value, "gap", (json_int_t) gap);

  return parvis_gauge_work_remember (work, at, value, error) &&
         parvis_gauge_work_finish (work, error);
}

/**
 * parvis_source_judge:
 *
 * Command "source.judge": a person looked. {"accept":true} shows the zero that
 * was held back; {"accept":false} keeps the last safe figure until the source
 * says something else than zero.
 */
gboolean
parvis_source_judge (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_autoptr(ParvisSourceRow) known = NULL;
  g_autoptr(ParvisGaugeWork) work = NULL;
  ParvisSourceRow *source;
  gboolean accept;

  known = parvis_source_row_load (parvis_tx_get_db (tx), command->object, error);
  if (known == NULL ||
      !parvis_json_get_bool_or (command->body, "accept", TRUE, &accept, error))
    return FALSE;

  work = parvis_gauge_work_begin (tx, known->gauge, error);
  if (work == NULL || !parvis_place_allows (work->place, command, error))
    return FALSE;

  source = parvis_gauge_work_find_source (work, command->object);
  if (source->zero_since == PARVIS_NO_TIME)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                           "No zero of this source is in doubt");
      return FALSE;
    }

  if (accept && !parvis_judge_accept_zero (work, source, error))
    return FALSE;

  if (!accept)
    {
      source->zero_ignored = TRUE;
      source->reason = PARVIS_REASON_NONE;
      source->faults = 0;
      source->dirty = TRUE;
    }

  if (strcmp (work->gauge.fault_source, source->id) == 0)
    forget_fault (&work->gauge);

  answer->body = json_pack ("{s:I}", "present", (json_int_t) MAX (work->gauge.present, 0));

  return parvis_gauge_work_finish (work, error);
}
