/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-faces-window"

#include "config.h"

#include "parvis-faces-window.h"

#include "parvis-ask.h"
#include "parvis-error.h"
#include "parvis-icon-button.h"
#include "parvis-pin-window.h"

#include <glib/gi18n.h>

/* How often the service is looked for while a PIN waits for it, and for how long: nobody
 * should find a place open that they left an hour ago.
 */
#define LOOK_SECONDS 3
#define WAIT_FOR     (2 * G_TIME_SPAN_MINUTE)

struct _ParvisFacesWindow
{
  AdwWindow           parent_instance;

  /* Borrowed: of this window */
  GtkWidget          *back_button;
  GtkStack           *stack;
  GtkWidget          *list;
  GtkLabel           *list_label;
  AdwAvatar          *avatar;
  GtkLabel           *name_label;
  AdwEntryRow        *pin_row;
  GtkLabel           *pin_label;
  GtkWidget          *open_button;

  /* Owned */
  ParvisAccountStore *store;
  ParvisAccount      *face;             /* who was chosen, or NULL */
  ParvisAuth         *auth;             /* opened, and not yet known to be anybody's */
  GCancellable       *cancellable;      /* of what is under way, or NULL */
  guint               missed;
  guint               looking;          /* the source that looks for the service */
  gint64              wait_until;       /* monotonic, µs; 0 if no PIN waits for it */
};

G_DEFINE_FINAL_TYPE (ParvisFacesWindow, parvis_faces_window, ADW_TYPE_WINDOW)

enum
{
  OPENED,
  SOMEBODY_ELSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void fill          (ParvisFacesWindow *self);
static void wait_for_line (ParvisFacesWindow *self);

static void
tell (GtkLabel   *label,
      const char *sentence)
{
  gtk_label_set_label (label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (label), sentence[0] != '\0');
}

static void
tell_pin (ParvisFacesWindow *self,
          const char        *sentence)
{
  parvis_pin_row_tell (GTK_WIDGET (self->pin_row), self->pin_label, sentence);
}

static void
set_busy (ParvisFacesWindow *self,
          gboolean           busy)
{
  gtk_widget_set_sensitive (self->open_button, !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->pin_row), !busy);
}

static void
stop (ParvisFacesWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->auth);
  g_clear_handle_id (&self->looking, g_source_remove);
  set_busy (self, FALSE);
}

static void
show_faces (ParvisFacesWindow *self,
            const char        *sentence)
{
  GtkWidget *first;

  stop (self);
  self->wait_until = 0;
  g_clear_pointer (&self->face, parvis_account_free);
  gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
  fill (self);
  tell (self->list_label, sentence);
  gtk_stack_set_visible_child_name (self->stack, "faces");
  gtk_widget_set_visible (self->back_button, FALSE);
  first = gtk_widget_get_first_child (self->list);
  if (first != NULL)
    gtk_widget_grab_focus (gtk_widget_get_first_child (first));
}

/* Opening. */

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_remove_face_finish (PARVIS_ACCOUNT_STORE (object), result, &error))
    g_message ("What is here of a face cannot be removed: %s", error->message);
}

/* A face that opens no more is none; what waits here goes out after a full sign-in. */
static void
lose_face (ParvisFacesWindow *self,
           gboolean           with_waiting,
           const char        *sentence)
{
  parvis_account_store_remove_face_async (self->store, self->face, with_waiting, removed_cb, NULL);
  show_faces (self, sentence);
}

static const char *
spent_sentence (void)
{
  return _("This face opens no more. Sign in with the browser or a code, then choose a new PIN.");
}

