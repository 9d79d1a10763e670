/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PARVIS_PAIRING_CODE_LENGTH 9      /* "ABCD-1234" */

/* (transfer full): what a person typed or pasted, as "ABCD-1234" or the beginning
 * of it. @cursor, in characters of @typed, becomes that of the result.
 */
char *parvis_pairing_code_group (const char *typed,
                                 int        *cursor);

G_END_DECLS
