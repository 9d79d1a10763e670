/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-home-view.h"
#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisBaseMap:
 *
 * The town's map without the places on it: tiles in the light or the dark theme
 * with their credit, whole zooms, keys, and the limits of the pack. Takes the
 * session's tiles and works without any.
 *
 * Properties: "available": whether there is a base map at all. Signals: "moved"
 * after the centre or the zoom changed; "homing" before the first view is found
 * anew, for whoever knows the spots, and "homed" after it.
 */
#define PARVIS_TYPE_BASE_MAP (parvis_base_map_get_type ())

G_DECLARE_FINAL_TYPE (ParvisBaseMap, parvis_base_map, PARVIS, BASE_MAP, GtkWidget)

GtkWidget          *parvis_base_map_new           (ParvisSession         *session);
ShumateViewport    *parvis_base_map_get_viewport  (ParvisBaseMap         *self);
ShumateMarkerLayer *parvis_base_map_get_markers   (ParvisBaseMap         *self);
ShumateLicense     *parvis_base_map_get_license   (ParvisBaseMap         *self);
gboolean            parvis_base_map_get_available (ParvisBaseMap         *self);
void                parvis_base_map_set_town      (ParvisBaseMap         *self,
                                                   const ParvisTownView  *town);
void                parvis_base_map_set_spots     (ParvisBaseMap         *self,
                                                   const ParvisMapSpot   *spots,
                                                   guint                  n_spots);
void                parvis_base_map_fit           (ParvisBaseMap         *self);
void                parvis_base_map_read_ahead    (ParvisBaseMap         *self,
                                                   int                    width,
                                                   int                    height);
void                parvis_base_map_settle        (ParvisBaseMap         *self);
/* Outlines that stand in for a base map: (element-type json_t) GeoJSON. */
void                parvis_base_map_set_outlines  (ParvisBaseMap         *self,
                                                   GPtrArray             *geometries);
/* Tries the tiles again: the line is back. */
void                  parvis_base_map_reload   (ParvisBaseMap *self);
void                  parvis_base_map_go_home  (ParvisBaseMap *self);
const ParvisHomeView *parvis_base_map_get_home (ParvisBaseMap *self);
void                  parvis_base_map_zoom_by  (ParvisBaseMap *self,
                                                int            steps);
/* Brings a place into view; moves only if it is near the edge or outside. */
void                parvis_base_map_reveal        (ParvisBaseMap         *self,
                                                   double                 lon,
                                                   double                 lat);
/* Centres on a place, within the limits of the town. */
void                parvis_base_map_go_to         (ParvisBaseMap         *self,
                                                   double                 lon,
                                                   double                 lat,
                                                   double                 zoom);

G_END_DECLS
