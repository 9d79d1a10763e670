/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisReflow:
 *
 * Two children beside each other with a rule between them, or the second below
 * the first where they do not fit. A second child that is hidden takes no room.
 */
#define PARVIS_TYPE_REFLOW (parvis_reflow_get_type ())

G_DECLARE_FINAL_TYPE (ParvisReflow, parvis_reflow, PARVIS, REFLOW, GtkWidget)

void parvis_reflow_set (ParvisReflow *self,
                        GtkWidget    *first,
                        GtkWidget    *second);

G_END_DECLS
