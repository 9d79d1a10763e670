/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-verbs.h"

G_BEGIN_DECLS

/* The records of what was erased, whose signatures and order are checked here. */
json_t *parvis_ctl_audit_erasures (ParvisConnection     *connection,
                                   const ParvisOptions  *options,
                                   char                **arguments,
                                   GError              **error);
void    parvis_print_erasures     (const json_t         *answer);

G_END_DECLS
