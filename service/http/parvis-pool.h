/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*ParvisWorkFunc) (gpointer work);

/**
 * ParvisPool:
 *
 * A few threads for work that takes too long for the listener's. Work waits in
 * a bounded queue. Plain pthreads, so that ThreadSanitizer sees them.
 */
typedef struct _ParvisPool ParvisPool;

/* @is_patient: its threads stand back where others want the processor; all but the first
 *   work only while that one does, and only on what nobody else would do
 */
ParvisPool *parvis_pool_new    (guint            n_threads,
                                gboolean         is_patient,
                                guint            queue_max,
                                ParvisWorkFunc   func);
/* Waits until all work is done. */
void        parvis_pool_free   (ParvisPool      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPool, parvis_pool_free)

/* FALSE if too much waits already. */
gboolean    parvis_pool_submit (ParvisPool      *self,
                                gpointer         work);

G_END_DECLS
