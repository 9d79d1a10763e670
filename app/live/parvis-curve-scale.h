/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-day-series.h"
#include "parvis-hours.h"

G_BEGIN_DECLS

/**
 * ParvisCurveScale:
 *
 * Where an instant and a value stand on a drawn curve. Pixels (or points on
 * paper) from the top left; plain data, copied by value.
 */
typedef struct
{
  double left;
  double top;
  double right;
  double bottom;
  gint64 from;                /* at @left */
  gint64 to;                  /* at @right */
  int    highest;             /* at @top; zero is at @bottom */
  int    step;                /* between two lines of the grid */
} ParvisCurveScale;

int           parvis_curve_nice_step  (int                      highest,
                                       int                      max_lines);
void          parvis_curve_scale_set  (ParvisCurveScale        *scale,
                                       ParvisDaySpan            span,
                                       int                      capacity,
                                       int                      peak);
double        parvis_curve_scale_x    (const ParvisCurveScale  *scale,
                                       gint64                   at);
double        parvis_curve_scale_y    (const ParvisCurveScale  *scale,
                                       double                   value);
gint64        parvis_curve_scale_at   (const ParvisCurveScale  *scale,
                                       double                   x);
ParvisDaySpan parvis_curve_open_span  (const ParvisHours       *hours,
                                       gint64                   day_from,
                                       gint64                   day_to,
                                       GTimeZone               *zone);
ParvisDaySpan parvis_curve_shown_span (ParvisDaySpan            open,
                                       const ParvisDaySeries   *series,
                                       GTimeZone               *zone);
int           parvis_curve_hour_step  (ParvisDaySpan            span,
                                       double                   width,
                                       double                   label_width);
GArray       *parvis_curve_list_hours (ParvisDaySpan            span,
                                       int                      step,
                                       GTimeZone               *zone);

G_END_DECLS
