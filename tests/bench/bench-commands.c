/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-commands"

#include "config.h"

#include "bench-counts.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Durable commands a second over HTTP, counts by hand on 40 gauges, with 1, 32
 * and 128 under way: against the same service with its batch held to one, and
 * against a bare loop that runs the same statements on the same file in groups.
 */

#define GAUGES   BENCH_COUNTS_GAUGES
#define MOST     BENCH_COUNTS_MOST
#define SECONDS  2.0
#define ROUNDS   3

typedef struct
{
  char        *dir;
  BenchCounts  counts;
  char        *template;              /* a copy of the town before anything ran */
} Bench;

static void
fail (const char *what)
{
  bench_counts_fail (what);
}

/* Commands a second, and µs of processor time for each: what is left of the first
 * depends on what else the machine does, the second hardly.
 */
typedef struct
{
  double rate[ROUNDS];
  double cost[ROUNDS];
} Figures;

static void
measure_service (Bench    *bench,
                 guint     under_way,
                 gboolean  one_by_one,
                 Figures  *figures,
                 int       round)
{
  g_autofree char *settings = g_build_filename (bench->dir, "settings", NULL);
  char *options[] = { (char *) "--config", settings, (char *) "--state-dir", bench->dir, NULL };
  BenchCountsServer server;

  g_file_set_contents (settings, one_by_one ? "[parvisd]\nbatch-max=1\n" : "[parvisd]\n", -1,
                       NULL);
  server = bench_counts_start (options);
  bench_counts_run (&bench->counts, server, under_way, SECONDS, &figures->rate[round],
                    &figures->cost[round]);
  bench_counts_stop (server);
}

/* The statements of one count, in the order of the service: a gauge is read when a group
 * comes to it first. Then those of the entities that a group changed, once for each.
 * Counts have a log of their own and no row in the audit trail.
 */
enum
{
  FIND_COMMAND, LOAD_GAUGE, LOAD_SOURCES, LOAD_PLACE, ADD_LOG, ADD_HISTORY, SAVE_GAUGE,
  ADD_COMMAND, SEE_MODULE, LIST_LOG, SEE_CHANGE, PUT_CHANGE, LAST_SEQ, BEGIN, COMMIT,
  SAVEPOINT, RELEASE, N_STATEMENTS
};

static const char * const statements[N_STATEMENTS] = {
  [FIND_COMMAND] = "SELECT fingerprint, status, answer, seq FROM command"
                   " WHERE town = '00001' AND key = ?1",
  [LOAD_GAUGE] = "SELECT g.*, f.neighbourhood FROM gauge AS g JOIN facility AS f"
                 " ON f.town = g.town AND f.id = g.facility"
                 " WHERE g.town = '00001' AND g.id = ?1",
  [LOAD_SOURCES] = "SELECT * FROM source WHERE town = '00001' AND gauge = ?1"
                   " ORDER BY created_at, id",
  [LOAD_PLACE] = "SELECT f.opening_hours, t.timezone, c.from_at, c.until_at FROM facility AS f"
                 " JOIN town AS t ON t.town = f.town LEFT JOIN closure AS c"
                 " ON c.town = f.town AND c.facility = f.id"
                 " WHERE f.town = '00001' AND f.id ="
                 " (SELECT facility FROM gauge WHERE town = '00001' AND id = ?1)",
  [ADD_LOG] = "INSERT INTO hand_log (town, gauge, n, day, at, what, delta, value, actor, note,"
              " command_key) VALUES ('00001', ?1, ?2, '2026-06-17', ?3, 'count', 1, 7,"
              " 'key:dab8f988-0c19-44e3-b4b7-9f80e4dd898e', NULL, ?4)",
  [ADD_HISTORY] = "INSERT INTO history (town, gauge, at, low, high, latest, latest_at)"
                  " VALUES ('00001', ?1, ?2, 7, 7, 7, ?3) ON CONFLICT (town, gauge, at)"
                  " DO UPDATE SET low = CASE WHEN excluded.low < history.low THEN excluded.low"
                  " ELSE history.low END, high = CASE WHEN excluded.high > history.high THEN"
                  " excluded.high ELSE history.high END, latest = excluded.latest,"
                  " latest_at = excluded.latest_at",
  [SAVE_GAUGE] = "UPDATE gauge SET capacity = 1000000, method = 'hand', present = ?2,"
                 " observed_at = ?3, period = 0, truth_at = NULL, zeroed_at = NULL,"
                 " state = 'hand', decided_at = ?3, sources = 0, sources_fresh = 0,"
                 " broken_since = NULL, next_due = ?3, fault = NULL, fault_value = NULL,"
                 " fault_at = NULL, fault_source = NULL, pmr_free = NULL,"
                 " charging_free = NULL, trend = 'unknown', trend_at = NULL,"
                 " day = '2026-06-17', day_start = NULL, day_entered = 0, day_left = 0,"
                 " day_by_hand = ?2, day_recounted = 0, drift = 0, recount_at = NULL,"
                 " recount_gap = 0, recount_value = 0, log_count = ?2"
                 " WHERE town = '00001' AND id = ?1",
  [ADD_COMMAND] = "INSERT INTO command (town, key, fingerprint, name, actor, status, answer,"
                  " seq, created_at) VALUES ('00001', ?1, ?2, 'gauge.count',"
                  " 'key:dab8f988-0c19-44e3-b4b7-9f80e4dd898e', 200, '{\"present\":7}', ?3, ?3)",
  [SEE_MODULE] = "SELECT published FROM module WHERE town = '00001' AND name = 'occupancy'",
  [LIST_LOG] = "SELECT at, what, delta, value, actor, note, command_key FROM hand_log"
               " WHERE town = '00001' AND gauge = ?1 AND day = '2026-06-17'"
               " ORDER BY n DESC LIMIT 20",
  [SEE_CHANGE] = "SELECT audience, body, withdrawn, scope FROM change"
                 " WHERE town = '00001' AND kind = ?2 AND id = ?1",
  [PUT_CHANGE] = "INSERT INTO change (town, kind, id, seq, audience, scope, deleted,"
                 " withdrawn, body) VALUES ('00001', ?2, ?1, ?3, 'public', '', 0, 0, ?4)"
                 " ON CONFLICT (town, kind, id) DO UPDATE SET seq = excluded.seq,"
                 " audience = excluded.audience, deleted = excluded.deleted,"
                 " withdrawn = excluded.withdrawn, body = excluded.body",
  [LAST_SEQ] = "SELECT MAX(seq) FROM change WHERE town = '00001'",
  [BEGIN] = "BEGIN IMMEDIATE",
  [COMMIT] = "COMMIT",
  [SAVEPOINT] = "SAVEPOINT command",
  [RELEASE] = "RELEASE command",
};

