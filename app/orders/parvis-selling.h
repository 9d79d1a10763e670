/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"
#include "parvis-stock.h"

G_BEGIN_DECLS

/* Of the town's day, now, as a clock on the wall shows it. */
int  parvis_selling_get_minute (ParvisShop *shop);
/* What there is of @product (an entity of the shop) at this minute. */
void parvis_selling_read (ParvisShop      *shop,
                          ParvisEntityRef *product,
                          GPtrArray       *bakes,
                          ParvisStock     *stock);
/* Sells at the counter, or takes a sale back (a negative @quantity). Asks before it
 * takes what is set aside for reservations.
 */
void parvis_selling_sell (GtkWidget       *widget,
                          ParvisShop      *shop,
                          ParvisEntityRef *product,
                          int              quantity);

G_END_DECLS
