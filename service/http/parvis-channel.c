/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-channel"

#include "config.h"

#include "parvis-channel.h"

#include <string.h>

ParvisEvent *
parvis_event_new (gint64         seq,
                  const GString *text)
{
  ParvisEvent *event = g_malloc (sizeof *event + text->len);

  event->ref_count = 1;
  event->seq = seq;
  event->length = text->len;
  memcpy (event->text, text->str, text->len);

  return event;
}

void
parvis_event_unref (ParvisEvent *event)
{
  if (--event->ref_count == 0)
    g_free (event);
}

void
parvis_channel_init (ParvisChannel *self,
                     guint          max_events,
                     gsize          max_bytes)
{
  memset (self, 0, sizeof *self);
  self->max_events = max_events;
  self->max_bytes = max_bytes;
  parvis_ring_init (&self->waiting);
}

static void
drop_oldest (ParvisChannel *self)
{
  ParvisEvent *event = parvis_channel_get (self, self->first);

  self->bytes -= event->length;
  self->first++;
  self->length--;
  parvis_event_unref (event);
}

void
parvis_channel_clear (ParvisChannel *self)
{
  while (self->length > 0)
    drop_oldest (self);
  g_clear_pointer (&self->ring, g_free);
  self->capacity = 0;
}

guint64
parvis_channel_head (const ParvisChannel *self)
{
  return self->first + self->length;
}

ParvisEvent *
parvis_channel_get (const ParvisChannel *self,
                    guint64              number)
{
  return self->ring[number & (self->capacity - 1)];
}

static void
grow (ParvisChannel *self)
{
  guint capacity = MAX (8, self->capacity * 2);
  ParvisEvent **ring = g_new (ParvisEvent *, capacity);

  for (guint64 i = self->first; i < parvis_channel_head (self); i++)
    ring[i & (capacity - 1)] = parvis_channel_get (self, i);

  g_free (self->ring);
  self->ring = ring;
  self->capacity = capacity;
}

void
parvis_channel_push (ParvisChannel *self,
                     ParvisEvent   *event)
{
  /* What everybody has read serves nobody any more. */
  if (self->n_waiting == self->readers)
    {
      while (self->length > 0)
        drop_oldest (self);
    }

  while (self->length > 0 &&
         (self->length >= self->max_events || self->bytes + event->length > self->max_bytes))
    drop_oldest (self);

  if (self->length == self->capacity)
    grow (self);

  self->ring[parvis_channel_head (self) & (self->capacity - 1)] = event;
  self->length++;
  self->bytes += event->length;
  event->ref_count++;
}
