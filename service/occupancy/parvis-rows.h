/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"
#include "parvis-gauge.h"
#include "parvis-hours.h"
#include "parvis-ingest.h"

G_BEGIN_DECLS

/* In characters: of a closure and of a lowered capacity. */
#define PARVIS_REASON_MAX 120

/* Rows as the commands of this area work on them. Private to service/occupancy.
 * Counts are -1 and instants PARVIS_NO_TIME where the column is NULL.
 */

/**
 * ParvisGaugeRow:
 *
 * One gauge. @present is the figure as it adds up: a balance may stand a little
 * above what can be shown until the exits of a late payload are in.
 * @capacity is what it holds when nothing lowers that; the readings are judged
 * against it, because who was in before the works began is still in, and a sensor
 * of free places knows nothing of the works.
 * @truth_at is the instant of the last statement that replaces what was before
 * it (a recount, a zero, an absolute value). @measured is of how many spaces
 * a sum of single sensors tells.
 */
typedef struct
{
  char            id[PARVIS_ID_SIZE];
  char            facility[PARVIS_ID_SIZE];
  char            neighbourhood[PARVIS_ID_SIZE];
  ParvisGaugeKind kind;
  gint64          capacity_declared;
  gint64          capacity;
  gint64          pmr;
  gint64          charging;
  gint64          valid_for;
  char            zero_at[16];         /* "", "HH:MM" local, or "opening" */
  gint64          created_at;

  ParvisMethod    method;
  gint64          present;
  gint64          measured;
  gint64          observed_at;
  gint64          period;
  gint64          truth_at;
  gint64          zeroed_at;

  ParvisFreshness state;
  gint64          decided_at;
  gint64          sources;
  gint64          sources_fresh;
  gint64          broken_since;
  gint64          next_due;

  ParvisReason    fault;
  double          fault_value;
  gint64          fault_at;
  char            fault_source[PARVIS_ID_SIZE];

  char            day[16];             /* local date the figures below are of */
  gint64          day_start;
  gint64          day_entered;
  gint64          day_left;
  gint64          day_by_hand;
  gint64          day_recounted;
  gint64          drift;
  gint64          recount_at;
  gint64          recount_gap;
  gint64          recount_value;
  gint64          log_count;

  gint64          pmr_free;            /* -1 while it is not known */
  gint64          charging_free;

  gint64          lowered_to;          /* -1 while nothing lowers the capacity */
  char            lowered_why[4 * PARVIS_REASON_MAX + 1];
  gint64          lowered_until;       /* PARVIS_NO_TIME: until somebody restores it */

  ParvisTrend     trend;
  gint64          trend_at;            /* the bucket for which it was decided */
} ParvisGaugeRow;

/**
 * ParvisSourceRow:
 *
 * One source with what is known of its health. @newest_at is the newest
 * observation of any worth, @fresh_at the newest that was believed, @heard_at
 * the newest sign of life.
 */
typedef struct
{
  char           id[PARVIS_ID_SIZE];
  char           gauge[PARVIS_ID_SIZE];
  char          *name;
  ParvisFormat   format;
  ParvisMeasure  measure;
  gboolean       percent;
  char          *pointer;
  char          *preset;
  json_t        *values;
  gboolean       absent_is_zero;
  char          *capacity_pointer;
  char          *key_of;               /* whose key it takes too, or NULL */
  char          *device;               /* NULL until one was declared or heard */
  gint64         period;
  ParvisReserved reserved;             /* of a single space */
  gboolean       paused;
  gint64         created_at;

  ParvisHealth   health;
  gint64         last_seen;
  gint64         heard_at;
  gint64         newest_at;
  gint64         fresh_at;
  double         last_value;           /* NAN when none */
  gint64         last_present;
  ParvisReason   reason;
  double         battery;
  double         voltage;
  double         rssi;
  double         snr;
  gint64         faults;
  gint64         readings;
  char          *other_device;         /* whose messages are not believed here */
  gint64         other_at;
  double         total;                /* last of a counter, NAN before the first */
  double         total_max;
  gint64         zero_since;           /* first of the zeros that are in doubt */
  gboolean       zero_ignored;
  gint64         same_since;
  gint64         same_count;
  gint64         same_open;
  gboolean       stuck;
  char           day[16];
  gint64         day_entered;
  gint64         day_left;

  gboolean       dirty;                /* differs from its row in the database */
} ParvisSourceRow;

void             parvis_source_row_free     (ParvisSourceRow        *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSourceRow, parvis_source_row_free)

/* What was declared of it, as parvis_put_source () reads it. */
json_t          *parvis_source_row_describe (const ParvisSourceRow  *row);

/**
 * ParvisPlace:
 *
 * What a gauge needs of its facility: when it is open. @hours is NULL for a
 * place without hours and for hours that nobody but a person can read.
 */
typedef struct
{
  char         id[PARVIS_ID_SIZE];
  ParvisHours *hours;
  GTimeZone   *zone;
  gboolean     has_closure;
  gint64       closed_from;
  gint64       closed_until;           /* PARVIS_NO_TIME: until somebody reopens */
} ParvisPlace;

void             parvis_place_free          (ParvisPlace            *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPlace, parvis_place_free)

gboolean         parvis_gauge_row_load      (ParvisDb               *db,
                                             const char             *id,
                                             ParvisGaugeRow         *row,
                                             GError                **error);
gboolean         parvis_gauge_row_save      (ParvisDb               *db,
                                             const ParvisGaugeRow   *row,
                                             GError                **error);
/* The figure as it is shown: a balance above capacity is held at what could be
 * true, and nothing is below zero.
 */
void   parvis_gauge_row_figure        (const ParvisGaugeRow *row,
                                       ParvisGaugeFigure    *figure);
gint64 parvis_gauge_row_limit         (const ParvisGaugeRow *row);
gint64 parvis_gauge_row_capacity      (const ParvisGaugeRow *row);
void   parvis_gauge_row_restore       (ParvisGaugeRow       *row);
gint64 parvis_gauge_row_balance_limit (const ParvisGaugeRow *row);

ParvisSourceRow *parvis_source_row_load     (ParvisDb               *db,
                                             const char             *id,
                                             GError                **error);
/* (element-type ParvisSourceRow): of one gauge, in the order they were made */
GPtrArray       *parvis_source_rows_load    (ParvisDb               *db,
                                             const char             *gauge,
                                             GError                **error);
gboolean         parvis_source_row_save     (ParvisDb               *db,
                                             const ParvisSourceRow  *row,
                                             GError                **error);
void             parvis_source_row_mapping  (const ParvisSourceRow  *row,
                                             ParvisMapping          *mapping);
gboolean         parvis_measure_is_amount   (ParvisMeasure           measure);

ParvisPlace     *parvis_place_load          (ParvisDb               *db,
                                             const char             *facility,
                                             GError                **error);
gboolean         parvis_place_is_closed     (const ParvisPlace      *place,
                                             gint64                  instant,
                                             gint64                 *next_change);

/* FORBIDDEN for who counts at other places of the town only. */
gboolean         parvis_place_allows        (const ParvisPlace      *place,
                                             const ParvisCommand    *command,
                                             GError                **error);

/* "" and NAN are bound as NULL too. */
void             parvis_bind_text_or_null   (ParvisStmt             *stmt,
                                             const char             *name,
                                             const char             *value);
void             parvis_bind_number_or_null (ParvisStmt             *stmt,
                                             const char             *name,
                                             double                  value);
void             parvis_bind_count_or_null  (ParvisStmt             *stmt,
                                             const char             *name,
                                             gint64                  value);

G_END_DECLS
