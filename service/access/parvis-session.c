/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-session"

#include "config.h"

#include "parvis-session.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-account.h"
#include "parvis-audit.h"
#include "parvis-error.h"

#include <string.h>

/* How long a refresh token that was changed is still known: as long as it would have been good
 * for had nobody used it, so whoever finds a copy of one ends the session with it and gets nothing.
 */
#define REFRESH_KEPT PARVIS_REFRESH_TIME

void
parvis_tokens_clear (ParvisTokens *tokens)
{
  g_clear_pointer (&tokens->access, g_free);
  g_clear_pointer (&tokens->refresh, g_free);
  g_clear_pointer (&tokens->session, g_free);
  g_clear_pointer (&tokens->account, g_free);
}

json_t *
parvis_tokens_make (ParvisTokens  *tokens,
                    GError       **error)
{
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;

  parvis_tokens_clear (tokens);
  if (!parvis_access_make_key (PARVIS_TOKEN_ACCESS_PREFIX, &tokens->access, &access, error) ||
      !parvis_access_make_key (PARVIS_TOKEN_REFRESH_PREFIX, &tokens->refresh, &refresh, error))
    return NULL;

  tokens->session = g_uuid_string_random ();

  return json_pack ("{s:s, s:s, s:s}", "session", tokens->session, "access", access,
                    "refresh", refresh);
}

static gboolean
set_unknown (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                       "This token opens nothing any more");

  return FALSE;
}

/* Its holder was removed from the last town: the device has to forget it. */
static gboolean
set_removed (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_REMOVED,
                       "Whoever had this token is a member of no town any more");

  return FALSE;
}

static gboolean
insert_pair (ParvisDb    *db,
             const char  *session,
             const char  *access,
             const char  *refresh,
             gint64       now,
             GError     **error)
{
  g_autoptr(json_t) a = json_pack ("{s:s, s:s, s:I}", "hash", access, "session", session,
                                   "until", (json_int_t) (now + PARVIS_ACCESS_TIME));
  g_autoptr(json_t) r = json_pack ("{s:s, s:s, s:I}", "hash", refresh, "session", session,
                                   "now", (json_int_t) now);

  return parvis_access_exec (db,
                             "INSERT INTO access_token (town, hash, session, until_at)"
                             " VALUES (:town, :hash, :session, :until)", a, NULL, error) &&
         parvis_access_exec (db,
                             "INSERT INTO refresh_token (town, hash, session, created_at)"
                             " VALUES (:town, :hash, :session, :now)", r, NULL, error);
}

gboolean
parvis_session_insert (ParvisTx      *tx,
                       const json_t  *body,
                       const char    *account,
                       const char    *label,
                       GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  gint64 now = parvis_tx_get_now (tx);
  const char *session = json_string_value (json_object_get (body, "session"));
  const char *access = json_string_value (json_object_get (body, "access"));
  const char *refresh = json_string_value (json_object_get (body, "refresh"));
  g_autoptr(json_t) values = NULL;

  values = json_pack ("{s:s, s:s, s:s, s:I, s:s, s:s, s:I}", "id", session, "account", account,
                      "label", label, "now", (json_int_t) now, "access", access,
                      "refresh", refresh, "until", (json_int_t) (now + PARVIS_REFRESH_TIME));
  if (!parvis_access_exec (db,
                           "INSERT INTO session (town, id, account, label, created_at,"
                           " last_used_at, access, refresh, refresh_until) VALUES (:town, :id,"
                           " :account, :label, :now, :now, :access, :refresh, :until)",
                           values, NULL, error) ||
      !insert_pair (db, session, access, refresh, now, error))
    return FALSE;

  parvis_tx_touch (tx, PARVIS_KIND_SESSION, session);

  return TRUE;
}

static gboolean
apply_create (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return parvis_session_insert (tx, command->body,
                                json_string_value (json_object_get (command->body, "account")),
                                json_string_value (json_object_get (command->body, "label")),
                                error);
}

