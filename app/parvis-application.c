/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-application"

#include "config.h"

#include "parvis-application.h"

#include "parvis-about.h"
#include "parvis-help.h"
#include "parvis-naming.h"
#include "parvis-person.h"
#include "parvis-preferences.h"
#include "parvis-sign-out.h"
#include "parvis-toolkit.h"

#include <glib/gi18n.h>

struct _ParvisApplication
{
  AdwApplication  parent_instance;

  /* Owned */
  GSettings      *settings;
  ParvisPerson   *person;

  /* From the command line */
  char           *service;
  char           *town;
};

G_DEFINE_FINAL_TYPE (ParvisApplication, parvis_application, ADW_TYPE_APPLICATION)

static void
parvis_application_activate (GApplication *app)
{
  ParvisApplication *self = PARVIS_APPLICATION (app);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (app));

  if (window != NULL)
    gtk_window_present (window);
  else if (self->service != NULL)
    parvis_person_open_public (self->person, self->service, self->town);
  else
    parvis_person_open (self->person);
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
                     parvis_person_get_session (PARVIS_APPLICATION (user_data)->person));
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);
  ParvisWindow *window = parvis_person_get_window (self->person);

  parvis_preferences_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                           self->settings, window,
                           parvis_person_get_directory (self->person),
                           parvis_person_has_pin (self->person));
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  ParvisSession *session = parvis_person_get_session (PARVIS_APPLICATION (user_data)->person);

  parvis_help_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                    session != NULL ? parvis_session_get_rights (session) : 0);
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  parvis_shortcuts_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
open_page_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  ParvisWindow *window = parvis_person_get_window (PARVIS_APPLICATION (user_data)->person);

  if (window == NULL)
    return;

  parvis_window_show_page (window, g_variant_get_string (parameter, NULL));
  gtk_window_present (GTK_WINDOW (window));
}

/* From a notification: the window may be far behind others. */
static void
open_order_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  ParvisWindow *window = parvis_person_get_window (PARVIS_APPLICATION (user_data)->person);

  if (window == NULL)
    return;

  parvis_window_open_order (window, g_variant_get_string (parameter, NULL), FALSE);
  gtk_window_present (GTK_WINDOW (window));
}

static void
see_order_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  ParvisWindow *window = parvis_person_get_window (PARVIS_APPLICATION (user_data)->person);

  if (window != NULL)
    parvis_window_open_order (window, g_variant_get_string (parameter, NULL), TRUE);
}

static void
sign_in_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  parvis_person_sign_in (PARVIS_APPLICATION (user_data)->person);
}

static void
town_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  parvis_person_open_town (PARVIS_APPLICATION (user_data)->person,
                           g_variant_get_string (parameter, NULL));
}

static void
change_person_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  parvis_person_change (PARVIS_APPLICATION (user_data)->person);
}

static void
pin_action (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  parvis_person_choose_pin (PARVIS_APPLICATION (user_data)->person);
}

/* Where one person works alone nothing of it is in the menus. */
static void
follow_sharing (ParvisApplication *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "change-person");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               self->service == NULL && parvis_person_is_shared (self->person));
}

static void
sharing_cb (GSettings  *settings,
            const char *key,
            gpointer    user_data)
{
  follow_sharing (PARVIS_APPLICATION (user_data));
}

/* What is done when the person says yes, and what is asked before. */
static void
ask (ParvisApplication *self,
     GtkWidget         *dialog,
     GCallback          response_cb)
{
  g_signal_connect_object (dialog, "response", response_cb, self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static guint
count_waiting (ParvisApplication *self)
{
  ParvisSession *session = parvis_person_get_session (self->person);

  return session != NULL ? parvis_session_get_pending (session) : 0;
}

static void
sign_out_response_cb (AdwMessageDialog *dialog,
                      const char       *response,
                      gpointer          user_data)
{
  if (strcmp (response, "sign-out") == 0)
    parvis_person_sign_out (PARVIS_APPLICATION (user_data)->person);
}

static void
sign_out_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);
  guint waiting = count_waiting (self);

  if (waiting == 0)
    parvis_person_sign_out (self->person);
  else
    ask (self, parvis_sign_out_dialog_new (GTK_WINDOW (parvis_person_get_window (self->person)),
                                           waiting), G_CALLBACK (sign_out_response_cb));
}

