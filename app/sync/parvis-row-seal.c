/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-row-seal"

#include "config.h"

#include "parvis-row-seal.h"

#include <sodium.h>
#include <string.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define HEAD  (NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES)

G_STATIC_ASSERT (PARVIS_ROW_SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

struct _ParvisRowSeal
{
  guchar *key;     /* in memory that is neither swapped nor dumped */
};

ParvisRowSeal *
parvis_row_seal_new (const guchar *key)
{
  ParvisRowSeal *self = g_new0 (ParvisRowSeal, 1);

  if (sodium_init () < 0 || (self->key = sodium_malloc (PARVIS_ROW_SEAL_KEY_SIZE)) == NULL)
    g_error ("libsodium has no memory for a key");

  if (key != NULL)
    memcpy (self->key, key, PARVIS_ROW_SEAL_KEY_SIZE);
  else
    randombytes_buf (self->key, PARVIS_ROW_SEAL_KEY_SIZE);

  return self;
}

void
parvis_row_seal_free (ParvisRowSeal *self)
{
  sodium_free (self->key);
  g_free (self);
}

GBytes *
parvis_row_seal_close (ParvisRowSeal *self,
                       const char    *place,
                       const char    *text)
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
parvis_row_seal_open (ParvisRowSeal *self,
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
