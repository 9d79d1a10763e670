/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-jwt"

#include "config.h"

#include "parvis-oidc-jwt.h"

#include "parvis-error.h"

#include <cjose/cjose.h>
#include <sodium.h>
#include <string.h>

#define MAX_HEADER 4096

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cjose_jwk_t, cjose_jwk_release)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cjose_jws_t, cjose_jws_release)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cjose_header_t, cjose_header_release)

/* What a token says of its own signature. */
typedef struct
{
  json_t               *document;
  ParvisOidcAlgorithms  algorithm;
  const char           *kid;
} Header;

static void
header_clear (Header *header)
{
  json_decref (header->document);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Header, header_clear)

static const struct
{
  const char           *name;
  ParvisOidcAlgorithms  algorithm;
} names[] = {
  { "RS256", PARVIS_OIDC_RS256 },
  { "ES256", PARVIS_OIDC_ES256 },
  { "PS256", PARVIS_OIDC_PS256 },
  { "HS256", PARVIS_OIDC_HS256 },
};

char *
parvis_oidc_encode (const guint8 *bytes,
                    gsize         length)
{
  gsize size = sodium_base64_encoded_len (length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text = g_malloc (size);

  return sodium_bin2base64 (text, size, bytes, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* Strictly, and before cjose sees any of it: what is no base64url can end the process
 * there. (transfer full) (nullable)
 */
static guchar *
decode_part (const char *text,
             gsize       length,
             gsize      *decoded)
{
  g_autofree guchar *bytes = g_malloc (length + 1);

  if (length == 0 ||
      sodium_base642bin (bytes, length + 1, text, length, NULL, decoded, NULL,
                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return NULL;

  return g_steal_pointer (&bytes);
}

static json_t *
parse_part (const char *text,
            gsize       length)
{
  gsize decoded = 0;
  g_autofree guchar *bytes = decode_part (text, length, &decoded);

  return bytes == NULL ? NULL : parvis_json_parse ((const char *) bytes, decoded, NULL);
}

/* Nothing in the header says where a key comes from: "jku", "jwk", "x5u" and "x5c"
 * are not looked at. "crit" asks for what we do not know, whatever it is.
 */
static gboolean
read_header (const char                *token,
             const ParvisOidcProvider  *provider,
             Header                    *header,
             GError                   **error)
{
  gsize length = strcspn (token, ".");
  const json_t *kid;
  const char *name;
  const char *type;

  if (strlen (token) > PARVIS_OIDC_MAX_ANSWER || length > MAX_HEADER || token[length] == '\0' ||
      (header->document = parse_part (token, length)) == NULL)
    return parvis_oidc_refuse (error, "The token of the provider cannot be read");

  name = json_string_value (json_object_get (header->document, "alg"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (names[i].name, name) == 0)
        header->algorithm = names[i].algorithm;
    }

  if ((header->algorithm & provider->algorithms) == 0)
    return parvis_oidc_refuse (error, "The token of the provider is signed in a way that is "
                               "not allowed");

  type = json_string_value (json_object_get (header->document, "typ"));
  if (json_object_get (header->document, "crit") != NULL ||
      (json_object_get (header->document, "typ") != NULL &&
       (type == NULL || g_ascii_strcasecmp (type, "JWT") != 0)))
    return parvis_oidc_refuse (error, "The token of the provider is of another kind");

  kid = json_object_get (header->document, "kid");
  header->kid = json_string_value (kid);
  if (kid != NULL && header->kid == NULL)
    return parvis_oidc_refuse (error, "The token of the provider names no key");

  return TRUE;
}

/* Three parts, each something in base64url. */
static gboolean
find_parts (const char  *token,
            const char **payload,
            const char **signature)
{
  g_autofree guchar *first = NULL;
  g_autofree guchar *second = NULL;
  gsize decoded;

  *payload = strchr (token, '.') + 1;
  *signature = strchr (*payload, '.');
  if (*signature == NULL)
    return FALSE;

  (*signature)++;
  first = decode_part (*payload, (gsize) (*signature - *payload - 1), &decoded);
  second = decode_part (*signature, strlen (*signature), &decoded);

  return first != NULL && second != NULL;
}

/* The key is imported for each token: cjose counts references without an atomic
 * instruction, so one cannot be shared by threads.
 */
static cjose_jwk_t *
import_key (const Header             *header,
            const ParvisOidcProvider *provider,
            const ParvisOidcKeys     *keys)
{
  const json_t *key;
  g_autofree char *text = NULL;

  if (header->algorithm == PARVIS_OIDC_HS256)
    return provider->credential == NULL ? NULL
           : cjose_jwk_create_oct_spec ((const guint8 *) provider->credential,
                                        strlen (provider->credential), NULL);

  key = keys == NULL ? NULL : parvis_oidc_keys_find (keys, header->algorithm, header->kid);
  if (key == NULL)
    return NULL;

  text = parvis_json_dump (key);

  return cjose_jwk_import (text, strlen (text), NULL);
}

gboolean
parvis_oidc_jwt_lacks_key (const char               *token,
                           const ParvisOidcProvider *provider,
                           const ParvisOidcKeys     *keys)
{
  g_auto(Header) header = { 0 };

  return read_header (token, provider, &header, NULL) &&
         header.algorithm != PARVIS_OIDC_HS256 &&
         parvis_oidc_keys_find (keys, header.algorithm, header.kid) == NULL;
}

json_t *
parvis_oidc_jwt_verify (const char                *token,
                        const ParvisOidcProvider  *provider,
                        const ParvisOidcKeys      *keys,
                        GError                   **error)
{
  g_auto(Header) header = { 0 };
  g_autoptr(cjose_jwk_t) key = NULL;
  g_autoptr(cjose_jws_t) jws = NULL;
  g_autoptr(json_t) claims = NULL;
  const char *payload;
  const char *signature;

  if (!read_header (token, provider, &header, error))
    return NULL;

  key = import_key (&header, provider, keys);
  if (key == NULL)
    {
      parvis_oidc_refuse (error, "The token of the provider is signed with an unknown key");
      return NULL;
    }

  if (find_parts (token, &payload, &signature))
    jws = cjose_jws_import (token, strlen (token), NULL);
  if (jws == NULL || !cjose_jws_verify (jws, key, NULL))
    {
      parvis_oidc_refuse (error, "The token of the provider is not signed by it");
      return NULL;
    }

  claims = parse_part (payload, (gsize) (signature - payload - 1));
  if (!json_is_object (claims))
    {
      parvis_oidc_refuse (error, "The token of the provider holds no object");
      return NULL;
    }

  return g_steal_pointer (&claims);
}

char *
parvis_oidc_jwt_sign (const json_t  *payload,
                      const char    *jwk,
                      GError       **error)
{
  g_autoptr(json_t) whole = parvis_json_parse (jwk, strlen (jwk), NULL);
  g_autoptr(json_t) reduced = parvis_oidc_jwk_reduce (whole, TRUE);
  g_autofree char *sound = reduced == NULL ? NULL : parvis_json_dump (reduced);
  g_autoptr(cjose_jwk_t) key = sound == NULL ? NULL
                               : cjose_jwk_import (sound, strlen (sound), NULL);
  g_autoptr(cjose_header_t) header = cjose_header_new (NULL);
  g_autoptr(cjose_jws_t) jws = NULL;
  g_autofree char *text = parvis_json_dump (payload);
  const char *token = NULL;
  const char *kid;

  if (key != NULL && header != NULL)
    {
      cjose_header_set (header, CJOSE_HDR_ALG,
                        cjose_jwk_get_kty (key, NULL) == CJOSE_JWK_KTY_EC
                        ? CJOSE_HDR_ALG_ES256 : CJOSE_HDR_ALG_RS256, NULL);
      kid = cjose_jwk_get_kid (key, NULL);
      if (kid != NULL)
        cjose_header_set (header, CJOSE_HDR_KID, kid, NULL);
      jws = cjose_jws_sign (key, header, (const guint8 *) text, strlen (text), NULL);
    }

  if (sound != NULL)
    explicit_bzero (sound, strlen (sound));
  if (jws == NULL || !cjose_jws_export (jws, &token, NULL))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "The client's key of a provider cannot sign");
      return NULL;
    }

  return g_strdup (token);
}
