/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-session"

#include "config.h"

#include "parvis-session.h"

#include "parvis-error.h"
#include "parvis-session-private.h"
#include "parvis-words.h"

/* Joins the engine, which decides, to the worker, the line and the loop. */

#define EMIT_EVERY (16 * 1000)             /* µs */
#define UPDATED_EVERY 1000                 /* ms */
#define FIRST_COPY_AFTER (60 * 1000)       /* ms */
#define COPY_EVERY (30 * 60 * 1000)        /* ms */
#define COPY_STEP_EVERY 20                 /* ms */

static const char * const live_kinds[] = {
  PARVIS_KIND_TOWN, PARVIS_KIND_SETUP, PARVIS_KIND_FACILITY, PARVIS_KIND_NEIGHBOURHOOD,
  PARVIS_KIND_GAUGE, PARVIS_KIND_GAUGE_LOG, PARVIS_KIND_ROLLUP, PARVIS_KIND_SOURCE,
  PARVIS_KIND_MEMBER, PARVIS_KIND_INVITATION, PARVIS_KIND_MERCHANT, PARVIS_KIND_PRODUCT,
  PARVIS_KIND_PICKUP, PARVIS_KIND_BAKE, PARVIS_KIND_ORDER, PARVIS_KIND_STANDING,
  PARVIS_KIND_PATTERN, PARVIS_KIND_TAKINGS, PARVIS_KIND_WANTED, PARVIS_KIND_ORDERS_DAY,
  PARVIS_KIND_PROCEDURE, PARVIS_KIND_DOSSIER, PARVIS_KIND_DOSSIERS, NULL,
};

G_DEFINE_FINAL_TYPE (ParvisSession, parvis_session, G_TYPE_OBJECT)

enum
{
  PROP_LINK = 1,
  PROP_PENDING,
  PROP_REFUSED_COUNT,
  PROP_UPDATED_AT,
  PROP_OFFLINE_SINCE,
  PROP_NEXT_TRY,
  PROP_CLOCK_SKEW,
  N_PROPS,
};

