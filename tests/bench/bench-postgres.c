/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-postgres"

#include "config.h"

#include "bench-counts.h"
#include "bench-files.h"
#include "test-database.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The service on PostgreSQL, against what the same server does for others in the same
 * run: durable counts by hand against pgbench with the same statements; a change on
 * its way to a reader of another node against a bare notification; and what a command
 * costs and a town takes with 1, 100 and 1,000 towns, on both databases: all counts in one
 * of them, and then one after the other in all.
 *
 * Usage: bench-postgres [TOWNS…]
 */

#define UNDER_WAY 32
#define SECONDS   3.0
#define ROUNDS    3
#define CROSSINGS 40
#define OPENINGS  50
#define GROWTH_ROUNDS 7
#define IDLE_SECONDS 6

static void
fail (const char *what)
{
  bench_counts_fail (what);
}

/* The program finds its server by the environment; without one it gets one. */
static void
find_server (char **argv)
{
  g_autoptr(GPtrArray) again = g_ptr_array_new ();

  if (g_getenv ("PARVIS_TEST_POSTGRES") != NULL)
    return;

  g_ptr_array_add (again, (gpointer) PRIVATE_POSTGRES);
  g_ptr_array_add (again, (gpointer) "run");
  g_ptr_array_add (again, (gpointer) POSTGRES_TEMPLATE);
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (again, argv[i]);
  g_ptr_array_add (again, NULL);

  g_setenv ("PARVIS_TEST_DURABLE", "1", TRUE);
  execv (PRIVATE_POSTGRES, (char **) again->pdata);
  fail (g_strerror (errno));
}

static void
run_sql (TestDatabase *database,
         const char   *sql)
{
  g_autoptr(GError) error = NULL;

  g_free (test_database_ask (database, "postgres", sql, &error));
  if (error != NULL)
    fail (error->message);
}

/* The statements of one count and of the two entities that it changes, as the service
 * makes them, in one transaction; @locked with the lock that keeps a town's numbers
 * in order, which one at a time can have.
 */
