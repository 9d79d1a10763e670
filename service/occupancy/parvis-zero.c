/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-zero"

#include "config.h"

#include "parvis-zero.h"

#include <string.h>

/* A week of opening hours changes state at most this often. */
#define MAX_CHANGES 64

static gboolean
read_clock_time (const char *text,
                 int        *hour,
                 int        *minute)
{
  if (strlen (text) != 5 || text[2] != ':' ||
      !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) ||
      !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    return FALSE;

  *hour = (text[0] - '0') * 10 + (text[1] - '0');
  *minute = (text[3] - '0') * 10 + (text[4] - '0');

  return *hour < 24 && *minute < 60;
}

gboolean
parvis_zero_is_valid (const char *text)
{
  int hour;
  int minute;

  return strcmp (text, "opening") == 0 || read_clock_time (text, &hour, &minute);
}

static gint64
find_clock_time (const ParvisPlace *place,
                 const char        *text,
                 gint64             after)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (after / PARVIS_SECOND);
  g_autoptr(GDateTime) day = g_date_time_to_timezone (utc, place->zone);
  int hour;
  int minute;

  if (!read_clock_time (text, &hour, &minute))
    return PARVIS_NEVER;

  /* Days are added on the calendar, so that the zero keeps its hour when the
   * clocks change.
   */
  for (int i = 0; i < 3; i++)
    {
      g_autoptr(GDateTime) then = g_date_time_add_days (day, i);
      g_autoptr(GDateTime) zero = NULL;
      gint64 instant;

      zero = g_date_time_new (place->zone,
                              g_date_time_get_year (then),
                              g_date_time_get_month (then),
                              g_date_time_get_day_of_month (then),
                              hour, minute, 0.0);
      instant = g_date_time_to_unix (zero) * PARVIS_SECOND;
      if (instant > after)
        return instant;
    }

  return PARVIS_NEVER;
}

static gint64
find_opening (const ParvisPlace *place,
              gint64             after)
{
  ParvisHoursState before;
  gint64 instant = after;
  gint64 next = PARVIS_NEVER;

  if (place->hours == NULL)
    return PARVIS_NEVER;

  before = parvis_hours_state_at (place->hours, instant, place->zone, &next);

  for (int i = 0; i < MAX_CHANGES && next != PARVIS_NEVER && next > instant; i++)
    {
      ParvisHoursState state;

      instant = next;
      state = parvis_hours_state_at (place->hours, instant, place->zone, &next);
      if (before == PARVIS_HOURS_CLOSED && state == PARVIS_HOURS_OPEN)
        return instant;
      before = state;
    }

  return PARVIS_NEVER;
}

/**
 * parvis_zero_next:
 *
 * Returns: the first instant after @after at which @gauge is set to zero, or
 *   %PARVIS_NEVER
 */
gint64
parvis_zero_next (const ParvisGaugeRow *gauge,
                  const ParvisPlace    *place,
                  gint64                after)
{
  if (gauge->zero_at[0] == '\0')
    return PARVIS_NEVER;

  if (strcmp (gauge->zero_at, "opening") == 0)
    return find_opening (place, after);

  return find_clock_time (place, gauge->zero_at, after);
}
