/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-store"

#include "config.h"

#include "parvis-store.h"

#include "parvis-backup.h"
#include "parvis-check.h"
#include "parvis-error.h"
#include "parvis-readers.h"
#include "parvis-schema.h"
#include "parvis-store-private.h"
#include "parvis-writer.h"

#include <string.h>


struct _ParvisStore
{
  ParvisEngine     *engine;
  const ParvisKind *kinds;
  const ParvisSchema *schema;
  ParvisWriter     *writers[PARVIS_SHARDS_MAX];
  guint             n_writers;

  pthread_mutex_t   admin;       /* held while towns come and go */
  pthread_mutex_t   lock;
  ParvisReaders    *readers;
  GHashTable       *towns;       /* code → ParvisTown */
  GHashTable       *lent;        /* ParvisDb → ParvisTown */
};

static const ParvisEngineClass * const engines[] = {
  &parvis_engine_sqlite,
  &parvis_engine_postgres,
};

const ParvisSchema *
parvis_store_schema (const ParvisStoreConfig *config)
{
  return config->schema != NULL ? config->schema : &parvis_town_schema;
}

static void
add_town (ParvisStore *self,
          ParvisTown  *town)
{
  /* An error for whoever watches the log (parvis-log.c), and nothing that the program did
   * wrong: no level of GLib means that.
   */
  if (town->broken != NULL)
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE,
                      "PARVIS_EVENT", "town-broken",
                      "PARVIS_TOWN", town->code,
                      "MESSAGE", "town %s is not served: %s", town->code, town->broken->message);

  pthread_mutex_lock (&self->lock);
  g_hash_table_insert (self->towns, town->code, town);
  pthread_mutex_unlock (&self->lock);
}

static guint
shard_of (ParvisStore *self,
          const char  *code)
{
  return g_str_hash (code) % self->n_writers;
}

static gboolean
add_opened_town (ParvisStore  *self,
                 const char   *code,
                 GError      **error)
{
  ParvisTown *town = parvis_town_open (self->engine, code, shard_of (self, code));

  if (town->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (town->broken));
      parvis_town_unref (town);
      return FALSE;
    }

  add_town (self, town);

  return TRUE;
}

static gboolean
open_towns (ParvisStore  *self,
            GError      **error)
{
  g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);

  if (!add_opened_town (self, "", error) ||
      !self->engine->klass->list_towns (self->engine, codes, error))
    return FALSE;

  for (guint i = 0; i < codes->len; i++)
    {
      const char *code = g_ptr_array_index (codes, i);

      add_town (self, parvis_town_open (self->engine, code, shard_of (self, code)));
    }

  return TRUE;
}

static const ParvisEngineClass *
find_engine (const char  *uri,
             GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      if (g_str_has_prefix (uri, engines[i]->scheme))
        return engines[i];
    }

  parvis_set_invalid (error, "database", "The database %s is of no kind that is known here", uri);

  return NULL;
}

/**
 * parvis_store_open:
 * @error: %PARVIS_ERROR_UNAVAILABLE if another process has the directory,
 *   %PARVIS_ERROR_NEWER_SCHEMA or %PARVIS_ERROR_CORRUPT about the service's own
 *   file; a town that cannot be opened only makes itself unavailable
 *
 * Returns: (transfer full): close with parvis_store_close()
 */
