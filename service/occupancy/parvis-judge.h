/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-gauge-work.h"
#include "parvis-health.h"

G_BEGIN_DECLS

/* Whether a reading can be true, and what it does to its gauge. Private to
 * service/occupancy.
 */
#define PARVIS_MAX_SKEW (90 * PARVIS_SECOND)

gboolean parvis_judge_reading       (ParvisGaugeWork      *work,
                                     ParvisSourceRow      *source,
                                     const ParvisReading  *reading,
                                     gint64                today,
                                     ParvisReason         *reason,
                                     GError              **error);
void     parvis_judge_balance       (ParvisGaugeWork      *work);
/* Shows the zero that was held back, because a person says that it is true. */
gboolean parvis_judge_accept_zero   (ParvisGaugeWork      *work,
                                     ParvisSourceRow      *source,
                                     GError              **error);
gboolean parvis_reading_has_value   (const ParvisReading  *reading);

G_END_DECLS