static char *
make_script (const char *gauge,
             gboolean    locked)
{
  g_autofree char *small = g_strnfill (480, 'x');
  g_autofree char *large = g_strnfill (3900, 'x');
  GString *text = g_string_new (NULL);

  g_string_append (text,
                   "\\set n random(1, 1000000000000)\n"
                   "\\set seq random(1000000, 1000000000000)\n"
                   "BEGIN;\n"
                   "SELECT set_config('parvis.town', '00001', true);\n");
  g_string_append (text, locked
                   ? "SELECT seq FROM parvis_service.registry"
                     " WHERE town = '00001' FOR UPDATE \\gset\n"
                     "\\set seq :seq + 2\n" : "");
  g_string_append_printf (text,
    "SELECT fingerprint, status, answer, seq FROM command WHERE town = '00001' AND key = :n;\n"
    "SAVEPOINT command;\n"
    "SELECT g.*, f.neighbourhood FROM gauge AS g JOIN facility AS f ON f.town = g.town"
    " AND f.id = g.facility WHERE g.town = '00001' AND g.id = '%1$s';\n"
    "SELECT * FROM source WHERE town = '00001' AND gauge = '%1$s' ORDER BY created_at, id;\n"
    "SELECT f.opening_hours, t.timezone, c.from_at, c.until_at FROM facility AS f"
    " JOIN town AS t ON t.town = f.town LEFT JOIN closure AS c ON c.town = f.town"
    " AND c.facility = f.id WHERE f.town = '00001' AND f.id ="
    " (SELECT facility FROM gauge WHERE town = '00001' AND id = '%1$s');\n"
    "INSERT INTO hand_log (town, gauge, n, day, at, what, delta, value, actor, note, command_key)"
    " VALUES ('00001', '%1$s', :n, '2026-06-17', :n, 'count', 1, 7,"
    " 'key-dab8f988-0c19-44e3-b4b7-9f80e4dd898e', NULL, :n);\n"
    "INSERT INTO history (town, gauge, at, low, high, latest, latest_at)"
    " VALUES ('00001', '%1$s', 1, 7, 7, 7, :n) ON CONFLICT (town, gauge, at) DO UPDATE"
    " SET low = LEAST(history.low, excluded.low), high = GREATEST(history.high, excluded.high),"
    " latest = excluded.latest, latest_at = excluded.latest_at;\n"
    "UPDATE gauge SET capacity = 1000000, method = 'hand', present = 7, observed_at = :n,"
    " period = 0, truth_at = NULL, zeroed_at = NULL, state = 'hand', decided_at = :n,"
    " sources = 0, sources_fresh = 0, broken_since = NULL, next_due = :n, fault = NULL,"
    " fault_value = NULL, fault_at = NULL, fault_source = NULL, pmr_free = NULL,"
    " charging_free = NULL, trend = 'unknown', trend_at = NULL, day = '2026-06-17',"
    " day_start = NULL, day_entered = 0, day_left = 0, day_by_hand = 7, day_recounted = 0,"
    " drift = 0, recount_at = NULL, recount_gap = 0, recount_value = 0, log_count = 7"
    " WHERE town = '00001' AND id = '%1$s';\n"
    "INSERT INTO command (town, key, fingerprint, name, actor, status, answer, seq, created_at)"
    " VALUES ('00001', :n, '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b',"
    " 'gauge.count', 'key-dab8f988-0c19-44e3-b4b7-9f80e4dd898e', 200, '{}', 1, :n);\n"
    "RELEASE command;\n", gauge);

  for (int log = 0; log < 2; log++)
    {
      const char *kind = log == 0 ? "gauge" : "gauge_log";

      g_string_append (text, "SELECT published FROM module WHERE town = '00001'"
                       " AND name = 'occupancy';\n");
      if (log == 1)
        g_string_append_printf (text,
          "SELECT at, what, delta, value, actor, note, command_key FROM hand_log"
          " WHERE town = '00001' AND gauge = '%s' AND day = '2026-06-17'"
          " ORDER BY n DESC LIMIT 20;\n", gauge);
      g_string_append_printf (text,
        "SELECT audience, body, withdrawn, scope FROM change"
        " WHERE town = '00001' AND kind = '%s' AND id = '%s';\n"
        "INSERT INTO change (town, kind, id, seq, audience, scope, deleted, withdrawn, body)"
        " VALUES ('00001', '%s', '%s', :seq::bigint - %d, 'public', '', 0, 0, '%s')"
        " ON CONFLICT (town, kind, id) DO UPDATE SET seq = excluded.seq,"
        " audience = excluded.audience, deleted = excluded.deleted,"
        " withdrawn = excluded.withdrawn, body = excluded.body;\n",
        kind, gauge, kind, gauge, log, log == 0 ? small : large);
    }

  g_string_append (text, locked
                   ? "UPDATE parvis_service.registry SET seq = :seq WHERE town = '00001';\n" : "");
  g_string_append (text, "COMMIT;\n");

  return g_string_free (text, FALSE);
}

/* Transactions a second of 32 clients, each with the gauge of its script. */
static double
run_pgbench (TestDatabase *database,
             BenchCounts  *counts,
             gboolean      locked)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) environment = g_get_environ ();
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr(GError) error = NULL;
  const char *tps;

  environment = g_environ_setenv (environment, "PGOPTIONS", "-c search_path=parvis"
                                  " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
                                  " -c jit=off", TRUE);
  g_ptr_array_add (argv, g_strdup (PGBENCH));
  g_ptr_array_add (argv, g_strdup ("-nMprepared"));
  g_ptr_array_add (argv, g_strdup_printf ("-c%d", UNDER_WAY));
  g_ptr_array_add (argv, g_strdup ("-j2"));
  g_ptr_array_add (argv, g_strdup_printf ("-T%d", (int) SECONDS));
  for (guint i = 0; i < BENCH_COUNTS_GAUGES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/count-%u.sql", database->directory, i);
      g_autofree char *script = make_script (counts->gauges[i], locked);

      if (!g_file_set_contents (path, script, -1, NULL))
        fail ("a script cannot be written");
      g_ptr_array_add (argv, g_strconcat ("-f", path, NULL));
    }
  g_ptr_array_add (argv, g_strdup (database->uri));
  g_ptr_array_add (argv, NULL);

  if (!g_spawn_sync (NULL, (char **) argv->pdata, environment, G_SPAWN_DEFAULT, NULL, NULL,
                     &output, &complaint, NULL, &error))
    fail (error->message);

  tps = strstr (output, "tps = ");
  if (tps == NULL || strstr (complaint, "ERROR") != NULL)
    fail (complaint);

  return g_ascii_strtod (tps + strlen ("tps = "), NULL);
}

