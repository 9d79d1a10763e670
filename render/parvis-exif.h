/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @tiff is what follows "Exif\0\0" in a JPEG, or the chunk eXIf of a PNG. Returns 1
 * to 8; 1 where nothing is said, or nothing that makes sense.
 */
guint parvis_exif_get_orientation (const guint8 *tiff,
                                   gsize         size);

/* Whether rows and columns change places. */
gboolean parvis_exif_is_turned    (guint         orientation);

G_END_DECLS
