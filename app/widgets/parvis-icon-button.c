/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-icon-button"

#include "config.h"

#include "parvis-icon-button.h"

void
parvis_set_label (GtkWidget  *widget,
                  const char *label)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * parvis_set_tooltip:
 *
 * For a widget that is being made. GTK looks whether the pointer is over one that is
 * visible, asks the screen three times for it and waits for each answer.
 */
void
parvis_set_tooltip (GtkWidget  *widget,
                    const char *text)
{
  gboolean visible;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  visible = gtk_widget_get_visible (widget) && gtk_widget_get_root (widget) == NULL;
  if (visible)
    gtk_widget_set_visible (widget, FALSE);
  gtk_widget_set_tooltip_text (widget, text);
  if (visible)
    gtk_widget_set_visible (widget, TRUE);
}

/**
 * parvis_icon_button_label:
 * @button: a GtkButton, or one of its subclasses
 * @name: what it is called by a screen reader
 * @tooltip: (nullable): what the pointer is told; @name if NULL
 */
void
parvis_icon_button_label (GtkWidget  *button,
                          const char *icon,
                          const char *name,
                          const char *tooltip)
{
  g_return_if_fail (GTK_IS_BUTTON (button));

  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  parvis_set_tooltip (button, tooltip != NULL ? tooltip : name);
  parvis_set_label (button, name);
}

GtkWidget *
parvis_icon_button (const char *icon,
                    const char *name,
                    const char *tooltip)
{
  GtkWidget *button = gtk_button_new ();

  parvis_icon_button_label (button, icon, name, tooltip);

  return button;
}

GtkWidget *
parvis_icon_toggle (const char *icon,
                    const char *name,
                    const char *tooltip)
{
  GtkWidget *button = gtk_toggle_button_new ();

  parvis_icon_button_label (button, icon, name, tooltip);

  return button;
}

static void
create_menu_cb (GtkMenuButton *button,
                gpointer       user_data)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, G_MENU_MODEL (user_data));
}

void
parvis_set_menu (GtkWidget  *button,
                 GMenuModel *model)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));

  if (model == NULL)
    return;

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), create_menu_cb,
                                         g_object_ref (model), g_object_unref);
}
