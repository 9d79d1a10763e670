/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-verbs.h"

G_BEGIN_DECLS

/* The verbs about people, and what they print. */
json_t *parvis_ctl_account_add      (ParvisConnection     *connection,
                                     const ParvisOptions  *options,
                                     char                **arguments,
                                     GError              **error);
json_t *parvis_ctl_account_list     (ParvisConnection     *connection,
                                     const ParvisOptions  *options,
                                     char                **arguments,
                                     GError              **error);
json_t *parvis_ctl_account_remove   (ParvisConnection     *connection,
                                     const ParvisOptions  *options,
                                     char                **arguments,
                                     GError              **error);
json_t *parvis_ctl_account_reset    (ParvisConnection     *connection,
                                     const ParvisOptions  *options,
                                     char                **arguments,
                                     GError              **error);
json_t *parvis_ctl_audit_list       (ParvisConnection     *connection,
                                     const ParvisOptions  *options,
                                     char                **arguments,
                                     GError              **error);
json_t *parvis_ctl_audit_verify     (ParvisConnection     *connection,
                                     const ParvisOptions  *options,
                                     char                **arguments,
                                     GError              **error);
json_t *parvis_ctl_audit_accept     (ParvisConnection     *connection,
                                     const ParvisOptions  *options,
                                     char                **arguments,
                                     GError              **error);
void    parvis_print_way_in         (const json_t         *answer);
void    parvis_print_accounts       (const json_t         *answer);
void    parvis_print_audit          (const json_t         *answer);
void    parvis_print_audit_verdict  (const json_t         *answer);
void    parvis_print_audit_accepted (const json_t         *answer);

G_END_DECLS
