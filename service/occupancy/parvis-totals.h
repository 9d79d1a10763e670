/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-rows.h"

G_BEGIN_DECLS

/* Differences of counters that only grow. Private to service/occupancy. */
ParvisReason parvis_totals_take (ParvisSourceRow      *source,
                                 double                value,
                                 gint64                at,
                                 const ParvisGaugeRow *gauge,
                                 gint64               *amount);

G_END_DECLS
