/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisLineLayout:
 *
 * Children side by side: those that do not expand have their natural width, the
 * one that does has the rest and may wrap in it. What a horizontal GtkBox would
 * do, but for what GTK 4.8 makes of wrapped text in one: it looks for the width
 * that goes with a height, and lays every text out a dozen times to find it; and
 * a wrapped label tells another height for a width than without one, which a box
 * passes on with a warning.
 */
#define PARVIS_TYPE_LINE_LAYOUT (parvis_line_layout_get_type ())

G_DECLARE_FINAL_TYPE (ParvisLineLayout, parvis_line_layout, PARVIS, LINE_LAYOUT, GtkLayoutManager)

/* @spacing in pixels, between two children that are seen. */
GtkLayoutManager *parvis_line_layout_new (int spacing);
/* A line of @child alone: a text that may wrap, in anything. */
GtkWidget        *parvis_line_new        (GtkWidget *child);

G_END_DECLS
