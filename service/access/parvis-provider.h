/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-provider.h"
#include "parvis-seal.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* The identity providers of a town, as its database has them: settings in the open,
 * what only the client knows sealed with the master key for this town, this
 * provider and this issuer, so that it cannot be sent elsewhere by a change of settings.
 */

/* Checks what an operator wrote, and makes the body of the command out of it, with
 * nothing secret in it. Changes @written.
 *
 * Returns: (transfer full)
 */
json_t             *parvis_provider_prepare (ParvisSeal           *seal,
                                             ParvisReach           reach,
                                             const char           *town,
                                             json_t               *written,
                                             GError              **error);
/* A command with that body: adds the provider, or changes it and keeps its secret
 * if no other came. The answer is the settings.
 */
gboolean            parvis_provider_put     (ParvisTx             *tx,
                                             const ParvisCommand  *command,
                                             ParvisAnswer         *answer,
                                             GError              **error);
/* A command whose object is the provider. */
gboolean            parvis_provider_remove  (ParvisTx             *tx,
                                             const ParvisCommand  *command,
                                             ParvisAnswer         *answer,
                                             GError              **error);

/* [settings and "has_secret"], in the order of their identifiers. */
json_t             *parvis_provider_list    (ParvisDb             *db,
                                             GError              **error);
/* Returns: (transfer full): NOT_FOUND for one that the town has not */
ParvisOidcProvider *parvis_provider_find    (ParvisDb             *db,
                                             ParvisSeal           *seal,
                                             ParvisReach           reach,
                                             const char           *id,
                                             GError              **error);

G_END_DECLS
