/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-member"

#include "config.h"

#include "parvis-member.h"

#include "parvis-access-rows.h"
#include "parvis-account.h"
#include "parvis-audit.h"
#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-invitation.h"
#include "parvis-session.h"

#include <string.h>

/* How old the last visit may be that is shown. */
#define SEEN_STEP PARVIS_HOUR

/* Of who is no member any more, what an account's device has to know is kept. */
#define ACTIVE "removed_at IS NULL AND (until_at IS NULL OR until_at > :now)"

static gboolean
read_roles (ParvisDb     *db,
            const char   *account,
            ParvisRoles  *roles,
            GError      **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  *roles = 0;
  stmt = parvis_db_prepare (db,
                            "SELECT role FROM member_role"
                            " WHERE town = :town AND account = :account", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":account", account);
  do
    {
      ParvisRole role;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row && parvis_role_from_string (parvis_stmt_get_text (stmt, 0), &role))
        *roles |= PARVIS_ROLE_BIT (role);
    }
  while (has_row);

  return TRUE;
}

/* What roles of a member are for, each in a table of its own. */
typedef struct
{
  const char *read;
  const char *clear;
  const char *add;
  const char *kind;          /* in the feed */
  const char *field;         /* of a body, and after "/" of an error */
  const char *missing;
  guint       max;
} ScopeTable;

static const ScopeTable shop_table = {
  .read = "SELECT merchant FROM member_shop WHERE town = :town AND account = :account",
  .clear = "DELETE FROM member_shop WHERE town = :town AND account = :account",
  .add = "INSERT INTO member_shop (town, account, merchant) VALUES (:town, :account, :id)",
  .kind = PARVIS_KIND_MERCHANT,
  .field = "/merchants",
  .missing = "This town has no such shop",
  .max = PARVIS_SHOPS_MAX,
};

static const ScopeTable place_table = {
  .read = "SELECT facility FROM member_place WHERE town = :town AND account = :account",
  .clear = "DELETE FROM member_place WHERE town = :town AND account = :account",
  .add = "INSERT INTO member_place (town, account, facility) VALUES (:town, :account, :id)",
  .kind = PARVIS_KIND_FACILITY,
  .field = "/facilities",
  .missing = "This town has no such place",
  .max = PARVIS_PLACES_MAX,
};

static gboolean
read_scopes (ParvisDb          *db,
             const ScopeTable  *table,
             const char        *account,
             ParvisScopes      *scopes,
             GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) list = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, table->read, error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":account", account);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row)
        json_array_append_new (list, json_string (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  return parvis_scopes_from_json (list, table->field, table->max, scopes, error);
}

/* What the roles of @member are for; the others are for all of the town. */
static gboolean
read_grant (ParvisDb      *db,
            const char    *account,
            ParvisMember  *member,
            GError       **error)
{
  memset (&member->shops, 0, sizeof member->shops);
  memset (&member->places, 0, sizeof member->places);

  return read_roles (db, account, &member->roles, error) &&
         ((member->roles & PARVIS_ROLE_BIT (PARVIS_ROLE_MERCHANT)) == 0 ||
          read_scopes (db, &shop_table, account, &member->shops, error)) &&
         ((member->roles & PARVIS_ROLE_BIT (PARVIS_ROLE_COUNTER)) == 0 ||
          read_scopes (db, &place_table, account, &member->places, error));
}

gboolean
parvis_member_find (ParvisDb      *db,
                    const char    *account,
                    gint64         now,
                    ParvisMember  *member,
                    gboolean      *found,
                    GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *by;

  memset (member, 0, sizeof *member);
  stmt = parvis_db_prepare (db,
                            "SELECT m.until_at, m.seen_at, m.removed_at, b.name FROM member m"
                            " LEFT JOIN member b ON b.town = m.town"
                            " AND m.removed_by = 'account:' || b.account"
                            " WHERE m.town = :town AND m.account = :account", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":account", account);
  if (!parvis_stmt_step (stmt, found, error))
    return FALSE;
  if (!*found)
    return TRUE;

  member->until = parvis_stmt_get_time (stmt, 0);
  member->seen_at = parvis_stmt_get_time (stmt, 1);
  member->removed_at = parvis_stmt_get_time (stmt, 2);
  by = parvis_stmt_get_text (stmt, 3);
  g_strlcpy (member->removed_by, by != NULL ? by : "", sizeof member->removed_by);
  if (member->removed_at == PARVIS_NO_TIME && member->until != PARVIS_NO_TIME &&
      member->until <= now)
    member->removed_at = member->until;

  return read_grant (db, account, member, error);
}

GHashTable *
parvis_member_list (ParvisDb  *db,
                    gint64     now,
                    GError   **error)
{
  g_autoptr(GHashTable) accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(json_t) values = json_pack ("{s:I}", "now", (json_int_t) now);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db, "SELECT account FROM member WHERE town = :town AND " ACTIVE,
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      g_hash_table_add (accounts, g_strdup (parvis_stmt_get_text (stmt, 0)));
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&accounts);
}

