/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-closing"

#include "config.h"

#include "parvis-closing.h"

#include "parvis-words.h"

#define CLOSE "facility.close"
#define REOPEN "facility.reopen"

/* One step: what was done and what undoes it. Both are commands; only the last
 * of the two that was given matters, and if it was not sent it is withdrawn.
 */
typedef struct
{
  grefcount      ref_count;
  ParvisSession *session;
  char          *facility;
  json_t        *closure;     /* the closure that is made, or was there before */
  gboolean       closes;      /* as first done */
  gboolean       is_done;     /* as it shall be now */
  gboolean       is_writing;
  gboolean       wanted;      /* what @is_done shall be once written */
  char          *key;         /* of the last command, if it is on the disk */
} Step;

static Step *
ref_step (Step *step)
{
  g_ref_count_inc (&step->ref_count);

  return step;
}

static void
unref_step (gpointer data)
{
  Step *step = data;

  if (!g_ref_count_dec (&step->ref_count))
    return;

  g_object_unref (step->session);
  json_decref (step->closure);
  g_free (step->facility);
  g_free (step->key);
  g_free (step);
}

static void bring_about (Step     *step,
                         gboolean  done);

static void
submit_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Step *step = user_data;
  g_autoptr(GError) error = NULL;

  g_free (step->key);
  step->key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);
  step->is_writing = FALSE;
  if (step->key == NULL)
    {
      g_warning ("Cannot keep the closure of a facility: %s", error->message);
      step->is_done = !step->is_done;
    }
  else if (step->wanted != step->is_done)
    {
      bring_about (step, step->wanted);
    }

  unref_step (step);
}

static void
bring_about (Step     *step,
             gboolean  done)
{
  gboolean closes = done == step->closes;
  g_autoptr(json_t) body = NULL;

  step->wanted = done;
  if (step->is_writing)
    return;

  step->is_done = done;
  if (step->key != NULL && parvis_session_withdraw (step->session, step->key))
    {
      g_clear_pointer (&step->key, g_free);
      return;
    }

  step->is_writing = TRUE;
  body = closes && step->closure != NULL ? json_deep_copy (step->closure) : json_object ();
  parvis_session_submit_async (step->session, closes ? CLOSE : REOPEN, step->facility, body, NULL,
                               submit_cb, ref_step (step));
}

static void
take_back (gpointer data)
{
  bring_about (data, FALSE);
}

static void
do_again (gpointer data)
{
  bring_about (data, TRUE);
}

static guint
begin_step (ParvisSession *session,
            ParvisUndo    *undo,
            const char    *facility,
            const char    *what,
            gboolean       closes,
            json_t        *closure)
{
  static const ParvisUndoFuncs funcs = { take_back, do_again, unref_step };
  Step *step = g_new0 (Step, 1);

  g_ref_count_init (&step->ref_count);
  step->session = g_object_ref (session);
  step->facility = g_strdup (facility);
  step->closure = json_incref (closure);
  step->closes = closes;

  bring_about (step, TRUE);

  return parvis_undo_push (undo, what, &funcs, step);
}

guint
parvis_closing_close (ParvisSession *session,
                      ParvisUndo    *undo,
                      const char    *facility,
                      const char    *what,
                      const char    *reason,
                      gint64         until)
{
  g_autoptr(json_t) closure = json_object ();

  g_return_val_if_fail (PARVIS_IS_SESSION (session), 0);
  g_return_val_if_fail (PARVIS_IS_UNDO (undo), 0);
  g_return_val_if_fail (facility != NULL && what != NULL, 0);

  parvis_json_set_time (closure, "from", parvis_session_now (session));
  if (reason != NULL && *reason != '\0')
    parvis_json_set_string (closure, "reason", reason);
  if (until != PARVIS_NO_TIME)
    parvis_json_set_time (closure, "until", until);

  return begin_step (session, undo, facility, what, TRUE, closure);
}

guint
parvis_closing_reopen (ParvisSession *session,
                       ParvisUndo    *undo,
                       const char    *facility,
                       const char    *what)
{
  g_autoptr(ParvisEntityRef) entity = NULL;
  json_t *closure = NULL;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), 0);
  g_return_val_if_fail (PARVIS_IS_UNDO (undo), 0);
  g_return_val_if_fail (facility != NULL && what != NULL, 0);

  entity = parvis_session_dup_entity (session, PARVIS_KIND_FACILITY, facility);
  if (entity != NULL)
    closure = json_object_get (entity->body, "closure");

  return begin_step (session, undo, facility, what, FALSE, closure);
}
