/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pin"

#include "config.h"

#include "parvis-pin.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-audit.h"
#include "parvis-error.h"
#include "parvis-password.h"
#include "parvis-session.h"

#include <sodium.h>
#include <string.h>

#define HANDLE_PREFIX "pvf_"
#define KEY_BYTES     32

void
parvis_pin_key_clear (ParvisPinKey *key)
{
  if (key->key != NULL)
    sodium_memzero (key->key, strlen (key->key));
  g_clear_pointer (&key->handle, g_free);
  g_clear_pointer (&key->key, g_free);
}

/* "1234", "9876", "0000": one step all along. */
static gboolean
is_a_row (const char *pin)
{
  int step = pin[1] - pin[0];

  for (const char *c = pin + 1; c[0] != '\0'; c++)
    if (c[0] - c[-1] != step)
      return FALSE;

  return step >= -1 && step <= 1;
}

/* "1212", "123123" */
static gboolean
is_said_again (const char *pin)
{
  gsize length = strlen (pin);

  for (gsize unit = 1; unit * 2 <= length; unit++)
    if (length % unit == 0 && memcmp (pin, pin + unit, length - unit) == 0)
      return TRUE;

  return FALSE;
}

/* Years of birth are on everybody's lips, and 2580 is a column of keys. */
static gboolean
is_well_known (const char *pin)
{
  return (strlen (pin) == 4 && (g_str_has_prefix (pin, "19") || g_str_has_prefix (pin, "20"))) ||
         strcmp (pin, "2580") == 0 || strcmp (pin, "0852") == 0 || strcmp (pin, "1122") == 0;
}

gboolean
parvis_pin_check (const char  *pin,
                  const char  *field,
                  GError     **error)
{
  gsize length = strlen (pin);

  if (length < PARVIS_PIN_MIN || length > PARVIS_PIN_MAX ||
      strspn (pin, "0123456789") != length)
    return parvis_set_invalid (error, field, "A PIN has four to six figures");
  if (is_a_row (pin) || is_said_again (pin) || is_well_known (pin))
    return parvis_set_invalid (error, field, "This PIN is one of the first that anybody tries");

  return TRUE;
}

/* A try: how far it may go is decided and counted in the database before the PIN is
 * looked at, so that many at one moment are many.
 */
typedef struct
{
  char *session;
  char *actor;
  char *secret;         /* sealed; NULL where nothing may be tried */
  int   missed;
  int   left;           /* after this one, should it be wrong */
} Try;

static void
try_clear (Try *try)
{
  g_free (try->session);
  g_free (try->actor);
  g_free (try->secret);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Try, try_clear)

/* What lies sealed beside a session. */
typedef struct
{
  char *handle;
  char *key;
  char *hash;
} Secret;

static void
secret_clear (Secret *secret)
{
  if (secret->key != NULL)
    sodium_memzero (secret->key, strlen (secret->key));
  g_free (secret->handle);
  g_free (secret->key);
  g_free (secret->hash);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Secret, secret_clear)

static char *
name_purpose (const char *session)
{
  return g_strconcat ("pin ", session, NULL);
}

static gboolean
unseal (ParvisSeal  *seal,
        const Try   *try,
        Secret      *secret,
        GError     **error)
{
  g_autofree char *purpose = name_purpose (try->session);
  g_autofree char *text = parvis_seal_unwrap (seal, purpose, try->secret, error);
  g_auto(GStrv) parts = NULL;

  if (text == NULL)
    return FALSE;

  parts = g_strsplit (text, " ", 3);
  sodium_memzero (text, strlen (text));
  if (g_strv_length (parts) != 3)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT, "A sealed PIN is damaged");
      return FALSE;
    }

  secret->handle = g_steal_pointer (&parts[0]);
  secret->key = g_steal_pointer (&parts[1]);
  secret->hash = g_steal_pointer (&parts[2]);

  return TRUE;
}

static char *
seal_up (ParvisSeal    *seal,
         const char    *session,
         const Secret  *secret,
         GError       **error)
{
  g_autofree char *purpose = name_purpose (session);
  g_autofree char *text = g_strjoin (" ", secret->handle, secret->key, secret->hash, NULL);
  char *sealed = parvis_seal_wrap (seal, purpose, text, error);

  sodium_memzero (text, strlen (text));

  return sealed;
}

/* @body: {"handle"} (its hash) or {"session"}. Answers {"session","actor","secret","missed",
 * "left"}, or {} where there is nothing to try.
 */
