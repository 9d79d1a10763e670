/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-storm"

#include "config.h"

#include "bench-look.h"
#include "bench-peer.h"

#include "parvis-routes.h"
#include "parvis-server.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a storm of wrong passwords does to people who look at figures: GET …/live of
 * the real service, quiet and with 50 sign-ins a second, in turns. Each comes from
 * another address and is for another account, so that no throttle helps: what the
 * machine can hash is hashed, the rest gets 503. A round is compared with itself, and
 * says how much of the machine others had meanwhile: where that is much, the figure is
 * theirs.
 *
 * Usage: bench-storm [ROUNDS [SECONDS]]
 */

#define LIVE    "/api/v1/towns/00001/live"
#define STORM   50           /* sign-ins a second */

typedef struct
{
  guint    port;
  char    *cookie;
  char    *token;
  gint     stop;
  guint    sent;
  guint    hashed;
  guint    refused;
} Storm;

static char buffer[1 << 16];

static void
serve (const char *state,
       int         out)
{
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (GError) error = NULL;
  ParvisServer *server;
  guint port;

  parvis_config_set (config, "state-dir", state, &error);
  parvis_config_set (config, "listen", "127.0.0.1:0", &error);
  parvis_config_set (config, "trusted-proxies", "127.0.0.1", &error);
  server = parvis_server_new (config, &parvis_tables, &parvis_system_clock, &error);
  if (server == NULL)
    g_error ("%s", error->message);

  port = (guint) atoi (strrchr (parvis_server_get_uri (server), ':') + 1);
  if (write (out, &port, sizeof port) != sizeof port)
    _exit (1);
  parvis_server_run (server);
}

static void
make_town (const char *state)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  static const char body[] = "{\"name\":\"Essai\",\"modules\":[\"occupancy\"]}";
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));
  g_autoptr (ParvisService) service = NULL;
  g_autoptr (ParvisReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  parvis_config_set (config, "state-dir", state, &error);
  service = parvis_service_new (config, &parvis_tables, &parvis_system_clock, NULL, NULL, &error);
  if (service == NULL)
    g_error ("%s", error->message);
  reply = parvis_service_handle (service, "POST", "/api/v1/towns/00001", headers, bytes,
                                 PARVIS_RIGHT_OPERATOR);
  g_assert (parvis_reply_get_status (reply) == 201);
}

static char *
cut (const char *text,
     const char *after,
     const char *until)
{
  const char *start = strstr (text, after);

  g_assert (start != NULL);
  start += strlen (after);

  return g_strndup (start, strcspn (start, until));
}

/* The page of a browser, for its cookie and its form. */
static void
open_page (Storm *storm)
{
  int fd = bench_connect (storm->port);

  bench_exchange (fd, "GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n", buffer, sizeof buffer);
  storm->cookie = cut (buffer, "__Host-parvis=", ";");
  storm->token = cut (buffer, "name=\"token\" value=\"", "\"");
  close (fd);
}

static gpointer
try_cb (gpointer data)
{
  Storm *storm = data;
  guint n = __atomic_add_fetch (&storm->sent, 1, __ATOMIC_SEQ_CST);
  g_autofree char *body = g_strdup_printf ("token=%s&email=a%u%%40x.example&password=wrong",
                                           storm->token, n);
  g_autofree char *request = NULL;
  g_autofree char *answer = g_malloc (1 << 14);
  int fd = bench_connect (storm->port);
  int status;

  request = g_strdup_printf ("POST /sign-in HTTP/1.1\r\nHost: x\r\nCookie: __Host-parvis=%s\r\n"
                             "X-Real-IP: 10.%u.%u.%u\r\n"
                             "Content-Type: application/x-www-form-urlencoded\r\n"
                             "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", storm->cookie,
                             n >> 16 & 255, n >> 8 & 255, n & 255, strlen (body), body);
  status = bench_exchange (fd, request, answer, 1 << 14);
  close (fd);
  if (status == 422)
    __atomic_add_fetch (&storm->hashed, 1, __ATOMIC_SEQ_CST);
  else if (status == 503)
    __atomic_add_fetch (&storm->refused, 1, __ATOMIC_SEQ_CST);
  else
    g_error ("a sign-in was answered with %d", status);

  return NULL;
}

static gpointer
storm_cb (gpointer data)
{
  Storm *storm = data;
  g_autoptr (GArray) threads = g_array_new (FALSE, FALSE, sizeof (pthread_t));

  while (g_atomic_int_get (&storm->stop) == 0)
    {
      pthread_t thread;

      if (pthread_create (&thread, NULL, try_cb, storm) == 0)
        g_array_append_val (threads, thread);
      g_usleep (G_USEC_PER_SEC / STORM);
    }
  for (guint i = 0; i < threads->len; i++)
    pthread_join (g_array_index (threads, pthread_t, i), NULL);

  return NULL;
}

static double
look_in_storm (Storm  *storm,
               double  seconds)
{
  pthread_t thread;
  double p99;

  g_atomic_int_set (&storm->stop, 0);
  pthread_create (&thread, NULL, storm_cb, storm);
  g_usleep (G_USEC_PER_SEC);
  p99 = bench_look (storm->port, LIVE, seconds);
  g_atomic_int_set (&storm->stop, 1);
  pthread_join (thread, NULL);

  return p99;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("bench-storm-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", directory);
  guint rounds = argc > 1 ? (guint) atoi (argv[1]) : 5;
  double seconds = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 5.0;
  g_autofree double *quiet = g_new (double, rounds);
  g_autofree double *loud = g_new (double, rounds);
  g_autofree double *ratio = g_new (double, rounds);
  Storm storm = { 0 };
  int pipes[2];
  pid_t pid;

  make_town (directory);
  if (pipe (pipes) != 0 || (pid = fork ()) < 0)
    g_error ("no process for the service");
  if (pid == 0)
    {
      serve (directory, pipes[1]);
      _exit (0);
    }
  if (read (pipes[0], &storm.port, sizeof storm.port) != sizeof storm.port)
    g_error ("the service did not start");

  open_page (&storm);
  for (guint i = 0; i < rounds; i++)
    {
      double began = bench_now ();
      double others = bench_read_busy_time () - bench_read_own_time (pid);

      quiet[i] = bench_look (storm.port, LIVE, seconds);
      loud[i] = look_in_storm (&storm, seconds);
      ratio[i] = loud[i] / quiet[i];
      others = bench_read_busy_time () - bench_read_own_time (pid) - others;
      printf ("round %u: quiet %.0f µs, storm %.0f µs, %.2f ×; others had %.0f %% of a processor\n",
              i + 1, quiet[i], loud[i], ratio[i], 100 * others / (bench_now () - began));
      fflush (stdout);
    }

  printf ("p99 of …/live, medians: quiet %.0f µs, with %d sign-ins a second %.0f µs: "
          "%.2f × (goal: 1.5)\n", bench_median (quiet, rounds), STORM,
          bench_median (loud, rounds), bench_median (ratio, rounds));
  printf ("%u sign-ins: %u were checked, %u got 503\n", storm.sent, storm.hashed, storm.refused);
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);

  return system (remove) != 0;
}
