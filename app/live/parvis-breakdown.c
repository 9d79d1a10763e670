/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-breakdown"

#include "config.h"

#include "parvis-breakdown.h"

#include "parvis-day-log.h"

#define MAX_FIGURE 1000000
#define MAX_NAME 500

static void
free_part (gpointer data)
{
  ParvisPart *part = data;

  g_free (part->name);
  g_free (part);
}

void
parvis_breakdown_free (ParvisBreakdown *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->parts);
  g_free (self);
}

static int
read_count (const json_t *object,
            const char   *name,
            int           fallback)
{
  double number;

  if (json_object_get (object, name) == NULL
      || !parvis_json_get_number (object, name, -MAX_FIGURE, MAX_FIGURE, &number, NULL))
    return fallback;

  return (int) number;
}

static ParvisPart *
add_part (ParvisBreakdown *self,
          ParvisPartKind   kind,
          int              value,
          int              effect)
{
  ParvisPart *part = g_new0 (ParvisPart, 1);

  part->kind = kind;
  part->value = value;
  part->effect = effect;
  part->seen_at = PARVIS_NO_TIME;
  g_ptr_array_add (self->parts, part);

  return part;
}

static gboolean
is_flow (ParvisMeasure  measure,
         gboolean      *leaves)
{
  switch (measure)
    {
    case PARVIS_MEASURE_ENTERED:
    case PARVIS_MEASURE_ENTERED_TOTAL:
      *leaves = FALSE;
      return TRUE;

    case PARVIS_MEASURE_LEFT:
    case PARVIS_MEASURE_LEFT_TOTAL:
      *leaves = TRUE;
      return TRUE;

    case PARVIS_MEASURE_PRESENT:
    case PARVIS_MEASURE_FREE:
    case PARVIS_MEASURE_OCCUPIED:
    case PARVIS_MEASURE_SPACE:
      break;
    }

  return FALSE;
}

static void
read_source (ParvisBreakdown *self,
             const json_t    *source,
             ParvisMeasure    measure)
{
  const char *name, *health;
  gboolean leaves;
  ParvisPart *part;

  if (is_flow (measure, &leaves))
    {
      int value = read_count (source, leaves ? "left" : "entered", 0);

      part = add_part (self, PARVIS_PART_SOURCE, value, leaves ? -value : value);
    }
  else
    {
      part = add_part (self, PARVIS_PART_SOURCE, read_count (source, "last_value", -1), 0);
    }

  part->measure = measure;
  part->health = PARVIS_HEALTH_NEVER;
  if (parvis_json_get_string_or (source, "name", MAX_NAME, NULL, &name, NULL))
    part->name = g_strdup (name);
  if (parvis_json_get_string_or (source, "health", 40, NULL, &health, NULL) && health != NULL)
    parvis_health_from_string (health, &part->health);
  if (!parvis_json_get_time_or (source, "observed_at", PARVIS_NO_TIME, &part->seen_at, NULL)
      || part->seen_at == PARVIS_NO_TIME)
    parvis_json_get_time_or (source, "last_seen", PARVIS_NO_TIME, &part->seen_at, NULL);
}

static gboolean
is_heard (const json_t *source)
{
  const char *text = NULL;
  ParvisHealth health = PARVIS_HEALTH_NEVER;

  return parvis_json_get_string_or (source, "health", 40, NULL, &text, NULL) && text != NULL
         && parvis_health_from_string (text, &health)
         && (health == PARVIS_HEALTH_OK || health == PARVIS_HEALTH_LATE
             || health == PARVIS_HEALTH_STUCK);
}

static void
read_space (ParvisPart   *spaces,
            const json_t *source)
{
  gint64 seen_at;

  spaces->count++;
  /* As in the figure: what a silent one said last is not counted. */
  if (!is_heard (source))
    spaces->silent++;
  else if (read_count (source, "last_value", 0) > 0)
    spaces->value++;
  if (parvis_json_get_time_or (source, "last_seen", PARVIS_NO_TIME, &seen_at, NULL))
    spaces->seen_at = MAX (spaces->seen_at, seen_at);
  spaces->health = spaces->silent == 0 ? PARVIS_HEALTH_OK : PARVIS_HEALTH_SILENT;
}

static void
read_sources (ParvisBreakdown *self,
              GPtrArray       *sources)
{
  ParvisPart *spaces = NULL;

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    {
      const json_t *source = g_ptr_array_index (sources, i);
      const char *text;
      ParvisMeasure measure;

      if (!parvis_json_get_string (source, "measure", 40, &text, NULL)
          || !parvis_measure_from_string (text, &measure))
        continue;

      if (measure != PARVIS_MEASURE_SPACE)
        {
          read_source (self, source, measure);
          continue;
        }

      if (spaces == NULL)
        {
          spaces = add_part (self, PARVIS_PART_SPACES, 0, 0);
          spaces->measure = PARVIS_MEASURE_SPACE;
        }
      read_space (spaces, source);
    }
}

/* Gestures of people, quick presses as one; a zero at night is none. */
static int
count_gestures (const json_t *gauge_log)
{
  g_autoptr(GPtrArray) lines = parvis_day_log_read (gauge_log, NULL, NULL);
  int count = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const ParvisLogLine *line = g_ptr_array_index (lines, i);

      if (line->what == PARVIS_LOG_COUNT || line->what == PARVIS_LOG_RECOUNT)
        count++;
    }

  return count;
}

