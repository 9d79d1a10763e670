/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-decision"

#include "config.h"

#include "parvis-decision.h"

#include <glib/gi18n.h>

/* One that can be undone. */
typedef struct
{
  ParvisDesk *desk;        /* borrowed: it owns the stack */
  const char *verb;        /* literal */
  char       *object;
  json_t     *before;
  json_t     *after;
} Step;

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisDesk) desk = PARVIS_DESK (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);

  if (key != NULL)
    return;

  g_warning ("Cannot keep a decision: %s", error->message);
  parvis_desk_say (desk, _("This could not be kept on this computer. Try again."), 0);
}

void
parvis_decision_submit (ParvisDesk *desk,
                        const char *verb,
                        const char *object,
                        json_t     *body)
{
  g_return_if_fail (PARVIS_IS_DESK (desk));
  g_return_if_fail (verb != NULL && object != NULL);

  parvis_session_submit_async (parvis_desk_get_session (desk), verb, object, body, NULL,
                               submitted_cb, g_object_ref (desk));
}

static void
take_back (gpointer data)
{
  Step *step = data;

  parvis_decision_submit (step->desk, step->verb, step->object, step->before);
}

static void
do_again (gpointer data)
{
  Step *step = data;

  parvis_decision_submit (step->desk, step->verb, step->object, step->after);
}

static void
destroy (gpointer data)
{
  Step *step = data;

  g_free (step->object);
  json_decref (step->before);
  json_decref (step->after);
  g_free (step);
}

void
parvis_decision_change (ParvisDesk *desk,
                        const char *verb,
                        const char *object,
                        json_t     *before,
                        json_t     *after,
                        const char *sentence)
{
  static const ParvisUndoFuncs funcs = { take_back, do_again, destroy };
  Step *step;

  g_return_if_fail (PARVIS_IS_DESK (desk));
  g_return_if_fail (verb != NULL && object != NULL);

  step = g_new0 (Step, 1);
  step->desk = desk;
  step->verb = verb;
  step->object = g_strdup (object);
  step->before = before;
  step->after = after;
  parvis_decision_submit (desk, verb, object, after);
  parvis_desk_say (desk, sentence,
                   parvis_undo_push (parvis_desk_get_undo (desk), sentence, &funcs, step));
}
