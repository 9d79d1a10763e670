/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What bars and colours mean, in a card that wraps when it is narrow. */
GtkWidget *parvis_legend_new (void);

G_END_DECLS
