/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tx"

#include "config.h"

#include "parvis-tx-private.h"

#include "parvis-audit.h"
#include "parvis-db-driver.h"
#include "parvis-error.h"

#include <string.h>

/* What an area has in hand of one. */
typedef struct
{
  ParvisTouched         entity;
  gpointer        data;
  ParvisSaveFunc  save;
  GDestroyNotify  free;
} Kept;

/* More are not kept beyond a batch. */
#define MAX_KEPT 256

static void
forget_ready (ParvisTouched *touched)
{
  if (touched->ready == NULL)
    return;

  g_free (parvis_entity_take_text (touched->ready));
  g_free (touched->ready->scope);
  g_clear_pointer (&touched->ready, g_free);
}

static void
free_touched (gpointer data)
{
  ParvisTouched *touched = data;

  forget_ready (touched);
  g_free (touched->id);
  g_free (touched);
}

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  kept->free (kept->data);
  g_free (kept->entity.id);
  g_free (kept);
}

static guint
hash_touched (gconstpointer data)
{
  const ParvisTouched *touched = data;

  return g_str_hash (touched->id) ^ g_direct_hash (touched->kind);
}

static gboolean
equal_touched (gconstpointer a,
               gconstpointer b)
{
  const ParvisTouched *one = a;
  const ParvisTouched *other = b;

  return one->kind == other->kind && g_str_equal (one->id, other->id);
}

static guint
hash_change (gconstpointer data)
{
  const ParvisChange *change = data;

  return g_str_hash (change->id) ^ g_str_hash (change->kind);
}

static gboolean
equal_change (gconstpointer a,
              gconstpointer b)
{
  const ParvisChange *one = a;
  const ParvisChange *other = b;

  return g_str_equal (one->id, other->id) && g_str_equal (one->kind, other->kind);
}

ParvisTx *
parvis_tx_new (ParvisDb         *db,
               const ParvisKind *kinds,
               gint64            now)
{
  ParvisTx *tx = g_new0 (ParvisTx, 1);

  tx->db = db;
  tx->kinds = kinds;
  tx->now = now;
  tx->touched = g_ptr_array_new_with_free_func (free_touched);
  tx->known = g_hash_table_new (hash_touched, equal_touched);
  tx->kept = g_hash_table_new_full (hash_touched, equal_touched, NULL, free_kept);
  tx->fed = g_hash_table_new_full (hash_change, equal_change, NULL,
                                   (GDestroyNotify) parvis_change_unref);
  tx->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_change_unref);

  return tx;
}

void
parvis_tx_free (ParvisTx *tx)
{
  if (tx == NULL)
    return;

  g_hash_table_unref (tx->kept);
  g_hash_table_unref (tx->fed);
  g_hash_table_unref (tx->known);
  g_ptr_array_unref (tx->touched);
  g_ptr_array_unref (tx->changes);
  g_free (tx);
}

ParvisDb *
parvis_tx_get_db (ParvisTx *tx)
{
  return tx->db;
}

gint64
parvis_tx_get_now (ParvisTx *tx)
{
  return tx->now;
}

GPtrArray *
parvis_tx_get_changes (ParvisTx *tx)
{
  return tx->changes;
}

static const ParvisKind *
find_kind (ParvisTx   *tx,
           const char *kind)
{
  for (const ParvisKind *k = tx->kinds; k != NULL && k->kind != NULL; k++)
    {
      if (g_str_equal (k->kind, kind))
        return k;
    }

  return NULL;
}

