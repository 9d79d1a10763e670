/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

G_BEGIN_DECLS

/* Poppler's document, opaque to the rest. */
typedef struct _ParvisPdf ParvisPdf;

/**
 * ParvisPdfModule:
 *
 * What reads PDF is loaded for a PDF only, before the walls are closed: Poppler brings
 * forty libraries, and a photo is decoded in the time that loading them takes.
 */
typedef struct
{
  ParvisPdf   *(*open)       (const guint8           *data,
                              gsize                   size,
                              ParvisRenderInfo       *info,
                              ParvisFault            *fault);
  void         (*free)       (ParvisPdf              *self);
  ParvisFault  (*draw)       (ParvisPdf              *self,
                              ParvisRenderSize        whole,
                              const ParvisRenderAsk  *part,
                              guint8                 *pixels);
  ParvisFault  (*read_words) (ParvisPdf              *self,
                              guint32                 page,
                              GByteArray             *frame);
} ParvisPdfModule;

#define PARVIS_PDF_MODULE "parvis_pdf_module"

extern const ParvisPdfModule parvis_pdf_module;

G_END_DECLS
