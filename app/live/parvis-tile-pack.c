/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tile-pack"

#include "config.h"

#include "parvis-tile-pack.h"

/* What is assumed of a pack that has not been read. */
#define MIN_ZOOM 12
#define MAX_ZOOM 17

/* Left as they are if there are not as many. */
static void
read_numbers (const json_t *array,
              double       *numbers,
              gsize         n_numbers)
{
  for (gsize i = 0; i < n_numbers; i++)
    if (!json_is_number (json_array_get (array, i)))
      return;

  for (gsize i = 0; i < n_numbers; i++)
    numbers[i] = json_number_value (json_array_get (array, i));
}

void
parvis_tile_pack_init (ParvisTilePack *pack)
{
  *pack = (ParvisTilePack) { .min_zoom = MIN_ZOOM, .max_zoom = MAX_ZOOM };
  gdk_rgba_parse (&pack->background[0], "#f2efe9");
  gdk_rgba_parse (&pack->background[1], "#27272b");
}

void
parvis_tile_pack_clear (ParvisTilePack *pack)
{
  g_clear_pointer (&pack->credit, g_free);
}

void
parvis_tile_pack_set_credit (ParvisTilePack *pack,
                             const char     *credit)
{
  if (credit == NULL || credit[0] == '\0')
    return;

  g_free (pack->credit);
  pack->credit = g_strdup (credit);
}

void
parvis_tile_pack_read (ParvisTilePack *pack,
                       const json_t   *json,
                       gboolean        dark)
{
  const json_t *min_zoom = json_object_get (json, "minzoom");
  const json_t *max_zoom = json_object_get (json, "maxzoom");
  const char *background = json_string_value (json_object_get (json, "parvis:background"));
  GdkRGBA colour;

  if (json_is_integer (min_zoom))
    pack->min_zoom = (int) CLAMP (json_integer_value (min_zoom), 0, 20);
  if (json_is_integer (max_zoom))
    pack->max_zoom = (int) CLAMP (json_integer_value (max_zoom), pack->min_zoom, 20);
  if (background != NULL && gdk_rgba_parse (&colour, background))
    pack->background[dark] = colour;
  parvis_tile_pack_set_credit (pack, json_string_value (json_object_get (json, "attribution")));
  read_numbers (json_object_get (json, "bounds"), pack->bounds, G_N_ELEMENTS (pack->bounds));
}