static void
erase_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   gpointer          user_data)
{
  if (strcmp (response, "erase") == 0)
    parvis_person_erase (PARVIS_APPLICATION (user_data)->person);
}

static void
erase_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  ParvisApplication *self = PARVIS_APPLICATION (user_data);

  ask (self, parvis_erase_dialog_new (GTK_WINDOW (parvis_person_get_window (self->person)),
                                      count_waiting (self)), G_CALLBACK (erase_response_cb));
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
    { .name = "change-person", .activate = change_person_action },
    { .name = "erase", .activate = erase_action },
    { .name = "help", .activate = help_action },
    { .name = "open-page", .activate = open_page_action, .parameter_type = "s" },
    { .name = "open-order", .activate = open_order_action, .parameter_type = "s" },
    { .name = "pin", .activate = pin_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "quit", .activate = quit_action },
    { .name = "see-order", .activate = see_order_action, .parameter_type = "s" },
    { .name = "shortcuts", .activate = shortcuts_action },
    { .name = "sign-in", .activate = sign_in_action },
    { .name = "sign-out", .activate = sign_out_action },
    { .name = "town", .activate = town_action, .parameter_type = "s" },
  };
  const struct
  {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
    { "app.change-person", { "<Control><Shift>l" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.help", { "F1" } },
    { "app.shortcuts", { "<Control>question" } },
    { "app.quit", { "<Control>q" } },
  };
  ParvisApplication *self = PARVIS_APPLICATION (app);

  parvis_toolkit_init ();
  G_APPLICATION_CLASS (parvis_application_parent_class)->startup (app);

  /* Whose icons have a path of their own by now: they are read by a thread again,
   * before somebody wants one.
   */
  g_object_notify (G_OBJECT (gtk_settings_get_default ()), "gtk-icon-theme-name");

  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), accelerators[i].action,
                                           accelerators[i].keys);

  gtk_window_set_default_icon_name (APP_ID);
  parvis_naming_start ();
  self->settings = g_settings_new (APP_ID);
  self->person = parvis_person_new (GTK_APPLICATION (app), self->settings);
  /* A town of the command line is not an account of this person. */
  if (self->service != NULL)
    g_action_map_remove_action (G_ACTION_MAP (app), "sign-out");
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (scheme_cb), self,
                           0);
  follow_scheme (self);
  g_signal_connect_object (self->settings, "changed::faces", G_CALLBACK (sharing_cb), self, 0);
  g_signal_connect_object (self->settings, "changed::shared-computer", G_CALLBACK (sharing_cb),
                           self, 0);
  follow_sharing (self);
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

  if ((self->service == NULL) != (self->town == NULL))
    {
      g_printerr ("parvis: %s\n", _("--service and --town go together"));
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

  if (self->person != NULL)
    parvis_person_stop (self->person);

  G_APPLICATION_CLASS (parvis_application_parent_class)->shutdown (app);
}

static void
parvis_application_finalize (GObject *object)
{
  ParvisApplication *self = PARVIS_APPLICATION (object);

  g_clear_object (&self->person);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->service, g_free);
  g_clear_pointer (&self->town, g_free);

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
      N_("Show a town of this service as its residents see it"), N_("URI") },
    { "town", 0, 0, G_OPTION_ARG_STRING, NULL, N_("The town’s INSEE code"), N_("INSEE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

ParvisApplication *
parvis_application_new (void)
{
  return g_object_new (PARVIS_TYPE_APPLICATION, "application-id", APP_ID,
                       "resource-base-path", "/fr/parvis/Parvis", NULL);
}