static void
show_error (ParvisFacesWindow *self,
            const GError      *error)
{
  const json_t *details = parvis_error_get_details (error);
  int left = (int) json_integer_value (json_object_get (details, "left"));
  g_autofree char *sentence = NULL;

  set_busy (self, FALSE);
  switch (error->code)
    {
    case PARVIS_ERROR_FORBIDDEN:
      if (left == 0)
        {
          lose_face (self, FALSE, spent_sentence ());
          return;
        }
      sentence = g_strdup_printf (ngettext ("This PIN is wrong. %d try is left.",
                                            "This PIN is wrong. %d tries are left.",
                                            (gulong) left), left);
      break;

    case PARVIS_ERROR_NOT_FOUND:
    case PARVIS_ERROR_UNAUTHORIZED:
      lose_face (self, FALSE, spent_sentence ());
      return;

    case PARVIS_ERROR_REMOVED:
      lose_face (self, TRUE, _("This access was taken from you. What this computer had of the town "
                               "was erased."));
      return;

    case PARVIS_ERROR_TOO_MANY:
      sentence = g_strdup (_("Too many tries. Wait a few minutes, then try again."));
      break;

    case PARVIS_ERROR_UNAVAILABLE:
      sentence = g_strdup (_("The keyring of this computer cannot be read. Unlock it, then try "
                             "again."));
      break;

    default:
      wait_for_line (self);
      return;
    }

  self->wait_until = 0;
  gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
  tell_pin (self, sentence);
  gtk_widget_grab_focus (GTK_WIDGET (self->pin_row));
}

/* Waiting for the line. The PIN stays where it was typed; only once the service answers
 * anything is it sent again, so that none is counted twice.
 */

static void open_cb (ParvisFacesWindow *self);

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisFacesWindow) self = PARVIS_FACES_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (answer != NULL && answer->status == 200)
    open_cb (self);
  else
    wait_for_line (self);
}

static gboolean
look_cb (gpointer user_data)
{
  ParvisFacesWindow *self = PARVIS_FACES_WINDOW (user_data);
  g_autoptr(SoupSession) session = parvis_ask_session ();
  g_autoptr(SoupMessage) message = parvis_ask_message (self->face->service, SOUP_METHOD_GET,
                                                       "/health", NULL, NULL);

  self->looking = 0;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (message != NULL)
    parvis_ask_async (session, message, self->cancellable, found_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
wait_for_line (ParvisFacesWindow *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->wait_until == 0)
    self->wait_until = now + WAIT_FOR;
  if (now < self->wait_until)
    {
      tell_pin (self, _("Opening a face needs the network, which cannot be reached now. This one "
                        "opens by itself when it is back."));
      g_clear_handle_id (&self->looking, g_source_remove);
      self->looking = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
    }
  else
    {
      self->wait_until = 0;
      gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
      tell_pin (self, _("Opening a face needs the network, which cannot be reached now. Nothing is "
                        "lost: try again when it is back."));
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->pin_row));
}

static void
known_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisFacesWindow) self = PARVIS_FACES_WINDOW (user_data);
  g_autoptr(ParvisAuth) auth = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  g_autoptr(ParvisAccount) account = NULL;

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (answer != NULL && answer->status == 200)
    account = parvis_account_read (self->face->service, answer->body, &error);
  else if (answer != NULL)
    g_set_error (&error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, "%d", answer->status);
  if (account == NULL)
    {
      show_error (self, error);
      return;
    }

  auth = g_steal_pointer (&self->auth);
  g_signal_emit (self, signals[OPENED], 0, account, auth, self->missed);
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisFacesWindow) self = PARVIS_FACES_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAuth) auth = NULL;

  auth = parvis_account_store_unlock_finish (PARVIS_ACCOUNT_STORE (object), result, &self->missed,
                                             &error);
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (auth == NULL)
    {
      show_error (self, error);
      return;
    }

  g_set_object (&self->auth, auth);
  parvis_auth_ask_async (auth, "GET", "/api/v1/me", NULL, self->cancellable, known_cb,
                         g_object_ref (self));
}

static void
open_cb (ParvisFacesWindow *self)
{
  const char *pin = gtk_editable_get_text (GTK_EDITABLE (self->pin_row));

  if (self->face == NULL || !gtk_widget_get_sensitive (self->open_button))
    return;

  if (!parvis_pin_is_one (pin))
    {
      tell_pin (self, _("A PIN has four to six figures."));
      return;
    }

  stop (self);
  set_busy (self, TRUE);
  self->cancellable = g_cancellable_new ();
  parvis_account_store_unlock_async (self->store, self->face, pin, self->cancellable, unlocked_cb,
                                     g_object_ref (self));
}

