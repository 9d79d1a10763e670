/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * parvis_damage_window_new:
 * @parent: the window that stays empty until it is answered
 * @copied_at: when the healthy copy was made, PARVIS_NO_TIME if there is none
 *
 * The data of this computer cannot be read: asks whether to go on with the copy
 * or with what the service has (ux.md §3), and has @session go on. Closing it
 * closes @parent too, and touches nothing.
 */
GtkWidget *parvis_damage_window_new (GtkWindow     *parent,
                                     ParvisSession *session,
                                     gint64         copied_at,
                                     GTimeZone     *zone);

G_END_DECLS
