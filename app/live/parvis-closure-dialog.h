/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-counting.h"
#include "parvis-place.h"

G_BEGIN_DECLS

/**
 * ParvisClosureDialog:
 *
 * Closes a place for a while, or lowers what it holds: a reason that residents read,
 * and until when.
 */
#define PARVIS_TYPE_CLOSURE_DIALOG (parvis_closure_dialog_get_type ())

G_DECLARE_FINAL_TYPE (ParvisClosureDialog, parvis_closure_dialog, PARVIS, CLOSURE_DIALOG,
                      AdwMessageDialog)

ParvisClosureDialog *parvis_closure_dialog_present       (GtkWidget      *parent,
                                                          ParvisCounting *counting,
                                                          ParvisPlace    *place);
ParvisClosureDialog *parvis_closure_dialog_present_lower (GtkWidget      *parent,
                                                          ParvisCounting *counting,
                                                          ParvisPlace    *place);
void                 parvis_closure_reopen               (ParvisCounting *counting,
                                                          ParvisPlace    *place);
void                 parvis_closure_restore              (ParvisCounting *counting,
                                                          ParvisPlace    *place);
gint64               parvis_closure_until                (gint64          now,
                                                          GTimeZone      *zone,
                                                          guint           choice,
                                                          int             hour,
                                                          int             minute);

G_END_DECLS
