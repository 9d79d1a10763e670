/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisConnection:
 *
 * How parvisctl reaches a state directory: through the control socket of the
 * service that runs on it, or else by answering the same routes itself, with the
 * directory locked meanwhile.
 */
typedef struct _ParvisConnection ParvisConnection;

/* @begins: whether the directory may not be there yet, and is made */
ParvisConnection *parvis_connection_open    (const char        *state_dir,
                                             const char        *database,
                                             const char        *database_owner,
                                             gboolean           begins,
                                             GError           **error);
void              parvis_connection_close   (ParvisConnection  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisConnection, parvis_connection_close)

const char       *parvis_connection_get_dir (ParvisConnection  *self);
/* Takes @body. An answer that is a problem becomes an error with its code, field
 * and sentence.
 */
json_t           *parvis_connection_ask     (ParvisConnection  *self,
                                             const char        *method,
                                             const char        *target,
                                             json_t            *body,
                                             GError           **error);
/* The same of a route of @town, whose way @rest goes on. */
json_t           *parvis_ctl_ask            (ParvisConnection  *self,
                                             const char        *method,
                                             const char        *town,
                                             const char        *rest,
                                             json_t            *body,
                                             GError           **error);

G_END_DECLS
