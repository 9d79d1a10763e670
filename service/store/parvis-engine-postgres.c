/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-engine-postgres"

#include "config.h"

#include "parvis-engine.h"

#include "parvis-copy-postgres.h"
#include "parvis-db-postgres.h"
#include "parvis-error.h"
#include "parvis-lock.h"
#include "parvis-migrate-postgres.h"
#include "parvis-relay.h"
#include "parvis-schema.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* Reading sessions that wait for the next reader, of each kind. */
#define IDLE_KEPT 8

/* A plan must not depend on how full the tables were when it was made: every
 * statement finds its rows by the town.
 */
#define SESSION \
  "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off" \
  " -c statement_timeout=20000 "
#define READING "-c default_transaction_read_only=on "
#define WRITING "-c lock_timeout=10000 -c idle_in_transaction_session_timeout=20000 "

/* In µs, between attempts to reach a database that is away. */
#define RETRY_MIN (100 * 1000)
#define RETRY_MAX (2 * G_USEC_PER_SEC)

enum { TOWNS, SERVICE, N_KINDS };

typedef struct
{
  ParvisEngine     base;
  char            *uri;
  char            *directory;
  int              lock_fd;
  const ParvisSchema *town_schema;
  char             node[16];
  ParvisRelay     *relay;
  ParvisSession   *writers[PARVIS_SHARDS_MAX][N_KINDS];    /* each of its thread */

  pthread_mutex_t  lock;
  GPtrArray       *idle[N_KINDS];
  gboolean         is_away;
  gint64           retry_at;
  gint64           retry_step;
} Engine;

static int
kind_of (const char *town)
{
  return *town == '\0' ? SERVICE : TOWNS;
}

static const ParvisSchema *
schema_of (Engine     *self,
           const char *town)
{
  return *town == '\0' ? &parvis_service_schema : self->town_schema;
}

static ParvisSession *
make_session (Engine     *self,
              int         kind,
              const char *role)
{
  g_autofree char *options = g_strconcat (SESSION, role, kind == SERVICE
                                          ? "-c search_path=parvis_service"
                                          : "-c search_path=parvis", NULL);

  return parvis_session_new (parvis_line_new (self->uri, options));
}

static void
note_reached (Engine   *self,
              gboolean  reached)
{
  pthread_mutex_lock (&self->lock);
  if (reached)
    {
      self->is_away = FALSE;
      self->retry_step = RETRY_MIN;
    }
  else
    {
      self->is_away = TRUE;
      self->retry_at = g_get_monotonic_time () + self->retry_step;
      self->retry_step = MIN (self->retry_step * 2, RETRY_MAX);
      for (int i = 0; i < N_KINDS; i++)
        g_ptr_array_set_size (self->idle[i], 0);
    }
  pthread_mutex_unlock (&self->lock);
}

/* @patient: may be the one who finds out whether the database is back. Readers may
 * not, unless there is nobody else: the listener's thread is one of them, and must
 * not wait for a network.
 */
static gboolean
connect_session (Engine         *self,
                 ParvisSession  *session,
                 gboolean        patient,
                 GError        **error)
{
  gboolean refused;
  gboolean connected;

  pthread_mutex_lock (&self->lock);
  patient = patient || self->relay == NULL;
  refused = self->is_away && (!patient || g_get_monotonic_time () < self->retry_at);
  pthread_mutex_unlock (&self->lock);

  if (refused)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                           "The database cannot be reached");
      return FALSE;
    }

  connected = parvis_session_connect (session, error);
  note_reached (self, connected);

  return connected;
}

static gboolean
connect_writer (gpointer        host,
                ParvisSession  *session,
                GError        **error)
{
  return connect_session (host, session, TRUE, error);
}

/* One that was lost says that those that wait are likely lost too. */
static gboolean
connect_reader (gpointer        host,
                ParvisSession  *session,
                GError        **error)
{
  Engine *self = host;

  pthread_mutex_lock (&self->lock);
  for (int i = 0; i < N_KINDS; i++)
    g_ptr_array_set_size (self->idle[i], 0);
  pthread_mutex_unlock (&self->lock);

  return connect_session (self, session, FALSE, error);
}

static void
give_back_reader (gpointer       host,
                  ParvisSession *session)
{
  Engine *self = host;
  int kind = session->kind;

  pthread_mutex_lock (&self->lock);
  if (!parvis_line_is_lost (session->line) && self->idle[kind]->len < IDLE_KEPT)
    g_ptr_array_add (self->idle[kind], g_steal_pointer (&session));
  pthread_mutex_unlock (&self->lock);

  parvis_session_free (session);
}

