/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-verbs.h"

G_BEGIN_DECLS

/* Copies a town, or "all" with the service's own rows, to another database. */
json_t *parvis_ctl_copy (ParvisConnection     *source,
                         const ParvisOptions  *options,
                         char                **arguments,
                         GError              **error);

G_END_DECLS
