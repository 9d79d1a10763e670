/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-gauge-work"

#include "config.h"

#include "parvis-gauge-work.h"

#include "parvis-error.h"
#include "parvis-health.h"
#include "parvis-history.h"
#include "parvis-zero.h"

#include <math.h>
#include <string.h>

/* Raw readings are for finding out what a device does; the figures they made are
 * in the history.
 */
#define READINGS_KEPT (35 * PARVIS_DAY)

void
parvis_gauge_work_free (ParvisGaugeWork *work)
{
  g_clear_pointer (&work->sources, g_ptr_array_unref);
  g_clear_pointer (&work->place, parvis_place_free);
  g_clear_pointer (&work->lines, parvis_gauge_log_free);
  g_free (work);
}

ParvisSourceRow *
parvis_gauge_work_find_source (ParvisGaugeWork *work,
                               const char      *id)
{
  for (guint i = 0; i < work->sources->len; i++)
    {
      ParvisSourceRow *source = g_ptr_array_index (work->sources, i);

      if (strcmp (source->id, id) == 0)
        return source;
    }

  return NULL;
}

gboolean
parvis_gauge_work_lacks_gate (ParvisGaugeWork *work)
{
  for (guint i = 0; i < work->sources->len; i++)
    {
      const ParvisSourceRow *source = g_ptr_array_index (work->sources, i);

      if (!source->paused && parvis_measure_is_amount (source->measure) &&
          parvis_source_expiry (source, work->gauge.valid_for) < work->now)
        return TRUE;
    }

  return FALSE;
}

gboolean
parvis_gauge_work_has_balance (ParvisGaugeWork *work)
{
  gboolean heard = FALSE;

  if (parvis_gauge_work_lacks_gate (work))
    return FALSE;

  for (guint i = 0; i < work->sources->len; i++)
    {
      const ParvisSourceRow *source = g_ptr_array_index (work->sources, i);

      heard |= !source->paused && parvis_measure_is_amount (source->measure) &&
               source->fresh_at != PARVIS_NO_TIME;
    }

  return heard;
}

gboolean
parvis_gauge_work_log (ParvisGaugeWork      *work,
                       const char           *what,
                       gint64                at,
                       gint64                delta,
                       gint64                value,
                       const ParvisCommand  *command,
                       const char           *note,
                       GError              **error)
{
  const char *day = parvis_time_local_day (at, work->place->zone)->name;
  ParvisGaugeLine line = {
    at, what, delta, value,
    command != NULL && command->actor != NULL ? command->actor : "system",
    note, command != NULL ? command->key : NULL,
  };

  work->gauge.log_count++;
  if (!parvis_gauge_log_add (work->db, &work->gauge, day, &line, error))
    return FALSE;

  if (work->lines != NULL && strcmp (day, work->gauge.day) == 0)
    {
      g_queue_push_head (work->lines, parvis_gauge_log_write (&line));
      if (work->lines->length > PARVIS_GAUGE_LOG_LINES)
        g_free (g_queue_pop_tail (work->lines));
    }

  return TRUE;
}

const GQueue *
parvis_gauge_work_read_log (ParvisGaugeWork  *work,
                            GError          **error)
{
  if (work->lines == NULL)
    work->lines = parvis_gauge_log_read (work->db, &work->gauge, error);

  return work->lines;
}

/* What was done before the day began is in the figure that the day began with. */
void
parvis_gauge_work_correct (ParvisGaugeWork *work,
                           gint64          *today,
                           gint64           at,
                           gint64           delta)
{
  if (at >= parvis_time_day_start (work->now, work->place->zone))
    *today += delta;
  else
    work->gauge.day_start = MAX (work->gauge.day_start, 0) + delta;
}

gboolean
parvis_gauge_work_remember (ParvisGaugeWork  *work,
                            gint64            at,
                            gint64            value,
                            GError          **error)
{
  return parvis_history_add (work->db, work->gauge.id, at, MAX (value, 0), error);
}

static void
begin_day (ParvisGaugeWork *work)
{
  ParvisGaugeRow *gauge = &work->gauge;
  const char *today = parvis_time_local_day (work->now, work->place->zone)->name;

  if (strcmp (gauge->day, today) != 0)
    {
      work->new_day = TRUE;
      g_clear_pointer (&work->lines, parvis_gauge_log_free);
      g_strlcpy (gauge->day, today, sizeof gauge->day);
      gauge->day_start = gauge->present;
      gauge->day_entered = 0;
      gauge->day_left = 0;
      gauge->day_by_hand = 0;
      gauge->day_recounted = 0;
    }

  for (guint i = 0; i < work->sources->len; i++)
    {
      ParvisSourceRow *source = g_ptr_array_index (work->sources, i);

      if (strcmp (source->day, today) == 0)
        continue;

      g_strlcpy (source->day, today, sizeof source->day);
      source->day_entered = 0;
      source->day_left = 0;
      source->dirty = TRUE;
    }
}