gboolean
parvis_session_create (ParvisStore   *store,
                       const char    *account,
                       const char    *label,
                       ParvisTokens  *tokens,
                       GError       **error)
{
  g_autofree char *actor = g_strconcat ("account:", account, NULL);
  json_t *body = parvis_tokens_make (tokens, error);

  if (body == NULL)
    return FALSE;

  parvis_json_set_string (body, "account", account);
  parvis_json_set_string (body, "label", label);
  tokens->account = g_strdup (account);

  return parvis_access_run (store, "", "session.create", actor, tokens->session, apply_create,
                            body, NULL, error);
}

static gboolean
close_session (ParvisTx    *tx,
               const char  *id,
               const char  *reason,
               GError     **error)
{
  g_autoptr(json_t) values = NULL;

  parvis_tx_touch (tx, PARVIS_KIND_SESSION, id);
  values = json_pack ("{s:s, s:s, s:I}", "id", id, "reason", reason,
                      "now", (json_int_t) parvis_tx_get_now (tx));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE session SET revoked_at = :now, reason = :reason"
                             " WHERE town = :town AND id = :id AND revoked_at IS NULL",
                             values, NULL, error);
}

gboolean
parvis_session_end (ParvisTx    *tx,
                    const char  *id,
                    GError     **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = json_pack ("{s:s}", "session", id);

  return parvis_access_exec (db,
                             "DELETE FROM access_token"
                             " WHERE town = :town AND session = :session",
                             values, NULL, error) &&
         parvis_access_exec (db,
                             "DELETE FROM refresh_token"
                             " WHERE town = :town AND session = :session",
                             values, NULL, error) &&
         parvis_access_exec (db,
                             "DELETE FROM pin WHERE town = :town AND session = :session",
                             values, NULL, error) &&
         close_session (tx, id, "revoked", error);
}