static void
typed_cb (ParvisFacesWindow *self)
{
  /* Whoever types has something else in mind than to wait. */
  if (self->wait_until != 0)
    {
      self->wait_until = 0;
      stop (self);
      tell_pin (self, "");
    }
  if (gtk_editable_get_text (GTK_EDITABLE (self->pin_row))[0] != '\0')
    tell_pin (self, "");
}

/* Choosing. */

static void
face_cb (GtkWidget         *button,
         ParvisFacesWindow *self)
{
  const ParvisAccount *face = g_object_get_data (G_OBJECT (button), "face");

  g_clear_pointer (&self->face, parvis_account_free);
  self->face = parvis_account_copy (face);
  adw_avatar_set_text (self->avatar, face->name);
  gtk_label_set_label (self->name_label, face->name);
  tell_pin (self, "");
  gtk_stack_set_visible_child_name (self->stack, "pin");
  gtk_widget_set_visible (self->back_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->pin_row));
}

static void
remove_response_cb (AdwMessageDialog  *dialog,
                    const char        *response,
                    ParvisFacesWindow *self)
{
  if (strcmp (response, "remove") != 0)
    return;

  parvis_account_store_remove_face_async (self->store,
                                          g_object_get_data (G_OBJECT (dialog), "face"), FALSE,
                                          removed_cb, NULL);
  show_faces (self, "");
  if (gtk_widget_get_first_child (self->list) == NULL)
    g_signal_emit (self, signals[SOMEBODY_ELSE], 0);
}

static void
remove_cb (GtkWidget         *button,
           ParvisFacesWindow *self)
{
  const ParvisAccount *face = g_object_get_data (G_OBJECT (button), "face");
  g_autofree char *title = g_strdup_printf (_("Take %s Off This List?"), face->name);
  GtkWidget *dialog;

  dialog = adw_message_dialog_new (GTK_WINDOW (self), title,
                                   _("They are signed out of this computer, and need the browser "
                                     "or a new code to come back. What they did and was not sent "
                                     "yet stays here until then."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove",
                                    _("_Take Off"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "face", parvis_account_copy (face),
                          (GDestroyNotify) parvis_account_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
carry_face (GtkWidget           *button,
            const ParvisAccount *face)
{
  g_object_set_data_full (G_OBJECT (button), "face", parvis_account_copy (face),
                          (GDestroyNotify) parvis_account_free);
}

/* Named by the person: a screen reader does not spell initials. */
static GtkWidget *
build_face (ParvisFacesWindow   *self,
            const ParvisAccount *face)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *inside = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", face->name, "xalign", 0.0f, "wrap",
                                   TRUE, "hexpand", TRUE, NULL);
  g_autofree char *leave = g_strdup_printf (_("Take %s off this list"), face->name);
  GtkWidget *remove = parvis_icon_button ("list-remove-symbolic", leave, leave);

  gtk_widget_add_css_class (label, "title-4");
  gtk_box_append (GTK_BOX (inside), adw_avatar_new (48, face->name, TRUE));
  gtk_box_append (GTK_BOX (inside), label);
  gtk_button_set_child (GTK_BUTTON (button), inside);
  gtk_widget_set_hexpand (button, TRUE);
  parvis_set_label (button, face->name);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  carry_face (button, face);
  carry_face (remove, face);
  g_signal_connect_object (button, "clicked", G_CALLBACK (face_cb), self, 0);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, 0);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (row), remove);

  return row;
}

static void
fill (ParvisFacesWindow *self)
{
  g_autoptr(GPtrArray) faces = parvis_account_store_list_faces (self->store);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), row);
  for (guint i = 0; i < faces->len; i++)
    gtk_box_append (GTK_BOX (self->list), build_face (self, g_ptr_array_index (faces, i)));
}

/* The pages. */

static void
somebody_else_cb (ParvisFacesWindow *self)
{
  stop (self);
  g_signal_emit (self, signals[SOMEBODY_ELSE], 0);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisFacesWindow *self = PARVIS_FACES_WINDOW (widget);

  if (self->face != NULL)
    show_faces (self, "");
}

static GtkWidget *
build_else (ParvisFacesWindow *self,
            const char        *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (somebody_else_cb), self);

  return button;
}

