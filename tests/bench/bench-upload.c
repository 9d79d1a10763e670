/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-upload"

#include "config.h"

#include "bench-look.h"
#include "bench-peer.h"

#include "parvis-media.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Files of families, sent to the real service by the protocol that their telephones speak:
 * - what a mebibyte costs it, in processor time, against a bare loop that has libsodium encrypt
 *   the same pieces and SQLite store them, a transaction for each, in turns;
 * - what it costs to announce one in a town that has thousands, against one that has none;
 * - how much memory an upload takes while it is under way, of a small and of the largest file;
 * - what 200 slow ones at once do to people who look at …/live, against a quiet service, in turns.
 *
 * Usage: bench-upload [ROUNDS [SECONDS]]
 */

#define TOWN     "/api/v1/towns/00001"
#define PIECE    PARVIS_DOCUMENT_PIECE_MAX
#define A_FILE   (4 * PIECE)
#define A_ROUND  8               /* files */
#define SLOW     200             /* at once */
#define TRICKLE  (32 * 1024)     /* bytes a second of each: a telephone far from its mast */
#define SLOW_PIECE (256 * 1024)
#define MANY     10000           /* files that a town has already */
#define FEW_MANY 100             /* announcements that are measured */

static guchar *data;

static json_t *
ask (ParvisService *service,
     const char    *device,
     const char    *method,
     const char    *target,
     const char    *text)
{
  g_autofree char *uuid = g_uuid_string_random ();
  const char *headers[] = { "Content-Type", "application/json", "Idempotency-Key", uuid,
                            device != NULL ? "Parvis-Device" : NULL, device, NULL };
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr(ParvisReply) reply = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (service, method, target, headers, body,
                                 device != NULL ? PARVIS_RIGHT_ANYONE : PARVIS_RIGHT_OPERATOR);
  bytes = parvis_reply_get_bytes (reply);
  if (parvis_reply_get_status (reply) >= 300)
    g_error ("%s %s: %.*s", method, target, (int) g_bytes_get_size (bytes),
             (const char *) g_bytes_get_data (bytes, NULL));

  return json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
}

static char *
read_template (void)
{
  g_autofree char *path = g_build_filename (SOURCE_DIR, "data", "procedures", "creche.json", NULL);
  json_t *value = json_load_file (path, 0, NULL);
  char *text;

  if (value == NULL)
    g_error ("%s cannot be read", path);

  json_object_set_new (value, "card",
                       json_pack ("{s:s, s:s, s:s, s:s}", "name", "Guichet", "address",
                                  "1, place de la Mairie, 00001 Essai", "phone", "02 41 00 00 01",
                                  "email", "creche@essai.fr"));
  text = json_dumps (value, 0);
  json_decref (value);

  return text;
}

/* --- what is there before --- */

/* @config outlives it. */
static ParvisService *
open_service (const char   *state,
              ParvisConfig *config)
{
  g_autoptr(GError) error = NULL;
  ParvisService *service;

  parvis_config_set (config, "state-dir", state, &error);
  service = parvis_service_new (config, &parvis_tables, &parvis_system_clock, NULL, NULL, &error);
  if (service == NULL)
    g_error ("%s", error->message);

  return service;
}

static void
make_town (const char *state)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autoptr(ParvisService) service = open_service (state, config);
  g_autofree char *template = read_template ();

  json_decref (ask (service, NULL, "POST", TOWN,
                    "{\"name\":\"Essai\",\"modules\":[\"occupancy\",\"dossiers\"]}"));
  json_decref (ask (service, NULL, "POST", TOWN "/procedures", template));
}

/* A dossier of a family of its own, that asks for a birth certificate. */
typedef struct
{
  char  device[44];
  char *id;
} Family;

static guint n_families;

