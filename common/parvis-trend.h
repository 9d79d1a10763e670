/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-words.h"

G_BEGIN_DECLS

/* One 5-minute bucket of a gauge's history: when it began, and its last figure. */
typedef struct
{
  gint64 at;
  gint64 value;
} ParvisTrendPoint;

/* The buckets that parvis_trend_decide() looks at began in [now - from, now - to]. */
#define PARVIS_TREND_FROM (35 * PARVIS_MINUTE)
#define PARVIS_TREND_TO   (20 * PARVIS_MINUTE)

/* Whether a place fills, empties or stays as it is: @present against what was there
 * half an hour ago. UNKNOWN where nothing was measured then. A change that is small
 * for the place (3 % of @capacity, at least 3) is none; what was seen to move moves
 * on until its change is half of that, so that the word does not flicker.
 * @capacity: 0 or below where there is none
 * @before: the answer of the last time
 */
ParvisTrend parvis_trend_decide (const ParvisTrendPoint *points,
                                 guint                   n_points,
                                 gint64                  capacity,
                                 gint64                  present,
                                 gint64                  now,
                                 ParvisTrend             before);

G_END_DECLS
