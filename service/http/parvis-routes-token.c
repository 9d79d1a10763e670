/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-token"

#include "config.h"

#include "parvis-access.h"
#include "parvis-code.h"
#include "parvis-error.h"
#include "parvis-invitation.h"
#include "parvis-pin.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#include <string.h>

/* What applications sign in with: OAuth 2.0 for a public client (RFC 6749, 7009, 7636,
 * 8252, 8414, 8628). Answers are its own, also where something is wrong.
 */

#define GRANT_DEVICE "urn:ietf:params:oauth:grant-type:device_code"

/* RFC 7636 §4.1 */
#define HANDLE_MAX   128
#define PIN_TEXT_MAX 64

#define VERIFIER_MIN 43
#define VERIFIER_MAX 128

gboolean
parvis_route_metadata (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *unused,
                       ParvisReply          *reply,
                       GError              **error)
{
  static const struct
  {
    const char *name;
    const char *path;
  } places[] = {
    { "authorization_endpoint", "/sign-in/authorize" },
    { "token_endpoint", "/api/v1/token" },
    { "device_authorization_endpoint", "/api/v1/device" },
    { "revocation_endpoint", "/api/v1/revoke" },
  };
  const char *url = parvis_service_get_url (service);
  json_t *body;

  body = json_pack ("{s:s, s:[s], s:[s, s, s], s:[s], s:[s], s:[s]}", "issuer", url,
                    "response_types_supported", "code",
                    "grant_types_supported", "authorization_code", "refresh_token", GRANT_DEVICE,
                    "code_challenge_methods_supported", "S256",
                    "token_endpoint_auth_methods_supported", "none",
                    "revocation_endpoint_auth_methods_supported", "none");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *place = g_strconcat (url, places[i].path, NULL);

      parvis_json_set_string (body, places[i].name, place);
    }

  parvis_reply_set_header (reply, "Cache-Control", "public, max-age=300");
  parvis_reply_take_json (reply, body);

  return TRUE;
}

/* RFC 6749 §5.2. Always TRUE: for the router all went well. */
static gboolean
refuse (ParvisReply *reply,
        const char  *code,
        const char  *description)
{
  parvis_reply_set_status (reply, 400);
  parvis_reply_take_json (reply, json_pack ("{s:s, s:s}", "error", code,
                                            "error_description", description));

  return TRUE;
}

static gboolean
give_tokens (ParvisReply        *reply,
             const ParvisTokens *tokens)
{
  parvis_reply_take_json (reply,
                          json_pack ("{s:s, s:s, s:I, s:s, s:s, s:s}",
                                     "access_token", tokens->access, "token_type", "Bearer",
                                     "expires_in",
                                     (json_int_t) (PARVIS_ACCESS_TIME / PARVIS_SECOND),
                                     "refresh_token", tokens->refresh,
                                     "session", tokens->session, "account", tokens->account));

  return TRUE;
}

/* Only what the database could not do is an error of the route. Takes @local. */
static gboolean
refuse_grant (ParvisReply  *reply,
              GError       *local,
              GError      **error)
{
  g_autoptr(GError) owned = local;

  if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    return refuse (reply, "invalid_grant", local->message);

  if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_REMOVED))
    {
      parvis_reply_set_status (reply, 400);
      parvis_reply_take_json (reply, json_pack ("{s:s, s:s, s:b}", "error", "invalid_grant",
                                                "error_description", local->message,
                                                "removed", 1));
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&owned));

  return FALSE;
}

static gboolean
grant_code (ParvisService        *service,
            const ParvisRequest  *request,
            ParvisReply          *reply,
            GError              **error)
{
  const char *code = parvis_request_get_field (request, "code");
  const char *redirect = parvis_request_get_field (request, "redirect_uri");
  const char *client = parvis_request_get_field (request, "client_id");
  const char *verifier = parvis_request_get_field (request, "code_verifier");
  g_auto(ParvisTokens) tokens = { NULL, };
  GError *local = NULL;

  if (code == NULL || redirect == NULL || client == NULL || verifier == NULL ||
      strlen (verifier) < VERIFIER_MIN || strlen (verifier) > VERIFIER_MAX)
    return refuse (reply, "invalid_request",
                   "code, redirect_uri, client_id and code_verifier (43 to 128 characters) are"
                   " needed");

  if (!parvis_authorization_redeem (parvis_service_get_store (service), code, client, redirect,
                                    verifier, &tokens, &local))
    return refuse_grant (reply, local, error);

  return give_tokens (reply, &tokens);
}

