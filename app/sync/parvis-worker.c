/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-worker"

#include "config.h"

#include "parvis-worker.h"

typedef struct
{
  ParvisWorkFunc work;
  ParvisDoneWork done;
  gpointer       data;
} Work;

struct _ParvisWorker
{
  GThread      *thread;
  GMainContext *context;
  gpointer      user_data;

  GMutex        mutex;
  GCond         changed;

  /* Under the mutex. */
  GQueue        todo;
  GQueue        ended;
  gboolean      busy;
  gboolean      stopping;
  GSource      *wake;

  /* The owner's own: an end may be told inside another's telling. */
  guint         telling;
  gboolean      stopped;
};

static void
free_worker (ParvisWorker *self)
{
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* Tells one end, if there is one. */
static gboolean
tell_one (ParvisWorker *self)
{
  Work *work;

  g_mutex_lock (&self->mutex);
  work = g_queue_pop_head (&self->ended);
  g_mutex_unlock (&self->mutex);

  if (work == NULL)
    return FALSE;

  work->done (work->data, self->user_data);
  g_free (work);

  return TRUE;
}

/* An end that is told may stop the worker; then the last one out frees it. */
static void
tell_all (ParvisWorker *self)
{
  self->telling++;

  while (tell_one (self))
    ;

  self->telling--;

  if (self->stopped && self->telling == 0)
    free_worker (self);
}

static gboolean
wake_cb (gpointer user_data)
{
  ParvisWorker *self = user_data;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->wake, g_source_unref);
  g_mutex_unlock (&self->mutex);

  tell_all (self);

  return G_SOURCE_REMOVE;
}

static void
wake_owner (ParvisWorker *self)
{
  if (self->wake != NULL)
    return;

  self->wake = g_idle_source_new ();
  g_source_set_priority (self->wake, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->wake, wake_cb, self, NULL);
  g_source_attach (self->wake, self->context);
}

static gpointer
run (gpointer user_data)
{
  ParvisWorker *self = user_data;
  ParvisReplica *replica = NULL;

  g_mutex_lock (&self->mutex);

  for (;;)
    {
      Work *work = g_queue_pop_head (&self->todo);

      if (work == NULL && self->stopping)
        break;

      if (work == NULL)
        {
          g_cond_wait (&self->changed, &self->mutex);
          continue;
        }

      self->busy = TRUE;
      g_mutex_unlock (&self->mutex);
      work->work (&replica, work->data);
      g_mutex_lock (&self->mutex);
      self->busy = FALSE;
      g_queue_push_tail (&self->ended, work);
      wake_owner (self);
      g_cond_broadcast (&self->changed);
    }

  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&replica, parvis_replica_close);

  return NULL;
}

ParvisWorker *
parvis_worker_new (gpointer user_data)
{
  ParvisWorker *self = g_new0 (ParvisWorker, 1);

  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  g_queue_init (&self->todo);
  g_queue_init (&self->ended);
  self->thread = g_thread_new ("parvis-replica", run, self);

  return self;
}

void
parvis_worker_push (ParvisWorker   *self,
                    ParvisWorkFunc  func,
                    ParvisDoneWork  done,
                    gpointer        data)
{
  Work *work = g_new0 (Work, 1);

  work->work = func;
  work->done = done;
  work->data = data;

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->todo, work);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

void
parvis_worker_wait (ParvisWorker *self)
{
  g_mutex_lock (&self->mutex);
  while (self->busy || !g_queue_is_empty (&self->todo))
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);

  tell_all (self);
}

void
parvis_worker_stop (ParvisWorker *self)
{
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);

  g_thread_join (self->thread);

  if (self->wake != NULL)
    {
      g_source_destroy (self->wake);
      g_clear_pointer (&self->wake, g_source_unref);
    }

  self->stopped = TRUE;
  tell_all (self);
}
