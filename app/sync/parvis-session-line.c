/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-session"

#include "config.h"

#include "parvis-session-private.h"

/* What comes over the line goes to the engine, which decides what it means. */

static void
stream_opened_cb (guint64  token,
                  gpointer user_data)
{
  ParvisSession *self = user_data;

  parvis_session_touch_engine (self);
  parvis_engine_stream_opened (self->engine, token);
  parvis_session_pump (self);
}

static void
stream_bytes_cb (guint64  token,
                 gpointer user_data)
{
  ParvisSession *self = user_data;

  parvis_session_touch_engine (self);
  parvis_engine_stream_bytes (self->engine, token);
}

static void
stream_event_cb (guint64               token,
                 const ParvisSseEvent *event,
                 gpointer              user_data)
{
  ParvisSession *self = user_data;

  parvis_session_touch_engine (self);
  parvis_engine_stream_event (self->engine, token, event->type, event->id, event->data,
                              event->length);
  parvis_session_pump (self);
}

static void
page_cb (guint64               token,
         const ParvisFeedPage *page,
         gpointer              user_data)
{
  ParvisSession *self = user_data;

  parvis_session_touch_engine (self);
  parvis_engine_page (self->engine, token, page);
  parvis_session_pump (self);
}

static void
hung_up_cb (guint64            token,
            const ParvisReply *reply,
            gpointer           user_data)
{
  ParvisSession *self = user_data;

  parvis_session_touch_engine (self);
  parvis_engine_hung_up (self->engine, token, reply);
  parvis_session_pump (self);
}

static void
answered_cb (const char        *key,
             const ParvisReply *reply,
             gpointer           user_data)
{
  ParvisSession *self = user_data;

  parvis_session_touch_engine (self);
  parvis_engine_answered (self->engine, key, reply);
  parvis_session_pump (self);
}

const ParvisTransportEvents parvis_session_transport_events = {
  .stream_opened = stream_opened_cb,
  .stream_bytes = stream_bytes_cb,
  .stream_event = stream_event_cb,
  .page = page_cb,
  .hung_up = hung_up_cb,
  .answered = answered_cb,
};
