/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tile-layers"

#include "config.h"

#include "parvis-tile-layers.h"

/* How long the tiles of the other source stay below the new ones, in ms: a layer
 * is empty until its first tiles are decoded, and nothing shall flash.
 */
#define SWAP_DELAY 250

static void
drop_old_tiles (ParvisTileLayers *self)
{
  g_clear_handle_id (&self->swap_timer, g_source_remove);
  if (self->old_tiles != NULL)
    shumate_map_remove_layer (self->map, self->old_tiles);
  self->old_tiles = NULL;
}

static gboolean
swap_cb (gpointer user_data)
{
  ParvisTileLayers *self = user_data;

  self->swap_timer = 0;
  drop_old_tiles (self);

  return G_SOURCE_REMOVE;
}

void
parvis_tile_layers_init (ParvisTileLayers *self,
                         ShumateMap       *map)
{
  *self = (ParvisTileLayers) { .map = map };
}

void
parvis_tile_layers_clear (ParvisTileLayers *self)
{
  g_clear_handle_id (&self->swap_timer, g_source_remove);
  *self = (ParvisTileLayers) { 0 };
}

void
parvis_tile_layers_show (ParvisTileLayers *self,
                         ShumateMapSource *source,
                         ShumateLayer     *above)
{
  drop_old_tiles (self);
  self->old_tiles = self->tiles;
  /* What nobody has seen leaves no gap. */
  if (self->old_tiles != NULL && !gtk_widget_get_mapped (GTK_WIDGET (self->old_tiles)))
    drop_old_tiles (self);
  self->tiles =
    SHUMATE_LAYER (shumate_map_layer_new (source, shumate_map_get_viewport (self->map)));
  shumate_map_insert_layer_behind (self->map, self->tiles, above);
  if (self->old_tiles != NULL)
    self->swap_timer = g_timeout_add (SWAP_DELAY, swap_cb, self);
}
