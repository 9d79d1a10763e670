/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-totals"

#include "config.h"

#include "parvis-totals.h"

#include <math.h>

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

/**
 * parvis_totals_take:
 * @amount: (out): how many passed since the last value
 *
 * Returns: %PARVIS_REASON_BASELINE for the first value and for one after a
 *   restart, of which nobody can say what was missed
 */
ParvisReason
parvis_totals_take (ParvisSourceRow *source,
                    double           value,
                    gint64           capacity,
                    gint64          *amount)
{
  double difference;

  if (isnan (source->total))
    {
      source->total = value;
      source->total_max = value;
      return PARVIS_REASON_BASELINE;
    }

  difference = value - source->total;
  if (difference < 0)
    difference = find_wrapped (source, value, capacity);

  source->total = value;
  if (difference < 0)
    {
      source->total_max = value;
      return PARVIS_REASON_BASELINE;
    }

  source->total_max = MAX (source->total_max, value);
  *amount = llround (MIN (difference, 1e6));

  return PARVIS_REASON_NONE;
}
