/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes"

#include "config.h"

#include "parvis-routes.h"

#include "parvis-access.h"
#include "parvis-dossiers.h"
#include "parvis-invitation.h"
#include "parvis-member.h"
#include "parvis-occupancy.h"
#include "parvis-orders.h"
#include "parvis-provider.h"
#include "parvis-render.h"
#include "parvis-session.h"
#include "parvis-sign-in-pages.h"
#include "parvis-towns.h"

/* Every address that the service answers. What is public is described in
 * data/openapi.yaml too; a test holds the two together.
 */

#define TOWN "/api/v1/towns/{insee}"
#define NEW_TOWN "/api/v1/towns/{code:insee}"

/* A gesture is a few words; a payload holds up to PARVIS_READINGS_MAX readings; a
 * town's file holds its polygons, the settings of a provider a key.
 */
#define GESTURE (4 * 1024)
#define SETTINGS (16 * 1024)
#define FORM_OF_PAGE (16 * 1024)
#define PAYLOAD (256 * 1024)
#define PROCEDURE PAYLOAD
#define ANSWERS (64 * 1024)
#define FILE_OF_TOWN (32 * 1024 * 1024)

/* Members that several commands have (parvis-members.h). */
#define SOURCE_MEMBERS \
  "name format measure unit preset device key_of pointer capacity_pointer reserved" \
  " absent_is_zero values period paused"
#define SHOP_MEMBERS \
  "name kind address phone lon lat confirm cutoff{before day_before} keep days_ahead holidays" \
  " slots{weekday from until capacity} closed{day until reason}"
#define PRODUCT_MEMBERS \
  "name unit price allergens options{id name choices{id name price}} position active limit floor"
#define BAKES_MEMBERS "bakes{ready quantity online}"
#define ORDERER_MEMBERS "name phone email note language"
#define LINES_MEMBERS "lines{product quantity options}"

/* What a merchant does, and what a resident does. */
#define SHOP(path, route_name, func, known) \
  { .method = "POST", .pattern = TOWN path, .name = route_name, \
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ORDERS, .apply = func, \
    .object = "id", .max_body = SETTINGS, .members = known }
/* Twenty lines with their options, in escapes, are more than a gesture. */
#define RESIDENT(path, route_name, func, check, known) \
  { .method = "POST", .pattern = TOWN path, .name = route_name, \
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ANYONE, .apply = func, \
    .prepare = check, .object = "id", .max_body = SETTINGS, .members = known }
#define SHOWN(path, route_name, func) \
  { .method = "GET", .pattern = TOWN path, .name = route_name, \
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = func }

/* What a clerk does with a dossier, and what its family does. */
#define REVIEW(path, route_name, func) \
  { .method = "POST", .pattern = TOWN path, .name = route_name, \
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_REVIEW, .apply = func, \
    .object = "id", .max_body = SETTINGS, .audited = TRUE }
#define FAMILY(path, route_name, func, check, limit) \
  { .method = "POST", .pattern = TOWN path, .name = route_name, \
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ANYONE, .apply = func, \
    .prepare = check, .object = "id", .max_body = limit }

#define PAGE(path, route_name, func) \
  { .method = "GET", .pattern = PARVIS_PAGES path, .name = route_name, \
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE, \
    .read = func, .without_db = TRUE, .page = TRUE }
