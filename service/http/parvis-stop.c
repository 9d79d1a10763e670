/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-stop"

#include "config.h"

#include "parvis-stop.h"

#include "parvis-error.h"
#include "parvis-p256.h"

#include <sodium.h>
#include <string.h>

#define PURPOSE "stop"
#define DEVICE  32
#define SAID    (1 + DEVICE)

/* What is made of it is as short as the links of letters are, and still nothing to be guessed. */
#define MAC 16

static gboolean
make_mac (ParvisSeal    *seal,
          const char    *town,
          const guint8  *said,
          guint8        *mac,
          GError       **error)
{
  guint8 key[crypto_generichash_KEYBYTES];
  crypto_generichash_state state;

  if (!parvis_seal_derive (seal, PURPOSE, key, sizeof key, error))
    return FALSE;

  crypto_generichash_init (&state, key, sizeof key, MAC);
  crypto_generichash_update (&state, said, SAID);
  crypto_generichash_update (&state, (const guint8 *) town, strlen (town));
  crypto_generichash_final (&state, mac, MAC);
  sodium_memzero (key, sizeof key);

  return TRUE;
}

char *
parvis_stop_write (ParvisSeal   *seal,
                   const char   *town,
                   const char   *device,
                   ParvisAbout   about,
                   GError      **error)
{
  guint8 token[SAID + MAC] = { (guint8) about, };
  gsize length = 0;

  if (sodium_hex2bin (token + 1, DEVICE, device, strlen (device), NULL, &length, NULL) != 0 ||
      length != DEVICE)
    {
      parvis_set_invalid (error, NULL, "This is no device");
      return NULL;
    }

  return make_mac (seal, town, token, token + SAID, error)
         ? parvis_p256_encode (token, sizeof token) : NULL;
}

gboolean
parvis_stop_read (ParvisSeal  *seal,
                  const char  *town,
                  const char  *token,
                  ParvisStop  *stop,
                  GError     **error)
{
  guint8 said[SAID + MAC];
  guint8 mac[MAC];
  gboolean known = parvis_p256_decode (token, said, sizeof said);

  if (known && !make_mac (seal, town, said, mac, error))
    return FALSE;

  if (!known || sodium_memcmp (mac, said + SAID, MAC) != 0 || said[0] >= PARVIS_N_ABOUTS)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This link is not one of this service");
      return FALSE;
    }

  sodium_bin2hex (stop->device, sizeof stop->device, said + 1, DEVICE);
  stop->about = said[0];

  return TRUE;
}