static gboolean
grant_refresh (ParvisService        *service,
               const ParvisRequest  *request,
               ParvisReply          *reply,
               GError              **error)
{
  const char *token = parvis_request_get_field (request, "refresh_token");
  g_auto(ParvisTokens) tokens = { NULL, };
  GError *local = NULL;

  if (token == NULL)
    return refuse (reply, "invalid_request", "refresh_token is needed");

  if (!parvis_session_refresh (parvis_service_get_store (service), token, &tokens, &local))
    return refuse_grant (reply, local, error);

  return give_tokens (reply, &tokens);
}

static gboolean
grant_device (ParvisService        *service,
              const ParvisRequest  *request,
              ParvisReply          *reply,
              GError              **error)
{
  const char *code = parvis_request_get_field (request, "device_code");
  const char *client = parvis_request_get_field (request, "client_id");
  g_auto(ParvisTokens) tokens = { NULL, };
  ParvisPoll poll = PARVIS_POLL_EXPIRED;

  if (code == NULL || client == NULL)
    return refuse (reply, "invalid_request", "device_code and client_id are needed");

  if (!parvis_device_poll (parvis_service_get_store (service), code, client, &poll, &tokens,
                           error))
    return FALSE;

  switch (poll)
    {
    case PARVIS_POLL_GRANTED:
      return give_tokens (reply, &tokens);

    case PARVIS_POLL_PENDING:
      return refuse (reply, "authorization_pending", "Nobody has decided yet");

    case PARVIS_POLL_SLOW_DOWN:
      return refuse (reply, "slow_down", "Ask five seconds later than until now");

    case PARVIS_POLL_DENIED:
      return refuse (reply, "access_denied", "It was denied");

    case PARVIS_POLL_EXPIRED:
      break;
    }

  return refuse (reply, "expired_token", "This code is too old, or unknown");
}

gboolean
parvis_route_token (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *unused,
                    ParvisReply          *reply,
                    GError              **error)
{
  const char *grant = parvis_request_get_field (request, "grant_type");

  if (grant == NULL)
    return refuse (reply, "invalid_request", "grant_type is needed");
  if (strcmp (grant, "authorization_code") == 0)
    return grant_code (service, request, reply, error);
  if (strcmp (grant, "refresh_token") == 0)
    return grant_refresh (service, request, reply, error);
  if (strcmp (grant, GRANT_DEVICE) == 0)
    return grant_device (service, request, reply, error);

  return refuse (reply, "unsupported_grant_type", "This grant_type is not known here");
}

/* What is refused for too many tries says how long to wait. */
static gboolean
enter_throttle (ParvisService        *service,
                const ParvisRequest  *request,
                ParvisThrottleKind    kind,
                char                  client[PARVIS_CLIENT_SIZE],
                GError              **error)
{
  gint64 wait;

  parvis_request_find_client (request, client);
  wait = parvis_throttle_enter (parvis_service_get_throttle (service), kind, client);
  if (wait == 0)
    return TRUE;

  return parvis_throttle_refuse ("Too many tries", wait, error);
}

static char *
read_label (const char *label)
{
  return label == NULL || *label == '\0' || g_utf8_strlen (label, -1) > PARVIS_LABEL_MAX
         ? g_strdup ("Parvis") : g_strdup (label);
}

gboolean
parvis_route_device (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *unused,
                     ParvisReply          *reply,
                     GError              **error)
{
  const char *client = parvis_request_get_field (request, "client_id");
  const char *insee = parvis_request_get_field (request, "town");
  g_autofree char *page = g_strconcat (parvis_service_get_url (service), "/sign-in/device", NULL);
  g_auto(ParvisSignInRequest) wish = { NULL, };
  g_autofree char *whole = NULL;
  g_autofree char *device = NULL;
  g_autofree char *user = NULL;
  char asker[PARVIS_CLIENT_SIZE];

  if (client == NULL || strcmp (client, PARVIS_CLIENT_DESKTOP) != 0)
    return refuse (reply, "invalid_client", "This client is not known here");
  if (insee != NULL && !parvis_insee_is_valid (insee))
    return refuse (reply, "invalid_request", "town must be an INSEE code");
  if (!enter_throttle (service, request, PARVIS_THROTTLE_DEVICE, asker, error))
    return FALSE;

  wish.client = g_strdup (client);
  wish.insee = g_strdup (insee);
  wish.label = read_label (parvis_request_get_field (request, "label"));
  if (!parvis_device_create (parvis_service_get_store (service), &wish,
                             parvis_request_get_time (request), &device, &user, error))
    return FALSE;

  whole = g_strconcat (page, "?user_code=", user, NULL);
  parvis_reply_take_json (reply,
                          json_pack ("{s:s, s:s, s:s, s:s, s:I, s:i}", "device_code", device,
                                     "user_code", user, "verification_uri", page,
                                     "verification_uri_complete", whole, "expires_in",
                                     (json_int_t) (PARVIS_DEVICE_TIME / PARVIS_SECOND),
                                     "interval", PARVIS_DEVICE_PACE));

  return TRUE;
}

