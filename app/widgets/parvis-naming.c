/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-naming"

#include "config.h"

#include "parvis-naming.h"

#include "parvis-icon-button.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static gboolean
has_name (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static gboolean
is_called (GtkWidget  *widget,
           const char *name)
{
  g_autofree char *found = NULL;

  if (!has_name (widget))
    return FALSE;

  found = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return found == NULL;
}

static void
name_if_nameless (GtkWidget  *widget,
                  const char *name)
{
  if (name != NULL && name[0] != '\0' && !has_name (widget))
    parvis_set_label (widget, name);
}

/* What is drawn says nothing that the words beside it do not. */
static void
silence (GtkWidget *widget)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

static gboolean
silence_again_cb (gpointer user_data)
{
  silence (user_data);

  return G_SOURCE_REMOVE;
}

/* GTK says last of all of what is shown that it is no longer hidden. */
static void
shown_cb (GtkWidget  *image,
          GParamSpec *pspec,
          gpointer    user_data)
{
  if (gtk_widget_get_visible (image))
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, silence_again_cb, g_object_ref (image),
                     g_object_unref);
}

/* The pencil of an entry row comes and goes. */
static void
name_image (GtkWidget *image)
{
  silence (image);
  if (g_signal_handler_find (image, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, shown_cb, NULL) == 0)
    g_signal_connect (image, "notify::visible", G_CALLBACK (shown_cb), NULL);
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *label = GTK_IS_LABEL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && label == NULL;
       child = gtk_widget_get_next_sibling (child))
    label = find_label (child);

  return label;
}

/* Title of the row that something is a part of, or of its group, or of its window. */
static const char *
find_title (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW);
  GtkWidget *group = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP);
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *title = NULL;

  if (row != NULL)
    title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  if ((title == NULL || title[0] == '\0') && group != NULL)
    title = adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (group));
  if ((title == NULL || title[0] == '\0') && GTK_IS_WINDOW (root))
    title = gtk_window_get_title (GTK_WINDOW (root));

  return title;
}

static void
choice_cb (GtkWidget  *label,
           GParamSpec *pspec,
           gpointer    user_data)
{
  parvis_set_label (user_data, gtk_label_get_label (GTK_LABEL (label)));
}

/* It is called as what it shows, which may change. What names itself is left alone. */
static void
name_as_shown (GtkWidget *widget)
{
  GtkWidget *label = find_label (widget);

  if (label == NULL || has_name (widget) ||
      gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                        GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return;

  choice_cb (label, NULL, widget);
  g_signal_connect_object (label, "notify::label", G_CALLBACK (choice_cb), widget, 0);
}

static void
name_button (GtkWidget *button)
{
  static const struct
  {
    const char *icon;
    const char *name;
  } icons[] = {
    { "edit-find-symbolic", N_("Search") },
    { "go-previous-symbolic", N_("Back") },
    { "open-menu-symbolic", N_("Menu") },
    { "view-conceal-symbolic", N_("Show or Hide What Is Typed") },
    { "view-reveal-symbolic", N_("Show or Hide What Is Typed") },
    { "window-close-symbolic", N_("Close") },
  };
  const char *icon = gtk_button_get_icon_name (GTK_BUTTON (button));
  const char *label = gtk_button_get_label (GTK_BUTTON (button));

  /* GTK calls it “_Delete” for the text it was given, and then “Delete” for what it shows. */
  if (label != NULL && gtk_button_get_use_underline (GTK_BUTTON (button)) &&
      is_called (button, label))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);

  for (guint i = 0; icon != NULL && i < G_N_ELEMENTS (icons); i++)
    if (strcmp (icon, icons[i].icon) == 0)
      name_if_nameless (button, _(icons[i].name));

  /* One that was given a label of its own instead of a text. */
  if (icon == NULL && label == NULL)
    name_as_shown (button);
}

/* Its four arrows stand in this order. */
static void
name_calendar (GtkWidget *calendar)
{
  const char *names[] = { _("Previous Month"), _("Next Month"), _("Previous Year"),
                          _("Next Year") };
  GtkWidget *header = gtk_widget_get_first_child (calendar);
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (header); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child) && n < G_N_ELEMENTS (names))
      parvis_set_label (child, names[n++]);
}

/* A switch that its row turns is called as the row already. */
static void
name_switch (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);

  if (row == NULL || adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) != widget)
    name_if_nameless (widget, find_title (widget));
}

/* A row that is wrapped around a list of rows is called as they are. */
static void
name_list_row (GtkWidget *row)
{
  if (ADW_IS_EXPANDER_ROW (row))
    name_if_nameless (row, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
}

/* A row of a list of choices: the list uses it for another item, too. */
static void
name_choice (GtkWidget *row)
{
  if (GTK_IS_COLUMN_VIEW (gtk_widget_get_parent (row)))
    name_if_nameless (row, _("Headings"));
  name_as_shown (row);
}

static void
name_widget (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) || GTK_IS_BOX (widget))
    return;
  if (GTK_IS_IMAGE (widget))
    name_image (widget);
  else if (GTK_IS_BUTTON (widget))
    name_button (widget);
  else if (GTK_IS_MENU_BUTTON (widget))
    name_as_shown (widget);
  else if (GTK_IS_SWITCH (widget))
    name_switch (widget);
  else if (GTK_IS_LIST_BOX (widget))
    name_if_nameless (widget, find_title (widget));
  else if (GTK_IS_LIST_BOX_ROW (widget))
    name_list_row (widget);
  else if (GTK_IS_LIST_VIEW (widget))
    name_if_nameless (widget, gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW) != NULL
                              ? find_title (widget) : _("Choices"));
  else if (strcmp (G_OBJECT_TYPE_NAME (widget), "GtkListItemWidget") == 0)
    name_choice (widget);
  else if (GTK_IS_CALENDAR (widget))
    name_calendar (widget);
  else if (GTK_IS_POPOVER_MENU (widget))
    name_if_nameless (widget, _("Menu"));
  else if (ADW_IS_VIEW_SWITCHER (widget) || GTK_IS_STACK_SWITCHER (widget))
    name_if_nameless (widget, _("Pages"));
}

/* Mapped: everything that is drawn comes by here, whoever made it. */
static gboolean
mapped_cb (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               user_data)
{
  name_widget (g_value_get_object (&values[0]));

  return TRUE;
}

void
parvis_naming_start (void)
{
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
}
