/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences-account.h"

#include "parvis-auth.h"
#include "parvis-error.h"
#include "parvis-preferences-rows.h"

#include <glib/gi18n.h>

#define SECURITY "/sign-in/security"

/* What the group knows; it belongs to it. */
typedef struct
{
  AdwPreferencesGroup  *group;         /* borrowed: it owns this */
  AdwPreferencesWindow *window;        /* borrowed */
  char                 *service;
  GCancellable         *cancellable;
} Own;

static void
own_free (gpointer data)
{
  Own *own = data;

  g_cancellable_cancel (own->cancellable);
  g_object_unref (own->cancellable);
  g_free (own->service);
  g_free (own);
}

static void
open_cb (GtkWidget *button,
         Own       *own)
{
  const char *path = g_object_get_data (G_OBJECT (button), "path");
  g_autofree char *uri = g_strconcat (own->service, path, NULL);

  gtk_show_uri (GTK_WINDOW (own->window), uri, GDK_CURRENT_TIME);
}

static void
add_link (Own        *own,
          const char *title,
          const char *subtitle,
          const char *label,
          const char *path)
{
  GtkWidget *button;
  GtkWidget *row = parvis_button_row_new (title, subtitle, label, &button);

  g_object_set_data (G_OBJECT (button), "path", (gpointer) path);
  g_signal_connect (button, "clicked", G_CALLBACK (open_cb), own);
  adw_preferences_group_add (own->group, row);
}

static void
show (Own          *own,
      const json_t *account)
{
  const char *name = json_string_value (json_object_get (account, "name"));
  const char *email = json_string_value (json_object_get (account, "email"));

  adw_preferences_group_add (own->group, parvis_fact_row_new (_("Name"), name));
  if (json_is_true (json_object_get (account, "provided")))
    {
      g_autofree char *where = g_strdup_printf ("%s\n%s", email != NULL ? email : "–",
                                                _("From your identity provider: change it there"));

      adw_preferences_group_add (own->group, parvis_fact_row_new (_("E-Mail"), where));
    }
  else if (email != NULL)
    {
      add_link (own, _("E-Mail"), email, _("Change…"), SECURITY "/email");
    }
  else
    {
      adw_preferences_group_add (own->group,
                                 parvis_fact_row_new (_("E-Mail"),
                                                      _("None: you sign in with a code of the "
                                                        "town hall")));
    }

  add_link (own, _("Password and Telephone"), _("In the browser, on the pages of the service"),
            _("Open"), SECURITY);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  Own *own = user_data;

  /* The window was closed, and the group with it. */
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  if (answer != NULL && answer->status == 200)
    show (own, json_object_get (answer->body, "account"));
  else
    adw_preferences_group_add (own->group,
                               parvis_fact_row_new (_("Your account needs the network"),
                                                    _("Open the preferences again once the service "
                                                      "can be reached.")));
}

void
parvis_own_account_fill (AdwPreferencesGroup  *group,
                         AdwPreferencesWindow *window,
                         ParvisSession        *session)
{
  Own *own = g_new0 (Own, 1);

  own->group = group;
  own->window = window;
  own->service = g_strdup (parvis_session_get_base_uri (session));
  own->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (group), "own-account", own, own_free);
  parvis_auth_ask_async (parvis_session_get_auth (session), "GET", "/api/v1/me", NULL,
                         own->cancellable, loaded_cb, own);
}