static gboolean
apply_enter (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = json_deep_copy (command->body);
  g_autoptr(json_t) counted = NULL;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;
  int missed = 0;
  int all = 0;

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));
  stmt = parvis_access_query (db,
                              "SELECT p.session, s.account, p.secret, p.missed, p.missed_all"
                              " FROM pin p JOIN session s"
                              " ON s.town = p.town AND s.id = p.session JOIN account a"
                              " ON a.town = s.town AND a.id = s.account WHERE p.town = :town"
                              " AND (p.handle = :handle OR p.session = :session)"
                              " AND (s.revoked_at IS NULL OR s.reason = 'removed')"
                              " AND s.refresh_until > :now AND a.disabled_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  answer->body = json_object ();
  if (has_row)
    {
      g_autofree char *actor = g_strconcat ("account:", parvis_stmt_get_text (stmt, 1), NULL);

      missed = (int) parvis_stmt_get_int (stmt, 3);
      all = (int) parvis_stmt_get_int (stmt, 4);
      parvis_json_set_string (answer->body, "session", parvis_stmt_get_text (stmt, 0));
      parvis_json_set_string (answer->body, "actor", actor);
      parvis_json_set_string (answer->body, "secret", parvis_stmt_get_text (stmt, 2));
    }
  parvis_stmt_release (stmt);
  if (!has_row)
    return TRUE;

  if (missed >= PARVIS_PIN_TRIES || all >= PARVIS_PIN_TRIES_ALL)
    {
      json_object_clear (answer->body);
      return TRUE;
    }

  json_object_set_new (answer->body, "missed", json_integer (missed));
  json_object_set_new (answer->body, "left",
                       json_integer (MIN (PARVIS_PIN_TRIES - missed,
                                          PARVIS_PIN_TRIES_ALL - all) - 1));
  counted = json_pack ("{s:O}", "session", json_object_get (answer->body, "session"));

  return parvis_access_exec (db,
                             "UPDATE pin SET missed = missed + 1, missed_all = missed_all + 1"
                             " WHERE town = :town AND session = :session",
                             counted, NULL, error);
}

static gboolean
enter (ParvisStore  *store,
       const char   *column,
       const char   *value,
       Try          *try,
       GError      **error)
{
  g_autoptr(json_t) answered = NULL;

  if (!parvis_access_run (store, "", "pin.enter", NULL, NULL, apply_enter,
                          json_pack ("{s:s, s:s?}", column, value,
                                     strcmp (column, "handle") == 0 ? "session" : "handle", NULL),
                          &answered, error))
    return FALSE;

  try->session = g_strdup (json_string_value (json_object_get (answered, "session")));
  try->actor = g_strdup (json_string_value (json_object_get (answered, "actor")));
  try->secret = g_strdup (json_string_value (json_object_get (answered, "secret")));
  try->missed = (int) json_integer_value (json_object_get (answered, "missed"));
  try->left = (int) json_integer_value (json_object_get (answered, "left"));

  return TRUE;
}

static gboolean
record (ParvisTx             *tx,
        const ParvisCommand  *command,
        const char           *action,
        GError              **error)
{
  const char *actor = json_string_value (json_object_get (command->body, "actor"));

  return parvis_audit_append (tx, actor, action, command->object, error);
}

static gboolean
apply_right (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "session", command->object);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE pin SET missed = 0, missed_all = missed_all - 1"
                             " WHERE town = :town AND session = :session",
                             values, NULL, error) &&
         record (tx, command, "session.unlock", error);
}

static gboolean
apply_wrong (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  if (!record (tx, command, "session.unlock_refused", error))
    return FALSE;
  if (json_integer_value (json_object_get (command->body, "left")) > 0)
    return TRUE;

  return parvis_session_end (tx, command->object, error) &&
         record (tx, command, "session.locked_out", error);
}

/* It was not decided at all: for want of memory, or because too many wait. */
static gboolean
apply_undecided (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "session", command->object);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE pin SET missed = missed - 1, missed_all = missed_all - 1"
                             " WHERE town = :town AND session = :session AND missed > 0",
                             values, NULL, error);
}

static gboolean
settle (ParvisStore      *store,
        const Try        *try,
        const char       *name,
        ParvisApplyFunc   apply,
        GError          **error)
{
  return parvis_access_run (store, "", name, NULL, try->session, apply,
                            json_pack ("{s:s, s:i}", "actor", try->actor, "left", try->left),
                            NULL, error);
}

static gboolean
refuse (int      left,
        GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
                       left > 0 ? "This PIN is wrong"
                                : "This PIN opens nothing: a full sign-in is needed");
  parvis_error_take_details (error, json_pack ("{s:i}", "left", left));

  return FALSE;
}

