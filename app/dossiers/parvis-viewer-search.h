/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-scan-view.h"

G_BEGIN_DECLS

/**
 * ParvisViewerSearch:
 *
 * The text of a PDF: looked through, page after page, and copied. What is found or drawn round is
 * marked in the view.
 *
 * Signal "turn-to" (guint page): what is looked for may be there.
 */
#define PARVIS_TYPE_VIEWER_SEARCH (parvis_viewer_search_get_type ())

G_DECLARE_FINAL_TYPE (ParvisViewerSearch, parvis_viewer_search, PARVIS, VIEWER_SEARCH, GtkWidget)

GtkWidget *parvis_viewer_search_new      (ParvisScanView       *view);
/* @scan: (nullable). Called whenever something of it is another. */
void       parvis_viewer_search_set_page (ParvisViewerSearch   *self,
                                          ParvisScan           *scan,
                                          guint                 page);
void       parvis_viewer_search_open     (ParvisViewerSearch   *self);
gboolean   parvis_viewer_search_is_open  (ParvisViewerSearch   *self);
/* What lies there is marked, to be copied. */
void       parvis_viewer_search_select   (ParvisViewerSearch   *self,
                                          const ParvisScanRect *share);
/* Puts what is marked where it can be pasted from. FALSE if nothing is. */
gboolean   parvis_viewer_search_copy     (ParvisViewerSearch   *self);

G_END_DECLS
