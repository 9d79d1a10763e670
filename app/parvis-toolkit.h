/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * parvis_toolkit_wants_gl:
 * @devices: where the devices of this machine are, `/dev`
 * @renderer: (nullable): what was chosen with `GSK_RENDERER`
 *
 * Returns: whether OpenGL would paint, or could faster than the processor does
 */
gboolean parvis_toolkit_wants_gl (const char *devices,
                                  const char *renderer);

/* GTK and libadwaita, without what no window of this machine would use. Ends the program
 * where there is no display, as GTK does.
 */
void     parvis_toolkit_init     (void);

G_END_DECLS