#define FORM(path, route_name, func) \
  { .method = "POST", .pattern = PARVIS_PAGES path, .name = route_name, \
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE, .read = func, \
    .max_body = FORM_OF_PAGE, .without_db = TRUE, .page = TRUE, .form = TRUE }

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
  { .method = "GET", .pattern = TOWN "/sources/{id:uuid}/report", .name = "source.report",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_READ,
    .read = parvis_route_source_report },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/judge", .name = "source.judge",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_COUNT,
    .apply = parvis_source_judge, .object = "id",
    .max_body = GESTURE, .members = "accept" },
  { .method = "POST", .pattern = TOWN "/gauges/{id:uuid}/count", .name = "gauge.count",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_COUNT,
    .apply = parvis_gauge_count, .object = "id",
    .max_body = GESTURE, .members = "delta at note" },
  { .method = "POST", .pattern = TOWN "/gauges/{id:uuid}/recount", .name = "gauge.recount",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_COUNT,
    .apply = parvis_gauge_recount, .object = "id",
    .max_body = GESTURE, .members = "value confirmed at note" },
  { .method = "GET", .pattern = TOWN "/gauges/{id:uuid}/history", .name = "gauge.history",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_READ,
    .read = parvis_route_history },
  { .method = "POST", .pattern = TOWN "/facilities/{id:uuid}/close", .name = "facility.close",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_CLOSE,
    .apply = parvis_facility_close, .object = "id",
    .max_body = GESTURE, .audited = TRUE, .members = "reason from until" },
  { .method = "POST", .pattern = TOWN "/facilities/{id:uuid}/reopen", .name = "facility.reopen",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_CLOSE,
    .apply = parvis_facility_reopen, .object = "id",
    .max_body = GESTURE, .audited = TRUE, .members = "" },

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
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ACCOUNT,
    .read = parvis_route_presets, .without_db = TRUE },
  { .method = "POST", .pattern = NEW_TOWN, .name = "town.add",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_add, .max_body = FILE_OF_TOWN, .without_db = TRUE, .audited = TRUE },
  { .method = "POST", .pattern = NEW_TOWN "/import", .name = "town.import",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_import, .max_body = FILE_OF_TOWN, .without_db = TRUE,
    .audited = TRUE },
  { .method = "POST", .pattern = NEW_TOWN "/restore", .name = "town.restore",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_restore, .max_body = GESTURE, .without_db = TRUE, .members = "path" },
  { .method = "POST", .pattern = "/api/v1/service/backup", .name = "service.backup",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_service_backup, .max_body = GESTURE, .without_db = TRUE,
    .members = "path" },
  { .method = "POST", .pattern = "/api/v1/service/restore", .name = "service.restore",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_service_restore, .max_body = GESTURE, .without_db = TRUE,
    .members = "path" },
  { .method = "GET", .pattern = TOWN "/export", .name = "town.export",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_export, .audited = TRUE },
  { .method = "POST", .pattern = TOWN "/remove", .name = "town.remove",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_town_remove, .max_body = GESTURE, .without_db = TRUE, .members = "" },
  { .method = "POST", .pattern = TOWN "/backup", .name = "town.backup",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_backup, .max_body = GESTURE, .without_db = TRUE, .members = "path" },
  { .method = "POST", .pattern = TOWN "/check", .name = "town.check",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_check, .max_body = GESTURE, .without_db = TRUE, .members = "" },
  { .method = "POST", .pattern = TOWN "/settings", .name = "town.put",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_route_town_put,
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE,
    .members = "name population department fictional timezone center{lon lat} bounds zoom"
               " attribution operator own modules prepared" },
  { .method = "POST", .pattern = TOWN "/description", .name = "town.tell",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_town_tell,
    .max_body = GESTURE, .audited = TRUE, .members = "name population" },
  { .method = "POST", .pattern = TOWN "/modules/{module:word}", .name = "module.set",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_route_module_set, .object = "module",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE, .members = "on published" },
  { .method = "GET", .pattern = TOWN "/entities/{kind:word}", .name = "entities",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_entities },
  { .method = "GET", .pattern = TOWN "/find/{kind:word}", .name = "find",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_find },
  { .method = "POST", .pattern = TOWN "/facilities", .name = "facility.import",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_facilities_import,
    .max_body = FILE_OF_TOWN, .key_optional = TRUE, .audited = TRUE },
  { .method = "POST", .pattern = TOWN "/facilities/{id:uuid}/remove", .name = "facility.remove",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_facility_remove, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE, .members = "" },
  { .method = "POST", .pattern = TOWN "/neighbourhoods", .name = "neighbourhood.import",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_neighbourhoods_import,
    .max_body = FILE_OF_TOWN, .key_optional = TRUE, .audited = TRUE },
  { .method = "POST", .pattern = TOWN "/gauges/{id:uuid}/settings", .name = "gauge.set",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_gauge_set, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE,
    .members = "capacity reserved{pmr charging} valid_for zero_at" },
  { .method = "POST", .pattern = TOWN "/sources", .name = "source.add",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ADMINISTER,
    .read = parvis_route_source_add, .max_body = PAYLOAD, .audited = TRUE,
    .members = "id gauge " SOURCE_MEMBERS },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/key", .name = "source.rotate",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ADMINISTER,
    .read = parvis_route_source_rotate, .max_body = GESTURE, .audited = TRUE,
    .members = "overlap" },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/settings", .name = "source.set",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_source_set, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE, .members = SOURCE_MEMBERS },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/pause", .name = "source.pause",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_source_pause, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE, .members = "paused" },
  { .method = "POST", .pattern = TOWN "/sources/{id:uuid}/remove", .name = "source.remove",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_source_remove, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE, .members = "" },
  { .method = "GET", .pattern = TOWN "/providers", .name = "providers",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_providers },
  { .method = "POST", .pattern = TOWN "/providers", .name = "provider.put",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_provider_put, .max_body = SETTINGS, .audited = TRUE },
  { .method = "POST", .pattern = TOWN "/providers/{id:word}/remove", .name = "provider.remove",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR,
    .apply = parvis_provider_remove, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE, .members = "" },
  { .method = "GET", .pattern = TOWN "/keys", .name = "keys",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ADMINISTER,
    .read = parvis_route_keys },
  { .method = "POST", .pattern = TOWN "/keys/{id:uuid}/revoke", .name = "key.revoke",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_access_revoke_key, .object = "id",
    .max_body = GESTURE, .key_optional = TRUE, .audited = TRUE, .members = "" },

  { .method = "POST", .pattern = TOWN "/merchants", .name = "merchant.add",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_merchant_add, .max_body = SETTINGS, .audited = TRUE,
    .members = "id " SHOP_MEMBERS },
  { .method = "POST", .pattern = TOWN "/merchants/{id:uuid}/remove", .name = "merchant.remove",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_merchant_remove, .object = "id", .max_body = GESTURE, .audited = TRUE,
    .members = "" },
  { .method = "POST", .pattern = TOWN "/products/{id:uuid}/photo", .name = "product.photo",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ORDERS,
    .apply = parvis_product_set_photo, .object = "id",
    .max_body = PARVIS_PHOTO_MAX, .raw = TRUE },
  { .method = "POST", .pattern = TOWN "/merchants/{id:uuid}", .name = "merchant.set",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_MEMBER,
    .apply = parvis_merchant_set, .prepare = parvis_prepare_merchant_settings, .object = "id",
    .max_body = SETTINGS, .members = SHOP_MEMBERS },
  SHOP ("/merchants/{id:uuid}/slots", "merchant.slots", parvis_merchant_set_slots,
        "slots{weekday from until capacity}"),
  SHOP ("/merchants/{id:uuid}/closed", "merchant.closed", parvis_merchant_set_closed,
        "closed{day until reason}"),
  SHOP ("/merchants/{id:uuid}/shut", "merchant.shut", parvis_merchant_shut, "reason"),
  SHOP ("/merchants/{id:uuid}/reopen", "merchant.reopen", parvis_merchant_reopen, ""),
  SHOP ("/merchants/{id:uuid}/close-day", "merchant.close_day", parvis_merchant_close_day,
        "day products{product lost given unsold}"),
  SHOP ("/merchants/{id:uuid}/products", "product.add", parvis_product_add,
        "id " PRODUCT_MEMBERS " patterns{weekday " BAKES_MEMBERS "}"),
  SHOP ("/products/{id:uuid}", "product.set", parvis_product_set, PRODUCT_MEMBERS),
  SHOP ("/products/{id:uuid}/remove", "product.remove", parvis_product_remove, ""),
  SHOP ("/products/{id:uuid}/photo/remove", "product.remove_photo", parvis_product_remove_photo,
        ""),
  SHOP ("/products/{id:uuid}/pattern", "product.pattern", parvis_product_set_pattern,
        "weekday " BAKES_MEMBERS),
  SHOP ("/products/{id:uuid}/bakes", "product.bake", parvis_product_bake,
        "day ready quantity online"),
  SHOP ("/products/{id:uuid}/sold-out", "product.sold_out", parvis_product_sold_out, "day"),
  SHOP ("/products/{id:uuid}/resume", "product.resume", parvis_product_resume, "day"),
  SHOP ("/products/{id:uuid}/sell", "product.sell", parvis_product_sell, "day quantity anyway at"),
  SHOP ("/products/{id:uuid}/share", "product.share", parvis_product_share, "day online"),
  SHOP ("/products/{id:uuid}/waste", "product.waste", parvis_product_waste,
        "day lost given unsold"),
  SHOP ("/bakes/{id:uuid}", "bake.set", parvis_bake_set, "declared online ready"),
  SHOP ("/bakes/{id:uuid}/shut", "bake.shut", parvis_bake_shut, ""),
  SHOP ("/bakes/{id:uuid}/reopen", "bake.reopen", parvis_bake_reopen, ""),
  SHOP ("/orders/{id:uuid}/prepare", "order.prepare", parvis_orders_prepare, "at"),
  SHOP ("/orders/{id:uuid}/ready", "order.ready", parvis_orders_ready, "at"),
  SHOP ("/orders/{id:uuid}/collect", "order.collect", parvis_orders_collect, "at"),
  SHOP ("/orders/{id:uuid}/back", "order.back", parvis_orders_back, "to at"),
  SHOP ("/orders/{id:uuid}/confirm", "order.confirm", parvis_orders_confirm, "at"),
  SHOP ("/orders/{id:uuid}/decline", "order.decline", parvis_orders_decline,
        "reason text offer{product quantity from} at"),
  SHOP ("/orders/{id:uuid}/delay", "order.delay", parvis_orders_delay, "minutes at"),
  SHOP ("/orders/{id:uuid}/keep", "order.keep", parvis_orders_keep, "minutes at"),
  SHOP ("/orders/{id:uuid}/no-show", "order.no_show", parvis_orders_no_show, "at"),
  SHOP ("/orders/{id:uuid}/release", "order.release", parvis_orders_release, "at"),
  SHOP ("/orders/{id:uuid}/told", "order.told", parvis_orders_told, "how at"),
  RESIDENT ("/merchants/{id:uuid}/orders", "order.place", parvis_orders_place,
            parvis_prepare_new_order, ORDERER_MEMBERS " day from " LINES_MEMBERS),
  RESIDENT ("/orders/{id:uuid}/cancel", "order.cancel", parvis_orders_cancel,
            parvis_prepare_device, ""),
  RESIDENT ("/merchants/{id:uuid}/standing", "standing.add", parvis_standing_add,
            parvis_prepare_new_order, ORDERER_MEMBERS " weekday from until " LINES_MEMBERS),
  RESIDENT ("/standing/{id:uuid}/remove", "standing.remove", parvis_standing_remove,
            parvis_prepare_device, ""),
  RESIDENT ("/standing/{id:uuid}/pause", "standing.pause", parvis_standing_pause,
            parvis_prepare_device, "paused"),
  SHOWN ("/merchants", "merchants", parvis_route_merchants),
  SHOWN ("/merchants/{id:uuid}", "merchant", parvis_route_merchant),
  SHOWN ("/products/{id:uuid}/photo", "product.show_photo", parvis_route_photo),
  SHOWN ("/orders", "orders", parvis_route_orders),
  SHOWN ("/orders/{id:uuid}", "order", parvis_route_order),
  SHOWN ("/standing", "standing", parvis_route_standing),

  { .method = "GET", .pattern = "/api/v1/templates", .name = "templates",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ACCOUNT,
    .read = parvis_route_templates, .without_db = TRUE },
  { .method = "POST", .pattern = TOWN "/procedures", .name = "procedure.add",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_procedure_add, .max_body = PROCEDURE, .audited = TRUE },
  { .method = "POST", .pattern = TOWN "/procedures/{id:word}/open", .name = "procedure.open",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_procedure_open, .object = "id", .max_body = GESTURE, .audited = TRUE },
  { .method = "POST", .pattern = TOWN "/procedures/{id:word}/close", .name = "procedure.close",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_procedure_close, .object = "id", .max_body = GESTURE, .audited = TRUE },
  SHOWN ("/procedures", "procedures", parvis_route_procedures),
  SHOWN ("/procedures/{id:word}", "procedure", parvis_route_procedure),

  FAMILY ("/procedures/{id:word}/dossiers", "dossier.start", parvis_dossier_start,
          parvis_prepare_new_dossier, GESTURE),
  FAMILY ("/dossiers/{id:uuid}/answers", "dossier.answer", parvis_dossier_answer,
          parvis_prepare_device, ANSWERS),
  FAMILY ("/dossiers/{id:uuid}/submit", "dossier.submit", parvis_dossier_submit,
          parvis_prepare_device, GESTURE),
  FAMILY ("/dossiers/{id:uuid}/explain", "dossier.explain", parvis_dossier_explain,
          parvis_prepare_device, SETTINGS),
  FAMILY ("/dossiers/{id:uuid}/messages", "dossier.write", parvis_dossier_write,
          parvis_prepare_device, SETTINGS),
  FAMILY ("/dossiers/{id:uuid}/withdraw", "dossier.withdraw", parvis_dossier_withdraw,
          parvis_prepare_device, GESTURE),
  SHOWN ("/dossiers", "dossiers", parvis_route_dossiers),
  SHOWN ("/dossiers/{id:uuid}", "dossier", parvis_route_dossier),
  REVIEW ("/dossiers/{id:uuid}/take", "dossier.take", parvis_dossier_take),
  REVIEW ("/dossiers/{id:uuid}/release", "dossier.release", parvis_dossier_release),
  REVIEW ("/dossiers/{id:uuid}/verdict", "dossier.verdict", parvis_dossier_verdict),
  REVIEW ("/dossiers/{id:uuid}/finish", "dossier.finish", parvis_dossier_finish),
  REVIEW ("/dossiers/{id:uuid}/decide", "dossier.decide", parvis_dossier_decide),
  REVIEW ("/dossiers/{id:uuid}/reply", "dossier.reply", parvis_dossier_reply),
  REVIEW ("/dossiers/{id:uuid}/note", "dossier.note", parvis_dossier_note),
  REVIEW ("/dossiers/{id:uuid}/labels", "dossier.label", parvis_dossier_label),
  { .method = "GET", .pattern = TOWN "/dossiers/{id:uuid}/file", .name = "dossier.file",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_REVIEW,
    .read = parvis_route_dossier_file, .audited = TRUE },

  { .method = "GET", .pattern = "/.well-known/oauth-authorization-server", .name = "metadata",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_metadata, .without_db = TRUE },
  { .method = "POST", .pattern = "/api/v1/token", .name = "token",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_token, .max_body = GESTURE, .form = TRUE, .without_db = TRUE },
  { .method = "POST", .pattern = "/api/v1/device", .name = "device",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_device, .max_body = GESTURE, .form = TRUE, .without_db = TRUE },
  { .method = "POST", .pattern = "/api/v1/revoke", .name = "revoke",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_revoke, .max_body = GESTURE, .form = TRUE, .without_db = TRUE },
  { .method = "POST", .pattern = "/api/v1/pair", .name = "pair",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_route_pair, .max_body = GESTURE, .without_db = TRUE, .members = "code label" },
  { .method = "GET", .pattern = "/api/v1/me", .name = "me",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ACCOUNT,
    .read = parvis_route_me },
  { .method = "GET", .pattern = "/api/v1/me/sessions", .name = "sessions",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ACCOUNT,
    .read = parvis_route_sessions },
  { .method = "POST", .pattern = "/api/v1/me/sessions/{id:uuid}/revoke",
    .name = "session.revoke",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ACCOUNT,
    .read = parvis_route_session_revoke, .max_body = GESTURE, .without_db = TRUE, .members = "" },

  { .method = "POST", .pattern = TOWN "/invitations", .name = "invitation.create",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ADMINISTER,
    .read = parvis_route_invitation_create, .max_body = GESTURE, .without_db = TRUE,
    .audited = TRUE, .members = "name email roles merchants until send" },
  { .method = "POST", .pattern = TOWN "/invitations/{id:uuid}/revoke",
    .name = "invitation.revoke",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_invitation_revoke, .object = "id",
    .max_body = GESTURE, .audited = TRUE, .members = "" },
  { .method = "POST", .pattern = TOWN "/members/{id:uuid}/roles", .name = "member.roles",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_member_set_roles, .object = "id",
    .max_body = GESTURE, .audited = TRUE, .members = "roles merchants until" },
  { .method = "POST", .pattern = TOWN "/members/{id:uuid}/remove", .name = "member.remove",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ADMINISTER,
    .apply = parvis_member_remove, .object = "id",
    .max_body = GESTURE, .audited = TRUE, .members = "" },
  { .method = "GET", .pattern = TOWN "/audit", .name = "audit",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ADMINISTER,
    .read = parvis_route_audit, .audited = TRUE },

  { .method = "GET", .pattern = TOWN "/audit/verify", .name = "audit.verify",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_audit_verify },
  { .method = "GET", .pattern = "/api/v1/audit", .name = "service.audit",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_audit, .audited = TRUE },
  { .method = "GET", .pattern = "/api/v1/audit/verify", .name = "service.audit.verify",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_audit_verify },
  { .method = "GET", .pattern = "/api/v1/accounts", .name = "accounts",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_accounts, .audited = TRUE },
  { .method = "POST", .pattern = "/api/v1/accounts", .name = "account.add",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_account_add, .max_body = GESTURE, .without_db = TRUE,
    .members = "operator town name email roles merchants until send" },
  { .method = "POST", .pattern = "/api/v1/accounts/{id:uuid}/remove", .name = "account.remove",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_account_remove, .max_body = GESTURE, .members = "" },
  { .method = "POST", .pattern = "/api/v1/accounts/{id:uuid}/reset", .name = "account.reset",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_OPERATOR,
    .read = parvis_route_account_reset, .max_body = GESTURE, .without_db = TRUE, .members = "" },

  { .method = "GET", .pattern = "/{insee}", .name = "residents",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_residents_page, .without_db = TRUE, .page = TRUE },
  PAGE ("", "sign_in", parvis_sign_in_page),
  FORM ("", "sign_in.post", parvis_sign_in_post),
  PAGE ("/totp", "sign_in.totp", parvis_sign_in_totp_page),
  FORM ("/totp", "sign_in.totp_post", parvis_sign_in_totp_post),
  FORM ("/out", "sign_in.out", parvis_sign_in_out),
  PAGE ("/authorize", "sign_in.authorize", parvis_sign_in_authorize_page),
  FORM ("/authorize", "sign_in.authorize_post", parvis_sign_in_authorize_post),
  PAGE ("/recover", "sign_in.recover", parvis_sign_in_recover_page),
  FORM ("/recover", "sign_in.recover_post", parvis_sign_in_recover_post),
  PAGE ("/reset/{token:token}", "sign_in.reset", parvis_sign_in_reset_page),
  FORM ("/reset/{token:token}", "sign_in.reset_post", parvis_sign_in_reset_post),
  PAGE ("/invitation", "sign_in.invitation_code", parvis_sign_in_invitation_page),
  PAGE ("/invitation/{token:token}", "sign_in.invitation", parvis_sign_in_invitation_page),
  FORM ("/invitation", "sign_in.invitation_post", parvis_sign_in_invitation_post),
  PAGE ("/provider/{id:word}", "sign_in.provider", parvis_sign_in_provider_page),
  PAGE ("/callback", "sign_in.callback", parvis_sign_in_callback),
  PAGE ("/town", "sign_in.town", parvis_sign_in_town_page),
  FORM ("/town", "sign_in.town_post", parvis_sign_in_town_post),
  FORM ("/security/identity", "sign_in.identity", parvis_sign_in_identity_post),
  PAGE ("/device", "sign_in.device", parvis_sign_in_device_page),
  FORM ("/device", "sign_in.device_post", parvis_sign_in_device_post),
  PAGE ("/security", "sign_in.security", parvis_sign_in_security_page),
  FORM ("/security", "sign_in.security_post", parvis_sign_in_security_post),
  PAGE ("/security/password", "sign_in.password", parvis_sign_in_password_page),
  FORM ("/security/password", "sign_in.password_post", parvis_sign_in_password_post),
  PAGE ("/security/email", "sign_in.email", parvis_sign_in_email_page),
  FORM ("/security/email", "sign_in.email_post", parvis_sign_in_email_post),
  PAGE ("/email/{token:token}", "sign_in.email_link", parvis_sign_in_email_link_page),
  FORM ("/email/{token:token}", "sign_in.email_link_post", parvis_sign_in_email_link_post),
  PAGE ("/security/totp", "sign_in.telephone", parvis_sign_in_telephone_page),
  FORM ("/security/totp", "sign_in.telephone_post", parvis_sign_in_telephone_post),
  { .method = "GET", .pattern = PARVIS_PAGES "/style.css", .name = "sign_in.style",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE,
    .read = parvis_sign_in_style, .without_db = TRUE, .page = TRUE },

  { .method = NULL },
};

