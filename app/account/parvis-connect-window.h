/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-account-store.h"

G_BEGIN_DECLS

/**
 * ParvisConnectWindow:
 *
 * The first connection: address of the service, town and key, each checked
 * against the service itself. Signal "connected" (): the account is in the store;
 * whoever made the window opens the town and destroys this one.
 */
#define PARVIS_TYPE_CONNECT_WINDOW (parvis_connect_window_get_type ())

G_DECLARE_FINAL_TYPE (ParvisConnectWindow, parvis_connect_window, PARVIS, CONNECT_WINDOW,
                      AdwWindow)

/* @app is nullable. */
GtkWidget *parvis_connect_window_new  (GtkApplication      *app,
                                       ParvisAccountStore  *store);
/* What is typed to begin with; each is nullable. */
void       parvis_connect_window_fill (ParvisConnectWindow *self,
                                       const char          *address,
                                       const char          *town);

G_END_DECLS
