/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-invitation"

#include "config.h"

#include "parvis-invitation.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-account.h"
#include "parvis-code.h"
#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-member.h"

#include <string.h>

void
parvis_invitation_free (ParvisInvitation *invitation)
{
  if (invitation == NULL)
    return;

  g_free (invitation->id);
  g_free (invitation->insee);
  g_free (invitation->town_name);
  g_free (invitation->name);
  g_free (invitation->email);
  g_free (invitation);
}

/* The service has to know in which town to look; an entry without an invitation
 * behind it finds nothing there.
 */
static gboolean
apply_index (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  g_autoptr(json_t) old = json_pack ("{s:I}", "now", (json_int_t) parvis_tx_get_now (tx));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM invitation_code WHERE town = :town AND until_at < :now",
                             old, NULL, error) &&
         parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO invitation_code (town, hash, insee, until_at)"
                             " VALUES (:town, :hash, :insee, :until)",
                             command->body, NULL, error);
}

/* @text (nullable): a list, as the row has it */
static gboolean
read_scopes (const char    *text,
             const char    *field,
             ParvisScopes  *scopes,
             GError       **error)
{
  g_autoptr(json_t) list = NULL;

  if (text != NULL)
    list = parvis_json_parse (text, strlen (text), NULL);

  return parvis_scopes_from_json (list, field, PARVIS_SCOPES_MAX, scopes, error);
}

static gboolean
apply_create (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr(json_t) values = json_deep_copy (command->body);
  ParvisScopes shops;
  ParvisScopes places;

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));
  parvis_json_set_string (values, "by", command->actor);
  parvis_tx_touch (tx, PARVIS_KIND_INVITATION, command->object);

  return read_scopes (json_string_value (json_object_get (values, "shops")), "/merchants",
                      &shops, error) &&
         read_scopes (json_string_value (json_object_get (values, "places")), "/facilities",
                      &places, error) &&
         parvis_member_check_scopes (parvis_tx_get_db (tx), &shops, &places, error) &&
         parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO invitation (town, id, hash, name, email, roles, shops,"
                             " places, until_at, send, created_at, created_by, expires_at)"
                             " VALUES (:town, :id, :hash, :name, :email, :roles, :shops, :places,"
                             " :until, :send, :now, :by, :expires)",
                             values, NULL, error);
}

/* As the row has it. */
static void
set_scopes (json_t             *values,
            const char         *column,
            const ParvisScopes *scopes)
{
  g_autoptr(json_t) object = json_object ();
  g_autofree char *text = NULL;

  parvis_scopes_set (object, column, scopes);
  if (scopes->n > 0)
    text = parvis_json_dump (json_object_get (object, column));
  parvis_json_set_string (values, column, text);
}

/* Checks what was asked and writes it as the row's values. */
static json_t *
read_wish (const json_t  *body,
           gint64         now,
           gboolean      *by_link,
           GError       **error)
{
  g_autoptr(json_t) values = json_object ();
  g_autoptr(json_t) list = NULL;
  g_autofree char *address = NULL;
  g_autofree char *words = NULL;
  const char *name;
  const char *email;
  const char *send;
  ParvisScopes shops;
  ParvisScopes places;
  ParvisRoles roles;
  gint64 until;

  if (!parvis_json_get_line (body, "name", PARVIS_ACCOUNT_NAME_MAX, &name, error) ||
      !parvis_json_get_string_or (body, "email", PARVIS_EMAIL_MAX, NULL, &email, error) ||
      !parvis_json_get_string_or (body, "send", 8, "code", &send, error) ||
      !parvis_json_get_time_or (body, "until", PARVIS_NO_TIME, &until, error) ||
      !parvis_roles_read_grant (body, &roles, &shops, &places, error))
    return NULL;

  *by_link = strcmp (send, "email") == 0;
  if (!*by_link && strcmp (send, "code") != 0)
    parvis_set_invalid (error, "/send", "An invitation is sent by “email” or as a “code”");
  else if (*by_link && email == NULL)
    parvis_set_invalid (error, "/email", "Where is the invitation to be sent?");
  else if (until != PARVIS_NO_TIME && until <= now)
    parvis_set_invalid (error, "/until", "This day is over already");
  else if (email == NULL || (address = parvis_email_normalise (email, error)) != NULL)
    {
      list = parvis_roles_to_json (roles);
      words = parvis_json_dump (list);
      parvis_json_set_string (values, "name", name);
      parvis_json_set_string (values, "email", address);
      parvis_json_set_string (values, "send", send);
      parvis_json_set_string (values, "roles", words);
      set_scopes (values, "shops", &shops);
      set_scopes (values, "places", &places);
      parvis_access_set_number (values, "until", until);
      return g_steal_pointer (&values);
    }

  return NULL;
}

