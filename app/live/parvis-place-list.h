/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-places.h"
#include "parvis-watch.h"

G_BEGIN_DECLS

/**
 * ParvisPlaceList:
 *
 * The list beside the map: the sum with what it leaves out, then the facilities
 * and the car parks by neighbourhood. Same content and same actions as the map.
 *
 * Properties: "order" ("busiest", "freest", "name"). Signals: "chosen" (ParvisPlace,
 * nullable), "opened" (ParvisPlace), "asked" (ParvisPlace, GtkWidget row, double x,
 * double y). "list.pin" pins the selected place by the action "map.pin".
 */
#define PARVIS_TYPE_PLACE_LIST (parvis_place_list_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPlaceList, parvis_place_list, PARVIS, PLACE_LIST, GtkWidget)

GtkWidget *parvis_place_list_new        (ParvisPlaces    *places,
                                         ParvisWatch     *watch);
void       parvis_place_list_select     (ParvisPlaceList *self,
                                         ParvisPlace     *place);
void       parvis_place_list_set_filter (ParvisPlaceList *self,
                                         const char      *text);
/* Moves the keyboard into the list. */
void       parvis_place_list_focus      (ParvisPlaceList *self);
/* The first place that the filter lets through, or NULL; borrowed. */
ParvisPlace *parvis_place_list_get_first (ParvisPlaceList *self);

G_END_DECLS