enum
{
  SIGNAL_READY,
  SIGNAL_FAILED,
  SIGNAL_DAMAGED,
  SIGNAL_REPAIRED,
  SIGNAL_CHANGED,
  SIGNAL_OUTBOX_CHANGED,
  SIGNAL_REFUSED,
  SIGNAL_REMOVED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

void
parvis_session_touch_engine (ParvisSession *self)
{
  parvis_engine_set_time (self->engine, g_get_monotonic_time () / 1000,
                          parvis_clock_now (&self->clock));
}

GSource *
parvis_session_add_timer (ParvisSession *self,
                          guint          interval,
                          GSourceFunc    func)
{
  GSource *source = g_timeout_source_new (interval);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

void
parvis_session_clear_timer (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* The disk. */

typedef struct
{
  ParvisSession  *session;
  ParvisBatch    *batch;
  ParvisSnapshot *snapshot;
  ParvisRepair    repair;
  GError         *error;
  gint64          now;
  ParvisMend      mend;
  gboolean        done;
} DiskWork;

static void
disk_work_free (DiskWork *work)
{
  g_clear_object (&work->session);
  g_clear_pointer (&work->batch, parvis_batch_free);
  g_clear_pointer (&work->snapshot, parvis_snapshot_free);
  parvis_repair_clear (&work->repair);
  g_clear_error (&work->error);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DiskWork, disk_work_free)

static DiskWork *
disk_work_new (ParvisSession *self)
{
  DiskWork *work = g_new0 (DiskWork, 1);

  work->session = g_object_ref (self);
  work->now = parvis_clock_now (&self->clock);

  return work;
}

static void
commit_work (ParvisReplica **replica,
             gpointer        data)
{
  DiskWork *work = data;

  parvis_replica_write (*replica, work->batch, &work->error);
}

static void
commit_done (gpointer data,
             gpointer user_data)
{
  g_autoptr(DiskWork) work = data;
  ParvisSession *self = work->session;

  parvis_session_touch_engine (self);

  if (work->error == NULL)
    {
      parvis_engine_committed (self->engine, work->batch);
    }
  else
    {
      g_message ("this computer's disk: %s", work->error->message);
      parvis_engine_commit_failed (self->engine, work->batch, work->error);
    }

  parvis_session_pump (self);
}

static void
copy_work (ParvisReplica **replica,
           gpointer        data)
{
  DiskWork *work = data;

  if (*replica != NULL)
    parvis_replica_copy_step (*replica, &work->done, &work->error);
}

static gboolean copy_cb (gpointer user_data);

static void
copy_done (gpointer data,
           gpointer user_data)
{
  g_autoptr(DiskWork) work = data;
  ParvisSession *self = work->session;
  gboolean finished = work->done || work->error != NULL;

  if (work->error != NULL)
    g_message ("no healthy copy was made: %s", work->error->message);

  if (!self->stopped && self->copying == NULL)
    self->copying = parvis_session_add_timer (self, finished ? COPY_EVERY : COPY_STEP_EVERY,
                                              copy_cb);
}

static gboolean
copy_cb (gpointer user_data)
{
  ParvisSession *self = user_data;

  g_clear_pointer (&self->copying, g_source_unref);
  parvis_worker_push (self->worker, copy_work, copy_done, disk_work_new (self));

  return G_SOURCE_REMOVE;
}

/* Jobs of the engine. */

static void
finish_submission (ParvisSession *self,
                   ParvisJob     *job)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *key = NULL;

  if (!g_hash_table_steal_extended (self->submissions, job->key, (gpointer *) &key,
                                    (gpointer *) &task))
    return;

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (task, g_strdup (job->key), g_free);
}

static void
commit (ParvisSession *self,
        ParvisJob     *job)
{
  DiskWork *work = disk_work_new (self);

  work->batch = g_steal_pointer (&job->batch);
  parvis_worker_push (self->worker, commit_work, commit_done, work);
}

static void
carry_out (ParvisSession *self,
           ParvisJob     *job)
{
  g_autofree char *path = NULL;

  switch (job->type)
    {
    case PARVIS_JOB_OPEN_STREAM:
      parvis_transport_open_stream (self->transport, job->token, job->cursor);
      break;

    case PARVIS_JOB_FETCH_PAGE:
      parvis_transport_fetch_page (self->transport, job->token, job->cursor, job->limit);
      break;

    case PARVIS_JOB_HANG_UP:
      parvis_transport_hang_up (self->transport, job->token);
      break;

    case PARVIS_JOB_SEND:
      path = parvis_verb_dup_path (job->verb, job->object);
      parvis_transport_send (self->transport, job->key, job->verb->method, path, job->body);
      break;

    case PARVIS_JOB_COMMIT:
      commit (self, job);
      break;

    case PARVIS_JOB_DURABLE:
    case PARVIS_JOB_LOST:
      finish_submission (self, job);
      break;

    case PARVIS_JOB_REFUSED:
      g_signal_emit (self, signals[SIGNAL_REFUSED], 0, job->action);
      break;

    case PARVIS_JOB_REMOVED:
      g_signal_emit (self, signals[SIGNAL_REMOVED], 0, job->at, job->by);
      break;
    }
}

/* News for the screens. */

static gboolean emit_cb (gpointer user_data);

static void
emit_changed (ParvisSession *self)
{
  g_autoptr(GPtrArray) changed = NULL;

  parvis_session_clear_timer (&self->emission);

  if (!parvis_view_has_changed (parvis_engine_get_view (self->engine)))
    return;

  changed = parvis_view_take_changed (parvis_engine_get_view (self->engine));
  self->emitted_at = g_get_monotonic_time ();
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, changed);
}

static gboolean
emit_cb (gpointer user_data)
{
  g_autoptr(ParvisSession) self = g_object_ref (user_data);

  emit_changed (self);

  return G_SOURCE_REMOVE;
}

/* At once when little happens; under load once a frame, because nobody sees
 * more and every emission costs the screens a relayout.
 */
static void
plan_emission (ParvisSession *self)
{
  gint64 elapsed = g_get_monotonic_time () - self->emitted_at;

  if (self->emission != NULL || !parvis_view_has_changed (parvis_engine_get_view (self->engine)))
    return;

  if (elapsed >= EMIT_EVERY)
    emit_changed (self);
  else
    self->emission = parvis_session_add_timer (self, (guint) ((EMIT_EVERY - elapsed) / 1000),
                                               emit_cb);
}

static gboolean
updated_cb (gpointer user_data)
{
  ParvisSession *self = user_data;

  g_clear_pointer (&self->updating, g_source_unref);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UPDATED_AT]);

  return G_SOURCE_REMOVE;
}