/* The feed knows what there is without this area knowing of shops and places. */
static gboolean
check_scopes (ParvisDb            *db,
              const ScopeTable    *table,
              const ParvisScopes  *scopes,
              GError             **error)
{
  for (guint i = 0; i < scopes->n; i++)
    {
      g_autoptr(json_t) values = json_pack ("{s:s, s:s}", "kind", table->kind,
                                            "id", scopes->ids[i]);
      g_autoptr(ParvisStmt) stmt = NULL;
      gboolean has_row = FALSE;

      stmt = parvis_access_query (db,
                                  "SELECT 1 FROM change WHERE town = :town AND kind = :kind"
                                  " AND id = :id AND deleted = 0",
                                  values, &has_row, error);
      if (stmt == NULL)
        return FALSE;
      if (!has_row)
        return parvis_set_invalid (error, table->field, "%s", table->missing);
    }

  return TRUE;
}

gboolean
parvis_member_check_scopes (ParvisDb            *db,
                            const ParvisScopes  *shops,
                            const ParvisScopes  *places,
                            GError             **error)
{
  return check_scopes (db, &shop_table, shops, error) &&
         check_scopes (db, &place_table, places, error);
}

static gboolean
replace_scopes (ParvisDb            *db,
                const ScopeTable    *table,
                const char          *account,
                const ParvisScopes  *scopes,
                GError             **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", account);

  if (!parvis_access_exec (db, table->clear, values, NULL, error))
    return FALSE;

  for (guint i = 0; i < scopes->n; i++)
    {
      parvis_json_set_string (values, "id", scopes->ids[i]);
      if (!parvis_access_exec (db, table->add, values, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
replace_roles (ParvisTx            *tx,
               const char          *account,
               const ParvisMember  *grant,
               GError             **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", account);

  if (!parvis_access_exec (db,
                           "DELETE FROM member_role WHERE town = :town AND account = :account",
                           values, NULL, error))
    return FALSE;

  for (guint i = 0; i < PARVIS_N_ROLES; i++)
    {
      g_autoptr(json_t) row = NULL;

      if (!(grant->roles & PARVIS_ROLE_BIT (i)))
        continue;

      row = json_pack ("{s:s, s:s}", "account", account, "role", parvis_role_to_string (i));
      if (!parvis_access_exec (db,
                               "INSERT INTO member_role (town, account, role)"
                               " VALUES (:town, :account, :role)",
                               row, NULL, error))
        return FALSE;
    }

  parvis_tx_touch (tx, PARVIS_KIND_MEMBER, account);

  return replace_scopes (db, &shop_table, account, &grant->shops, error) &&
         replace_scopes (db, &place_table, account, &grant->places, error);
}

/* A counter without places counts at all of them. */
static gboolean
add_places (ParvisMember        *grant,
            const ParvisMember  *present,
            GError             **error)
{
  const ParvisRoles counter = PARVIS_ROLE_BIT (PARVIS_ROLE_COUNTER);

  if ((present->roles & counter) == 0)
    return TRUE;

  if ((grant->roles & counter) == 0)
    {
      grant->places = present->places;
      return TRUE;
    }

  if (grant->places.n > 0 && present->places.n > 0)
    return parvis_scopes_unite (&grant->places, &present->places, place_table.field,
                                place_table.max, error);

  memset (&grant->places, 0, sizeof grant->places);

  return TRUE;
}

/* Who is a member already loses nothing by being invited again. */
static gboolean
add_to_present (ParvisTx      *tx,
                const char    *account,
                ParvisMember  *grant,
                GError       **error)
{
  gboolean found;
  ParvisMember present;

  if (!parvis_member_find (parvis_tx_get_db (tx), account, parvis_tx_get_now (tx), &present,
                           &found, error))
    return FALSE;
  if (!found || present.removed_at != PARVIS_NO_TIME)
    return TRUE;

  if (!add_places (grant, &present, error))
    return FALSE;

  grant->roles |= present.roles;
  if (present.until == PARVIS_NO_TIME || grant->until == PARVIS_NO_TIME)
    grant->until = PARVIS_NO_TIME;
  else
    grant->until = MAX (grant->until, present.until);

  return parvis_scopes_unite (&grant->shops, &present.shops, shop_table.field, shop_table.max,
                              error);
}

gboolean
parvis_member_put (ParvisTx      *tx,
                   const json_t  *body,
                   GError       **error)
{
  g_autoptr(json_t) values = json_object ();
  const char *account;
  const char *name;
  const char *email;
  ParvisMember grant = { .until = PARVIS_NO_TIME };

  if (!parvis_json_get_uuid (body, "account", &account, error) ||
      !parvis_json_get_string (body, "name", PARVIS_ACCOUNT_NAME_MAX, &name, error) ||
      !parvis_json_get_string_or (body, "email", PARVIS_EMAIL_MAX, NULL, &email, error) ||
      !parvis_json_get_time_or (body, "until", PARVIS_NO_TIME, &grant.until, error) ||
      !parvis_roles_read_grant (body, &grant.roles, &grant.shops, &grant.places, error) ||
      !add_to_present (tx, account, &grant, error))
    return FALSE;

  parvis_json_set_string (values, "account", account);
  parvis_json_set_string (values, "name", name);
  parvis_json_set_string (values, "email", email);
  parvis_access_set_number (values, "until", grant.until);
  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO member (town, account, name, email, until_at,"
                             " created_at) VALUES (:town, :account, :name, :email, :until, :now)"
                             " ON CONFLICT (town, account) DO UPDATE SET name = excluded.name,"
                             " email = excluded.email, until_at = excluded.until_at,"
                             " removed_at = NULL, removed_by = NULL",
                             values, NULL, error) &&
         replace_roles (tx, account, &grant, error);
}

gboolean
parvis_member_set_email (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisAnswer         *answer,
                         GError              **error)
{
  g_autoptr(json_t) values = json_deep_copy (command->body);
  gint64 changes;

  parvis_json_set_string (values, "account", command->object);
  if (!parvis_access_exec (parvis_tx_get_db (tx),
                           "UPDATE member SET email = :email WHERE town = :town"
                           " AND account = :account AND removed_at IS NULL",
                           values, &changes, error))
    return FALSE;

  if (changes > 0)
    parvis_tx_touch (tx, PARVIS_KIND_MEMBER, command->object);

  return TRUE;
}

/* Mayors without an end date: one who will go is none to rely on. */
static gboolean
count_mayors (ParvisTx  *tx,
              gint64    *n_mayors,
              GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT COUNT(*) FROM member m JOIN member_role r"
                              " ON r.town = m.town AND r.account = m.account"
                              " WHERE m.town = :town AND r.role = 'mayor'"
                              " AND m.removed_at IS NULL AND m.until_at IS NULL",
                              NULL, NULL, error);
  if (stmt == NULL)
    return FALSE;

  *n_mayors = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

/* Two at least once there are two, so that one who leaves, or loses the telephone,
 * does not lock the town out.
 */
static gboolean
check_mayors (ParvisTx  *tx,
              gint64     before,
              GError   **error)
{
  gint64 after;

  if (!count_mayors (tx, &after, error))
    return FALSE;

  if (after >= before || after >= 2)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       "A town always has two administrators");
  parvis_error_set_field (error, "/roles");

  return FALSE;
}

static gboolean
check_active (ParvisTx    *tx,
              const char  *account,
              GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "account", account,
                                        "now", (json_int_t) parvis_tx_get_now (tx));
  gboolean has_row = FALSE;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT 1 FROM member WHERE town = :town AND account = :account"
                              " AND " ACTIVE,
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  if (!has_row)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                         "This town has no such member");

  return has_row;
}

gboolean
parvis_member_set_roles (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisAnswer         *answer,
                         GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", command->object);
  ParvisMember grant = { .until = PARVIS_NO_TIME };
  gint64 before;

  if (!parvis_roles_read_grant (command->body, &grant.roles, &grant.shops, &grant.places, error) ||
      !parvis_member_check_scopes (parvis_tx_get_db (tx), &grant.shops, &grant.places, error) ||
      !parvis_json_get_time_or (command->body, "until", PARVIS_NO_TIME, &grant.until, error) ||
      !check_active (tx, command->object, error) ||
      !count_mayors (tx, &before, error))
    return FALSE;

  if (grant.until != PARVIS_NO_TIME && grant.until <= parvis_tx_get_now (tx))
    return parvis_set_invalid (error, "/until", "This day is over already");

  parvis_access_set_number (values, "until", grant.until);
  answer->body = json_pack ("{s:s, s:o}", "id", command->object,
                            "roles", parvis_roles_to_json (grant.roles));
  parvis_scopes_set (answer->body, "merchants", &grant.shops);
  parvis_scopes_set (answer->body, "facilities", &grant.places);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE member SET until_at = :until"
                             " WHERE town = :town AND account = :account",
                             values, NULL, error) &&
         replace_roles (tx, command->object, &grant, error) &&
         ((grant.roles & PARVIS_ROLE_BIT (PARVIS_ROLE_MAYOR)) != 0 ||
          parvis_invitation_revoke_of (tx, command->object, error)) &&
         check_mayors (tx, before, error);
}

