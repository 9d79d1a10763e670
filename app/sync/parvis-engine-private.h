/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-engine.h"

G_BEGIN_DECLS

typedef enum
{
  PHASE_IDLE,         /* not started */
  PHASE_WAITING,      /* until the next try */
  PHASE_RESOLVING,    /* actions in doubt are sent again before anything is read */
  PHASE_PAGING,
  PHASE_OPENING,
  PHASE_LIVE,
  PHASE_SIGNED_OUT,
  PHASE_REMOVED,      /* for good: what is here is about to be wiped */
} Phase;

struct _ParvisEngine
{
  ParvisEngineConfig  config;
  guint64             random;

  gint64              mono;
  gint64              wall;

  ParvisOutbox       *outbox;
  ParvisView         *view;
  GQueue              jobs;
  ParvisNews          news;
  ParvisLink          link;

  /* The line. */
  Phase               phase;
  guint64             token;
  gint64              phase_end;       /* when this phase has lasted too long */
  gint64              last_bytes;
  gint64              opened_at;
  gint64              next_try;
  guint               failures;
  gboolean            mismatch;
  gint64              updated_at;      /* wall */
  gint64              offline_since;   /* wall */
  gint64              skew;

  /* The feed. */
  gint64              cursor;
  gboolean            waking;          /* until the service answers, or does not */
  gint64              known;           /* newest sequence number ever heard of */
  gboolean            resync;
  gint64              rights;          /* with which what is here was read */
  gboolean            page_waits;      /* for the disk */
  GPtrArray          *applied;         /* scratch */

  /* The queue. */
  guint               under_way;
  guint               send_failures;
  gint64              send_not_before;
  gboolean            look_at_queue;
  gint64              sending_since;
  guint               drain_done;
  guint               drain_total;

  /* The disk. */
  GHashTable         *dirty;           /* "kind/id" → ParvisFeedChange */
  GPtrArray          *gone;            /* keys */
  gint64              dirty_since;
  gint64              saved_updated_at;
  gboolean            urgent;
  gboolean            age;
  gboolean            sweep;
  gboolean            writing;
  guint64             batch_number;
  guint               disk_failures;
  gint64              disk_not_before;
};

ParvisJob *parvis_engine_add_job         (ParvisEngine      *self,
                                          ParvisJobType      type);
gint64     parvis_engine_back_off        (ParvisEngine      *self,
                                          guint              failures,
                                          gint64             longest);
/* After everything that happened: what follows from it. */
void       parvis_engine_settle          (ParvisEngine      *self);
/* Moves what the view took over to what the disk must get. */
void       parvis_engine_collect         (ParvisEngine      *self);
void       parvis_engine_mark_dirty      (ParvisEngine      *self);
void       parvis_engine_line_failed     (ParvisEngine      *self,
                                          const ParvisReply *reply);
void       parvis_engine_stop_resolving  (ParvisEngine      *self);
void       parvis_engine_pump_queue      (ParvisEngine      *self);
void       parvis_engine_pump_disk       (ParvisEngine      *self);
void       parvis_engine_forget          (ParvisEngine      *self,
                                          ParvisQueued      *queued);
void       parvis_engine_next_page       (ParvisEngine      *self);
void       parvis_engine_conclude        (ParvisEngine      *self);
gint64     parvis_engine_link_deadline   (ParvisEngine      *self);
gint64     parvis_engine_queue_deadline  (ParvisEngine      *self);
gint64     parvis_engine_disk_deadline   (ParvisEngine      *self);

#define PARVIS_DIRTY_MAX 512

G_END_DECLS
