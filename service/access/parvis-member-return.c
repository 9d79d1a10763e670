/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-member-return"

#include "config.h"

#include "parvis-member-return.h"

#include "parvis-access-rows.h"
#include "parvis-invitation.h"
#include "parvis-member.h"

/* [{"account","name"}] of who is a member by the town's own rows. */
static json_t *
list_members (ParvisStore  *store,
              const char   *insee,
              GError      **error)
{
  ParvisDb *db = parvis_store_acquire (store, insee, error);
  g_autoptr(json_t) list = json_array ();
  ParvisStmt *stmt;
  gboolean has_row = FALSE;
  gboolean read;

  if (db == NULL)
    return NULL;

  stmt = parvis_access_query (db,
                              "SELECT account, name FROM member"
                              " WHERE town = :town AND removed_at IS NULL ORDER BY name, account",
                              NULL, &has_row, error);
  read = stmt != NULL;
  while (read && has_row)
    {
      json_array_append_new (list, json_pack ("{s:s, s:s}",
                                              "account", parvis_stmt_get_text (stmt, 0),
                                              "name", parvis_stmt_get_text (stmt, 1)));
      read = parvis_stmt_step (stmt, &has_row, error);
    }
  g_clear_pointer (&stmt, parvis_stmt_release);
  parvis_store_release (store, db);

  return read ? g_steal_pointer (&list) : NULL;
}

/* What the service says of one: whether it has the account, and for this town. */
static gboolean
find_account (ParvisDb    *db,
              const char  *account,
              const char  *insee,
              gboolean    *is_known,
              gboolean    *is_member,
              GError     **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s, s:s}", "account", account, "insee", insee);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_access_query (db,
                              "SELECT (SELECT COUNT(*) FROM account_town AS t"
                              "   WHERE t.town = :town AND t.account = :account"
                              "   AND t.insee = :insee)"
                              " FROM account WHERE town = :town AND id = :account",
                              values, is_known, error);
  if (stmt == NULL)
    return FALSE;

  *is_member = *is_known && parvis_stmt_get_int (stmt, 0) > 0;

  return TRUE;
}

/* Sorts @members into who ends and who is unknown. */
static gboolean
compare (ParvisStore   *store,
         const char    *insee,
         const json_t  *members,
         json_t        *ended,
         json_t        *unknown,
         GError       **error)
{
  ParvisDb *db = parvis_store_acquire (store, "", error);
  gboolean read = db != NULL;

  for (gsize i = 0; read && i < json_array_size (members); i++)
    {
      json_t *member = json_array_get (members, i);
      const char *account = json_string_value (json_object_get (member, "account"));
      gboolean is_known = FALSE;
      gboolean is_member = FALSE;

      read = find_account (db, account, insee, &is_known, &is_member, error);
      if (read && !is_known)
        json_array_append (unknown, json_object_get (member, "name"));
      else if (read && !is_member)
        json_array_append (ended, member);
    }

  if (db != NULL)
    parvis_store_release (store, db);

  return read;
}

json_t *
parvis_member_return (ParvisStore  *store,
                      const char   *insee,
                      const char   *actor,
                      GError      **error)
{
  g_autoptr(json_t) members = list_members (store, insee, error);
  g_autoptr(json_t) ended = json_array ();
  g_autoptr(json_t) unknown = json_array ();
  g_autoptr(json_t) names = json_array ();
  g_autoptr(json_t) answer = NULL;

  if (members == NULL || !compare (store, insee, members, ended, unknown, error))
    return NULL;

  for (gsize i = 0; i < json_array_size (ended); i++)
    {
      json_t *member = json_array_get (ended, i);
      const char *account = json_string_value (json_object_get (member, "account"));

      if (!parvis_access_run (store, insee, "member.remove", actor, account,
                              parvis_member_remove_any, NULL, NULL, error))
        return NULL;
      json_array_append (names, json_object_get (member, "name"));
    }

  /* What was used, or taken back, since then is open in the copy. */
  if (!parvis_access_run (store, insee, "invitation.revoke_all", actor, insee,
                          parvis_invitation_revoke_all, NULL, &answer, error))
    return NULL;

  json_object_set (answer, "ended", names);
  json_object_set (answer, "unknown", unknown);

  return g_steal_pointer (&answer);
}
