/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-hub.h"
#include "parvis-ring.h"

#include <microhttpd.h>

G_BEGIN_DECLS

/**
 * ParvisOutlets:
 *
 * The event streams of one listener on their way into their sockets. Once
 * libmicrohttpd has sent the head, it lets go of the connection (suspended), and
 * the chunks are written here: it walks through all suspended connections to
 * resume one, which ten thousand streams would pay at every event. It gets a
 * connection back to close it.
 */
typedef struct _ParvisOutlets ParvisOutlets;
typedef struct _ParvisOutlet  ParvisOutlet;

/* @send_timeout: ms without progress before a reader is given up */
ParvisOutlets *parvis_outlets_new          (gint64                  send_timeout,
                                            GError                **error);
/* All outlets must be gone. */
void           parvis_outlets_free         (ParvisOutlets          *self);

/* Polls readable when a socket takes bytes again. */
int            parvis_outlets_get_fd       (ParvisOutlets          *self);
/* Writes what can be written. *@resumed: connections went back to libmicrohttpd,
 * which must run.
 *
 * Returns: ms until it wants to be called again; 0 at once, -1 never
 */
gint64         parvis_outlets_turn         (ParvisOutlets          *self,
                                            gint64                  now,
                                            gboolean               *resumed);
/* Gives up all that are left. */
void           parvis_outlets_abandon      (ParvisOutlets          *self);
guint          parvis_outlets_get_count    (ParvisOutlets          *self);

/* @chunked: the client reads chunks (HTTP/1.1) */
ParvisOutlet  *parvis_outlet_new           (ParvisOutlets          *outlets,
                                            struct MHD_Connection  *connection,
                                            gboolean                chunked);
/* For an outlet that never got its stream. */
void           parvis_outlet_free          (ParvisOutlet           *self);
/* Queues the answer; @stream is owned then. */
enum MHD_Result parvis_outlet_open         (ParvisOutlet           *self,
                                            ParvisStream           *stream);
/* For the hub: there is something to read. */
void           parvis_outlet_wake_cb       (gpointer                outlet);

G_END_DECLS
