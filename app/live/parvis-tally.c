/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tally"

#include "config.h"

#include "parvis-tally.h"

#include "parvis-format.h"
#include "parvis-gesture.h"

#include <glib/gi18n.h>

/* As the service calls those who act. */
#define ACCOUNT "account:"
#define KEY     "key:"
#define SYSTEM  "system"

/* Somebody who has not pressed for that long has stopped counting. */
#define COMPANY_FOR (15 * PARVIS_MINUTE)

struct _ParvisTally
{
  GObject        parent_instance;

  /* Owned */
  ParvisSession *session;
  ParvisUndo    *undo;
  GTimeZone     *zone;
  char          *gauge;
  GPtrArray     *gestures;        /* the last one is the one on screen */
  GHashTable    *own_keys;

  ParvisPresses  presses;         /* of the last gesture */
  gboolean       is_open;         /* further presses may join it */
  guint          step;            /* of the last gesture on the undo stack */
  gint64         started_at;
};

G_DEFINE_FINAL_TYPE (ParvisTally, parvis_tally, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
} ParvisTallySignal;

static guint signals[SIGNAL_FAILED + 1];

/* What a step on the undo stack needs to go both ways. */
typedef struct
{
  ParvisGesture *gesture;
  int            total;
} Step;

static ParvisGesture *
peek_last (ParvisTally *self)
{
  return self->gestures->len > 0 ? g_ptr_array_index (self->gestures, self->gestures->len - 1)
                                 : NULL;
}

static void
take_back_step (gpointer data)
{
  Step *step = data;

  step->total = parvis_gesture_get_total (step->gesture);
  parvis_gesture_reach (step->gesture, 0);
}

static void
do_step_again (gpointer data)
{
  Step *step = data;

  parvis_gesture_reach (step->gesture, step->total);
}

static void
free_step (gpointer data)
{
  Step *step = data;

  parvis_gesture_unref (step->gesture);
  g_free (step);
}

static void
drop_gesture (gpointer data)
{
  parvis_gesture_detach (data);
  parvis_gesture_unref (data);
}

static void
gesture_changed_cb (ParvisGesture *gesture,
                    const GError  *error,
                    gpointer       user_data)
{
  ParvisTally *self = PARVIS_TALLY (user_data);

  parvis_gesture_add_keys_to (gesture, self->own_keys);
  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
outbox_changed_cb (ParvisTally *self)
{
  if (peek_last (self) != NULL)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static ParvisGesture *
begin_gesture (ParvisTally *self,
               gint64       at,
               int          delta)
{
  ParvisGesture *gesture = parvis_gesture_new (self->session, self->gauge,
                                               gesture_changed_cb, self);

  /* Older ones have left the undo stack as well. */
  if (self->gestures->len > PARVIS_UNDO_DEPTH)
    g_ptr_array_remove_index (self->gestures, 0);
  g_ptr_array_add (self->gestures, gesture);

  self->presses = (ParvisPresses) { .count = 0 };
  parvis_presses_take (&self->presses, at, delta);
  self->is_open = FALSE;
  self->step = 0;

  return gesture;
}

static void
push_step (ParvisTally   *self,
           ParvisGesture *gesture)
{
  static const ParvisUndoFuncs funcs = { take_back_step, do_step_again, free_step };
  g_autofree char *what = parvis_tally_dup_last (self);
  Step *step = g_new0 (Step, 1);

  step->gesture = parvis_gesture_ref (gesture);
  self->step = parvis_undo_push (self->undo, what, &funcs, step);
}

static json_t *
make_body (const char *name,
           int         number,
           const char *note,
           gint64      at)
{
  json_t *body = json_object ();

  json_object_set_new (body, name, json_integer (number));
  parvis_json_set_time (body, "at", at);
  if (note != NULL && *note != '\0')
    parvis_json_set_string (body, "note", note);

  return body;
}

static GHashTable *
read_waiting_keys (ParvisTally *self)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) actions = parvis_session_list_actions (self->session);

  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = g_ptr_array_index (actions, i);

      if (!action->refused && g_strcmp0 (action->object, self->gauge) == 0)
        g_hash_table_add (keys, g_strdup (action->key));
    }

  return keys;
}

static void
parvis_tally_dispose (GObject *object)
{
  ParvisTally *self = PARVIS_TALLY (object);

  /* Steps that are still on the undo stack keep their gesture, and work on. */
  g_ptr_array_set_size (self->gestures, 0);

  G_OBJECT_CLASS (parvis_tally_parent_class)->dispose (object);
}

static void
parvis_tally_finalize (GObject *object)
{
  ParvisTally *self = PARVIS_TALLY (object);

  g_clear_pointer (&self->gestures, g_ptr_array_unref);
  g_clear_pointer (&self->own_keys, g_hash_table_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->gauge, g_free);
  g_clear_object (&self->session);
  g_clear_object (&self->undo);

  G_OBJECT_CLASS (parvis_tally_parent_class)->finalize (object);
}

