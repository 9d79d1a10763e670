/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-ring.h"

G_BEGIN_DECLS

/**
 * ParvisEvent:
 *
 * One event as it goes over the line, made once and shared by all channels and
 * readers. Counted by one thread.
 */
typedef struct
{
  guint  ref_count;
  gint64 seq;                 /* of the change; 0 for what every reader gets */
  gsize  length;
  char   text[];
} ParvisEvent;

/* Copies @text. */
ParvisEvent *parvis_event_new      (gint64               seq,
                                    const GString       *text);
void         parvis_event_unref    (ParvisEvent         *event);

/**
 * ParvisChannel:
 *
 * The last events for one audience of one town, numbered from 0 up. A reader is
 * only a number in it: one that falls behind costs nothing, and one that falls
 * out of it is lost and has to come back with its cursor.
 */
typedef struct
{
  ParvisEvent **ring;
  guint         capacity;     /* a power of two */
  guint         length;
  guint64       first;        /* number of the oldest event */
  gsize         bytes;
  guint         max_events;
  gsize         max_bytes;

  guint         readers;
  guint         n_waiting;
  guint         round;        /* counts how often the waiting ones were woken */
  ParvisRing    waiting;      /* readers that have read everything */
} ParvisChannel;

void         parvis_channel_init   (ParvisChannel       *self,
                                    guint                max_events,
                                    gsize                max_bytes);
void         parvis_channel_clear  (ParvisChannel       *self);
/* The number that the next event will have. */
guint64      parvis_channel_head   (const ParvisChannel *self);
/* @number must be at least first and less than the head. */
ParvisEvent *parvis_channel_get    (const ParvisChannel *self,
                                    guint64              number);
/* Takes a reference of its own. */
void         parvis_channel_push   (ParvisChannel       *self,
                                    ParvisEvent         *event);

G_END_DECLS
