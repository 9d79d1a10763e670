/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-town.h"

G_BEGIN_DECLS

/**
 * ParvisWriter:
 *
 * A thread that commits the commands of its towns in groups. What is shared
 * with it is shared through pthreads, so that ThreadSanitizer sees it.
 */
typedef struct _ParvisWriter ParvisWriter;

/* One of @n_writers with the same @config. */
ParvisWriter *parvis_writer_new       (const ParvisStoreConfig  *config,
                                       guint                     n_writers);
/* Finishes what is queued; what is submitted afterwards is refused. */
void          parvis_writer_stop      (ParvisWriter             *self);
void          parvis_writer_free      (ParvisWriter             *self);
void          parvis_writer_submit    (ParvisWriter             *self,
                                       ParvisTown               *town,
                                       ParvisCommand            *command,
                                       ParvisDoneFunc            done,
                                       gpointer                  user_data);
/* Waits until the thread has let go of the town's writer connection: everything
 * queued is answered, the log is folded in, the connection is closed.
 */
void          parvis_writer_let_go    (ParvisWriter             *self,
                                       ParvisTown               *town);
void          parvis_writer_add_stats (ParvisWriter             *self,
                                       ParvisStoreStats         *stats);

G_END_DECLS
