/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-breakdown.h"
#include "parvis-place.h"

G_BEGIN_DECLS

/**
 * ParvisPartRow:
 *
 * One line of "Where this figure comes from", or the place next door.
 */
#define PARVIS_TYPE_PART_ROW (parvis_part_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPartRow, parvis_part_row, PARVIS, PART_ROW, GtkListBoxRow)

GtkWidget *parvis_part_row_new_for_part  (const ParvisPart       *part,
                                          const ParvisPlaceFacts *facts);
GtkWidget *parvis_part_row_new_for_drift (const ParvisBreakdown  *breakdown,
                                          const ParvisPlaceFacts *facts);
GtkWidget *parvis_part_row_new_for_place (ParvisPlace            *place);
void       parvis_part_row_update_place  (ParvisPartRow          *self,
                                          ParvisPlace            *place);

G_END_DECLS
