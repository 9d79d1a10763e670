/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "parvis-format.h"

/* Wednesday 17 June 2026, 16:42 in Paris. */
#define NOW G_GINT64_CONSTANT (1781707320000)

#define assert_text(call, wanted) \
  G_STMT_START { \
    g_autofree char *text_ = (call); \
    g_assert_cmpstr (text_, ==, (wanted)); \
  } G_STMT_END

static GTimeZone *
paris (void)
{
  return parvis_time_zone_of_towns ();
}

static void
test_ages (void)
{
  speak ("fr");
  assert_text (parvis_format_age (NOW, NOW, paris ()), "0" NBSP "s");
  assert_text (parvis_format_age (NOW - 23 * PARVIS_SECOND, NOW, paris ()), "20" NBSP "s");
  assert_text (parvis_format_age (NOW - 59999, NOW, paris ()), "55" NBSP "s");
  assert_text (parvis_format_age (NOW - PARVIS_MINUTE, NOW, paris ()), "1" NBSP "min");
  assert_text (parvis_format_age (NOW - 59 * PARVIS_MINUTE, NOW, paris ()), "59" NBSP "min");
  assert_text (parvis_format_age (NOW - 217 * PARVIS_MINUTE, NOW, paris ()),
               "13:05 (3" NBSP "h" NBSP "37)");
  assert_text (parvis_format_age (NOW - 22 * PARVIS_HOUR - 22 * PARVIS_MINUTE, NOW, paris ()),
               "hier 18:20");
  assert_text (parvis_format_age (NOW - 5 * PARVIS_DAY, NOW, paris ()), "12 juin");
  assert_text (parvis_format_age_long (NOW - 20 * PARVIS_SECOND, NOW, paris ()),
               "il y a 20" NBSP "s");
  speak ("en");
  assert_text (parvis_format_age (NOW - 22 * PARVIS_HOUR - 22 * PARVIS_MINUTE, NOW, paris ()),
               "yesterday 18:20");
}

static void
test_a_clock_that_is_ahead_is_no_age (void)
{
  speak ("en");
  assert_text (parvis_format_age (NOW + PARVIS_HOUR, NOW, paris ()), "0 s");
}

static void
test_midnight_parts_today_from_yesterday (void)
{
  gint64 midnight = parvis_time_day_start (NOW, paris ());

  speak ("en");
  assert_text (parvis_format_moment (midnight, NOW, paris ()), "00:00");
  assert_text (parvis_format_moment (midnight - 1, NOW, paris ()), "yesterday 23:59");
}

static void
test_freshness (void)
{
  gint64 at = NOW - 20 * PARVIS_SECOND;
  gint64 old = NOW - 217 * PARVIS_MINUTE;

  speak ("fr");
  assert_text (parvis_format_freshness (PARVIS_FRESHNESS_LIVE, at, NOW, TRUE, paris ()),
               "En direct · 20" NBSP "s");
  assert_text (parvis_format_freshness (PARVIS_FRESHNESS_LATE, NOW - 6 * PARVIS_MINUTE, NOW, TRUE,
                                        paris ()), "Retardé · 6" NBSP "min");
  assert_text (parvis_format_freshness (PARVIS_FRESHNESS_STALE, old, NOW, TRUE, paris ()),
               "Ancien · 3" NBSP "h" NBSP "37");
  assert_text (parvis_format_freshness (PARVIS_FRESHNESS_HAND, NOW - 27 * PARVIS_MINUTE, NOW,
                                        TRUE, paris ()), "Compté à la main · 16:15");
  assert_text (parvis_format_freshness (PARVIS_FRESHNESS_UNKNOWN, PARVIS_NO_TIME, NOW, TRUE,
                                        paris ()), "Pas encore de chiffre");
}