/* A new database with the town, so that nobody meets what another left. */
static void
make_database (TestDatabase *database,
               BenchCounts  *counts)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();

  test_database_init (database);
  test_database_set (database, config);
  bench_counts_make (counts, config);
}

static double
measure_pgbench (gboolean locked)
{
  TestDatabase database;
  BenchCounts counts = { NULL, };
  double rate;

  make_database (&database, &counts);
  rate = run_pgbench (&database, &counts, locked);
  test_database_clear (&database);

  return rate;
}

static void
measure_service (double *rate,
                 double *cost)
{
  TestDatabase database;
  BenchCounts counts = { NULL, };
  g_auto(GStrv) options = NULL;
  BenchCountsServer server;

  make_database (&database, &counts);
  options = test_database_get_options (&database);
  server = bench_counts_start (options);
  bench_counts_run (&counts, server, UNDER_WAY, SECONDS, rate, cost);
  bench_counts_stop (server);
  test_database_clear (&database);
}

static void
compare_rates (void)
{
  double ours[ROUNDS];
  double cost[ROUNDS];
  double locked[ROUNDS];
  double open[ROUNDS];
  double best;

  for (guint round = 0; round < ROUNDS; round++)
    {
      measure_service (&ours[round], &cost[round]);
      locked[round] = measure_pgbench (TRUE);
      open[round] = measure_pgbench (FALSE);
    }

  best = bench_median (ours, ROUNDS);
  printf ("durable commands a second, %d under way, median of %d\n"
          "parvisd %.0f (%.0f µs of its processor time each)\n"
          "pgbench, numbers in the order of commits %.0f, ratio %.2f\n"
          "pgbench, without that order              %.0f, ratio %.2f\n\n", UNDER_WAY, ROUNDS,
          best, bench_median (cost, ROUNDS), bench_median (locked, ROUNDS),
          best / bench_median (locked, ROUNDS), bench_median (open, ROUNDS),
          best / bench_median (open, ROUNDS));
  fflush (stdout);
}

static PGconn *
connect_bare (TestDatabase *database)
{
  PGconn *conn = PQconnectdb (database->uri);

  if (PQstatus (conn) != CONNECTION_OK)
    fail (PQerrorMessage (conn));

  return conn;
}

/* ms from one connection to another. */
static double
measure_notifications (TestDatabase *database)
{
  PGconn *from = connect_bare (database);
  PGconn *to = connect_bare (database);
  double times[CROSSINGS];

  PQclear (PQexec (to, "LISTEN bench"));
  for (guint i = 0; i < CROSSINGS; i++)
    {
      struct pollfd fd = { PQsocket (to), POLLIN, 0 };
      double began = bench_now ();
      PGnotify *news = NULL;

      PQclear (PQexec (from, "SELECT pg_notify('bench', 'news')"));
      while (news == NULL)
        {
          if (poll (&fd, 1, 5000) != 1 || PQconsumeInput (to) != 1)
            fail ("a notification does not come");
          news = PQnotifies (to);
        }
      times[i] = (bench_now () - began) * 1e3;
      PQfreemem (news);
    }
  PQfinish (from);
  PQfinish (to);

  return bench_median (times, CROSSINGS);
}

static int
open_stream (BenchCountsServer server)
{
  static const char request[] =
    "GET " BENCH_COUNTS_TOWN "/live/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
  int fd = bench_connect (server.port);

  if (send (fd, request, strlen (request), MSG_NOSIGNAL) != (gssize) strlen (request))
    fail ("a stream cannot be opened");

  return fd;
}

static void
read_until (int         fd,
            GString    *text,
            const char *needle)
{
  char buffer[65536];

  while (strstr (text->str, needle) == NULL)
    {
      gssize got = recv (fd, buffer, sizeof buffer, 0);

      if (got <= 0)
        fail ("a stream ended");
      g_string_append_len (text, buffer, got);
    }
  g_string_set_size (text, 0);
}

