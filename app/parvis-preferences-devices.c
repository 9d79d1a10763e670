/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences-devices.h"

#include "parvis-error.h"
#include "parvis-format.h"
#include "parvis-preferences-rows.h"
#include "parvis-time.h"

#include <glib/gi18n.h>

/* What the list knows; it belongs to the group. */
typedef struct
{
  AdwPreferencesGroup  *group;         /* borrowed: it owns this */
  AdwPreferencesWindow *window;        /* borrowed */
  ParvisAuth           *auth;
  GCancellable         *cancellable;
  GPtrArray            *rows;          /* borrowed widgets */
} Devices;

static void load (Devices *devices);

static void
devices_free (gpointer data)
{
  Devices *devices = data;

  g_cancellable_cancel (devices->cancellable);
  g_object_unref (devices->cancellable);
  g_object_unref (devices->auth);
  g_ptr_array_unref (devices->rows);
  g_free (devices);
}

static void
say (Devices    *devices,
     const char *sentence)
{
  adw_preferences_window_add_toast (devices->window, adw_toast_new (sentence));
}

static void
add (Devices   *devices,
     GtkWidget *row)
{
  adw_preferences_group_add (devices->group, row);
  g_ptr_array_add (devices->rows, row);
}

static void
clear (Devices *devices)
{
  for (guint i = 0; i < devices->rows->len; i++)
    adw_preferences_group_remove (devices->group, g_ptr_array_index (devices->rows, i));
  g_ptr_array_set_size (devices->rows, 0);
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  Devices *devices = user_data;

  /* The window was closed, and the list with it. */
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (answer != NULL && answer->status >= 200 && answer->status < 300)
    say (devices, _("The device is signed out"));
  else
    say (devices, _("The device could not be signed out. Try again with the network."));
  load (devices);
}

static void
revoke_cb (GtkWidget *button,
           Devices   *devices)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/me/sessions/%s/revoke",
                                           (const char *) g_object_get_data (G_OBJECT (button),
                                                                             "id"));
  g_autoptr(json_t) body = json_object ();

  gtk_widget_set_sensitive (button, FALSE);
  parvis_auth_ask_async (devices->auth, "POST", path, body, devices->cancellable, revoked_cb,
                         devices);
}

static char *
describe (const json_t *device)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *moment = NULL;
  gint64 used = PARVIS_NO_TIME;

  if (json_is_true (json_object_get (device, "current")))
    return g_strdup (_("This computer"));
  if (!parvis_json_get_time_or (device, "last_used_at", PARVIS_NO_TIME, &used, NULL) ||
      used == PARVIS_NO_TIME)
    return g_strdup (_("Never used"));

  moment = parvis_format_moment (used, parvis_clock_now (&parvis_system_clock), zone);

  return g_strdup_printf (_("Last used: %s"), moment);
}

static void
add_device (Devices      *devices,
            const json_t *device)
{
  const char *id = json_string_value (json_object_get (device, "id"));
  const char *label = json_string_value (json_object_get (device, "label"));
  g_autofree char *subtitle = describe (device);
  GtkWidget *button;
  GtkWidget *row;

  if (id == NULL || label == NULL)
    return;

  if (json_is_true (json_object_get (device, "current")))
    {
      add (devices, parvis_fact_row_new (label, subtitle));
      return;
    }

  row = parvis_button_row_new (label, subtitle, _("Sign Out"), &button);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (revoke_cb), devices);
  add (devices, row);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  Devices *devices = user_data;
  const json_t *list;
  const json_t *device;
  gsize i;

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  clear (devices);
  if (answer == NULL || answer->status != 200)
    {
      add (devices, parvis_fact_row_new (_("The list needs the network"),
                                         _("The service keeps it. Open the preferences again once "
                                           "it can be reached.")));
      return;
    }

  list = json_object_get (answer->body, "sessions");
  json_array_foreach (list, i, device)
    add_device (devices, device);
}

static void
load (Devices *devices)
{
  parvis_auth_ask_async (devices->auth, "GET", "/api/v1/me/sessions", NULL, devices->cancellable,
                         loaded_cb, devices);
}

void
parvis_devices_fill (AdwPreferencesGroup  *group,
                     AdwPreferencesWindow *window,
                     ParvisAuth           *auth)
{
  Devices *devices = g_new0 (Devices, 1);

  devices->group = group;
  devices->window = window;
  devices->auth = g_object_ref (auth);
  devices->cancellable = g_cancellable_new ();
  devices->rows = g_ptr_array_new ();
  g_object_set_data_full (G_OBJECT (group), "devices", devices, devices_free);
  load (devices);
}
