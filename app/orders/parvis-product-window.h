/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* A product and its usual week. @product: (nullable): NULL adds one.
 * Returns: (transfer none)
 */
GtkWidget *parvis_product_window_present (GtkWidget       *parent,
                                          ParvisShop      *shop,
                                          ParvisEntityRef *product);

G_END_DECLS
