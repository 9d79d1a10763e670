/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-queue.h"

G_BEGIN_DECLS

/**
 * ParvisDossierRow:
 *
 * A dossier in the queue: whom it is about, the one thing to know, how many documents are
 * approved. The list uses a row for another dossier when that comes into view.
 */
#define PARVIS_TYPE_DOSSIER_ROW (parvis_dossier_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierRow, parvis_dossier_row, PARVIS, DOSSIER_ROW, GtkWidget)

GtkWidget *parvis_dossier_row_new      (ParvisDesk        *desk);
/* @item: (nullable) */
void       parvis_dossier_row_set_item (ParvisDossierRow  *self,
                                        ParvisDossierItem *item);

G_END_DECLS
