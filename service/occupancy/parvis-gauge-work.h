/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-gauge-log.h"

G_BEGIN_DECLS

/**
 * ParvisGaugeWork:
 *
 * A gauge with its sources and its place, while a command changes it. Beginning
 * brings it up to the instant of the batch (a new day, a zero that was due);
 * finishing decides its freshness, stores it and marks what changed in the feed.
 * Private to service/occupancy.
 */
typedef struct
{
  ParvisTx       *tx;
  ParvisDb       *db;
  gint64          now;
  ParvisGaugeRow  gauge;
  GPtrArray      *sources;             /* of ParvisSourceRow */
  ParvisPlace    *place;
  gboolean        closed;              /* at @now */
  gboolean        new_day;             /* this is the first work of a local day */
  gboolean        kept;                /* by @tx, which saves it */
  gboolean        dirty;               /* @gauge is not what the row says */
  GQueue         *lines;               /* of the day's log, once they were read */
} ParvisGaugeWork;

ParvisGaugeWork *parvis_gauge_work_begin       (ParvisTx         *tx,
                                                const char       *gauge,
                                                GError          **error);
/* (transfer none) For commands that change nothing but this gauge, its sources and what
 * is due of its place: those behind each other work on the same. Whoever fails writes a row
 * before he changes @gauge.
 */
ParvisGaugeWork *parvis_gauge_work_take        (ParvisTx         *tx,
                                                const char       *gauge,
                                                GError          **error);
gboolean         parvis_gauge_work_finish      (ParvisGaugeWork  *work,
                                                GError          **error);
void             parvis_gauge_work_free        (ParvisGaugeWork  *work);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisGaugeWork, parvis_gauge_work_free)

ParvisSourceRow *parvis_gauge_work_find_source (ParvisGaugeWork  *work,
                                                const char       *id);
/* Whether one of the sources that add and subtract is silent, so that the sum cannot be
 * right.
 */
gboolean         parvis_gauge_work_lacks_gate  (ParvisGaugeWork  *work);
/* Whether all sources that add and subtract are heard, so that the sum can be
 * right and a count by a person adjusts it instead of replacing it.
 */
gboolean         parvis_gauge_work_has_balance (ParvisGaugeWork  *work);
/* Writes a line of the day's log; @value is -1 for none, @command NULL for what
 * the service did by itself.
 */
gboolean         parvis_gauge_work_log         (ParvisGaugeWork      *work,
                                                const char           *what,
                                                gint64                at,
                                                gint64                delta,
                                                gint64                value,
                                                const ParvisCommand  *command,
                                                const char           *note,
                                                GError              **error);
/* (transfer none) As parvis_gauge_log_read(); kept up from then on. */
const GQueue    *parvis_gauge_work_read_log    (ParvisGaugeWork      *work,
                                                GError              **error);
/* Adds @delta to a figure of the day, or to the day's beginning if @at was before. */
void             parvis_gauge_work_correct     (ParvisGaugeWork      *work,
                                                gint64               *today,
                                                gint64                at,
                                                gint64                delta);
/* Keeps the figure of @at in the history. */
gboolean         parvis_gauge_work_remember    (ParvisGaugeWork      *work,
                                                gint64                at,
                                                gint64                value,
                                                GError              **error);

G_END_DECLS
