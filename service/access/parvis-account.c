/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-account"

#include "config.h"

#include "parvis-account.h"

#include "parvis-access-rows.h"
#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-identity.h"
#include "parvis-session.h"

#include <string.h>

enum
{
  ACCOUNT_ID, ACCOUNT_NAME, ACCOUNT_EMAIL, ACCOUNT_LOCALE, ACCOUNT_ISSUER,
  ACCOUNT_PASSWORD, ACCOUNT_TOTP_SECRET, ACCOUNT_TOTP_STEP, ACCOUNT_OPERATOR,
  ACCOUNT_CREATED_AT, ACCOUNT_DISABLED_AT
};

#define SELECT_ACCOUNT \
  "SELECT id, name, email, locale, issuer, password, totp_secret, totp_step," \
  " operator, created_at, disabled_at FROM account WHERE town = :town"

void
parvis_account_free (ParvisAccount *account)
{
  if (account == NULL)
    return;

  g_free (account->id);
  g_free (account->name);
  g_free (account->email);
  g_free (account->locale);
  g_free (account->issuer);
  g_free (account->password);
  g_free (account->totp_secret);
  g_free (account);
}

static ParvisAccount *
read_account (ParvisStmt *stmt)
{
  ParvisAccount *account = g_new0 (ParvisAccount, 1);

  account->id = g_strdup (parvis_stmt_get_text (stmt, ACCOUNT_ID));
  account->name = g_strdup (parvis_stmt_get_text (stmt, ACCOUNT_NAME));
  account->email = g_strdup (parvis_stmt_get_text (stmt, ACCOUNT_EMAIL));
  account->locale = g_strdup (parvis_stmt_get_text (stmt, ACCOUNT_LOCALE));
  account->issuer = g_strdup (parvis_stmt_get_text (stmt, ACCOUNT_ISSUER));
  account->password = g_strdup (parvis_stmt_get_text (stmt, ACCOUNT_PASSWORD));
  account->totp_secret = g_strdup (parvis_stmt_get_text (stmt, ACCOUNT_TOTP_SECRET));
  account->totp_step = parvis_stmt_get_time (stmt, ACCOUNT_TOTP_STEP);
  account->operator = parvis_stmt_get_int (stmt, ACCOUNT_OPERATOR) != 0;
  account->created_at = parvis_stmt_get_int (stmt, ACCOUNT_CREATED_AT);
  account->disabled_at = parvis_stmt_get_time (stmt, ACCOUNT_DISABLED_AT);

  return account;
}

/* Takes @values. */
static ParvisAccount *
find (ParvisStore  *store,
      const char   *sql,
      json_t       *values,
      GError      **error)
{
  g_autoptr(json_t) owned = values;
  ParvisDb *db = parvis_store_acquire (store, "", error);
  ParvisAccount *account = NULL;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (db == NULL)
    return NULL;

  stmt = parvis_access_query (db, sql, owned, &has_row, error);
  if (stmt != NULL && has_row)
    account = read_account (stmt);
  else if (stmt != NULL)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                         "There is no such account");
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return account;
}

ParvisAccount *
parvis_account_find (ParvisStore  *store,
                     const char   *id,
                     GError      **error)
{
  return find (store, SELECT_ACCOUNT " AND id = :id", json_pack ("{s:s}", "id", id), error);
}

ParvisAccount *
parvis_account_find_by_email (ParvisStore  *store,
                              const char   *email,
                              GError      **error)
{
  g_autofree char *address = parvis_email_normalise (email, error);

  if (address == NULL)
    return NULL;

  return find (store, SELECT_ACCOUNT " AND email = :email AND issuer IS NULL",
               json_pack ("{s:s}", "email", address), error);
}

ParvisAccount *
parvis_account_find_by_subject (ParvisStore  *store,
                                const char   *issuer,
                                const char   *subject,
                                GError      **error)
{
  return find (store, SELECT_ACCOUNT " AND id IN (SELECT account FROM identity"
               " WHERE town = :town AND issuer = :issuer AND subject = :subject)",
               json_pack ("{s:s, s:s}", "issuer", issuer, "subject", subject), error);
}

/* Not all that RFC 5321 allows, but what a mail server of today accepts. */
char *
parvis_email_normalise (const char  *text,
                        GError     **error)
{
  g_autofree char *email = g_utf8_validate (text, -1, NULL) ? g_utf8_strdown (text, -1) : NULL;

  if (email != NULL)
    g_strstrip (email);

  /* A name of the own network is nowhere else. */
  if (!parvis_contact_is_email (email) || strchr (strchr (email, '@'), '.') == NULL)
    {
      parvis_set_invalid (error, "/email", "This is not an e-mail address");
      return NULL;
    }

  return g_steal_pointer (&email);
}

static gboolean
apply_create (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  const json_t *identity = json_object_get (command->body, "identity");
  g_autoptr(json_t) values = json_deep_copy (command->body);

  json_object_del (values, "identity");
  parvis_access_set_number (values, "created_at", parvis_tx_get_now (tx));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO account (town, id, name, email, locale, issuer,"
                             " operator, created_at) VALUES (:town, :id, :name, :email,"
                             " :locale, :issuer, :operator, :created_at)",
                             values, NULL, error) &&
         (identity == NULL || parvis_identity_insert (tx, identity, error));
}

