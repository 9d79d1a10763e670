/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"
#include "parvis-sources.h"

G_BEGIN_DECLS

/**
 * ParvisSourcesPage:
 *
 * Where the figures come from: the sources that need a look, those that run and
 * those that are paused, and all about the chosen one (ux.md §17). The
 * sources are those whose number stands beside it in the sidebar.
 */
#define PARVIS_TYPE_SOURCES_PAGE (parvis_sources_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSourcesPage, parvis_sources_page, PARVIS, SOURCES_PAGE, GtkWidget)

GtkWidget *parvis_sources_page_new     (ParvisDesk        *desk,
                                        ParvisSources     *sources);
/* FALSE if there is no such source. */
gboolean   parvis_sources_page_open    (ParvisSourcesPage *self,
                                        const char        *id);
/* From the detail back to the list; FALSE if the list is what shows. */
gboolean   parvis_sources_page_go_back (ParvisSourcesPage *self);

G_END_DECLS
