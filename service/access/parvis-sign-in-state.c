/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-state"

#include "config.h"

#include "parvis-sign-in-state.h"

#include "parvis-access-rows.h"
#include "parvis-access.h"
#include "parvis-error.h"

#include <string.h>

/* Sign-ins that are under way at once in the whole service, so that nobody can fill
 * the disk with them. The oldest go first.
 */
#define MAX_STATES 10000

static const struct
{
  const char *name;
  gsize       offset;
} members[] = {
  { "insee", G_STRUCT_OFFSET (ParvisSignInState, insee) },
  { "provider", G_STRUCT_OFFSET (ParvisSignInState, provider) },
  { "nonce", G_STRUCT_OFFSET (ParvisSignInState, nonce) },
  { "verifier", G_STRUCT_OFFSET (ParvisSignInState, verifier) },
  { "next", G_STRUCT_OFFSET (ParvisSignInState, next) },
  { "link", G_STRUCT_OFFSET (ParvisSignInState, link) },
  { "chosen", G_STRUCT_OFFSET (ParvisSignInState, chosen) },
};

void
parvis_sign_in_state_clear (ParvisSignInState *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_free (G_STRUCT_MEMBER (char *, self, members[i].offset));
  memset (self, 0, sizeof *self);
}

/* Sealed for this state and this browser, so that a row cannot be moved to another. */
static char *
make_purpose (const char *hash,
              const char *browser)
{
  return g_strdup_printf ("sign-in %s %s", hash, browser);
}

static gboolean
apply_put (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) values = json_deep_copy (command->body);
  g_autoptr(json_t) old = json_pack ("{s:I, s:i}", "now", (json_int_t) parvis_tx_get_now (tx),
                                     "most", MAX_STATES);

  parvis_access_set_number (values, "until", parvis_tx_get_now (tx) + PARVIS_SIGN_IN_TIME);

  return parvis_access_exec (db,
                             "DELETE FROM sign_in_state WHERE town = :town AND (until_at < :now"
                             " OR hash IN (SELECT hash FROM sign_in_state WHERE town = :town"
                             " ORDER BY until_at DESC LIMIT 1000 OFFSET :most))",
                             old, NULL, error) &&
         parvis_access_exec (db,
                             "INSERT INTO sign_in_state (town, hash, browser, sealed, until_at)"
                             " VALUES (:town, :hash, :browser, :sealed, :until)",
                             values, NULL, error);
}

gboolean
parvis_sign_in_state_put (ParvisStore              *store,
                          ParvisSeal               *seal,
                          const char               *state,
                          const char               *cookie,
                          const ParvisSignInState  *self,
                          GError                  **error)
{
  g_autofree char *hash = parvis_access_hash_key (state);
  g_autofree char *browser = parvis_access_hash_key (cookie);
  g_autofree char *purpose = make_purpose (hash, browser);
  g_autoptr(json_t) content = json_object ();
  g_autofree char *text = NULL;
  g_autofree char *sealed = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    parvis_json_set_string (content, members[i].name,
                            G_STRUCT_MEMBER (char *, self, members[i].offset));
  text = parvis_json_dump (content);
  sealed = parvis_seal_wrap (seal, purpose, text, error);

  return sealed != NULL &&
         parvis_access_run (store, "", "sign_in.begin", NULL, NULL, apply_put,
                            json_pack ("{s:s, s:s, s:s}", "hash", hash, "browser", browser,
                                       "sealed", sealed), NULL, error);
}

static gboolean
set_unknown (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                       "This sign-in was not begun here, or too long ago");

  return FALSE;
}

static gboolean
apply_take (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  g_autoptr(json_t) values = json_deep_copy (command->body);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  parvis_access_set_number (values, "now", parvis_tx_get_now (tx));
  stmt = parvis_access_query (parvis_tx_get_db (tx),
                              "SELECT sealed FROM sign_in_state WHERE town = :town"
                              " AND hash = :hash AND browser = :browser AND until_at > :now",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;
  if (!has_row)
    return set_unknown (error);

  answer->body = json_pack ("{s:s}", "sealed", parvis_stmt_get_text (stmt, 0));

  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM sign_in_state WHERE town = :town AND hash = :hash"
                             " AND browser = :browser",
                             command->body, NULL, error);
}

gboolean
parvis_sign_in_state_take (ParvisStore        *store,
                           ParvisSeal         *seal,
                           const char         *state,
                           const char         *cookie,
                           ParvisSignInState  *self,
                           GError            **error)
{
  g_autofree char *hash = parvis_access_hash_key (state);
  g_autofree char *browser = parvis_access_hash_key (cookie);
  g_autofree char *purpose = make_purpose (hash, browser);
  g_autofree char *text = NULL;
  g_autoptr(json_t) answered = NULL;
  g_autoptr(json_t) content = NULL;

  parvis_sign_in_state_clear (self);
  if (!parvis_access_run (store, "", "sign_in.end", NULL, NULL, apply_take,
                          json_pack ("{s:s, s:s}", "hash", hash, "browser", browser), &answered,
                          error))
    return FALSE;

  text = parvis_seal_unwrap (seal, purpose,
                             json_string_value (json_object_get (answered, "sealed")), error);
  if (text == NULL)
    return FALSE;

  content = parvis_json_parse (text, strlen (text), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    G_STRUCT_MEMBER (char *, self, members[i].offset) =
      g_strdup (json_string_value (json_object_get (content, members[i].name)));

  return TRUE;
}
