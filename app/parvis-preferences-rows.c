/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences-rows.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>

GtkWidget *
parvis_preferences_page_new (AdwPreferencesWindow *window,
                             const char           *title,
                             const char           *icon)
{
  GtkWidget *page = adw_preferences_page_new ();

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), title);
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), icon);
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (page));

  return page;
}

static gboolean
read_choice (GValue   *value,
             GVariant *variant,
             gpointer  user_data)
{
  const char *const *values = user_data;

  for (guint i = 0; values[i] != NULL; i++)
    if (strcmp (g_variant_get_string (variant, NULL), values[i]) == 0)
      g_value_set_uint (value, i);

  return TRUE;
}

static GVariant *
write_choice (const GValue       *value,
              const GVariantType *type,
              gpointer            user_data)
{
  const char *const *values = user_data;
  guint index = g_value_get_uint (value);

  return index < g_strv_length ((char **) values) ? g_variant_new_string (values[index]) : NULL;
}

static GtkWidget *
combo_row_new (const char        *title,
               const char        *subtitle,
               const char *const *words)
{
  g_autoptr(GtkStringList) model = gtk_string_list_new (words);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));

  return row;
}

GtkWidget *
parvis_choice_row_new (GSettings         *settings,
                       const char        *key,
                       const char        *title,
                       const char        *subtitle,
                       const char *const *values,
                       const char *const *words)
{
  GtkWidget *row = combo_row_new (title, subtitle, words);

  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                read_choice, write_choice, (gpointer) values, NULL);

  return row;
}

typedef struct
{
  const int *values;
  guint      n_values;
} Numbers;

static gboolean
read_number (GValue   *value,
             GVariant *variant,
             gpointer  user_data)
{
  const Numbers *numbers = user_data;

  for (guint i = 0; i < numbers->n_values; i++)
    if (g_variant_get_int32 (variant) == numbers->values[i])
      g_value_set_uint (value, i);

  return TRUE;
}

static GVariant *
write_number (const GValue       *value,
              const GVariantType *type,
              gpointer            user_data)
{
  const Numbers *numbers = user_data;
  guint index = g_value_get_uint (value);

  return index < numbers->n_values ? g_variant_new_int32 (numbers->values[index]) : NULL;
}

GtkWidget *
parvis_number_row_new (GSettings         *settings,
                       const char        *key,
                       const char        *title,
                       const char        *subtitle,
                       const int         *values,
                       const char *const *words)
{
  GtkWidget *row = combo_row_new (title, subtitle, words);
  Numbers *numbers = g_new0 (Numbers, 1);

  numbers->values = values;
  numbers->n_values = g_strv_length ((char **) words);
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                read_number, write_number, numbers, g_free);

  return row;
}

static gboolean
read_either (GValue   *value,
             GVariant *variant,
             gpointer  user_data)
{
  g_value_set_uint (value, g_variant_get_boolean (variant) ? 1 : 0);

  return TRUE;
}

static GVariant *
write_either (const GValue       *value,
              const GVariantType *type,
              gpointer            user_data)
{
  return g_variant_new_boolean (g_value_get_uint (value) == 1);
}

GtkWidget *
parvis_either_row_new (GSettings  *settings,
                       const char *key,
                       const char *title,
                       const char *no,
                       const char *yes)
{
  const char *words[] = { no, yes, NULL };
  GtkWidget *row = combo_row_new (title, NULL, words);

  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                read_either, write_either, NULL, NULL);

  return row;
}

GtkWidget *
parvis_switch_row_new (GSettings  *settings,
                       const char *key,
                       const char *title,
                       const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_settings_bind (settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);

  return row;
}

GtkWidget *
parvis_fact_row_new (const char *title,
                     const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  return row;
}

GtkWidget *
parvis_button_row_new (const char  *title,
                       const char  *subtitle,
                       const char  *label,
                       GtkWidget  **button)
{
  GtkWidget *row = parvis_fact_row_new (title, subtitle);

  *button = gtk_button_new_with_label (label);
  gtk_widget_set_valign (*button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), *button);
  /* The row adds its title to the button's name. */
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), *button);

  return row;
}

/* Putting a group back. */

