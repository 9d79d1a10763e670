/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A line to a service on this machine that can be cut: connections to @uri go on to the
 * service's port. It lives on the main loop of who made it.
 */
typedef struct
{
  GSocketService *service;      /* NULL while it is cut */
  GPtrArray      *ends;         /* GIOStream: both ends of each connection */
  guint16         port;
  guint16         target;
  char           *uri;
} Relay;

Relay *relay_new  (guint16  target);
void   relay_free (Relay   *self);
/* Breaks what is open, and nothing new gets through. */
void   relay_cut  (Relay   *self);
void   relay_mend (Relay   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Relay, relay_free)

G_END_DECLS
