/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-code"

#include "config.h"

#include "parvis-code.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-audit.h"
#include "parvis-error.h"

#include <string.h>

/* How long a code that is over is known, so that its second use is seen. */
#define AUTHORIZATION_KEPT PARVIS_DAY

/* Neither vowels, which make words, nor what looks like something else. */
static const char alphabet[] = "BCDFGHJKMNPQRSTVWXZ23456789";

#define N_LETTERS (sizeof alphabet - 1)

void
parvis_sign_in_request_clear (ParvisSignInRequest *request)
{
  g_clear_pointer (&request->client, g_free);
  g_clear_pointer (&request->redirect, g_free);
  g_clear_pointer (&request->challenge, g_free);
  g_clear_pointer (&request->insee, g_free);
  g_clear_pointer (&request->label, g_free);
}

gboolean
parvis_short_code_make (char   **code,
                        char   **hash,
                        GError **error)
{
  char letters[PARVIS_SHORT_CODE_LENGTH + 1] = { 0 };
  guint n = 0;

  /* A byte beyond the last multiple would make some letters likelier. */
  while (n < PARVIS_SHORT_CODE_LENGTH)
    {
      guchar byte;

      if (!parvis_access_fill_random (&byte, 1, error))
        return FALSE;
      if (byte < 256 - 256 % N_LETTERS)
        letters[n++] = alphabet[byte % N_LETTERS];
    }

  *code = g_strdup_printf ("%.4s-%s", letters, letters + 4);
  *hash = parvis_access_hash_key (letters);

  return TRUE;
}

char *
parvis_short_code_hash (const char *typed)
{
  char letters[PARVIS_SHORT_CODE_LENGTH + 1] = { 0 };
  guint n = 0;

  for (; *typed != '\0'; typed++)
    {
      char c = g_ascii_toupper (*typed);

      if (c == '-' || c == ' ')
        continue;
      if (n == PARVIS_SHORT_CODE_LENGTH || strchr (alphabet, c) == NULL)
        return NULL;
      letters[n++] = c;
    }

  return n == PARVIS_SHORT_CODE_LENGTH ? parvis_access_hash_key (letters) : NULL;
}

char *
parvis_code_challenge (const char *verifier)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);

  return parvis_access_encode (digest, length);
}

static gboolean
apply_authorization (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  gint64 before = parvis_tx_get_now (tx) - AUTHORIZATION_KEPT;
  g_autoptr(json_t) old = json_pack ("{s:I}", "before", (json_int_t) before);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM authorization_code"
                             " WHERE town = :town AND until_at < :before",
                             old, NULL, error) &&
         parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO authorization_code (town, hash, account, client,"
                             " redirect, challenge, insee, label, until_at) VALUES (:town, :hash,"
                             " :account, :client, :redirect, :challenge, :insee, :label, :until)",
                             command->body, NULL, error);
}

static json_t *
describe_request (const ParvisSignInRequest *request,
                  const char                *hash,
                  gint64                     until)
{
  json_t *body = json_pack ("{s:s, s:s, s:s, s:I}", "hash", hash, "client", request->client,
                            "label", request->label, "until", (json_int_t) until);

  parvis_json_set_string (body, "insee", request->insee);

  return body;
}

char *
parvis_authorization_create (ParvisStore                *store,
                             const char                 *account,
                             const ParvisSignInRequest  *request,
                             gint64                      now,
                             GError                    **error)
{
  g_autofree char *code = NULL;
  g_autofree char *hash = NULL;
  json_t *body;

  if (!parvis_access_make_key ("", &code, &hash, error))
    return NULL;

  body = describe_request (request, hash, now + PARVIS_AUTHORIZATION_TIME);
  parvis_json_set_string (body, "account", account);
  parvis_json_set_string (body, "redirect", request->redirect);
  parvis_json_set_string (body, "challenge", request->challenge);

  return parvis_access_run (store, "", "authorization.create", NULL, NULL, apply_authorization,
                            body, NULL, error)
         ? g_steal_pointer (&code) : NULL;
}

static gboolean
equals (const char   *text,
        const json_t *body,
        const char   *name)
{
  return g_strcmp0 (text, json_string_value (json_object_get (body, name))) == 0;
}