/* Nodes of one database have one master key, or the second does not start. */
static void
share_key (const char *from,
           const char *to)
{
  g_autofree char *key = g_build_filename (from, "master-key", NULL);
  g_autofree char *copy = g_build_filename (to, "master-key", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  if (g_mkdir_with_parents (to, 0700) != 0 ||
      !g_file_get_contents (key, &contents, &length, NULL) ||
      !g_file_set_contents_full (copy, contents, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600,
                                 NULL))
    fail ("the master key cannot be copied");
}

/* From the request to one node until a reader of the other has the change; each gauge
 * once, so that nothing is held back.
 */
static void
compare_crossings (TestDatabase *database,
                   BenchCounts  *counts)
{
  g_auto(GStrv) options = test_database_get_options (database);
  g_auto(GStrv) second = g_strdupv (options);
  g_autoptr(GString) text = g_string_new (NULL);
  BenchCountsServer nodes[2];
  double times[CROSSINGS];
  double answered[CROSSINGS];
  double bare;
  int stream;
  int fd;

  g_free (second[1]);
  second[1] = g_build_filename (database->directory, "second", NULL);
  share_key (options[1], second[1]);
  nodes[0] = bench_counts_start (options);
  nodes[1] = bench_counts_start (second);
  stream = open_stream (nodes[1]);
  read_until (stream, text, "event: snapshot");
  fd = bench_connect (nodes[0].port);

  /* The first of a connection is slower: what it needs is prepared then. */
  for (int i = -5; i < CROSSINGS; i++)
    {
      guint gauge = (guint) (i + CROSSINGS) % BENCH_COUNTS_GAUGES;
      char answer[2048];
      double began = bench_now ();

      bench_counts_send (counts, fd, gauge);
      if (recv (fd, answer, sizeof answer, 0) <= 0)
        fail ("a command was not answered");
      if (i >= 0)
        answered[i] = (bench_now () - began) * 1e3;
      read_until (stream, text, counts->gauges[gauge]);
      if (i >= 0)
        times[i] = (bench_now () - began) * 1e3;
    }

  bare = measure_notifications (database);
  printf ("a change to a reader of another node, median of %d, ms from the request\n"
          "answered %.2f, at the reader %.2f; a bare notification %.2f, ratio %.2f\n"
          "allowed: three of them and the 250 that a gauge may be held back\n\n", CROSSINGS,
          bench_median (answered, CROSSINGS), bench_median (times, CROSSINGS), bare,
          bench_median (times, CROSSINGS) / bare);
  fflush (stdout);
  close (stream);
  close (fd);
  bench_counts_stop (nodes[0]);
  bench_counts_stop (nodes[1]);
}

/* Each table's rows of the first town again, under other codes. */
static void
multiply_on_postgres (TestDatabase *database,
                      guint         from,
                      guint         to)
{
  g_autofree char *sql = g_strdup_printf (
    "SET session_replication_role = replica;"
    "DO $$ DECLARE t record; BEGIN"
    " FOR t IN SELECT c.table_name, string_agg(quote_ident(column_name), ',') AS columns"
    "  FROM information_schema.columns AS c WHERE table_schema = 'parvis' AND column_name <> 'town'"
    "  GROUP BY c.table_name LOOP"
    " EXECUTE format('INSERT INTO parvis.%%I (town, %%s) SELECT lpad(other::text, 5, ''0''), %%s"
    "  FROM parvis.%%I, generate_series(%u, %u) AS other WHERE town = ''00001''',"
    "  t.table_name, t.columns, t.columns, t.table_name);"
    " END LOOP; END $$;"
    "INSERT INTO parvis_service.registry (town, seq) SELECT lpad(n::text, 5, '0'),"
    " (SELECT seq FROM parvis_service.registry WHERE town = '00001')"
    " FROM generate_series(%u, %u) AS n", from, to, from, to);

  run_sql (database, sql);
  run_sql (database, "VACUUM ANALYZE");
}

/* The town's page for everybody, whole; ms. */
static double
read_town (int   fd,
           guint town)
{
  static char answer[1 << 16];
  g_autofree char *request = g_strdup_printf ("GET /api/v1/towns/%05u/live HTTP/1.1\r\n"
                                              "Host: localhost\r\n\r\n", town);
  double began = bench_now ();
  gsize whole = 0;
  gsize got = 0;

  if (send (fd, request, strlen (request), MSG_NOSIGNAL) != (gssize) strlen (request))
    fail ("a town cannot be asked for");
  while (whole == 0 || got < whole)
    {
      gssize n = recv (fd, answer + got, sizeof answer - 1 - got, 0);
      const char *body;
      const char *length;

      if (n <= 0)
        fail ("a town was not answered");
      got += (gsize) n;
      answer[got] = '\0';
      body = strstr (answer, "\r\n\r\n");
      length = strcasestr (answer, "content-length:");
      if (body != NULL && length != NULL)
        whole = (gsize) (body + 4 - answer) + strtoul (length + 15, NULL, 10);
    }
  if (memcmp (answer, "HTTP/1.1 200", 12) != 0)
    fail ("a town was not answered with 200");

  return (bench_now () - began) * 1e3;
}

/* What the first look at a town takes: its page is put together and, where more towns are
 * there than are kept open, its connection opened.
 */
static double
measure_opening (BenchCountsServer server,
                 guint             towns)
{
  double times[OPENINGS];
  guint n = MIN (towns - 1, OPENINGS);
  int fd = bench_connect (server.port);

  for (guint i = 0; i < n; i++)
    times[i] = read_town (fd, 2 + i);
  close (fd);

  return n > 0 ? bench_median (times, n) : 0;
}

/* A service with so many towns on each of the two databases. */
typedef struct
{
  guint              towns;
  TestDatabase       database;
  char              *files;
  BenchCounts        counts[2];
  BenchCountsServer  servers[2];
  double             resident[2];
  double             opening[2];
  double             idle[2];          /* ms of processor time a second */
  double             rate[2][GROWTH_ROUNDS];
  double             cost[2][GROWTH_ROUNDS];
  double             spread_rate[2][GROWTH_ROUNDS];  /* with the counts in all towns */
  double             spread_cost[2][GROWTH_ROUNDS];
} Growth;

static void
start_growth (Growth *self,
              guint   towns)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  const char *options[] = { "--state-dir", NULL, NULL };
  g_auto(GStrv) database_options = NULL;

  self->towns = towns;
  make_database (&self->database, &self->counts[0]);
  self->files = g_build_filename (self->database.directory, "files", NULL);
  parvis_config_set (config, "state-dir", self->files, NULL);
  bench_counts_make (&self->counts[1], config);
  if (towns > 1)
    {
      multiply_on_postgres (&self->database, 2, towns);
      bench_files_multiply (self->files, 2, towns);
    }

  database_options = test_database_get_options (&self->database);
  options[1] = self->files;
  self->servers[0] = bench_counts_start (database_options);
  self->servers[1] = bench_counts_start ((char **) options);
  for (int which = 0; which < 2; which++)
    {
      BenchPeer peer = { "parvisd", self->servers[which].pid, self->servers[which].port };
      double unused;

      /* After a start every town is looked at once. */
      bench_counts_run (&self->counts[which], self->servers[which], UNDER_WAY, SECONDS * 2,
                        &unused, &unused);
      self->resident[which] = bench_resident (&peer);
    }
}

