/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-push"

#include "config.h"

#include "parvis-push-cipher.h"
#include "parvis-vapid.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Pushes that are encrypted and signed each for itself, per second of one processor, here and
 * in npm's web-push. Both take turns; what is told are the medians. The service signs once for
 * many pushes; that is told too, and compared with nothing.
 *   PARVIS_TEST_WEB=build/web build/release/tests/bench/bench-push [ROUNDS [PUSHES]]
 */

#define P256DH \
  "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
#define AUTH     "BTBZMqHH6r4Tts7J_aSIgg"
#define ENDPOINT "https://push.example.net/p/1"
#define TEXT \
  "{\"web_push\":8030,\"notification\":{\"title\":\"C’est prêt : K 47\",\"body\":\"Gardé jusqu’à" \
  " 18:45.\",\"navigate\":\"https://parvis.example/00001/\",\"lang\":\"fr\"}}"

typedef struct
{
  ParvisVapid    *vapid;
  ParvisPushKeys  keys;
  gint64          now;
} Bench;

static double
cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static gsize
make (Bench    *bench,
      gboolean  fresh)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *signed_now = NULL;
  g_autoptr(GBytes) body = parvis_push_encrypt (&bench->keys, TEXT, &error);

  if (fresh)
    signed_now = parvis_vapid_sign (bench->vapid, ENDPOINT, bench->now, &error);
  else
    parvis_vapid_authorize (bench->vapid, ENDPOINT, bench->now, &error);
  if (error != NULL)
    g_error ("%s", error->message);

  return g_bytes_get_size (body);
}

static double
measure (Bench    *bench,
         guint     n,
         gboolean  fresh)
{
  double before = cpu ();

  for (guint i = 0; i < n; i++)
    make (bench, fresh);

  return n / (cpu () - before) * 1e6;
}

static int
compare_cb (const void *a,
            const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
find_median (double *values,
             guint   n)
{
  qsort (values, n, sizeof *values, compare_cb);

  return values[n / 2];
}

static char *
read_line (GDataInputStream *stream)
{
  char *line = g_data_input_stream_read_line (stream, NULL, NULL, NULL);

  if (line == NULL)
    g_error ("npm's web-push does not answer: run tools/install-web, and name what it made in"
             " PARVIS_TEST_WEB");

  return line;
}

int
main (int   argc,
      char *argv[])
{
  guint rounds = argc > 1 ? (guint) CLAMP (atoi (argv[1]), 1, 99) : 9;
  guint n = argc > 2 ? (guint) CLAMP (atoi (argv[2]), 1, 1000000) : 2000;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) peer = NULL;
  g_autoptr(GDataInputStream) answers = NULL;
  g_autofree char *ask = g_strdup_printf ("%u\n", n);
  g_autofree char *size = NULL;
  g_autofree double *ours = g_new (double, rounds);
  g_autofree double *kept = g_new (double, rounds);
  g_autofree double *theirs = g_new (double, rounds);
  g_autoptr(GError) error = NULL;
  Bench bench;
  double here;
  double there;

  bench.now = g_get_real_time () / 1000;
  bench.vapid = parvis_vapid_new (parvis_p256_generate (&error), "mailto:push@example.com");
  g_assert_no_error (error);
  g_assert_true (parvis_push_keys_read (P256DH, AUTH, &bench.keys, NULL));
  g_subprocess_launcher_setenv (launcher, "PUSH_TEXT", TEXT, TRUE);
  peer = g_subprocess_launcher_spawn (launcher, &error, "node", PEER, P256DH, AUTH, NULL);
  if (peer == NULL)
    g_error ("%s", error->message);
  answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (peer));
  size = read_line (answers);
  if ((gsize) atoi (size) != make (&bench, TRUE))
    g_error ("web-push made %s bytes of the same", size);

  measure (&bench, n, TRUE);
  for (guint i = 0; i < rounds; i++)
    {
      g_autofree char *answer = NULL;

      ours[i] = measure (&bench, n, TRUE);
      kept[i] = measure (&bench, n, FALSE);
      g_output_stream_write_all (g_subprocess_get_stdin_pipe (peer), ask, strlen (ask), NULL,
                                 NULL, NULL);
      answer = read_line (answers);
      theirs[i] = n / g_ascii_strtod (answer, NULL) * 1e6;
    }

  here = find_median (ours, rounds);
  there = find_median (theirs, rounds);
  printf ("parvis    %8.0f pushes/s of one processor, encrypted and signed\n", here);
  printf ("parvis    %8.0f with one signature for many, as it sends them\n",
          find_median (kept, rounds));
  printf ("web-push  %8.0f\n", there);
  printf ("ratio     %8.2f\n", here / there);
  parvis_vapid_free (bench.vapid);

  return 0;
}
