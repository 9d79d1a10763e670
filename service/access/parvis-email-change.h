/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-account.h"

G_BEGIN_DECLS

/* Another e-mail address for an account: it counts once a link that was sent to it was
 * opened. Only the hash of the link is stored. A new wish takes the place of an older one.
 */

/* @letter: (transfer full) (nullable): to the new address, with the link */
ParvisCommand *parvis_email_change_command (const char   *account,
                                            const char   *email,
                                            const char   *hash,
                                            gint64        until,
                                            json_t       *letter);
/* Returns: (transfer full): the account, with *@email (transfer full) that it wants;
 *   NOT_FOUND if the link was used or is too old
 */
char          *parvis_email_change_find    (ParvisStore  *store,
                                            const char   *token,
                                            gint64        now,
                                            char        **email,
                                            GError      **error);
/* Gives it to the account and to its memberships in towns, and uses the link up at
 * last: what was cut short is done by opening it again. CONFLICT if another account
 * that signs in with an address has this one; an account of a provider may share it.
 *
 * @letter: (transfer full) (nullable): to the address until now
 */
gboolean       parvis_email_change_do      (ParvisStore          *store,
                                            const ParvisAccount  *account,
                                            const char           *email,
                                            json_t               *letter,
                                            GError              **error);

G_END_DECLS
