/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-seal.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* Which master key a database's secrets are sealed with: a value among the service's rows
 * that only that key opens. With another one nothing is sealed, and a service does not
 * start; one that finds the value makes no key of its own.
 */

/* @serves: it is the service, which knows its credentials, and so it may make the key of a
 * database that has none yet; whoever else opens the database may only use the key that is
 * there.
 *
 * Errors: CORRUPT for another key, or none, where @serves
 */
ParvisSeal *parvis_seal_check_open   (ParvisStore       *store,
                                      const char        *state_dir,
                                      gboolean           serves,
                                      GError           **error);
/* Around the service's rows coming from a copy: takes away what is kept, if anything is; puts
 * it back if nothing came; and looks otherwise whether the key is still the right one. It is
 * dropped if it is not.
 */
gboolean    parvis_seal_check_take   (ParvisStore       *store,
                                      char             **sealed,
                                      GError           **error);
gboolean    parvis_seal_check_put    (ParvisStore       *store,
                                      const char        *sealed,
                                      GError           **error);
gboolean    parvis_seal_check_again  (ParvisSeal        *seal,
                                      ParvisStore       *store,
                                      gboolean           serves,
                                      GError           **error);

G_END_DECLS
