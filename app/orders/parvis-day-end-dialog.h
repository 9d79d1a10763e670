/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* The end of the day on one screen: what of each product was not sold, was given or lost. */
GtkWidget *parvis_day_end_dialog_present (GtkWidget  *parent,
                                          ParvisShop *shop);

G_END_DECLS
