/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-phrase-day"

#include "config.h"

#include "parvis-phrase-day.h"

#include "parvis-day.h"
#include "parvis-rejection-words.h"

const char *
parvis_phrase_weekday (const char *language,
                       int         weekday)
{
  static const char * const weekdays[] = {
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
  };

  g_return_val_if_fail (weekday >= 1 && weekday <= (int) G_N_ELEMENTS (weekdays), "");

  return parvis_phrase (language, weekdays[weekday - 1]);
}

char *
parvis_phrase_day (const char *language,
                   gint64      day)
{
  g_autofree char *number = NULL;
  int year;
  int month;
  int date;

  parvis_day_to_civil (day, &year, &month, &date);
  number = g_strdup_printf ("%d", date);

  return parvis_phrase_fill (parvis_phrase (language, N_("{weekday} {number} {month}")),
                             "weekday", parvis_phrase_weekday (language,
                                                               parvis_day_get_weekday (day)),
                             "number", number,
                             "month", parvis_words_month (language, month), NULL);
}
