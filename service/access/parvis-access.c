/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-access"

#include "config.h"

#include "parvis-access.h"

#include "parvis-access-rows.h"
#include "parvis-error.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define KEY_BYTES      32
#define KEY_MAX_LENGTH 128
#define USE_STEP       PARVIS_HOUR

char *
parvis_access_encode (const guchar *bytes,
                      gsize         length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  g_strchomp (g_strdelimit (text, "=", ' '));

  return text;
}

gboolean
parvis_access_fill_random (guchar  *bytes,
                           gsize    length,
                           GError **error)
{
  gssize got;

  do
    got = getrandom (bytes, length, 0);
  while (got < 0 && errno == EINTR);

  if (got == (gssize) length)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                       "The system gave no random bytes");

  return FALSE;
}

/**
 * parvis_access_hash_key:
 *
 * A plain hash is enough: the keys are 256 random bits, so nothing can be
 * guessed from it, and it is cheap at every request.
 *
 * Returns: (transfer full): SHA-256 in hexadecimal
 */
char *
parvis_access_hash_key (const char *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
}

gboolean
parvis_access_make_key (const char  *prefix,
                        char       **key,
                        char       **hash,
                        GError     **error)
{
  guchar bytes[KEY_BYTES];
  g_autofree char *text = NULL;

  if (!parvis_access_fill_random (bytes, sizeof bytes, error))
    return FALSE;

  text = parvis_access_encode (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  *key = g_strconcat (prefix, text, NULL);
  *hash = parvis_access_hash_key (*key);

  return TRUE;
}

gboolean
parvis_access_set_unknown (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                       "This key is not known here");

  return FALSE;
}

/* The look-up compares hashes, so its timing tells nothing about the key. */
gboolean
parvis_access_check (ParvisDb     *db,
                     const char   *key,
                     gint64        now,
                     ParvisGrant  *grant,
                     GError      **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *hash = NULL;
  gboolean has_row = FALSE;

  memset (grant, 0, sizeof *grant);

  if (key == NULL || *key == '\0' || strlen (key) > KEY_MAX_LENGTH)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                           "A key is needed");
      return FALSE;
    }

  hash = parvis_access_hash_key (key);
  stmt = parvis_db_prepare (db,
                            "SELECT id, source, name, last_used_at FROM access_key"
                            " WHERE town = :town AND hash = :hash"
                            " AND source IS NOT NULL"
                            " AND (until_at IS NULL OR until_at > :now)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":hash", hash);
  parvis_stmt_bind_int (stmt, ":now", now);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (!has_row)
    return parvis_access_set_unknown (error);

  g_strlcpy (grant->id, parvis_stmt_get_text (stmt, 0), sizeof grant->id);
  g_strlcpy (grant->source, parvis_stmt_get_text (stmt, 1), sizeof grant->source);
  if (!parvis_stmt_is_null (stmt, 2))
    g_strlcpy (grant->name, parvis_stmt_get_text (stmt, 2), sizeof grant->name);
  grant->last_used_at = parvis_stmt_get_time (stmt, 3);

  return TRUE;
}

