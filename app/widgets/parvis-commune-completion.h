/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-communes.h"

G_BEGIN_DECLS

/**
 * ParvisCommuneCompletion:
 *
 * Completes what is typed into an entry row with the communes of France. Arrow keys walk from the
 * row into what is proposed, Enter takes it, Escape and whatever else is typed go on without:
 * nobody has to choose one, for a town may be abroad or invented.
 *
 * Signals:
 *  "chosen" (const ParvisCommune *): its name is in the row
 *  "notify::unknown": whether no commune is called what is typed
 */
#define PARVIS_TYPE_COMMUNE_COMPLETION (parvis_commune_completion_get_type ())

G_DECLARE_FINAL_TYPE (ParvisCommuneCompletion, parvis_commune_completion, PARVIS,
                      COMMUNE_COMPLETION, GObject)

/* @code: (nullable): INSEE code of what is named, which comes first among homonyms. The row keeps
 * it; borrowed.
 */
ParvisCommuneCompletion *parvis_commune_completion_new         (AdwEntryRow             *row,
                                                                const char              *code);
gboolean                 parvis_commune_completion_get_unknown (ParvisCommuneCompletion *self);

G_END_DECLS
