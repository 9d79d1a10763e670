/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-outbox"

#include "config.h"

#include "parvis-outbox.h"

struct _ParvisOutbox
{
  GPtrArray  *all;        /* owns the actions */
  GHashTable *by_key;
  GHashTable *by_object;  /* object → GPtrArray */
  gint64      last;
};

ParvisQueued *
parvis_queued_new (const char       *key,
                   const ParvisVerb *verb,
                   const char       *object,
                   json_t           *body,
                   gint64            created_at)
{
  ParvisQueued *queued = g_new0 (ParvisQueued, 1);

  queued->key = g_strdup (key);
  queued->verb = verb;
  queued->object = g_strdup (object);
  queued->body = body;
  queued->created_at = created_at;
  queued->floor = PARVIS_NOT_TRIED;

  return queued;
}

ParvisQueued *
parvis_queued_copy (const ParvisQueued *queued)
{
  ParvisQueued *copy = g_memdup2 (queued, sizeof *queued);

  copy->key = g_strdup (queued->key);
  copy->object = g_strdup (queued->object);
  copy->body = json_deep_copy (queued->body);
  copy->reason = g_strdup (queued->reason);
  copy->problem = g_strdup (queued->problem);
  copy->field = g_strdup (queued->field);

  return copy;
}

void
parvis_queued_free (ParvisQueued *queued)
{
  g_free (queued->key);
  g_free (queued->object);
  g_free (queued->reason);
  g_free (queued->problem);
  g_free (queued->field);
  json_decref (queued->body);
  g_free (queued);
}

gboolean
parvis_queued_is_pending (const ParvisQueued *queued)
{
  return queued->state != PARVIS_QUEUED_ANSWERED && queued->state != PARVIS_QUEUED_REFUSED;
}

gboolean
parvis_queued_was_sent (const ParvisQueued *queued)
{
  return queued->state == PARVIS_QUEUED_UNDER_WAY || queued->state == PARVIS_QUEUED_IN_DOUBT;
}

gboolean
parvis_queued_shows (const ParvisQueued *queued,
                     const char         *kind)
{
  guint bit = parvis_verb_get_bit (queued->verb, kind);

  return bit != 0 &&
         queued->state != PARVIS_QUEUED_REFUSED &&
         ((queued->settled | queued->hidden) & bit) == 0;
}

ParvisAction *
parvis_queued_to_action (const ParvisQueued *queued)
{
  ParvisAction *action = g_new0 (ParvisAction, 1);

  g_ref_count_init (&action->ref_count);
  action->key = g_strdup (queued->key);
  action->name = g_strdup (queued->verb->name);
  action->kind = g_strdup (queued->verb->kind);
  action->object = g_strdup (queued->object);
  action->body = json_incref (queued->body);
  action->created_at = queued->created_at;
  action->sent = parvis_queued_was_sent (queued);
  action->refused = queued->state == PARVIS_QUEUED_REFUSED;
  action->reason = g_strdup (queued->reason);
  action->problem = g_strdup (queued->problem);
  action->field = g_strdup (queued->field);

  return action;
}

ParvisOutbox *
parvis_outbox_new (void)
{
  ParvisOutbox *self = g_new0 (ParvisOutbox, 1);

  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_queued_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_object = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_ptr_array_unref);

  return self;
}

void
parvis_outbox_free (ParvisOutbox *self)
{
  g_hash_table_unref (self->by_object);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->all);
  g_free (self);
}

void
parvis_outbox_add (ParvisOutbox *self,
                   ParvisQueued *queued)
{
  GPtrArray *siblings = parvis_outbox_get_object (self, queued->object);

  if (queued->position == 0)
    queued->position = self->last + 1;

  self->last = MAX (self->last, queued->position);

  if (siblings == NULL)
    {
      siblings = g_ptr_array_new ();
      g_hash_table_insert (self->by_object, g_strdup (queued->object), siblings);
    }

  g_ptr_array_add (siblings, queued);
  g_ptr_array_add (self->all, queued);
  g_hash_table_insert (self->by_key, queued->key, queued);
}

void
parvis_outbox_remove (ParvisOutbox *self,
                      ParvisQueued *queued)
{
  GPtrArray *siblings = parvis_outbox_get_object (self, queued->object);

  g_return_if_fail (siblings != NULL);

  g_ptr_array_remove (siblings, queued);
  if (siblings->len == 0)
    g_hash_table_remove (self->by_object, queued->object);

  g_hash_table_remove (self->by_key, queued->key);
  g_ptr_array_remove (self->all, queued);
}

ParvisQueued *
parvis_outbox_find (ParvisOutbox *self,
                    const char   *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

GPtrArray *
parvis_outbox_get_all (ParvisOutbox *self)
{
  return self->all;
}

GPtrArray *
parvis_outbox_get_object (ParvisOutbox *self,
                          const char   *object)
{
  return g_hash_table_lookup (self->by_object, object);
}

guint
parvis_outbox_count_pending (ParvisOutbox *self)
{
  guint count = 0;

  for (guint i = 0; i < self->all->len; i++)
    count += parvis_queued_is_pending (g_ptr_array_index (self->all, i)) ? 1 : 0;

  return count;
}

guint
parvis_outbox_count_refused (ParvisOutbox *self)
{
  guint count = 0;

  for (guint i = 0; i < self->all->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (self->all, i);

      count += queued->state == PARVIS_QUEUED_REFUSED ? 1 : 0;
    }

  return count;
}
