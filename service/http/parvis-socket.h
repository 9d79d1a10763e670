/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Opens a listening socket at @address: "ADDR:PORT", "[ADDR]:PORT" (port 0 takes
 * a free one) or "unix:PATH", whose file gets @mode and replaces a left-over.
 * @uri gets what clients connect to.
 *
 * Returns: a descriptor of the caller, or -1
 */
int parvis_socket_listen (const char  *address,
                          int          mode,
                          char       **uri,
                          GError     **error);

G_END_DECLS
