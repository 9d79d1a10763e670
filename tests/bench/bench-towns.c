/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-towns"

#include "config.h"

#include "bench-peer.h"
#include "bench-town.h"

#include "parvis-config.h"
#include "parvis-mailbox.h"
#include "parvis-schedule.h"
#include "parvis-service.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a town costs a service that has many and hears nothing of them: memory, and
 * processor time of the turn that looks for what is due; beside a service with one
 * town, in the same run. Says nothing about right or wrong.
 *
 * Usage: bench-towns [TOWNS]
 */

#define TURNS  20000
#define ROUNDS 5

typedef struct
{
  double started;      /* s until every town was looked at once */
  double resident;     /* KiB */
  double turn;         /* µs */
} Figures;

static void
fail (const char *what)
{
  fprintf (stderr, "bench-towns: %s\n", what);
  exit (1);
}

/* As files: a town that nobody wrote to is the same for each code but for its name. */
static void
make_towns (const char *dir,
            guint       towns)
{
  g_autofree char *first = g_build_filename (dir, "towns", BENCH_TOWN ".db", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!bench_town_create (dir, 40, &error))
    fail (error->message);
  if (!g_file_get_contents (first, &contents, &length, NULL))
    fail ("the town cannot be read");

  for (guint i = 2; i <= towns; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/towns/%05u.db", dir, i);

      if (!g_file_set_contents_full (path, contents, (gssize) length,
                                     G_FILE_SET_CONTENTS_NONE, 0600, NULL))
        fail ("a town cannot be written");
    }
}

static void
measure_turns (ParvisSchedule *schedule,
               Figures        *figures)
{
  double rounds[ROUNDS];

  for (guint round = 0; round < ROUNDS; round++)
    {
      double began = bench_now ();

      for (guint i = 0; i < TURNS; i++)
        parvis_schedule_turn (schedule, G_MAXINT32 + (gint64) i);

      rounds[round] = (bench_now () - began) * 1e6 / TURNS;
    }

  figures->turn = bench_median (rounds, ROUNDS);
}

/* In a process of its own, whose memory is then that of this service. */
static void
run_service (const char *dir,
             int         fd)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autoptr(ParvisService) service = NULL;
  g_autoptr(ParvisMailbox) mailbox = NULL;
  g_autoptr(ParvisSchedule) schedule = NULL;
  g_autoptr(GError) error = NULL;
  BenchPeer self = { "self", getpid (), 0 };
  Figures figures = { 0 };
  double began = bench_now ();

  parvis_config_set (config, "state-dir", dir, NULL);
  service = parvis_service_new (config, &bench_tables, &parvis_system_clock, NULL, NULL, &error);
  mailbox = parvis_mailbox_new (NULL, &error);
  if (service == NULL || mailbox == NULL)
    fail (error->message);

  schedule = parvis_schedule_new (service, mailbox);
  while (parvis_schedule_turn (schedule, 1) == 0)
    continue;

  figures.started = bench_now () - began;
  figures.resident = bench_resident (&self);
  measure_turns (schedule, &figures);
  if (write (fd, &figures, sizeof figures) != sizeof figures)
    fail ("the figures cannot be told");
}

static Figures
measure (guint towns)
{
  g_autofree char *dir = g_dir_make_tmp ("bench-towns-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", dir);
  Figures figures;
  int fds[2];
  pid_t pid;

  make_towns (dir, towns);
  if (pipe (fds) != 0 || (pid = fork ()) < 0)
    fail ("no process can be started");

  if (pid == 0)
    {
      run_service (dir, fds[1]);
      _exit (0);
    }

  close (fds[1]);
  if (read (fds[0], &figures, sizeof figures) != sizeof figures)
    fail ("the figures were not told");
  close (fds[0]);
  waitpid (pid, NULL, 0);
  if (system (remove) != 0)
    fprintf (stderr, "%s stays\n", dir);

  return figures;
}

/* The second row has as many connections open as the third: what lies between them
 * is what a town costs that nobody uses.
 */
int
main (int    argc,
      char **argv)
{
  guint most = argc > 1 ? (guint) atoi (argv[1]) : 1000;
  guint towns[] = { 1, most / 4, most };
  Figures first = { 0 };
  Figures before = { 0 };

  if (most < 8 || most > 99999)
    fail ("from 8 to 99999 towns");

  printf ("towns   started   resident   each more   idle turn   ratio\n");

  for (guint i = 0; i < G_N_ELEMENTS (towns); i++)
    {
      Figures figures = measure (towns[i]);
      double each = i == 0 ? 0 : (figures.resident - before.resident) / (towns[i] - towns[i - 1]);

      if (i == 0)
        first = figures;
      printf ("%5u %7.2f s %6.0f KiB %7.1f KiB %8.2f µs %7.2f\n", towns[i], figures.started,
              figures.resident, each, figures.turn, figures.turn / first.turn);
      fflush (stdout);
      before = figures;
    }

  return 0;
}
