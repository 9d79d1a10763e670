/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-access"

#include "config.h"

#include "bench-peer.h"

#include "parvis-password.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* GET …/changes with the token of somebody who signed in, against the same handler on a
 * route of this program that asks for none; and GET …/live while fifty wrong passwords
 * a second are tried, against the same while nobody does.
 */

#define TOWN   "/api/v1/towns/00001"
#define OPEN   "/bench/{insee}/changes"
#define GAUGES 40
#define ROUNDS 9

#define REQUESTS 1500
#define STORM    50                    /* a second */
#define SECONDS  4.0
#define LOOKS    4000                  /* at most, in SECONDS */

static ParvisRoute *routes;
static ParvisTables tables;
static char sink[1 << 18];
static char *hash;

static void
fail (const char *what)
{
  fprintf (stderr, "bench-access: %s\n", what);
  exit (1);
}

/* What a sign-in page does with a password, without the throttle that would end a storm
 * from one address.
 */
static gboolean
check_password (ParvisService        *service,
                const ParvisRequest  *request,
                ParvisDb             *db,
                ParvisReply          *reply,
                GError              **error)
{
  gboolean matches = FALSE;

  if (!parvis_password_check (hash, "a wrong password", &matches, NULL, error))
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:b}", "matches", matches));

  return TRUE;
}

static void
make_tables (void)
{
  static const ParvisRoute own[] = {
    { .method = "GET", .pattern = OPEN, .name = "bench.open", .kind = PARVIS_ROUTE_READ,
      .right = PARVIS_RIGHT_ANYONE, .read = parvis_route_changes },
    { .method = "POST", .pattern = "/bench/password", .name = "bench.password",
      .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE, .read = check_password,
      .max_body = 64, .without_db = TRUE },
  };
  guint n = 0;

  while (parvis_routes[n].method != NULL)
    n++;

  /* One more ends the table. */
  routes = g_new0 (ParvisRoute, n + G_N_ELEMENTS (own) + 1);
  memcpy (routes, parvis_routes, n * sizeof *routes);
  memcpy (routes + n, own, sizeof own);
  tables = parvis_tables;
  tables.routes = routes;
}

static json_t *
ask (ParvisService *service,
     const char    *target,
     const char    *text)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(ParvisReply) reply = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (service, "POST", target, headers, body, PARVIS_RIGHT_OPERATOR);
  bytes = parvis_reply_get_bytes (reply);
  if (parvis_reply_get_status (reply) >= 300)
    fail (g_bytes_get_data (bytes, NULL));

  return json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
}

/* A town that has only what everybody may see, so that both routes answer the same. */
static char *
make_town (const char *directory)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autoptr(ParvisService) service = NULL;
  g_autoptr(GString) places = g_string_new ("{\"features\":[");
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) invitation = NULL;
  g_autoptr(json_t) tokens = NULL;
  g_autofree char *code = NULL;

  parvis_config_set (config, "state-dir", directory, NULL);
  service = parvis_service_new (config, &tables, &parvis_system_clock, NULL, NULL, &error);
  if (service == NULL)
    fail (error->message);

  for (int i = 0; i < GAUGES; i++)
    g_string_append_printf (places, "%s{\"geometry\":{\"type\":\"Point\",\"coordinates\":"
                            "[0.5,47.5]},\"properties\":{\"id\":\"p%d\",\"name\":\"Place %d\","
                            "\"kind\":\"piscine\",\"capacity\":1000000}}",
                            i > 0 ? "," : "", i, i);
  g_string_append (places, "]}");
  json_decref (ask (service, TOWN, "{\"name\":\"Banc\",\"modules\":[\"occupancy\"]}"));
  json_decref (ask (service, TOWN "/facilities", places->str));
  invitation = ask (service, TOWN "/invitations", "{\"name\":\"X\",\"roles\":[\"merchant\"]}");
  code = g_strdup_printf ("{\"code\":\"%s\"}",
                          json_string_value (json_object_get (invitation, "code")));
  tokens = ask (service, "/api/v1/pair", code);

  return g_strdup (json_string_value (json_object_get (tokens, "access_token")));
}

/* Sends and waits for the whole answer; returns its length. */
static gsize
exchange (int         fd,
          const char *request,
          gsize       length,
          char       *buffer,
          gsize       size)
{
  const char *head = NULL;
  gsize got = 0;
  gsize whole = 0;

  if (send (fd, request, length, MSG_NOSIGNAL) != (gssize) length)
    fail ("a request was not taken");

  while (whole == 0 || got < whole)
    {
      gssize n = recv (fd, buffer + got, size - got - 1, 0);

      if (n <= 0)
        fail ("no answer");
      got += (gsize) n;
      buffer[got] = '\0';
      head = whole == 0 ? strstr (buffer, "\r\n\r\n") : NULL;
      if (head != NULL)
        {
          const char *line = strcasestr (buffer, "content-length:");

          if (strncmp (buffer, "HTTP/1.1 200", 12) != 0 || line == NULL)
            fail (buffer);
          whole = (gsize) (head + 4 - buffer) +
                  (gsize) strtoul (line + strlen ("content-length:"), NULL, 10);
        }
    }

  return whole;
}

typedef struct
{
  double cpu[ROUNDS];                  /* µs a request, of the service */
  double wall[ROUNDS];                 /* µs a request */
  gsize  length;
} Figures;

