/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-page"

#include "config.h"

#include "bench-load.h"

#include "parvis-routes.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* The residents' pages, with all that the service does for a request, against nginx with the
 * same bytes in a file: interleaved rounds, medians.
 */

#define HOME "/saint-aubin-sur-loire-49270"
#define GOAL 0.4

enum { PARVIS, NGINX, N_PEERS };

static const struct
{
  const char *path;
  const char *more;       /* of the request's head */
} pages[] = {
  { HOME, "" },
  { HOME, "Accept-Encoding: gzip\r\n" },
  { HOME "/piscine", "Accept-Encoding: gzip\r\n" },
  { HOME "/se-garer", "Accept-Encoding: gzip\r\n" },
};

static char *
make_request (guint       page,
              const char *end)
{
  return g_strdup_printf ("GET %s HTTP/1.1\r\nHost: x\r\nAccept-Language: fr\r\n%s%s\r\n",
                          pages[page].path, pages[page].more, end);
}

static gsize
fetch_body (const BenchPeer *peer,
            guint            page,
            const char      *file)
{
  g_autofree char *request = make_request (page, "Connection: close\r\n");
  g_autoptr (GString) text = g_string_new (NULL);
  static char part[1 << 16];
  const char *body;
  gsize length;
  gssize n;
  int fd = bench_connect (peer->port);

  if (send (fd, request, strlen (request), MSG_NOSIGNAL) < 0)
    g_error ("the service does not listen");
  while ((n = recv (fd, part, sizeof part, 0)) > 0)
    g_string_append_len (text, part, n);
  close (fd);

  body = strstr (text->str, "\r\n\r\n");
  if (body == NULL || strncmp (text->str, "HTTP/1.1 200", 12) != 0)
    g_error ("an answer that is none: %s", text->str);

  length = text->len - (gsize) (body + 4 - text->str);
  g_file_set_contents (file, body + 4, (gssize) length, NULL);

  return length;
}

static gboolean
compare (BenchPeer  *parvis,
         const char *directory,
         guint       page,
         guint       rounds,
         double      seconds)
{
  g_autofree char *file = g_strdup_printf ("%s/page-%u", directory, page);
  g_autofree char *folder = g_strdup_printf ("%s/nginx-%u", directory, page);
  g_autofree char *request = make_request (page, "");
  BenchPeer peers[N_PEERS] = { *parvis };
  double *rates[N_PEERS] = { g_new0 (double, rounds), g_new0 (double, rounds) };
  double cpus[N_PEERS] = { 0 };
  double medians[N_PEERS];
  gsize length = fetch_body (parvis, page, file);

  g_mkdir (folder, 0755);
  if (!bench_start_nginx (&peers[NGINX], folder, pages[page].path, file))
    g_error ("nginx is not installed");

  for (guint round = 0; round < rounds; round++)
    {
      for (guint p = 0; p < N_PEERS; p++)
        {
          double cpu = 0;

          rates[p][round] = bench_load (&peers[p], request, 256, seconds, &cpu);
          cpus[p] += cpu / rounds;
        }
    }
  for (guint p = 0; p < N_PEERS; p++)
    {
      medians[p] = bench_median (rates[p], rounds);
      g_free (rates[p]);
    }
  bench_stop (&peers[NGINX]);

  printf ("%s %s%6" G_GSIZE_FORMAT " bytes | parvis %.0f/s %.1f µs | nginx %.0f/s %.1f µs |"
          " %.2f × nginx, CPU %.2f ×\n", pages[page].path, *pages[page].more != '\0' ? "gzip " : "",
          length, medians[PARVIS], cpus[PARVIS], medians[NGINX], cpus[NGINX],
          medians[PARVIS] / medians[NGINX], cpus[PARVIS] / cpus[NGINX]);
  fflush (stdout);

  return medians[PARVIS] >= GOAL * medians[NGINX];
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("bench-page-XXXXXX", NULL);
  g_autofree char *state = g_build_filename (directory, "state", NULL);
  g_autofree char *fill = g_strdup_printf ("%s %s fr > /dev/null", WEB_TOWN, state);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", directory);
  BenchPeer parvis = { 0 };
  guint rounds = argc > 1 ? (guint) atoi (argv[1]) : 5;
  double seconds = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 1.0;
  gboolean reached = TRUE;
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  g_chmod (directory, 0755);
  g_mkdir (state, 0700);
  if (system (fill) != 0 || !bench_start_tables (&parvis, state, &parvis_tables))
    g_error ("the service did not start");

  for (guint page = 0; page < G_N_ELEMENTS (pages); page++)
    reached &= compare (&parvis, directory, page, rounds, seconds);
  printf ("goal: at least %.1f × nginx: %s; %" G_GUINT64_FORMAT " failures\n", GOAL,
          reached ? "reached" : "missed", bench_failures);
  bench_stop (&parvis);

  return system (remove) != 0 || bench_failures > 0 || !reached;
}
