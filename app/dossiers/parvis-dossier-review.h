/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-queue.h"

G_BEGIN_DECLS

/**
 * ParvisDossierReview:
 *
 * One dossier beside the queue: its documents in a row, the picture of one of them, what to
 * look at, and what to decide, all by single keys (ux.md §13). What is decided is a command of
 * the desk: it is kept on this disk first and can be undone.
 *
 * Signals: "changed" (): another document is shown, or it is in another state; "step" (int by):
 * another dossier is wanted; "next" (): the next one that there is something to look at in;
 * "go-to" (ParvisDossierItem): this one is, because what was done to it was taken back.
 */
#define PARVIS_TYPE_DOSSIER_REVIEW (parvis_dossier_review_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierReview, parvis_dossier_review, PARVIS, DOSSIER_REVIEW,
                      GtkWidget)

GtkWidget *parvis_dossier_review_new      (ParvisDossierQueue  *queue);
/* @item: (nullable) */
void       parvis_dossier_review_set_item (ParvisDossierReview *self,
                                           ParvisDossierItem   *item);
/* (transfer none) (nullable) */
ParvisDossierItem *
           parvis_dossier_review_get_item (ParvisDossierReview *self);
/* Which document is shown, from 1 on, of how many; FALSE if none is. */
gboolean   parvis_dossier_review_get_place (ParvisDossierReview *self,
                                            guint               *position,
                                            guint               *n);
/* Whether that key does something here; @again: it is held down, and nothing is decided. */
gboolean   parvis_dossier_review_press    (ParvisDossierReview *self,
                                           guint                keyval,
                                           GdkModifierType      state,
                                           gboolean             again);

G_END_DECLS
