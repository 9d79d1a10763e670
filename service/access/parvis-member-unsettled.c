/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-member-unsettled"

#include "config.h"

#include "parvis-member-unsettled.h"

#include "parvis-access-rows.h"
#include "parvis-member.h"

/* The accounts that @sql finds. */
static GPtrArray *
list_accounts (ParvisDb    *db,
               const char  *sql,
               GError     **error)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db, sql, NULL, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      g_ptr_array_add (accounts, g_strdup (parvis_stmt_get_text (stmt, 0)));
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&accounts);
}

static gboolean
finds (ParvisDb    *own,
       const char  *sql,
       const char  *account,
       const char  *insee,
       gboolean    *found,
       GError     **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "account", account);
  g_autoptr(ParvisStmt) stmt = NULL;

  if (insee != NULL)
    parvis_json_set_string (values, "insee", insee);
  stmt = parvis_access_query (own, sql, values, found, error);

  return stmt != NULL;
}

static gboolean
add_left (ParvisDb   *own,
          ParvisDb   *db,
          GPtrArray  *left,
          GError    **error)
{
  const char *insee = parvis_db_get_town (db);
  g_autoptr(GPtrArray) gone = NULL;

  gone = list_accounts (db, "SELECT account FROM member"
                        " WHERE town = :town AND removed_at IS NOT NULL", error);
  for (guint i = 0; gone != NULL && i < gone->len; i++)
    {
      const char *account = g_ptr_array_index (gone, i);
      gboolean belongs = FALSE;

      if (!finds (own, "SELECT 1 FROM account_town WHERE town = :town"
                  " AND account = :account AND insee = :insee", account, insee, &belongs, error))
        return FALSE;
      if (belongs)
        g_ptr_array_add (left, parvis_member_left_command (insee, account));
    }

  return gone != NULL;
}

/* Who manages a town with a password alone has no device that is signed in. */
static gboolean
add_risen (ParvisDb   *own,
           ParvisDb   *db,
           GPtrArray  *risen,
           GError    **error)
{
  g_autoptr(GPtrArray) mayors = NULL;

  mayors = list_accounts (db, "SELECT m.account FROM member m JOIN member_role r"
                          " ON r.town = m.town AND r.account = m.account"
                          " WHERE m.town = :town AND r.role = 'mayor'"
                          " AND m.removed_at IS NULL", error);
  for (guint i = 0; mayors != NULL && i < mayors->len; i++)
    {
      const char *account = g_ptr_array_index (mayors, i);
      gboolean is_in = FALSE;

      if (!finds (own, "SELECT 1 FROM account a JOIN session s"
                  " ON s.town = a.town AND s.account = a.id"
                  " WHERE a.town = :town AND a.id = :account AND a.password IS NOT NULL"
                  " AND a.totp_secret IS NULL AND s.revoked_at IS NULL LIMIT 1",
                  account, NULL, &is_in, error))
        return FALSE;
      if (is_in)
        g_ptr_array_add (risen, parvis_member_risen_command (account));
    }

  return mayors != NULL;
}

gboolean
parvis_member_add_unsettled (ParvisDb   *own,
                             ParvisDb   *db,
                             GPtrArray  *left,
                             GPtrArray  *risen,
                             GError    **error)
{
  return add_left (own, db, left, error) && add_risen (own, db, risen, error);
}
