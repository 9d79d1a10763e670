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
/* {"population":6214}: what the operator left open ("own"), from the town itself; and
 * {"check_each":true}, which only the town says: its clerks tick each point of a document.
 * {"phone":"02 41 …"} is the town hall's.
 */
gboolean  parvis_town_tell        (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
/* {"on":true,"published":true}; the object is the module's name. */
gboolean  parvis_town_set_module  (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
gboolean  parvis_render_town      (ParvisTx             *tx,
                                   const char           *id,
                                   ParvisEntity         *entity,
                                   GError              **error);
gboolean  parvis_render_setup     (ParvisTx             *tx,
                                   const char           *id,
                                   ParvisEntity         *entity,
                                   GError              **error);
/* The town as people declared it and as parvis_town_put() takes it. NOT_FOUND
 * for a database in which no town was put yet.
 */
json_t   *parvis_town_describe    (ParvisDb             *db,
                                   GError              **error);
/* What strangers are told of it. */
json_t   *parvis_town_describe_public (ParvisDb         *db,
                                       GError          **error);

G_END_DECLS
