/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* All of a file that somebody chose, if it is no larger than @most. What says that it is
 * smaller than it is, what never ends (a pipe, a device) and a disk that is slow hold up
 * nobody. Errors: PARVIS_ERROR_NOT_FOUND (it cannot be read), _MEDIA_TYPE (it is no file),
 * _TOO_LARGE, _CANCELLED.
 */
void    parvis_bounded_file_read_async  (GFile                *file,
                                         gsize                 most,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
GBytes *parvis_bounded_file_read_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