json_t *
parvis_invitation_create (ParvisStore   *store,
                          const char    *town,
                          const char    *actor,
                          const json_t  *body,
                          gint64         now,
                          GError       **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *secret = NULL;
  g_autofree char *hash = NULL;
  g_autoptr(json_t) values = NULL;
  g_autoptr(json_t) answer = NULL;
  gboolean by_link;
  gint64 expires;

  values = read_wish (body, now, &by_link, error);
  if (values == NULL)
    return NULL;
  if (!(by_link ? parvis_access_make_key ("", &secret, &hash, error)
                : parvis_short_code_make (&secret, &hash, error)))
    return NULL;

  expires = now + (by_link ? PARVIS_INVITATION_LINK_TIME : PARVIS_INVITATION_CODE_TIME);
  parvis_json_set_string (values, "id", id);
  parvis_json_set_string (values, "hash", hash);
  parvis_access_set_number (values, "expires", expires);
  if (!parvis_access_run (store, "", "invitation.index", NULL, NULL, apply_index,
                          json_pack ("{s:s, s:s, s:I}", "hash", hash, "insee", town,
                                     "until", (json_int_t) expires), NULL, error) ||
      !parvis_access_run (store, town, "invitation.create", actor, id, apply_create,
                          g_steal_pointer (&values), NULL, error))
    return NULL;

  answer = json_pack ("{s:s, s:s}", "id", id, by_link ? "token" : "code", secret);
  parvis_json_set_time (answer, "expires_at", expires);

  return g_steal_pointer (&answer);
}

/* Returns: (transfer full) (nullable): the town, or NULL for an unknown hash */
static char *
find_town (ParvisStore  *store,
           const char   *hash,
           gint64        now,
           GError      **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "hash", hash, "now", (json_int_t) now);
  ParvisDb *db = parvis_store_acquire (store, "", error);
  char *insee = NULL;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (db == NULL)
    return NULL;

  stmt = parvis_access_query (db,
                              "SELECT insee FROM invitation_code"
                              " WHERE town = :town AND hash = :hash AND until_at > :now",
                              values, &has_row, error);
  if (stmt != NULL && has_row)
    insee = g_strdup (parvis_stmt_get_text (stmt, 0));
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return insee;
}

enum
{
  INVITATION_ID, INVITATION_NAME, INVITATION_EMAIL, INVITATION_ROLES, INVITATION_UNTIL,
  INVITATION_EXPIRES, INVITATION_SEND, INVITATION_TOWN_NAME, INVITATION_SHOPS,
  INVITATION_PLACES
};

static ParvisInvitation *
read_invitation (ParvisStmt *stmt,
                 const char *insee)
{
  ParvisInvitation *invitation = g_new0 (ParvisInvitation, 1);
  const char *roles = parvis_stmt_get_text (stmt, INVITATION_ROLES);
  g_autoptr(json_t) list = parvis_json_parse (roles, strlen (roles), NULL);

  invitation->id = g_strdup (parvis_stmt_get_text (stmt, INVITATION_ID));
  invitation->insee = g_strdup (insee);
  invitation->town_name = g_strdup (parvis_stmt_get_text (stmt, INVITATION_TOWN_NAME));
  invitation->name = g_strdup (parvis_stmt_get_text (stmt, INVITATION_NAME));
  invitation->email = g_strdup (parvis_stmt_get_text (stmt, INVITATION_EMAIL));
  invitation->until = parvis_stmt_get_time (stmt, INVITATION_UNTIL);
  invitation->expires_at = parvis_stmt_get_int (stmt, INVITATION_EXPIRES);
  invitation->by_link = strcmp (parvis_stmt_get_text (stmt, INVITATION_SEND), "email") == 0;
  parvis_roles_from_json (list, "roles", &invitation->roles, NULL);
  read_scopes (parvis_stmt_get_text (stmt, INVITATION_SHOPS), "/merchants", &invitation->shops,
               NULL);
  read_scopes (parvis_stmt_get_text (stmt, INVITATION_PLACES), "/facilities",
               &invitation->places, NULL);

  return invitation;
}

static gboolean
set_unknown (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                       "This invitation is unknown, was used, or is too old");

  return FALSE;
}

#define SELECT_OPEN \
  "SELECT i.id, i.name, i.email, i.roles, i.until_at, i.expires_at, i.send, t.name,"\
  " i.shops, i.places" \
  " FROM invitation i JOIN town t ON t.town = i.town WHERE i.town = :town" \
  " AND i.expires_at > :now AND i.used_at IS NULL AND i.revoked_at IS NULL"

