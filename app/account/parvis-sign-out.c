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
                                    "at your next connection.",
                                    "%u queued actions stay on this computer and will be sent "
                                    "at your next connection.", pending), pending);
  dialog = adw_message_dialog_new (parent, _("Disconnect?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "sign-out", _("_Disconnect"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);

  return dialog;
}
