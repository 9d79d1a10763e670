/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-day-series.h"

G_BEGIN_DECLS

/**
 * ParvisDayRow:
 *
 * One line of the table that says what the curve draws: a point, or a time in
 * which nothing was measured. Immutable.
 */
#define PARVIS_TYPE_DAY_ROW (parvis_day_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDayRow, parvis_day_row, PARVIS, DAY_ROW, GObject)

typedef enum
{
  PARVIS_DAY_COLUMN_HOUR,
  PARVIS_DAY_COLUMN_VALUE,
  PARVIS_DAY_COLUMN_LOWEST,
  PARVIS_DAY_COLUMN_HIGHEST,
} ParvisDayColumn;

#define PARVIS_N_DAY_COLUMNS (PARVIS_DAY_COLUMN_HIGHEST + 1)

const char *parvis_day_column_title     (ParvisDayColumn        column);
char       *parvis_day_row_dup_cell     (ParvisDayRow          *self,
                                         ParvisDayColumn        column,
                                         GTimeZone             *zone);
char       *parvis_day_row_dup_sentence (ParvisDayRow          *self,
                                         GTimeZone             *zone);
gboolean    parvis_day_row_is_gap       (ParvisDayRow          *self);
void        parvis_day_rows_fill        (GListStore            *rows,
                                         const ParvisDaySeries *series,
                                         gint64                 from,
                                         gint64                 until);

G_END_DECLS
