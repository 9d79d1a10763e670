/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisOrderList:
 *
 * One group of orders: its heading with the number, and its rows; not there while it is
 * empty. A group that is over is folded.
 *
 * Signals: "chosen" (ParvisOrder): a row was selected; "opened" (ParvisOrder): it was
 * activated; "passed" (gint): an arrow key leads out of the list, -1 upwards.
 */
#define PARVIS_TYPE_ORDER_LIST (parvis_order_list_get_type ())

G_DECLARE_FINAL_TYPE (ParvisOrderList, parvis_order_list, PARVIS, ORDER_LIST, GtkWidget)

GtkWidget   *parvis_order_list_new      (ParvisShop       *shop,
                                         ParvisOrderGroup  group);
/* NULL selects nothing; FALSE if it is not in this list. */
gboolean     parvis_order_list_select   (ParvisOrderList  *self,
                                         ParvisOrder      *order);
/* Moves the focus to the first or the last row; FALSE without one. */
gboolean     parvis_order_list_focus    (ParvisOrderList  *self,
                                         gboolean          first);
void         parvis_order_list_focus_on (ParvisOrderList  *self,
                                         ParvisOrder      *order);

G_END_DECLS
