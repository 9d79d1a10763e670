/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-disk"

#include "config.h"

#include "parvis-words.h"
#include "sim-world.h"

#include <string.h>

const char * const sim_kinds[] = { PARVIS_KIND_GAUGE, PARVIS_KIND_GAUGE_LOG, NULL };

/* The disk: what was committed, and nothing else. */

void
sim_disk_init (SimDisk *disk)
{
  disk->entities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) parvis_feed_change_unref);
  disk->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                      (GDestroyNotify) parvis_queued_free);
}

static void
disk_write (SimDisk     *disk,
            ParvisBatch *batch)
{
  g_assert_false (batch->age);
  g_assert_false (batch->sweep);

  for (guint i = 0; i < batch->changes->len; i++)
    {
      ParvisFeedChange *change = g_ptr_array_index (batch->changes, i);

      g_hash_table_replace (disk->entities, g_strconcat (change->kind, "/", change->id, NULL),
                            parvis_feed_change_ref (change));
    }

  for (guint i = 0; i < batch->rows->len; i++)
    {
      ParvisQueued *row = parvis_queued_copy (g_ptr_array_index (batch->rows, i));

      g_hash_table_replace (disk->rows, row->key, row);
    }

  for (guint i = 0; i < batch->gone->len; i++)
    g_hash_table_remove (disk->rows, g_ptr_array_index (batch->gone, i));

  disk->cursor = batch->cursor;
  disk->resync = batch->resync;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const ParvisQueued *one = *(const ParvisQueued * const *) a;
  const ParvisQueued *other = *(const ParvisQueued * const *) b;

  return one->position < other->position ? -1 : one->position > other->position;
}

ParvisSnapshot *
sim_disk_load (SimDisk *disk)
{
  ParvisSnapshot *snapshot = parvis_snapshot_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, disk->entities);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ParvisFeedChange *change = value;

      g_ptr_array_add (snapshot->entities,
                       parvis_feed_change_new (change->kind, change->id, change->seq,
                                               json_deep_copy (change->body)));
    }

  g_hash_table_iter_init (&iter, disk->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ParvisQueued *row = parvis_queued_copy (value);

      row->durable = row->tried = row->row_dirty = FALSE;
      g_ptr_array_add (snapshot->actions, row);
    }

  g_ptr_array_sort (snapshot->actions, compare_rows);
  snapshot->cursor = disk->cursor;
  snapshot->resync = disk->resync;

  return snapshot;
}

ParvisReplica *
sim_disk_open_replica (SimClient       *client,
                       ParvisSnapshot **snapshot)
{
  ParvisRepair repair;
  g_autoptr(GError) error = NULL;
  ParvisReplica *replica = parvis_replica_open (client->directory, sim_kinds, 0, PARVIS_MEND_NOT,
                                                NULL, snapshot, &repair, &error);

  g_assert_no_error (error);
  g_assert_nonnull (replica);
  g_assert_null (repair.kept);

  return replica;
}

void
sim_disk_write (SimClient   *client,
                ParvisBatch *batch)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(GError) error = NULL;

  /* Both, so that the end can compare them. */
  disk_write (&client->disk, batch);

  if (client->directory == NULL)
    return;

  replica = sim_disk_open_replica (client, &snapshot);
  parvis_replica_write (replica, batch, &error);
  g_assert_no_error (error);
}
