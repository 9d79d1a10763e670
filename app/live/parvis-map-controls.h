/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-base-map.h"

G_BEGIN_DECLS

/* Keys and wheel of the map: libshumate has no keys, and its wheel steps by a
 * fifth of a zoom, at which raster text is blurred.
 */
void parvis_map_controls_add (ShumateMap    *shumate_map,
                              ParvisBaseMap *self);

G_END_DECLS
