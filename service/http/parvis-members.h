/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* Which members a JSON object may have: names with spaces between them, each perhaps
 * with those of what it holds, an object or a list of objects, in braces:
 * "name slots{weekday from until}". What has no braces is the reader's to judge.
 *
 * A member under another name would be taken as not said, without a word. Errors:
 * INVALID, with the place of the member as its field.
 */
gboolean parvis_members_check (const char    *members,
                               const json_t  *object,
                               GError       **error);

G_END_DECLS