static void
parvis_tally_class_init (ParvisTallyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_tally_dispose;
  object_class->finalize = parvis_tally_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", PARVIS_TYPE_TALLY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", PARVIS_TYPE_TALLY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
parvis_tally_init (ParvisTally *self)
{
  self->gestures = g_ptr_array_new_with_free_func (drop_gesture);
  self->own_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * parvis_tally_new:
 * @undo: the window's
 * @gauge: its id
 * @zone: in which hours are told
 */
ParvisTally *
parvis_tally_new (ParvisSession *session,
                  ParvisUndo    *undo,
                  const char    *gauge,
                  GTimeZone     *zone)
{
  ParvisTally *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);
  g_return_val_if_fail (PARVIS_IS_UNDO (undo), NULL);
  g_return_val_if_fail (gauge != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  self = g_object_new (PARVIS_TYPE_TALLY, NULL);
  self->session = g_object_ref (session);
  self->undo = g_object_ref (undo);
  self->gauge = g_strdup (gauge);
  self->zone = g_time_zone_ref (zone);
  self->started_at = parvis_session_now (session);

  g_signal_connect_object (session, "outbox-changed", G_CALLBACK (outbox_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

const char *
parvis_tally_get_gauge (ParvisTally *self)
{
  g_return_val_if_fail (PARVIS_IS_TALLY (self), NULL);

  return self->gauge;
}

/* Returns: what is on screen, with the presses that wait; -1 if there is no figure */
int
parvis_tally_get_present (ParvisTally *self)
{
  g_autoptr(ParvisEntityRef) gauge = NULL;
  gint64 present = -1;

  g_return_val_if_fail (PARVIS_IS_TALLY (self), -1);

  gauge = parvis_session_dup_entity (self->session, PARVIS_KIND_GAUGE, self->gauge);
  if (gauge == NULL || gauge->body == NULL
      || !parvis_json_get_int_or (gauge->body, "present", 0, G_MAXINT, -1, &present, NULL))
    return -1;

  return (int) present;
}

/* Returns: the sum of what was counted on this machine and has not been sent */
int
parvis_tally_get_waiting_delta (ParvisTally *self)
{
  g_autoptr(GPtrArray) actions = NULL;
  int sum = 0;

  g_return_val_if_fail (PARVIS_IS_TALLY (self), 0);

  actions = parvis_session_list_actions (self->session);
  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = g_ptr_array_index (actions, i);

      if (!action->refused && g_strcmp0 (action->object, self->gauge) == 0)
        sum += (int) json_integer_value (json_object_get (action->body, "delta"));
    }

  return sum;
}

/**
 * parvis_tally_press:
 * @delta: not 0
 *
 * Returns: FALSE, and nothing happens, if fewer would be left than none
 */
gboolean
parvis_tally_press (ParvisTally *self,
                    int          delta)
{
  ParvisGesture *gesture;
  gint64 now;

  g_return_val_if_fail (PARVIS_IS_TALLY (self), FALSE);
  g_return_val_if_fail (delta != 0, FALSE);

  if (delta < 0 && parvis_tally_get_present (self) + delta < 0)
    return FALSE;

  now = parvis_session_now (self->session);
  gesture = peek_last (self);
  if (gesture != NULL && self->is_open && parvis_undo_has_step (self->undo, self->step)
      && parvis_presses_take (&self->presses, now, delta))
    {
      g_autofree char *what = parvis_tally_dup_last (self);

      parvis_undo_rename (self->undo, self->step, what);
    }
  else
    {
      gesture = begin_gesture (self, now, delta);
      self->is_open = TRUE;
      push_step (self, gesture);
    }

  parvis_gesture_submit (gesture, "gauge.count", make_body ("delta", delta, NULL, now), delta);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return TRUE;
}

/**
 * parvis_tally_still:
 *
 * Confirms the figure: it is as young as this instant. There is nothing in it
 * to take back.
 */
void
parvis_tally_still (ParvisTally *self)
{
  ParvisGesture *gesture;
  gint64 now;

  g_return_if_fail (PARVIS_IS_TALLY (self));

  now = parvis_session_now (self->session);
  gesture = begin_gesture (self, now, 0);
  parvis_gesture_submit (gesture, "gauge.count", make_body ("delta", 0, NULL, now), 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * parvis_tally_recount:
 * @value: how many a person saw
 * @note: (nullable): why
 * @confirmed: however many times the capacity that is
 */
void
parvis_tally_recount (ParvisTally *self,
                      int          value,
                      const char  *note,
                      gboolean     confirmed)
{
  ParvisGesture *gesture;
  json_t *body;
  gint64 now;
  int gap;

  g_return_if_fail (PARVIS_IS_TALLY (self));
  g_return_if_fail (value >= 0);

  now = parvis_session_now (self->session);
  gap = value - MAX (parvis_tally_get_present (self), 0);
  gesture = begin_gesture (self, now, gap);
  push_step (self, gesture);
  body = make_body ("value", value, note, now);
  if (confirmed)
    json_object_set_new (body, "confirmed", json_true ());
  parvis_gesture_submit (gesture, "gauge.recount", body, gap);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

ParvisGestureState
parvis_tally_get_state (ParvisTally *self)
{
  g_autoptr(GPtrArray) actions = NULL;
  ParvisGesture *last;
  guint refused;

  g_return_val_if_fail (PARVIS_IS_TALLY (self), PARVIS_GESTURE_NONE);

  last = peek_last (self);
  if (last == NULL)
    return PARVIS_GESTURE_NONE;

  /* Not before all of it is: its commands are withdrawn one after the other. */
  if (self->step != 0 && !parvis_undo_has_step (self->undo, self->step)
      && parvis_gesture_get_total (last) == 0)
    return PARVIS_GESTURE_TAKEN_BACK;

  actions = parvis_session_list_actions (self->session);
  if (parvis_gesture_count_in (last, actions, &refused) > 0)
    return PARVIS_GESTURE_WAITING;

  return refused > 0 ? PARVIS_GESTURE_REFUSED : PARVIS_GESTURE_SAVED;
}

/**
 * parvis_tally_dup_last:
 *
 * Returns: (nullable) (transfer full): the last gesture: "+5 at 16:41"
 */
char *
parvis_tally_dup_last (ParvisTally *self)
{
  g_autofree char *clock = NULL;
  g_autofree char *delta = NULL;

  g_return_val_if_fail (PARVIS_IS_TALLY (self), NULL);

  if (peek_last (self) == NULL)
    return NULL;

  clock = parvis_format_clock (self->presses.first_at, self->zone);
  delta = parvis_format_signed (self->presses.delta);

  /* Translators: a gesture of counting and its hour: "+5 at 16:41". */
  return g_strdup_printf (C_("gesture", "%1$s at %2$s"), delta, clock);
}

/* Returns: whether something that was done is not on the disk yet */
gboolean
parvis_tally_is_settling (ParvisTally *self)
{
  g_return_val_if_fail (PARVIS_IS_TALLY (self), FALSE);

  for (guint i = 0; i < self->gestures->len; i++)
    if (parvis_gesture_is_settling (g_ptr_array_index (self->gestures, i)))
      return TRUE;

  return FALSE;
}

/* Returns: the last gesture's step on the undo stack, 0 if it has none */
guint
parvis_tally_get_step (ParvisTally *self)
{
  g_return_val_if_fail (PARVIS_IS_TALLY (self), 0);

  return self->step;
}

gboolean
parvis_tally_can_take_back (ParvisTally *self)
{
  g_return_val_if_fail (PARVIS_IS_TALLY (self), FALSE);

  return self->step != 0 && parvis_undo_has_step (self->undo, self->step);
}

/* Takes back the last gesture on this gauge, whatever was done elsewhere since. */
void
parvis_tally_take_back (ParvisTally *self)
{
  g_return_if_fail (PARVIS_IS_TALLY (self));

  if (self->step != 0)
    parvis_undo_take_back_step (self->undo, self->step);
}

/* The service writes down which account or key it was. Of a colleague's account the name
 * is known to who may read the team; what stays is nothing to show to anybody.
 */
static void
name_actor (ParvisTally   *self,
            ParvisLogLine *line)
{
  g_autoptr(ParvisEntityRef) member = NULL;
  const char *account = line->actor + strlen (ACCOUNT);
  g_autofree char *name = NULL;

  if (g_str_has_prefix (line->actor, ACCOUNT))
    member = parvis_session_dup_entity (self->session, PARVIS_KIND_MEMBER, account);
  else if (!g_str_has_prefix (line->actor, KEY) && strcmp (line->actor, SYSTEM) != 0)
    return;

  if (member != NULL)
    name = g_strdup (json_string_value (json_object_get (member->body, "name")));
  g_free (line->actor);
  line->actor = g_steal_pointer (&name);
}

/* Returns: (element-type ParvisLogLine) (transfer full): the gauge's day, newest first */
GPtrArray *
parvis_tally_read_log (ParvisTally *self)
{
  g_autoptr(ParvisEntityRef) log = NULL;
  g_autoptr(GHashTable) waiting = NULL;
  GPtrArray *lines;

  g_return_val_if_fail (PARVIS_IS_TALLY (self), NULL);

  waiting = read_waiting_keys (self);
  log = parvis_session_dup_entity (self->session, PARVIS_KIND_GAUGE_LOG, self->gauge);

  lines = parvis_day_log_read (log != NULL ? log->body : NULL, waiting, self->own_keys);
  for (guint i = 0; i < lines->len; i++)
    {
      ParvisLogLine *line = g_ptr_array_index (lines, i);

      if (line->actor != NULL)
        name_actor (self, line);
    }

  return lines;
}

/**
 * parvis_tally_has_company:
 * @lines: (element-type ParvisLogLine): what parvis_tally_read_log() gave
 * @since: (out): since when somebody else counts
 * @name: (out) (nullable) (transfer none): who, if that is known; from @lines
 */
gboolean
parvis_tally_has_company (ParvisTally  *self,
                          GPtrArray    *lines,
                          gint64       *since,
                          const char  **name)
{
  g_return_val_if_fail (PARVIS_IS_TALLY (self), FALSE);

  return parvis_day_log_find_company (lines, self->started_at,
                                      parvis_session_now (self->session) - COMPANY_FOR,
                                      since, name);
}
