/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-judge"

#include "config.h"

#include "parvis-judge.h"

#include "parvis-totals.h"

#include <math.h>
#include <string.h>

/* More than this is no count of people or vehicles in a town. */
#define MAX_VALUE 1e6

gboolean
parvis_reading_has_value (const ParvisReading *reading)
{
  return reading->reason != PARVIS_REASON_NO_VALUE &&
         reading->reason != PARVIS_REASON_NOT_A_NUMBER &&
         isfinite (reading->value);
}

/* Turns a value that replaces the one before it into how many are present. */
static ParvisReason
convert (const ParvisGaugeRow  *gauge,
         const ParvisSourceRow *source,
         double                 value,
         gint64                *present)
{
  gboolean is_free = source->measure == PARVIS_MEASURE_FREE;
  gint64 count;

  if (value < 0)
    return PARVIS_REASON_NEGATIVE;
  if (value > MAX_VALUE)
    return PARVIS_REASON_ABOVE_CAPACITY;
  if ((source->percent || is_free) && gauge->capacity <= 0)
    return PARVIS_REASON_NOT_A_NUMBER;

  if (source->percent)
    value = value * (double) gauge->capacity / 100;
  count = llround (value);

  if (source->measure == PARVIS_MEASURE_SPACE)
    {
      *present = count;
      return count > 1 ? PARVIS_REASON_NOT_A_NUMBER : PARVIS_REASON_NONE;
    }

  if (count > parvis_gauge_row_limit (gauge))
    return PARVIS_REASON_ABOVE_CAPACITY;

  *present = is_free ? MAX (gauge->capacity - count, 0) : count;

  return PARVIS_REASON_NONE;
}

static gboolean
is_above_a_fifth (const ParvisGaugeRow *gauge,
                  gint64                count)
{
  return gauge->capacity > 0 && count * 5 > gauge->capacity;
}

/* A fall to nothing, of those present or of the places left, within one rhythm
 * of the source and while the place is open (ux.md §0.3). A device that lost its
 * memory sends exactly that. It is believed when it is still zero one rhythm
 * later, or when a person says so.
 */
static gboolean
is_suspicious_zero (ParvisGaugeWork       *work,
                    const ParvisSourceRow *source,
                    gint64                 present,
                    double                 value,
                    gint64                 at)
{
  const ParvisGaugeRow *gauge = &work->gauge;
  gint64 before = source->last_present;
  gint64 slack = MAX (source->period / 2, 10 * PARVIS_SECOND);
  gboolean fell;

  if (source->measure == PARVIS_MEASURE_SPACE || before < 0)
    return FALSE;

  fell = (present == 0 && is_above_a_fifth (gauge, before)) ||
         (source->measure == PARVIS_MEASURE_FREE && value == 0 &&
          is_above_a_fifth (gauge, gauge->capacity - before));

  if (!fell || parvis_place_is_closed (work->place, at, NULL))
    return FALSE;

  if (source->zero_ignored)
    return TRUE;
  if (source->zero_since != PARVIS_NO_TIME)
    return at - source->zero_since < source->period - source->period / 10;

  return at - source->fresh_at <= source->period + slack;
}

static void
believe (ParvisSourceRow *source,
         gint64           present,
         gint64           at)
{
  source->fresh_at = MAX (source->fresh_at, at);
  source->last_present = present;
  source->zero_since = PARVIS_NO_TIME;
  source->zero_ignored = FALSE;
}

/* The newest observation wins, whoever made it. */
static gboolean
show_absolute (ParvisGaugeWork        *work,
               const ParvisSourceRow  *source,
               gint64                  present,
               gint64                  at,
               GError                **error)
{
  ParvisGaugeRow *gauge = &work->gauge;

  gauge->present = present;
  gauge->observed_at = at;
  gauge->truth_at = at;
  gauge->period = source->period;
  gauge->drift = 0;
  gauge->method = source->format == PARVIS_FORMAT_HAND ? PARVIS_METHOD_HAND
                                                       : PARVIS_METHOD_SENSOR;

  return parvis_gauge_work_remember (work, at, present, error);
}

/* What the town declared goes before what a message happens to say; it gives way
 * only to a place in the payload that the town itself named.
 */
static gint64
find_capacity (const ParvisGaugeRow  *gauge,
               const ParvisSourceRow *source,
               const ParvisReading   *reading)
{
  gboolean heeded = gauge->capacity_declared < 0 || source->capacity_pointer != NULL;

  return heeded && reading->capacity > 0 && reading->capacity <= MAX_VALUE
         ? reading->capacity : gauge->capacity;
}

