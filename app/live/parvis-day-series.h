/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisDaySeries:
 *
 * The figure of one gauge over one day: what the service remembers in buckets,
 * and the points that arrived since. Plain data, without a screen.
 */
typedef struct _ParvisDaySeries ParvisDaySeries;

/* @value stood at @at; @min and @max were reached since the point before. */
typedef struct
{
  gint64 at;
  int    value;
  int    min;
  int    max;
} ParvisDayPoint;

typedef struct
{
  gint64 from;
  gint64 to;
} ParvisDaySpan;

#define PARVIS_DAY_SERIES_MAX_POINTS 2000

ParvisDaySeries      *parvis_day_series_new       (gint64                  from,
                                                   gint64                  to,
                                                   gint64                  gap_after);
ParvisDaySeries      *parvis_day_series_copy      (const ParvisDaySeries  *self);
void                  parvis_day_series_free      (ParvisDaySeries        *self);
gint64                parvis_day_series_get_from  (const ParvisDaySeries  *self);
gint64                parvis_day_series_get_to    (const ParvisDaySeries  *self);
gboolean              parvis_day_series_load      (ParvisDaySeries        *self,
                                                   const json_t           *history,
                                                   gint64                  now,
                                                   GError                **error);
gboolean              parvis_day_series_append    (ParvisDaySeries        *self,
                                                   gint64                  at,
                                                   int                     value);
guint                 parvis_day_series_get_size  (const ParvisDaySeries  *self);
const ParvisDayPoint *parvis_day_series_get_point (const ParvisDaySeries  *self,
                                                   guint                   index);
gboolean              parvis_day_series_breaks_at (const ParvisDaySeries  *self,
                                                   guint                   index);
gboolean              parvis_day_series_find      (const ParvisDaySeries  *self,
                                                   gint64                  at,
                                                   guint                  *index);
int                   parvis_day_series_get_peak  (const ParvisDaySeries  *self);
GArray               *parvis_day_series_list_gaps (const ParvisDaySeries  *self,
                                                   gint64                  from,
                                                   gint64                  until);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisDaySeries, parvis_day_series_free)

G_END_DECLS
