/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-orders"

#include "config.h"

#include "parvis-access.h"
#include "parvis-error.h"
#include "parvis-orders.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#include <string.h>

/* Merchants act on their own shop, residents on their own orders: what is checked before
 * a command is queued.
 */

#define DEVICE_MIN 43
#define DEVICE_MAX 128
#define CACHING    "public, max-age=2"

/* --- merchants --- */

/* What a town says of a merchant; all else is the merchant's own, and how he confirms unless
 * the town settles that.
 */
static gboolean
is_of_town (const json_t *body)
{
  static const char * const members[] = { "name", "kind", "address", "phone", "lon", "lat",
                                         "confirm", "confirm_by" };
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) body, name, value)
    {
      gboolean known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        known = known || strcmp (members[i], name) == 0;
      if (!known)
        return FALSE;
    }

  return TRUE;
}

/* The mayor says who a merchant is, a merchant everything about his own shop. */
gboolean
parvis_prepare_merchant_settings (ParvisService        *service,
                                  const ParvisRequest  *request,
                                  ParvisCommand        *command,
                                  GError              **error)
{
  const ParvisPass *pass = parvis_request_get_pass (request);

  /* The control socket. */
  if (pass->account[0] == '\0' || (parvis_roles_have_right (pass->roles, PARVIS_RIGHT_ADMINISTER) &&
                                   is_of_town (parvis_request_get_json (request))))
    return TRUE;

  if (parvis_roles_have_right (pass->roles, PARVIS_RIGHT_ORDERS))
    {
      command->scopes = g_memdup2 (&pass->scopes, sizeof pass->scopes);
      return TRUE;
    }

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
               "Your role in this town does not include this");

  return FALSE;
}

/* --- residents --- */

/* --- browsers --- */

#define DEVICE_COOKIE "__Host-parvis-device"
#define DEVICE_TIME   (400 * 24 * 3600)

