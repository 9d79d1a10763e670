/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-push-cipher"

#include "config.h"

#include "parvis-push-cipher.h"

#include "parvis-error.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

#define HASH  crypto_auth_hmacsha256_BYTES
#define KEY   16
#define NONCE 12
#define TAG   16

/* Salt, size of a record (RFC 8188 §2.1), length of the key's name, the name: our point. */
#define HEAD (PARVIS_PUSH_SALT + 4 + 1 + PARVIS_P256_POINT)

/* The only record is the last one, and has no padding behind this. */
#define LAST 2

/* With the byte 0 that ends each. */
#define INFO_KEYS  "WebPush: info"
#define INFO_KEY   "Content-Encoding: aes128gcm"
#define INFO_NONCE "Content-Encoding: nonce"

G_STATIC_ASSERT (HEAD + PARVIS_PUSH_MAX_TEXT + 1 + TAG <= PARVIS_PUSH_MAX_BODY);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

typedef struct
{
  guint8 key[HASH];
  guint8 nonce[HASH];
} Derived;

gboolean
parvis_push_keys_read (const char      *p256dh,
                       const char      *auth,
                       ParvisPushKeys  *keys,
                       GError         **error)
{
  if (!parvis_p256_decode (p256dh, keys->point, sizeof keys->point) ||
      !parvis_p256_is_point (keys->point))
    return parvis_set_invalid (error, "/keys/p256dh", "This is no point of P-256");

  return parvis_p256_decode (auth, keys->auth, sizeof keys->auth) ||
         parvis_set_invalid (error, "/keys/auth", "This is not %d bytes", PARVIS_PUSH_AUTH);
}

static void
hmac (const guint8 *key,
      gsize         key_length,
      const void   *data,
      gsize         length,
      guint8       *hash)
{
  crypto_auth_hmacsha256_state state;

  crypto_auth_hmacsha256_init (&state, key, key_length);
  crypto_auth_hmacsha256_update (&state, data, length);
  crypto_auth_hmacsha256_final (&state, hash);
  sodium_memzero (&state, sizeof state);
}

/* HKDF (RFC 5869) for at most one hash of output: all that is needed here. */
static void
expand (const guint8 *key,
        const void   *info,
        gsize         length,
        guint8       *hash)
{
  crypto_auth_hmacsha256_state state;
  guint8 first = 1;

  crypto_auth_hmacsha256_init (&state, key, HASH);
  crypto_auth_hmacsha256_update (&state, info, length);
  crypto_auth_hmacsha256_update (&state, &first, 1);
  crypto_auth_hmacsha256_final (&state, hash);
  sodium_memzero (&state, sizeof state);
}

/* RFC 8291 §3.4 */
static void
derive (const ParvisPushKeys *keys,
        const guint8         *ours,
        const guint8         *agreed,
        const guint8         *salt,
        Derived              *derived)
{
  guint8 info[sizeof INFO_KEYS + 2 * PARVIS_P256_POINT];
  guint8 hash[HASH];
  guint8 secret[HASH];

  memcpy (info, INFO_KEYS, sizeof INFO_KEYS);
  memcpy (info + sizeof INFO_KEYS, keys->point, PARVIS_P256_POINT);
  memcpy (info + sizeof INFO_KEYS + PARVIS_P256_POINT, ours, PARVIS_P256_POINT);
  hmac (keys->auth, sizeof keys->auth, agreed, PARVIS_P256_SECRET, hash);
  expand (hash, info, sizeof info, secret);
  hmac (salt, PARVIS_PUSH_SALT, secret, sizeof secret, hash);
  expand (hash, INFO_KEY, sizeof INFO_KEY, derived->key);
  expand (hash, INFO_NONCE, sizeof INFO_NONCE, derived->nonce);
  sodium_memzero (hash, sizeof hash);
  sodium_memzero (secret, sizeof secret);
}

static void
write_head (guint8       *body,
            const guint8 *salt,
            const guint8 *ours)
{
  guint32 size = GUINT32_TO_BE (PARVIS_PUSH_MAX_BODY);

  memcpy (body, salt, PARVIS_PUSH_SALT);
  memcpy (body + PARVIS_PUSH_SALT, &size, sizeof size);
  body[PARVIS_PUSH_SALT + sizeof size] = PARVIS_P256_POINT;
  memcpy (body + HEAD - PARVIS_P256_POINT, ours, PARVIS_P256_POINT);
}

/* @sealed gets the text, LAST and the tag. */
static gboolean
seal (const Derived *derived,
      const char    *text,
      gsize          length,
      guint8        *sealed)
{
  g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  guint8 last = LAST;
  int n = 0;
  int more = 0;

  return context != NULL &&
         EVP_EncryptInit_ex2 (context, EVP_aes_128_gcm (), derived->key, derived->nonce,
                              NULL) > 0 &&
         EVP_EncryptUpdate (context, sealed, &n, (const guint8 *) text, (int) length) > 0 &&
         EVP_EncryptUpdate (context, sealed + n, &more, &last, 1) > 0 &&
         EVP_EncryptFinal_ex (context, sealed + n + more, &more) > 0 &&
         EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, TAG, sealed + length + 1) > 0;
}

GBytes *
parvis_push_encrypt_with (const ParvisPushKeys  *keys,
                          const char            *text,
                          const ParvisP256      *ours,
                          const guint8          *salt,
                          GError               **error)
{
  gsize length = strlen (text);
  guint8 agreed[PARVIS_P256_SECRET];
  g_autofree guint8 *body = NULL;
  Derived derived;
  gboolean done;

  if (length > PARVIS_PUSH_MAX_TEXT)
    {
      parvis_set_invalid (error, NULL, "A push has at most %d bytes", PARVIS_PUSH_MAX_TEXT);
      return NULL;
    }
  if (!parvis_p256_agree (ours, keys->point, agreed))
    {
      parvis_set_invalid (error, "/keys/p256dh", "This is no point of P-256");
      return NULL;
    }

  body = g_malloc (HEAD + length + 1 + TAG);
  write_head (body, salt, parvis_p256_get_point (ours));
  derive (keys, parvis_p256_get_point (ours), agreed, salt, &derived);
  done = seal (&derived, text, length, body + HEAD);
  sodium_memzero (agreed, sizeof agreed);
  sodium_memzero (&derived, sizeof derived);
  if (!done)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "A push could not be encrypted");
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&body), HEAD + length + 1 + TAG);
}

GBytes *
parvis_push_encrypt (const ParvisPushKeys  *keys,
                     const char            *text,
                     GError               **error)
{
  g_autoptr(ParvisP256) ours = parvis_p256_generate (error);
  guint8 salt[PARVIS_PUSH_SALT];

  if (ours == NULL)
    return NULL;

  randombytes_buf (salt, sizeof salt);

  return parvis_push_encrypt_with (keys, text, ours, salt, error);
}
