/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pool"

#include "config.h"

#include "parvis-pool.h"

#include <pthread.h>
#include <sys/resource.h>

#define LEAST_PRIORITY 19

struct _ParvisPool
{
  pthread_mutex_t  mutex;
  pthread_cond_t   arrived;
  pthread_t       *threads;
  guint            n_threads;
  guint            queue_max;
  ParvisWorkFunc   func;
  gboolean         is_patient;

  /* Guarded by the mutex: a circular queue. */
  gpointer        *queue;
  guint            first;
  guint            length;
  gboolean         stopping;
};

static gpointer
work_cb (gpointer data)
{
  ParvisPool *self = data;

  /* On Linux this is about the calling thread; where it is forbidden, so be it. */
  if (self->is_patient)
    setpriority (PRIO_PROCESS, 0, LEAST_PRIORITY);

  pthread_mutex_lock (&self->mutex);
  while (TRUE)
    {
      gpointer work;

      while (self->length == 0 && !self->stopping)
        pthread_cond_wait (&self->arrived, &self->mutex);
      if (self->length == 0)
        break;

      work = self->queue[self->first];
      self->first = (self->first + 1) % self->queue_max;
      self->length--;

      pthread_mutex_unlock (&self->mutex);
      self->func (work);
      pthread_mutex_lock (&self->mutex);
    }
  pthread_mutex_unlock (&self->mutex);

  return NULL;
}

ParvisPool *
parvis_pool_new (guint          n_threads,
                 gboolean       is_patient,
                 guint          queue_max,
                 ParvisWorkFunc func)
{
  ParvisPool *self = g_new0 (ParvisPool, 1);

  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->arrived, NULL);
  self->queue_max = queue_max;
  self->queue = g_new (gpointer, queue_max);
  self->func = func;
  self->is_patient = is_patient;
  self->threads = g_new (pthread_t, n_threads);

  for (guint i = 0; i < n_threads; i++)
    {
      if (pthread_create (&self->threads[i], NULL, work_cb, self) != 0)
        {
          g_warning ("only %u of %u threads for long reads could be started", i, n_threads);
          break;
        }
      self->n_threads++;
    }

  return self;
}

void
parvis_pool_free (ParvisPool *self)
{
  if (self == NULL)
    return;

  pthread_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  pthread_cond_broadcast (&self->arrived);
  pthread_mutex_unlock (&self->mutex);

  for (guint i = 0; i < self->n_threads; i++)
    pthread_join (self->threads[i], NULL);

  pthread_cond_destroy (&self->arrived);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->threads);
  g_free (self->queue);
  g_free (self);
}

gboolean
parvis_pool_submit (ParvisPool *self,
                    gpointer    work)
{
  gboolean taken;

  pthread_mutex_lock (&self->mutex);
  taken = self->n_threads > 0 && self->length < self->queue_max;
  if (taken)
    {
      self->queue[(self->first + self->length) % self->queue_max] = work;
      self->length++;
      pthread_cond_signal (&self->arrived);
    }
  pthread_mutex_unlock (&self->mutex);

  return taken;
}
