/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-curve-scale"

#include "config.h"

#include "parvis-curve-scale.h"

#include <math.h>

#define MAX_GRID_LINES 5

/**
 * parvis_curve_nice_step:
 * @highest: the greatest value to be shown
 * @max_lines: how many lines above zero are wanted at most
 *
 * Returns: the smallest of 1, 2, 5, 10, 20, 50, … that needs no more lines
 */
int
parvis_curve_nice_step (int highest,
                        int max_lines)
{
  static const int factors[] = { 1, 2, 5 };

  g_return_val_if_fail (max_lines > 0, 1);

  for (int decade = 1; decade <= 100000000; decade *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
      if (highest / (decade * factors[i]) <= max_lines)
        return decade * factors[i];

  return 1000000000;
}

/**
 * parvis_curve_scale_set:
 * @span: what is shown from left to right
 * @capacity: the maximum allowed, 0 if there is none
 * @peak: the highest value of the day
 *
 * Chooses the grid. A little air is left above the maximum, so that its line
 * and a figure that passes it are both seen.
 */
void
parvis_curve_scale_set (ParvisCurveScale *scale,
                        ParvisDaySpan     span,
                        int               capacity,
                        int               peak)
{
  int highest = MAX (MAX (capacity, peak), 4);

  g_return_if_fail (scale != NULL);

  scale->from = span.from;
  scale->to = MAX (span.to, span.from + PARVIS_HOUR);
  scale->highest = highest + MAX (1, highest / 20);
  scale->step = parvis_curve_nice_step (scale->highest, MAX_GRID_LINES);
}

double
parvis_curve_scale_x (const ParvisCurveScale *scale,
                      gint64                  at)
{
  double part = (double) (at - scale->from) / (double) (scale->to - scale->from);

  return scale->left + CLAMP (part, 0, 1) * (scale->right - scale->left);
}

double
parvis_curve_scale_y (const ParvisCurveScale *scale,
                      double                  value)
{
  return scale->bottom - value / scale->highest * (scale->bottom - scale->top);
}

/* Returns: the instant that is drawn at @x, kept within what is shown */
gint64
parvis_curve_scale_at (const ParvisCurveScale *scale,
                       double                  x)
{
  double part = (x - scale->left) / MAX (scale->right - scale->left, 1);

  return scale->from + (gint64) (CLAMP (part, 0, 1) * (double) (scale->to - scale->from));
}

/**
 * parvis_curve_open_span:
 * @hours: (nullable): the facility's hours
 *
 * Returns: from the first opening of the day to its last closing; the whole
 *   day when that is not known or the place is closed all day
 */
ParvisDaySpan
parvis_curve_open_span (const ParvisHours *hours,
                        gint64             day_from,
                        gint64             day_to,
                        GTimeZone         *zone)
{
  ParvisDaySpan open = { PARVIS_NO_TIME, PARVIS_NO_TIME };
  ParvisDaySpan day = { day_from, day_to };
  gint64 at = day_from;

  /* Bounded: no text of hours changes its mind more than a few times a day. */
  for (int i = 0; hours != NULL && i < 48 && at < day_to; i++)
    {
      gint64 next = PARVIS_NEVER;
      ParvisHoursState state = parvis_hours_state_at (hours, at, zone, &next);

      if (state == PARVIS_HOURS_UNKNOWN || next <= at)
        return day;

      if (state == PARVIS_HOURS_OPEN)
        {
          if (open.from == PARVIS_NO_TIME)
            open.from = at;
          open.to = MIN (next, day_to);
        }
      at = next;
    }

  return open.from != PARVIS_NO_TIME ? open : day;
}

static GDateTime *
local_time (gint64     at,
            GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at / PARVIS_SECOND);

  return g_date_time_to_timezone (utc, zone);
}

static gint64
floor_hour (gint64     at,
            GTimeZone *zone)
{
  g_autoptr(GDateTime) time = local_time (at, zone);

  return at - (g_date_time_get_minute (time) * 60 + g_date_time_get_second (time)) * PARVIS_SECOND
         - at % PARVIS_SECOND;
}

/**
 * parvis_curve_shown_span:
 * @open: the opening of the day
 * @series: (nullable): widens it, for what was measured outside
 *
 * Returns: whole local hours around both
 */
ParvisDaySpan
parvis_curve_shown_span (ParvisDaySpan          open,
                         const ParvisDaySeries *series,
                         GTimeZone             *zone)
{
  ParvisDaySpan shown = open;
  guint size = series != NULL ? parvis_day_series_get_size (series) : 0;
  gint64 last_hour;

  if (size > 0)
    {
      shown.from = MIN (shown.from, parvis_day_series_get_point (series, 0)->at);
      shown.to = MAX (shown.to, parvis_day_series_get_point (series, size - 1)->at);
    }

  shown.from = floor_hour (shown.from, zone);
  last_hour = floor_hour (shown.to, zone);
  if (last_hour < shown.to)
    shown.to = last_hour + PARVIS_HOUR;

  return shown;
}

/**
 * parvis_curve_hour_step:
 * @width: of the plot
 * @label_width: what one hour label needs with its air
 *
 * Returns: hours between two labels: 1, 2, 3, 4, 6 or 12
 */
int
parvis_curve_hour_step (ParvisDaySpan span,
                        double        width,
                        double        label_width)
{
  static const int steps[] = { 1, 2, 3, 4, 6 };
  double hours = (double) (span.to - span.from) / (double) PARVIS_HOUR;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (hours / steps[i] * label_width <= width)
      return steps[i];

  return 12;
}

/**
 * parvis_curve_list_hours:
 *
 * Returns: (element-type gint64) (transfer full): the instants within @span
 *   whose local hour is a multiple of @step. On the days on which the clocks
 *   change, each hour that exists appears once.
 */
GArray *
parvis_curve_list_hours (ParvisDaySpan  span,
                         int            step,
                         GTimeZone     *zone)
{
  GArray *hours = g_array_new (FALSE, FALSE, sizeof (gint64));
  int last_label = -1;

  g_return_val_if_fail (step > 0, hours);

  for (gint64 at = floor_hour (span.from, zone); at <= span.to; at += PARVIS_HOUR)
    {
      g_autoptr(GDateTime) time = local_time (at, zone);
      int hour = g_date_time_get_hour (time);

      if (at < span.from || hour % step != 0 || hour == last_label)
        continue;

      g_array_append_val (hours, at);
      last_label = hour;
    }

  return hours;
}
