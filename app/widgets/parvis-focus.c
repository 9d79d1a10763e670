/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-focus"

#include "config.h"

#include "parvis-focus.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>

/* Hangs on its header, which outlives it in every way. */
typedef struct
{
  ParvisDesk *desk;            /* borrowed: the window's, as the header is */
  GtkWidget  *title;           /* owned: what the page has there itself */
  GtkWidget  *row;             /* of @title, or NULL */
  GtkWidget  *menu;
} Focus;

static void
focus_free (gpointer data)
{
  Focus *focus = data;

  g_clear_object (&focus->title);
  g_free (focus);
}

/* Only the header that is seen knows whether there is room. */
static void
squeezed_cb (GtkWidget *switcher,
             gpointer   unused,
             gpointer   user_data)
{
  if (gtk_widget_get_mapped (switcher))
    parvis_desk_set_squeezed (PARVIS_DESK (user_data),
                              adw_view_switcher_title_get_title_visible (
                                ADW_VIEW_SWITCHER_TITLE (switcher)));
}

static void
mapped_cb (GtkWidget *switcher,
           gpointer   user_data)
{
  squeezed_cb (switcher, NULL, user_data);
}

/* Words alone are what the pages say already. */
static gboolean
is_words (GtkWidget *title)
{
  return title == NULL || ADW_IS_WINDOW_TITLE (title) || GTK_IS_LABEL (title) ||
         (GTK_IS_STACK (title) &&
          ADW_IS_WINDOW_TITLE (gtk_stack_get_visible_child (GTK_STACK (title))));
}

static void
title_changed_cb (GtkWidget  *title,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  gtk_widget_set_visible (GTK_WIDGET (user_data), !is_words (title));
}

static GtkWidget *
build_row (GtkWidget *title)
{
  GtkWidget *row = adw_bin_new ();

  gtk_widget_add_css_class (row, "focus-row");
  gtk_widget_set_halign (title, GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (row), title);
  if (GTK_IS_STACK (title))
    g_signal_connect_object (title, "notify::visible-child", G_CALLBACK (title_changed_cb), row, 0);
  title_changed_cb (title, NULL, row);

  return row;
}

static GtkWidget *
build_switcher (Focus        *focus,
                AdwViewStack *views)
{
  GtkWidget *switcher = adw_view_switcher_title_new ();
  GListModel *pages = G_LIST_MODEL (adw_view_stack_get_pages (views));

  adw_view_switcher_title_set_stack (ADW_VIEW_SWITCHER_TITLE (switcher), views);
  /* One page needs no choice. */
  adw_view_switcher_title_set_view_switcher_enabled (ADW_VIEW_SWITCHER_TITLE (switcher),
                                                     g_list_model_get_n_items (pages) > 1);
  if (ADW_IS_WINDOW_TITLE (focus->title))
    {
      g_object_bind_property (focus->title, "title", switcher, "title", G_BINDING_SYNC_CREATE);
      g_object_bind_property (focus->title, "subtitle", switcher, "subtitle",
                              G_BINDING_SYNC_CREATE);
    }
  g_signal_connect_object (switcher, "notify::title-visible", G_CALLBACK (squeezed_cb),
                           focus->desk, 0);
  g_signal_connect_object (switcher, "map", G_CALLBACK (mapped_cb), focus->desk, 0);
  g_object_unref (pages);

  return switcher;
}

static void
enter (AdwHeaderBar *header,
       Focus        *focus,
       AdwViewStack *views)
{
  GtkWidget *switcher = build_switcher (focus, views);
  gboolean words = ADW_IS_WINDOW_TITLE (focus->title) || focus->title == NULL;

  adw_header_bar_set_title_widget (header, switcher);
  if (words)
    return;

  focus->row = build_row (focus->title);
  gtk_widget_insert_after (focus->row, gtk_widget_get_parent (GTK_WIDGET (header)),
                           GTK_WIDGET (header));
}

static void
leave (AdwHeaderBar *header,
       Focus        *focus)
{
  if (focus->row != NULL)
    {
      adw_bin_set_child (ADW_BIN (focus->row), NULL);
      gtk_widget_unparent (focus->row);
      focus->row = NULL;
    }
  adw_header_bar_set_title_widget (header, focus->title);
}

static void
views_cb (ParvisDesk *desk,
          GParamSpec *pspec,
          gpointer    user_data)
{
  AdwHeaderBar *header = ADW_HEADER_BAR (user_data);
  Focus *focus = g_object_get_data (G_OBJECT (header), "parvis-focus");
  AdwViewStack *views = ADW_VIEW_STACK (parvis_desk_get_views (desk));
  gboolean in = ADW_IS_VIEW_SWITCHER_TITLE (adw_header_bar_get_title_widget (header));

  gtk_widget_set_visible (focus->menu, views != NULL);
  if (in)
    leave (header, focus);
  if (views != NULL)
    enter (header, focus, views);
}

void
parvis_focus_equip_header (AdwHeaderBar *header,
                           ParvisDesk   *desk)
{
  Focus *focus = g_new0 (Focus, 1);

  g_return_if_fail (ADW_IS_HEADER_BAR (header));
  g_return_if_fail (PARVIS_IS_DESK (desk));

  focus->desk = desk;
  g_set_object (&focus->title, adw_header_bar_get_title_widget (header));
  focus->menu = g_object_new (GTK_TYPE_MENU_BUTTON, "icon-name", "open-menu-symbolic",
                              "primary", TRUE, NULL);
  parvis_set_tooltip (focus->menu, _("Main Menu"));
  parvis_set_label (focus->menu, _("Main Menu"));
  parvis_set_menu (focus->menu, parvis_desk_get_menu (desk));
  adw_header_bar_pack_end (header, focus->menu);
  g_object_set_data_full (G_OBJECT (header), "parvis-focus", focus, focus_free);
  g_signal_connect_object (desk, "notify::views", G_CALLBACK (views_cb), header, 0);
  views_cb (desk, NULL, header);
}

static void
bar_views_cb (ParvisDesk *desk,
              GParamSpec *pspec,
              gpointer    user_data)
{
  adw_view_switcher_bar_set_stack (ADW_VIEW_SWITCHER_BAR (user_data),
                                   ADW_VIEW_STACK (parvis_desk_get_views (desk)));
}

GtkWidget *
parvis_focus_bar_new (ParvisDesk *desk)
{
  GtkWidget *bar = adw_view_switcher_bar_new ();

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  g_object_bind_property (desk, "squeezed", bar, "reveal", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (desk, "notify::views", G_CALLBACK (bar_views_cb), bar, 0);
  bar_views_cb (desk, NULL, bar);

  return bar;
}
