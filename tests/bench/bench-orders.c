/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-orders"

#include "config.h"

#include "bench-counts.h"
#include "test-database.h"

#include "parvis-order.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Durable reservations a second over HTTP, with 128 under way on one product: against the same
 * service with a commit for each, and against PostgreSQL doing the same statements for
 * pgbench with 32 clients. All want the same batch; a day has 2,000 codes, so every
 * 1,900 orders it is the next day's.
 */

#define TOWN       "/api/v1/towns/00001"
#define UNDER_WAY  128
#define CLIENTS    32
#define SECONDS    3.0
#define ROUNDS     3
#define OF_A_DAY   1900
#define DAYS       59

typedef struct
{
  char *merchant;
  char *product;
  char  days[DAYS][PARVIS_DAY_SIZE];
} Shop;

static void
fail (const char *what)
{
  bench_counts_fail (what);
}

static json_t *
ask (ParvisService *service,
     const char    *target,
     const char    *text)
{
  g_autofree char *uuid = g_uuid_string_random ();
  const char *headers[] = { "Content-Type", "application/json", "Idempotency-Key", uuid, NULL };
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(ParvisReply) reply = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (service, "POST", target, headers, body, PARVIS_RIGHT_OPERATOR);
  bytes = parvis_reply_get_bytes (reply);
  if (parvis_reply_get_status (reply) >= 300)
    fail (g_bytes_get_data (bytes, NULL));

  return json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
}

static char *
take_id (json_t *answer)
{
  char *id = g_strdup (json_string_value (json_object_get (answer, "id")));

  json_decref (answer);

  return id;
}

static void
bake (ParvisService *service,
      Shop          *shop)
{
  g_autofree char *path = g_strdup_printf (TOWN "/products/%s/bakes", shop->product);
  gint64 today = parvis_day_of_instant (parvis_clock_now (&parvis_system_clock),
                                        parvis_time_zone_of_towns ());

  for (int i = 0; i < DAYS; i++)
    {
      g_autofree char *body = NULL;

      parvis_day_write (today + 1 + i, shop->days[i]);
      body = g_strdup_printf ("{\"day\":\"%s\",\"ready\":420,\"quantity\":90000,"
                              "\"online\":90000}", shop->days[i]);
      json_decref (ask (service, path, body));
    }
}

static void
make_shop (Shop               *shop,
           const ParvisConfig *config)
{
  g_autoptr(GString) body = g_string_new ("{\"name\":\"Banc\",\"holidays\":\"open\","
                                          "\"days_ahead\":60,\"cutoff\":{\"before\":0},"
                                          "\"slots\":[");
  g_autoptr(ParvisService) service = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *products = NULL;

  service = parvis_service_new (config, &parvis_tables, &parvis_system_clock, NULL, NULL, &error);
  if (service == NULL)
    fail (error->message);

  for (int weekday = 1; weekday <= 7; weekday++)
    g_string_append_printf (body, "%s{\"weekday\":%d,\"from\":1080,\"until\":1110,"
                            "\"capacity\":9000}", weekday > 1 ? "," : "", weekday);
  g_string_append (body, "]}");
  json_decref (ask (service, TOWN, "{\"name\":\"Banc\",\"modules\":[\"orders\"]}"));
  shop->merchant = take_id (ask (service, TOWN "/merchants", body->str));
  products = g_strdup_printf (TOWN "/merchants/%s/products", shop->merchant);
  shop->product = take_id (ask (service, products, "{\"name\":\"Tradition\",\"price\":120}"));
  bake (service, shop);
}

static void
send_order (const Shop *shop,
            int         fd,
            guint       n)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *body = NULL;
  g_autofree char *request = NULL;
  gsize length;

  if (n / OF_A_DAY >= DAYS)
    fail ("there are no more days");

  body = g_strdup_printf ("{\"name\":\"Mme Lefèvre\",\"phone\":\"06%08u\",\"day\":\"%s\","
                          "\"from\":1080,\"lines\":[{\"product\":\"%s\",\"quantity\":2}]}",
                          n, shop->days[n / OF_A_DAY], shop->product);
  request = g_strdup_printf ("POST " TOWN "/merchants/%s/orders HTTP/1.1\r\nHost: localhost\r\n"
                             "Parvis-Device: %043u\r\nContent-Type: application/json\r\n"
                             "Idempotency-Key: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                             "\r\n\r\n%s", shop->merchant, n, uuid, strlen (body), body);
  length = strlen (request);
  if (send (fd, request, length, MSG_NOSIGNAL) != (gssize) length)
    fail ("a request cannot be sent");
}

