/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-place-text.h"
#include "parvis-tally.h"

G_BEGIN_DECLS

/* What a counter says (ux.md §6). All results are for the caller to free; NULL
 * where there is nothing to say.
 */
char *parvis_counter_text_button  (const ParvisPlaceFacts  *facts,
                                   int                      delta);
char *parvis_counter_text_total   (const ParvisPlaceFacts  *facts,
                                   int                      present);
char *parvis_counter_text_refusal (const ParvisPlaceFacts  *facts);
char *parvis_counter_text_notice  (const ParvisPlaceFacts  *facts);
char *parvis_counter_text_last    (ParvisTally             *tally);
char *parvis_counter_text_company (ParvisTally             *tally,
                                   GPtrArray               *lines,
                                   GTimeZone               *zone);

G_END_DECLS
