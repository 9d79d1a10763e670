/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-item"

#include "config.h"

#include "parvis-dossier-item.h"

struct _ParvisDossierItem
{
  GObject             parent_instance;

  /* Owned */
  ParvisDossierFacts *facts;
};

G_DEFINE_FINAL_TYPE (ParvisDossierItem, parvis_dossier_item, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
parvis_dossier_item_finalize (GObject *object)
{
  parvis_dossier_facts_free (PARVIS_DOSSIER_ITEM (object)->facts);

  G_OBJECT_CLASS (parvis_dossier_item_parent_class)->finalize (object);
}

static void
parvis_dossier_item_class_init (ParvisDossierItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_dossier_item_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_dossier_item_init (ParvisDossierItem *self)
{
}

ParvisDossierItem *
parvis_dossier_item_new (ParvisDossierFacts *facts)
{
  ParvisDossierItem *self;

  g_return_val_if_fail (facts != NULL, NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_ITEM, NULL);
  self->facts = facts;

  return self;
}

const ParvisDossierFacts *
parvis_dossier_item_get_facts (ParvisDossierItem *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_ITEM (self), NULL);

  return self->facts;
}

void
parvis_dossier_item_set_facts (ParvisDossierItem  *self,
                               ParvisDossierFacts *facts)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_ITEM (self));
  g_return_if_fail (facts != NULL);

  parvis_dossier_facts_free (self->facts);
  self->facts = facts;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
parvis_dossier_item_touch (ParvisDossierItem *self)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_ITEM (self));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
