/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-auth.h"

G_BEGIN_DECLS

/* Fills @group with the devices that are signed in to this account, each of
 * which can be signed out. They are the service's: without the network the group
 * says so.
 */
void parvis_devices_fill (AdwPreferencesGroup  *group,
                          AdwPreferencesWindow *window,
                          ParvisAuth           *auth);

G_END_DECLS
