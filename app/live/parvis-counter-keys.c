/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter-keys"

#include "config.h"

#include "parvis-counter-keys.h"

#define FACTOR_OF_SHIFT 10

/* The keys of a page on which one counts. A plain key controller, because a
 * shortcut cannot tell a press from the repetition of a key that is held down,
 * and a sleeve on the keyboard must not let a hundred people in.
 */
typedef struct
{
  ParvisCounter *counter;     /* borrowed: the page holds both */
  GHashTable    *held;        /* key codes */
} Keys;

static void
clear_keys (gpointer data)
{
  Keys *keys = data;

  g_hash_table_unref (keys->held);
}

static void
release_keys (gpointer  data,
              GClosure *closure)
{
  g_rc_box_release_full (data, clear_keys);
}

#define MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)

/* What has to be held with a key: a letter or a sign may need Ctrl (ux.md §0.10),
 * the arrows and Enter are typed by nobody by mistake.
 */
static GdkModifierType
modifiers_of (guint    keyval,
              gboolean single)
{
  return single || gdk_keyval_to_unicode (keyval) <= ' ' ? 0 : GDK_CONTROL_MASK;
}

/**
 * parvis_counter_delta_of_key:
 * @consumed: modifiers that the layout used up to make @keyval
 * @single: whether a sign alone counts, without Ctrl
 *
 * "+" needs Shift on many layouts (and none on the pedal or the bar code that
 * sends it): such a Shift is not the one that means ten.
 */
int
parvis_counter_delta_of_key (guint           keyval,
                             GdkModifierType state,
                             GdkModifierType consumed,
                             gboolean        single)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  int sign;

  if ((state & MODIFIERS) != modifiers_of (keyval, single))
    return 0;

  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
      sign = 1;
      shift = shift && (consumed & GDK_SHIFT_MASK) == 0;
      break;

    case GDK_KEY_KP_Add:
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      sign = 1;
      break;

    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      sign = -1;
      break;

    default:
      return 0;
    }

  return shift ? sign * FACTOR_OF_SHIFT : sign;
}

static gboolean
press_key (Keys            *keys,
           guint            keyval,
           GdkModifierType  state,
           GdkModifierType  consumed)
{
  gboolean single = parvis_counter_get_single_keys (keys->counter);
  int delta = parvis_counter_delta_of_key (keyval, state, consumed, single);

  if (delta != 0)
    {
      parvis_counter_press (keys->counter, delta);
      return TRUE;
    }

  if ((state & MODIFIERS) != modifiers_of (keyval, single))
    return FALSE;

  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter)
    parvis_counter_still (keys->counter);
  else if (keyval == GDK_KEY_r || keyval == GDK_KEY_R)
    parvis_counter_recount (keys->counter);
  else
    return FALSE;

  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                gpointer               user_data)
{
  Keys *keys = user_data;
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  GdkModifierType consumed = 0;
  gpointer code = GUINT_TO_POINTER (keycode);

  if (g_hash_table_contains (keys->held, code))
    return TRUE;

  if (event != NULL)
    consumed = gdk_key_event_get_consumed_modifiers (event);
  if (!press_key (keys, keyval, state, consumed))
    return FALSE;

  g_hash_table_add (keys->held, code);

  return TRUE;
}

static void
key_released_cb (GtkEventControllerKey *controller,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        state,
                 gpointer               user_data)
{
  Keys *keys = user_data;

  g_hash_table_remove (keys->held, GUINT_TO_POINTER (keycode));
}

/* A key that is let go over another window is never released here. */
static void
leave_cb (GtkEventControllerFocus *controller,
          gpointer                 user_data)
{
  Keys *keys = user_data;

  g_hash_table_remove_all (keys->held);
}

/**
 * parvis_counter_keys_attach:
 * @page: an ancestor of @counter
 *
 * The keys work wherever the focus is on @page, after what has the focus: an
 * entry keeps its letters, a button its Enter.
 */
void
parvis_counter_keys_attach (ParvisCounter *counter,
                            GtkWidget     *page)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  Keys *keys = g_rc_box_new0 (Keys);

  keys->counter = counter;
  keys->held = g_hash_table_new (NULL, NULL);

  g_signal_connect (key, "key-released", G_CALLBACK (key_released_cb), keys);
  g_signal_connect_data (key, "key-pressed", G_CALLBACK (key_pressed_cb), keys, release_keys, 0);
  g_signal_connect_data (focus, "leave", G_CALLBACK (leave_cb), g_rc_box_acquire (keys),
                         release_keys, 0);
  gtk_widget_add_controller (page, focus);
  gtk_widget_add_controller (page, key);
}
