/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-connect-window"

#include "config.h"

#include "parvis-connect-window.h"

#include "parvis-error.h"
#include "parvis-finding-text.h"

#include <glib/gi18n.h>

/* A pause in typing after which the address and the town are looked up. */
#define PAUSE_MS 700

#define N_ROWS (PARVIS_CONNECT_KEY + 1)

struct _ParvisConnectWindow
{
  AdwWindow            parent_instance;

  /* Template */
  GtkLabel            *address_label;
  AdwEntryRow         *address_row;
  GtkLabel            *key_label;
  AdwPasswordEntryRow *key_row;
  GtkWidget           *connect_button;
  GtkWidget           *open_button;
  GtkSpinner          *spinner;
  GtkStack            *stack;
  GtkLabel            *status_label;
  GtkWidget           *town_choice;
  GtkDropDown         *town_drop_down;
  GtkLabel            *town_label;
  AdwEntryRow         *town_row;

  /* Owned */
  ParvisAccountStore  *store;
  GCancellable        *cancellable;    /* of the check under way, or NULL */
  GPtrArray           *towns;          /* ParvisProbeTown, if the service lists them */

  guint                pause;
  gboolean             connecting;
};

G_DEFINE_FINAL_TYPE (ParvisConnectWindow, parvis_connect_window, ADW_TYPE_WINDOW)

enum
{
  CONNECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkLabel *
get_label (ParvisConnectWindow *self,
           ParvisConnectRow     row)
{
  GtkLabel *labels[N_ROWS] = { self->address_label, self->town_label, self->key_label };

  return labels[row];
}

static GtkWidget *
get_row (ParvisConnectWindow *self,
         ParvisConnectRow     row)
{
  if (row == PARVIS_CONNECT_ADDRESS)
    return GTK_WIDGET (self->address_row);
  if (row == PARVIS_CONNECT_KEY)
    return GTK_WIDGET (self->key_row);

  return self->towns != NULL ? self->town_choice : GTK_WIDGET (self->town_row);
}

/* @text is nullable. */
static void
tell (ParvisConnectWindow *self,
      ParvisConnectRow     row,
      const char          *text,
      gboolean             wrong)
{
  GtkWidget *label = GTK_WIDGET (get_label (self, row));
  GtkWidget *widget = get_row (self, row);

  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (wrong)
    {
      gtk_widget_add_css_class (widget, "error");
      gtk_widget_add_css_class (label, "error");
      gtk_widget_remove_css_class (label, "parvis-dim");
    }
  else
    {
      gtk_widget_remove_css_class (widget, "error");
      gtk_widget_remove_css_class (label, "error");
      gtk_widget_add_css_class (label, "parvis-dim");
    }
}

/* What stands under a row as long as nothing is wrong with it. */
static void
tell_hint (ParvisConnectWindow *self,
           ParvisConnectRow     row)
{
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->key_row));

  if (row == PARVIS_CONNECT_KEY && key[0] == '\0')
    tell (self, row, _("Without a key, Parvis shows public data only: no counting, no sources."),
          FALSE);
  else
    tell (self, row, NULL, FALSE);
}

static char *
dup_text (gpointer row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

/* Returns: (transfer full): the code of the town, "" for none */
static char *
dup_town (ParvisConnectWindow *self)
{
  g_autofree char *typed = NULL;
  guint selected;

  if (self->towns == NULL)
    {
      typed = dup_text (self->town_row);
      return g_ascii_strup (typed, -1);
    }

  selected = gtk_drop_down_get_selected (self->town_drop_down);
  if (selected >= self->towns->len)
    return g_strdup ("");

  return g_strdup (((ParvisProbeTown *) g_ptr_array_index (self->towns, selected))->insee);
}

static void
show_towns (ParvisConnectWindow *self,
            GPtrArray           *towns)
{
  g_autofree char *town = dup_town (self);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; towns != NULL && i < towns->len; i++)
    {
      const ParvisProbeTown *entry = g_ptr_array_index (towns, i);
      g_autofree char *name = g_strdup_printf ("%s (%s)", entry->name, entry->insee);

      gtk_string_list_append (names, name);
      if (strcmp (entry->insee, town) == 0)
        selected = i;
    }

  /* Back to typing, with what was chosen. */
  if (towns == NULL && self->towns != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->town_row), town);

  g_clear_pointer (&self->towns, g_ptr_array_unref);
  gtk_drop_down_set_model (self->town_drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->town_drop_down, selected);
  self->towns = towns != NULL ? g_ptr_array_ref (towns) : NULL;
  gtk_widget_set_visible (self->town_choice, towns != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->town_row), towns == NULL);
}

