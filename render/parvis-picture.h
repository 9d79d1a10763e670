/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shrink.h"
#include "parvis-wire.h"

G_BEGIN_DECLS

/* What a picture says of itself before it is decoded. */
typedef struct
{
  ParvisRenderSize size; /* as it is stored */
  guint            orientation;
} ParvisPictureHead;

/* What a decoder gives its rows to: it asks for them at a size, not below @whole,
 * and ends early when it is given no more place. Returns NULL for a size that makes
 * no sense.
 */
typedef struct
{
  ParvisRenderSize  whole;
  ParvisRenderAsk   part;
  guint8           *pixels;
} ParvisPictureGoal;

/* Decode once. @incomplete: rows are missing or wrong, as at the end of a file that
 * was cut; those that came are there.
 */
ParvisFault parvis_jpeg_read_head (const guint8             *data,
                                   gsize                     size,
                                   ParvisPictureHead        *head);
ParvisFault parvis_jpeg_decode    (const guint8             *data,
                                   gsize                     size,
                                   const ParvisPictureGoal  *goal,
                                   gboolean                 *incomplete);
ParvisFault parvis_png_read_head  (const guint8             *data,
                                   gsize                     size,
                                   ParvisPictureHead        *head);
ParvisFault parvis_png_decode     (const guint8             *data,
                                   gsize                     size,
                                   const ParvisPictureGoal  *goal,
                                   gboolean                 *incomplete);

/* The part as it lies in the stored picture, and the way back from there. */
void parvis_picture_lay   (guint                    orientation,
                           ParvisRenderSize         whole,
                           const ParvisRenderAsk   *part,
                           ParvisPictureGoal       *goal);
void parvis_picture_raise (guint                    orientation,
                           const ParvisPictureGoal *goal,
                           guint8                  *pixels);

G_END_DECLS
