/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-counter.h"
#include "parvis-counting.h"
#include "parvis-day-card.h"

G_BEGIN_DECLS

/**
 * ParvisFacilityPage:
 *
 * Everything about one place (ux.md §5): how many, since when and from what,
 * the curve of the day, the counter, the log. Its back button activates
 * "win.back"; the place next door is opened by "win.open-place".
 */
#define PARVIS_TYPE_FACILITY_PAGE (parvis_facility_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFacilityPage, parvis_facility_page, PARVIS, FACILITY_PAGE, GtkWidget)

GtkWidget     *parvis_facility_page_new         (ParvisCounting     *counting);
void           parvis_facility_page_set_place   (ParvisFacilityPage *self,
                                                 ParvisPlace        *place);
ParvisPlace   *parvis_facility_page_get_place   (ParvisFacilityPage *self);
/* Puts the focus where one counts. */
void           parvis_facility_page_focus_count (ParvisFacilityPage *self);
ParvisCounter *parvis_facility_page_get_counter (ParvisFacilityPage *self);
ParvisDayCard *parvis_facility_page_get_card    (ParvisFacilityPage *self);
const char    *parvis_facility_page_get_status  (ParvisFacilityPage *self);

G_END_DECLS
