/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/**
 * ParvisFirstDesk:
 *
 * The third step of photographed files: which procedure begins, and the service that families
 * read on their receipt.
 */
#define PARVIS_TYPE_FIRST_DESK (parvis_first_desk_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstDesk, parvis_first_desk, PARVIS, FIRST_DESK, GtkBox)

GtkWidget *parvis_first_desk_new   (ParvisFirst      *first);
void       parvis_first_desk_read  (ParvisFirstDesk  *self);
/* @field: as parvis_first_draft_check() says */
void       parvis_first_desk_blame (ParvisFirstDesk  *self,
                                    const char       *field);

G_END_DECLS