gboolean
parvis_sessions_revoke_of (ParvisTx    *tx,
                           const char  *account,
                           gboolean     removed,
                           GError     **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", account);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  ParvisStmt *stmt;
  gboolean has_row = FALSE;
  gboolean ok = TRUE;

  stmt = parvis_access_query (db,
                              "SELECT id FROM session WHERE town = :town"
                              " AND account = :account AND revoked_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  while (ok && has_row)
    {
      g_ptr_array_add (ids, g_strdup (parvis_stmt_get_text (stmt, 0)));
      ok = parvis_stmt_step (stmt, &has_row, error);
    }
  parvis_stmt_release (stmt);

  for (guint i = 0; ok && i < ids->len; i++)
    ok = removed ? close_session (tx, g_ptr_array_index (ids, i), "removed", error)
                 : parvis_session_end (tx, g_ptr_array_index (ids, i), error);

  return ok;
}

typedef struct
{
  char     *id;
  char     *account;
  char     *refresh;
  char     *previous;
  char     *access;
  gboolean  used;
} Family;

static void
family_clear (Family *family)
{
  g_free (family->id);
  g_free (family->account);
  g_free (family->refresh);
  g_free (family->previous);
  g_free (family->access);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Family, family_clear)

static gboolean
find_family (ParvisTx      *tx,
             const json_t  *body,
             Family        *family,
             GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = json_pack ("{s:O, s:I}", "hash", json_object_get (body, "hash"),
                                        "now", (json_int_t) parvis_tx_get_now (tx));
  gboolean has_row = FALSE;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT s.id, s.account, s.refresh, s.previous, s.access,"
                              " s.access_used_at, s.revoked_at FROM refresh_token r JOIN session s"
                              " ON s.town = r.town AND s.id = r.session JOIN account a"
                              " ON a.town = s.town AND a.id = s.account"
                              " WHERE r.town = :town AND r.hash = :hash"
                              " AND s.refresh_until > :now AND a.disabled_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;
  if (!has_row)
    return set_unknown (error);
  if (!parvis_stmt_is_null (stmt, 6))
    return set_removed (error);

  family->id = g_strdup (parvis_stmt_get_text (stmt, 0));
  family->account = g_strdup (parvis_stmt_get_text (stmt, 1));
  family->refresh = g_strdup (parvis_stmt_get_text (stmt, 2));
  family->previous = g_strdup (parvis_stmt_get_text (stmt, 3));
  family->access = g_strdup (parvis_stmt_get_text (stmt, 4));
  family->used = !parvis_stmt_is_null (stmt, 5);

  return TRUE;
}

static gboolean
rotate (ParvisTx      *tx,
        const json_t  *body,
        const Family  *family,
        GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  gint64 now = parvis_tx_get_now (tx);
  const char *access = json_string_value (json_object_get (body, "access"));
  const char *refresh = json_string_value (json_object_get (body, "refresh"));
  g_autoptr(json_t) old = json_pack ("{s:s, s:I}", "session", family->id,
                                     "now", (json_int_t) now);
  g_autoptr(json_t) older = json_pack ("{s:s, s:I}", "session", family->id,
                                       "before", (json_int_t) (now - REFRESH_KEPT));
  g_autoptr(json_t) row = NULL;

  row = json_pack ("{s:s, s:s, s:s, s:O, s:I, s:I}", "id", family->id, "access", access,
                   "refresh", refresh, "previous", json_object_get (body, "hash"),
                   "now", (json_int_t) now, "until", (json_int_t) (now + PARVIS_REFRESH_TIME));

  return parvis_access_exec (db,
                             "DELETE FROM access_token WHERE town = :town"
                             " AND session = :session AND until_at <= :now",
                             old, NULL, error) &&
         parvis_access_exec (db,
                             "DELETE FROM refresh_token WHERE town = :town"
                             " AND session = :session AND created_at < :before",
                             older, NULL, error) &&
         insert_pair (db, family->id, access, refresh, now, error) &&
         parvis_access_exec (db,
                             "UPDATE session SET access = :access, access_used_at = NULL,"
                             " refresh = :refresh, previous = :previous, last_used_at = :now,"
                             " refresh_until = :until WHERE town = :town AND id = :id",
                             row, NULL, error);
}

/* Answers {"session","account"}, or {"reused":true}: ending a session must be
 * committed although nothing is given.
 */
static gboolean
apply_refresh (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  const char *hash = json_string_value (json_object_get (command->body, "hash"));
  g_auto(Family) family = { NULL, };
  g_autofree char *actor = NULL;

  if (!find_family (tx, command->body, &family, error))
    return FALSE;

  actor = g_strconcat ("account:", family.account, NULL);
  if (g_strcmp0 (hash, family.refresh) != 0)
    {
      g_autoptr(json_t) lost = json_pack ("{s:s?}", "hash", family.access);

      if (family.used || g_strcmp0 (hash, family.previous) != 0)
        {
          answer->body = json_pack ("{s:b}", "reused", 1);
          return parvis_session_end (tx, family.id, error) &&
                 parvis_audit_append (tx, actor, "session.reuse", family.id, error);
        }

      if (!parvis_access_exec (parvis_tx_get_db (tx),
                               "DELETE FROM access_token WHERE town = :town AND hash = :hash",
                               lost, NULL, error))
        return FALSE;
    }

  answer->body = json_pack ("{s:s, s:s}", "session", family.id, "account", family.account);

  return rotate (tx, command->body, &family, error);
}

gboolean
parvis_session_refresh (ParvisStore   *store,
                        const char    *refresh,
                        ParvisTokens  *tokens,
                        GError       **error)
{
  g_autofree char *hash = parvis_access_hash_key (refresh);
  g_autoptr(json_t) answered = NULL;
  json_t *body = parvis_tokens_make (tokens, error);

  if (body == NULL)
    return FALSE;

  parvis_json_set_string (body, "hash", hash);
  if (!parvis_access_run (store, "", "session.refresh", NULL, NULL, apply_refresh, body,
                          &answered, error))
    return FALSE;

  if (json_is_true (json_object_get (answered, "reused")))
    return set_unknown (error);

  g_free (tokens->session);
  tokens->session = g_strdup (json_string_value (json_object_get (answered, "session")));
  tokens->account = g_strdup (json_string_value (json_object_get (answered, "account")));

  return TRUE;
}

/* @body: "account" if it must be a certain one's */
static gboolean
apply_revoke (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = json_pack ("{s:s}", "id", command->object);
  const char *account = json_string_value (json_object_get (command->body, "account"));
  gboolean has_row = FALSE;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT account FROM session WHERE town = :town AND id = :id"
                              " AND revoked_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  if (!has_row || (account != NULL && strcmp (account, parvis_stmt_get_text (stmt, 0)) != 0))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "There is no such session");
      return FALSE;
    }

  return parvis_session_end (tx, command->object, error);
}

