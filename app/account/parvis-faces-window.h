/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-account-store.h"

G_BEGIN_DECLS

/**
 * ParvisFacesWindow:
 *
 * Asks who is there, on a computer that several people share (ux.md §1): a face for
 * each who has a PIN. Nothing else of anybody is shown.
 *
 * Signals: "opened" (ParvisAccount *account, ParvisAuth *auth, guint missed): the PIN was
 * right, @missed times before it was not; "somebody-else": wants a full sign-in; also
 * when the last face was taken off the list.
 */
#define PARVIS_TYPE_FACES_WINDOW (parvis_faces_window_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFacesWindow, parvis_faces_window, PARVIS, FACES_WINDOW, AdwWindow)

/* @app is nullable. */
GtkWidget *parvis_faces_window_new (GtkApplication     *app,
                                    ParvisAccountStore *store);

G_END_DECLS
