/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-account.h"
#include "parvis-auth.h"

G_BEGIN_DECLS

/**
 * ParvisAccountStore:
 *
 * Keeps the one account of this person: who and where in the settings, the
 * refresh token in the keyring and nowhere else. Without a keyring a sign-in
 * lasts until Parvis is closed.
 */
#define PARVIS_TYPE_ACCOUNT_STORE (parvis_account_store_get_type ())

G_DECLARE_FINAL_TYPE (ParvisAccountStore, parvis_account_store, PARVIS, ACCOUNT_STORE, GObject)

ParvisAccountStore *parvis_account_store_new           (GSettings            *settings);
gboolean            parvis_account_store_is_empty      (ParvisAccountStore   *self);
/* (transfer full) (nullable): what is kept of the account, without its token */
ParvisAccount      *parvis_account_store_dup           (ParvisAccountStore   *self);
void                parvis_account_store_set           (ParvisAccountStore   *self,
                                                        const ParvisAccount  *account);

/* (transfer full): an account's token-bearer, at once; the keyring is asked for its
 * token meanwhile, and may ask the person to open it. Signed out if there is none.
 */
ParvisAuth         *parvis_account_store_open_auth     (ParvisAccountStore   *self,
                                                        const ParvisAccount  *account);
/* (transfer full): the same for an account that has just signed in */
ParvisAuth         *parvis_account_store_new_auth      (ParvisAccountStore   *self,
                                                        const ParvisAccount  *account,
                                                        const char           *refresh);

/* Forgets the account, its token and the replicas of its towns, but those in
 * which actions wait: they go out at the next sign-in. Sessions must be stopped.
 * Finishes with PARVIS_ERROR_UNAVAILABLE if all is forgotten but the token in a
 * locked keyring.
 */
void                parvis_account_store_forget_async  (ParvisAccountStore   *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean            parvis_account_store_forget_finish (ParvisAccountStore   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* Removes one replica with all that waits in it. Its session must be stopped. */
void                parvis_account_store_erase_async   (ParvisAccountStore   *self,
                                                        const char           *directory,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean            parvis_account_store_erase_finish  (ParvisAccountStore   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

G_END_DECLS