static void
end_growth (Growth *self)
{
  for (int which = 0; which < 2; which++)
    {
      self->opening[which] = measure_opening (self->servers[which], self->towns);
      bench_counts_stop (self->servers[which]);
    }
  test_database_clear (&self->database);
  g_free (self->files);
}

/* How much more than @first, round for round: what others do to the machine meanwhile is
 * in both.
 */
static double
compare_rounds (const double *first,
                const double *other)
{
  double ratios[GROWTH_ROUNDS];

  for (guint i = 0; i < GROWTH_ROUNDS; i++)
    ratios[i] = other[i] / first[i];

  return bench_median (ratios, GROWTH_ROUNDS);
}

static void
print_growth (Growth       *self,
              const Growth *first,
              const Growth *before,
              int           which)
{
  double more = self == first ? 0 : (self->resident[which] - before->resident[which]) /
                                    (self->towns - before->towns);
  double rate_ratio = compare_rounds (self->rate[which], first->rate[which]);
  double cost_ratio = compare_rounds (first->cost[which], self->cost[which]);

  printf ("%5u   %-10s %10.0f %9.2f %6.0f %6.2f %7.0f KiB %6.1f KiB %6.2f ms"
          " %6.2f ms/s\n", self->towns,
          which == 0 ? "PostgreSQL" : "SQLite", bench_median (self->rate[which], GROWTH_ROUNDS),
          rate_ratio, bench_median (self->cost[which], GROWTH_ROUNDS), cost_ratio,
          self->resident[which], more, self->opening[which], self->idle[which]);
  fflush (stdout);
}

