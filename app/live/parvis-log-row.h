/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-day-log.h"

G_BEGIN_DECLS

/**
 * ParvisLogRow:
 *
 * One line of a gauge's day: "16:41 +1 Karim Benali · by the side door".
 */
#define PARVIS_TYPE_LOG_ROW (parvis_log_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisLogRow, parvis_log_row, PARVIS, LOG_ROW, GtkListBoxRow)

GtkWidget *parvis_log_row_new (const ParvisLogLine *line,
                               GTimeZone           *zone);

G_END_DECLS
