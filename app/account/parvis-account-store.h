/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a key is kept on this computer. */
typedef enum
{
  PARVIS_KEY_NONE,              /* there is none: public data only */
  PARVIS_KEY_IN_KEYRING,
  PARVIS_KEY_IN_FILE,           /* no keyring here; a file that only this user can read */
} ParvisKeyPlace;

/**
 * ParvisAccount:
 * @service: its address
 * @town: INSEE code
 * @key: (nullable)
 *
 * What this person is connected to.
 */
typedef struct
{
  char           *service;
  char           *town;
  char           *key;
  ParvisKeyPlace  place;
} ParvisAccount;

void            parvis_account_free          (ParvisAccount        *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAccount, parvis_account_free)

/* (transfer full): where the replica of one town of one service lives */
char           *parvis_account_dup_directory (const char           *service,
                                              const char           *town);

/**
 * ParvisAccountStore:
 *
 * Keeps the one account of this person: address and town in the settings, the
 * key in the keyring or, where there is none, in a file of mode 0600 below the
 * person's data.
 */
#define PARVIS_TYPE_ACCOUNT_STORE (parvis_account_store_get_type ())

G_DECLARE_FINAL_TYPE (ParvisAccountStore, parvis_account_store, PARVIS, ACCOUNT_STORE, GObject)

ParvisAccountStore *parvis_account_store_new           (GSettings            *settings);
gboolean            parvis_account_store_is_empty      (ParvisAccountStore   *self);

/* Finishes with PARVIS_ERROR_NOT_FOUND if there is no account. A key that cannot
 * be read is an account without a key.
 */
void                parvis_account_store_load_async    (ParvisAccountStore   *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
ParvisAccount      *parvis_account_store_load_finish   (ParvisAccountStore   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* @key is nullable. The settings change only once the key is kept. */
void                parvis_account_store_save_async    (ParvisAccountStore   *self,
                                                        const char           *service,
                                                        const char           *town,
                                                        const char           *key,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean            parvis_account_store_save_finish   (ParvisAccountStore   *self,
                                                        GAsyncResult         *result,
                                                        ParvisKeyPlace       *place,
                                                        GError              **error);

/* Forgets address, town and key, and removes the replica unless @keep_replica:
 * actions that still wait are in it. The session must be stopped. Finishes with
 * PARVIS_ERROR_UNAVAILABLE if all is forgotten but the key in a locked keyring.
 */
void                parvis_account_store_forget_async  (ParvisAccountStore   *self,
                                                        gboolean              keep_replica,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean            parvis_account_store_forget_finish (ParvisAccountStore   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

G_END_DECLS
