/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-gesture"

#include "config.h"

#include "parvis-gesture.h"

#define COUNT_MAX 1000

typedef struct
{
  ParvisGesture *gesture;     /* owned while the command is being written */
  char          *key;         /* NULL until it is on the disk */
  int            delta;
} Part;

struct _ParvisGesture
{
  grefcount          ref_count;

  /* Owned */
  ParvisSession     *session;
  char              *gauge;
  GPtrArray         *parts;

  ParvisGestureFunc  changed;
  gpointer           user_data;
  guint              writing;    /* parts without a key yet */
  gboolean           wants;      /* a total was asked for meanwhile */
  int                wanted;
};

static void
free_part (gpointer data)
{
  Part *part = data;

  g_free (part->key);
  g_free (part);
}

/**
 * parvis_gesture_new:
 * @changed: called on the main thread
 */
ParvisGesture *
parvis_gesture_new (ParvisSession     *session,
                    const char        *gauge,
                    ParvisGestureFunc  changed,
                    gpointer           user_data)
{
  ParvisGesture *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);
  g_return_val_if_fail (gauge != NULL, NULL);
  g_return_val_if_fail (changed != NULL, NULL);

  self = g_new0 (ParvisGesture, 1);
  g_ref_count_init (&self->ref_count);
  self->session = g_object_ref (session);
  self->gauge = g_strdup (gauge);
  self->parts = g_ptr_array_new_with_free_func (free_part);
  self->changed = changed;
  self->user_data = user_data;

  return self;
}

ParvisGesture *
parvis_gesture_ref (ParvisGesture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->ref_count);

  return self;
}

void
parvis_gesture_unref (ParvisGesture *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->session);
  g_ptr_array_unref (self->parts);
  g_free (self->gauge);
  g_free (self);
}

void
parvis_gesture_detach (ParvisGesture *self)
{
  g_return_if_fail (self != NULL);

  self->changed = NULL;
  self->user_data = NULL;
}

static void
tell (ParvisGesture *self,
      const GError  *error)
{
  if (self->changed != NULL)
    self->changed (self, error, self->user_data);
}

static void
submit_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Part *part = user_data;
  g_autoptr(ParvisGesture) self = g_steal_pointer (&part->gesture);
  g_autoptr(GError) error = NULL;

  part->key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);
  self->writing--;

  /* What could not be written did not happen: the session has taken its effect
   * off the screen again.
   */
  if (part->key == NULL)
    g_ptr_array_remove (self->parts, part);

  if (self->writing == 0 && self->wants)
    {
      self->wants = FALSE;
      parvis_gesture_reach (self, self->wanted);
    }

  tell (self, error);
}

/**
 * parvis_gesture_submit:
 * @name: "gauge.count" or "gauge.recount"
 * @body: (transfer full)
 * @delta: by how much it moves the figure
 */
void
parvis_gesture_submit (ParvisGesture *self,
                       const char    *name,
                       json_t        *body,
                       int            delta)
{
  g_autoptr(json_t) owned = body;
  Part *part;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  part = g_new0 (Part, 1);
  part->delta = delta;
  part->gesture = parvis_gesture_ref (self);
  g_ptr_array_add (self->parts, part);
  self->writing++;

  parvis_session_submit_async (self->session, name, self->gauge, owned, NULL, submit_cb, part);
}

/* A count is of at most so many at once; a recount, and so what takes it back, of more. */
static void
submit_counts (ParvisGesture *self,
               int            rest)
{
  while (rest != 0)
    {
      int delta = CLAMP (rest, -COUNT_MAX, COUNT_MAX);
      json_t *body = json_object ();

      json_object_set_new (body, "delta", json_integer (delta));
      parvis_json_set_time (body, "at", parvis_session_now (self->session));
      parvis_gesture_submit (self, "gauge.count", body, delta);
      rest -= delta;
    }
}

/**
 * parvis_gesture_reach:
 * @total: what the gesture shall have moved the figure by: 0 takes it back, its
 *   former total does it again
 */
void
parvis_gesture_reach (ParvisGesture *self,
                      int            total)
{
  g_return_if_fail (self != NULL);

  /* Only what is on the disk can be withdrawn: a moment later it is. */
  if (self->writing > 0)
    {
      self->wants = TRUE;
      self->wanted = total;
      return;
    }

  for (guint i = self->parts->len; i > 0; i--)
    {
      const Part *part = g_ptr_array_index (self->parts, i - 1);

      if (parvis_session_withdraw (self->session, part->key))
        g_ptr_array_remove_index (self->parts, i - 1);
    }

  submit_counts (self, total - parvis_gesture_get_total (self));
  tell (self, NULL);
}

/* Returns: by how much it moves the figure, once all that was asked is done */
int
parvis_gesture_get_total (ParvisGesture *self)
{
  int total = 0;

  g_return_val_if_fail (self != NULL, 0);

  if (self->wants)
    return self->wanted;

  for (guint i = 0; i < self->parts->len; i++)
    total += ((Part *) g_ptr_array_index (self->parts, i))->delta;

  return total;
}

static gboolean
has_key (ParvisGesture *self,
         const char    *key)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (g_strcmp0 (((Part *) g_ptr_array_index (self->parts, i))->key, key) == 0)
      return TRUE;

  return FALSE;
}

void
parvis_gesture_add_keys_to (ParvisGesture *self,
                            GHashTable    *keys)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (keys != NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = g_ptr_array_index (self->parts, i);

      if (part->key != NULL)
        g_hash_table_add (keys, g_strdup (part->key));
    }
}

guint
parvis_gesture_count_in (ParvisGesture *self,
                         GPtrArray     *actions,
                         guint         *refused)
{
  guint waiting = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (actions != NULL, 0);

  *refused = 0;
  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = g_ptr_array_index (actions, i);

      if (!has_key (self, action->key))
        continue;
      if (action->refused)
        (*refused)++;
      else
        waiting++;
    }

  return waiting + self->writing;
}

/* Returns: whether some of it is not on the disk yet */
gboolean
parvis_gesture_is_settling (ParvisGesture *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->writing > 0;
}
