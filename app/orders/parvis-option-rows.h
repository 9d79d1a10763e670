/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisOptionRows:
 *
 * What can be chosen of one product: sliced or not, each choice with what it adds to the
 * price. Identifiers of options and choices stay, whatever they are called.
 */
#define PARVIS_TYPE_OPTION_ROWS (parvis_option_rows_get_type ())

G_DECLARE_FINAL_TYPE (ParvisOptionRows, parvis_option_rows, PARVIS, OPTION_ROWS, AdwBin)

/* @options: (nullable): of a product, as the service has it */
GtkWidget *parvis_option_rows_new  (const json_t      *options);
/* (transfer full): options and choices without a name are left out, and an option without
 * choices with them
 */
json_t    *parvis_option_rows_read (ParvisOptionRows  *self);

G_END_DECLS
