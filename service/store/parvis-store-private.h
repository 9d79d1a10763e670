/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/* Serves the towns that are there now: another node may have made or removed some.
 * On no writer's thread.
 */
void parvis_store_look_for_towns (ParvisStore *self);

G_END_DECLS
