/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-store"

#include "config.h"

#include "parvis-store.h"

#include "parvis-backup.h"
#include "parvis-db-sqlite.h"
#include "parvis-error.h"
#include "parvis-schema.h"
#include "parvis-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define URI_PREFIX      "sqlite:"
#define WRITERS_DEFAULT 2
#define WRITERS_MAX     16

struct _ParvisStore
{
  char             *directory;
  int               lock_fd;
  const ParvisKind *kinds;
  ParvisWriter     *writers[WRITERS_MAX];
  guint             n_writers;

  pthread_mutex_t   admin;       /* held while towns come and go */
  pthread_mutex_t   lock;
  GHashTable       *towns;       /* code → ParvisTown */
  GHashTable       *lent;        /* ParvisDb → ParvisTown */
};

/* A second process on the same files would not know of this one's writer. */
static gboolean
take_lock (ParvisStore  *self,
           GError      **error)
{
  g_autofree char *path = g_build_filename (self->directory, "lock", NULL);
  char text[32] = { 0 };
  int length;

  self->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The state directory %s cannot be used: %s",
                   self->directory, g_strerror (errno));
      return FALSE;
    }

  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (pread (self->lock_fd, text, sizeof text - 1, 0) <= 0)
        g_strlcpy (text, "?", sizeof text);

      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The state directory %s is in use by process %s",
                   self->directory, g_strchomp (text));
      return FALSE;
    }

  length = g_snprintf (text, sizeof text, "%d\n", (int) getpid ());
  if (ftruncate (self->lock_fd, 0) != 0 || pwrite (self->lock_fd, text, length, 0) != length)
    g_message ("the process number could not be written to %s", path);

  return TRUE;
}

static char *
town_path (ParvisStore *self,
           const char  *code)
{
  g_autofree char *name = g_strconcat (code, ".db", NULL);

  return g_build_filename (self->directory, "towns", name, NULL);
}

static void
add_town (ParvisStore *self,
          ParvisTown  *town)
{
  if (town->broken != NULL)
    g_message ("town %s is not served: %s", town->code, town->broken->message);

  pthread_mutex_lock (&self->lock);
  g_hash_table_insert (self->towns, town->code, town);
  pthread_mutex_unlock (&self->lock);
}

static gboolean
open_towns (ParvisStore  *self,
            GError      **error)
{
  g_autofree char *directory = g_build_filename (self->directory, "towns", NULL);
  g_autofree char *service = g_build_filename (self->directory, "service.db", NULL);
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GError) problem = NULL;
  ParvisTown *town;
  const char *name;

  if (g_mkdir_with_parents (directory, 0700) != 0 ||
      (dir = g_dir_open (directory, 0, &problem)) == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The directory %s cannot be used: %s", directory,
                   problem != NULL ? problem->message : g_strerror (errno));
      return FALSE;
    }

  town = parvis_town_open (service, "", &parvis_service_schema);
  if (town->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (town->broken));
      parvis_town_unref (town);
      return FALSE;
    }
  add_town (self, town);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *code = g_strndup (name, MIN (strlen (name), 5));
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (parvis_insee_is_valid (code) && g_str_equal (name + 5, ".db"))
        add_town (self, parvis_town_open (path, code, &parvis_town_schema));
    }

  return TRUE;
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
  ParvisStore *self;

  g_return_val_if_fail (config != NULL && config->uri != NULL, NULL);

  if (!g_str_has_prefix (config->uri, URI_PREFIX))
    {
      parvis_set_invalid (error, "database", "The database %s is of no kind that is known here",
                          config->uri);
      return NULL;
    }

  self = g_new0 (ParvisStore, 1);
  self->lock_fd = -1;
  self->directory = g_strdup (config->uri + strlen (URI_PREFIX));
  self->towns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) parvis_town_unref);
  self->lent = g_hash_table_new (NULL, NULL);
  self->kinds = config->kinds;
  pthread_mutex_init (&self->admin, NULL);
  pthread_mutex_init (&self->lock, NULL);

  if (g_mkdir_with_parents (self->directory, 0700) != 0 ||
      !take_lock (self, error) ||
      !open_towns (self, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                     "The state directory %s cannot be made: %s",
                     self->directory, g_strerror (errno));
      parvis_store_close (self);
      return NULL;
    }

  self->n_writers = CLAMP (config->writers > 0 ? config->writers : WRITERS_DEFAULT,
                           1, WRITERS_MAX);
  for (guint i = 0; i < self->n_writers; i++)
    self->writers[i] = parvis_writer_new (config);

  return self;
}

