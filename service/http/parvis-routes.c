/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes"

#include "config.h"

#include "parvis-routes.h"

#include "parvis-access.h"
#include "parvis-invitation.h"
#include "parvis-member.h"
#include "parvis-occupancy.h"
#include "parvis-render.h"
#include "parvis-session.h"
#include "parvis-towns.h"

/* Every address that the service answers. What is public is described in
 * data/openapi.yaml too; a test holds the two together.
 */

#define TOWN "/api/v1/towns/{insee}"
#define NEW_TOWN "/api/v1/towns/{code:insee}"

/* A gesture is a few words; a payload holds up to PARVIS_READINGS_MAX readings; a
 * town's file holds its polygons.
 */
#define GESTURE (4 * 1024)
#define PAYLOAD (256 * 1024)
#define FILE_OF_TOWN (32 * 1024 * 1024)

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

  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/readings", .name = "source.readings",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_SOURCE,
    .apply = parvis_readings_apply, .object = "id",
    .max_body = PAYLOAD, .any_json = TRUE, .key_optional = TRUE },
  { .method = "GET", .pattern = TOWN "/sources/{id:uuid}/readings", .name = "source.list_readings",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_READ,
    .read = parvis_route_readings },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/judge", .name = "source.judge",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_COUNT,
    .apply = parvis_source_judge, .object = "id",
    .max_body = GESTURE },
  { .method = "POST", .pattern = TOWN "/gauges/{id:uuid}/count", .name = "gauge.count",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_COUNT,
    .apply = parvis_gauge_count, .object = "id",
    .max_body = GESTURE },
  { .method = "POST", .pattern = TOWN "/gauges/{id:uuid}/recount", .name = "gauge.recount",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_COUNT,
    .apply = parvis_gauge_recount, .object = "id",
    .max_body = GESTURE },
  { .method = "GET", .pattern = TOWN "/gauges/{id:uuid}/history", .name = "gauge.history",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_READ,
    .read = parvis_route_history },
  { .method = "POST", .pattern = TOWN "/facilities/{id:uuid}/close", .name = "facility.close",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_CLOSE,
    .apply = parvis_facility_close, .object = "id",
    .max_body = GESTURE },
  { .method = "POST", .pattern = TOWN "/facilities/{id:uuid}/reopen", .name = "facility.reopen",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_CLOSE,
    .apply = parvis_facility_reopen, .object = "id",
    .max_body = GESTURE },

  { .method = "GET", .pattern = TOWN "/tiles/{theme:word}", .name = "tiles",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_tiles, .without_db = TRUE },
  { .method = "GET", .pattern = TOWN "/tiles/{theme:word}/{z:int}/{x:int}/{y:int}.png",
    .name = "tile", .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_tile, .without_db = TRUE },

  { .method = "GET", .pattern = "/api/v1/towns", .name = "towns",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_towns, .without_db = TRUE },
  { .method = "GET", .pattern = "/api/v1/presets", .name = "presets",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_presets, .without_db = TRUE },
  { .method = "POST", .pattern = NEW_TOWN, .name = "town.add",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_add, .max_body = FILE_OF_TOWN, .without_db = TRUE },
  { .method = "POST", .pattern = NEW_TOWN "/import", .name = "town.import",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_import, .max_body = FILE_OF_TOWN, .without_db = TRUE },
  { .method = "POST", .pattern = NEW_TOWN "/restore", .name = "town.restore",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_restore, .max_body = GESTURE, .without_db = TRUE },
  { .method = "GET", .pattern = TOWN "/export", .name = "town.export",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_export },
  { .method = "POST", .pattern = TOWN "/remove", .name = "town.remove",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_remove, .max_body = GESTURE, .without_db = TRUE },
  { .method = "POST", .pattern = TOWN "/backup", .name = "town.backup",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_backup, .max_body = GESTURE, .without_db = TRUE },
  { .method = "POST", .pattern = TOWN "/check", .name = "town.check",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_check, .max_body = GESTURE, .without_db = TRUE },
  { .method = "POST", .pattern = TOWN "/settings", .name = "town.put",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_town_put,
    .max_body = GESTURE, .key_optional = TRUE },
  { .method = "POST", .pattern = TOWN "/modules/{module:word}", .name = "module.set",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_route_module_set, .object = "module",
    .max_body = GESTURE, .key_optional = TRUE },
  { .method = "GET", .pattern = TOWN "/entities/{kind:word}", .name = "entities",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_entities },
  { .method = "GET", .pattern = TOWN "/find/{kind:word}", .name = "find",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_find },
  { .method = "POST", .pattern = TOWN "/facilities", .name = "facility.import",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_facilities_import,
    .max_body = FILE_OF_TOWN, .key_optional = TRUE },
  { .method = "POST", .pattern = TOWN "/facilities/{id:uuid}/remove", .name = "facility.remove",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_facility_remove, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE },
  { .method = "POST", .pattern = TOWN "/neighbourhoods", .name = "neighbourhood.import",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_neighbourhoods_import,
    .max_body = FILE_OF_TOWN, .key_optional = TRUE },
  { .method = "POST", .pattern = TOWN "/gauges/{id:uuid}/settings", .name = "gauge.set",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_gauge_set, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE },
  { .method = "POST", .pattern = TOWN "/sources", .name = "source.add",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_source_add, .max_body = PAYLOAD },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/key", .name = "source.rotate",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_source_rotate, .max_body = GESTURE },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/pause", .name = "source.pause",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_source_pause, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/remove", .name = "source.remove",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_source_remove, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE },
  { .method = "GET", .pattern = TOWN "/keys", .name = "keys",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_keys },
  { .method = "POST", .pattern = TOWN "/keys", .name = "key.add",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_key_add, .max_body = GESTURE },
  { .method = "POST", .pattern = TOWN "/keys/{id:uuid}/revoke", .name = "key.revoke",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_access_revoke_key, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE },

  { .method = NULL },
};

const ParvisKind parvis_kinds[] = {
  { PARVIS_KIND_TOWN, parvis_render_town },
  { PARVIS_KIND_NEIGHBOURHOOD, parvis_render_neighbourhood },
  { PARVIS_KIND_FACILITY, parvis_render_facility },
  { PARVIS_KIND_GAUGE, parvis_render_gauge },
  { PARVIS_KIND_GAUGE_LOG, parvis_render_gauge_log },
  { PARVIS_KIND_ROLLUP, parvis_render_rollup },
  { PARVIS_KIND_SOURCE, parvis_render_source },
  { PARVIS_KIND_MEMBER, parvis_render_member },
  { PARVIS_KIND_INVITATION, parvis_render_invitation },
  { PARVIS_KIND_SESSION, parvis_render_session },
  { .kind = NULL },
};

const ParvisTables parvis_tables = { .routes = parvis_routes, .kinds = parvis_kinds };
