/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-out"

#include "config.h"

#include "parvis-sign-out.h"

#include <glib/gi18n.h>

GtkWidget *
parvis_sign_out_dialog_new (GtkWindow *parent,
                            guint      pending)
{
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  body = g_strdup_printf (ngettext ("%u queued action stays on this computer and will be sent "
                                    "at your next sign-in.",
                                    "%u queued actions stay on this computer and will be sent "
                                    "at your next sign-in.", pending), pending);
  dialog = adw_message_dialog_new (parent, _("Sign Out?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "sign-out", _("_Sign Out"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);

  return dialog;
}

GtkWidget *
parvis_erase_dialog_new (GtkWindow *parent,
                         guint      pending)
{
  g_autofree char *lost = NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (pending > 0)
    lost = g_strdup_printf (ngettext ("%u queued action was not sent and will be lost.",
                                      "%u queued actions were not sent and will be lost.",
                                      pending), pending);
  body = g_strdup_printf ("%s%s%s", _("Parvis fetches the town again from the service, which needs "
                                      "the network."), lost != NULL ? "\n\n" : "",
                          lost != NULL ? lost : "");
  dialog = adw_message_dialog_new (parent, _("Erase the Local Data?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "erase", _("_Erase"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "erase",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);

  return dialog;
}