static gboolean
judge_in_capacity (ParvisGaugeWork      *work,
                   ParvisSourceRow      *source,
                   const ParvisReading  *reading,
                   gint64                at,
                   ParvisReason         *reason,
                   GError              **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gboolean late = at < source->newest_at;
  gint64 present = 0;

  *reason = convert (gauge, source, reading->value, &present);
  if (*reason != PARVIS_REASON_NONE)
    return TRUE;

  if (late)
    {
      *reason = PARVIS_REASON_OUT_OF_ORDER;
      return source->measure == PARVIS_MEASURE_SPACE ||
             parvis_gauge_work_remember (work, at, present, error);
    }

  if (is_suspicious_zero (work, source, present, reading->value, at))
    {
      *reason = PARVIS_REASON_SUSPICIOUS_ZERO;
      if (source->zero_since == PARVIS_NO_TIME)
        source->zero_since = at;
      return TRUE;
    }

  believe (source, present, at);
  if (source->measure == PARVIS_MEASURE_SPACE)
    return TRUE;

  if (gauge->observed_at != PARVIS_NO_TIME && at < gauge->observed_at)
    {
      *reason = PARVIS_REASON_OUT_OF_ORDER;
      return parvis_gauge_work_remember (work, at, present, error);
    }

  return show_absolute (work, source, present, at, error);
}

/* A capacity comes with its reading: with one that is refused it is refused. */
static gboolean
judge_absolute (ParvisGaugeWork      *work,
                ParvisSourceRow      *source,
                const ParvisReading  *reading,
                gint64                at,
                ParvisReason         *reason,
                GError              **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gint64 before = gauge->capacity;

  gauge->capacity = find_capacity (gauge, source, reading);
  if (!judge_in_capacity (work, source, reading, at, reason, error))
    return FALSE;

  if (*reason != PARVIS_REASON_NONE)
    gauge->capacity = before;

  return TRUE;
}

static gint64
find_longest_period (ParvisGaugeWork *work)
{
  gint64 period = 0;

  for (guint i = 0; i < work->sources->len; i++)
    {
      const ParvisSourceRow *source = g_ptr_array_index (work->sources, i);

      if (!source->paused && parvis_measure_is_amount (source->measure))
        period = MAX (period, source->period);
    }

  return period;
}

/* While another source of the balance is silent, a figure that a person counted
 * stays a figure by hand: entries still add to it, but do not make it live. And a
 * passage that a person counts does not make a sum by hand that nobody believes.
 */
static void
confirm_balance (ParvisGaugeWork *work,
                 gint64           at,
                 gboolean         by_hand)
{
  ParvisGaugeRow *gauge = &work->gauge;

  if (gauge->method == PARVIS_METHOD_HAND && !by_hand && !parvis_gauge_work_has_balance (work))
    return;

  if (gauge->method != PARVIS_METHOD_BALANCE || !parvis_gauge_work_lacks_gate (work))
    gauge->method = by_hand && !parvis_gauge_work_has_balance (work) ? PARVIS_METHOD_HAND
                                                                     : PARVIS_METHOD_BALANCE;
  gauge->observed_at = MAX (gauge->observed_at, at);
  gauge->period = find_longest_period (work);
}

static gboolean
add_amount (ParvisGaugeWork  *work,
            ParvisSourceRow  *source,
            gint64            amount,
            gint64            at,
            gint64            today,
            GError          **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gboolean left = source->measure == PARVIS_MEASURE_LEFT ||
                  source->measure == PARVIS_MEASURE_LEFT_TOTAL;
  gint64 present = MAX (gauge->present, 0) + (left ? -amount : amount);

  if (at >= today)
    {
      gauge->day_entered += left ? 0 : amount;
      gauge->day_left += left ? amount : 0;
      source->day_entered += left ? 0 : amount;
      source->day_left += left ? amount : 0;
    }
  else
    {
      gauge->day_start = MAX (gauge->day_start, 0) + (left ? -amount : amount);
    }

  /* More have left than ever came: the counters drifted. The figure stays at
   * zero, and the shortfall is kept for the town.
   */
  if (present < 0)
    {
      gauge->drift -= present;
      gauge->day_recounted -= present;
      present = 0;
    }

  gauge->present = present;
  believe (source, amount, at);
  confirm_balance (work, at, source->format == PARVIS_FORMAT_HAND);

  return parvis_gauge_work_remember (work, MAX (at, gauge->observed_at),
                                     MIN (present, parvis_gauge_row_balance_limit (gauge)), error);
}

static gboolean
is_total (const ParvisSourceRow *source)
{
  return source->measure == PARVIS_MEASURE_ENTERED_TOTAL ||
         source->measure == PARVIS_MEASURE_LEFT_TOTAL;
}

/* Somebody counted while this counter was not heard, and now it tells at once what
 * passed in all that time: a part of it is in that count already, and nobody can say
 * which.
 */
static gboolean
spans_a_count (const ParvisGaugeRow  *gauge,
               const ParvisSourceRow *source)
{
  return gauge->method == PARVIS_METHOD_HAND && gauge->truth_at != PARVIS_NO_TIME &&
         source->newest_at != PARVIS_NO_TIME &&
         gauge->truth_at > source->newest_at + parvis_gauge_late_for (source->period);
}