/* The open invitation of @insee (nullable) that @sql finds. Takes @values. */
static ParvisInvitation *
find_open (ParvisStore  *store,
           const char   *insee,
           const char   *sql,
           json_t       *values,
           GError      **error)
{
  g_autoptr(json_t) owned = values;
  ParvisInvitation *invitation = NULL;
  ParvisDb *db = NULL;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;

  if (insee != NULL && parvis_store_has_town (store, insee))
    db = parvis_store_acquire (store, insee, error);
  if (db == NULL)
    {
      if (error != NULL && *error == NULL)
        set_unknown (error);
      return NULL;
    }

  stmt = parvis_access_query (db, sql, owned, &has_row, error);
  if (stmt != NULL && has_row)
    invitation = read_invitation (stmt, insee);
  else if (stmt != NULL)
    set_unknown (error);
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return invitation;
}

ParvisInvitation *
parvis_invitation_find (ParvisStore  *store,
                        const char   *secret,
                        gint64        now,
                        GError      **error)
{
  g_autofree char *hash = parvis_short_code_hash (secret);
  g_autofree char *insee = NULL;

  if (hash == NULL)
    hash = parvis_access_hash_key (secret);
  insee = find_town (store, hash, now, error);

  return find_open (store, insee, SELECT_OPEN " AND i.hash = :hash",
                    json_pack ("{s:s, s:I}", "hash", hash, "now", (json_int_t) now), error);
}

ParvisInvitation *
parvis_invitation_find_by_email (ParvisStore  *store,
                                 const char   *insee,
                                 const char   *email,
                                 gint64        now,
                                 GError      **error)
{
  g_autofree char *address = parvis_email_normalise (email, error);

  if (address == NULL)
    return NULL;

  return find_open (store, insee, SELECT_OPEN " AND i.email = :email"
                    " ORDER BY i.created_at DESC, i.id LIMIT 1",
                    json_pack ("{s:s, s:I}", "email", address, "now", (json_int_t) now), error);
}

static gboolean
apply_belong (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO account_town (town, account, insee)"
                             " VALUES (:town, :account, :insee)"
                             " ON CONFLICT (town, account, insee) DO NOTHING",
                             command->body, NULL, error);
}

static gboolean
apply_accept (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr(json_t) values = NULL;
  gint64 changes = 0;

  values = json_pack ("{s:s, s:O, s:I}", "id", command->object,
                      "account", json_object_get (command->body, "account"),
                      "now", (json_int_t) parvis_tx_get_now (tx));
  parvis_tx_touch (tx, PARVIS_KIND_INVITATION, command->object);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE invitation SET used_at = :now, used_by = :account"
                             " WHERE town = :town AND id = :id AND used_at IS NULL"
                             " AND revoked_at IS NULL AND expires_at > :now",
                             values, &changes, error) &&
         (changes > 0 || set_unknown (error)) &&
         parvis_member_put (tx, command->body, error);
}

gboolean
parvis_invitation_accept (ParvisStore             *store,
                          const ParvisInvitation  *invitation,
                          const char              *account,
                          GError                 **error)
{
  g_autoptr(ParvisAccount) found = parvis_account_find (store, account, error);
  g_autofree char *actor = g_strconcat ("account:", account, NULL);
  json_t *body;

  if (found == NULL)
    return FALSE;

  body = json_pack ("{s:s, s:s, s:o}", "account", account, "name", found->name,
                    "roles", parvis_roles_to_json (invitation->roles));
  parvis_scopes_set (body, "merchants", &invitation->shops);
  parvis_scopes_set (body, "facilities", &invitation->places);
  parvis_json_set_string (body, "email",
                          found->email != NULL ? found->email : invitation->email);
  parvis_json_set_time (body, "until", invitation->until);

  /* First where to look: the town's own word is what counts. */
  if (!parvis_access_run (store, "", "account.belong", NULL, NULL, apply_belong,
                          json_pack ("{s:s, s:s}", "account", account,
                                     "insee", invitation->insee), NULL, error))
    {
      json_decref (body);
      return FALSE;
    }

  return parvis_access_run (store, invitation->insee, "invitation.accept", actor,
                            invitation->id, apply_accept, body, NULL, error);
}

char *
parvis_invitation_pair (ParvisStore             *store,
                        const ParvisInvitation  *invitation,
                        GError                 **error)
{
  g_autofree char *account = NULL;

  /* Without the e-mail: it would be an account to sign in to with a password. */
  account = parvis_account_create (store, "pairing", invitation->name, NULL, NULL, NULL, NULL,
                                   FALSE, error);
  if (account == NULL)
    return NULL;

  if (parvis_invitation_accept (store, invitation, account, error))
    return g_steal_pointer (&account);

  /* Somebody was faster; nobody needs this account. */
  parvis_account_remove (store, "pairing", account, NULL);

  return NULL;
}

