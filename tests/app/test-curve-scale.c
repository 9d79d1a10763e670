/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-curve-scale.h"

/* 2026-06-17T00:00 in Paris, two hours before UTC. */
#define DAY (G_GINT64_CONSTANT (1781654400000) - 2 * PARVIS_HOUR)
#define AT(hour, minute) (DAY + (hour) * PARVIS_HOUR + (minute) * PARVIS_MINUTE)

static void
test_the_grid_is_round (void)
{
  g_assert_cmpint (parvis_curve_nice_step (231, 5), ==, 50);
  g_assert_cmpint (parvis_curve_nice_step (5, 5), ==, 1);
  g_assert_cmpint (parvis_curve_nice_step (6, 5), ==, 2);
  g_assert_cmpint (parvis_curve_nice_step (90, 5), ==, 20);
  g_assert_cmpint (parvis_curve_nice_step (1000000, 5), ==, 200000);
  g_assert_cmpint (parvis_curve_nice_step (0, 5), ==, 1);
}

static void
test_the_maximum_and_what_passes_it_are_inside (void)
{
  ParvisDaySpan span = { AT (10, 0), AT (20, 0) };
  ParvisCurveScale scale = { .left = 40, .right = 640, .top = 10, .bottom = 310 };

  parvis_curve_scale_set (&scale, span, 220, 142);
  g_assert_cmpfloat (parvis_curve_scale_y (&scale, 220), >, scale.top);
  g_assert_cmpfloat (parvis_curve_scale_y (&scale, 0), ==, scale.bottom);
  g_assert_cmpint (scale.step, ==, 50);

  parvis_curve_scale_set (&scale, span, 220, 260);
  g_assert_cmpfloat (parvis_curve_scale_y (&scale, 260), >, scale.top);

  /* An empty place with no maximum still has a scale. */
  parvis_curve_scale_set (&scale, span, 0, 0);
  g_assert_cmpfloat (parvis_curve_scale_y (&scale, 0), ==, scale.bottom);
  g_assert_cmpint (scale.step, >=, 1);
}

static void
test_an_instant_comes_back_from_its_place (void)
{
  ParvisDaySpan span = { AT (10, 0), AT (20, 0) };
  ParvisCurveScale scale = { .left = 40, .right = 640, .top = 10, .bottom = 310 };

  parvis_curve_scale_set (&scale, span, 220, 142);
  g_assert_cmpfloat (parvis_curve_scale_x (&scale, AT (10, 0)), ==, 40);
  g_assert_cmpfloat (parvis_curve_scale_x (&scale, AT (15, 0)), ==, 340);
  g_assert_cmpfloat (parvis_curve_scale_x (&scale, AT (23, 0)), ==, 640);
  g_assert_cmpint (parvis_curve_scale_at (&scale, 340), ==, AT (15, 0));
  g_assert_cmpint (parvis_curve_scale_at (&scale, -5), ==, AT (10, 0));
}

static void
test_the_axis_shows_the_opening (void)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisHours) hours = parvis_hours_parse ("Mo-Su 10:00-12:30,14:00-19:30", &error);
  ParvisDaySpan open, shown;

  g_assert_no_error (error);
  open = parvis_curve_open_span (hours, DAY, DAY + PARVIS_DAY, zone);
  g_assert_cmpint (open.from, ==, AT (10, 0));
  g_assert_cmpint (open.to, ==, AT (19, 30));

  shown = parvis_curve_shown_span (open, NULL, zone);
  g_assert_cmpint (shown.from, ==, AT (10, 0));
  g_assert_cmpint (shown.to, ==, AT (20, 0));
}

static void
test_what_was_measured_outside_the_hours_is_shown (void)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();
  g_autoptr(ParvisDaySeries) series = parvis_day_series_new (DAY, DAY + PARVIS_DAY, PARVIS_HOUR);
  ParvisDaySpan open = { AT (10, 0), AT (19, 30) };
  ParvisDaySpan shown;

  parvis_day_series_append (series, AT (7, 40), 3);
  parvis_day_series_append (series, AT (21, 5), 1);
  shown = parvis_curve_shown_span (open, series, zone);
  g_assert_cmpint (shown.from, ==, AT (7, 0));
  g_assert_cmpint (shown.to, ==, AT (22, 0));
}

static void
test_unknown_hours_show_the_whole_day (void)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();
  ParvisDaySpan open = parvis_curve_open_span (NULL, DAY, DAY + PARVIS_DAY, zone);

  g_assert_cmpint (open.from, ==, DAY);
  g_assert_cmpint (open.to, ==, DAY + PARVIS_DAY);
}

static void
test_hour_labels_never_touch (void)
{
  ParvisDaySpan span = { AT (10, 0), AT (20, 0) };

  g_assert_cmpint (parvis_curve_hour_step (span, 600, 40), ==, 1);
  g_assert_cmpint (parvis_curve_hour_step (span, 240, 40), ==, 2);
  g_assert_cmpint (parvis_curve_hour_step (span, 140, 40), ==, 3);
  g_assert_cmpint (parvis_curve_hour_step (span, 10, 40), ==, 12);
}

static void
test_each_hour_stands_once_when_the_clocks_change (void)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();
  /* 2026-03-29 has 23 hours in Paris, 2026-10-25 has 25. */
  gint64 spring = G_GINT64_CONSTANT (1774738800000);
  gint64 autumn = G_GINT64_CONSTANT (1792879200000);
  ParvisDaySpan short_day = { spring, spring + 23 * PARVIS_HOUR };
  ParvisDaySpan long_day = { autumn, autumn + 25 * PARVIS_HOUR };
  g_autoptr(GArray) short_hours = NULL;
  g_autoptr(GArray) long_hours = NULL;

  g_assert_cmpint (parvis_time_day_start (spring + PARVIS_HOUR, zone), ==, spring);
  g_assert_cmpint (parvis_time_day_start (autumn + PARVIS_HOUR, zone), ==, autumn);

  /* 0 h to 24 h, without 2 h in spring, with 2 h once in autumn. */
  short_hours = parvis_curve_list_hours (short_day, 1, zone);
  long_hours = parvis_curve_list_hours (long_day, 1, zone);
  g_assert_cmpuint (short_hours->len, ==, 24);
  g_assert_cmpuint (long_hours->len, ==, 25);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/curve-scale/the-grid-is-round", test_the_grid_is_round);
  g_test_add_func ("/curve-scale/the-maximum-and-what-passes-it-are-inside",
                   test_the_maximum_and_what_passes_it_are_inside);
  g_test_add_func ("/curve-scale/an-instant-comes-back-from-its-place",
                   test_an_instant_comes_back_from_its_place);
  g_test_add_func ("/curve-scale/the-axis-shows-the-opening", test_the_axis_shows_the_opening);
  g_test_add_func ("/curve-scale/what-was-measured-outside-the-hours-is-shown",
                   test_what_was_measured_outside_the_hours_is_shown);
  g_test_add_func ("/curve-scale/unknown-hours-show-the-whole-day",
                   test_unknown_hours_show_the_whole_day);
  g_test_add_func ("/curve-scale/hour-labels-never-touch", test_hour_labels_never_touch);
  g_test_add_func ("/curve-scale/each-hour-stands-once-when-the-clocks-change",
                   test_each_hour_stands_once_when_the_clocks_change);

  return g_test_run ();
}
