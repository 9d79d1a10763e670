/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/* After a town came back from a copy, whose members are those of then: ends the membership of
 * every account of this service that is not of the town any more, as @actor, names those
 * whose account this service does not have, who cannot sign in, and withdraws all invitations.
 *
 * Returns: (transfer full): {"ended": [names], "unknown": [names], "withdrawn": [names]}
 */
json_t *parvis_member_return (ParvisStore  *store,
                              const char   *insee,
                              const char   *actor,
                              GError      **error);

G_END_DECLS
