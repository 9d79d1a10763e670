/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-fetch.h"

G_BEGIN_DECLS

/**
 * ParvisOidcMetadata:
 * @document: what the rest is borrowed from
 * @userinfo_endpoint, @jwks_uri, @end_session_endpoint: NULL if there is none
 * @iss_parameter: the answer at the redirect says who gives it (RFC 9207)
 *
 * What an issuer says of itself (OpenID Connect Discovery 1.0). Immutable and
 * counted, so that it can be used while a newer one takes its place.
 */
typedef struct
{
  int         ref_count;
  json_t     *document;

  const char *authorization_endpoint;
  const char *token_endpoint;
  const char *userinfo_endpoint;
  const char *jwks_uri;
  const char *end_session_endpoint;
  gboolean    iss_parameter;
} ParvisOidcMetadata;

/* Asks @issuer. A document that speaks for another issuer is refused, and so is an
 * endpoint that is not https.
 */
ParvisOidcMetadata *parvis_oidc_metadata_fetch (const char          *issuer,
                                                ParvisReach          reach,
                                                GError             **error);
ParvisOidcMetadata *parvis_oidc_metadata_ref   (ParvisOidcMetadata  *self);
void                parvis_oidc_metadata_unref (ParvisOidcMetadata  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOidcMetadata, parvis_oidc_metadata_unref)

G_END_DECLS
