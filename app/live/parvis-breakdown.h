/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-gauge.h"

G_BEGIN_DECLS

/* What one line of "Where this figure comes from" stands for. */
typedef enum
{
  PARVIS_PART_START,          /* who was there when the day began */
  PARVIS_PART_SOURCE,
  PARVIS_PART_SPACES,         /* all sources that watch one space each */
  PARVIS_PART_HAND,           /* gestures, recounts and zeros */
  PARVIS_PART_REST,           /* what this machine cannot explain */
} ParvisPartKind;

/**
 * ParvisPart:
 * @value: as it is shown, -1 if nothing was received; not negative for a source
 * @effect: what it adds to the figure; 0 where it does not add
 * @count: gestures, or spaces that are watched
 * @silent: how many of the spaces are not heard
 */
typedef struct
{
  ParvisPartKind  kind;
  ParvisMeasure   measure;
  ParvisHealth    health;
  char           *name;       /* (nullable) */
  gint64          seen_at;    /* PARVIS_NO_TIME: never */
  int             value;
  int             effect;
  int             count;
  int             silent;
} ParvisPart;

/**
 * ParvisBreakdown:
 * @adds: whether the parts are summed to the figure; sources that tell how many
 *   there are do not add, they agree or not
 * @drift: how far off the counters have proved to be since the last recount
 * @recount_at: of the last recount by a person, or PARVIS_NO_TIME
 * @recount_gap: what it moved the figure by
 * @trusted_at: the zero or the recount before that one, or PARVIS_NO_TIME where the
 *   log of the day does not go back so far
 *
 * Where the figure of a gauge comes from, so that it can be checked with a
 * pencil (ux.md §5): 486 entries − 347 exits + 3 by hand = 142.
 */
typedef struct
{
  GPtrArray *parts;           /* (element-type ParvisPart) */
  gboolean   adds;
  int        drift;
  gint64     recount_at;
  int        recount_gap;
  gint64     trusted_at;
} ParvisBreakdown;

ParvisBreakdown *parvis_breakdown_read            (const ParvisGaugeFigure *figure,
                                                   GPtrArray               *sources,
                                                   const json_t            *gauge_log,
                                                   gboolean                 has_waiting);
void             parvis_breakdown_free            (ParvisBreakdown         *self);
gboolean         parvis_breakdown_drift_is_likely (const ParvisBreakdown   *self,
                                                   int                      capacity,
                                                   int                     *gap);
gboolean         parvis_breakdown_estimate_drift  (const ParvisBreakdown   *self,
                                                   gint64                   now,
                                                   int                     *drift);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisBreakdown, parvis_breakdown_free)

G_END_DECLS
