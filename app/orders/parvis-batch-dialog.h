/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Asks how many of @product are ready, and when. Far more than usual is asked again. */
GtkWidget *parvis_batch_dialog_present (GtkWidget       *parent,
                                        ParvisShop      *shop,
                                        ParvisEntityRef *product);
/* The same for one of today that was declared; the window, or NULL where there is none. */
GtkWidget *parvis_batch_dialog_correct (GtkWidget       *parent,
                                        ParvisShop      *shop,
                                        ParvisEntityRef *product);
/* @ready: minutes of today. It can be undone. */
void       parvis_batch_declare        (ParvisShop      *shop,
                                        const char      *product,
                                        const char      *name,
                                        int              quantity,
                                        int              ready);

G_END_DECLS
