/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-feed"

#include "config.h"

#include "bench-peer.h"
#include "bench-town.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* One event of 300 bytes a second to many streams, against a bare epoll writer
 * that does nothing but write the same bytes to as many sockets.
 */

#define EVENT_SIZE 300
#define MAX_EVENTS 512
/* Of an event around the text. */
#define AROUND     130

static char sink[1 << 16];

static void
serve_bare_events (int      listener,
                   gpointer data)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n";
  g_autoptr (GArray) readers = g_array_new (FALSE, FALSE, sizeof (int));
  struct epoll_event events[MAX_EVENTS];
  struct epoll_event event = { .events = EPOLLIN, .data.fd = listener };
  char text[EVENT_SIZE + 16];
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  int length = g_snprintf (text, sizeof text, "%x\r\nevent: change\ndata: ", EVENT_SIZE);

  memset (text + length, 'x', sizeof text - (gsize) length);
  length = EVENT_SIZE + 5;
  memcpy (text + length - 2, "\n\n", 2);
  memcpy (text + length, "\r\n", 2);
  length += 2;
  epoll_ctl (epoll, EPOLL_CTL_ADD, listener, &event);

  while (TRUE)
    {
      int n = epoll_wait (epoll, events, MAX_EVENTS, -1);

      for (int i = 0; i < n; i++)
        {
          int fd = events[i].data.fd;
          gssize size;

          if (fd == listener)
            {
              event.data.fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
              epoll_ctl (epoll, EPOLL_CTL_ADD, event.data.fd, &event);
              continue;
            }

          size = recv (fd, sink, sizeof sink, 0);
          if (size <= 0)
            {
              for (guint j = 0; j < readers->len; j++)
                {
                  if (g_array_index (readers, int, j) == fd)
                    g_array_remove_index_fast (readers, j);
                }
              close (fd);
            }
          else if (sink[0] == 'G')
            {
              g_array_append_val (readers, fd);
              if (send (fd, head, sizeof head - 1, MSG_NOSIGNAL) < 0)
                g_error ("send: %s", g_strerror (errno));
            }
          else
            {
              for (guint j = 0; j < readers->len; j++)
                {
                  if (send (g_array_index (readers, int, j), text, (gsize) length,
                            MSG_NOSIGNAL) < 0)
                    g_error ("send: %s", g_strerror (errno));
                }
            }
        }
    }
}

typedef struct
{
  BenchPeer *peer;
  int        epoll;
  int       *fds;
  guint      n;
  int        asker;
} Audience;

/* Reads until every stream had an event, or five seconds. Returns how many. */
static guint
hear_all (Audience *audience)
{
  struct epoll_event events[MAX_EVENTS];
  double end = bench_now () + 5;
  guint heard = 0;

  while (heard < audience->n && bench_now () < end)
    {
      int n = epoll_wait (audience->epoll, events, MAX_EVENTS, 100);

      for (int i = 0; i < n; i++)
        {
          gssize size = recv (events[i].data.fd, sink, sizeof sink, MSG_DONTWAIT);

          if (size > 0 && memmem (sink, (gsize) size, "event: change", 13) != NULL)
            heard++;
        }
    }

  return heard;
}

/* What streams begin with is not what is measured. */
static void
hear_out (Audience *audience)
{
  struct epoll_event events[MAX_EVENTS];
  int n;

  while ((n = epoll_wait (audience->epoll, events, MAX_EVENTS, 300)) > 0)
    {
      for (int i = 0; i < n; i++)
        {
          if (recv (events[i].data.fd, sink, sizeof sink, MSG_DONTWAIT) == 0)
            g_error ("%s ended a stream", audience->peer->name);
        }
    }
}

static void
open_audience (Audience  *audience,
               BenchPeer *peer,
               guint      n)
{
  static const char request[] =
    "GET /api/v1/towns/" BENCH_TOWN "/live/events?after=0 HTTP/1.1\r\nHost: parvis.example\r\n"
    "Accept: text/event-stream\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n\r\n";

  audience->peer = peer;
  audience->epoll = epoll_create1 (EPOLL_CLOEXEC);
  audience->fds = g_new (int, n);
  audience->n = n;
  audience->asker = bench_connect (peer->port);

  for (guint i = 0; i < n; i++)
    {
      struct epoll_event event = { .events = EPOLLIN };

      audience->fds[i] = bench_connect (peer->port);
      event.data.fd = audience->fds[i];
      if (audience->fds[i] < 0 ||
          send (audience->fds[i], request, sizeof request - 1, MSG_NOSIGNAL) < 0 ||
          recv (audience->fds[i], sink, sizeof sink, 0) <= 0)
        g_error ("stream %u of %s: %s", i, peer->name, g_strerror (errno));
      epoll_ctl (audience->epoll, EPOLL_CTL_ADD, audience->fds[i], &event);
    }
  hear_out (audience);
}

