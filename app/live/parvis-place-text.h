/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-gauge.h"

G_BEGIN_DECLS

/**
 * ParvisPlaceFacts:
 * @name: the facility's; borrowed, like @closure, @lowered_why and @zone
 * @closure: (nullable): the reason of a closure that is in force, "" if none was
 *   given, %NULL when it is open or merely out of hours
 * @closed_until: when it opens again as far as anyone knows, or %PARVIS_NO_TIME
 * @lowered_why: (nullable): the reason of a lowered capacity, if one was given
 * @free_pmr, @free_charging: how many of the free places are reserved for
 *   disabled people or for charging, -1 if nobody tells them apart
 * @fault: why the last reading is not shown, %PARVIS_REASON_NONE if it is
 * @waiting: gestures of this machine that are in the figure and not yet sent
 *
 * Everything that the words about one gauge depend on, at one instant. Plain
 * data, so that the words are tested without a screen.
 */
typedef struct
{
  ParvisGaugeFigure   figure;
  ParvisFacilityKind  kind;
  const char         *name;
  ParvisFreshness     freshness;
  int                 level;
  ParvisTrend         trend;
  int                 free_pmr;
  int                 free_charging;
  gboolean            link_up;
  const char         *closure;
  gint64              closed_until;
  const char         *lowered_why;
  ParvisReason        fault;
  int                 fault_value;
  guint               waiting;
  gint64              now;
  GTimeZone          *zone;
} ParvisPlaceFacts;

/* For the caller to free; "" where there is nothing to say. */
char       *parvis_place_text_figure          (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_unit            (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_whole           (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_present         (const ParvisPlaceFacts  *facts);
gint64      parvis_place_text_right_at        (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_age             (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_freshness       (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_reserved        (const ParvisPlaceFacts  *facts);
const char *parvis_place_text_trend           (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_closed          (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_lowered         (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_marker_title    (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_marker_subtitle (const ParvisPlaceFacts  *facts);
char       *parvis_place_text_sentence        (const ParvisPlaceFacts  *facts);
const char *parvis_place_text_level           (const ParvisPlaceFacts  *facts);
const char *parvis_place_text_people          (ParvisFacilityKind       kind,
                                               int                      count);
gboolean    parvis_place_is_full              (const ParvisPlaceFacts  *facts);

/**
 * ParvisHeadline:
 * @title: "169 free spaces"
 * @detail: "in 6 of 7 tracked areas. La Croix-Blanche is not counted: …"
 */
typedef struct
{
  char *title;
  char *detail;
} ParvisHeadline;

void        parvis_headline_init              (ParvisHeadline          *headline,
                                               const ParvisPlaceFacts **facts,
                                               guint                    n_facts);
void        parvis_headline_clear             (ParvisHeadline          *headline);
char       *parvis_headline_area              (const ParvisRollup      *rollup);

G_END_DECLS
