/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-window"

#include "config.h"

#include "parvis-sign-in-window.h"

#include "parvis-error.h"
#include "parvis-finding-text.h"
#include "parvis-pairing-code.h"
#include "parvis-probe.h"
#include "parvis-sign-in.h"

#include <glib/gi18n.h>

/* After that a browser may have been closed. */
#define PATIENCE_SECONDS 60

struct _ParvisSignInWindow
{
  AdwWindow      parent_instance;

  /* Template */
  GtkLabel      *address_label;
  AdwEntryRow   *address_row;
  GtkWidget     *again_button;
  GtkWidget     *back_button;
  GtkWidget     *browser_row;
  GtkLabel      *code_label;
  GtkWidget     *copy_email_button;
  AdwEntryRow   *code_row;
  GtkWidget     *continue_button;
  GtkLabel      *device_code_label;
  GtkLabel      *device_label;
  GtkLabel      *device_uri_label;
  GtkWidget     *look_again_button;
  AdwStatusPage *no_role_page;
  GtkWidget     *pair_button;
  GtkWidget     *pairing_row;
  AdwStatusPage *problem_page;
  GtkWidget     *retry_button;
  GtkLabel      *service_label;
  GtkStack      *stack;
  GtkLabel      *waiting_label;

  /* Owned */
  char          *service;
  char          *town;             /* of that service, or NULL */
  char          *shown;            /* the address that the browser was given */
  char          *email;            /* of who has no role, or NULL */
  GCancellable  *cancellable;      /* of what is under way, or NULL */
  ParvisPair    *pair;             /* signed in, and not yet handed over */
  ParvisAuth    *auth;             /* with it */

  void         (*retry) (ParvisSignInWindow *self);
  guint          patience;
  guint          grouping;         /* of the code, once the key is done with */
  gboolean       by_code;          /* the way that was taken last */
};

G_DEFINE_FINAL_TYPE (ParvisSignInWindow, parvis_sign_in_window, ADW_TYPE_WINDOW)

enum
{
  SIGNED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void start_browser (ParvisSignInWindow *self);
static void start_device  (ParvisSignInWindow *self);
static void ask_who       (ParvisSignInWindow *self);

/* Pages. */

static void
show (ParvisSignInWindow *self,
      const char         *page,
      GtkWidget          *focus)
{
  gboolean first = strcmp (page, "choose") == 0 ||
                   (strcmp (page, "address") == 0 && self->service == NULL);

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (self->back_button, !first && strcmp (page, "busy") != 0);
  if (GTK_IS_BUTTON (focus))
    gtk_window_set_default_widget (GTK_WINDOW (self), focus);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

static void
show_choose (ParvisSignInWindow *self)
{
  gtk_label_set_label (self->service_label, self->service);
  show (self, "choose", self->by_code ? self->pairing_row : self->browser_row);
}

static void
show_problem (ParvisSignInWindow *self,
              const char         *title,
              const char         *description,
              void              (*retry) (ParvisSignInWindow *self))
{
  g_autofree char *markup = g_markup_escape_text (description, -1);

  self->retry = retry;
  adw_status_page_set_title (self->problem_page, title);
  adw_status_page_set_description (self->problem_page, markup);
  show (self, "problem", self->retry_button);
}

/* @text is nullable: nothing is wrong. */
static void
tell_row (GtkWidget  *row,
          GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (text != NULL)
    {
      gtk_widget_add_css_class (row, "error");
      gtk_widget_add_css_class (GTK_WIDGET (label), "error");
    }
  else
    {
      gtk_widget_remove_css_class (row, "error");
    }
}

static void
stop (ParvisSignInWindow *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static GCancellable *
begin (ParvisSignInWindow *self)
{
  stop (self);
  self->cancellable = g_cancellable_new ();

  return self->cancellable;
}

/* What went wrong between this machine and the service is worth finding out. */

static void
explained_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisSignInWindow) self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(ParvisProbeResult) found = parvis_probe_finish (result, NULL);
  g_autofree char *text = NULL;

  if (found == NULL)
    return;

  text = parvis_finding_text (found);
  show_problem (self, _("The Service Cannot Be Reached"),
                text != NULL ? text : _("It did not answer in time. Try again in a moment."),
                self->retry);
}

static void
explain (ParvisSignInWindow *self,
         void              (*retry) (ParvisSignInWindow *self))
{
  self->retry = retry;
  show (self, "busy", NULL);
  parvis_probe_async (self->service, &parvis_system_clock, begin (self), explained_cb,
                      g_object_ref (self));
}

static void
show_error (ParvisSignInWindow *self,
            const GError       *error,
            void              (*retry) (ParvisSignInWindow *self))
{
  g_autofree char *text = NULL;

  switch (error->code)
    {
    case PARVIS_ERROR_UPSTREAM:
      explain (self, retry);
      break;

    case PARVIS_ERROR_TOO_MANY:
      show_problem (self, _("Too Many Tries"), _("Wait a few minutes, then try again."), retry);
      break;

    case PARVIS_ERROR_INVALID:
      text = g_strdup_printf (_("This service says that its address is %s. Use that one, or ask "
                                "your operator."), error->message);
      show_problem (self, _("Another Address"), text, retry);
      break;

    case PARVIS_ERROR_NOT_FOUND:
      show_problem (self, _("Too Late"), _("The code has expired. Begin again."), retry);
      break;

    default:
      show_problem (self, _("Not Signed In"),
                    error->message[0] != '\0'
                      ? error->message
                      : _("The sign-in was not finished in the browser. Nothing has changed."),
                    retry);
    }
}

/* Who it is. */

static void
show_no_role (ParvisSignInWindow  *self,
              const ParvisAccount *account)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  /* An invitation to that address is what the service finds at the next sign-in. */
  g_free (self->email);
  self->email = g_strdup (account->email);
  if (self->email != NULL)
    text = g_strdup_printf (_("Your account is known, %1$s, but no town has given you a role. "
                              "Write to your town hall to be invited as %2$s, then look again."),
                            account->name, self->email);
  else
    text = g_strdup_printf (_("Your account is known, %s, but no town has given you a role. Write "
                              "to your town hall, then look again."), account->name);
  gtk_widget_set_visible (self->copy_email_button, self->email != NULL);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->no_role_page, markup);
  show (self, "no-role", self->look_again_button);
}

