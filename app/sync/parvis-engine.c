/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-engine"

#include "config.h"

#include "parvis-engine-private.h"

#include <string.h>

/* The line to the service: when to call, what to read, when to give up. */

#define BACK_OFF_FIRST (1 * PARVIS_SECOND)
#define BACK_OFF_LONGEST (60 * PARVIS_SECOND)
#define MISMATCH_PAUSE (5 * PARVIS_MINUTE)
#define RETRY_AFTER_LONGEST (10 * PARVIS_MINUTE)
#define RESOLVE_LIMIT (5 * PARVIS_SECOND)
#define OPEN_LIMIT (30 * PARVIS_SECOND)
#define SILENCE_LIMIT (40 * PARVIS_SECOND)
#define STEADY_AFTER (10 * PARVIS_SECOND)
#define HOLD_LIMIT (10 * PARVIS_SECOND)
#define SKEW_STEP (1 * PARVIS_SECOND)
#define SAVE_AGE_EVERY (1 * PARVIS_MINUTE)
#define PAGE_LIMIT 500

void
parvis_job_free (ParvisJob *job)
{
  g_free (job->key);
  g_free (job->object);
  json_decref (job->body);
  g_clear_pointer (&job->batch, parvis_batch_free);
  g_clear_pointer (&job->action, parvis_action_unref);
  g_clear_error (&job->error);
  g_free (job->by);
  g_free (job);
}

static void
job_free (gpointer job)
{
  parvis_job_free (job);
}

ParvisJob *
parvis_engine_add_job (ParvisEngine  *self,
                       ParvisJobType  type)
{
  ParvisJob *job = g_new0 (ParvisJob, 1);

  job->type = type;
  g_queue_push_tail (&self->jobs, job);

  return job;
}

ParvisEngine *
parvis_engine_new (const ParvisEngineConfig *config)
{
  ParvisEngine *self = g_new0 (ParvisEngine, 1);

  self->config = *config;
  self->random = config->seed;
  self->outbox = parvis_outbox_new ();
  self->view = parvis_view_new (config->kinds, self->outbox);
  g_queue_init (&self->jobs);
  self->applied = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) parvis_feed_change_unref);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->dirty_since = PARVIS_NEVER;
  self->sending_since = PARVIS_NEVER;
  self->phase_end = PARVIS_NEVER;
  self->next_try = PARVIS_NEVER;
  self->updated_at = PARVIS_NO_TIME;
  self->saved_updated_at = PARVIS_NO_TIME;
  self->offline_since = PARVIS_NO_TIME;
  self->link = PARVIS_LINK_CONNECTING;

  return self;
}

void
parvis_engine_free (ParvisEngine *self)
{
  g_queue_clear_full (&self->jobs, job_free);
  parvis_view_free (self->view);
  parvis_outbox_free (self->outbox);
  g_hash_table_unref (self->dirty);
  g_ptr_array_unref (self->gone);
  g_ptr_array_unref (self->applied);
  g_free (self);
}

void
parvis_engine_set_time (ParvisEngine *self,
                        gint64        mono,
                        gint64        wall)
{
  self->mono = MAX (self->mono, mono);
  self->wall = wall;
}

