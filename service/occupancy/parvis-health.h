/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-rows.h"

G_BEGIN_DECLS

/* How well sources are, and what that means for their gauge. Private to
 * service/occupancy. @due is lowered to the instant at which the answer changes
 * by itself.
 */
gboolean     parvis_reason_is_fault    (ParvisReason           reason);
gint64       parvis_source_expiry      (const ParvisSourceRow *source,
                                        gint64                 valid_for);
ParvisHealth parvis_source_decide      (const ParvisSourceRow *source,
                                        gint64                 now,
                                        gint64                *due);
void         parvis_source_note_value  (ParvisSourceRow       *source,
                                        double                 value,
                                        gint64                 observed_at,
                                        gboolean               closed);
void         parvis_source_check_stuck (ParvisSourceRow       *source,
                                        const ParvisGaugeRow  *gauge,
                                        gboolean               closed);
void         parvis_gauge_sum_sources  (ParvisGaugeRow        *gauge,
                                        GPtrArray             *sources,
                                        gint64                 now,
                                        gint64                *due);

G_END_DECLS
