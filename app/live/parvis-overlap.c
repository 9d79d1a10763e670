/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-overlap"

#include "config.h"

#include "parvis-overlap.h"

#include <math.h>

/* Air between two pills in pixels, and how often neighbours push each other. */
#define AIR    2
#define ROUNDS 4

/* How much two pills share from side to side; 0 if they do not meet. */
static double
shared_width (const ParvisPill *a,
              const ParvisPill *b)
{
  double distance = fabs ((a->x + a->push) - (b->x + b->push));
  double shared = (a->width + b->width) / 2 + AIR - distance;
  double top = MAX (a->y - a->height, b->y - b->height);
  double bottom = MIN (a->y, b->y);

  return bottom + AIR > top && shared > 0 ? shared : 0;
}

static void
push_apart (ParvisPill *left,
            ParvisPill *right,
            double      shared)
{
  left->push = MAX (left->push - shared / 2, -PARVIS_OVERLAP_PUSH);
  right->push = MIN (right->push + shared / 2, PARVIS_OVERLAP_PUSH);
}

/* Whether pushing can part them at all: the rest is stacked. */
static gboolean
can_part (const ParvisPill *a,
          const ParvisPill *b)
{
  double distance = fabs (a->x - b->x);

  return (a->width + b->width) / 2 + AIR - distance <= 2 * PARVIS_OVERLAP_PUSH;
}

static void
push_all (ParvisPill *pills,
          guint       n_pills)
{
  for (guint i = 0; i < n_pills; i++)
    for (guint j = i + 1; j < n_pills; j++)
      {
        double shared = shared_width (&pills[i], &pills[j]);

        if (shared <= 0 || !can_part (&pills[i], &pills[j]))
          continue;

        if (pills[i].x <= pills[j].x)
          push_apart (&pills[i], &pills[j], shared);
        else
          push_apart (&pills[j], &pills[i], shared);
      }
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
      pills[i].under = -1;
      pills[i].stacked = 0;
    }

  for (guint round = 0; round < ROUNDS; round++)
    push_all (pills, n_pills);

  for (guint i = 0; i < n_pills; i++)
    for (guint j = 0; j < i && pills[i].under < 0; j++)
      if (pills[j].under < 0 && shared_width (&pills[j], &pills[i]) > AIR)
        {
          pills[i].under = (int) j;
          pills[i].push = 0;
          pills[j].stacked++;
        }
}