gboolean
parvis_route_revoke (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *unused,
                     ParvisReply          *reply,
                     GError              **error)
{
  const char *token = parvis_request_get_field (request, "token");

  if (token == NULL)
    return refuse (reply, "invalid_request", "token is needed");

  if (!parvis_session_revoke_token (parvis_service_get_store (service), token, error))
    return FALSE;

  parvis_gate_forget (parvis_service_get_gate (service));
  parvis_reply_take_json (reply, json_object ());

  return TRUE;
}

gboolean
parvis_route_pair (ParvisService        *service,
                   const ParvisRequest  *request,
                   ParvisDb             *unused,
                   ParvisReply          *reply,
                   GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const json_t *body = parvis_request_get_json (request);
  g_autoptr(ParvisInvitation) invitation = NULL;
  g_auto(ParvisTokens) tokens = { NULL, };
  g_autofree char *account = NULL;
  g_autofree char *name = NULL;
  char client[PARVIS_CLIENT_SIZE];
  const char *code;
  const char *label;

  if (!parvis_json_get_string (body, "code", 64, &code, error) ||
      !parvis_json_get_string_or (body, "label", PARVIS_LABEL_MAX, NULL, &label, error) ||
      !enter_throttle (service, request, PARVIS_THROTTLE_CODE, client, error))
    return FALSE;

  invitation = parvis_invitation_find (store, code, parvis_request_get_time (request), error);
  if (invitation == NULL)
    return FALSE;

  parvis_throttle_succeed (parvis_service_get_throttle (service), PARVIS_THROTTLE_CODE, client);
  name = read_label (label);
  account = parvis_invitation_pair (store, invitation, error);

  return account != NULL && parvis_session_create (store, account, name, &tokens, error) &&
         give_tokens (reply, &tokens);
}

static gboolean
give_key (ParvisReply        *reply,
          const ParvisPinKey *key)
{
  parvis_reply_take_json (reply, json_pack ("{s:s, s:s, s:i}", "handle", key->handle,
                                            "key", key->key, "missed", key->missed));

  return TRUE;
}

gboolean
parvis_route_pin (ParvisService        *service,
                  const ParvisRequest  *request,
                  ParvisDb             *unused,
                  ParvisReply          *reply,
                  GError              **error)
{
  const json_t *body = parvis_request_get_json (request);
  g_auto(ParvisPinKey) key = { NULL, };
  const char *current;
  const char *pin;

  if (!parvis_json_get_string (body, "pin", PIN_TEXT_MAX, &pin, error) ||
      !parvis_json_get_string_or (body, "current", PIN_TEXT_MAX, NULL, &current, error))
    return FALSE;

  if (!parvis_pin_set (parvis_service_get_store (service), parvis_service_get_seal (service),
                       parvis_request_get_pass (request)->session, current, pin, &key, error))
    {
      parvis_gate_forget (parvis_service_get_gate (service));
      return FALSE;
    }

  return give_key (reply, &key);
}

gboolean
parvis_route_unlock (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *unused,
                     ParvisReply          *reply,
                     GError              **error)
{
  const json_t *body = parvis_request_get_json (request);
  g_auto(ParvisPinKey) key = { NULL, };
  char client[PARVIS_CLIENT_SIZE];
  const char *handle;
  const char *pin;

  if (!parvis_json_get_string (body, "handle", HANDLE_MAX, &handle, error) ||
      !parvis_json_get_string (body, "pin", PIN_TEXT_MAX, &pin, error) ||
      !enter_throttle (service, request, PARVIS_THROTTLE_CODE, client, error))
    return FALSE;

  if (!parvis_pin_open (parvis_service_get_store (service), parvis_service_get_seal (service),
                        handle, pin, &key, error))
    {
      /* It may have been the last try, and the end of the session. */
      parvis_gate_forget (parvis_service_get_gate (service));
      return FALSE;
    }

  parvis_throttle_succeed (parvis_service_get_throttle (service), PARVIS_THROTTLE_CODE, client);

  return give_key (reply, &key);
}