static double
run_orders (const Shop        *shop,
            BenchCountsServer  server)
{
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  struct epoll_event events[UNDER_WAY];
  int fds[UNDER_WAY];
  guint done = 0;
  guint sent = 0;
  double began;

  for (guint i = 0; i < UNDER_WAY; i++)
    {
      struct epoll_event event = { .events = EPOLLIN };

      fds[i] = event.data.fd = bench_connect (server.port);
      epoll_ctl (epoll, EPOLL_CTL_ADD, fds[i], &event);
    }

  began = bench_now ();
  for (guint i = 0; i < UNDER_WAY; i++)
    send_order (shop, fds[i], sent++);

  while (bench_now () < began + SECONDS)
    {
      int ready = epoll_wait (epoll, events, UNDER_WAY, 100);

      for (int i = 0; i < ready; i++)
        {
          char answer[4096] = "";
          gssize got = recv (events[i].data.fd, answer, sizeof answer - 1, 0);

          if (got <= 0 || memcmp (answer, "HTTP/1.1 201", 12) != 0)
            fail (answer);
          done++;
          send_order (shop, events[i].data.fd, sent++);
        }
    }

  began = bench_now () - began;
  for (guint i = 0; i < UNDER_WAY; i++)
    close (fds[i]);
  close (epoll);

  return done / began;
}

static double
measure_service (gboolean one_by_one)
{
  g_autofree char *dir = g_dir_make_tmp ("parvis-bench-XXXXXX", NULL);
  g_autofree char *settings = g_build_filename (dir, "settings", NULL);
  g_autofree char *text = g_strdup_printf ("[parvisd]\norders-throttle=0\norders-open=0\n"
                                           "orders-hour=0\n%s",
                                           one_by_one ? "batch-max=1\n" : "");
  char *options[] = { (char *) "--config", settings, (char *) "--state-dir", dir, NULL };
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", dir);
  BenchCountsServer server;
  Shop shop;
  double rate;

  parvis_config_set (config, "state-dir", dir, NULL);
  make_shop (&shop, config);
  if (!g_file_set_contents (settings, text, -1, NULL))
    fail ("the settings cannot be written");
  server = bench_counts_start (options);
  rate = run_orders (&shop, server);
  bench_counts_stop (server);
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  g_free (shop.merchant);
  g_free (shop.product);

  return rate;
}

/* --- the same in pgbench --- */

/* What one order reads and writes, with the four entities that a group changes only once. */
static char *
make_script (const Shop *shop,
             const char *bake_id)
{
  g_autofree char *body = g_strnfill (620, 'x');
  g_autofree char *small = g_strnfill (220, 'x');
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
    "\\set n random(1, 1000000000000)\n"
    "\\set seq random(1000000, 1000000000000)\n"
    "BEGIN;\n"
    "SELECT set_config('parvis.town', '00001', true);\n"
    "SELECT fingerprint, status, answer, seq FROM command WHERE town = '00001'"
    " AND key = :n::text;\n"
    "SELECT d.codes, d.closed_at, s.taken FROM shop_day AS d LEFT JOIN shop_slot AS s"
    " ON s.town = d.town AND s.merchant = d.merchant AND s.day = d.day AND s.from_minute = 1080"
    " WHERE d.town = '00001' AND d.merchant = '%1$s' AND d.day = '%2$s';\n"
    "SELECT merchant, state, placed_at, standing FROM resident_order WHERE town = '00001'"
    " AND (device = :n::text OR phone = :n::text);\n"
    "INSERT INTO shop_day (town, merchant, day, seed, codes, placed) VALUES ('00001', '%1$s',"
    " '%2$s', 1, 1, 1) ON CONFLICT (town, merchant, day) DO UPDATE SET"
    " codes = shop_day.codes + 1, placed = shop_day.placed + 1 RETURNING seed, codes;\n"
    "INSERT INTO resident_order (town, id, merchant, day, from_minute, until_minute, state, code,"
    " device, name, phone, language, lines, total, confirmed, placed_at, visits, forgotten,"
    " unseen_since, keep_until, next_due) VALUES ('00001', :n::text, '%1$s', '%2$s', 1080, 1110,"
    " 'placed', :n::text, :n::text, 'Mme Lefèvre', :n::text, 'fr', '%5$s', 240, 1, 1, 1, 0, 1,"
    " 1, 1);\n"
    "UPDATE bake SET online = online - 1, reserved = reserved + 1"
    " WHERE town = '00001' AND id = '%3$s' AND online >= 1;\n"
    "INSERT INTO order_bread (town, order_id, bake, quantity) VALUES ('00001', :n::text, '%3$s',"
    " 1);\n"
    "INSERT INTO shop_slot (town, merchant, day, from_minute, taken) VALUES ('00001', '%1$s',"
    " '%2$s', 1080, 1) ON CONFLICT (town, merchant, day, from_minute) DO UPDATE"
    " SET taken = shop_slot.taken + 1;\n"
    "INSERT INTO command (town, key, fingerprint, name, actor, status, answer, seq, created_at)"
    " VALUES ('00001', :n::text,"
    " '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', 'order.place',"
    " 'anyone', 201, '%4$s', 1, :n);\n"
    "INSERT INTO change (town, kind, id, seq, audience, scope, deleted, withdrawn, body)"
    " VALUES ('00001', 'order', :n::text, :seq, 'merchant', '%1$s', 0, 0, '%4$s');\n",
    shop->merchant, shop->days[0], bake_id, body, small);
  g_string_append (text, "COMMIT;\n");

  return g_string_free (text, FALSE);
}