static void
set_busy (ParvisConnectWindow *self,
          gboolean             busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_label_set_label (self->status_label, busy ? _("Checking…") : "");
}

static void
stop_check (ParvisConnectWindow *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->connecting = FALSE;
  set_busy (self, FALSE);
}

static void
finish_connecting (ParvisConnectWindow *self)
{
  g_signal_emit (self, signals[CONNECTED], 0);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisConnectWindow) self = PARVIS_CONNECT_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  ParvisKeyPlace place = PARVIS_KEY_NONE;
  gboolean saved = parvis_account_store_save_finish (PARVIS_ACCOUNT_STORE (object), result,
                                                     &place, &error);

  /* The window was closed in the meantime. */
  if (self->store == NULL)
    return;

  stop_check (self);
  if (!saved)
    {
      g_message ("The key cannot be kept: %s", error->message);
      tell (self, PARVIS_CONNECT_KEY,
            _("The key is good, but it cannot be kept on this computer: the disk may be full. "
              "Nothing was changed; try again."), TRUE);
      return;
    }

  if (place != PARVIS_KEY_IN_FILE)
    {
      finish_connecting (self);
      return;
    }

  gtk_stack_set_visible_child_name (self->stack, "kept");
  gtk_window_set_default_widget (GTK_WINDOW (self), self->open_button);
  gtk_widget_grab_focus (self->open_button);
}

static void
show_good (ParvisConnectWindow     *self,
           const ParvisProbeResult *result)
{
  tell (self, PARVIS_CONNECT_ADDRESS, _("Parvis service found."), FALSE);
  if (result->town_name != NULL && self->towns == NULL)
    tell (self, PARVIS_CONNECT_TOWN, result->town_name, FALSE);
}

static void
show_finding (ParvisConnectWindow     *self,
              const ParvisProbeResult *result,
              gboolean                 connecting)
{
  ParvisConnectRow row = parvis_finding_row (result->finding);
  g_autofree char *text = parvis_finding_text (result);
  GtkWidget *widget = get_row (self, row);

  if (row > PARVIS_CONNECT_ADDRESS)
    show_good (self, result);
  tell (self, row, text, TRUE);

  /* Where it is to be put right, with what was typed untouched. */
  if (!connecting)
    return;
  if (!ADW_IS_ENTRY_ROW (widget))
    {
      gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
      return;
    }

  /* Not selected: the next key would replace it all. */
  gtk_widget_grab_focus (widget);
  gtk_editable_set_position (GTK_EDITABLE (widget), -1);
}

static void
save (ParvisConnectWindow     *self,
      const ParvisProbeResult *result)
{
  g_autofree char *town = dup_town (self);
  g_autofree char *key = dup_text (self->key_row);

  /* Nothing can be changed any more: the key would not be the one that was checked. */
  self->connecting = TRUE;
  set_busy (self, TRUE);
  parvis_account_store_save_async (self->store, result->address, town, key, NULL, saved_cb,
                                   g_object_ref (self));
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisConnectWindow) self = PARVIS_CONNECT_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisProbeResult) found = parvis_probe_finish (result, &error);
  g_autofree char *town = NULL;
  gboolean connecting = self->connecting;

  if (found == NULL || self->store == NULL)
    return;

  stop_check (self);
  if (parvis_finding_row (found->finding) != PARVIS_CONNECT_ADDRESS ||
      found->finding == PARVIS_FINDING_GOOD)
    show_towns (self, found->towns);

  town = dup_town (self);
  if (found->finding == PARVIS_FINDING_GOOD && connecting && town[0] == '\0')
    found->finding = PARVIS_FINDING_NO_TOWN;

  if (found->finding != PARVIS_FINDING_GOOD)
    {
      show_finding (self, found, connecting);
      return;
    }

  show_good (self, found);
  if (connecting)
    save (self, found);
}

