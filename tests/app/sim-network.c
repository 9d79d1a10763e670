/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-network"

#include "config.h"

#include "sim-world.h"

#include <string.h>

void
sim_event_free (gpointer data)
{
  SimEvent *event = data;

  g_clear_pointer (&event->change, parvis_feed_change_unref);
  g_clear_pointer (&event->page, parvis_feed_page_free);
  g_clear_pointer (&event->batch, parvis_batch_free);
  g_free (event->key);
  g_free (event->object);
  g_free (event);
}

static int
compare_events (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const SimEvent *one = a;
  const SimEvent *other = b;

  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;

  return one->order < other->order ? -1 : one->order > other->order;
}

SimEvent *
sim_event_new (SimWorld     *world,
               SimEventType  type,
               gint64        delay,
               guint         client)
{
  SimEvent *event = g_new0 (SimEvent, 1);

  event->type = type;
  event->time = world->now + delay;
  event->order = world->order++;
  event->client = client;
  event->life = world->clients[client].life;
  event->service_life = world->service_life;

  return event;
}

void
sim_plan (SimWorld *world,
          SimEvent *event)
{
  g_sequence_insert_sorted (world->events, event, compare_events, NULL);
}

gint64
sim_draw_delay (SimWorld *world)
{
  if (sim_random_chance (&world->random, 30))
    return 1000 + sim_random_below (&world->random, 20000);

  return 1 + sim_random_below (&world->random, 200);
}

gboolean
sim_is_faulty (SimWorld *world,
               guint32   per_thousand)
{
  return world->now < SIM_FAULTS_UNTIL && sim_random_chance (&world->random, per_thousand);
}

/* The service's side of a stream. */

static void
write_stream (SimWorld *world,
              guint     number,
              SimEvent *event)
{
  SimClient *client = &world->clients[number];

  /* One connection keeps its order. */
  event->token = client->stream;
  event->time = MAX (event->time, client->stream_clear);
  client->stream_clear = event->time;
  sim_plan (world, event);
}

static void
pump_stream (SimWorld *world,
             guint     number)
{
  SimClient *client = &world->clients[number];
  gint64 safe = sim_service_get_seq (world->service);
  SimEvent *event = NULL;
  SimEvent *next;

  for (guint i = 0; i < SIM_ENTITIES; i++)
    {
      g_autoptr(ParvisFeedChange) change = sim_service_entry (world->service, i, client->sent[i]);

      if (change == NULL)
        continue;

      /* Some are held back, as a gauge is that changes all the time. */
      if (event == NULL && sim_random_chance (&world->random, 700))
        {
          event = sim_event_new (world, SIM_EVENT_STREAM, sim_draw_delay (world), number);
          client->sent[i] = change->seq;
          event->change = g_steal_pointer (&change);
        }
      else
        {
          safe = MIN (safe, change->seq - 1);
        }
    }

  if (event != NULL)
    {
      client->safe = MAX (client->safe, safe);
      event->cursor = client->safe;
      write_stream (world, number, event);
    }
  else if (sim_random_chance (&world->random, 50))
    {
      event = sim_event_new (world, SIM_EVENT_STREAM, sim_draw_delay (world), number);
      event->cursor = client->safe;
      write_stream (world, number, event);
    }

  next = sim_event_new (world, SIM_EVENT_PUMP,
                        event != NULL && event->change != NULL ? 20 : 300, number);
  next->token = client->stream;
  sim_plan (world, next);
}

static void
open_stream (SimWorld *world,
             SimEvent *request)
{
  SimClient *client = &world->clients[request->client];
  SimEvent *event;

  if (!world->service_up || sim_is_faulty (world, 100))
    {
      event = sim_event_new (world, SIM_EVENT_HUNG_UP, sim_draw_delay (world), request->client);
      event->token = request->token;
      event->reply = (ParvisReply) PARVIS_REPLY_NONE;
      event->reply.status = sim_random_chance (&world->random, 500) ? 503 : 0;
      sim_plan (world, event);
      return;
    }

  client->stream = request->token;
  client->streaming = TRUE;
  client->safe = request->cursor;
  client->stream_clear = 0;

  for (guint i = 0; i < SIM_ENTITIES; i++)
    client->sent[i] = request->cursor;

  event = sim_event_new (world, SIM_EVENT_STREAM, sim_draw_delay (world), request->client);
  event->opens = TRUE;
  write_stream (world, request->client, event);

  event = sim_event_new (world, SIM_EVENT_PUMP, 5, request->client);
  event->token = client->stream;
  sim_plan (world, event);
}