gboolean
parvis_session_revoke (ParvisStore  *store,
                       const char   *actor,
                       const char   *account,
                       const char   *id,
                       GError      **error)
{
  json_t *body = json_object ();

  parvis_json_set_string (body, "account", account);

  return parvis_access_run (store, "", "session.revoke", actor, id, apply_revoke, body, NULL,
                            error);
}

static char *
find_session_of (ParvisDb    *db,
                 const char  *hash,
                 GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = json_pack ("{s:s}", "hash", hash);
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT session FROM access_token"
                              " WHERE town = :town AND hash = :hash UNION ALL"
                              " SELECT session FROM refresh_token"
                              " WHERE town = :town AND hash = :hash UNION ALL"
                              " SELECT session FROM pin"
                              " WHERE town = :town AND handle = :hash",
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  return g_strdup (has_row ? parvis_stmt_get_text (stmt, 0) : "");
}

gboolean
parvis_session_revoke_token (ParvisStore  *store,
                             const char   *token,
                             GError      **error)
{
  g_autofree char *hash = parvis_access_hash_key (token);
  g_autoptr(GError) local = NULL;
  g_autofree char *found = NULL;
  ParvisDb *db = parvis_store_acquire (store, "", error);

  if (db == NULL)
    return FALSE;

  found = find_session_of (db, hash, error);
  parvis_store_release (store, db);
  if (found == NULL)
    return FALSE;

  if (*found != '\0' && !parvis_session_revoke (store, "holder", NULL, found, &local) &&
      !g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

static gboolean
apply_revoke_all (ParvisTx             *tx,
                  const ParvisCommand  *command,
                  ParvisAnswer         *answer,
                  GError              **error)
{
  return parvis_sessions_revoke_of (tx, command->object, FALSE, error) &&
         parvis_account_drop_begun (tx, command->object, error);
}

gboolean
parvis_session_revoke_all (ParvisStore  *store,
                           const char   *actor,
                           const char   *account,
                           GError      **error)
{
  return parvis_access_run (store, "", "session.revoke_all", actor, account, apply_revoke_all,
                            NULL, NULL, error);
}

json_t *
parvis_session_list (ParvisDb    *db,
                     const char  *account,
                     const char  *current,
                     gint64       now,
                     GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "account", account,
                                        "now", (json_int_t) now);
  g_autoptr(json_t) list = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT id, label, created_at, last_used_at FROM session"
                              " WHERE town = :town AND account = :account"
                              " AND revoked_at IS NULL AND refresh_until > :now"
                              " ORDER BY last_used_at DESC, id",
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      const char *id = parvis_stmt_get_text (stmt, 0);
      json_t *session = json_pack ("{s:s, s:s, s:b}", "id", id,
                                   "label", parvis_stmt_get_text (stmt, 1),
                                   "current", g_strcmp0 (id, current) == 0);

      parvis_json_set_time (session, "created_at", parvis_stmt_get_int (stmt, 2));
      parvis_json_set_time (session, "last_used_at", parvis_stmt_get_int (stmt, 3));
      json_array_append_new (list, session);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}

GHashTable *
parvis_sessions_list_open (ParvisDb  *db,
                           gint64     now,
                           GError   **error)
{
  g_autoptr(GHashTable) open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(json_t) values = json_pack ("{s:I}", "now", (json_int_t) now);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT s.id, a.operator FROM session s JOIN account a"
                              " ON a.town = s.town AND a.id = s.account WHERE s.town = :town"
                              " AND s.revoked_at IS NULL AND s.refresh_until > :now"
                              " AND a.disabled_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      g_hash_table_insert (open, g_strdup (parvis_stmt_get_text (stmt, 0)),
                           GINT_TO_POINTER (parvis_stmt_get_int (stmt, 1) != 0));
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&open);
}

