/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences.h"

#include "parvis-account-files.h"
#include "parvis-bell.h"
#include "parvis-preferences-account.h"
#include "parvis-preferences-devices.h"
#include "parvis-preferences-pages.h"
#include "parvis-preferences-rows.h"
#include "parvis-preferences-slips.h"
#include "parvis-preferences-town.h"

#include <glib/gi18n.h>

static AdwPreferencesGroup *
add_group (AdwPreferencesWindow *window,
           GtkWidget            *page,
           GSettings            *settings,
           const char           *title,
           const char *const    *keys)
{
  GtkWidget *group = parvis_settings_group_new (window, settings, title, keys);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  return ADW_PREFERENCES_GROUP (group);
}

static void
add_general (AdwPreferencesWindow *window,
             GSettings            *settings)
{
  static const char *const keys[] = { "language", "color-scheme", "persistent-messages",
                                      "large-figures", NULL };
  static const char *const languages[] = { "system", "fr", "en", NULL };
  static const char *const schemes[] = { "system", "light", "dark", NULL };
  const char *language_words[] = { _("System"), "Français", "English", NULL };
  const char *scheme_words[] = { _("System"), _("Light"), _("Dark"), NULL };
  GtkWidget *page = parvis_preferences_page_new (window, _("General"),
                                                 "preferences-system-symbolic");
  AdwPreferencesGroup *group = add_group (window, page, settings, _("General"), keys);

  adw_preferences_group_add (group, parvis_choice_row_new (settings, "language", _("Language"),
                                                           _("From the next start of Parvis on"),
                                                           languages, language_words));
  adw_preferences_group_add (group, parvis_choice_row_new (settings, "color-scheme",
                                                           _("Appearance"), NULL, schemes,
                                                           scheme_words));
  adw_preferences_group_add (group, parvis_switch_row_new (settings, "persistent-messages",
                                                           _("Messages That Stay"),
                                                           _("Messages at the foot of the window "
                                                             "stay until they are dismissed")));
  adw_preferences_group_add (group, parvis_either_row_new (settings, "large-figures",
                                                           _("Size of Figures"), _("Normal"),
                                                           _("Large")));
}

static void
shortcuts_cb (GtkButton *button,
              gpointer   user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "shortcuts", NULL);
}

static void
add_keyboard (AdwPreferencesWindow *window,
              GSettings            *settings)
{
  static const char *const keys[] = { "single-key-shortcuts", NULL };
  GtkWidget *page = parvis_preferences_page_new (window, _("Keyboard"), "input-keyboard-symbolic");
  AdwPreferencesGroup *group = add_group (window, page, settings, _("Keyboard"), keys);
  GtkWidget *button;

  adw_preferences_group_add (group, parvis_switch_row_new (settings, "single-key-shortcuts",
                                                           _("Shortcuts of a Single Key"),
                                                           _("When off, letters and signs work "
                                                             "together with Ctrl only")));
  adw_preferences_group_add (group, parvis_button_row_new (_("List of Shortcuts"), NULL,
                                                           _("Open"), &button));
  g_signal_connect (button, "clicked", G_CALLBACK (shortcuts_cb), NULL);
}

/* Sounds, for who serves in a shop. */

static void
listen_cb (GtkButton *button,
           GSettings *settings)
{
  parvis_bell_play_test (settings);
}

static GtkWidget *
build_volume (GSettings *settings)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 100, 5);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Volume"));
  gtk_widget_set_size_request (scale, 180, -1);
  gtk_widget_set_valign (scale, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Volume"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), scale);
  g_settings_bind (settings, "order-volume", gtk_range_get_adjustment (GTK_RANGE (scale)), "value",
                   G_SETTINGS_BIND_DEFAULT);

  return row;
}

