/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-replica"

#include "config.h"

#include "parvis-replica.h"

#include "parvis-error.h"
#include "parvis-replica-private.h"
#include "parvis-words.h"

#include <sodium.h>
#include <string.h>

/* Append only: entry N takes the schema from user_version N to N + 1. */
static const char * const migrations[] = {
  "CREATE TABLE entity (kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, "
  "  body TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT;"
  "CREATE TABLE outbox (position INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, "
  "  name TEXT NOT NULL, object TEXT NOT NULL, body TEXT NOT NULL, "
  "  created_at INTEGER NOT NULL, state INTEGER NOT NULL, floor INTEGER NOT NULL, "
  "  seq INTEGER NOT NULL, settled INTEGER NOT NULL, hidden INTEGER NOT NULL, "
  "  reason TEXT) STRICT;"
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
  "ALTER TABLE entity ADD COLUMN merchant TEXT;"
  "ALTER TABLE entity ADD COLUMN day TEXT;"
  "CREATE INDEX entity_by_day ON entity (kind, day, id) WHERE day IS NOT NULL",
  /* What lay there in clear is read again (the rights of -1 see to that). */
  "ALTER TABLE entity ADD COLUMN sealed BLOB;"
  "ALTER TABLE outbox ADD COLUMN sealed BLOB;"
  "DELETE FROM entity WHERE kind = 'dossier';"
  "UPDATE meta SET value = -1 WHERE name = 'rights'",
  /* Since then orders are sealed, too: what lies there in clear is found by this. */
  "INSERT INTO meta (name, value) VALUES ('clear', 1)",
  /* What a refusal is, for this program to say it in its own words. */
  "ALTER TABLE outbox ADD COLUMN problem TEXT;"
  "ALTER TABLE outbox ADD COLUMN field TEXT",
};

#define OUTBOX_COLUMNS \
  "position, key, name, object, body, created_at, state, floor, seq, settled, hidden, reason," \
  " sealed, problem, field"

enum
{
  COL_POSITION,
  COL_KEY,
  COL_NAME,
  COL_OBJECT,
  COL_BODY,
  COL_CREATED_AT,
  COL_STATE,
  COL_FLOOR,
  COL_SEQ,
  COL_SETTLED,
  COL_HIDDEN,
  COL_REASON,
  COL_SEALED,
  COL_PROBLEM,
  COL_FIELD,
};

static const char * const statements[N_STATEMENTS] = {
  [PUT_ENTITY] =
    "INSERT INTO entity (kind, id, seq, body, sealed, merchant, day) "
    "VALUES (:kind, :id, :seq, :body, :sealed, :merchant, :day) "
    "ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, body = excluded.body, "
    "sealed = excluded.sealed, merchant = excluded.merchant, day = excluded.day "
    "WHERE excluded.seq >= entity.seq",
  [DELETE_ENTITY] =
    "DELETE FROM entity WHERE kind = :kind AND id = :id AND seq <= :seq",
  [PUT_ACTION] =
    "INSERT INTO outbox (" OUTBOX_COLUMNS ") VALUES (:position, :key, :name, :object, :body, "
    ":created_at, :state, :floor, :seq, :settled, :hidden, :reason, :sealed, :problem, "
    ":field) "
    "ON CONFLICT (key) DO UPDATE SET state = excluded.state, floor = excluded.floor, "
    "seq = excluded.seq, settled = excluded.settled, hidden = excluded.hidden, "
    "reason = excluded.reason, problem = excluded.problem, field = excluded.field",
  [DELETE_ACTION] = "DELETE FROM outbox WHERE key = :key",
  [PUT_META] =
    "INSERT INTO meta (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
};

/* A log this long is written back into the file after a commit, in pages. */
#define CHECKPOINT_AFTER 1000

gboolean
parvis_replica_migrate (sqlite3  *db,
                        GError  **error)
{
  return parvis_sqlite_migrate (db, migrations, G_N_ELEMENTS (migrations), error);
}

static int
committed_cb (void       *data,
              sqlite3    *db,
              const char *name,
              int         pages)
{
  ParvisReplica *self = data;

  self->log_pages = pages;

  return SQLITE_OK;
}

gboolean
parvis_replica_attach (ParvisReplica  *self,
                       sqlite3        *db,
                       GError        **error)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      self->statements[i] = parvis_sqlite_prepare (db, statements[i], error);

      if (self->statements[i] == NULL)
        return FALSE;
    }

  sqlite3_wal_hook (db, committed_cb, self);

  return TRUE;
}

