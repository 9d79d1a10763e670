/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-invite-window"

#include "config.h"

#include "parvis-invite-window.h"

#include "parvis-code-print.h"
#include "parvis-error.h"
#include "parvis-format.h"
#include "parvis-page.h"
#include "parvis-role-rows.h"
#include "parvis-team-text.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

struct _ParvisInviteWindow
{
  AdwWindow       parent_instance;

  /* Owned */
  ParvisDesk     *desk;
  GCancellable   *cancellable;
  json_t         *asked;            /* the invitation that was asked for */
  char           *code;
  gint64          expires_at;

  /* Children */
  GtkStack       *stack;
  AdwEntryRow    *name_row;
  AdwEntryRow    *email_row;
  ParvisRoleRows *roles;
  GtkWidget      *email_button;
  GtkWidget      *code_button;
  GtkLabel       *problem_label;
  GtkLabel       *code_label;
  GtkLabel       *left_label;

  guint           timer;
};

G_DEFINE_FINAL_TYPE (ParvisInviteWindow, parvis_invite_window, ADW_TYPE_WINDOW)

static char *
dup_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static ParvisSession *
get_session (ParvisInviteWindow *self)
{
  return parvis_desk_get_session (self->desk);
}

/* What has to be there before anything can be asked for. */
static void
refresh (ParvisInviteWindow *self)
{
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *email = dup_text (self->email_row);
  gboolean up = parvis_link_is_up (parvis_session_get_link (get_session (self)));
  gboolean good = name[0] != '\0' && !parvis_role_rows_empty (self->roles) && up &&
                  self->cancellable == NULL;

  gtk_widget_set_sensitive (self->code_button, good);
  gtk_widget_set_sensitive (self->email_button, good && strchr (email, '@') != NULL);
  if (!up)
    gtk_label_set_label (self->problem_label,
                         _("Inviting needs the network: the code comes from the service. What you "
                           "typed stays here."));
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label),
                          gtk_label_get_label (self->problem_label)[0] != '\0');
}

static void
changed_cb (ParvisInviteWindow *self)
{
  gtk_label_set_label (self->problem_label, "");
  refresh (self);
}

/* The code and what is left of it. */

static void
refresh_left (ParvisInviteWindow *self)
{
  gint64 left = self->expires_at - parvis_session_now (get_session (self));
  g_autofree char *text = NULL;

  if (left <= 0)
    {
      gtk_label_set_label (self->left_label, _("This code has expired. Invite again."));
      g_clear_handle_id (&self->timer, g_source_remove);
      return;
    }

  /* Translators: minutes and seconds. */
  text = g_strdup_printf (_("Good for %1$d min %2$02d s, once"), (int) (left / PARVIS_MINUTE),
                          (int) (left % PARVIS_MINUTE / PARVIS_SECOND));
  gtk_label_set_label (self->left_label, text);
}

static gboolean
second_cb (gpointer user_data)
{
  ParvisInviteWindow *self = PARVIS_INVITE_WINDOW (user_data);

  refresh_left (self);

  return self->timer != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
show_code (ParvisInviteWindow *self)
{
  gtk_label_set_label (self->code_label, self->code);
  refresh_left (self);
  self->timer = g_timeout_add_seconds (1, second_cb, self);
  gtk_stack_set_visible_child_name (self->stack, "code");
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
print_cb (ParvisInviteWindow *self)
{
  ParvisSession *session = get_session (self);
  g_autoptr(ParvisEntityRef) town = NULL;
  g_autofree char *until = parvis_format_clock (self->expires_at,
                                                parvis_desk_get_zone (self->desk));
  g_autofree char *words = parvis_team_roles (json_object_get (self->asked, "roles"));
  g_autofree char *places = parvis_team_places (self->asked, session);
  g_autofree char *roles = g_strdup_printf ("%s%s%s", words, places[0] != '\0' ? " · " : "",
                                            places);
  ParvisCodeSheet sheet = {
    .name = json_string_value (json_object_get (self->asked, "name")),
    .roles = roles,
    .service = parvis_session_get_base_uri (session),
    .code = self->code,
    .until = until,
  };

  town = parvis_session_dup_entity (session, PARVIS_KIND_TOWN, parvis_session_get_town (session));
  if (town != NULL)
    sheet.town = json_string_value (json_object_get (town->body, "name"));
  if (sheet.town == NULL)
    sheet.town = parvis_session_get_town (session);
  parvis_code_print (&sheet, GTK_WINDOW (self));
}

static void
copy_cb (ParvisInviteWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->code);
}

/* Asking. */

static void
show_problem (ParvisInviteWindow *self,
              const char         *sentence)
{
  gtk_label_set_label (self->problem_label, sentence);
  refresh (self);
}

static void
take_answer (ParvisInviteWindow *self,
             const ParvisAnswer *answer)
{
  const char *name = json_string_value (json_object_get (self->asked, "name"));
  g_autofree char *sentence = NULL;

  self->code = g_strdup (parvis_answer_get (answer, "code"));
  self->expires_at = PARVIS_NO_TIME;
  parvis_json_get_time_or (answer->body, "expires_at", PARVIS_NO_TIME, &self->expires_at, NULL);
  if (self->code != NULL)
    {
      show_code (self);
      return;
    }

  sentence = g_strdup_printf (_("%s is invited by e-mail"), name);
  parvis_desk_say (self->desk, sentence, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
invited_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisInviteWindow) self = PARVIS_INVITE_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (answer == NULL)
    show_problem (self, _("The service did not answer. Nothing was sent; try again in a moment."));
  else if (answer->status >= 200 && answer->status < 300)
    take_answer (self, answer);
  else
    show_problem (self, answer->sentence != NULL
                          ? answer->sentence
                          : _("The service did not accept this. Try again in a moment."));
}

static void
ask (ParvisInviteWindow *self,
     const char         *send)
{
  ParvisSession *session = get_session (self);
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *email = dup_text (self->email_row);
  g_autofree char *path = NULL;

  json_decref (self->asked);
  self->asked = json_object ();
  parvis_json_set_string (self->asked, "name", name);
  if (email[0] != '\0')
    parvis_json_set_string (self->asked, "email", email);
  parvis_json_set_string (self->asked, "send", send);
  parvis_role_rows_write (self->roles, self->asked);

  self->cancellable = g_cancellable_new ();
  changed_cb (self);
  path = g_strdup_printf ("/api/v1/towns/%s/invitations", parvis_session_get_town (session));
  parvis_auth_ask_async (parvis_session_get_auth (session), "POST", path, self->asked,
                         self->cancellable, invited_cb, g_object_ref (self));
}

static void
ask_code_cb (ParvisInviteWindow *self)
{
  ask (self, "code");
}

static void
ask_email_cb (ParvisInviteWindow *self)
{
  ask (self, "email");
}

/* The window. */

static GtkWidget *
add_button (GtkWidget  *box,
            const char *label,
            const char *style,
            GCallback   callback,
            gpointer    self)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);

  return button;
}

