/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-identity"

#include "config.h"

#include "parvis-identity.h"

#include "parvis-access-rows.h"
#include "parvis-account.h"
#include "parvis-error.h"

gboolean
parvis_identity_insert (ParvisTx      *tx,
                        const json_t  *identity,
                        GError       **error)
{
  g_autoptr(json_t) values = json_deep_copy (identity);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));
  if (!parvis_access_exec (parvis_tx_get_db (tx),
                           "INSERT INTO identity (town, issuer, subject, account, created_at)"
                           " VALUES (:town, :issuer, :subject, :account, :now)"
                           " ON CONFLICT (town, issuer, subject) DO NOTHING",
                           values, NULL, error))
    return FALSE;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT 1 FROM identity WHERE town = :town AND issuer = :issuer"
                              " AND subject = :subject AND account = :account",
                              identity, &has_row, error);
  if (stmt != NULL && !has_row)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                         "This identity opens another account already");

  return has_row;
}

static gboolean
apply_link (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  g_autoptr(json_t) identity = json_deep_copy (command->body);

  json_object_del (identity, "letter");

  return parvis_identity_insert (tx, identity, error) &&
         parvis_access_insert_letter (tx, command, error);
}

gboolean
parvis_identity_link (ParvisStore               *store,
                      const char                *account,
                      const ParvisOidcIdentity  *identity,
                      json_t                    *letter,
                      GError                   **error)
{
  g_autofree char *actor = g_strconcat ("account:", account, NULL);
  json_t *body = json_pack ("{s:s, s:s, s:s}", "account", account, "issuer", identity->issuer,
                            "subject", identity->subject);

  parvis_access_take_letter (body, letter);

  return parvis_access_run (store, "", "account.link", actor, account, apply_link, body, NULL,
                            error);
}

static gboolean
apply_unlink (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) account = json_pack ("{s:s}", "account", command->object);
  g_autoptr(json_t) identity = json_deep_copy (command->body);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  gint64 changes = 0;

  json_object_del (identity, "letter");
  if (!parvis_access_exec (db,
                           "DELETE FROM identity WHERE town = :town AND account = :account"
                           " AND issuer = :issuer",
                           identity, &changes, error) ||
      !parvis_access_insert_letter (tx, command, error))
    return FALSE;

  if (changes == 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This account has no such identity");
      return FALSE;
    }

  stmt = parvis_access_query (db,
                              "SELECT 1 FROM account WHERE town = :town AND id = :account"
                              " AND (password IS NOT NULL OR EXISTS (SELECT 1 FROM identity"
                              " WHERE town = :town AND account = :account))",
                              account, &has_row, error);
  if (stmt != NULL && !has_row)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                         "This is the only way in that the account has");

  return has_row;
}

gboolean
parvis_identity_unlink (ParvisStore  *store,
                        const char   *account,
                        const char   *issuer,
                        json_t       *letter,
                        GError      **error)
{
  g_autofree char *actor = g_strconcat ("account:", account, NULL);
  json_t *body = json_pack ("{s:s, s:s}", "account", account, "issuer", issuer);

  parvis_access_take_letter (body, letter);

  return parvis_access_run (store, "", "account.unlink", actor, account, apply_unlink, body, NULL,
                            error);
}

static json_t *
read_list (ParvisStmt  *stmt,
           gboolean     has_row,
           GError     **error)
{
  g_autoptr(json_t) list = json_array ();

  while (has_row)
    {
      json_t *entry = json_pack ("{s:s}", "issuer", parvis_stmt_get_text (stmt, 0));

      parvis_json_set_time (entry, "created_at", parvis_stmt_get_int (stmt, 1));
      json_array_append_new (list, entry);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}

json_t *
parvis_identity_list (ParvisStore  *store,
                      const char   *account,
                      GError      **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", account);
  ParvisDb *db = parvis_store_acquire (store, "", error);
  json_t *list = NULL;
  gboolean has_row = FALSE;
  ParvisStmt *stmt;

  if (db == NULL)
    return NULL;

  stmt = parvis_access_query (db,
                              "SELECT issuer, created_at FROM identity"
                              " WHERE town = :town AND account = :account ORDER BY created_at",
                              values, &has_row, error);
  if (stmt != NULL)
    list = read_list (stmt, has_row, error);
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return list;
}

char *
parvis_identity_accept (ParvisStore               *store,
                        const ParvisOidcIdentity  *identity,
                        const char                *locale,
                        const ParvisInvitation    *invitation,
                        GError                   **error)
{
  g_autofree char *actor = g_strconcat ("invitation:", invitation->id, NULL);
  g_autofree char *email = NULL;
  g_autofree char *account = NULL;

  /* Letters about an account do not go to an address that nobody answers for. */
  if (identity->email_verified)
    email = parvis_email_normalise (identity->email, NULL);
  account = parvis_account_create (store, actor, identity->name,
                                   email != NULL ? email : invitation->email, locale,
                                   identity->issuer, identity->subject, FALSE, error);
  if (account == NULL)
    return NULL;

  if (parvis_invitation_accept (store, invitation, account, error))
    return g_steal_pointer (&account);

  /* Somebody was faster; nobody needs this account. */
  parvis_account_remove (store, actor, account, NULL);

  return NULL;
}
