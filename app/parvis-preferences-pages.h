/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-window.h"

G_BEGIN_DECLS

/* Pages of the preferences that are about what a person works on; what somebody has not
 * to do with has no page, and no row.
 */
void parvis_preferences_add_notices    (AdwPreferencesWindow *preferences,
                                        GSettings            *settings,
                                        ParvisWindow         *window);
void parvis_preferences_add_front_desk (AdwPreferencesWindow *preferences,
                                        GSettings            *settings,
                                        ParvisWindow         *window);
/* What is kept, how long and why: the town decides, and nothing there can be changed. */
void parvis_preferences_add_counts  (AdwPreferencesWindow *preferences,
                                     ParvisWindow         *window);
void parvis_preferences_add_privacy (AdwPreferencesWindow *preferences,
                                     ParvisWindow         *window);
void parvis_preferences_add_shop    (AdwPreferencesWindow *preferences,
                                     ParvisWindow         *window);

G_END_DECLS