static void
close_audience (Audience *audience)
{
  for (guint i = 0; i < audience->n; i++)
    close (audience->fds[i]);
  close (audience->asker);
  close (audience->epoll);
  g_free (audience->fds);
}

/* Moves an entity so that its event has EVENT_SIZE bytes, more or less a digit. */
static void
send_event (Audience *audience,
            guint     i)
{
  g_autofree char *text = g_strnfill (EVENT_SIZE - AROUND, 'x');
  g_autofree char *body = g_strdup_printf ("{\"text\":\"%s\"}", text);
  g_autofree char *request = NULL;

  request = g_strdup_printf ("POST /bench/" BENCH_TOWN "/ticks/%u HTTP/1.1\r\nHost: x\r\n"
                             "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
                             "\r\n\r\n%s", i % 8, strlen (body), body);
  if (send (audience->asker, request, strlen (request), MSG_NOSIGNAL) < 0)
    g_error ("%s: %s", audience->peer->name, g_strerror (errno));
}

typedef struct
{
  double cpu;
  double resident;
} Result;

static Result
measure (BenchPeer *peer,
         guint      n,
         guint      n_events,
         double     interval)
{
  Audience audience;
  Result result = { 0 };
  guint delivered = 0;
  double before;

  result.resident = bench_resident (peer);
  open_audience (&audience, peer, n);
  send_event (&audience, 0);
  hear_all (&audience);
  result.resident = (bench_resident (peer) - result.resident) / n;

  before = bench_cpu (peer);
  for (guint i = 1; i <= n_events; i++)
    {
      double next = bench_now () + interval;

      send_event (&audience, i);
      delivered += hear_all (&audience);
      if (bench_now () < next)
        g_usleep ((gulong) ((next - bench_now ()) * G_USEC_PER_SEC));
    }
  result.cpu = (bench_cpu (peer) - before) / MAX (delivered, 1);
  if (delivered != n * n_events)
    printf ("%s delivered %u of %u\n", peer->name, delivered, n * n_events);

  close_audience (&audience);
  /* Until it knows that its readers are gone, the next round is not alone. */
  g_usleep (G_USEC_PER_SEC / 5);

  return result;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("bench-feed-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", directory);
  g_autoptr (GError) error = NULL;
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  guint rounds = argc > 2 ? (guint) atoi (argv[2]) : 3;
  guint n_events = argc > 3 ? (guint) atoi (argv[3]) : 5;
  double interval = argc > 4 ? g_ascii_strtod (argv[4], NULL) : 1.0;
  g_autofree double *parvis_cpu = g_new0 (double, rounds);
  g_autofree double *bare_cpu = g_new0 (double, rounds);
  double resident = 0;
  double ours;
  double bare;
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (!bench_town_create (directory, 1, &error))
    g_error ("%s", error->message);

  for (guint i = 0; i < rounds; i++)
    {
      BenchPeer peer = { 0 };
      BenchPeer writer = { .name = "bare" };
      Result result;

      if (!bench_start_parvis (&peer, directory) ||
          !bench_start_function (&writer, serve_bare_events, NULL))
        g_error ("the peers did not start");

      result = measure (&peer, n, n_events, interval);
      parvis_cpu[i] = result.cpu;
      if (i == 0)
        resident = result.resident;
      bare_cpu[i] = measure (&writer, n, n_events, interval).cpu;
      bench_stop (&peer);
      bench_stop (&writer);
    }

  ours = bench_median (parvis_cpu, rounds);
  bare = bench_median (bare_cpu, rounds);
  printf ("%u streams, one event of %d bytes every %.1f s\n", n, EVENT_SIZE, interval);
  printf ("parvis %.1f µs a delivery | bare epoll writer %.1f µs | %.2f × (goal: at most 1.4)\n",
          ours, bare, ours / bare);
  printf ("parvis %.2f KiB resident an idle stream (goal: at most 6)\n", resident);

  return system (remove) != 0;
}
