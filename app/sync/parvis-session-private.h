/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-engine.h"
#include "parvis-session.h"
#include "parvis-transport.h"
#include "parvis-worker.h"

G_BEGIN_DECLS

struct _ParvisSession
{
  GObject           parent_instance;

  /* Owned. */
  char             *base_uri;
  char             *town;
  ParvisAuth       *auth;          /* nullable */
  ParvisRights      rights;
  ParvisScopes      shops;
  ParvisScopes      places;
  char             *directory;
  ParvisKeyFunc     find_key;      /* nullable */
  ParvisClock       clock;
  ParvisEngine     *engine;
  ParvisTransport  *transport;
  ParvisWorker     *worker;
  GHashTable       *submissions;   /* key → GTask that waits for the disk */
  GSource          *timer;
  GSource          *emission;
  GSource          *updating;
  GSource          *copying;

  /* Borrowed. */
  GNetworkMonitor  *monitor;

  gboolean          started;
  gboolean          ready;
  gboolean          stopped;
  gboolean          damaged;       /* waits for parvis_session_mend() */
  gboolean          pumping;
  gboolean          pump_again;
  gint64            emitted_at;    /* µs, monotonic */
};

/* What comes over the line. */
extern const ParvisTransportEvents parvis_session_transport_events;

void     parvis_session_touch_engine   (ParvisSession  *self);
void     parvis_session_pump           (ParvisSession  *self);
/* Does not wait for the frame: it is the answer to a hand. */
void     parvis_session_show_now       (ParvisSession  *self);
GSource *parvis_session_add_timer      (ParvisSession  *self,
                                        guint           interval,
                                        GSourceFunc     func);
void     parvis_session_clear_timer    (GSource       **source);

G_END_DECLS
