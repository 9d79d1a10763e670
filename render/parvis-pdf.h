/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

G_BEGIN_DECLS

/* Poppler's document, opaque to the rest. */
typedef struct _ParvisPdf ParvisPdf;

ParvisPdf   *parvis_pdf_open       (const guint8           *data,
                                    gsize                   size,
                                    ParvisRenderInfo       *info,
                                    ParvisFault            *fault);
void         parvis_pdf_free       (ParvisPdf              *self);
ParvisFault  parvis_pdf_draw       (ParvisPdf              *self,
                                    ParvisRenderSize        whole,
                                    const ParvisRenderAsk  *part,
                                    guint8                 *pixels);
ParvisFault  parvis_pdf_read_words (ParvisPdf              *self,
                                    guint32                 page,
                                    GByteArray             *frame);

G_END_DECLS
