/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Instants are milliseconds since 1970-01-01T00:00:00Z in a gint64, durations
 * are milliseconds too unless a name says seconds.
 */
#define PARVIS_SECOND  G_GINT64_CONSTANT (1000)
#define PARVIS_MINUTE  (60 * PARVIS_SECOND)
#define PARVIS_HOUR    (60 * PARVIS_MINUTE)
#define PARVIS_DAY     (24 * PARVIS_HOUR)
#define PARVIS_NEVER   G_MAXINT64
#define PARVIS_NO_TIME G_MININT64

/**
 * ParvisClock:
 * @now: tells the instant; called from any thread
 * @data: for @now
 *
 * Time comes from outside, so that tests and simulations own it.
 */
typedef struct
{
  gint64   (*now) (gpointer data);
  gpointer  data;
} ParvisClock;

extern const ParvisClock parvis_system_clock;

/* What parvis_time_parse() can give and parvis_time_format() can write: 1970 to
 * the end of 9999.
 */
#define PARVIS_TIME_MAX G_GINT64_CONSTANT (253402300799999)

/* "2026-06-17T14:42:00.000Z" with its NUL. */
#define PARVIS_TIME_SIZE 25

/* A day as a town lives it: [@start, @end), and its name, "2026-06-17". */
typedef struct
{
  gint64 start;
  gint64 end;
  char   name[12];
} ParvisLocalDay;

gint64      parvis_clock_now          (const ParvisClock  *clock);
gboolean    parvis_time_parse         (const char         *text,
                                       gint64             *instant,
                                       GError            **error);
char       *parvis_time_format        (gint64              instant);
void        parvis_time_write         (gint64              instant,
                                       char                text[PARVIS_TIME_SIZE]);
const ParvisLocalDay *
            parvis_time_local_day     (gint64              instant,
                                       GTimeZone          *zone);
gint64      parvis_time_day_start     (gint64              instant,
                                       GTimeZone          *zone);
GTimeZone  *parvis_time_zone_of_towns (void);
GTimeZone  *parvis_time_zone_find     (const char         *name);

/* Calendar days are counted from 1970-01-01, for years from 1 on. */
gint64      parvis_day_from_civil     (int                 year,
                                       int                 month,
                                       int                 day);
void        parvis_day_to_civil       (gint64              days,
                                       int                *year,
                                       int                *month,
                                       int                *day);

G_END_DECLS
