/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-router.h"

G_BEGIN_DECLS

/* The handlers that parvis-routes.c puts into the table, by file. They ask the
 * areas, which know nothing of requests and replies.
 */

/* parvis-routes-system.c */
gboolean parvis_route_health  (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);
gboolean parvis_route_metrics (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);
gboolean parvis_route_openapi (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);

/* parvis-routes-feed.c */
gboolean parvis_route_live    (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);
gboolean parvis_route_changes (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);

G_END_DECLS