/* splitmix64, public domain (Vigna, 2015). */
static double
draw_fraction (ParvisEngine *self)
{
  guint64 z = (self->random += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;

  return (double) (z >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

/* Doubles with every failure; the upper half is drawn by lot, so that the desks
 * of many towns do not come back in the same second.
 */
gint64
parvis_engine_back_off (ParvisEngine *self,
                        guint         failures,
                        gint64        longest)
{
  gint64 pause = BACK_OFF_FIRST << MIN (failures > 0 ? failures - 1 : 0, 10);

  pause = MIN (pause, longest);

  return pause / 2 + (gint64) (draw_fraction (self) * (double) (pause / 2));
}

static void
enter (ParvisEngine *self,
       Phase         phase,
       gint64        limit)
{
  self->phase = phase;
  self->phase_end = limit == PARVIS_NEVER ? PARVIS_NEVER : self->mono + limit;
  self->look_at_queue = TRUE;
}

static void
open_stream (ParvisEngine *self)
{
  ParvisJob *job;

  enter (self, PHASE_OPENING, OPEN_LIMIT);
  job = parvis_engine_add_job (self, PARVIS_JOB_OPEN_STREAM);
  job->token = self->token;
  job->cursor = self->cursor;
}

static void
fetch_page (ParvisEngine *self)
{
  ParvisJob *job;

  enter (self, PHASE_PAGING, OPEN_LIMIT);
  self->page_waits = FALSE;
  job = parvis_engine_add_job (self, PARVIS_JOB_FETCH_PAGE);
  job->token = self->token;
  job->cursor = self->cursor;
  job->limit = PAGE_LIMIT;
}

/* A far-behind reader on a stream would be all the service's queue; pages come
 * at the pace of this machine's disk.
 */
void
parvis_engine_next_page (ParvisEngine *self)
{
  if (g_hash_table_size (self->dirty) >= PARVIS_DIRTY_MAX && self->disk_failures == 0)
    {
      self->page_waits = TRUE;
      self->phase_end = PARVIS_NEVER;
      return;
    }

  fetch_page (self);
}

static gboolean
is_in_doubt (ParvisEngine *self)
{
  GPtrArray *actions = parvis_outbox_get_all (self->outbox);

  for (guint i = 0; i < actions->len; i++)
    {
      if (parvis_queued_was_sent (g_ptr_array_index (actions, i)))
        return TRUE;
    }

  return FALSE;
}

static void
catch_up (ParvisEngine *self)
{
  if (self->config.member)
    fetch_page (self);
  else
    open_stream (self);
}

/* Called whenever an answer came: the reading may begin once nothing is in
 * doubt any more, because then no change that is read can be counted twice.
 */
void
parvis_engine_stop_resolving (ParvisEngine *self)
{
  if (self->phase == PHASE_RESOLVING && !is_in_doubt (self))
    catch_up (self);
}

static void
call (ParvisEngine *self)
{
  self->token++;
  self->next_try = PARVIS_NEVER;
  self->news |= PARVIS_NEWS_NEXT_TRY;
  self->send_not_before = 0;

  if (is_in_doubt (self))
    enter (self, PHASE_RESOLVING, RESOLVE_LIMIT);
  else
    catch_up (self);
}

static void
hang_up (ParvisEngine *self)
{
  if (self->phase == PHASE_PAGING || self->phase == PHASE_OPENING || self->phase == PHASE_LIVE)
    parvis_engine_add_job (self, PARVIS_JOB_HANG_UP)->token = self->token;

  /* What still comes from there is not listened to. */
  self->token++;
}

static gboolean
is_mismatch (int status)
{
  return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
}

/* Only the service's own word does this, never a line that is down: what waits
 * to be sent goes with the rest.
 */
static void
end_for_good (ParvisEngine      *self,
              const ParvisReply *reply)
{
  ParvisJob *job = parvis_engine_add_job (self, PARVIS_JOB_REMOVED);

  job->at = reply->removed_at;
  job->by = g_strdup (reply->removed_by);
  enter (self, PHASE_REMOVED, PARVIS_NEVER);
}

/* The line is gone, or never came to be; @reply says how. */
void
parvis_engine_line_failed (ParvisEngine      *self,
                           const ParvisReply *reply)
{
  gint64 pause;

  if (self->phase == PHASE_IDLE || self->phase == PHASE_SIGNED_OUT ||
      self->phase == PHASE_REMOVED)
    return;

  hang_up (self);
  self->waking = FALSE;

  if (reply->removed)
    {
      end_for_good (self, reply);
      return;
    }

  if (self->offline_since == PARVIS_NO_TIME)
    self->offline_since = self->wall;

  if (reply->status == 401 || reply->status == 403)
    {
      enter (self, PHASE_SIGNED_OUT, PARVIS_NEVER);
      return;
    }

  self->failures++;
  self->mismatch = is_mismatch (reply->status) && reply->problem;
  pause = self->mismatch ? MISMATCH_PAUSE
                         : parvis_engine_back_off (self, self->failures, BACK_OFF_LONGEST);

  if (reply->retry_after > 0)
    pause = MAX (pause, MIN (reply->retry_after, RETRY_AFTER_LONGEST));

  enter (self, PHASE_WAITING, PARVIS_NEVER);
  self->next_try = self->mono + pause;
  self->news |= PARVIS_NEWS_NEXT_TRY;
}

static void
fail_line (ParvisEngine *self)
{
  const ParvisReply none = PARVIS_REPLY_NONE;

  parvis_engine_line_failed (self, &none);
}

void
parvis_engine_collect (ParvisEngine *self)
{
  for (guint i = 0; i < self->applied->len; i++)
    {
      ParvisFeedChange *change = g_ptr_array_index (self->applied, i);

      g_hash_table_replace (self->dirty, g_strconcat (change->kind, "/", change->id, NULL),
                            parvis_feed_change_ref (change));
      parvis_engine_mark_dirty (self);
    }

  g_ptr_array_set_size (self->applied, 0);
}

static void
advance (ParvisEngine *self,
         gint64        cursor)
{
  self->known = MAX (self->known, cursor);
  self->cursor = MAX (self->cursor, cursor);
}

static void
offer (ParvisEngine     *self,
       ParvisFeedChange *change)
{
  self->known = MAX (self->known, change->seq);
  parvis_view_offer (self->view, change, self->mono, self->applied);
  parvis_engine_collect (self);
}

static void
mark_updated (ParvisEngine *self)
{
  self->updated_at = self->wall;
  self->news |= PARVIS_NEWS_UPDATED;

  if (self->saved_updated_at == PARVIS_NO_TIME ||
      ABS (self->updated_at - self->saved_updated_at) >= SAVE_AGE_EVERY)
    parvis_engine_mark_dirty (self);
}

void
parvis_engine_set_service_time (ParvisEngine *self,
                                gint64        now)
{
  gint64 skew = now - self->wall;

  if (ABS (skew - self->skew) < SKEW_STEP)
    return;

  self->skew = skew;
  self->news |= PARVIS_NEWS_SKEW;
}

/* The service has fewer changes than we have seen: it was restored from a
 * backup. Everything is read again over what is there, so that the screens are
 * never empty, and what it does not mention is dropped at the end.
 */
static void
start_over (ParvisEngine *self)
{
  GPtrArray *actions = parvis_outbox_get_all (self->outbox);

  parvis_view_age (self->view);
  g_hash_table_remove_all (self->dirty);
  self->age = TRUE;
  self->sweep = FALSE;
  self->resync = TRUE;
  self->cursor = 0;
  self->known = 0;

  for (guint i = actions->len; i > 0; i--)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i - 1);

      if (queued->state == PARVIS_QUEUED_ANSWERED)
        {
          parvis_engine_forget (self, queued);
        }
      else if (queued->floor > 0)
        {
          queued->floor = 0;
          queued->row_dirty = TRUE;
        }
    }

  parvis_engine_mark_dirty (self);
}

static void
end_resync (ParvisEngine *self)
{
  parvis_view_sweep (self->view);
  self->resync = FALSE;
  self->sweep = TRUE;
  parvis_engine_mark_dirty (self);
}

/**
 * parvis_engine_page:
 *
 * A page of the feed came for the request of @token.
 */
void
parvis_engine_page (ParvisEngine         *self,
                    guint64               token,
                    const ParvisFeedPage *page)
{
  if (token != self->token || self->phase != PHASE_PAGING)
    return;

  if (page->now != PARVIS_NO_TIME)
    parvis_engine_set_service_time (self, page->now);

  if (page->cursor < self->cursor)
    {
      start_over (self);
      fetch_page (self);
    }
  else if (page->more && page->cursor == self->cursor)
    {
      fail_line (self);
    }
  else
    {
      for (guint i = 0; i < page->changes->len; i++)
        offer (self, g_ptr_array_index (page->changes, i));

      advance (self, page->cursor);

      if (page->more)
        parvis_engine_next_page (self);
      else
        {
          if (self->resync)
            end_resync (self);

          open_stream (self);
        }
    }

  parvis_engine_settle (self);
}

void
parvis_engine_stream_opened (ParvisEngine *self,
                             guint64       token)
{
  if (token != self->token || self->phase != PHASE_OPENING)
    return;

  enter (self, PHASE_LIVE, PARVIS_NEVER);
  self->waking = FALSE;
  self->last_bytes = self->mono;
  self->opened_at = self->mono;
  self->offline_since = PARVIS_NO_TIME;
  self->mismatch = FALSE;
  mark_updated (self);
  parvis_engine_settle (self);
}

void
parvis_engine_stream_bytes (ParvisEngine *self,
                            guint64       token)
{
  if (token != self->token || self->phase != PHASE_LIVE)
    return;

  self->last_bytes = self->mono;

  /* A line that breaks right after it opened keeps its back-off. */
  if (self->failures > 0 && self->mono - self->opened_at >= STEADY_AFTER)
    self->failures = 0;
}

/**
 * parvis_engine_stream_event:
 * @id: (nullable): the stream's id, which is a cursor from which nothing is missing
 *
 * An event of the stream of @token.
 */
void
parvis_engine_stream_event (ParvisEngine *self,
                            guint64       token,
                            const char   *type,
                            const char   *id,
                            const char   *data,
                            gsize         length)
{
  gint64 cursor = self->cursor;

  if (token != self->token || self->phase != PHASE_LIVE)
    return;

  parvis_engine_stream_bytes (self, token);
  parvis_feed_cursor_parse (id, &cursor);

  if (strcmp (type, "change") == 0)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ParvisFeedChange) change = parvis_feed_change_parse (data, length, &error);

      if (change != NULL)
        {
          offer (self, change);
          advance (self, cursor);
          mark_updated (self);
        }
      else
        {
          /* To go on would mean to miss it for good. */
          g_debug ("a change that cannot be read: %s", error->message);
          fail_line (self);
        }
    }
  else if (strcmp (type, "heartbeat") == 0)
    {
      gint64 now = parvis_feed_heartbeat_parse (data, length);

      if (now != PARVIS_NO_TIME)
        parvis_engine_set_service_time (self, now);

      advance (self, cursor);
      mark_updated (self);
      parvis_engine_conclude (self);
    }

  parvis_engine_settle (self);
}

