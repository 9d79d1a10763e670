/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

gboolean parvis_check_feed (ParvisDb          *db,
                            const ParvisKind  *kinds,
                            GError           **error);

G_END_DECLS
