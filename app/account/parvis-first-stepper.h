/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisFirstStepper:
 *
 * The four steps and where one is. Narrow, only the step under way has its name.
 */
#define PARVIS_TYPE_FIRST_STEPPER (parvis_first_stepper_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstStepper, parvis_first_stepper, PARVIS, FIRST_STEPPER, GtkBox)

/* @step from 1; after the last one all are done. */
void parvis_first_stepper_set_step    (ParvisFirstStepper *self,
                                       guint               step);
void parvis_first_stepper_set_compact (ParvisFirstStepper *self,
                                       gboolean            compact);

G_END_DECLS