/* TRUE with @secret if @pin is the right one. */
static gboolean
decide (ParvisStore  *store,
        ParvisSeal   *seal,
        const Try    *try,
        const char   *pin,
        Secret       *secret,
        GError      **error)
{
  gboolean matches = FALSE;

  /* As much work for a handle that nobody has. */
  if (try->secret == NULL)
    return parvis_password_check (NULL, pin, &matches, NULL, error) && refuse (0, error);

  if (!unseal (seal, try, secret, error) ||
      !parvis_password_check (secret->hash, pin, &matches, NULL, error))
    {
      settle (store, try, "pin.undecided", apply_undecided, NULL);
      return FALSE;
    }

  if (matches)
    return settle (store, try, "pin.right", apply_right, error);

  return settle (store, try, "pin.wrong", apply_wrong, error) && refuse (try->left, error);
}

gboolean
parvis_pin_open (ParvisStore   *store,
                 ParvisSeal    *seal,
                 const char    *handle,
                 const char    *pin,
                 ParvisPinKey  *key,
                 GError       **error)
{
  g_autofree char *hash = parvis_access_hash_key (handle);
  g_auto(Secret) secret = { NULL, };
  g_auto(Try) try = { NULL, };

  if (!enter (store, "handle", hash, &try, error) ||
      !decide (store, seal, &try, pin, &secret, error))
    return FALSE;

  key->handle = g_steal_pointer (&secret.handle);
  key->key = g_steal_pointer (&secret.key);
  key->missed = try.missed;

  return TRUE;
}

/* Setting. */

static gboolean
apply_set (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO pin (town, session, handle, secret, missed, missed_all)"
                             " VALUES (:town, :session, :handle, :secret, 0, 0)"
                             " ON CONFLICT (town, session) DO UPDATE SET"
                             " handle = excluded.handle, secret = excluded.secret, missed = 0,"
                             " missed_all = 0",
                             command->body, NULL, error);
}

/* Whether the session has a PIN, and whose it is. */
static gboolean
find_pin (ParvisStore  *store,
          const char   *session,
          gboolean     *has_pin,
          char        **actor,
          GError      **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "session", session);
  ParvisDb *db = parvis_store_acquire (store, "", error);
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (db == NULL)
    return FALSE;

  stmt = parvis_access_query (db,
                              "SELECT s.account, p.session FROM session s LEFT JOIN pin p"
                              " ON p.town = s.town AND p.session = s.id"
                              " WHERE s.town = :town AND s.id = :session",
                              values, &has_row, error);
  if (stmt != NULL && has_row)
    {
      *actor = g_strconcat ("account:", parvis_stmt_get_text (stmt, 0), NULL);
      *has_pin = !parvis_stmt_is_null (stmt, 1);
    }
  g_clear_pointer (&stmt, parvis_stmt_release);
  parvis_store_release (store, db);
  if (*actor == NULL && (error == NULL || *error == NULL))
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no such session");

  return *actor != NULL;
}

static gboolean
make_secret (Secret  *secret,
             GError **error)
{
  g_autofree char *hash = NULL;
  guchar key[KEY_BYTES];

  if (!parvis_access_make_key (HANDLE_PREFIX, &secret->handle, &hash, error))
    return FALSE;

  randombytes_buf (key, sizeof key);
  secret->key = g_base64_encode (key, sizeof key);
  sodium_memzero (key, sizeof key);

  return TRUE;
}

gboolean
parvis_pin_set (ParvisStore   *store,
                ParvisSeal    *seal,
                const char    *session,
                const char    *current,
                const char    *pin,
                ParvisPinKey  *key,
                GError       **error)
{
  g_autofree char *sealed = NULL;
  g_autofree char *handle = NULL;
  g_autofree char *actor = NULL;
  g_auto(Secret) secret = { NULL, };
  g_auto(Try) try = { NULL, };
  gboolean has_pin = FALSE;

  if (!parvis_pin_check (pin, "/pin", error) ||
      !find_pin (store, session, &has_pin, &actor, error))
    return FALSE;

  if (has_pin && current == NULL)
    return parvis_set_invalid (error, "/current", "There is a PIN already: it is needed too");
  if (has_pin ? !enter (store, "session", session, &try, error) ||
                !decide (store, seal, &try, current, &secret, error)
              : !make_secret (&secret, error))
    return FALSE;

  g_free (secret.hash);
  secret.hash = parvis_password_hash (pin, error);
  if (secret.hash == NULL || (sealed = seal_up (seal, session, &secret, error)) == NULL)
    return FALSE;

  handle = parvis_access_hash_key (secret.handle);
  if (!parvis_access_run (store, "", "session.pin", actor, session, apply_set,
                          json_pack ("{s:s, s:s, s:s}", "session", session, "handle", handle,
                                     "secret", sealed), NULL, error))
    return FALSE;

  key->handle = g_steal_pointer (&secret.handle);
  key->key = g_steal_pointer (&secret.key);
  key->missed = 0;

  return TRUE;
}
