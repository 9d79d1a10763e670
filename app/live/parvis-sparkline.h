/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisSparkline:
 *
 * A small line without scale or words: the shape of a day. For who sees only; the
 * words beside it say what it means.
 */
#define PARVIS_TYPE_SPARKLINE (parvis_sparkline_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSparkline, parvis_sparkline, PARVIS, SPARKLINE, GtkWidget)

GtkWidget *parvis_sparkline_new        (void);
/* Copied; NAN where there was no value. */
void       parvis_sparkline_set_values (ParvisSparkline *self,
                                        const double    *values,
                                        guint            n_values);

G_END_DECLS
