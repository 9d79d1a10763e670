/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-feed.h"
#include "parvis-outbox.h"

/* With which rights a replica was read is not known. */
#define PARVIS_RIGHTS_UNKNOWN (-1)

G_BEGIN_DECLS

/**
 * ParvisBatch:
 * @age: first, let every entity count as older than anything (a resync begins)
 * @changes: (element-type ParvisFeedChange): entities to put or to delete
 * @rows: (element-type ParvisQueued): actions to put, as copies
 * @gone: (element-type utf8): keys of actions to forget
 * @sweep: last, drop the entities that the resync did not bring again
 * @cursor: from which the entities on disk miss nothing
 * @updated_at: when they were known to be current
 * @rights: of the account when they were read, or PARVIS_RIGHTS_UNKNOWN
 *
 * What one transaction of the replica writes. Owned by whoever has it; it
 * crosses to the worker and back.
 */
typedef struct
{
  guint64    number;
  gboolean   age;
  GPtrArray *changes;
  GPtrArray *rows;
  GPtrArray *gone;
  gboolean   sweep;
  gboolean   resync;
  gint64     cursor;
  gint64     updated_at;
  gint64     rights;
} ParvisBatch;

ParvisBatch    *parvis_batch_new     (guint64          number);
void            parvis_batch_free    (ParvisBatch     *batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisBatch, parvis_batch_free)

/**
 * ParvisSnapshot:
 * @entities: (element-type ParvisFeedChange): those of the live kinds
 * @actions: (element-type ParvisQueued): in order; the array does not own them
 *   once the engine has loaded it
 * @resync: a resync was under way when the program ended
 * @unreadable: actions that are sealed with a key that is not here
 *
 * What was on disk.
 */
typedef struct
{
  GPtrArray *entities;
  GPtrArray *actions;
  gint64     cursor;
  gint64     updated_at;
  gint64     rights;
  gboolean   resync;
  guint      unreadable;
} ParvisSnapshot;

ParvisSnapshot *parvis_snapshot_new  (void);
void            parvis_snapshot_free (ParvisSnapshot  *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSnapshot, parvis_snapshot_free)

G_END_DECLS