ParvisStore *
parvis_store_open (const ParvisStoreConfig  *config,
                   GError                  **error)
{
  const ParvisEngineClass *klass;
  ParvisStore *self;

  g_return_val_if_fail (config != NULL && config->uri != NULL, NULL);

  klass = find_engine (config->uri, error);
  if (klass == NULL)
    return NULL;

  self = g_new0 (ParvisStore, 1);
  self->towns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) parvis_town_unref);
  self->lent = g_hash_table_new (NULL, NULL);
  self->readers = parvis_readers_new (config);
  self->kinds = config->kinds;
  self->schema = parvis_store_schema (config);
  pthread_mutex_init (&self->admin, NULL);
  pthread_mutex_init (&self->lock, NULL);
  self->n_writers = CLAMP (config->writers > 0 ? config->writers : klass->writers, 1,
                           PARVIS_SHARDS_MAX);
  self->engine = klass->open (config, error);
  if (self->engine == NULL || !open_towns (self, error))
    {
      parvis_store_close (self);
      return NULL;
    }

  for (guint i = 0; i < self->n_writers; i++)
    self->writers[i] = parvis_writer_new (config, self->n_writers);
  if (klass->start != NULL)
    klass->start (self->engine, self, config);

  return self;
}

void
parvis_store_close (ParvisStore *self)
{
  if (self == NULL)
    return;

  /* What the writers still finish is published by themselves. */
  if (self->engine != NULL && self->engine->klass->stop != NULL)
    self->engine->klass->stop (self->engine);

  /* One that still works may have something to say to another. */
  for (guint i = 0; i < self->n_writers && self->writers[i] != NULL; i++)
    parvis_writer_stop (self->writers[i]);
  for (guint i = 0; i < self->n_writers && self->writers[i] != NULL; i++)
    parvis_writer_free (self->writers[i]);

  parvis_readers_free (self->readers);
  g_hash_table_unref (self->towns);
  g_hash_table_unref (self->lent);
  pthread_mutex_destroy (&self->lock);
  pthread_mutex_destroy (&self->admin);
  if (self->engine != NULL)
    self->engine->klass->close (self->engine);
  g_free (self);
}

static ParvisTown *
find_town (ParvisStore  *self,
           const char   *code,
           GError      **error)
{
  ParvisTown *town;

  pthread_mutex_lock (&self->lock);
  town = g_hash_table_lookup (self->towns, code);
  if (town != NULL)
    parvis_town_ref (town);
  pthread_mutex_unlock (&self->lock);

  if (town == NULL)
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no town %s here", code);

  return town;
}

static ParvisWriter *
writer_of (ParvisStore *self,
           const char  *code)
{
  return self->writers[shard_of (self, code)];
}

gboolean
parvis_store_has_town (ParvisStore *self,
                       const char  *town)
{
  g_autoptr(ParvisTown) found = find_town (self, town, NULL);

  return found != NULL && *town != '\0';
}

static int
compare_codes (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

char **
parvis_store_list_towns (ParvisStore *self)
{
  g_autoptr(GPtrArray) codes = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer code;

  pthread_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    {
      if (*(const char *) code != '\0')
        g_ptr_array_add (codes, g_strdup (code));
    }
  pthread_mutex_unlock (&self->lock);

  g_ptr_array_sort (codes, compare_codes);
  g_ptr_array_add (codes, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE);
}

static gboolean
check_new_town (ParvisStore  *self,
                const char   *town,
                GError      **error)
{
  if (!parvis_insee_is_valid (town))
    return parvis_set_invalid (error, "insee", "%s is not an INSEE code", town);

  if (parvis_store_has_town (self, town))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "The town %s exists already", town);
      return FALSE;
    }

  return TRUE;
}

gboolean
parvis_store_create_town (ParvisStore  *self,
                          const char   *town,
                          GError      **error)
{
  const ParvisEngineClass *klass = self->engine->klass;
  gboolean created;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (town != NULL, FALSE);

  pthread_mutex_lock (&self->admin);
  created = check_new_town (self, town, error) &&
            (klass->create_town == NULL || klass->create_town (self->engine, town, error)) &&
            add_opened_town (self, town, error);
  pthread_mutex_unlock (&self->admin);

  return created;
}

/* Nobody new finds it from here on; who reads goes on reading. */
static void
drop_town (ParvisStore *self,
           ParvisTown  *town)
{
  pthread_mutex_lock (&self->lock);
  g_hash_table_remove (self->towns, town->code);
  pthread_mutex_unlock (&self->lock);

  parvis_readers_retire (self->readers, town);
  parvis_writer_let_go (writer_of (self, town->code), town);
}