static void
known_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisSignInWindow) self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  g_autoptr(ParvisAccount) account = NULL;

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (answer != NULL && answer->status == 200)
    account = parvis_account_read (self->service, answer->body, &error);
  else if (answer != NULL)
    g_set_error (&error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, "%d", answer->status);

  if (account == NULL)
    show_error (self, error, ask_who);
  else if (account->towns->len == 0)
    show_no_role (self, account);
  else
    g_signal_emit (self, signals[SIGNED_IN], 0, account, self->pair);
}

static void
ask_who (ParvisSignInWindow *self)
{
  show (self, "busy", NULL);
  parvis_auth_ask_async (self->auth, "GET", "/api/v1/me", NULL, begin (self), known_cb,
                         g_object_ref (self));
}

static void
take_pair (ParvisSignInWindow *self,
           ParvisPair         *pair)
{
  g_clear_pointer (&self->pair, parvis_pair_free);
  g_clear_object (&self->auth);
  self->pair = pair;
  self->auth = parvis_auth_new (self->service, NULL, NULL, NULL, NULL);
  parvis_auth_sign_in (self->auth, pair);
  gtk_window_present (GTK_WINDOW (self));
  ask_who (self);
}

/* The address. */

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisSignInWindow) self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(ParvisProbeResult) found = parvis_probe_finish (result, NULL);
  g_autofree char *text = NULL;

  if (found == NULL)
    return;

  text = parvis_finding_text (found);
  if (found->finding != PARVIS_FINDING_GOOD)
    {
      show (self, "address", GTK_WIDGET (self->address_row));
      gtk_editable_set_position (GTK_EDITABLE (self->address_row), -1);
      tell_row (GTK_WIDGET (self->address_row), self->address_label, text);
      return;
    }

  if (g_strcmp0 (self->service, found->address) != 0)
    g_clear_pointer (&self->town, g_free);
  g_free (self->service);
  self->service = g_strdup (found->address);
  show_choose (self);
}

static void
continue_cb (ParvisSignInWindow *self)
{
  show (self, "busy", NULL);
  parvis_probe_async (gtk_editable_get_text (GTK_EDITABLE (self->address_row)),
                      &parvis_system_clock, begin (self), probed_cb, g_object_ref (self));
}

static void
address_changed_cb (ParvisSignInWindow *self)
{
  tell_row (GTK_WIDGET (self->address_row), self->address_label, NULL);
}

static void
address_cb (ParvisSignInWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), self->service);
  show (self, "address", GTK_WIDGET (self->address_row));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->continue_button);
}

/* The browser. */

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisSignInWindow) self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (object), result, &error))
    return;

  /* No browser on this machine is a reason to use one on another. */
  g_message ("The browser cannot be opened: %s", error->message);
  if (self->shown != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack),
                                        "waiting") == 0)
    start_device (self);
}

