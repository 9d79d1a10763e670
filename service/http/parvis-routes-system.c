/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-system"

#include "config.h"

#include "parvis-openapi.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#include <string.h>

/* Alive is who answers; ready is who could open a database, which the router
 * did before it came here.
 */
gboolean
parvis_route_health (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *db,
                     ParvisReply          *reply,
                     GError              **error)
{
  json_t *body = json_object ();

  parvis_json_set_string (body, "status", "ok");
  parvis_json_set_string (body, "version", PACKAGE_VERSION);
  parvis_json_set_time (body, "now", parvis_request_get_time (request));
  parvis_reply_take_json (reply, body);

  return TRUE;
}

gboolean
parvis_route_metrics (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  g_autoptr (GBytes) bytes = NULL;
  ParvisStoreStats stats = { 0 };
  char *text;

  parvis_store_get_stats (parvis_service_get_store (service), &stats);
  text = parvis_metrics_format (parvis_service_get_metrics (service), &stats);
  bytes = g_bytes_new_take (text, strlen (text));
  parvis_reply_set_bytes (reply, "text/plain; version=0.0.4", bytes);

  return TRUE;
}

gboolean
parvis_route_openapi (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (parvis_openapi_json, parvis_openapi_length);

  parvis_reply_set_bytes (reply, "application/json", bytes);
  parvis_reply_set_header (reply, "Cache-Control", "public, max-age=3600");
  parvis_reply_set_etag (reply, parvis_openapi_etag);

  return TRUE;
}
