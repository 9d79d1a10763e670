/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-verbs.h"

G_BEGIN_DECLS

/* The verbs about procedures, and what they print. */
json_t *parvis_ctl_procedure_templates (ParvisConnection     *connection,
                                        const ParvisOptions  *options,
                                        char                **arguments,
                                        GError              **error);
json_t *parvis_ctl_procedure_add       (ParvisConnection     *connection,
                                        const ParvisOptions  *options,
                                        char                **arguments,
                                        GError              **error);
json_t *parvis_ctl_procedure_list      (ParvisConnection     *connection,
                                        const ParvisOptions  *options,
                                        char                **arguments,
                                        GError              **error);
json_t *parvis_ctl_procedure_open      (ParvisConnection     *connection,
                                        const ParvisOptions  *options,
                                        char                **arguments,
                                        GError              **error);
json_t *parvis_ctl_procedure_close     (ParvisConnection     *connection,
                                        const ParvisOptions  *options,
                                        char                **arguments,
                                        GError              **error);
json_t *parvis_ctl_procedure_check     (ParvisConnection     *connection,
                                        const ParvisOptions  *options,
                                        char                **arguments,
                                        GError              **error);
void    parvis_print_templates         (const json_t         *answer);
void    parvis_print_procedure         (const json_t         *answer);
void    parvis_print_procedures        (const json_t         *answer);
void    parvis_print_checked           (const json_t         *answer);

G_END_DECLS
