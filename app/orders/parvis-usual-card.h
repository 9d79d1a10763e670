/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisUsualCard:
 *
 * In the morning, while nothing is declared for the day: what was baked on this weekday a
 * week ago, to take over or to type instead (ux.md §11). It shows by itself and goes by
 * itself.
 */
#define PARVIS_TYPE_USUAL_CARD (parvis_usual_card_get_type ())

G_DECLARE_FINAL_TYPE (ParvisUsualCard, parvis_usual_card, PARVIS, USUAL_CARD, GtkWidget)

/* Signal "type" (): somebody declares the batches himself. */
GtkWidget *parvis_usual_card_new (ParvisShop *shop);

G_END_DECLS
