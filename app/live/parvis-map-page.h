/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-base-map.h"
#include "parvis-desk.h"
#include "parvis-places.h"

G_BEGIN_DECLS

/**
 * ParvisMapPage:
 *
 * The live map with the list beside it (ux.md §4). Opens a place by the
 * window's action "win.open-place".
 *
 * Actions: "map.refresh", "map.home", "map.zoom" (i), "map.search", "map.list",
 * "map.focus", "map.pin" (s: the id of a gauge).
 */
#define PARVIS_TYPE_MAP_PAGE (parvis_map_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisMapPage, parvis_map_page, PARVIS, MAP_PAGE, GtkWidget)

GtkWidget     *parvis_map_page_new             (ParvisDesk    *desk,
                                                ParvisPlaces  *places,
                                                GSettings     *settings);
void           parvis_map_page_select          (ParvisMapPage *self,
                                                ParvisPlace   *place);
ParvisPlace   *parvis_map_page_get_selected    (ParvisMapPage *self);
void           parvis_map_page_set_wall        (ParvisMapPage *self,
                                                gboolean       wall);
void           parvis_map_page_figures_resized (ParvisMapPage *self);
gboolean       parvis_map_page_is_placed       (ParvisMapPage *self);
ParvisBaseMap *parvis_map_page_get_map         (ParvisMapPage *self);

G_END_DECLS
