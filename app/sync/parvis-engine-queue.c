/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-engine"

#include "config.h"

#include "parvis-engine-private.h"

#include "parvis-error.h"

/* The actions of this machine: sent in order for each object, at least once,
 * and gone only when the service has answered and the feed has shown it.
 */

#define UNDER_WAY_MAX 6
#define MARK_AHEAD 16
#define SEND_BACK_OFF_LONGEST (60 * PARVIS_SECOND)
#define RETRY_AFTER_LONGEST (10 * PARVIS_MINUTE)
#define QUEUE_MAX 20000
#define CONCLUDE_AFTER (10 * PARVIS_SECOND)

static gboolean
is_reachable (ParvisEngine *self)
{
  return self->config.member &&
         (self->phase == PHASE_RESOLVING || self->phase == PHASE_PAGING ||
          self->phase == PHASE_OPENING || self->phase == PHASE_LIVE);
}

static void
send (ParvisEngine *self,
      ParvisQueued *queued)
{
  ParvisJob *job = parvis_engine_add_job (self, PARVIS_JOB_SEND);

  queued->state = PARVIS_QUEUED_UNDER_WAY;
  self->under_way++;
  self->news |= PARVIS_NEWS_OUTBOX;

  job->key = g_strdup (queued->key);
  job->verb = queued->verb;
  job->object = g_strdup (queued->object);
  job->body = json_incref (queued->body);
}

/* Before anything is sent the disk must know that it may have been: after a
 * crash such an action is in doubt, and cannot be taken back.
 */
static void
mark_tried (ParvisEngine *self,
            ParvisQueued *queued)
{
  if (queued->floor != PARVIS_NOT_TRIED)
    return;

  queued->floor = self->known;
  queued->row_dirty = TRUE;
  self->urgent = TRUE;
}

void
parvis_engine_pump_queue (ParvisEngine *self)
{
  GPtrArray *actions = parvis_outbox_get_all (self->outbox);
  g_autoptr(GHashTable) busy = NULL;
  guint marked = 0;
  guint earlier = 0;

  if (!self->look_at_queue)
    return;

  self->look_at_queue = FALSE;

  if (!is_reachable (self) || self->mono < self->send_not_before)
    return;

  busy = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < actions->len && self->under_way < UNDER_WAY_MAX; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);
      gboolean first;

      if (!parvis_queued_is_pending (queued))
        continue;

      if (marked++ < MARK_AHEAD && self->phase != PHASE_RESOLVING)
        mark_tried (self, queued);

      /* Identifiers are UUIDs: two kinds of object never share one. */
      first = g_hash_table_add (busy, queued->object);
      if (earlier++ > 0 && queued->verb->is_last)
        first = FALSE;

      if (!first || !queued->tried || queued->state == PARVIS_QUEUED_UNDER_WAY ||
          (self->phase == PHASE_RESOLVING && queued->state != PARVIS_QUEUED_IN_DOUBT))
        continue;

      send (self, queued);
    }
}

gint64
parvis_engine_queue_deadline (ParvisEngine *self)
{
  if (self->send_not_before <= self->mono || !is_reachable (self) ||
      parvis_outbox_count_pending (self->outbox) == 0)
    return PARVIS_NEVER;

  return self->send_not_before;
}

void
parvis_engine_forget (ParvisEngine *self,
                      ParvisQueued *queued)
{
  g_autofree char *object = g_strdup (queued->object);

  g_ptr_array_add (self->gone, g_strdup (queued->key));
  parvis_outbox_remove (self->outbox, queued);
  parvis_view_touch (self->view, object);
  parvis_engine_mark_dirty (self);
  self->news |= PARVIS_NEWS_OUTBOX;
}

static void
count_drain (ParvisEngine *self)
{
  self->drain_done++;

  if (parvis_outbox_count_pending (self->outbox) == 0)
    self->drain_done = self->drain_total = 0;
}

static void
take_answer (ParvisEngine *self,
             ParvisQueued *queued,
             gint64        seq)
{
  queued->state = PARVIS_QUEUED_ANSWERED;
  queued->seq = seq;
  queued->answered_at = self->mono;
  queued->row_dirty = TRUE;

  /* Not the number itself: a batch that moved nothing leaves it to the next. */
  self->known = MAX (self->known, seq - 1);
  self->send_failures = 0;
  parvis_engine_mark_dirty (self);
  count_drain (self);
}

static void
take_refusal (ParvisEngine      *self,
              ParvisQueued      *queued,
              const ParvisReply *reply)
{
  queued->state = PARVIS_QUEUED_REFUSED;
  queued->reason = g_strdup (reply->sentence != NULL ? reply->sentence : "");
  queued->problem = g_strdup (reply->kind);
  queued->field = g_strdup (reply->field);
  queued->row_dirty = TRUE;
  self->urgent = TRUE;
  self->send_failures = 0;
  count_drain (self);
  parvis_engine_add_job (self, PARVIS_JOB_REFUSED)->action = parvis_queued_to_action (queued);
}

static void
take_failure (ParvisEngine      *self,
              ParvisQueued      *queued,
              const ParvisReply *reply)
{
  gint64 pause;

  queued->state = PARVIS_QUEUED_IN_DOUBT;
  self->send_failures++;
  pause = parvis_engine_back_off (self, self->send_failures, SEND_BACK_OFF_LONGEST);

  if (reply->retry_after > 0)
    pause = MAX (pause, MIN (reply->retry_after, RETRY_AFTER_LONGEST));

  self->send_not_before = self->mono + pause;

  if (reply->status == 401 || reply->removed)
    parvis_engine_line_failed (self, reply);
  else if (reply->status == 0 && self->phase == PHASE_RESOLVING)
    parvis_engine_line_failed (self, reply);
}

