/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-queue.h"

G_BEGIN_DECLS

/**
 * ParvisReviewPanel:
 *
 * Beside a document: what to look at with what was declared, the family, who holds the file,
 * notes and messages, and how long the pictures are kept (ux.md §13). What is typed here
 * outlives the dossier's being closed.
 *
 * Signal "ticked" (guint index): the box of that check was ticked or not.
 */
#define PARVIS_TYPE_REVIEW_PANEL (parvis_review_panel_get_type ())

G_DECLARE_FINAL_TYPE (ParvisReviewPanel, parvis_review_panel, PARVIS, REVIEW_PANEL, GtkWidget)

GtkWidget *parvis_review_panel_new          (ParvisDossierQueue *queue);
/* @file: (nullable): of the dossier, as the service gives it; @trouble: (nullable): why there
 * is none. @ticked: bits of the checks.
 */
void       parvis_review_panel_show         (ParvisReviewPanel  *self,
                                             ParvisDossierItem  *item,
                                             const char         *requirement,
                                             const json_t       *file,
                                             const char         *trouble,
                                             guint               ticked);
/* A point to look at, by its place. */
void parvis_review_panel_focus_check (ParvisReviewPanel *self,
                                      guint              index);
void parvis_review_panel_focus_note  (ParvisReviewPanel *self);
void parvis_review_panel_focus_reply (ParvisReviewPanel *self);
/* The telephone's whole number, once that it was looked at is recorded. */
void       parvis_review_panel_reveal_phone (ParvisReviewPanel  *self);

G_END_DECLS
