/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-health"

#include "config.h"

#include "parvis-health.h"

#include <math.h>

/* One value for half a day of opening, or for all of a shorter day, is no
 * occupancy. Empty and full places really do stay so, twice as long.
 */
#define STUCK_READINGS 12
#define STUCK_OPEN     (12 * PARVIS_HOUR)
#define STUCK_DAY      (6 * PARVIS_HOUR)
#define STUCK_EXTREME  (24 * PARVIS_HOUR)

/**
 * parvis_source_expiry:
 * @valid_for: how long a person's count is believed, in ms
 *
 * Returns: the last instant at which what the source said is fresh; for one
 *   that never said anything, how long it is waited for
 */
gint64
parvis_source_expiry (const ParvisSourceRow *source,
                      gint64                 valid_for)
{
  gint64 since = source->fresh_at != PARVIS_NO_TIME ? source->fresh_at : source->created_at;

  if (source->format == PARVIS_FORMAT_HAND)
    return since + valid_for;

  return since + parvis_gauge_late_for (source->period);
}

gboolean
parvis_reason_is_fault (ParvisReason reason)
{
  return reason == PARVIS_REASON_NEGATIVE ||
         reason == PARVIS_REASON_ABOVE_CAPACITY ||
         reason == PARVIS_REASON_FROM_THE_FUTURE ||
         reason == PARVIS_REASON_SUSPICIOUS_ZERO ||
         reason == PARVIS_REASON_JUMP ||
         reason == PARVIS_REASON_NOT_A_NUMBER;
}

/**
 * parvis_source_decide:
 *
 * Silence outranks what was said last: a dead sensor is worse than a wrong one.
 */
ParvisHealth
parvis_source_decide (const ParvisSourceRow *source,
                      gint64                 now,
                      gint64                *due)
{
  gint64 live_until;
  gint64 late_until;

  if (source->paused)
    return PARVIS_HEALTH_PAUSED;
  if (source->heard_at == PARVIS_NO_TIME)
    return PARVIS_HEALTH_NEVER;

  live_until = source->heard_at + parvis_gauge_live_for (source->period);
  late_until = source->heard_at + parvis_gauge_late_for (source->period);

  if (now > late_until)
    return PARVIS_HEALTH_SILENT;

  *due = MIN (*due, now > live_until ? late_until + 1 : live_until + 1);

  if (parvis_reason_is_fault (source->reason))
    return PARVIS_HEALTH_IMPLAUSIBLE;
  if (source->stuck)
    return PARVIS_HEALTH_STUCK;

  return now > live_until ? PARVIS_HEALTH_LATE : PARVIS_HEALTH_OK;
}

/**
 * parvis_source_note_value:
 * @closed: whether the place was closed at @observed_at
 *
 * Keeps how long the source has repeated itself. What it says while the place
 * is closed proves nothing, and neither do events or the state of one space.
 */
void
parvis_source_note_value (ParvisSourceRow *source,
                          double           value,
                          gint64           observed_at,
                          gboolean         closed)
{
  if (closed || source->measure == PARVIS_MEASURE_SPACE ||
      source->measure == PARVIS_MEASURE_ENTERED || source->measure == PARVIS_MEASURE_LEFT ||
      source->format == PARVIS_FORMAT_HAND)
    return;

  if (source->same_since == PARVIS_NO_TIME || source->last_value != value)
    {
      source->same_since = observed_at;
      source->same_count = 1;
      source->same_open = 0;
      source->stuck = FALSE;
      return;
    }

  source->same_count++;
  if (source->newest_at != PARVIS_NO_TIME && observed_at > source->newest_at)
    source->same_open += MIN (observed_at - source->newest_at,
                              parvis_gauge_late_for (source->period));
}

void
parvis_source_check_stuck (ParvisSourceRow      *source,
                           const ParvisGaugeRow *gauge,
                           gboolean              closed)
{
  gboolean extreme;
  gint64 enough;

  if (source->stuck || source->same_count < STUCK_READINGS)
    return;

  extreme = source->last_present == 0 ||
            (gauge->capacity > 0 &&
             source->last_present >= parvis_gauge_row_capacity (gauge));
  enough = extreme ? STUCK_EXTREME : closed ? STUCK_DAY : STUCK_OPEN;

  if (source->same_open < enough)
    return;

  source->stuck = TRUE;
  source->dirty = TRUE;
}

static int
compare_latest_first (gconstpointer a,
                      gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? 1 : left > right ? -1 : 0;
}

/* A balance needs each of its sources: with one silent the sum only rises or
 * only falls.
 */
static void
judge_balance (ParvisGaugeRow        *gauge,
               const ParvisSourceRow *source,
               gint64                 now,
               gint64                *due)
{
  gint64 until = parvis_source_expiry (source, gauge->valid_for);
  gint64 since = source->fresh_at != PARVIS_NO_TIME ? source->fresh_at : source->created_at;

  if (until >= now)
    *due = MIN (*due, until + 1);
  else if (gauge->broken_since == PARVIS_NO_TIME || since < gauge->broken_since)
    gauge->broken_since = since;
}

/* What the single spaces of a gauge say together; one that is silent says nothing. */
typedef struct
{
  GArray *expiries;                    /* of all of them, heard or not */
  gint64  measured;
  gint64  occupied;
  gint64  observed_at;
  gint64  period;
} Spaces;

