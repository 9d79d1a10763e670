/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-desk"

#include "config.h"

#include "parvis-words.h"
#include "sim-world.h"

#include <string.h>

static SimDeed *
find_deed (SimWorld   *world,
           const char *key)
{
  for (guint i = 0; i < world->deeds->len; i++)
    {
      SimDeed *deed = g_ptr_array_index (world->deeds, i);

      if (strcmp (deed->key, key) == 0)
        return deed;
    }

  g_assert_not_reached ();
}

/* What the person sees on one gauge: every action of this desk once, neither
 * twice nor dropping out, whatever is under way.
 */
static void
check_gauge (SimWorld *world,
             guint     number,
             guint     gauge)
{
  SimClient *client = &world->clients[number];
  const char *id = sim_gauge_id (gauge);
  g_autoptr(ParvisEntityRef) shown = parvis_view_dup (parvis_engine_get_view (client->engine),
                                                      PARVIS_KIND_GAUGE, id);
  ParvisOutbox *outbox = parvis_engine_get_outbox (client->engine);
  json_t *keys;
  json_t *delta;
  const char *key;
  json_int_t expected;

  if (shown == NULL)
    return;

  g_assert_nonnull (shown->body);
  keys = json_object_get (shown->body, "keys");
  expected = json_integer_value (json_object_get (shown->body, "sensor"));
  json_object_foreach (keys, key, delta)
    expected += json_integer_value (delta);

  for (guint i = 0; i < world->deeds->len; i++)
    {
      SimDeed *deed = g_ptr_array_index (world->deeds, i);
      ParvisQueued *queued;
      gboolean contained;

      if (deed->client != number || deed->gauge != gauge)
        continue;

      queued = parvis_outbox_find (outbox, deed->key);
      contained = json_object_get (keys, deed->key) != NULL;

      if (queued != NULL && parvis_queued_shows (queued, PARVIS_KIND_GAUGE))
        {
          g_assert_false (contained);
          expected += deed->delta;
        }
      else if (queued != NULL && queued->state != PARVIS_QUEUED_REFUSED &&
               (queued->hidden & parvis_verb_get_bit (queued->verb, PARVIS_KIND_GAUGE)) == 0)
        {
          g_assert_true (contained);
        }
      else if (queued == NULL && deed->durable && !deed->withdrawn)
        {
          g_assert_true (contained);
        }
    }

  g_assert_cmpint (json_integer_value (json_object_get (shown->body, "present")), ==, expected);
}

static void
check_client (SimWorld *world,
              guint     number)
{
  for (guint i = 0; i < SIM_GAUGES; i++)
    check_gauge (world, number, i);
}

static void
send_command (SimWorld  *world,
              guint      number,
              ParvisJob *job)
{
  guint copies = sim_is_faulty (world, 60) ? 2 : 1;

  /* Lost on the way: the client notices by a broken line or by a time limit. */
  if (sim_is_faulty (world, 80))
    {
      SimEvent *event = sim_event_new (world, SIM_EVENT_ANSWER, sim_draw_delay (world), number);

      event->key = g_strdup (job->key);
      event->reply = (ParvisReply) PARVIS_REPLY_NONE;
      sim_plan (world, event);

      /* It may still arrive, and late. */
      copies = sim_is_faulty (world, 500) ? 1 : 0;
    }

  for (guint i = 0; i < copies; i++)
    {
      SimEvent *event = sim_event_new (world, SIM_EVENT_COMMAND,
                                       sim_draw_delay (world) + i * 300, number);

      event->key = g_strdup (job->key);
      event->object = g_strdup (job->object);
      event->delta = (int) json_integer_value (json_object_get (job->body, "delta"));
      sim_plan (world, event);
    }
}

