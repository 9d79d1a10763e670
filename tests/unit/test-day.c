/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-day.h"

#include <stdlib.h>

static gint64
day (const char *text)
{
  gint64 days = 0;

  g_assert_true (parvis_day_parse (text, &days));

  return days;
}

static void
assert_instant (const char *date,
                int         minute,
                const char *expected)
{
  g_autofree char *text = parvis_time_format (
    parvis_day_get_instant (day (date), minute, parvis_time_zone_of_towns ()));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_days_are_read_and_written (void)
{
  static const char * const wrong[] = {
    "", "2026", "2026-6-17", "2026-02-30", "2026-13-01", "2026-00-10", "2026-06-17 ", "2026/06/17",
    "x026-06-17", "0000-01-01", "2026-06-1x",
  };
  char text[PARVIS_DAY_SIZE];
  gint64 days;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (parvis_day_parse (wrong[i], &days));
  g_assert_false (parvis_day_parse (NULL, &days));
  parvis_day_write (day ("2024-02-29"), text);
  g_assert_cmpstr (text, ==, "2024-02-29");
  g_assert_cmpint (parvis_day_get_weekday (day ("2026-06-17")), ==, 3);
  g_assert_cmpint (parvis_day_get_weekday (day ("2026-06-21")), ==, 7);
  g_assert_cmpint (parvis_day_get_weekday (day ("1969-12-29")), ==, 1);
}

static void
test_a_minute_is_what_the_wall_shows (void)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();

  assert_instant ("2026-06-17", 1080, "2026-06-17T16:00:00.000Z");
  assert_instant ("2026-01-17", 1080, "2026-01-17T17:00:00.000Z");
  /* The clocks go forward at 2:00 and back at 3:00. */
  assert_instant ("2026-03-29", 60, "2026-03-29T00:00:00.000Z");
  assert_instant ("2026-03-29", 150, "2026-03-29T01:00:00.000Z");
  assert_instant ("2026-03-29", 180, "2026-03-29T01:00:00.000Z");
  assert_instant ("2026-03-29", 420, "2026-03-29T05:00:00.000Z");
  assert_instant ("2026-10-25", 60, "2026-10-24T23:00:00.000Z");
  assert_instant ("2026-10-25", 150, "2026-10-25T00:30:00.000Z");
  assert_instant ("2026-10-25", 180, "2026-10-25T02:00:00.000Z");
  assert_instant ("2026-10-25", 420, "2026-10-25T06:00:00.000Z");

  for (gint64 hour = 0; hour < 48; hour++)
    {
      gint64 instant = parvis_day_get_instant (day ("2026-10-24"), 0, zone) +
                       hour * PARVIS_HOUR;
      gint64 date = parvis_day_of_instant (instant, zone);
      int minute = parvis_minute_of_instant (instant, zone);

      g_assert_cmpint (parvis_day_get_instant (date, minute, zone), <=, instant);
      g_assert_cmpint (parvis_day_get_instant (date, minute, zone), >=, instant - PARVIS_HOUR);
    }
}

/* A day whose clocks stand still is told another way than one whose clocks are changed. */
static void
test_every_minute_is_what_glib_says (void)
{
  static const char * const names[] = {
    "Europe/Paris", "America/Miquelon", "Pacific/Noumea", "Pacific/Apia", "America/Guadeloupe",
  };
  gint64 first = day ("2026-01-01");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (names[i]);

      if (zone == NULL)
        continue;

      for (gint64 date = first; date < first + 366; date++)
        {
          char text[PARVIS_DAY_SIZE];

          parvis_day_write (date, text);
          for (int minute = 0; minute < 1440; minute += 719)
            {
              g_autoptr(GDateTime) expected = NULL;

              expected = g_date_time_new (zone, atoi (text), atoi (text + 5), atoi (text + 8),
                                          minute / 60, minute % 60, 0);
              g_assert_cmpint (parvis_day_get_instant (date, minute, zone), ==,
                               g_date_time_to_unix (expected) * PARVIS_SECOND);
            }
        }
    }
}

