/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

/**
 * ParvisTileLayers:
 * @tiles: (nullable): the layer that is shown
 * @old_tiles: (nullable): the one that it covers, for a moment
 *
 * The tiles of a map, whose source may be exchanged for another. The source of a
 * layer cannot be changed: a new layer goes in front of the old one, which leaves
 * when the new one has had time to fill.
 */
typedef struct
{
  ShumateMap   *map;
  ShumateLayer *tiles;
  ShumateLayer *old_tiles;
  guint         swap_timer;
} ParvisTileLayers;

/* @map is borrowed, until parvis_tile_layers_clear (). */
void parvis_tile_layers_init  (ParvisTileLayers *self,
                               ShumateMap       *map);
void parvis_tile_layers_clear (ParvisTileLayers *self);
/* @above: the lowest of the layers that the tiles stay below. */
void parvis_tile_layers_show  (ParvisTileLayers *self,
                               ShumateMapSource *source,
                               ShumateLayer     *above);

G_END_DECLS
