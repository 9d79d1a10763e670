/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keys that are digits: those of the row above the letters, without and (on a French keyboard)
 * with Shift, and those of the keypad.
 */

#define PARVIS_DIGITS 9
#define PARVIS_KEYS_OF_A_DIGIT 3

/* What types digit I + 1. */
extern const guint parvis_digit_keys[PARVIS_DIGITS][PARVIS_KEYS_OF_A_DIGIT];

/* Returns: 1 to 9, or 0 if @keyval is none of them with these modifiers */
guint parvis_digit_of_key (guint           keyval,
                           GdkModifierType state);

G_END_DECLS