static void
open_page (ParvisSignInWindow *self)
{
  gtk_show_uri_full (GTK_WINDOW (self), self->shown, GDK_CURRENT_TIME, NULL, shown_cb,
                     g_object_ref (self));
}

static void
show_uri (const char *uri,
          gpointer    user_data)
{
  ParvisSignInWindow *self = PARVIS_SIGN_IN_WINDOW (user_data);

  g_free (self->shown);
  self->shown = g_strdup (uri);
  show (self, "waiting", self->again_button);
  open_page (self);
}

static gboolean
patience_cb (gpointer user_data)
{
  ParvisSignInWindow *self = PARVIS_SIGN_IN_WINDOW (user_data);

  self->patience = 0;
  gtk_label_set_label (self->waiting_label,
                       _("Nothing has come back yet. If the browser was closed, open the page "
                         "again."));
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_label), TRUE);

  return G_SOURCE_REMOVE;
}

static void
browser_done_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ParvisSignInWindow) self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  ParvisPair *pair = parvis_browser_sign_in_finish (result, &error);

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (pair != NULL)
    take_pair (self, pair);
  else if (error->code == PARVIS_ERROR_UNAVAILABLE)
    start_device (self);
  else
    show_error (self, error, start_browser);
}

static void
start_browser (ParvisSignInWindow *self)
{
  const ParvisBrowserTexts texts = {
    /* Translators: the code of this language, as in <html lang>. */
    .language = _("en"),
    .done = _("You are signed in. You can close this page and go back to Parvis."),
    .failed = _("The sign-in was not finished. Go back to Parvis and begin again."),
  };
  GCancellable *cancellable = begin (self);

  show (self, "busy", NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_label), FALSE);
  self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, patience_cb, self);
  parvis_browser_sign_in_async (self->service, self->town, &texts, show_uri, self, cancellable,
                                browser_done_cb, g_object_ref (self));
}

static void
browser_cb (ParvisSignInWindow *self)
{
  self->by_code = FALSE;
  start_browser (self);
}

static void
again_cb (ParvisSignInWindow *self)
{
  open_page (self);
}

/* Another machine's browser. */

static void
show_device (const char *uri,
             const char *code,
             gint64      expires_at,
             gpointer    user_data)
{
  ParvisSignInWindow *self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(GDateTime) end = g_date_time_new_from_unix_local (expires_at / PARVIS_SECOND);
  g_autofree char *hour = g_date_time_format (end, "%H:%M");
  g_autofree char *text = g_strdup_printf (_("The code is good until %s. Parvis goes on by "
                                             "itself."), hour);

  gtk_label_set_label (self->device_uri_label, uri);
  gtk_label_set_label (self->device_code_label, code);
  gtk_label_set_label (self->device_label, text);
  show (self, "device", NULL);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
device_done_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ParvisSignInWindow) self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  ParvisPair *pair = parvis_device_sign_in_finish (result, &error);

  if (pair != NULL)
    take_pair (self, pair);
  else if (!g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    show_error (self, error, start_device);
}

static void
start_device (ParvisSignInWindow *self)
{
  show (self, "busy", NULL);
  parvis_device_sign_in_async (self->service, self->town, show_device, self, begin (self),
                               device_done_cb, g_object_ref (self));
}

static void
device_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  start_device (PARVIS_SIGN_IN_WINDOW (widget));
}

static void
copy_uri_cb (ParvisSignInWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->device_uri_label));
}

/* The pairing code. */

static void
code_cb (ParvisSignInWindow *self)
{
  self->by_code = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->code_row), "");
  show (self, "code", GTK_WIDGET (self->code_row));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->pair_button);
}

static gboolean
group_cb (gpointer user_data)
{
  ParvisSignInWindow *self = PARVIS_SIGN_IN_WINDOW (user_data);
  GtkEditable *row = GTK_EDITABLE (self->code_row);
  int cursor = gtk_editable_get_position (row);
  g_autofree char *code = parvis_pairing_code_group (gtk_editable_get_text (row), &cursor);

  self->grouping = 0;
  if (strcmp (code, gtk_editable_get_text (row)) != 0)
    {
      gtk_editable_set_text (row, code);
      gtk_editable_set_position (row, cursor);
    }
  gtk_widget_set_sensitive (self->pair_button, strlen (code) == PARVIS_PAIRING_CODE_LENGTH);

  return G_SOURCE_REMOVE;
}

/* Not within the change itself: there the cursor is still where it was before. */
static void
code_changed_cb (ParvisSignInWindow *self)
{
  tell_row (GTK_WIDGET (self->code_row), self->code_label, NULL);
  if (self->grouping == 0)
    self->grouping = g_idle_add_full (G_PRIORITY_HIGH, group_cb, self, NULL);
}

