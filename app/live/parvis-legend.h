/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What bars and colours mean, in a card that wraps when it is narrow. */
#define PARVIS_TYPE_LEGEND (parvis_legend_get_type ())

G_DECLARE_FINAL_TYPE (ParvisLegend, parvis_legend, PARVIS, LEGEND, GtkWidget)

GtkWidget *parvis_legend_new (void);

G_END_DECLS
