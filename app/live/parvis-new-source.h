/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisNewSource:
 *
 * Connects a device or a feed in four steps (ux.md §17): what it is, where it sends to,
 * which value of a message that really came is the figure, and one that is believed.
 */
#define PARVIS_TYPE_NEW_SOURCE (parvis_new_source_get_type ())

G_DECLARE_FINAL_TYPE (ParvisNewSource, parvis_new_source, PARVIS, NEW_SOURCE, AdwWindow)

void parvis_new_source_present (GtkWidget  *parent,
                                ParvisDesk *desk);
/* Goes on with one that was left before its value was chosen. */
void parvis_new_source_resume  (GtkWidget  *parent,
                                ParvisDesk *desk,
                                const char *id);

G_END_DECLS
