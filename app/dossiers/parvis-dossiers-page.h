/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-queue.h"

G_BEGIN_DECLS

/**
 * ParvisDossiersPage:
 *
 * The files of families that are under way: the queue with its filters and its search, and
 * beside it the one that is chosen (ux.md §13).
 */
#define PARVIS_TYPE_DOSSIERS_PAGE (parvis_dossiers_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossiersPage, parvis_dossiers_page, PARVIS, DOSSIERS_PAGE, GtkBox)

GtkWidget *parvis_dossiers_page_new (ParvisDossierQueue *queue);

G_END_DECLS
