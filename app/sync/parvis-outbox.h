/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-effects.h"
#include "parvis-entity.h"

G_BEGIN_DECLS

/* These numbers are stored in the replica. */
typedef enum
{
  PARVIS_QUEUED_WAITING = 0,      /* never sent */
  PARVIS_QUEUED_UNDER_WAY = 1,    /* a request is out */
  PARVIS_QUEUED_IN_DOUBT = 2,     /* was sent, no answer came: it may have happened */
  PARVIS_QUEUED_ANSWERED = 3,     /* it happened; the feed has not shown all of it yet */
  PARVIS_QUEUED_REFUSED = 4,
} ParvisQueuedState;

#define PARVIS_NOT_TRIED (-1)

/**
 * ParvisQueued:
 * @position: order in which the person acted; the row's key on disk
 * @floor: the newest sequence number that was known before the first sending,
 *   so that no entity up to it can have the effect; PARVIS_NOT_TRIED before
 * @seq: once answered, the sequence number from which on an entity has the effect
 * @settled: targets (bits of the verb) whose entity has the effect
 * @hidden: targets whose effect is not drawn because the entity may have it
 * @reason: (nullable): the service's sentence, when refused
 * @problem: (nullable): what kind of a problem that was: "conflict"
 * @field: (nullable): what of the body it is about
 * @durable: its row is on disk
 * @tried: the row on disk says that it may have been sent
 * @row_dirty: what the row says has changed
 * @answered_at: on the engine's monotonic scale; 0 before the start
 * @beats: heartbeats of the stream since
 *
 * One action of the outbox. The part up to @field is what the row holds.
 */
typedef struct
{
  gint64             position;
  char              *key;
  const ParvisVerb  *verb;
  char              *object;
  json_t            *body;
  gint64             created_at;
  ParvisQueuedState  state;
  gint64             floor;
  gint64             seq;
  guint              settled;
  guint              hidden;
  char              *reason;
  char              *problem;
  char              *field;

  gboolean           durable;
  gboolean           tried;
  gboolean           row_dirty;
  gint64             answered_at;
  guint              beats;
} ParvisQueued;

/* Takes the reference to @body. */
ParvisQueued  *parvis_queued_new           (const char          *key,
                                            const ParvisVerb    *verb,
                                            const char          *object,
                                            json_t              *body,
                                            gint64               created_at);
/* (transfer full): what the row holds, as values of its own */
ParvisQueued  *parvis_queued_copy          (const ParvisQueued  *queued);
void           parvis_queued_free          (ParvisQueued        *queued);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisQueued, parvis_queued_free)

gboolean       parvis_queued_is_pending    (const ParvisQueued  *queued);
gboolean       parvis_queued_was_sent      (const ParvisQueued  *queued);
/* Whether its effect on the entity of @kind is drawn. */
gboolean       parvis_queued_shows         (const ParvisQueued  *queued,
                                            const char          *kind);
ParvisAction  *parvis_queued_to_action     (const ParvisQueued  *queued);

/**
 * ParvisOutbox:
 *
 * The actions of this machine in the order of their making, with an index by
 * object. Pure bookkeeping.
 */
typedef struct _ParvisOutbox ParvisOutbox;

ParvisOutbox  *parvis_outbox_new           (void);
void           parvis_outbox_free          (ParvisOutbox        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOutbox, parvis_outbox_free)

/* Takes @queued; a position of 0 is replaced by the next one. */
void           parvis_outbox_add           (ParvisOutbox        *self,
                                            ParvisQueued        *queued);
void           parvis_outbox_remove        (ParvisOutbox        *self,
                                            ParvisQueued        *queued);
ParvisQueued  *parvis_outbox_find          (ParvisOutbox        *self,
                                            const char          *key);
/* (element-type ParvisQueued) (transfer none), in order */
GPtrArray     *parvis_outbox_get_all       (ParvisOutbox        *self);
/* (nullable) (element-type ParvisQueued) (transfer none), in order */
GPtrArray     *parvis_outbox_get_object    (ParvisOutbox        *self,
                                            const char          *object);
guint          parvis_outbox_count_pending (ParvisOutbox        *self);
guint          parvis_outbox_count_refused (ParvisOutbox        *self);

G_END_DECLS
