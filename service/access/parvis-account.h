/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/* Bounds of what people write, in characters. */
#define PARVIS_ACCOUNT_NAME_MAX  80

/**
 * ParvisAccount:
 * @email: (nullable): in lower case; how a local account is found, and where
 *   mail goes. Never what an OpenID account is known by
 * @issuer: (nullable): the identity provider through which the account was made
 *   (parvis-identity.h tells all that open it); NULL for an account with a password or
 *   with devices that were paired
 * @password: (nullable): what libsodium made of it
 * @totp_secret: (nullable): sealed (parvis-seal.h)
 * @totp_step: the last step that was used, or PARVIS_NO_TIME
 * @operator: holds the operator's role, in every town
 *
 * A person who signs in. Accounts are the service's; which towns they belong to
 * is the towns' (parvis-member.h).
 */
typedef struct
{
  char     *id;
  char     *name;
  char     *email;
  char     *locale;
  char     *issuer;
  char     *password;
  char     *totp_secret;
  gint64    totp_step;
  gboolean  operator;
  gint64    created_at;
  gint64    disabled_at;
} ParvisAccount;

void           parvis_account_free            (ParvisAccount  *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAccount, parvis_account_free)

/* The calls below that take a store wait for the disk: for threads of the pool, never
 * for the listener's. @actor goes into the audit trail ("account:ID", "system",
 * "operator").
 */

/* Returns: (transfer full): a UUID, the new account's; CONFLICT where e-mail or
 *   subject are taken
 */
char          *parvis_account_create          (ParvisStore    *store,
                                               const char     *actor,
                                               const char     *name,
                                               const char     *email,
                                               const char     *locale,
                                               const char     *issuer,
                                               const char     *subject,
                                               gboolean        operator,
                                               GError        **error);
/* Returns: (transfer full): NOT_FOUND for nobody */
ParvisAccount *parvis_account_find            (ParvisStore    *store,
                                               const char     *id,
                                               GError        **error);
/* Of local accounts only. */
ParvisAccount *parvis_account_find_by_email   (ParvisStore    *store,
                                               const char     *email,
                                               GError        **error);
ParvisAccount *parvis_account_find_by_subject (ParvisStore    *store,
                                               const char     *issuer,
                                               const char     *subject,
                                               GError        **error);
/* Returns: (transfer full): in lower case, or NULL with INVALID ("/email") for what
 *   cannot be an address
 */
char          *parvis_email_normalise         (const char     *text,
                                               GError        **error);

gboolean       parvis_account_set_locale      (ParvisStore    *store,
                                               const char     *id,
                                               const char     *locale,
                                               GError        **error);
/* Removes the account with its sessions and codes. Its towns keep what it did. */
gboolean       parvis_account_remove          (ParvisStore    *store,
                                               const char     *actor,
                                               const char     *id,
                                               GError        **error);

/* Within a transaction of the service's own database: what somebody began as this account in
 * a browser, or asked for, and did not end. Browsers that are signed in, codes that were
 * given out, links that are under way. Devices that are signed in stay.
 */
gboolean       parvis_account_drop_begun      (ParvisTx       *tx,
                                               const char     *account,
                                               GError        **error);

/* [{"id","name","email","operator","created_at","towns":[INSEE]}] */
json_t        *parvis_account_list            (ParvisDb       *db,
                                               GError        **error);

/* Towns that the account may belong to; their own file knows. (transfer full)
 * (array zero-terminated=1)
 */
char         **parvis_account_list_towns      (ParvisDb       *db,
                                               const char     *id,
                                               GError        **error);

G_END_DECLS
