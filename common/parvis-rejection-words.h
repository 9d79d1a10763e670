/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-procedure.h"

G_BEGIN_DECLS

/* What a family reads of a document that is asked for again: the service writes it, and the
 * desktop shows it before it is written. Pure; results are for the caller to free.
 */

/* Puts values for the names in braces: @pairs of name and value. Control characters of values
 * become blanks, so that none can begin a line of its own.
 */
char       *parvis_words_fill      (const char                  *text,
                                    const char * const          *pairs,
                                    guint                        n);
/* Borrowed. @month: from 1 on */
const char *parvis_words_month     (const char                  *language,
                                    int                          month);
/* "17 juin 2026", whatever the language of the process */
char       *parvis_words_date      (const char                  *language,
                                    gint64                       day);
/* @own: (nullable): what the clerk wrote instead of the ready sentence; @until: the day by which
 * it is asked for. NULL if the reason has no sentence and there is none.
 */
char       *parvis_words_rejection (const ParvisProcedure       *procedure,
                                    const ParvisRequirement     *requirement,
                                    const ParvisRejectionReason *reason,
                                    const char                  *own,
                                    const char                  *language,
                                    gint64                       until,
                                    gint64                       today);

G_END_DECLS
