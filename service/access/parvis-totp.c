/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-totp"

#include "config.h"

#include "parvis-totp.h"

#include "parvis-error.h"
#include "parvis-time.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <qrencode.h>
#include <sodium.h>
#include <string.h>

#define GROUP        4
#define CODE_GROUPS  4
#define CODE_LENGTH  (GROUP * CODE_GROUPS)
#define QUIET_ZONE   4

/* Crockford's: what is read as something else means that; 32 letters. */
static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
init_oath (void)
{
  if (oath_init () != OATH_OK)
    g_error ("liboath cannot be used");
}

static void
ensure_oath (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, init_oath);
}

GBytes *
parvis_totp_make_secret (void)
{
  guint8 bytes[PARVIS_TOTP_SECRET_BYTES];
  GBytes *secret;

  randombytes_buf (bytes, sizeof bytes);
  secret = g_bytes_new (bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);

  return secret;
}

/* Blanks in the middle are how telephones show them. */
static gboolean
read_figures (const char *code,
              char figures[PARVIS_TOTP_DIGITS + 1])
{
  guint n = 0;

  for (; *code != '\0'; code++)
    {
      if (*code == ' ' || *code == '-')
        continue;
      if (!g_ascii_isdigit (*code) || n == PARVIS_TOTP_DIGITS)
        return FALSE;
      figures[n++] = *code;
    }
  figures[n] = '\0';

  return n == PARVIS_TOTP_DIGITS;
}

gboolean
parvis_totp_check (GBytes     *secret,
                   const char *code,
                   gint64      now,
                   gint64      last_step,
                   gint64     *step)
{
  gint64 current = now / PARVIS_SECOND / PARVIS_TOTP_STEP;
  char figures[PARVIS_TOTP_DIGITS + 1];
  gboolean found = FALSE;
  gsize length;
  const char *data = g_bytes_get_data (secret, &length);

  ensure_oath ();
  if (!read_figures (code, figures))
    return FALSE;

  /* All three are looked at in any case, so that the time tells nothing. */
  for (gint64 candidate = current - 1; candidate <= current + 1; candidate++)
    {
      char expected[PARVIS_TOTP_DIGITS + 1];

      if (candidate < 0 ||
          oath_hotp_generate (data, length, (guint64) candidate, PARVIS_TOTP_DIGITS, FALSE,
                              OATH_HOTP_DYNAMIC_TRUNCATION, expected) != OATH_OK)
        continue;

      if (sodium_memcmp (expected, figures, PARVIS_TOTP_DIGITS) == 0 && candidate > last_step)
        {
          *step = candidate;
          found = TRUE;
        }
    }

  return found;
}

static char *
encode_base32 (GBytes *secret)
{
  gsize length;
  const char *data = g_bytes_get_data (secret, &length);
  char *text = NULL;
  char *copy;

  ensure_oath ();
  if (oath_base32_encode (data, length, &text, NULL) != OATH_OK)
    g_error ("no memory for %" G_GSIZE_FORMAT " bytes in base 32", length);

  /* The library's own allocator may be another. */
  copy = g_strdup (text);
  sodium_memzero (text, strlen (text));
  free (text);

  return g_strdelimit (copy, "=", '\0');
}

char *
parvis_totp_spell (GBytes *secret)
{
  g_autofree char *text = encode_base32 (secret);
  GString *spelt = g_string_new (NULL);

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (spelt, ' ');
      g_string_append_c (spelt, text[i]);
    }

  return g_string_free (spelt, FALSE);
}

char *
parvis_totp_make_uri (GBytes     *secret,
                      const char *issuer,
                      const char *account)
{
  g_autofree char *base32 = encode_base32 (secret);
  g_autofree char *issuer_part = g_uri_escape_string (issuer, NULL, FALSE);
  g_autofree char *account_part = g_uri_escape_string (account, NULL, FALSE);

  return g_strdup_printf ("otpauth://totp/%s:%s?secret=%s&issuer=%s"
                          "&algorithm=SHA1&digits=%d&period=%d",
                          issuer_part, account_part, base32, issuer_part, PARVIS_TOTP_DIGITS,
                          PARVIS_TOTP_STEP);
}

static void
draw_row (GString      *path,
          const QRcode *code,
          int           y)
{
  for (int x = 0; x < code->width; x++)
    {
      int start = x;

      while (x < code->width && (code->data[y * code->width + x] & 1) != 0)
        x++;
      if (x > start)
        g_string_append_printf (path, "M%d %dh%dv1h-%dz", start + QUIET_ZONE, y + QUIET_ZONE,
                                x - start, x - start);
    }
}

char *
parvis_totp_draw_uri (const char  *uri,
                      guint       *size,
                      GError     **error)
{
  QRcode *code = QRcode_encodeString8bit (uri, 0, QR_ECLEVEL_M);
  GString *path;

  if (code == NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "The picture of the code cannot be made");
      return NULL;
    }

  path = g_string_new (NULL);
  for (int y = 0; y < code->width; y++)
    draw_row (path, code, y);
  *size = (guint) code->width + 2 * QUIET_ZONE;
  QRcode_free (code);

  return g_string_free (path, FALSE);
}

static char *
make_code (void)
{
  GString *code = g_string_new (NULL);

  for (guint i = 0; i < CODE_LENGTH; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (code, '-');
      g_string_append_c (code, letters[randombytes_uniform (sizeof letters - 1)]);
    }

  return g_string_free (code, FALSE);
}

char **
parvis_recovery_make (void)
{
  char **codes = g_new0 (char *, PARVIS_RECOVERY_CODES + 1);

  for (guint i = 0; i < PARVIS_RECOVERY_CODES; i++)
    codes[i] = make_code ();

  return codes;
}

char *
parvis_recovery_read (const char *typed)
{
  g_autoptr (GString) code = g_string_new (NULL);

  for (; *typed != '\0'; typed++)
    {
      char c = g_ascii_toupper (*typed);

      if (c == '-' || c == ' ')
        continue;
      if (c == 'O')
        c = '0';
      if (c == 'I' || c == 'L')
        c = '1';
      if (strchr (letters, c) == NULL || code->len == CODE_LENGTH)
        return NULL;
      g_string_append_c (code, c);
    }

  return code->len == CODE_LENGTH ? g_strdup (code->str) : NULL;
}
