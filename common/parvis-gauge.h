/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"
#include "parvis-words.h"

G_BEGIN_DECLS

#define PARVIS_ID_SIZE 40

/**
 * ParvisGaugeFigure:
 *
 * The figure of one gauge as the feed carries it (entity "gauge",
 * docs/architecture.md), reduced to what a decision needs: how much, since
 * when, by what, and how long that is believed. Plain data, copied by value.
 * Counts are people or vehicles; -1 where there is none.
 */
typedef struct
{
  char            id[PARVIS_ID_SIZE];
  char            facility[PARVIS_ID_SIZE];
  char            neighbourhood[PARVIS_ID_SIZE];   /* "" when it lies in none */
  ParvisGaugeKind kind;
  ParvisMethod    method;
  int             capacity;           /* what it holds now */
  int             whole;              /* what it holds else, while that is lowered; 0: it is not */
  int             present;            /* may exceed capacity by a little */
  int             measured;           /* places it was summed of one by one; 0: all of them */
  int             sources;            /* how many sources feed it now */
  int             sources_fresh;      /* how many of them the service held fresh */
  gint64          observed_at;        /* PARVIS_NO_TIME if never measured */
  gint64          live_for;           /* ms after observed_at */
  gint64          late_for;           /* ms after observed_at; stale beyond */
  gint64          valid_for;          /* ms a hand count is believed */
  gint64          broken_since;       /* an indispensable source is silent; or PARVIS_NO_TIME */
  gint64          lowered_until;      /* while it is: PARVIS_NEVER until somebody restores it */
} ParvisGaugeFigure;

/* Defaults by ux.md §0.3. @period is the rhythm T of the source in ms. */
gint64          parvis_gauge_live_for       (gint64                    period);
gint64          parvis_gauge_late_for       (gint64                    period);
gint64          parvis_gauge_default_period (ParvisGaugeKind           kind);
#define PARVIS_HAND_VALID_FOR (45 * PARVIS_MINUTE)

gboolean        parvis_gauge_figure_from_json (ParvisGaugeFigure        *figure,
                                               const json_t             *body,
                                               GError                  **error);

/* A capacity that was lowered until @now or before is what it was again. */
void            parvis_gauge_figure_settle    (ParvisGaugeFigure        *figure,
                                               gint64                    now);

/* The one place that decides freshness. @closed is what the facility's hours
 * and closures say at @now. @next_change (nullable) gets the instant at which
 * the answer changes by itself, PARVIS_NEVER if it does not.
 */
ParvisFreshness parvis_freshness_decide       (const ParvisGaugeFigure  *figure,
                                               gboolean                  closed,
                                               gint64                    now,
                                               gint64                   *next_change);
gboolean        parvis_freshness_counts       (ParvisFreshness           freshness);

/* Occupancy level 1 to 5 (ux.md §0.4), 0 where none may be shown. */
int             parvis_gauge_level            (const ParvisGaugeFigure  *figure,
                                               ParvisFreshness           freshness);
int             parvis_gauge_free             (const ParvisGaugeFigure  *figure);
int             parvis_gauge_measured         (const ParvisGaugeFigure  *figure);
gboolean        parvis_gauge_is_partial       (const ParvisGaugeFigure  *figure);
gboolean        parvis_gauge_is_lowered       (const ParvisGaugeFigure  *figure);
int             parvis_gauge_whole            (const ParvisGaugeFigure  *figure);
gint64          parvis_gauge_read_whole       (const json_t             *body);
/* A recount above this is asked about before it is believed. */
gint64          parvis_gauge_recount_limit    (gint64                    capacity);

/**
 * ParvisRollup:
 *
 * Free places of several gauges of one kind, with what was left out: stale and
 * unknown gauges are in @gauges but in no sum; closed ones are counted apart.
 * @capacity is of the places of which @free tells.
 */
typedef struct
{
  int    free;
  int    capacity;
  int    gauges;
  int    fresh;
  int    closed;
  int    sources;
  int    sources_fresh;
  gint64 oldest;                      /* observed_at of the oldest counted, or PARVIS_NO_TIME */
} ParvisRollup;

void            parvis_rollup_init            (ParvisRollup             *rollup);
void            parvis_rollup_add             (ParvisRollup             *rollup,
                                               const ParvisGaugeFigure  *figure,
                                               ParvisFreshness           freshness);

G_END_DECLS