static void
check (ParvisConnectWindow *self,
       gboolean             connecting)
{
  g_autofree char *address = dup_text (self->address_row);
  g_autofree char *town = dup_town (self);
  g_autofree char *key = dup_text (self->key_row);

  stop_check (self);
  self->cancellable = g_cancellable_new ();
  self->connecting = connecting;
  set_busy (self, TRUE);

  /* While somebody types, an address is not the one they mean yet: the key goes
   * out only when they say so.
   */
  parvis_probe_async (address, town, connecting ? key : NULL, &parvis_system_clock,
                      self->cancellable, probed_cb, g_object_ref (self));
}

static gboolean
pause_cb (gpointer user_data)
{
  ParvisConnectWindow *self = PARVIS_CONNECT_WINDOW (user_data);
  g_autofree char *address = dup_text (self->address_row);

  self->pause = 0;
  if (address[0] != '\0')
    check (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
typed (ParvisConnectWindow *self,
       ParvisConnectRow     row)
{
  if (self->store == NULL)
    return;

  stop_check (self);
  for (guint i = row; i < N_ROWS; i++)
    tell_hint (self, i);
  if (row != PARVIS_CONNECT_KEY)
    self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
}

static void
address_changed_cb (ParvisConnectWindow *self)
{
  if (self->store != NULL)
    show_towns (self, NULL);
  typed (self, PARVIS_CONNECT_ADDRESS);
}

static void
town_changed_cb (ParvisConnectWindow *self)
{
  if (self->towns == NULL)
    typed (self, PARVIS_CONNECT_TOWN);
}

static void
town_chosen_cb (ParvisConnectWindow *self)
{
  if (self->store != NULL && self->towns != NULL)
    tell_hint (self, PARVIS_CONNECT_TOWN);
}

static void
key_changed_cb (ParvisConnectWindow *self)
{
  typed (self, PARVIS_CONNECT_KEY);
}

static void
connect_cb (ParvisConnectWindow *self)
{
  if (!self->connecting)
    check (self, TRUE);
}

static void
open_cb (ParvisConnectWindow *self)
{
  finish_connecting (self);
}

static void
close_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
parvis_connect_window_dispose (GObject *object)
{
  ParvisConnectWindow *self = PARVIS_CONNECT_WINDOW (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_CONNECT_WINDOW);
  g_clear_pointer (&self->towns, g_ptr_array_unref);

  G_OBJECT_CLASS (parvis_connect_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/fr/parvis/Parvis/account/parvis-connect-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, address_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, connect_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, key_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, key_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, status_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, town_choice);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, town_drop_down);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, town_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisConnectWindow, town_row);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, town_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, town_chosen_cb);
}

static void
parvis_connect_window_class_init (ParvisConnectWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_connect_window_dispose;

  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "connect.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "connect.close", NULL);
}

static void
parvis_connect_window_init (ParvisConnectWindow *self)
{
  g_autoptr(GtkExpression) name = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->connect_button);

  name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gtk_drop_down_set_expression (self->town_drop_down, name);
  for (guint i = 0; i < N_ROWS; i++)
    {
      gtk_accessible_update_relation (GTK_ACCESSIBLE (get_row (self, i)),
                                      GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, get_label (self, i),
                                      NULL, -1);
      tell_hint (self, i);
    }
}

GtkWidget *
parvis_connect_window_new (GtkApplication     *app,
                           ParvisAccountStore *store)
{
  ParvisConnectWindow *self;

  g_return_val_if_fail (app == NULL || GTK_IS_APPLICATION (app), NULL);
  g_return_val_if_fail (PARVIS_IS_ACCOUNT_STORE (store), NULL);

  self = g_object_new (PARVIS_TYPE_CONNECT_WINDOW, "application", app, NULL);
  self->store = g_object_ref (store);

  return GTK_WIDGET (self);
}

void
parvis_connect_window_fill (ParvisConnectWindow *self,
                            const char          *address,
                            const char          *town)
{
  g_return_if_fail (PARVIS_IS_CONNECT_WINDOW (self));

  if (address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address_row), address);
  if (town != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->town_row), town);
}