static ParvisTouched *
touch (ParvisTx   *tx,
       const char *kind,
       const char *id)
{
  const ParvisTouched probe = { .kind = find_kind (tx, kind), .id = (char *) id };
  ParvisTouched *touched;

  g_return_val_if_fail (probe.kind != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  touched = g_hash_table_lookup (tx->known, &probe);
  if (touched != NULL)
    {
      forget_ready (touched);
      return touched;
    }

  touched = g_new0 (ParvisTouched, 1);
  touched->kind = probe.kind;
  touched->id = g_strdup (id);
  g_ptr_array_add (tx->touched, touched);
  g_hash_table_add (tx->known, touched);

  return touched;
}

/* Rows do not change while they are rendered, so an entity that is touched again
 * by a render would look the same: renders may touch each other in a circle.
 */
void
parvis_tx_touch (ParvisTx   *tx,
                 const char *kind,
                 const char *id)
{
  touch (tx, kind, id);
}

void
parvis_tx_touch_new (ParvisTx     *tx,
                     const char   *kind,
                     const char   *id,
                     ParvisEntity *entity)
{
  ParvisTouched *touched = touch (tx, kind, id);

  g_return_if_fail (touched != NULL);

  touched->is_new = TRUE;
  touched->ready = g_new (ParvisEntity, 1);
  *touched->ready = *entity;
  *entity = (ParvisEntity) { .body = NULL };
}

void
parvis_tx_keep (ParvisTx       *tx,
                const char     *kind,
                const char     *id,
                gpointer        data,
                ParvisSaveFunc  save,
                GDestroyNotify  free)
{
  Kept *kept = g_new0 (Kept, 1);

  *kept = (Kept) { { .kind = find_kind (tx, kind), .id = g_strdup (id) }, data, save, free };
  g_hash_table_add (tx->kept, kept);
}

gpointer
parvis_tx_find_kept (ParvisTx   *tx,
                     const char *kind,
                     const char *id)
{
  const ParvisTouched probe = { .kind = find_kind (tx, kind), .id = (char *) id };
  const Kept *kept = g_hash_table_lookup (tx->kept, &probe);

  return kept != NULL ? kept->data : NULL;
}

/* What was kept and is not saved is lost. */
void
parvis_tx_let_go (ParvisTx *tx)
{
  g_hash_table_remove_all (tx->kept);
  g_hash_table_remove_all (tx->fed);
}

gboolean
parvis_tx_save_kept (ParvisTx  *tx,
                     GError   **error)
{
  guint64 n_writes = tx->db->n_writes;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, tx->kept);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Kept *kept = key;

      if (!kept->save (kept->data, error))
        return FALSE;
    }

  tx->n_saves += tx->db->n_writes - n_writes;

  return TRUE;
}

gboolean
parvis_tx_begin (ParvisTx  *tx,
                 gint64     now,
                 gboolean   careful,
                 GError   **error)
{
  tx->now = now;
  tx->careful = careful;
  tx->recorded = FALSE;
  if (!tx->db->driver->begin (tx->db, &tx->seq, error))
    return FALSE;

  tx->first = tx->seq + 1;

  return TRUE;
}

static const char *
fingerprint_of (const ParvisCommand *command)
{
  return command->fingerprint != NULL ? command->fingerprint : "";
}

/* Looks the command's key up. The log has those of this batch too. */
static gboolean
find_answer (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             gint64               *seq,
             gboolean             *replayed,
             GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *body;
  gboolean has_row;

  *replayed = FALSE;
  if (command->key == NULL)
    return TRUE;

  stmt = parvis_db_prepare (tx->db,
                            "SELECT fingerprint, status, answer, seq FROM command "
                            "WHERE town = :town AND key = :key", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":key", command->key);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (!has_row)
    return TRUE;

  if (g_strcmp0 (parvis_stmt_get_text (stmt, 0), fingerprint_of (command)) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_KEY_REUSED,
                   "The key %s was used for another request", command->key);
      return FALSE;
    }

  *seq = parvis_stmt_get_int (stmt, 3);
  answer->status = (int) parvis_stmt_get_int (stmt, 1);
  body = parvis_stmt_get_text (stmt, 2);
  answer->body = body != NULL ? parvis_json_parse (body, strlen (body), NULL) : NULL;
  if (body != NULL && answer->body == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                   "The answer that was stored for the key %s cannot be read", command->key);
      return FALSE;
    }

  *replayed = TRUE;

  return TRUE;
}

static gboolean
log_answer (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (command->key == NULL)
    return TRUE;

  stmt = parvis_db_prepare (tx->db,
                            "INSERT INTO command (town, key, fingerprint, name, actor, status, "
                            "answer, seq, created_at) VALUES (:town, :key, :fingerprint, :name, "
                            ":actor, :status, :answer, :seq, :created_at)", error);
  if (stmt == NULL)
    return FALSE;

  if (answer->body != NULL && answer->text == NULL)
    answer->text = parvis_json_dump (answer->body);
  parvis_stmt_bind_text (stmt, ":key", command->key);
  parvis_stmt_bind_text (stmt, ":fingerprint", fingerprint_of (command));
  parvis_stmt_bind_text (stmt, ":name", command->name);
  parvis_stmt_bind_text (stmt, ":actor", command->actor != NULL ? command->actor : "");
  parvis_stmt_bind_int (stmt, ":status", answer->status);
  parvis_stmt_bind_text (stmt, ":answer", answer->text);
  parvis_stmt_bind_int (stmt, ":seq", tx->first);
  parvis_stmt_bind_int (stmt, ":created_at", tx->now);

  return parvis_stmt_step (stmt, NULL, error);
}

/* What a command makes is named by its answer. */
static gboolean
record (ParvisTx             *tx,
        const ParvisCommand  *command,
        const ParvisAnswer   *answer,
        GError              **error)
{
  const char *object = command->object;

  if (!command->audited)
    return TRUE;

  if (object == NULL)
    object = json_string_value (json_object_get (answer->body, "id"));

  return parvis_audit_append (tx, command->actor, command->name, object, error);
}

