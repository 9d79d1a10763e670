/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-holidays"

#include "config.h"

#include "parvis-hours-private.h"

/**
 * parvis_days_in_month:
 * @month: 1 to 12
 */
int
parvis_days_in_month (int year,
                      int month)
{
  return g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year);
}

/**
 * parvis_easter_sunday:
 *
 * Easter of the Gregorian calendar, by the anonymous algorithm that Meeus gives
 * (Astronomical Algorithms, chapter 8).
 *
 * Returns: the day, counted as parvis_day_from_civil() does
 */
gint64
parvis_easter_sunday (int year)
{
  int a = year % 19;
  int b = year / 100;
  int c = year % 100;
  int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
  int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;

  return parvis_day_from_civil (year, f / 31, f % 31 + 1);
}

/**
 * parvis_is_french_public_holiday:
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * The eleven holidays of metropolitan France (Code du travail, L3133-1). Alsace,
 * Moselle and the towns overseas have a few more, which this does not know.
 */
gboolean
parvis_is_french_public_holiday (int year,
                                 int month,
                                 int day)
{
  static const struct
  {
    int month;
    int day;
  } fixed[] = {
    { 1, 1 }, { 5, 1 }, { 5, 8 }, { 7, 14 }, { 8, 15 }, { 11, 1 }, { 11, 11 }, { 12, 25 },
  };
  gint64 after_easter;

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      if (fixed[i].month == month && fixed[i].day == day)
        return TRUE;
    }

  /* Easter Monday, Ascension and Whit Monday. */
  after_easter = parvis_day_from_civil (year, month, day) - parvis_easter_sunday (year);

  return after_easter == 1 || after_easter == 39 || after_easter == 50;
}
