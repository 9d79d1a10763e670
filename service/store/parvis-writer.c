/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-writer"

#include "config.h"

#include "parvis-writer.h"

#include "parvis-error.h"

#include <time.h>

/* Towns are tidied up when nothing came for so long. */
#define IDLE_SECONDS 2

typedef struct _Job Job;

/* A command in the queue, or, without one, the wish that the town be let go. */
struct _Job
{
  Job            *next;
  ParvisTown     *town;
  ParvisCommand  *command;
  ParvisDoneFunc  done;
  gpointer        user_data;

  ParvisAnswer   *answer;
  GError         *error;
  gint64          seq;
  gboolean        replayed;
  gboolean        in_doubt;     /* a commit failed that may have been made */
};

struct _ParvisWriter
{
  const ParvisClock *clock;
  const ParvisKind  *kinds;
  guint              batch_max;
  guint              batch_budget;
  guint              queue_max;
  ParvisPublishFunc  publish;
  ParvisRecordedFunc recorded;
  gpointer           publish_data;
  pthread_t          thread;
  guint              open_max;
  guint              busy_max;
  GPtrArray         *dirty;        /* towns to be tidied up; of the thread */
  gboolean           one_town;     /* has all that was taken; likewise */
  GQueue            *open;         /* those with a connection, the last used last; likewise */

  pthread_mutex_t    lock;
  pthread_cond_t     wake;
  pthread_cond_t     let_go;
  Job               *first;
  Job               *last;
  guint              queued;
  gboolean           stopping;
  ParvisStoreStats   stats;
};

static gint64
monotonic_usec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
finish (Job *job)
{
  ParvisAnswer *answer = job->error == NULL ? g_steal_pointer (&job->answer) : NULL;

  g_clear_pointer (&job->answer, parvis_answer_free);
  if (job->done != NULL)
    {
      job->done (job->command, answer, job->seq, job->replayed, job->error, job->user_data);
    }
  else
    {
      parvis_command_free (job->command);
      parvis_answer_free (answer);
      g_clear_error (&job->error);
    }

  parvis_town_unref (job->town);
  g_free (job);
}

static void
finish_with_error (Job         *job,
                   ParvisError  code,
                   const char  *message)
{
  g_clear_error (&job->error);
  job->error = g_error_new_literal (PARVIS_ERROR, code, message);
  finish (job);
}

static void
forget_answers (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      g_clear_pointer (&job->answer, parvis_answer_free);
      g_clear_error (&job->error);
      job->replayed = FALSE;
    }
}

/* Adds to @jobs what came for the same town since they were taken and is next in line:
 * what was answered last comes back while this batch is applied, and it then shares its
 * rendering and its fsync.
 */
static void
take_more_jobs (ParvisWriter *self,
                ParvisTown   *town,
                GPtrArray    *jobs)
{
  pthread_mutex_lock (&self->lock);
  while (jobs->len < self->batch_max && self->first != NULL && self->first->town == town &&
         self->first->command != NULL)
    {
      Job *job = self->first;

      self->first = job->next;
      if (self->first == NULL)
        self->last = NULL;
      job->next = NULL;
      self->queued--;
      g_ptr_array_add (jobs, job);
    }
  pthread_mutex_unlock (&self->lock);
}

/* Applies as many of @jobs as the budget allows, at least one, and of what comes
 * meanwhile where no other town waits. Returns how many were tried, or 0 with @error
 * when the transaction is lost.
 */
static guint
apply_jobs (ParvisWriter  *self,
            ParvisTown    *town,
            ParvisTx      *tx,
            GPtrArray     *jobs,
            GError       **error)
{
  gint64 deadline = monotonic_usec () + self->batch_budget;
  guint tried = 0;

  while (tried < jobs->len && (tried == 0 || monotonic_usec () < deadline))
    {
      Job *job = g_ptr_array_index (jobs, tried);
      gboolean fatal;

      tried++;
      job->answer = g_new0 (ParvisAnswer, 1);
      parvis_tx_apply (tx, job->command, job->answer, &job->seq, &job->replayed, &fatal,
                       &job->error);
      if (fatal)
        {
          g_propagate_error (error, g_steal_pointer (&job->error));
          return 0;
        }

      if (tried == jobs->len && self->one_town)
        take_more_jobs (self, town, jobs);
    }

  return tried;
}

