/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-vault"

#include "config.h"

#include "parvis-vault.h"

#include "parvis-error.h"

#include <sodium.h>
#include <string.h>

#define BLOCK        (64 * 1024)
#define KEY_BYTES    crypto_secretstream_xchacha20poly1305_KEYBYTES
#define HEADER_BYTES crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define TAG_BYTES    crypto_secretstream_xchacha20poly1305_ABYTES
#define FINAL        crypto_secretstream_xchacha20poly1305_TAG_FINAL

#define KEY_TEXT     sodium_base64_ENCODED_LEN (KEY_BYTES, sodium_base64_VARIANT_URLSAFE)

char *
parvis_vault_make_key (void)
{
  char *text = g_malloc (KEY_TEXT);
  guchar key[KEY_BYTES];

  crypto_secretstream_xchacha20poly1305_keygen (key);
  sodium_bin2base64 (text, KEY_TEXT, key, sizeof key, sodium_base64_VARIANT_URLSAFE);
  sodium_memzero (key, sizeof key);

  return text;
}

void
parvis_vault_forget (char *key)
{
  if (key != NULL)
    sodium_memzero (key, strlen (key));
  g_free (key);
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "A document that was stored is damaged");

  return FALSE;
}

static gboolean
read_key (const char  *text,
          guchar       key[KEY_BYTES],
          GError     **error)
{
  size_t length = 0;

  return (sodium_base642bin (key, KEY_BYTES, text, strlen (text), NULL, &length, NULL,
                             sodium_base64_VARIANT_URLSAFE) == 0 && length == KEY_BYTES) ||
         set_damaged (error);
}

GBytes *
parvis_vault_seal (const char  *key,
                   const char  *bound,
                   GBytes      *piece,
                   GError     **error)
{
  crypto_secretstream_xchacha20poly1305_state state;
  gsize length;
  const guchar *data = g_bytes_get_data (piece, &length);
  gsize n_blocks = MAX (1, (length + BLOCK - 1) / BLOCK);
  g_autofree guchar *sealed = g_malloc (HEADER_BYTES + length + n_blocks * TAG_BYTES);
  guchar *out = sealed + HEADER_BYTES;
  guchar bytes[KEY_BYTES];

  if (!read_key (key, bytes, error))
    return NULL;

  crypto_secretstream_xchacha20poly1305_init_push (&state, sealed, bytes);
  for (gsize i = 0; i < n_blocks; i++)
    {
      gsize size = MIN (BLOCK, length - i * BLOCK);
      unsigned long long written = 0;

      crypto_secretstream_xchacha20poly1305_push (&state, out, &written, data + i * BLOCK, size,
                                                  (const guchar *) bound, strlen (bound),
                                                  i + 1 == n_blocks ? FINAL : 0);
      out += written;
    }
  sodium_memzero (&state, sizeof state);
  sodium_memzero (bytes, sizeof bytes);

  return g_bytes_new_take (g_steal_pointer (&sealed),
                           HEADER_BYTES + length + n_blocks * TAG_BYTES);
}

static gboolean
open_blocks (crypto_secretstream_xchacha20poly1305_state  *state,
             const guchar                                 *data,
             gsize                                         length,
             const char                                   *bound,
             GByteArray                                   *piece,
             GError                                      **error)
{
  guchar tag = 0;

  while (length > 0)
    {
      gsize size = MIN (BLOCK + TAG_BYTES, length);
      gsize before = piece->len;
      unsigned long long opened = 0;

      if (size < TAG_BYTES || tag == FINAL)
        return set_damaged (error);

      g_byte_array_set_size (piece, (guint) (before + size - TAG_BYTES));
      if (crypto_secretstream_xchacha20poly1305_pull (state, piece->data + before, &opened, &tag,
                                                      data, size, (const guchar *) bound,
                                                      strlen (bound)) != 0)
        return set_damaged (error);

      data += size;
      length -= size;
    }

  return tag == FINAL || set_damaged (error);
}

GBytes *
parvis_vault_open (const char  *key,
                   const char  *bound,
                   GBytes      *sealed,
                   GError     **error)
{
  crypto_secretstream_xchacha20poly1305_state state;
  g_autoptr(GByteArray) piece = g_byte_array_new ();
  gsize length;
  const guchar *data = g_bytes_get_data (sealed, &length);
  guchar bytes[KEY_BYTES];
  gboolean opened;

  if (!read_key (key, bytes, error))
    return NULL;

  opened = (length > HEADER_BYTES &&
            crypto_secretstream_xchacha20poly1305_init_pull (&state, data, bytes) == 0) ||
           set_damaged (error);
  opened = opened && open_blocks (&state, data + HEADER_BYTES, length - HEADER_BYTES, bound, piece,
                                  error);
  sodium_memzero (&state, sizeof state);
  sodium_memzero (bytes, sizeof bytes);

  return opened ? g_byte_array_free_to_bytes (g_steal_pointer (&piece)) : NULL;
}
