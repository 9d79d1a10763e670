/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-overlap"

#include "config.h"

#include "parvis-overlap.h"

#include <math.h>

/* Air between two pills in pixels, and how often neighbours push each other. */
#define AIR    1
#define ROUNDS 4

static double
shared_width (const ParvisPill *a,
              const ParvisPill *b)
{
  return (a->width + b->width) / 2 + AIR - fabs ((a->x + a->push) - (b->x + b->push));
}

static double
shared_height (const ParvisPill *a,
               const ParvisPill *b)
{
  double top = MAX (a->y - a->lift - a->height, b->y - b->lift - b->height);
  double bottom = MIN (a->y - a->lift, b->y - b->lift);

  return bottom + AIR - top;
}

/* Whether two pills meet by more than a pixel. */
static gboolean
meet (const ParvisPill *a,
      const ParvisPill *b)
{
  return shared_width (a, b) > 1 && shared_height (a, b) > 1;
}

static void
part_sideways (ParvisPill *left,
               ParvisPill *right)
{
  double shared = shared_width (left, right);

  left->push = MAX (left->push - shared / 2, -PARVIS_OVERLAP_PUSH);
  right->push = MIN (right->push + shared / 2, PARVIS_OVERLAP_PUSH);
}

/* The way that moves them least; a tail can get longer but not shorter, so it is
 * the upper pill that rises.
 */
static void
part (ParvisPill *a,
      ParvisPill *b)
{
  ParvisPill *upper = a->y <= b->y ? a : b;
  double rise = shared_height (a, b);
  gboolean can_rise = upper->lift + rise <= PARVIS_OVERLAP_PUSH;
  gboolean can_part = (a->width + b->width) / 2 + AIR - fabs (a->x - b->x)
                      <= 2 * PARVIS_OVERLAP_PUSH;

  if (can_rise && (!can_part || rise <= shared_width (a, b)))
    upper->lift += rise;
  else if (can_part && a->x <= b->x)
    part_sideways (a, b);
  else if (can_part)
    part_sideways (b, a);
}

/**
 * parvis_overlap_resolve:
 *
 * Two pills that meet push apart by a few pixels; what still meets is stacked
 * below the more important one, which tells how many it hides (ux.md §4).
 */
void
parvis_overlap_resolve (ParvisPill *pills,
                        guint       n_pills)
{
  for (guint i = 0; i < n_pills; i++)
    {
      pills[i].push = 0;
      pills[i].lift = 0;
      pills[i].under = -1;
      pills[i].stacked = 0;
    }

  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < n_pills; i++)
      for (guint j = i + 1; j < n_pills; j++)
        if (meet (&pills[i], &pills[j]))
          part (&pills[i], &pills[j]);

  for (guint i = 0; i < n_pills; i++)
    for (guint j = 0; j < i && pills[i].under < 0; j++)
      if (pills[j].under < 0 && meet (&pills[j], &pills[i]))
        {
          pills[i].under = (int) j;
          pills[j].stacked++;
        }
}
