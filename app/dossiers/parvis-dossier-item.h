/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "parvis-dossier-facts.h"

G_BEGIN_DECLS

/**
 * ParvisDossierItem:
 *
 * A dossier as lists hold it. Signal "changed" (): its facts are others.
 */
#define PARVIS_TYPE_DOSSIER_ITEM (parvis_dossier_item_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierItem, parvis_dossier_item, PARVIS, DOSSIER_ITEM, GObject)

/* Takes @facts. */
ParvisDossierItem        *parvis_dossier_item_new       (ParvisDossierFacts *facts);
const ParvisDossierFacts *parvis_dossier_item_get_facts (ParvisDossierItem  *self);
void                      parvis_dossier_item_set_facts (ParvisDossierItem  *self,
                                                         ParvisDossierFacts *facts);
/* The facts are the same, and mean something else by now. */
void                      parvis_dossier_item_touch     (ParvisDossierItem  *self);

G_END_DECLS
