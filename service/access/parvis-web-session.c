/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-web-session"

#include "config.h"

#include "parvis-web-session.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-error.h"

#include <string.h>

void
parvis_web_session_free (ParvisWebSession *session)
{
  if (session == NULL)
    return;

  g_free (session->account);
  json_decref (session->state);
  g_free (session);
}

static void
set_state (json_t       *values,
           const json_t *state)
{
  g_autofree char *text = state != NULL ? parvis_json_dump (state) : NULL;

  parvis_json_set_string (values, "state", text);
}

static gboolean
apply_create (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = json_deep_copy (command->body);
  g_autoptr(json_t) old = json_pack ("{s:I}", "now", (json_int_t) parvis_tx_get_now (tx));

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));

  return parvis_access_exec (db, "DELETE FROM web_session WHERE town = :town AND until_at < :now",
                             old, NULL, error) &&
         parvis_access_exec (db,
                             "INSERT INTO web_session (town, hash, account, state, created_at,"
                             " until_at) VALUES (:town, :hash, :account, :state, :now, :until)",
                             values, NULL, error);
}

char *
parvis_web_session_create (ParvisStore   *store,
                           const char    *account,
                           const json_t  *state,
                           gint64         until,
                           GError       **error)
{
  g_autofree char *cookie = NULL;
  g_autofree char *hash = NULL;
  json_t *body;

  if (!parvis_access_make_key ("", &cookie, &hash, error))
    return NULL;

  body = json_pack ("{s:s, s:I}", "hash", hash, "until", (json_int_t) until);
  parvis_json_set_string (body, "account", account);
  set_state (body, state);

  return parvis_access_run (store, "", "web_session.create", NULL, NULL, apply_create, body,
                            NULL, error)
         ? g_steal_pointer (&cookie) : NULL;
}

static ParvisWebSession *
read_session (ParvisStmt *stmt)
{
  ParvisWebSession *session = g_new0 (ParvisWebSession, 1);
  const char *state = parvis_stmt_get_text (stmt, 1);

  session->account = g_strdup (parvis_stmt_get_text (stmt, 0));
  session->state = state != NULL ? parvis_json_parse (state, strlen (state), NULL) : NULL;
  session->created_at = parvis_stmt_get_int (stmt, 2);

  return session;
}

ParvisWebSession *
parvis_web_session_find (ParvisStore  *store,
                         const char   *cookie,
                         gint64        now,
                         GError      **error)
{
  g_autofree char *hash = parvis_access_hash_key (cookie);
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "hash", hash, "now", (json_int_t) now);
  ParvisDb *db = parvis_store_acquire (store, "", error);
  ParvisWebSession *session = NULL;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (db == NULL)
    return NULL;

  stmt = parvis_access_query (db,
                              "SELECT account, state, created_at FROM web_session"
                              " WHERE town = :town AND hash = :hash AND until_at > :now",
                              values, &has_row, error);
  if (stmt != NULL && has_row)
    session = read_session (stmt);
  else if (stmt != NULL)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                         "This browser is not known (any more)");
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return session;
}

static gboolean
apply_update (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE web_session SET state = :state"
                             " WHERE town = :town AND hash = :hash",
                             command->body, NULL, error);
}

gboolean
parvis_web_session_update (ParvisStore   *store,
                           const char    *cookie,
                           const json_t  *state,
                           GError       **error)
{
  g_autofree char *hash = parvis_access_hash_key (cookie);
  json_t *body = json_pack ("{s:s}", "hash", hash);

  set_state (body, state);

  return parvis_access_run (store, "", "web_session.update", NULL, NULL, apply_update, body,
                            NULL, error);
}

static gboolean
apply_end (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM web_session WHERE town = :town AND hash = :hash",
                             command->body, NULL, error);
}

gboolean
parvis_web_session_end (ParvisStore  *store,
                        const char   *cookie,
                        GError      **error)
{
  g_autofree char *hash = parvis_access_hash_key (cookie);

  return parvis_access_run (store, "", "web_session.end", NULL, NULL, apply_end,
                            json_pack ("{s:s}", "hash", hash), NULL, error);
}
