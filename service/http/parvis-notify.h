/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Tells systemd @state ("READY=1", "STOPPING=1"), if it started us (sd_notify(3)). */
void   parvis_notify              (const char *state);
/* Returns: ms after which "WATCHDOG=1" should be told again, half of what systemd
 *   waits before it starts us anew (sd_watchdog_enabled(3)); -1 if it does not wait
 */
gint64 parvis_notify_get_watchdog (void);