const ParvisKind parvis_kinds[] = {
  { PARVIS_KIND_TOWN, parvis_render_town },
  { PARVIS_KIND_SETUP, parvis_render_setup },
  { PARVIS_KIND_NEIGHBOURHOOD, parvis_render_neighbourhood },
  { PARVIS_KIND_FACILITY, parvis_render_facility },
  { PARVIS_KIND_GAUGE, parvis_render_gauge },
  { PARVIS_KIND_GAUGE_LOG, parvis_render_gauge_log },
  { PARVIS_KIND_ROLLUP, parvis_render_rollup },
  { PARVIS_KIND_SOURCE, parvis_render_source },
  { PARVIS_KIND_MEMBER, parvis_render_member },
  { PARVIS_KIND_INVITATION, parvis_render_invitation },
  { PARVIS_KIND_SESSION, parvis_render_session },
  { PARVIS_KIND_MERCHANT, parvis_render_merchant },
  { PARVIS_KIND_PRODUCT, parvis_render_product },
  { PARVIS_KIND_SHELF, parvis_render_shelf },
  { PARVIS_KIND_PICKUP, parvis_render_pickup },
  { PARVIS_KIND_BAKE, parvis_render_bake },
  { PARVIS_KIND_ORDER, parvis_render_order },
  { PARVIS_KIND_STANDING, parvis_render_standing },
  { PARVIS_KIND_PATTERN, parvis_render_pattern },
  { PARVIS_KIND_TAKINGS, parvis_render_takings },
  { PARVIS_KIND_ORDERS_DAY, parvis_render_orders_day },
  { PARVIS_KIND_PROCEDURE, parvis_render_procedure },
  { PARVIS_KIND_DOSSIER, parvis_render_dossier },
  { PARVIS_KIND_DOSSIERS, parvis_render_dossiers_month },
  { .kind = NULL },
};

const ParvisTables parvis_tables = {
  .routes = parvis_routes,
  .kinds = parvis_kinds,
  .error_page = parvis_sign_in_show_error,
};
