/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Tells systemd @state ("READY=1", "STOPPING=1"), if it started us (sd_notify(3)). */
void parvis_notify (const char *state);
