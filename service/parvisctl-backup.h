/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-verbs.h"

G_BEGIN_DECLS

/* The verbs that write a town's database into a file of the operator's, and read one. */
json_t *parvis_ctl_backup  (ParvisConnection     *connection,
                            const ParvisOptions  *options,
                            char                **arguments,
                            GError              **error);
json_t *parvis_ctl_restore (ParvisConnection     *connection,
                            const ParvisOptions  *options,
                            char                **arguments,
                            GError              **error);

G_END_DECLS