char *
parvis_account_create (ParvisStore  *store,
                       const char   *actor,
                       const char   *name,
                       const char   *email,
                       const char   *locale,
                       const char   *issuer,
                       const char   *subject,
                       gboolean      operator,
                       GError      **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *address = email != NULL ? parvis_email_normalise (email, error) : NULL;
  json_t *body;

  if (email != NULL && address == NULL)
    return NULL;

  body = json_object ();
  parvis_json_set_string (body, "id", id);
  parvis_json_set_string (body, "name", name);
  parvis_json_set_string (body, "email", address);
  parvis_json_set_string (body, "locale", locale);
  parvis_json_set_string (body, "issuer", issuer);
  if (issuer != NULL)
    json_object_set_new (body, "identity",
                         json_pack ("{s:s, s:s, s:s}", "account", id, "issuer", issuer,
                                    "subject", subject));
  json_object_set_new (body, "operator", json_boolean (operator));

  return parvis_access_run (store, "", "account.create", actor, id, apply_create, body, NULL,
                            error)
         ? g_steal_pointer (&id) : NULL;
}

static gboolean
check_found (gint64   changes,
             GError **error)
{
  if (changes > 0)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no such account");

  return FALSE;
}

static gboolean
apply_locale (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE account SET locale = :locale"
                             " WHERE town = :town AND id = :id",
                             command->body, NULL, error);
}

gboolean
parvis_account_set_locale (ParvisStore  *store,
                           const char   *id,
                           const char   *locale,
                           GError      **error)
{
  return parvis_access_run (store, "", "account.locale", NULL, id, apply_locale,
                            json_pack ("{s:s, s:s}", "id", id, "locale", locale), NULL, error);
}

gboolean
parvis_account_drop_begun (ParvisTx    *tx,
                           const char  *account,
                           GError     **error)
{
  /* Used codes stay: presented again, they end what they began. */
  static const char * const steps[] = {
    "DELETE FROM web_session WHERE town = :town AND account = :account",
    "DELETE FROM authorization_code WHERE town = :town AND account = :account"
    " AND used_at IS NULL",
    "DELETE FROM device_code WHERE town = :town AND account = :account AND used_at IS NULL",
    "DELETE FROM reset_token WHERE town = :town AND account = :account",
    "DELETE FROM email_change WHERE town = :town AND account = :account",
  };
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", account);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (!parvis_access_exec (parvis_tx_get_db (tx), steps[i], values, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
apply_remove (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  static const char * const steps[] = {
    "DELETE FROM access_token WHERE town = :town AND session IN"
    " (SELECT id FROM session WHERE town = :town AND account = :account)",
    "DELETE FROM refresh_token WHERE town = :town AND session IN"
    " (SELECT id FROM session WHERE town = :town AND account = :account)",
    "DELETE FROM pin WHERE town = :town AND session IN"
    " (SELECT id FROM session WHERE town = :town AND account = :account)",
    "DELETE FROM session WHERE town = :town AND account = :account",
    "DELETE FROM authorization_code WHERE town = :town AND account = :account",
    "DELETE FROM device_code WHERE town = :town AND account = :account",
    "DELETE FROM recovery_code WHERE town = :town AND account = :account",
    "DELETE FROM identity WHERE town = :town AND account = :account",
    "DELETE FROM account_town WHERE town = :town AND account = :account",
    "DELETE FROM account WHERE town = :town AND id = :account",
  };
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", command->object);
  gint64 changes = 0;

  if (!parvis_sessions_revoke_of (tx, command->object, FALSE, error) ||
      !parvis_account_drop_begun (tx, command->object, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (!parvis_access_exec (parvis_tx_get_db (tx), steps[i], values, &changes, error))
        return FALSE;
    }

  return check_found (changes, error);
}

gboolean
parvis_account_remove (ParvisStore  *store,
                       const char   *actor,
                       const char   *id,
                       GError      **error)
{
  return parvis_access_run (store, "", "account.remove", actor, id, apply_remove, NULL, NULL,
                            error);
}

char **
parvis_account_list_towns (ParvisDb    *db,
                           const char  *id,
                           GError     **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", id);
  g_autoptr(GStrvBuilder) towns = g_strv_builder_new ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT insee FROM account_town"
                              " WHERE town = :town AND account = :account ORDER BY insee",
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      g_strv_builder_add (towns, parvis_stmt_get_text (stmt, 0));
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_strv_builder_end (towns);
}

static json_t *
describe (ParvisDb    *db,
          ParvisStmt  *stmt,
          GError     **error)
{
  const char *id = parvis_stmt_get_text (stmt, ACCOUNT_ID);
  g_auto(GStrv) towns = parvis_account_list_towns (db, id, error);
  json_t *account;
  json_t *list;

  if (towns == NULL)
    return NULL;

  list = json_array ();
  for (guint i = 0; towns[i] != NULL; i++)
    json_array_append_new (list, json_string (towns[i]));

  account = json_pack ("{s:s, s:b, s:o}", "id", id,
                       "operator", parvis_stmt_get_int (stmt, ACCOUNT_OPERATOR) != 0,
                       "towns", list);
  parvis_json_set_string (account, "name", parvis_stmt_get_text (stmt, ACCOUNT_NAME));
  parvis_json_set_string (account, "email", parvis_stmt_get_text (stmt, ACCOUNT_EMAIL));
  parvis_json_set_string (account, "issuer", parvis_stmt_get_text (stmt, ACCOUNT_ISSUER));
  parvis_json_set_time (account, "created_at", parvis_stmt_get_int (stmt, ACCOUNT_CREATED_AT));

  return account;
}

json_t *
parvis_account_list (ParvisDb  *db,
                     GError   **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db, SELECT_ACCOUNT " ORDER BY name, id", NULL, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      json_t *account = describe (db, stmt, error);

      if (account == NULL)
        return NULL;

      json_array_append_new (list, account);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}
