/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisRing:
 *
 * A link of a circular list inside the thing that it links, and, standing
 * alone, the list itself. Ten thousand streams move from one list to another at
 * every event, which must neither allocate nor walk.
 */
typedef struct _ParvisRing ParvisRing;

struct _ParvisRing
{
  ParvisRing *prev;
  ParvisRing *next;
};

/* The thing of type @Type whose member @field is at @link. */
#define PARVIS_RING_ENTRY(link, Type, field) \
  ((Type *) (gpointer) ((char *) (link) - G_STRUCT_OFFSET (Type, field)))

static inline void
parvis_ring_init (ParvisRing *ring)
{
  ring->prev = ring;
  ring->next = ring;
}

static inline gboolean
parvis_ring_is_empty (const ParvisRing *ring)
{
  return ring->next == ring;
}

static inline void
parvis_ring_append (ParvisRing *ring,
                    ParvisRing *link)
{
  link->prev = ring->prev;
  link->next = ring;
  ring->prev->next = link;
  ring->prev = link;
}

/* Harmless on a link that is in no list. */
static inline void
parvis_ring_remove (ParvisRing *link)
{
  link->prev->next = link->next;
  link->next->prev = link->prev;
  parvis_ring_init (link);
}

/* Appends all of @other, which is empty then. */
static inline void
parvis_ring_splice (ParvisRing *ring,
                    ParvisRing *other)
{
  if (parvis_ring_is_empty (other))
    return;

  other->next->prev = ring->prev;
  ring->prev->next = other->next;
  other->prev->next = ring;
  ring->prev = other->prev;
  parvis_ring_init (other);
}

G_END_DECLS