typedef struct
{
  sqlite3      *db;
  sqlite3_stmt *stmts[N_STATEMENTS];
  gint64        n;
  char         *bodies[2];
} Loop;

static void
run (Loop       *loop,
     int         which,
     const char *text,
     gint64      a,
     gint64      b,
     const char *more)
{
  sqlite3_stmt *stmt = loop->stmts[which];
  int n = sqlite3_bind_parameter_count (stmt);
  int code;

  if (n >= 1)
    sqlite3_bind_text (stmt, 1, text, -1, SQLITE_STATIC);
  if (n >= 2)
    sqlite3_bind_int64 (stmt, 2, a);
  if (n >= 3)
    sqlite3_bind_int64 (stmt, 3, b);
  if (n >= 4 || which == ADD_COMMAND)
    sqlite3_bind_text (stmt, which == ADD_COMMAND ? 2 : 4, more, -1, SQLITE_STATIC);
  if (which == SEE_CHANGE || which == PUT_CHANGE)
    sqlite3_bind_text (stmt, 2, a == 0 ? "gauge" : "gauge_log", -1, SQLITE_STATIC);

  do
    code = sqlite3_step (stmt);
  while (code == SQLITE_ROW);

  if (code != SQLITE_DONE)
    fail (sqlite3_errmsg (loop->db));
  sqlite3_reset (stmt);
}

static void
run_command (Loop       *loop,
             const char *gauge,
             gboolean    first)
{
  static const char fingerprint[] =
    "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
  g_autofree char *key = g_uuid_string_random ();
  gint64 n = ++loop->n + 1000000;

  run (loop, FIND_COMMAND, key, 0, 0, NULL);
  run (loop, SAVEPOINT, NULL, 0, 0, NULL);
  if (first)
    {
      run (loop, LOAD_GAUGE, gauge, 0, 0, NULL);
      run (loop, LOAD_SOURCES, gauge, 0, 0, NULL);
      run (loop, LOAD_PLACE, gauge, 0, 0, NULL);
    }
  run (loop, ADD_LOG, gauge, n, n, key);
  run (loop, ADD_HISTORY, gauge, n / 1000, n, NULL);
  run (loop, SAVE_GAUGE, gauge, n, n, NULL);
  run (loop, ADD_COMMAND, key, 0, n, fingerprint);
  run (loop, RELEASE, NULL, 0, 0, NULL);
}

static void
run_entities (Loop       *loop,
              const char *gauge,
              gint64      seq)
{
  run (loop, SEE_MODULE, NULL, 0, 0, NULL);
  run (loop, SEE_CHANGE, gauge, 0, 0, NULL);
  run (loop, PUT_CHANGE, gauge, 0, seq, loop->bodies[0]);
  run (loop, SEE_MODULE, NULL, 0, 0, NULL);
  run (loop, LIST_LOG, gauge, 0, 0, NULL);
  run (loop, SEE_CHANGE, gauge, 1, 0, NULL);
  run (loop, PUT_CHANGE, gauge, 1, seq + 1, loop->bodies[1]);
}