static void
assert_months (const char *from,
               int         months,
               const char *expected)
{
  char text[PARVIS_DAY_SIZE];

  parvis_day_write (parvis_day_add_months (day (from), months), text);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_months_end_where_they_end (void)
{
  assert_months ("2026-06-17", -3, "2026-03-17");
  assert_months ("2026-05-31", -3, "2026-02-28");
  assert_months ("2024-05-31", -3, "2024-02-29");
  assert_months ("2026-01-31", 1, "2026-02-28");
  assert_months ("2026-11-30", 3, "2027-02-28");
  assert_months ("2026-01-15", -1, "2025-12-15");
  assert_months ("2026-01-15", -13, "2024-12-15");
  assert_months ("2026-12-15", 1, "2027-01-15");
  assert_months ("2026-12-15", 0, "2026-12-15");
  assert_months ("2026-01-15", 60, "2031-01-15");
}

static void
assert_working (const char *from,
                int         n,
                const char *expected)
{
  char text[PARVIS_DAY_SIZE];

  parvis_day_write (parvis_day_add_working_days (day (from), n), text);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_offices_do_not_count_weekends_and_holidays (void)
{
  /* A Thursday, then over a weekend. */
  assert_working ("2026-06-11", 1, "2026-06-12");
  assert_working ("2026-06-11", 2, "2026-06-15");
  assert_working ("2026-06-11", 10, "2026-06-25");
  assert_working ("2026-06-13", 1, "2026-06-15");
  assert_working ("2026-06-13", 0, "2026-06-13");
  /* Easter Monday 2026 is 6 April, Ascension 14 May, the first of May a Friday. */
  assert_working ("2026-04-03", 1, "2026-04-07");
  assert_working ("2026-04-30", 1, "2026-05-04");
  assert_working ("2026-05-13", 1, "2026-05-15");
  assert_working ("2026-12-24", 1, "2026-12-28");
}

static void
assert_told (const char *date,
             int         minute,
             const char *expected)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();
  gint64 at = parvis_day_wait_for_morning (parvis_day_get_instant (day (date), minute, zone), zone);
  g_autofree char *text = parvis_time_format (at);

  g_assert_cmpstr (text, ==, expected);
}

/* The last of them are the nights in which clocks are changed. */
static void
test_what_happens_at_night_waits_for_the_morning (void)
{
  assert_told ("2026-06-17", 7 * 60, "2026-06-17T05:00:00.000Z");
  assert_told ("2026-06-17", 20 * 60 + 59, "2026-06-17T18:59:00.000Z");
  assert_told ("2026-06-17", 21 * 60, "2026-06-18T05:00:00.000Z");
  assert_told ("2026-06-18", 0, "2026-06-18T05:00:18.000Z");
  assert_told ("2026-06-18", 6 * 60 + 59, "2026-06-18T05:00:59.900Z");
  assert_told ("2026-12-31", 23 * 60, "2027-01-01T06:00:12.000Z");
  assert_told ("2026-03-29", 6 * 60, "2026-03-29T05:00:48.000Z");
  assert_told ("2026-10-25", 6 * 60, "2026-10-25T06:01:00.000Z");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/day/days-are-read-and-written", test_days_are_read_and_written);
  g_test_add_func ("/day/a-minute-is-what-the-wall-shows", test_a_minute_is_what_the_wall_shows);
  g_test_add_func ("/day/every-minute-is-what-glib-says", test_every_minute_is_what_glib_says);
  g_test_add_func ("/day/months-end-where-they-end", test_months_end_where_they_end);
  g_test_add_func ("/day/what-happens-at-night-waits-for-the-morning",
                   test_what_happens_at_night_waits_for_the_morning);
  g_test_add_func ("/day/offices-do-not-count-weekends-and-holidays",
                   test_offices_do_not_count_weekends_and_holidays);

  return g_test_run ();
}