/* The service says that its feed has not come to our cursor yet. */
static gboolean
is_behind (const ParvisReply *reply)
{
  return reply->status == 409 && reply->problem;
}

void
parvis_engine_hung_up (ParvisEngine      *self,
                       guint64            token,
                       const ParvisReply *reply)
{
  if (token != self->token ||
      (self->phase != PHASE_PAGING && self->phase != PHASE_OPENING && self->phase != PHASE_LIVE))
    return;

  if (is_behind (reply))
    {
      start_over (self);
      fail_line (self);
    }
  else
    {
      parvis_engine_line_failed (self, reply);
    }

  parvis_engine_settle (self);
}

/**
 * parvis_engine_load:
 *
 * Takes over what was on disk: the actions of @snapshot are the engine's
 * afterwards.
 */
void
parvis_engine_load (ParvisEngine   *self,
                    ParvisSnapshot *snapshot)
{
  g_autoptr(GPtrArray) actions = g_steal_pointer (&snapshot->actions);
  g_autofree char *horizon = NULL;

  snapshot->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_queued_free);
  g_ptr_array_set_free_func (actions, NULL);

  for (guint i = 0; i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      queued->durable = TRUE;
      queued->tried = queued->floor != PARVIS_NOT_TRIED;

      if (parvis_queued_is_pending (queued))
        queued->state = queued->tried ? PARVIS_QUEUED_IN_DOUBT : PARVIS_QUEUED_WAITING;

      self->known = MAX (self->known, queued->seq - 1);
      parvis_outbox_add (self->outbox, queued);
    }

  horizon = parvis_horizon_new (self->wall);
  parvis_view_set_horizon (self->view, horizon);
  for (guint i = 0; i < snapshot->entities->len; i++)
    {
      ParvisFeedChange *entity = g_ptr_array_index (snapshot->entities, i);

      parvis_view_load (self->view, entity->kind, entity->id, entity->seq,
                        g_steal_pointer (&entity->body));
    }

  self->cursor = snapshot->cursor;
  self->known = MAX (self->known, snapshot->cursor);
  self->updated_at = snapshot->updated_at;
  self->saved_updated_at = snapshot->updated_at;
  self->resync = snapshot->resync;
  self->rights = snapshot->rights;
  self->drain_total = parvis_outbox_count_pending (self->outbox);
  self->news |= PARVIS_NEWS_OUTBOX | PARVIS_NEWS_UPDATED;
  parvis_engine_settle (self);
}

