/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* Asks the service for a new key of a source and shows it, once: nobody keeps it,
 * and it cannot be read again. The old one stays good for a day.
 */
void parvis_source_key_renew (GtkWidget  *parent,
                              ParvisDesk *desk,
                              const char *id,
                              const char *name);

G_END_DECLS
