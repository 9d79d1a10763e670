/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

G_BEGIN_DECLS

/**
 * ParvisArea:
 *
 * Memory for pixels of four bytes, in large pages where the kernel has them: touching
 * twelve megabytes in small ones for the first time takes as long as a fifth of
 * decoding a photo into them.
 */
typedef struct
{
  guint8 *pixels; /* NULL if there is no memory */
  gsize   size;
} ParvisArea;

ParvisArea parvis_area_new   (guint32     width,
                              guint32     height);
void       parvis_area_clear (ParvisArea *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisArea, parvis_area_clear)

G_END_DECLS
