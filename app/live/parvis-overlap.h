/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PARVIS_OVERLAP_PUSH 8

/**
 * ParvisPill:
 * @x, @y: where the tail points, in pixels
 * @nudge: how far @x already is from the point itself
 * @width, @height: of the pill above that point, its tail included
 * @push: (out): how far it goes to the side, at most %PARVIS_OVERLAP_PUSH
 * @lift: (out): how far it rises on a longer tail, at most the same
 * @under: (out): index of the pill that hides it, or -1
 * @stacked: (out): how many it hides
 */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  double nudge;
  double push;
  double lift;
  int    under;
  int    stacked;
} ParvisPill;

/* Earlier pills are the more important ones: they stay when two cannot. */
void parvis_overlap_resolve (ParvisPill *pills,
                             guint       n_pills);

G_END_DECLS