/**
 * parvis_engine_set_rights:
 *
 * What the account may read, as the service told it last. If what is here was read with
 * other rights, it is read again: what has come lies behind the cursor, and what
 * may not be read any more has to go.
 */
void
parvis_engine_set_rights (ParvisEngine *self,
                          gint64        rights)
{
  gboolean fresh = self->cursor == 0 && !self->resync;

  if (self->rights == rights)
    return;

  self->rights = rights;
  parvis_engine_mark_dirty (self);
  if (!fresh)
    {
      start_over (self);
      if (self->phase == PHASE_PAGING || self->phase == PHASE_OPENING || self->phase == PHASE_LIVE)
        {
          hang_up (self);
          call (self);
        }
    }

  parvis_engine_settle (self);
}

void
parvis_engine_start (ParvisEngine *self)
{
  if (self->phase != PHASE_IDLE)
    return;

  call (self);
  parvis_engine_settle (self);
}

/**
 * parvis_engine_retry:
 *
 * A person, or the network, says that now is a good moment.
 */
void
parvis_engine_retry (ParvisEngine *self)
{
  self->send_not_before = 0;
  self->look_at_queue = TRUE;

  if (self->phase == PHASE_WAITING || self->phase == PHASE_SIGNED_OUT)
    call (self);

  parvis_engine_settle (self);
}

