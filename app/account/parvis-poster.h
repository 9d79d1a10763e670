/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/**
 * ParvisPoster:
 *
 * One sheet for the door of a place: its name, what residents find, the address
 * and the same as a QR code.
 */
typedef struct
{
  const char *town;
  const char *place;
  const char *line;
  const char *address;
} ParvisPoster;

/* Returns: (transfer full) (nullable): NULL with an error for an address that no
 * code can hold
 */
GtkPrintOperation *parvis_poster_operation   (const ParvisPoster  *poster,
                                              GError             **error);
/* For the place of the draft, with the dialog. */
void               parvis_poster_print_first (ParvisFirst         *first,
                                              GtkWindow           *parent);

G_END_DECLS
