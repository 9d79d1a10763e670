/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-time"

#include "config.h"

#include "parvis-time.h"

#include "parvis-error.h"

static gint64
read_system_clock (gpointer data)
{
  return g_get_real_time () / 1000;
}

const ParvisClock parvis_system_clock = { read_system_clock, NULL };

/**
 * parvis_clock_now:
 *
 * Returns: the instant that @clock tells, in ms
 */
gint64
parvis_clock_now (const ParvisClock *clock)
{
  g_return_val_if_fail (clock != NULL && clock->now != NULL, PARVIS_NO_TIME);

  return clock->now (clock->data);
}

/**
 * parvis_day_from_civil:
 *
 * Days since 1970-01-01 of a date of the proleptic Gregorian calendar. Years are
 * counted from March, so that the leap day ends one (Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms").
 */
gint64
parvis_day_from_civil (int year,
                       int month,
                       int day)
{
  int y = month <= 2 ? year - 1 : year;
  int era = y / 400;
  int year_of_era = y - era * 400;
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return (gint64) era * 146097 + day_of_era - 719468;
}

/**
 * parvis_day_to_civil:
 *
 * The inverse of parvis_day_from_civil(), from the same source.
 */
void
parvis_day_to_civil (gint64  days,
                     int    *year,
                     int    *month,
                     int    *day)
{
  gint64 z = days + 719468;
  int era = (int) (z / 146097);
  int day_of_era = (int) (z - (gint64) era * 146097);
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                     day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * shifted + 2) / 5 + 1;
  *month = shifted < 10 ? shifted + 3 : shifted - 9;
  *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

/* Reads exactly @count digits; both bounds are included. */
static gboolean
read_digits (const char **cursor,
             int          count,
             int          min,
             int          max,
             int         *value)
{
  int number = 0;

  for (int i = 0; i < count; i++)
    {
      if (!g_ascii_isdigit ((*cursor)[i]))
        return FALSE;

      number = number * 10 + ((*cursor)[i] - '0');
    }

  *cursor += count;
  *value = number;

  return number >= min && number <= max;
}

static gboolean
read_char (const char **cursor,
           char         expected)
{
  if (g_ascii_toupper (**cursor) != expected)
    return FALSE;

  (*cursor)++;

  return TRUE;
}

/* A fraction of any length, rounded half up: 1000 carries into the second. */
static gboolean
read_fraction (const char **cursor,
               int         *milliseconds)
{
  static const int weights[] = { 100, 10, 1 };
  int digits = 0;

  *milliseconds = 0;

  if (**cursor != '.')
    return TRUE;

  (*cursor)++;

  for (; g_ascii_isdigit (**cursor); (*cursor)++, digits++)
    {
      if (digits < 3)
        *milliseconds += (**cursor - '0') * weights[digits];
      else if (digits == 3 && **cursor >= '5')
        *milliseconds += 1;
    }

  return digits > 0;
}

static gboolean
read_offset (const char **cursor,
             gint64      *offset)
{
  gboolean west = **cursor == '-';
  int hours;
  int minutes;

  *offset = 0;

  if (read_char (cursor, 'Z'))
    return TRUE;

  if (**cursor != '+' && **cursor != '-')
    return FALSE;

  (*cursor)++;

  if (!read_digits (cursor, 2, 0, 23, &hours) ||
      !read_char (cursor, ':') ||
      !read_digits (cursor, 2, 0, 59, &minutes))
    return FALSE;

  *offset = hours * PARVIS_HOUR + minutes * PARVIS_MINUTE;
  if (west)
    *offset = -*offset;

  return TRUE;
}

static gboolean
read_date (const char **cursor,
           gint64      *days)
{
  int year;
  int month;
  int day;

  if (!read_digits (cursor, 4, 1970, 9999, &year) ||
      !read_char (cursor, '-') ||
      !read_digits (cursor, 2, 1, 12, &month) ||
      !read_char (cursor, '-') ||
      !read_digits (cursor, 2, 1, 31, &day) ||
      !g_date_valid_dmy (day, (GDateMonth) month, year))
    return FALSE;

  *days = parvis_day_from_civil (year, month, day);

  return TRUE;
}