typedef struct
{
  AdwPreferencesWindow *window;      /* borrowed: it owns the button that owns this */
  GSettings            *settings;
  const char *const    *keys;
  char                 *title;
  GtkWidget            *button;      /* borrowed */
  GVariant             *before;      /* (nullable) a{sv}: what was put back, until another change */
  gboolean              is_busy;     /* several keys change for one reason */
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_signal_handlers_disconnect_by_data (group->settings, group);
  g_clear_object (&group->settings);
  g_clear_pointer (&group->before, g_variant_unref);
  g_free (group->title);
  g_free (group);
}

/* The button that put a group back takes that back in its turn: who uses the keyboard
 * finds it under the focus, and not in a message that goes away.
 */
static void
show_button (Group    *group,
             gboolean  changed)
{
  gboolean undo = !changed && group->before != NULL;
  g_autofree char *name = NULL;

  if (undo)
    name = g_strdup_printf (_("Undo: %s"), group->title);
  else
    name = g_strdup_printf (_("Put back: %s"), group->title);

  gtk_button_set_label (GTK_BUTTON (group->button), undo ? _("Undo") : _("Put Back"));
  parvis_set_label (group->button, name);
  gtk_widget_set_visible (group->button, changed || undo);
}

static void
changed_cb (GSettings  *settings,
            const char *key,
            Group      *group)
{
  gboolean changed = FALSE;

  for (guint i = 0; group->keys[i] != NULL && !changed; i++)
    {
      g_autoptr(GVariant) value = g_settings_get_value (settings, group->keys[i]);
      g_autoptr(GVariant) first = g_settings_get_default_value (settings, group->keys[i]);

      changed = !g_variant_equal (value, first);
    }

  if (group->is_busy)
    return;

  if (changed)
    g_clear_pointer (&group->before, g_variant_unref);
  show_button (group, changed);
}

static void
restore (Group *group)
{
  g_autoptr(GVariant) before = g_steal_pointer (&group->before);
  GVariantIter iter;
  GVariant *value;
  const char *key;

  if (before == NULL)
    return;

  group->is_busy = TRUE;
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      g_settings_set_value (group->settings, key, value);
      g_variant_unref (value);
    }
  group->is_busy = FALSE;
  changed_cb (group->settings, NULL, group);
}

static void
restore_cb (AdwToast *toast,
            Group    *group)
{
  restore (group);
}

static void
put_back (Group *group)
{
  GVariantBuilder before;
  g_autofree char *sentence = NULL;
  AdwToast *toast;

  group->is_busy = TRUE;
  g_variant_builder_init (&before, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; group->keys[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = g_settings_get_user_value (group->settings, group->keys[i]);

      if (value != NULL)
        g_variant_builder_add (&before, "{sv}", group->keys[i], value);
      g_settings_reset (group->settings, group->keys[i]);
    }
  group->before = g_variant_ref_sink (g_variant_builder_end (&before));
  group->is_busy = FALSE;
  changed_cb (group->settings, NULL, group);

  /* Translators: a group of preferences was put back to what it was at first. */
  sentence = g_strdup_printf (_("%s: put back as at first"), group->title);
  toast = adw_toast_new (sentence);
  adw_toast_set_button_label (toast, _("Undo"));
  /* The toast is the window's, as the group is: neither outlives it. */
  g_signal_connect (toast, "button-clicked", G_CALLBACK (restore_cb), group);
  adw_preferences_window_add_toast (group->window, toast);
}

static void
clicked_cb (GtkButton *button,
            Group     *group)
{
  if (group->before != NULL)
    restore (group);
  else
    put_back (group);
}

GtkWidget *
parvis_settings_group_new (AdwPreferencesWindow *window,
                           GSettings            *settings,
                           const char           *title,
                           const char *const    *keys)
{
  GtkWidget *widget = adw_preferences_group_new ();
  Group *group;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (widget), title);
  if (keys == NULL)
    return widget;

  group = g_new0 (Group, 1);
  group->window = window;
  group->settings = g_object_ref (settings);
  group->keys = keys;
  group->title = g_strdup (title);
  group->button = gtk_button_new ();
  gtk_widget_add_css_class (group->button, "flat");
  g_object_set_data_full (G_OBJECT (widget), "group", group, group_free);
  g_signal_connect (group->button, "clicked", G_CALLBACK (clicked_cb), group);
  g_signal_connect (settings, "changed", G_CALLBACK (changed_cb), group);
  changed_cb (settings, NULL, group);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (widget), group->button);

  return widget;
}
