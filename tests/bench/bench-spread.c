/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-spread"

#include "config.h"

#include "bench-files.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* What a count costs a service on SQLite with 1, 100 and 1,000 towns, 32 under way: all in
 * one of them, and one after the other in all, where nothing is in a group because each town
 * has a file. Against a service that forms no groups, in one town; and against a bare loop
 * of the same statements over as many files of its own, a commit for each count, in as many
 * threads as the service has writers.
 *
 * Usage: bench-spread [TOWNS [WRITERS]]
 */

#define UNDER_WAY   32
#define ROUNDS      5
#define SECONDS     2.0
#define SIZES       3
#define MOST        999          /* see BenchCounts */
#define WRITERS     4
#define WRITERS_MAX 16

typedef struct
{
  double rate[ROUNDS];
  double cost[ROUNDS];
} Figures;

typedef struct
{
  guint              towns;
  char              *dir;
  char              *bare_dir;
  BenchCounts        counts;
  BenchCountsServer  server;
  double             resident;
  BenchFile         *files[MOST];
  Figures            one;
  Figures            spread;
  Figures            bare;
} Size;

static void
fail (const char *what)
{
  bench_counts_fail (what);
}

static BenchCountsServer
start (const char *dir,
       guint       writers,
       guint       batch_max)
{
  g_autofree char *settings = g_build_filename (dir, "settings", NULL);
  g_autofree char *text = g_strdup_printf ("[parvisd]\nwriters=%u\nbatch-max=%u\n", writers,
                                           batch_max);
  char *options[] = { (char *) "--config", settings, (char *) "--state-dir", (char *) dir, NULL };

  if (!g_file_set_contents (settings, text, -1, NULL))
    fail ("settings cannot be written");

  return bench_counts_start (options);
}

static void
make_town (const char  *dir,
           BenchCounts *counts)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();

  parvis_config_set (config, "state-dir", dir, NULL);
  bench_counts_make (counts, config);
}

static void
copy_town (const char *from,
           const char *to)
{
  g_autofree char *source = g_build_filename (from, "towns", "00001.db", NULL);
  g_autofree char *folder = g_build_filename (to, "towns", NULL);
  g_autofree char *target = g_build_filename (folder, "00001.db", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_get_contents (source, &contents, &length, NULL) ||
      !g_file_set_contents (target, contents, (gssize) length, NULL))
    fail ("the town cannot be copied");
}

static void
make_size (Size       *self,
           const char *root,
           guint       towns,
           guint       writers)
{
  BenchPeer peer = { "parvisd", 0, 0 };

  self->towns = towns;
  self->dir = g_strdup_printf ("%s/%u", root, towns);
  self->bare_dir = g_strdup_printf ("%s/%u-bare", root, towns);
  make_town (self->dir, &self->counts);
  copy_town (self->dir, self->bare_dir);
  if (towns > 1)
    {
      bench_files_multiply (self->dir, 2, towns);
      bench_files_multiply (self->bare_dir, 2, towns);
    }
  for (guint i = 0; i < towns; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/towns/%05u.db", self->bare_dir, i + 1);

      self->files[i] = bench_file_open (path, i + 1);
    }

  self->server = start (self->dir, writers, 256);
  peer.pid = self->server.pid;
  self->resident = bench_resident (&peer);
}

typedef struct
{
  Size      *size;
  guint      first;
  guint      last;          /* the next one's first */
  double     end;
  guint      done;
  pthread_t  thread;
} Lane;

static void *
count_in_files (void *data)
{
  Lane *lane = data;

  for (; bench_now () < lane->end; lane->done++)
    bench_file_count (lane->size->files[lane->first + lane->done % (lane->last - lane->first)],
                      &lane->size->counts, lane->done, 1);

  return NULL;
}

/* Each lane has files of its own. */
static void
measure_bare (Size  *self,
              guint  writers,
              guint  round)
{
  guint n_lanes = MIN (writers, self->towns);
  Lane lanes[WRITERS_MAX];
  double began = bench_now ();
  double cpu = bench_counts_cpu_time (0);
  guint done = 0;

  for (guint i = 0; i < n_lanes; i++)
    {
      lanes[i] = (Lane) { self, i * self->towns / n_lanes, (i + 1) * self->towns / n_lanes,
                          began + SECONDS, 0, 0 };
      if (pthread_create (&lanes[i].thread, NULL, count_in_files, &lanes[i]) != 0)
        fail ("no thread");
    }
  for (guint i = 0; i < n_lanes; i++)
    {
      pthread_join (lanes[i].thread, NULL);
      done += lanes[i].done;
    }

  self->bare.rate[round] = done / (bench_now () - began);
  self->bare.cost[round] = (bench_counts_cpu_time (0) - cpu) * 1e6 / done;
}

