/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-day-curve.h"
#include "parvis-places.h"

G_BEGIN_DECLS

/**
 * ParvisDayCard:
 *
 * The curve of a gauge, today's or an earlier day's, with its twin as a table.
 * Today's grows with the figure. Signal "said" (sentence): for the page's status
 * label. Its toggle activates "facility.table" of the page.
 */
#define PARVIS_TYPE_DAY_CARD (parvis_day_card_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDayCard, parvis_day_card, PARVIS, DAY_CARD, GtkWidget)

GtkWidget      *parvis_day_card_new         (void);
void            parvis_day_card_set_place   (ParvisDayCard *self,
                                             ParvisPlaces  *places,
                                             ParvisPlace   *place);
void            parvis_day_card_move_day    (ParvisDayCard *self,
                                             int            by);
void            parvis_day_card_show_table  (ParvisDayCard *self,
                                             gboolean       table);
gboolean        parvis_day_card_is_table    (ParvisDayCard *self);
void            parvis_day_card_move_cursor (ParvisDayCard *self,
                                             int            by);
ParvisDayCurve *parvis_day_card_get_curve   (ParvisDayCard *self);
GListModel     *parvis_day_card_get_rows    (ParvisDayCard *self);
char           *parvis_day_card_dup_day     (ParvisDayCard *self);
gboolean        parvis_day_card_is_today    (ParvisDayCard *self);

G_END_DECLS
