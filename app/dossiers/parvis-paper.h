/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisPaper:
 *
 * One file that was brought to the desk, on its way to a document of a dossier: in pieces, and
 * after a cut from where the service has it. It is in memory only: whoever sends it keeps it
 * until it has arrived.
 *
 * Signal "changed" (): its progress is another.
 */
#define PARVIS_TYPE_PAPER (parvis_paper_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPaper, parvis_paper, PARVIS, PAPER, GObject)

/* @bytes: at most PARVIS_DOCUMENT_MAX of them, of a file that parvis_media_find() knows */
ParvisPaper *parvis_paper_new          (ParvisSession        *session,
                                        const char           *dossier,
                                        const char           *requirement,
                                        GBytes               *bytes);
/* What the service is known to have of it, 0 to 1. */
double       parvis_paper_get_progress (ParvisPaper          *self);

/* Sends it, or the rest of it. Errors: PARVIS_ERROR_UPSTREAM (the service cannot be reached:
 * asked again it goes on), _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND (the dossier or the document
 * is not there any more), _CONFLICT (the document takes nothing more), _TOO_LARGE (of this
 * dossier), _MEDIA_TYPE (the document is not taken as such a file), _TOO_MANY, _INVALID (another
 * no, with the service's sentence), _CANCELLED.
 */
void         parvis_paper_send_async   (ParvisPaper          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean     parvis_paper_send_finish  (ParvisPaper          *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
