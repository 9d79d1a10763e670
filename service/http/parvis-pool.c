/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pool"

#include "config.h"

#include "parvis-pool.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

/* A tenth of the processor where others want all of it. */
#define PATIENT_NICE 10

/* The least that there is, for a spare thread that may not be idle by policy. */
#define SPARE_NICE 19

typedef struct
{
  ParvisPool *pool;
  gboolean    is_spare;
} Worker;

struct _ParvisPool
{
  pthread_mutex_t  mutex;
  pthread_cond_t   arrived;
  pthread_t       *threads;
  Worker          *workers;
  guint            n_threads;
  guint            queue_max;
  ParvisWorkFunc   func;
  gboolean         is_patient;

  /* Guarded by the mutex: a circular queue. */
  gpointer        *queue;
  guint            first;
  guint            length;
  gboolean         is_busy;         /* the thread that is not spare */
  gboolean         stopping;
};

/* A thread that hashes keeps its processor for a slice of some ms, however low its
 * priority, unless it is idle by policy: then whoever wakes has the processor at once. But
 * what is idle comes to nothing on a machine that is busy for long, so that is for the
 * spare ones, which work when many wait. On Linux both are about the calling thread; a filter
 * of system calls may forbid the policy and not the priority, which is then the next best.
 */
static void
stand_back (const Worker *worker)
{
  const struct sched_param none = { 0 };

  if (!worker->is_spare)
    setpriority (PRIO_PROCESS, 0, PATIENT_NICE);
  else if (sched_setscheduler (0, SCHED_IDLE, &none) != 0)
    setpriority (PRIO_PROCESS, 0, SPARE_NICE);
}

static gboolean
may_take (const Worker *worker)
{
  const ParvisPool *self = worker->pool;

  return self->length > 0 && (!worker->is_spare || self->is_busy || self->stopping);
}

static gpointer
take (const Worker *worker)
{
  ParvisPool *self = worker->pool;
  gpointer work = self->queue[self->first];

  self->first = (self->first + 1) % self->queue_max;
  self->length--;
  self->is_busy = self->is_busy || !worker->is_spare;
  if (self->is_patient && self->length > 0)
    pthread_cond_broadcast (&self->arrived);

  return work;
}

static gpointer
work_cb (gpointer data)
{
  const Worker *worker = data;
  ParvisPool *self = worker->pool;

  if (self->is_patient)
    stand_back (worker);

  pthread_mutex_lock (&self->mutex);
  while (TRUE)
    {
      gpointer work;

      while (!may_take (worker) && !(self->stopping && self->length == 0))
        pthread_cond_wait (&self->arrived, &self->mutex);
      if (self->length == 0)
        break;

      work = take (worker);
      pthread_mutex_unlock (&self->mutex);
      self->func (work);
      pthread_mutex_lock (&self->mutex);
      if (!worker->is_spare)
        self->is_busy = FALSE;
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
  self->workers = g_new (Worker, n_threads);

  for (guint i = 0; i < n_threads; i++)
    {
      self->workers[i] = (Worker) { self, is_patient && i > 0 };
      if (pthread_create (&self->threads[i], NULL, work_cb, &self->workers[i]) != 0)
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
  g_free (self->workers);
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
      /* Whoever is woken alone could be one who leaves it to the other. */
      if (self->is_patient)
        pthread_cond_broadcast (&self->arrived);
      else
        pthread_cond_signal (&self->arrived);
    }
  pthread_mutex_unlock (&self->mutex);

  return taken;
}
