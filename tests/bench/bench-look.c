/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-look.h"

#include "bench-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PACE       2000         /* µs between two looks */
#define MAX_LOOKS  100000
#define ANSWER_MAX (1 << 16)

int
bench_exchange (int         fd,
                const char *request,
                char       *answer,
                gsize       size)
{
  gsize got = 0;
  gsize whole = 0;

  if (send (fd, request, strlen (request), MSG_NOSIGNAL) < 0)
    return 0;

  while (whole == 0 || got < whole)
    {
      gssize n = recv (fd, answer + got, size - 1 - got, 0);
      const char *end;
      const char *length;

      if (n <= 0)
        return 0;
      got += (gsize) n;
      answer[got] = '\0';
      end = strstr (answer, "\r\n\r\n");
      length = strcasestr (answer, "content-length:");
      if (end != NULL)
        whole = (gsize) (end + 4 - answer) + (length == NULL ? 0 : strtoul (length + 15, NULL, 10));
    }

  return atoi (answer + strlen ("HTTP/1.1 "));
}

double
bench_read_busy_time (void)
{
  g_autofree char *text = NULL;
  unsigned long long ticks[8] = { 0 };

  if (!g_file_get_contents ("/proc/stat", &text, NULL, NULL) ||
      sscanf (text, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &ticks[0], &ticks[1],
              &ticks[2], &ticks[3], &ticks[4], &ticks[5], &ticks[6], &ticks[7]) != 8)
    g_error ("the processors' times are not known");

  return (double) (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) /
         (double) sysconf (_SC_CLK_TCK);
}

double
bench_read_own_time (pid_t pid)
{
  struct timespec own = { 0, 0 };
  struct timespec service = { 0, 0 };
  clockid_t clock;

  if (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &own) != 0 ||
      clock_getcpuclockid (pid, &clock) != 0 || clock_gettime (clock, &service) != 0)
    g_error ("the processor time is not known");

  return (double) (own.tv_sec + service.tv_sec) + (double) (own.tv_nsec + service.tv_nsec) / 1e9;
}

static int
compare_cb (const void *a,
            const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_look (guint       port,
            const char *path,
            double      seconds)
{
  g_autofree double *times = g_new (double, MAX_LOOKS);
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
  g_autofree char *buffer = g_malloc (ANSWER_MAX);
  int fd = bench_connect (port);
  double end = bench_now () + seconds;
  guint n = 0;

  while (bench_now () < end && n < MAX_LOOKS)
    {
      double start = bench_now ();

      if (bench_exchange (fd, request, buffer, ANSWER_MAX) != 200)
        g_error ("a look was answered with %.200s", buffer);
      times[n++] = (bench_now () - start) * 1e6;
      g_usleep (PACE);
    }
  close (fd);
  qsort (times, n, sizeof *times, compare_cb);

  return times[n * 99 / 100];
}