/* The last instant before the recount at which the figure was right. */
static gint64
find_trusted (const json_t *gauge_log,
              gint64        recount_at)
{
  g_autoptr(GPtrArray) lines = parvis_day_log_read (gauge_log, NULL, NULL);
  gint64 trusted_at = PARVIS_NO_TIME;

  for (guint i = 0; i < lines->len; i++)
    {
      const ParvisLogLine *line = g_ptr_array_index (lines, i);

      if ((line->what == PARVIS_LOG_ZERO || line->what == PARVIS_LOG_RECOUNT)
          && line->at < recount_at && (trusted_at == PARVIS_NO_TIME || line->at > trusted_at))
        trusted_at = line->at;
    }

  return trusted_at;
}

static int
sum_effects (const ParvisBreakdown *self)
{
  int sum = 0;

  for (guint i = 0; i < self->parts->len; i++)
    sum += ((ParvisPart *) g_ptr_array_index (self->parts, i))->effect;

  return sum;
}

static void
add_hand (ParvisBreakdown         *self,
          const ParvisGaugeFigure *figure,
          const json_t            *gauge_log,
          gboolean                 has_waiting)
{
  int start = read_count (gauge_log, "start", 0);
  int by_hand = read_count (gauge_log, "by_hand", 0) + read_count (gauge_log, "recounted", 0);
  int rest;
  ParvisPart *hand;

  if (start != 0)
    {
      ParvisPart *part = add_part (self, PARVIS_PART_START, start, start);

      g_ptr_array_steal_index (self->parts, self->parts->len - 1);
      g_ptr_array_insert (self->parts, 0, part);
    }

  hand = add_part (self, PARVIS_PART_HAND, by_hand, by_hand);
  hand->count = count_gestures (gauge_log);

  /* A recount that waits has moved the figure, and the service has not yet
   * written by how much: it is the hand that did.
   */
  rest = figure->present - sum_effects (self);
  if (rest != 0 && has_waiting)
    hand->value = hand->effect = by_hand + rest;
  else if (rest != 0)
    add_part (self, PARVIS_PART_REST, rest, rest);
}

/**
 * parvis_breakdown_read:
 * @sources: (nullable) (element-type json_t): the bodies of the gauge's sources
 * @gauge_log: (nullable): the gauge's entity "gauge_log"
 * @has_waiting: whether gestures of this machine on this gauge wait
 *
 * Returns: (transfer full): the parts of the figure; where they add, they sum
 *   up to it exactly
 */
ParvisBreakdown *
parvis_breakdown_read (const ParvisGaugeFigure *figure,
                       GPtrArray               *sources,
                       const json_t            *gauge_log,
                       gboolean                 has_waiting)
{
  ParvisBreakdown *self = g_new0 (ParvisBreakdown, 1);
  const json_t *recount = json_object_get (gauge_log, "recount");

  self->parts = g_ptr_array_new_with_free_func (free_part);
  self->recount_at = PARVIS_NO_TIME;
  self->drift = read_count (gauge_log, "drift", 0);
  if (json_is_object (recount)
      && parvis_json_get_time_or (recount, "at", PARVIS_NO_TIME, &self->recount_at, NULL))
    self->recount_gap = read_count (recount, "gap", 0);
  self->trusted_at = self->recount_at != PARVIS_NO_TIME
                     ? find_trusted (gauge_log, self->recount_at) : PARVIS_NO_TIME;

  read_sources (self, sources);
  self->adds = figure->present >= 0
               && (figure->method == PARVIS_METHOD_BALANCE || figure->method == PARVIS_METHOD_HAND);
  if (self->adds)
    add_hand (self, figure, gauge_log, has_waiting);

  return self;
}

/**
 * parvis_breakdown_drift_is_likely:
 * @capacity: of the gauge
 * @gap: (out): how far off the counter probably is
 *
 * Returns: whether a recount is due (ux.md §5): more have left than came since
 *   the last one, or that one found more than 5 % of the capacity missing
 */
gboolean
parvis_breakdown_drift_is_likely (const ParvisBreakdown *self,
                                  int                    capacity,
                                  int                   *gap)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (gap != NULL, FALSE);

  *gap = self->drift > 0 ? self->drift : ABS (self->recount_gap);

  return self->drift > 0
         || (self->recount_at != PARVIS_NO_TIME && capacity > 0 && *gap * 20 > capacity);
}

/* A gap that was found after a shorter time says nothing of the pace. */
#define LEAST_SPAN (30 * PARVIS_MINUTE)

/**
 * parvis_breakdown_estimate_drift:
 * @drift: (out): how many the figure may be off by, either way
 *
 * The counters are taken to go on drifting at the pace that the last recount found:
 * its gap, over the time since the figure had been right before it, for the time
 * since; rounded up, and no less than what more have left than came. Where the last
 * recount found no gap, or the log does not tell since when it had built up, nothing
 * is estimated.
 *
 * Returns: whether there is an estimate
 */
gboolean
parvis_breakdown_estimate_drift (const ParvisBreakdown *self,
                                 gint64                 now,
                                 int                   *drift)
{
  gint64 span;
  gint64 since;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (drift != NULL, FALSE);

  if (self->recount_at == PARVIS_NO_TIME || self->trusted_at == PARVIS_NO_TIME
      || self->recount_gap == 0)
    return FALSE;

  span = self->recount_at - self->trusted_at;
  since = CLAMP (now - self->recount_at, 0, PARVIS_DAY);
  if (span < LEAST_SPAN)
    return FALSE;

  *drift = (int) MIN ((ABS ((gint64) self->recount_gap) * since + span - 1) / span, MAX_FIGURE);
  *drift = MAX (*drift, self->drift);

  return TRUE;
}