static gboolean
is_device (const char *token)
{
  gsize length = token == NULL ? 0 : strlen (token);

  return length >= DEVICE_MIN && length <= DEVICE_MAX &&
         strspn (token,
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

char *
parvis_dup_device_cookie (const ParvisRequest *request)
{
  g_autofree char *token = parvis_request_dup_cookie (request, DEVICE_COOKIE);

  return is_device (token) ? g_steal_pointer (&token) : NULL;
}

char *
parvis_find_browser (const ParvisRequest *request)
{
  g_autofree char *token = parvis_dup_device_cookie (request);

  return token == NULL ? NULL : g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

void
parvis_forget_browser (ParvisReply *reply)
{
  parvis_reply_set_cookie (reply, DEVICE_COOKIE, "", 0);
}

/* The time begins anew, for whoever comes back. */
gboolean
parvis_keep_browser (const ParvisRequest  *request,
                     ParvisReply          *reply,
                     GError              **error)
{
  g_autofree char *token = parvis_dup_device_cookie (request);
  g_autofree char *hash = NULL;

  if (token == NULL && !parvis_access_make_key ("", &token, &hash, error))
    return FALSE;

  parvis_reply_set_cookie (reply, DEVICE_COOKIE, token, DEVICE_TIME);

  return TRUE;
}

char *
parvis_read_device (const ParvisRequest  *request,
                    GError              **error)
{
  const char *token = parvis_request_get_header (request, "Parvis-Device");

  if (!is_device (token))
    {
      parvis_set_invalid (error, "Parvis-Device",
                          "The header “Parvis-Device” is %d to %d random letters and figures that"
                          " the device made for itself", DEVICE_MIN, DEVICE_MAX);
      return NULL;
    }

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

gboolean
parvis_check_address (ParvisService        *service,
                      const ParvisRequest  *request,
                      GError              **error)
{
  const ParvisConfig *config = parvis_service_get_config (service);
  char client[PARVIS_CLIENT_SIZE];
  gint64 wait;

  parvis_request_find_client (request, client);
  if (client[0] == '\0' || config->orders_throttle == 0)
    return TRUE;

  wait = parvis_throttle_enter (parvis_service_get_throttle (service), PARVIS_THROTTLE_ORDER,
                                client);
  if (wait == 0)
    return TRUE;

  return parvis_throttle_refuse ("Too many requests come from here", wait, error);
}

void
parvis_forgive_address (ParvisService       *service,
                        const ParvisRequest *request)
{
  char client[PARVIS_CLIENT_SIZE];

  parvis_request_find_client (request, client);
  if (client[0] != '\0')
    parvis_throttle_undo (parvis_service_get_throttle (service), PARVIS_THROTTLE_ORDER, client);
}

/* The device and the limits go along with what it asks; a body cannot say them itself. */
static void
set_device (ParvisService *service,
            const char    *device,
            json_t        *body)
{
  const ParvisConfig *config = parvis_service_get_config (service);

  json_object_set_new (body, "device", json_string (device));
  json_object_set_new (body, "limits", json_pack ("{s:i, s:i}",
                                                  "open", (int) config->orders_open,
                                                  "hour", (int) config->orders_hour));
}

static gboolean
prepare_device (ParvisService        *service,
                const ParvisRequest  *request,
                GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);

  if (device == NULL)
    return FALSE;

  set_device (service, device, (json_t *) parvis_request_get_json (request));

  return TRUE;
}

gboolean
parvis_prepare_form (ParvisService        *service,
                     const ParvisRequest  *request,
                     json_t               *body,
                     gboolean              counted,
                     GError              **error)
{
  g_autofree char *device = parvis_find_browser (request);

  if (device == NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
                           "This form does not belong to this browser");
      return FALSE;
    }

  set_device (service, device, body);

  return !counted || parvis_check_address (service, request, error);
}

gboolean
parvis_prepare_new_order (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisCommand        *command,
                          GError              **error)
{
  return prepare_device (service, request, error) && parvis_check_address (service, request, error);
}

gboolean
parvis_prepare_device (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisCommand        *command,
                       GError              **error)
{
  return prepare_device (service, request, error);
}

gboolean
parvis_reply_public (ParvisReply *reply,
                     json_t      *body)
{
  g_autofree char *text = NULL;
  g_autofree char *tag = NULL;

  if (body == NULL)
    return FALSE;

  text = parvis_json_dump (body);
  tag = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  tag[32] = '\0';
  parvis_reply_take_json (reply, body);
  parvis_reply_set_header (reply, "Cache-Control", CACHING);
  parvis_reply_set_etag (reply, tag);

  return TRUE;
}

gboolean
parvis_reply_private (ParvisReply *reply,
                      json_t      *body)
{
  if (body == NULL)
    return FALSE;

  parvis_reply_take_json (reply, body);
  parvis_reply_set_header (reply, "Cache-Control", "no-store");

  return TRUE;
}

gboolean
parvis_route_merchants (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisDb             *db,
                        ParvisReply          *reply,
                        GError              **error)
{
  return parvis_reply_public (reply,
                              parvis_orders_list_merchants (db, parvis_request_get_time (request),
                                                            error));
}

gboolean
parvis_route_merchant (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  const char *id = parvis_request_get_param (request, "id");
  const char *day = parvis_request_get_query (request, "day");

  return parvis_reply_public (reply,
                              parvis_orders_show_merchant (db, id, day,
                                                           parvis_request_get_time (request),
                                                           error));
}

void
parvis_reply_picture (ParvisReply *reply,
                      const char  *type,
                      const char  *tag,
                      GBytes      *picture)
{
  parvis_reply_set_bytes (reply, strcmp (type, "image/png") == 0 ? "image/png" : "image/jpeg",
                          picture);
  parvis_reply_set_header (reply, "Cache-Control", "public, max-age=3600");
  parvis_reply_set_header (reply, "X-Content-Type-Options", "nosniff");
  parvis_reply_set_etag (reply, tag);
}

gboolean
parvis_route_photo (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *db,
                    ParvisReply          *reply,
                    GError              **error)
{
  g_autofree char *type = NULL;
  g_autofree char *tag = NULL;
  g_autoptr(GBytes) photo = NULL;

  photo = parvis_product_get_photo (db, parvis_request_get_param (request, "id"), &type, &tag,
                                    error);
  if (photo == NULL)
    return FALSE;

  parvis_reply_picture (reply, type, tag, photo);

  return TRUE;
}

gboolean
parvis_route_order (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *db,
                    ParvisReply          *reply,
                    GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);
  const char *id = parvis_request_get_param (request, "id");

  return device != NULL &&
         parvis_reply_private (reply,
                               parvis_orders_show_order (db, id, device,
                                                         parvis_request_get_time (request),
                                                         error));
}

gboolean
parvis_route_orders (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *db,
                     ParvisReply          *reply,
                     GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);

  return device != NULL &&
         parvis_reply_private (reply,
                               parvis_orders_list_orders (db, device,
                                                          parvis_request_get_time (request),
                                                          error));
}

gboolean
parvis_route_standing (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);

  return device != NULL &&
         parvis_reply_private (reply, parvis_orders_list_standing (db, device, error));
}

gboolean
parvis_route_alerts (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *db,
                     ParvisReply          *reply,
                     GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);

  return device != NULL &&
         parvis_reply_private (reply, parvis_orders_list_alerts (db, device, error));
}
