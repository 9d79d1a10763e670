/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counting"

#include "config.h"

#include "parvis-counting.h"

struct _ParvisCounting
{
  GObject       parent_instance;

  /* Owned */
  ParvisDesk   *desk;
  ParvisPlaces *places;
  GHashTable   *tallies;          /* gauge id → ParvisTally */
};

G_DEFINE_FINAL_TYPE (ParvisCounting, parvis_counting, G_TYPE_OBJECT)

enum
{
  RIGHTS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
parvis_counting_finalize (GObject *object)
{
  ParvisCounting *self = PARVIS_COUNTING (object);

  g_clear_pointer (&self->tallies, g_hash_table_unref);
  g_clear_object (&self->places);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_counting_parent_class)->finalize (object);
}

static void
parvis_counting_class_init (ParvisCountingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_counting_finalize;

  signals[RIGHTS_CHANGED] = g_signal_new ("rights-changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_counting_init (ParvisCounting *self)
{
  self->tallies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

ParvisCounting *
parvis_counting_new (ParvisDesk   *desk,
                     ParvisPlaces *places)
{
  ParvisCounting *self;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACES (places), NULL);

  self = g_object_new (PARVIS_TYPE_COUNTING, NULL);
  self->desk = g_object_ref (desk);
  self->places = g_object_ref (places);

  return self;
}

ParvisPlaces *
parvis_counting_get_places (ParvisCounting *self)
{
  g_return_val_if_fail (PARVIS_IS_COUNTING (self), NULL);

  return self->places;
}

ParvisDesk *
parvis_counting_get_desk (ParvisCounting *self)
{
  g_return_val_if_fail (PARVIS_IS_COUNTING (self), NULL);

  return self->desk;
}

gboolean
parvis_counting_allows (ParvisCounting *self,
                        ParvisPlace    *place)
{
  const ParvisFacility *facility;

  g_return_val_if_fail (PARVIS_IS_COUNTING (self), FALSE);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), FALSE);

  facility = parvis_place_get_facility (place);

  return facility != NULL &&
         parvis_session_can_write_at (parvis_desk_get_session (self->desk), facility->id);
}

void
parvis_counting_follow_rights (ParvisCounting *self)
{
  g_return_if_fail (PARVIS_IS_COUNTING (self));

  g_signal_emit (self, signals[RIGHTS_CHANGED], 0);
}

/* Returns: (transfer none): made when it is first asked for */
ParvisTally *
parvis_counting_get_tally (ParvisCounting *self,
                           const char     *gauge)
{
  ParvisTally *tally;

  g_return_val_if_fail (PARVIS_IS_COUNTING (self), NULL);
  g_return_val_if_fail (gauge != NULL, NULL);

  tally = g_hash_table_lookup (self->tallies, gauge);
  if (tally == NULL)
    {
      tally = parvis_tally_new (parvis_desk_get_session (self->desk),
                                parvis_desk_get_undo (self->desk), gauge,
                                parvis_places_get_zone (self->places));
      g_hash_table_insert (self->tallies, g_strdup (gauge), tally);
    }

  return tally;
}
