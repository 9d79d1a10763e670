/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-application"

#include "config.h"

#include "parvis-application.h"

#include "parvis-about.h"
#include "parvis-account-store.h"
#include "parvis-connect-window.h"
#include "parvis-damage.h"
#include "parvis-error.h"
#include "parvis-preferences.h"
#include "parvis-sign-out.h"
#include "parvis-window.h"

#include <glib/gi18n.h>

struct _ParvisApplication
{
  AdwApplication      parent_instance;

  /* Owned */
  GSettings          *settings;
  ParvisAccountStore *store;
  GCancellable       *cancellable;
  ParvisSession      *session;
  ParvisWindow       *window;         /* of the session; borrowed */

  /* From the command line */
  char               *service;
  char               *town;
  char               *key_file;

  gboolean            opening;
  guint               had_queue;      /* actions of an earlier run that wait to be sent */
  gint64              done_at;        /* the first of them */
};

G_DEFINE_FINAL_TYPE (ParvisApplication, parvis_application, ADW_TYPE_APPLICATION)

/* More than any key: what is longer is not a key file. */
#define MAX_KEY_FILE 4096

/* What was kept when Parvis was last closed has arrived by now: say so, as
 * nobody saw it happen. What was refused stands in the queue itself.
 */
static void
pending_cb (ParvisSession *session,
            GParamSpec    *pspec,
            gpointer       user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);
  guint refused = parvis_session_get_refused_count (session);
  guint had = self->had_queue;
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *sentence = NULL;

  if (had == 0 || parvis_session_get_pending (session) > 0)
    return;

  self->had_queue = 0;
  if (refused >= had || self->window == NULL)
    return;

  sentence = parvis_link_text_sent_later (had - refused, self->done_at,
                                          parvis_session_now (session),
                                          parvis_desk_get_zone (
                                            parvis_window_get_desk (self->window)));
  notification = g_notification_new (_("Everything is sent"));
  g_notification_set_body (notification, sentence);
  g_application_send_notification (G_APPLICATION (self), "sent", notification);
}

static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);
  g_autoptr(GPtrArray) actions = parvis_session_list_actions (session);

  self->had_queue = 0;
  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = actions->pdata[i];

      if (action->refused)
        continue;

      if (self->had_queue++ == 0)
        self->done_at = action->created_at;
    }
}

static gboolean
damaged_cb (ParvisSession *session,
            gint64         copied_at,
            gpointer       user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);

  if (self->window == NULL)
    return FALSE;

  gtk_window_present (GTK_WINDOW (
    parvis_damage_window_new (GTK_WINDOW (self->window), session, copied_at,
                              parvis_desk_get_zone (parvis_window_get_desk (self->window)))));

  return TRUE;
}

static void
open_window (ParvisApplication *self,
             const char        *service,
             const char        *town,
             const char        *key)
{
  g_autofree char *directory = parvis_account_dup_directory (service, town);
  const ParvisSessionConfig config = {
    .base_uri = service,
    .town = town,
    .key = key,
    .directory = directory,
    .clock = &parvis_system_clock,
  };

  self->session = parvis_session_new (&config);
  g_signal_connect_object (self->session, "damaged", G_CALLBACK (damaged_cb), self, 0);
  g_signal_connect_object (self->session, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (self->session, "notify::pending", G_CALLBACK (pending_cb), self, 0);

  self->window = parvis_window_new (GTK_APPLICATION (self), self->session, self->settings);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  parvis_session_start (self->session);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* What this machine did and did not send stays on its disk. */
static void
close_town (ParvisApplication *self)
{
  if (self->window != NULL)
    {
      GtkWindow *window = GTK_WINDOW (self->window);

      g_clear_weak_pointer (&self->window);
      gtk_window_destroy (window);
    }

  if (self->session != NULL)
    parvis_session_stop (self->session);
  g_clear_object (&self->session);
  self->had_queue = 0;
}

static void open_saved (ParvisApplication *self);

static void
connected_cb (ParvisConnectWindow *window,
              gpointer             user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);

  g_application_hold (G_APPLICATION (self));
  close_town (self);
  open_saved (self);
  gtk_window_destroy (GTK_WINDOW (window));
  g_application_release (G_APPLICATION (self));
}

static void
open_connection (ParvisApplication *self)
{
  GtkWidget *window = parvis_connect_window_new (GTK_APPLICATION (self), self->store);

  if (self->window != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self->window));
  g_signal_connect_object (window, "connected", G_CALLBACK (connected_cb), self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
account_loaded_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(ParvisApplication) self = PARVIS_APPLICATION (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAccount) account = NULL;

  account = parvis_account_store_load_finish (PARVIS_ACCOUNT_STORE (object), result, &error);
  self->opening = FALSE;
  if (account != NULL)
    open_window (self, account->service, account->town, account->key);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    open_connection (self);

  g_application_release (G_APPLICATION (self));
}

static void
key_read_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisApplication) self = PARVIS_APPLICATION (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  self->opening = FALSE;
  if (!g_file_load_contents_finish (G_FILE (object), result, &contents, &length, NULL, &error))
    g_printerr ("parvis: %s\n", error->message);
  else if (length > MAX_KEY_FILE || !g_utf8_validate (contents, length, NULL))
    g_printerr ("parvis: %s\n", _("The key file does not hold a key"));
  else
    open_window (self, self->service, self->town, g_strstrip (contents));

  g_application_release (G_APPLICATION (self));
}

