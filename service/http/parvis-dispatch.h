/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message-private.h"
#include "parvis-service.h"

G_BEGIN_DECLS

/* The steps between a request and its reply, in their order. The listener takes
 * them one by one as bytes arrive, parvis_service_handle() all at once.
 */

/* Finds the route and checks town, key and media type; the body may not be
 * there yet. @has_body: one was announced. @length: bytes announced, or 0.
 */
gboolean       parvis_dispatch_route   (ParvisRequest  *request,
                                        gboolean        has_body,
                                        guint64         length,
                                        GError        **error);
/* How many bytes of body this request may have. */
gsize          parvis_dispatch_limit   (const ParvisRequest *request);
/* Takes the reference to @body. */
gboolean       parvis_dispatch_body    (ParvisRequest  *request,
                                        GBytes         *body,
                                        GError        **error);
/* Runs a READ or SLOW_READ; on any thread. */
gboolean       parvis_dispatch_read    (ParvisRequest  *request,
                                        ParvisReply    *reply,
                                        GError        **error);
/* Returns: (transfer full): what to submit for a COMMAND */
ParvisCommand *parvis_dispatch_command (ParvisRequest  *request,
                                        GError        **error);
/* Whose shops, or at which places, who asks may act; NULL for all. */
const ParvisScopes *parvis_dispatch_find_scopes (const ParvisRequest *request);
/* Takes @answer's body. */
void parvis_dispatch_answer (const ParvisRequest *request,
                             ParvisReply         *reply,
                             ParvisAnswer        *answer,
                             gint64               seq,
                             gboolean             replayed);
/* After an audited route succeeded, before its answer goes out: nobody is let through
 * with what he was, and the trail's new end is known.
 */
void           parvis_dispatch_note_done (ParvisRequest *request);
/* What every way of failing has in common: the problem document, the Allow
 * header, and a line in the log where it is our fault.
 */
void           parvis_dispatch_fail    (ParvisRequest  *request,
                                        ParvisReply    *reply,
                                        const GError   *error);
/* The town of the path, or "". */
const char    *parvis_dispatch_town    (const ParvisRequest *request);

/* After an operator's route succeeded: what is kept of its town is forgotten. */
void           parvis_service_note_operation (ParvisService       *self,
                                              const ParvisRequest *request);

G_END_DECLS
