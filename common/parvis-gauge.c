/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-gauge"

#include "config.h"

#include "parvis-gauge.h"

#include "parvis-error.h"

#include <string.h>

#define MAX_COUNT    1000000
#define MAX_DURATION (366 * PARVIS_DAY / PARVIS_SECOND)

/**
 * parvis_gauge_live_for:
 * @period: the rhythm T of a source in ms
 *
 * Returns: the age in ms up to which a figure is live: two measures and a
 *   margin for the line, and at least a minute
 */
gint64
parvis_gauge_live_for (gint64 period)
{
  return MAX (2 * period + 10 * PARVIS_SECOND, PARVIS_MINUTE);
}

/**
 * parvis_gauge_late_for:
 * @period: the rhythm T of a source in ms
 *
 * Returns: the age in ms up to which a figure is late; beyond, it is stale
 */
gint64
parvis_gauge_late_for (gint64 period)
{
  return MAX (6 * period, 15 * PARVIS_MINUTE);
}

/**
 * parvis_gauge_default_period:
 *
 * Returns: the rhythm in ms that is assumed of a source that declares none: a
 *   turnstile tells its count every minute, a car park's sensors every two
 */
gint64
parvis_gauge_default_period (ParvisGaugeKind kind)
{
  return kind == PARVIS_GAUGE_PEOPLE ? PARVIS_MINUTE : 2 * PARVIS_MINUTE;
}

static gboolean
read_id (const json_t  *body,
         const char    *name,
         gboolean       required,
         char          *id,
         GError       **error)
{
  const char *text = "";

  if (required)
    {
      if (!parvis_json_get_string (body, name, PARVIS_ID_SIZE - 1, &text, error))
        return FALSE;
    }
  else if (!parvis_json_get_string_or (body, name, PARVIS_ID_SIZE - 1, "", &text, error))
    {
      return FALSE;
    }

  /* The limit above counts characters, the array bytes. */
  if (g_strlcpy (id, text, PARVIS_ID_SIZE) >= PARVIS_ID_SIZE)
    {
      g_autofree char *field = g_strconcat ("/", name, NULL);

      return parvis_set_invalid (error, field, "The identifier is too long");
    }

  return TRUE;
}

static gboolean
read_count (const json_t  *body,
            const char    *name,
            int            fallback,
            int           *count,
            GError       **error)
{
  gint64 value;

  if (!parvis_json_get_int_or (body, name, 0, MAX_COUNT, fallback, &value, error))
    return FALSE;

  *count = (int) value;

  return TRUE;
}

static gboolean
read_duration (const json_t  *body,
               const char    *name,
               gint64         fallback,
               gint64        *duration,
               GError       **error)
{
  gint64 seconds;

  if (!parvis_json_get_int_or (body, name, 0, MAX_DURATION,
                               fallback / PARVIS_SECOND, &seconds, error))
    return FALSE;

  *duration = seconds * PARVIS_SECOND;

  return TRUE;
}

static gboolean
read_words (ParvisGaugeFigure  *figure,
            const json_t       *body,
            GError            **error)
{
  const char *kind;
  const char *method;

  if (!parvis_json_get_string (body, "kind", 32, &kind, error) ||
      !parvis_json_get_string_or (body, "method", 32, "none", &method, error))
    return FALSE;

  if (!parvis_gauge_kind_from_string (kind, &figure->kind))
    return parvis_set_invalid (error, "/kind", "“%s” is not a kind of gauge", kind);

  if (!parvis_method_from_string (method, &figure->method))
    return parvis_set_invalid (error, "/method", "“%s” is not a method of counting", method);

  return TRUE;
}

static gboolean
read_times (ParvisGaugeFigure  *figure,
            const json_t       *body,
            GError            **error)
{
  gint64 period = parvis_gauge_default_period (figure->kind);

  return parvis_json_get_time_or (body, "observed_at", PARVIS_NO_TIME,
                                  &figure->observed_at, error) &&
         parvis_json_get_time_or (body, "broken_since", PARVIS_NO_TIME,
                                  &figure->broken_since, error) &&
         read_duration (body, "live_for", parvis_gauge_live_for (period),
                        &figure->live_for, error) &&
         read_duration (body, "late_for", parvis_gauge_late_for (period),
                        &figure->late_for, error) &&
         read_duration (body, "valid_for", PARVIS_HAND_VALID_FOR,
                        &figure->valid_for, error);
}

/* A limit that this version cannot read is as good as none: the capacity that the
 * service says is right until it says another.
 */
static void
read_limit (ParvisGaugeFigure *figure,
            const json_t      *body)
{
  const json_t *limit = json_object_get (body, "capacity_limit");
  gint64 whole = parvis_gauge_read_whole (body);

  figure->lowered_until = PARVIS_NEVER;
  if (!json_is_object (limit) || whole <= figure->capacity || whole > MAX_COUNT ||
      !parvis_json_get_time_or (limit, "until", PARVIS_NEVER, &figure->lowered_until, NULL))
    return;

  figure->whole = (int) whole;
}