static void
make_family (ParvisService *service,
             Family        *family)
{
  g_autoptr(json_t) begun = NULL;
  g_autofree char *answers = NULL;

  g_snprintf (family->device, sizeof family->device, "%043u", ++n_families);
  begun = ask (service, family->device, "POST", TOWN "/procedures/creche/dossiers", "{}");
  family->id = g_strdup (json_string_value (json_object_get (begun, "id")));
  answers = g_strdup_printf (TOWN "/dossiers/%s/answers", family->id);
  json_decref (ask (service, family->device, "POST", answers, "{\"answers\":{\"born\":true}}"));
}

static void
make_families (const char *state,
               Family     *families,
               guint       n)
{
  g_autoptr(ParvisConfig) config = parvis_config_new ();
  g_autoptr(ParvisService) service = open_service (state, config);

  for (guint i = 0; i < n; i++)
    make_family (service, &families[i]);
}

static void
free_families (Family *families,
               guint   n)
{
  for (guint i = 0; i < n; i++)
    g_free (families[i].id);
  g_free (families);
}

/* What a process inherits of chance must not be what the one before had: identifiers are made of
 * it.
 */
static void
start (BenchPeer  *peer,
       const char *state)
{
  g_random_set_seed (randombytes_random ());
  if (!bench_start_tables (peer, state, &parvis_tables))
    g_error ("the service did not start");
}

/* --- over the network --- */

static char *
announce (int           fd,
          const Family *family,
          gsize         length)
{
  g_autofree char *request = NULL;
  g_autofree char *answer = g_malloc (8192);
  const char *location;

  request = g_strdup_printf ("POST " TOWN "/dossiers/%s/documents/birth/uploads HTTP/1.1\r\n"
                             "Host: x\r\nParvis-Device: %s\r\nTus-Resumable: 1.0.0\r\n"
                             "Upload-Length: %" G_GSIZE_FORMAT "\r\nContent-Length: 0\r\n\r\n",
                             family->id, family->device, length);
  if (bench_exchange (fd, request, answer, 8192) != 201)
    g_error ("a file was not announced: %s", answer);
  location = strcasestr (answer, "location:") + strlen ("location:");
  location += strspn (location, " ");

  return g_strndup (location, strcspn (location, "\r\n"));
}

static char *
make_head (const Family *family,
           const char   *path,
           gsize         offset,
           gsize         size)
{
  return g_strdup_printf ("PATCH %s HTTP/1.1\r\nHost: x\r\nParvis-Device: %s\r\n"
                          "Tus-Resumable: 1.0.0\r\nUpload-Offset: %" G_GSIZE_FORMAT "\r\n"
                          "Content-Type: application/offset+octet-stream\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", path, family->device,
                          offset, size);
}

static void
send_all (int         fd,
          const void *bytes,
          gsize       size)
{
  const char *at = bytes;

  while (size > 0)
    {
      gssize n = send (fd, at, size, MSG_NOSIGNAL);

      if (n <= 0)
        g_error ("a piece was not taken: %s", g_strerror (errno));
      at += n;
      size -= (gsize) n;
    }
}

/* Waits for the answer to a piece. */
static void
hear_taken (int fd)
{
  char answer[2048];
  gsize got = 0;

  answer[0] = '\0';
  while (strstr (answer, "\r\n\r\n") == NULL)
    {
      gssize n = recv (fd, answer + got, sizeof answer - 1 - got, 0);

      if (n <= 0)
        g_error ("a piece was not answered");
      got += (gsize) n;
      answer[got] = '\0';
    }
  if (atoi (answer + strlen ("HTTP/1.1 ")) != 204)
    g_error ("a piece was not taken: %s", answer);
}

static void
send_piece (int           fd,
            const Family *family,
            const char   *path,
            gsize         offset,
            gsize         size)
{
  g_autofree char *head = make_head (family, path, offset, size);

  send_all (fd, head, strlen (head));
  send_all (fd, data + offset % PIECE, size);
  hear_taken (fd);
}

/* --- what a mebibyte costs --- */

/* In µs of the service's processor time for each MiB. */
static double
time_service (const BenchPeer *peer,
              Family          *families)
{
  int fd = bench_connect (peer->port);
  double before = bench_cpu (peer);

  for (guint i = 0; i < A_ROUND; i++)
    {
      g_autofree char *path = announce (fd, &families[i], A_FILE);

      for (gsize at = 0; at < A_FILE; at += PIECE)
        send_piece (fd, &families[i], path, at, PIECE);
    }
  close (fd);

  return (bench_cpu (peer) - before) / (A_ROUND * (double) (A_FILE >> 20));
}

