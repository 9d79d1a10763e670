/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisGaugeBars:
 *
 * Five rising bars, as many filled as the level says. Decoration: the words
 * beside it carry the meaning, so screen readers do not hear of it.
 */
#define PARVIS_TYPE_GAUGE_BARS (parvis_gauge_bars_get_type ())

G_DECLARE_FINAL_TYPE (ParvisGaugeBars, parvis_gauge_bars, PARVIS, GAUGE_BARS, GtkWidget)

typedef enum
{
  PARVIS_BARS_SMALL,       /* in a list */
  PARVIS_BARS_LARGE,       /* in a summary card */
  PARVIS_BARS_MARKER,      /* on a filled pill: in the colour of its text */
} ParvisBarsSize;

GtkWidget *parvis_gauge_bars_new       (ParvisBarsSize    size);
void       parvis_gauge_bars_set_size  (ParvisGaugeBars  *self,
                                        ParvisBarsSize    size);
/* @level is 0 to 5; @dashed draws empty dashed outlines: the figure is old. */
void       parvis_gauge_bars_set_level (ParvisGaugeBars  *self,
                                        int               level,
                                        gboolean          dashed);

G_END_DECLS