/**
 * parvis_gauge_figure_from_json:
 * @figure: (out): untouched on error
 * @body: a "gauge" entity of the feed; its durations are seconds
 * @error: %PARVIS_ERROR_INVALID with the member at fault
 *
 * Members that only a screen shows are not looked at.
 */
gboolean
parvis_gauge_figure_from_json (ParvisGaugeFigure  *figure,
                               const json_t       *body,
                               GError            **error)
{
  ParvisGaugeFigure read;

  g_return_val_if_fail (figure != NULL, FALSE);

  memset (&read, 0, sizeof read);

  if (!read_id (body, "id", TRUE, read.id, error) ||
      !read_id (body, "facility", TRUE, read.facility, error) ||
      !read_id (body, "neighbourhood", FALSE, read.neighbourhood, error) ||
      !read_words (&read, body, error) ||
      !read_count (body, "capacity", -1, &read.capacity, error) ||
      !read_count (body, "present", -1, &read.present, error) ||
      !read_count (body, "measured", 0, &read.measured, error) ||
      !read_count (body, "sources", 0, &read.sources, error) ||
      !read_count (body, "sources_fresh", 0, &read.sources_fresh, error) ||
      !read_times (&read, body, error))
    return FALSE;

  read_limit (&read, body);
  *figure = read;

  return TRUE;
}

void
parvis_gauge_figure_settle (ParvisGaugeFigure *figure,
                            gint64             now)
{
  g_return_if_fail (figure != NULL);

  if (!parvis_gauge_is_lowered (figure) || now < figure->lowered_until)
    return;

  figure->capacity = figure->whole;
  figure->whole = 0;
  figure->lowered_until = PARVIS_NEVER;
}

static gint64
add_saturated (gint64 instant,
               gint64 duration)
{
  return instant > PARVIS_NEVER - duration ? PARVIS_NEVER : instant + duration;
}

/* A person who counted after the source fell silent did not use it. */
static gboolean
can_break (const ParvisGaugeFigure *figure)
{
  return figure->broken_since != PARVIS_NO_TIME &&
         (figure->method != PARVIS_METHOD_HAND || figure->broken_since > figure->observed_at);
}

static ParvisFreshness
decide_by_age (const ParvisGaugeFigure *figure,
               gint64                   now,
               gint64                  *until)
{
  if (figure->method == PARVIS_METHOD_HAND)
    {
      *until = add_saturated (figure->observed_at, figure->valid_for);
      return now <= *until ? PARVIS_FRESHNESS_HAND : PARVIS_FRESHNESS_STALE;
    }

  *until = add_saturated (figure->observed_at, figure->live_for);
  if (now <= *until)
    return PARVIS_FRESHNESS_LIVE;

  *until = add_saturated (figure->observed_at, figure->late_for);
  if (now <= *until)
    return PARVIS_FRESHNESS_LATE;

  return PARVIS_FRESHNESS_STALE;
}

/**
 * parvis_freshness_decide:
 * @closed: what the facility's hours and closures say at @now
 * @now: ms since 1970
 * @next_change: (out) (optional): the first instant at which the answer is
 *   another if nothing arrives and nothing closes, or %PARVIS_NEVER
 *
 * The one place that decides freshness (design.md rule 4), for the service and
 * for the application between messages. A link that is down is the
 * application's own knowledge and its own rule on top of this.
 */
ParvisFreshness
parvis_freshness_decide (const ParvisGaugeFigure *figure,
                         gboolean                 closed,
                         gint64                   now,
                         gint64                  *next_change)
{
  ParvisFreshness freshness;
  gint64 until = PARVIS_NEVER;

  g_return_val_if_fail (figure != NULL, PARVIS_FRESHNESS_UNKNOWN);

  if (next_change != NULL)
    *next_change = PARVIS_NEVER;

  if (closed)
    return PARVIS_FRESHNESS_CLOSED;

  if (figure->observed_at == PARVIS_NO_TIME ||
      figure->method == PARVIS_METHOD_NONE ||
      figure->present < 0)
    return PARVIS_FRESHNESS_UNKNOWN;

  if (can_break (figure) && figure->broken_since <= now)
    return PARVIS_FRESHNESS_STALE;

  freshness = decide_by_age (figure, now, &until);
  if (freshness == PARVIS_FRESHNESS_STALE)
    return freshness;

  /* The age that is still accepted is included, so the change is 1 ms later. */
  until = add_saturated (until, 1);
  if (can_break (figure))
    until = MIN (until, figure->broken_since);

  if (next_change != NULL)
    *next_change = until;

  return freshness;
}

/**
 * parvis_freshness_counts:
 *
 * Returns: whether such a figure may be summed and given a level
 */
gboolean
parvis_freshness_counts (ParvisFreshness freshness)
{
  return freshness == PARVIS_FRESHNESS_LIVE ||
         freshness == PARVIS_FRESHNESS_LATE ||
         freshness == PARVIS_FRESHNESS_HAND;
}

