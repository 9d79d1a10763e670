/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-desk-do"

#include "config.h"

#include "parvis-desk-do.h"

/* One thing that was done, as the stack of the desk keeps it. */
typedef struct
{
  ParvisDesk *desk;        /* borrowed: it owns the stack */
  char       *name;
  char       *object;
  json_t     *body;
  char       *back;        /* (nullable) */
  char       *back_object;
  json_t     *back_body;
  char       *key;         /* (nullable): of the command, once it is on this disk */
} Step;

static void
clear_step (gpointer data)
{
  Step *step = data;

  g_free (step->name);
  g_free (step->object);
  json_decref (step->body);
  g_free (step->back);
  g_free (step->back_object);
  json_decref (step->back_body);
  g_free (step->key);
}

static void
release_step (gpointer data)
{
  g_rc_box_release_full (data, clear_step);
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Step *step = user_data;
  g_autoptr(GError) error = NULL;
  char *key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);

  if (key == NULL)
    {
      g_message ("%s was not kept: %s", step->name, error->message);
    }
  else
    {
      g_free (step->key);
      step->key = key;
    }
  release_step (step);
}

static void
submit (Step       *step,
        const char *name,
        const char *object,
        json_t     *body)
{
  parvis_session_submit_async (parvis_desk_get_session (step->desk), name, object, body, NULL,
                               submitted_cb, g_rc_box_acquire (step));
}

static void
take_back (gpointer data)
{
  Step *step = data;
  ParvisSession *session = parvis_desk_get_session (step->desk);

  if (step->key != NULL && parvis_session_withdraw (session, step->key))
    g_clear_pointer (&step->key, g_free);
  else if (step->back != NULL)
    submit (step, step->back, step->back_object, step->back_body);
}

static void
do_again (gpointer data)
{
  Step *step = data;

  submit (step, step->name, step->object, step->body);
}

guint
parvis_desk_do (ParvisDesk              *desk,
                const ParvisDeskCommand *command)
{
  static const ParvisUndoFuncs funcs = { take_back, do_again, release_step };
  Step *step = g_rc_box_new0 (Step);

  step->desk = desk;
  step->name = g_strdup (command->name);
  step->object = g_strdup (command->object);
  step->body = command->body != NULL ? command->body : json_object ();
  step->back = g_strdup (command->back);
  step->back_object = g_strdup (command->back_object != NULL ? command->back_object
                                                             : command->object);
  step->back_body = command->back_body != NULL ? command->back_body : json_object ();
  submit (step, step->name, step->object, step->body);

  /* What cannot be taken back is not on the stack. */
  if (step->back == NULL)
    {
      release_step (step);
      return 0;
    }

  return parvis_undo_push (parvis_desk_get_undo (desk), command->what, &funcs, step);
}
