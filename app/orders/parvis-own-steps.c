/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-own-steps"

#include "config.h"

#include "parvis-own-steps.h"

typedef struct
{
  const char *state;          /* interned: where it led last */
  GPtrArray  *states;         /* interned: all that it went through */
  GArray     *steps;          /* of the stack of what can be undone */
} Own;

struct _ParvisOwnSteps
{
  GHashTable *orders;         /* id → Own */
};

static void
free_own (gpointer data)
{
  Own *own = data;

  g_ptr_array_unref (own->states);
  g_array_unref (own->steps);
  g_free (own);
}

ParvisOwnSteps *
parvis_own_steps_new (void)
{
  ParvisOwnSteps *self = g_new0 (ParvisOwnSteps, 1);

  self->orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_own);

  return self;
}

void
parvis_own_steps_free (ParvisOwnSteps *self)
{
  g_hash_table_unref (self->orders);
  g_free (self);
}

void
parvis_own_steps_note (ParvisOwnSteps *self,
                       const char     *id,
                       const char     *from,
                       const char     *made)
{
  Own *own = g_hash_table_lookup (self->orders, id);

  if (own == NULL)
    {
      own = g_new0 (Own, 1);
      own->states = g_ptr_array_new ();
      own->steps = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->orders, g_strdup (id), own);
    }
  own->state = g_intern_string (made);
  g_ptr_array_add (own->states, (gpointer) g_intern_string (from));
  g_ptr_array_add (own->states, (gpointer) own->state);
}

void
parvis_own_steps_add (ParvisOwnSteps *self,
                      const char     *id,
                      guint           step)
{
  Own *own = g_hash_table_lookup (self->orders, id);

  if (own != NULL)
    g_array_append_val (own->steps, step);
}

gboolean
parvis_own_steps_made (ParvisOwnSteps *self,
                       const char     *id,
                       const char     *state)
{
  const Own *own = g_hash_table_lookup (self->orders, id);

  return own != NULL && g_str_equal (own->state, state);
}

GArray *
parvis_own_steps_give_up (ParvisOwnSteps *self,
                          const char     *id,
                          const char     *state)
{
  const Own *own = g_hash_table_lookup (self->orders, id);
  GArray *steps;

  if (own == NULL || g_ptr_array_find (own->states, g_intern_string (state), NULL))
    return NULL;

  steps = g_array_ref (own->steps);
  g_hash_table_remove (self->orders, id);

  return steps;
}