/* --- what names people --- */

/* Only who has something sealed asks the keyring. Without a key there what is written is
 * gone with this process, and read again from the service the next time.
 */
static ParvisRowSeal *
get_seal (ParvisReplica *self)
{
  guchar key[PARVIS_ROW_SEAL_KEY_SIZE];

  if (self->seal != NULL)
    return self->seal;

  if (self->find_key != NULL && self->find_key (self->directory, key))
    {
      self->seal = parvis_row_seal_new (key);
      self->key_is_kept = TRUE;
      sodium_memzero (key, sizeof key);
    }
  else
    {
      self->seal = parvis_row_seal_new (NULL);
    }

  return self->seal;
}

/* (transfer full) (nullable): the text of a row, from the column for it or the sealed one */
static char *
dup_text (ParvisReplica *self,
          ParvisRows    *rows,
          int            clear,
          int            sealed,
          const char    *kind,
          const char    *id)
{
  g_autofree char *place = NULL;

  if (sqlite3_column_type (rows, sealed) == SQLITE_NULL)
    return g_strdup (parvis_rows_get_text (rows, clear));

  place = g_strjoin ("/", kind, id, NULL);

  return parvis_row_seal_open (get_seal (self), place, sqlite3_column_blob (rows, sealed),
                           (gsize) sqlite3_column_bytes (rows, sealed));
}

GBytes *
parvis_replica_seal_text (ParvisReplica *self,
                          const char    *kind,
                          const char    *id,
                          const char    *text)
{
  g_autofree char *place = g_strjoin ("/", kind, id, NULL);

  return parvis_row_seal_close (get_seal (self), place, text);
}

/* Binds @text as ":body", or sealed as ":sealed".
 * Returns: (transfer full) (nullable): what has to live until the step
 */
static GBytes *
bind_text (ParvisReplica *self,
           ParvisRows    *rows,
           gboolean       is_sealed,
           const char    *kind,
           const char    *id,
           const char    *text)
{
  GBytes *box = is_sealed ? parvis_replica_seal_text (self, kind, id, text) : NULL;

  parvis_rows_bind_text (rows, ":body", is_sealed ? "" : text);
  parvis_rows_bind_bytes (rows, ":sealed", box);

  return box;
}

void
parvis_replica_close (ParvisReplica *self)
{
  parvis_replica_copy_abort (self);

  for (guint i = 0; i < N_STATEMENTS; i++)
    parvis_rows_free (self->statements[i]);

  if (self->db != NULL)
    sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  g_clear_pointer (&self->db, sqlite3_close_v2);
  parvis_replica_close_cache (self);
  g_clear_pointer (&self->seal, parvis_row_seal_free);
  g_free (self->directory);
  g_free (self->horizon);
  g_free (self);
}

/* (transfer full) (nullable): NULL for a row that this version, or this key, cannot use */
static ParvisQueued *
read_action (ParvisReplica *self,
             ParvisRows    *rows)
{
  g_autofree char *text = dup_text (self, rows, COL_BODY, COL_SEALED, "action",
                                    parvis_rows_get_text (rows, COL_KEY));
  const ParvisVerb *verb = parvis_verb_find (parvis_rows_get_text (rows, COL_NAME));
  json_t *body = text != NULL ? parvis_json_parse (text, strlen (text), NULL) : NULL;
  ParvisQueued *queued;

  if (verb == NULL || body == NULL)
    {
      if (text == NULL)
        self->unreadable_actions++;
      json_decref (body);
      return NULL;
    }

  queued = parvis_queued_new (parvis_rows_get_text (rows, COL_KEY), verb,
                              parvis_rows_get_text (rows, COL_OBJECT), body,
                              parvis_rows_get_int (rows, COL_CREATED_AT));
  queued->position = parvis_rows_get_int (rows, COL_POSITION);
  queued->state = (ParvisQueuedState) parvis_rows_get_int (rows, COL_STATE);
  queued->floor = parvis_rows_get_int (rows, COL_FLOOR);
  queued->seq = parvis_rows_get_int (rows, COL_SEQ);
  queued->settled = (guint) parvis_rows_get_int (rows, COL_SETTLED);
  queued->hidden = (guint) parvis_rows_get_int (rows, COL_HIDDEN);
  queued->reason = g_strdup (parvis_rows_get_text (rows, COL_REASON));
  queued->problem = g_strdup (parvis_rows_get_text (rows, COL_PROBLEM));
  queued->field = g_strdup (parvis_rows_get_text (rows, COL_FIELD));

  return queued;
}

