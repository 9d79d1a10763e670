/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* GeoJSON (RFC 7946): longitude first, WGS 84 degrees. */

/* A whole French town is drawn with a few hundred positions. */
#define PARVIS_GEO_MAX_POSITIONS 20000

gboolean parvis_geo_check_polygon    (const json_t  *geometry,
                                      const char    *field,
                                      GError       **error);
gboolean parvis_geo_polygon_contains (const json_t  *geometry,
                                      double         longitude,
                                      double         latitude);
gboolean parvis_geo_point            (const json_t  *geometry,
                                      double        *longitude,
                                      double        *latitude,
                                      GError       **error);

G_END_DECLS