static AdwEntryRow *
add_entry (GtkWidget  *group,
           const char *title,
           gpointer    self)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return ADW_ENTRY_ROW (row);
}

static GtkLabel *
add_label (GtkWidget         *box,
           const char        *style,
           GtkAccessibleRole  role)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "justify", GTK_JUSTIFY_CENTER,
                                   "accessible-role", role, NULL);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkWidget *
build_form (ParvisInviteWindow *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *who = adw_preferences_group_new ();
  GtkWidget *roles = adw_preferences_group_new ();
  GtkWidget *send = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->name_row = add_entry (who, _("First and Last Name"), self);
  self->email_row = add_entry (who, _("E-mail (for a letter)"), self);
  self->roles = PARVIS_ROLE_ROWS (parvis_role_rows_new (self->desk));
  g_signal_connect_swapped (self->roles, "changed", G_CALLBACK (changed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (roles), GTK_WIDGET (self->roles));
  self->problem_label = add_label (box, "error", GTK_ACCESSIBLE_ROLE_ALERT);
  self->code_button = add_button (box, _("Show a Code"), "suggested-action",
                                  G_CALLBACK (ask_code_cb), self);
  self->email_button = add_button (box, _("Send by E-mail"), NULL, G_CALLBACK (ask_email_cb),
                                   self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (send), box);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (who));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (roles));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (send));

  return page;
}

static void
close_cb (ParvisInviteWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
build_code (ParvisInviteWindow *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-password-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Pairing code"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _("To be typed in Parvis on the person’s computer."));
  self->code_label = add_label (box, "figure-xl", GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_label_set_selectable (self->code_label, TRUE);
  self->left_label = add_label (box, "parvis-dim", GTK_ACCESSIBLE_ROLE_LABEL);
  add_button (box, _("Print…"), "suggested-action", G_CALLBACK (print_cb), self);
  add_button (box, _("Copy"), NULL, G_CALLBACK (copy_cb), self);
  add_button (box, _("Done"), NULL, G_CALLBACK (close_cb), self);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);

  return page;
}

static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  changed_cb (PARVIS_INVITE_WINDOW (user_data));
}

static void
parvis_invite_window_dispose (GObject *object)
{
  ParvisInviteWindow *self = PARVIS_INVITE_WINDOW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (parvis_invite_window_parent_class)->dispose (object);
}

static void
parvis_invite_window_finalize (GObject *object)
{
  ParvisInviteWindow *self = PARVIS_INVITE_WINDOW (object);

  g_clear_object (&self->desk);
  json_decref (self->asked);
  g_free (self->code);

  G_OBJECT_CLASS (parvis_invite_window_parent_class)->finalize (object);
}

static void
parvis_invite_window_class_init (ParvisInviteWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_invite_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_invite_window_finalize;
}

static void
parvis_invite_window_init (ParvisInviteWindow *self)
{
}

void
parvis_invite_window_present (GtkWidget  *parent,
                              ParvisDesk *desk,
                              const char *shop)
{
  ParvisInviteWindow *self = g_object_new (PARVIS_TYPE_INVITE_WINDOW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();

  self->desk = g_object_ref (desk);
  self->stack = GTK_STACK (stack);
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_stack_add_named (self->stack, build_form (self), "form");
  gtk_stack_add_named (self->stack, build_code (self), "code");
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  g_signal_connect_object (parvis_desk_get_session (desk), "notify::link", G_CALLBACK (link_cb),
                           self, 0);
  if (shop != NULL)
    {
      g_autoptr(json_t) roles = json_pack ("{s:[s], s:[s]}", "roles",
                                           parvis_role_to_string (PARVIS_ROLE_MERCHANT),
                                           "merchants", shop);

      parvis_role_rows_set (self->roles, roles);
    }
  refresh (self);

  gtk_window_set_default_widget (GTK_WINDOW (self), self->code_button);
  parvis_page_close_on_escape (GTK_WINDOW (self));
  gtk_window_set_title (GTK_WINDOW (self), _("Invite a Person"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 680);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (parent)));
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}