static void
tell_news (ParvisSession *self)
{
  ParvisNews news = parvis_engine_take_news (self->engine);

  if ((news & PARVIS_NEWS_OUTBOX) != 0)
    {
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PENDING]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REFUSED_COUNT]);
      g_signal_emit (self, signals[SIGNAL_OUTBOX_CHANGED], 0);
    }

  if ((news & PARVIS_NEWS_LINK) != 0)
    {
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINK]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OFFLINE_SINCE]);
    }

  if ((news & PARVIS_NEWS_NEXT_TRY) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEXT_TRY]);

  if ((news & PARVIS_NEWS_SKEW) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLOCK_SKEW]);

  if ((news & PARVIS_NEWS_UPDATED) != 0 && self->updating == NULL && !self->stopped)
    self->updating = parvis_session_add_timer (self, UPDATED_EVERY, updated_cb);
}

static gboolean
timer_cb (gpointer user_data)
{
  g_autoptr(ParvisSession) self = g_object_ref (user_data);

  parvis_session_clear_timer (&self->timer);
  parvis_session_touch_engine (self);
  parvis_engine_tick (self->engine);
  parvis_session_pump (self);

  return G_SOURCE_REMOVE;
}

static void
plan_timer (ParvisSession *self)
{
  gint64 deadline = parvis_engine_get_deadline (self->engine);
  gint64 pause;

  parvis_session_clear_timer (&self->timer);

  if (deadline == PARVIS_NEVER)
    return;

  pause = deadline - g_get_monotonic_time () / 1000;
  self->timer = parvis_session_add_timer (self, (guint) CLAMP (pause, 1, 3600 * 1000), timer_cb);
}

/* After every word to the engine: does what it wants, tells what is new. A
 * handler of a signal may come back here; then the outer round goes on for it.
 */
void
parvis_session_pump (ParvisSession *self)
{
  g_autoptr(ParvisSession) keep = g_object_ref (self);

  self->pump_again = TRUE;

  if (self->pumping)
    return;

  self->pumping = TRUE;

  while (self->pump_again && !self->stopped)
    {
      ParvisJob *job;

      self->pump_again = FALSE;

      while (!self->stopped && (job = parvis_engine_take_job (self->engine)) != NULL)
        {
          carry_out (self, job);
          parvis_job_free (job);
        }

      if (self->stopped || !self->ready)
        break;

      tell_news (self);

      if (!self->stopped)
        plan_emission (self);
    }

  self->pumping = FALSE;

  if (!self->stopped)
    plan_timer (self);
}

void
parvis_session_show_now (ParvisSession *self)
{
  g_autoptr(ParvisSession) keep = g_object_ref (self);

  parvis_session_pump (self);

  if (!self->stopped)
    emit_changed (self);
}

static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         available,
                    ParvisSession   *self)
{
  g_assert (PARVIS_IS_SESSION (self));

  if (available && self->ready && !self->stopped &&
      parvis_engine_get_link (self->engine) == PARVIS_LINK_OFFLINE)
    parvis_session_retry (self);
}

/* Somebody signed in again. */
static void
signed_out_cb (ParvisAuth    *auth,
               GParamSpec    *pspec,
               ParvisSession *self)
{
  if (!parvis_auth_is_out (auth))
    parvis_session_retry (self);
}

/* The beginning and the end. */

static void
open_work (ParvisReplica **replica,
           gpointer        data)
{
  DiskWork *work = data;

  *replica = parvis_replica_open (work->session->directory, live_kinds, work->now, work->mend,
                                  work->session->find_key, &work->snapshot, &work->repair,
                                  &work->error);
}

/* Returns: whether the work goes on elsewhere */
static gboolean
ask_to_mend (ParvisSession *self,
             DiskWork      *work)
{
  gboolean answers = FALSE;

  if (work->mend != PARVIS_MEND_NOT ||
      !g_error_matches (work->error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT))
    return FALSE;

  self->damaged = TRUE;
  g_signal_emit (self, signals[SIGNAL_DAMAGED], 0, work->repair.copied_at, &answers);
  if (!answers)
    parvis_session_mend (self, TRUE);

  return TRUE;
}

