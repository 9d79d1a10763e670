/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-town"

#include "config.h"

#include "parvis-town.h"

#include "parvis-db-sqlite.h"
#include "parvis-migrate.h"

#define READERS_KEPT  4

/* Pages of 4 KiB. */
#define LOG_PAGES     1000
#define LOG_PAGES_MAX 16000

/**
 * parvis_town_open:
 *
 * Opens and migrates the file. One that cannot be served gives a town that says
 * why to whoever asks for it, so that the others are served all the same.
 *
 * Returns: (transfer full)
 */
ParvisTown *
parvis_town_open (const char         *path,
                  const char         *code,
                  const ParvisSchema *schema)
{
  ParvisTown *town = g_new0 (ParvisTown, 1);

  town->ref_count = 1;
  town->code = g_strdup (code);
  town->path = g_strdup (path);
  town->readers = g_ptr_array_new ();
  pthread_mutex_init (&town->lock, NULL);

  town->writer = parvis_db_sqlite_open (path, code, PARVIS_DB_SQLITE_WRITER, &town->broken);
  if (town->writer != NULL && !parvis_migrate (town->writer, path, schema, &town->broken))
    g_clear_pointer (&town->writer, parvis_db_sqlite_close);

  /* Nobody reads yet, so a log that a crash left can be folded in whole. */
  if (town->writer != NULL)
    parvis_town_fold_log (town, PARVIS_DB_SQLITE_TRUNCATE);

  return town;
}

/**
 * parvis_town_fold_log:
 *
 * On the writer's thread. A failure leaves the log as it is, and what is in it
 * is as durable as before.
 */
void
parvis_town_fold_log (ParvisTown               *town,
                      ParvisDbSqliteCheckpoint  how)
{
  g_autoptr(GError) error = NULL;
  int unfolded;

  if (!parvis_db_sqlite_checkpoint (town->writer, how, &error))
    g_message ("the log of town %s was not folded in: %s", town->code, error->message);

  parvis_db_sqlite_get_log (town->writer, &unfolded);
  town->fold_at = unfolded + LOG_PAGES;
  town->logged = unfolded > 0;
}

/* Folds the log in when it has grown by so much. Where readers never leave a
 * gap it would grow without end, unless they are waited for now and then.
 */
gboolean
parvis_town_check_log (ParvisTown *town)
{
  int unfolded;
  int frames = parvis_db_sqlite_get_log (town->writer, &unfolded);

  town->logged = TRUE;
  if (unfolded < town->fold_at)
    return FALSE;

  parvis_town_fold_log (town, frames < LOG_PAGES_MAX ? PARVIS_DB_SQLITE_PASSIVE
                                                     : PARVIS_DB_SQLITE_RESTART);

  return TRUE;
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
    parvis_db_sqlite_close (g_ptr_array_index (town->readers, i));

  g_ptr_array_unref (town->readers);
  parvis_db_sqlite_close (town->writer);
  pthread_mutex_destroy (&town->lock);
  g_clear_error (&town->broken);
  g_free (town->path);
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
    db = parvis_db_sqlite_open (town->path, town->code, PARVIS_DB_SQLITE_READER, error);

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
    parvis_db_sqlite_close (g_ptr_array_index (town->readers, i));
  g_ptr_array_set_size (town->readers, 0);
  pthread_mutex_unlock (&town->lock);
}

void
parvis_town_release (ParvisTown *town,
                     ParvisDb   *db)
{
  pthread_mutex_lock (&town->lock);
  if (!town->removed && town->readers->len < READERS_KEPT)
    g_ptr_array_add (town->readers, g_steal_pointer (&db));
  pthread_mutex_unlock (&town->lock);

  parvis_db_sqlite_close (db);
  parvis_town_unref (town);
}
