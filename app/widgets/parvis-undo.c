/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-undo"

#include "config.h"

#include "parvis-undo.h"

typedef struct
{
  guint            id;
  char            *what;
  ParvisUndoFuncs  funcs;
  gpointer         data;
} Step;

struct _ParvisUndo
{
  GObject    parent_instance;

  /* Owned */
  GPtrArray *done;            /* the newest last */
  GPtrArray *taken_back;      /* the one to do again first is last */

  guint      last_id;
};

G_DEFINE_FINAL_TYPE (ParvisUndo, parvis_undo, G_TYPE_OBJECT)

typedef enum
{
  PROP_LAST = 1,
  PROP_NEXT,
} ParvisUndoProperty;

static GParamSpec *properties[PROP_NEXT + 1];

enum
{
  SIGNAL_TAKEN_BACK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
free_step (gpointer data)
{
  Step *step = data;

  if (step->funcs.destroy != NULL)
    step->funcs.destroy (step->data);
  g_free (step->what);
  g_free (step);
}

static Step *
peek_step (GPtrArray *steps)
{
  return steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;
}

static gboolean
find_step (GPtrArray *steps,
           guint      id,
           guint     *index)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = g_ptr_array_index (steps, i);

      if (step->id == id)
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
notify_both (ParvisUndo *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT]);
}

static void
take_back_at (ParvisUndo *self,
              guint       index)
{
  Step *step = g_ptr_array_steal_index (self->done, index);
  guint id = step->id;

  /* The step is on the other stack before its function runs: what it calls
   * may look at us, or push.
   */
  if (step->funcs.do_again != NULL)
    {
      g_ptr_array_add (self->taken_back, step);
      step->funcs.take_back (step->data);
    }
  else
    {
      step->funcs.take_back (step->data);
      free_step (step);
    }

  notify_both (self);
  g_signal_emit (self, signals[SIGNAL_TAKEN_BACK], 0, id);
}

static void
parvis_undo_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ParvisUndo *self = PARVIS_UNDO (object);

  switch ((ParvisUndoProperty) prop_id)
    {
    case PROP_LAST:
      g_value_set_string (value, parvis_undo_get_last (self));
      break;

    case PROP_NEXT:
      g_value_set_string (value, parvis_undo_get_next (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_undo_finalize (GObject *object)
{
  ParvisUndo *self = PARVIS_UNDO (object);

  g_clear_pointer (&self->done, g_ptr_array_unref);
  g_clear_pointer (&self->taken_back, g_ptr_array_unref);

  G_OBJECT_CLASS (parvis_undo_parent_class)->finalize (object);
}

static void
parvis_undo_class_init (ParvisUndoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = parvis_undo_finalize;
  object_class->get_property = parvis_undo_get_property;

  properties[PROP_LAST] =
    g_param_spec_string ("last", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NEXT] =
    g_param_spec_string ("next", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_TAKEN_BACK] = g_signal_new ("taken-back", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                             1, G_TYPE_UINT);
}

static void
parvis_undo_init (ParvisUndo *self)
{
  self->done = g_ptr_array_new_with_free_func (free_step);
  self->taken_back = g_ptr_array_new_with_free_func (free_step);
}

ParvisUndo *
parvis_undo_new (void)
{
  return g_object_new (PARVIS_TYPE_UNDO, NULL);
}

/**
 * parvis_undo_push:
 * @what: what was done, as a person reads it: "+5 at 16:41"
 * @funcs: copied
 * @data: (transfer full): for @funcs
 *
 * Adds a step. What was taken back before can then no longer be done again,
 * and the oldest step is forgotten when there are too many.
 *
 * Returns: the step's number, never 0
 */
guint
parvis_undo_push (ParvisUndo            *self,
                  const char            *what,
                  const ParvisUndoFuncs *funcs,
                  gpointer               data)
{
  Step *step;

  g_return_val_if_fail (PARVIS_IS_UNDO (self), 0);
  g_return_val_if_fail (what != NULL, 0);
  g_return_val_if_fail (funcs != NULL && funcs->take_back != NULL, 0);

  step = g_new0 (Step, 1);
  step->id = ++self->last_id;
  step->what = g_strdup (what);
  step->funcs = *funcs;
  step->data = data;

  g_ptr_array_set_size (self->taken_back, 0);
  if (self->done->len == PARVIS_UNDO_DEPTH)
    g_ptr_array_remove_index (self->done, 0);
  g_ptr_array_add (self->done, step);
  notify_both (self);

  return step->id;
}

void
parvis_undo_rename (ParvisUndo *self,
                    guint       id,
                    const char *what)
{
  guint index;

  g_return_if_fail (PARVIS_IS_UNDO (self));
  g_return_if_fail (what != NULL);

  if (find_step (self->done, id, &index))
    {
      Step *step = g_ptr_array_index (self->done, index);

      g_free (step->what);
      step->what = g_strdup (what);
      notify_both (self);
    }
}

/**
 * parvis_undo_forget:
 *
 * Drops a step that cannot be taken back any more, wherever it stands.
 */
void
parvis_undo_forget (ParvisUndo *self,
                    guint       id)
{
  guint index;

  g_return_if_fail (PARVIS_IS_UNDO (self));

  if (find_step (self->done, id, &index))
    g_ptr_array_remove_index (self->done, index);
  else if (find_step (self->taken_back, id, &index))
    g_ptr_array_remove_index (self->taken_back, index);
  else
    return;

  notify_both (self);
}

/**
 * parvis_undo_take_back:
 *
 * Returns: FALSE when there is nothing to take back
 */
gboolean
parvis_undo_take_back (ParvisUndo *self)
{
  g_return_val_if_fail (PARVIS_IS_UNDO (self), FALSE);

  if (self->done->len == 0)
    return FALSE;

  take_back_at (self, self->done->len - 1);

  return TRUE;
}

/**
 * parvis_undo_take_back_step:
 *
 * What the button beside one gesture does: this step, even if others followed.
 */
gboolean
parvis_undo_take_back_step (ParvisUndo *self,
                            guint       id)
{
  guint index;

  g_return_val_if_fail (PARVIS_IS_UNDO (self), FALSE);

  if (!find_step (self->done, id, &index))
    return FALSE;

  take_back_at (self, index);

  return TRUE;
}

gboolean
parvis_undo_do_again (ParvisUndo *self)
{
  Step *step;

  g_return_val_if_fail (PARVIS_IS_UNDO (self), FALSE);

  if (self->taken_back->len == 0)
    return FALSE;

  step = g_ptr_array_steal_index (self->taken_back, self->taken_back->len - 1);
  g_ptr_array_add (self->done, step);
  step->funcs.do_again (step->data);
  notify_both (self);

  return TRUE;
}

gboolean
parvis_undo_has_step (ParvisUndo *self,
                      guint       id)
{
  guint index;

  g_return_val_if_fail (PARVIS_IS_UNDO (self), FALSE);

  return find_step (self->done, id, &index);
}

/* Returns: (nullable) (transfer none): what would be taken back next */
const char *
parvis_undo_get_last (ParvisUndo *self)
{
  const Step *step;

  g_return_val_if_fail (PARVIS_IS_UNDO (self), NULL);

  step = peek_step (self->done);

  return step != NULL ? step->what : NULL;
}

/* Returns: (nullable) (transfer none): what would be done again next */
const char *
parvis_undo_get_next (ParvisUndo *self)
{
  const Step *step;

  g_return_val_if_fail (PARVIS_IS_UNDO (self), NULL);

  step = peek_step (self->taken_back);

  return step != NULL ? step->what : NULL;
}
