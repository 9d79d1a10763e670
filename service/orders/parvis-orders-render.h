/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/* What the files that render the entities of orders share. */

/* The two parts of "ID/DAY"; *@second is a part of @id. */
gboolean  parvis_render_split     (const char    *id,
                                   char         **first,
                                   const char   **second);
/* Makes @entity one that only the shop reads; *@shown says whether there is such a shop. */
gboolean  parvis_render_for_shop  (ParvisTx      *tx,
                                   const char    *merchant,
                                   ParvisEntity  *entity,
                                   gboolean      *shown,
                                   GError       **error);

G_END_DECLS
