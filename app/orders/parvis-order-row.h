/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisOrderRow:
 *
 * One order in a list: when, who, what, and the one button of the next step.
 */
#define PARVIS_TYPE_ORDER_ROW (parvis_order_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisOrderRow, parvis_order_row, PARVIS, ORDER_ROW, GtkListBoxRow)

GtkWidget   *parvis_order_row_new       (ParvisShop     *shop,
                                         ParvisOrder    *order);
ParvisOrder *parvis_order_row_get_order (ParvisOrderRow *self);

/* A button's content: an icon and a word. */
GtkWidget   *parvis_order_step_content  (const char     *icon,
                                         const char     *word);

G_END_DECLS
