/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Asks how many of @product are ready, and when. Far more than usual is asked again. */
GtkWidget *parvis_batch_dialog_present (GtkWidget       *parent,
                                        ParvisShop      *shop,
                                        ParvisEntityRef *product);

G_END_DECLS
