/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-closing"

#include "config.h"

#include "parvis-closing.h"

#include "parvis-words.h"

/* A command, and the one that ends what it does. */
typedef struct
{
  const char *kind;
  const char *make;
  const char *end;
} Pair;

static const Pair closure_pair = { PARVIS_KIND_FACILITY, "facility.close", "facility.reopen" };
static const Pair limit_pair = { PARVIS_KIND_GAUGE, "gauge.lower", "gauge.restore" };

/* One step: what was done and what undoes it. Both are commands; only the last
 * of the two that was given matters, and if it was not sent it is withdrawn.
 */
typedef struct
{
  grefcount      ref_count;
  ParvisSession *session;
  const Pair    *pair;
  char          *object;
  json_t        *body;        /* of what is made, or was there before */
  gboolean       makes;       /* as first done */
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
  json_decref (step->body);
  g_free (step->object);
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
      g_warning ("Cannot keep a %s: %s", step->pair->make, error->message);
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
  gboolean makes = done == step->makes;
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
  body = makes && step->body != NULL ? json_deep_copy (step->body) : json_object ();
  parvis_session_submit_async (step->session, makes ? step->pair->make : step->pair->end,
                               step->object, body, NULL, submit_cb, ref_step (step));
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
            const Pair    *pair,
            const char    *object,
            const char    *what,
            gboolean       makes,
            json_t        *body)
{
  static const ParvisUndoFuncs funcs = { take_back, do_again, unref_step };
  Step *step = g_new0 (Step, 1);

  g_ref_count_init (&step->ref_count);
  step->session = g_object_ref (session);
  step->pair = pair;
  step->object = g_strdup (object);
  step->body = json_incref (body);
  step->makes = makes;

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

  return begin_step (session, undo, &closure_pair, facility, what, TRUE, closure);
}

guint
parvis_closing_lower (ParvisSession *session,
                      ParvisUndo    *undo,
                      const char    *gauge,
                      const char    *what,
                      int            capacity,
                      const char    *reason,
                      gint64         until)
{
  g_autoptr(json_t) limit = json_pack ("{s:i}", "capacity", capacity);

  g_return_val_if_fail (PARVIS_IS_SESSION (session), 0);
  g_return_val_if_fail (PARVIS_IS_UNDO (undo), 0);
  g_return_val_if_fail (gauge != NULL && what != NULL, 0);

  if (reason != NULL && *reason != '\0')
    parvis_json_set_string (limit, "reason", reason);
  if (until != PARVIS_NO_TIME)
    parvis_json_set_time (limit, "until", until);

  return begin_step (session, undo, &limit_pair, gauge, what, TRUE, limit);
}

/* What ends it, with what is there now as the way back; @member is its name in the
 * entity.
 */
static guint
begin_end (ParvisSession *session,
           ParvisUndo    *undo,
           const Pair    *pair,
           const char    *member,
           const char    *object,
           const char    *what)
{
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (session, pair->kind, object);
  g_autoptr(json_t) body = NULL;

  if (entity != NULL)
    body = json_deep_copy (json_object_get (entity->body, member));
  /* That the service works out. */
  if (body != NULL)
    json_object_del (body, "whole");

  return begin_step (session, undo, pair, object, what, FALSE, body);
}

guint
parvis_closing_reopen (ParvisSession *session,
                       ParvisUndo    *undo,
                       const char    *facility,
                       const char    *what)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (session), 0);
  g_return_val_if_fail (PARVIS_IS_UNDO (undo), 0);
  g_return_val_if_fail (facility != NULL && what != NULL, 0);

  return begin_end (session, undo, &closure_pair, "closure", facility, what);
}

guint
parvis_closing_restore (ParvisSession *session,
                        ParvisUndo    *undo,
                        const char    *gauge,
                        const char    *what)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (session), 0);
  g_return_val_if_fail (PARVIS_IS_UNDO (undo), 0);
  g_return_val_if_fail (gauge != NULL && what != NULL, 0);

  return begin_end (session, undo, &limit_pair, "capacity_limit", gauge, what);
}