static void
add_sounds (AdwPreferencesWindow *window,
            GSettings            *settings,
            ParvisSession        *session)
{
  static const char *const clicks[] = { "count-click-sound", NULL };
  static const char *const keys[] = { "order-sound", "order-volume", "order-reminder", NULL };
  ParvisRights rights = session != NULL ? parvis_session_get_rights (session) : 0;
  GtkWidget *page;
  AdwPreferencesGroup *group;
  GtkWidget *button;

  if ((rights & (PARVIS_MAY_SERVE | PARVIS_MAY_COUNT)) == 0)
    return;

  page = parvis_preferences_page_new (window, _("Sounds"), "audio-volume-high-symbolic");
  if ((rights & PARVIS_MAY_COUNT) != 0)
    {
      group = add_group (window, page, settings, _("Counting by Hand"), clicks);
      adw_preferences_group_add (group, parvis_switch_row_new (settings, "count-click-sound",
                                                               _("Click at Each Count"),
                                                               _("So that the eyes can stay "
                                                                 "on the people")));
    }
  if ((rights & PARVIS_MAY_SERVE) == 0)
    return;

  group = add_group (window, page, settings, _("New Orders"), keys);
  adw_preferences_group_add (group, parvis_switch_row_new (settings, "order-sound",
                                                           _("Sound for New Orders"),
                                                           NULL));
  adw_preferences_group_add (group, parvis_switch_row_new (settings, "order-reminder",
                                                           _("Again While Not Seen"),
                                                           _("Three times a minute apart, then "
                                                             "every five minutes")));
  adw_preferences_group_add (group, build_volume (settings));
  adw_preferences_group_add (group, parvis_button_row_new (_("How It Sounds"), NULL, _("Listen"),
                                                           &button));
  g_signal_connect_object (button, "clicked", G_CALLBACK (listen_cb), settings, 0);
}

/* The local data. */

static void
measure_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_task_return_int (task, (gssize) parvis_account_files_measure (data));
}

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(AdwActionRow) row = ADW_ACTION_ROW (user_data);
  gssize size = g_task_propagate_int (G_TASK (result), NULL);
  g_autofree char *text = g_format_size (size > 0 ? (guint64) size : 0);
  g_autofree char *subtitle = NULL;

  /* Translators: %s is a size, "1.2 MB". */
  subtitle = g_strdup_printf (_("%s: the copy of the town that makes Parvis start at once, and "
                                "work without the network"), text);
  adw_action_row_set_subtitle (row, subtitle);
}

static void
erase_cb (GtkButton *button,
          GtkWindow *window)
{
  gtk_window_close (window);
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "erase", NULL);
}

static void
add_data (AdwPreferencesWindow *window,
          AdwPreferencesGroup  *group,
          const char           *directory)
{
  GtkWidget *button;
  GtkWidget *row = parvis_button_row_new (_("Local Data"), NULL, _("Erase…"), &button);
  g_autoptr(GTask) task = g_task_new (NULL, NULL, measured_cb, g_object_ref (row));

  gtk_widget_add_css_class (button, "destructive-action");
  g_signal_connect (button, "clicked", G_CALLBACK (erase_cb), window);
  adw_preferences_group_add (group, row);
  g_task_set_source_tag (task, add_data);
  g_task_set_task_data (task, g_strdup (directory), g_free);
  g_task_run_in_thread (task, measure_thread);
}

static void
add_computer (AdwPreferencesWindow *window,
              GSettings            *settings,
              ParvisWindow         *town,
              const char           *directory)
{
  static const char *const keys[] = { "wall-mode", NULL };
  GtkWidget *page = parvis_preferences_page_new (window, _("This Computer"), "computer-symbolic");
  AdwPreferencesGroup *group = add_group (window, page, settings, _("This Computer"), keys);

  if (directory != NULL)
    {
      add_data (window, group, directory);
      adw_preferences_group_add (group, parvis_fact_row_new (_("Encryption"),
                                                             _("What names a family or a "
                                                               "customer lies on this disk under "
                                                               "a key that is in the "
                                                               "keyring.")));
    }
  adw_preferences_group_add (group, parvis_switch_row_new (settings, "wall-mode",
                                                           _("Wall Mode at Start"),
                                                           _("The map fills the screen when "
                                                             "Parvis opens; F11 leaves it")));
  if (town == NULL || parvis_window_get_shop (town) == NULL)
    return;

  group = add_group (window, page, settings, _("Order Slips"), parvis_preferences_slips_keys);
  parvis_preferences_slips_fill (group, settings);
}

