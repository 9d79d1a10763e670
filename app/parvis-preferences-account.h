/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-session.h"

G_BEGIN_DECLS

/* Fills @group with who is signed in. What changes how somebody signs in is done on the
 * pages of the service, in the browser: no password is typed here.
 */
void parvis_own_account_fill (AdwPreferencesGroup  *group,
                              AdwPreferencesWindow *window,
                              ParvisSession        *session);

G_END_DECLS
