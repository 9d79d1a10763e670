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

/* @jwk: only what the algorithm needs of what the provider wrote. */
typedef struct
{
  ParvisOidcAlgorithms  algorithms;
  char                 *kid;
  json_t               *jwk;
} Key;

struct _ParvisOidcKeys
{
  int    ref_count;
  GList *keys;
};

/* Of a whole key; cjose loses memory over a part of one. */
static const char * const rsa_public[] = { "n", "e", NULL };
static const char * const rsa_private[] = { "n", "e", "d", "p", "q", "dp", "dq", "qi", NULL };
static const char * const ec_public[] = { "x", "y", NULL };
static const char * const ec_private[] = { "x", "y", "d", NULL };

static void
key_free (gpointer data)
{
  Key *key = data;

  g_free (key->kid);
  json_decref (key->jwk);
  g_free (key);
}

/* How many bytes the member holds, 0 if it is not base64url without padding or too long. */
static gsize
count_bytes (const json_t *key,
             const char   *name)
{
  const json_t *value = json_object_get (key, name);
  guchar bytes[MAX_MODULUS];
  gsize length = 0;

  if (json_is_string (value) &&
      sodium_base642bin (bytes, sizeof bytes, json_string_value (value),
                         json_string_length (value), NULL, &length, NULL,
                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    length = 0;
  explicit_bzero (bytes, sizeof bytes);

  return length;
}

static gboolean
is (const json_t *key,
    const char   *name,
    const char   *text)
{
  return g_strcmp0 (json_string_value (json_object_get (key, name)), text) == 0;
}

json_t *
parvis_oidc_jwk_reduce (const json_t *jwk,
                        gboolean      is_private)
{
  static const char * const names[] = { "kty", "crv", "kid" };
  const char * const *member = is_private ? rsa_private : rsa_public;
  g_autoptr(json_t) reduced = json_object ();

  if (is (jwk, "kty", "EC"))
    member = is_private ? ec_private : ec_public;
  else if (!is (jwk, "kty", "RSA"))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const json_t *value = json_object_get (jwk, names[i]);

      if (json_is_string (value))
        json_object_set (reduced, names[i], (json_t *) value);
    }

  for (; *member != NULL; member++)
    {
      if (count_bytes (jwk, *member) == 0)
        return NULL;
      json_object_set (reduced, *member, json_object_get (jwk, *member));
    }

  return g_steal_pointer (&reduced);
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

static Key *
read_key (const json_t *jwk)
{
  ParvisOidcAlgorithms algorithms = get_algorithms (jwk);
  json_t *reduced = algorithms == 0 ? NULL : parvis_oidc_jwk_reduce (jwk, FALSE);
  Key *key;

  if (reduced == NULL)
    return NULL;

  key = g_new0 (Key, 1);
  key->algorithms = algorithms;
  key->kid = g_strdup (json_string_value (json_object_get (jwk, "kid")));
  key->jwk = reduced;

  return key;
}

ParvisOidcKeys *
parvis_oidc_keys_new (const json_t  *jwks,
                      GError       **error)
{
  const json_t *list = json_object_get (jwks, "keys");
  ParvisOidcKeys *self;
  size_t index;
  json_t *jwk;

  if (!json_is_array (list) || json_array_size (list) > PARVIS_OIDC_MAX_KEYS)
    {
      parvis_oidc_refuse (error, "The provider's keys are no list of at most %d",
                          PARVIS_OIDC_MAX_KEYS);
      return NULL;
    }

  self = g_new0 (ParvisOidcKeys, 1);
  self->ref_count = 1;
  json_array_foreach (list, index, jwk)
    {
      Key *key = read_key (jwk);

      if (key != NULL)
        self->keys = g_list_prepend (self->keys, key);
    }

  return self;
}

ParvisOidcKeys *
parvis_oidc_keys_fetch (const char   *url,
                        ParvisReach   reach,
                        GError      **error)
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

  g_list_free_full (self->keys, key_free);
  g_free (self);
}

const json_t *
parvis_oidc_keys_find (const ParvisOidcKeys *self,
                       ParvisOidcAlgorithms  algorithm,
                       const char           *kid)
{
  const Key *found = NULL;

  for (const GList *node = self->keys; node != NULL; node = node->next)
    {
      const Key *key = node->data;

      if ((key->algorithms & algorithm) == 0 || (kid != NULL && g_strcmp0 (key->kid, kid) != 0))
        continue;

      /* Two that fit: which one is meant is not ours to try out. */
      if (found != NULL)
        return NULL;
      found = key;
    }

  return found == NULL ? NULL : found->jwk;
}