static void
open_done (gpointer data,
           gpointer user_data)
{
  g_autoptr(DiskWork) work = data;
  ParvisSession *self = work->session;

  if (self->stopped || ask_to_mend (self, work))
    return;

  if (work->error == NULL)
    self->transport = parvis_transport_new (self->base_uri, self->town, self->auth,
                                            &parvis_session_transport_events, self, &work->error);

  if (work->error != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, work->error);
      return;
    }

  if (work->repair.kept != NULL)
    g_signal_emit (self, signals[SIGNAL_REPAIRED], 0, work->repair.kept, work->repair.copied_at,
                   work->repair.lost);

  parvis_session_touch_engine (self);
  parvis_engine_load (self->engine, work->snapshot);

  /* A screen that is told to be ready lists what there is. */
  g_ptr_array_unref (parvis_view_take_changed (parvis_engine_get_view (self->engine)));
  self->ready = TRUE;
  g_signal_emit (self, signals[SIGNAL_READY], 0);

  if (self->stopped)
    return;

  self->monitor = g_network_monitor_get_default ();
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_DEFAULT);
  if (self->auth != NULL)
    g_signal_connect_object (self->auth, "notify::signed-out", G_CALLBACK (signed_out_cb), self,
                             G_CONNECT_DEFAULT);
  self->copying = parvis_session_add_timer (self, FIRST_COPY_AFTER, copy_cb);

  parvis_session_touch_engine (self);
  parvis_engine_set_rights (self->engine, parvis_rights_number (self->rights, &self->shops));
  parvis_engine_start (self->engine);
  parvis_session_pump (self);
}

static void
open_replica (ParvisSession *self,
              ParvisMend     mend)
{
  DiskWork *work = disk_work_new (self);

  work->mend = mend;
  parvis_worker_push (self->worker, open_work, open_done, work);
}

void
parvis_session_mend (ParvisSession *self,
                     gboolean       with_copy)
{
  g_return_if_fail (PARVIS_IS_SESSION (self));

  if (self->stopped || !self->damaged)
    return;

  self->damaged = FALSE;
  open_replica (self, with_copy ? PARVIS_MEND_WITH_COPY : PARVIS_MEND_FROM_SERVICE);
}

void
parvis_session_start (ParvisSession *self)
{
  g_return_if_fail (PARVIS_IS_SESSION (self));
  g_return_if_fail (!self->started && !self->stopped);

  self->started = TRUE;
  self->worker = parvis_worker_new (self);
  open_replica (self, PARVIS_MEND_NOT);
}

static void
write_rest (ParvisSession *self)
{
  /* An action whose batch is under way makes one more with what came after. */
  for (guint i = 0; i < 4; i++)
    {
      ParvisJob *job;

      parvis_engine_flush (self->engine);

      while ((job = parvis_engine_take_job (self->engine)) != NULL)
        {
          if (job->type == PARVIS_JOB_COMMIT)
            commit (self, job);
          else if (job->type == PARVIS_JOB_DURABLE || job->type == PARVIS_JOB_LOST)
            finish_submission (self, job);

          parvis_job_free (job);
        }

      if (!parvis_engine_is_writing (self->engine))
        break;

      parvis_worker_wait (self->worker);
    }
}

void
parvis_session_stop (ParvisSession *self)
{
  GHashTableIter iter;
  gpointer task;

  g_return_if_fail (PARVIS_IS_SESSION (self));

  if (self->stopped)
    return;

  self->stopped = TRUE;
  parvis_session_clear_timer (&self->timer);
  parvis_session_clear_timer (&self->emission);
  parvis_session_clear_timer (&self->updating);
  parvis_session_clear_timer (&self->copying);
  g_clear_pointer (&self->transport, parvis_transport_free);

  if (self->ready)
    write_rest (self);

  g_clear_pointer (&self->worker, parvis_worker_stop);

  g_hash_table_iter_init (&iter, self->submissions);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                               "the program was closed before this could be written down");
      g_hash_table_iter_remove (&iter);
    }
}

