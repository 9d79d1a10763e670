/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-keys.h"

G_BEGIN_DECLS

/* Whether the token is one that these keys cannot check, although newer ones might:
 * allowed in all else, but its key is not among them. A set of keys may then be
 * asked for again.
 */
gboolean parvis_oidc_jwt_lacks_key (const char                *token,
                                    const ParvisOidcProvider  *provider,
                                    const ParvisOidcKeys      *keys);

/* Checks the signature of a signed token in its compact form: first that its
 * algorithm is one that the provider's settings allow, then that it needs nothing
 * that we do not know, then the signature with the one key that fits.
 *
 * Returns: (transfer full): the payload, an object; UPSTREAM otherwise
 */
json_t  *parvis_oidc_jwt_verify    (const char                *token,
                                    const ParvisOidcProvider  *provider,
                                    const ParvisOidcKeys      *keys,
                                    GError                   **error);

/* A token signed with the client's own key, whose kind says the algorithm.
 *
 * Returns: (transfer full)
 */
char    *parvis_oidc_jwt_sign      (const json_t              *payload,
                                    const char                *jwk,
                                    GError                   **error);

/* base64url without padding (RFC 7515). */
char    *parvis_oidc_encode        (const guint8              *bytes,
                                    gsize                      length);

G_END_DECLS
