/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-view"

#include "config.h"

#include "parvis-view.h"

#include "parvis-words.h"

#include <string.h>

/* More are folded into the newest: the feed is compacted, so a later body of
 * an entity says all that an earlier one did.
 */
#define HELD_MAX 4

typedef struct
{
  char            *id;
  const char      *kind;
  gint64           seq;
  json_t          *base;        /* what the service said; NULL if it said nothing or deleted it */

  ParvisEntityRef *shown;       /* NULL when it must be drawn again */
  gboolean         changed;     /* it is in the view's list of changed entries */

  char            *owner;       /* (nullable): the object whose actions show through it */
  GPtrArray       *held;        /* (nullable) (element-type ParvisFeedChange), by seq */
  gint64           held_since;
} Entry;

struct _ParvisView
{
  const char * const *kinds;
  ParvisOutbox       *outbox;

  GHashTable         *tables;   /* kind → (id → Entry) */
  GPtrArray          *changed;  /* borrowed entries */
  GPtrArray          *holding;  /* borrowed entries with something held */
  char               *horizon;  /* (nullable) */
  gint64              reached;  /* the newest that was offered */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->id);
  g_free (entry->owner);
  json_decref (entry->base);
  g_clear_pointer (&entry->shown, parvis_entity_unref);
  g_clear_pointer (&entry->held, g_ptr_array_unref);
  g_free (entry);
}

ParvisView *
parvis_view_new (const char * const *kinds,
                 ParvisOutbox       *outbox)
{
  ParvisView *self = g_new0 (ParvisView, 1);

  self->kinds = kinds;
  self->outbox = outbox;
  self->changed = g_ptr_array_new ();
  self->holding = g_ptr_array_new ();
  self->tables = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                        (GDestroyNotify) g_hash_table_unref);

  for (guint i = 0; kinds[i] != NULL; i++)
    g_hash_table_insert (self->tables, (gpointer) kinds[i],
                         g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free));

  return self;
}

void
parvis_view_free (ParvisView *self)
{
  g_ptr_array_unref (self->changed);
  g_ptr_array_unref (self->holding);
  g_hash_table_unref (self->tables);
  g_free (self->horizon);
  g_free (self);
}

void
parvis_view_set_horizon (ParvisView *self,
                         const char *day)
{
  g_free (self->horizon);
  self->horizon = g_strdup (day);
}

/* What was over before the program started is only on disk, unless a screen has it. */
static gboolean
is_past (ParvisView             *self,
         const ParvisFeedChange *change)
{
  char day[PARVIS_ENTITY_DAY_SIZE];

  return self->horizon != NULL && parvis_kind_is_dated (change->kind) &&
         (!parvis_entity_get_day (change->kind, change->body, day) ||
          strcmp (day, self->horizon) < 0);
}

static void
set_owner (Entry        *entry,
           const json_t *body)
{
  if (entry->owner == NULL && strcmp (entry->kind, PARVIS_KIND_BAKE) == 0)
    entry->owner = g_strdup (json_string_value (json_object_get (body, "product")));
}

static Entry *
find_entry (ParvisView *self,
            const char *kind,
            const char *id)
{
  GHashTable *table = g_hash_table_lookup (self->tables, kind);

  return table != NULL ? g_hash_table_lookup (table, id) : NULL;
}

static Entry *
ensure_entry (ParvisView *self,
              const char *kind,
              const char *id)
{
  gpointer own_kind;
  gpointer table;
  Entry *entry;

  if (!g_hash_table_lookup_extended (self->tables, kind, &own_kind, &table))
    return NULL;

  entry = g_hash_table_lookup (table, id);
  if (entry != NULL)
    return entry;

  entry = g_new0 (Entry, 1);
  entry->id = g_strdup (id);
  entry->kind = own_kind;
  g_hash_table_insert (table, entry->id, entry);

  return entry;
}

static void
mark_changed (ParvisView *self,
              Entry      *entry)
{
  g_clear_pointer (&entry->shown, parvis_entity_unref);

  if (entry->changed)
    return;

  entry->changed = TRUE;
  g_ptr_array_add (self->changed, entry);
}

void
parvis_view_load (ParvisView *self,
                  const char *kind,
                  const char *id,
                  gint64      seq,
                  json_t     *body)
{
  Entry *entry = ensure_entry (self, kind, id);

  if (entry == NULL)
    {
      json_decref (body);
      return;
    }

  json_decref (entry->base);
  entry->base = body;
  entry->seq = seq;
  self->reached = MAX (self->reached, seq);
  set_owner (entry, body);
  mark_changed (self, entry);
}

