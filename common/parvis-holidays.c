/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-holidays"

#include "config.h"

#include "parvis-hours-private.h"

#include <string.h>

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
 * The eleven holidays of the whole of France (Code du travail, L3133-1).
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

/**
 * parvis_is_public_holiday_of:
 * @town: its INSEE code
 *
 * The same, with the two of Alsace and Moselle (L3134-13) and the day on which slavery was
 * abolished in a department overseas (L3422-2).
 */
gboolean
parvis_is_public_holiday_of (const char *town,
                             int         year,
                             int         month,
                             int         day)
{
  static const struct
  {
    const char *department;
    int         month;
    int         day;
  } local[] = {
    { "57", 12, 26 }, { "67", 12, 26 }, { "68", 12, 26 },
    { "971", 5, 27 }, { "972", 5, 22 }, { "973", 6, 10 }, { "974", 12, 20 }, { "976", 4, 27 },
    { "977", 10, 9 }, { "978", 5, 28 },
  };
  gboolean is_good_friday = parvis_day_from_civil (year, month, day) + 2 ==
                            parvis_easter_sunday (year);

  for (guint i = 0; i < G_N_ELEMENTS (local); i++)
    {
      if (g_str_has_prefix (town, local[i].department) &&
          ((local[i].month == month && local[i].day == day) ||
           (is_good_friday && strlen (local[i].department) == 2)))
        return TRUE;
    }

  return parvis_is_french_public_holiday (year, month, day);
}