gboolean
parvis_session_check (ParvisDb       *db,
                      const char     *hash,
                      gint64          now,
                      ParvisSession  *session,
                      GError        **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT s.id, s.account, t.until_at, s.access, s.access_used_at,"
                            " a.operator, s.revoked_at FROM access_token t JOIN session s"
                            " ON s.town = t.town AND s.id = t.session JOIN account a"
                            " ON a.town = s.town AND a.id = s.account"
                            " WHERE t.town = :town AND t.hash = :hash AND t.until_at > :now"
                            " AND a.disabled_at IS NULL", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":hash", hash);
  parvis_stmt_bind_int (stmt, ":now", now);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return set_unknown (error);

  g_strlcpy (session->id, parvis_stmt_get_text (stmt, 0), sizeof session->id);
  g_strlcpy (session->account, parvis_stmt_get_text (stmt, 1), sizeof session->account);
  session->until = parvis_stmt_get_int (stmt, 2);
  session->is_new = parvis_stmt_is_null (stmt, 4) &&
                    g_strcmp0 (parvis_stmt_get_text (stmt, 3), hash) == 0;
  session->operator = parvis_stmt_get_int (stmt, 5) != 0;
  session->removed = !parvis_stmt_is_null (stmt, 6);

  return TRUE;
}

gboolean
parvis_session_is_open (ParvisDb    *db,
                        const char  *id,
                        gboolean    *operator,
                        GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT a.operator FROM session s JOIN account a"
                            " ON a.town = s.town AND a.id = s.account WHERE s.town = :town"
                            " AND s.id = :id AND s.revoked_at IS NULL"
                            " AND a.disabled_at IS NULL", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return set_unknown (error);

  *operator = parvis_stmt_get_int (stmt, 0) != 0;

  return TRUE;
}

static gboolean
apply_use (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  g_autoptr(json_t) values = json_deep_copy (command->body);

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE session SET access_used_at = :now, last_used_at = :now"
                             " WHERE town = :town AND id = :id AND access = :access"
                             " AND access_used_at IS NULL",
                             values, NULL, error);
}

ParvisCommand *
parvis_session_note_use (const char *hash,
                         const char *session)
{
  ParvisCommand *command = parvis_command_new ("session.use", "", apply_use);

  command->object = g_strdup (session);
  command->body = json_pack ("{s:s, s:s}", "id", session, "access", hash);

  return command;
}

gboolean
parvis_render_session (ParvisTx      *tx,
                       const char    *id,
                       ParvisEntity  *entity,
                       GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = json_pack ("{s:s}", "id", id);
  gboolean has_row = FALSE;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT account FROM session WHERE town = :town AND id = :id"
                              " AND revoked_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  entity->audience = PARVIS_AUDIENCE_TEAM;
  entity->is_steady = TRUE;
  if (has_row)
    entity->body = json_pack ("{s:s, s:s}", "id", id, "account", parvis_stmt_get_text (stmt, 0));

  return TRUE;
}