static gboolean
remove_town (ParvisStore  *self,
             const char   *town,
             GError      **error)
{
  g_autoptr(ParvisTown) found = NULL;

  if (!parvis_insee_is_valid (town))
    return parvis_set_invalid (error, "insee", "%s is not an INSEE code", town);

  found = find_town (self, town, error);
  if (found == NULL)
    return FALSE;

  drop_town (self, found);

  return self->engine->klass->remove_town (self->engine, town, error);
}

gboolean
parvis_store_remove_town (ParvisStore  *self,
                          const char   *town,
                          GError      **error)
{
  gboolean removed;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (town != NULL, FALSE);

  pthread_mutex_lock (&self->admin);
  removed = remove_town (self, town, error);
  pthread_mutex_unlock (&self->admin);

  return removed;
}

static gboolean
holds (GPtrArray  *codes,
       const char *code)
{
  return g_ptr_array_find_with_equal_func (codes, code, g_str_equal, NULL);
}

/* The list is read with the lock held, so that it is not older than what this node
 * itself has made or removed.
 */
void
parvis_store_look_for_towns (ParvisStore *self)
{
  g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) served = NULL;

  pthread_mutex_lock (&self->admin);
  served = parvis_store_list_towns (self);
  if (!self->engine->klass->list_towns (self->engine, codes, &error))
    {
      g_message ("the towns were not listed: %s", error->message);
    }
  else
    {
      for (guint i = 0; served[i] != NULL; i++)
        {
          g_autoptr(ParvisTown) town = find_town (self, served[i], NULL);

          if (!holds (codes, served[i]))
            drop_town (self, town);
        }

      for (guint i = 0; i < codes->len; i++)
        {
          const char *code = g_ptr_array_index (codes, i);

          if (!parvis_store_has_town (self, code))
            add_town (self, parvis_town_open (self->engine, code, shard_of (self, code)));
        }
    }
  pthread_mutex_unlock (&self->admin);
}

static void
refuse (ParvisCommand  *command,
        ParvisDoneFunc  done,
        gpointer        user_data,
        GError         *error)
{
  if (done != NULL)
    {
      done (command, NULL, 0, FALSE, error, user_data);
      return;
    }

  parvis_command_free (command);
  g_error_free (error);
}

void
parvis_store_submit (ParvisStore    *self,
                     ParvisCommand  *command,
                     ParvisDoneFunc  done,
                     gpointer        user_data)
{
  g_autoptr(ParvisTown) town = NULL;
  GError *error = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (command != NULL);

  town = find_town (self, command->town, &error);
  if (town == NULL)
    refuse (command, done, user_data, error);
  else
    parvis_writer_submit (writer_of (self, town->code), town, command, done, user_data);
}

/* What parvis_store_apply() waits for. */
typedef struct
{
  pthread_mutex_t  lock;
  pthread_cond_t   done;
  gboolean         is_done;
  ParvisAnswer    *answer;
  GError          *error;
  gint64           seq;
} Waiter;

static void
apply_done_cb (ParvisCommand *command,
               ParvisAnswer  *answer,
               gint64         seq,
               gboolean       replayed,
               GError        *error,
               gpointer       user_data)
{
  Waiter *waiter = user_data;

  parvis_command_free (command);
  pthread_mutex_lock (&waiter->lock);
  waiter->answer = answer;
  waiter->error = error;
  waiter->seq = seq;
  waiter->is_done = TRUE;
  pthread_cond_signal (&waiter->done);
  pthread_mutex_unlock (&waiter->lock);
}

