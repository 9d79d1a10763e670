/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-seal"

#include "config.h"

#include "parvis-seal.h"

#include <sodium.h>
#include <string.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define HEAD  (NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES)

G_STATIC_ASSERT (PARVIS_SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

struct _ParvisSeal
{
  guchar *key;     /* in memory that is neither swapped nor dumped */
};

ParvisSeal *
parvis_seal_new (const guchar *key)
{
  ParvisSeal *self = g_new0 (ParvisSeal, 1);

  if (sodium_init () < 0 || (self->key = sodium_malloc (PARVIS_SEAL_KEY_SIZE)) == NULL)
    g_error ("libsodium has no memory for a key");

  if (key != NULL)
    memcpy (self->key, key, PARVIS_SEAL_KEY_SIZE);
  else
    randombytes_buf (self->key, PARVIS_SEAL_KEY_SIZE);

  return self;
}

void
parvis_seal_free (ParvisSeal *self)
{
  sodium_free (self->key);
  g_free (self);
}

GBytes *
parvis_seal_close (ParvisSeal *self,
                   const char *place,
                   const char *text)
{
  gsize length = strlen (text);
  guchar *box = g_malloc (HEAD + length);

  randombytes_buf (box, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (box + NONCE, NULL, (const guchar *) text, length,
                                              (const guchar *) place, strlen (place), NULL, box,
                                              self->key);

  return g_bytes_new_take (box, HEAD + length);
}

char *
parvis_seal_open (ParvisSeal    *self,
                  const char    *place,
                  gconstpointer  bytes,
                  gsize          size)
{
  const guchar *box = bytes;
  g_autofree char *text = NULL;

  if (size < HEAD)
    return NULL;

  text = g_malloc0 (size - HEAD + 1);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt ((guchar *) text, NULL, NULL, box + NONCE,
                                                  size - NONCE, (const guchar *) place,
                                                  strlen (place), box, self->key) != 0)
    return NULL;

  return g_steal_pointer (&text);
}
