/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

/**
 * ParvisTownView:
 * @bounds: west, south, east, north
 * @credit: what must be shown with the tiles
 *
 * Where the town lies and how it is first shown.
 */
typedef struct
{
  double  lon;
  double  lat;
  int     zoom;
  double  bounds[4];
  char   *credit;
} ParvisTownView;

/**
 * ParvisMapSpot:
 * @width, @height: of the pill that stands above the point, in pixels
 */
typedef struct
{
  double lon;
  double lat;
  int    width;
  int    height;
} ParvisMapSpot;

/* How far a pill may stand beside its point so as not to be cut, in pixels. */
#define PARVIS_HOME_NUDGE 24

/**
 * ParvisHomeView:
 * @left, @right: the edges of the map in the pixels of @zoom
 *
 * The view that one comes back to with "Home".
 */
typedef struct
{
  double lon;
  double lat;
  int    zoom;
  double left;
  double right;
} ParvisHomeView;

/* Brings a point within the limits of the town. */
void parvis_town_view_clamp (const ParvisTownView *town,
                             double               *lon,
                             double               *lat);

/* How far a pill of @width whose point is at @x has to move to the right. */
double parvis_home_view_nudge (const ParvisHomeView *home,
                               double                x,
                               double                width);
/* @spots: (element-type ParvisMapSpot); @source: (nullable) */
void parvis_home_view_find (ParvisHomeView       *home,
                            const ParvisTownView *town,
                            const GArray         *spots,
                            ShumateMapSource     *source,
                            int                   min_zoom,
                            int                   width,
                            int                   height);
void parvis_home_view_snap (ShumateMapSource     *source,
                            double                zoom,
                            int                   width,
                            int                   height,
                            double               *lon,
                            double               *lat);

G_END_DECLS
