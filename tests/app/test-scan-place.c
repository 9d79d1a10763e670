/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-scan-place.h"

/* A4 in a view of half a screen. */
static const ParvisScanFrame frame = { 794, 1123, 640, 600, 0 };

#define assert_near(a, b) g_assert_cmpfloat_with_epsilon (a, b, 0.5)

static void
test_a_page_fits (void)
{
  ParvisScanPlace place = { PARVIS_SCAN_FIT_PAGE, 1, 0.5, 0.5 };
  ParvisScanRect page = parvis_scan_place_get_page (&place, &frame);
  ParvisScanRect seen = parvis_scan_place_get_visible (&place, &frame);

  assert_near (page.height, 600 - 2 * PARVIS_SCAN_MARGIN);
  assert_near (page.y, PARVIS_SCAN_MARGIN);
  assert_near (page.x + page.width / 2, 320);
  g_assert_cmpfloat (seen.width, ==, 1);
  g_assert_cmpfloat (seen.height, ==, 1);

  place.fit = PARVIS_SCAN_FIT_WIDTH;
  place.y = 0;
  page = parvis_scan_place_get_page (&place, &frame);
  assert_near (page.width, 640 - 2 * PARVIS_SCAN_MARGIN);
  assert_near (page.y, PARVIS_SCAN_MARGIN);
}

static void
test_what_is_under_the_pointer_stays (void)
{
  ParvisScanPlace place = { PARVIS_SCAN_FIT_WIDTH, 1, 0.5, 0.5 };
  ParvisScanRect before = parvis_scan_place_get_page (&place, &frame);
  double x = (200 - before.x) / before.width;
  double y = (400 - before.y) / before.height;
  ParvisScanRect after;

  parvis_scan_place_zoom_at (&place, &frame, 2, 200, 400);
  g_assert_cmpfloat (parvis_scan_place_get_zoom (&place, &frame), ==, 2);
  after = parvis_scan_place_get_page (&place, &frame);
  assert_near (after.x + x * after.width, 200);
  assert_near (after.y + y * after.height, 400);

  /* There is an end in both directions. */
  parvis_scan_place_zoom_at (&place, &frame, 100, 0, 0);
  g_assert_cmpfloat (parvis_scan_place_get_zoom (&place, &frame), ==, PARVIS_SCAN_ZOOM_MAX);
  parvis_scan_place_zoom_at (&place, &frame, 0, 0, 0);
  g_assert_cmpfloat (parvis_scan_place_get_zoom (&place, &frame), ==,
                     parvis_scan_place_get_least (&frame));
}

static void
test_a_page_ends_at_its_edge (void)
{
  ParvisScanPlace place = { PARVIS_SCAN_FIT_NOTHING, 3, 0.5, 0.5 };
  ParvisScanRect page;

  g_assert_true (parvis_scan_place_scroll (&place, &frame, 100000, -100000));
  g_assert_false (parvis_scan_place_scroll (&place, &frame, 100000, -100000));
  page = parvis_scan_place_get_page (&place, &frame);
  assert_near (page.x + page.width, 640 - PARVIS_SCAN_MARGIN);
  assert_near (page.y, PARVIS_SCAN_MARGIN);

  /* What fits is not dragged about. */
  place = (ParvisScanPlace) { PARVIS_SCAN_FIT_PAGE, 1, 0.5, 0.5 };
  g_assert_false (parvis_scan_place_scroll (&place, &frame, 50, 50));
}

/* The upper left corner of the upright page goes round the view. */
static void
test_a_turned_page_is_the_same_page (void)
{
  ParvisScanPlace place = { PARVIS_SCAN_FIT_NOTHING, 3, 0.1, 0.2 };
  ParvisScanFrame turned = frame;

  for (turned.turns = 0; turned.turns < 4; turned.turns++)
    {
      ParvisScanPlace now = place;
      ParvisScanRect seen;

      parvis_scan_place_turn (&now, (int) turned.turns);
      seen = parvis_scan_place_get_visible (&now, &turned);
      g_assert_cmpfloat (seen.x, <=, 0.1);
      g_assert_cmpfloat (seen.x + seen.width, >=, 0.1);
      g_assert_cmpfloat (seen.y, <=, 0.2);
      g_assert_cmpfloat (seen.y + seen.height, >=, 0.2);
      g_assert_cmpfloat (seen.x + seen.width, <, 0.6);
      parvis_scan_place_turn (&now, -(int) turned.turns);
      g_assert_cmpfloat_with_epsilon (now.x, place.x, 1e-9);
      g_assert_cmpfloat_with_epsilon (now.y, place.y, 1e-9);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-place/a-page-fits", test_a_page_fits);
  g_test_add_func ("/scan-place/what-is-under-the-pointer-stays",
                   test_what_is_under_the_pointer_stays);
  g_test_add_func ("/scan-place/a-page-ends-at-its-edge", test_a_page_ends_at_its_edge);
  g_test_add_func ("/scan-place/a-turned-page-is-the-same-page",
                   test_a_turned_page_is_the_same_page);

  return g_test_run ();
}
