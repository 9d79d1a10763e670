/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* "My Shop": what has to be there before the first order: products, time slots, the
 * cut-off, closed days.
 * Returns: (transfer none)
 */
GtkWidget *parvis_shop_window_present (GtkWidget  *parent,
                                       ParvisShop *shop);

G_END_DECLS
