/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/**
 * ParvisFirstTown:
 *
 * The town as residents read it: its name and how many live there, locked where its operator said
 * them and otherwise completed from the communes of France, and its logo.
 */
#define PARVIS_TYPE_FIRST_TOWN (parvis_first_town_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstTown, parvis_first_town, PARVIS, FIRST_TOWN, GtkBox)

GtkWidget *parvis_first_town_new      (ParvisFirst      *first);
/* A ParvisPictureRow; borrowed. */
GtkWidget *parvis_first_town_get_logo (ParvisFirstTown  *self);
/* @field: what is wrong, as parvis_first_draft_check() says; NULL takes the sentence away */
void       parvis_first_town_blame    (ParvisFirstTown  *self,
                                       const char       *field);

G_END_DECLS
