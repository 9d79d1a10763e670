/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-exif"

#include "config.h"

#include "parvis-exif.h"

#include <string.h>

#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT      3
#define ENTRY           12

/* One number of one table is all that is wanted of Exif: less to go wrong than a
 * library that reads the rest.
 */
static guint32
get_number (const guint8 *data,
            guint         bytes,
            gboolean      big)
{
  guint32 number = 0;

  for (guint i = 0; i < bytes; i++)
    number |= (guint32) data[big ? bytes - 1 - i : i] << (8 * i);

  return number;
}

guint
parvis_exif_get_orientation (const guint8 *tiff,
                             gsize         size)
{
  gboolean big;
  gsize at;
  guint count;

  if (size < 8 || (memcmp (tiff, "II*\0", 4) != 0 && memcmp (tiff, "MM\0*", 4) != 0))
    return 1;

  big = tiff[0] == 'M';
  at = get_number (tiff + 4, 4, big);
  if (at > size - 2)
    return 1;

  count = get_number (tiff + at, 2, big);
  for (at += 2; count > 0 && size - at >= ENTRY; count--, at += ENTRY)
    {
      guint value = get_number (tiff + at + 8, 2, big);

      if (get_number (tiff + at, 2, big) == TAG_ORIENTATION &&
          get_number (tiff + at + 2, 2, big) == TYPE_SHORT && value >= 1 && value <= 8)
        return value;
    }

  return 1;
}

gboolean
parvis_exif_is_turned (guint orientation)
{
  return orientation >= 5;
}
