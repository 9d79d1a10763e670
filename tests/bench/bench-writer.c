/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durable commands a second through the store, with 1, 32 and 128 under way: in
 * groups, one by one, and as a bare SQLite loop that commits the same statements
 * in groups of that size. Says nothing about right or wrong.
 *
 * Usage: bench-writer [MILLISECONDS-A-RUN [DIRECTORY]]
 */
#include "config.h"

#include "parvis-store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOWN        "00001"
#define N_STOCKS    1000
#define FINGERPRINT "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

#define SQL_CREATE \
  "CREATE TABLE stock (town TEXT NOT NULL, id TEXT NOT NULL, left INTEGER NOT NULL, " \
  "PRIMARY KEY (town, id)) STRICT"
#define SQL_TAKE \
  "INSERT INTO stock (town, id, left) VALUES (:town, :id, -1) " \
  "ON CONFLICT (town, id) DO UPDATE SET left = stock.left - 1"
#define SQL_READ "SELECT left FROM stock WHERE town = :town AND id = :id"

/* What the store runs around each command; the bare loop runs the same. */
#define SQL_SEQ "SELECT MAX(seq) FROM change WHERE town = :town"
#define SQL_FIND \
  "SELECT fingerprint, status, answer, seq FROM command WHERE town = :town AND key = :key"
#define SQL_LOG \
  "INSERT INTO command (town, key, fingerprint, name, actor, status, answer, seq, created_at) " \
  "VALUES (:town, :key, '" FINGERPRINT "', 'stock.take', 'system', 200, :body, :seq, 1)"
#define SQL_KNOWN \
  "SELECT audience, body FROM change WHERE town = :town AND kind = 'stock' AND id = :id"
#define SQL_MOVE \
  "INSERT INTO change (town, kind, id, seq, audience, deleted, body) " \
  "VALUES (:town, 'stock', :id, :seq, 'public', 0, :body) " \
  "ON CONFLICT (town, kind, id) DO UPDATE SET seq = excluded.seq, " \
  "audience = excluded.audience, deleted = excluded.deleted, body = excluded.body"

/* Each figure is the median of so many short runs, taken in turns, so that what
 * else the machine does weighs on all of them alike.
 */
#define N_ROUNDS 5

static gint64 milliseconds = 600;
static const char *parent;

static void
fail (const char *what)
{
  fprintf (stderr, "bench-writer: %s\n", what);
  exit (1);
}

/* The store. */

