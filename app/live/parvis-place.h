/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-facility.h"
#include "parvis-place-text.h"
#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisPlace:
 *
 * One gauge with its facility, as a screen shows it: the figure, what may be
 * believed of it now, and the words. Notifies only what changed.
 *
 * Properties (read-only): "id", "name", "present", "free", "capacity",
 * "freshness" (int, ParvisFreshness), "level", "full", "link-up", "waiting",
 * "figure-text", "unit-text", "freshness-text", "marker-title",
 * "marker-subtitle", "sentence". Signal "changed" once after all notifications
 * of one refresh.
 */
#define PARVIS_TYPE_PLACE (parvis_place_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPlace, parvis_place, PARVIS, PLACE, GObject)

typedef enum
{
  PARVIS_PLACE_TEXT_FIGURE,
  PARVIS_PLACE_TEXT_UNIT,
  PARVIS_PLACE_TEXT_FRESHNESS,
  PARVIS_PLACE_TEXT_MARKER_TITLE,
  PARVIS_PLACE_TEXT_MARKER_SUBTITLE,
  PARVIS_PLACE_TEXT_SENTENCE,
} ParvisPlaceText;

#define PARVIS_N_PLACE_TEXTS (PARVIS_PLACE_TEXT_SENTENCE + 1)

ParvisPlace            *parvis_place_new          (const char          *id);
const char             *parvis_place_get_id       (ParvisPlace         *self);
const char             *parvis_place_get_name     (ParvisPlace         *self);
/* Borrowed; NULL until the facility is known. */
const ParvisFacility   *parvis_place_get_facility (ParvisPlace         *self);
/* Everything at the last refresh; borrowed, changes with the next one. */
const ParvisPlaceFacts *parvis_place_get_facts    (ParvisPlace         *self);
/* The last "gauge" entity, for what the facts leave out (reserved places…). */
const json_t           *parvis_place_get_body     (ParvisPlace         *self);
/* Borrowed; NULL only for the marker's title of a place without a figure. */
const char             *parvis_place_get_text     (ParvisPlace         *self,
                                                   ParvisPlaceText      text);

/* For ParvisPlaces. */
gboolean                parvis_place_set_gauge    (ParvisPlace         *self,
                                                   ParvisEntityRef     *gauge,
                                                   GError             **error);
void                    parvis_place_set_facility (ParvisPlace         *self,
                                                   ParvisFacility      *facility);
void                    parvis_place_refresh      (ParvisPlace         *self,
                                                   gint64               now,
                                                   gboolean             link_up,
                                                   GTimeZone           *zone);

G_END_DECLS
