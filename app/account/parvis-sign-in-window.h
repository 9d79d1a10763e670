/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-account.h"
#include "parvis-auth.h"

G_BEGIN_DECLS

/**
 * ParvisSignInWindow:
 *
 * Recognises a person (ux.md §1): the address of the service once for each
 * machine, then the browser, a pairing code or the code of another machine.
 *
 * Signal "signed-in" (ParvisAccount *account, ParvisPair *pair): both are the
 * window's; whoever made it keeps them and destroys it.
 */
#define PARVIS_TYPE_SIGN_IN_WINDOW (parvis_sign_in_window_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSignInWindow, parvis_sign_in_window, PARVIS, SIGN_IN_WINDOW, AdwWindow)

/* @app, @service (the address that is known already) and @town (INSEE code of the town
 * that was open there last) are nullable.
 */
GtkWidget *parvis_sign_in_window_new (GtkApplication *app,
                                      const char     *service,
                                      const char     *town);

G_END_DECLS
