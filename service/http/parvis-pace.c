/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pace"

#include "config.h"

#include "parvis-pace.h"

/* An entity that was sent less than an interval ago. All intervals are equal,
 * so the list in order of sending is in order of time too; and a change that
 * replaces a held one is always the newest, so the list of held ones, to whose
 * end it moves, stays in order of seq.
 */
typedef struct
{
  ParvisRing    due_link;
  ParvisRing    held_link;
  gint64        due;
  ParvisChange *held;           /* (nullable) */
  char         *key;
} Pace;

struct _ParvisPacer
{
  gint64      interval;
  GHashTable *paces;
  ParvisRing  dues;
  ParvisRing  helds;
};

static void
pace_free (gpointer data)
{
  Pace *pace = data;

  parvis_ring_remove (&pace->due_link);
  parvis_ring_remove (&pace->held_link);
  g_clear_pointer (&pace->held, parvis_change_unref);
  g_free (pace->key);
  g_free (pace);
}

ParvisPacer *
parvis_pacer_new (gint64 interval)
{
  ParvisPacer *self = g_new0 (ParvisPacer, 1);

  self->interval = interval;
  self->paces = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, pace_free);
  parvis_ring_init (&self->dues);
  parvis_ring_init (&self->helds);

  return self;
}

void
parvis_pacer_free (ParvisPacer *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->paces);
  g_free (self);
}

gboolean
parvis_pacer_offer (ParvisPacer  *self,
                    ParvisChange *change,
                    gint64        now)
{
  g_autofree char *key = g_strconcat (change->kind, "/", change->id, NULL);
  Pace *pace = g_hash_table_lookup (self->paces, key);

  if (self->interval <= 0)
    return TRUE;

  if (pace != NULL)
    {
      parvis_ring_remove (&pace->held_link);
      g_clear_pointer (&pace->held, parvis_change_unref);
      pace->held = parvis_change_ref (change);
      parvis_ring_append (&self->helds, &pace->held_link);
      return FALSE;
    }

  pace = g_new0 (Pace, 1);
  pace->key = g_steal_pointer (&key);
  pace->due = now + self->interval;
  parvis_ring_init (&pace->held_link);
  parvis_ring_append (&self->dues, &pace->due_link);
  g_hash_table_insert (self->paces, pace->key, pace);

  return TRUE;
}

gint64
parvis_pacer_flush (ParvisPacer    *self,
                    gint64          now,
                    ParvisPaceFunc  func,
                    gpointer        user_data)
{
  while (!parvis_ring_is_empty (&self->dues))
    {
      Pace *pace = PARVIS_RING_ENTRY (self->dues.next, Pace, due_link);
      g_autoptr (ParvisChange) change = NULL;

      if (pace->due > now)
        return pace->due - now;

      if (pace->held == NULL)
        {
          g_hash_table_remove (self->paces, pace->key);
          continue;
        }

      change = g_steal_pointer (&pace->held);
      parvis_ring_remove (&pace->held_link);
      parvis_ring_remove (&pace->due_link);
      pace->due = now + self->interval;
      parvis_ring_append (&self->dues, &pace->due_link);
      func (change, user_data);
    }

  return -1;
}

gint64
parvis_pacer_get_cursor (const ParvisPacer *self,
                         gint64             latest)
{
  const Pace *oldest;

  if (parvis_ring_is_empty (&self->helds))
    return latest;

  oldest = PARVIS_RING_ENTRY (self->helds.next, Pace, held_link);

  return MIN (latest, oldest->held->seq - 1);
}
