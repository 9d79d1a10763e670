/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-engine"

#include "config.h"

#include "parvis-engine-private.h"

/* What the disk must get, in batches of which one is written at a time. What a
 * person did goes at once; what the feed said may wait a second, because after a
 * crash it is only read again.
 */

#define WRITE_AFTER (1 * PARVIS_SECOND)
#define DISK_BACK_OFF_LONGEST (30 * PARVIS_SECOND)

void
parvis_engine_mark_dirty (ParvisEngine *self)
{
  if (self->dirty_since == PARVIS_NEVER)
    self->dirty_since = self->mono;
}

/* The row of an answered action goes with the last of its entities' bodies. */
static void
forget_settled (ParvisEngine *self)
{
  GPtrArray *actions = parvis_outbox_get_all (self->outbox);

  for (guint i = actions->len; i > 0; i--)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i - 1);

      if (queued->state == PARVIS_QUEUED_ANSWERED &&
          queued->settled == parvis_verb_get_mask (queued->verb))
        parvis_engine_forget (self, queued);
    }
}

static ParvisBatch *
build_batch (ParvisEngine *self)
{
  ParvisBatch *batch = parvis_batch_new (++self->batch_number);
  GPtrArray *actions = parvis_outbox_get_all (self->outbox);
  gint64 held = parvis_view_get_held_seq (self->view);
  GHashTableIter iter;
  gpointer change;

  for (guint i = 0; i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      if (!queued->row_dirty)
        continue;

      queued->row_dirty = FALSE;
      g_ptr_array_add (batch->rows, parvis_queued_copy (queued));
    }

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, NULL, &change))
    g_ptr_array_add (batch->changes, parvis_feed_change_ref (change));

  g_hash_table_remove_all (self->dirty);
  g_ptr_array_extend_and_steal (batch->gone, g_steal_pointer (&self->gone));
  self->gone = g_ptr_array_new_with_free_func (g_free);

  /* What is held back is not on disk, so the disk's cursor stays below it. */
  batch->cursor = held == PARVIS_NEVER ? self->cursor : MIN (self->cursor, held - 1);
  batch->updated_at = self->updated_at;
  batch->age = self->age;
  batch->sweep = self->sweep;
  batch->resync = self->resync;
  batch->rights = self->rights;

  return batch;
}

static gboolean
is_due (ParvisEngine *self)
{
  return self->urgent ||
         (self->dirty_since != PARVIS_NEVER && self->mono - self->dirty_since >= WRITE_AFTER) ||
         g_hash_table_size (self->dirty) >= PARVIS_DIRTY_MAX;
}

static void
write_batch (ParvisEngine *self)
{
  parvis_engine_add_job (self, PARVIS_JOB_COMMIT)->batch = build_batch (self);
  self->writing = TRUE;
  self->urgent = FALSE;
  self->age = FALSE;
  self->sweep = FALSE;
  self->dirty_since = PARVIS_NEVER;
  self->saved_updated_at = self->updated_at;
}

void
parvis_engine_pump_disk (ParvisEngine *self)
{
  forget_settled (self);

  if (!self->writing && self->mono >= self->disk_not_before && is_due (self))
    write_batch (self);
}

gint64
parvis_engine_disk_deadline (ParvisEngine *self)
{
  if (self->writing)
    return PARVIS_NEVER;

  if (is_due (self))
    return MAX (self->disk_not_before, self->mono);

  if (self->dirty_since == PARVIS_NEVER)
    return PARVIS_NEVER;

  return MAX (self->disk_not_before, self->dirty_since + WRITE_AFTER);
}

/**
 * parvis_engine_flush:
 *
 * Writes what there is to write now, if nothing is being written; call it again
 * after the answer until parvis_engine_is_writing() is %FALSE.
 */
void
parvis_engine_flush (ParvisEngine *self)
{
  parvis_engine_collect (self);
  forget_settled (self);

  if (!self->writing && (self->urgent || self->dirty_since != PARVIS_NEVER))
    write_batch (self);
}

gboolean
parvis_engine_is_writing (ParvisEngine *self)
{
  return self->writing;
}

/**
 * parvis_engine_committed:
 *
 * @batch is durable.
 */
void
parvis_engine_committed (ParvisEngine *self,
                         ParvisBatch  *batch)
{
  self->writing = FALSE;
  self->disk_failures = 0;
  self->disk_not_before = 0;
  self->look_at_queue = TRUE;

  for (guint i = 0; i < batch->rows->len; i++)
    {
      ParvisQueued *row = g_ptr_array_index (batch->rows, i);
      ParvisQueued *queued = parvis_outbox_find (self->outbox, row->key);

      if (queued == NULL)
        continue;

      queued->tried = row->floor != PARVIS_NOT_TRIED;

      if (!queued->durable)
        {
          queued->durable = TRUE;
          parvis_engine_add_job (self, PARVIS_JOB_DURABLE)->key = g_strdup (row->key);
        }
    }

  if (self->page_waits && self->phase == PHASE_PAGING)
    parvis_engine_next_page (self);

  parvis_engine_settle (self);
}

/* What could not be written is to be written again, unless there is something newer. */
static void
take_back (ParvisEngine *self,
           ParvisBatch  *batch)
{
  for (guint i = 0; i < batch->changes->len; i++)
    {
      ParvisFeedChange *change = g_ptr_array_index (batch->changes, i);
      g_autofree char *name = g_strconcat (change->kind, "/", change->id, NULL);

      if (!self->age && !g_hash_table_contains (self->dirty, name))
        g_hash_table_insert (self->dirty, g_steal_pointer (&name), parvis_feed_change_ref (change));
    }

  for (guint i = 0; i < batch->gone->len; i++)
    g_ptr_array_add (self->gone, g_strdup (g_ptr_array_index (batch->gone, i)));

  self->age |= batch->age;
  self->sweep |= batch->sweep && !self->resync;
  parvis_engine_mark_dirty (self);
}

/**
 * parvis_engine_commit_failed:
 *
 * Nothing of @batch is on disk. A person whose action it was is told so, and
 * the action is not sent: what is not safe here must not look as if it were.
 */
void
parvis_engine_commit_failed (ParvisEngine *self,
                             ParvisBatch  *batch,
                             const GError *error)
{
  self->writing = FALSE;
  self->disk_failures++;
  self->disk_not_before = self->mono + parvis_engine_back_off (self, self->disk_failures,
                                                               DISK_BACK_OFF_LONGEST);
  take_back (self, batch);

  for (guint i = 0; i < batch->rows->len; i++)
    {
      ParvisQueued *row = g_ptr_array_index (batch->rows, i);
      ParvisQueued *queued = parvis_outbox_find (self->outbox, row->key);

      if (queued == NULL)
        continue;

      if (queued->durable)
        {
          queued->row_dirty = TRUE;
        }
      else
        {
          ParvisJob *job = parvis_engine_add_job (self, PARVIS_JOB_LOST);

          job->key = g_strdup (row->key);
          job->error = g_error_copy (error);
          parvis_engine_forget (self, queued);
        }
    }

  /* A full disk is no reason not to show the town as it is. */
  if (self->page_waits && self->phase == PHASE_PAGING)
    parvis_engine_next_page (self);

  parvis_engine_settle (self);
}
