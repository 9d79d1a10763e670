/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): a JPEG of rows of @stride bytes (blue, green, red, and one that
 * is not looked at), with nothing in it but the picture. @quality is 1 to 100. NULL if there
 * is no memory for it.
 */
GBytes *parvis_jpeg_write (GBytes *pixels,
                           guint   width,
                           guint   height,
                           guint   stride,
                           int     quality);

G_END_DECLS
