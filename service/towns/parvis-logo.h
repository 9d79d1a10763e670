/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* The body is a JPEG or PNG picture of at most PARVIS_PICTURE_MAX, which nothing here
 * decodes; the answer is {"logo":TAG}, as the town's entity has it then.
 */
gboolean  parvis_town_set_logo     (ParvisTx             *tx,
                                    const ParvisCommand  *command,
                                    ParvisAnswer         *answer,
                                    GError              **error);
gboolean  parvis_town_remove_logo  (ParvisTx             *tx,
                                    const ParvisCommand  *command,
                                    ParvisAnswer         *answer,
                                    GError              **error);
/* (transfer full): the picture as it came; NOT_FOUND where there is none */
GBytes   *parvis_town_get_logo     (ParvisDb             *db,
                                    char                **type,
                                    char                **tag,
                                    GError              **error);

G_END_DECLS
