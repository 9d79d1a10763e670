/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* Entities from their rows, as docs/architecture.md gives them.
 */
gboolean parvis_render_facility      (ParvisTx      *tx,
                                      const char    *id,
                                      ParvisEntity  *entity,
                                      GError       **error);
gboolean parvis_render_neighbourhood (ParvisTx      *tx,
                                      const char    *id,
                                      ParvisEntity  *entity,
                                      GError       **error);
gboolean parvis_render_rollup        (ParvisTx      *tx,
                                      const char    *id,
                                      ParvisEntity  *entity,
                                      GError       **error);
gboolean parvis_render_gauge         (ParvisTx      *tx,
                                      const char    *id,
                                      ParvisEntity  *entity,
                                      GError       **error);
gboolean parvis_render_gauge_log     (ParvisTx      *tx,
                                      const char    *id,
                                      ParvisEntity  *entity,
                                      GError       **error);
gboolean parvis_render_source        (ParvisTx      *tx,
                                      const char    *id,
                                      ParvisEntity  *entity,
                                      GError       **error);
/* Whether the town switched on the module that gauges of @kind belong to, and then
 * for whom: @audience is left alone otherwise.
 */
gboolean parvis_module_shows         (ParvisDb        *db,
                                      const char      *kind,
                                      gboolean        *shown,
                                      ParvisAudience  *audience,
                                      GError         **error);

G_END_DECLS