static gboolean
remove_member (ParvisTx    *tx,
               const char  *account,
               gint64       at,
               const char  *by,
               GError     **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s, s:I, s:s}", "account", account,
                                        "at", (json_int_t) at, "by", by);
  const ParvisMember nothing = { 0 };

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE member SET removed_at = :at, removed_by = :by"
                             " WHERE town = :town AND account = :account",
                             values, NULL, error) &&
         replace_roles (tx, account, &nothing, error) &&
         parvis_invitation_revoke_of (tx, account, error);
}

gboolean
parvis_member_remove_any (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  answer->body = json_pack ("{s:s}", "id", command->object);

  return check_active (tx, command->object, error) &&
         remove_member (tx, command->object, parvis_tx_get_now (tx), command->actor, error);
}

gboolean
parvis_member_remove (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  gint64 before;

  return count_mayors (tx, &before, error) &&
         parvis_member_remove_any (tx, command, answer, error) &&
         check_mayors (tx, before, error);
}

static gboolean
apply_seen (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s, s:I}", "account", command->object,
                                        "now", (json_int_t) parvis_tx_get_now (tx));

  parvis_tx_touch (tx, PARVIS_KIND_MEMBER, command->object);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "UPDATE member SET seen_at = :now"
                             " WHERE town = :town AND account = :account",
                             values, NULL, error);
}

