/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "parvis-marker.h"

G_BEGIN_DECLS

/**
 * ParvisPin:
 *
 * What holds a ParvisMarker on the layer: it takes no clicks in the empty half
 * below the tail, where another pill may lie.
 */
#define PARVIS_TYPE_PIN (parvis_pin_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPin, parvis_pin, PARVIS, PIN, ShumateMarker)

ParvisPin    *parvis_pin_new        (double     lon,
                                     double     lat);
ParvisMarker *parvis_pin_get_marker (ParvisPin *self);

G_END_DECLS
