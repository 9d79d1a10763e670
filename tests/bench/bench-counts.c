/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-counts"

#include "config.h"

#include "bench-counts.h"

#include "parvis-error.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void
bench_counts_fail (const char *what)
{
  fprintf (stderr, "%s: %s\n", g_get_prgname () != NULL ? g_get_prgname () : "bench", what);
  exit (1);
}

static json_t *
ask (ParvisService *service,
     const char    *method,
     const char    *target,
     const char    *text)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr(ParvisReply) reply = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (service, method, target, headers, body,
                                 PARVIS_RIGHT_OPERATOR);
  bytes = parvis_reply_get_bytes (reply);
  if (parvis_reply_get_status (reply) >= 300)
    bench_counts_fail (g_bytes_get_data (bytes, NULL));

  return json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
}

void
bench_counts_make (BenchCounts        *self,
                   const ParvisConfig *config)
{
  g_autoptr(ParvisService) service = NULL;
  g_autoptr(GString) places = g_string_new ("{\"features\":[");
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) list = NULL;
  g_autoptr(json_t) invitation = NULL;
  g_autoptr(json_t) tokens = NULL;
  g_autofree char *code = NULL;

  service = parvis_service_new (config, &parvis_tables, &parvis_system_clock, NULL, NULL,
                                &error);
  if (service == NULL)
    bench_counts_fail (error->message);

  for (int i = 0; i < BENCH_COUNTS_GAUGES; i++)
    g_string_append_printf (places, "%s{\"geometry\":{\"type\":\"Point\",\"coordinates\":"
                            "[0.5,47.5]},\"properties\":{\"id\":\"p%d\",\"name\":\"Place %d\","
                            "\"kind\":\"piscine\",\"capacity\":1000000}}",
                            i > 0 ? "," : "", i, i);
  g_string_append (places, "]}");

  json_decref (ask (service, "POST", BENCH_COUNTS_TOWN,
                    "{\"name\":\"Banc\",\"modules\":[\"occupancy\"]}"));
  json_decref (ask (service, "POST", BENCH_COUNTS_TOWN "/facilities", places->str));
  invitation = ask (service, "POST", BENCH_COUNTS_TOWN "/invitations",
                    "{\"name\":\"X\",\"roles\":[\"counter\"]}");
  code = g_strdup_printf ("{\"code\":\"%s\"}",
                          json_string_value (json_object_get (invitation, "code")));
  tokens = ask (service, "POST", "/api/v1/pair", code);
  self->key = g_strdup (json_string_value (json_object_get (tokens, "access_token")));
  list = ask (service, "GET", BENCH_COUNTS_TOWN "/entities/gauge", NULL);
  for (gsize i = 0; i < BENCH_COUNTS_GAUGES; i++)
    {
      const json_t *gauge = json_array_get (json_object_get (list, "entities"), i);

      self->gauges[i] = g_strdup (json_string_value (json_object_get (gauge, "id")));
    }
}

BenchCountsServer
bench_counts_start (char **options)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *where = g_path_get_dirname (self);
  g_autofree char *program = g_build_filename (where, "..", "..", "service", "parvisd", NULL);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  char line[200] = "";
  BenchCountsServer server;
  FILE *output;
  int fd;

  g_ptr_array_add (argv, program);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, options[i]);
  g_ptr_array_add (argv, (gpointer) "--listen");
  g_ptr_array_add (argv, (gpointer) "127.0.0.1:0");
  g_ptr_array_add (argv, NULL);

  if (!g_spawn_async_with_pipes (NULL, (char **) argv->pdata, NULL,
                                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                                 NULL, NULL, &server.pid, NULL, &fd, NULL, &error))
    bench_counts_fail (error->message);

  output = fdopen (fd, "r");
  if (fgets (line, sizeof line, output) == NULL)
    bench_counts_fail ("parvisd does not start");
  fclose (output);
  server.port = (guint) atoi (strrchr (line, ':') + 1);

  return server;
}

void
bench_counts_stop (BenchCountsServer server)
{
  kill (server.pid, SIGTERM);
  waitpid (server.pid, NULL, 0);
  g_spawn_close_pid (server.pid);
}

void
bench_counts_send (BenchCounts *self,
                   int          fd,
                   guint        n)
{
  g_autofree char *uuid = g_uuid_string_random ();
  char request[600];
  int length;

  length = g_snprintf (request, sizeof request,
                       "POST " BENCH_COUNTS_TOWNS "%05u/gauges/%s/count HTTP/1.1\r\n"
                       "Host: localhost\r\n"
                       "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                       "Idempotency-Key: %s\r\nContent-Length: 11\r\n\r\n{\"delta\":1}",
                       1 + n % CLAMP (self->towns, 1, 999), self->gauges[n % BENCH_COUNTS_GAUGES],
                       self->key, uuid);
  if (send (fd, request, (gsize) length, MSG_NOSIGNAL) != length)
    bench_counts_fail ("a request cannot be sent");
}

double
bench_counts_cpu_time (GPid pid)
{
  struct timespec now = { 0, 0 };
  clockid_t clock;

  if (clock_getcpuclockid (pid, &clock) != 0 || clock_gettime (clock, &now) != 0)
    bench_counts_fail ("the processor time is not known");

  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* @under_way connections, each with one command at a time. */
void
bench_counts_run (BenchCounts       *self,
                  BenchCountsServer  server,
                  guint              under_way,
                  double             seconds,
                  double            *rate,
                  double            *cost)
{
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  struct epoll_event events[BENCH_COUNTS_MOST];
  int fds[BENCH_COUNTS_MOST];
  guint done = 0;
  guint sent = 0;
  double began;
  double end;
  double cpu;

  for (guint i = 0; i < under_way; i++)
    {
      struct epoll_event event = { .events = EPOLLIN };

      fds[i] = event.data.fd = bench_connect (server.port);
      epoll_ctl (epoll, EPOLL_CTL_ADD, fds[i], &event);
    }

  cpu = bench_counts_cpu_time (server.pid);
  began = bench_now ();
  end = began + seconds;
  for (guint i = 0; i < under_way; i++)
    bench_counts_send (self, fds[i], sent++);

  while (bench_now () < end)
    {
      int ready = epoll_wait (epoll, events, BENCH_COUNTS_MOST, 100);

      for (int i = 0; i < ready; i++)
        {
          char answer[2048];
          gssize got = recv (events[i].data.fd, answer, sizeof answer - 1, 0);

          /* Head and body of so small an answer come in one piece. */
          if (got <= 0 || memcmp (answer, "HTTP/1.1 200", 12) != 0)
            {
              answer[MAX (got, 0)] = '\0';
              fprintf (stderr, "%s\n", answer);
              bench_counts_fail ("a command was not answered with 200");
            }
          done++;
          bench_counts_send (self, events[i].data.fd, sent++);
        }
    }

  *rate = done / (bench_now () - began);
  *cost = (bench_counts_cpu_time (server.pid) - cpu) * 1e6 / done;
  for (guint i = 0; i < under_way; i++)
    close (fds[i]);
  close (epoll);
}
