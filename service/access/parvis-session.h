/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

#define PARVIS_TOKEN_ACCESS_PREFIX  "pva_"
#define PARVIS_TOKEN_REFRESH_PREFIX "pvr_"

/* How long an access token opens, and a device may stay away. */
#define PARVIS_ACCESS_TIME  (10 * PARVIS_MINUTE)
#define PARVIS_REFRESH_TIME (90 * PARVIS_DAY)

#define PARVIS_LABEL_MAX 80

/**
 * ParvisTokens:
 *
 * What a device gets, once: only hashes are stored.
 */
typedef struct
{
  char *access;
  char *refresh;
  char *session;
  char *account;
} ParvisTokens;

void     parvis_tokens_clear        (ParvisTokens         *tokens);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisTokens, parvis_tokens_clear)

/**
 * ParvisSession:
 * @is_new: the token was never used before; parvis_session_note_use()
 * @operator: the account has the operator's role
 * @removed: it ended with its account's last membership. Its token opens nothing,
 *   but its holder is told why
 *
 * What an access token stands for.
 */
typedef struct
{
  char     id[40];
  char     account[40];
  gint64   until;
  gboolean is_new;
  gboolean operator;
  gboolean removed;
} ParvisSession;

/* Waiting for the disk, as all calls that take a store (parvis-account.h). */
gboolean parvis_session_create      (ParvisStore          *store,
                                     const char           *account,
                                     const char           *label,
                                     ParvisTokens         *tokens,
                                     GError              **error);
/* A new pair for a refresh token. One that was used before is answered again as
 * long as nobody used what it was changed for: the answer was lost on the way.
 * Otherwise somebody has a copy, and the session ends.
 *
 * Errors: UNAUTHORIZED, and REMOVED where the session ended with the account's last
 *   membership
 */
gboolean parvis_session_refresh     (ParvisStore          *store,
                                     const char           *refresh,
                                     ParvisTokens         *tokens,
                                     GError              **error);
/* @account: (nullable): whose it must be; NOT_FOUND otherwise */
gboolean parvis_session_revoke      (ParvisStore          *store,
                                     const char           *actor,
                                     const char           *account,
                                     const char           *id,
                                     GError              **error);
/* An access or refresh token (RFC 7009), or the handle of a PIN: a computer that forgets
 * somebody who is locked has nothing else. One that nobody has is none to revoke.
 */
gboolean parvis_session_revoke_token (ParvisStore  *store,
                                      const char   *token,
                                      GError      **error);
gboolean parvis_session_revoke_all   (ParvisStore  *store,
                                      const char   *actor,
                                      const char   *account,
                                      GError      **error);

/* Within a transaction of the service's own database. */
gboolean parvis_session_insert      (ParvisTx             *tx,
                                     const json_t         *body,
                                     const char           *account,
                                     const char           *label,
                                     GError              **error);
gboolean parvis_session_end         (ParvisTx             *tx,
                                     const char           *id,
                                     GError              **error);
/* @removed: see ParvisSession */
gboolean parvis_sessions_revoke_of  (ParvisTx             *tx,
                                     const char           *account,
                                     gboolean              removed,
                                     GError              **error);

/* Fills @tokens and gives the body, with hashes only, for parvis_session_insert(). */
json_t  *parvis_tokens_make         (ParvisTokens         *tokens,
                                     GError              **error);

/* [{"id","label","created_at","last_used_at","current"}] of those that are open */
json_t  *parvis_session_list        (ParvisDb             *db,
                                     const char           *account,
                                     const char           *current,
                                     gint64                now,
                                     GError              **error);
/* All that are open, of all accounts: the id, and whether it is an operator's as a
 * GINT_TO_POINTER(). (transfer full)
 */
GHashTable *parvis_sessions_list_open (ParvisDb            *db,
                                       gint64               now,
                                       GError             **error);
/* @hash: of an access token. UNAUTHORIZED for one that does not open (any more). */
gboolean parvis_session_check       (ParvisDb             *db,
                                     const char           *hash,
                                     gint64                now,
                                     ParvisSession        *session,
                                     GError              **error);
/* Whether the session is still open, and its account an operator's. */
gboolean parvis_session_is_open     (ParvisDb             *db,
                                     const char           *id,
                                     gboolean             *operator,
                                     GError              **error);
/* Returns: (transfer full): a command to submit when a token is used first */
ParvisCommand *parvis_session_note_use (const char        *hash,
                                        const char        *session);

/* The entity "session" of the service's own feed, which nobody reads but the
 * services that share a database: it is there as long as the session is open.
 */
gboolean parvis_render_session      (ParvisTx             *tx,
                                     const char           *id,
                                     ParvisEntity         *entity,
                                     GError              **error);

G_END_DECLS
