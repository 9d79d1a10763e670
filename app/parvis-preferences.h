/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-window.h"

G_BEGIN_DECLS

/* What a person can choose. Every row does something at once, and what does not
 * exist for this person has no row: @town and @directory (of its replica) are
 * NULL while no town is open. @has_pin: who is signed in has one on this computer.
 */
void parvis_preferences_show (GtkWindow     *parent,
                              GSettings     *settings,
                              ParvisWindow  *town,
                              const char    *directory,
                              gboolean       has_pin);

G_END_DECLS