static void
run_sql (sqlite3    *db,
         const char *sql)
{
  char *said = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &said) != SQLITE_OK)
    g_error ("%s: %s", sql, said);
}

/* The least that has to be done: the same pieces through the same cipher into a table, kept as
 * safely.
 */
static double
time_bare (const char *directory,
           guint       round)
{
  g_autofree char *file = g_strdup_printf ("%s/bare-%u.db", directory, round);
  g_autofree guchar *sealed = g_malloc (PIECE + 64 * 1024);
  guchar key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
  struct timespec began;
  struct timespec ended;
  sqlite3_stmt *stmt;
  sqlite3 *db;

  if (sqlite3_open (file, &db) != SQLITE_OK)
    g_error ("%s cannot be opened", file);
  run_sql (db, "PRAGMA journal_mode = WAL");
  run_sql (db, "PRAGMA synchronous = FULL");
  run_sql (db, "CREATE TABLE piece (upload INTEGER, starts INTEGER, data BLOB,"
           " PRIMARY KEY (upload, starts))");
  sqlite3_prepare_v2 (db, "INSERT INTO piece VALUES (?, ?, ?)", -1, &stmt, NULL);
  crypto_secretstream_xchacha20poly1305_keygen (key);

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &began);
  for (guint i = 0; i < A_ROUND; i++)
    for (gsize at = 0; at < A_FILE; at += PIECE)
      {
        crypto_secretstream_xchacha20poly1305_state state;
        unsigned long long size = 0;

        crypto_secretstream_xchacha20poly1305_init_push (&state, sealed, key);
        crypto_secretstream_xchacha20poly1305_push (
          &state, sealed + crypto_secretstream_xchacha20poly1305_HEADERBYTES, &size, data, PIECE,
          NULL, 0, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
        sqlite3_bind_int64 (stmt, 1, i);
        sqlite3_bind_int64 (stmt, 2, (gint64) at);
        sqlite3_bind_blob (stmt, 3, sealed,
                           (int) size + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
                           SQLITE_STATIC);
        if (sqlite3_step (stmt) != SQLITE_DONE)
          g_error ("%s", sqlite3_errmsg (db));
        sqlite3_reset (stmt);
      }
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &ended);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  unlink (file);

  return ((double) (ended.tv_sec - began.tv_sec) * 1e6 +
          (double) (ended.tv_nsec - began.tv_nsec) / 1e3) / (A_ROUND * (double) (A_FILE >> 20));
}

static void
bench_cost (const BenchPeer *peer,
            const char      *directory,
            Family          *families,
            guint            rounds)
{
  g_autofree double *service = g_new (double, rounds);
  g_autofree double *bare = g_new (double, rounds);
  g_autofree double *ratio = g_new (double, rounds);

  for (guint i = 0; i < rounds; i++)
    {
      service[i] = time_service (peer, families + i * A_ROUND);
      bare[i] = time_bare (directory, i);
      ratio[i] = service[i] / bare[i];
    }
  printf ("a MiB: service %.0f µs, libsodium and SQLite alone %.0f µs: %.2f × (goal: 3)\n",
          bench_median (service, rounds), bench_median (bare, rounds),
          bench_median (ratio, rounds));
  fflush (stdout);
}

/* --- a town that has many --- */

static double
time_announcing (const BenchPeer *peer,
                 Family          *families)
{
  int fd = bench_connect (peer->port);
  double before = bench_cpu (peer);

  for (guint i = 0; i < FEW_MANY; i++)
    g_free (announce (fd, &families[i], 5000));
  close (fd);

  return (bench_cpu (peer) - before) / FEW_MANY;
}