ParvisCommand *
parvis_member_note_seen (const char         *town,
                         const char         *account,
                         const ParvisMember *member,
                         gint64              now)
{
  ParvisCommand *command;

  if (member->seen_at != PARVIS_NO_TIME && now - member->seen_at < SEEN_STEP)
    return NULL;

  command = parvis_command_new ("member.seen", town, apply_seen);
  command->object = g_strdup (account);
  command->received_at = now;

  return command;
}

gboolean
parvis_member_next_due (ParvisDb  *db,
                        gint64    *due,
                        GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT MIN(until_at) FROM member"
                              " WHERE town = :town AND removed_at IS NULL",
                              NULL, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  *due = parvis_stmt_is_null (stmt, 0) ? PARVIS_NEVER : parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

static gboolean
apply_end (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:I}", "now", (json_int_t) parvis_tx_get_now (tx));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  for (;;)
    {
      g_autofree char *account = NULL;
      gint64 until;

      g_clear_pointer (&stmt, parvis_stmt_release);
      stmt = parvis_access_query (parvis_tx_get_db (tx),
                                  "SELECT account, until_at FROM member WHERE town = :town"
                                  " AND removed_at IS NULL AND until_at <= :now",
                                  values, &has_row, error);
      if (stmt == NULL)
        return FALSE;
      if (!has_row)
        return TRUE;

      account = g_strdup (parvis_stmt_get_text (stmt, 0));
      until = parvis_stmt_get_int (stmt, 1);
      if (!remove_member (tx, account, until, "", error) ||
          !parvis_audit_append (tx, "system", "member.end", account, error))
        return FALSE;
    }
}