static void
answer_jobs (ParvisWriter *self,
             ParvisTx     *tx,
             GPtrArray    *jobs,
             guint         n_jobs,
             gint64        commit_usec)
{
  pthread_mutex_lock (&self->lock);
  self->stats.batches++;
  self->stats.commands += n_jobs;
  self->stats.commit_usec += commit_usec;
  self->stats.changes += parvis_tx_get_changes (tx)->len;
  for (guint i = 0; i < n_jobs; i++)
    {
      const Job *job = g_ptr_array_index (jobs, i);

      self->stats.failed += job->error != NULL;
      self->stats.replayed += job->replayed;
    }
  pthread_mutex_unlock (&self->lock);

  for (guint i = 0; i < n_jobs; i++)
    finish (g_ptr_array_index (jobs, i));
}

static void
publish (ParvisWriter *self,
         ParvisTown   *town,
         ParvisTx     *tx)
{
  GPtrArray *changes = parvis_tx_get_changes (tx);

  if (changes->len == 0)
    return;

  if (town->engine->klass->publish != NULL)
    town->engine->klass->publish (town->engine, town->code, (ParvisChange **) changes->pdata,
                                  changes->len);
  else if (self->publish != NULL)
    self->publish (town->code, (ParvisChange **) changes->pdata, changes->len,
                   self->publish_data);
}

/* Where the trail grew, its end is told to who keeps it elsewhere. */
static void
tell_recorded (ParvisWriter *self,
               ParvisTown   *town,
               ParvisTx     *tx)
{
  const ParvisAuditHead *head = parvis_tx_get_recorded (tx);

  if (head != NULL && self->recorded != NULL)
    self->recorded (town->code, head->seq, head->hash, self->publish_data);
}

/* Once a day, along with whatever is written then. */
static gboolean
forget_keys (ParvisTown  *town,
             ParvisTx    *tx,
             GError     **error)
{
  if (parvis_tx_get_now (tx) < town->forget_at)
    return TRUE;

  if (!parvis_tx_forget_keys (tx, error))
    return FALSE;

  town->forget_at = parvis_tx_get_now (tx) + PARVIS_DAY;

  return TRUE;
}

/* One transaction. Returns how many of @jobs were answered; the answered ones
 * are gone. 0 with @error says that none is, because it was rolled back or, for
 * jobs marked so, because nobody knows.
 */
static guint
commit_group (ParvisWriter  *self,
              ParvisTown    *town,
              GPtrArray     *jobs,
              gboolean       careful,
              GError       **error)
{
  ParvisTx *tx = town->tx;
  gint64 started;
  gboolean in_doubt = FALSE;
  guint n_jobs;

  if (!parvis_tx_begin (tx, parvis_clock_now (self->clock), careful, error))
    return 0;

  n_jobs = apply_jobs (self, town, tx, jobs, error);
  started = monotonic_usec ();
  if (n_jobs == 0 ||
      !parvis_tx_settle (tx, error) ||
      !forget_keys (town, tx, error) ||
      !parvis_tx_commit (tx, &in_doubt, error))
    {
      parvis_tx_roll_back (tx);
      forget_answers (jobs);
      for (guint i = 0; in_doubt && i < n_jobs; i++)
        ((Job *) g_ptr_array_index (jobs, i))->in_doubt = TRUE;
      return 0;
    }

  tell_recorded (self, town, tx);
  answer_jobs (self, tx, jobs, n_jobs, monotonic_usec () - started);
  publish (self, town, tx);
  parvis_tx_end (tx);

  return n_jobs;
}

static void
count_failure (ParvisWriter *self)
{
  pthread_mutex_lock (&self->lock);
  self->stats.commands++;
  self->stats.failed++;
  pthread_mutex_unlock (&self->lock);
}

/* Says so of a job that must not be tried again: where the commit may have been
 * made, only the key can tell whether it was.
 */
static gboolean
give_up (ParvisWriter *self,
         Job          *job)
{
  if (!job->in_doubt || job->command->key != NULL)
    return FALSE;

  count_failure (self);
  finish_with_error (job, PARVIS_ERROR_UNAVAILABLE,
                     "The database was lost, and nobody knows whether this was done");

  return TRUE;
}

