/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisFigure:
 *
 * A large figure, its unit and its age in one widget, so that no figure is ever
 * shown without its age: "142", "bathers present", "Live · 20 s ago".
 */
#define PARVIS_TYPE_FIGURE (parvis_figure_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFigure, parvis_figure, PARVIS, FIGURE, GtkWidget)

typedef enum
{
  PARVIS_FIGURE_M,
  PARVIS_FIGURE_L,
  PARVIS_FIGURE_XL,
} ParvisFigureSize;

GtkWidget *parvis_figure_new (ParvisFigureSize  size);
void       parvis_figure_set (ParvisFigure     *self,
                              const char       *figure,
                              const char       *unit,
                              const char       *limit,
                              ParvisFreshness   freshness,
                              gboolean          link_up,
                              const char       *age);

G_END_DECLS
