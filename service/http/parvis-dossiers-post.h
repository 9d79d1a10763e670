/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-service.h"

G_BEGIN_DECLS

/* As parvis_orders_post(): the first letter that is owed to a family of @town. */
gboolean parvis_dossiers_post (ParvisService  *service,
                               const char     *town,
                               gint64          now,
                               ParvisDoneFunc  done,
                               gpointer        user_data);

G_END_DECLS
