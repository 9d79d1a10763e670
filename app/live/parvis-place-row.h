/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-place.h"

G_BEGIN_DECLS

/**
 * ParvisPlaceRow:
 *
 * A place in a list: icon, name, age, figure, unit and bars. Its name for a
 * screen reader is the place's whole sentence.
 */
#define PARVIS_TYPE_PLACE_ROW (parvis_place_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPlaceRow, parvis_place_row, PARVIS, PLACE_ROW, GtkListBoxRow)

GtkWidget   *parvis_place_row_new         (ParvisPlace       *place);
ParvisPlace *parvis_place_row_get_place   (ParvisPlaceRow    *self);
void         parvis_place_row_set_pinned  (ParvisPlaceRow    *self,
                                           gboolean           pinned);
/* Far from what can be seen it keeps its place and its name, but draws nothing. */
void         parvis_place_row_follow_view (ParvisPlaceRow    *self,
                                           GtkScrolledWindow *scroller);

G_END_DECLS