static void
open_saved (ParvisApplication *self)
{
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  parvis_account_store_load_async (self->store, self->cancellable, account_loaded_cb,
                                   g_object_ref (self));
}

static void
open_given (ParvisApplication *self)
{
  g_autoptr(GFile) file = NULL;

  if (self->key_file == NULL)
    {
      open_window (self, self->service, self->town, NULL);
      return;
    }

  self->opening = TRUE;
  file = g_file_new_for_commandline_arg (self->key_file);
  g_application_hold (G_APPLICATION (self));
  g_file_load_contents_async (file, self->cancellable, key_read_cb, g_object_ref (self));
}

static void
parvis_application_activate (GApplication *app)
{
  ParvisApplication *self = PARVIS_APPLICATION (app);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (app));

  if (window != NULL)
    gtk_window_present (window);
  else if (self->opening)
    return;
  else if (self->service != NULL)
    open_given (self);
  else if (parvis_account_store_is_empty (self->store))
    open_connection (self);
  else
    open_saved (self);
}

static void
follow_scheme (ParvisApplication *self)
{
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");
  AdwColorScheme wanted = ADW_COLOR_SCHEME_DEFAULT;

  if (strcmp (scheme, "light") == 0)
    wanted = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (strcmp (scheme, "dark") == 0)
    wanted = ADW_COLOR_SCHEME_FORCE_DARK;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), wanted);
}

static void
scheme_cb (GSettings  *settings,
           const char *key,
           gpointer    user_data)
{
  follow_scheme (PARVIS_APPLICATION (user_data));
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  parvis_about_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                     PARVIS_APPLICATION (user_data)->session);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  parvis_preferences_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                           PARVIS_APPLICATION (user_data)->settings);
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  parvis_shortcuts_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
connect_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  open_connection (PARVIS_APPLICATION (user_data));
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisApplication) self = PARVIS_APPLICATION (user_data);
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_forget_finish (PARVIS_ACCOUNT_STORE (object), result, &error) &&
      !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    g_warning ("The account cannot be forgotten: %s", error->message);

  if (!g_cancellable_is_cancelled (self->cancellable))
    open_connection (self);
  g_application_release (G_APPLICATION (self));
}

/* Actions that wait stay on this computer, for the next connection. */
static void
disconnect (ParvisApplication *self)
{
  gboolean waiting = self->session != NULL && parvis_session_get_pending (self->session) > 0;

  g_application_hold (G_APPLICATION (self));
  close_town (self);
  parvis_account_store_forget_async (self->store, waiting, self->cancellable, forgotten_cb,
                                     g_object_ref (self));
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  if (strcmp (response, "sign-out") == 0)
    disconnect (PARVIS_APPLICATION (user_data));
}