static void
cut (SimWorld *world,
     guint     number)
{
  SimClient *client = &world->clients[number];
  SimEvent *event;

  client->streaming = FALSE;

  /* Not every end of a line is noticed; then silence has to be. */
  if (sim_random_chance (&world->random, 300))
    return;

  event = sim_event_new (world, SIM_EVENT_HUNG_UP, sim_draw_delay (world), number);
  event->token = client->stream;
  event->reply = (ParvisReply) PARVIS_REPLY_NONE;
  sim_plan (world, event);
}

static void
answer_page (SimWorld *world,
             SimEvent *request)
{
  gboolean fails = !world->service_up || sim_is_faulty (world, 100);
  SimEvent *event = sim_event_new (world, fails ? SIM_EVENT_HUNG_UP : SIM_EVENT_PAGE,
                                   sim_draw_delay (world), request->client);

  event->token = request->token;
  event->reply = (ParvisReply) PARVIS_REPLY_NONE;

  if (!fails)
    event->page = sim_service_page (world->service, request->cursor,
                                    2 + sim_random_below (&world->random, 8));

  sim_plan (world, event);
}

/* What one desk did to one gauge is done in that order. */
static void
check_order (SimWorld   *world,
             guint       number,
             const char *key)
{
  for (guint i = 0; i < world->deeds->len; i++)
    {
      SimDeed *deed = g_ptr_array_index (world->deeds, i);

      if (strcmp (deed->key, key) != 0 || deed->ever_withdrawn)
        continue;

      g_assert_cmpuint (i + 1, >, world->newest[number][deed->gauge]);
      world->newest[number][deed->gauge] = i + 1;
    }
}

static void
do_command (SimWorld *world,
            SimEvent *request)
{
  SimEvent *event = sim_event_new (world, SIM_EVENT_ANSWER, sim_draw_delay (world),
                                   request->client);

  event->life = request->life;
  event->key = g_strdup (request->key);
  event->reply = (ParvisReply) PARVIS_REPLY_NONE;

  if (request->service_life != world->service_life)
    {
      /* It was on the way to a service that is gone. */
    }
  else if (world->service_up && world->now >= world->commands_up && !sim_is_faulty (world, 40))
    {
      gboolean known = sim_service_has (world->service, request->object, request->key);

      event->reply.status = sim_service_command (world->service, request->key, request->object,
                                                 request->delta, &event->reply.seq);
      event->reply.problem = event->reply.status != 200;

      if (event->reply.status == 200 && !known)
        check_order (world, request->client, request->key);

      event->reply.sentence = "Non";
    }
  else if (world->service_up)
    {
      event->reply.status = sim_random_chance (&world->random, 500) ? 409 : 503;
      event->reply.problem = TRUE;
      event->reply.retry_after = 1000;
    }

  /* The answer may be lost, or a proxy may have given up before it came. */
  if (sim_is_faulty (world, 80))
    {
      event->reply = (ParvisReply) PARVIS_REPLY_NONE;
      event->reply.status = sim_random_chance (&world->random, 500) ? 502 : 0;
    }

  sim_plan (world, event);
}

/* Chance. */

void
sim_again (SimWorld     *world,
           SimEventType  type,
           guint         client,
           guint32       mean)
{
  gint64 delay = 1 + sim_random_below (&world->random, 2 * mean);

  if (world->now + delay < SIM_FAULTS_UNTIL)
    sim_plan (world, sim_event_new (world, type, delay, client));
}

gboolean
sim_is_stale (SimWorld *world,
              SimEvent *event)
{
  SimClient *client = &world->clients[event->client];

  switch (event->type)
    {
    case SIM_EVENT_PUMP:
      return !client->streaming || client->stream != event->token || client->life != event->life;

    case SIM_EVENT_STREAM:
      return !client->streaming || client->stream != event->token || client->life != event->life;

    case SIM_EVENT_PAGE:
    case SIM_EVENT_ANSWER:
    case SIM_EVENT_HUNG_UP:
    case SIM_EVENT_OPEN:
    case SIM_EVENT_PAGE_ASKED:
    case SIM_EVENT_COMMITTED:
      return client->life != event->life;

    case SIM_EVENT_ACT:
    case SIM_EVENT_WITHDRAW:
    case SIM_EVENT_MEASURE:
    case SIM_EVENT_CRASH:
    case SIM_EVENT_CUT:
    case SIM_EVENT_RESTART:
    case SIM_EVENT_JUMP:
    case SIM_EVENT_UP:
    case SIM_EVENT_COMMAND:
      return FALSE;
    }

  return FALSE;
}

