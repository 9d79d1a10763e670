/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-source-text.h"

G_BEGIN_DECLS

/**
 * ParvisSourceRow:
 *
 * One source in the list: what it is, how it fares, what it said last.
 */
#define PARVIS_TYPE_SOURCE_ROW (parvis_source_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSourceRow, parvis_source_row, PARVIS, SOURCE_ROW, GtkListBoxRow)

GtkWidget  *parvis_source_row_new    (const char             *id);
const char *parvis_source_row_get_id (ParvisSourceRow        *self);
/* In place, so that the row keeps the focus. */
void        parvis_source_row_show   (ParvisSourceRow        *self,
                                      const ParvisSource     *source,
                                      const ParvisSourceView *view);

/* The shape of its last day; NAN where it told nothing. */
void parvis_source_row_set_values (ParvisSourceRow *self,
                                   const double    *values,
                                   guint            n_values);

G_END_DECLS
