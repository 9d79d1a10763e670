/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sealed-token"

#include "config.h"

#include "parvis-sealed-token.h"

#include <sodium.h>
#include <string.h>

#define WORD "sealed"

static gboolean
read_key (const char *text,
          guchar      key[crypto_secretbox_KEYBYTES])
{
  gsize length = 0;
  guchar *bytes = g_base64_decode (text, &length);
  gboolean fits = length == crypto_secretbox_KEYBYTES && sodium_init () >= 0;

  if (fits)
    memcpy (key, bytes, length);
  sodium_memzero (bytes, length);
  g_free (bytes);

  return fits;
}

char *
parvis_sealed_token_make (const char *handle,
                          const char *key,
                          const char *refresh)
{
  gsize length = strlen (refresh);
  gsize size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length;
  g_autofree guchar *box = g_malloc (size);
  g_autofree char *text = NULL;
  guchar bytes[crypto_secretbox_KEYBYTES];

  if (!read_key (key, bytes))
    return NULL;

  randombytes_buf (box, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (box + crypto_secretbox_NONCEBYTES, (const guchar *) refresh, length, box,
                         bytes);
  sodium_memzero (bytes, sizeof bytes);
  text = g_base64_encode (box, size);

  return g_strjoin (" ", WORD, handle, text, NULL);
}

static GStrv
split (const char *sealed)
{
  GStrv parts = g_strsplit (sealed, " ", 3);

  if (g_strv_length (parts) == 3 && strcmp (parts[0], WORD) == 0 && parts[1][0] != '\0')
    return parts;

  g_strfreev (parts);

  return NULL;
}

char *
parvis_sealed_token_dup_handle (const char *sealed)
{
  g_auto(GStrv) parts = split (sealed);

  return parts != NULL ? g_strdup (parts[1]) : NULL;
}

char *
parvis_sealed_token_open (const char *sealed,
                          const char *key)
{
  const gsize head = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  g_auto(GStrv) parts = split (sealed);
  g_autofree guchar *box = NULL;
  g_autofree char *refresh = NULL;
  guchar bytes[crypto_secretbox_KEYBYTES];
  gsize size = 0;
  int failed;

  if (parts == NULL || !read_key (key, bytes))
    return NULL;

  box = g_base64_decode (parts[2], &size);
  if (size <= head)
    return NULL;

  refresh = g_malloc0 (size - head + 1);
  failed = crypto_secretbox_open_easy ((guchar *) refresh, box + crypto_secretbox_NONCEBYTES,
                                       size - crypto_secretbox_NONCEBYTES, box, bytes);
  sodium_memzero (bytes, sizeof bytes);

  return failed == 0 ? g_steal_pointer (&refresh) : NULL;
}
