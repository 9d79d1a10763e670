/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-metadata.h"
#include "parvis-oidc-provider.h"

G_BEGIN_DECLS

/**
 * ParvisOidcTokens:
 *
 * What the provider gives for a code. Neither is kept but for the ID token of who
 * signs out at the provider too.
 */
typedef struct
{
  char *access_token;
  char *id_token;
} ParvisOidcTokens;

void     parvis_oidc_tokens_clear (ParvisOidcTokens          *tokens);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisOidcTokens, parvis_oidc_tokens_clear)

/* Turns @code into tokens at the token endpoint, where the service shows who it is
 * in the way of the settings. @verifier is for PKCE, NULL without.
 */
gboolean parvis_oidc_exchange     (const ParvisOidcProvider  *provider,
                                   const ParvisOidcMetadata  *metadata,
                                   ParvisReach                reach,
                                   const char                *code,
                                   const char                *redirect_uri,
                                   const char                *verifier,
                                   gint64                     now,
                                   ParvisOidcTokens          *tokens,
                                   GError                   **error);
/* Asks who @access_token is about. @answer is the text as it came, a JSON document
 * or a signed token as the settings say and nothing else.
 */
gboolean parvis_oidc_ask_userinfo (const ParvisOidcProvider  *provider,
                                   const ParvisOidcMetadata  *metadata,
                                   ParvisReach                reach,
                                   const char                *access_token,
                                   ParvisFetchAnswer         *answer,
                                   GError                   **error);

/* "a=b&c=d", with what is no letter or digit written as %XX. NULL leaves out. */
void     parvis_oidc_form_add     (GString                   *form,
                                   const char                *name,
                                   const char                *value);

G_END_DECLS
