/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-letter.h"

G_BEGIN_DECLS

/* Characters that fit on a locked screen. */
#define PARVIS_PUSH_TITLE 38
#define PARVIS_PUSH_LINE  110

/* What a push of this kind shows, as a browser that knows Declarative Web Push shows it by
 * itself and the page's own worker otherwise: no name, no document, nothing of a dossier but
 * its number. @values: as those of its letter, with "until" where one waits. @target: the
 * address that it opens. @tag: what is about the same takes its place.
 *
 * Returns: (transfer full) (nullable): JSON; NULL for what is no push
 */
char *parvis_push_text_write (ParvisLetterKind  kind,
                              const char       *language,
                              const json_t     *values,
                              const char       *target,
                              const char       *tag);
/* "high" where minutes count (RFC 8030 §5.3). */
const char *parvis_push_text_get_urgency (ParvisLetterKind kind);

G_END_DECLS
