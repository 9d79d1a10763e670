/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-geo"

#include "config.h"

#include "parvis-geo.h"

#include "parvis-error.h"

#include <math.h>
#include <string.h>

typedef struct
{
  double longitude;
  double latitude;
} Position;

/* Altitude is allowed and ignored, as RFC 7946 section 3.1.1 asks. */
static gboolean
read_position (const json_t *value,
               Position     *position)
{
  gsize size = json_array_size (value);

  if (size < 2 || size > 3)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (!json_is_number (json_array_get (value, i)))
        return FALSE;
    }

  position->longitude = json_number_value (json_array_get (value, 0));
  position->latitude = json_number_value (json_array_get (value, 1));

  return fabs (position->longitude) <= 180.0 && fabs (position->latitude) <= 90.0;
}

/* Twice the enclosed area: only whether it is nothing matters. Relative to the
 * first corner, so that a small square far from the origin keeps its figures.
 */
static double
measure_ring (const json_t *ring)
{
  Position origin = { 0.0, 0.0 };
  Position a = { 0.0, 0.0 };
  Position b = { 0.0, 0.0 };
  double area = 0.0;

  read_position (json_array_get (ring, 0), &origin);
  a = origin;

  for (gsize i = 1; i < json_array_size (ring); i++)
    {
      read_position (json_array_get (ring, i), &b);
      area += (a.longitude - origin.longitude) * (b.latitude - origin.latitude) -
              (b.longitude - origin.longitude) * (a.latitude - origin.latitude);
      a = b;
    }

  return area;
}

static gboolean
check_ring (const json_t  *ring,
            const char    *field,
            gsize         *n_positions,
            GError       **error)
{
  gsize size = json_array_size (ring);
  Position first = { 0.0, 0.0 };
  Position position = { 0.0, 0.0 };

  if (size < 4)
    return parvis_set_invalid (error, field, "A ring needs four positions or more");

  *n_positions += size;
  if (*n_positions > PARVIS_GEO_MAX_POSITIONS)
    return parvis_set_invalid (error, field, "A polygon may have %d positions at most",
                               PARVIS_GEO_MAX_POSITIONS);

  for (gsize i = 0; i < size; i++)
    {
      if (!read_position (json_array_get (ring, i), &position))
        {
          g_autofree char *at = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, field, i);

          return parvis_set_invalid (error, at,
                                     "A position must be [longitude, latitude] in degrees");
        }

      if (i == 0)
        first = position;
    }

  if (first.longitude != position.longitude || first.latitude != position.latitude)
    return parvis_set_invalid (error, field, "A ring must end where it starts");

  if (measure_ring (ring) == 0.0)
    return parvis_set_invalid (error, field, "A ring must enclose something");

  return TRUE;
}

