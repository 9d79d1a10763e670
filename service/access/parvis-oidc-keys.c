/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-keys"

#include "config.h"

#include "parvis-oidc-keys.h"

#include "parvis-error.h"

#include <sodium.h>
#include <string.h>

/* Bytes of an RSA modulus: 2048 bits at least, and no more than can be computed
 * with in a moment. Public exponents are small; a huge one is as slow as a private one.
 */
#define MIN_MODULUS  256
#define MAX_MODULUS  1024
#define MAX_EXPONENT 4
#define P256_BYTES   32

struct _ParvisOidcKeys
{
  int     ref_count;
  json_t *keys;
};

/* How many bytes the member holds, 0 if it is not base64url without padding or too long. */
static gsize
count_bytes (const json_t *key,
             const char   *name)
{
  const json_t *value = json_object_get (key, name);
  guchar bytes[MAX_MODULUS];
  gsize length = 0;

  if (!json_is_string (value) ||
      sodium_base642bin (bytes, sizeof bytes, json_string_value (value),
                         json_string_length (value), NULL, &length, NULL,
                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return 0;

  return length;
}

static gboolean
is (const json_t *key,
    const char   *name,
    const char   *text)
{
  return g_strcmp0 (json_string_value (json_object_get (key, name)), text) == 0;
}

/* The algorithms that the key is good for by its kind and by what it says of itself. */
static ParvisOidcAlgorithms
get_algorithms (const json_t *key)
{
  const json_t *operations = json_object_get (key, "key_ops");
  ParvisOidcAlgorithms good = 0;
  gsize modulus = count_bytes (key, "n");
  gsize exponent = count_bytes (key, "e");

  if ((json_object_get (key, "use") != NULL && !is (key, "use", "sig")) ||
      (operations != NULL && !parvis_oidc_list_has (operations, "verify")))
    return 0;

  if (is (key, "kty", "RSA") && modulus >= MIN_MODULUS && exponent >= 1 &&
      exponent <= MAX_EXPONENT)
    good = PARVIS_OIDC_RS256 | PARVIS_OIDC_PS256;
  else if (is (key, "kty", "EC") && is (key, "crv", "P-256") &&
           count_bytes (key, "x") == P256_BYTES && count_bytes (key, "y") == P256_BYTES)
    good = PARVIS_OIDC_ES256;

  if (json_object_get (key, "alg") == NULL)
    return good;

  return good & ((is (key, "alg", "RS256") ? PARVIS_OIDC_RS256 : 0) |
                 (is (key, "alg", "PS256") ? PARVIS_OIDC_PS256 : 0) |
                 (is (key, "alg", "ES256") ? PARVIS_OIDC_ES256 : 0));
}

ParvisOidcKeys *
parvis_oidc_keys_new (const json_t  *jwks,
                      GError       **error)
{
  const json_t *list = json_object_get (jwks, "keys");
  ParvisOidcKeys *self;
  size_t index;
  json_t *key;

  if (!json_is_array (list) || json_array_size (list) > PARVIS_OIDC_MAX_KEYS)
    {
      parvis_oidc_refuse (error, "The provider's keys are no list of at most %d",
                          PARVIS_OIDC_MAX_KEYS);
      return NULL;
    }

  self = g_new0 (ParvisOidcKeys, 1);
  self->ref_count = 1;
  self->keys = json_array ();
  json_array_foreach (list, index, key)
    {
      if (get_algorithms (key) != 0)
        json_array_append (self->keys, key);
    }

  return self;
}

ParvisOidcKeys *
parvis_oidc_keys_fetch (const char       *url,
                        ParvisOidcReach   reach,
                        GError          **error)
{
  g_autoptr(json_t) jwks = NULL;

  jwks = parvis_oidc_fetch_json (&(ParvisOidcRequest) {
    .url = url, .accept = "application/jwk-set+json, application/json" }, reach, error);

  return jwks == NULL ? NULL : parvis_oidc_keys_new (jwks, error);
}

ParvisOidcKeys *
parvis_oidc_keys_ref (ParvisOidcKeys *self)
{
  __atomic_add_fetch (&self->ref_count, 1, __ATOMIC_RELAXED);

  return self;
}

void
parvis_oidc_keys_unref (ParvisOidcKeys *self)
{
  if (self == NULL || __atomic_sub_fetch (&self->ref_count, 1, __ATOMIC_ACQ_REL) > 0)
    return;

  json_decref (self->keys);
  g_free (self);
}

const json_t *
parvis_oidc_keys_find (const ParvisOidcKeys *self,
                       ParvisOidcAlgorithms  algorithm,
                       const char           *kid)
{
  const json_t *found = NULL;
  size_t index;
  json_t *key;

  json_array_foreach (self->keys, index, key)
    {
      if ((get_algorithms (key) & algorithm) == 0 || (kid != NULL && !is (key, "kid", kid)))
        continue;

      /* Two that fit: which one is meant is not ours to try out. */
      if (found != NULL)
        return NULL;
      found = key;
    }

  return found;
}