/* What each takes while nobody asks anything. */
static void
measure_idle (Growth *growths,
              guint   n_sizes)
{
  for (int end = 0; end < 2; end++)
    {
      for (guint i = 0; i < n_sizes * 2; i++)
        {
          Growth *growth = &growths[i / 2];
          double now = bench_counts_cpu_time (growth->servers[i % 2].pid) * 1e3 / IDLE_SECONDS;

          growth->idle[i % 2] = end == 0 ? now : now - growth->idle[i % 2];
        }
      if (end == 0)
        g_usleep (IDLE_SECONDS * G_USEC_PER_SEC);
    }
}

/* Counts in all towns instead of one. */
static void
measure_spread (Growth *growths,
                guint   n_sizes,
                guint   round)
{
  for (int which = 0; which < 2; which++)
    {
      for (guint i = 0; i < n_sizes; i++)
        {
          Growth *growth = &growths[i];

          growth->counts[which].towns = growth->towns;
          bench_counts_run (&growth->counts[which], growth->servers[which], UNDER_WAY, SECONDS / 2,
                            &growth->spread_rate[which][round],
                            &growth->spread_cost[which][round]);
          growth->counts[which].towns = 0;
        }
    }
}

static void
print_spread (const Growth *growths,
              guint         n_sizes)
{
  printf ("\nthe same, with the counts one after the other in all towns\n"
          "towns   database     commands/s   ratio   µs   ratio\n");
  for (guint i = 0; i < n_sizes; i++)
    {
      for (int which = 0; which < 2; which++)
        printf ("%5u   %-10s %10.0f %9.2f %6.0f %6.2f\n", growths[i].towns,
                which == 0 ? "PostgreSQL" : "SQLite",
                bench_median ((double *) growths[i].spread_rate[which], GROWTH_ROUNDS),
                compare_rounds (growths[i].spread_rate[which], growths[0].spread_rate[which]),
                bench_median ((double *) growths[i].spread_cost[which], GROWTH_ROUNDS),
                compare_rounds (growths[0].spread_cost[which], growths[i].spread_cost[which]));
    }
}

/* All are there at once and take turns. */
static void
compare_growth (guint        n_sizes,
                const guint *sizes)
{
  g_autofree Growth *growths = g_new0 (Growth, n_sizes);

  for (guint i = 0; i < n_sizes; i++)
    start_growth (&growths[i], sizes[i]);

  measure_idle (growths, n_sizes);
  for (guint round = 0; round < GROWTH_ROUNDS; round++)
    {
      for (int which = 0; which < 2; which++)
        {
          for (guint i = 0; i < n_sizes; i++)
            bench_counts_run (&growths[i].counts[which], growths[i].servers[which], UNDER_WAY,
                              SECONDS / 2, &growths[i].rate[which][round],
                              &growths[i].cost[which][round]);
        }
      measure_spread (growths, n_sizes, round);
    }

  for (guint i = 0; i < n_sizes; i++)
    end_growth (&growths[i]);

  printf ("what a command costs with more towns, %d under way in one of them\n"
          "towns   database     commands/s   ratio   µs   ratio   resident   each more   opening"
          "   idle\n", UNDER_WAY);
  for (guint i = 0; i < n_sizes; i++)
    {
      for (int which = 0; which < 2; which++)
        print_growth (&growths[i], growths, i == 0 ? growths : &growths[i - 1], which);
    }
  print_spread (growths, n_sizes);
}

int
main (int    argc,
      char **argv)
{
  guint sizes[] = { 1, 100, argc > 1 ? (guint) atoi (argv[1]) : 1000 };
  TestDatabase database;
  BenchCounts counts = { NULL, };

  find_server (argv);
  if (sizes[2] <= sizes[1] || sizes[2] > 99999)
    fail ("from 101 to 99999 towns");

  compare_rates ();
  make_database (&database, &counts);
  compare_crossings (&database, &counts);
  test_database_clear (&database);
  compare_growth (G_N_ELEMENTS (sizes), sizes);

  return 0;
}
