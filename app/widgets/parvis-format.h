/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-gauge.h"

G_BEGIN_DECLS

/* Figures, hours and ages as people read them (ux.md §0.3, §0.12). Instants are
 * ms since 1970, told in @zone. All results are for the caller to free. Words
 * are in the language of the session; nothing here touches a widget.
 */
char       *parvis_format_number        (gint64           number);
char       *parvis_format_signed        (gint64           number);
char       *parvis_format_clock         (gint64           instant,
                                         GTimeZone       *zone);
char       *parvis_format_clock_seconds (gint64           instant,
                                         GTimeZone       *zone);
char       *parvis_format_duration      (gint64           duration);
char       *parvis_format_capital       (const char      *text);
char       *parvis_format_day           (gint64           instant,
                                         gint64           now,
                                         GTimeZone       *zone);
char       *parvis_format_day_title     (gint64           instant,
                                         gint64           now,
                                         GTimeZone       *zone);
char       *parvis_format_moment        (gint64           instant,
                                         gint64           now,
                                         GTimeZone       *zone);
char       *parvis_format_until         (gint64           instant,
                                         gint64           now,
                                         GTimeZone       *zone,
                                         gboolean         by_weekday);
char       *parvis_format_future        (gint64           instant,
                                         gint64           now,
                                         GTimeZone       *zone);
char       *parvis_format_age           (gint64           instant,
                                         gint64           now,
                                         GTimeZone       *zone);
char       *parvis_format_age_long      (gint64           instant,
                                         gint64           now,
                                         GTimeZone       *zone);
char       *parvis_format_freshness     (ParvisFreshness  freshness,
                                         gint64           observed_at,
                                         gint64           now,
                                         gboolean         link_up,
                                         GTimeZone       *zone);
/* "Monday" for 1 */
const char *parvis_format_weekday           (int      weekday);
char       *parvis_format_dup_weekday_title (int      weekday);
const char *parvis_format_level             (int      level,
                                             gboolean full);

/* Name of the glyph that goes with the words, and the CSS class beside .fresh. */
const char *parvis_freshness_icon  (ParvisFreshness  freshness,
                                    gboolean         link_up);
const char *parvis_freshness_class (ParvisFreshness  freshness,
                                    gboolean         link_up);

/* Icon names, never NULL. */
const char *parvis_facility_icon   (ParvisFacilityKind kind);
const char *parvis_facility_word   (ParvisFacilityKind kind);

G_END_DECLS
