/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Asks why an order cannot be, shows what the customer will be told, and tells it.
 * Returns: (transfer none): the window, which goes when it is answered
 */
GtkWidget *parvis_cannot_dialog_present (GtkWidget   *parent,
                                         ParvisShop  *shop,
                                         ParvisOrder *order);

G_END_DECLS
