/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-replica"

#include "config.h"

#include "parvis-error.h"
#include "parvis-replica-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* The files of a replica: opening, repairing, and keeping a healthy copy. */

#define COPY_PAGES 256

/* What was put aside may hold what was not sealed yet, and is not kept for ever. */
#define DAMAGED "replica.db.damaged-"
#define DAMAGED_KEPT (30 * PARVIS_DAY)

static const char * const suffixes[] = { "", "-wal", "-journal" };

void
parvis_repair_clear (ParvisRepair *repair)
{
  g_clear_pointer (&repair->kept, g_free);
}

static char *
get_path (ParvisReplica *self,
          const char    *name)
{
  return g_build_filename (self->directory, name, NULL);
}

static gboolean
try_open (ParvisReplica       *self,
          const char * const  *kinds,
          ParvisSnapshot     **snapshot,
          GError             **error)
{
  g_autofree char *path = get_path (self, "replica.db");

  return parvis_sqlite_open (path, TRUE, &self->db, error) &&
         parvis_replica_migrate (self->db, error) &&
         parvis_replica_attach (self, self->db, error) &&
         parvis_replica_seal_clear (self, error) &&
         (*snapshot = parvis_replica_load (self, kinds, error)) != NULL;
}

static void
let_go (ParvisReplica *self)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    g_clear_pointer (&self->statements[i], parvis_rows_free);

  g_clear_pointer (&self->db, sqlite3_close_v2);
}

/* Moves a database with its log, so that both can still be read together. */
static gboolean
move_files (const char  *from,
            const char  *to,
            GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *source = g_strconcat (from, suffixes[i], NULL);
      g_autofree char *target = g_strconcat (to, suffixes[i], NULL);

      if (g_rename (source, target) == 0 || errno == ENOENT)
        continue;

      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s: %s", source,
                   g_strerror (errno));
      return FALSE;
    }

  return TRUE;
}

static void
remove_damaged (ParvisReplica *self,
                gint64         now)
{
  g_autoptr(GDir) directory = g_dir_open (self->directory, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = NULL;

      if (!g_str_has_prefix (name, DAMAGED) ||
          g_ascii_strtoll (name + strlen (DAMAGED), NULL, 10) > now - DAMAGED_KEPT)
        continue;

      path = get_path (self, name);
      g_unlink (path);
    }
}

static gboolean
is_healthy (sqlite3 *db)
{
  ParvisRows *rows = parvis_sqlite_prepare (db, "PRAGMA quick_check(1)", NULL);
  gboolean has_row = FALSE;
  gboolean ok = rows != NULL && parvis_rows_step (rows, &has_row, NULL) && has_row &&
                g_strcmp0 (parvis_rows_get_text (rows, 0), "ok") == 0;

  parvis_rows_free (rows);

  return ok;
}

/* What can still be read of the outbox of @path; @whole says whether that is all. */
static GPtrArray *
salvage (ParvisReplica *self,
         const char    *path,
         gboolean      *whole)
{
  GPtrArray *actions = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_queued_free);
  sqlite3 *db = NULL;

  self->unreadable_actions = 0;
  *whole = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
           parvis_replica_read_actions (self, db, actions, NULL) &&
           self->unreadable_actions == 0;
  sqlite3_close_v2 (db);

  return actions;
}

/* The entities under these actions are older now than those that they were
 * settled against.
 */
static gboolean
move_in (ParvisReplica  *self,
         GPtrArray      *actions,
         gboolean        whole,
         GError        **error)
{
  /* Rows of the copy that the damaged file had finished with must not come back. */
  if (whole && !parvis_sqlite_exec (self->db, "DELETE FROM outbox", error))
    return FALSE;

  if (!whole && !parvis_sqlite_exec (self->db, "UPDATE outbox SET floor = 0", error))
    return FALSE;

  for (guint i = 0; i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      queued->settled = 0;
      queued->hidden = 0;

      if (!parvis_replica_write_action (self, queued, error))
        return FALSE;
    }

  return parvis_sqlite_exec (self->db, "UPDATE outbox SET settled = 0, hidden = 0", error);
}

