/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-account.h"

G_BEGIN_DECLS

/* How a local account proves who it is. The store keeps what others made (libsodium's
 * string of a password, a sealed secret, hashes). All of these wait for the disk.
 *
 * @letter: (transfer full) (nullable): tells the person (parvis-mail.h); it goes out
 *   if and only if this happened
 */

/* @password and @secret: (nullable): NULL takes it away. A new password ends
 * the sessions in browsers and all that was begun (parvis_account_drop_begun).
 */
gboolean       parvis_account_set_password    (ParvisStore    *store,
                                               const char     *actor,
                                               const char     *id,
                                               const char     *password,
                                               json_t         *letter,
                                               GError        **error);
/* The same password, hashed as is right today; nothing happens if it is no more @old. */
gboolean       parvis_account_renew_hash      (ParvisStore    *store,
                                               const char     *id,
                                               const char     *old,
                                               const char     *hash,
                                               GError        **error);
/* With the hashes of the recovery codes that replace the older ones. */
gboolean       parvis_account_set_totp        (ParvisStore         *store,
                                               const char          *actor,
                                               const char          *id,
                                               const char          *secret,
                                               const char * const  *recovery_hashes,
                                               json_t              *letter,
                                               GError             **error);
/* Notes @step as used. FALSE with UNAUTHORIZED for one that is not newer than
 * the last: whoever saw the code cannot use it again.
 */
gboolean       parvis_account_use_totp_step   (ParvisStore    *store,
                                               const char     *id,
                                               gint64          step,
                                               GError        **error);
/* FALSE with UNAUTHORIZED for a code that is not there any more. */
gboolean       parvis_account_use_recovery    (ParvisStore    *store,
                                               const char     *id,
                                               const char     *hash,
                                               json_t         *letter,
                                               GError        **error);
/* How many codes were not used yet. */
gboolean       parvis_account_count_recovery  (ParvisStore    *store,
                                               const char     *id,
                                               gint64         *left,
                                               GError        **error);
/* A link to choose a new password. Once; only its hash is stored. */
gboolean       parvis_reset_create            (ParvisStore    *store,
                                               const char     *account,
                                               gint64          until,
                                               char          **token,
                                               GError        **error);
/* The same as a command, for who orders one by mail and does not wait for it. */
ParvisCommand *parvis_reset_command           (const char     *account,
                                               const char     *hash,
                                               gint64          until,
                                               json_t         *letter);
/* Returns: (transfer full): the account; NOT_FOUND if it was used or is too old.
 *   @use: it is used up
 */
char          *parvis_reset_find              (ParvisStore    *store,
                                               const char     *token,
                                               gint64          now,
                                               gboolean        use,
                                               GError        **error);

G_END_DECLS
