/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-claims.h"
#include "parvis-oidc-provider.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisOidc:
 *
 * The service as a relying party of OpenID Connect: authorization code flow with
 * state, nonce and PKCE. It remembers what issuers say of themselves and their
 * keys, and nothing of who signs in. Any thread may call, none that must not wait.
 */
typedef struct _ParvisOidc ParvisOidc;

/* How long an issuer's document and keys are believed, and how often at most they
 * are asked for again because a token names a key that is not among them.
 */
#define PARVIS_OIDC_BELIEVED PARVIS_HOUR
#define PARVIS_OIDC_ASK_AGAIN PARVIS_MINUTE

/* Sign-ins that may wait for one issuer at the same time. */
#define PARVIS_OIDC_AT_ONCE 4

/**
 * ParvisOidcStart:
 * @url: where to send the browser
 * @state: comes back with the answer; to be known once, and by this browser only
 * @nonce: comes back within the ID token
 * @verifier: (nullable): what proves at the token endpoint that we began it
 */
typedef struct
{
  char *url;
  char *state;
  char *nonce;
  char *verifier;
} ParvisOidcStart;

void        parvis_oidc_start_clear   (ParvisOidcStart           *start);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisOidcStart, parvis_oidc_start_clear)

/**
 * ParvisOidcReturn:
 * @code, @iss, @problem: (nullable): of the query with which the browser came back
 *   ("error" is @problem)
 * @redirect_uri, @nonce, @verifier: as they were at the start
 *
 * A browser that came back with a state that is ours.
 */
typedef struct
{
  const char *code;
  const char *iss;
  const char *problem;
  const char *redirect_uri;
  const char *nonce;
  const char *verifier;
} ParvisOidcReturn;

ParvisOidc *parvis_oidc_new           (ParvisReach                reach,
                                       const ParvisClock         *clock);
void        parvis_oidc_free          (ParvisOidc                *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOidc, parvis_oidc_free)

ParvisReach     parvis_oidc_get_reach (const ParvisOidc          *self);

/* Errors of all three: UPSTREAM for what is the provider's fault or the line's;
 * FORBIDDEN for a person whom the provider's settings keep out; UNAUTHORIZED for
 * one who turned back at the provider; UNAVAILABLE where as many as may wait for it already.
 */
gboolean    parvis_oidc_start         (ParvisOidc                *self,
                                       const ParvisOidcProvider  *provider,
                                       const char                *redirect_uri,
                                       ParvisOidcStart           *start,
                                       GError                   **error);
gboolean    parvis_oidc_finish        (ParvisOidc                *self,
                                       const ParvisOidcProvider  *provider,
                                       const ParvisOidcReturn    *back,
                                       ParvisOidcIdentity        *identity,
                                       GError                   **error);
/* Where to send a browser to sign out at the provider as well.
 *
 * Returns: (transfer full) (nullable): NULL without an error if the settings or
 *   the provider do not want it
 */
char       *parvis_oidc_dup_logout    (ParvisOidc                *self,
                                       const ParvisOidcProvider  *provider,
                                       const char                *id_token,
                                       const char                *return_uri,
                                       const char                *state,
                                       GError                   **error);

G_END_DECLS