/* Only a problem document is the service speaking: a proxy's or a portal's 403
 * must not throw away what a person did. Statuses that say "later" are later.
 */
static gboolean
is_refusal (const ParvisReply *reply)
{
  if (reply->status < 400 || reply->status >= 500 || !reply->problem)
    return FALSE;

  /* Whoever is no member any more is told so, not that an action was refused. */
  if (reply->status == 401 || reply->status == 408 || reply->status == 425 ||
      reply->status == 429 || reply->removed)
    return FALSE;

  return reply->status != 409 || reply->retry_after < 0;
}

/* An entity that an action did not change never shows its number, so the end has
 * to be found otherwise. A beat whose cursor is that far was sent after the
 * commit, however slow the line is, and the service holds a change back for less
 * than the time between two beats: what has not come by then will not.
 */
void
parvis_engine_conclude (ParvisEngine *self)
{
  GPtrArray *actions = parvis_outbox_get_all (self->outbox);

  for (guint i = 0; i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      if (queued->state != PARVIS_QUEUED_ANSWERED || self->cursor < queued->seq)
        continue;

      if (++queued->beats < 2 || self->mono - queued->answered_at < CONCLUDE_AFTER)
        continue;

      parvis_view_conclude (self->view, queued);
      queued->row_dirty = TRUE;
      parvis_engine_mark_dirty (self);
    }
}

/**
 * parvis_engine_answered:
 *
 * The sending of the command @key ended like @reply. A success counts only with
 * the sequence number: anything else did not come from the service.
 */
void
parvis_engine_answered (ParvisEngine      *self,
                        const char        *key,
                        const ParvisReply *reply)
{
  ParvisQueued *queued = parvis_outbox_find (self->outbox, key);
  g_autofree char *object = NULL;

  if (queued == NULL || queued->state != PARVIS_QUEUED_UNDER_WAY)
    return;

  self->under_way--;
  object = g_strdup (queued->object);

  if (reply->status >= 200 && reply->status < 300 && reply->seq >= 0)
    take_answer (self, queued, reply->seq);
  else if (is_refusal (reply))
    take_refusal (self, queued, reply);
  else
    take_failure (self, queued, reply);

  parvis_view_touch (self->view, object);
  parvis_view_review (self->view, object, self->applied);
  parvis_engine_collect (self);
  self->look_at_queue = TRUE;
  self->news |= PARVIS_NEWS_OUTBOX;
  parvis_engine_stop_resolving (self);
  parvis_engine_settle (self);
}

/**
 * parvis_engine_submit:
 * @body: (transfer full)
 *
 * Appends an action. Its effect is in the view at once; %PARVIS_JOB_DURABLE
 * follows when it is on disk, or %PARVIS_JOB_LOST.
 */
gboolean
parvis_engine_submit (ParvisEngine      *self,
                      const char        *key,
                      const ParvisVerb  *verb,
                      const char        *object,
                      json_t            *body,
                      GError           **error)
{
  g_autoptr(json_t) owned = body;
  ParvisQueued *queued;

  if (!self->config.member)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                           "without an account nothing can be changed");
      return FALSE;
    }

  if (parvis_outbox_get_all (self->outbox)->len >= QUEUE_MAX)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
                           "too many actions wait on this computer");
      return FALSE;
    }

  queued = parvis_queued_new (key, verb, object, g_steal_pointer (&owned), self->wall + self->skew);
  queued->row_dirty = TRUE;

  /* One transaction instead of two where it will be sent at once. */
  if (is_reachable (self) && self->phase != PHASE_RESOLVING)
    queued->floor = self->known;

  parvis_outbox_add (self->outbox, queued);
  parvis_view_touch (self->view, object);
  self->drain_total++;
  self->urgent = TRUE;
  self->look_at_queue = TRUE;
  self->news |= PARVIS_NEWS_OUTBOX;
  parvis_engine_settle (self);

  return TRUE;
}

/**
 * parvis_engine_withdraw:
 *
 * Takes back an action that was never sent.
 *
 * Returns: %FALSE if there is none, or it was
 */
gboolean
parvis_engine_withdraw (ParvisEngine *self,
                        const char   *key)
{
  ParvisQueued *queued = parvis_outbox_find (self->outbox, key);

  if (queued == NULL || queued->state != PARVIS_QUEUED_WAITING)
    return FALSE;

  if (!queued->durable)
    parvis_engine_add_job (self, PARVIS_JOB_DURABLE)->key = g_strdup (key);

  parvis_engine_forget (self, queued);
  self->drain_total -= MIN (self->drain_total, 1);
  self->urgent = TRUE;
  self->look_at_queue = TRUE;
  parvis_engine_settle (self);

  return TRUE;
}

gboolean
parvis_engine_dismiss (ParvisEngine *self,
                       const char   *key)
{
  ParvisQueued *queued = parvis_outbox_find (self->outbox, key);

  if (queued == NULL || queued->state != PARVIS_QUEUED_REFUSED)
    return FALSE;

  parvis_engine_forget (self, queued);
  self->urgent = TRUE;
  parvis_engine_settle (self);

  return TRUE;
}
