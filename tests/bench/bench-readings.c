/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-readings"

#include "config.h"

#include "bench-peer.h"

#include "parvis-routes.h"
#include "parvis-service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a message of a sensor costs the service, in processor time: of a source with as many
 * readings as a month has, against one that is new, in turns. A message has 1,500 bytes
 * besides its value, as the envelopes of a radio network have.
 *
 * Usage: bench-readings [READINGS]
 */

#define TOWN    "/api/v1/towns/00001"
#define MORE    1500
#define A_TURN  100
#define ROUNDS  7

#define PLACE \
  "{\"features\":[{\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.5,47.5]}," \
  "\"properties\":{\"id\":\"p\",\"name\":\"Place\",\"kind\":\"piscine\",\"capacity\":1000}}]}"

typedef struct
{
  char   *path;
  char   *key;
  gint64  at;
} Source;

static void
fail (const char *what)
{
  fprintf (stderr, "bench-readings: %s\n", what);
  exit (1);
}

static json_t *
ask (ParvisService *service,
     const char    *key,
     const char    *method,
     const char    *target,
     const char    *text)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", key, NULL);
  const char *headers[] = { "Content-Type", "application/json",
                            key != NULL ? "Authorization" : NULL, authorization, NULL };
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr(ParvisReply) reply = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (service, method, target, headers, body,
                                 key != NULL ? PARVIS_RIGHT_ANYONE : PARVIS_RIGHT_OPERATOR);
  bytes = parvis_reply_get_bytes (reply);
  if (parvis_reply_get_status (reply) >= 300)
    fail (g_bytes_get_data (bytes, NULL));

  return json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
}

static void
make_source (ParvisService *service,
             Source        *source)
{
  g_autoptr(json_t) list = ask (service, NULL, "GET", TOWN "/entities/gauge", NULL);
  const json_t *gauge = json_array_get (json_object_get (list, "entities"), 0);
  g_autofree char *text = g_strdup_printf ("{\"gauge\":\"%s\",\"measure\":\"present\"}",
                                           json_string_value (json_object_get (gauge, "id")));
  g_autoptr(json_t) made = ask (service, NULL, "POST", TOWN "/sources", text);

  source->path = g_strdup_printf (TOWN "/sources/%s/readings",
                                  json_string_value (json_object_get (made, "id")));
  source->key = g_strdup (json_string_value (json_object_get (made, "key")));
  source->at = g_get_real_time () / 1000 - PARVIS_DAY;
}

/* Gives µs of processor time for each of @n messages. */
static double
send_readings (ParvisService *service,
               Source        *source,
               guint          n)
{
  g_autofree char *more = g_strnfill (MORE, 'x');
  struct timespec began;
  struct timespec ended;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &began);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *at = parvis_time_format (source->at += PARVIS_SECOND);
      g_autofree char *text = g_strdup_printf ("{\"observed_at\":\"%s\",\"value\":%u,"
                                               "\"more\":\"%s\"}", at, 100 + i % 50, more);

      json_decref (ask (service, source->key, "POST", source->path, text));
    }
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &ended);

  return ((double) (ended.tv_sec - began.tv_sec) * 1e6 +
          (double) (ended.tv_nsec - began.tv_nsec) / 1e3) / n;
}

static void
compare (ParvisService *service,
         guint          readings)
{
  Source old;
  double few[ROUNDS];
  double many[ROUNDS];
  double ratio[ROUNDS];

  make_source (service, &old);
  send_readings (service, &old, readings);
  for (int round = 0; round < ROUNDS; round++)
    {
      Source fresh;

      make_source (service, &fresh);
      few[round] = send_readings (service, &fresh, A_TURN);
      many[round] = send_readings (service, &old, A_TURN);
      ratio[round] = many[round] / few[round];
      g_free (fresh.path);
      g_free (fresh.key);
    }
  g_free (old.path);
  g_free (old.key);

  printf ("a message of a new source %.0f µs, of one with %u readings %.0f µs: %.2f ×\n",
          bench_median (few, ROUNDS), readings, bench_median (many, ROUNDS),
          bench_median (ratio, ROUNDS));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("bench-readings-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", directory);
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autoptr(ParvisService) service = NULL;
  g_autoptr(GError) error = NULL;

  parvis_config_set (config, "state-dir", directory, NULL);
  service = parvis_service_new (config, &parvis_tables, &parvis_system_clock, NULL, NULL, &error);
  if (service == NULL)
    fail (error->message);

  json_decref (ask (service, NULL, "POST", TOWN,
                    "{\"name\":\"Banc\",\"modules\":[\"occupancy\"]}"));
  json_decref (ask (service, NULL, "POST", TOWN "/facilities", PLACE));
  compare (service, argc > 1 ? (guint) atoi (argv[1]) : 5000);
  g_clear_pointer (&service, parvis_service_free);

  return system (remove) != 0;
}