static GtkWidget *
build_sheet (GtkWidget **box)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_valign (*box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (*box, 18);
  gtk_widget_set_margin_end (*box, 18);
  gtk_widget_set_margin_bottom (*box, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 400);
  adw_clamp_set_child (ADW_CLAMP (clamp), *box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);

  return scroller;
}

static GtkWidget *
build_heading (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "justify",
                                   GTK_JUSTIFY_CENTER, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, "title-1");

  return label;
}

static GtkWidget *
build_faces (ParvisFacesWindow *self)
{
  GtkWidget *box;
  GtkWidget *sheet = build_sheet (&box);

  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list_label = GTK_LABEL (parvis_pin_label_new ());
  gtk_box_append (GTK_BOX (box), build_heading (_("Who Are You?")));
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list_label));
  gtk_box_append (GTK_BOX (box), build_else (self, _("Somebody Else…")));

  return sheet;
}

static GtkWidget *
build_pin (ParvisFacesWindow *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box;
  GtkWidget *sheet = build_sheet (&box);

  self->avatar = ADW_AVATAR (adw_avatar_new (96, NULL, TRUE));
  self->name_label = GTK_LABEL (build_heading (""));
  self->pin_row = ADW_ENTRY_ROW (parvis_pin_row_new (_("PIN")));
  self->pin_label = GTK_LABEL (parvis_pin_label_new ());
  self->open_button = gtk_button_new_with_label (_("Open"));
  gtk_widget_add_css_class (self->open_button, "pill");
  gtk_widget_add_css_class (self->open_button, "suggested-action");
  gtk_widget_set_halign (self->open_button, GTK_ALIGN_CENTER);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->pin_row));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->avatar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name_label));
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pin_label));
  gtk_box_append (GTK_BOX (box), self->open_button);
  gtk_box_append (GTK_BOX (box), build_else (self, _("Sign In Without the PIN…")));
  g_signal_connect_swapped (self->pin_row, "entry-activated", G_CALLBACK (open_cb), self);
  g_signal_connect_swapped (self->pin_row, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->open_button, "clicked", G_CALLBACK (open_cb), self);

  return sheet;
}

static GtkWidget *
build_header (ParvisFacesWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->back_button = parvis_icon_button ("go-previous-symbolic", _("Back"), _("Back"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back_button), "faces.back");
  gtk_widget_set_visible (self->back_button, FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new ("Parvis", ""));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back_button);
  gtk_widget_add_css_class (header, "flat");

  return header;
}

static void
parvis_faces_window_dispose (GObject *object)
{
  ParvisFacesWindow *self = PARVIS_FACES_WINDOW (object);

  g_clear_handle_id (&self->looking, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->auth);
  g_clear_object (&self->store);
  g_clear_pointer (&self->face, parvis_account_free);

  G_OBJECT_CLASS (parvis_faces_window_parent_class)->dispose (object);
}

static void
parvis_faces_window_class_init (ParvisFacesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_faces_window_dispose;
  gtk_widget_class_install_action (widget_class, "faces.back", NULL, back_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "faces.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "faces.back",
                                       NULL);
  signals[OPENED] = g_signal_new ("opened", PARVIS_TYPE_FACES_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 3, G_TYPE_POINTER, PARVIS_TYPE_AUTH,
                                  G_TYPE_UINT);
  signals[SOMEBODY_ELSE] = g_signal_new ("somebody-else", PARVIS_TYPE_FACES_WINDOW,
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_faces_window_init (ParvisFacesWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();

  self->stack = GTK_STACK (stack);
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_box_append (GTK_BOX (box), build_header (self));
  gtk_stack_add_named (self->stack, build_faces (self), "faces");
  gtk_stack_add_named (self->stack, build_pin (self), "pin");
  gtk_box_append (GTK_BOX (box), stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _("Who Are You? — Parvis"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 620);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 480);
}

GtkWidget *
parvis_faces_window_new (GtkApplication     *app,
                         ParvisAccountStore *store)
{
  ParvisFacesWindow *self = g_object_new (PARVIS_TYPE_FACES_WINDOW, "application", app, NULL);

  self->store = g_object_ref (store);
  show_faces (self, "");

  return GTK_WIDGET (self);
}