gboolean
parvis_invitation_revoke (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "id", command->object,
                                        "now", (json_int_t) parvis_tx_get_now (tx));
  gint64 changes = 0;

  parvis_tx_touch (tx, PARVIS_KIND_INVITATION, command->object);
  answer->body = json_pack ("{s:s}", "id", command->object);
  if (!parvis_access_exec (parvis_tx_get_db (tx),
                           "UPDATE invitation SET revoked_at = :now WHERE town = :town"
                           " AND id = :id AND used_at IS NULL AND revoked_at IS NULL",
                           values, &changes, error))
    return FALSE;

  if (changes == 0)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                         "This town has no such invitation under way");

  return changes > 0;
}

#define SELECT_TO_REVOKE "SELECT id, name FROM invitation"
#define REVOKE           "UPDATE invitation SET revoked_at = :now"
#define OPEN             " WHERE town = :town AND used_at IS NULL AND revoked_at IS NULL"
#define OPEN_OF          OPEN " AND created_by = :by"

/* @names (nullable): gets whom those were for that @select finds */
static gboolean
note_revoked (ParvisTx      *tx,
              const char    *select,
              const json_t  *values,
              json_t        *names,
              GError       **error)
{
  gboolean has_row = FALSE;
  ParvisStmt *stmt = parvis_access_query (parvis_tx_get_db (tx), select, values, &has_row, error);
  gboolean ok = stmt != NULL;

  while (ok && has_row)
    {
      parvis_tx_touch (tx, PARVIS_KIND_INVITATION, parvis_stmt_get_text (stmt, 0));
      if (names != NULL)
        json_array_append_new (names, json_string (parvis_stmt_get_text (stmt, 1)));
      ok = parvis_stmt_step (stmt, &has_row, error);
    }
  g_clear_pointer (&stmt, parvis_stmt_release);

  return ok;
}

gboolean
parvis_invitation_revoke_of (ParvisTx    *tx,
                             const char  *account,
                             GError     **error)
{
  g_autofree char *by = g_strconcat ("account:", account, NULL);
  g_autoptr(json_t) author = json_pack ("{s:s}", "by", by);
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "by", by,
                                        "now", (json_int_t) parvis_tx_get_now (tx));

  return note_revoked (tx, SELECT_TO_REVOKE OPEN_OF, author, NULL, error) &&
         parvis_access_exec (parvis_tx_get_db (tx), REVOKE OPEN_OF, values, NULL, error);
}

gboolean
parvis_invitation_revoke_all (ParvisTx             *tx,
                              const ParvisCommand  *command,
                              ParvisAnswer         *answer,
                              GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:I}", "now", (json_int_t) parvis_tx_get_now (tx));
  json_t *names = json_array ();

  answer->body = json_pack ("{s:o}", "withdrawn", names);

  return note_revoked (tx, SELECT_TO_REVOKE OPEN " ORDER BY name, id", NULL, names, error) &&
         parvis_access_exec (parvis_tx_get_db (tx), REVOKE OPEN, values, NULL, error);
}

gboolean
parvis_render_invitation (ParvisTx      *tx,
                          const char    *id,
                          ParvisEntity  *entity,
                          GError       **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "id", id);
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisScopes shops;
  ParvisScopes places;
  const char *roles;
  gboolean has_row = FALSE;

  entity->audience = PARVIS_AUDIENCE_TEAM;
  entity->is_steady = TRUE;
  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT name, email, roles, until_at, send, created_at,"
                              " created_by, expires_at, shops, places FROM invitation"
                              " WHERE town = :town"
                              " AND id = :id AND used_at IS NULL AND revoked_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;
  if (!has_row)
    return TRUE;

  if (!read_scopes (parvis_stmt_get_text (stmt, 8), "/merchants", &shops, error) ||
      !read_scopes (parvis_stmt_get_text (stmt, 9), "/facilities", &places, error))
    return FALSE;
  roles = parvis_stmt_get_text (stmt, 2);
  entity->body = json_pack ("{s:s, s:o}", "id", id,
                            "roles", parvis_json_parse (roles, strlen (roles), NULL));
  parvis_scopes_set (entity->body, "merchants", &shops);
  parvis_scopes_set (entity->body, "facilities", &places);
  parvis_json_set_string (entity->body, "name", parvis_stmt_get_text (stmt, 0));
  parvis_json_set_string (entity->body, "email", parvis_stmt_get_text (stmt, 1));
  parvis_json_set_time (entity->body, "until", parvis_stmt_get_time (stmt, 3));
  parvis_json_set_string (entity->body, "send", parvis_stmt_get_text (stmt, 4));
  parvis_json_set_time (entity->body, "created_at", parvis_stmt_get_time (stmt, 5));
  parvis_json_set_string (entity->body, "by", parvis_stmt_get_text (stmt, 6));
  parvis_json_set_time (entity->body, "expires_at", parvis_stmt_get_time (stmt, 7));

  return TRUE;
}
