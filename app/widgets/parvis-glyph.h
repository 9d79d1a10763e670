/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small image of one of Parvis' own icons, drawn for @size (logical pixels)
 * and not scaled to it. Other icons come as the theme has them. It is decoration
 * for a screen reader unless it gets another role.
 */
GtkWidget *parvis_glyph_new (int         size);
/* @icon is a literal, or NULL for none. */
void       parvis_glyph_set (GtkWidget  *glyph,
                             const char *icon);

G_END_DECLS