ParvisAnswer *
parvis_store_apply (ParvisStore    *self,
                    ParvisCommand  *command,
                    gint64         *seq,
                    GError        **error)
{
  Waiter waiter = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, FALSE, NULL, NULL, 0 };

  parvis_store_submit (self, command, apply_done_cb, &waiter);

  pthread_mutex_lock (&waiter.lock);
  while (!waiter.is_done)
    pthread_cond_wait (&waiter.done, &waiter.lock);
  pthread_mutex_unlock (&waiter.lock);

  if (waiter.error != NULL)
    g_propagate_error (error, waiter.error);
  else if (seq != NULL)
    *seq = waiter.seq;

  return waiter.answer;
}

void
parvis_store_tell (ParvisStore *self,
                   const char  *word)
{
  if (self->engine->klass->tell != NULL)
    self->engine->klass->tell (self->engine, word);
}

ParvisDb *
parvis_store_acquire (ParvisStore  *self,
                      const char   *town,
                      GError      **error)
{
  g_autoptr(ParvisTown) found = find_town (self, town, error);
  ParvisDb *db;

  if (found == NULL)
    return NULL;

  db = parvis_readers_acquire (self->readers, found, error);
  if (db != NULL)
    {
      pthread_mutex_lock (&self->lock);
      g_hash_table_insert (self->lent, db, found);
      pthread_mutex_unlock (&self->lock);
    }

  return db;
}

void
parvis_store_release (ParvisStore *self,
                      ParvisDb    *db)
{
  ParvisTown *town;

  if (db == NULL)
    return;

  pthread_mutex_lock (&self->lock);
  town = g_hash_table_lookup (self->lent, db);
  g_hash_table_remove (self->lent, db);
  pthread_mutex_unlock (&self->lock);

  g_return_if_fail (town != NULL);
  parvis_readers_release (self->readers, town, db);
}

gboolean
parvis_store_backup_town (ParvisStore  *self,
                          const char   *town,
                          const char   *path,
                          GError      **error)
{
  ParvisDb *db = parvis_store_acquire (self, town, error);
  gboolean copied;

  if (db == NULL)
    return FALSE;

  copied = self->engine->klass->backup (self->engine, db, path, error);
  parvis_store_release (self, db);

  return copied;
}

gboolean
parvis_store_check_town (ParvisStore  *self,
                         const char   *town,
                         GError      **error)
{
  ParvisDb *db = parvis_store_acquire (self, town, error);
  gboolean sound;

  if (db == NULL)
    return FALSE;

  sound = parvis_db_look (db, error) &&
          self->engine->klass->check (self->engine, db, error) &&
          parvis_check_feed (db, self->kinds, error);
  parvis_db_look_away (db);
  parvis_store_release (self, db);

  return sound;
}

void
parvis_store_get_stats (ParvisStore      *self,
                        ParvisStoreStats *stats)
{
  memset (stats, 0, sizeof *stats);

  for (guint i = 0; i < self->n_writers; i++)
    parvis_writer_add_stats (self->writers[i], stats);
}

static gboolean
restore_town (ParvisStore  *self,
              const char   *town,
              const char   *path,
              GError      **error)
{
  return check_new_town (self, town, error) &&
         parvis_backup_check_file (path, town, self->schema, error) &&
         self->engine->klass->restore (self->engine, town, path, error) &&
         add_opened_town (self, town, error);
}

gboolean
parvis_store_restore_town (ParvisStore  *self,
                           const char   *town,
                           const char   *path,
                           GError      **error)
{
  gboolean restored;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (town != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  pthread_mutex_lock (&self->admin);
  restored = restore_town (self, town, path, error);
  pthread_mutex_unlock (&self->admin);

  return restored;
}

gboolean
parvis_store_restore_service (ParvisStore  *self,
                              const char   *path,
                              GError      **error)
{
  gboolean restored;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  pthread_mutex_lock (&self->admin);
  restored = parvis_backup_check_file (path, "", &parvis_service_schema, error) &&
             self->engine->klass->restore (self->engine, "", path, error);
  pthread_mutex_unlock (&self->admin);

  return restored;
}