/* When a group is lost though it was careful, each of its commands gets a transaction
 * of its own: one that cannot be settled must not take strangers along. What was done
 * after all is found by its key.
 */
static void
commit_one_by_one (ParvisWriter *self,
                   ParvisTown   *town,
                   GPtrArray    *jobs)
{
  gboolean is_away = FALSE;

  self->one_town = FALSE;
  for (guint i = 0; i < jobs->len; i++)
    {
      g_autoptr(GPtrArray) alone = g_ptr_array_new ();
      g_autoptr(GError) error = NULL;
      Job *job = g_ptr_array_index (jobs, i);

      if (give_up (self, job))
        continue;

      g_ptr_array_add (alone, job);
      if (commit_group (self, town, alone, TRUE, &error) == 0)
        {
          /* One that finds the database away speaks for those behind it. */
          if (!is_away)
            g_message ("%s for town %s was not committed: %s",
                       job->command->name, town->code, error->message);
          is_away = g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
          job->error = g_steal_pointer (&error);
          count_failure (self);
          finish (job);
        }
    }
}

static void
count_checkpoint (ParvisWriter *self)
{
  pthread_mutex_lock (&self->lock);
  self->stats.checkpoints++;
  pthread_mutex_unlock (&self->lock);
}

static void
refuse (GPtrArray    *jobs,
        const GError *error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      job->error = g_error_copy (error);
      finish (job);
    }
}

/* Returns FALSE for a town that something kept it from: the next pause will do. */
static gboolean
tidy_up (ParvisWriter *self,
         ParvisTown   *town)
{
  if (town->writer == NULL || town->writer->driver->tidy_up == NULL)
    return TRUE;

  count_checkpoint (self);
  parvis_tx_let_go (town->tx);

  return town->writer->driver->tidy_up (town->writer);
}

static void
tidy_up_all (ParvisWriter *self)
{
  for (guint i = self->dirty->len; i > 0; i--)
    {
      if (tidy_up (self, g_ptr_array_index (self->dirty, i - 1)))
        g_ptr_array_remove_index_fast (self->dirty, i - 1);
    }
}

/* What a reader kept from being tidied up is tidied up when it is opened again. */
static void
close_town (ParvisWriter *self,
            ParvisTown   *town)
{
  if (town->writer == NULL)
    return;

  tidy_up (self, town);
  g_clear_pointer (&town->tx, parvis_tx_free);
  g_clear_pointer (&town->writer, parvis_db_close);
  g_ptr_array_remove_fast (self->dirty, town);
  g_queue_remove (self->open, town);
  parvis_town_unref (town);
}

/* Of the towns that are too many, those that nobody wrote to for a while; and those that are
 * more than busy ones may be.
 */
static void
close_some (ParvisWriter *self)
{
  gint64 now = parvis_clock_now (self->clock);

  while (self->open->length > self->open_max)
    {
      ParvisTown *town = g_queue_peek_head (self->open);

      if (self->open->length <= self->busy_max && now < town->busy_until)
        return;

      close_town (self, town);
    }
}

static gboolean
open_town (ParvisWriter  *self,
           ParvisTown    *town,
           GError       **error)
{
  gint64 now = parvis_clock_now (self->clock);

  if (town->gone)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town is not served here any more");
      return FALSE;
    }

  if (now < town->written_at + PARVIS_TOWNS_BUSY_TIME)
    town->busy_until = now + PARVIS_TOWNS_BUSY_TIME;
  town->written_at = now;
  if (town->writer != NULL)
    {
      if (g_queue_peek_tail (self->open) != town)
        {
          g_queue_remove (self->open, town);
          g_queue_push_tail (self->open, town);
        }
      return TRUE;
    }

  town->writer = town->engine->klass->open_writer (town->engine, town->code, town->shard, error);
  if (town->writer == NULL)
    return FALSE;

  town->tx = parvis_tx_new (town->writer, self->kinds, parvis_clock_now (self->clock));
  g_queue_push_tail (self->open, parvis_town_ref (town));
  close_some (self);

  return TRUE;
}

static gboolean
is_in_doubt (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      if (((Job *) g_ptr_array_index (jobs, i))->in_doubt)
        return TRUE;
    }

  return FALSE;
}

/* Commands seldom fail once they wrote something, so a group is tried without care first.
 * Returns how many were answered: at least one.
 */