gboolean
parvis_replica_read_actions (ParvisReplica  *self,
                             sqlite3        *db,
                             GPtrArray      *actions,
                             GError        **error)
{
  ParvisRows *rows = parvis_sqlite_prepare (db, "SELECT " OUTBOX_COLUMNS
                                            " FROM outbox ORDER BY position", error);
  gboolean has_row = FALSE;
  gboolean ok = rows != NULL;

  while (ok && (ok = parvis_rows_step (rows, &has_row, error)) && has_row)
    {
      ParvisQueued *queued = read_action (self, rows);

      if (queued != NULL)
        g_ptr_array_add (actions, queued);
    }

  parvis_rows_free (rows);

  return ok;
}

/* Reads what @rows give, and ends them. */
static gboolean
read_rows (ParvisReplica  *self,
           ParvisRows     *rows,
           const char     *kind,
           GPtrArray      *entities,
           GError        **error)
{
  gboolean has_row = FALSE;
  gboolean ok = TRUE;

  while (ok && (ok = parvis_rows_step (rows, &has_row, error)) && has_row)
    {
      const char *id = parvis_rows_get_text (rows, 0);
      g_autofree char *text = dup_text (self, rows, 2, 3, kind, id);
      g_autoptr(GError) local = NULL;
      json_t *body;

      if (text == NULL)
        {
          self->has_unreadable = TRUE;
          continue;
        }

      body = parvis_json_parse (text, strlen (text), &local);
      if (body == NULL)
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "local database: an entity cannot be read: %s", local->message);
          ok = FALSE;
          break;
        }

      g_ptr_array_add (entities, parvis_feed_change_new (kind, id, parvis_rows_get_int (rows, 1),
                                                         body));
    }

  parvis_rows_free (rows);

  return ok;
}

static gboolean
read_entities (ParvisReplica  *self,
               const char     *kind,
               GPtrArray      *entities,
               GError        **error)
{
  gboolean dated = parvis_kind_is_dated (kind);
  ParvisRows *rows;

  if (dated)
    rows = parvis_sqlite_prepare (self->db, "SELECT id, seq, body, sealed FROM entity "
                                  "WHERE kind = :kind AND day >= :day ORDER BY day, id", error);
  else
    rows = parvis_sqlite_prepare (self->db, "SELECT id, seq, body, sealed FROM entity "
                                  "WHERE kind = :kind ORDER BY id", error);
  if (rows == NULL)
    return FALSE;

  parvis_rows_bind_text (rows, ":kind", kind);
  if (dated)
    parvis_rows_bind_text (rows, ":day", self->horizon);

  return read_rows (self, rows, kind, entities, error);
}

gboolean
parvis_replica_page (ParvisReplica          *self,
                     const ParvisPageQuery  *query,
                     GPtrArray              *entities,
                     GError                **error)
{
  ParvisRows *rows;

  g_return_val_if_fail (parvis_kind_is_dated (query->kind), FALSE);

  rows = parvis_sqlite_prepare (self->db, "SELECT id, seq, body, sealed FROM entity "
                                "WHERE kind = :kind AND (day, id) < (:day, :id) "
                                "AND merchant = :merchant "
                                "ORDER BY day DESC, id DESC LIMIT :limit", error);
  if (rows == NULL)
    return FALSE;

  parvis_rows_bind_text (rows, ":kind", query->kind);
  parvis_rows_bind_text (rows, ":day", query->day);
  parvis_rows_bind_text (rows, ":id", query->id != NULL ? query->id : "");
  parvis_rows_bind_text (rows, ":merchant", query->merchant);
  parvis_rows_bind_int (rows, ":limit", query->limit);

  return read_rows (self, rows, query->kind, entities, error);
}

