/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-commands"

#include "config.h"

#include "bench-files.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

/* Durable commands a second over HTTP, counts by hand on 40 gauges, with 1, 32
 * and 128 under way: against the same service with its batch held to one, and
 * against a bare loop that runs the same statements on the same file in groups.
 */

#define MOST     BENCH_COUNTS_MOST
#define SECONDS  2.0
#define ROUNDS   3

typedef struct
{
  char        *dir;
  BenchCounts  counts;
  char        *template;              /* a copy of the town before anything ran */
} Bench;

static void
fail (const char *what)
{
  bench_counts_fail (what);
}

/* Commands a second, and µs of processor time for each: what is left of the first
 * depends on what else the machine does, the second hardly.
 */
typedef struct
{
  double rate[ROUNDS];
  double cost[ROUNDS];
} Figures;

static void
measure_service (Bench    *bench,
                 guint     under_way,
                 gboolean  one_by_one,
                 Figures  *figures,
                 int       round)
{
  g_autofree char *settings = g_build_filename (bench->dir, "settings", NULL);
  char *options[] = { (char *) "--config", settings, (char *) "--state-dir", bench->dir, NULL };
  BenchCountsServer server;

  g_file_set_contents (settings, one_by_one ? "[parvisd]\nbatch-max=1\n" : "[parvisd]\n", -1,
                       NULL);
  server = bench_counts_start (options);
  bench_counts_run (&bench->counts, server, under_way, SECONDS, &figures->rate[round],
                    &figures->cost[round]);
  bench_counts_stop (server);
}

static void
measure_loop (Bench   *bench,
              guint    group,
              Figures *figures,
              int      round)
{
  g_autofree char *path = g_build_filename (bench->dir, "towns", "00001.db", NULL);
  BenchFile *file = bench_file_open (path, 1);
  guint done = 0;
  double began = bench_now ();
  double end = began + SECONDS;
  double cpu = bench_counts_cpu_time (0);

  for (; bench_now () < end; done += group)
    bench_file_count (file, &bench->counts, done, group);

  figures->rate[round] = done / (bench_now () - began);
  figures->cost[round] = (bench_counts_cpu_time (0) - cpu) * 1e6 / done;
  bench_file_close (file);
}

/* Every measurement begins with the same file. */
static void
renew (Bench *bench)
{
  static const char * const leftovers[] = { "-wal", "-shm" };
  g_autofree char *path = g_build_filename (bench->dir, "towns", "00001.db", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (leftovers); i++)
    {
      g_autofree char *extra = g_strconcat (path, leftovers[i], NULL);

      g_remove (extra);
    }

  if (!g_file_get_contents (bench->template, &contents, &length, NULL) ||
      !g_file_set_contents (path, contents, (gssize) length, NULL))
    fail ("the town cannot be renewed");
}

int
main (int    argc,
      char **argv)
{
  static const guint sizes[] = { 1, 32, MOST };
  Bench bench = { NULL, };
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  bench.dir = g_dir_make_tmp ("parvis-bench-XXXXXX", NULL);
  parvis_config_set (config, "state-dir", bench.dir, NULL);
  bench_counts_make (&bench.counts, config);
  path = g_build_filename (bench.dir, "towns", "00001.db", NULL);
  bench.template = g_build_filename (bench.dir, "template.db", NULL);
  if (!g_file_get_contents (path, &contents, &length, NULL) ||
      !g_file_set_contents (bench.template, contents, (gssize) length, NULL))
    fail ("the town cannot be copied");

  printf ("durable commands a second and µs of processor time for each, median of %d rounds\n"
          "under way   groups   µs   one by one   ratio   bare loop   µs   ratio\n", ROUNDS);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Figures groups;
      Figures singles;
      Figures bare;
      double ours;
      double alone;
      double loop;

      for (int round = 0; round < ROUNDS; round++)
        {
          renew (&bench);
          measure_service (&bench, sizes[i], FALSE, &groups, round);
          renew (&bench);
          measure_service (&bench, sizes[i], TRUE, &singles, round);
          renew (&bench);
          measure_loop (&bench, sizes[i], &bare, round);
        }

      ours = bench_median (groups.rate, ROUNDS);
      alone = bench_median (singles.rate, ROUNDS);
      loop = bench_median (bare.rate, ROUNDS);
      printf ("%9u %8.0f %4.0f %12.0f %7.2f %11.0f %4.0f %7.2f\n", sizes[i], ours,
              bench_median (groups.cost, ROUNDS), alone, ours / alone, loop,
              bench_median (bare.cost, ROUNDS), ours / loop);
      fflush (stdout);
    }

  return 0;
}
