/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-fields"

#include "config.h"

#include "parvis-first-fields.h"

#include "parvis-icon-button.h"
#include "parvis-row-lock.h"

#include <glib/gi18n.h>

typedef struct
{
  ParvisFirst       *first;
  ParvisFirstObject  object;
  const char        *member;
  gulong             handler;
} Field;

static void
free_field (gpointer data)
{
  Field *field = data;

  g_object_unref (field->first);
  g_free (field);
}

GtkWidget *
parvis_first_page_new (const char *title,
                       const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *heading = g_object_new (GTK_TYPE_LABEL, "label", title, "xalign", 0.0f, "wrap", TRUE,
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_add_css_class (heading, "title-1");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f,
                                               "wrap", TRUE, NULL));

  return box;
}

/* AdwPreferencesGroup names its list after its title alone, and has none here. */
static void
name_lists (GtkWidget  *widget,
            const char *name)
{
  if (GTK_IS_LIST_BOX (widget))
    parvis_set_label (widget, name);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_lists (child, name);
}

GtkWidget *
parvis_first_group_new (const char *name)
{
  GtkWidget *group = adw_preferences_group_new ();

  name_lists (group, name);

  return group;
}

GtkLabel *
parvis_first_add_problem (GtkWidget *page)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0f, "visible", FALSE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);

  gtk_widget_add_css_class (label, "error");
  gtk_box_append (GTK_BOX (page), label);

  return GTK_LABEL (label);
}

static void
changed_cb (GtkEditable *row,
            Field       *field)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));

  gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  parvis_json_set_string (field->object (field->first), field->member, text);
  parvis_first_keep (field->first);
}

GtkWidget *
parvis_first_entry_new (ParvisFirst       *first,
                        ParvisFirstObject  object,
                        const char        *member,
                        const char        *title)
{
  GtkWidget *row = adw_entry_row_new ();
  Field *field = g_new0 (Field, 1);

  field->first = g_object_ref (first);
  field->object = object;
  field->member = member;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  field->handler = g_signal_connect (row, "changed", G_CALLBACK (changed_cb), field);
  g_object_set_data_full (G_OBJECT (row), "field", field, free_field);
  parvis_first_entry_read (row);

  return row;
}

void
parvis_first_entry_read (GtkWidget *row)
{
  Field *field = g_object_get_data (G_OBJECT (row), "field");

  g_signal_handler_block (row, field->handler);
  gtk_editable_set_text (GTK_EDITABLE (row),
                         parvis_first_draft_get (field->object (field->first), field->member));
  g_signal_handler_unblock (row, field->handler);
  gtk_widget_remove_css_class (row, "error");
}

void
parvis_first_show_problem (GtkLabel   *label,
                           GtkWidget  *row,
                           const char *sentence)
{
  gtk_label_set_label (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (label), sentence != NULL);
  if (row == NULL)
    return;

  gtk_widget_add_css_class (row, "error");
  gtk_widget_grab_focus (row);
}

GtkWidget *
parvis_first_locked_row_new (const char *title,
                             const char *value,
                             const char *by)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  parvis_row_lock (row, by);

  return row;
}
