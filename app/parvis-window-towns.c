/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-window"

#include "config.h"

#include "parvis-window-private.h"

#include "parvis-icon-button.h"
#include "parvis-kept-picture.h"

#include <glib/gi18n.h>

/* From so many towns on a person searches instead of reading. */
#define SEARCH_FROM 7

/* Twice what it is shown at, for screens of small dots. */
#define LOGO_SIDE   128

static gboolean
filter_cb (GtkListBoxRow *row,
           gpointer       user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->town_search));
  g_autofree char *typed = g_utf8_casefold (text, -1);
  const char *name = g_object_get_data (G_OBJECT (row), "name");
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return strstr (folded, typed) != NULL;
}

static GtkWidget *
build_row (const ParvisAccountTown *town,
           gboolean                 open)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", town->name, "xalign", 0.0f, "hexpand",
                                   TRUE, "wrap", TRUE, NULL);
  g_autofree char *name = open ? g_strdup_printf (_("%s, open"), town->name)
                               : g_strdup (town->name);

  gtk_box_append (GTK_BOX (box), label);
  if (open)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (town->name), g_free);
  g_object_set_data_full (G_OBJECT (row), "insee", g_strdup (town->insee), g_free);
  parvis_set_label (row, name);

  return row;
}

/* One town needs no list. */
void
parvis_window_set_account (ParvisWindow        *self,
                           const ParvisAccount *account)
{
  const char *open = parvis_session_get_town (parvis_desk_get_session (self->desk));
  GtkListBoxRow *row;

  g_return_if_fail (PARVIS_IS_WINDOW (self));

  while ((row = gtk_list_box_get_row_at_index (self->town_list, 0)) != NULL)
    gtk_list_box_remove (self->town_list, GTK_WIDGET (row));

  for (guint i = 0; i < account->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (account->towns, i);

      gtk_list_box_append (self->town_list, build_row (town, strcmp (town->insee, open) == 0));
    }

  /* What was searched for hides nothing where nobody can search. */
  if (account->towns->len < SEARCH_FROM)
    gtk_editable_set_text (GTK_EDITABLE (self->town_search), "");
  gtk_list_box_set_filter_func (self->town_list, filter_cb, self, NULL);
  self->n_towns = account->towns->len;
  parvis_window_refresh_focus (self);
  gtk_widget_set_visible (self->town_choice, account->towns->len > 1);
  gtk_widget_set_visible (self->town_search, account->towns->len >= SEARCH_FROM);
  gtk_label_set_label (self->person_label, account->name);
  gtk_widget_set_visible (GTK_WIDGET (self->person_label), account->name[0] != '\0');
}

/* The window goes away with the town. Its menu goes first: one that is open holds the
 * keyboard, and would not give it to the window that comes.
 */
void
parvis_window_town_cb (ParvisWindow  *self,
                       GtkListBoxRow *row,
                       GtkListBox    *list)
{
  g_autofree char *insee = g_strdup (g_object_get_data (G_OBJECT (row), "insee"));

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->town_button));
  gtk_widget_activate_action (GTK_WIDGET (self), "app.town", "s", insee);
}

void
parvis_window_search_town_cb (ParvisWindow   *self,
                              GtkSearchEntry *entry)
{
  gtk_list_box_invalidate_filter (self->town_list);
}

static void
logo_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisWindow) self = PARVIS_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = parvis_kept_picture_load_finish (result, &error);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  g_clear_object (&self->logo_loading);
  if (texture == NULL)
    {
      g_message ("The town's logo cannot be shown: %s", error->message);
      /* It is asked for again when something else of the town changes. */
      g_clear_pointer (&self->logo, g_free);
      return;
    }

  gtk_image_set_from_paintable (self->town_logo, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->town_logo), TRUE);
}

void
parvis_window_show_logo (ParvisWindow *self,
                         const char   *tag)
{
  if (g_strcmp0 (self->logo, tag) == 0)
    return;

  g_free (self->logo);
  self->logo = g_strdup (tag);
  g_cancellable_cancel (self->logo_loading);
  g_clear_object (&self->logo_loading);
  gtk_widget_set_visible (GTK_WIDGET (self->town_logo), FALSE);
  if (tag == NULL)
    return;

  self->logo_loading = g_cancellable_new ();
  parvis_kept_picture_load_async (parvis_desk_get_session (self->desk), "logo", tag, LOGO_SIDE,
                                  self->logo_loading, logo_cb, g_object_ref (self));
}
