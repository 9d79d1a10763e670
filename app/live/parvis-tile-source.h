/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "parvis-home-view.h"
#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisTileSource:
 *
 * Tiles of the town in one theme, through the session: from the service, or as
 * they were kept on this disk. A tile that cannot be had is the background's
 * colour, never an error: libshumate 1.0 would keep the old zoom's tiles for
 * ever and paint both. Decoded beside the main thread, which libshumate's own
 * raster renderer does not do.
 *
 * Signal "missed" when a tile could be had neither there nor here, "had" when
 * one could.
 */
#define PARVIS_TYPE_TILE_SOURCE (parvis_tile_source_get_type ())

G_DECLARE_FINAL_TYPE (ParvisTileSource, parvis_tile_source, PARVIS, TILE_SOURCE,
                      ShumateMapSource)

/* @map shows the tiles: its renderer decides what they are decoded to, and what is
 * seen of it which come first.
 */
ParvisTileSource *parvis_tile_source_new        (ParvisSession        *session,
                                                 ShumateMap           *map,
                                                 const char           *theme,
                                                 const GdkRGBA        *background);
void              parvis_tile_source_read_ahead (ParvisTileSource     *self,
                                                 const ParvisHomeView *view,
                                                 int                   width,
                                                 int                   height);

G_END_DECLS
