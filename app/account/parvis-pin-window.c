/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pin-window"

#include "config.h"

#include "parvis-pin-window.h"

#include "parvis-error.h"
#include "parvis-page.h"

#include <glib/gi18n.h>

#define PIN_PATH "/api/v1/me/pin"

struct _ParvisPinWindow
{
  AdwWindow     parent_instance;

  /* Borrowed: of this window */
  GtkWidget    *current_row;        /* NULL for the first PIN */
  GtkWidget    *pin_row;
  GtkWidget    *again_row;
  GtkLabel     *label;
  GtkWidget    *button;

  /* Owned */
  ParvisAuth   *auth;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (ParvisPinWindow, parvis_pin_window, ADW_TYPE_WINDOW)

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

gboolean
parvis_pin_is_one (const char *text)
{
  gsize length = strlen (text);

  return length >= 4 && length <= 6 && strspn (text, "0123456789") == length;
}

GtkWidget *
parvis_pin_row_new (const char *title)
{
  GtkWidget *row = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_PIN);

  return row;
}

GtkWidget *
parvis_pin_label_new (void)
{
  return g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "justify", GTK_JUSTIFY_CENTER, "visible",
                       FALSE, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
}

void
parvis_pin_row_tell (GtkWidget  *row,
                     GtkLabel   *label,
                     const char *sentence)
{
  gboolean wrong = sentence[0] != '\0';

  gtk_label_set_label (label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (label), wrong);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

static const char *
text_of (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
refuse (ParvisPinWindow *self,
        GtkWidget       *row,
        const char      *sentence)
{
  gtk_widget_set_sensitive (self->button, TRUE);
  parvis_pin_row_tell (row, self->label, sentence);
  gtk_widget_grab_focus (row);
}

static void
refuse_answer (ParvisPinWindow    *self,
               const ParvisAnswer *answer)
{
  int left = (int) json_integer_value (json_object_get (answer->body, "left"));
  g_autofree char *sentence = NULL;

  if (answer->problem && answer->status == 403 && self->current_row != NULL)
    {
      sentence = g_strdup_printf (ngettext ("The PIN so far is wrong. %d try is left.",
                                            "The PIN so far is wrong. %d tries are left.",
                                            (gulong) left), left);
      refuse (self, self->current_row, sentence);
    }
  else if (answer->problem && answer->status == 422)
    {
      refuse (self, self->pin_row, _("This PIN is one of the first that anybody would try. Choose "
                                     "another."));
    }
  else
    {
      refuse (self, self->pin_row,
              _("The service could not keep this PIN. Try again in a moment."));
    }
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisPinWindow) self = PARVIS_PIN_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  const char *handle;
  const char *key;

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (answer == NULL)
    {
      refuse (self, self->pin_row, _("Choosing a PIN needs the network, which cannot be reached "
                                     "now."));
      return;
    }

  handle = parvis_answer_get (answer, "handle");
  key = parvis_answer_get (answer, "key");
  if (answer->status != 200 || handle == NULL || key == NULL)
    {
      refuse_answer (self, answer);
      return;
    }

  g_signal_emit (self, signals[CHOSEN], 0, handle, key);
  gtk_window_close (GTK_WINDOW (self));
}

static void
choose_cb (ParvisPinWindow *self)
{
  const char *current = self->current_row != NULL ? text_of (self->current_row) : NULL;
  g_autoptr(json_t) body = NULL;

  if (!gtk_widget_get_sensitive (self->button))
    return;

  if (current != NULL && !parvis_pin_is_one (current))
    refuse (self, self->current_row, _("A PIN has four to six figures."));
  else if (!parvis_pin_is_one (text_of (self->pin_row)))
    refuse (self, self->pin_row, _("A PIN has four to six figures."));
  else if (strcmp (text_of (self->pin_row), text_of (self->again_row)) != 0)
    refuse (self, self->again_row, _("The two PINs are not the same."));
  else
    {
      body = json_pack ("{s:s, s:s*}", "pin", text_of (self->pin_row), "current", current);
      gtk_widget_set_sensitive (self->button, FALSE);
      parvis_auth_ask_async (self->auth, "POST", PIN_PATH, body, self->cancellable, answered_cb,
                             g_object_ref (self));
    }
}

static void
typed_cb (GtkWidget       *row,
          ParvisPinWindow *self)
{
  parvis_pin_row_tell (row, self->label, "");
}

/* Enter goes on to the next, and chooses on the last. */
static void
entered_cb (GtkWidget       *row,
            ParvisPinWindow *self)
{
  if (row == self->again_row)
    choose_cb (self);
  else
    gtk_widget_grab_focus (row == self->current_row ? self->pin_row : self->again_row);
}

static GtkWidget *
add_row (ParvisPinWindow *self,
         GtkWidget       *group,
         const char      *title)
{
  GtkWidget *row = parvis_pin_row_new (title);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (entered_cb), self, 0);
  g_signal_connect_object (row, "changed", G_CALLBACK (typed_cb), self, 0);

  return row;
}

static void
close_cb (ParvisPinWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
build_header (ParvisPinWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));

  self->button = gtk_button_new_with_label (_("Choose"));
  gtk_widget_add_css_class (self->button, "suggested-action");
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->button);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (close_cb), self);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (choose_cb), self);

  return header;
}

static GtkWidget *
build_page (ParvisPinWindow *self,
            gboolean         has_pin)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *below = adw_preferences_group_new ();

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("Four to six figures, for this computer alone. They "
                                           "open your face here, and need the network each time. "
                                           "After five wrong ones you sign in again in full."));
  if (has_pin)
    self->current_row = add_row (self, group, _("PIN so far"));
  self->pin_row = add_row (self, group, _("New PIN"));
  self->again_row = add_row (self, group, _("The same again"));
  self->label = GTK_LABEL (parvis_pin_label_new ());
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (below), GTK_WIDGET (self->label));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (below));
  gtk_widget_set_vexpand (page, TRUE);

  return page;
}

static void
parvis_pin_window_dispose (GObject *object)
{
  ParvisPinWindow *self = PARVIS_PIN_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->auth);

  G_OBJECT_CLASS (parvis_pin_window_parent_class)->dispose (object);
}

static void
parvis_pin_window_finalize (GObject *object)
{
  g_object_unref (PARVIS_PIN_WINDOW (object)->cancellable);

  G_OBJECT_CLASS (parvis_pin_window_parent_class)->finalize (object);
}

static void
parvis_pin_window_class_init (ParvisPinWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_pin_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_pin_window_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", PARVIS_TYPE_PIN_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
parvis_pin_window_init (ParvisPinWindow *self)
{
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
parvis_pin_window_new (GtkWindow  *parent,
                       ParvisAuth *auth,
                       gboolean    has_pin)
{
  ParvisPinWindow *self = g_object_new (PARVIS_TYPE_PIN_WINDOW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->auth = g_object_ref (auth);
  gtk_box_append (GTK_BOX (box), build_header (self));
  gtk_box_append (GTK_BOX (box), build_page (self, has_pin));
  adw_window_set_content (ADW_WINDOW (self), box);
  parvis_page_close_on_escape (GTK_WINDOW (self));
  gtk_window_set_title (GTK_WINDOW (self), has_pin ? _("Another PIN") : _("Choose a PIN"));
  gtk_window_set_default_size (GTK_WINDOW (self), 420, 460);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_focus (GTK_WINDOW (self), has_pin ? self->current_row : self->pin_row);

  return GTK_WIDGET (self);
}
