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
 * activated; "passed" (gint): an arrow key leads out of the list, -1 upwards; "left"
 * (ParvisOrder, gint): its row had the focus and is gone from there.
 */
#define PARVIS_TYPE_ORDER_LIST (parvis_order_list_get_type ())

G_DECLARE_FINAL_TYPE (ParvisOrderList, parvis_order_list, PARVIS, ORDER_LIST, GtkWidget)

GtkWidget   *parvis_order_list_new      (ParvisShop       *shop,
                                         ParvisOrderGroup  group);
/* NULL selects nothing; FALSE if it is not in this list. */
gboolean     parvis_order_list_select   (ParvisOrderList  *self,
                                         ParvisOrder      *order);
/* Unfolds the group if the order is in it. */
void         parvis_order_list_reveal   (ParvisOrderList  *self,
                                         ParvisOrder      *order);
/* Moves the focus and the selection to that row, or the last before it; FALSE without any. */
gboolean     parvis_order_list_focus    (ParvisOrderList  *self,
                                         guint             position);
void         parvis_order_list_focus_on (ParvisOrderList  *self,
                                         ParvisOrder      *order);
/* Makes the rows that are less than @depth below the top of @view; whether any was missing. */
gboolean     parvis_order_list_reach    (ParvisOrderList  *self,
                                         GtkWidget        *view,
                                         int               depth);

G_END_DECLS