static gboolean
judge_amount (ParvisGaugeWork      *work,
              ParvisSourceRow      *source,
              const ParvisReading  *reading,
              gint64                at,
              gint64                today,
              ParvisReason         *reason,
              GError              **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gint64 amount = 0;

  *reason = PARVIS_REASON_NONE;

  if (reading->value < 0)
    *reason = PARVIS_REASON_NEGATIVE;
  else if (is_total (source))
    *reason = at < source->newest_at
              ? PARVIS_REASON_OUT_OF_ORDER
              : parvis_totals_take (source, reading->value, at, gauge, &amount);
  else if (reading->value > MAX (parvis_gauge_row_limit (gauge), 100))
    *reason = PARVIS_REASON_ABOVE_CAPACITY;
  else
    amount = llround (reading->value);

  /* Amounts add up in any order, but one that is older than the last recount
   * or zero is already in it.
   */
  if (*reason == PARVIS_REASON_NONE &&
      gauge->truth_at != PARVIS_NO_TIME && at < gauge->truth_at)
    *reason = PARVIS_REASON_OUT_OF_ORDER;

  if (*reason == PARVIS_REASON_NONE && is_total (source) && spans_a_count (gauge, source))
    *reason = PARVIS_REASON_BASELINE;

  if (*reason == PARVIS_REASON_BASELINE)
    believe (source, 0, at);
  if (*reason != PARVIS_REASON_NONE)
    return TRUE;

  return add_amount (work, source, amount, at, today, error);
}

/* A device that says it is alive and has nothing to tell confirms what it said,
 * where no news means no change.
 */
static void
take_sign_of_life (ParvisGaugeWork *work,
                   ParvisSourceRow *source,
                   gint64           at)
{
  if (source->fresh_at == PARVIS_NO_TIME || at < source->fresh_at)
    return;

  if (source->measure == PARVIS_MEASURE_SPACE)
    {
      source->fresh_at = at;
    }
  else if (parvis_measure_is_amount (source->measure))
    {
      source->fresh_at = at;
      if (work->gauge.method == PARVIS_METHOD_BALANCE)
        confirm_balance (work, at, FALSE);
    }
}

/**
 * parvis_judge_reading:
 * @today: when the local day began
 * @reason: (out): PARVIS_REASON_NONE if the reading is now part of the figure
 *
 * Decides whether a reading can be true and applies it to the gauge and to what
 * is remembered of the source.
 */
gboolean
parvis_judge_reading (ParvisGaugeWork      *work,
                      ParvisSourceRow      *source,
                      const ParvisReading  *reading,
                      gint64                today,
                      ParvisReason         *reason,
                      GError              **error)
{
  /* A clock that is a little fast must not make a figure younger than now. */
  gint64 at = MIN (reading->observed_at, work->now);

  *reason = reading->reason;

  if (source->paused)
    *reason = PARVIS_REASON_PAUSED;
  else if (reading->observed_at > work->now + PARVIS_MAX_SKEW)
    *reason = PARVIS_REASON_FROM_THE_FUTURE;
  else if (*reason == PARVIS_REASON_NONE && !isfinite (reading->value))
    *reason = PARVIS_REASON_NOT_A_NUMBER;

  if (*reason == PARVIS_REASON_NO_VALUE)
    take_sign_of_life (work, source, at);
  if (*reason != PARVIS_REASON_NONE)
    return TRUE;

  if (parvis_measure_is_amount (source->measure))
    return judge_amount (work, source, reading, at, today, reason, error);

  return judge_absolute (work, source, reading, at, reason, error);
}

/**
 * parvis_judge_balance:
 *
 * A balance far above capacity is a fault of the counters: the figure is held
 * at what could be true, and says so until it can be believed again.
 */
void
parvis_judge_balance (ParvisGaugeWork *work)
{
  ParvisGaugeRow *gauge = &work->gauge;

  if (gauge->method == PARVIS_METHOD_BALANCE &&
      gauge->present > parvis_gauge_row_balance_limit (gauge))
    {
      gauge->fault = PARVIS_REASON_ABOVE_CAPACITY;
      gauge->fault_value = (double) gauge->present;
      gauge->fault_at = gauge->observed_at;
      gauge->fault_source[0] = '\0';
    }
  else if (gauge->fault == PARVIS_REASON_ABOVE_CAPACITY && gauge->fault_source[0] == '\0')
    {
      gauge->fault = PARVIS_REASON_NONE;
      gauge->fault_value = NAN;
      gauge->fault_at = PARVIS_NO_TIME;
    }
}

gboolean
parvis_judge_accept_zero (ParvisGaugeWork  *work,
                          ParvisSourceRow  *source,
                          GError          **error)
{
  ParvisGaugeRow *gauge = &work->gauge;
  gint64 at = source->newest_at;
  gint64 present = source->measure == PARVIS_MEASURE_FREE && source->last_value == 0
                   ? gauge->capacity : 0;

  believe (source, present, at);
  source->reason = PARVIS_REASON_NONE;
  source->faults = 0;
  source->dirty = TRUE;

  if (gauge->observed_at != PARVIS_NO_TIME && at < gauge->observed_at)
    return TRUE;

  return show_absolute (work, source, present, at, error);
}
