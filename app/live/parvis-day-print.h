/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-day-card.h"

G_BEGIN_DECLS

/* The day that a card shows, on paper: the curve, and its figures below. */
GtkPrintOperation *parvis_day_print_operation (ParvisDayCard *card,
                                               ParvisPlace   *place);
void               parvis_day_print           (ParvisDayCard *card,
                                               ParvisPlace   *place,
                                               GtkWindow     *parent);
/* What stands above the curve, below the name of the place. */
char              *parvis_day_print_dup_caption (ParvisDayCard *card,
                                                 ParvisPlace   *place);

G_END_DECLS