static void
test_without_the_line_nothing_is_live (void)
{
  speak ("fr");
  assert_text (parvis_format_freshness (PARVIS_FRESHNESS_LIVE, NOW - PARVIS_MINUTE, NOW, FALSE,
                                        paris ()), "à 16:41");
  assert_text (parvis_format_freshness (PARVIS_FRESHNESS_LATE, NOW - 6 * PARVIS_MINUTE, NOW, FALSE,
                                        paris ()), "à 16:36");
  g_assert_cmpstr (parvis_freshness_icon (PARVIS_FRESHNESS_LIVE, FALSE), ==,
                   "parvis-offline-symbolic");
  g_assert_cmpstr (parvis_freshness_class (PARVIS_FRESHNESS_LIVE, FALSE), ==, "plain");
  g_assert_cmpstr (parvis_freshness_class (PARVIS_FRESHNESS_STALE, FALSE), ==, "stale");
}

static void
test_numbers (void)
{
  speak ("fr");
  assert_text (parvis_format_number (0), "0");
  assert_text (parvis_format_number (999), "999");
  assert_text (parvis_format_number (6214), "6" THIN "214");
  assert_text (parvis_format_number (-1234567), "−1" THIN "234" THIN "567");
  assert_text (parvis_format_number (G_MININT64),
               "−9" THIN "223" THIN "372" THIN "036" THIN "854" THIN "775" THIN "808");
  assert_text (parvis_format_signed (3), "+3");
  assert_text (parvis_format_signed (0), "0");
  speak ("en");
  assert_text (parvis_format_number (6214), "6,214");
}

static void
test_days (void)
{
  speak ("fr");
  assert_text (parvis_format_day (NOW, NOW, paris ()), "mercredi 17 juin");
  assert_text (parvis_format_day (NOW - 365 * PARVIS_DAY, NOW, paris ()), "mardi 17 juin 2025");
  assert_text (parvis_format_future (NOW + 78 * PARVIS_MINUTE, NOW, paris ()), "18:00");
  assert_text (parvis_format_future (NOW + 17 * PARVIS_HOUR + 18 * PARVIS_MINUTE, NOW, paris ()),
               "demain à 10:00");
  assert_text (parvis_format_future (NOW + 2 * PARVIS_DAY, NOW, paris ()), "vendredi à 16:42");
  assert_text (parvis_format_until (NOW + 2 * PARVIS_DAY, NOW, paris (), TRUE),
               "jusqu’à vendredi à 16:42");
  assert_text (parvis_format_until (NOW + 2 * PARVIS_DAY, NOW, paris (), FALSE),
               "jusqu’au 19 juin");
  assert_text (parvis_format_until (NOW + 9 * PARVIS_DAY, NOW, paris (), TRUE),
               "jusqu’au 26 juin");
  speak ("en");
  assert_text (parvis_format_day (NOW, NOW, paris ()), "Wednesday 17 June");
}

static void
test_levels_have_words (void)
{
  speak ("fr");
  g_assert_null (parvis_format_level (0, FALSE));
  g_assert_cmpstr (parvis_format_level (1, FALSE), ==, "Très calme");
  g_assert_cmpstr (parvis_format_level (5, FALSE), ==, "Presque complet");
  g_assert_cmpstr (parvis_format_level (5, TRUE), ==, "Complet");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/format/ages", test_ages);
  g_test_add_func ("/format/a-clock-that-is-ahead-is-no-age", test_a_clock_that_is_ahead_is_no_age);
  g_test_add_func ("/format/midnight-parts-today-from-yesterday",
                   test_midnight_parts_today_from_yesterday);
  g_test_add_func ("/format/freshness", test_freshness);
  g_test_add_func ("/format/without-the-line-nothing-is-live",
                   test_without_the_line_nothing_is_live);
  g_test_add_func ("/format/numbers", test_numbers);
  g_test_add_func ("/format/days", test_days);
  g_test_add_func ("/format/levels-have-words", test_levels_have_words);

  return g_test_run ();
}
