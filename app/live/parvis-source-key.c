/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-key"

#include "config.h"

#include "parvis-source-key.h"

#include "parvis-auth.h"
#include "parvis-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  ParvisDesk *desk;
  GtkWidget  *window;            /* weak: whose child the dialog is */
  char       *name;
} Asked;

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->desk);
  g_clear_weak_pointer (&asked->window);
  g_free (asked->name);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
response_cb (GtkWidget  *dialog,
             const char *response,
             gpointer    user_data)
{
  if (strcmp (response, "copy") == 0)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (user_data)),
                            g_object_get_data (G_OBJECT (dialog), "key"));
}

static void
show_key (Asked      *asked,
          const char *key)
{
  g_autofree char *title = g_strdup_printf (_("New key of %s"), asked->name);
  GtkWidget *label = gtk_label_new (key);
  GtkWidget *dialog;

  if (asked->window == NULL)
    return;

  dialog = adw_message_dialog_new (GTK_WINDOW (asked->window), title,
                                   _("Put it into the device now: it is shown this once. The old "
                                     "key stays good for a day."));
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  parvis_page_show_literally (GTK_LABEL (label));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), label);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"), "copy",
                                    _("C_opy and Close"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "copy",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "key", g_strdup (key), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), asked->window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
renewed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Asked) asked = user_data;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, NULL);
  const char *key = answer != NULL && answer->status == 200 ? parvis_answer_get (answer, "key")
                                                            : NULL;

  if (key != NULL)
    show_key (asked, key);
  else
    parvis_desk_say (asked->desk, answer != NULL && answer->sentence != NULL
                                  ? answer->sentence
                                  : _("The service did not answer. The old key is still good."),
                     0);
}

void
parvis_source_key_renew (GtkWidget  *parent,
                         ParvisDesk *desk,
                         const char *id,
                         const char *name)
{
  ParvisSession *session = parvis_desk_get_session (desk);
  g_autofree char *path = g_strdup_printf ("/api/v1/towns/%s/sources/%s/key",
                                           parvis_session_get_town (session), id);
  g_autoptr(json_t) body = json_object ();
  Asked *asked;

  if (parvis_session_get_auth (session) == NULL)
    return;

  asked = g_new0 (Asked, 1);
  asked->desk = g_object_ref (desk);
  asked->name = g_strdup (name);
  g_set_weak_pointer (&asked->window, GTK_WIDGET (gtk_widget_get_root (parent)));
  parvis_auth_ask_async (parvis_session_get_auth (session), "POST", path, body, NULL, renewed_cb,
                         asked);
}
