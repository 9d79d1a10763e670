/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* Hours and days as a merchant types them: "7:30–9:30, 17h–19h30", "15/08/2026". */

/* Minutes since midnight, 24:00 at most: "7", "7h30", "7:30". */
gboolean  parvis_hours_read_clock   (const char   *text,
                                     int          *minute);
/* (transfer full): "7:30–9:30, 17:00–19:30"; "" without pickup that day */
char     *parvis_hours_write_day    (const json_t *slots,
                                     int           weekday);
/* Adds the half-hours of a weekday to @slots; FALSE for what is no hours. */
gboolean  parvis_hours_read_day     (const char   *text,
                                     int           weekday,
                                     int           capacity,
                                     json_t       *slots);
/* (transfer full): "15/08/2026, 01/09/2026–15/09/2026" */
char     *parvis_hours_write_closed (const json_t *closed);
/* (transfer full) (nullable): NULL for what is no list of days. Reasons that @before has for a
 * day are kept.
 */
json_t   *parvis_hours_read_closed  (const char   *text,
                                     const json_t *before);

G_END_DECLS
