/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-provider.h"

G_BEGIN_DECLS

/**
 * ParvisOidcKeys:
 *
 * The public keys with which an issuer signs. Immutable and counted.
 */
typedef struct _ParvisOidcKeys ParvisOidcKeys;

/* Keeps the keys that can be checked with, leaves the others out, and refuses a set
 * with more than PARVIS_OIDC_MAX_KEYS of any kind.
 */
#define PARVIS_OIDC_MAX_KEYS 32

ParvisOidcKeys *parvis_oidc_keys_new   (const json_t          *jwks,
                                        GError               **error);
ParvisOidcKeys *parvis_oidc_keys_fetch (const char            *url,
                                        ParvisReach            reach,
                                        GError               **error);
ParvisOidcKeys *parvis_oidc_keys_ref   (ParvisOidcKeys        *self);
void            parvis_oidc_keys_unref (ParvisOidcKeys        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOidcKeys, parvis_oidc_keys_unref)

/* The one key that a token with this header may be checked with: of the kind that
 * the algorithm needs, and named by @kid. Without a @kid, the only one of its kind.
 *
 * Returns: (transfer none) (nullable): a JWK
 */
const json_t *parvis_oidc_keys_find (const ParvisOidcKeys *self,
                                     ParvisOidcAlgorithms  algorithm,
                                     const char           *kid);

/* An RSA or EC key with what a signature needs and nothing else; NULL if a part of it
 * is missing or not base64url. cjose ends the process at some texts that are none.
 *
 * Returns: (transfer full) (nullable)
 */
json_t *parvis_oidc_jwk_reduce (const json_t *jwk,
                                gboolean      is_private);

G_END_DECLS
