/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-counter.h"
#include "parvis-counting.h"

G_BEGIN_DECLS

/**
 * ParvisCounterPage:
 *
 * The page of somebody who counts while serving people (ux.md §6): one place at
 * a time, large targets. Up to four places stand in a switcher, more in a list.
 */
#define PARVIS_TYPE_COUNTER_PAGE (parvis_counter_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisCounterPage, parvis_counter_page, PARVIS, COUNTER_PAGE, GtkWidget)

GtkWidget     *parvis_counter_page_new         (ParvisCounting    *counting);
void           parvis_counter_page_set_place   (ParvisCounterPage *self,
                                                ParvisPlace       *place);
ParvisPlace   *parvis_counter_page_get_place   (ParvisCounterPage *self);
ParvisCounter *parvis_counter_page_get_counter (ParvisCounterPage *self);
const char    *parvis_counter_page_get_status  (ParvisCounterPage *self);

G_END_DECLS
