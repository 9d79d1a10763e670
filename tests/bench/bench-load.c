/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-load"

#include "config.h"

#include "bench-load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  int         fd;
  const char *request;
  gsize       whole;        /* length of an answer, once it is known */
  gsize       got;
} Line;

static char sink[1 << 18];
guint64 bench_failures;

static void
ask (Line *line)
{
  gssize length = (gssize) strlen (line->request);

  line->got = 0;
  if (send (line->fd, line->request, (gsize) length, MSG_NOSIGNAL) != length)
    bench_failures++;
}

/* The length of a whole answer by its head, 0 while that is not there. */
static gsize
measure_answer (const char *head)
{
  const char *end = strstr (head, "\r\n\r\n");
  const char *length = strcasestr (head, "content-length:");

  if (end == NULL)
    return 0;

  if (length == NULL || strncmp (head, "HTTP/1.1 200", 12) != 0)
    g_error ("an answer that is none: %s", head);

  return (gsize) (end + 4 - head) + strtoul (length + 15, NULL, 10);
}

/* Reads what is there, and asks again once the answer is whole. The first answer
 * of a line is read, and tells the length of the others, whose bytes the kernel
 * drops unseen: the client must not be what is measured.
 */
static guint
hear (Line *line)
{
  gssize size = line->whole == 0
                ? recv (line->fd, sink, sizeof sink - 1, MSG_DONTWAIT)
                : recv (line->fd, NULL, 1 << 20, MSG_DONTWAIT | MSG_TRUNC);

  if (size <= 0)
    {
      bench_failures += size == 0 || errno != EAGAIN;
      return 0;
    }

  line->got += (gsize) size;
  if (line->whole == 0)
    {
      sink[size] = '\0';
      line->whole = measure_answer (sink);
    }
  if (line->got < line->whole || line->whole == 0)
    return 0;

  bench_failures += line->got > line->whole;
  ask (line);

  return 1;
}

double
bench_load (const BenchPeer *peer,
            const char      *request,
            guint            n,
            double           seconds,
            double          *cpu)
{
  g_autofree Line *lines = g_new0 (Line, n);
  struct epoll_event events[256];
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  guint64 answers = 0;
  double start;
  double end;

  for (guint i = 0; i < n; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = &lines[i] };

      lines[i].request = request;
      lines[i].fd = bench_connect (peer->port);
      epoll_ctl (epoll, EPOLL_CTL_ADD, lines[i].fd, &event);
    }

  *cpu = bench_cpu (peer);
  start = bench_now ();
  end = start + seconds;
  for (guint i = 0; i < n; i++)
    ask (&lines[i]);

  while (bench_now () < end)
    {
      int ready = epoll_wait (epoll, events, G_N_ELEMENTS (events), 100);

      for (int i = 0; i < ready; i++)
        {
          answers += hear (events[i].data.ptr);
        }
    }

  end = bench_now ();
  *cpu = (bench_cpu (peer) - *cpu) / (double) MAX (answers, 1);
  for (guint i = 0; i < n; i++)
    close (lines[i].fd);
  close (epoll);

  return (double) answers / (end - start);
}
