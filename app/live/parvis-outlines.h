/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/* Outlines of neighbourhoods, which stand in for a base map that is missing.
 * @geometries: (element-type json_t): GeoJSON polygons; what cannot be read is
 * left out. Returns: (transfer container) (element-type ShumateLayer): floating
 */
GPtrArray *parvis_outlines_new (ShumateViewport *viewport,
                                GPtrArray       *geometries);

G_END_DECLS
