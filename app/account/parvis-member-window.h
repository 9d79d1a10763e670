/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* One person of the team: roles, last day, removal. What is changed is queued
 * like everything else, and can be undone; removing asks first.
 */
void parvis_member_window_present (GtkWidget  *parent,
                                   ParvisDesk *desk,
                                   const char *id);

G_END_DECLS
