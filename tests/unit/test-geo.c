/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-geo.h"

#include <string.h>

#define WITH_HOLE "{\"type\":\"Polygon\",\"coordinates\":[" \
                  "[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[4,6],[6,6],[6,4],[4,4]]]}"
#define POLYGON   "{\"type\":\"Polygon\",\"coordinates\":"
#define TWO_PARTS "{\"type\":\"MultiPolygon\",\"coordinates\":[" \
                  "[[[0,0],[1,0],[1,1],[0,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,6],[5,5,99]]]]}"

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return value;
}

static void
test_accepts_polygons (void)
{
  g_autoptr(json_t) polygon = parse (WITH_HOLE);
  g_autoptr(json_t) multi = parse (TWO_PARTS);
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_geo_check_polygon (polygon, "/geometry", &error));
  g_assert_no_error (error);
  g_assert_true (parvis_geo_check_polygon (multi, "/geometry", &error));
  g_assert_no_error (error);
}

static void
test_names_what_is_wrong_with_a_polygon (void)
{
  static const struct
  {
    const char *text;
    const char *field;
  } cases[] = {
    { "{}", "/g" },
    { "{\"type\":\"Point\",\"coordinates\":[1,2]}", "/g" },
    { "{\"type\":7,\"coordinates\":[]}", "/g" },
    { "{\"type\":\"Polygon\"}", "/g/coordinates" },
    { POLYGON "{}}", "/g/coordinates" },
    { POLYGON "[[[0,0],[1,0],[0,0]]]}", "/g/coordinates/0" },
    { POLYGON "[[[0,0],[1,0],[1,1],[0,1]]]}", "/g/coordinates/0" },
    { POLYGON "[[[0,0],[1,1],[2,2],[0,0]]]}", "/g/coordinates/0" },
    { POLYGON "[[[0,0],[181,0],[1,1],[0,0]]]}", "/g/coordinates/0/1" },
    { POLYGON "[[[0,0],[1,-91],[1,1],[0,0]]]}", "/g/coordinates/0/1" },
    { POLYGON "[[[0,0],[1],[1,1],[0,0]]]}", "/g/coordinates/0/1" },
    { POLYGON "[[[0,0],[1,\"1\"],[1,1],[0,0]]]}", "/g/coordinates/0/1" },
    { POLYGON "[[[0,0],[1,0,0,0],[1,1],[0,0]]]}", "/g/coordinates/0/1" },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[]}", "/g/coordinates" },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}", "/g/coordinates/0" },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0]]]]}", "/g/coordinates/0/0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(json_t) geometry = parse (cases[i].text);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_false (parvis_geo_check_polygon (geometry, "/g", &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_assert_cmpstr (parvis_error_get_field (error), ==, cases[i].field);
    }

  g_assert_false (parvis_geo_check_polygon (NULL, "/g", NULL));
}

static void
test_bounds_the_number_of_positions (void)
{
  g_autoptr(json_t) geometry = parse ("{\"type\":\"Polygon\",\"coordinates\":[[]]}");
  json_t *ring = json_array_get (json_object_get (geometry, "coordinates"), 0);
  g_autoptr(GError) error = NULL;

  for (int i = 0; i <= PARVIS_GEO_MAX_POSITIONS; i++)
    json_array_append_new (ring, json_pack ("[ff]", i % 2 * 1.0, i % 3 * 1.0));

  g_assert_false (parvis_geo_check_polygon (geometry, "", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

static void
test_holes_are_outside (void)
{
  g_autoptr(json_t) polygon = parse (WITH_HOLE);
  g_autoptr(json_t) multi = parse (TWO_PARTS);

  g_assert_true (parvis_geo_polygon_contains (polygon, 1, 1));
  g_assert_true (parvis_geo_polygon_contains (polygon, 5, 2));
  g_assert_false (parvis_geo_polygon_contains (polygon, 5, 5));
  g_assert_false (parvis_geo_polygon_contains (polygon, 11, 5));
  g_assert_false (parvis_geo_polygon_contains (polygon, -1, 0));

  g_assert_true (parvis_geo_polygon_contains (multi, 0.5, 0.5));
  g_assert_true (parvis_geo_polygon_contains (multi, 5.5, 5.5));
  g_assert_false (parvis_geo_polygon_contains (multi, 3, 3));
  g_assert_false (parvis_geo_polygon_contains (NULL, 3, 3));
}

/* Four triangles around a point fill a square with crooked corners. Wherever a
 * point lies, on their edges and corners too, one of them has it.
 */
static void
test_a_point_on_an_edge_belongs_to_one_polygon (void)
{
  static const double corners[][2] = {
    { -0.1, -0.3 }, { 0.7, -0.2 }, { 0.9, 0.8 }, { -0.3, 0.6 }, { -0.1, -0.3 },
  };
  json_t *triangles[4];
  GRand *rand = g_rand_new_with_seed (20260617);

  for (int i = 0; i < 4; i++)
    triangles[i] = json_pack ("{s:s,s:[[[ff],[ff],[ff],[ff]]]}", "type", "Polygon", "coordinates",
                              0.1, 0.1, corners[i][0], corners[i][1],
                              corners[i + 1][0], corners[i + 1][1], 0.1, 0.1);

  for (int i = 0; i < 20000; i++)
    {
      const double *corner = corners[g_rand_int_range (rand, 0, 4)];
      double share = g_rand_int_range (rand, 0, 64) / 64.0;
      int owners = 0;

      for (int j = 0; j < 4; j++)
        owners += parvis_geo_polygon_contains (triangles[j],
                                               0.1 + share * (corner[0] - 0.1),
                                               0.1 + share * (corner[1] - 0.1)) ? 1 : 0;

      g_assert_cmpint (owners, ==, 1);
    }

  for (int i = 0; i < 4; i++)
    json_decref (triangles[i]);
  g_rand_free (rand);
}

static void
test_reads_points (void)
{
  g_autoptr(json_t) point = parse ("{\"type\":\"Point\",\"coordinates\":[2.5,47.25]}");
  g_autoptr(json_t) wrong = parse ("{\"type\":\"Point\",\"coordinates\":[47.25,-200]}");
  g_autoptr(GError) error = NULL;
  double longitude;
  double latitude;

  g_assert_true (parvis_geo_point (point, &longitude, &latitude, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (longitude, ==, 2.5);
  g_assert_cmpfloat (latitude, ==, 47.25);

  g_assert_false (parvis_geo_point (wrong, &longitude, &latitude, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_false (parvis_geo_point (NULL, &longitude, &latitude, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geo/accepts-polygons", test_accepts_polygons);
  g_test_add_func ("/geo/names-what-is-wrong-with-a-polygon",
                   test_names_what_is_wrong_with_a_polygon);
  g_test_add_func ("/geo/bounds-the-number-of-positions", test_bounds_the_number_of_positions);
  g_test_add_func ("/geo/holes-are-outside", test_holes_are_outside);
  g_test_add_func ("/geo/a-point-on-an-edge-belongs-to-one-polygon",
                   test_a_point_on_an_edge_belongs_to_one_polygon);
  g_test_add_func ("/geo/reads-points", test_reads_points);

  return g_test_run ();
}
