/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-provider.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/* How far a provider's clock may be from ours. */
#define PARVIS_OIDC_SKEW (60 * PARVIS_SECOND)

/* An ID token is asked for and looked at in the same breath; one that is older
 * was made for another occasion.
 */
#define PARVIS_OIDC_FRESH (5 * PARVIS_MINUTE)

/**
 * ParvisOidcIdentity:
 * @issuer, @subject: the key of an account
 * @name: never empty
 * @email: (nullable)
 * @email_verified: the address may stand for the person, once: to find an invitation
 * @id_token: (nullable): to sign out at the provider
 *
 * Who the provider says has signed in, after all checks.
 */
typedef struct
{
  char     *issuer;
  char     *subject;
  char     *name;
  char     *email;
  gboolean  email_verified;
  char     *id_token;
} ParvisOidcIdentity;

void     parvis_oidc_identity_clear  (ParvisOidcIdentity        *identity);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisOidcIdentity, parvis_oidc_identity_clear)

/* OpenID Connect Core 1.0, 3.1.3.7, for a token whose signature is checked. With
 * an "at_hash" it must belong to @access_token.
 */
gboolean parvis_oidc_check_id_token  (const ParvisOidcProvider  *provider,
                                      const json_t              *claims,
                                      const char                *nonce,
                                      const char                *access_token,
                                      gint64                     now,
                                      GError                   **error);
/* What the userinfo endpoint said must be about the person of the ID token; what
 * came @signed must be from this issuer and for us, too.
 */
gboolean parvis_oidc_check_userinfo  (const ParvisOidcProvider  *provider,
                                      const json_t              *claims,
                                      const json_t              *userinfo,
                                      gboolean                   is_signed,
                                      gint64                     now,
                                      GError                   **error);
/* Fills @identity from both; @userinfo may be NULL and otherwise comes first.
 * Refuses a person who lacks a claim that the settings ask for.
 */
gboolean parvis_oidc_read_identity   (const ParvisOidcProvider  *provider,
                                      const json_t              *claims,
                                      const json_t              *userinfo,
                                      ParvisOidcIdentity        *identity,
                                      GError                   **error);

G_END_DECLS