ParvisCommand *
parvis_member_end_command (const char *town,
                           gint64      now)
{
  ParvisCommand *command = parvis_command_new ("member.end", town, apply_end);

  command->received_at = now;

  return command;
}

static gboolean
apply_left (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) account = json_pack ("{s:s}", "account", command->object);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean stays = FALSE;

  if (!parvis_access_exec (db,
                           "DELETE FROM account_town WHERE town = :town"
                           " AND account = :account AND insee = :insee",
                           command->body, NULL, error))
    return FALSE;

  stmt = parvis_access_query (db,
                              "SELECT 1 FROM account_town"
                              " WHERE town = :town AND account = :account UNION ALL"
                              " SELECT 1 FROM account WHERE town = :town AND id = :account"
                              " AND operator = 1",
                              account, &stays, error);
  if (stmt == NULL)
    return FALSE;

  return stays ||
         (parvis_sessions_revoke_of (tx, command->object, TRUE, error) &&
          parvis_account_drop_begun (tx, command->object, error));
}

ParvisCommand *
parvis_member_left_command (const char *insee,
                            const char *account)
{
  ParvisCommand *command = parvis_command_new ("member.left", "", apply_left);

  command->object = g_strdup (account);
  command->body = json_pack ("{s:s, s:s}", "insee", insee, "account", account);

  return command;
}

static gboolean
apply_risen (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", command->object);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean alone = FALSE;

  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT 1 FROM account WHERE town = :town AND id = :account"
                              " AND password IS NOT NULL AND totp_secret IS NULL",
                              values, &alone, error);

  return stmt != NULL &&
         (!alone || parvis_sessions_revoke_of (tx, command->object, FALSE, error));
}

ParvisCommand *
parvis_member_risen_command (const char *account)
{
  ParvisCommand *command = parvis_command_new ("member.risen", "", apply_risen);

  command->object = g_strdup (account);

  return command;
}

gboolean
parvis_render_member (ParvisTx      *tx,
                      const char    *id,
                      ParvisEntity  *entity,
                      GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", id);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  ParvisMember member;

  entity->audience = PARVIS_AUDIENCE_TEAM;
  entity->is_steady = TRUE;
  stmt = parvis_access_query (db,
                              "SELECT name, email, until_at, created_at, seen_at FROM member"
                              " WHERE town = :town AND account = :account"
                              " AND removed_at IS NULL",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;
  if (!has_row)
    return TRUE;
  if (!read_grant (db, id, &member, error))
    return FALSE;

  entity->body = json_pack ("{s:s, s:o}", "id", id, "roles", parvis_roles_to_json (member.roles));
  parvis_scopes_set (entity->body, "merchants", &member.shops);
  parvis_scopes_set (entity->body, "facilities", &member.places);
  parvis_json_set_string (entity->body, "name", parvis_stmt_get_text (stmt, 0));
  parvis_json_set_string (entity->body, "email", parvis_stmt_get_text (stmt, 1));
  parvis_json_set_time (entity->body, "until", parvis_stmt_get_time (stmt, 2));
  parvis_json_set_time (entity->body, "created_at", parvis_stmt_get_time (stmt, 3));
  parvis_json_set_time (entity->body, "seen_at", parvis_stmt_get_time (stmt, 4));

  return TRUE;
}
