/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisHours:
 *
 * Opening hours in the OpenStreetMap notation (wiki: Key:opening_hours,
 * specification 0.7.2), parsed. Immutable; shown to people as it was given,
 * evaluated in local time. What the parser does not know is an error at
 * parsing, never a guess: the text is then shown and the state is unknown.
 */
typedef struct _ParvisHours ParvisHours;

typedef enum
{
  PARVIS_HOURS_CLOSED,
  PARVIS_HOURS_OPEN,
  PARVIS_HOURS_UNKNOWN,
} ParvisHoursState;

#define PARVIS_HOURS_MAX_LENGTH 512

/* How far ahead a change is looked for: past two years nobody plans by it. */
#define PARVIS_HOURS_HORIZON (731 * PARVIS_DAY)

ParvisHours      *parvis_hours_parse    (const char         *text,
                                         GError            **error);
void              parvis_hours_free     (ParvisHours        *hours);
const char       *parvis_hours_get_text (const ParvisHours  *hours);
ParvisHoursState  parvis_hours_state_at (const ParvisHours  *hours,
                                         gint64              instant,
                                         GTimeZone          *zone,
                                         gint64             *next_change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisHours, parvis_hours_free)

gboolean parvis_is_french_public_holiday (int         year,
                                          int         month,
                                          int         day);
gboolean parvis_is_public_holiday_of     (const char *town,
                                          int         year,
                                          int         month,
                                          int         day);

G_END_DECLS
