/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-invitation.h"
#include "parvis-oidc-claims.h"

G_BEGIN_DECLS

/* Which account an identity at a provider opens. It is known by issuer and subject
 * alone. An identity gets an account by an invitation, or is added by whoever is
 * signed in to one; an e-mail address finds an invitation at most, never an
 * account. All of these wait for the disk.
 */

/* Adds the identity to an account. CONFLICT if it opens another. @letter, which tells
 * of it, is taken; NULL for none.
 */
gboolean parvis_identity_link   (ParvisStore               *store,
                                 const char                *account,
                                 const ParvisOidcIdentity  *identity,
                                 json_t                    *letter,
                                 GError                   **error);
/* Takes one away, likewise. CONFLICT for the only way in that an account has. */
gboolean parvis_identity_unlink (ParvisStore               *store,
                                 const char                *account,
                                 const char                *issuer,
                                 json_t                    *letter,
                                 GError                   **error);
/* [{"issuer","created_at"}] */
json_t  *parvis_identity_list   (ParvisStore               *store,
                                 const char                *account,
                                 GError                   **error);
/* A new account for the identity, a member as the invitation says.
 *
 * Returns: (transfer full): the account
 */
char    *parvis_identity_accept (ParvisStore               *store,
                                 const ParvisOidcIdentity  *identity,
                                 const char                *locale,
                                 const ParvisInvitation    *invitation,
                                 GError                   **error);

/* Within a command: {"account","issuer","subject"} opens that account from now on.
 * CONFLICT if it opens another.
 */
gboolean parvis_identity_insert (ParvisTx                  *tx,
                                 const json_t              *identity,
                                 GError                   **error);

G_END_DECLS
