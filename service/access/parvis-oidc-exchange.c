/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-exchange"

#include "config.h"

#include "parvis-oidc-exchange.h"

#include "parvis-error.h"
#include "parvis-oidc-jwt.h"
#include "parvis-time.h"

#include <string.h>

#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define ASSERTION_LIFE 60

static void
clear_secret (char **text)
{
  if (*text != NULL)
    explicit_bzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

void
parvis_oidc_tokens_clear (ParvisOidcTokens *tokens)
{
  clear_secret (&tokens->access_token);
  clear_secret (&tokens->id_token);
}

void
parvis_oidc_form_add (GString    *form,
                      const char *name,
                      const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;

  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (form, "%s%s=%s", form->len == 0 ? "" : "&", name, escaped);
}

/* RFC 6749, 2.3.1: both halves are escaped before they are joined. */
static char *
make_basic (const ParvisOidcProvider *provider)
{
  g_autofree char *id = g_uri_escape_string (provider->client_id, NULL, FALSE);
  g_autofree char *secret = g_uri_escape_string (provider->credential, NULL, FALSE);
  g_autofree char *both = g_strconcat (id, ":", secret, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) both, strlen (both));
  char *header = g_strconcat ("Basic ", encoded, NULL);

  clear_secret (&secret);
  clear_secret (&both);
  clear_secret (&encoded);

  return header;
}

/* RFC 7523. It is for the issuer alone: for an address that the provider names, it
 * could be sent on to whose address that is.
 */
static char *
make_assertion (const ParvisOidcProvider  *provider,
                gint64                     now,
                GError                   **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr(json_t) claims = NULL;

  claims = json_pack ("{s:s, s:s, s:s, s:s, s:I, s:I}",
                      "iss", provider->client_id,
                      "sub", provider->client_id,
                      "aud", provider->issuer,
                      "jti", id,
                      "iat", (json_int_t) (now / PARVIS_SECOND),
                      "exp", (json_int_t) (now / PARVIS_SECOND + ASSERTION_LIFE));

  return parvis_oidc_jwt_sign (claims, provider->credential, error);
}

/* Adds who we are to the form or, for "basic", to *@authorization. */
static gboolean
add_client (const ParvisOidcProvider  *provider,
            gint64                     now,
            GString                   *form,
            char                     **authorization,
            GError                   **error)
{
  g_autofree char *assertion = NULL;

  if (provider->credential == NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "The provider's settings lack the client's secret");
      return FALSE;
    }

  switch (provider->client_auth)
    {
    case PARVIS_OIDC_SECRET_BASIC:
      *authorization = make_basic (provider);
      return TRUE;

    case PARVIS_OIDC_SECRET_POST:
      parvis_oidc_form_add (form, "client_id", provider->client_id);
      parvis_oidc_form_add (form, "client_secret", provider->credential);
      return TRUE;

    case PARVIS_OIDC_PRIVATE_KEY:
    default:
      assertion = make_assertion (provider, now, error);
      parvis_oidc_form_add (form, "client_id", provider->client_id);
      parvis_oidc_form_add (form, "client_assertion_type", ASSERTION_TYPE);
      parvis_oidc_form_add (form, "client_assertion", assertion);
      return assertion != NULL;
    }
}

static gboolean
is_bearer_token (const char *text)
{
  if (text == NULL || text[0] == '\0' || strlen (text) > PARVIS_OIDC_MAX_ANSWER / 2)
    return FALSE;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_tokens (const json_t      *answer,
             ParvisOidcTokens  *tokens,
             GError           **error)
{
  const char *type = json_string_value (json_object_get (answer, "token_type"));
  const char *access = json_string_value (json_object_get (answer, "access_token"));
  const char *id = json_string_value (json_object_get (answer, "id_token"));

  if (type == NULL || g_ascii_strcasecmp (type, "Bearer") != 0 || !is_bearer_token (access) ||
      id == NULL)
    return parvis_oidc_refuse (error, "The provider gave no tokens for the code");

  tokens->access_token = g_strdup (access);
  tokens->id_token = g_strdup (id);

  return TRUE;
}

gboolean
parvis_oidc_exchange (const ParvisOidcProvider  *provider,
                      const ParvisOidcMetadata  *metadata,
                      ParvisReach                reach,
                      const char                *code,
                      const char                *redirect_uri,
                      const char                *verifier,
                      gint64                     now,
                      ParvisOidcTokens          *tokens,
                      GError                   **error)
{
  g_autoptr(GString) form = g_string_new (NULL);
  g_autofree char *authorization = NULL;
  g_autoptr(json_t) answer = NULL;

  parvis_oidc_tokens_clear (tokens);
  parvis_oidc_form_add (form, "grant_type", "authorization_code");
  parvis_oidc_form_add (form, "code", code);
  parvis_oidc_form_add (form, "redirect_uri", redirect_uri);
  parvis_oidc_form_add (form, "code_verifier", verifier);
  if (!add_client (provider, now, form, &authorization, error))
    return FALSE;

  answer = parvis_oidc_fetch_json (&(ParvisOidcRequest) {
    .url = metadata->token_endpoint,
    .accept = "application/json",
    .authorization = authorization,
    .form = form->str }, reach, error);

  explicit_bzero (form->str, form->len);
  clear_secret (&authorization);

  return answer != NULL && read_tokens (answer, tokens, error);
}

gboolean
parvis_oidc_ask_userinfo (const ParvisOidcProvider  *provider,
                          const ParvisOidcMetadata  *metadata,
                          ParvisReach                reach,
                          const char                *access_token,
                          ParvisFetchAnswer         *answer,
                          GError                   **error)
{
  const char *type = provider->userinfo == PARVIS_OIDC_USERINFO_SIGNED
                     ? "application/jwt" : "application/json";
  g_autofree char *authorization = NULL;
  gboolean asked;

  if (metadata->userinfo_endpoint == NULL)
    return parvis_oidc_refuse (error, "The provider has no userinfo endpoint");

  authorization = g_strconcat ("Bearer ", access_token, NULL);
  asked = parvis_oidc_fetch (&(ParvisOidcRequest) {
    .url = metadata->userinfo_endpoint,
    .accept = type,
    .authorization = authorization }, reach, answer, error);
  clear_secret (&authorization);
  if (!asked)
    return FALSE;

  if (answer->status != 200)
    return parvis_oidc_refuse (error, "The provider answered with status %ld", answer->status);
  if (strcmp (answer->type, type) != 0)
    return parvis_oidc_refuse (error, "The provider told about the person in another form "
                               "than the settings say");

  return TRUE;
}