static gboolean
read_meta (ParvisReplica   *self,
           ParvisSnapshot  *snapshot,
           GError         **error)
{
  ParvisRows *rows = parvis_sqlite_prepare (self->db, "SELECT name, value FROM meta", error);
  gboolean has_row = FALSE;
  gboolean ok = rows != NULL;

  while (ok && (ok = parvis_rows_step (rows, &has_row, error)) && has_row)
    {
      const char *name = parvis_rows_get_text (rows, 0);
      gint64 value = parvis_rows_get_int (rows, 1);

      if (g_strcmp0 (name, "cursor") == 0)
        snapshot->cursor = value;
      else if (g_strcmp0 (name, "updated_at") == 0)
        snapshot->updated_at = value;
      else if (g_strcmp0 (name, "rights") == 0)
        snapshot->rights = value;
      else if (g_strcmp0 (name, "resync") == 0)
        snapshot->resync = value != 0;
    }

  parvis_rows_free (rows);

  return ok;
}

/* Actions whose key is not here stay for when it is, before all others: their places are
 * given to others meanwhile.
 */
static gboolean
set_unreadable_aside (ParvisReplica  *self,
                      GError        **error)
{
  if (self->unreadable_actions == 0)
    return TRUE;

  g_message ("%u sealed actions cannot be read: their key is not in the keyring",
             self->unreadable_actions);

  return parvis_sqlite_exec (self->db, "UPDATE outbox SET position = position - 1000000000 "
                             "WHERE sealed IS NOT NULL", error);
}

/* All sealed rows have the key of the last time, so that one of them tells of all: also when
 * none of them is to be in memory.
 */
static gboolean
try_key (ParvisReplica  *self,
         const char     *kind,
         GError        **error)
{
  g_autoptr(GPtrArray) one = NULL;
  ParvisRows *rows;

  if (!parvis_kind_is_sealed (kind))
    return TRUE;

  rows = parvis_sqlite_prepare (self->db, "SELECT id, seq, body, sealed FROM entity "
                                "WHERE kind = :kind LIMIT 1", error);
  if (rows == NULL)
    return FALSE;

  one = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  parvis_rows_bind_text (rows, ":kind", kind);

  return read_rows (self, rows, kind, one, error);
}

ParvisSnapshot *
parvis_replica_load (ParvisReplica       *self,
                     const char * const  *kinds,
                     GError             **error)
{
  g_autoptr(ParvisSnapshot) snapshot = parvis_snapshot_new ();

  self->has_unreadable = FALSE;
  self->unreadable_actions = 0;
  for (guint i = 0; kinds[i] != NULL; i++)
    {
      if (!try_key (self, kinds[i], error) ||
          !read_entities (self, kinds[i], snapshot->entities, error))
        return NULL;
    }

  if (!parvis_replica_read_actions (self, self->db, snapshot->actions, error) ||
      !read_meta (self, snapshot, error) || !set_unreadable_aside (self, error))
    return NULL;

  snapshot->unreadable = self->unreadable_actions;
  if (self->has_unreadable)
    snapshot->rights = PARVIS_RIGHTS_UNKNOWN;

  return g_steal_pointer (&snapshot);
}

gboolean
parvis_replica_count (ParvisReplica  *self,
                      const char     *kind,
                      gint64         *count,
                      GError        **error)
{
  ParvisRows *rows = parvis_sqlite_prepare (self->db, "SELECT count(*) FROM entity "
                                            "WHERE kind = :kind", error);
  gboolean has_row = FALSE;
  gboolean ok = rows != NULL;

  if (ok)
    {
      parvis_rows_bind_text (rows, ":kind", kind);
      ok = parvis_rows_step (rows, &has_row, error);
    }

  if (ok && has_row)
    *count = parvis_rows_get_int (rows, 0);

  parvis_rows_free (rows);

  return ok;
}

/* Whose a dated entity is: a shop, or a procedure. */
static const char *
find_owner (const ParvisFeedChange *change)
{
  const char *member = strcmp (change->kind, PARVIS_KIND_DOSSIER) == 0 ? "procedure" : "merchant";

  if (!parvis_kind_is_dated (change->kind))
    return NULL;

  return json_string_value (json_object_get (change->body, member));
}

