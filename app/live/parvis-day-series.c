/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day-series"

#include "config.h"

#include "parvis-day-series.h"

#include "parvis-error.h"

/* Live points nearer than this to the one before replace the newest: a screen
 * draws a day in some 600 pixels, and a busy gate sends four a second.
 */
#define LIVE_DISTANCE (20 * PARVIS_SECOND)
#define MAX_FIGURE 1000000
#define MAX_POINTS_WITH_LIVE (PARVIS_DAY_SERIES_MAX_POINTS + 2 * PARVIS_DAY / LIVE_DISTANCE)

struct _ParvisDaySeries
{
  gint64  from;
  gint64  to;
  gint64  gap_after;
  GArray *points;              /* ParvisDayPoint, by time */
};

/**
 * parvis_day_series_new:
 * @from: start of the day
 * @to: its end
 * @gap_after: ms without a point after which nothing was measured: until then
 *   the figure is believed (it is late at most), beyond it is unknown
 */
ParvisDaySeries *
parvis_day_series_new (gint64 from,
                       gint64 to,
                       gint64 gap_after)
{
  ParvisDaySeries *self;

  g_return_val_if_fail (from < to, NULL);
  g_return_val_if_fail (gap_after > 0, NULL);

  self = g_new0 (ParvisDaySeries, 1);
  self->from = from;
  self->to = to;
  self->gap_after = gap_after;
  self->points = g_array_new (FALSE, FALSE, sizeof (ParvisDayPoint));

  return self;
}

/* Returns: (transfer full) */
ParvisDaySeries *
parvis_day_series_copy (const ParvisDaySeries *self)
{
  ParvisDaySeries *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = parvis_day_series_new (self->from, self->to, self->gap_after);
  g_array_append_vals (copy->points, self->points->data, self->points->len);

  return copy;
}

void
parvis_day_series_free (ParvisDaySeries *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->points);
  g_free (self);
}

gint64
parvis_day_series_get_from (const ParvisDaySeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->from;
}

gint64
parvis_day_series_get_to (const ParvisDaySeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->to;
}

static gboolean
read_bucket (const json_t    *item,
             ParvisDayPoint  *point,
             GError         **error)
{
  gint64 value, min, max;

  if (!parvis_json_get_time (item, "at", &point->at, error)
      || !parvis_json_get_int (item, "last", 0, MAX_FIGURE, &value, error)
      || !parvis_json_get_int_or (item, "min", 0, MAX_FIGURE, value, &min, error)
      || !parvis_json_get_int_or (item, "max", 0, MAX_FIGURE, value, &max, error))
    return FALSE;

  point->value = (int) value;
  point->min = (int) MIN (min, value);
  point->max = (int) MAX (max, value);

  return TRUE;
}

static int
compare_points (gconstpointer a,
                gconstpointer b)
{
  const ParvisDayPoint *left = a;
  const ParvisDayPoint *right = b;

  return left->at < right->at ? -1 : left->at > right->at;
}

/**
 * parvis_day_series_load:
 * @history: the answer of `gauges/{id}/history`
 * @now: the service's clock; the bucket under way ends there
 *
 * Replaces all points by those of the service. A bucket's last value is what
 * stood when it ended, so that is where its point is. Nothing changes on error.
 */
gboolean
parvis_day_series_load (ParvisDaySeries  *self,
                        const json_t     *history,
                        gint64            now,
                        GError          **error)
{
  g_autoptr(GArray) points = NULL;
  const json_t *list;
  gint64 bucket;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!parvis_json_get_int (history, "bucket", 1, PARVIS_DAY / PARVIS_SECOND, &bucket, error))
    return FALSE;

  list = json_object_get (history, "points");
  if (!json_is_array (list) || json_array_size (list) > PARVIS_DAY_SERIES_MAX_POINTS)
    return parvis_set_invalid (error, "/points", "The history has no list of points, or too many");

  points = g_array_new (FALSE, FALSE, sizeof (ParvisDayPoint));
  for (size_t i = 0; i < json_array_size (list); i++)
    {
      ParvisDayPoint point = { 0 };

      if (!read_bucket (json_array_get (list, i), &point, error))
        return FALSE;
      if (point.at < self->from || point.at >= self->to)
        continue;

      point.at = MIN (point.at + bucket * PARVIS_SECOND, MAX (now, point.at));
      g_array_append_val (points, point);
    }

  g_array_sort (points, compare_points);
  g_array_unref (self->points);
  self->points = g_steal_pointer (&points);

  return TRUE;
}