void
parvis_store_close (ParvisStore *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_writers; i++)
    parvis_writer_free (self->writers[i]);

  g_hash_table_unref (self->towns);
  g_hash_table_unref (self->lent);
  pthread_mutex_destroy (&self->lock);
  pthread_mutex_destroy (&self->admin);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->directory);
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
  return self->writers[g_str_hash (code) % self->n_writers];
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
add_opened_town (ParvisStore  *self,
                 const char   *code,
                 GError      **error)
{
  g_autofree char *path = town_path (self, code);
  ParvisTown *town = parvis_town_open (path, code, &parvis_town_schema);

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
  gboolean created;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (town != NULL, FALSE);

  pthread_mutex_lock (&self->admin);
  created = check_new_town (self, town, error) && add_opened_town (self, town, error);
  pthread_mutex_unlock (&self->admin);

  return created;
}

static gboolean
move_away (ParvisStore  *self,
           ParvisTown   *town,
           GError      **error)
{
  g_autofree char *removed = g_build_filename (self->directory, "removed", NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s-%s-%06d.db", town->code, stamp,
                                           g_date_time_get_microsecond (now));
  g_autofree char *path = g_build_filename (removed, name, NULL);

  g_autofree char *log = g_strconcat (town->path, "-wal", NULL);
  g_autofree char *new_log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (town->path, "-shm", NULL);

  /* A reader that is still at it may have kept the log from being folded in, so
   * the log goes along. The index is made anew by whoever opens the file.
   */
  if (g_mkdir_with_parents (removed, 0700) != 0 ||
      g_rename (town->path, path) != 0 ||
      (g_rename (log, new_log) != 0 && errno != ENOENT) ||
      (g_unlink (index) != 0 && errno != ENOENT))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The file of town %s cannot be moved away: %s",
                   town->code, g_strerror (errno));
      return FALSE;
    }

  return TRUE;
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

  /* Nobody new finds it from here on; who reads goes on reading. */
  pthread_mutex_lock (&self->lock);
  g_hash_table_remove (self->towns, town);
  pthread_mutex_unlock (&self->lock);

  parvis_town_retire (found);
  parvis_writer_let_go (writer_of (self, town), found);

  return move_away (self, found, error);
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

ParvisDb *
parvis_store_acquire (ParvisStore  *self,
                      const char   *town,
                      GError      **error)
{
  g_autoptr(ParvisTown) found = find_town (self, town, error);
  ParvisDb *db;

  if (found == NULL)
    return NULL;

  db = parvis_town_acquire (found, error);
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
  parvis_town_release (town, db);
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

  copied = parvis_backup_copy (db, path, error);
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

  sound = parvis_backup_check (db, self->kinds, error);
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

/* Puts a checked file in the place of a town that does not exist, with no
 * moment at which half of it is there.
 */
static gboolean
restore_town (ParvisStore  *self,
              const char   *town,
              const char   *path,
              GError      **error)
{
  g_autofree char *target = town_path (self, town);
  g_autofree char *copy = g_strconcat (target, ".restoring", NULL);

  if (!check_new_town (self, town, error) ||
      !parvis_backup_check_file (path, town, &parvis_town_schema, error))
    return FALSE;

  g_unlink (copy);
  if (!parvis_backup_copy_file (path, town, copy, error))
    return FALSE;

  if (g_rename (copy, target) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The restored file cannot be put in place: %s", g_strerror (errno));
      return FALSE;
    }

  return add_opened_town (self, town, error);
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
