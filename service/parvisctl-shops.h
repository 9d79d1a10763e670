/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-verbs.h"

G_BEGIN_DECLS

/* The verbs about shops, and what they print. */
json_t *parvis_ctl_merchant_add    (ParvisConnection     *connection,
                                    const ParvisOptions  *options,
                                    char                **arguments,
                                    GError              **error);
json_t *parvis_ctl_merchant_list   (ParvisConnection     *connection,
                                    const ParvisOptions  *options,
                                    char                **arguments,
                                    GError              **error);
json_t *parvis_ctl_merchant_set    (ParvisConnection     *connection,
                                    const ParvisOptions  *options,
                                    char                **arguments,
                                    GError              **error);
json_t *parvis_ctl_merchant_remove (ParvisConnection     *connection,
                                    const ParvisOptions  *options,
                                    char                **arguments,
                                    GError              **error);
void    parvis_print_merchant      (const json_t         *answer);
void    parvis_print_merchants     (const json_t         *answer);

G_END_DECLS
