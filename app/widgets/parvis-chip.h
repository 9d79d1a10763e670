/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisChip:
 *
 * The connection and the queue in one button: icon, word and count. Two lines
 * at the foot of the sidebar, one in a header bar. Its popover lists what waits.
 */
#define PARVIS_TYPE_CHIP (parvis_chip_get_type ())

G_DECLARE_FINAL_TYPE (ParvisChip, parvis_chip, PARVIS, CHIP, GtkWidget)

typedef enum
{
  PARVIS_CHIP_TWO_LINES,
  PARVIS_CHIP_ONE_LINE,
} ParvisChipForm;

GtkWidget *parvis_chip_new   (ParvisDesk     *desk,
                              ParvisChipForm  form);
void       parvis_chip_popup (ParvisChip     *self);

G_END_DECLS
