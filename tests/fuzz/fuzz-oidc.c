/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-oidc-claims.h"
#include "parvis-oidc-jwt.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT (1781707320) * PARVIS_SECOND)

static ParvisOidcProvider *
make_provider (void)
{
  g_autoptr(json_t) settings = json_pack (
    "{s:s, s:{s:s, s:s}, s:s, s:s, s:[s], s:[s], s:[s], s:[s], s:{s:s}}",
    "id", "agents", "label", "fr", "A", "en", "A", "issuer", "https://idp.example",
    "client_id", "parvis", "scopes", "openid", "name_claims", "name", "accept_acr", "eidas2",
    "require_amr", "mfa", "require_claims", "siret", "21340126800130");

  return parvis_oidc_provider_new (settings, NULL, PARVIS_REACH_PUBLIC, NULL);
}

/* Nobody but the provider can sign, so whatever the fuzzer writes is no token. */
static void
try_token (const ParvisOidcProvider *provider,
           const json_t             *jwks,
           const char               *token)
{
  g_autoptr(ParvisOidcKeys) keys = parvis_oidc_keys_new (jwks, NULL);
  g_autoptr(json_t) claims = NULL;

  if (keys == NULL)
    return;

  claims = parvis_oidc_jwt_verify (token, provider, keys, NULL);
  if (parvis_oidc_jwt_lacks_key (token, provider, keys))
    g_assert_null (claims);
}

static void
try_claims (const ParvisOidcProvider *provider,
            const json_t             *claims,
            const json_t             *userinfo)
{
  g_auto(ParvisOidcIdentity) identity = { 0 };

  if (!parvis_oidc_check_id_token (provider, claims, "nonce", "access", NOW, NULL) ||
      !parvis_oidc_check_userinfo (provider, claims, userinfo, TRUE, NOW, NULL) ||
      !parvis_oidc_read_identity (provider, claims, userinfo, &identity, NULL))
    return;

  g_assert_cmpstr (json_string_value (json_object_get (claims, "iss")), ==, provider->issuer);
  g_assert_cmpstr (json_string_value (json_object_get (userinfo, "sub")), ==, identity.subject);
  g_assert_true (g_utf8_validate (identity.name, -1, NULL));
  g_assert_cmpuint (strlen (identity.name), >, 0);
  g_assert_null (strpbrk (identity.name, "\r\n"));
  if (identity.email != NULL)
    g_assert_null (strpbrk (identity.email, "\r\n ,"));
}

/* What an operator wrote may be wrong as well. */
static void
try_settings (const json_t *settings,
              const char   *credential)
{
  g_autoptr(ParvisOidcProvider) provider = NULL;
  g_autofree char *token = NULL;

  provider = parvis_oidc_provider_new (settings, credential, PARVIS_REACH_PUBLIC, NULL);
  if (provider == NULL)
    return;

  g_assert_true (g_str_has_prefix (provider->issuer, "https://"));
  if (provider->client_auth == PARVIS_OIDC_PRIVATE_KEY)
    token = parvis_oidc_jwt_sign (settings, provider->credential, NULL);
}

/* A document on the first line, another or a token on the second. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static ParvisOidcProvider *provider;
  const uint8_t *end = size == 0 ? NULL : memchr (data, '\n', size);
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) second = NULL;
  g_autofree char *token = NULL;
  gsize rest;

  if (end == NULL)
    return 0;

  if (provider == NULL)
    provider = make_provider ();

  rest = size - (gsize) (end + 1 - data);
  first = parvis_json_parse ((const char *) data, (gsize) (end - data), NULL);
  second = parvis_json_parse ((const char *) end + 1, rest, NULL);
  if (json_is_object (first) && json_is_object (second))
    try_claims (provider, first, second);

  token = g_strndup ((const char *) end + 1, rest);
  if (json_is_object (first) && second == NULL)
    try_token (provider, first, token);

  if (json_is_object (first))
    try_settings (first, token);

  return 0;
}
