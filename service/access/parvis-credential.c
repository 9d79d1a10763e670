/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-credential"

#include "config.h"

#include "parvis-credential.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-account.h"
#include "parvis-error.h"
#include "parvis-mail.h"

static gboolean
check_found (gint64   changes,
             GError **error)
{
  if (changes > 0)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no such account");

  return FALSE;
}

/* The values of a command's statement, without what else it carries. */
static json_t *
copy_values (const ParvisCommand *command)
{
  json_t *values = json_deep_copy (command->body);

  json_object_del (values, "hashes");
  json_object_del (values, "letter");

  return values;
}

/* Whoever knew the old one is out, with what he began; devices stay, each with a token of its
 * own.
 */
static gboolean
apply_password (ParvisTx             *tx,
                const ParvisCommand  *command,
                ParvisAnswer         *answer,
                GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = copy_values (command);
  gint64 changes;

  return parvis_access_insert_letter (tx, command, error) &&
         parvis_access_exec (db,
                             "UPDATE account SET password = :password"
                             " WHERE town = :town AND id = :id",
                             values, &changes, error) &&
         check_found (changes, error) &&
         parvis_account_drop_begun (tx, command->object, error);
}

gboolean
parvis_account_set_password (ParvisStore  *store,
                             const char   *actor,
                             const char   *id,
                             const char   *password,
                             json_t       *letter,
                             GError      **error)
{
  json_t *body = json_pack ("{s:s}", "id", id);

  parvis_json_set_string (body, "password", password);
  parvis_access_take_letter (body, letter);

  return parvis_access_run (store, "", "account.password", actor, id, apply_password, body,
                            NULL, error);
}

static gboolean
apply_hash (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE account SET password = :hash"
                             " WHERE town = :town AND id = :id AND password = :old",
                             command->body, NULL, error);
}

gboolean
parvis_account_renew_hash (ParvisStore  *store,
                           const char   *id,
                           const char   *old,
                           const char   *hash,
                           GError      **error)
{
  return parvis_access_run (store, "", "account.hash", NULL, id, apply_hash,
                            json_pack ("{s:s, s:s, s:s}", "id", id, "old", old, "hash", hash),
                            NULL, error);
}

static gboolean
insert_recovery (ParvisDb      *db,
                 const char    *account,
                 const json_t  *hashes,
                 GError       **error)
{
  for (gsize i = 0; i < json_array_size (hashes); i++)
    {
      g_autoptr(json_t) values = json_pack ("{s:s, s:O}", "account", account,
                                            "hash", json_array_get (hashes, i));

      if (!parvis_access_exec (db,
                               "INSERT INTO recovery_code (town, account, hash)"
                               " VALUES (:town, :account, :hash)",
                               values, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
apply_totp (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) account = json_pack ("{s:s}", "account", command->object);
  g_autoptr(json_t) values = copy_values (command);
  gint64 changes;

  return parvis_access_insert_letter (tx, command, error) &&
         parvis_access_exec (db,
                             "UPDATE account SET totp_secret = :secret, totp_step ="
                             " CASE WHEN totp_secret = :secret THEN totp_step END"
                             " WHERE town = :town AND id = :id",
                             values, &changes, error) &&
         check_found (changes, error) &&
         parvis_access_exec (db,
                             "DELETE FROM recovery_code"
                             " WHERE town = :town AND account = :account",
                             account, NULL, error) &&
         insert_recovery (db, command->object, json_object_get (command->body, "hashes"), error);
}

gboolean
parvis_account_set_totp (ParvisStore         *store,
                         const char          *actor,
                         const char          *id,
                         const char          *secret,
                         const char * const  *recovery_hashes,
                         json_t              *letter,
                         GError             **error)
{
  json_t *body = json_pack ("{s:s}", "id", id);
  json_t *hashes = json_array ();

  for (guint i = 0; recovery_hashes != NULL && recovery_hashes[i] != NULL; i++)
    json_array_append_new (hashes, json_string (recovery_hashes[i]));
  parvis_json_set_string (body, "secret", secret);
  json_object_set_new (body, "hashes", hashes);
  parvis_access_take_letter (body, letter);

  return parvis_access_run (store, "", "account.totp", actor, id, apply_totp, body, NULL, error);
}

static gboolean
set_worn (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                       "This code was used already");

  return FALSE;
}

static gboolean
apply_step (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  gint64 changes;

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE account SET totp_step = :step WHERE town = :town"
                             " AND id = :id AND (totp_step IS NULL OR totp_step < :step)",
                             command->body, &changes, error) &&
         (changes > 0 || set_worn (error));
}

gboolean
parvis_account_use_totp_step (ParvisStore  *store,
                              const char   *id,
                              gint64        step,
                              GError      **error)
{
  return parvis_access_run (store, "", "account.totp_step", NULL, id, apply_step,
                            json_pack ("{s:s, s:I}", "id", id, "step", (json_int_t) step), NULL,
                            error);
}

static gboolean
apply_recovery (ParvisTx             *tx,
                const ParvisCommand  *command,
                ParvisAnswer         *answer,
                GError              **error)
{
  g_autoptr(json_t) values = copy_values (command);
  gint64 changes;

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));

  return parvis_access_insert_letter (tx, command, error) &&
         parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE recovery_code SET used_at = :now WHERE town = :town"
                             " AND account = :account AND hash = :hash AND used_at IS NULL",
                             values, &changes, error) &&
         (changes > 0 || set_worn (error));
}

