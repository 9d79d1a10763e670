/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-rows.h"

G_BEGIN_DECLS

/* The scheduled zero of a gauge. Private to service/occupancy. */
gboolean parvis_zero_is_valid (const char           *text);
gint64   parvis_zero_next     (const ParvisGaugeRow *gauge,
                               const ParvisPlace    *place,
                               gint64                after);

G_END_DECLS