/**
 * parvis_engine_wake:
 *
 * The machine slept. The line may be gone without having said so, and what is known may be of
 * yesterday: nothing is live until the service has answered on a new one.
 */
void
parvis_engine_wake (ParvisEngine *self)
{
  if (self->phase == PHASE_IDLE || self->phase == PHASE_SIGNED_OUT || self->phase == PHASE_REMOVED)
    return;

  hang_up (self);
  self->waking = TRUE;
  self->failures = 0;
  call (self);
  parvis_engine_settle (self);
}

void
parvis_engine_tick (ParvisEngine *self)
{
  switch (self->phase)
    {
    case PHASE_IDLE:
    case PHASE_SIGNED_OUT:
    case PHASE_REMOVED:
      break;

    case PHASE_WAITING:
      if (self->next_try <= self->mono)
        call (self);
      break;

    case PHASE_RESOLVING:
      if (self->phase_end <= self->mono)
        catch_up (self);
      break;

    case PHASE_PAGING:
    case PHASE_OPENING:
      if (self->phase_end <= self->mono)
        fail_line (self);
      break;

    case PHASE_LIVE:
      if (self->mono - self->last_bytes >= SILENCE_LIMIT)
        {
          fail_line (self);
        }
      else if (self->mono - HOLD_LIMIT >= parvis_view_get_held_since (self->view))
        {
          parvis_view_release (self->view, self->mono - HOLD_LIMIT, self->applied);
          parvis_engine_collect (self);
          parvis_engine_mark_dirty (self);
        }
      break;
    }

  self->look_at_queue = TRUE;
  parvis_engine_settle (self);
}

ParvisJob *
parvis_engine_take_job (ParvisEngine *self)
{
  return g_queue_pop_head (&self->jobs);
}

gint64
parvis_engine_get_deadline (ParvisEngine *self)
{
  gint64 deadline = MIN (self->phase_end, self->next_try);
  gint64 held_since = parvis_view_get_held_since (self->view);

  if (self->phase == PHASE_LIVE)
    {
      deadline = MIN (deadline, self->last_bytes + SILENCE_LIMIT);

      if (held_since != PARVIS_NEVER)
        deadline = MIN (deadline, held_since + HOLD_LIMIT);

      deadline = MIN (deadline, parvis_engine_link_deadline (self));
    }

  deadline = MIN (deadline, parvis_engine_queue_deadline (self));

  return MIN (deadline, parvis_engine_disk_deadline (self));
}
