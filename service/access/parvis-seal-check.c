/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-seal-check"

#include "config.h"

#include "parvis-seal-check.h"

#include "parvis-access-rows.h"
#include "parvis-error.h"

#define PURPOSE "check"
#define TEXT    "parvis"

/* The first value of @sql, of the service's rows.
 *
 * @value: (out) (transfer full) (nullable)
 */
static gboolean
read_one (ParvisStore  *store,
          const char   *sql,
          char        **value,
          GError      **error)
{
  ParvisDb *db = parvis_store_acquire (store, "", error);
  ParvisStmt *stmt;
  gboolean has_row = FALSE;
  gboolean read;

  *value = NULL;
  if (db == NULL)
    return FALSE;

  stmt = parvis_access_query (db, sql, NULL, &has_row, error);
  read = stmt != NULL;
  if (read && has_row)
    *value = g_strdup (parvis_stmt_get_text (stmt, 0));
  g_clear_pointer (&stmt, parvis_stmt_release);
  parvis_store_release (store, db);

  return read;
}

static gboolean
read_check (ParvisStore  *store,
            char        **sealed,
            GError      **error)
{
  return read_one (store, "SELECT sealed FROM seal_check WHERE town = :town", sealed, error);
}

/* Of two nodes that begin at once the first one's stays. */
static gboolean
apply_note (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO seal_check (town, sealed) VALUES (:town, :sealed)"
                             " ON CONFLICT (town) DO NOTHING", command->body, NULL, error);
}

gboolean
parvis_seal_check_put (ParvisStore  *store,
                       const char   *sealed,
                       GError      **error)
{
  return parvis_access_run (store, "", "seal.note", NULL, NULL, apply_note,
                            json_pack ("{s:s}", "sealed", sealed), NULL, error);
}

static gboolean
note (ParvisSeal   *seal,
      ParvisStore  *store,
      GError      **error)
{
  g_autofree char *sealed = parvis_seal_wrap (seal, PURPOSE, TEXT, error);

  return sealed != NULL && parvis_seal_check_put (store, sealed, error);
}

static gboolean
apply_forget (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx), "DELETE FROM seal_check WHERE town = :town",
                             NULL, NULL, error);
}

gboolean
parvis_seal_check_take (ParvisStore  *store,
                        char        **sealed,
                        GError      **error)
{
  return read_check (store, sealed, error) &&
         parvis_access_run (store, "", "seal.forget", NULL, NULL, apply_forget, NULL, NULL,
                            error);
}

gboolean
parvis_seal_check_again (ParvisSeal   *seal,
                         ParvisStore  *store,
                         gboolean      serves,
                         GError      **error)
{
  g_autofree char *known = NULL;
  g_autofree char *opened = NULL;

  if (!read_check (store, &known, error))
    return FALSE;

  if (known == NULL && serves)
    {
      if (!note (seal, store, error) || !read_check (store, &known, error))
        return FALSE;
    }

  if (known == NULL)
    return TRUE;

  opened = parvis_seal_unwrap (seal, PURPOSE, known, NULL);
  if (opened != NULL)
    return TRUE;

  parvis_seal_drop_key (seal);
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "The secrets in this database are sealed with a master key that is not"
                       " here: bring that key");

  return FALSE;
}

ParvisSeal *
parvis_seal_check_open (ParvisStore  *store,
                        const char   *state_dir,
                        gboolean      serves,
                        GError      **error)
{
  g_autoptr(ParvisSeal) seal = NULL;
  g_autofree char *known = NULL;
  g_autofree char *secret = NULL;

  /* Older databases have secrets and no check yet. */
  if (!read_check (store, &known, error) ||
      !read_one (store,
                 "SELECT totp_secret FROM account"
                 " WHERE town = :town AND totp_secret IS NOT NULL LIMIT 1", &secret, error))
    return NULL;

  seal = parvis_seal_open (state_dir, serves && known == NULL && secret == NULL, error);
  if (seal == NULL || (!parvis_seal_check_again (seal, store, serves, serves ? error : NULL) &&
                       serves))
    return NULL;

  return g_steal_pointer (&seal);
}
