/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-outlines"

#include "config.h"

#include "parvis-outlines.h"

static void
add_ring (GPtrArray       *layers,
          ShumateViewport *viewport,
          const json_t    *ring)
{
  ShumatePathLayer *path = shumate_path_layer_new (viewport);
  GdkRGBA colour = { 0.43f, 0.43f, 0.47f, 1 };
  const json_t *position;
  size_t i;

  json_array_foreach (ring, i, position)
    {
      const json_t *lon = json_array_get (position, 0);
      const json_t *lat = json_array_get (position, 1);

      if (json_is_number (lon) && json_is_number (lat))
        shumate_path_layer_add_node (path,
                                     SHUMATE_LOCATION (
                                       shumate_coordinate_new_full (json_number_value (lat),
                                                                    json_number_value (lon))));
    }

  shumate_path_layer_set_closed (path, TRUE);
  shumate_path_layer_set_stroke_width (path, 1.5);
  shumate_path_layer_set_stroke_color (path, &colour);
  g_ptr_array_add (layers, path);
}

GPtrArray *
parvis_outlines_new (ShumateViewport *viewport,
                     GPtrArray       *geometries)
{
  GPtrArray *layers = g_ptr_array_new ();

  for (guint i = 0; i < geometries->len; i++)
    {
      const json_t *geometry = geometries->pdata[i];
      const json_t *coordinates = json_object_get (geometry, "coordinates");
      const char *type = json_string_value (json_object_get (geometry, "type"));
      const json_t *polygon;
      size_t j;

      if (g_strcmp0 (type, "Polygon") == 0)
        add_ring (layers, viewport, json_array_get (coordinates, 0));
      else if (g_strcmp0 (type, "MultiPolygon") == 0)
        json_array_foreach (coordinates, j, polygon)
          add_ring (layers, viewport, json_array_get (polygon, 0));
    }

  return layers;
}
