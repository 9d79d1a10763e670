/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"
#include "parvis-places.h"
#include "parvis-tally.h"

G_BEGIN_DECLS

/**
 * ParvisCounting:
 *
 * What the screens of one window share to count: one ParvisTally for each
 * gauge, so that the card of the detail page and the counting page speak of the
 * same last gesture, with the window's desk and places.
 */
#define PARVIS_TYPE_COUNTING (parvis_counting_get_type ())

G_DECLARE_FINAL_TYPE (ParvisCounting, parvis_counting, PARVIS, COUNTING, GObject)

ParvisCounting *parvis_counting_new        (ParvisDesk     *desk,
                                            ParvisPlaces   *places);
ParvisDesk     *parvis_counting_get_desk   (ParvisCounting *self);
ParvisPlaces   *parvis_counting_get_places (ParvisCounting *self);
/* Whether who is signed in counts, closes and reopens there. */
gboolean        parvis_counting_allows     (ParvisCounting *self,
                                            ParvisPlace    *place);
/* What he may do was set anew: "rights-changed" tells whoever shows it. */
void         parvis_counting_follow_rights (ParvisCounting *self);
ParvisTally *parvis_counting_get_tally     (ParvisCounting *self,
                                            const char     *gauge);

G_END_DECLS
