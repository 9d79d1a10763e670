/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-totals"

#include "config.h"

#include "parvis-totals.h"

#include <math.h>

/* No more pass in one step, whatever is declared. */
#define MAX_AMOUNT 1e6

static const double ranges[] = { 256.0, 65536.0, 4294967296.0 };

/* A counter that fell has wrapped if it stood near the top of a range of 8, 16
 * or 32 bits that it never left, and is now a short way above zero. Anything
 * else is a device that began again.
 */
static double
find_wrapped (const ParvisSourceRow *source,
              double                 value,
              gint64                 capacity)
{
  double plausible = MAX ((double) capacity * 1.1, 100.0);

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      double difference = ranges[i] - source->total + value;

      if (source->total_max >= ranges[i])
        continue;

      return difference <= MIN (plausible, ranges[i] / 8) ? difference : -1;
    }

  return -1;
}

/* A whole house that comes or goes in an hour is much; a device that was not
 * heard for longer tells all of it at once.
 */
static double
find_most (const ParvisSourceRow *source,
           const ParvisGaugeRow  *gauge,
           gint64                 at)
{
  double an_hour = (double) MAX (parvis_gauge_row_limit (gauge), 100);
  double hours = 1;

  if (source->fresh_at != PARVIS_NO_TIME)
    hours = MAX (hours, (double) (at - source->fresh_at) / PARVIS_HOUR);

  return MIN (an_hour * hours, MAX_AMOUNT);
}

static void
begin_again (ParvisSourceRow *source,
             double           value)
{
  source->total = value;
  source->total_max = value;
}

/* A single value far above the others is a garbled message, and the next is where
 * the count stood. If the next goes on from it instead, it is a device that was
 * replaced or set: its count begins there. The last value stands above the total
 * only when it was such a jump; signs of life in between leave both.
 */
static gboolean
goes_on_from_jump (const ParvisSourceRow *source,
                   double                 value,
                   double                 most)
{
  return source->last_value > source->total &&
         value >= source->last_value && value - source->last_value <= most;
}

/**
 * parvis_totals_take:
 * @amount: (out): how many passed since the last value
 *
 * Returns: %PARVIS_REASON_BASELINE for the first value and for one after a
 *   restart, of which nobody can say what was missed; %PARVIS_REASON_JUMP for
 *   more than can have passed, which changes nothing
 */
ParvisReason
parvis_totals_take (ParvisSourceRow      *source,
                    double                value,
                    gint64                at,
                    const ParvisGaugeRow *gauge,
                    gint64               *amount)
{
  double most = find_most (source, gauge, at);
  double difference;

  if (isnan (source->total))
    {
      begin_again (source, value);
      return PARVIS_REASON_BASELINE;
    }

  difference = value - source->total;
  if (difference > most && goes_on_from_jump (source, value, most))
    {
      begin_again (source, source->last_value);
      difference = value - source->total;
    }

  if (difference > most)
    return PARVIS_REASON_JUMP;

  if (difference < 0)
    difference = find_wrapped (source, value, gauge->capacity);

  if (difference < 0)
    {
      begin_again (source, value);
      return PARVIS_REASON_BASELINE;
    }

  source->total = value;
  source->total_max = MAX (source->total_max, value);
  *amount = llround (difference);

  return PARVIS_REASON_NONE;
}
