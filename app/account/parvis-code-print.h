/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisCodeSheet:
 *
 * What stands on the sheet that a person takes along.
 */
typedef struct
{
  const char *town;
  const char *name;
  const char *roles;
  const char *service;
  const char *code;
  const char *until;
} ParvisCodeSheet;

/* (transfer full): an operation that can be run or exported */
GtkPrintOperation *parvis_code_print_operation (const ParvisCodeSheet *sheet);
void               parvis_code_print           (const ParvisCodeSheet *sheet,
                                                GtkWindow             *parent);

G_END_DECLS
