/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-provider"

#include "config.h"

#include "parvis-provider.h"

#include "parvis-access-rows.h"
#include "parvis-error.h"

#include <string.h>

/* Whoever signs in chooses among them on one page. */
#define MAX_PROVIDERS 8

static char *
make_purpose (const char *town,
              const char *id,
              const char *issuer)
{
  return g_strdup_printf ("provider %s %s %s", town, id, issuer);
}

json_t *
parvis_provider_prepare (ParvisSeal   *seal,
                         ParvisReach   reach,
                         const char   *town,
                         json_t       *written,
                         GError      **error)
{
  g_autofree char *credential = NULL;
  g_autofree char *sealed = NULL;
  g_autofree char *purpose = NULL;
  g_autoptr(ParvisOidcProvider) provider = NULL;
  json_t *body;

  if (!parvis_oidc_take_credential (written, &credential, error))
    return NULL;

  provider = parvis_oidc_provider_new (written, credential, reach, error);
  if (provider != NULL && credential != NULL)
    {
      purpose = make_purpose (town, provider->id, provider->issuer);
      sealed = parvis_seal_wrap (seal, purpose, credential, error);
    }

  if (provider == NULL || (credential != NULL && sealed == NULL))
    body = NULL;
  else
    body = json_pack ("{s:O}", "settings", written);

  if (body != NULL)
    parvis_json_set_string (body, "secret", sealed);
  if (credential != NULL)
    explicit_bzero (credential, strlen (credential));

  return body;
}

static json_t *
read_settings (ParvisStmt *stmt,
               int         column)
{
  const char *text = parvis_stmt_get_text (stmt, column);

  return parvis_json_parse (text, strlen (text), NULL);
}

static const char *
get_text (const json_t *settings,
          const char   *name)
{
  return json_string_value (json_object_get (settings, name));
}

static gboolean
check_number (ParvisDb  *db,
              GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db, "SELECT count(*) FROM provider WHERE town = :town", NULL,
                              &has_row, error);
  if (stmt == NULL)
    return FALSE;

  if (has_row && parvis_stmt_get_int (stmt, 0) >= MAX_PROVIDERS)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "A town has at most %d providers", MAX_PROVIDERS);
      return FALSE;
    }

  return TRUE;
}

/* The secret that is there, for as long as it goes to the same issuer; a new
 * provider needs one. NULL with an error otherwise.
 */
static json_t *
keep_secret (ParvisDb      *db,
             const char    *id,
             const json_t  *settings,
             GError       **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "id", id);
  g_autoptr(json_t) old = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT secret, settings FROM provider"
                              " WHERE town = :town AND id = :id",
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  if (has_row)
    old = read_settings (stmt, 1);
  if (has_row && g_strcmp0 (get_text (old, "issuer"), get_text (settings, "issuer")) == 0 &&
      g_strcmp0 (get_text (old, "client_auth"), get_text (settings, "client_auth")) == 0)
    return json_string (parvis_stmt_get_text (stmt, 0));

  parvis_set_invalid (error, "/client_secret",
                      "“client_secret” is needed for a provider that is new, is another's or asks"
                      " for it in another way");

  return NULL;
}

gboolean
parvis_provider_put (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  json_t *settings = json_object_get (command->body, "settings");
  const char *id = get_text (settings, "id");
  g_autofree char *text = parvis_json_dump (settings);
  g_autoptr(json_t) values = NULL;
  json_t *secret = json_incref (json_object_get (command->body, "secret"));
  gint64 changes = 0;

  if (secret == NULL)
    secret = keep_secret (db, id, settings, error);
  if (secret == NULL)
    return FALSE;

  values = json_pack ("{s:s, s:s, s:o}", "id", id, "settings", text, "secret", secret);
  if (!parvis_access_exec (db,
                           "UPDATE provider SET settings = :settings, secret = :secret"
                           " WHERE town = :town AND id = :id",
                           values, &changes, error))
    return FALSE;

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));
  answer->body = json_deep_copy (settings);

  return changes > 0 ||
         (check_number (db, error) &&
          parvis_access_exec (db,
                              "INSERT INTO provider (town, id, settings, secret, created_at)"
                              " VALUES (:town, :id, :settings, :secret, :now)",
                              values, NULL, error));
}

static gboolean
set_unknown (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                       "This town has no such identity provider");

  return FALSE;
}

gboolean
parvis_provider_remove (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "id", command->object);
  gint64 changes = 0;

  answer->body = json_deep_copy (values);

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM provider WHERE town = :town AND id = :id",
                             values, &changes, error) &&
         (changes > 0 || set_unknown (error));
}

json_t *
parvis_provider_list (ParvisDb  *db,
                      GError   **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT settings, secret FROM provider"
                              " WHERE town = :town ORDER BY id",
                              NULL, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      json_t *settings = read_settings (stmt, 0);

      json_object_set_new (settings, "has_secret", json_boolean (!parvis_stmt_is_null (stmt, 1)));
      json_array_append_new (list, settings);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}

static ParvisOidcProvider *
open_provider (ParvisStmt   *stmt,
               ParvisSeal   *seal,
               ParvisReach   reach,
               const char   *town,
               GError      **error)
{
  g_autoptr(json_t) settings = read_settings (stmt, 0);
  g_autofree char *purpose = NULL;
  g_autofree char *credential = NULL;
  ParvisOidcProvider *provider;

  purpose = make_purpose (town, get_text (settings, "id"), get_text (settings, "issuer"));
  credential = parvis_seal_unwrap (seal, purpose, parvis_stmt_get_text (stmt, 1), error);
  if (credential == NULL)
    return NULL;

  provider = parvis_oidc_provider_new (settings, credential, reach, error);
  explicit_bzero (credential, strlen (credential));

  return provider;
}

ParvisOidcProvider *
parvis_provider_find (ParvisDb     *db,
                      ParvisSeal   *seal,
                      ParvisReach   reach,
                      const char   *id,
                      GError      **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "id", id);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (db,
                              "SELECT settings, secret FROM provider"
                              " WHERE town = :town AND id = :id",
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  if (has_row)
    return open_provider (stmt, seal, reach, parvis_db_get_town (db), error);

  set_unknown (error);

  return NULL;
}