static void
note_reached_cb (gpointer host)
{
  note_reached (host, TRUE);
}

static const ParvisDbPostgresHost writer_host = { connect_writer, NULL, note_reached_cb };
static const ParvisDbPostgresHost reader_host = {
  connect_reader, give_back_reader, note_reached_cb,
};

static ParvisDb *
open_writer (ParvisEngine  *engine,
             const char    *town,
             guint          shard,
             GError       **error)
{
  Engine *self = (Engine *) engine;
  int kind = kind_of (town);

  pthread_mutex_lock (&self->lock);
  if (self->writers[shard][kind] == NULL)
    self->writers[shard][kind] = make_session (self, kind, WRITING);
  pthread_mutex_unlock (&self->lock);

  return parvis_db_postgres_new (&writer_host, self, self->writers[shard][kind], town,
                                 self->node);
}

static ParvisDb *
open_reader (ParvisEngine  *engine,
             const char    *town,
             GError       **error)
{
  Engine *self = (Engine *) engine;
  int kind = kind_of (town);
  ParvisSession *session = NULL;

  pthread_mutex_lock (&self->lock);
  if (self->idle[kind]->len > 0)
    session = g_ptr_array_steal_index_fast (self->idle[kind], self->idle[kind]->len - 1);
  pthread_mutex_unlock (&self->lock);

  if (session == NULL)
    {
      session = make_session (self, kind, READING);
      session->kind = kind;
      if (!connect_session (self, session, FALSE, error))
        {
          parvis_session_free (session);
          return NULL;
        }
    }

  return parvis_db_postgres_new (&reader_host, self, session, town, self->node);
}

static void
close_engine (ParvisEngine *engine)
{
  Engine *self = (Engine *) engine;

  parvis_relay_free (self->relay);
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      for (guint i = 0; i < PARVIS_SHARDS_MAX; i++)
        parvis_session_free (self->writers[i][kind]);
      g_ptr_array_unref (self->idle[kind]);
    }
  pthread_mutex_destroy (&self->lock);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->directory);
  g_free (self->uri);
  g_free (self);
}

static ParvisEngine *
open_engine (const ParvisStoreConfig  *config,
             GError                  **error)
{
  ParvisDatabase database = { config->uri, config->owner_uri, parvis_store_schema (config) };
  Engine *self = g_new0 (Engine, 1);
  guint32 node[2] = { 0 };

  self->base.klass = &parvis_engine_postgres;
  self->uri = g_strdup (config->uri);
  self->directory = g_strdup (config->directory);
  self->town_schema = database.town_schema;
  self->lock_fd = -1;
  self->retry_step = RETRY_MIN;
  pthread_mutex_init (&self->lock, NULL);
  for (int kind = 0; kind < N_KINDS; kind++)
    self->idle[kind] = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_session_free);

  if (getrandom (node, sizeof node, 0) != sizeof node ||
      !parvis_lock_take (self->directory, &self->lock_fd, error) ||
      !parvis_migrate_postgres (&database, error))
    {
      close_engine (&self->base);
      return NULL;
    }

  g_snprintf (self->node, sizeof self->node, "%07x%08x", node[0] >> 4, node[1]);

  return &self->base;
}

/* Outside any town: what stands in the registry is not held by row-level security. */
static gboolean
ask_registry (Engine      *self,
              const char  *sql,
              const char  *town,
              PGresult   **result,
              GError     **error)
{
  g_autoptr(ParvisLine) line = parvis_line_new (self->uri, SESSION);

  return parvis_line_connect (line, error) &&
         parvis_line_send (line, NULL, sql, town != NULL ? 1 : 0, &town, NULL, error) &&
         parvis_line_finish (line, result, error);
}

static gboolean
list_towns (ParvisEngine  *engine,
            GPtrArray     *codes,
            GError       **error)
{
  PGresult *result = NULL;

  if (!ask_registry ((Engine *) engine, "SELECT town FROM parvis_service.registry "
                     "WHERE town <> ''", NULL, &result, error))
    return FALSE;

  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (codes, g_strdup (PQgetvalue (result, i, 0)));
  PQclear (result);

  return TRUE;
}

static gboolean
create_town (ParvisEngine  *engine,
             const char    *town,
             GError       **error)
{
  PGresult *result = NULL;
  gboolean created;

  if (!ask_registry ((Engine *) engine, "INSERT INTO parvis_service.registry (town) VALUES ($1) "
                     "ON CONFLICT DO NOTHING RETURNING seq", town, &result, error))
    return FALSE;

  created = PQntuples (result) == 1;
  PQclear (result);
  if (!created)
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "The town %s exists already", town);

  return created;
}

