/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-session"

#include "config.h"

#include "parvis-answer.h"
#include "parvis-error.h"
#include "parvis-session-private.h"

#include <string.h>

/* Reading of what is not in the replica, with the last good answer kept: first
 * the disk is asked, then, unless that is fresh, the service.
 */

#define PATH_MAX_LENGTH 1024

typedef struct
{
  char         *path;
  ParvisCached *cached;
  gboolean      from_cache;
} Fetch;

typedef struct
{
  GTask        *task;
  char         *path;
  ParvisCached *cached;
} CacheWork;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->path);
  g_clear_pointer (&fetch->cached, parvis_cached_free);
  g_free (fetch);
}

static void
cache_work_free (CacheWork *work)
{
  g_clear_object (&work->task);
  g_free (work->path);
  g_clear_pointer (&work->cached, parvis_cached_free);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CacheWork, cache_work_free)

static void
put_work (ParvisReplica **replica,
          gpointer        data)
{
  CacheWork *work = data;

  if (*replica != NULL)
    parvis_replica_put_cached (*replica, work->cached);
}

static void
put_done (gpointer data,
          gpointer user_data)
{
  cache_work_free (data);
}

static void
keep (ParvisSession   *self,
      const char      *path,
      const ParvisGot *got)
{
  CacheWork *work = g_new0 (CacheWork, 1);

  work->cached = g_new0 (ParvisCached, 1);
  work->cached->path = g_strdup (path);
  work->cached->etag = g_strdup (got->etag);
  work->cached->at = parvis_clock_now (&self->clock);
  work->cached->expires = work->cached->at + got->max_age;
  work->cached->body = g_bytes_ref (got->body);
  parvis_worker_push (self->worker, put_work, put_done, work);
}

static void
return_cached (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->from_cache = TRUE;
  g_task_return_pointer (task, g_bytes_ref (fetch->cached->body), (GDestroyNotify) g_bytes_unref);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ParvisSession *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisGot) got = parvis_transport_get_finish (result, &error);

  if (got == NULL)
    {
      if (fetch->cached != NULL && !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
        return_cached (task);
      else
        g_task_return_error (task, g_steal_pointer (&error));

      return;
    }

  if (got->status == 200)
    {
      if (!self->stopped && !got->private)
        keep (self, fetch->path, got);

      g_task_return_pointer (task, g_bytes_ref (got->body), (GDestroyNotify) g_bytes_unref);
    }
  else if (got->status == 304 && fetch->cached != NULL)
    {
      g_clear_pointer (&got->body, g_bytes_unref);
      got->body = g_bytes_ref (fetch->cached->body);

      if (got->etag == NULL)
        got->etag = g_strdup (fetch->cached->etag);

      if (!self->stopped)
        keep (self, fetch->path, got);

      g_task_return_pointer (task, g_bytes_ref (got->body), (GDestroyNotify) g_bytes_unref);
    }
  else if (got->status >= 500 && fetch->cached != NULL)
    {
      return_cached (task);
    }
  else
    {
      g_task_return_new_error (task, PARVIS_ERROR, parvis_answer_find_error (got->status), "%s",
                               got->sentence != NULL ? got->sentence
                                                     : "the service did not answer this");
    }
}

static void
get_work (ParvisReplica **replica,
          gpointer        data)
{
  CacheWork *work = data;

  if (*replica != NULL)
    work->cached = parvis_replica_get_cached (*replica, work->path);
}

static void
get_done (gpointer data,
          gpointer user_data)
{
  g_autoptr(CacheWork) work = data;
  g_autoptr(GTask) task = g_steal_pointer (&work->task);
  ParvisSession *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  gint64 now = parvis_clock_now (&self->clock);
  GCancellable *cancellable;
  const char *etag;

  fetch->cached = g_steal_pointer (&work->cached);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->transport == NULL)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                               "the session has ended");
      return;
    }

  /* A clock that was set back must not make an answer fresh for years. With the
   * line down nobody waits for a time-out to see what is on disk.
   */
  if (fetch->cached != NULL &&
      ((now >= fetch->cached->at && now < fetch->cached->expires) ||
       parvis_engine_get_link (self->engine) == PARVIS_LINK_OFFLINE))
    {
      return_cached (task);
      return;
    }

  etag = fetch->cached != NULL ? fetch->cached->etag : NULL;
  cancellable = g_task_get_cancellable (task);
  parvis_transport_get_async (self->transport, fetch->path, etag, cancellable, got_cb,
                              g_steal_pointer (&task));
}

static gboolean
is_safe_path (const char *path)
{
  return *path != '\0' && *path != '/' && strlen (path) <= PATH_MAX_LENGTH &&
         strstr (path, "..") == NULL && strstr (path, "//") == NULL && g_str_is_ascii (path) &&
         strpbrk (path, " \t\r\n#\\") == NULL;
}

void
parvis_session_fetch_async (ParvisSession       *self,
                            const char          *path,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Fetch *fetch;
  CacheWork *work;

  g_return_if_fail (PARVIS_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_session_fetch_async);

  if (!is_safe_path (path))
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_INVALID,
                               "“%s” is not a path below the town", path);
      return;
    }

  if (!self->ready || self->stopped)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                               "the data of this computer is not open");
      return;
    }

  fetch = g_new0 (Fetch, 1);
  fetch->path = g_strdup (path);
  g_task_set_task_data (task, fetch, fetch_free);

  work = g_new0 (CacheWork, 1);
  work->path = g_strdup (path);
  work->task = g_steal_pointer (&task);
  parvis_worker_push (self->worker, get_work, get_done, work);
}

GBytes *
parvis_session_fetch_finish (ParvisSession  *self,
                             GAsyncResult   *result,
                             gboolean       *from_cache,
                             GError        **error)
{
  Fetch *fetch;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_session_fetch_async), NULL);

  fetch = g_task_get_task_data (G_TASK (result));
  if (from_cache != NULL)
    *from_cache = fetch != NULL && fetch->from_cache;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
catch_up_work (ParvisReplica **replica,
               gpointer        data)
{
}

static void
catch_up_done (gpointer data,
               gpointer user_data)
{
  g_autoptr(GTask) task = data;

  g_task_return_boolean (task, TRUE);
}

void
parvis_session_catch_up_async (ParvisSession       *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PARVIS_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, parvis_session_catch_up_async);

  if (self->worker == NULL)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                             "the session has ended");
  else
    parvis_worker_push (self->worker, catch_up_work, catch_up_done, g_steal_pointer (&task));
}

gboolean
parvis_session_catch_up_finish (ParvisSession  *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_session_catch_up_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
