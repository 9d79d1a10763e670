/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A window over that of @parent with one thing to fill in: @content scrolls, Escape closes
 * it. @data (nullable) lives as long as it. It is still to be presented.
 */
GtkWidget *parvis_shop_dialog_new (GtkWidget      *parent,
                                   const char     *title,
                                   GtkWidget      *content,
                                   gpointer        data,
                                   GDestroyNotify  free_data);

G_END_DECLS
