/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisPapers:
 *
 * The line that says which papers are on their way from the desk to their dossiers, one after
 * the other; it is not there while there are none. What could not be sent waits here, goes on
 * with the line, and is let go by the person alone; what the service does not take is said.
 */
#define PARVIS_TYPE_PAPERS (parvis_papers_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPapers, parvis_papers, PARVIS, PAPERS, GtkWidget)

GtkWidget *parvis_papers_new   (ParvisDesk   *desk);
/* @what: the document and whose it is, for the person. @bytes as for parvis_paper_new(). */
void       parvis_papers_add   (ParvisPapers *self,
                                const char   *dossier,
                                const char   *requirement,
                                const char   *what,
                                GBytes       *bytes);

G_END_DECLS