static void
add_space (Spaces                *spaces,
           const ParvisSourceRow *source,
           gint64                 until,
           gint64                 now)
{
  gint64 expiry = source->fresh_at != PARVIS_NO_TIME ? until : PARVIS_NO_TIME;

  g_array_append_val (spaces->expiries, expiry);
  if (expiry < now)
    return;

  spaces->measured++;
  spaces->occupied += source->last_present > 0;
  spaces->observed_at = MAX (spaces->observed_at, source->fresh_at);
  spaces->period = MAX (spaces->period, source->period);
}

/* Until when enough of its places are heard: at least half of those that there are,
 * so that what is missing is not more than what is known. The sensors of spaces
 * that are barred for works may well be under them.
 */
static gint64
find_enough (const ParvisGaugeRow *gauge,
             const Spaces         *spaces)
{
  gint64 capacity = parvis_gauge_row_capacity (gauge);
  gint64 all = capacity < gauge->capacity ? capacity
                                          : MAX ((gint64) spaces->expiries->len, capacity);
  gint64 enough = (all + 1) / 2;

  if (enough > (gint64) spaces->expiries->len)
    return PARVIS_NO_TIME;

  g_array_sort (spaces->expiries, compare_latest_first);

  return g_array_index (spaces->expiries, gint64, enough - 1);
}

/* The sum is of the spaces that are heard. With too few of them it stays what it was
 * and says since when, or there is none yet; a person who counted after the last
 * of them spoke knows better.
 */
static void
sum_spaces (ParvisGaugeRow *gauge,
            const Spaces   *spaces,
            gint64          now,
            gint64         *due)
{
  gint64 until = find_enough (gauge, spaces);
  gboolean summed = gauge->method == PARVIS_METHOD_SPACES;

  if (until < now)
    {
      if (summed)
        gauge->broken_since = until == PARVIS_NO_TIME ? gauge->observed_at : until;
      return;
    }

  *due = MIN (*due, until + 1);
  if (!summed && gauge->observed_at != PARVIS_NO_TIME &&
      gauge->observed_at >= spaces->observed_at)
    return;

  gauge->method = PARVIS_METHOD_SPACES;
  gauge->present = spaces->occupied;
  gauge->measured = spaces->measured;
  gauge->observed_at = spaces->observed_at;
  gauge->truth_at = spaces->observed_at;
  gauge->period = spaces->period;
}

/* Only where each of them is measured and was heard: “2 left” must not mean that of
 * two others nobody knows. @declared is below 0 where the gauge says nothing.
 */
static gint64
count_reserved (GPtrArray      *sources,
                ParvisReserved  reserved,
                gint64          declared,
                gint64          valid_for,
                gint64          now)
{
  gint64 spaces = 0;
  gint64 empty = 0;

  for (guint i = 0; i < sources->len; i++)
    {
      const ParvisSourceRow *source = g_ptr_array_index (sources, i);

      if (source->reserved != reserved)
        continue;

      if (source->paused || source->fresh_at == PARVIS_NO_TIME ||
          parvis_source_expiry (source, valid_for) < now)
        return -1;

      spaces++;
      empty += source->last_present == 0;
    }

  return spaces > 0 && (declared < 0 || declared == spaces) ? empty : -1;
}

/**
 * parvis_gauge_sum_sources:
 *
 * Counts the sources of a gauge and those that are fresh, sums single spaces,
 * and finds whether a source is silent that the figure cannot do without.
 */
void
parvis_gauge_sum_sources (ParvisGaugeRow *gauge,
                          GPtrArray      *sources,
                          gint64          now,
                          gint64         *due)
{
  g_autoptr(GArray) expiries = g_array_new (FALSE, FALSE, sizeof (gint64));
  Spaces spaces = { .expiries = expiries, .observed_at = PARVIS_NO_TIME };

  gauge->sources = 0;
  gauge->sources_fresh = 0;
  gauge->broken_since = PARVIS_NO_TIME;

  for (guint i = 0; i < sources->len; i++)
    {
      const ParvisSourceRow *source = g_ptr_array_index (sources, i);
      gint64 until = parvis_source_expiry (source, gauge->valid_for);

      if (source->paused)
        continue;

      gauge->sources++;
      if (source->fresh_at != PARVIS_NO_TIME && until >= now)
        {
          gauge->sources_fresh++;
          *due = MIN (*due, until + 1);
        }

      if (source->measure == PARVIS_MEASURE_SPACE)
        add_space (&spaces, source, until, now);
      else if (parvis_measure_is_amount (source->measure) &&
               gauge->method == PARVIS_METHOD_BALANCE)
        judge_balance (gauge, source, now, due);
    }

  gauge->pmr_free = count_reserved (sources, PARVIS_RESERVED_PMR, gauge->pmr,
                                    gauge->valid_for, now);
  gauge->charging_free = count_reserved (sources, PARVIS_RESERVED_CHARGING, gauge->charging,
                                         gauge->valid_for, now);

  if (expiries->len == 0)
    return;

  if (gauge->capacity_declared < 0)
    gauge->capacity = expiries->len;
  sum_spaces (gauge, &spaces, now, due);
}
