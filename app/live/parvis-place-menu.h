/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-place.h"

G_BEGIN_DECLS

/* What can be done with a place on the map, as a menu. */
GMenuModel *parvis_place_menu_new (ParvisPlace *place,
                                   gboolean     pinned,
                                   gboolean     may_write);

G_END_DECLS