/* Whether @queued is of the entity's owner, and shows through it. */
static gboolean
shows_through (const ParvisQueued *queued,
               const Entry        *entry)
{
  return queued->verb->through != NULL && strcmp (queued->verb->through, entry->kind) == 0 &&
         parvis_queued_shows (queued, queued->verb->kind);
}

/* Whether replacing the entity by its state at @seq leaves each effect drawn
 * exactly once. An answered action is certain: the state has its effect from the
 * answer's number on. Of one without an answer only what is older than its
 * sending is.
 */
static gboolean
may_apply (ParvisView *self,
           Entry      *entry,
           gint64      seq)
{
  GPtrArray *actions = parvis_outbox_get_object (self->outbox, entry->id);

  for (guint i = 0; actions != NULL && i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      if (parvis_queued_was_sent (queued) && parvis_queued_shows (queued, entry->kind) &&
          seq > queued->floor)
        return FALSE;
    }

  actions = entry->owner != NULL ? parvis_outbox_get_object (self->outbox, entry->owner) : NULL;
  for (guint i = 0; actions != NULL && i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      if (parvis_queued_was_sent (queued) && shows_through (queued, entry) && seq > queued->floor)
        return FALSE;
    }

  return TRUE;
}

static void
settle_one (ParvisView   *self,
            Entry        *entry,
            ParvisQueued *queued)
{
  queued->settled |= parvis_verb_get_bit (queued->verb, entry->kind);
  queued->row_dirty = TRUE;
  mark_changed (self, entry);
}

/* Ends the drawing of effects that the entity has by itself now. */
static void
settle (ParvisView *self,
        Entry      *entry)
{
  GPtrArray *actions = parvis_outbox_get_object (self->outbox, entry->id);

  for (guint i = 0; actions != NULL && i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);
      guint bit = parvis_verb_get_bit (queued->verb, entry->kind);

      if (queued->state == PARVIS_QUEUED_ANSWERED && bit != 0 && (queued->settled & bit) == 0 &&
          queued->verb->through == NULL && queued->seq <= entry->seq)
        settle_one (self, entry, queued);
    }
}

