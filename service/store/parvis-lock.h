/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keeps a second process out of a state directory, which is made if need be, until
 * *@fd is closed.
 */
gboolean parvis_lock_take (const char  *directory,
                           int         *fd,
                           GError     **error);

G_END_DECLS
