/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-hours.h"
#include "parvis-json.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisFacility:
 * @linked: (nullable): id of the facility that goes with it, a pool's car park
 * @hours: (nullable): %NULL when none are given or they cannot be evaluated
 * @hours_text: (nullable): as the town wrote them
 * @closure: (nullable): the reason of a temporary closure, "" if none was given
 *
 * One entity "facility" of the feed, read once. Immutable.
 */
typedef struct
{
  grefcount           ref_count;
  char               *id;
  char               *name;
  char               *address;
  char               *neighbourhood;
  char               *linked;
  ParvisFacilityKind  kind;
  double              lon;
  double              lat;
  ParvisHours        *hours;
  char               *hours_text;
  char               *closure;
  gint64              closure_from;
  gint64              closure_until;
} ParvisFacility;

/**
 * ParvisOpening:
 * @closed: whether hours or a closure say closed
 * @closure: (nullable): the reason of the closure in force, borrowed
 * @until: when it opens again, or closes if it is open; %PARVIS_NO_TIME if
 *   nobody knows
 * @next_change: when to ask again
 */
typedef struct
{
  gboolean    closed;
  const char *closure;
  gint64      until;
  gint64      next_change;
} ParvisOpening;

ParvisFacility *parvis_facility_new_from_json (const json_t          *body,
                                               GError               **error);
ParvisFacility *parvis_facility_ref           (ParvisFacility        *self);
void            parvis_facility_unref         (ParvisFacility        *self);
void            parvis_facility_opening_at    (const ParvisFacility  *self,
                                               gint64                 now,
                                               GTimeZone             *zone,
                                               ParvisOpening         *opening);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisFacility, parvis_facility_unref)

G_END_DECLS
