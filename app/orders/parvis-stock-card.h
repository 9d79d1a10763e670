/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisStockCard:
 *
 * One product of today: what is left, where, and one touch for a sale at the counter.
 * Its actions, for keys and its menu: "stock.sell" (i), "stock.bake", "stock.lose",
 * "stock.share" (i: pieces more online), "stock.sold-out", "stock.resume".
 */
#define PARVIS_TYPE_STOCK_CARD (parvis_stock_card_get_type ())

G_DECLARE_FINAL_TYPE (ParvisStockCard, parvis_stock_card, PARVIS, STOCK_CARD, GtkWidget)

GtkWidget  *parvis_stock_card_new    (ParvisShop      *shop,
                                      guint            digit);
/* @waiting: how many want to be told when there is some again */
void        parvis_stock_card_set    (ParvisStockCard *self,
                                      ParvisEntityRef *product,
                                      GPtrArray       *bakes,
                                      int              waiting);
const char *parvis_stock_card_get_id (ParvisStockCard *self);

G_END_DECLS
