/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-trend"

#include "config.h"

#include "parvis-trend.h"

#include "parvis-time.h"

/* Without a capacity, the figure itself says how large the place is. */
static double
find_dead_band (gint64 capacity,
                double base)
{
  double size = capacity > 0 ? (double) capacity : base;

  return MAX (0.03 * size, 3);
}

ParvisTrend
parvis_trend_decide (const ParvisTrendPoint *points,
                     guint                   n_points,
                     gint64                  capacity,
                     gint64                  present,
                     gint64                  now,
                     ParvisTrend             before)
{
  double sum = 0;
  double change;
  double band;
  guint n = 0;

  for (guint i = 0; i < n_points; i++)
    {
      if (points[i].at < now - PARVIS_TREND_FROM || points[i].at > now - PARVIS_TREND_TO)
        continue;

      sum += (double) points[i].value;
      n++;
    }

  if (n == 0 || present < 0)
    return PARVIS_TREND_UNKNOWN;

  change = (double) present - sum / n;
  band = find_dead_band (capacity, sum / n);

  if (change > (before == PARVIS_TREND_FILLING ? band / 2 : band))
    return PARVIS_TREND_FILLING;
  if (-change > (before == PARVIS_TREND_EMPTYING ? band / 2 : band))
    return PARVIS_TREND_EMPTYING;

  return PARVIS_TREND_STEADY;
}
