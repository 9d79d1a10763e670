/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-place.h"
#include "parvis-ticker.h"

G_BEGIN_DECLS

/**
 * ParvisPlaces:
 *
 * All gauges of the town: a GListModel of ParvisPlace in the order of their
 * ids. A batch of the feed becomes at most one items-changed over the tightest
 * range; a gauge whose figure changed notifies on its ParvisPlace only.
 *
 * Signals: "updated" () after a batch, a tick or a change of the link, when the
 *   sums may have changed; "areas-changed" () when neighbourhoods did.
 * Properties: "headline", "headline-detail" (ux.md §0.3), "link-up".
 */
#define PARVIS_TYPE_PLACES (parvis_places_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPlaces, parvis_places, PARVIS, PLACES, GObject)

/**
 * ParvisArea:
 * @geometry: GeoJSON, borrowed
 * @lon, @lat: the middle of the car parks in it; meaningless without one
 * @rollup: of its car parks, as of the last "updated"
 */
typedef struct
{
  const char   *id;
  const char   *name;
  const json_t *geometry;
  double        lon;
  double        lat;
  ParvisRollup  rollup;
} ParvisArea;

ParvisPlaces     *parvis_places_new             (ParvisSession *session,
                                                 ParvisTicker  *ticker);
ParvisSession    *parvis_places_get_session     (ParvisPlaces  *self);
/* Borrowed, or NULL. */
ParvisPlace      *parvis_places_find            (ParvisPlaces  *self,
                                                 const char    *gauge);
ParvisPlace      *parvis_places_find_facility   (ParvisPlaces  *self,
                                                 const char    *facility);
/* TRUE for what the list shows under "Facilities": people's places, and the car
 * parks that go with one.
 */
gboolean          parvis_places_is_facility     (ParvisPlaces  *self,
                                                 ParvisPlace   *place);
gboolean          parvis_places_get_link_up     (ParvisPlaces  *self);
/* Whether what there is may not be known yet: nothing is on this disk, and the
 * service was not heard.
 */
const char       *parvis_places_get_headline    (ParvisPlaces  *self);
const char       *parvis_places_get_detail      (ParvisPlaces  *self);
/* (element-type ParvisArea) (transfer container): valid until "areas-changed". */
GPtrArray        *parvis_places_list_areas      (ParvisPlaces  *self);
GTimeZone        *parvis_places_get_zone        (ParvisPlaces  *self);
gint64            parvis_places_get_now         (ParvisPlaces  *self);
/* Decides all figures again, as the ticker does. */
void              parvis_places_refresh         (ParvisPlaces  *self);

G_END_DECLS
