/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-commune-completion"

#include "config.h"

#include "parvis-commune-completion.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>
#include <string.h>

/* From so many characters on a text is a name that there may be none of. */
#define UNKNOWN_FROM 3
#define SEARCH_FROM  2

struct _ParvisCommuneCompletion
{
  GObject         parent_instance;

  /* Widgets: of the row, which has this too */
  AdwEntryRow    *row;
  GtkWidget      *popover;
  GtkListBox     *list;

  /* Owned */
  char           *code;           /* (nullable) */
  ParvisCommunes *communes;       /* (nullable): not read yet */
  GPtrArray      *found;          /* (nullable): what the list shows */
  GCancellable   *cancellable;

  gboolean        loading;
  gboolean        unknown;
  gboolean        taking;         /* the row changes because one was taken */
};

G_DEFINE_FINAL_TYPE (ParvisCommuneCompletion, parvis_commune_completion, G_TYPE_OBJECT)

enum
{
  PROP_UNKNOWN = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_typed (ParvisCommuneCompletion *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->row))));
}

static void
set_unknown (ParvisCommuneCompletion *self,
             gboolean                 unknown)
{
  if (self->unknown == unknown)
    return;

  self->unknown = unknown;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNKNOWN]);
}

/* The text of the row, which libadwaita keeps to itself. */
static void
focus_entry (ParvisCommuneCompletion *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->row));
  gtk_editable_set_position (GTK_EDITABLE (self->row), -1);
}

static void
take (ParvisCommuneCompletion *self,
      const ParvisCommune     *commune)
{
  self->taking = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->row), commune->name);
  self->taking = FALSE;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  focus_entry (self);
  set_unknown (self, FALSE);
  g_signal_emit (self, signals[CHOSEN], 0, commune);
}

static void
add_row (ParvisCommuneCompletion *self,
         const ParvisCommune     *commune)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = parvis_commune_describe (commune);
  g_autofree char *name = g_strdup_printf ("%s, %s", commune->name, text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), commune->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  parvis_set_label (row, name);
  gtk_list_box_append (self->list, row);
}

static void
draw (ParvisCommuneCompletion *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < self->found->len; i++)
    add_row (self, g_ptr_array_index (self->found, i));
}

/* What was typed is one of them, and no other is called so. */
static gboolean
is_complete (ParvisCommuneCompletion *self,
             const char              *typed)
{
  const ParvisCommune *first = g_ptr_array_index (self->found, 0);
  const ParvisCommune *second = self->found->len > 1 ? g_ptr_array_index (self->found, 1) : NULL;

  return strcmp (first->name, typed) == 0 &&
         (second == NULL || !parvis_commune_is_called (second, typed));
}

/* @ask: whether what is proposed is shown too */
static void
look (ParvisCommuneCompletion *self,
      gboolean                 ask)
{
  g_autofree char *typed = dup_typed (self);
  glong length = g_utf8_strlen (typed, -1);

  g_clear_pointer (&self->found, g_ptr_array_unref);
  if (length >= SEARCH_FROM)
    self->found = parvis_communes_search (self->communes, typed, self->code,
                                          PARVIS_N_COMMUNES_SHOWN);
  set_unknown (self, length >= UNKNOWN_FROM && self->found->len == 0);

  if (!ask || self->found == NULL || self->found->len == 0 || is_complete (self, typed))
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return;
    }

  draw (self);
  gtk_widget_set_size_request (self->popover, gtk_widget_get_width (GTK_WIDGET (self->row)), -1);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisCommuneCompletion) self = PARVIS_COMMUNE_COMPLETION (user_data);
  g_autoptr(GError) error = NULL;

  self->loading = FALSE;
  self->communes = parvis_communes_load_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->communes == NULL)
    {
      g_warning ("The list of communes cannot be read: %s", error->message);
      return;
    }

  /* Whatever was typed meanwhile. */
  if (self->row != NULL)
    look (self, TRUE);
}

static void
changed_cb (ParvisCommuneCompletion *self)
{
  if (self->taking)
    return;

  if (self->communes != NULL)
    {
      look (self, TRUE);
    }
  else if (!self->loading)
    {
      self->loading = TRUE;
      parvis_communes_load_async (self->cancellable, loaded_cb, g_object_ref (self));
    }
}

static void
activated_cb (ParvisCommuneCompletion *self,
              GtkListBoxRow           *row)
{
  guint index = (guint) gtk_list_box_row_get_index (row);

  if (self->found != NULL && index < self->found->len)
    take (self, g_ptr_array_index (self->found, index));
}

