/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-seal.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* How long somebody may take to sign in at a provider. */
#define PARVIS_SIGN_IN_TIME (15 * PARVIS_MINUTE)

/**
 * ParvisSignInState:
 * @insee, @provider: whom the browser was sent to
 * @nonce, @verifier: see ParvisOidcStart; @verifier may be NULL
 * @next: (nullable): where to go on
 * @link: (nullable): the account that the identity is to be added to
 * @chosen: (nullable): "true" when somebody chose the provider on a page of ours, and was
 *   not led to it by another
 *
 * A sign-in that is under way at an identity provider. What is stored of it is
 * sealed; only a hash of its state is there to find it by.
 */
typedef struct
{
  char *insee;
  char *provider;
  char *nonce;
  char *verifier;
  char *next;
  char *link;
  char *chosen;
} ParvisSignInState;

void     parvis_sign_in_state_clear (ParvisSignInState        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisSignInState, parvis_sign_in_state_clear)

/* Both wait for the disk. @cookie: of the browser that is sent away. */
gboolean parvis_sign_in_state_put   (ParvisStore              *store,
                                     ParvisSeal               *seal,
                                     const char               *state,
                                     const char               *cookie,
                                     const ParvisSignInState  *self,
                                     GError                  **error);
/* Once, and for the same browser only: another that brings the state gets NOT_FOUND
 * and spoils nothing.
 */
gboolean parvis_sign_in_state_take  (ParvisStore              *store,
                                     ParvisSeal               *seal,
                                     const char               *state,
                                     const char               *cookie,
                                     ParvisSignInState        *self,
                                     GError                  **error);

G_END_DECLS