static gboolean
check_rings (const json_t  *rings,
             const char    *field,
             gsize         *n_positions,
             GError       **error)
{
  if (json_array_size (rings) == 0)
    return parvis_set_invalid (error, field, "A polygon must be a list of rings");

  for (gsize i = 0; i < json_array_size (rings); i++)
    {
      g_autofree char *at = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, field, i);

      if (!check_ring (json_array_get (rings, i), at, n_positions, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_type (const json_t *geometry,
          const char   *type)
{
  const char *text = json_string_value (json_object_get (geometry, "type"));

  return text != NULL && strcmp (text, type) == 0;
}

/**
 * parvis_geo_check_polygon:
 * @geometry: (nullable): a GeoJSON Polygon or MultiPolygon
 * @field: JSON Pointer of @geometry, for the error
 * @error: %PARVIS_ERROR_INVALID with the ring or position at fault
 *
 * Checks the shape: types, closed rings, degrees, size. Rings that cross
 * themselves are not looked for; they only make odd neighbourhoods.
 */
gboolean
parvis_geo_check_polygon (const json_t  *geometry,
                          const char    *field,
                          GError       **error)
{
  const json_t *coordinates = json_object_get (geometry, "coordinates");
  g_autofree char *at = g_strconcat (field, "/coordinates", NULL);
  gsize n_positions = 0;

  if (has_type (geometry, "Polygon"))
    return check_rings (coordinates, at, &n_positions, error);

  if (!has_type (geometry, "MultiPolygon"))
    return parvis_set_invalid (error, field, "A GeoJSON Polygon or MultiPolygon is expected");

  if (json_array_size (coordinates) == 0)
    return parvis_set_invalid (error, at, "A MultiPolygon must be a list of polygons");

  for (gsize i = 0; i < json_array_size (coordinates); i++)
    {
      g_autofree char *polygon = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, at, i);

      if (!check_rings (json_array_get (coordinates, i), polygon, &n_positions, error))
        return FALSE;
    }

  return TRUE;
}

/* Whether a ray eastwards from @point crosses the edge. The lower end belongs
 * to an edge and the upper does not, and the ends are taken in the same order
 * whichever polygon asks: so of two polygons that share an edge exactly one has
 * the points that lie on it.
 */
static gboolean
crosses (Position        a,
         Position        b,
         const Position *point)
{
  double side;

  if ((a.latitude > point->latitude) == (b.latitude > point->latitude))
    return FALSE;

  if (a.latitude > b.latitude)
    {
      Position lower = b;

      b = a;
      a = lower;
    }

  side = (b.longitude - a.longitude) * (point->latitude - a.latitude) -
         (point->longitude - a.longitude) * (b.latitude - a.latitude);

  return side > 0.0;
}

/* Even-odd over all rings, so that holes need no rule of their own. */
static gboolean
rings_contain (const json_t   *rings,
               const Position *point)
{
  gboolean inside = FALSE;

  for (gsize i = 0; i < json_array_size (rings); i++)
    {
      const json_t *ring = json_array_get (rings, i);
      Position a = { 0.0, 0.0 };
      Position b = { 0.0, 0.0 };

      if (!read_position (json_array_get (ring, 0), &a))
        return FALSE;

      for (gsize j = 1; j < json_array_size (ring); j++)
        {
          if (!read_position (json_array_get (ring, j), &b))
            return FALSE;

          if (crosses (a, b, point))
            inside = !inside;

          a = b;
        }
    }

  return inside;
}

/**
 * parvis_geo_polygon_contains:
 * @geometry: what parvis_geo_check_polygon() accepted
 *
 * Of polygons that tile the plane exactly one contains a given point, even on
 * their common edges. Anything but a polygon contains nothing.
 */
gboolean
parvis_geo_polygon_contains (const json_t *geometry,
                             double        longitude,
                             double        latitude)
{
  const json_t *coordinates = json_object_get (geometry, "coordinates");
  Position point = { longitude, latitude };

  if (has_type (geometry, "Polygon"))
    return rings_contain (coordinates, &point);

  if (!has_type (geometry, "MultiPolygon"))
    return FALSE;

  for (gsize i = 0; i < json_array_size (coordinates); i++)
    {
      if (rings_contain (json_array_get (coordinates, i), &point))
        return TRUE;
    }

  return FALSE;
}

/**
 * parvis_geo_point:
 * @geometry: (nullable): a GeoJSON Point
 * @longitude: (out): degrees east
 * @latitude: (out): degrees north
 * @error: %PARVIS_ERROR_INVALID
 */
gboolean
parvis_geo_point (const json_t  *geometry,
                  double        *longitude,
                  double        *latitude,
                  GError       **error)
{
  Position position;

  if (!has_type (geometry, "Point") ||
      !read_position (json_object_get (geometry, "coordinates"), &position))
    return parvis_set_invalid (error, NULL,
                               "A GeoJSON Point [longitude, latitude] is expected");

  *longitude = position.longitude;
  *latitude = position.latitude;

  return TRUE;
}