static gboolean
set_to_zero (ParvisGaugeWork  *work,
             gint64            at,
             GError          **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gint64 gap = -gauge->present;

  gauge->zeroed_at = at;

  /* A sensor that tells how many there are needs no zero, and a recount by a
   * person after the hour that was missed knows better.
   */
  if (gauge->present < 0 ||
      (gauge->method != PARVIS_METHOD_BALANCE && gauge->method != PARVIS_METHOD_HAND) ||
      (gauge->truth_at != PARVIS_NO_TIME && gauge->truth_at > at))
    return TRUE;

  gauge->present = 0;
  gauge->truth_at = at;
  parvis_gauge_work_correct (work, &gauge->day_recounted, at, gap);
  gauge->drift = 0;
  if (gauge->method == PARVIS_METHOD_HAND && strcmp (gauge->zero_at, "opening") == 0)
    gauge->observed_at = MAX (gauge->observed_at, at);

  return parvis_gauge_work_log (work, "zero", at, gap, 0, NULL, NULL, error) &&
         parvis_gauge_work_remember (work, at, 0, error);
}

/* Also catches up with a zero that was due while the service was down: it is
 * done before anything of later is counted.
 */
static gboolean
run_zero (ParvisGaugeWork  *work,
          GError          **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gint64 after;
  gint64 due = PARVIS_NO_TIME;

  if (gauge->zero_at[0] == '\0')
    return TRUE;

  after = MAX (gauge->zeroed_at, MAX (gauge->created_at, work->now - 8 * PARVIS_DAY));

  for (int i = 0; i < 16; i++)
    {
      gint64 next = parvis_zero_next (gauge, work->place, after);

      if (next > work->now)
        break;
      due = after = next;
    }

  return due == PARVIS_NO_TIME || set_to_zero (work, due, error);
}

static ParvisGaugeWork *
load_work (ParvisTx    *tx,
           const char  *gauge,
           GError     **error)
{
  g_autoptr(ParvisGaugeWork) work = g_new0 (ParvisGaugeWork, 1);

  work->tx = tx;
  work->db = parvis_tx_get_db (tx);
  if (!parvis_gauge_row_load (work->db, gauge, &work->gauge, error))
    return NULL;

  work->sources = parvis_source_rows_load (work->db, gauge, error);
  if (work->sources == NULL)
    return NULL;

  work->place = parvis_place_load (work->db, work->gauge.facility, error);
  if (work->place == NULL)
    return NULL;

  return g_steal_pointer (&work);
}

/* Brings it up to the instant of the batch. */
static gboolean
catch_up (ParvisGaugeWork  *work,
          GError          **error)
{
  work->now = parvis_tx_get_now (work->tx);
  work->closed = parvis_place_is_closed (work->place, work->now, NULL);
  begin_day (work);

  return run_zero (work, error);
}

ParvisGaugeWork *
parvis_gauge_work_begin (ParvisTx    *tx,
                         const char  *gauge,
                         GError     **error)
{
  g_autoptr(ParvisGaugeWork) work = load_work (tx, gauge, error);

  return work != NULL && catch_up (work, error) ? g_steal_pointer (&work) : NULL;
}

static gboolean
save_work (gpointer   data,
           GError   **error)
{
  ParvisGaugeWork *work = data;

  if (!work->dirty)
    return TRUE;

  work->dirty = FALSE;

  return parvis_gauge_row_save (work->db, &work->gauge, error);
}

ParvisGaugeWork *
parvis_gauge_work_take (ParvisTx    *tx,
                        const char  *gauge,
                        GError     **error)
{
  ParvisGaugeWork *work = parvis_tx_find_kept (tx, PARVIS_KIND_GAUGE, gauge);

  if (work == NULL)
    {
      work = load_work (tx, gauge, error);
      if (work == NULL)
        return NULL;

      work->kept = TRUE;
      parvis_tx_keep (tx, PARVIS_KIND_GAUGE, gauge, work, save_work,
                      (GDestroyNotify) parvis_gauge_work_free);
    }

  return catch_up (work, error) ? work : NULL;
}

static gboolean
save_sources (ParvisGaugeWork  *work,
              gint64           *due,
              GError          **error)
{
  for (guint i = 0; i < work->sources->len; i++)
    {
      ParvisSourceRow *source = g_ptr_array_index (work->sources, i);
      ParvisHealth health;

      parvis_source_check_stuck (source, &work->gauge, work->closed);
      health = parvis_source_decide (source, work->now, due);
      if (health != source->health)
        {
          source->health = health;
          source->dirty = TRUE;
        }

      if (!source->dirty)
        continue;

      if (!parvis_source_row_save (work->db, source, error))
        return FALSE;

      source->dirty = FALSE;
      parvis_tx_touch (work->tx, PARVIS_KIND_SOURCE, source->id);
    }

  return TRUE;
}

/* A closure that is over is removed, so that the facility's entity says so too. */
static gboolean
end_closure (ParvisGaugeWork  *work,
             GError          **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (!work->place->has_closure || work->place->closed_until == PARVIS_NO_TIME ||
      work->place->closed_until > work->now)
    return TRUE;

  stmt = parvis_db_prepare (work->db,
                            "DELETE FROM closure"
                            " WHERE town = :town AND facility = :facility",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":facility", work->place->id);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  work->place->has_closure = FALSE;
  parvis_tx_touch (work->tx, PARVIS_KIND_FACILITY, work->place->id);

  return TRUE;
}