static void pair_cb (ParvisSignInWindow *self);

static void
paired_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisSignInWindow) self = PARVIS_SIGN_IN_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  ParvisPair *pair = parvis_pair_with_code_finish (result, &error);

  if (pair != NULL)
    {
      take_pair (self, pair);
      return;
    }
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;
  if (!g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND) &&
      !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN))
    {
      show_error (self, error, pair_cb);
      return;
    }

  show (self, "code", GTK_WIDGET (self->code_row));
  gtk_editable_set_position (GTK_EDITABLE (self->code_row), -1);
  tell_row (GTK_WIDGET (self->code_row), self->code_label,
            _("This code is not known, or has expired. Ask the town hall for another (it is good "
              "for 30 minutes)."));
}

static void
pair_cb (ParvisSignInWindow *self)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->code_row));

  if (strlen (code) != PARVIS_PAIRING_CODE_LENGTH)
    {
      tell_row (GTK_WIDGET (self->code_row), self->code_label,
                _("A code has eight characters, as ABCD-1234."));
      return;
    }

  show (self, "busy", NULL);
  parvis_pair_with_code_async (self->service, code, begin (self), paired_cb, g_object_ref (self));
}

static void
recover_cb (ParvisSignInWindow *self)
{
  g_autofree char *uri = g_strconcat (self->service, "/sign-in/recover", NULL);

  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
retry_cb (ParvisSignInWindow *self)
{
  if (self->retry != NULL)
    self->retry (self);
}

static void
look_again_cb (ParvisSignInWindow *self)
{
  ask_who (self);
}

static void
copy_email_cb (ParvisSignInWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->email);
}

static void
cancel_cb (ParvisSignInWindow *self)
{
  stop (self);
  g_clear_pointer (&self->pair, parvis_pair_free);
  g_clear_object (&self->auth);
  show_choose (self);
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisSignInWindow *self = PARVIS_SIGN_IN_WINDOW (widget);
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (self->service == NULL && strcmp (page, "busy") == 0)
    {
      stop (self);
      show (self, "address", GTK_WIDGET (self->address_row));
    }
  else if (self->service == NULL || strcmp (page, "choose") == 0)
    {
      gtk_window_close (GTK_WINDOW (self));
    }
  else
    {
      cancel_cb (self);
    }
}

static void
parvis_sign_in_window_dispose (GObject *object)
{
  ParvisSignInWindow *self = PARVIS_SIGN_IN_WINDOW (object);

  stop (self);
  g_clear_handle_id (&self->grouping, g_source_remove);
  g_clear_pointer (&self->pair, parvis_pair_free);
  g_clear_object (&self->auth);
  g_clear_pointer (&self->service, g_free);
  g_clear_pointer (&self->town, g_free);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->email, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_SIGN_IN_WINDOW);

  G_OBJECT_CLASS (parvis_sign_in_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, address_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, again_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, browser_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, code_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, code_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, copy_email_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, continue_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, device_code_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, device_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, device_uri_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, look_again_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, no_role_page);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, pair_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, pairing_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, problem_page);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, service_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisSignInWindow, waiting_label);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, address_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, browser_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_email_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_uri_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, pair_cb);
  gtk_widget_class_bind_template_callback (widget_class, recover_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
parvis_sign_in_window_class_init (ParvisSignInWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_sign_in_window_dispose;

  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER,
                                     G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/fr/parvis/Parvis/account/parvis-sign-in-window.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
  gtk_widget_class_install_action (widget_class, "sign-in.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "sign-in.device", NULL, device_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "sign-in.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "sign-in.back",
                                       NULL);
}

static void
parvis_sign_in_window_init (ParvisSignInWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->address_row),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->address_label, NULL,
                                  -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->code_row),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->code_label, NULL,
                                  -1);
}

GtkWidget *
parvis_sign_in_window_new (GtkApplication *app,
                           const char     *service,
                           const char     *town)
{
  ParvisSignInWindow *self;

  g_return_val_if_fail (app == NULL || GTK_IS_APPLICATION (app), NULL);

  self = g_object_new (PARVIS_TYPE_SIGN_IN_WINDOW, "application", app, NULL);
  if (service != NULL && service[0] != '\0')
    {
      self->service = g_strdup (service);
      self->town = g_strdup (town);
      show_choose (self);
    }
  else
    {
      show (self, "address", GTK_WIDGET (self->address_row));
      gtk_window_set_default_widget (GTK_WINDOW (self), self->continue_button);
    }

  return GTK_WIDGET (self);
}
