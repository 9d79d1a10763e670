/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Fills @strip with what is left of the first products, and keeps it so. One of them is
 * selected: the one that F2 sells.
 */
void parvis_stock_strip_attach (GtkBox     *strip,
                                ParvisShop *shop);
/* Whether there is room for a figure and a name only. */
void parvis_stock_strip_set_narrow (GtkBox   *strip,
                                    gboolean  narrow);
/* (transfer full) (nullable) */
ParvisEntityRef *parvis_stock_strip_dup_selected (GtkBox *strip);

G_END_DECLS
