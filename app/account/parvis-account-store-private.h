/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-account-store.h"

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* What parvis-account-store.c and parvis-faces.c share. */

/* How one account's refresh token is kept; counted, on the main thread. */
typedef struct
{
  char     *service;
  char     *id;
  char     *handle;       /* nullable: it has a PIN */
  char     *key;          /* nullable: what it is sealed with */
  gboolean  shared;       /* the computer is: nothing is kept without a key */
  gboolean  closed;       /* its owner left: what comes late must not replace what comes next */
} ParvisTokenVault;

void                parvis_token_vault_unref    (gpointer             data);

struct _ParvisAccountStore
{
  GObject           parent_instance;

  /* Owned */
  GSettings        *settings;
  ParvisTokenVault *vault;          /* of the last that was made, or NULL */
};

const SecretSchema *parvis_account_store_schema (void);
/* Nobody is signed in any more. */
void                parvis_account_store_reset  (ParvisAccountStore   *self);
/* @account as it is now; who is there already is replaced. */
void                parvis_account_store_add_face  (ParvisAccountStore  *self,
                                                    const ParvisAccount *account);
void                parvis_account_store_drop_face (ParvisAccountStore  *self,
                                                    const ParvisAccount *account);

/* The removal of replicas, which is a task's data. */
typedef struct
{
  GPtrArray *directories;
  gboolean   with_waiting;          /* what waits in them goes too */
  gboolean   still_in_keyring;      /* there is a keyring, and it did not let go */
} ParvisRemoval;

ParvisRemoval      *parvis_removal_new          (GTask                *task);
void                parvis_removal_add          (ParvisRemoval        *removal,
                                                 const ParvisAccount  *account);
void                parvis_removal_thread       (GTask                *task,
                                                 gpointer              source,
                                                 gpointer              data,
                                                 GCancellable         *cancellable);
/* After the keyring; @user_data is the task. */
void                parvis_removal_cleared_cb   (GObject              *object,
                                                 GAsyncResult         *result,
                                                 gpointer              user_data);

G_END_DECLS