static gboolean
is_holding_for (ParvisView *self,
                const char *owner)
{
  for (guint i = 0; i < self->holding->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->holding, i);

      if (g_strcmp0 (entry->owner, owner) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Ends the drawing of what the entities of @owner have by now: the feed is in order,
 * so all of an action has come when its number has.
 */
static void
settle_through (ParvisView *self,
                const char *owner)
{
  GPtrArray *actions = parvis_outbox_get_object (self->outbox, owner);

  for (guint i = 0; actions != NULL && i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);
      Entry *entry = find_entry (self, queued->verb->kind, owner);

      if (queued->verb->through != NULL && queued->state == PARVIS_QUEUED_ANSWERED &&
          parvis_queued_shows (queued, queued->verb->kind) && entry != NULL &&
          queued->seq <= self->reached && !is_holding_for (self, owner))
        settle_one (self, entry, queued);
    }
}

static void
drop_held (ParvisView *self,
           Entry      *entry,
           guint       count)
{
  g_ptr_array_remove_range (entry->held, 0, count);

  if (entry->held->len == 0)
    {
      g_clear_pointer (&entry->held, g_ptr_array_unref);
      g_ptr_array_remove_fast (self->holding, entry);
    }
}

static void
take_over (ParvisView       *self,
           Entry            *entry,
           ParvisFeedChange *change,
           GPtrArray        *applied)
{
  json_decref (entry->base);
  entry->base = change->body != NULL ? json_incref (change->body) : NULL;
  entry->seq = change->seq;
  g_ptr_array_add (applied, parvis_feed_change_ref (change));
  mark_changed (self, entry);
}

static void
review_entry (ParvisView *self,
              Entry      *entry,
              GPtrArray  *applied)
{
  for (guint n = entry->held != NULL ? entry->held->len : 0; n > 0; n--)
    {
      ParvisFeedChange *change = g_ptr_array_index (entry->held, n - 1);

      if (!may_apply (self, entry, change->seq))
        continue;

      take_over (self, entry, change, applied);
      drop_held (self, entry, n);
      break;
    }

  settle (self, entry);
}

static void
hold (ParvisView       *self,
      Entry            *entry,
      ParvisFeedChange *change,
      gint64            now)
{
  if (entry->held == NULL)
    {
      entry->held = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
      entry->held_since = now;
      g_ptr_array_add (self->holding, entry);
    }
  else if (entry->held->len == HELD_MAX)
    {
      g_ptr_array_remove_index (entry->held, HELD_MAX - 1);
    }

  g_ptr_array_add (entry->held, parvis_feed_change_ref (change));
}

void
parvis_view_offer (ParvisView       *self,
                   ParvisFeedChange *change,
                   gint64            now,
                   GPtrArray        *applied)
{
  Entry *entry = find_entry (self, change->kind, change->id);
  ParvisFeedChange *last;

  self->reached = MAX (self->reached, change->seq);
  if (entry == NULL && !is_past (self, change))
    entry = ensure_entry (self, change->kind, change->id);

  /* Kinds that no live screen shows, and what is past, only go to disk. */
  if (entry == NULL)
    {
      g_ptr_array_add (applied, parvis_feed_change_ref (change));
      return;
    }

  last = entry->held != NULL ? g_ptr_array_index (entry->held, entry->held->len - 1) : NULL;

  if (change->seq <= entry->seq || (last != NULL && change->seq <= last->seq))
    return;

  set_owner (entry, change->body);
  hold (self, entry, change, now);
  review_entry (self, entry, applied);
  if (entry->owner != NULL)
    settle_through (self, entry->owner);
}

void
parvis_view_review (ParvisView *self,
                    const char *object,
                    GPtrArray  *applied)
{
  for (guint i = 0; self->kinds[i] != NULL; i++)
    {
      Entry *entry = find_entry (self, self->kinds[i], object);

      if (entry != NULL)
        review_entry (self, entry, applied);
    }

  for (guint i = self->holding->len; i > 0; i--)
    {
      Entry *entry = g_ptr_array_index (self->holding, i - 1);

      if (g_strcmp0 (entry->owner, object) == 0)
        review_entry (self, entry, applied);
    }
  settle_through (self, object);
}

void
parvis_view_conclude (ParvisView   *self,
                      ParvisQueued *queued)
{
  for (guint i = 0; i < PARVIS_VERB_MAX_TARGETS; i++)
    {
      const char *kind = queued->verb->targets[i].kind;
      Entry *entry = kind != NULL ? find_entry (self, kind, queued->object) : NULL;

      if (kind == NULL || (queued->settled & (1u << i)) != 0)
        continue;

      if (entry == NULL)
        queued->settled |= 1u << i;
      else if (entry->held == NULL)
        settle_one (self, entry, queued);
    }
}

/* What may_apply() is not certain of. */
static void
hide_uncertain (ParvisView *self,
                Entry      *entry,
                gint64      seq)
{
  GPtrArray *actions = parvis_outbox_get_object (self->outbox, entry->id);

  for (guint i = 0; actions != NULL && i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      if (!parvis_queued_was_sent (queued) || seq <= queued->floor)
        continue;

      queued->hidden |= parvis_verb_get_bit (queued->verb, entry->kind);
      queued->row_dirty = TRUE;
    }

  actions = entry->owner != NULL ? parvis_outbox_get_object (self->outbox, entry->owner) : NULL;
  for (guint i = 0; actions != NULL && i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      if (!parvis_queued_was_sent (queued) || seq <= queued->floor ||
          !shows_through (queued, entry))
        continue;

      queued->hidden |= parvis_verb_get_bit (queued->verb, queued->verb->kind);
      queued->row_dirty = TRUE;
      parvis_view_touch (self, entry->owner);
    }
}

void
parvis_view_release (ParvisView *self,
                     gint64      limit,
                     GPtrArray  *applied)
{
  for (guint i = self->holding->len; i > 0; i--)
    {
      Entry *entry = g_ptr_array_index (self->holding, i - 1);
      ParvisFeedChange *newest;

      if (entry->held_since > limit)
        continue;

      newest = g_ptr_array_index (entry->held, entry->held->len - 1);
      hide_uncertain (self, entry, newest->seq);
      review_entry (self, entry, applied);
    }
}

gint64
parvis_view_get_held_since (ParvisView *self)
{
  gint64 since = PARVIS_NEVER;

  for (guint i = 0; i < self->holding->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->holding, i);

      since = MIN (since, entry->held_since);
    }

  return since;
}

