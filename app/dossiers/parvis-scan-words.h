/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-scan-place.h"
#include "parvis-scan.h"

G_BEGIN_DECLS

/* The text of a page, as the renderer found it: (element-type ParvisRenderWord). */

/* A part of it: words one after the other. */
typedef struct
{
  guint first;
  guint n;
} ParvisScanRun;

/* (element-type ParvisScanRun) (transfer full): where what is typed is, whatever its accents. */
GArray *parvis_scan_words_find   (const GArray         *words,
                                  const char           *typed);
/* (element-type ParvisScanRun) (transfer full): those that lie in @share of a page of @size */
GArray *parvis_scan_words_within (const GArray         *words,
                                  ParvisRenderSize      size,
                                  const ParvisScanRect *share);
/* (element-type ParvisScanRect) (transfer full): one around each of those runs */
GArray *parvis_scan_words_mark   (const GArray         *words,
                                  ParvisRenderSize      size,
                                  const GArray         *runs);
/* (transfer full): what those runs say, a line for each line of the page */
char   *parvis_scan_words_copy   (const GArray         *words,
                                  const GArray         *runs);

G_END_DECLS
