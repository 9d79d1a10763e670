/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisOrderDetail:
 *
 * One order: what to check, and what to do with it. Its actions, for keys: "order.step",
 * "order.back", "order.call", "order.cannot", "order.keep", "order.release",
 * "order.told", "order.slip", "order.delay" (i), "order.on-time".
 */
#define PARVIS_TYPE_ORDER_DETAIL (parvis_order_detail_get_type ())

G_DECLARE_FINAL_TYPE (ParvisOrderDetail, parvis_order_detail, PARVIS, ORDER_DETAIL, GtkWidget)

GtkWidget   *parvis_order_detail_new       (ParvisShop        *shop);
void         parvis_order_detail_set_order (ParvisOrderDetail *self,
                                            ParvisOrder       *order);
ParvisOrder *parvis_order_detail_get_order (ParvisOrderDetail *self);

G_END_DECLS
