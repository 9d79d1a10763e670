/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-notices"

#include "config.h"

#include "parvis-access-rows.h"
#include "parvis-error.h"
#include "parvis-page.h"
#include "parvis-routes.h"
#include "parvis-service.h"
#include "parvis-stop.h"

/* How the person with a device wants to be told: what the device asks, and what a link in a
 * letter does.
 */

#define KEY_CACHING "public, max-age=3600"

gboolean
parvis_route_push_key (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  g_autofree char *key = parvis_post_dup_push_key (parvis_service_get_post (service));

  if (key == NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This service sends no pushes");
      return FALSE;
    }

  parvis_reply_take_json (reply, json_pack ("{s:s}", "key", key));
  parvis_reply_set_header (reply, "Cache-Control", KEY_CACHING);

  return TRUE;
}

gboolean
parvis_route_preference (ParvisService        *service,
                         const ParvisRequest  *request,
                         ParvisDb             *db,
                         ParvisReply          *reply,
                         GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);
  g_autoptr(ParvisPreference) preference = NULL;
  g_autoptr(GError) local = NULL;

  if (device == NULL)
    return FALSE;

  preference = parvis_preference_load (db, device, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return parvis_reply_private (reply, parvis_preference_describe (preference));
}

/* What a browser gave goes into the database sealed. */
gboolean
parvis_prepare_preference (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisCommand        *command,
                           GError              **error)
{
  json_t *body = (json_t *) parvis_request_get_json (request);
  const json_t *subscription = json_object_get (body, "subscription");
  g_autofree char *endpoint = NULL;
  g_autofree char *sealed = NULL;

  if (!parvis_prepare_device (service, request, command, error))
    return FALSE;
  if (subscription == NULL || json_is_null (subscription))
    return parvis_check_address (service, request, error);

  sealed = parvis_post_seal_subscription (parvis_service_get_post (service), subscription,
                                          &endpoint, error);
  if (sealed == NULL)
    return FALSE;

  parvis_json_set_string (body, "endpoint", endpoint);
  parvis_json_set_string (body, "sealed", sealed);
  json_object_del (body, "subscription");

  return parvis_check_address (service, request, error);
}

/* --- the link in a letter --- */

/* FALSE for a link that this service did not make. */
static gboolean
read_link (ParvisService        *service,
           const ParvisRequest  *request,
           ParvisStop           *stop,
           GError              **error)
{
  return parvis_stop_read (parvis_service_get_seal (service),
                           parvis_request_get_param (request, "insee"),
                           parvis_request_get_param (request, "token"), stop, error);
}

static const char *
choose_language (const ParvisRequest *request)
{
  return parvis_phrase_choose_language (parvis_request_get_header (request, "Accept-Language"));
}

/* Programs that look at what a letter links to ask for it; only a person presses the button. */
gboolean
parvis_stop_page (ParvisService        *service,
                  const ParvisRequest  *request,
                  ParvisDb             *unused,
                  ParvisReply          *reply,
                  GError              **error)
{
  g_autoptr(ParvisPage) page = NULL;
  g_autofree char *here = NULL;
  ParvisStop stop;

  if (!read_link (service, request, &stop, error))
    return FALSE;

  here = g_strconcat ("/", parvis_request_get_param (request, "insee"), "/stop/",
                      parvis_request_get_param (request, "token"), NULL);
  page = parvis_page_new (choose_language (request), N_("No more messages"), NULL);
  parvis_page_text (page, stop.about == PARVIS_ABOUT_ORDERS
                          ? N_("From now on no e-mail about orders of this device is sent.")
                          : N_("From now on no e-mail about applications of this device is sent,"
                               " except receipts and decisions."), NULL);
  parvis_page_begin_form (page, here, NULL);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "stop", "yes", N_("Send me no more"), NULL);
  parvis_page_end_form (page);
  parvis_page_finish (page, reply);
  parvis_reply_set_header (reply, "Cache-Control", "no-store");

  return TRUE;
}

/* The same for a button and for a mail program (RFC 8058): what the body says is not looked at. */
gboolean
parvis_stop_post (ParvisService        *service,
                  const ParvisRequest  *request,
                  ParvisDb             *unused,
                  ParvisReply          *reply,
                  GError              **error)
{
  g_autoptr(ParvisPage) page = NULL;
  ParvisStop stop;

  if (!read_link (service, request, &stop, error))
    return FALSE;

  if (!parvis_access_run (parvis_service_get_store (service),
                          parvis_request_get_param (request, "insee"), "choice.stop", NULL, NULL,
                          parvis_preference_stop,
                          json_pack ("{s:s, s:s}", "device", stop.device, "about",
                                     parvis_about_to_string (stop.about)), NULL, error))
    return FALSE;

  page = parvis_page_new (choose_language (request), N_("No more messages"), NULL);
  parvis_page_notice (page, PARVIS_NOTICE_GOOD, N_("Done: nothing more is sent to you."), NULL);
  parvis_page_finish (page, reply);
  parvis_reply_set_header (reply, "Cache-Control", "no-store");

  return TRUE;
}
