/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* The past orders of a shop; more are read as one scrolls.
 * Returns: (transfer none)
 */
GtkWidget *parvis_history_window_present (GtkWidget  *parent,
                                          ParvisShop *shop);

G_END_DECLS
