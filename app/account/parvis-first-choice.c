/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-choice"

#include "config.h"

#include "parvis-first-choice.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>

GtkWidget *
parvis_first_choice_list (const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "first-choices");
  parvis_set_label (list, name);

  return list;
}

static GtkWidget *
build_fact (const char *icon,
            const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "xalign", 0.0f,
                                   NULL);

  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "pixel-size", 12,
                                               "valign", GTK_ALIGN_CENTER, "accessible-role",
                                               GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "first-fact");

  return box;
}

/* The row's name has it: to a screen reader this is no table. */
static void
add_fact (GtkWidget  *facts,
          const char *icon,
          const char *text)
{
  GtkWidget *child = g_object_new (GTK_TYPE_FLOW_BOX_CHILD, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, "focusable", FALSE, NULL);

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), build_fact (icon, text));
  gtk_flow_box_append (GTK_FLOW_BOX (facts), child);
}

static GtkWidget *
build_title (const ParvisFirstChoice *choice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", _(choice->title), "xalign", 0.0f,
                                   "wrap", TRUE, NULL);

  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (box), title);
  if (choice->chip != NULL)
    {
      GtkWidget *chip = gtk_label_new (_(choice->chip));

      gtk_widget_add_css_class (chip, "first-chip");
      gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), chip);
    }

  return box;
}

static GtkWidget *
build_words (const ParvisFirstChoice *choice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *facts = g_object_new (GTK_TYPE_FLOW_BOX, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), build_title (choice));
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_LABEL, "label", _(choice->subtitle),
                                               "xalign", 0.0f, "wrap", TRUE, NULL));
  if (choice->time == NULL)
    return box;

  /* Beside each other where there is room. */
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (facts), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (facts), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (facts), 15);
  add_fact (facts, "alarm-symbolic", _(choice->time));
  add_fact (facts, "object-select-symbolic", _(choice->needs));
  gtk_widget_set_can_focus (facts, FALSE);
  gtk_box_append (GTK_BOX (box), facts);

  return box;
}

static GtkWidget *
build_tile (const char *icon)
{
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 24);
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (image, "first-tile");

  return image;
}

void
parvis_first_choice_add (GtkListBox              *list,
                         const ParvisFirstChoice *choice)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (list, 0);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *check = gtk_check_button_new ();
  g_autoptr(GString) name = g_string_new (_(choice->title));

  g_string_append_printf (name, ". %s", _(choice->subtitle));
  if (choice->time != NULL)
    g_string_append_printf (name, " %s. %s", _(choice->time), _(choice->needs));
  parvis_set_label (row, name->str);

  /* The row is what is focused and chosen; the mark only shows it. */
  if (first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check),
                                g_object_get_data (G_OBJECT (first), "check"));
  gtk_widget_set_can_focus (check, FALSE);
  gtk_widget_set_can_target (check, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), build_tile (choice->icon));
  gtk_box_append (GTK_BOX (box), build_words (choice));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "word", (gpointer) choice->word);
  g_object_set_data (G_OBJECT (row), "check", check);
  gtk_list_box_append (list, row);
}

void
parvis_first_choice_set (GtkListBox *list,
                         const char *word)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "word"), word) == 0)
      gtk_list_box_select_row (list, row);
}

/* One stop for Tab, as among radio buttons: GTK 4.8 would walk through the rows,
 * and choose each on the way.
 */
const char *
parvis_first_choice_take (GtkListBox    *list,
                          GtkListBoxRow *row)
{
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (list)) != NULL;
  GtkListBoxRow *other;

  gtk_widget_set_focusable (GTK_WIDGET (row), TRUE);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  for (int i = 0; (other = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    gtk_widget_set_focusable (GTK_WIDGET (other), other == row);
  gtk_check_button_set_active (g_object_get_data (G_OBJECT (row), "check"), TRUE);

  return g_object_get_data (G_OBJECT (row), "word");
}
