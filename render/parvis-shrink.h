/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

G_BEGIN_DECLS

/**
 * ParvisShrink:
 *
 * Makes a picture smaller while its rows come, from the first to the last: each
 * pixel is the mean of the area that it stands for. Only @part of the result is
 * kept, and no more than a row of the picture is.
 */
typedef struct _ParvisShrink ParvisShrink;

/* @source is the size of what comes, @whole what it becomes (not larger), @part is
 * within that. @pixels has part's width and height, 4 bytes a pixel.
 */
ParvisShrink *parvis_shrink_new     (ParvisRenderSize        source,
                                     ParvisRenderSize        whole,
                                     const ParvisRenderAsk  *part,
                                     guint8                 *pixels);
/* @row has the source's width. FALSE once no more rows are needed. */
gboolean      parvis_shrink_add_row (ParvisShrink           *self,
                                     const guint8           *row);
/* Fills rows that did not come. */
void          parvis_shrink_end     (ParvisShrink           *self);
void          parvis_shrink_free    (ParvisShrink           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisShrink, parvis_shrink_free)

G_END_DECLS