gboolean
parvis_account_use_recovery (ParvisStore  *store,
                             const char   *id,
                             const char   *hash,
                             json_t       *letter,
                             GError      **error)
{
  g_autofree char *actor = g_strconcat ("account:", id, NULL);
  json_t *body = json_pack ("{s:s, s:s}", "account", id, "hash", hash);

  parvis_access_take_letter (body, letter);

  return parvis_access_run (store, "", "account.recovery", actor, id, apply_recovery, body, NULL,
                            error);
}

gboolean
parvis_account_count_recovery (ParvisStore  *store,
                               const char   *id,
                               gint64       *left,
                               GError      **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", id);
  ParvisDb *db = parvis_store_acquire (store, "", error);
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (db == NULL)
    return FALSE;

  stmt = parvis_access_query (db,
                              "SELECT COUNT(*) FROM recovery_code WHERE town = :town"
                              " AND account = :account AND used_at IS NULL",
                              values, &has_row, error);
  if (has_row)
    *left = parvis_stmt_get_int (stmt, 0);
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return has_row;
}

static gboolean
apply_reset (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) account = json_pack ("{s:s}", "account", command->object);
  g_autoptr(json_t) values = copy_values (command);

  /* An older link, in a mail that somebody may find later, is worthless. */
  return parvis_access_insert_letter (tx, command, error) &&
         parvis_access_exec (db,
                             "DELETE FROM reset_token WHERE town = :town AND account = :account",
                             account, NULL, error) &&
         parvis_access_exec (db,
                             "INSERT INTO reset_token (town, hash, account, until_at)"
                             " VALUES (:town, :hash, :account, :until)",
                             values, NULL, error);
}

ParvisCommand *
parvis_reset_command (const char *account,
                      const char *hash,
                      gint64      until,
                      json_t     *letter)
{
  ParvisCommand *command = parvis_command_new ("account.reset", "", apply_reset);

  command->object = g_strdup (account);
  command->actor = g_strdup ("system");
  command->audited = TRUE;
  command->body = json_pack ("{s:s, s:s, s:I}", "hash", hash, "account", account,
                             "until", (json_int_t) until);
  parvis_access_take_letter (command->body, letter);

  return command;
}

gboolean
parvis_reset_create (ParvisStore  *store,
                     const char   *account,
                     gint64        until,
                     char        **token,
                     GError      **error)
{
  g_autoptr(ParvisAnswer) answer = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *text = NULL;

  if (!parvis_access_make_key ("", &text, &hash, error))
    return FALSE;

  answer = parvis_store_apply (store, parvis_reset_command (account, hash, until, NULL), NULL,
                               error);
  if (answer == NULL)
    return FALSE;

  *token = g_steal_pointer (&text);

  return TRUE;
}

static gboolean
apply_use_reset (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 GError              **error)
{
  gint64 changes;

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE reset_token SET used_at = :now"
                             " WHERE town = :town AND hash = :hash AND used_at IS NULL",
                             command->body, &changes, error) &&
         (changes > 0 || set_worn (error));
}

char *
parvis_reset_find (ParvisStore  *store,
                   const char   *token,
                   gint64        now,
                   gboolean      use,
                   GError      **error)
{
  g_autofree char *hash = parvis_access_hash_key (token);
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "hash", hash, "now", (json_int_t) now);
  g_autofree char *account = NULL;
  ParvisDb *db = parvis_store_acquire (store, "", error);
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (db == NULL)
    return NULL;

  stmt = parvis_access_query (db,
                              "SELECT account FROM reset_token WHERE town = :town"
                              " AND hash = :hash AND until_at > :now AND used_at IS NULL",
                              values, &has_row, error);
  if (stmt != NULL && has_row)
    account = g_strdup (parvis_stmt_get_text (stmt, 0));
  else if (stmt != NULL)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                         "This link was used already, or is too old");
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  if (account != NULL && use &&
      !parvis_access_run (store, "", "account.use_reset", "system", account, apply_use_reset,
                          g_steal_pointer (&values), NULL, error))
    return NULL;

  return g_steal_pointer (&account);
}