static void
parvis_session_dispose (GObject *object)
{
  ParvisSession *self = PARVIS_SESSION (object);

  parvis_session_stop (self);

  G_OBJECT_CLASS (parvis_session_parent_class)->dispose (object);
}

static void
parvis_session_finalize (GObject *object)
{
  ParvisSession *self = PARVIS_SESSION (object);

  g_clear_pointer (&self->engine, parvis_engine_free);
  g_clear_pointer (&self->submissions, g_hash_table_unref);
  g_clear_pointer (&self->base_uri, g_free);
  g_clear_pointer (&self->town, g_free);
  g_clear_object (&self->auth);
  g_clear_pointer (&self->directory, g_free);

  G_OBJECT_CLASS (parvis_session_parent_class)->finalize (object);
}

static void
parvis_session_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ParvisSession *self = PARVIS_SESSION (object);

  switch (prop_id)
    {
    case PROP_LINK:
      g_value_set_enum (value, parvis_session_get_link (self));
      break;

    case PROP_PENDING:
      g_value_set_uint (value, parvis_session_get_pending (self));
      break;

    case PROP_REFUSED_COUNT:
      g_value_set_uint (value, parvis_session_get_refused_count (self));
      break;

    case PROP_UPDATED_AT:
      g_value_set_int64 (value, parvis_session_get_updated_at (self));
      break;

    case PROP_OFFLINE_SINCE:
      g_value_set_int64 (value, parvis_session_get_offline_since (self));
      break;

    case PROP_NEXT_TRY:
      g_value_set_int64 (value, parvis_session_get_next_try (self));
      break;

    case PROP_CLOCK_SKEW:
      g_value_set_int64 (value, parvis_session_get_clock_skew (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static GParamSpec *
instant_spec (const char *name)
{
  return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, PARVIS_NO_TIME,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_signals (GType type)
{
  signals[SIGNAL_READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_DAMAGED] = g_signal_new ("damaged", type, G_SIGNAL_RUN_LAST, 0,
                                          g_signal_accumulator_true_handled, NULL, NULL,
                                          G_TYPE_BOOLEAN, 1, G_TYPE_INT64);
  signals[SIGNAL_REPAIRED] = g_signal_new ("repaired", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT64,
                                           G_TYPE_BOOLEAN);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SIGNAL_OUTBOX_CHANGED] = g_signal_new ("outbox-changed", type, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);
}

static void
parvis_session_class_init (ParvisSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = parvis_session_dispose;
  object_class->finalize = parvis_session_finalize;
  object_class->get_property = parvis_session_get_property;

  props[PROP_LINK] = g_param_spec_enum ("link", NULL, NULL, PARVIS_TYPE_LINK,
                                        PARVIS_LINK_CONNECTING, flags);
  props[PROP_PENDING] = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_REFUSED_COUNT] = g_param_spec_uint ("refused-count", NULL, NULL, 0, G_MAXUINT, 0,
                                                 flags);
  props[PROP_UPDATED_AT] = instant_spec ("updated-at");
  props[PROP_OFFLINE_SINCE] = instant_spec ("offline-since");
  props[PROP_NEXT_TRY] = instant_spec ("next-try");
  props[PROP_CLOCK_SKEW] = g_param_spec_int64 ("clock-skew", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                               flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
parvis_session_init (ParvisSession *self)
{
  self->submissions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

ParvisSession *
parvis_session_new (const ParvisSessionConfig *config)
{
  ParvisEngineConfig engine = { .kinds = live_kinds };
  ParvisSession *self;

  g_return_val_if_fail (config != NULL && config->base_uri != NULL && config->town != NULL &&
                        config->directory != NULL, NULL);

  self = g_object_new (PARVIS_TYPE_SESSION, NULL);
  self->base_uri = g_strdup (config->base_uri);
  self->town = g_strdup (config->town);
  g_set_object (&self->auth, config->auth);
  self->rights = config->auth != NULL ? config->rights : 0;
  self->shops = config->shops;
  self->places = config->places;
  self->directory = g_strdup (config->directory);
  self->find_key = config->find_key;
  self->clock = config->clock != NULL ? *config->clock : parvis_system_clock;

  engine.member = self->auth != NULL;
  engine.seed = ((guint64) g_random_int () << 32) | g_random_int ();
  self->engine = parvis_engine_new (&engine);

  return self;
}
