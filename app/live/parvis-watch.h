/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"
#include "parvis-places.h"

G_BEGIN_DECLS

/**
 * ParvisWatch:
 *
 * The places that somebody keeps an eye on: those of the wall display. They are
 * remembered for each account, and their changes of level are told to the status
 * line, at most once a minute (ux.md §4).
 *
 * Signal "changed": a place was pinned or let go.
 */
#define PARVIS_TYPE_WATCH (parvis_watch_get_type ())

G_DECLARE_FINAL_TYPE (ParvisWatch, parvis_watch, PARVIS, WATCH, GObject)

ParvisWatch *parvis_watch_new      (ParvisDesk   *desk,
                                    ParvisPlaces *places,
                                    GSettings    *settings);
gboolean     parvis_watch_contains (ParvisWatch  *self,
                                    ParvisPlace  *place);
/* How many of the town's places are watched; one that is gone does not count. */
guint        parvis_watch_get_size (ParvisWatch  *self);
/* Returns: whether it is watched now */
gboolean     parvis_watch_toggle   (ParvisWatch  *self,
                                    ParvisPlace  *place);

G_END_DECLS
