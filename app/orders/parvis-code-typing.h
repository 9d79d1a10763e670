/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether what was typed so far begins a pickup code: spaces and case do not matter,
 * nor whether the digits of a French keyboard came with Shift.
 */
gboolean parvis_code_matches (const char *code,
                              const char *typed);
/* The character that a key stands for in a code: a letter, a digit; 0 for another. */
char     parvis_code_of_key  (guint       keyval);

G_END_DECLS
