/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-worker"

#include "config.h"

#include "parvis-worker.h"

#include "parvis-error.h"

#include <pthread.h>
#include <time.h>

/* What another node left to do is found at the latest after this. */
#define LOOK_AGAIN (30 * PARVIS_SECOND)

struct _ParvisWorker
{
  const ParvisClock *clock;
  ParvisWorkerFunc   work;
  gpointer           user_data;

  gint               stop;           /* atomic */
  gboolean           running;
  pthread_t          thread;
  pthread_mutex_t    mutex;
  pthread_cond_t     cond;
  gboolean           woken;          /* guarded by the mutex */
};

ParvisWorker *
parvis_worker_new (const ParvisClock *clock,
                   ParvisWorkerFunc   work,
                   gpointer           user_data)
{
  ParvisWorker *self = g_new0 (ParvisWorker, 1);
  pthread_condattr_t attributes;

  self->clock = clock;
  self->work = work;
  self->user_data = user_data;

  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->cond, &attributes);
  pthread_condattr_destroy (&attributes);

  return self;
}

void
parvis_worker_stop (ParvisWorker *self)
{
  if (!self->running)
    return;

  g_atomic_int_set (&self->stop, 1);
  parvis_worker_wake (self);
  pthread_join (self->thread, NULL);
  self->running = FALSE;
}

void
parvis_worker_free (ParvisWorker *self)
{
  if (self == NULL)
    return;

  parvis_worker_stop (self);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

void
parvis_worker_wake (ParvisWorker *self)
{
  pthread_mutex_lock (&self->mutex);
  self->woken = TRUE;
  pthread_cond_signal (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

const gint *
parvis_worker_get_stop (const ParvisWorker *self)
{
  return &self->stop;
}

static void
wait_until (ParvisWorker *self,
            gint64        next_at)
{
  gint64 wait = next_at == PARVIS_NEVER
                ? LOOK_AGAIN : next_at - parvis_clock_now (self->clock);
  struct timespec until;

  wait = CLAMP (wait, 0, LOOK_AGAIN);
  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_sec += wait / 1000;
  until.tv_nsec += wait % 1000 * 1000000;
  if (until.tv_nsec >= 1000000000)
    {
      until.tv_sec++;
      until.tv_nsec -= 1000000000;
    }

  pthread_mutex_lock (&self->mutex);
  while (!self->woken && pthread_cond_timedwait (&self->cond, &self->mutex, &until) == 0)
    ;
  self->woken = FALSE;
  pthread_mutex_unlock (&self->mutex);
}

static gpointer
run_cb (gpointer data)
{
  ParvisWorker *self = data;

  while (g_atomic_int_get (&self->stop) == 0)
    {
      gint64 next_at = PARVIS_NEVER;

      self->work (self->user_data, &next_at);
      wait_until (self, next_at);
    }

  return NULL;
}

gboolean
parvis_worker_start (ParvisWorker  *self,
                     const char    *what,
                     GError       **error)
{
  if (pthread_create (&self->thread, NULL, run_cb, self) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                   "The thread that %s cannot be started", what);
      return FALSE;
    }
  self->running = TRUE;

  return TRUE;
}