static void
measure_requests (BenchPeer  *peer,
                  const char *request,
                  int         round,
                  Figures    *figures)
{
  int fd = bench_connect (peer->port);
  double cpu;
  double began;

  exchange (fd, request, strlen (request), sink, sizeof sink);
  cpu = bench_cpu (peer);
  began = bench_now ();
  for (int i = 0; i < REQUESTS; i++)
    figures->length = exchange (fd, request, strlen (request), sink, sizeof sink);
  figures->wall[round] = (bench_now () - began) * 1e6 / REQUESTS;
  figures->cpu[round] = (bench_cpu (peer) - cpu) / REQUESTS;
  close (fd);
}

static void
compare_routes (BenchPeer  *peer,
                const char *token,
                const char *query,
                const char *what)
{
  g_autofree char *checked = NULL;
  g_autofree char *open = NULL;
  Figures with = { { 0 }, { 0 }, 0 };
  Figures without = { { 0 }, { 0 }, 0 };

  /* The same bytes but for the path: who does not look at the header still reads it. */
  checked = g_strdup_printf ("GET " TOWN "/changes?%s HTTP/1.1\r\nHost: x\r\n"
                             "Authorization: Bearer %s\r\n\r\n", query, token);
  open = g_strdup_printf ("GET /bench/00001/changes?%s HTTP/1.1\r\nHost: x\r\n"
                          "Authorization: Bearer %s\r\n\r\n", query, token);
  for (int round = 0; round < ROUNDS; round++)
    {
      gboolean first = round % 2 == 0;

      measure_requests (peer, first ? checked : open, round, first ? &with : &without);
      measure_requests (peer, first ? open : checked, round, first ? &without : &with);
    }

  printf ("%s (%" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT " bytes)\n", what, with.length,
          without.length);
  printf ("  CPU of the service   %6.1f µs checked, %6.1f µs open: %.2f ×\n",
          bench_median (with.cpu, ROUNDS), bench_median (without.cpu, ROUNDS),
          bench_median (with.cpu, ROUNDS) / bench_median (without.cpu, ROUNDS));
  printf ("  until the answer     %6.1f µs checked, %6.1f µs open: %.2f ×\n",
          bench_median (with.wall, ROUNDS), bench_median (without.wall, ROUNDS),
          bench_median (with.wall, ROUNDS) / bench_median (without.wall, ROUNDS));
}

typedef struct
{
  guint port;
  gint  stop;
  guint tried;
} Storm;

/* Every 20 ms one more, whatever became of those before. */
static void *
rage (void *data)
{
  static const char request[] = "POST /bench/password HTTP/1.1\r\nHost: x\r\n"
                                "Connection: close\r\nContent-Type: application/json\r\n"
                                "Content-Length: 2\r\n\r\n{}";
  g_autoptr(GArray) fds = g_array_new (FALSE, FALSE, sizeof (int));
  gint64 next = g_get_monotonic_time ();
  Storm *storm = data;

  while (!g_atomic_int_get (&storm->stop))
    {
      int fd = bench_connect (storm->port);

      if (send (fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0)
        storm->tried++;
      g_array_append_val (fds, fd);
      next += G_USEC_PER_SEC / STORM;
      g_usleep ((gulong) MAX (0, next - g_get_monotonic_time ()));
    }

  for (guint i = 0; i < fds->len; i++)
    close (g_array_index (fds, int, i));

  return NULL;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return one < other ? -1 : one > other;
}

/* The 99th percentile of …/live in µs, asked every millisecond. */
static double
look (BenchPeer *peer)
{
  static const char request[] = "GET " TOWN "/live HTTP/1.1\r\nHost: x\r\n\r\n";
  static double times[LOOKS];
  double end = bench_now () + SECONDS;
  int fd = bench_connect (peer->port);
  guint n = 0;

  while (n < LOOKS && bench_now () < end)
    {
      double began = bench_now ();

      exchange (fd, request, sizeof request - 1, sink, sizeof sink);
      times[n++] = (bench_now () - began) * 1e6;
      g_usleep (1000);
    }
  close (fd);
  qsort (times, n, sizeof *times, compare_doubles);

  return times[n * 99 / 100];
}

static double
look_in_storm (BenchPeer *peer,
               guint     *tried)
{
  Storm storm = { peer->port, 0, 0 };
  pthread_t thread;
  double time;

  if (pthread_create (&thread, NULL, rage, &storm) != 0)
    fail ("no thread");
  g_usleep (G_USEC_PER_SEC);
  time = look (peer);
  g_atomic_int_set (&storm.stop, 1);
  pthread_join (thread, NULL);
  *tried = storm.tried;

  return time;
}

#define STORMS 3

static void
compare_storm (BenchPeer *peer)
{
  double quiet[STORMS];
  double stormy[STORMS];
  guint tried = 0;

  look (peer);
  for (int i = 0; i < STORMS; i++)
    {
      quiet[i] = look (peer);
      stormy[i] = look_in_storm (peer, &tried);
      /* What is queued is worked off first. */
      g_usleep (8 * G_USEC_PER_SEC);
    }

  printf ("…/live, 99th percentile: %.0f µs quiet, %.0f µs while %.0f wrong passwords a second"
          " are tried: %.2f ×\n", bench_median (quiet, STORMS), bench_median (stormy, STORMS),
          tried / (SECONDS + 1),
          bench_median (stormy, STORMS) / bench_median (quiet, STORMS));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("parvis-bench-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", directory);
  g_autofree char *token = NULL;
  BenchPeer peer;

  make_tables ();
  token = make_town (directory);
  hash = parvis_password_hash ("the right password", NULL);
  if (hash == NULL)
    fail ("no hash");
  if (!bench_start_tables (&peer, directory, &tables))
    fail ("the service does not start");

  compare_routes (&peer, token, "after=0&limit=200", "the whole feed");
  compare_routes (&peer, token, "after=60&limit=200", "a part of the feed");
  compare_storm (&peer);

  bench_stop (&peer);

  return system (remove);
}
