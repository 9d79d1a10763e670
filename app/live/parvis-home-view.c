/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-home-view"

#include "config.h"

#include "parvis-home-view.h"

#include <math.h>

/* From which zoom on places are single markers: nearer ones are not given up. */
#define MIN_ZOOM 14

/* Between the outermost pill and the edge of the map, in pixels. */
#define MARGIN 2

/* Left, top, right and bottom of all pills in the pixels of @zoom. */
static void
measure (const GArray     *spots,
         ShumateMapSource *source,
         int               zoom,
         double            box[4])
{
  box[0] = box[1] = G_MAXDOUBLE;
  box[2] = box[3] = -G_MAXDOUBLE;

  for (guint i = 0; i < spots->len; i++)
    {
      const ParvisMapSpot *spot = &g_array_index (spots, ParvisMapSpot, i);
      double x = shumate_map_source_get_x (source, zoom, spot->lon);
      double y = shumate_map_source_get_y (source, zoom, spot->lat);

      box[0] = MIN (box[0], x - spot->width / 2.0 - MARGIN);
      box[1] = MIN (box[1], y - spot->height - MARGIN);
      box[2] = MAX (box[2], x + spot->width / 2.0 + MARGIN);
      box[3] = MAX (box[3], y + MARGIN);
    }
}

void
parvis_town_view_clamp (const ParvisTownView *town,
                        double               *lon,
                        double               *lat)
{
  *lon = CLAMP (*lon, town->bounds[0], town->bounds[2]);
  *lat = CLAMP (*lat, town->bounds[1], town->bounds[3]);
}

/**
 * parvis_home_view_snap:
 * @width, @height: of the map on screen
 *
 * Puts the pixels of the map on those of the screen: otherwise all of it is soft.
 */
void
parvis_home_view_snap (ShumateMapSource *source,
                       double            zoom,
                       int               width,
                       int               height,
                       double           *lon,
                       double           *lat)
{
  double odd_x = width % 2 / 2.0;
  double odd_y = height % 2 / 2.0;
  double x = shumate_map_source_get_x (source, zoom, *lon);
  double y = shumate_map_source_get_y (source, zoom, *lat);

  *lon = shumate_map_source_get_longitude (source, zoom, round (x - odd_x) + odd_x);
  *lat = shumate_map_source_get_latitude (source, zoom, round (y - odd_y) + odd_y);
}

/**
 * parvis_home_view_find:
 * @width, @height: of the map on screen
 *
 * The nearest view, at a whole zoom, in which no pill is cut once those at the
 * edges stand a little beside their points: one zoom less is half the room, and
 * pills that are stacked tell less than one that leans. The town's own view as
 * long as there is nothing to show.
 */
void
parvis_home_view_find (ParvisHomeView       *home,
                       const ParvisTownView *town,
                       const GArray         *spots,
                       ShumateMapSource     *source,
                       int                   min_zoom,
                       int                   width,
                       int                   height)
{
  double box[4];
  double middle;

  *home = (ParvisHomeView) { town->lon, town->lat, town->zoom, -G_MAXDOUBLE, G_MAXDOUBLE };
  if (spots->len == 0 || source == NULL)
    return;

  measure (spots, source, home->zoom, box);
  while (home->zoom > MAX (MIN_ZOOM, min_zoom) &&
         (box[2] - box[0] > width + 2 * PARVIS_HOME_NUDGE || box[3] - box[1] > height))
    measure (spots, source, --home->zoom, box);

  home->lon = shumate_map_source_get_longitude (source, home->zoom, (box[0] + box[2]) / 2);
  home->lat = shumate_map_source_get_latitude (source, home->zoom, (box[1] + box[3]) / 2);
  parvis_town_view_clamp (town, &home->lon, &home->lat);

  middle = shumate_map_source_get_x (source, home->zoom, home->lon);
  home->left = middle - width / 2.0;
  home->right = middle + width / 2.0;
}

double
parvis_home_view_nudge (const ParvisHomeView *home,
                        double                x,
                        double                width)
{
  double left = home->left + MARGIN - (x - width / 2);
  double right = x + width / 2 - (home->right - MARGIN);

  if (left > 0 && right > 0)
    return 0;
  if (left > 0)
    return MIN (left, PARVIS_HOME_NUDGE);

  return right > 0 ? -MIN (right, PARVIS_HOME_NUDGE) : 0;
}