static void
measure_round (Size  *self,
               guint  writers,
               guint  round)
{
  self->counts.towns = 0;
  bench_counts_run (&self->counts, self->server, UNDER_WAY, SECONDS, &self->one.rate[round],
                    &self->one.cost[round]);
  self->counts.towns = self->towns;
  bench_counts_run (&self->counts, self->server, UNDER_WAY, SECONDS, &self->spread.rate[round],
                    &self->spread.cost[round]);
  measure_bare (self, writers, round);
}

/* How much more than @first, round for round: what others do to the machine meanwhile is in
 * both.
 */
static double
compare (const double *other,
         const double *first)
{
  double ratios[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    ratios[i] = other[i] / first[i];

  return bench_median (ratios, ROUNDS);
}

static void
print_figures (const char    *what,
               guint          towns,
               const Figures *figures,
               const Figures *first,
               const Figures *alone,
               const Figures *bare)
{
  printf ("%5u   %-12s %8.0f %6.0f %10.2f %6.2f %13.2f %6.2f", towns, what,
          bench_median ((double *) figures->rate, ROUNDS),
          bench_median ((double *) figures->cost, ROUNDS),
          compare (first->rate, figures->rate), compare (figures->cost, first->cost),
          compare (alone->rate, figures->rate), compare (figures->cost, alone->cost));
  if (bare != NULL)
    printf (" %10.2f %6.2f", compare (figures->rate, bare->rate),
            compare (figures->cost, bare->cost));
  printf ("\n");
}

int
main (int    argc,
      char **argv)
{
  guint most = argc > 1 ? (guint) atoi (argv[1]) : MOST;
  guint writers = argc > 2 ? (guint) atoi (argv[2]) : WRITERS;
  guint towns[SIZES] = { 1, 100, most };
  g_autofree char *root = g_dir_make_tmp ("bench-spread-XXXXXX", NULL);
  g_autofree char *alone_dir = g_build_filename (root, "alone", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", root);
  g_autofree Size *sizes = g_new0 (Size, SIZES);
  BenchCounts counts = { NULL, };
  BenchCountsServer server;
  Figures alone;

  if (most <= 100 || most > MOST || writers < 1 || writers > WRITERS_MAX)
    fail ("from 101 to 999 towns, from 1 to 16 writers");

  make_town (alone_dir, &counts);
  server = start (alone_dir, writers, 1);
  for (guint i = 0; i < SIZES; i++)
    make_size (&sizes[i], root, towns[i], writers);

  for (guint round = 0; round < ROUNDS; round++)
    {
      bench_counts_run (&counts, server, UNDER_WAY, SECONDS, &alone.rate[round],
                        &alone.cost[round]);
      for (guint i = 0; i < SIZES; i++)
        measure_round (&sizes[i], writers, round);
    }

  printf ("counts a second and µs of the service's processor time for each, %d under way, %u"
          " writers, median of %d rounds\n"
          "                              one town, groups   no groups        bare loop\n"
          "towns   counts in       /s     µs     slower  costs        slower  costs   as quick"
          "  costs\n", UNDER_WAY, writers, ROUNDS);
  print_figures ("one, alone", 1, &alone, &sizes[0].one, &alone, NULL);
  for (guint i = 0; i < SIZES; i++)
    {
      BenchPeer peer = { "parvisd", sizes[i].server.pid, 0 };
      double resident = bench_resident (&peer);

      print_figures ("one", towns[i], &sizes[i].one, &sizes[0].one, &alone, NULL);
      print_figures ("all", towns[i], &sizes[i].spread, &sizes[0].one, &alone, &sizes[i].bare);
      printf ("        bare loop   %8.0f %6.0f; resident at the start %.0f KiB, now %.0f\n",
              bench_median (sizes[i].bare.rate, ROUNDS), bench_median (sizes[i].bare.cost, ROUNDS),
              sizes[i].resident, resident);
      bench_counts_stop (sizes[i].server);
      for (guint n = 0; n < towns[i]; n++)
        bench_file_close (sizes[i].files[n]);
    }

  bench_counts_stop (server);
  if (system (remove) != 0)
    fprintf (stderr, "%s stays\n", root);

  return 0;
}