/* A connection for a whole town: beside the writers, and gone afterwards. */
typedef struct
{
  ParvisSession *session;
  ParvisDb      *db;
} Alone;

static void
alone_clear (Alone *alone)
{
  parvis_db_close (alone->db);
  parvis_session_free (alone->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Alone, alone_clear)

static gboolean
alone_open (Engine      *self,
            Alone       *alone,
            const char  *town,
            GError     **error)
{
  alone->session = make_session (self, kind_of (town), "-c statement_timeout=0 ");
  alone->db = parvis_db_postgres_new (&writer_host, self, alone->session, town, self->node);

  return connect_session (self, alone->session, TRUE, error);
}

/* A place in the directory of this node for what has to be a file. */
static char *
make_path (Engine      *self,
           const char  *folder,
           const char  *town,
           GError     **error)
{
  g_autofree char *directory = g_build_filename (self->directory, folder, NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s-%s-%06d.db", town, stamp,
                                           g_date_time_get_microsecond (now));

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The directory %s cannot be made: %s", directory, g_strerror (errno));
      return NULL;
    }

  return g_build_filename (directory, name, NULL);
}

/* What is removed is kept as a file in "removed/". */
static gboolean
remove_town (ParvisEngine  *engine,
             const char    *town,
             GError       **error)
{
  Engine *self = (Engine *) engine;
  g_auto(Alone) alone = { NULL, NULL };
  g_autofree char *path = make_path (self, "removed", town, error);

  return path != NULL &&
         alone_open (self, &alone, town, error) &&
         parvis_copy_postgres_remove (alone.db, self->town_schema, path, error);
}

static gboolean
backup (ParvisEngine  *engine,
        ParvisDb      *db,
        const char    *path,
        GError       **error)
{
  Engine *self = (Engine *) engine;
  g_auto(Alone) alone = { NULL, NULL };

  return alone_open (self, &alone, db->town, error) &&
         parvis_copy_postgres_backup (alone.db, schema_of (self, db->town), path, error);
}

static gboolean
restore (ParvisEngine  *engine,
         const char    *town,
         const char    *path,
         GError       **error)
{
  Engine *self = (Engine *) engine;
  g_auto(Alone) alone = { NULL, NULL };
  g_autofree char *work = make_path (self, "restoring", town, error);

  return work != NULL &&
         alone_open (self, &alone, town, error) &&
         parvis_copy_postgres_restore (alone.db, schema_of (self, town), path, work, error);
}

/* The server keeps foreign keys and pages; that the registry and the feed agree is
 * between this program and itself.
 */
static gboolean
check (ParvisEngine  *engine,
       ParvisDb      *db,
       GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT r.seq - COALESCE((SELECT MAX(c.seq) FROM change AS c"
                            " WHERE c.town = :town), 0)"
                            " FROM parvis_service.registry AS r WHERE r.town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (parvis_stmt_is_null (stmt, 0) || parvis_stmt_get_int (stmt, 0) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                   "The feed of town %s does not end where the registry says", db->town);
      return FALSE;
    }

  return TRUE;
}

/* Only what has readers of its own needs to hear of others. */
static void
start (ParvisEngine            *engine,
       ParvisStore             *store,
       const ParvisStoreConfig *config)
{
  Engine *self = (Engine *) engine;

  if (config->publish != NULL)
    self->relay = parvis_relay_new (store, config, &writer_host, self,
                                    make_session (self, SERVICE, ""), self->node);
}

static void
stop (ParvisEngine *engine)
{
  Engine *self = (Engine *) engine;

  if (self->relay != NULL)
    parvis_relay_stop (self->relay);
}

static void
publish (ParvisEngine  *engine,
         const char    *town,
         ParvisChange **changes,
         gsize          n_changes)
{
  Engine *self = (Engine *) engine;

  if (self->relay != NULL)
    parvis_relay_publish (self->relay, town, changes, n_changes);
}

static void
tell (ParvisEngine *engine,
      const char   *word)
{
  Engine *self = (Engine *) engine;

  if (self->relay != NULL)
    parvis_relay_tell (self->relay, word);
}

const ParvisEngineClass parvis_engine_postgres = {
  .scheme = "postgresql:",
  .readers_kept = 0,
  .writers = 2,
  .open = open_engine,
  .close = close_engine,
  .list_towns = list_towns,
  .create_town = create_town,
  .remove_town = remove_town,
  .open_writer = open_writer,
  .open_reader = open_reader,
  .backup = backup,
  .check = check,
  .restore = restore,
  .start = start,
  .stop = stop,
  .publish = publish,
  .tell = tell,
};