static gboolean
run (ParvisTx    *tx,
     const char  *sql,
     const char  *id,
     gint64      *value,
     GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return FALSE;

  if (id != NULL)
    parvis_stmt_bind_text (stmt, ":id", id);

  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (value != NULL)
    *value = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

static gboolean
apply_create (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return run (tx, SQL_CREATE, NULL, NULL, error);
}

static gboolean
apply_take (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  gint64 left;

  if (!run (tx, SQL_TAKE, command->object, NULL, error) ||
      !run (tx, SQL_READ, command->object, &left, error))
    return FALSE;

  answer->body = json_pack ("{s:I}", "left", (json_int_t) left);
  parvis_tx_touch (tx, "stock", command->object);

  return TRUE;
}

static gboolean
render_stock (ParvisTx      *tx,
              const char    *id,
              ParvisEntity  *entity,
              GError       **error)
{
  gint64 left;

  if (!run (tx, SQL_READ, id, &left, error))
    return FALSE;

  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  entity->body = json_pack ("{s:s, s:I}", "id", id, "left", (json_int_t) left);

  return TRUE;
}

static const ParvisKind kinds[] = {
  { "stock", render_stock },
  { NULL, NULL },
};

typedef struct
{
  ParvisStore     *store;
  gint64           until;
  pthread_mutex_t  lock;
  pthread_cond_t   idle;
  guint            under_way;
  guint64          done;
} Load;

static void submit_one (Load *load);

static void
answered_cb (ParvisCommand *command,
             ParvisAnswer  *answer,
             gint64         seq,
             gboolean       replayed,
             GError        *error,
             gpointer       user_data)
{
  Load *load = user_data;
  gboolean again;

  if (error != NULL)
    fail (error->message);

  parvis_command_free (command);
  parvis_answer_free (answer);
  again = g_get_monotonic_time () < load->until;

  pthread_mutex_lock (&load->lock);
  load->done++;
  if (!again && --load->under_way == 0)
    pthread_cond_signal (&load->idle);
  pthread_mutex_unlock (&load->lock);

  if (again)
    submit_one (load);
}

static void
submit_one (Load *load)
{
  ParvisCommand *command = parvis_command_new ("stock.take", TOWN, apply_take);

  command->key = g_uuid_string_random ();
  command->object = g_strdup_printf ("stock-%d", g_random_int_range (0, N_STOCKS));
  command->fingerprint = g_strdup (FINGERPRINT);
  command->actor = g_strdup ("system");
  parvis_store_submit (load->store, command, answered_cb, load);
}

static char *
make_directory (void)
{
  char *directory = g_build_filename (parent, "parvis-bench-XXXXXX", NULL);

  if (g_mkdtemp (directory) == NULL)
    fail ("no directory to work in");

  return directory;
}

static void
remove_directory (const char *directory)
{
  const char *argv[] = { "rm", "-rf", directory, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
}

static ParvisStore *
open_store (const char *directory,
            guint       batch_max)
{
  g_autofree char *uri = g_strconcat ("sqlite:", directory, NULL);
  ParvisStoreConfig config = { .uri = uri, .kinds = kinds, .batch_max = batch_max };
  g_autoptr(ParvisAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  ParvisStore *store;

  store = parvis_store_open (&config, &error);
  if (store == NULL || !parvis_store_create_town (store, TOWN, &error))
    fail (error->message);

  answer = parvis_store_apply (store, parvis_command_new ("create", TOWN, apply_create),
                               NULL, &error);
  if (answer == NULL)
    fail (error->message);

  return store;
}

static double
measure_store (guint under_way,
               guint batch_max)
{
  g_autofree char *directory = make_directory ();
  Load load = { NULL, 0, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, under_way, 0 };
  gint64 started;
  double rate;

  load.store = open_store (directory, batch_max);
  started = g_get_monotonic_time ();
  load.until = started + milliseconds * 1000;
  for (guint i = 0; i < under_way; i++)
    submit_one (&load);

  pthread_mutex_lock (&load.lock);
  while (load.under_way > 0)
    pthread_cond_wait (&load.idle, &load.lock);
  pthread_mutex_unlock (&load.lock);

  rate = (double) load.done * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - started);
  parvis_store_close (load.store);
  remove_directory (directory);

  return rate;
}

/* The bare loop. */

enum { BEGIN, SEQ, SAVEPOINT, FIND, TAKE, READ, LOG, RELEASE, KNOWN, MOVE, COMMIT, N_STATEMENTS };

typedef struct
{
  sqlite3      *handle;
  sqlite3_stmt *statements[N_STATEMENTS];
} Bare;

static void
bind (sqlite3_stmt *statement,
      const char   *name,
      const char   *text)
{
  int index = sqlite3_bind_parameter_index (statement, name);

  if (index > 0)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

static gint64
step (Bare       *bare,
      int         which,
      const char *id,
      const char *key,
      const char *body,
      gint64      seq)
{
  sqlite3_stmt *statement = bare->statements[which];
  int index = sqlite3_bind_parameter_index (statement, ":seq");
  gint64 value = 0;
  int code;

  bind (statement, ":town", TOWN);
  bind (statement, ":id", id);
  bind (statement, ":key", key);
  bind (statement, ":body", body);
  if (index > 0)
    sqlite3_bind_int64 (statement, index, seq);

  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  else if (code != SQLITE_DONE)
    fail (sqlite3_errmsg (bare->handle));
  sqlite3_reset (statement);

  return value;
}

static void
open_bare (Bare       *bare,
           const char *directory)
{
  const char *sql[N_STATEMENTS] = {
    "BEGIN IMMEDIATE", SQL_SEQ, "SAVEPOINT command", SQL_FIND, SQL_TAKE, SQL_READ, SQL_LOG,
    "RELEASE command", SQL_KNOWN, SQL_MOVE, "COMMIT",
  };
  g_autofree char *path = g_build_filename (directory, "towns", TOWN ".db", NULL);

  if (sqlite3_open (path, &bare->handle) != SQLITE_OK ||
      sqlite3_exec (bare->handle, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
                    NULL, NULL, NULL) != SQLITE_OK)
    fail (sqlite3_errmsg (bare->handle));

  for (int i = 0; i < N_STATEMENTS; i++)
    {
      if (sqlite3_prepare_v2 (bare->handle, sql[i], -1, &bare->statements[i], NULL) != SQLITE_OK)
        fail (sqlite3_errmsg (bare->handle));
    }
}

static void
commit_group (Bare  *bare,
              guint  size)
{
  g_autofree int *stocks = g_new (int, size);
  gint64 seq;

  step (bare, BEGIN, NULL, NULL, NULL, 0);
  seq = step (bare, SEQ, NULL, NULL, NULL, 0);
  for (guint i = 0; i < size; i++)
    {
      g_autofree char *key = g_uuid_string_random ();
      char id[32];
      char body[64];

      stocks[i] = g_random_int_range (0, N_STOCKS);
      g_snprintf (id, sizeof id, "stock-%d", stocks[i]);
      step (bare, SAVEPOINT, NULL, NULL, NULL, 0);
      step (bare, FIND, NULL, key, NULL, 0);
      step (bare, TAKE, id, NULL, NULL, 0);
      g_snprintf (body, sizeof body, "{\"left\":%d}", (int) step (bare, READ, id, NULL, NULL, 0));
      step (bare, LOG, NULL, key, body, seq + 1);
      step (bare, RELEASE, NULL, NULL, NULL, 0);
    }

  for (guint i = 0; i < size; i++)
    {
      gboolean seen = FALSE;
      char id[32];
      char body[64];

      for (guint j = 0; j < i && !seen; j++)
        seen = stocks[j] == stocks[i];

      if (seen)
        continue;

      g_snprintf (id, sizeof id, "stock-%d", stocks[i]);
      g_snprintf (body, sizeof body, "{\"id\":\"%s\",\"left\":%d}", id,
                  (int) step (bare, READ, id, NULL, NULL, 0));
      step (bare, KNOWN, id, NULL, NULL, 0);
      step (bare, MOVE, id, NULL, body, ++seq);
    }

  step (bare, COMMIT, NULL, NULL, NULL, 0);
}

static double
measure_bare (guint size)
{
  g_autofree char *directory = make_directory ();
  Bare bare = { 0 };
  guint64 done = 0;
  gint64 started;
  gint64 until;
  double rate;

  parvis_store_close (open_store (directory, 0));
  open_bare (&bare, directory);
  started = g_get_monotonic_time ();
  until = started + milliseconds * 1000;
  while (g_get_monotonic_time () < until)
    {
      commit_group (&bare, size);
      done += size;
    }
  rate = (double) done * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - started);

  for (int i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (bare.statements[i]);
  sqlite3_close (bare.handle);
  remove_directory (directory);

  return rate;
}

/* Says what the disk is worth, so that figures of two machines can be compared. */
static double
measure_flush (void)
{
  g_autofree char *path = g_build_filename (parent, "parvis-bench-flush", NULL);
  char page[4096] = { 0 };
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gint64 started = g_get_monotonic_time ();
  double usec;

  for (int i = 0; i < 200; i++)
    {
      if (pwrite (fd, page, sizeof page, i * 4096) != sizeof page || fdatasync (fd) != 0)
        fail ("the disk does not write");
    }

  usec = (double) (g_get_monotonic_time () - started) / 200;
  close (fd);
  g_remove (path);

  return usec;
}

static int
compare_rates (gconstpointer a,
               gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return (one > other) - (one < other);
}

static double
get_median (double *rates)
{
  qsort (rates, N_ROUNDS, sizeof *rates, compare_rates);

  return rates[N_ROUNDS / 2];
}

int
main (int    argc,
      char **argv)
{
  const guint under_way[] = { 1, 32, 128 };

  if (argc > 1)
    milliseconds = MAX (g_ascii_strtoll (argv[1], NULL, 10), 1);
  parent = argc > 2 ? argv[2] : g_get_tmp_dir ();

  printf ("one page and fdatasync: %.0f us\n", measure_flush ());
  printf ("%9s %10s %12s %10s %16s %14s\n", "under way", "groups/s", "one by one/s", "bare/s",
          "groups:one by one", "groups:bare");
  for (guint i = 0; i < G_N_ELEMENTS (under_way); i++)
    {
      double rounds[3][N_ROUNDS];
      double groups;
      double single;
      double bare;

      for (int round = 0; round < N_ROUNDS; round++)
        {
          rounds[0][round] = measure_store (under_way[i], 0);
          rounds[1][round] = measure_store (under_way[i], 1);
          rounds[2][round] = measure_bare (under_way[i]);
        }

      groups = get_median (rounds[0]);
      single = get_median (rounds[1]);
      bare = get_median (rounds[2]);
      printf ("%9u %10.0f %12.0f %10.0f %16.2f %14.2f\n", under_way[i], groups, single, bare,
              groups / single, groups / bare);
    }

  return 0;
}
