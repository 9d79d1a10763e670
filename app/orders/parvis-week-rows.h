/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisWeekRows:
 *
 * What is usually baked of one product: for each weekday its batches, each with the hour
 * when it is ready, how many, and how many of them residents can reserve.
 */
#define PARVIS_TYPE_WEEK_ROWS (parvis_week_rows_get_type ())

G_DECLARE_FINAL_TYPE (ParvisWeekRows, parvis_week_rows, PARVIS, WEEK_ROWS, AdwBin)

GtkWidget *parvis_week_rows_new    (void);
/* @bakes: (nullable): of a pattern, as the service has it */
void       parvis_week_rows_set    (ParvisWeekRows  *self,
                                    int              weekday,
                                    const json_t    *bakes);
/* The bakes of a weekday if they are others than those that were set. FALSE if an hour is
 * none: it has the focus then.
 */
gboolean   parvis_week_rows_read   (ParvisWeekRows  *self,
                                    int              weekday,
                                    json_t         **bakes);

G_END_DECLS
