/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sound-button"

#include "config.h"

#include "parvis-sound-button.h"

#include "parvis-icon-button.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const char *
get_word (ParvisBell *bell)
{
  return parvis_bell_is_on (bell) ? _("Sound on") : _("Sound off");
}

static ParvisDesk *
get_desk (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "desk");
}

static ParvisBell *
get_bell (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "bell");
}

static void
refresh (GtkWidget *button)
{
  GtkWidget *content = gtk_button_get_child (GTK_BUTTON (button));
  gboolean compact = parvis_desk_get_compact (get_desk (button));
  gboolean on = parvis_bell_is_on (get_bell (button));
  const char *word = get_word (get_bell (button));

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content),
                                    on ? "audio-volume-high-symbolic"
                                       : "audio-volume-muted-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), compact ? "" : word);
  gtk_widget_set_tooltip_text (button, compact ? word : NULL);
  /* What is written on it is its name already. */
  if (compact)
    parvis_set_label (button, word);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  if (on)
    gtk_widget_remove_css_class (button, "sound-off");
  else
    gtk_widget_add_css_class (button, "sound-off");
}

static void
clicked_cb (GtkWidget *button)
{
  ParvisBell *bell = get_bell (button);

  parvis_bell_set_on (bell, !parvis_bell_is_on (bell));
  parvis_desk_tell (get_desk (button), get_word (bell));
}

GtkWidget *
parvis_sound_button_new (ParvisDesk *desk,
                         ParvisBell *bell)
{
  GtkWidget *button = gtk_button_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);
  g_return_val_if_fail (PARVIS_IS_BELL (bell), NULL);

  gtk_button_set_child (GTK_BUTTON (button), adw_button_content_new ());
  g_object_set_data_full (G_OBJECT (button), "desk", g_object_ref (desk), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), "bell", g_object_ref (bell), g_object_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
  g_signal_connect_object (bell, "switched", G_CALLBACK (refresh), button, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::compact", G_CALLBACK (refresh), button,
                           G_CONNECT_SWAPPED);

  /* Global is: while the page is the one that shows. */
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F3, 0),
                      g_object_ref (gtk_activate_action_get ())));
  gtk_widget_add_controller (button, keys);
  refresh (button);

  return button;
}
