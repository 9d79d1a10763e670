/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisTilePack:
 * @background: of the light and of the dark theme
 * @bounds: west, south, east, north; as they were while the pack says none
 * @credit: (nullable): what must be shown with the tiles
 *
 * What a pack of tiles says of itself, in TileJSON.
 */
typedef struct
{
  int      min_zoom;
  int      max_zoom;
  GdkRGBA  background[2];
  double   bounds[4];
  char    *credit;
} ParvisTilePack;

void parvis_tile_pack_init       (ParvisTilePack *pack);
void parvis_tile_pack_clear      (ParvisTilePack *pack);
/* Each member may be absent or odd: it is left as it was then. */
void parvis_tile_pack_read       (ParvisTilePack *pack,
                                  const json_t   *json,
                                  gboolean        dark);
/* An empty credit takes none away. */
void parvis_tile_pack_set_credit (ParvisTilePack *pack,
                                  const char     *credit);

G_END_DECLS
