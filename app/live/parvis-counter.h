/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-counting.h"
#include "parvis-place.h"

G_BEGIN_DECLS

/**
 * ParvisCounter:
 *
 * The two large buttons with which a person counts one gauge (ux.md §6), as a
 * card of the detail page or filling the counting page.
 *
 * Property "large" (construct): for the page. Signal "said" (sentence): what a
 * gesture led to, for the page's status label.
 */
#define PARVIS_TYPE_COUNTER (parvis_counter_get_type ())

G_DECLARE_FINAL_TYPE (ParvisCounter, parvis_counter, PARVIS, COUNTER, GtkWidget)

GtkWidget *parvis_counter_new             (gboolean        large);
void       parvis_counter_set_place       (ParvisCounter  *self,
                                           ParvisCounting *counting,
                                           ParvisPlace    *place);
void       parvis_counter_take_keys       (ParvisCounter  *self,
                                           GtkWidget      *page);
gboolean   parvis_counter_get_single_keys (ParvisCounter  *self);
void       parvis_counter_press           (ParvisCounter  *self,
                                           int             delta);
void       parvis_counter_still           (ParvisCounter  *self);
void       parvis_counter_recount         (ParvisCounter  *self);

G_END_DECLS