static guint
answer_some (ParvisWriter *self,
             ParvisTown   *town,
             GPtrArray    *jobs)
{
  g_autoptr(GError) error = NULL;
  guint n_jobs = commit_group (self, town, jobs, FALSE, &error);

  if (n_jobs == 0 && !is_in_doubt (jobs) &&
      !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE))
    n_jobs = commit_group (self, town, jobs, TRUE, NULL);

  if (n_jobs == 0)
    {
      commit_one_by_one (self, town, jobs);
      n_jobs = jobs->len;
    }

  return n_jobs;
}

static void
run_town (ParvisWriter *self,
          ParvisTown   *town,
          GPtrArray    *jobs)
{
  g_autoptr(GError) closed = NULL;

  if (!open_town (self, town, &closed))
    {
      refuse (jobs, closed);
      return;
    }

  while (jobs->len > 0)
    {
      g_ptr_array_remove_range (jobs, 0, answer_some (self, town, jobs));
      if (town->writer->driver->tidy != NULL && town->writer->driver->tidy (town->writer))
        count_checkpoint (self);
    }

  if (town->writer->driver->tidy_up != NULL && !g_ptr_array_find (self->dirty, town, NULL))
    g_ptr_array_add (self->dirty, parvis_town_ref (town));
}

static void
let_go (ParvisWriter *self,
        Job          *job)
{
  close_town (self, job->town);

  pthread_mutex_lock (&self->lock);
  job->town->gone = TRUE;
  pthread_cond_broadcast (&self->let_go);
  pthread_mutex_unlock (&self->lock);

  parvis_town_unref (job->town);
  g_free (job);
}

/* Splits what was taken into runs of one town each, in order. */
static void
run_jobs (ParvisWriter *self,
          Job          *jobs)
{
  g_autoptr(GHashTable) by_town = g_hash_table_new_full (NULL, NULL, NULL,
                                                         (GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  Job *leaving = NULL;

  while (jobs != NULL)
    {
      Job *job = jobs;
      GPtrArray *of_town;

      jobs = job->next;
      job->next = NULL;
      if (job->command == NULL)
        {
          job->next = leaving;
          leaving = job;
          continue;
        }

      of_town = g_hash_table_lookup (by_town, job->town);
      if (of_town == NULL)
        {
          of_town = g_ptr_array_new ();
          g_hash_table_insert (by_town, job->town, of_town);
          g_ptr_array_add (order, parvis_town_ref (job->town));
        }
      g_ptr_array_add (of_town, job);
    }

  self->one_town = order->len == 1 && leaving == NULL;
  for (guint i = 0; i < order->len; i++)
    {
      ParvisTown *town = g_ptr_array_index (order, i);

      run_town (self, town, g_hash_table_lookup (by_town, town));
      parvis_town_unref (town);
    }

  while (leaving != NULL)
    {
      Job *job = leaving;

      leaving = job->next;
      let_go (self, job);
    }
}

/* Takes up to a batch from the queue; waits for one, and tidies up meanwhile. */
static Job *
take_jobs (ParvisWriter *self)
{
  Job *jobs;
  Job *last;
  guint n_jobs = 1;

  pthread_mutex_lock (&self->lock);
  while (self->first == NULL && !self->stopping)
    {
      gboolean is_tidy = self->dirty->len == 0;
      struct timespec until;

      clock_gettime (CLOCK_MONOTONIC, &until);
      until.tv_sec += is_tidy ? PARVIS_TOWNS_BUSY_TIME / PARVIS_SECOND : IDLE_SECONDS;
      if (is_tidy && self->open->length <= self->open_max)
        {
          pthread_cond_wait (&self->wake, &self->lock);
        }
      else if (pthread_cond_timedwait (&self->wake, &self->lock, &until) != 0 &&
               self->first == NULL)
        {
          pthread_mutex_unlock (&self->lock);
          tidy_up_all (self);
          close_some (self);
          pthread_mutex_lock (&self->lock);
        }
    }

  jobs = self->first;
  if (jobs != NULL)
    {
      for (last = jobs; last->next != NULL && n_jobs < self->batch_max; last = last->next)
        n_jobs++;

      self->first = last->next;
      if (self->first == NULL)
        self->last = NULL;
      last->next = NULL;
      self->queued -= n_jobs;
    }
  pthread_mutex_unlock (&self->lock);

  return jobs;
}

static void *
write_all (void *data)
{
  ParvisWriter *self = data;
  Job *jobs;

  while ((jobs = take_jobs (self)) != NULL)
    run_jobs (self, jobs);

  while (self->open->length > 0)
    close_town (self, g_queue_peek_head (self->open));

  return NULL;
}

ParvisWriter *
parvis_writer_new (const ParvisStoreConfig *config,
                   guint                    n_writers)
{
  ParvisWriter *self = g_new0 (ParvisWriter, 1);
  pthread_condattr_t attributes;

  self->clock = config->clock != NULL ? config->clock : &parvis_system_clock;
  self->kinds = config->kinds;
  self->batch_max = config->batch_max > 0 ? config->batch_max : 256;
  self->batch_budget = config->batch_budget > 0 ? config->batch_budget : 5000;
  self->queue_max = config->queue_max > 0 ? config->queue_max : 4096;
  self->publish = config->publish;
  self->recorded = config->recorded;
  self->publish_data = config->publish_data;
  self->open_max = config->open_max > 0 ? config->open_max : PARVIS_TOWNS_OPEN;
  self->busy_max = MAX (self->open_max,
                        (config->busy_max > 0 ? config->busy_max : PARVIS_TOWNS_BUSY) / n_writers);
  self->dirty = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_town_unref);
  self->open = g_queue_new ();

  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->wake, &attributes);
  pthread_cond_init (&self->let_go, NULL);
  pthread_condattr_destroy (&attributes);

  if (pthread_create (&self->thread, NULL, write_all, self) != 0)
    g_error ("no thread for a writer");

  return self;
}

