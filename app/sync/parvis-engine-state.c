/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-engine"

#include "config.h"

#include "parvis-engine-private.h"

/* What there is to see of the engine: the chip's state, ages, numbers. */

#define SENDING_SHOWN_AFTER 400

static ParvisLink
find_link (ParvisEngine *self)
{
  if (self->phase == PHASE_SIGNED_OUT || self->phase == PHASE_REMOVED)
    return PARVIS_LINK_SIGNED_OUT;

  if (self->mismatch)
    return PARVIS_LINK_MISMATCH;

  if (self->phase != PHASE_LIVE && self->waking)
    return PARVIS_LINK_WAKING;

  if (self->phase != PHASE_LIVE)
    return self->offline_since != PARVIS_NO_TIME ? PARVIS_LINK_OFFLINE : PARVIS_LINK_CONNECTING;

  if (self->sending_since != PARVIS_NEVER &&
      self->mono - self->sending_since >= SENDING_SHOWN_AFTER)
    return PARVIS_LINK_SENDING;

  return parvis_outbox_count_refused (self->outbox) > 0 ? PARVIS_LINK_REFUSED
                                                        : PARVIS_LINK_ONLINE;
}

static void
refresh_link (ParvisEngine *self)
{
  ParvisLink link;

  /* Sending is shown once it takes a while: a click that is answered in a few
   * milliseconds must not make the chip flicker.
   */
  if (self->phase != PHASE_LIVE || parvis_outbox_count_pending (self->outbox) == 0)
    self->sending_since = PARVIS_NEVER;
  else if (self->sending_since == PARVIS_NEVER)
    self->sending_since = self->mono;

  link = find_link (self);
  if (link == self->link)
    return;

  self->link = link;
  self->news |= PARVIS_NEWS_LINK;
}

void
parvis_engine_settle (ParvisEngine *self)
{
  parvis_engine_collect (self);
  parvis_engine_pump_queue (self);
  parvis_engine_pump_disk (self);
  refresh_link (self);
}

gint64
parvis_engine_link_deadline (ParvisEngine *self)
{
  if (self->sending_since == PARVIS_NEVER || self->link == PARVIS_LINK_SENDING)
    return PARVIS_NEVER;

  return self->sending_since + SENDING_SHOWN_AFTER;
}

ParvisNews
parvis_engine_take_news (ParvisEngine *self)
{
  ParvisNews news = self->news;

  self->news = 0;

  return news;
}

ParvisView *
parvis_engine_get_view (ParvisEngine *self)
{
  return self->view;
}

ParvisOutbox *
parvis_engine_get_outbox (ParvisEngine *self)
{
  return self->outbox;
}

ParvisLink
parvis_engine_get_link (ParvisEngine *self)
{
  return self->link;
}

gint64
parvis_engine_get_cursor (ParvisEngine *self)
{
  return self->cursor;
}

gint64
parvis_engine_get_updated_at (ParvisEngine *self)
{
  return self->updated_at;
}

gint64
parvis_engine_get_offline_since (ParvisEngine *self)
{
  return self->offline_since;
}

gint64
parvis_engine_get_next_try (ParvisEngine *self)
{
  if (self->phase != PHASE_WAITING)
    return PARVIS_NO_TIME;

  return self->wall + MAX (self->next_try - self->mono, 0);
}

gint64
parvis_engine_get_skew (ParvisEngine *self)
{
  return self->skew;
}

void
parvis_engine_get_progress (ParvisEngine *self,
                            guint        *done,
                            guint        *total)
{
  *done = self->drain_done;
  *total = self->drain_total;
}