static void
disconnect_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);
  guint pending = self->session != NULL ? parvis_session_get_pending (self->session) : 0;
  GtkWidget *dialog;

  if (pending == 0)
    {
      disconnect (self);
      return;
    }

  dialog = parvis_sign_out_dialog_new (GTK_WINDOW (self->window), pending);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (user_data));

  /* By closing, so that each keeps its size; the queue is on disk already. */
  while (windows != NULL)
    {
      GtkWindow *window = windows->data;

      windows = windows->next;
      gtk_window_close (window);
    }
}

static void
parvis_application_startup (GApplication *app)
{
  const GActionEntry actions[] = {
    { .name = "about", .activate = about_action },
    { .name = "connect", .activate = connect_action },
    { .name = "disconnect", .activate = disconnect_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "shortcuts", .activate = shortcuts_action },
    { .name = "quit", .activate = quit_action },
  };
  const struct
  {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
    { "app.preferences", { "<Control>comma" } },
    { "app.shortcuts", { "<Control>question", "F1" } },
    { "app.quit", { "<Control>q" } },
  };
  ParvisApplication *self = PARVIS_APPLICATION (app);

  G_APPLICATION_CLASS (parvis_application_parent_class)->startup (app);

  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), accelerators[i].action,
                                           accelerators[i].keys);

  gtk_window_set_default_icon_name (APP_ID);
  self->settings = g_settings_new (APP_ID);
  self->store = parvis_account_store_new (self->settings);
  /* A town of the command line is not an account of this person. */
  if (self->service != NULL)
    g_action_map_remove_action (G_ACTION_MAP (app), "disconnect");
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (scheme_cb), self,
                           0);
  follow_scheme (self);
}

static int
parvis_application_handle_local_options (GApplication *app,
                                         GVariantDict *options)
{
  ParvisApplication *self = PARVIS_APPLICATION (app);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("parvis %s\n", PACKAGE_VERSION);
      return 0;
    }

  g_variant_dict_lookup (options, "service", "s", &self->service);
  g_variant_dict_lookup (options, "town", "s", &self->town);
  g_variant_dict_lookup (options, "key-file", "^ay", &self->key_file);

  if ((self->service == NULL) != (self->town == NULL) ||
      (self->key_file != NULL && self->service == NULL))
    {
      g_printerr ("parvis: %s\n", _("--service and --town go together; --key-file needs both"));
      return 2;
    }
  if (self->town != NULL && !parvis_insee_is_valid (self->town))
    {
      g_printerr ("parvis: %s\n", _("The town is an INSEE code of five characters"));
      return 2;
    }

  /* A town of the command line is another one than that of a running Parvis. */
  if (self->service != NULL)
    g_application_set_flags (app, g_application_get_flags (app) | G_APPLICATION_NON_UNIQUE);

  return -1;
}

static void
parvis_application_shutdown (GApplication *app)
{
  ParvisApplication *self = PARVIS_APPLICATION (app);

  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    parvis_session_stop (self->session);

  G_APPLICATION_CLASS (parvis_application_parent_class)->shutdown (app);
}

static void
parvis_application_finalize (GObject *object)
{
  ParvisApplication *self = PARVIS_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->session);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->service, g_free);
  g_clear_pointer (&self->town, g_free);
  g_clear_pointer (&self->key_file, g_free);

  G_OBJECT_CLASS (parvis_application_parent_class)->finalize (object);
}

static void
parvis_application_class_init (ParvisApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parvis_application_finalize;
  app_class->activate = parvis_application_activate;
  app_class->handle_local_options = parvis_application_handle_local_options;
  app_class->shutdown = parvis_application_shutdown;
  app_class->startup = parvis_application_startup;
}

static void
parvis_application_init (ParvisApplication *self)
{
  const GOptionEntry options[] = {
    { "service", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_("Show a town of this service, without saving it"), N_("URI") },
    { "town", 0, 0, G_OPTION_ARG_STRING, NULL, N_("The town’s INSEE code"), N_("INSEE") },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("A file with the town’s key"),
      N_("FILE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };

  self->cancellable = g_cancellable_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

ParvisApplication *
parvis_application_new (void)
{
  return g_object_new (PARVIS_TYPE_APPLICATION, "application-id", APP_ID,
                       "resource-base-path", "/fr/parvis/Parvis", NULL);
}