static gboolean
read_instant (const char *text,
              gint64     *instant)
{
  const char *cursor = text;
  gint64 days;
  gint64 minute;
  gint64 offset;
  int hours;
  int minutes;
  int seconds;
  int milliseconds;

  if (!read_date (&cursor, &days) ||
      !read_char (&cursor, 'T') ||
      !read_digits (&cursor, 2, 0, 23, &hours) ||
      !read_char (&cursor, ':') ||
      !read_digits (&cursor, 2, 0, 59, &minutes) ||
      !read_char (&cursor, ':') ||
      !read_digits (&cursor, 2, 0, 60, &seconds) ||
      !read_fraction (&cursor, &milliseconds) ||
      !read_offset (&cursor, &offset) ||
      *cursor != '\0')
    return FALSE;

  minute = days * PARVIS_DAY + hours * PARVIS_HOUR + minutes * PARVIS_MINUTE - offset;

  /* POSIX time has no leap second: it stays in the last millisecond before. One
   * can only be inserted at the end of a day of UTC.
   */
  if (seconds == 60)
    {
      if (minute % PARVIS_DAY != PARVIS_DAY - PARVIS_MINUTE)
        return FALSE;

      seconds = 59;
      milliseconds = 999;
    }

  *instant = minute + seconds * PARVIS_SECOND + milliseconds;

  return *instant >= 0 && *instant <= PARVIS_TIME_MAX;
}

/**
 * parvis_time_parse:
 * @text: (nullable): a date and time with its offset (RFC 3339)
 * @instant: (out): ms since 1970
 * @error: %PARVIS_ERROR_INVALID
 *
 * Reads strictly what RFC 3339 allows, for the years 1970 to 9999. A fraction
 * is rounded to the millisecond; a leap second counts as the last millisecond
 * of its minute.
 */
gboolean
parvis_time_parse (const char  *text,
                   gint64      *instant,
                   GError     **error)
{
  g_return_val_if_fail (instant != NULL, FALSE);

  *instant = PARVIS_NO_TIME;

  if (text == NULL || !read_instant (text, instant))
    {
      *instant = PARVIS_NO_TIME;

      return parvis_set_invalid (error, NULL,
                                 "A time must be written like 2026-06-17T14:42:00Z (RFC 3339)");
    }

  return TRUE;
}

static char *
write_digits (char *cursor,
              int   count,
              int   value)
{
  for (int i = count - 1; i >= 0; i--, value /= 10)
    cursor[i] = (char) ('0' + value % 10);

  return cursor + count;
}

/**
 * parvis_time_write:
 * @instant: ms since 1970, up to %PARVIS_TIME_MAX
 * @text: (out caller-allocates): RFC 3339 in UTC with milliseconds
 *
 * Digit by digit: a feed is full of times, and printf() takes ten times as long.
 */
void
parvis_time_write (gint64 instant,
                   char   text[PARVIS_TIME_SIZE])
{
  static const char separators[] = "--T::.Z";
  int fields[7];
  int in_day;
  char *cursor = text;

  text[0] = '\0';
  g_return_if_fail (instant >= 0 && instant <= PARVIS_TIME_MAX);

  in_day = (int) (instant % PARVIS_DAY);
  parvis_day_to_civil (instant / PARVIS_DAY, &fields[0], &fields[1], &fields[2]);
  fields[3] = in_day / (int) PARVIS_HOUR;
  fields[4] = in_day % (int) PARVIS_HOUR / (int) PARVIS_MINUTE;
  fields[5] = in_day % (int) PARVIS_MINUTE / (int) PARVIS_SECOND;
  fields[6] = in_day % (int) PARVIS_SECOND;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      cursor = write_digits (cursor, i == 0 ? 4 : i == 6 ? 3 : 2, fields[i]);
      *cursor++ = separators[i];
    }

  *cursor = '\0';
}

/**
 * parvis_time_format:
 * @instant: ms since 1970, up to %PARVIS_TIME_MAX
 *
 * Returns: (transfer full): RFC 3339 in UTC with milliseconds
 */
char *
parvis_time_format (gint64 instant)
{
  char text[PARVIS_TIME_SIZE];

  g_return_val_if_fail (instant >= 0 && instant <= PARVIS_TIME_MAX, NULL);

  parvis_time_write (instant, text);

  return g_strdup (text);
}

static gint64
find_midnight (gint64      instant,
               GTimeZone  *zone,
               GDateTime **local)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant / PARVIS_SECOND);
  g_autoptr(GDateTime) here = g_date_time_to_timezone (utc, zone);
  g_autoptr(GDateTime) midnight = NULL;
  int year;
  int month;
  int day;

  g_return_val_if_fail (here != NULL, PARVIS_NO_TIME);

  g_date_time_get_ymd (here, &year, &month, &day);
  midnight = g_date_time_new (zone, year, month, day, 0, 0, 0.0);
  g_return_val_if_fail (midnight != NULL, PARVIS_NO_TIME);

  if (local != NULL)
    *local = g_steal_pointer (&here);

  return g_date_time_to_unix (midnight) * PARVIS_SECOND;
}

