/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-time.h"
#include "parvis-trend.h"

#define NOW (G_GINT64_CONSTANT (1781707200000) + 2 * PARVIS_MINUTE)

/* With one figure half an hour ago. */
static ParvisTrend
decide (gint64      capacity,
        gint64      then,
        gint64      present,
        ParvisTrend before)
{
  ParvisTrendPoint point = { NOW - 30 * PARVIS_MINUTE, then };

  return parvis_trend_decide (&point, 1, capacity, present, NOW, before);
}

static void
test_a_place_fills_empties_or_stays (void)
{
  g_assert_cmpint (decide (200, 100, 107, 0), ==, PARVIS_TREND_FILLING);
  g_assert_cmpint (decide (200, 100, 106, 0), ==, PARVIS_TREND_STEADY);
  g_assert_cmpint (decide (200, 100, 94, 0), ==, PARVIS_TREND_STEADY);
  g_assert_cmpint (decide (200, 100, 93, 0), ==, PARVIS_TREND_EMPTYING);
}

static void
test_few_are_no_trend (void)
{
  g_assert_cmpint (decide (10, 4, 7, 0), ==, PARVIS_TREND_STEADY);
  g_assert_cmpint (decide (10, 4, 8, 0), ==, PARVIS_TREND_FILLING);
  g_assert_cmpint (decide (0, 0, 3, 0), ==, PARVIS_TREND_STEADY);
  g_assert_cmpint (decide (-1, 1000, 1030, 0), ==, PARVIS_TREND_STEADY);
  g_assert_cmpint (decide (-1, 1000, 1031, 0), ==, PARVIS_TREND_FILLING);
}

static void
test_what_moved_moves_on_a_little (void)
{
  g_assert_cmpint (decide (200, 100, 104, PARVIS_TREND_FILLING), ==, PARVIS_TREND_FILLING);
  g_assert_cmpint (decide (200, 100, 103, PARVIS_TREND_FILLING), ==, PARVIS_TREND_STEADY);
  g_assert_cmpint (decide (200, 100, 104, PARVIS_TREND_EMPTYING), ==, PARVIS_TREND_STEADY);
  g_assert_cmpint (decide (200, 100, 96, PARVIS_TREND_EMPTYING), ==, PARVIS_TREND_EMPTYING);
}

static void
test_it_is_unknown_without_a_figure_of_then (void)
{
  static const ParvisTrendPoint points[] = {
    { NOW - 40 * PARVIS_MINUTE, 10 },
    { NOW - 15 * PARVIS_MINUTE, 50 },
  };

  g_assert_cmpint (parvis_trend_decide (NULL, 0, 200, 100, NOW, PARVIS_TREND_FILLING), ==,
                   PARVIS_TREND_UNKNOWN);
  g_assert_cmpint (parvis_trend_decide (points, 2, 200, 100, NOW, PARVIS_TREND_FILLING), ==,
                   PARVIS_TREND_UNKNOWN);
  g_assert_cmpint (decide (200, 100, -1, 0), ==, PARVIS_TREND_UNKNOWN);
}

static void
test_one_odd_bucket_weighs_a_third (void)
{
  static const ParvisTrendPoint points[] = {
    { NOW - 32 * PARVIS_MINUTE, 100 },
    { NOW - 27 * PARVIS_MINUTE, 112 },
    { NOW - 22 * PARVIS_MINUTE, 100 },
  };

  g_assert_cmpint (parvis_trend_decide (points, 3, 200, 100, NOW, 0), ==, PARVIS_TREND_STEADY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trend/a-place-fills-empties-or-stays", test_a_place_fills_empties_or_stays);
  g_test_add_func ("/trend/few-are-no-trend", test_few_are_no_trend);
  g_test_add_func ("/trend/what-moved-moves-on-a-little", test_what_moved_moves_on_a_little);
  g_test_add_func ("/trend/it-is-unknown-without-a-figure-of-then",
                   test_it_is_unknown_without_a_figure_of_then);
  g_test_add_func ("/trend/one-odd-bucket-weighs-a-third", test_one_odd_bucket_weighs_a_third);

  return g_test_run ();
}
