/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-auth.h"

G_BEGIN_DECLS

/* The three ways of signing in to a service. Each ends with a pair of tokens.
 * Errors: PARVIS_ERROR_UPSTREAM (no answer; try again), _FORBIDDEN (the service
 * says no; its sentence, if it gave one, is the message), _NOT_FOUND (the code
 * is unknown or has expired), _UNAVAILABLE (this machine cannot listen),
 * _INVALID (what the service says of itself cannot be), _TOO_MANY, _CANCELLED.
 */

/* With a code that the town hall gives: "ABCD-1234". */
void        parvis_pair_with_code_async  (const char           *base,
                                          const char           *code,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
ParvisPair *parvis_pair_with_code_finish (GAsyncResult         *result,
                                          GError              **error);

/**
 * ParvisBrowserTexts:
 *
 * What the browser's last page says, in the person's language; static.
 */
typedef struct
{
  const char *language;
  const char *done;
  const char *failed;
} ParvisBrowserTexts;

/* Shows an address in the browser. */
typedef void (*ParvisShowFunc) (const char *uri,
                                gpointer    user_data);

/* In the browser, which comes back to this machine (RFC 8252) with a code that
 * only this program can use (RFC 7636). @town: (nullable): whose providers are offered
 */
void        parvis_browser_sign_in_async  (const char                *base,
                                           const char                *town,
                                           const ParvisBrowserTexts  *texts,
                                           ParvisShowFunc             show,
                                           gpointer                   show_data,
                                           GCancellable              *cancellable,
                                           GAsyncReadyCallback        callback,
                                           gpointer                   user_data);
ParvisPair *parvis_browser_sign_in_finish (GAsyncResult              *result,
                                           GError                   **error);

/* The code to type and where; @expires_at in ms since the epoch. */
typedef void (*ParvisDeviceFunc) (const char *uri,
                                  const char *code,
                                  gint64      expires_at,
                                  gpointer    user_data);

/* In a browser of any other machine, with a code (RFC 8628). @town: (nullable): that one
 * is told which town the device asks for
 */
void        parvis_device_sign_in_async  (const char            *base,
                                          const char            *town,
                                          ParvisDeviceFunc       show,
                                          gpointer               show_data,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
ParvisPair *parvis_device_sign_in_finish (GAsyncResult          *result,
                                          GError               **error);

G_END_DECLS
