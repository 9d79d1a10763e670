/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-replica"

#include "config.h"

#include "parvis-replica-private.h"

#include <glib/gstdio.h>

/* What a version before this one wrote in clear, and this one seals: it is sealed where it lies,
 * so that a shop without network still has its orders, and nothing of it stays in a page that is
 * free, in the log, or in the healthy copy. The row "clear" of the table "meta" stands until all
 * of that is done, whatever happens in between.
 */

static gboolean
run (ParvisRows  *rows,
     GError     **error)
{
  return parvis_rows_step (rows, NULL, error);
}

static gboolean
seal_entity (ParvisReplica  *self,
             ParvisRows     *found,
             ParvisRows     *update,
             GError        **error)
{
  const char *kind = parvis_rows_get_text (found, 1);
  g_autoptr(GBytes) box = NULL;

  if (!parvis_kind_is_sealed (kind))
    return TRUE;

  box = parvis_replica_seal_text (self, kind, parvis_rows_get_text (found, 2),
                                  parvis_rows_get_text (found, 3));
  parvis_rows_bind_int (update, ":row", parvis_rows_get_int (found, 0));
  parvis_rows_bind_bytes (update, ":sealed", box);

  return run (update, error);
}

/* What this machine still has to tell the service is there once: a key that would be gone with
 * this process must not close over it.
 */
static gboolean
seal_action (ParvisReplica  *self,
             ParvisRows     *found,
             ParvisRows     *update,
             GError        **error)
{
  const ParvisVerb *verb = parvis_verb_find (parvis_rows_get_text (found, 1));
  g_autoptr(GBytes) box = NULL;

  if (verb == NULL || !parvis_kind_is_sealed (verb->kind))
    return TRUE;

  box = parvis_replica_seal_text (self, "action", parvis_rows_get_text (found, 2),
                                  parvis_rows_get_text (found, 3));
  if (!self->key_is_kept)
    {
      self->waits_for_key = TRUE;
      return TRUE;
    }

  parvis_rows_bind_int (update, ":row", parvis_rows_get_int (found, 0));
  parvis_rows_bind_bytes (update, ":sealed", box);

  return run (update, error);
}

typedef gboolean (*SealRow) (ParvisReplica  *self,
                             ParvisRows     *found,
                             ParvisRows     *update,
                             GError        **error);

static gboolean
seal_rows (ParvisReplica  *self,
           const char     *find,
           const char     *change,
           SealRow         seal,
           GError        **error)
{
  ParvisRows *found = parvis_sqlite_prepare (self->db, find, error);
  ParvisRows *update = found != NULL ? parvis_sqlite_prepare (self->db, change, error) : NULL;
  gboolean has_row = FALSE;
  gboolean ok = update != NULL;

  while (ok && (ok = parvis_rows_step (found, &has_row, error)) && has_row)
    ok = seal (self, found, update, error);

  parvis_rows_free (found);
  parvis_rows_free (update);

  return ok;
}

static gboolean
seal_all (ParvisReplica  *self,
          GError        **error)
{
  return parvis_sqlite_exec (self->db, "BEGIN IMMEDIATE", error) &&
         seal_rows (self, "SELECT rowid, kind, id, body FROM entity WHERE sealed IS NULL "
                    "ORDER BY rowid",
                    "UPDATE entity SET body = '', sealed = :sealed WHERE rowid = :row",
                    seal_entity, error) &&
         seal_rows (self, "SELECT position, name, key, body FROM outbox WHERE sealed IS NULL "
                    "ORDER BY position",
                    "UPDATE outbox SET body = '', sealed = :sealed WHERE position = :row",
                    seal_action, error) &&
         parvis_sqlite_exec (self->db, "COMMIT", error);
}

/* What rows were before they were moved within a page is not deleted, and so not overwritten:
 * the file is written anew. There may be no room for that now, but there will be.
 */
static gboolean
write_anew (ParvisReplica *self)
{
  g_autoptr(GError) error = NULL;

  if (!parvis_sqlite_exec (self->db, "VACUUM", &error))
    {
      g_message ("%s", error->message);
      return FALSE;
    }

  return sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) ==
         SQLITE_OK;
}

static void
remove_copy (ParvisReplica *self)
{
  const char * const names[] = {
    "replica-copy.db", "replica-copy.db-wal", "replica-copy.db-journal", "replica-copy.new",
    "replica-copy.new-wal", "replica-copy.new-journal",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->directory, names[i], NULL);

      g_unlink (path);
    }
}

static gboolean
read_mark (ParvisReplica  *self,
           gboolean       *marked,
           GError        **error)
{
  ParvisRows *rows = parvis_sqlite_prepare (self->db, "SELECT 1 FROM meta WHERE name = 'clear'",
                                            error);
  gboolean ok = rows != NULL && parvis_rows_step (rows, marked, error);

  parvis_rows_free (rows);

  return ok;
}

/**
 * parvis_replica_seal_clear:
 *
 * Seals what an earlier version left in clear, if it has not been done. PARVIS_ERROR_CORRUPT for
 * a damaged file; what else hinders it is tried again at the next opening.
 */
gboolean
parvis_replica_seal_clear (ParvisReplica  *self,
                           GError        **error)
{
  gboolean marked = FALSE;

  if (!read_mark (self, &marked, error))
    return FALSE;
  if (!marked)
    return TRUE;

  self->waits_for_key = FALSE;
  if (!seal_all (self, error))
    {
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  if (!write_anew (self))
    return TRUE;

  remove_copy (self);

  return self->waits_for_key ||
         parvis_sqlite_exec (self->db, "DELETE FROM meta WHERE name = 'clear'", error);
}