/* As if families had sent MANY more: rows as the service writes them. */
static void
fill_town (const char *state,
           const char *dossier)
{
  g_autofree char *file = g_build_filename (state, "towns", "00001.db", NULL);
  g_autofree char *sql = NULL;
  sqlite3 *db;

  if (sqlite3_open_v2 (file, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    g_error ("%s cannot be opened", file);
  sql = g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                         " WHERE i < %d) INSERT INTO dossier_upload (town, id, dossier,"
                         " requirement, device, length, received, media, key, changed_at, done_at)"
                         " SELECT '00001', printf ('many-%%06d', i), '%s', 'birth',"
                         " 'many', 5000, 5000, 'image/jpeg', '', 1, 1 FROM n",
                         MANY, dossier);
  run_sql (db, sql);
  sqlite3_close (db);
}

/* --- many slow ones --- */

typedef struct
{
  const BenchPeer *peer;
  Family          *families;
  char            *paths[SLOW];
  int              fds[SLOW];
  gsize            offsets[SLOW];   /* of the piece that is under way */
  gsize            sent[SLOW];      /* of it */
  gint             stop;
  guint            pieces;
} Slow;

static void
slow_begin (Slow  *slow,
            guint  i,
            gsize  piece)
{
  g_autofree char *head = make_head (&slow->families[i], slow->paths[i], slow->offsets[i], piece);

  send_all (slow->fds[i], head, strlen (head));
  slow->sent[i] = 0;
}

static void
slow_open (Slow  *slow,
           gsize  length,
           gsize  piece)
{
  for (guint i = 0; i < SLOW; i++)
    {
      slow->fds[i] = bench_connect (slow->peer->port);
      slow->paths[i] = announce (slow->fds[i], &slow->families[i], length);
      slow->offsets[i] = 0;
      slow_begin (slow, i, piece);
    }
}

static void
slow_close (Slow *slow)
{
  for (guint i = 0; i < SLOW; i++)
    {
      close (slow->fds[i]);
      g_free (slow->paths[i]);
    }
}

/* A part of a piece on each of them, five times a second, one after the other: telephones do not
 * wait for each other.
 */
static gpointer
trickle_cb (gpointer user_data)
{
  Slow *slow = user_data;

  while (g_atomic_int_get (&slow->stop) == 0)
    {
      for (guint i = 0; i < SLOW; i++)
        {
          gsize size = MIN (TRICKLE / 5, SLOW_PIECE - slow->sent[i]);

          send_all (slow->fds[i], data + slow->sent[i], size);
          slow->sent[i] += size;
          if (slow->sent[i] == SLOW_PIECE)
            {
              hear_taken (slow->fds[i]);
              slow->pieces++;
              slow->offsets[i] += SLOW_PIECE;
              slow_begin (slow, i, SLOW_PIECE);
            }
          g_usleep (G_USEC_PER_SEC / 5 / SLOW);
        }
    }

  return NULL;
}

static void
bench_slow (const BenchPeer *peer,
            Family          *families,
            guint            rounds,
            double           seconds)
{
  g_autofree double *quiet = g_new (double, rounds);
  g_autofree double *loud = g_new (double, rounds);
  g_autofree double *ratio = g_new (double, rounds);
  guint pieces = 0;

  for (guint i = 0; i < rounds; i++)
    {
      Slow slow = { .peer = peer, .families = families + i * SLOW };
      double began = bench_now ();
      double others = bench_read_busy_time () - bench_read_own_time (peer->pid);
      pthread_t thread;

      quiet[i] = bench_look (peer->port, TOWN "/live", seconds);
      slow_open (&slow, PARVIS_DOCUMENT_MAX, SLOW_PIECE);
      /* As people begin whenever they like, not all of them end a piece at once. */
      for (guint k = 0; k < SLOW; k++)
        {
          slow.sent[k] = SLOW_PIECE / SLOW * k;
          send_all (slow.fds[k], data, slow.sent[k]);
        }
      pthread_create (&thread, NULL, trickle_cb, &slow);
      loud[i] = bench_look (peer->port, TOWN "/live", seconds);
      g_atomic_int_set (&slow.stop, 1);
      pthread_join (thread, NULL);
      slow_close (&slow);
      pieces += slow.pieces;
      ratio[i] = loud[i] / quiet[i];
      others = bench_read_busy_time () - bench_read_own_time (peer->pid) - others;
      printf ("round %u: quiet %.0f µs, %d uploads %.0f µs, %.2f ×; others had %.0f %% of a"
              " processor\n", i + 1, quiet[i], SLOW, loud[i], ratio[i],
              100 * others / (bench_now () - began));
      fflush (stdout);
    }
  printf ("p99 of …/live, medians: quiet %.0f µs, with %d uploads of %d KiB/s %.0f µs: %.2f ×"
          " (goal: 1.5); %u pieces came\n", bench_median (quiet, rounds), SLOW, TRICKLE >> 10,
          bench_median (loud, rounds), bench_median (ratio, rounds), pieces);
  fflush (stdout);
}

/* KiB for each upload of @length of which nearly all of a piece has come. */
static double
measure_memory (const BenchPeer *peer,
                Family          *families,
                gsize            length)
{
  Slow slow = { .peer = peer, .families = families };
  gsize piece = MIN (length, PIECE);
  double before = bench_resident (peer);
  double after;

  slow_open (&slow, length, piece);
  for (guint i = 0; i < SLOW; i++)
    send_all (slow.fds[i], data, piece - 1);
  /* Until it has read them: what it has to do is done when it answers another. */
  bench_look (peer->port, TOWN "/live", 1);
  after = bench_resident (peer);
  for (guint i = 0; i < SLOW; i++)
    {
      send_all (slow.fds[i], data, 1);
      hear_taken (slow.fds[i]);
    }
  slow_close (&slow);

  return (after - before) / SLOW;
}

static void
bench_memory (const char *directory,
              Family     *families)
{
  static const gsize lengths[] = { PIECE, PARVIS_DOCUMENT_MAX };
  double found[G_N_ELEMENTS (lengths)];

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      BenchPeer peer = { .pid = 0 };

      /* A service of its own: what was let go of is taken again. */
      start (&peer, directory);
      found[i] = measure_memory (&peer, families + i * SLOW, lengths[i]);
      bench_stop (&peer);
    }
  printf ("memory of an upload: of 1 MiB %.0f KiB, of 20 MiB %.0f KiB: %.2f × (goal: 1.1, a"
          " constant)\n", found[0], found[1], found[1] / found[0]);
  fflush (stdout);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("bench-upload-XXXXXX", NULL);
  g_autofree char *state = g_build_filename (directory, "state", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf %s", directory);
  guint rounds = argc > 1 ? (guint) atoi (argv[1]) : 5;
  double seconds = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 5.0;
  guint n = rounds * (A_ROUND + SLOW) + 2 * SLOW + 2 * FEW_MANY;
  Family *families = g_new0 (Family, n);
  Family *next = families;
  BenchPeer peer = { .pid = 0 };
  double few;
  double many;

  if (sodium_init () < 0 || g_mkdir_with_parents (state, 0700) != 0)
    g_error ("%s cannot be made", state);
  data = g_malloc (2 * PIECE);
  randombytes_buf (data, 2 * PIECE);
  memcpy (data, "\xff\xd8\xff\xe0", 4);
  make_town (state);
  make_families (state, families, n);

  start (&peer, state);
  few = time_announcing (&peer, next);
  next += FEW_MANY;
  bench_cost (&peer, directory, next, rounds);
  next += rounds * A_ROUND;
  bench_slow (&peer, next, rounds, seconds);
  next += rounds * SLOW;
  bench_stop (&peer);

  bench_memory (state, next);
  next += 2 * SLOW;
  fill_town (state, families[0].id);
  start (&peer, state);
  many = time_announcing (&peer, next);
  bench_stop (&peer);
  printf ("announcing a file: %.0f µs, in a town that has %d files %.0f µs: %.2f × (goal: 1.2)\n",
          few, MANY, many, many / few);
  free_families (families, n);
  g_free (data);

  return system (remove) != 0;
}
