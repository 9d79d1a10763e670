/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-gauge.h"
#include "parvis-hours.h"
#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisGaugeView:
 * @free: what is left, -1 where there is no figure
 * @level: 1 to 5, 0 where none may be shown
 * @pmr, @charging: reserved places; @pmr_free, @charging_free: those left, -1 if unknown
 *
 * A gauge of the public document, as pages tell of it.
 */
typedef struct
{
  ParvisGaugeFigure  figure;
  ParvisFreshness    state;
  int                free;
  int                level;
  int                pmr;
  int                pmr_free;
  int                charging;
  int                charging_free;
  const json_t      *body;
} ParvisGaugeView;

/**
 * ParvisPlaceView:
 * @linked: (nullable): the car park of this place, or so
 * @people, @vehicles: (nullable): its gauges
 * @hours: (nullable): those that can be read
 * @closed_until: the end of a closure that is under way; PARVIS_NO_TIME without one
 */
typedef struct _ParvisPlaceView ParvisPlaceView;

struct _ParvisPlaceView
{
  const char            *id;
  const char            *name;
  const char            *address;       /* nullable */
  const char            *hours_text;    /* nullable */
  const char            *reason;        /* nullable: of the closure */
  const char            *neighbourhood; /* nullable */
  const ParvisPlaceView *linked;
  ParvisFacilityKind     kind;
  double                 lon;
  double                 lat;
  ParvisHours           *hours;
  gint64                 closed_until;
  ParvisGaugeView       *people;
  ParvisGaugeView       *vehicles;
};

/**
 * ParvisAreaView:
 * @name: (nullable): of the neighbourhood; NULL for the car parks that lie in none
 * @places: (element-type ParvisPlaceView): its car parks, by name
 * @level: as of a gauge
 * @state: the worst of what was counted
 */
typedef struct
{
  const char      *id;
  const char      *name;
  GPtrArray       *places;
  ParvisRollup     rollup;
  ParvisFreshness  state;
  int              level;
} ParvisAreaView;

/**
 * ParvisTownView:
 * @address: "/saint-aubin-sur-loire-49270"
 * @places: (element-type ParvisPlaceView): those where people are counted, by name
 * @areas: (element-type ParvisAreaView): where cars are, by name
 *
 * The public document of a town, read once for all its pages. Immutable.
 */
typedef struct
{
  json_t     *live;
  const char *insee;
  const char *name;
  const char *logo;             /* nullable: the tag of its picture */
  const char *phone;            /* nullable: of the town hall */
  char       *address;
  GTimeZone  *zone;
  gboolean    shows_people;
  gboolean    shows_vehicles;
  gboolean    shows_orders;
  gboolean    shows_dossiers;
  GPtrArray  *everything;       /* owns the places */
  GPtrArray  *places;
  GPtrArray  *areas;
} ParvisTownView;

/* @document: what GET …/live answers. */
ParvisTownView        *parvis_town_view_new  (GBytes                *document,
                                              GError               **error);
void                   parvis_town_view_free (ParvisTownView        *town);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisTownView, parvis_town_view_free)

/* When a place that is closed at @now opens, PARVIS_NEVER if nobody knows. */
gint64                 parvis_place_view_opens  (const ParvisPlaceView *place,
                                                 GTimeZone             *zone,
                                                 gint64                 now);
/* When a place that is open at @now closes, PARVIS_NEVER if nobody knows. */
gint64                 parvis_place_view_closes (const ParvisPlaceView *place,
                                                 GTimeZone             *zone,
                                                 gint64                 now);
/* "saint-aubin-sur-loire-49270": stays true when the town gets another name, because the
 * code at its end says which town it is. (transfer full)
 */
char                  *parvis_town_slug         (const char            *name,
                                                 const char            *insee);

G_END_DECLS
