/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-page"

#include "config.h"

#include "parvis-page.h"

#include "parvis-chip.h"
#include "parvis-focus.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

static void
sidebar_cb (ParvisDesk *desk,
            GParamSpec *pspec,
            gpointer    user_data)
{
  gtk_widget_set_visible (GTK_WIDGET (user_data), parvis_desk_get_folded (desk) &&
                                                  parvis_desk_get_views (desk) == NULL);
}

void
parvis_page_equip_header (AdwHeaderBar *header,
                          ParvisDesk   *desk)
{
  parvis_focus_equip_header (header, desk);
  parvis_page_equip_inner_header (header, desk);
}

void
parvis_page_equip_inner_header (AdwHeaderBar *header,
                                ParvisDesk   *desk)
{
  GtkWidget *button;
  GtkWidget *chip;

  g_return_if_fail (ADW_IS_HEADER_BAR (header));
  g_return_if_fail (PARVIS_IS_DESK (desk));

  button = parvis_icon_button ("sidebar-show-symbolic", _("Show the Sidebar"), NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.sidebar");
  g_signal_connect_object (desk, "notify::folded", G_CALLBACK (sidebar_cb), button, 0);
  g_signal_connect_object (desk, "notify::views", G_CALLBACK (sidebar_cb), button, 0);
  sidebar_cb (desk, NULL, button);
  adw_header_bar_pack_start (header, button);

  chip = parvis_chip_new (desk, PARVIS_CHIP_ONE_LINE);
  g_object_bind_property (desk, "folded", chip, "visible", G_BINDING_SYNC_CREATE);
  adw_header_bar_pack_end (header, chip);
}

static void
outage_cb (ParvisDesk *desk,
           GParamSpec *pspec,
           gpointer    user_data)
{
  GtkRevealer *revealer = GTK_REVEALER (user_data);
  GtkWidget *label = g_object_get_data (G_OBJECT (revealer), "label");
  const char *sentence = parvis_desk_get_outage (desk);

  GtkWidget *button = g_object_get_data (G_OBJECT (revealer), "button");

  gtk_widget_set_visible (button, parvis_session_get_link (parvis_desk_get_session (desk)) ==
                                  PARVIS_LINK_SIGNED_OUT);
  /* The words stay while the bar slides away. */
  if (sentence != NULL)
    gtk_label_set_label (GTK_LABEL (label), sentence);
  gtk_revealer_set_reveal_child (revealer, sentence != NULL);
}

static void
response_cb (GtkInfoBar *bar,
             int         response,
             ParvisDesk *desk)
{
  parvis_desk_set_outage (desk, NULL);
}

/* GtkInfoBar makes its close button itself, and leaves it without a name. */
static void
name_close_button (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    parvis_set_label (widget, _("Close This Message"));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_close_button (child);
}

GtkWidget *
parvis_page_outage_bar (ParvisDesk *desk)
{
  GtkWidget *revealer = gtk_revealer_new ();
  GtkWidget *bar = gtk_info_bar_new ();
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "network-offline-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0f, "hexpand", TRUE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  GtkWidget *button = gtk_button_new_with_label (_("Sign In…"));

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.sign-in");
  gtk_info_bar_set_message_type (GTK_INFO_BAR (bar), GTK_MESSAGE_WARNING);
  gtk_info_bar_set_show_close_button (GTK_INFO_BAR (bar), TRUE);
  name_close_button (bar);
  gtk_info_bar_add_child (GTK_INFO_BAR (bar), icon);
  gtk_info_bar_add_child (GTK_INFO_BAR (bar), label);
  gtk_info_bar_add_child (GTK_INFO_BAR (bar), button);
  gtk_revealer_set_child (GTK_REVEALER (revealer), bar);

  g_object_set_data (G_OBJECT (revealer), "label", label);
  g_object_set_data (G_OBJECT (revealer), "button", button);
  g_signal_connect_object (desk, "notify::outage", G_CALLBACK (outage_cb), revealer, 0);
  g_signal_connect_object (bar, "response", G_CALLBACK (response_cb), desk, 0);
  outage_cb (desk, NULL, revealer);

  return revealer;
}

void
parvis_page_show_literally (GtkLabel *label)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  g_return_if_fail (GTK_IS_LABEL (label));

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (label), "monospace");
}

void
parvis_page_set_status (GtkLabel   *label,
                        const char *sentence)
{
  g_return_if_fail (GTK_IS_LABEL (label));

  /* Not empty: GTK 4.8 would name it after its type to a screen reader. */
  gtk_label_set_label (label, sentence != NULL ? sentence : "\u00a0");
  if (sentence != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (label), "status-line");
  else
    gtk_widget_add_css_class (GTK_WIDGET (label), "status-line");
}

static void
stack_cb (ParvisDesk    *desk,
          GParamSpec    *pspec,
          GtkOrientable *box)
{
  gtk_orientable_set_orientation (box, parvis_desk_get_compact (desk) ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
}

void
parvis_page_stack_if_compact (GtkOrientable *box,
                              ParvisDesk    *desk)
{
  g_return_if_fail (GTK_IS_ORIENTABLE (box));
  g_return_if_fail (PARVIS_IS_DESK (desk));

  g_signal_connect_object (desk, "notify::compact", G_CALLBACK (stack_cb), box, 0);
  stack_cb (desk, NULL, box);
}

void
parvis_page_close_on_escape (GtkWindow *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut;

  shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                               gtk_named_action_new ("window.close"));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}

int
parvis_page_fit_width (GtkWidget *parent,
                       int        width)
{
  int room = gtk_widget_get_width (GTK_WIDGET (gtk_widget_get_root (parent)));

  return room > 0 ? MIN (room, width) : width;
}
