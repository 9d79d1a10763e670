/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Plays @event, a name of the sound theme specification, at @volume of 0 to 100; @what
 * says in words what it is for. Returns at once; where there is no sound server, or no
 * such sound, nothing is heard.
 */
void parvis_sound_play (const char *event,
                        const char *what,
                        int         volume);

G_END_DECLS
