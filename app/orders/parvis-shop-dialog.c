/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shop-dialog"

#include "config.h"

#include "parvis-shop-dialog.h"

#include "parvis-page.h"

#define WIDTH 420
#define HEIGHT 640

GtkWidget *
parvis_shop_dialog_new (GtkWidget      *parent,
                        const char     *title,
                        GtkWidget      *content,
                        gpointer        data,
                        GDestroyNotify  free_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "modal", TRUE, "title", title,
                                    "transient-for", gtk_widget_get_root (parent),
                                    "default-width", WIDTH, "default-height", HEIGHT, NULL);

  gtk_widget_add_css_class (content, "order-detail");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), content);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (window), box);
  g_object_set_data_full (G_OBJECT (window), "dialog", data, free_data);
  parvis_page_close_on_escape (GTK_WINDOW (window));

  return window;
}