/**
 * parvis_day_series_append:
 * @at: when @value was observed
 *
 * Adds what arrived since the history was read. A figure older than the newest
 * point is left to the next reading of the history.
 *
 * Returns: whether the curve changed
 */
gboolean
parvis_day_series_append (ParvisDaySeries *self,
                          gint64           at,
                          int              value)
{
  ParvisDayPoint point = { at, value, value, value };
  ParvisDayPoint *last, *before;

  g_return_val_if_fail (self != NULL, FALSE);

  if (at < self->from || at >= self->to || value < 0)
    return FALSE;

  if (self->points->len == 0)
    {
      g_array_append_val (self->points, point);
      return TRUE;
    }

  last = &g_array_index (self->points, ParvisDayPoint, self->points->len - 1);
  if (at < last->at || (at == last->at && value == last->value))
    return FALSE;

  before = self->points->len > 1 ? last - 1 : NULL;
  if (at == last->at || (before != NULL && at - before->at < LIVE_DISTANCE))
    {
      point.min = MIN (last->min, value);
      point.max = MAX (last->max, value);
      *last = point;
    }
  else if (self->points->len < MAX_POINTS_WITH_LIVE)
    {
      g_array_append_val (self->points, point);
    }

  return TRUE;
}

guint
parvis_day_series_get_size (const ParvisDaySeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->points->len;
}

const ParvisDayPoint *
parvis_day_series_get_point (const ParvisDaySeries *self,
                             guint                  index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->points->len, NULL);

  return &g_array_index (self->points, ParvisDayPoint, index);
}

/**
 * parvis_day_series_breaks_at:
 *
 * Returns: whether the line must not be drawn from the point before @index to
 *   @index, because nothing was measured between them
 */
gboolean
parvis_day_series_breaks_at (const ParvisDaySeries *self,
                             guint                  index)
{
  const ParvisDayPoint *point;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (index < self->points->len, FALSE);

  if (index == 0)
    return TRUE;

  point = &g_array_index (self->points, ParvisDayPoint, index);

  return point->at - point[-1].at > self->gap_after;
}

/**
 * parvis_day_series_find:
 * @index: (out): the point nearest to @at
 *
 * Returns: FALSE when there is no point at all
 */
gboolean
parvis_day_series_find (const ParvisDaySeries *self,
                        gint64                 at,
                        guint                 *index)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (index != NULL, FALSE);

  if (self->points->len == 0)
    return FALSE;

  high = self->points->len - 1;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->points, ParvisDayPoint, middle).at < at)
        low = middle + 1;
      else
        high = middle;
    }

  if (low > 0
      && at - g_array_index (self->points, ParvisDayPoint, low - 1).at
         < g_array_index (self->points, ParvisDayPoint, low).at - at)
    low--;

  *index = low;

  return TRUE;
}

int
parvis_day_series_get_peak (const ParvisDaySeries *self)
{
  int peak = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->points->len; i++)
    peak = MAX (peak, g_array_index (self->points, ParvisDayPoint, i).max);

  return peak;
}

static void
add_gap (GArray *gaps,
         gint64  from,
         gint64  to,
         gint64  longer_than)
{
  ParvisDaySpan gap = { from, to };

  if (to - from > longer_than)
    g_array_append_val (gaps, gap);
}

/**
 * parvis_day_series_list_gaps:
 * @from: since when there should be points, the opening
 * @until: now, or the closing if it is past
 *
 * Returns: (element-type ParvisDaySpan) (transfer full): the spans between
 *   @from and @until in which nothing was measured
 */
GArray *
parvis_day_series_list_gaps (const ParvisDaySeries *self,
                             gint64                 from,
                             gint64                 until)
{
  GArray *gaps;
  gint64 last = from;

  g_return_val_if_fail (self != NULL, NULL);

  gaps = g_array_new (FALSE, FALSE, sizeof (ParvisDaySpan));
  for (guint i = 0; i < self->points->len; i++)
    {
      gint64 at = g_array_index (self->points, ParvisDayPoint, i).at;

      add_gap (gaps, last, MIN (at, until), self->gap_after);
      last = MAX (last, at);
    }
  add_gap (gaps, last, until, self->gap_after);

  return gaps;
}