static gboolean
check_transaction (ParvisTx  *tx,
                   gboolean  *fatal,
                   GError   **error)
{
  if (!tx->db->driver->is_lost (tx->db))
    return TRUE;

  *fatal = TRUE;
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                         "The database gave the transaction up");

  return FALSE;
}

/* Another function knows nothing of what is kept, and may read or change those rows. */
static gboolean
hand_over (ParvisTx         *tx,
           ParvisApplyFunc   apply,
           GError          **error)
{
  if (apply == tx->keeper)
    return TRUE;

  if (!parvis_tx_save_kept (tx, error))
    return FALSE;

  g_hash_table_remove_all (tx->kept);
  tx->keeper = apply;

  return TRUE;
}

static gboolean
apply_and_log (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  answer->status = 200;

  return command->apply (tx, command, answer, error) &&
         record (tx, command, answer, error) &&
         log_answer (tx, command, answer, error);
}

/* What is undone looks otherwise by now, or is not there at all. */
static void
forget_undone (ParvisTx *tx,
               guint     from)
{
  for (guint i = from; i < tx->touched->len; i++)
    forget_ready (g_ptr_array_index (tx->touched, i));
}

static gboolean
apply_in_savepoint (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    gboolean             *fatal,
                    GError              **error)
{
  const ParvisDbDriver *driver = tx->db->driver;
  guint n_touched = tx->touched->len;
  gboolean applied;

  *fatal = !driver->save (tx->db, error);
  if (*fatal)
    return FALSE;

  applied = apply_and_log (tx, command, answer, error) && parvis_tx_save_kept (tx, error);
  if (!check_transaction (tx, fatal, error))
    return FALSE;

  if (applied)
    {
      *fatal = !driver->keep (tx->db, error);
      return !*fatal;
    }

  g_hash_table_remove_all (tx->kept);
  forget_undone (tx, n_touched);
  *fatal = !driver->undo (tx->db, NULL);

  return FALSE;
}

/* A savepoint costs about what a statement does, and nearly every command that fails
 * does so before it wrote anything. One that wrote takes the transaction along.
 */
static gboolean
apply_in_the_open (ParvisTx             *tx,
                   const ParvisCommand  *command,
                   ParvisAnswer         *answer,
                   gboolean             *fatal,
                   GError              **error)
{
  guint64 n_writes = tx->db->n_writes - tx->n_saves;
  gboolean applied = apply_and_log (tx, command, answer, error);

  if (!check_transaction (tx, fatal, error))
    return FALSE;

  *fatal = !applied && tx->db->n_writes - tx->n_saves != n_writes;

  return applied;
}

gboolean
parvis_tx_apply (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 gint64               *seq,
                 gboolean             *replayed,
                 gboolean             *fatal,
                 GError              **error)
{
  *fatal = FALSE;
  if (!find_answer (tx, command, answer, seq, replayed, error))
    {
      check_transaction (tx, fatal, error);
      return FALSE;
    }

  if (*replayed)
    return TRUE;

  *fatal = !hand_over (tx, command->apply, error);
  if (*fatal)
    return FALSE;

  if (tx->careful ? !apply_in_savepoint (tx, command, answer, fatal, error)
                  : !apply_in_the_open (tx, command, answer, fatal, error))
    {
      g_clear_pointer (&answer->body, json_decref);
      g_clear_pointer (&answer->text, g_free);
      return FALSE;
    }

  *seq = tx->first;

  return TRUE;
}

void
parvis_tx_note_recorded (ParvisTx *tx)
{
  tx->recorded = TRUE;
}

const ParvisAuditHead *
parvis_tx_get_recorded (ParvisTx *tx)
{
  return tx->recorded && tx->head.seq > 0 ? &tx->head : NULL;
}

gboolean
parvis_tx_forget_keys (ParvisTx  *tx,
                       GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (tx->db,
                            "DELETE FROM command WHERE town = :town AND created_at < :before",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_time (stmt, ":before", tx->now - PARVIS_STORE_KEYS_KEPT);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_tx_commit (ParvisTx  *tx,
                  gboolean  *in_doubt,
                  GError   **error)
{
  return tx->db->driver->commit (tx->db, tx->first, tx->seq, in_doubt, error);
}

void
parvis_tx_end (ParvisTx *tx)
{
  g_hash_table_remove_all (tx->known);
  g_ptr_array_set_size (tx->touched, 0);
  g_ptr_array_set_size (tx->changes, 0);
  if (!tx->db->driver->alone || g_hash_table_size (tx->kept) > MAX_KEPT ||
      g_hash_table_size (tx->fed) > MAX_KEPT)
    parvis_tx_let_go (tx);
}

void
parvis_tx_roll_back (ParvisTx *tx)
{
  parvis_tx_let_go (tx);
  parvis_tx_end (tx);
  tx->db->driver->roll_back (tx->db);
}
