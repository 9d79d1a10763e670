/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-media"

#include "config.h"

#include "parvis-media.h"

#include "parvis-error.h"
#include "parvis-json.h"

#include <string.h>

/* ISO 14496-12: a box "ftyp" with one of the brands of HEIF. */
static gboolean
is_heic (const guchar *data)
{
  static const char * const brands[] = { "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1",
                                         "avif" };

  for (guint i = 0; i < G_N_ELEMENTS (brands); i++)
    {
      if (memcmp (data + 4, "ftyp", 4) == 0 && memcmp (data + 8, brands[i], 4) == 0)
        return TRUE;
    }

  return FALSE;
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
  if (memcmp (data, "%PDF-", 5) == 0)
    return "application/pdf";

  if (is_heic (data))
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_HEIC,
                         "This photo is in the format HEIC, which is not read here: choose “Most"
                         " compatible” in the settings of the camera, or send a JPEG picture");
  else
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                         "A document is a JPEG or PNG picture, or a PDF file");

  return NULL;
}
