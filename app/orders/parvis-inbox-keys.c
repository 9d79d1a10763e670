/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-inbox-page"

#include "config.h"

#include "parvis-inbox-keys.h"

#include "parvis-code-typing.h"
#include "parvis-order-row.h"

/* A letter that is a shortcut and may begin a code is the shortcut only if no digit
 * follows it at once.
 */
#define LETTER_WAITS 600    /* ms */

#define MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)

typedef struct
{
  ParvisInboxPage *page;      /* borrowed: it holds the controller */
  char             letter;    /* that waits, or 0 */
  guint            timer;
} Keys;

static const struct
{
  char        letter;
  const char *action;
} letters[] = {
  { 'A', "order.call" },
  { 'X', "order.cannot" },
  { 'I', "order.slip" },
};

static void
free_keys (gpointer  data,
           GClosure *closure)
{
  Keys *keys = data;

  g_clear_handle_id (&keys->timer, g_source_remove);
  g_free (keys);
}

static const char *
find_action (char letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (letters[i].letter == letter)
      return letters[i].action;

  return NULL;
}

static gboolean
letter_cb (gpointer user_data)
{
  Keys *keys = user_data;
  const char *action = find_action (keys->letter);

  keys->timer = 0;
  keys->letter = 0;
  if (action != NULL)
    parvis_inbox_page_do (keys->page, action);

  return G_SOURCE_REMOVE;
}

static void
type (Keys *keys,
      char  character)
{
  char typed[3] = { keys->letter != 0 ? keys->letter : character,
                    keys->letter != 0 ? character : '\0', '\0' };

  g_clear_handle_id (&keys->timer, g_source_remove);
  keys->letter = 0;
  parvis_inbox_page_search (keys->page, typed);
}

static gboolean
press_letter (Keys            *keys,
              guint            keyval,
              GdkModifierType  state)
{
  ParvisDesk *desk = parvis_shop_get_desk (parvis_inbox_page_get_shop (keys->page));
  gboolean single = parvis_desk_get_single_keys (desk);
  char character = parvis_code_of_key (keyval);

  if (character == 0 || (state & MODIFIERS) != (single ? 0 : GDK_CONTROL_MASK))
    return FALSE;

  if (g_ascii_isdigit (character) && keys->letter == 0)
    return FALSE;

  /* With Ctrl a letter is nothing else than the shortcut. */
  if (!single)
    {
      keys->letter = character;
      if (find_action (character) == NULL)
        return FALSE;
      letter_cb (keys);
      return TRUE;
    }

  if (keys->letter == 0 && find_action (character) != NULL)
    {
      keys->letter = character;
      keys->timer = g_timeout_add (LETTER_WAITS, letter_cb, keys);
    }
  else
    {
      type (keys, character);
    }

  return TRUE;
}

static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state,
            gpointer               user_data)
{
  Keys *keys = user_data;
  const struct
  {
    guint       key;
    const char *action;
  } plain[] = {
    { GDK_KEY_Return, "order.step" },
    { GDK_KEY_KP_Enter, "order.step" },
    { GDK_KEY_BackSpace, "order.back" },
    { GDK_KEY_Right, "inbox.detail" },
    { GDK_KEY_Left, "inbox.back" },
    { GDK_KEY_F2, "inbox.sell" },
  };

  if ((state & MODIFIERS) == GDK_CONTROL_MASK && (keyval == GDK_KEY_f || keyval == GDK_KEY_F))
    {
      parvis_inbox_page_search (keys->page, "");
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (plain[i].key == keyval && (state & MODIFIERS) == 0)
      {
        parvis_inbox_page_do (keys->page, plain[i].action);
        return TRUE;
      }

  return press_letter (keys, keyval, state);
}

/* Enter on a row is the next step of its order, not what a list does with it. */
static gboolean
captured_cb (GtkEventControllerKey *controller,
             guint                  keyval,
             guint                  keycode,
             GdkModifierType        state,
             gpointer               user_data)
{
  ParvisInboxPage *page = PARVIS_INBOX_PAGE (user_data);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (page)));

  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & MODIFIERS) != 0 ||
      !PARVIS_IS_ORDER_ROW (focus))
    return FALSE;

  parvis_inbox_page_select (page, parvis_order_row_get_order (PARVIS_ORDER_ROW (focus)));
  parvis_inbox_page_do (page, "order.step");

  return TRUE;
}

void
parvis_inbox_keys_attach (ParvisInboxPage *page)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  GtkEventController *capture = gtk_event_controller_key_new ();
  Keys *keys = g_new0 (Keys, 1);

  keys->page = page;
  g_signal_connect_data (controller, "key-pressed", G_CALLBACK (pressed_cb), keys, free_keys, 0);
  gtk_widget_add_controller (GTK_WIDGET (page), controller);

  gtk_event_controller_set_propagation_phase (capture, GTK_PHASE_CAPTURE);
  g_signal_connect (capture, "key-pressed", G_CALLBACK (captured_cb), page);
  gtk_widget_add_controller (GTK_WIDGET (page), capture);
}
