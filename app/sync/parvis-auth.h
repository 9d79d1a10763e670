/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-answer.h"

G_BEGIN_DECLS

/**
 * ParvisPair:
 * @access: what requests carry
 * @lifetime: ms for which the service takes it
 * @refresh: what buys the next pair
 *
 * What signing in gives.
 */
typedef struct
{
  char   *access;
  gint64  lifetime;
  char   *refresh;
} ParvisPair;

void        parvis_pair_free          (ParvisPair           *pair);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPair, parvis_pair_free)

/* (transfer full) (nullable): an answer of RFC 6749, section 5.1 */
ParvisPair *parvis_pair_read          (const ParvisAnswer   *answer);

/**
 * ParvisVault:
 *
 * Keeps the refresh token of one account in the place of the last, as the
 * keyring does. @data is that of parvis_auth_new().
 */
typedef struct
{
  void     (*keep_async)  (gpointer              data,
                           const char           *refresh,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
  gboolean (*keep_finish) (gpointer              data,
                           GAsyncResult         *result,
                           GError              **error);
} ParvisVault;

/**
 * ParvisAuth:
 *
 * One account that is signed in to one service: gives everybody the access
 * token of the moment and renews it in between (ParvisTokens decides). Several
 * towns of the account share it.
 *
 * Properties: "signed-out" (gboolean): only a person can help; "kept"
 * (gboolean): FALSE if this machine could not keep the sign-in, which then ends
 * with the program.
 */
#define PARVIS_TYPE_AUTH (parvis_auth_get_type ())

G_DECLARE_FINAL_TYPE (ParvisAuth, parvis_auth, PARVIS, AUTH, GObject)

/* @refresh is nullable: signed out. @vault is static and nullable (nothing is
 * kept); @destroy (nullable) frees @data.
 */
ParvisAuth   *parvis_auth_new         (const char           *base_uri,
                                       const char           *refresh,
                                       const ParvisVault    *vault,
                                       gpointer              data,
                                       GDestroyNotify        destroy);
/* One whose refresh token is still on its way from where it is kept: nobody is
 * signed out, and who wants a token waits. @refresh is nullable: signed out.
 */
ParvisAuth   *parvis_auth_new_locked  (const char           *base_uri,
                                       const ParvisVault    *vault,
                                       gpointer              data,
                                       GDestroyNotify        destroy);
gboolean      parvis_auth_is_locked   (ParvisAuth           *self);
void          parvis_auth_unlock      (ParvisAuth           *self,
                                       const char           *refresh);
const char   *parvis_auth_get_base    (ParvisAuth           *self);
gboolean      parvis_auth_is_out      (ParvisAuth           *self);
gboolean      parvis_auth_is_kept     (ParvisAuth           *self);
/* A person signed in; the pair is copied. */
void          parvis_auth_sign_in     (ParvisAuth           *self,
                                       const ParvisPair     *pair);

/* Keeps the refresh token of the moment again, after the vault has learnt to keep it in
 * another way.
 */
void          parvis_auth_keep        (ParvisAuth           *self);

/* (nullable): the access token, if there is a good one at once */
const char   *parvis_auth_get_access  (ParvisAuth           *self);
/* An access token, renewed if need be. @refused is one that the service did not
 * take, or NULL. Errors: PARVIS_ERROR_UNAUTHORIZED (signed out), _REMOVED (signed
 * out because the account belongs to no town any more), _UPSTREAM (the service
 * cannot be reached, try later), _CANCELLED.
 */
void          parvis_auth_take_async  (ParvisAuth           *self,
                                       const char           *refused,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
char         *parvis_auth_take_finish (ParvisAuth           *self,
                                       GAsyncResult         *result,
                                       GError              **error);

/* A question to the service in the name of the account: @path is absolute
 * ("/api/v1/me"), @body nullable. Errors as for a token; a refusal is an answer.
 */
void          parvis_auth_ask_async   (ParvisAuth           *self,
                                       const char           *method,
                                       const char           *path,
                                       const json_t         *body,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
/* The same with a body that is no JSON, a picture or a piece of a document (nullable: none).
 * @headers are names, each with its value, and NULL at their end: a change needs an
 * Idempotency-Key among them. Ends with parvis_auth_ask_finish().
 */
void          parvis_auth_send_async  (ParvisAuth           *self,
                                       const char           *method,
                                       const char           *path,
                                       const char * const   *headers,
                                       const char           *type,
                                       GBytes               *bytes,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
/* A document of at most @limit bytes: into memory and nowhere else. As parvis_ask_fetch_async();
 * ends with parvis_auth_ask_finish().
 */
void          parvis_auth_fetch_async (ParvisAuth             *self,
                                       const char             *path,
                                       gsize                   limit,
                                       GFileProgressCallback   progress,
                                       gpointer                progress_data,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
ParvisAnswer *parvis_auth_ask_finish  (ParvisAuth             *self,
                                       GAsyncResult           *result,
                                       GError                **error);

/* Tells the service that this sign-in is over; what it answers, if anything, is
 * of no importance.
 */
void          parvis_auth_revoke      (ParvisAuth           *self);

G_END_DECLS
