/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "parvis-answer.h"

G_BEGIN_DECLS

SoupSession  *parvis_ask_session   (void);
/* (transfer full) (nullable): NULL if @path below @base makes no address.
 * @form is form data, @body JSON; one of them or neither.
 */
SoupMessage  *parvis_ask_message   (const char           *base,
                                    const char           *method,
                                    const char           *path,
                                    const char           *form,
                                    const json_t         *body);
void          parvis_ask_authorize (SoupMessage          *message,
                                    const char           *token);

/* One question to a service and its whole answer, bounded in time and size. Any
 * answer is a result; errors are PARVIS_ERROR_UPSTREAM (none came; the cause of
 * it is in its message) and _CANCELLED. @message may be asked again afterwards.
 */
void          parvis_ask_async     (SoupSession          *session,
                                    SoupMessage          *message,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* The same for a document of at most @limit bytes, which the answer then holds; no cache, and
 * nothing on the disk, has a part in it. @progress (nullable) is called until @cancellable is
 * cancelled; its total is 0 while that is not known.
 */
void          parvis_ask_fetch_async (SoupSession            *session,
                                      SoupMessage            *message,
                                      gsize                   limit,
                                      GFileProgressCallback   progress,
                                      gpointer                progress_data,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data);
ParvisAnswer *parvis_ask_finish      (GAsyncResult           *result,
                                      GError                **error);

/* The result of a task that may have been cancelled after it had one: errors are
 * of our domain alone.
 */
gpointer      parvis_ask_propagate (GTask                *task,
                                    GError              **error);

G_END_DECLS