static double
run_pgbench (TestDatabase *database,
             const Shop   *shop)
{
  g_autofree char *path = g_build_filename (database->directory, "order.sql", NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM parvis.bake WHERE day = '%s'",
                                          shop->days[0]);
  g_autoptr(GError) error = NULL;
  g_autofree char *bake_id = test_database_ask (database, "postgres", sql, &error);
  g_autofree char *script = bake_id != NULL ? make_script (shop, bake_id) : NULL;
  g_autofree char *clients = g_strdup_printf ("-c%d", CLIENTS);
  g_autofree char *seconds = g_strdup_printf ("-T%d", (int) SECONDS);
  const char *argv[] = { PGBENCH, "-nMprepared", clients, "-j2", seconds, "-f", path,
                         database->uri, NULL };
  g_auto(GStrv) environment = g_get_environ ();
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;
  const char *tps;

  if (script == NULL || !g_file_set_contents (path, script, -1, NULL))
    fail (error != NULL ? error->message : "a script cannot be written");

  environment = g_environ_setenv (environment, "PGOPTIONS", "-c search_path=parvis"
                                  " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
                                  " -c jit=off", TRUE);
  if (!g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_DEFAULT, NULL, NULL, &output,
                     &complaint, NULL, &error))
    fail (error->message);

  tps = strstr (output, "tps = ");
  if (tps == NULL || strstr (complaint, "ERROR") != NULL)
    fail (complaint);

  return g_ascii_strtod (tps + strlen ("tps = "), NULL);
}

static double
measure_pgbench (void)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  TestDatabase database;
  Shop shop;
  double rate;

  test_database_init (&database);
  test_database_set (&database, config);
  make_shop (&shop, config);
  rate = run_pgbench (&database, &shop);
  test_database_clear (&database);
  g_free (shop.merchant);
  g_free (shop.product);

  return rate;
}

/* The program finds its server by the environment; without one it gets one. */
static void
find_server (char **argv)
{
  char *again[] = { (char *) PRIVATE_POSTGRES, (char *) "run", (char *) POSTGRES_TEMPLATE,
                    argv[0], NULL };

  if (g_getenv ("PARVIS_TEST_POSTGRES") != NULL)
    return;

  g_setenv ("PARVIS_TEST_DURABLE", "1", TRUE);
  execv (PRIVATE_POSTGRES, again);
  fail (g_strerror (errno));
}

int
main (int    argc,
      char **argv)
{
  double ours[ROUNDS];
  double alone[ROUNDS];
  double peer[ROUNDS];
  double best;

  find_server (argv);
  for (guint round = 0; round < ROUNDS; round++)
    {
      ours[round] = measure_service (FALSE);
      alone[round] = measure_service (TRUE);
      peer[round] = measure_pgbench ();
    }

  best = bench_median (ours, ROUNDS);
  printf ("durable reservations a second of one product, median of %d\n"
          "parvisd, %d under way  %.0f\n"
          "a commit for each      %.0f, ratio %.2f\n"
          "pgbench, %d clients    %.0f, ratio %.2f\n", ROUNDS, UNDER_WAY, best,
          bench_median (alone, ROUNDS), best / bench_median (alone, ROUNDS), CLIENTS,
          bench_median (peer, ROUNDS), best / bench_median (peer, ROUNDS));

  return 0;
}
