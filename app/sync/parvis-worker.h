/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-replica.h"

G_BEGIN_DECLS

/**
 * ParvisWorkFunc:
 *
 * Work on the replica, on the worker's thread. The first work opens it.
 */
typedef void (*ParvisWorkFunc)  (ParvisReplica  **replica,
                                 gpointer         data);
/* Called afterwards where parvis_worker_new() was called. Owns @data. */
typedef void (*ParvisDoneWork)  (gpointer         data,
                                 gpointer         user_data);

/**
 * ParvisWorker:
 *
 * A thread of its own for everything that waits for the disk, with one queue:
 * work is done, and its ends are told, in the order in which it was given.
 */
typedef struct _ParvisWorker ParvisWorker;

ParvisWorker *parvis_worker_new   (gpointer         user_data);
void          parvis_worker_push  (ParvisWorker    *self,
                                   ParvisWorkFunc   work,
                                   ParvisDoneWork   done,
                                   gpointer         data);
/* Blocks until all that was given is done, and tells the ends of it. */
void          parvis_worker_wait  (ParvisWorker    *self);
/* Does what is queued, closes the replica and ends the thread. */
void          parvis_worker_stop  (ParvisWorker    *self);

G_END_DECLS