static void
carry_out (SimWorld  *world,
           guint      number,
           ParvisJob *job)
{
  SimClient *client = &world->clients[number];
  SimEvent *event;

  switch (job->type)
    {
    case PARVIS_JOB_OPEN_STREAM:
      event = sim_event_new (world, SIM_EVENT_OPEN, sim_draw_delay (world), number);
      event->token = job->token;
      event->cursor = job->cursor;
      sim_plan (world, event);
      break;

    case PARVIS_JOB_FETCH_PAGE:
      event = sim_event_new (world, SIM_EVENT_PAGE_ASKED, sim_draw_delay (world), number);
      event->token = job->token;
      event->cursor = job->cursor;
      sim_plan (world, event);
      break;

    case PARVIS_JOB_HANG_UP:
      if (client->stream == job->token)
        client->streaming = FALSE;
      break;

    case PARVIS_JOB_SEND:
      send_command (world, number, job);
      break;

    case PARVIS_JOB_COMMIT:
      event = sim_event_new (world, SIM_EVENT_COMMITTED,
                             1 + sim_random_below (&world->random,
                                                   sim_is_faulty (world, 100) ? 3000 : 30),
                             number);
      event->batch = g_steal_pointer (&job->batch);
      event->fails = sim_is_faulty (world, 20);
      sim_plan (world, event);
      break;

    case PARVIS_JOB_DURABLE:
      find_deed (world, job->key)->durable = TRUE;
      break;

    case PARVIS_JOB_LOST:
      find_deed (world, job->key)->lost = TRUE;
      break;

    case PARVIS_JOB_REFUSED:
      g_assert_true (sim_service_refuses (job->action->key));
      break;

    case PARVIS_JOB_REMOVED:
      /* Nobody is removed in this world. */
      g_assert_not_reached ();
    }
}

void
sim_settle (SimWorld *world,
            guint     number)
{
  ParvisJob *job;

  while ((job = parvis_engine_take_job (world->clients[number].engine)) != NULL)
    {
      carry_out (world, number, job);
      parvis_job_free (job);
    }

  check_client (world, number);
}

void
sim_set_time (SimWorld *world,
              guint     number)
{
  SimClient *client = &world->clients[number];

  parvis_engine_set_time (client->engine, world->now, SIM_WALL_AT_START + world->now +
                                                      client->wall_offset);
}

void
sim_boot (SimWorld *world,
          guint     number)
{
  ParvisEngineConfig config = { .kinds = sim_kinds, .member = TRUE };
  SimClient *client = &world->clients[number];
  g_autoptr(ParvisSnapshot) snapshot = NULL;

  config.seed = world->seed * SIM_CLIENTS + number;
  client->engine = parvis_engine_new (&config);
  client->life++;
  client->streaming = FALSE;
  sim_set_time (world, number);

  if (client->directory != NULL)
    parvis_replica_close (sim_disk_open_replica (client, &snapshot));
  else
    snapshot = sim_disk_load (&client->disk);

  parvis_engine_load (client->engine, snapshot);
  parvis_engine_start (client->engine);
  sim_settle (world, number);
}

/* What the disk had been given got there, or did not, before the desk starts again. */
static void
end_writing (SimWorld *world,
             guint     number)
{
  SimClient *client = &world->clients[number];
  GSequenceIter *iter = g_sequence_get_begin_iter (world->events);

  for (; !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      SimEvent *event = g_sequence_get (iter);

      if (event->type == SIM_EVENT_COMMITTED && event->client == number &&
          event->life == client->life && !event->fails &&
          sim_random_chance (&world->random, 500))
        sim_disk_write (client, event->batch);
    }
}

void
sim_crash (SimWorld *world,
           guint     number)
{
  SimClient *client = &world->clients[number];

  g_clear_pointer (&client->engine, parvis_engine_free);
  end_writing (world, number);

  for (guint i = 0; i < world->deeds->len; i++)
    {
      SimDeed *deed = g_ptr_array_index (world->deeds, i);

      /* Taken back, but that was not on the disk yet. */
      if (deed->client == number && deed->withdrawn &&
          g_hash_table_contains (client->disk.rows, deed->key))
        deed->withdrawn = FALSE;
    }

  sim_boot (world, number);
}

void
sim_act (SimWorld *world,
         guint     number)
{
  SimClient *client = &world->clients[number];
  SimDeed *deed = g_new0 (SimDeed, 1);
  g_autoptr(GError) error = NULL;

  deed->key = g_strdup_printf ("%" G_GUINT64_FORMAT "-%u", world->seed, world->deeds->len);
  deed->client = number;
  deed->gauge = sim_random_below (&world->random, SIM_GAUGES);
  deed->delta = 1 + (int) sim_random_below (&world->random, 9);
  g_ptr_array_add (world->deeds, deed);

  parvis_engine_submit (client->engine, deed->key, parvis_verb_find ("gauge.count"),
                        sim_gauge_id (deed->gauge), json_pack ("{s:i}", "delta", deed->delta),
                        &error);
  g_assert_no_error (error);
}

void
sim_withdraw (SimWorld *world,
              guint     number)
{
  SimDeed *deed;

  if (world->deeds->len == 0)
    return;

  deed = g_ptr_array_index (world->deeds, sim_random_below (&world->random, world->deeds->len));

  if (deed->client == number &&
      parvis_engine_withdraw (world->clients[number].engine, deed->key))
    deed->withdrawn = deed->ever_withdrawn = TRUE;
}
