/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db.h"

G_BEGIN_DECLS

/* Half hours of a day as a clock on the wall shows them. */
#define PARVIS_USUAL_SLOTS   48
#define PARVIS_USUAL_MINUTES 30

/* How many of the same weekday before are looked at, and how many of them must have been
 * measured at that time of day for there to be something usual.
 */
#define PARVIS_USUAL_WEEKS 4
#define PARVIS_USUAL_LEAST 2

/**
 * ParvisUsual:
 * @today: the mean of each half hour so far, -1 where nothing was measured
 * @usual: the median of the same weekday in the weeks before, -1 where it is not known
 *
 * The day of a gauge, in people present or vehicles.
 */
typedef struct
{
  int today[PARVIS_USUAL_SLOTS];
  int usual[PARVIS_USUAL_SLOTS];
} ParvisUsual;

/* Reads at most some 1,500 rows. A gauge that is not there has nothing. */
gboolean parvis_usual_read        (ParvisDb           *db,
                                   const char         *gauge,
                                   GTimeZone          *zone,
                                   gint64              now,
                                   ParvisUsual        *usual,
                                   GError            **error);
/* The slot of @instant. */
guint    parvis_usual_slot        (gint64              instant,
                                   GTimeZone          *zone);
/* From which slot after @slot on, before @end, it is usually clearly calmer than it usually
 * is in @slot: at most four fifths of that, and so until @end or the last slot of which
 * something is known. -1 if there is none.
 */
int      parvis_usual_find_calmer (const ParvisUsual  *usual,
                                   guint               slot,
                                   guint               end);

G_END_DECLS
