/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/* How the change feed is written, in pages and in streams alike. */

/* {"seq":…,"kind":…,"id":…,"deleted":…,"body":…} */
void     parvis_feed_append_change (GString             *text,
                                    const ParvisChange  *change);
/* A cursor that the feed has not reached comes from before a restore: the reader
 * must begin anew, which PARVIS_ERROR_CONFLICT about "after" tells him.
 */
gboolean parvis_feed_check_cursor  (gint64               after,
                                    gint64               latest,
                                    GError             **error);

G_END_DECLS
