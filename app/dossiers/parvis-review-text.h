/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-procedure.h"

G_BEGIN_DECLS

/* What the review of a document says (ux.md §13). Strings are for the caller to free; days and
 * instants are told in the town's @zone, what a procedure says in @language.
 */

/* "to review" */
const char *parvis_review_state_word    (const json_t              *document);
/* "Home, to review, 2 of 5": a button of the row of documents, as it is spoken. */
char       *parvis_review_text_piece    (const char                *name,
                                         const json_t              *document,
                                         guint                      position,
                                         guint                      n);
/* What a family answered, as people read it; NULL if it did not. */
char       *parvis_review_text_answer   (const ParvisField         *field,
                                         const json_t              *answers,
                                         const char                *language,
                                         gint64                     now,
                                         GTimeZone                 *zone);
/* What is expected where @check looks: the answers, and the first day that is recent enough.
 * @answers: (nullable); NULL if there is nothing to say.
 */
char       *parvis_review_text_expected (const ParvisProcedure     *procedure,
                                         const ParvisPiece         *piece,
                                         const ParvisDocumentCheck *check,
                                         const json_t              *answers,
                                         const char                *language,
                                         gint64                     now,
                                         GTimeZone                 *zone);
/* (transfer full) (nullable): the points that are not among the bits of @ticks, or NULL where all
 * are; @first is the place of the first
 */
char       *parvis_review_text_left     (const ParvisRequirement   *requirement,
                                         guint                      ticks,
                                         const char                *language,
                                         guint                     *first);
/* That there are fewer photos than the paper has pages; NULL if not, or where files have pages of
 * their own.
 */
char       *parvis_review_text_pages    (const ParvisPiece         *piece,
                                         const json_t              *document);
/* "06 •• •• •• 78" */
char       *parvis_review_text_masked   (const char                *phone);
/* Until when the pictures are kept, and why. */
char       *parvis_review_text_kept     (const ParvisRequirement   *requirement,
                                         const json_t              *document,
                                         const char                *language,
                                         gint64                     now,
                                         GTimeZone                 *zone);
/* Whether there is a number of more than six digits in it, whatever parts them. */
gboolean    parvis_review_has_number    (const char                *text);

G_END_DECLS