gint64
parvis_view_get_held_seq (ParvisView *self)
{
  gint64 seq = PARVIS_NEVER;

  for (guint i = 0; i < self->holding->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->holding, i);
      ParvisFeedChange *first = g_ptr_array_index (entry->held, 0);

      seq = MIN (seq, first->seq);
    }

  return seq;
}

void
parvis_view_age (ParvisView *self)
{
  GHashTableIter kinds;
  gpointer table;

  while (self->holding->len > 0)
    {
      Entry *entry = g_ptr_array_index (self->holding, 0);

      drop_held (self, entry, entry->held->len);
    }

  g_hash_table_iter_init (&kinds, self->tables);
  while (g_hash_table_iter_next (&kinds, NULL, &table))
    {
      GHashTableIter entries;
      gpointer entry;

      g_hash_table_iter_init (&entries, table);
      while (g_hash_table_iter_next (&entries, NULL, &entry))
        ((Entry *) entry)->seq = 0;
    }
}

void
parvis_view_sweep (ParvisView *self)
{
  GHashTableIter kinds;
  gpointer table;

  g_hash_table_iter_init (&kinds, self->tables);
  while (g_hash_table_iter_next (&kinds, NULL, &table))
    {
      GHashTableIter entries;
      gpointer value;

      g_hash_table_iter_init (&entries, table);
      while (g_hash_table_iter_next (&entries, NULL, &value))
        {
          Entry *entry = value;

          if (entry->seq > 0 || entry->base == NULL)
            continue;

          g_clear_pointer (&entry->base, json_decref);
          mark_changed (self, entry);
        }
    }
}

void
parvis_view_touch (ParvisView *self,
                   const char *object)
{
  for (guint i = 0; self->kinds[i] != NULL; i++)
    {
      Entry *entry = find_entry (self, self->kinds[i], object);

      if (entry != NULL)
        mark_changed (self, entry);
    }
}

static void
draw (ParvisView *self,
      Entry      *entry)
{
  GPtrArray *actions = parvis_outbox_get_object (self->outbox, entry->id);
  g_autoptr(json_t) body = NULL;
  guint waiting = 0;

  for (guint i = 0; entry->base != NULL && actions != NULL && i < actions->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (actions, i);

      if (!parvis_queued_shows (queued, entry->kind))
        continue;

      if (body == NULL)
        body = json_deep_copy (entry->base);

      parvis_verb_apply (queued->verb, entry->kind, body, queued->body, queued->key,
                         queued->created_at);
      waiting += parvis_queued_is_pending (queued) ? 1 : 0;
    }

  if (body == NULL && entry->base != NULL)
    body = json_incref (entry->base);

  entry->shown = parvis_entity_new (entry->kind, entry->id, entry->seq,
                                    g_steal_pointer (&body), waiting);
}

static ParvisEntityRef *
get_shown (ParvisView *self,
           Entry      *entry)
{
  if (entry->shown == NULL)
    draw (self, entry);

  return entry->shown;
}

ParvisEntityRef *
parvis_view_dup (ParvisView *self,
                 const char *kind,
                 const char *id)
{
  Entry *entry = find_entry (self, kind, id);

  if (entry == NULL || entry->base == NULL)
    return NULL;

  return parvis_entity_ref (get_shown (self, entry));
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  const ParvisEntityRef *one = *(const ParvisEntityRef * const *) a;
  const ParvisEntityRef *other = *(const ParvisEntityRef * const *) b;

  return strcmp (one->id, other->id);
}

GPtrArray *
parvis_view_list (ParvisView *self,
                  const char *kind)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);
  GHashTable *table = g_hash_table_lookup (self->tables, kind);
  GHashTableIter entries;
  gpointer value;

  if (table == NULL)
    return list;

  g_hash_table_iter_init (&entries, table);
  while (g_hash_table_iter_next (&entries, NULL, &value))
    {
      Entry *entry = value;

      if (entry->base != NULL)
        g_ptr_array_add (list, parvis_entity_ref (get_shown (self, entry)));
    }

  g_ptr_array_sort (list, compare_ids);

  return list;
}

gboolean
parvis_view_has_changed (ParvisView *self)
{
  return self->changed->len > 0;
}

GPtrArray *
parvis_view_take_changed (ParvisView *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);

  for (guint i = 0; i < self->changed->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->changed, i);

      entry->changed = FALSE;
      g_ptr_array_add (list, parvis_entity_ref (get_shown (self, entry)));
    }

  g_ptr_array_set_size (self->changed, 0);

  return list;
}
