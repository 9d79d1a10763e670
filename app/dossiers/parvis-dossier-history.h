/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-queue.h"

G_BEGIN_DECLS

/**
 * ParvisDossierHistory:
 *
 * Who did what to a dossier, and when, by day (ux.md §15). Nothing of it can be changed; it can
 * be printed, and saved as a table for the family. Actions "history.print", "history.save".
 */
#define PARVIS_TYPE_DOSSIER_HISTORY (parvis_dossier_history_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierHistory, parvis_dossier_history, PARVIS, DOSSIER_HISTORY,
                      GtkWidget)

GtkWidget *parvis_dossier_history_new  (ParvisDossierQueue   *queue);
/* @file: (nullable): as the service gives it; @trouble: (nullable): why there is none */
void       parvis_dossier_history_show (ParvisDossierHistory *self,
                                        ParvisDossierItem    *item,
                                        const json_t         *file,
                                        const char           *trouble);

G_END_DECLS
