/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/**
 * ParvisFirstSource:
 *
 * Where the figure comes from: only the fields that the choice needs, and a test
 * that makes the place for the team alone, declares the source and waits for
 * what it really sends.
 */
#define PARVIS_TYPE_FIRST_SOURCE (parvis_first_source_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstSource, parvis_first_source, PARVIS, FIRST_SOURCE, GtkBox)

GtkWidget *parvis_first_source_new   (ParvisFirst       *first);
/* The module may be another. */
void       parvis_first_source_read  (ParvisFirstSource *self);
/* Says what is wrong under the field @name. */
void       parvis_first_source_blame (ParvisFirstSource *self,
                                      const char        *name);

G_END_DECLS