/* Returns: when the healthy copy was made, or PARVIS_NO_TIME if there is none */
static gint64
find_copy (ParvisReplica *self)
{
  g_autofree char *copy = get_path (self, "replica-copy.db");
  sqlite3 *db = NULL;
  GStatBuf info;
  gboolean healthy;

  if (g_stat (copy, &info) != 0)
    return PARVIS_NO_TIME;

  healthy = sqlite3_open_v2 (copy, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
            is_healthy (db);
  sqlite3_close_v2 (db);

  return healthy ? (gint64) info.st_mtime * PARVIS_SECOND : PARVIS_NO_TIME;
}

static gint64
take_copy (ParvisReplica *self)
{
  g_autofree char *path = get_path (self, "replica.db");
  g_autofree char *copy = get_path (self, "replica-copy.db");
  gint64 copied_at = find_copy (self);

  if (copied_at == PARVIS_NO_TIME || !move_files (copy, path, NULL))
    return PARVIS_NO_TIME;

  return copied_at;
}

static gboolean
mend (ParvisReplica       *self,
      const char * const  *kinds,
      gint64               now,
      ParvisMend           choice,
      ParvisSnapshot     **snapshot,
      ParvisRepair        *repair,
      GError             **error)
{
  g_autofree char *path = get_path (self, "replica.db");
  g_autofree char *name = g_strdup_printf (DAMAGED "%" G_GINT64_FORMAT, now);
  g_autofree char *kept = get_path (self, name);
  g_autoptr(GPtrArray) actions = NULL;
  gboolean whole;

  if (!move_files (path, kept, error))
    return FALSE;

  actions = salvage (self, kept, &whole);
  repair->copied_at = choice == PARVIS_MEND_WITH_COPY ? take_copy (self) : PARVIS_NO_TIME;
  repair->salvaged = actions->len;
  repair->lost = !whole;
  repair->kept = g_steal_pointer (&kept);

  if (!try_open (self, kinds, snapshot, error) ||
      !parvis_sqlite_exec (self->db, "BEGIN IMMEDIATE", error) ||
      !move_in (self, actions, whole, error) ||
      !parvis_sqlite_exec (self->db, "COMMIT", error))
    return FALSE;

  g_clear_pointer (snapshot, parvis_snapshot_free);
  *snapshot = parvis_replica_load (self, kinds, error);

  return *snapshot != NULL;
}

ParvisReplica *
parvis_replica_open (const char          *directory,
                     const char * const  *kinds,
                     gint64               now,
                     ParvisMend           choice,
                     ParvisKeyFunc        find_key,
                     ParvisSnapshot     **snapshot,
                     ParvisRepair        *repair,
                     GError             **error)
{
  g_autoptr(ParvisReplica) self = g_new0 (ParvisReplica, 1);
  g_autoptr(GError) local = NULL;

  *snapshot = NULL;
  *repair = (ParvisRepair) { .copied_at = PARVIS_NO_TIME };
  self->directory = g_strdup (directory);
  self->horizon = parvis_horizon_new (now);
  self->find_key = find_key;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s: %s", directory,
                   g_strerror (errno));
      return NULL;
    }

  if (!try_open (self, kinds, snapshot, &local))
    {
      let_go (self);

      if (choice == PARVIS_MEND_NOT)
        repair->copied_at = find_copy (self);
      if (choice == PARVIS_MEND_NOT ||
          !g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }

      if (!mend (self, kinds, now, choice, snapshot, repair, error))
        {
          g_clear_pointer (snapshot, parvis_snapshot_free);
          return NULL;
        }
    }

  remove_damaged (self, now);
  parvis_replica_open_cache (self);

  return g_steal_pointer (&self);
}

void
parvis_replica_copy_abort (ParvisReplica *self)
{
  g_autofree char *path = NULL;

  if (self->copy == NULL)
    return;

  g_clear_pointer (&self->backup, sqlite3_backup_finish);
  g_clear_pointer (&self->copy, sqlite3_close_v2);
  path = get_path (self, "replica-copy.new");
  g_unlink (path);
}

static gboolean
begin_copy (ParvisReplica  *self,
            GError        **error)
{
  g_autofree char *path = get_path (self, "replica-copy.new");

  g_unlink (path);

  if (!parvis_sqlite_open (path, TRUE, &self->copy, error))
    return FALSE;

  self->backup = sqlite3_backup_init (self->copy, "main", self->db, "main");
  if (self->backup != NULL)
    return TRUE;

  parvis_sqlite_set_error (self->copy, sqlite3_extended_errcode (self->copy), error);
  parvis_replica_copy_abort (self);

  return FALSE;
}

/* A copy of something damaged must not take the place of a good one. */
static gboolean
end_copy (ParvisReplica  *self,
          GError        **error)
{
  g_autofree char *path = get_path (self, "replica-copy.new");
  g_autofree char *target = get_path (self, "replica-copy.db");
  gboolean healthy;

  g_clear_pointer (&self->backup, sqlite3_backup_finish);
  healthy = is_healthy (self->copy);
  sqlite3_wal_checkpoint_v2 (self->copy, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  g_clear_pointer (&self->copy, sqlite3_close_v2);

  if (healthy)
    return move_files (path, target, error);

  g_unlink (path);
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "local database: it does not pass its check");
  return FALSE;
}

gboolean
parvis_replica_copy_step (ParvisReplica  *self,
                          gboolean       *done,
                          GError        **error)
{
  int code;

  *done = FALSE;

  if (self->copy == NULL && !begin_copy (self, error))
    return FALSE;

  code = sqlite3_backup_step (self->backup, COPY_PAGES);

  if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)
    return TRUE;

  if (code == SQLITE_DONE)
    {
      *done = TRUE;
      return end_copy (self, error);
    }

  parvis_sqlite_set_error (self->copy, code, error);
  parvis_replica_copy_abort (self);

  return FALSE;
}
