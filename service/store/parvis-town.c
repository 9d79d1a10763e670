/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-town"

#include "config.h"

#include "parvis-town.h"

/**
 * parvis_town_open:
 *
 * One that cannot be served gives a town that says why to whoever asks for it,
 * so that the others are served all the same.
 *
 * Returns: (transfer full)
 */
ParvisTown *
parvis_town_open (ParvisEngine *engine,
                  const char   *code,
                  guint         shard)
{
  ParvisTown *town = g_new0 (ParvisTown, 1);

  town->ref_count = 1;
  town->engine = engine;
  town->code = g_strdup (code);
  town->readers = g_ptr_array_new ();
  pthread_mutex_init (&town->lock, NULL);
  town->writer = engine->klass->open_writer (engine, code, shard, &town->broken);

  return town;
}

ParvisTown *
parvis_town_ref (ParvisTown *town)
{
  __atomic_add_fetch (&town->ref_count, 1, __ATOMIC_RELAXED);

  return town;
}

void
parvis_town_unref (ParvisTown *town)
{
  if (__atomic_sub_fetch (&town->ref_count, 1, __ATOMIC_ACQ_REL) > 0)
    return;

  for (guint i = 0; i < town->readers->len; i++)
    parvis_db_close (g_ptr_array_index (town->readers, i));

  g_ptr_array_unref (town->readers);
  parvis_db_close (town->writer);
  pthread_mutex_destroy (&town->lock);
  g_clear_error (&town->broken);
  g_free (town->code);
  g_free (town);
}

/* The connection holds a reference of the town until it is released. */
ParvisDb *
parvis_town_acquire (ParvisTown  *town,
                     GError     **error)
{
  ParvisDb *db = NULL;

  if (town->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (town->broken));
      return NULL;
    }

  pthread_mutex_lock (&town->lock);
  if (town->readers->len > 0)
    db = g_ptr_array_steal_index_fast (town->readers, town->readers->len - 1);
  pthread_mutex_unlock (&town->lock);

  if (db == NULL)
    db = town->engine->klass->open_reader (town->engine, town->code, error);

  if (db != NULL)
    parvis_town_ref (town);

  return db;
}

/* From here on connections are closed as they come back. */
void
parvis_town_retire (ParvisTown *town)
{
  pthread_mutex_lock (&town->lock);
  town->removed = TRUE;
  for (guint i = 0; i < town->readers->len; i++)
    parvis_db_close (g_ptr_array_index (town->readers, i));
  g_ptr_array_set_size (town->readers, 0);
  pthread_mutex_unlock (&town->lock);
}

void
parvis_town_release (ParvisTown *town,
                     ParvisDb   *db)
{
  pthread_mutex_lock (&town->lock);
  if (!town->removed && town->readers->len < town->engine->klass->readers_kept)
    g_ptr_array_add (town->readers, g_steal_pointer (&db));
  pthread_mutex_unlock (&town->lock);

  parvis_db_close (db);
  parvis_town_unref (town);
}
