/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisInviteWindow:
 *
 * Invites a person: name, roles, last day; then a letter by e-mail, or a code
 * that is good for half an hour, shown with what is left of it and printed. The
 * code comes from the service, so this is the one thing that the queue cannot
 * take.
 */
#define PARVIS_TYPE_INVITE_WINDOW (parvis_invite_window_get_type ())

G_DECLARE_FINAL_TYPE (ParvisInviteWindow, parvis_invite_window, PARVIS, INVITE_WINDOW, AdwWindow)

/* @shop: (nullable): of which the person is to be a merchant */
void parvis_invite_window_present (GtkWidget  *parent,
                                   ParvisDesk *desk,
                                   const char *shop);

G_END_DECLS
