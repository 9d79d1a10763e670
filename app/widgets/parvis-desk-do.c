/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-desk-do"

#include "config.h"

#include "parvis-desk-do.h"

#include "parvis-error.h"

#include <glib/gi18n.h>

/* One thing that was done, as the stack of the desk keeps it. */
typedef struct
{
  ParvisDesk *desk;        /* weak: it owns the stack, and may go before the disk answers */
  char       *name;
  char       *what;
  char       *object;
  json_t     *body;
  char       *back;        /* (nullable) */
  char       *back_object;
  json_t     *back_body;
  char       *key;         /* (nullable): of the command, once it is on this disk */
  guint       id;          /* on the stack, or 0 */
  void      (*kept) (gboolean kept, gpointer data);
  gpointer    kept_data;
  void      (*kept_destroy) (gpointer data);
} Step;

/* Once. */
static void
tell_kept (Step     *step,
           gboolean  kept)
{
  void (*tell) (gboolean kept, gpointer data) = step->kept;

  step->kept = NULL;
  if (tell != NULL)
    tell (kept, step->kept_data);
}

static void
clear_step (gpointer data)
{
  Step *step = data;

  g_clear_weak_pointer (&step->desk);
  if (step->kept_destroy != NULL)
    step->kept_destroy (step->kept_data);
  g_free (step->name);
  g_free (step->what);
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

/* It was announced, and is not so. */
static void
say_lost (Step *step)
{
  g_autofree char *sentence = NULL;

  if (step->desk == NULL)
    return;

  parvis_undo_forget (parvis_desk_get_undo (step->desk), step->id);
  if (*step->what != '\0')
    /* Translators: what was done, "Ready: Mme Lefèvre". */
    sentence = g_strdup_printf (_("This computer could not keep it, and nothing was sent: %s"),
                                step->what);
  else
    sentence = g_strdup (_("This computer could not keep what was done, and nothing was sent."));
  parvis_desk_say (step->desk, sentence, 0);
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
      if (!g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
        say_lost (step);
    }
  else
    {
      g_free (step->key);
      step->key = key;
    }
  tell_kept (step, key != NULL);
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

  g_set_weak_pointer (&step->desk, desk);
  step->name = g_strdup (command->name);
  step->what = g_strdup (command->what != NULL ? command->what : "");
  step->kept = command->kept;
  step->kept_data = command->kept_data;
  step->kept_destroy = command->kept_destroy;
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

  step->id = parvis_undo_push (parvis_desk_get_undo (desk), step->what, &funcs, step);

  return step->id;
}
