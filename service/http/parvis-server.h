/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-service.h"

G_BEGIN_DECLS

/**
 * ParvisServer:
 *
 * The running service: listeners, event streams, threads and their loop around
 * a ParvisService. All calls but parvis_server_stop() come from one thread.
 */
typedef struct _ParvisServer ParvisServer;

/* The operators' socket below the state directory. */
#define PARVIS_CONTROL_SOCKET "control.sock"

/* Opens the store and listens; requests are answered once it runs. @config,
 * @tables and @clock are borrowed.
 */
ParvisServer  *parvis_server_new         (const ParvisConfig  *config,
                                          const ParvisTables  *tables,
                                          const ParvisClock   *clock,
                                          GError             **error);
void           parvis_server_free        (ParvisServer        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisServer, parvis_server_free)

/* "http://127.0.0.1:8080", with the port that was taken, or "unix:PATH" */
const char    *parvis_server_get_uri     (ParvisServer        *self);
ParvisService *parvis_server_get_service (ParvisServer        *self);

/* SIGTERM and SIGINT stop the server. They must be blocked in all threads. */
gboolean       parvis_server_take_signals (ParvisServer       *self,
                                           GError            **error);
/* Returns after a stop, when what was under way is answered. */
void           parvis_server_run         (ParvisServer        *self);
/* From any thread. */
void           parvis_server_stop        (ParvisServer        *self);

G_END_DECLS
