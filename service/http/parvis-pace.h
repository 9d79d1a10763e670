/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-ring.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisPacer:
 *
 * Lets a change of one entity pass at most once in an interval, and holds later
 * ones back, of which the newest wins. What is held tells how far the cursor of
 * a reader may go: never past it, or a reader that reconnects would miss it.
 */
typedef struct _ParvisPacer ParvisPacer;

typedef void (*ParvisPaceFunc)        (ParvisChange      *change,
                                       gpointer           user_data);

ParvisPacer *parvis_pacer_new         (gint64             interval);
void         parvis_pacer_free        (ParvisPacer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPacer, parvis_pacer_free)

/* Changes come in order of seq. TRUE: send it now; FALSE: it is held. */
gboolean     parvis_pacer_offer       (ParvisPacer       *self,
                                       ParvisChange      *change,
                                       gint64             now);
/* Gives what is due to @func, which may ask for the cursor.
 *
 * Returns: ms until the next is due, -1 if nothing is
 */
gint64       parvis_pacer_flush       (ParvisPacer       *self,
                                       gint64             now,
                                       ParvisPaceFunc     func,
                                       gpointer           user_data);
/* The largest cursor from which nothing that was offered is missing. */
gint64       parvis_pacer_get_cursor  (const ParvisPacer *self,
                                       gint64             latest);

G_END_DECLS
