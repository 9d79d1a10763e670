/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-live"

#include "config.h"

#include "bench-load.h"
#include "bench-town.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* GET …/live of a town with 40 gauges against nginx with the same bytes in a
 * file and Fastify with the same bytes in memory: interleaved rounds, medians.
 */

#define PATH     "/api/v1/towns/" BENCH_TOWN "/live"
#define REQUEST  "GET " PATH " HTTP/1.1\r\nHost: x\r\n\r\n"
#define MAX_CONN 1000
#define STREAMS  5000

enum { PARVIS, NGINX, FASTIFY, N_PEERS };

static char sink[1 << 18];

/* Streams where there are some, idle connections where there are none. */
static int *
open_streams (const BenchPeer *peer)
{
  int *fds = g_new (int, STREAMS);
  g_autofree char *request = g_strdup_printf (
    "GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
    strcmp (peer->name, "parvis") == 0 ? PATH "/events"
    : strcmp (peer->name, "fastify") == 0 ? "/events" : PATH);

  for (guint i = 0; i < STREAMS; i++)
    {
      gsize total = 0;
      gssize n;

      fds[i] = bench_connect (peer->port);
      if (fds[i] < 0 || send (fds[i], request, strlen (request), MSG_NOSIGNAL) < 0)
        g_error ("stream %u of %s: %s", i, peer->name, g_strerror (errno));

      /* What comes first is read away, so that the stream is idle. */
      do
        {
          n = recv (fds[i], sink, sizeof sink, 0);
          total += n > 0 ? (gsize) n : 0;
        }
      while (n > 0 && total < 100);
      while (recv (fds[i], sink, sizeof sink, MSG_DONTWAIT) > 0)
        ;
    }

  /* The rest of the first answers. */
  g_usleep (G_USEC_PER_SEC / 2);
  for (guint i = 0; i < STREAMS; i++)
    {
      while (recv (fds[i], sink, sizeof sink, MSG_DONTWAIT) > 0)
        ;
    }

  return fds;
}

static void
close_streams (int *fds)
{
  for (guint i = 0; i < STREAMS; i++)
    close (fds[i]);
  g_free (fds);
}

static void
compare (BenchPeer *peers,
         guint      n,
         gboolean   streams,
         guint      rounds,
         double     seconds)
{
  g_autofree double *rates[N_PEERS] = { NULL };
  double cpus[N_PEERS] = { 0 };
  int *fds[N_PEERS] = { NULL };
  double median[N_PEERS] = { 0 };

  for (guint p = 0; p < N_PEERS; p++)
    {
      rates[p] = g_new0 (double, rounds);
      if (streams && peers[p].pid > 0)
        fds[p] = open_streams (&peers[p]);
    }

  for (guint round = 0; round < rounds; round++)
    {
      for (guint p = 0; p < N_PEERS; p++)
        {
          double cpu = 0;

          if (peers[p].pid > 0)
            rates[p][round] = bench_load (&peers[p], REQUEST, n, seconds, &cpu);
          cpus[p] += cpu / rounds;
        }
    }

  for (guint p = 0; p < N_PEERS; p++)
    {
      median[p] = bench_median (rates[p], rounds);
      if (fds[p] != NULL)
        close_streams (fds[p]);
    }

  printf ("%4u%s", n, streams ? " + 5000 idle" : "            ");
  for (guint p = 0; p < N_PEERS; p++)
    {
      if (peers[p].pid > 0)
        printf (" | %s %.0f/s %.1f µs", peers[p].name, median[p], cpus[p]);
    }
  if (peers[NGINX].pid > 0)
    printf (" | %.2f × nginx, CPU %.2f ×", median[PARVIS] / median[NGINX],
            cpus[PARVIS] / cpus[NGINX]);
  if (peers[FASTIFY].pid > 0)
    printf (" | %.2f × fastify, CPU %.2f ×", median[PARVIS] / median[FASTIFY],
            cpus[PARVIS] / cpus[FASTIFY]);
  printf ("\n");
  fflush (stdout);
}

/* The bytes that the peers serve are those that the service gives. */
static gboolean
fetch_body (const BenchPeer *peer,
            const char      *file)
{
  static const char request[] = "GET " PATH " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  g_autoptr (GString) text = g_string_new (NULL);
  const char *body;
  gssize n;
  int fd = bench_connect (peer->port);

  if (send (fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0)
    return FALSE;
  while ((n = recv (fd, sink, sizeof sink, 0)) > 0)
    g_string_append_len (text, sink, n);
  close (fd);

  body = strstr (text->str, "\r\n\r\n");
  if (body == NULL)
    return FALSE;

  printf ("body of %" G_GSIZE_FORMAT " bytes\n", text->len - (gsize) (body + 4 - text->str));

  return g_file_set_contents (file, body + 4, -1, NULL);
}

int
main (int    argc,
      char **argv)
{
  static const guint connections[] = { 64, 256, MAX_CONN };
  g_autofree char *directory = g_dir_make_tmp ("bench-live-XXXXXX", NULL);
  g_autofree char *state = g_build_filename (directory, "state", NULL);
  g_autofree char *file = g_build_filename (directory, "live.json", NULL);
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "parvis-bench", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", directory);
  g_autoptr (GError) error = NULL;
  BenchPeer peers[N_PEERS] = { 0 };
  guint rounds = argc > 1 ? (guint) atoi (argv[1]) : 5;
  double seconds = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 1.0;
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);

  g_mkdir (state, 0700);
  if (!bench_town_create (state, 40, &error))
    g_error ("%s", error->message);
  if (!bench_start_parvis (&peers[PARVIS], state) || !fetch_body (&peers[PARVIS], file))
    g_error ("the service did not start");
  g_chmod (directory, 0755);

  if (!bench_start_nginx (&peers[NGINX], directory, PATH, file))
    {
      printf ("nginx is not installed: left out\n");
      bench_stop (&peers[NGINX]);
    }
  if (!bench_start_fastify (&peers[FASTIFY], cache, PATH, file))
    {
      printf ("Fastify could not be installed with npm: left out\n");
      bench_stop (&peers[FASTIFY]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    compare (peers, connections[i], FALSE, rounds, seconds);
  compare (peers, 256, TRUE, rounds, seconds);
  printf ("goals: at least 0.75 × nginx, 2 × fastify; %" G_GUINT64_FORMAT " failures\n",
          bench_failures);

  for (guint p = 0; p < N_PEERS; p++)
    bench_stop (&peers[p]);

  return system (remove) != 0 || bench_failures > 0;
}
