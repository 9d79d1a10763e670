/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-email-change"

#include "config.h"

#include "parvis-email-change.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-error.h"
#include "parvis-member.h"

static gboolean
apply_wish (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) old = json_pack ("{s:s, s:I}", "account", command->object,
                                     "now", (json_int_t) parvis_tx_get_now (tx));
  g_autoptr(json_t) values = json_deep_copy (command->body);

  json_object_del (values, "letter");

  /* What came of nothing is somebody's address, and not kept. */
  return parvis_access_insert_letter (tx, command, error) &&
         parvis_access_exec (db,
                             "DELETE FROM email_change WHERE town = :town"
                             " AND (account = :account OR until_at < :now)", old, NULL, error) &&
         parvis_access_exec (db,
                             "INSERT INTO email_change (town, hash, account, email, until_at)"
                             " VALUES (:town, :hash, :account, :email, :until)",
                             values, NULL, error);
}

ParvisCommand *
parvis_email_change_command (const char *account,
                             const char *email,
                             const char *hash,
                             gint64      until,
                             json_t     *letter)
{
  ParvisCommand *command = parvis_command_new ("account.email_wish", "", apply_wish);

  command->object = g_strdup (account);
  command->actor = g_strconcat ("account:", account, NULL);
  command->audited = TRUE;
  command->body = json_pack ("{s:s, s:s, s:s, s:I}", "hash", hash, "account", account,
                             "email", email, "until", (json_int_t) until);
  parvis_access_take_letter (command->body, letter);

  return command;
}

char *
parvis_email_change_find (ParvisStore  *store,
                          const char   *token,
                          gint64        now,
                          char        **email,
                          GError      **error)
{
  g_autofree char *hash = parvis_access_hash_key (token);
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "hash", hash, "now", (json_int_t) now);
  ParvisDb *db = parvis_store_acquire (store, "", error);
  char *account = NULL;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (db == NULL)
    return NULL;

  stmt = parvis_access_query (db,
                              "SELECT account, email FROM email_change WHERE town = :town"
                              " AND hash = :hash AND until_at > :now", values, &has_row, error);
  if (stmt != NULL && has_row)
    {
      account = g_strdup (parvis_stmt_get_text (stmt, 0));
      *email = g_strdup (parvis_stmt_get_text (stmt, 1));
    }
  else if (stmt != NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This link was used already, or is too old");
    }
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return account;
}

/* Links for a new password that went to the address of before are worthless. */
static gboolean
apply_email (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) account = json_pack ("{s:s}", "account", command->object);
  g_autoptr(json_t) values = json_deep_copy (command->body);
  gint64 changes;

  json_object_del (values, "letter");
  if (!parvis_access_insert_letter (tx, command, error) ||
      !parvis_access_exec (db,
                           "DELETE FROM reset_token WHERE town = :town AND account = :account",
                           account, NULL, error) ||
      !parvis_access_exec (db,
                           "UPDATE account SET email = :email WHERE town = :town AND id = :id"
                           " AND (issuer IS NOT NULL OR NOT EXISTS (SELECT 1 FROM account o"
                           " WHERE o.town = :town AND o.email = :email AND o.issuer IS NULL"
                           " AND o.id <> :id))", values, &changes, error))
    return FALSE;

  if (changes > 0)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       "This address cannot be used for this account");

  return FALSE;
}

static gboolean
apply_forget (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr(json_t) account = json_pack ("{s:s}", "account", command->object);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM email_change WHERE town = :town"
                             " AND account = :account", account, NULL, error);
}

/* The towns where the account is a member now. */
static char **
list_towns (ParvisStore  *store,
            const char   *account,
            GError      **error)
{
  ParvisDb *db = parvis_store_acquire (store, "", error);
  char **towns;

  if (db == NULL)
    return NULL;

  towns = parvis_account_list_towns (db, account, error);
  parvis_store_release (store, db);

  return towns;
}

static gboolean
tell_towns (ParvisStore  *store,
            const char   *actor,
            const char   *account,
            const char   *email,
            GError      **error)
{
  g_auto(GStrv) towns = list_towns (store, account, error);

  if (towns == NULL)
    return FALSE;

  for (guint i = 0; towns[i] != NULL; i++)
    {
      if (parvis_store_has_town (store, towns[i]) &&
          !parvis_access_run (store, towns[i], "member.email", actor, account,
                              parvis_member_set_email, json_pack ("{s:s}", "email", email), NULL,
                              error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_email_change_do (ParvisStore          *store,
                        const ParvisAccount  *account,
                        const char           *email,
                        json_t               *letter,
                        GError              **error)
{
  g_autofree char *actor = g_strconcat ("account:", account->id, NULL);
  json_t *body;

  if (g_strcmp0 (account->email, email) == 0)
    {
      json_decref (letter);
    }
  else
    {
      body = json_pack ("{s:s, s:s}", "id", account->id, "email", email);
      parvis_access_take_letter (body, letter);
      if (!parvis_access_run (store, "", "account.email", actor, account->id, apply_email, body,
                              NULL, error))
        return FALSE;
    }

  return tell_towns (store, actor, account->id, email, error) &&
         parvis_access_run (store, "", "account.email_done", NULL, account->id, apply_forget,
                            NULL, NULL, error);
}