void
parvis_writer_stop (ParvisWriter *self)
{
  pthread_mutex_lock (&self->lock);
  self->stopping = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);

  pthread_join (self->thread, NULL);
}

void
parvis_writer_free (ParvisWriter *self)
{
  pthread_cond_destroy (&self->wake);
  pthread_cond_destroy (&self->let_go);
  pthread_mutex_destroy (&self->lock);
  g_ptr_array_unref (self->dirty);
  g_queue_free (self->open);
  g_free (self);
}

static gboolean
push (ParvisWriter *self,
      Job          *job,
      gboolean      bounded)
{
  gboolean taken;

  pthread_mutex_lock (&self->lock);
  taken = !self->stopping && (!bounded || self->queued < self->queue_max);
  if (taken)
    {
      if (self->last != NULL)
        self->last->next = job;
      else
        self->first = job;
      self->last = job;
      self->queued++;
      pthread_cond_signal (&self->wake);
    }
  pthread_mutex_unlock (&self->lock);

  return taken;
}

void
parvis_writer_submit (ParvisWriter   *self,
                      ParvisTown     *town,
                      ParvisCommand  *command,
                      ParvisDoneFunc  done,
                      gpointer        user_data)
{
  Job *job = g_new0 (Job, 1);

  job->town = parvis_town_ref (town);
  job->command = command;
  job->done = done;
  job->user_data = user_data;

  if (town->broken != NULL)
    {
      job->error = g_error_copy (town->broken);
      finish (job);
    }
  else if (!push (self, job, TRUE))
    {
      finish_with_error (job, PARVIS_ERROR_UNAVAILABLE,
                         "Too much is waiting to be written; try again in a moment");
    }
}

void
parvis_writer_let_go (ParvisWriter *self,
                      ParvisTown   *town)
{
  Job *job = g_new0 (Job, 1);

  job->town = parvis_town_ref (town);
  if (!push (self, job, FALSE))
    {
      parvis_town_unref (job->town);
      g_free (job);
      return;
    }

  pthread_mutex_lock (&self->lock);
  while (!town->gone)
    pthread_cond_wait (&self->let_go, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

void
parvis_writer_add_stats (ParvisWriter     *self,
                         ParvisStoreStats *stats)
{
  pthread_mutex_lock (&self->lock);
  stats->commands += self->stats.commands;
  stats->failed += self->stats.failed;
  stats->replayed += self->stats.replayed;
  stats->batches += self->stats.batches;
  stats->changes += self->stats.changes;
  stats->checkpoints += self->stats.checkpoints;
  stats->commit_usec += self->stats.commit_usec;
  stats->queued += self->queued;
  pthread_mutex_unlock (&self->lock);
}
