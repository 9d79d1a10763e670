/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-row-lock.h"

#define KEY "row-lock"

static GtkWidget *
build (const char *by)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (box, "parvis-dim");
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_LABEL, "label", by, "wrap", TRUE,
                                               "xalign", 1.0f, NULL));
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                               "changes-prevent-symbolic", "accessible-role",
                                               GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));

  return box;
}

void
parvis_row_lock (GtkWidget  *row,
                 const char *by)
{
  GtkWidget *control;
  GtkWidget *lock;

  g_return_if_fail (ADW_IS_ACTION_ROW (row));

  control = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  lock = g_object_get_data (G_OBJECT (row), KEY);
  if (control != NULL)
    gtk_widget_set_sensitive (control, by == NULL);
  if ((lock != NULL) == (by != NULL))
    return;

  if (by == NULL)
    {
      adw_action_row_remove (ADW_ACTION_ROW (row), lock);
      g_object_set_data (G_OBJECT (row), KEY, NULL);
      return;
    }

  lock = build (by);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), lock);
  g_object_set_data (G_OBJECT (row), KEY, lock);
  if (control != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    by, -1);
}
