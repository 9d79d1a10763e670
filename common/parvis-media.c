/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-media"

#include "config.h"

#include "parvis-media.h"

#include "parvis-error.h"
#include "parvis-json.h"

#include <string.h>

/* Where a PDF may begin: programs put a mark of the order of bytes, or a line, before it. */
#define PDF_PREFIX 1024

static gboolean
is_one_of (const guchar       *brand,
           const char * const *brands)
{
  while (*brands != NULL && memcmp (brand, *brands, 4) != 0)
    brands++;

  return *brands != NULL;
}

/* ISO 14496-12: a box "ftyp" with a brand, its version, and brands that it is compatible with.
 * AVIF is built like HEIC and is something else.
 */
static gboolean
is_heic (const guchar *data,
         gsize         length)
{
  static const char * const heic[] = { "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm",
                                       "hevs", NULL };
  static const char * const any[] = { "mif1", "msf1", NULL };
  static const char * const avif[] = { "avif", NULL };
  gsize end;

  if (memcmp (data + 4, "ftyp", 4) != 0)
    return FALSE;

  end = MIN (length, (gsize) data[2] << 8 | data[3]);
  for (gsize at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
    {
      if (is_one_of (data + at, avif))
        return FALSE;
      if (is_one_of (data + at, heic))
        return TRUE;
    }

  return is_one_of (data + 8, any);
}

const char *
parvis_media_find (GBytes  *head,
                   GError **error)
{
  gsize length;
  const guchar *data = g_bytes_get_data (head, &length);

  if (length < PARVIS_MEDIA_HEAD_MIN)
    {
      parvis_set_invalid (error, "", "The first piece of a file has at least %d bytes",
                          PARVIS_MEDIA_HEAD_MIN);
      return NULL;
    }

  if (memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  if (memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (memmem (data, MIN (length, PDF_PREFIX), "%PDF-", 5) != NULL)
    return "application/pdf";

  if (is_heic (data, length))
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_HEIC,
                         "This photo is in the format HEIC, which is not read here: choose “Most"
                         " compatible” in the settings of the camera, or send a JPEG picture");
  else
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                         "A document is a JPEG or PNG picture, or a PDF file");

  return NULL;
}
