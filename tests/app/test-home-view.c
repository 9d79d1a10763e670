/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-home-view.h"

static const ParvisTownView town = {
  .lon = 2.1, .lat = 47.8, .zoom = 15, .bounds = { 2, 47.7, 2.2, 47.9 },
};

static ShumateMapSource *
source_new (void)
{
  g_autoptr(ShumateTileDownloader) nowhere = shumate_tile_downloader_new ("http://127.0.0.1:1/");

  return SHUMATE_MAP_SOURCE (
    shumate_raster_renderer_new_full ("a", "a", "", NULL, 8, 18, 256,
                                      SHUMATE_MAP_PROJECTION_MERCATOR,
                                      SHUMATE_DATA_SOURCE (g_steal_pointer (&nowhere))));
}

/* Two pills of 160 pixels, their points @apart pixels from each other at zoom 15. */
static GArray *
two_spots (ShumateMapSource *source,
           double            apart)
{
  GArray *spots = g_array_new (FALSE, FALSE, sizeof (ParvisMapSpot));
  double x = shumate_map_source_get_x (source, 15, town.lon);

  for (int i = 0; i < 2; i++)
    {
      ParvisMapSpot spot = { .lat = town.lat, .width = 160, .height = 50 };

      spot.lon = shumate_map_source_get_longitude (source, 15, x + i * apart);
      g_array_append_val (spots, spot);
    }

  return spots;
}

static void
check (double apart,
       int    width,
       int    zoom,
       double nudge)
{
  g_autoptr(ShumateMapSource) source = source_new ();
  g_autoptr(GArray) spots = two_spots (source, apart);
  ParvisHomeView home;
  double x[2];

  parvis_home_view_find (&home, &town, spots, source, 8, width, 600);
  g_assert_cmpint (home.zoom, ==, zoom);

  for (int i = 0; i < 2; i++)
    x[i] = shumate_map_source_get_x (source, home.zoom,
                                     g_array_index (spots, ParvisMapSpot, i).lon);
  g_assert_cmpfloat_with_epsilon (home.right - home.left, width, 0.01);
  g_assert_cmpfloat_with_epsilon (parvis_home_view_nudge (&home, x[0], 160), nudge, 0.01);
  g_assert_cmpfloat_with_epsilon (parvis_home_view_nudge (&home, x[1], 160), -nudge, 0.01);
  /* The pills themselves are inside. */
  g_assert_cmpfloat (x[0] + nudge - 80, >=, home.left);
  g_assert_cmpfloat (x[1] - nudge + 80, <=, home.right);
}

static void
test_pills_that_fit_stand_over_their_points (void)
{
  check (500, 700, 15, 0);
}

static void
test_a_pill_at_the_edge_leans_inwards (void)
{
  /* 530 + 160 pixels and two margins of 2: 14 too many on 680. */
  check (530, 680, 15, 7);
}

static void
test_what_does_not_fit_is_seen_from_farther (void)
{
  check (700, 700, 14, 0);
}

static void
test_a_low_map_cuts_no_pill_either (void)
{
  g_autoptr(ShumateMapSource) source = source_new ();
  g_autoptr(GArray) spots = two_spots (source, 100);
  double y = shumate_map_source_get_y (source, 15, town.lat);
  ParvisHomeView home;

  g_array_index (spots, ParvisMapSpot, 1).lat =
    shumate_map_source_get_latitude (source, 15, y + 270);
  parvis_home_view_find (&home, &town, spots, source, 8, 700, 330);
  g_assert_cmpint (home.zoom, ==, 15);
  parvis_home_view_find (&home, &town, spots, source, 8, 700, 320);
  g_assert_cmpint (home.zoom, ==, 14);
}

static void
test_without_places_it_is_the_towns_own_view (void)
{
  g_autoptr(ShumateMapSource) source = source_new ();
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (ParvisMapSpot));
  ParvisHomeView home;

  parvis_home_view_find (&home, &town, none, source, 8, 700, 600);
  g_assert_cmpint (home.zoom, ==, 15);
  g_assert_cmpfloat (home.lon, ==, town.lon);
  g_assert_cmpfloat (parvis_home_view_nudge (&home, 12, 160), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/home-view/pills-that-fit-stand-over-their-points",
                   test_pills_that_fit_stand_over_their_points);
  g_test_add_func ("/home-view/a-pill-at-the-edge-leans-inwards",
                   test_a_pill_at_the_edge_leans_inwards);
  g_test_add_func ("/home-view/what-does-not-fit-is-seen-from-farther",
                   test_what_does_not_fit_is_seen_from_farther);
  g_test_add_func ("/home-view/a-low-map-cuts-no-pill-either",
                   test_a_low_map_cuts_no_pill_either);
  g_test_add_func ("/home-view/without-places-it-is-the-towns-own-view",
                   test_without_places_it_is_the_towns_own_view);

  return g_test_run ();
}
