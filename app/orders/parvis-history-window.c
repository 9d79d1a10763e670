/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-history-window"

#include "config.h"

#include "parvis-history-window.h"

#include "parvis-format.h"
#include "parvis-history.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* So many screens before the end more are asked for. */
#define SCREENS_AHEAD 3

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f,
                                       "ellipsize", PANGO_ELLIPSIZE_END, NULL);

      gtk_widget_add_css_class (label, i == 0 ? "heading" : "fresh");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_add_css_class (box, "order-row");
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  ParvisShop *shop = PARVIS_SHOP (user_data);
  const ParvisOrderFacts *facts = parvis_order_get_facts (gtk_list_item_get_item (item));
  GtkWidget *box = gtk_list_item_get_child (item);
  ParvisOrderMoment moment;
  g_autofree char *day = parvis_order_text_day (facts->day, parvis_shop_get_today (shop));
  g_autofree char *time = parvis_order_text_minutes (facts->from);
  g_autofree char *code = parvis_order_text_code (facts->code);
  g_autofree char *items = parvis_order_text_items (facts);
  g_autofree char *status = NULL;
  g_autofree char *title = NULL;
  g_autofree char *details = NULL;
  g_autofree char *sentence = NULL;

  parvis_shop_read_moment (shop, &moment);
  status = parvis_order_text_status (facts, &moment);
  title = g_strdup_printf ("%s %s · %s · %s", day != NULL ? day : facts->day, time, code,
                           facts->name);
  details = g_strdup_printf ("%s · %s", items, status);
  sentence = g_strdup_printf ("%s, %s", title, details);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), title);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), details);
  parvis_set_label (gtk_widget_get_parent (box), sentence);
}

static void
scrolled_cb (GtkAdjustment *adjustment,
             ParvisHistory *history)
{
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment);

  if (left < (SCREENS_AHEAD + 1) * gtk_adjustment_get_page_size (adjustment))
    parvis_history_more (history);
}

static void
loaded_cb (ParvisHistory *history,
           GtkStack      *stack)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (history)) == 0;

  gtk_stack_set_visible_child_name (stack, empty ? "empty" : "list");
}

static GtkWidget *
build_list (ParvisShop    *shop,
            ParvisHistory *history)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *list;
  GtkAdjustment *adjustment;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), shop, 0);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (
                              g_object_ref (G_LIST_MODEL (history)))), factory);
  parvis_set_label (list, _("Past orders"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), history, 0);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (scrolled_cb), history, 0);

  return scrolled;
}

GtkWidget *
parvis_history_window_present (GtkWidget  *parent,
                               ParvisShop *shop)
{
  g_autoptr(ParvisHistory) history = NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *empty = adw_status_page_new ();
  GtkWidget *window;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  history = parvis_history_new (shop);
  window = g_object_new (ADW_TYPE_WINDOW, "modal", TRUE, "title", _("Past orders"),
                         "transient-for", gtk_widget_get_root (parent),
                         "default-width", 560, "default-height", 640, NULL);
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _("No past orders"));
  gtk_stack_add_named (GTK_STACK (stack), build_list (shop, history), "list");
  gtk_stack_add_named (GTK_STACK (stack), empty, "empty");
  g_signal_connect_object (history, "loaded", G_CALLBACK (loaded_cb), stack, 0);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), stack);
  adw_window_set_content (ADW_WINDOW (window), box);
  parvis_page_close_on_escape (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));

  return window;
}
