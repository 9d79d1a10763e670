/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisWorker:
 *
 * A thread that does what is due, and then waits until more is or until it is woken.
 */
typedef struct _ParvisWorker ParvisWorker;

/* Does what is due; *@next_at gets the instant at which there is more, PARVIS_NEVER if none is
 * known of.
 */
typedef void (*ParvisWorkerFunc) (gpointer  user_data,
                                  gint64   *next_at);

/* Everything is borrowed. */
ParvisWorker *parvis_worker_new      (const ParvisClock  *clock,
                                      ParvisWorkerFunc    work,
                                      gpointer            user_data);
void          parvis_worker_free     (ParvisWorker       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisWorker, parvis_worker_free)

/* @what: for its error, "sends mail" */
gboolean      parvis_worker_start    (ParvisWorker       *self,
                                      const char         *what,
                                      GError            **error);
/* Sets the stop and waits for the thread. */
void          parvis_worker_stop     (ParvisWorker       *self);
/* From any thread. */
void          parvis_worker_wake     (ParvisWorker       *self);
/* What is not 0 once it is to stop; atomic. Borrowed. */
const gint   *parvis_worker_get_stop (const ParvisWorker *self);

G_END_DECLS
