/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-counting.h"
#include "parvis-place.h"

G_BEGIN_DECLS

/**
 * ParvisRecountDialog:
 *
 * Asks how many there really are, and tells what that changes before it is
 * said (ux.md §5).
 */
#define PARVIS_TYPE_RECOUNT_DIALOG (parvis_recount_dialog_get_type ())

G_DECLARE_FINAL_TYPE (ParvisRecountDialog, parvis_recount_dialog, PARVIS, RECOUNT_DIALOG,
                      AdwMessageDialog)

ParvisRecountDialog *parvis_recount_dialog_present (GtkWidget           *parent,
                                                    ParvisCounting      *counting,
                                                    ParvisPlace         *place);

G_END_DECLS
