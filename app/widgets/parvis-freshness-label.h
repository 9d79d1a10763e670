/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisFreshnessLabel:
 *
 * The glyph and the words that say how old a figure is, one line.
 */
#define PARVIS_TYPE_FRESHNESS_LABEL (parvis_freshness_label_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFreshnessLabel, parvis_freshness_label, PARVIS, FRESHNESS_LABEL,
                      GtkWidget)

GtkWidget *parvis_freshness_label_new (void);
void       parvis_freshness_label_set (ParvisFreshnessLabel  *self,
                                       ParvisFreshness        freshness,
                                       gboolean               link_up,
                                       const char            *text);

G_END_DECLS
