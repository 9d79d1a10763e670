/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-p256"

#include "config.h"

#include "parvis-p256.h"

#include "parvis-error.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define CURVE "prime256v1"
#define PAIR  (PARVIS_P256_SECRET + PARVIS_P256_POINT)

/* A signature as OpenSSL writes it: two numbers of 33 bytes at most, and what goes around them. */
#define MAX_DER 80

struct _ParvisP256
{
  EVP_PKEY *key;
  guint8    point[PARVIS_P256_POINT];
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_clear_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM, OSSL_PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)

/* What every key of the curve has in common. To copy it is several times as fast as to have
 * the curve looked up by its name for each stranger's point.
 */
static EVP_PKEY *curve;

static void
find_curve (void)
{
  g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) CURVE, 0),
    OSSL_PARAM_construct_end (),
  };

  if (context == NULL || EVP_PKEY_paramgen_init (context) <= 0 ||
      EVP_PKEY_CTX_set_params (context, params) <= 0 ||
      EVP_PKEY_generate (context, &curve) <= 0)
    g_error ("OpenSSL does not know P-256");
}

static EVP_PKEY *
get_curve (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, find_curve);

  return curve;
}

static EVP_PKEY *
read_point (const guint8 *point)
{
  g_autoptr(EVP_PKEY) key = EVP_PKEY_new ();

  /* Compressed points are shorter; OpenSSL looks whether it is on the curve. */
  if (point[0] != 4 || key == NULL || EVP_PKEY_copy_parameters (key, get_curve ()) <= 0 ||
      EVP_PKEY_set1_encoded_public_key (key, point, PARVIS_P256_POINT) <= 0)
    return NULL;

  return g_steal_pointer (&key);
}

static ParvisP256 *
take (EVP_PKEY  *key,
      GError   **error)
{
  g_autoptr(ParvisP256) self = g_new0 (ParvisP256, 1);
  gsize length = 0;

  self->key = key;
  if (key != NULL &&
      EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, self->point,
                                       sizeof self->point, &length) > 0 &&
      length == sizeof self->point)
    return g_steal_pointer (&self);

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "No key could be made");

  return NULL;
}

ParvisP256 *
parvis_p256_generate (GError **error)
{
  g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (NULL, get_curve (), NULL);
  EVP_PKEY *key = NULL;

  if (context != NULL && EVP_PKEY_keygen_init (context) > 0)
    EVP_PKEY_generate (context, &key);

  return take (key, error);
}

ParvisP256 *
parvis_p256_new (const guint8  *secret,
                 const guint8  *point,
                 GError       **error)
{
  g_autoptr(BIGNUM) number = BN_secure_new ();
  g_autoptr(OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  g_autoptr(OSSL_PARAM) params = NULL;
  g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  g_autoptr(EVP_PKEY_CTX) check = NULL;
  g_autoptr(EVP_PKEY) key = NULL;

  BN_bin2bn (secret, PARVIS_P256_SECRET, number);
  OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, CURVE, 0);
  OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PUB_KEY, point, PARVIS_P256_POINT);
  OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_PRIV_KEY, number);
  params = OSSL_PARAM_BLD_to_param (builder);
  if (params == NULL || EVP_PKEY_fromdata_init (context) <= 0 ||
      EVP_PKEY_fromdata (context, &key, EVP_PKEY_KEYPAIR, params) <= 0 ||
      (check = EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL)) == NULL ||
      EVP_PKEY_check (check) <= 0)
    {
      parvis_set_invalid (error, NULL, "This is no pair of keys");
      return NULL;
    }

  return take (g_steal_pointer (&key), error);
}

ParvisP256 *
parvis_p256_read (const char  *text,
                  GError     **error)
{
  guint8 pair[PAIR];
  ParvisP256 *self;

  if (!parvis_p256_decode (text, pair, sizeof pair))
    {
      parvis_set_invalid (error, NULL, "This is no pair of keys");
      return NULL;
    }

  self = parvis_p256_new (pair, pair + PARVIS_P256_SECRET, error);
  sodium_memzero (pair, sizeof pair);

  return self;
}

char *
parvis_p256_write (const ParvisP256 *self)
{
  BIGNUM *found = NULL;
  guint8 pair[PAIR];
  char *text;

  if (EVP_PKEY_get_bn_param (self->key, OSSL_PKEY_PARAM_PRIV_KEY, &found) <= 0)
    g_error ("A key of P-256 has no secret half");

  BN_bn2binpad (found, pair, PARVIS_P256_SECRET);
  BN_clear_free (found);
  memcpy (pair + PARVIS_P256_SECRET, self->point, PARVIS_P256_POINT);
  text = parvis_p256_encode (pair, sizeof pair);
  sodium_memzero (pair, sizeof pair);

  return text;
}

void
parvis_p256_free_text (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

void
parvis_p256_free (ParvisP256 *self)
{
  if (self == NULL)
    return;

  EVP_PKEY_free (self->key);
  g_free (self);
}

const guint8 *
parvis_p256_get_point (const ParvisP256 *self)
{
  return self->point;
}

gboolean
parvis_p256_is_point (const guint8 *point)
{
  g_autoptr(EVP_PKEY) key = read_point (point);

  return key != NULL;
}

gboolean
parvis_p256_agree (const ParvisP256 *self,
                   const guint8     *point,
                   guint8           *secret)
{
  g_autoptr(EVP_PKEY) other = read_point (point);
  g_autoptr(EVP_PKEY_CTX) context = NULL;
  gsize length = PARVIS_P256_SECRET;

  if (other == NULL)
    return FALSE;

  context = EVP_PKEY_CTX_new_from_pkey (NULL, self->key, NULL);

  /* read_point() looked already; the second look would cost as much as the agreement. */
  return context != NULL && EVP_PKEY_derive_init (context) > 0 &&
         EVP_PKEY_derive_set_peer_ex (context, other, 0) > 0 &&
         EVP_PKEY_derive (context, secret, &length) > 0 && length == PARVIS_P256_SECRET;
}

gboolean
parvis_p256_sign (const ParvisP256 *self,
                  const char       *text,
                  guint8           *signature)
{
  g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autoptr(ECDSA_SIG) numbers = NULL;
  guint8 der[MAX_DER];
  const guint8 *at = der;
  gsize length = sizeof der;

  if (context == NULL ||
      EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, self->key) <= 0 ||
      EVP_DigestSign (context, der, &length, (const guint8 *) text, strlen (text)) <= 0)
    return FALSE;

  numbers = d2i_ECDSA_SIG (NULL, &at, (long) length);

  return numbers != NULL &&
         BN_bn2binpad (ECDSA_SIG_get0_r (numbers), signature, PARVIS_P256_SECRET) > 0 &&
         BN_bn2binpad (ECDSA_SIG_get0_s (numbers), signature + PARVIS_P256_SECRET,
                       PARVIS_P256_SECRET) > 0;
}

char *
parvis_p256_encode (const void *data,
                    gsize       length)
{
  gsize size = sodium_base64_encoded_len (length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

  return sodium_bin2base64 (g_malloc (size), size, data, length,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

gboolean
parvis_p256_decode (const char *text,
                    guint8     *data,
                    gsize       length)
{
  gsize size = strlen (text);
  gsize n = 0;

  while (size > 0 && text[size - 1] == '=')
    size--;

  return sodium_base642bin (data, length, text, size, NULL, &n, NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 && n == length;
}
