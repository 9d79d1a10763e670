/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"
#include "parvis-source-text.h"

G_BEGIN_DECLS

/**
 * ParvisSourceControls:
 *
 * What an administrator may change of a source, and do with it (ux.md §17):
 * rhythm, direction, the capacity of its place, its key; pause and delete. Fills
 * two groups of the detail. Everything but a new key is an action that waits for
 * the network if it must; while the line is down the page says so and stands still.
 */
#define PARVIS_TYPE_SOURCE_CONTROLS (parvis_source_controls_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSourceControls, parvis_source_controls, PARVIS, SOURCE_CONTROLS,
                      GObject)

ParvisSourceControls *parvis_source_controls_new    (ParvisDesk            *desk,
                                                     AdwPreferencesGroup   *settings,
                                                     AdwPreferencesGroup   *actions);
void                  parvis_source_controls_show   (ParvisSourceControls  *self,
                                                     const ParvisSource    *source);
/* Pauses a source that runs, and runs one that is paused; can be undone. */
void                  parvis_source_controls_pause  (ParvisSourceControls  *self);

G_END_DECLS