static gboolean
write_change (ParvisReplica           *self,
              const ParvisFeedChange  *change,
              GError                 **error)
{
  ParvisRows *rows = self->statements[change->text != NULL ? PUT_ENTITY : DELETE_ENTITY];
  g_autoptr(GBytes) box = NULL;
  char day[PARVIS_ENTITY_DAY_SIZE];

  parvis_rows_bind_text (rows, ":kind", change->kind);
  parvis_rows_bind_text (rows, ":id", change->id);
  parvis_rows_bind_int (rows, ":seq", change->seq);

  if (change->text != NULL)
    {
      gboolean dated = parvis_kind_is_dated (change->kind) &&
                       parvis_entity_get_day (change->kind, change->body, day);

      box = bind_text (self, rows, parvis_kind_is_sealed (change->kind), change->kind, change->id,
                       change->text);
      parvis_rows_bind_text (rows, ":merchant", find_owner (change));
      parvis_rows_bind_text (rows, ":day", dated ? day : NULL);
    }

  return parvis_rows_step (rows, NULL, error);
}

gboolean
parvis_replica_write_action (ParvisReplica       *self,
                             const ParvisQueued  *queued,
                             GError             **error)
{
  ParvisRows *rows = self->statements[PUT_ACTION];
  g_autofree char *body = parvis_json_dump (queued->body);
  g_autoptr(GBytes) box = NULL;

  parvis_rows_bind_int (rows, ":position", queued->position);
  parvis_rows_bind_text (rows, ":key", queued->key);
  parvis_rows_bind_text (rows, ":name", queued->verb->name);
  parvis_rows_bind_text (rows, ":object", queued->object);
  box = bind_text (self, rows, parvis_kind_is_sealed (queued->verb->kind), "action", queued->key,
                   body);
  parvis_rows_bind_int (rows, ":created_at", queued->created_at);
  parvis_rows_bind_int (rows, ":state", queued->state);
  parvis_rows_bind_int (rows, ":floor", queued->floor);
  parvis_rows_bind_int (rows, ":seq", queued->seq);
  parvis_rows_bind_int (rows, ":settled", queued->settled);
  parvis_rows_bind_int (rows, ":hidden", queued->hidden);
  parvis_rows_bind_text (rows, ":reason", queued->reason);
  parvis_rows_bind_text (rows, ":problem", queued->problem);
  parvis_rows_bind_text (rows, ":field", queued->field);

  return parvis_rows_step (rows, NULL, error);
}

static gboolean
write_meta (ParvisReplica  *self,
            const char     *name,
            gint64          value,
            GError        **error)
{
  ParvisRows *rows = self->statements[PUT_META];

  parvis_rows_bind_text (rows, ":name", name);
  parvis_rows_bind_int (rows, ":value", value);

  return parvis_rows_step (rows, NULL, error);
}

static gboolean
write_all (ParvisReplica      *self,
           const ParvisBatch  *batch,
           GError            **error)
{
  if (batch->age && !parvis_sqlite_exec (self->db, "UPDATE entity SET seq = 0", error))
    return FALSE;

  for (guint i = 0; i < batch->changes->len; i++)
    {
      if (!write_change (self, g_ptr_array_index (batch->changes, i), error))
        return FALSE;
    }

  for (guint i = 0; i < batch->rows->len; i++)
    {
      if (!parvis_replica_write_action (self, g_ptr_array_index (batch->rows, i), error))
        return FALSE;
    }

  for (guint i = 0; i < batch->gone->len; i++)
    {
      ParvisRows *rows = self->statements[DELETE_ACTION];

      parvis_rows_bind_text (rows, ":key", g_ptr_array_index (batch->gone, i));
      if (!parvis_rows_step (rows, NULL, error))
        return FALSE;
    }

  if (batch->sweep && !parvis_sqlite_exec (self->db, "DELETE FROM entity WHERE seq = 0", error))
    return FALSE;

  return write_meta (self, "cursor", batch->cursor, error) &&
         write_meta (self, "updated_at", batch->updated_at, error) &&
         write_meta (self, "rights", batch->rights, error) &&
         write_meta (self, "resync", batch->resync ? 1 : 0, error);
}

gboolean
parvis_replica_write (ParvisReplica      *self,
                      const ParvisBatch  *batch,
                      GError            **error)
{
  if (!parvis_sqlite_exec (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;

  if (!write_all (self, batch, error) || !parvis_sqlite_exec (self->db, "COMMIT", error))
    {
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }

  if (self->log_pages >= CHECKPOINT_AFTER)
    {
      int code = sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

      /* What was committed is safe in the log; the next commit tries again. */
      if (code == SQLITE_OK)
        self->log_pages = 0;
      else
        g_debug ("checkpoint: %s", sqlite3_errmsg (self->db));
    }

  return TRUE;
}
