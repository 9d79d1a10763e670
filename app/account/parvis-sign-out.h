/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks whether to sign out while actions wait. Response "sign-out" or "cancel",
 * as of any AdwMessageDialog; with nothing waiting there is nothing to ask.
 */
GtkWidget *parvis_sign_out_dialog_new (GtkWindow *parent,
                                       guint      pending);
/* Asks whether to fetch the town anew, and says what would be lost. Response
 * "erase" or "cancel".
 */
GtkWidget *parvis_erase_dialog_new    (GtkWindow *parent,
                                       guint      pending);

G_END_DECLS
