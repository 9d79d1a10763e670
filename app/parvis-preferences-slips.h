/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The keys of the group that parvis_preferences_slips_fill() fills. */
extern const char * const parvis_preferences_slips_keys[];

/* Whether, and where, a slip of each new order is printed. */
void parvis_preferences_slips_fill (AdwPreferencesGroup *group,
                                    GSettings           *settings);

G_END_DECLS
