/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"

G_BEGIN_DECLS

/* The one client that exists: the desktop, which keeps no secret. */
#define PARVIS_CLIENT_DESKTOP "fr.parvis.Parvis"

#define PARVIS_AUTHORIZATION_TIME (1 * PARVIS_MINUTE)
#define PARVIS_DEVICE_TIME        (15 * PARVIS_MINUTE)
#define PARVIS_DEVICE_PACE        5          /* seconds between two polls */

/* "ABCD-1234": eight characters that nobody takes for others. What a person types may
 * be in lower case, without the hyphen, or with spaces.
 */
#define PARVIS_SHORT_CODE_LENGTH 8

/* @hash: of the eight characters, without the hyphen */
gboolean parvis_short_code_make  (char             **code,
                                  char             **hash,
                                  GError           **error);
/* Returns: (transfer full): the hash of what was typed, or NULL for what cannot be
 *   such a code
 */
char    *parvis_short_code_hash  (const char        *typed);

/* base64url (SHA-256 (@verifier)), RFC 7636 */
char    *parvis_code_challenge   (const char        *verifier);

/**
 * ParvisSignInRequest:
 * @redirect: (nullable): where the code goes; NULL for a device code
 * @challenge: (nullable): likewise
 * @insee: (nullable): the town that is asked for
 *
 * What an application asked for when it sent its person to the browser.
 */
typedef struct
{
  char *client;
  char *redirect;
  char *challenge;
  char *insee;
  char *label;
} ParvisSignInRequest;

void     parvis_sign_in_request_clear (ParvisSignInRequest *request);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisSignInRequest, parvis_sign_in_request_clear)

/* All of these wait for the disk. */

/* Returns: (transfer full): the code for the redirect */
char    *parvis_authorization_create (ParvisStore                *store,
                                      const char                 *account,
                                      const ParvisSignInRequest  *request,
                                      gint64                      now,
                                      GError                    **error);
/* Once: a code that is presented again ends the session that it gave; one with a wrong
 * verifier, client or redirect is used up.
 *
 * Errors: UNAUTHORIZED
 */
gboolean parvis_authorization_redeem (ParvisStore                *store,
                                      const char                 *code,
                                      const char                 *client,
                                      const char                 *redirect,
                                      const char                 *verifier,
                                      ParvisTokens               *tokens,
                                      GError                    **error);

gboolean parvis_device_create        (ParvisStore                *store,
                                      const ParvisSignInRequest  *request,
                                      gint64                      now,
                                      char                      **device_code,
                                      char                      **user_code,
                                      GError                    **error);
/* What the device with @user_code asks for; NOT_FOUND for a code that is unknown,
 * too old or decided.
 */
gboolean parvis_device_find          (ParvisStore                *store,
                                      const char                 *user_code,
                                      gint64                      now,
                                      ParvisSignInRequest        *request,
                                      GError                    **error);
/* @account: (nullable): NULL denies */
gboolean parvis_device_decide        (ParvisStore                *store,
                                      const char                 *user_code,
                                      const char                 *account,
                                      GError                    **error);

/* RFC 8628 §3.5 */
typedef enum
{
  PARVIS_POLL_GRANTED,
  PARVIS_POLL_PENDING,
  PARVIS_POLL_SLOW_DOWN,
  PARVIS_POLL_DENIED,
  PARVIS_POLL_EXPIRED,
} ParvisPoll;

gboolean parvis_device_poll          (ParvisStore                *store,
                                      const char                 *device_code,
                                      const char                 *client,
                                      ParvisPoll                 *poll,
                                      ParvisTokens               *tokens,
                                      GError                    **error);

G_END_DECLS