gboolean
parvis_access_opens (ParvisDb           *db,
                     const ParvisGrant  *grant,
                     const char         *source,
                     gboolean           *opens,
                     GError            **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  *opens = strcmp (grant->source, source) == 0;
  if (*opens)
    return TRUE;

  stmt = parvis_db_prepare (db,
                            "SELECT 1 FROM source WHERE town = :town AND id = :id"
                            " AND key_of = :key_of",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", source);
  parvis_stmt_bind_text (stmt, ":key_of", grant->source);

  return parvis_stmt_step (stmt, opens, error);
}

static gboolean
apply_use (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE access_key SET last_used_at = :now"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_time (stmt, ":now", command->received_at);
  parvis_stmt_bind_text (stmt, ":id", command->object);

  return parvis_stmt_step (stmt, NULL, error);
}

ParvisCommand *
parvis_access_note_use (const char        *town,
                        const ParvisGrant *grant,
                        gint64             now)
{
  ParvisCommand *command;

  if (grant->last_used_at != PARVIS_NO_TIME && now - grant->last_used_at < USE_STEP)
    return NULL;

  command = parvis_command_new ("key.use", town, apply_use);
  command->object = g_strdup (grant->id);
  command->actor = g_strdup ("system");
  command->received_at = now;

  return command;
}

static gboolean
insert_key (ParvisTx      *tx,
            const json_t  *body,
            GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *id;
  const char *hash;
  const char *name;
  const char *source;
  gint64 until;

  if (!parvis_json_get_string (body, "id", 36, &id, error) ||
      !parvis_json_get_time_or (body, "until", PARVIS_NO_TIME, &until, error) ||
      !parvis_json_get_string (body, "hash", 64, &hash, error) ||
      !parvis_json_get_string_or (body, "name", 80, NULL, &name, error) ||
      !parvis_json_get_string_or (body, "source", 36, NULL, &source, error))
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO access_key"
                            " (town, id, hash, source, name, created_at, until_at)"
                            " VALUES (:town, :id, :hash, :source, :name, :created_at, :until)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":hash", hash);
  parvis_stmt_bind_text (stmt, ":source", source);
  parvis_stmt_bind_text (stmt, ":name", name);
  parvis_stmt_bind_time (stmt, ":created_at", parvis_tx_get_now (tx));
  parvis_stmt_bind_time (stmt, ":until", until);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_access_rotate_key (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  gint64 now = parvis_tx_get_now (tx);
  g_autoptr(json_t) ended = NULL;
  g_autoptr(json_t) ending = NULL;
  const char *source;
  gint64 overlap;
  gint64 until;

  if (!parvis_json_get_string (command->body, "source", 36, &source, error) ||
      !parvis_json_get_int_or (command->body, "overlap", 0, PARVIS_KEY_OVERLAP_MAX,
                               PARVIS_KEY_OVERLAP, &overlap, error))
    return FALSE;

  until = now + overlap * PARVIS_HOUR;
  ended = json_pack ("{s:s, s:I}", "source", source, "now", (json_int_t) now);
  ending = json_pack ("{s:s, s:I}", "source", source, "until", (json_int_t) until);

  return parvis_access_exec (db,
                             "UPDATE access_key SET until_at = :until WHERE town = :town"
                             " AND source = :source AND (until_at IS NULL OR until_at > :until)",
                             ending, NULL, error) &&
         parvis_access_exec (db,
                             "DELETE FROM access_key WHERE town = :town"
                             " AND source = :source AND until_at <= :now",
                             ended, NULL, error) &&
         insert_key (tx, command->body, error);
}

static json_t *
describe_key (ParvisStmt *stmt)
{
  json_t *key = json_object ();

  parvis_json_set_string (key, "id", parvis_stmt_get_text (stmt, 0));
  parvis_json_set_string (key, "source", parvis_stmt_get_text (stmt, 1));
  parvis_json_set_string (key, "name", parvis_stmt_get_text (stmt, 2));
  parvis_json_set_time (key, "created_at", parvis_stmt_get_time (stmt, 3));
  parvis_json_set_time (key, "last_used_at", parvis_stmt_get_time (stmt, 4));
  parvis_json_set_time (key, "until", parvis_stmt_get_time (stmt, 5));
  json_object_set_new (key, "opens", json_array ());

  return key;
}

/* Beside each key, which other sources take it. */
static gboolean
add_opened (ParvisDb  *db,
            json_t    *keys,
            GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT key_of, id FROM source WHERE town = :town"
                            " AND key_of IS NOT NULL ORDER BY key_of, id",
                            error);
  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;

      for (gsize i = 0; has_row && i < json_array_size (keys); i++)
        {
          json_t *key = json_array_get (keys, i);

          if (strcmp (json_string_value (json_object_get (key, "source")),
                      parvis_stmt_get_text (stmt, 0)) == 0)
            json_array_append_new (json_object_get (key, "opens"),
                                   json_string (parvis_stmt_get_text (stmt, 1)));
        }
    }
  while (has_row);

  return TRUE;
}

json_t *
parvis_access_list_keys (ParvisDb  *db,
                         GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) keys = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT id, source, name, created_at, last_used_at, until_at"
                            " FROM access_key WHERE town = :town"
                            " ORDER BY created_at, id",
                            error);
  if (stmt == NULL)
    return NULL;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        json_array_append_new (keys, describe_key (stmt));
    }
  while (has_row);

  return add_opened (db, keys, error) ? json_pack ("{s:O}", "keys", keys) : NULL;
}

json_t *
parvis_access_export_keys (ParvisDb  *db,
                           GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) keys = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT id, hash, source, name, until_at FROM access_key"
                            " WHERE town = :town ORDER BY created_at, id",
                            error);
  if (stmt == NULL)
    return NULL;

  do
    {
      json_t *key;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      key = json_object ();
      parvis_json_set_string (key, "id", parvis_stmt_get_text (stmt, 0));
      parvis_json_set_string (key, "hash", parvis_stmt_get_text (stmt, 1));
      parvis_json_set_string (key, "source", parvis_stmt_get_text (stmt, 2));
      parvis_json_set_string (key, "name", parvis_stmt_get_text (stmt, 3));
      parvis_json_set_time (key, "until", parvis_stmt_get_time (stmt, 4));
      json_array_append_new (keys, key);
    }
  while (has_row);

  return g_steal_pointer (&keys);
}

static gboolean
delete_key (ParvisTx    *tx,
            const char  *id,
            gboolean    *deleted,
            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM access_key WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *deleted = parvis_stmt_get_changes (stmt) > 0;

  return TRUE;
}

gboolean
parvis_access_import_keys (ParvisTx      *tx,
                           const json_t  *list,
                           GError       **error)
{
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *key = json_array_get (list, i);
      const char *id;
      const char *hash;
      gboolean deleted;
      gint64 until;

      if (!parvis_json_get_uuid (key, "id", &id, error) ||
          !parvis_json_get_string (key, "hash", 64, &hash, error) ||
          !parvis_json_get_time_or (key, "until", PARVIS_NO_TIME, &until, error))
        return FALSE;

      if (strlen (hash) != 64)
        return parvis_set_invalid (error, "/keys", "The hash of a key has 64 digits");

      /* One that ended meanwhile stays ended. */
      if (!delete_key (tx, id, &deleted, error) ||
          ((until == PARVIS_NO_TIME || until > parvis_tx_get_now (tx)) &&
           !insert_key (tx, key, error)))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_access_revoke_key (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  gboolean deleted;

  if (!delete_key (tx, command->object, &deleted, error))
    return FALSE;

  if (!deleted)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town has no such key");
      return FALSE;
    }

  return TRUE;
}
