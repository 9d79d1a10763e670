/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-procedure.h"

G_BEGIN_DECLS

/* What a month of a procedure was, in figures and without a name (an entity "dossiers_month").
 * Strings are for the caller to free; NULL if @month is none.
 */

/* "June 2026" */
char *parvis_counts_text_month  (const json_t          *month);
/* How many came and what became of them, how long that took, and what was asked for again and
 * why, the most frequent first: a line for each. @procedure (nullable) has the names of reasons.
 */
char *parvis_counts_text_lines  (const json_t          *month,
                                 const ParvisProcedure *procedure,
                                 const char            *language);

G_END_DECLS
