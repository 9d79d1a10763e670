/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-fetch.h"

G_BEGIN_DECLS

/* How the service shows the provider that it is the client it says. */
typedef enum
{
  PARVIS_OIDC_SECRET_BASIC,
  PARVIS_OIDC_SECRET_POST,
  PARVIS_OIDC_PRIVATE_KEY,
} ParvisOidcClientAuth;

typedef enum
{
  PARVIS_OIDC_USERINFO_NONE,     /* the ID token says it all */
  PARVIS_OIDC_USERINFO_JSON,
  PARVIS_OIDC_USERINFO_SIGNED,   /* a JWT, as FranceConnect and ProConnect give it */
} ParvisOidcUserinfo;

/* Signatures, as flags. HS256 is made with the client's secret and stands alone. */
typedef enum
{
  PARVIS_OIDC_RS256 = 1 << 0,
  PARVIS_OIDC_ES256 = 1 << 1,
  PARVIS_OIDC_PS256 = 1 << 2,
  PARVIS_OIDC_HS256 = 1 << 3,
} ParvisOidcAlgorithms;

/**
 * ParvisOidcProvider:
 * @settings: (owned): the document that all texts and lists below are borrowed from
 * @credential: (owned) (nullable): the client's secret, or its private key as a JWK
 * @pkce: off only for a provider that refuses parameters it does not know
 * @acr_values: what is asked for, in the provider's order of preference
 * @accept_acr: (nullable): what the ID token must say one of
 * @require_amr: (nullable): what the ID token must say all of
 * @require_claims: (nullable): claims with the only value that lets a person in, such
 *   as the siret of the town hall
 * @name_claims: their values, with spaces between them, are the person's name
 * @email_verified: the provider has seen to it that the address is the person's
 * @max_age: seconds since the person last proved who they are, or -1
 * @logout: sign out at the provider too
 *
 * One provider of one town, as data. Immutable.
 */
typedef struct
{
  json_t               *settings;
  char                 *credential;

  const char           *id;
  const char           *label_fr;
  const char           *label_en;
  const char           *issuer;
  const char           *client_id;
  ParvisOidcClientAuth  client_auth;
  ParvisOidcAlgorithms  algorithms;
  ParvisOidcUserinfo    userinfo;
  const json_t         *scopes;
  gboolean              pkce;
  const char           *prompt;
  gint64                max_age;
  const json_t         *acr_values;
  const json_t         *claims;
  const json_t         *accept_acr;
  const json_t         *require_amr;
  const json_t         *require_claims;
  const json_t         *name_claims;
  const char           *email_claim;
  gboolean              email_verified;
  gboolean              logout;
} ParvisOidcProvider;

/* Checks settings as they are stored. A copy of @credential is kept; NULL will do
 * to look at the settings. @reach is the operator's, for the issuer's address.
 *
 * Errors: INVALID with the member at fault.
 */
ParvisOidcProvider *parvis_oidc_provider_new  (const json_t        *settings,
                                               const char          *credential,
                                               ParvisReach          reach,
                                               GError             **error);
void                parvis_oidc_provider_free (ParvisOidcProvider  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOidcProvider, parvis_oidc_provider_free)

/* Takes the secret members out of what an operator wrote, so that the rest can be
 * stored and shown. *@credential is NULL if there was none.
 */
gboolean            parvis_oidc_take_credential (json_t            *settings,
                                                 char             **credential,
                                                 GError           **error);

/* Whether @list is an array that has the string @text. */
gboolean            parvis_oidc_list_has        (const json_t      *list,
                                                 const char        *text);

G_END_DECLS
