/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "engine-fixture"

#include "config.h"

#include "engine-fixture.h"

#include "parvis-words.h"

#include <string.h>

static const char * const kinds[] = {
  PARVIS_KIND_GAUGE, PARVIS_KIND_PRODUCT, PARVIS_KIND_BAKE, PARVIS_KIND_ORDER, NULL,
};

void
engine_take_jobs (EngineFixture *self)
{
  ParvisJob *job;

  while ((job = parvis_engine_take_job (self->engine)) != NULL)
    {
      if (job->type == PARVIS_JOB_OPEN_STREAM || job->type == PARVIS_JOB_FETCH_PAGE)
        self->token = job->token;

      g_ptr_array_add (self->jobs, job);
    }
}

void
engine_pass (EngineFixture *self,
             gint64         time)
{
  self->now += time;
  parvis_engine_set_time (self->engine, self->now, ENGINE_WALL + self->now);
  parvis_engine_tick (self->engine);
  engine_take_jobs (self);
}

/* The oldest job of @type is taken out; (transfer full) (nullable). */
ParvisJob *
engine_find_job (EngineFixture *self,
                 ParvisJobType  type)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ParvisJob *job = g_ptr_array_index (self->jobs, i);

      if (job->type == type)
        return g_ptr_array_steal_index (self->jobs, i);
    }

  return NULL;
}

gboolean
engine_has_job (EngineFixture *self,
                ParvisJobType  type)
{
  g_autoptr(ParvisJob) job = engine_find_job (self, type);

  return job != NULL;
}

void
engine_write_all (EngineFixture *self)
{
  ParvisJob *job;

  engine_take_jobs (self);

  while ((job = engine_find_job (self, PARVIS_JOB_COMMIT)) != NULL)
    {
      parvis_engine_committed (self->engine, job->batch);
      parvis_job_free (job);
      engine_take_jobs (self);
    }
}

void
engine_give_page (EngineFixture *self,
                  gint64         cursor)
{
  g_autoptr(ParvisFeedPage) page = parvis_feed_page_new ();

  page->cursor = cursor;
  g_assert_true (engine_has_job (self, PARVIS_JOB_FETCH_PAGE));
  parvis_engine_page (self->engine, self->token, page);
  engine_take_jobs (self);
}

void
engine_change (EngineFixture *self,
               gint64         seq,
               int            present)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  g_autofree char *data = g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT ",\"kind\":\"gauge\","
                                           "\"id\":\"g\",\"body\":{\"present\":%d}}", seq, present);

  parvis_engine_stream_event (self->engine, self->token, "change", id, data, strlen (data));
  engine_take_jobs (self);
}

void
engine_go_live (EngineFixture *self)
{
  parvis_engine_start (self->engine);
  engine_take_jobs (self);
  engine_give_page (self, 1);
  g_assert_true (engine_has_job (self, PARVIS_JOB_OPEN_STREAM));
  parvis_engine_stream_opened (self->engine, self->token);
  engine_change (self, 2, 10);
  engine_write_all (self);
}

void
engine_set_up (EngineFixture *self,
               gconstpointer  data)
{
  ParvisEngineConfig config = { .kinds = kinds, .member = TRUE, .seed = 7 };
  g_autoptr(ParvisSnapshot) snapshot = parvis_snapshot_new ();

  self->now = 1000;
  self->engine = parvis_engine_new (&config);
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_job_free);
  parvis_engine_set_time (self->engine, self->now, ENGINE_WALL + self->now);
  parvis_engine_load (self->engine, snapshot);
}

void
engine_tear_down (EngineFixture *self,
                  gconstpointer  data)
{
  parvis_engine_free (self->engine);
  g_ptr_array_unref (self->jobs);
}

void
engine_submit (EngineFixture *self,
               const char    *key,
               int            delta)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_engine_submit (self->engine, key, parvis_verb_find ("gauge.count"), "g",
                                       json_pack ("{s:i}", "delta", delta), &error));
  g_assert_no_error (error);
  engine_write_all (self);
}

void
engine_answer (EngineFixture *self,
               const char    *key,
               int            status,
               gint64         seq,
               gint64         retry_after)
{
  ParvisReply reply = PARVIS_REPLY_NONE;

  reply.status = status;
  reply.seq = seq;
  reply.retry_after = retry_after;
  reply.problem = status >= 400;
  reply.sentence = "Non";
  g_assert_true (engine_has_job (self, PARVIS_JOB_SEND));
  parvis_engine_answered (self->engine, key, &reply);
  engine_take_jobs (self);
}

void
engine_hang_up (EngineFixture *self,
                int            status,
                gint64         retry_after)
{
  ParvisReply reply = PARVIS_REPLY_NONE;

  reply.status = status;
  reply.retry_after = retry_after;
  parvis_engine_hung_up (self->engine, self->token, &reply);
  engine_take_jobs (self);
}