/* --- keys --- */

static gboolean
is_open (ParvisCommuneCompletion *self)
{
  return gtk_widget_get_visible (self->popover);
}

static void
walk_in (ParvisCommuneCompletion *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* Before the entry, which moves its cursor with arrows, and the window, which closes. */
static gboolean
row_pressed_cb (GtkEventControllerKey   *controller,
                guint                    keyval,
                guint                    keycode,
                GdkModifierType          state,
                ParvisCommuneCompletion *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return FALSE;

  if ((keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down) && self->communes != NULL)
    {
      if (!is_open (self))
        look (self, TRUE);
      if (is_open (self))
        walk_in (self);
      return is_open (self);
    }
  if (keyval == GDK_KEY_Escape && is_open (self))
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return TRUE;
    }

  return FALSE;
}

static gboolean
list_pressed_cb (GtkEventControllerKey   *controller,
                 guint                    keyval,
                 guint                    keycode,
                 GdkModifierType          state,
                 ParvisCommuneCompletion *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);
  gunichar character = gdk_keyval_to_unicode (keyval);
  GtkWidget *text;

  if (keyval == GDK_KEY_Escape)
    {
      focus_entry (self);
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return TRUE;
    }
  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) &&
      gtk_widget_is_focus (GTK_WIDGET (first)))
    {
      focus_entry (self);
      return TRUE;
    }
  if (keyval != GDK_KEY_BackSpace && (character == 0 || g_unichar_iscntrl (character)))
    return FALSE;

  /* Whoever types on goes on typing. */
  focus_entry (self);
  text = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self->row)));

  return text != NULL && gtk_event_controller_key_forward (controller, text);
}

/* Nobody is there any more to choose. */
static void
left_cb (ParvisCommuneCompletion *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
destroyed_cb (ParvisCommuneCompletion *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->list = NULL;
  self->row = NULL;
}

static void
add_keys (ParvisCommuneCompletion *self,
          GtkWidget               *widget,
          GCallback                pressed)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", pressed, self);
  gtk_widget_add_controller (widget, keys);
}

static void
build (ParvisCommuneCompletion *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  parvis_set_label (list, _("Communes of that name"));
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (activated_cb), self);
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_popover_set_child (GTK_POPOVER (self->popover), list);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self->row));
  add_keys (self, GTK_WIDGET (self->row), G_CALLBACK (row_pressed_cb));
  add_keys (self, list, G_CALLBACK (list_pressed_cb));
  /* What is proposed is within the row: who goes there does not leave it. */
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->row), focus);
}

gboolean
parvis_commune_completion_get_unknown (ParvisCommuneCompletion *self)
{
  g_return_val_if_fail (PARVIS_IS_COMMUNE_COMPLETION (self), FALSE);

  return self->unknown;
}

static void
parvis_commune_completion_get_property (GObject    *object,
                                        guint       prop_id,
                                        GValue     *value,
                                        GParamSpec *pspec)
{
  if (prop_id == PROP_UNKNOWN)
    g_value_set_boolean (value, PARVIS_COMMUNE_COMPLETION (object)->unknown);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
parvis_commune_completion_finalize (GObject *object)
{
  ParvisCommuneCompletion *self = PARVIS_COMMUNE_COMPLETION (object);

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->communes, parvis_communes_unref);
  g_object_unref (self->cancellable);
  g_free (self->code);

  G_OBJECT_CLASS (parvis_commune_completion_parent_class)->finalize (object);
}

static void
parvis_commune_completion_class_init (ParvisCommuneCompletionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parvis_commune_completion_get_property;
  object_class->finalize = parvis_commune_completion_finalize;

  props[PROP_UNKNOWN] = g_param_spec_boolean ("unknown", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
parvis_commune_completion_init (ParvisCommuneCompletion *self)
{
  self->cancellable = g_cancellable_new ();
}

ParvisCommuneCompletion *
parvis_commune_completion_new (AdwEntryRow *row,
                               const char  *code)
{
  ParvisCommuneCompletion *self;

  g_return_val_if_fail (ADW_IS_ENTRY_ROW (row), NULL);

  self = g_object_new (PARVIS_TYPE_COMMUNE_COMPLETION, NULL);
  self->row = row;
  self->code = g_strdup (code);
  build (self);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "destroy", G_CALLBACK (destroyed_cb), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (row), "commune-completion", self, g_object_unref);

  return self;
}