/* Somebody else has it too (RFC 6749 §4.1.2). @stmt stands at the row of a code that was used. */
static gboolean
end_shared (ParvisTx      *tx,
            const json_t  *hash,
            ParvisStmt    *stmt,
            GError       **error)
{
  g_autofree char *actor = g_strconcat ("account:", parvis_stmt_get_text (stmt, 0), NULL);
  g_autofree char *session = g_strdup (parvis_stmt_get_text (stmt, 7));

  /* Once: it would be an entry for each time that somebody tries it again. */
  return session == NULL ||
         (parvis_access_exec (parvis_tx_get_db (tx),
                              "UPDATE authorization_code SET session = NULL"
                              " WHERE town = :town AND hash = :hash",
                              hash, NULL, error) &&
          parvis_session_end (tx, session, error) &&
          parvis_audit_append (tx, actor, "session.reuse", session, error));
}

/* Takes a code that is whole and new; @stmt stands at its row. */
static gboolean
use_authorization (ParvisTx      *tx,
                   const json_t  *body,
                   ParvisStmt    *stmt,
                   ParvisAnswer  *answer,
                   GError       **error)
{
  g_autofree char *account = g_strdup (parvis_stmt_get_text (stmt, 0));
  g_autofree char *label = g_strdup (parvis_stmt_get_text (stmt, 4));
  gint64 now = parvis_tx_get_now (tx);
  gboolean fits = equals (parvis_stmt_get_text (stmt, 1), body, "client") &&
                  equals (parvis_stmt_get_text (stmt, 2), body, "redirect") &&
                  equals (parvis_stmt_get_text (stmt, 3), body, "challenge") &&
                  parvis_stmt_get_int (stmt, 5) > now;
  g_autoptr(json_t) values = json_pack ("{s:O, s:I}", "hash", json_object_get (body, "hash"),
                                        "now", (json_int_t) now);
  g_autofree char *actor = g_strconcat ("account:", account, NULL);

  if (fits)
    json_object_set (values, "session", json_object_get (body, "session"));
  answer->body = json_pack ("{s:b, s:s}", "granted", fits, "account", account);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE authorization_code SET used_at = :now, session = :session"
                             " WHERE town = :town AND hash = :hash",
                             values, NULL, error) &&
         (!fits ||
          (parvis_session_insert (tx, body, account, label, error) &&
           parvis_audit_append (tx, actor, "session.create",
                                json_string_value (json_object_get (body, "session")), error)));
}

static gboolean
set_unknown (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                       "This code opens nothing");

  return FALSE;
}

static gboolean
apply_redeem (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:O}", "hash", json_object_get (command->body, "hash"));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT account, client, redirect, challenge, label, until_at,"
                              " used_at, session FROM authorization_code"
                              " WHERE town = :town AND hash = :hash",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;
  if (!has_row)
    return set_unknown (error);

  if (parvis_stmt_is_null (stmt, 6))
    return use_authorization (tx, command->body, stmt, answer, error);

  answer->body = json_pack ("{s:b}", "granted", 0);

  return end_shared (tx, values, stmt, error);
}

static gboolean
take_answer (const json_t  *answered,
             ParvisTokens  *tokens,
             GError       **error)
{
  if (!json_is_true (json_object_get (answered, "granted")))
    return set_unknown (error);

  tokens->account = g_strdup (json_string_value (json_object_get (answered, "account")));

  return TRUE;
}

gboolean
parvis_authorization_redeem (ParvisStore   *store,
                             const char    *code,
                             const char    *client,
                             const char    *redirect,
                             const char    *verifier,
                             ParvisTokens  *tokens,
                             GError       **error)
{
  g_autofree char *hash = parvis_access_hash_key (code);
  g_autofree char *challenge = parvis_code_challenge (verifier);
  g_autoptr(json_t) answered = NULL;
  json_t *body = parvis_tokens_make (tokens, error);

  if (body == NULL)
    return FALSE;

  parvis_json_set_string (body, "hash", hash);
  parvis_json_set_string (body, "client", client);
  parvis_json_set_string (body, "redirect", redirect);
  parvis_json_set_string (body, "challenge", challenge);

  return parvis_access_run (store, "", "authorization.redeem", NULL, NULL, apply_redeem, body,
                            &answered, error) &&
         take_answer (answered, tokens, error);
}

