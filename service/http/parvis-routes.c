/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes"

#include "config.h"

#include "parvis-routes.h"

/* Every address that the service answers. What is public is described in
 * data/openapi.yaml too; a test holds the two together.
 */

#define TOWN "/api/v1/towns/{insee}"

const ParvisRoute parvis_routes[] = {
  { .method = "GET", .pattern = "/health", .name = "health",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_health },
  { .method = "GET", .pattern = "/metrics", .name = "metrics",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_metrics, .without_db = TRUE },
  { .method = "GET", .pattern = "/api/v1/openapi.json", .name = "openapi",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_openapi, .without_db = TRUE },

  { .method = "GET", .pattern = TOWN "/live", .name = "live",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_live, .without_db = TRUE },
  { .method = "GET", .pattern = TOWN "/live/events", .name = "live.events",
    .kind = PARVIS_ROUTE_STREAM, .right = PARVIS_RIGHT_ANYONE },
  { .method = "GET", .pattern = TOWN "/changes", .name = "changes",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_MEMBER,
    .read = parvis_route_changes },
  { .method = "GET", .pattern = TOWN "/changes/events", .name = "changes.events",
    .kind = PARVIS_ROUTE_STREAM, .right = PARVIS_RIGHT_MEMBER },

  { .method = NULL },
};

const ParvisKind parvis_kinds[] = {
  { .kind = NULL },
};

const ParvisTables parvis_tables = { parvis_routes, parvis_kinds };