static void
open_loop (Loop  *loop,
           Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->dir, "towns", "00001.db", NULL);

  if (sqlite3_open_v2 (path, &loop->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_exec (loop->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    " PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0", NULL, NULL,
                    NULL) != SQLITE_OK)
    fail (sqlite3_errmsg (loop->db));

  for (int i = 0; i < N_STATEMENTS; i++)
    {
      if (sqlite3_prepare_v3 (loop->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                              &loop->stmts[i], NULL) != SQLITE_OK)
        fail (sqlite3_errmsg (loop->db));
    }

  /* Bodies of the size that the real ones have by then. */
  loop->bodies[0] = g_strnfill (480, 'x');
  loop->bodies[1] = g_strnfill (3900, 'x');
}

static void
measure_loop (Bench   *bench,
              guint    group,
              Figures *figures,
              int      round)
{
  Loop loop = { 0 };
  guint done = 0;
  gint64 seq = 1000000;
  double began;
  double end;
  double cpu;

  open_loop (&loop, bench);
  cpu = bench_counts_cpu_time (0);
  began = bench_now ();
  end = began + SECONDS;

  while (bench_now () < end)
    {
      run (&loop, BEGIN, NULL, 0, 0, NULL);
      run (&loop, LAST_SEQ, NULL, 0, 0, NULL);
      for (guint i = 0; i < group; i++)
        run_command (&loop, bench->counts.gauges[(done + i) % GAUGES], i < GAUGES);
      for (guint i = 0; i < MIN (group, GAUGES); i++, seq += 2)
        run_entities (&loop, bench->counts.gauges[(done + i) % GAUGES], seq);
      run (&loop, COMMIT, NULL, 0, 0, NULL);
      done += group;
    }

  figures->rate[round] = done / (bench_now () - began);
  figures->cost[round] = (bench_counts_cpu_time (0) - cpu) * 1e6 / done;
  for (int i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (loop.stmts[i]);
  sqlite3_close (loop.db);
  g_free (loop.bodies[0]);
  g_free (loop.bodies[1]);
}

/* Every measurement begins with the same file. */
static void
renew (Bench *bench)
{
  static const char * const leftovers[] = { "-wal", "-shm" };
  g_autofree char *path = g_build_filename (bench->dir, "towns", "00001.db", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (leftovers); i++)
    {
      g_autofree char *extra = g_strconcat (path, leftovers[i], NULL);

      g_remove (extra);
    }

  if (!g_file_get_contents (bench->template, &contents, &length, NULL) ||
      !g_file_set_contents (path, contents, (gssize) length, NULL))
    fail ("the town cannot be renewed");
}

int
main (int    argc,
      char **argv)
{
  static const guint sizes[] = { 1, 32, MOST };
  Bench bench = { NULL, };
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  bench.dir = g_dir_make_tmp ("parvis-bench-XXXXXX", NULL);
  parvis_config_set (config, "state-dir", bench.dir, NULL);
  bench_counts_make (&bench.counts, config);
  path = g_build_filename (bench.dir, "towns", "00001.db", NULL);
  bench.template = g_build_filename (bench.dir, "template.db", NULL);
  if (!g_file_get_contents (path, &contents, &length, NULL) ||
      !g_file_set_contents (bench.template, contents, (gssize) length, NULL))
    fail ("the town cannot be copied");

  printf ("durable commands a second and µs of processor time for each, median of %d rounds\n"
          "under way   groups   µs   one by one   ratio   bare loop   µs   ratio\n", ROUNDS);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Figures groups;
      Figures singles;
      Figures bare;
      double ours;
      double alone;
      double loop;

      for (int round = 0; round < ROUNDS; round++)
        {
          renew (&bench);
          measure_service (&bench, sizes[i], FALSE, &groups, round);
          renew (&bench);
          measure_service (&bench, sizes[i], TRUE, &singles, round);
          renew (&bench);
          measure_loop (&bench, sizes[i], &bare, round);
        }

      ours = bench_median (groups.rate, ROUNDS);
      alone = bench_median (singles.rate, ROUNDS);
      loop = bench_median (bare.rate, ROUNDS);
      printf ("%9u %8.0f %4.0f %12.0f %7.2f %11.0f %4.0f %7.2f\n", sizes[i], ours,
              bench_median (groups.cost, ROUNDS), alone, ours / alone, loop,
              bench_median (bare.cost, ROUNDS), ours / loop);
      fflush (stdout);
    }

  return 0;
}