/* Several people. */

static void
pin_cb (GtkButton *button,
        GtkWindow *window)
{
  gtk_window_close (window);
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "pin", NULL);
}

static void
add_sharing (AdwPreferencesWindow *window,
             GSettings            *settings,
             gboolean              has_pin)
{
  static const char *const keys[] = { "shared-computer", "lock-after", NULL };
  static const int moments[] = { 120, 300, 600, 1800, 0 };
  const char *words[] = { _("2 minutes"), _("5 minutes"), _("10 minutes"), _("30 minutes"),
                          _("Never"), NULL };
  GtkWidget *page = parvis_preferences_page_new (window, _("Sharing"), "system-users-symbolic");
  AdwPreferencesGroup *group = add_group (window, page, settings, _("Several People"), keys);
  GtkWidget *button;

  adw_preferences_group_set_description (group, _("Each chooses a face and a PIN, and what they do "
                                                  "stands in the town’s log under their own name. "
                                                  "Opening a face needs the network."));
  adw_preferences_group_add (group, parvis_switch_row_new (settings, "shared-computer",
                                                           _("Several People Use This Computer"),
                                                           _("Who signs in chooses a PIN")));
  adw_preferences_group_add (group, parvis_number_row_new (settings, "lock-after",
                                                           _("Ask Who Is There"),
                                                           _("After so long without a key or the "
                                                             "pointer"), moments, words));
  adw_preferences_group_add (group, parvis_button_row_new (_("Your PIN on This Computer"), NULL,
                                                           has_pin ? _("Change…") : _("Choose…"),
                                                           &button));
  g_signal_connect (button, "clicked", G_CALLBACK (pin_cb), window);
}

static void
add_account (AdwPreferencesWindow *window,
             GSettings            *settings,
             ParvisSession        *session)
{
  GtkWidget *page;

  if (session == NULL || parvis_session_get_auth (session) == NULL)
    return;

  page = parvis_preferences_page_new (window, _("Account"), "avatar-default-symbolic");
  parvis_own_account_fill (add_group (window, page, settings, _("Your Account"), NULL), window,
                           session);
  parvis_devices_fill (add_group (window, page, settings, _("Devices That Are Signed In"), NULL),
                       window, parvis_session_get_auth (session));
}

static void
add_town (AdwPreferencesWindow *window,
          GSettings            *settings,
          ParvisDesk           *desk)
{
  GtkWidget *page;

  if (desk == NULL ||
      (parvis_session_get_rights (parvis_desk_get_session (desk)) & PARVIS_MAY_ADMINISTER) == 0)
    return;

  page = parvis_preferences_page_new (window, _("Town"), "go-home-symbolic");
  parvis_preferences_town_fill (add_group (window, page, settings, _("Your town"), NULL), desk);
}

void
parvis_preferences_show (GtkWindow    *parent,
                         GSettings    *settings,
                         ParvisWindow *town,
                         const char   *directory,
                         gboolean      has_pin)
{
  ParvisDesk *desk = town != NULL ? parvis_window_get_desk (town) : NULL;
  ParvisSession *session = desk != NULL ? parvis_desk_get_session (desk) : NULL;
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW (adw_preferences_window_new ());

  add_general (window, settings);
  add_keyboard (window, settings);
  add_sounds (window, settings, session);
  if (town != NULL)
    {
      parvis_preferences_add_notices (window, settings, town);
      parvis_preferences_add_front_desk (window, settings, town);
      parvis_preferences_add_shop (window, town);
    }
  add_town (window, settings, desk);
  add_computer (window, settings, town, directory);
  if (session != NULL && parvis_session_get_auth (session) != NULL)
    add_sharing (window, settings, has_pin);
  add_account (window, settings, session);
  if (town != NULL)
    {
      parvis_preferences_add_counts (window, town);
      parvis_preferences_add_privacy (window, town);
    }

  gtk_window_set_title (GTK_WINDOW (window), _("Preferences"));
  gtk_window_set_default_size (GTK_WINDOW (window), 760, 560);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}
