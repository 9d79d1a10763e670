/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How what is left is split: solid what is online, hatched what the counter has. It is
 * decoration: words beside it say the numbers.
 */
GtkWidget *parvis_split_bar_new (void);
void       parvis_split_bar_set (GtkWidget *bar,
                                 int        online,
                                 int        counter);

G_END_DECLS
