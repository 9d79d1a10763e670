/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-replica"

#include "config.h"

#include "parvis-replica-private.h"

#include <glib/gstdio.h>

/* Answers that are kept for when the line is down: tiles, history. In a file of
 * its own, because it may be lost and need not be copied.
 */

static const char * const migrations[] = {
  "CREATE TABLE cache (path TEXT PRIMARY KEY, etag TEXT, expires INTEGER NOT NULL, "
  "  at INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
  "CREATE INDEX cache_by_age ON cache (at)",
};

void
parvis_cached_free (ParvisCached *cached)
{
  g_free (cached->path);
  g_free (cached->etag);
  g_clear_pointer (&cached->body, g_bytes_unref);
  g_free (cached);
}

void
parvis_replica_close_cache (ParvisReplica *self)
{
  g_clear_pointer (&self->get_cached, parvis_rows_free);
  g_clear_pointer (&self->put_cached, parvis_rows_free);
  g_clear_pointer (&self->cache, sqlite3_close_v2);
}

static gboolean
read_size (ParvisReplica *self)
{
  ParvisRows *rows = parvis_sqlite_prepare (self->cache, "SELECT coalesce(sum(length(body)), 0) "
                                            "FROM cache", NULL);
  gboolean has_row = FALSE;
  gboolean ok = rows != NULL && parvis_rows_step (rows, &has_row, NULL) && has_row;

  if (ok)
    self->cache_size = parvis_rows_get_int (rows, 0);

  parvis_rows_free (rows);

  return ok;
}

static gboolean
try_cache (ParvisReplica *self,
           const char    *path)
{
  return parvis_sqlite_open (path, FALSE, &self->cache, NULL) &&
         parvis_sqlite_migrate (self->cache, migrations, G_N_ELEMENTS (migrations), NULL) &&
         read_size (self) &&
         (self->get_cached = parvis_sqlite_prepare (self->cache,
                                                    "SELECT etag, expires, at, body FROM cache "
                                                    "WHERE path = :path", NULL)) != NULL &&
         (self->put_cached = parvis_sqlite_prepare (self->cache,
                                                    "INSERT OR REPLACE INTO cache "
                                                    "(path, etag, expires, at, body) VALUES "
                                                    "(:path, :etag, :expires, :at, :body)",
                                                    NULL)) != NULL;
}

void
parvis_replica_open_cache (ParvisReplica *self)
{
  g_autofree char *path = g_build_filename (self->directory, "cache.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  if (try_cache (self, path))
    return;

  parvis_replica_close_cache (self);
  g_unlink (path);
  g_unlink (log);

  if (!try_cache (self, path))
    parvis_replica_close_cache (self);
}

ParvisCached *
parvis_replica_get_cached (ParvisReplica *self,
                           const char    *path)
{
  g_autoptr(ParvisCached) cached = NULL;
  gboolean has_row = FALSE;

  if (self->cache == NULL)
    return NULL;

  parvis_rows_bind_text (self->get_cached, ":path", path);

  if (!parvis_rows_step (self->get_cached, &has_row, NULL) || !has_row)
    return NULL;

  cached = g_new0 (ParvisCached, 1);
  cached->path = g_strdup (path);
  cached->etag = g_strdup (parvis_rows_get_text (self->get_cached, 0));
  cached->expires = parvis_rows_get_int (self->get_cached, 1);
  cached->at = parvis_rows_get_int (self->get_cached, 2);
  cached->body = g_bytes_new (sqlite3_column_blob (self->get_cached, 3),
                              (gsize) sqlite3_column_bytes (self->get_cached, 3));
  sqlite3_reset (self->get_cached);

  return g_steal_pointer (&cached);
}

static void
make_room (ParvisReplica *self)
{
  while (self->cache_size > PARVIS_CACHE_MAX)
    {
      if (!parvis_sqlite_exec (self->cache, "DELETE FROM cache WHERE path IN "
                               "(SELECT path FROM cache ORDER BY at LIMIT 64)", NULL) ||
          sqlite3_changes (self->cache) == 0 || !read_size (self))
        return;
    }
}

void
parvis_replica_put_cached (ParvisReplica      *self,
                           const ParvisCached *cached)
{
  gsize size;
  gconstpointer data;
  g_autoptr(GError) error = NULL;

  if (self->cache == NULL)
    return;

  data = g_bytes_get_data (cached->body, &size);
  parvis_rows_bind_text (self->put_cached, ":path", cached->path);
  parvis_rows_bind_text (self->put_cached, ":etag", cached->etag);
  parvis_rows_bind_int (self->put_cached, ":expires", cached->expires);
  parvis_rows_bind_int (self->put_cached, ":at", cached->at);

  /* An empty answer is a value too: NULL data would be bound as NULL. */
  sqlite3_bind_blob64 (self->put_cached,
                       sqlite3_bind_parameter_index (self->put_cached, ":body"),
                       data != NULL ? data : "", size, SQLITE_STATIC);

  if (!parvis_rows_step (self->put_cached, NULL, &error))
    {
      g_debug ("%s", error->message);
      return;
    }

  self->cache_size += (gint64) size;

  if (self->cache_size > PARVIS_CACHE_MAX && read_size (self))
    make_room (self);

  sqlite3_wal_checkpoint_v2 (self->cache, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}
