/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* One shop as the mayor's office sees it; @id is NULL for one that is new. */
GtkWidget *parvis_merchant_window_present (GtkWidget     *parent,
                                           ParvisDesk    *desk,
                                           const char    *id);
/* (transfer full): what was counted that day, "6 placed, …"; "" for nothing.
 * @body: (nullable): of an entity "orders_day"
 */
char      *parvis_merchant_text_counts    (const json_t  *body);
/* (transfer full): the day where the town is */
char      *parvis_merchant_dup_today      (ParvisDesk    *desk);

G_END_DECLS
