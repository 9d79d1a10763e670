/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-batch"

#include "config.h"

#include "parvis-batch.h"

ParvisBatch *
parvis_batch_new (guint64 number)
{
  ParvisBatch *batch = g_new0 (ParvisBatch, 1);

  batch->number = number;
  batch->rights = PARVIS_RIGHTS_UNKNOWN;
  batch->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  batch->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_queued_free);
  batch->gone = g_ptr_array_new_with_free_func (g_free);

  return batch;
}

void
parvis_batch_free (ParvisBatch *batch)
{
  g_ptr_array_unref (batch->changes);
  g_ptr_array_unref (batch->rows);
  g_ptr_array_unref (batch->gone);
  g_free (batch);
}

ParvisSnapshot *
parvis_snapshot_new (void)
{
  ParvisSnapshot *snapshot = g_new0 (ParvisSnapshot, 1);

  snapshot->entities = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  snapshot->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_queued_free);
  snapshot->updated_at = PARVIS_NO_TIME;
  snapshot->rights = PARVIS_RIGHTS_UNKNOWN;

  return snapshot;
}

void
parvis_snapshot_free (ParvisSnapshot *snapshot)
{
  g_ptr_array_unref (snapshot->entities);
  g_ptr_array_unref (snapshot->actions);
  g_free (snapshot);
}
