/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "parvis-time.h"

G_BEGIN_DECLS

/* Days are "YYYY-MM-DD", or counted as parvis_day_from_civil() does. */
#define PARVIS_DAY_SIZE 11

gboolean    parvis_day_parse                (const char          *text,
                                             gint64              *day);
void        parvis_day_write                (gint64               day,
                                             char                 text[PARVIS_DAY_SIZE]);
/* 1 is Monday, 7 Sunday. */
int         parvis_day_get_weekday          (gint64               day);
gint64      parvis_day_of_instant           (gint64               instant,
                                             GTimeZone           *zone);
/* Minutes since local midnight, as a clock on the wall shows them. */
int         parvis_minute_of_instant        (gint64               instant,
                                             GTimeZone           *zone);
/* The instant at which a clock on the wall shows @minute on @day. A minute that is left
 * out in spring is the first after the gap; of one that comes twice in autumn it is the first.
 */
gint64      parvis_day_get_instant          (gint64               day,
                                             int                  minute,
                                             GTimeZone           *zone);

/* When people are told what happens at @instant: at once by day, and after the night (21:00
 * to 7:00) what happens in it, in the same order within about a minute.
 */
gint64      parvis_day_wait_for_morning     (gint64               instant,
                                             GTimeZone           *zone);

/* The same date @months later, or the last of the month where it has no such date. */
gint64      parvis_day_add_months           (gint64               day,
                                             int                  months);
/* The @n-th day after @day that is neither a Saturday nor a Sunday nor a public holiday:
 * how delays of offices are counted.
 */
gint64      parvis_day_add_working_days     (gint64               day,
                                             int                  n);

G_END_DECLS
