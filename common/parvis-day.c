/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day"

#include "config.h"

#include "parvis-day.h"

#include "parvis-hours.h"

#include <string.h>

/* Minutes of a day between which nobody is disturbed, and how much closer together what
 * waits is then told.
 */
#define NIGHT_FROM    (21 * 60)
#define NIGHT_UNTIL   (7 * 60)
#define NIGHT_SHRINKS 600

gboolean
parvis_day_parse (const char *text,
                  gint64     *day)
{
  int part[3] = { 0, };
  guint n = 0;

  if (text == NULL || strlen (text) != PARVIS_DAY_SIZE - 1 || text[4] != '-' || text[7] != '-')
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (p == text + 4 || p == text + 7)
        n++;
      else if (g_ascii_isdigit (*p))
        part[n] = part[n] * 10 + (*p - '0');
      else
        return FALSE;
    }

  if (!g_date_valid_dmy ((GDateDay) part[2], (GDateMonth) part[1], (GDateYear) part[0]))
    return FALSE;

  *day = parvis_day_from_civil (part[0], part[1], part[2]);

  return TRUE;
}

void
parvis_day_write (gint64 day,
                  char   text[PARVIS_DAY_SIZE])
{
  int year;
  int month;
  int date;

  parvis_day_to_civil (day, &year, &month, &date);
  text[0] = (char) ('0' + year / 1000 % 10);
  text[1] = (char) ('0' + year / 100 % 10);
  text[2] = (char) ('0' + year / 10 % 10);
  text[3] = (char) ('0' + year % 10);
  text[4] = '-';
  text[5] = (char) ('0' + month / 10);
  text[6] = (char) ('0' + month % 10);
  text[7] = '-';
  text[8] = (char) ('0' + date / 10);
  text[9] = (char) ('0' + date % 10);
  text[10] = '\0';
}

/* 1970-01-01 was a Thursday. */
int
parvis_day_get_weekday (gint64 day)
{
  gint64 since = (day + 3) % 7;

  return (int) (since < 0 ? since + 7 : since) + 1;
}

gint64
parvis_day_of_instant (gint64     instant,
                       GTimeZone *zone)
{
  const ParvisLocalDay *local = parvis_time_local_day (instant, zone);
  gint64 day = 0;

  g_return_val_if_fail (local != NULL, 0);
  parvis_day_parse (local->name, &day);

  return day;
}

int
parvis_minute_of_instant (gint64     instant,
                          GTimeZone *zone)
{
  gint64 utc = instant / PARVIS_SECOND;
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc);
  gint64 local = utc + g_time_zone_get_offset (zone, interval);

  return (int) (((local % 86400 + 86400) % 86400) / 60);
}

typedef struct
{
  GTimeZone *zone;
  gint64     day;
  gint32     offset;       /* seconds, that of the whole day */
} SteadyDay;

static void
free_steady_day (gpointer data)
{
  SteadyDay *steady = data;

  g_time_zone_unref (steady->zone);
  g_free (steady);
}

/* One for each thread: one order after the other asks it of the same day. */
static GPrivate steady_day = G_PRIVATE_INIT (free_steady_day);

/* Whether no clock is changed on @day, nor within hours of it; *@offset is then its own.
 * All offsets lie within a day of UTC, so that two days around hold it.
 */
static gboolean
is_steady (gint64     day,
           GTimeZone *zone,
           gint32    *offset)
{
  SteadyDay *steady = g_private_get (&steady_day);
  int interval;

  if (steady == NULL || steady->zone != zone || steady->day != day)
    {
      interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, (day - 1) * 86400);
      if (interval != g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, (day + 2) * 86400))
        return FALSE;

      steady = g_new0 (SteadyDay, 1);
      steady->zone = g_time_zone_ref (zone);
      steady->day = day;
      steady->offset = g_time_zone_get_offset (zone, interval);
      g_private_replace (&steady_day, steady);
    }

  *offset = steady->offset;

  return TRUE;
}

static gint64
find_instant (gint64     day,
              int        minute,
              GTimeZone *zone)
{
  gint64 local = day * 86400 + minute * 60;
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local);
  gint64 instant = local - g_time_zone_get_offset (zone, interval);
  gint64 earlier;
  int before;

  /* The same minute an hour earlier, where the clocks were put back in between. */
  before = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant - 3600);
  earlier = local - g_time_zone_get_offset (zone, before);
  if (earlier < instant &&
      g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, earlier) == before)
    instant = earlier;

  return instant * PARVIS_SECOND;
}

gint64
parvis_day_get_instant (gint64     day,
                        int        minute,
                        GTimeZone *zone)
{
  gint32 offset;

  return minute >= 0 && minute <= 1440 && is_steady (day, zone, &offset)
         ? (day * 86400 + minute * 60 - offset) * PARVIS_SECOND
         : find_instant (day, minute, zone);
}

gint64
parvis_day_wait_for_morning (gint64     instant,
                             GTimeZone *zone)
{
  int minute = parvis_minute_of_instant (instant, zone);
  gint64 day = parvis_day_of_instant (instant, zone);
  gint64 since;

  if (minute >= NIGHT_UNTIL && minute < NIGHT_FROM)
    return instant;

  if (minute >= NIGHT_FROM)
    day++;
  since = instant - parvis_day_get_instant (day - 1, NIGHT_FROM, zone);

  return parvis_day_get_instant (day, NIGHT_UNTIL, zone) + since / NIGHT_SHRINKS;
}

gint64
parvis_day_add_months (gint64 day,
                       int    months)
{
  int year;
  int month;
  int date;
  int last;

  parvis_day_to_civil (day, &year, &month, &date);
  month += months - 1;
  year += month / 12;
  month %= 12;
  if (month < 0)
    {
      month += 12;
      year--;
    }

  last = g_date_get_days_in_month ((GDateMonth) (month + 1), (GDateYear) year);

  return parvis_day_from_civil (year, month + 1, MIN (date, last));
}

static gboolean
is_working_day (gint64 day)
{
  int year;
  int month;
  int date;

  if (parvis_day_get_weekday (day) > 5)
    return FALSE;

  parvis_day_to_civil (day, &year, &month, &date);

  return !parvis_is_french_public_holiday (year, month, date);
}

gint64
parvis_day_add_working_days (gint64 day,
                             int    n)
{
  while (n > 0)
    {
      day++;
      if (is_working_day (day))
        n--;
    }

  return day;
}