typedef struct
{
  ParvisLocalDay  day;
  GTimeZone      *zone;
} KnownDay;

static void
free_known_day (gpointer data)
{
  KnownDay *known = data;

  g_time_zone_unref (known->zone);
  g_free (known);
}

/* One for each thread: nearly all that is asked is of today, and GLib takes longer to
 * tell it than a database takes for a row.
 */
static GPrivate known_day = G_PRIVATE_INIT (free_known_day);

/**
 * parvis_time_local_day:
 * @instant: ms since 1970, up to %PARVIS_TIME_MAX
 * @zone: the zone of the town
 *
 * Returns: (transfer none): the local day in which @instant lies, until the next call
 *   on this thread
 */
const ParvisLocalDay *
parvis_time_local_day (gint64     instant,
                       GTimeZone *zone)
{
  KnownDay *known = g_private_get (&known_day);
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *name = NULL;
  gint64 next;

  g_return_val_if_fail (instant >= 0 && instant <= PARVIS_TIME_MAX, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  if (known != NULL && known->zone == zone &&
      instant >= known->day.start && instant < known->day.end)
    return &known->day;

  known = g_new0 (KnownDay, 1);
  known->zone = g_time_zone_ref (zone);
  known->day.start = find_midnight (instant, zone, &local);
  /* 26 hours reach the next local day whatever the clocks do; the last has none. */
  next = known->day.start + 26 * PARVIS_HOUR;
  known->day.end = next > PARVIS_TIME_MAX ? PARVIS_NEVER : find_midnight (next, zone, NULL);
  name = g_date_time_format (local, "%Y-%m-%d");
  g_strlcpy (known->day.name, name, sizeof known->day.name);
  g_private_replace (&known_day, known);

  return &known->day;
}

/**
 * parvis_time_day_start:
 *
 * Returns: the first instant of the local day in which @instant lies
 */
gint64
parvis_time_day_start (gint64     instant,
                       GTimeZone *zone)
{
  const ParvisLocalDay *day = parvis_time_local_day (instant, zone);

  return day != NULL ? day->start : PARVIS_NO_TIME;
}

static gpointer
load_zone_of_towns (gpointer data)
{
  GTimeZone *zone = g_time_zone_new_identifier ("Europe/Paris");

  /* A system without a zone database still knows the rule of the Union. */
  if (zone == NULL)
    zone = g_time_zone_new_identifier ("CET-1CEST,M3.5.0,M10.5.0/3");

  return zone;
}

/**
 * parvis_time_zone_of_towns:
 *
 * The zone of a town that declares none: that of metropolitan France. Overseas
 * towns have their own, which is why no other function assumes this one.
 *
 * Returns: (transfer none): kept for the life of the process
 */
GTimeZone *
parvis_time_zone_of_towns (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_zone_of_towns, NULL);
}

static void
free_zones (gpointer data)
{
  g_hash_table_unref (data);
}

/* Reading a zone's rules takes longer than all the rest of a command, and GLib
 * forgets them with their last reference. Each writer keeps its own, so that
 * nothing is shared.
 */
static GPrivate zones = G_PRIVATE_INIT (free_zones);

/**
 * parvis_time_zone_find:
 * @name: (nullable)
 *
 * Returns: (transfer full): the zone of this name; that of metropolitan France for a
 *   name that this system's zone data does not have
 */
GTimeZone *
parvis_time_zone_find (const char *name)
{
  GHashTable *known = g_private_get (&zones);
  GTimeZone *zone;

  if (name == NULL)
    return g_time_zone_ref (parvis_time_zone_of_towns ());

  if (known == NULL)
    {
      known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                     (GDestroyNotify) g_time_zone_unref);
      g_private_set (&zones, known);
    }

  zone = g_hash_table_lookup (known, name);
  if (zone == NULL)
    {
      zone = g_time_zone_new_identifier (name);
      if (zone == NULL)
        zone = g_time_zone_ref (parvis_time_zone_of_towns ());
      g_hash_table_insert (known, g_strdup (name), zone);
    }

  return g_time_zone_ref (zone);
}