static void
happen_by_chance (SimWorld *world,
                  SimEvent *event)
{
  switch ((int) event->type)
    {
    case SIM_EVENT_ACT:
      sim_act (world, event->client);
      sim_again (world, SIM_EVENT_ACT, event->client, 2500);
      break;

    case SIM_EVENT_WITHDRAW:
      sim_withdraw (world, event->client);
      sim_again (world, SIM_EVENT_WITHDRAW, event->client, 4000);
      break;

    case SIM_EVENT_MEASURE:
      sim_service_measure (world->service, sim_random_below (&world->random, SIM_GAUGES));
      sim_again (world, SIM_EVENT_MEASURE, 0, 400);
      break;

    case SIM_EVENT_CRASH:
      sim_again (world, SIM_EVENT_CRASH, event->client, 20000);
      sim_crash (world, event->client);
      break;

    case SIM_EVENT_CUT:
      cut (world, event->client);
      sim_again (world, SIM_EVENT_CUT, event->client, 12000);
      break;

    case SIM_EVENT_RESTART:
      world->service_up = FALSE;
      world->service_life++;
      for (guint i = 0; i < SIM_CLIENTS; i++)
        cut (world, i);
      sim_plan (world, sim_event_new (world, SIM_EVENT_UP,
                                      10 + sim_random_below (&world->random, 8000), 0));
      break;

    case SIM_EVENT_UP:
      world->service_up = TRUE;
      if (sim_is_faulty (world, 400))
        world->commands_up = world->now + 5000 + sim_random_below (&world->random, 30000);
      sim_again (world, SIM_EVENT_RESTART, 0, 30000);
      break;

    case SIM_EVENT_JUMP:
      world->clients[event->client].wall_offset +=
        (gint64) sim_random_below (&world->random, 7200000) - 3600000;
      sim_again (world, SIM_EVENT_JUMP, event->client, 20000);
      break;
    }
}

static void
happen_on_line (SimWorld *world,
                SimEvent *event)
{
  SimClient *client = &world->clients[event->client];
  ParvisEngine *engine = client->engine;
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, event->cursor);

  switch ((int) event->type)
    {
    case SIM_EVENT_STREAM:
      if (event->opens)
        {
          parvis_engine_stream_opened (engine, event->token);
        }
      else if (event->change == NULL)
        {
          parvis_engine_stream_event (engine, event->token, "heartbeat", id, "{}", 2);
        }
      else
        {
          g_autofree char *data = g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT ",\"kind\":\"%s\","
                                                   "\"id\":\"%s\",\"deleted\":false,\"body\":%s}",
                                                   event->change->seq, event->change->kind,
                                                   event->change->id, event->change->text);

          parvis_engine_stream_event (engine, event->token, "change", id, data, strlen (data));
        }
      break;

    case SIM_EVENT_PAGE:
      parvis_engine_page (engine, event->token, event->page);
      break;

    case SIM_EVENT_ANSWER:
      parvis_engine_answered (engine, event->key, &event->reply);
      break;

    case SIM_EVENT_HUNG_UP:
      if (client->stream == event->token)
        client->streaming = FALSE;
      parvis_engine_hung_up (engine, event->token, &event->reply);
      break;
    }
}

static void
end_commit (SimWorld *world,
            SimEvent *event)
{
  SimClient *client = &world->clients[event->client];
  g_autoptr(GError) error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOSPC, "full");

  if (!event->fails)
    sim_disk_write (client, event->batch);

  if (event->fails)
    parvis_engine_commit_failed (client->engine, event->batch, error);
  else
    parvis_engine_committed (client->engine, event->batch);
}

void
sim_happen (SimWorld *world,
            SimEvent *event)
{
  sim_set_time (world, event->client);

  switch (event->type)
    {
    case SIM_EVENT_ACT:
    case SIM_EVENT_WITHDRAW:
    case SIM_EVENT_MEASURE:
    case SIM_EVENT_CRASH:
    case SIM_EVENT_CUT:
    case SIM_EVENT_RESTART:
    case SIM_EVENT_JUMP:
    case SIM_EVENT_UP:
      happen_by_chance (world, event);
      break;

    case SIM_EVENT_OPEN:
      open_stream (world, event);
      break;

    case SIM_EVENT_PUMP:
      pump_stream (world, event->client);
      break;

    case SIM_EVENT_PAGE_ASKED:
      answer_page (world, event);
      break;

    case SIM_EVENT_COMMAND:
      do_command (world, event);
      break;

    case SIM_EVENT_STREAM:
    case SIM_EVENT_PAGE:
    case SIM_EVENT_ANSWER:
    case SIM_EVENT_HUNG_UP:
      happen_on_line (world, event);
      break;

    case SIM_EVENT_COMMITTED:
      end_commit (world, event);
      break;
    }

  sim_settle (world, event->client);
}