static void
end_lowering (ParvisGaugeWork *work,
              gint64          *due)
{
  ParvisGaugeRow *gauge = &work->gauge;

  if (gauge->lowered_to < 0 || gauge->lowered_until == PARVIS_NO_TIME)
    return;

  if (gauge->lowered_until > work->now)
    *due = MIN (*due, gauge->lowered_until);
  else
    parvis_gauge_row_restore (gauge);
}

static void
decide_state (ParvisGaugeWork *work,
              gint64          *due)
{
  ParvisGaugeRow *gauge = &work->gauge;
  ParvisGaugeFigure figure;
  ParvisFreshness state;
  gint64 next;

  parvis_gauge_row_figure (gauge, &figure);
  state = parvis_freshness_decide (&figure, work->closed, work->now, &next);
  *due = MIN (*due, next);

  if (state != gauge->state || gauge->decided_at == PARVIS_NO_TIME)
    {
      gauge->state = state;
      gauge->decided_at = work->now;
    }
}

/* Once for each bucket of the history, and never for a figure that is not live. What
 * moves is looked at again without a reading: it may have stopped.
 */
static gboolean
decide_trend (ParvisGaugeWork  *work,
              gint64           *due,
              GError          **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gint64 bucket = work->now - work->now % PARVIS_HISTORY_BUCKET;

  if (gauge->state != PARVIS_FRESHNESS_LIVE)
    {
      gauge->trend = PARVIS_TREND_UNKNOWN;
      gauge->trend_at = PARVIS_NO_TIME;
      return TRUE;
    }

  if (gauge->trend_at != bucket)
    {
      g_autoptr(GArray) points = parvis_history_points (work->db, gauge->id, work->now, error);

      if (points == NULL)
        return FALSE;

      gauge->trend = parvis_trend_decide ((const ParvisTrendPoint *) points->data, points->len,
                                          gauge->capacity, gauge->present, work->now,
                                          gauge->trend);
      gauge->trend_at = bucket;
    }

  if (gauge->trend == PARVIS_TREND_FILLING || gauge->trend == PARVIS_TREND_EMPTYING)
    *due = MIN (*due, bucket + PARVIS_HISTORY_BUCKET);

  return TRUE;
}

static gint64
find_due (ParvisGaugeWork *work)
{
  gint64 due;

  parvis_place_is_closed (work->place, work->now, &due);
  due = MIN (due, parvis_time_local_day (work->now, work->place->zone)->end);

  return MIN (due, parvis_zero_next (&work->gauge, work->place,
                                     MAX (work->gauge.zeroed_at, work->now)));
}

static void
touch_gauge (ParvisGaugeWork *work)
{
  const ParvisGaugeRow *gauge = &work->gauge;

  parvis_tx_touch (work->tx, PARVIS_KIND_GAUGE, gauge->id);
  parvis_tx_touch (work->tx, PARVIS_KIND_GAUGE_LOG, gauge->id);

  if (gauge->kind != PARVIS_GAUGE_VEHICLES)
    return;

  parvis_tx_touch (work->tx, PARVIS_KIND_ROLLUP, parvis_db_get_town (work->db));
  if (gauge->neighbourhood[0] != '\0')
    parvis_tx_touch (work->tx, PARVIS_KIND_ROLLUP, gauge->neighbourhood);
}

static gboolean
drop_old_readings (ParvisGaugeWork  *work,
                   GError          **error)
{
  for (guint i = 0; i < work->sources->len; i++)
    {
      const ParvisSourceRow *source = g_ptr_array_index (work->sources, i);
      g_autoptr(ParvisStmt) stmt = NULL;

      stmt = parvis_db_prepare (work->db,
                                "DELETE FROM reading WHERE town = :town AND source = :source"
                                " AND received_at < :limit",
                                error);
      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":source", source->id);
      parvis_stmt_bind_time (stmt, ":limit", work->now - READINGS_KEPT);
      if (!parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_gauge_work_finish (ParvisGaugeWork  *work,
                          GError          **error)
{
  gint64 due;

  if (!end_closure (work, error))
    return FALSE;

  /* Once a day is enough to tidy up. */
  if (work->new_day && !drop_old_readings (work, error))
    return FALSE;
  work->new_day = FALSE;

  work->closed = parvis_place_is_closed (work->place, work->now, NULL);
  due = find_due (work);
  end_lowering (work, &due);
  parvis_gauge_sum_sources (&work->gauge, work->sources, work->now, &due);
  if (!save_sources (work, &due, error))
    return FALSE;

  decide_state (work, &due);
  if (!decide_trend (work, &due, error))
    return FALSE;
  work->gauge.next_due = due == PARVIS_NEVER ? PARVIS_NO_TIME : due;
  touch_gauge (work);

  /* What is kept is saved with the batch. */
  work->dirty = TRUE;

  return work->kept || save_work (work, error);
}