static gboolean
apply_device (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr(json_t) old = json_pack ("{s:I}", "now", (json_int_t) parvis_tx_get_now (tx));

  /* Anyone may ask for one, so the old ones go as new ones come. */
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM device_code WHERE town = :town AND until_at < :now",
                             old, NULL, error) &&
         parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO device_code (town, hash, user_code, client, label,"
                             " insee, until_at, pace) VALUES (:town, :hash, :user_code, :client,"
                             " :label, :insee, :until, :pace)",
                             command->body, NULL, error);
}

gboolean
parvis_device_create (ParvisStore                *store,
                      const ParvisSignInRequest  *request,
                      gint64                      now,
                      char                      **device_code,
                      char                      **user_code,
                      GError                    **error)
{
  g_autofree char *device = NULL;
  g_autofree char *device_hash = NULL;
  g_autofree char *user = NULL;
  g_autofree char *user_hash = NULL;
  json_t *body;

  if (!parvis_access_make_key ("", &device, &device_hash, error) ||
      !parvis_short_code_make (&user, &user_hash, error))
    return FALSE;

  body = describe_request (request, device_hash, now + PARVIS_DEVICE_TIME);
  parvis_json_set_string (body, "user_code", user_hash);
  json_object_set_new (body, "pace", json_integer (PARVIS_DEVICE_PACE));
  if (!parvis_access_run (store, "", "device.create", NULL, NULL, apply_device, body, NULL,
                          error))
    return FALSE;

  *device_code = g_steal_pointer (&device);
  *user_code = g_steal_pointer (&user);

  return TRUE;
}

static gboolean
set_no_device (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                       "No device waits with this code");

  return FALSE;
}

gboolean
parvis_device_find (ParvisStore          *store,
                    const char           *user_code,
                    gint64                now,
                    ParvisSignInRequest  *request,
                    GError              **error)
{
  g_autofree char *hash = parvis_short_code_hash (user_code);
  g_autoptr(json_t) values = NULL;
  ParvisDb *db;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (hash == NULL)
    return set_no_device (error);

  db = parvis_store_acquire (store, "", error);
  if (db == NULL)
    return FALSE;

  values = json_pack ("{s:s, s:I}", "user_code", hash, "now", (json_int_t) now);
  stmt = parvis_access_query (db,
                              "SELECT client, label, insee FROM device_code WHERE town = :town"
                              " AND user_code = :user_code AND until_at > :now"
                              " AND account IS NULL AND denied_at IS NULL",
                              values, &has_row, error);
  if (stmt != NULL && has_row)
    {
      request->client = g_strdup (parvis_stmt_get_text (stmt, 0));
      request->label = g_strdup (parvis_stmt_get_text (stmt, 1));
      request->insee = g_strdup (parvis_stmt_get_text (stmt, 2));
    }
  else if (stmt != NULL)
    {
      set_no_device (error);
    }
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return has_row;
}

static gboolean
apply_decide (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr(json_t) values = json_deep_copy (command->body);
  gint64 now = parvis_tx_get_now (tx);
  gint64 changes = 0;

  json_object_set_new (values, "now", json_integer (now));
  if (json_object_get (values, "account") == NULL)
    json_object_set_new (values, "denied", json_integer (now));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE device_code SET account = :account, denied_at = :denied"
                             " WHERE town = :town AND user_code = :user_code"
                             " AND until_at > :now AND account IS NULL AND denied_at IS NULL",
                             values, &changes, error) &&
         (changes > 0 || set_no_device (error));
}

gboolean
parvis_device_decide (ParvisStore  *store,
                      const char   *user_code,
                      const char   *account,
                      GError      **error)
{
  g_autofree char *hash = parvis_short_code_hash (user_code);
  json_t *body;

  if (hash == NULL)
    return set_no_device (error);

  body = json_pack ("{s:s}", "user_code", hash);
  parvis_json_set_string (body, "account", account);

  return parvis_access_run (store, "", "device.decide", NULL, NULL, apply_decide, body, NULL,
                            error);
}

