/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisColumns:
 *
 * Two columns that become one where there is no room (ux.md §5): "main" on the
 * left, "first" and "rest" below each other on the right; in one column "first"
 * comes before "main". Children are set through properties of these names.
 */
#define PARVIS_TYPE_COLUMNS (parvis_columns_get_type ())

G_DECLARE_FINAL_TYPE (ParvisColumns, parvis_columns, PARVIS, COLUMNS, GtkWidget)

GtkWidget *parvis_columns_new (void);

G_END_DECLS
