/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-queue.h"

G_BEGIN_DECLS

/**
 * ParvisDossierOverview:
 *
 * One dossier beside the queue: its documents, its dates, who holds it, a note for
 * colleagues. Actions "dossier.take" (takes it, over if a colleague has it), "dossier.release",
 * "dossier.note" (goes to where one is written).
 */
#define PARVIS_TYPE_DOSSIER_OVERVIEW (parvis_dossier_overview_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierOverview, parvis_dossier_overview, PARVIS, DOSSIER_OVERVIEW,
                      GtkWidget)

GtkWidget *parvis_dossier_overview_new      (ParvisDossierQueue    *queue);
/* @item: (nullable) */
void       parvis_dossier_overview_set_item (ParvisDossierOverview *self,
                                             ParvisDossierItem     *item);

G_END_DECLS
