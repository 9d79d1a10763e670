/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tx-settle"

#include "config.h"

#include "parvis-tx-private.h"

#include "parvis-error.h"

/* How what a batch touched comes into the feed. */

/* NULL with *@failed FALSE says that the feed never had it. */
static ParvisChange *
read_known (ParvisTx             *tx,
            const ParvisTouched  *touched,
            gboolean             *failed,
            GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisAudience audience;
  ParvisChange *known;
  const char *scope;
  gboolean has_row = FALSE;

  *failed = TRUE;
  stmt = parvis_db_prepare (tx->db,
                            "SELECT seq, audience, body, withdrawn, scope FROM change "
                            "WHERE town = :town AND kind = :kind AND id = :id", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":kind", touched->kind->kind);
  parvis_stmt_bind_text (stmt, ":id", touched->id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (has_row && !parvis_audience_from_string (parvis_stmt_get_text (stmt, 1), &audience))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                           "An entry of the feed is for nobody");
      return NULL;
    }

  *failed = FALSE;
  if (!has_row)
    return NULL;

  scope = parvis_stmt_get_text (stmt, 4);
  known = parvis_change_new (parvis_stmt_get_int (stmt, 0), touched->kind->kind, touched->id,
                             audience, *scope != '\0' ? scope : NULL,
                             g_strdup (parvis_stmt_get_text (stmt, 2)));
  known->withdrawn = parvis_stmt_get_int (stmt, 3) != 0;
  g_hash_table_replace (tx->fed, known, known);

  return known;
}

/* (transfer none) What the feed has. */
static const ParvisChange *
find_known (ParvisTx             *tx,
            const ParvisTouched  *touched,
            gboolean             *failed,
            GError              **error)
{
  const ParvisChange probe = { .kind = (char *) touched->kind->kind, .id = touched->id };
  const ParvisChange *known;

  *failed = FALSE;
  if (touched->is_new)
    return NULL;

  known = g_hash_table_lookup (tx->fed, &probe);

  return known != NULL ? known : read_known (tx, touched, failed, error);
}

static gboolean
move (ParvisTx             *tx,
      const ParvisTouched  *touched,
      ParvisAudience        audience,
      const char           *scope,
      gboolean              withdrawn,
      char                 *body,
      GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisChange *change;

  stmt = parvis_db_prepare (tx->db,
                            "INSERT INTO change (town, kind, id, seq, audience, scope, "
                            "deleted, withdrawn, body) "
                            "VALUES (:town, :kind, :id, :seq, :audience, :scope, "
                            ":deleted, :withdrawn, :body) "
                            "ON CONFLICT (town, kind, id) DO UPDATE SET seq = excluded.seq, "
                            "audience = excluded.audience, deleted = excluded.deleted, "
                            "withdrawn = excluded.withdrawn, body = excluded.body", error);
  if (stmt == NULL)
    {
      g_free (body);
      return FALSE;
    }

  change = parvis_change_new (++tx->seq, touched->kind->kind, touched->id, audience,
                              scope, body);
  change->withdrawn = withdrawn;
  g_ptr_array_add (tx->changes, change);
  if (!touched->is_new)
    g_hash_table_replace (tx->fed, change, parvis_change_ref (change));

  parvis_stmt_bind_text (stmt, ":kind", change->kind);
  parvis_stmt_bind_text (stmt, ":id", change->id);
  parvis_stmt_bind_int (stmt, ":seq", change->seq);
  parvis_stmt_bind_text (stmt, ":audience", parvis_audience_to_string (audience));
  parvis_stmt_bind_text (stmt, ":scope", change->scope != NULL ? change->scope : "");
  parvis_stmt_bind_int (stmt, ":deleted", change->deleted);
  parvis_stmt_bind_int (stmt, ":withdrawn", change->withdrawn);
  parvis_stmt_bind_text (stmt, ":body", change->body);

  return parvis_stmt_step (stmt, NULL, error);
}

/* @body: (nullable) (transfer full). */
static gboolean
settle_body (ParvisTx             *tx,
             const ParvisTouched  *touched,
             ParvisAudience        audience,
             const char           *scope,
             char                 *body,
             GError              **error)
{
  g_autofree char *owned = body;
  const ParvisChange *known;
  gboolean withdrawn;
  gboolean failed;

  known = find_known (tx, touched, &failed, error);
  if (failed)
    return FALSE;

  /* What the feed never had, it need not be told that it is gone. A tombstone is
   * for whom the entity was for.
   */
  if (body == NULL && known != NULL)
    {
      audience = known->audience;
      scope = known->scope;
    }
  if (g_strcmp0 (known != NULL ? known->body : NULL, body) == 0 &&
      (body == NULL || audience == known->audience))
    return TRUE;

  if (known != NULL && g_strcmp0 (known->scope, scope) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                   "The entity %s %s would become another merchant's",
                   touched->kind->kind, touched->id);
      return FALSE;
    }

  /* Whoever may not see it any more would keep it for ever: there is one row, and
   * it remembers one audience only that is told, everybody.
   */
  withdrawn = known != NULL && known->withdrawn;
  if (known != NULL && audience != known->audience)
    {
      if (audience != PARVIS_AUDIENCE_PUBLIC && known->audience != PARVIS_AUDIENCE_PUBLIC)
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                       "The entity %s %s would change its audience",
                       touched->kind->kind, touched->id);
          return FALSE;
        }

      withdrawn = known->audience == PARVIS_AUDIENCE_PUBLIC;
    }

  return move (tx, touched, audience, scope, withdrawn, g_steal_pointer (&owned), error);
}

char *
parvis_entity_take_text (ParvisEntity *entity)
{
  char *text = g_steal_pointer (&entity->text);

  if (entity->body != NULL)
    {
      g_free (text);
      text = parvis_json_dump (entity->body);
      g_clear_pointer (&entity->body, json_decref);
    }

  return text;
}

static gboolean
settle_one (ParvisTx             *tx,
            const ParvisTouched  *touched,
            GError              **error)
{
  ParvisEntity entity = { .audience = PARVIS_AUDIENCE_MEMBER };
  g_autofree char *scope = NULL;
  g_autofree char *body = NULL;
  gboolean rendered = TRUE;

  if (touched->ready != NULL)
    {
      entity = *touched->ready;
      *touched->ready = (ParvisEntity) { .body = NULL };
    }
  else
    {
      rendered = touched->kind->render (tx, touched->id, &entity, error);
    }
  scope = entity.scope;
  body = parvis_entity_take_text (&entity);

  if (!rendered ||
      !settle_body (tx, touched, entity.audience, scope, g_steal_pointer (&body), error))
    {
      g_prefix_error (error, "Settling %s %s: ", touched->kind->kind, touched->id);
      return FALSE;
    }

  return TRUE;
}

/* The array grows while it is walked: a render may touch more. */
gboolean
parvis_tx_settle (ParvisTx  *tx,
                  GError   **error)
{
  if (!parvis_tx_save_kept (tx, error))
    return FALSE;

  for (guint i = 0; i < tx->touched->len; i++)
    {
      if (!settle_one (tx, g_ptr_array_index (tx->touched, i), error))
        return FALSE;
    }

  /* Not the last row that was appended: its command may have been taken back. */
  return !tx->recorded || parvis_audit_read_head (tx->db, &tx->head, error);
}
