/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-places"

#include "config.h"

#include "parvis-error.h"
#include "parvis-logo.h"
#include "parvis-occupancy.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#define READINGS_DEFAULT 10
#define READINGS_MAX     100
#define REPORT_DAYS_MAX  30
#define TILE_CACHING     "public, max-age=3600"

static gboolean
read_time (const ParvisRequest  *request,
           const char           *name,
           gint64                fallback,
           gint64               *instant,
           GError              **error)
{
  const char *text = parvis_request_get_query (request, name);

  *instant = fallback;
  if (text == NULL || parvis_time_parse (text, instant, error))
    return TRUE;

  parvis_error_set_field (error, name);

  return FALSE;
}

/* Without bounds it is the day that ends now. */
gboolean
parvis_route_history (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  json_t *body;
  gint64 from;
  gint64 to;

  if (!read_time (request, "to", parvis_request_get_time (request), &to, error) ||
      !read_time (request, "from", MAX (to - PARVIS_DAY, 0), &from, error))
    return FALSE;

  body = parvis_history_list (db, parvis_request_get_param (request, "id"), from, to, error);
  if (body == NULL)
    return FALSE;

  parvis_reply_take_json (reply, body);

  return TRUE;
}

gboolean
parvis_route_readings (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  json_t *body;
  gint64 limit;

  if (!parvis_request_get_query_int (request, "limit", 1, READINGS_MAX, READINGS_DEFAULT,
                                     &limit, error))
    return FALSE;

  body = parvis_readings_list (db, parvis_request_get_param (request, "id"), (guint) limit,
                               error);
  if (body == NULL)
    return FALSE;

  parvis_reply_take_json (reply, body);

  return TRUE;
}

gboolean
parvis_route_source_report (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisDb             *db,
                            ParvisReply          *reply,
                            GError              **error)
{
  json_t *body;
  gint64 days;

  if (!parvis_request_get_query_int (request, "days", 1, REPORT_DAYS_MAX, REPORT_DAYS_MAX, &days,
                                     error))
    return FALSE;

  body = parvis_source_report (db, parvis_request_get_param (request, "id"), days,
                               parvis_request_get_time (request), error);
  if (body == NULL)
    return FALSE;

  parvis_reply_take_json (reply, body);

  return TRUE;
}

gboolean
parvis_route_tile (ParvisService        *service,
                   const ParvisRequest  *request,
                   ParvisDb             *unused,
                   ParvisReply          *reply,
                   GError              **error)
{
  g_autoptr (GBytes) tile = NULL;
  g_autofree char *etag = NULL;

  tile = parvis_tiles_get (parvis_service_get_tiles (service),
                           parvis_request_get_param (request, "insee"),
                           parvis_request_get_param (request, "theme"),
                           (int) MIN (parvis_request_get_param_int (request, "z"), 99),
                           parvis_request_get_param_int (request, "x"),
                           parvis_request_get_param_int (request, "y"),
                           &etag, error);
  if (tile == NULL)
    return FALSE;

  parvis_reply_set_bytes (reply, "image/png", tile);
  parvis_reply_set_header (reply, "Cache-Control", TILE_CACHING);
  parvis_reply_set_etag (reply, etag);

  return TRUE;
}

gboolean
parvis_route_tiles (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *unused,
                    ParvisReply          *reply,
                    GError              **error)
{
  g_autofree char *etag = NULL;
  json_t *body;

  body = parvis_tiles_describe (parvis_service_get_tiles (service),
                                parvis_request_get_param (request, "insee"),
                                parvis_request_get_param (request, "theme"),
                                &etag, error);
  if (body == NULL)
    return FALSE;

  parvis_reply_take_json (reply, body);
  parvis_reply_set_header (reply, "Cache-Control", TILE_CACHING);
  parvis_reply_set_etag (reply, etag);

  return TRUE;
}

gboolean
parvis_route_logo (ParvisService        *service,
                   const ParvisRequest  *request,
                   ParvisDb             *db,
                   ParvisReply          *reply,
                   GError              **error)
{
  g_autofree char *type = NULL;
  g_autofree char *tag = NULL;
  g_autoptr (GBytes) logo = parvis_town_get_logo (db, &type, &tag, error);

  if (logo == NULL)
    return FALSE;

  parvis_reply_picture (reply, type, tag, logo);

  return TRUE;
}
