/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of what the service keeps of a picture and gives to everybody: a product, a town. */
#define PARVIS_PICTURE_MAX (256 * 1024)

/* "image/png" or "image/jpeg", told by the first bytes; nothing here decodes a picture.
 *
 * Returns: (nullable)
 */
const char *parvis_picture_find_type (GBytes *bytes);
/* What another picture has another of, in 32 characters. (transfer full) */
char       *parvis_picture_make_tag  (GBytes *bytes);

G_END_DECLS
