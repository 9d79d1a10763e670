/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* What the town's administrators set for everybody. */
void parvis_preferences_town_fill (AdwPreferencesGroup *group,
                                   ParvisDesk          *desk);

G_END_DECLS
