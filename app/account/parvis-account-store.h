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
 *
 * On a computer that several people share it keeps *faces* too: accounts that have a
 * PIN there, whose tokens lie sealed (parvis-sealed-token.h) and are opened with a key that
 * the service gives for the PIN. The settings name them and their towns.
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

/* parvis-faces.c */

/* Whether it is a computer of several people: somebody said so, or has a PIN here. */
gboolean            parvis_account_store_is_shared     (ParvisAccountStore   *self);
/* (element-type ParvisAccount): without roles */
GPtrArray          *parvis_account_store_list_faces    (ParvisAccountStore   *self);
gboolean            parvis_account_store_is_face       (ParvisAccountStore   *self,
                                                        const ParvisAccount  *account);
/* @account, whose @auth is the last that was made here, has chosen a PIN: what the service
 * answered. Its token is sealed from now on.
 */
void                parvis_account_store_set_pin       (ParvisAccountStore   *self,
                                                        const ParvisAccount  *account,
                                                        ParvisAuth           *auth,
                                                        const char           *handle,
                                                        const char           *key);
/* Asks the service for a face's key. Errors: FORBIDDEN (a wrong PIN; "left" in the details),
 * NOT_FOUND (only a full sign-in helps), TOO_MANY, UNAVAILABLE (the keyring), UPSTREAM.
 */
void                parvis_account_store_unlock_async  (ParvisAccountStore   *self,
                                                        const ParvisAccount  *face,
                                                        const char           *pin,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
/* (transfer full) (nullable); @missed: wrong PINs since the last right one */
ParvisAuth         *parvis_account_store_unlock_finish (ParvisAccountStore   *self,
                                                        GAsyncResult         *result,
                                                        guint                *missed,
                                                        GError              **error);
/* Nobody is signed in any more, and no face's replica lies open on the disk, but those in
 * which actions wait. Sessions must be stopped.
 */
void                parvis_account_store_lock_async    (ParvisAccountStore   *self,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean            parvis_account_store_lock_finish   (ParvisAccountStore   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);
/* Takes a face that is locked off the list, ends its sign-in at the service and forgets its
 * replicas; @with_waiting: with what waits in them.
 */
void                parvis_account_store_remove_face_async  (ParvisAccountStore   *self,
                                                             const ParvisAccount  *face,
                                                             gboolean              with_waiting,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
gboolean            parvis_account_store_remove_face_finish (ParvisAccountStore   *self,
                                                             GAsyncResult         *result,
                                                             GError              **error);

G_END_DECLS
