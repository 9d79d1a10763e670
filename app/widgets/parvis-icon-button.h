/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The only way to build a button that shows an icon alone: GTK 4.8 would name
 * one with a tooltip "GtkImage" to a screen reader.
 */
GtkWidget *parvis_icon_button       (const char *icon,
                                     const char *name,
                                     const char *tooltip);
GtkWidget *parvis_icon_toggle       (const char *icon,
                                     const char *name,
                                     const char *tooltip);
void       parvis_icon_button_label (GtkWidget  *button,
                                     const char *icon,
                                     const char *name,
                                     const char *tooltip);
/* A menu that is built when it is first wanted: GtkMenuButton builds its own at once.
 * @model: (nullable)
 */
void       parvis_set_menu          (GtkWidget  *button,
                                     GMenuModel *model);
/* Of a widget that is being made. */
void       parvis_set_tooltip       (GtkWidget  *widget,
                                     const char *text);
/* The accessible name of any widget. */
void       parvis_set_label         (GtkWidget  *widget,
                                     const char *label);

G_END_DECLS
