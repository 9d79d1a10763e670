/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-hub.h"
#include "parvis-mailbox.h"
#include "parvis-pool.h"
#include "parvis-service.h"

G_BEGIN_DECLS

/**
 * ParvisBackend:
 * @in_flight: keys of commands that are under way, "TOWN KEY"
 * @pending: requests that another thread works on
 * @now: monotonic ms of the loop's turn
 *
 * What all listeners of one service share. One thread.
 */
typedef struct
{
  ParvisService *service;
  ParvisHub     *hub;
  ParvisPool    *pool;
  ParvisPool    *pages;
  ParvisPool    *away;
  ParvisMailbox *mailbox;
  GHashTable    *in_flight;
  guint          pending;
  gint64         now;
} ParvisBackend;

/**
 * ParvisListener:
 *
 * One listening socket with libmicrohttpd behind it, driven from outside: its
 * own thread stalls when the ready sockets are a multiple of 128.
 */
typedef struct _ParvisListener ParvisListener;

/* Takes @fd, a listening socket, once it succeeds. @granted is what everybody
 * who can connect to it may do.
 */
ParvisListener *parvis_listener_new         (ParvisBackend   *backend,
                                             int              fd,
                                             ParvisRight      granted,
                                             GError         **error);
/* Nothing may be pending, and all streams must have ended. */
void            parvis_listener_free        (ParvisListener  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisListener, parvis_listener_free)

/* They poll readable when there is work for parvis_listener_turn(). */
#define PARVIS_LISTENER_FDS 2
void            parvis_listener_get_fds     (ParvisListener  *self,
                                             int              fds[PARVIS_LISTENER_FDS]);
void            parvis_listener_set_ready   (ParvisListener  *self);
/* Returns: ms until it wants to be called again; 0 at once, -1 never */
gint64          parvis_listener_turn        (ParvisListener  *self);
/* Accepts nobody any more; what is under way goes on. */
void            parvis_listener_quiesce     (ParvisListener  *self);
/* Requests whose answer is not out yet, and streams. */
guint           parvis_listener_get_active  (ParvisListener  *self);

ParvisBackend  *parvis_listener_get_backend (ParvisListener  *self);

/* For the pool: runs a slow read. */
void            parvis_listener_work_cb     (gpointer         work);

G_END_DECLS
