/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-picture"

#include "config.h"

#include "parvis-picture.h"

#include <string.h>

#define TAG_LENGTH 32

const char *
parvis_picture_find_type (GBytes *bytes)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);

  if (size > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";

  return size > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0 ? "image/jpeg" : NULL;
}

char *
parvis_picture_make_tag (GBytes *bytes)
{
  char *tag = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  tag[TAG_LENGTH] = '\0';

  return tag;
}