enum
{
  DEVICE_UNTIL, DEVICE_PACE, DEVICE_POLLED, DEVICE_ACCOUNT, DEVICE_DENIED, DEVICE_USED,
  DEVICE_LABEL
};

static ParvisPoll
judge_poll (ParvisStmt *stmt,
            gint64      now)
{
  gint64 polled = parvis_stmt_get_time (stmt, DEVICE_POLLED);

  if (parvis_stmt_get_int (stmt, DEVICE_UNTIL) <= now || !parvis_stmt_is_null (stmt, DEVICE_USED))
    return PARVIS_POLL_EXPIRED;
  if (!parvis_stmt_is_null (stmt, DEVICE_DENIED))
    return PARVIS_POLL_DENIED;
  if (polled != PARVIS_NO_TIME &&
      now - polled < parvis_stmt_get_int (stmt, DEVICE_PACE) * PARVIS_SECOND)
    return PARVIS_POLL_SLOW_DOWN;

  return parvis_stmt_is_null (stmt, DEVICE_ACCOUNT) ? PARVIS_POLL_PENDING : PARVIS_POLL_GRANTED;
}

/* A poll that comes too soon makes the next one wait 5 s longer (RFC 8628 §3.5). */
static gboolean
note_poll (ParvisTx      *tx,
           const json_t  *body,
           ParvisPoll     poll,
           GError       **error)
{
  gint64 now = parvis_tx_get_now (tx);
  g_autoptr(json_t) values = NULL;

  values = json_pack ("{s:O, s:I, s:i}", "hash", json_object_get (body, "hash"),
                      "now", (json_int_t) now,
                      "more", poll == PARVIS_POLL_SLOW_DOWN ? PARVIS_DEVICE_PACE : 0);
  if (poll == PARVIS_POLL_GRANTED)
    json_object_set_new (values, "used", json_integer (now));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE device_code SET polled_at = :now, pace = pace + :more,"
                             " used_at = :used WHERE town = :town AND hash = :hash",
                             values, NULL, error);
}

static gboolean
apply_poll (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = NULL;
  g_autofree char *actor = NULL;
  gboolean has_row = FALSE;
  ParvisPoll poll;

  values = json_pack ("{s:O, s:O}", "hash", json_object_get (command->body, "hash"),
                      "client", json_object_get (command->body, "client"));
  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT until_at, pace, polled_at, account, denied_at, used_at,"
                              " label FROM device_code WHERE town = :town AND hash = :hash"
                              " AND client = :client",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  poll = has_row ? judge_poll (stmt, parvis_tx_get_now (tx)) : PARVIS_POLL_EXPIRED;
  answer->body = json_pack ("{s:i}", "poll", poll);
  if (poll == PARVIS_POLL_EXPIRED)
    return TRUE;

  if (poll == PARVIS_POLL_GRANTED)
    {
      const char *account = parvis_stmt_get_text (stmt, DEVICE_ACCOUNT);

      actor = g_strconcat ("account:", account, NULL);
      json_object_set_new (answer->body, "granted", json_true ());
      parvis_json_set_string (answer->body, "account", account);
      if (!parvis_session_insert (tx, command->body, account,
                                  parvis_stmt_get_text (stmt, DEVICE_LABEL), error) ||
          !parvis_audit_append (tx, actor, "session.create",
                                json_string_value (json_object_get (command->body, "session")),
                                error))
        return FALSE;
    }

  return note_poll (tx, command->body, poll, error);
}

gboolean
parvis_device_poll (ParvisStore   *store,
                    const char    *device_code,
                    const char    *client,
                    ParvisPoll    *poll,
                    ParvisTokens  *tokens,
                    GError       **error)
{
  g_autofree char *hash = parvis_access_hash_key (device_code);
  g_autoptr(json_t) answered = NULL;
  json_t *body = parvis_tokens_make (tokens, error);

  if (body == NULL)
    return FALSE;

  parvis_json_set_string (body, "hash", hash);
  parvis_json_set_string (body, "client", client);
  if (!parvis_access_run (store, "", "device.poll", NULL, NULL, apply_poll, body, &answered,
                          error))
    return FALSE;

  *poll = (ParvisPoll) json_integer_value (json_object_get (answered, "poll"));

  return *poll != PARVIS_POLL_GRANTED || take_answer (answered, tokens, error);
}
