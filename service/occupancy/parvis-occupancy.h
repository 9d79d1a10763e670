/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* What service/occupancy does: commands (ParvisApplyFunc, named after what they
 * do), entities of the feed, reads, and the freshness that changes by itself.
 */

/* Commands of devices and people. The object is the source, the gauge or the
 * facility.
 */
gboolean       parvis_readings_apply            (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_gauge_count               (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_gauge_recount             (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
/* {"accept":true}: the zero in doubt is true; false: it is not, whatever comes. */
gboolean       parvis_source_judge              (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_gauge_lower               (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_gauge_restore             (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_facility_close            (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_facility_reopen           (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);

/* Commands of operators. */
gboolean       parvis_facilities_import         (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_facility_remove           (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_neighbourhoods_import     (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_gauge_set                 (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_source_add                (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_source_set                (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_source_pause              (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
gboolean       parvis_source_remove             (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
/* The lists "neighbourhoods", "facilities" and "sources" of a town's file. */
gboolean       parvis_occupancy_import          (ParvisTx             *tx,
                                                 const ParvisCommand  *command,
                                                 ParvisAnswer         *answer,
                                                 GError              **error);
/* Decides and touches every entity of this area, after a module was switched or
 * places were imported.
 */
gboolean       parvis_occupancy_touch_all       (ParvisTx             *tx,
                                                 GError              **error);

/* The instant at which parvis_occupancy_refresh_command() has work to do in the
 * town of @db, PARVIS_NEVER if none; it is in the past after the service was
 * down. Ask again after each batch of that town and when it has come.
 */
gboolean       parvis_occupancy_next_due        (ParvisDb             *db,
                                                 gint64               *due,
                                                 GError              **error);
/* Returns: (transfer full): command "gauge.refresh", which decides again what
 *   changes by itself: late, stale, opening, closing, zero, a new day
 */
ParvisCommand *parvis_occupancy_refresh_command (const char           *town,
                                                 gint64                now);

/* Reads. */
/* Adds the same lists to @file. */
gboolean       parvis_occupancy_export          (ParvisDb             *db,
                                                 json_t               *file,
                                                 GError              **error);
json_t        *parvis_gauge_settings            (ParvisDb             *db,
                                                 const char           *id,
                                                 GError              **error);
json_t        *parvis_history_list              (ParvisDb             *db,
                                                 const char           *gauge,
                                                 gint64                from,
                                                 gint64                to,
                                                 GError              **error);
/* The last @limit readings of a source as they were received, newest first. */
json_t        *parvis_readings_list             (ParvisDb             *db,
                                                 const char           *source,
                                                 guint                 limit,
                                                 GError              **error);
json_t        *parvis_source_report             (ParvisDb             *db,
                                                 const char           *source,
                                                 gint64                days,
                                                 gint64                now,
                                                 GError              **error);
/* Resolves what a person typed: the id of a gauge, the external id or the name
 * of its facility.
 */
char          *parvis_gauge_find                (ParvisDb             *db,
                                                 const char           *text,
                                                 GError              **error);
char          *parvis_source_find               (ParvisDb             *db,
                                                 const char           *text,
                                                 GError              **error);
char          *parvis_facility_find             (ParvisDb             *db,
                                                 const char           *text,
                                                 GError              **error);

G_END_DECLS