/**
 * parvis_gauge_level:
 *
 * Returns: 1 (under 25 % occupied), 2, 3, 4 or 5 (from 95 %), by ux.md §0.4; 0
 *   where the figure is not to be trusted or there is nothing to compare with
 */
int
parvis_gauge_level (const ParvisGaugeFigure *figure,
                    ParvisFreshness          freshness)
{
  gint64 whole;
  gint64 share;

  g_return_val_if_fail (figure != NULL, 0);

  if (!parvis_freshness_counts (freshness) || figure->capacity <= 0 || figure->present < 0)
    return 0;

  whole = parvis_gauge_measured (figure);
  share = (gint64) figure->present * 100;

  if (share < whole * 25)
    return 1;
  if (share < whole * 50)
    return 2;
  if (share < whole * 75)
    return 3;
  if (share < whole * 95)
    return 4;

  return 5;
}

/**
 * parvis_gauge_is_partial:
 *
 * Returns: whether the figure is of a part of the places only, the others being
 *   unmeasured or silent
 */
gboolean
parvis_gauge_is_partial (const ParvisGaugeFigure *figure)
{
  g_return_val_if_fail (figure != NULL, FALSE);

  return figure->measured > 0 && figure->measured < figure->capacity;
}

/* Returns: whether it holds less for a while than it else does */
gboolean
parvis_gauge_is_lowered (const ParvisGaugeFigure *figure)
{
  g_return_val_if_fail (figure != NULL, FALSE);

  return figure->whole > 0;
}

/**
 * parvis_gauge_whole:
 *
 * Returns: what it holds when nothing lowers that, or -1 where nobody knows. What
 *   can be there is measured against this: who was in before the works began is
 *   still in, and the sensors of the spaces that are barred go on counting.
 */
int
parvis_gauge_whole (const ParvisGaugeFigure *figure)
{
  return parvis_gauge_is_lowered (figure) ? figure->whole : figure->capacity;
}

/* Returns: the same of a "gauge" entity of the feed */
gint64
parvis_gauge_read_whole (const json_t *body)
{
  const json_t *limit = json_object_get (body, "capacity_limit");
  const json_t *capacity = json_object_get (limit, "whole");

  if (!json_is_integer (capacity))
    capacity = json_object_get (body, "capacity");

  return json_is_integer (capacity) ? json_integer_value (capacity) : -1;
}

/**
 * parvis_gauge_measured:
 *
 * Returns: of how many places the figure tells, or -1 where there is no capacity
 */
int
parvis_gauge_measured (const ParvisGaugeFigure *figure)
{
  return parvis_gauge_is_partial (figure) ? figure->measured : figure->capacity;
}

/**
 * parvis_gauge_free:
 *
 * Returns: places that are known to be empty, never below 0, or -1 where nobody
 *   knows; one that is not measured is not free
 */
int
parvis_gauge_free (const ParvisGaugeFigure *figure)
{
  g_return_val_if_fail (figure != NULL, -1);

  if (figure->capacity < 0 || figure->present < 0)
    return -1;

  return MAX (parvis_gauge_measured (figure) - figure->present, 0);
}

/**
 * parvis_gauge_recount_limit:
 * @capacity: 0 or less where there is none
 *
 * Returns: three times the capacity, of a small place a full room: beyond, a
 *   digit too many was typed, or there is a fair
 */
gint64
parvis_gauge_recount_limit (gint64 capacity)
{
  return capacity > 0 ? MAX (3 * capacity, 50) : G_MAXINT64;
}

/**
 * parvis_rollup_init:
 *
 * Makes @rollup that of no gauge.
 */
void
parvis_rollup_init (ParvisRollup *rollup)
{
  g_return_if_fail (rollup != NULL);

  memset (rollup, 0, sizeof *rollup);
  rollup->oldest = PARVIS_NO_TIME;
}

/**
 * parvis_rollup_add:
 *
 * Adds one gauge; the caller adds gauges of one kind only.
 */
void
parvis_rollup_add (ParvisRollup            *rollup,
                   const ParvisGaugeFigure *figure,
                   ParvisFreshness          freshness)
{
  g_return_if_fail (rollup != NULL);
  g_return_if_fail (figure != NULL);

  if (freshness == PARVIS_FRESHNESS_CLOSED)
    {
      rollup->closed++;
      return;
    }

  rollup->gauges++;
  rollup->sources += figure->sources;
  rollup->sources_fresh += MIN (figure->sources_fresh, figure->sources);

  if (!parvis_freshness_counts (freshness) || figure->capacity < 0)
    return;

  rollup->fresh++;
  rollup->free += parvis_gauge_free (figure);
  rollup->capacity += parvis_gauge_measured (figure);

  if (rollup->oldest == PARVIS_NO_TIME || figure->observed_at < rollup->oldest)
    rollup->oldest = figure->observed_at;
}
