/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-files"

#include "config.h"

#include "bench-files.h"

#include <sqlite3.h>

#define GAUGES BENCH_COUNTS_GAUGES

/* One statement for each table of a town, which gives its rows another code. */
static char *
make_renaming (const char *path)
{
  g_autoptr(GString) sql = g_string_new ("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;"
                                         " BEGIN;");
  sqlite3_stmt *stmt = NULL;
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2 (db,
                          "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c"
                          " WHERE m.type = 'table' AND c.name = 'town'", -1, &stmt, NULL)
      != SQLITE_OK)
    bench_counts_fail (sqlite3_errmsg (db));
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_string_append_printf (sql, " UPDATE %s SET town = 'CODE';",
                            (const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  g_string_append (sql, " COMMIT;");

  return g_strdup (sql->str);
}

static void
run_on_file (const char *path,
             const char *sql)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    bench_counts_fail (sqlite3_errmsg (db));
  sqlite3_close (db);
}

void
bench_files_multiply (const char *directory,
                      guint       from,
                      guint       to)
{
  g_autofree char *first = g_build_filename (directory, "towns", "00001.db", NULL);
  g_autofree char *renaming = make_renaming (first);
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (first, &contents, &length, NULL))
    bench_counts_fail ("the town cannot be read");

  for (guint i = from; i <= to; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/towns/%05u.db", directory, i);
      g_autofree char *code = g_strdup_printf ("'%05u'", i);
      g_autoptr(GString) sql = g_string_new (renaming);

      if (!g_file_set_contents_full (path, contents, (gssize) length,
                                     G_FILE_SET_CONTENTS_NONE, 0600, NULL))
        bench_counts_fail ("a town cannot be written");

      g_string_replace (sql, "'CODE'", code, 0);
      run_on_file (path, sql->str);
    }
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

struct _BenchFile
{
  sqlite3      *db;
  sqlite3_stmt *stmts[N_STATEMENTS];
  gint64        n;
  gint64        seq;
  char         *bodies[2];
};

static void
run (BenchFile  *self,
     int         which,
     const char *text,
     gint64      a,
     gint64      b,
     const char *more)
{
  sqlite3_stmt *stmt = self->stmts[which];
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
    bench_counts_fail (sqlite3_errmsg (self->db));
  sqlite3_reset (stmt);
}

static void
run_command (BenchFile  *self,
             const char *gauge,
             gboolean    first)
{
  static const char fingerprint[] =
    "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
  g_autofree char *key = g_uuid_string_random ();
  gint64 n = ++self->n + 1000000;

  run (self, FIND_COMMAND, key, 0, 0, NULL);
  run (self, SAVEPOINT, NULL, 0, 0, NULL);
  if (first)
    {
      run (self, LOAD_GAUGE, gauge, 0, 0, NULL);
      run (self, LOAD_SOURCES, gauge, 0, 0, NULL);
      run (self, LOAD_PLACE, gauge, 0, 0, NULL);
    }
  run (self, ADD_LOG, gauge, n, n, key);
  run (self, ADD_HISTORY, gauge, n / 1000, n, NULL);
  run (self, SAVE_GAUGE, gauge, n, n, NULL);
  run (self, ADD_COMMAND, key, 0, n, fingerprint);
  run (self, RELEASE, NULL, 0, 0, NULL);
}

static void
run_entities (BenchFile  *self,
              const char *gauge,
              gint64      seq)
{
  run (self, SEE_MODULE, NULL, 0, 0, NULL);
  run (self, SEE_CHANGE, gauge, 0, 0, NULL);
  run (self, PUT_CHANGE, gauge, 0, seq, self->bodies[0]);
  run (self, SEE_MODULE, NULL, 0, 0, NULL);
  run (self, LIST_LOG, gauge, 0, 0, NULL);
  run (self, SEE_CHANGE, gauge, 1, 0, NULL);
  run (self, PUT_CHANGE, gauge, 1, seq + 1, self->bodies[1]);
}

BenchFile *
bench_file_open (const char *path,
                 guint       town)
{
  BenchFile *self = g_new0 (BenchFile, 1);
  g_autofree char *code = g_strdup_printf ("'%05u'", town);

  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK ||
      sqlite3_exec (self->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    " PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0", NULL, NULL,
                    NULL) != SQLITE_OK)
    bench_counts_fail (sqlite3_errmsg (self->db));

  for (int i = 0; i < N_STATEMENTS; i++)
    {
      g_autoptr(GString) sql = g_string_new (statements[i]);

      g_string_replace (sql, "'00001'", code, 0);
      if (sqlite3_prepare_v3 (self->db, sql->str, -1, SQLITE_PREPARE_PERSISTENT,
                              &self->stmts[i], NULL) != SQLITE_OK)
        bench_counts_fail (sqlite3_errmsg (self->db));
    }

  /* Bodies of the size that the real ones have by then. */
  self->bodies[0] = g_strnfill (480, 'x');
  self->bodies[1] = g_strnfill (3900, 'x');
  self->seq = 1000000;

  return self;
}

void
bench_file_close (BenchFile *self)
{
  for (int i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->stmts[i]);
  sqlite3_close (self->db);
  g_free (self->bodies[0]);
  g_free (self->bodies[1]);
  g_free (self);
}

void
bench_file_count (BenchFile         *self,
                  const BenchCounts *counts,
                  guint              first,
                  guint              group)
{
  run (self, BEGIN, NULL, 0, 0, NULL);
  run (self, LAST_SEQ, NULL, 0, 0, NULL);
  for (guint i = 0; i < group; i++)
    run_command (self, counts->gauges[(first + i) % GAUGES], i < GAUGES);
  for (guint i = 0; i < MIN (group, GAUGES); i++, self->seq += 2)
    run_entities (self, counts->gauges[(first + i) % GAUGES], self->seq);
  run (self, COMMIT, NULL, 0, 0, NULL);
}
