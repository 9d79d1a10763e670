/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-bell.h"

G_BEGIN_DECLS

/**
 * ParvisStockPage:
 *
 * What is left of each product today, and the sales at the counter (ux.md §11). Its
 * keys: digits select a product (also without Shift on a French keyboard); minus or space
 * sells one, plus takes one back, F declares a batch, E is sold out.
 */
#define PARVIS_TYPE_STOCK_PAGE (parvis_stock_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisStockPage, parvis_stock_page, PARVIS, STOCK_PAGE, GtkWidget)

GtkWidget  *parvis_stock_page_new          (ParvisShop      *shop,
                                            ParvisBell      *bell);
/* Of the product @digit (1…); FALSE if there is none. */
gboolean    parvis_stock_page_select       (ParvisStockPage *self,
                                            guint            digit);
/* A key, by its sign and by its place; FALSE if it says nothing here. */
gboolean    parvis_stock_page_press        (ParvisStockPage *self,
                                            guint            keyval,
                                            guint            keycode);
/* (nullable): the id of the selected product */
const char *parvis_stock_page_get_selected (ParvisStockPage *self);
/* An action of the selected product: "stock.sell(1)". */
void        parvis_stock_page_do           (ParvisStockPage *self,
                                            const char      *action);

G_END_DECLS
