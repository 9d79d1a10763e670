/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-facts.h"

G_BEGIN_DECLS

/* What there is to say of a dossier; @now in the town's @zone. Strings are for the caller to
 * free.
 */

/* The one thing that a row says, and the icon before it (nullable). */
char       *parvis_dossier_text_status   (const ParvisDossierFacts  *facts,
                                          gint64                     now,
                                          GTimeZone                 *zone,
                                          const char               **icon);
/* A row in one sentence. */
char       *parvis_dossier_text_row      (const ParvisDossierFacts  *facts,
                                          gint64                     now,
                                          GTimeZone                 *zone);
/* Who holds it; NULL if nobody does. */
char       *parvis_dossier_text_hold     (const ParvisDossierFacts  *facts,
                                          gint64                     now,
                                          GTimeZone                 *zone);
/* By when an answer is due; NULL if that is not known. */
char       *parvis_dossier_text_due      (const ParvisDossierFacts  *facts,
                                          gint64                     now,
                                          GTimeZone                 *zone);
/* What became of one document of the entity. */
char       *parvis_dossier_text_document (const json_t              *document,
                                          gint64                     now,
                                          GTimeZone                 *zone);
const char *parvis_dossier_document_icon (const json_t              *document);
const char *parvis_dossier_state_word    (ParvisDossierState         state);
const char *parvis_dossier_filter_word   (ParvisDossierFilter        filter);
const char *parvis_dossier_order_word    (ParvisDossierOrder         order);

/* (transfer full) (nullable): the labels that somebody typed with commas between, each once; NULL
 * with a sentence in @trouble where they are too many or too long.
 */
json_t     *parvis_dossier_text_read_labels (const char                *typed,
                                             char                     **trouble);

G_END_DECLS
