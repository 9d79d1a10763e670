/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-base-map.h"
#include "parvis-pin.h"
#include "parvis-places.h"
#include "parvis-watch.h"

G_BEGIN_DECLS

/**
 * ParvisMarkerBoard:
 *
 * The places as markers on the map: one for each gauge with a figure, and one
 * for each neighbourhood when it is seen from far. Keeps them apart from each
 * other and in step with the model.
 *
 * Signals: "chosen", "opened" (ParvisPlace); "asked" (ParvisPlace, GtkWidget
 * marker, double x, double y).
 */
#define PARVIS_TYPE_MARKER_BOARD (parvis_marker_board_get_type ())

G_DECLARE_FINAL_TYPE (ParvisMarkerBoard, parvis_marker_board, PARVIS, MARKER_BOARD, GObject)

/* Below this zoom the markers of one neighbourhood merge. */
#define PARVIS_MERGE_ZOOM 14

ParvisMarkerBoard *parvis_marker_board_new        (ParvisBaseMap     *map,
                                                   ParvisPlaces      *places);
void               parvis_marker_board_select     (ParvisMarkerBoard *self,
                                                   ParvisPlace       *place);
void               parvis_marker_board_show_only  (ParvisMarkerBoard *self,
                                                   ParvisWatch       *only);
void               parvis_marker_board_arrange    (ParvisMarkerBoard *self);
GArray            *parvis_marker_board_list_spots (ParvisMarkerBoard *self);
/* Borrowed; NULL for a place without a figure. */
ParvisMarker      *parvis_marker_board_get_marker (ParvisMarkerBoard *self,
                                                   ParvisPlace       *place);

G_END_DECLS
