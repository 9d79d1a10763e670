/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a refresh token lies in the keyring of a computer that several people share: sealed
 * with a key that only the service has while its owner is away, beside the handle that the
 * service is asked with. @key is 32 bytes in base64.
 */

/* (transfer full) (nullable): one line of text; NULL for what is no key */
char     *parvis_sealed_token_make       (const char  *handle,
                                          const char  *key,
                                          const char  *refresh);
/* (transfer full) (nullable): the handle; NULL for a token that lies there as it is */
char     *parvis_sealed_token_dup_handle (const char  *sealed);
/* (transfer full) (nullable): the refresh token; NULL if @key is not the one */
char     *parvis_sealed_token_open       (const char  *sealed,
                                          const char  *key);

G_END_DECLS
