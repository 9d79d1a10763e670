/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

G_BEGIN_DECLS

/**
 * ParvisPaper:
 *
 * A document of any kind that is read here, open. It borrows the bytes.
 */
typedef struct _ParvisPaper ParvisPaper;

/* Loads what this document needs, while that is still possible; looks at its first bytes
 * and no further. FALSE if it is not there.
 */
gboolean     parvis_paper_prepare    (const guint8            *data,
                                      gsize                    size,
                                      const char              *module);
/* NULL with @fault. */
ParvisPaper *parvis_paper_open       (const guint8            *data,
                                      gsize                    size,
                                      ParvisFault             *fault);
void         parvis_paper_free       (ParvisPaper             *self);
/* Reads all of it to see whether that works; fills in whether it is complete. */
ParvisFault             parvis_paper_check    (ParvisPaper      *self,
                                               ParvisRenderInfo *info);
const ParvisRenderInfo *parvis_paper_get_info (ParvisPaper      *self);
/* @part is what parvis_wire_fit() says; @pixels has place for it. */
ParvisFault  parvis_paper_draw       (ParvisPaper             *self,
                                      ParvisRenderSize         whole,
                                      const ParvisRenderAsk   *part,
                                      guint8                  *pixels,
                                      gboolean                *incomplete);
/* Adds the words of a page to a frame; a picture has none. */
ParvisFault  parvis_paper_read_words (ParvisPaper             *self,
                                      guint32                  page,
                                      GByteArray              *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPaper, parvis_paper_free)

G_END_DECLS
