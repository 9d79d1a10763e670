/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-keypad"

#include "config.h"

#include "parvis-keypad.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>

#define COLUMNS 3
#define GAP 8

static void
press (GtkSpinButton *spin,
       int            digit)
{
  int number = gtk_spin_button_get_value_as_int (spin);

  gtk_spin_button_set_value (spin, digit >= 0 ? number * 10.0 + digit : number / 10);
}

static void
clicked_cb (GtkWidget     *button,
            GtkSpinButton *spin)
{
  press (spin, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "digit")));
}

static void
add_key (GtkWidget     *grid,
         GtkSpinButton *spin,
         GtkWidget     *button,
         int            digit,
         int            place)
{
  gtk_widget_add_css_class (button, "keypad");
  gtk_widget_set_hexpand (button, TRUE);
  /* Whoever has a keyboard types into the number itself. */
  gtk_widget_set_focus_on_click (button, FALSE);
  g_object_set_data (G_OBJECT (button), "digit", GINT_TO_POINTER (digit));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), spin, 0);
  gtk_grid_attach (GTK_GRID (grid), button, place % COLUMNS, place / COLUMNS, 1, 1);
}

static void
clear_cb (GtkWidget     *button,
          GtkSpinButton *spin)
{
  gtk_spin_button_set_value (spin, 0);
}

GtkWidget *
parvis_keypad_new (GtkSpinButton *spin)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *clear = gtk_button_new_with_label ("C");

  g_return_val_if_fail (GTK_IS_SPIN_BUTTON (spin), NULL);

  gtk_grid_set_row_spacing (GTK_GRID (grid), GAP);
  gtk_grid_set_column_spacing (GTK_GRID (grid), GAP);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (int i = 1; i <= 9; i++)
    {
      g_autofree char *label = g_strdup_printf ("%d", i);

      add_key (grid, spin, gtk_button_new_with_label (label), i, i - 1);
    }

  parvis_set_label (clear, _("Clear"));
  gtk_widget_add_css_class (clear, "keypad");
  gtk_widget_set_focus_on_click (clear, FALSE);
  g_signal_connect_object (clear, "clicked", G_CALLBACK (clear_cb), spin, 0);
  gtk_grid_attach (GTK_GRID (grid), clear, 0, 3, 1, 1);
  add_key (grid, spin, gtk_button_new_with_label ("0"), 0, 10);
  add_key (grid, spin, parvis_icon_button ("edit-clear-symbolic", _("Last digit away"), NULL), -1,
           11);

  return grid;
}
