/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "parvis-session.h"

G_BEGIN_DECLS

/* A picture that the service keeps at @path below the town, drawn at most @side pixels wide
 * and high by the sandboxed renderer. Another picture there has another @tag. The last one
 * that came is shown without the network too.
 */
void        parvis_kept_picture_load_async  (ParvisSession        *session,
                                             const char           *path,
                                             const char           *tag,
                                             guint                 side,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GdkTexture *parvis_kept_picture_load_finish (GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
