/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db.h"
#include "parvis-trend.h"

G_BEGIN_DECLS

#define PARVIS_HISTORY_BUCKET    (5 * PARVIS_MINUTE)
#define PARVIS_HISTORY_MAX_RANGE (31 * PARVIS_DAY)

gboolean  parvis_history_add  (ParvisDb    *db,
                               const char  *gauge,
                               gint64       at,
                               gint64       value,
                               GError     **error);
/* The figures from which a trend is told. (transfer full) (element-type ParvisTrendPoint) */
GArray   *parvis_history_points (ParvisDb    *db,
                                 const char  *gauge,
                                 gint64       now,
                                 GError     **error);

G_END_DECLS
