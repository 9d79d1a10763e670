/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* Creates or updates the town's own row from the members that its entity has;
 * what the body leaves out stays as it is, or gets its default when the town is
 * new ("modules": none).
 */
gboolean  parvis_town_put         (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
/* {"on":true}; the object is the module's name. */
gboolean  parvis_town_set_module  (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
gboolean  parvis_module_is_valid  (const char           *name);
gboolean  parvis_render_town      (ParvisTx             *tx,
                                   const char           *id,
                                   ParvisEntity         *entity,
                                   GError              **error);
/* The town as people declared it and as parvis_town_put() takes it. NOT_FOUND
 * for a database in which no town was put yet.
 */
json_t   *parvis_town_describe    (ParvisDb             *db,
                                   GError              **error);

G_END_DECLS
