/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-back"

#include "config.h"

#include "parvis-order-step.h"

#include "parvis-error.h"
#include "parvis-orders.h"

/* Whether nobody else has taken its place meanwhile. A slot that is offered no more takes
 * it back as before.
 */
static gboolean
has_room (ParvisTx              *tx,
          const ParvisOrderRow  *row,
          const ParvisShop      *shop,
          GError               **error)
{
  g_autoptr(ParvisOrderDay) taken = NULL;
  const ParvisSlot *slot;
  gint64 day = 0;
  gint64 here;

  parvis_day_parse (row->day, &day);
  slot = parvis_shop_find_slot (shop, day, row->from);
  taken = parvis_order_day_load (parvis_tx_get_db (tx), row->merchant, row->day, error);
  if (taken == NULL || (here = parvis_order_day_taken (taken, row->from, error)) < 0)
    return FALSE;

  if (slot != NULL && here >= slot->capacity)
    return parvis_order_refuse (parvis_tx_get_db (tx), shop, row->lines, row->day, row->from,
                                "Its place was given to somebody else",
                                parvis_tx_get_now (tx), error);

  return TRUE;
}

/* Bread is taken again for an order that was declined. */
static gboolean
take_again (ParvisTx        *tx,
            ParvisOrderRow  *row,
            ParvisShop      *shop,
            GError         **error)
{
  gboolean enough;

  if (!has_room (tx, row, shop, error) ||
      !parvis_order_take_bread_again (tx, row, &enough, error))
    return FALSE;
  if (!enough)
    return parvis_order_refuse (parvis_tx_get_db (tx), shop, row->lines, row->day, row->from,
                                "Its bread is promised to others by now",
                                parvis_tx_get_now (tx), error);

  return parvis_orders_use_slot (tx, row, 1, error);
}

/* What the step that is taken back would have told, and nothing else. */
static gboolean
untell_step (ParvisTx              *tx,
             const ParvisOrderRow  *row,
             ParvisOrderState       from,
             GError               **error)
{
  if (from == PARVIS_ORDER_READY)
    return parvis_orders_untell (tx, row->id, PARVIS_TELL_READY, error);
  if (from == PARVIS_ORDER_DECLINED)
    return parvis_orders_untell (tx, row->id, PARVIS_TELL_DECLINED, error);

  return TRUE;
}

/* It was handed over by mistake before its resident was told that it is ready. */
static gboolean
tell_ready_again (ParvisTx              *tx,
                  const ParvisOrderRow  *row,
                  ParvisOrderState       from,
                  GError               **error)
{
  if (from != PARVIS_ORDER_COLLECTED || row->state != PARVIS_ORDER_READY ||
      row->tell_at == PARVIS_NO_TIME || row->told_at != PARVIS_NO_TIME)
    return TRUE;

  return parvis_orders_tell_again (tx, row, PARVIS_TELL_READY,
                                   MAX (row->tell_at, parvis_tx_get_now (tx)), error);
}

/**
 * parvis_orders_back:
 *
 * Command "order.back": takes a step back that was a slip of the finger.
 */
gboolean
parvis_orders_back (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  g_auto(ParvisOrderStep) step = { NULL, };
  ParvisOrderState from;
  ParvisOrderState to;
  ParvisOrderRow *row;
  const char *word;
  gboolean held;

  if (!parvis_order_step_begin (&step, tx, command, error) ||
      !parvis_json_get_string (command->body, "to", 20, &word, error))
    return FALSE;

  row = step.row;
  if (!parvis_order_state_from_string (word, &to) || !parvis_order_state_is_open (to))
    return parvis_set_invalid (error, "/to", "An order goes back to placed, preparing or ready");

  held = parvis_order_step_is_held (tx, row);
  if (row->state == to)
    {
      parvis_order_step_answer (answer, row);
      return TRUE;
    }
  if (!parvis_order_may_go_back (row->state, to, held))
    return parvis_order_step_refuse (row, error);

  from = row->state;
  if ((from == PARVIS_ORDER_COLLECTED &&
       (!parvis_order_move_bread (tx, row, PARVIS_BREAD_BACK, error) ||
        !parvis_order_step_count (tx, row, from, -1, error))) ||
      (from == PARVIS_ORDER_DECLINED &&
       (!take_again (tx, row, step.shop, error) ||
        !parvis_order_step_count (tx, row, from, -1, error))) ||
      !untell_step (tx, row, from, error) ||
      !parvis_order_step_note_worker (tx, command, row, error))
    return FALSE;

  row->state = to;
  row->collected_at = row->ended_at = PARVIS_NO_TIME;
  g_clear_pointer (&row->ended_by, g_free);
  g_clear_pointer (&row->reason, json_decref);
  if (to != PARVIS_ORDER_READY)
    row->ready_at = row->tell_at = PARVIS_NO_TIME;
  if (to == PARVIS_ORDER_PLACED)
    row->preparing_at = PARVIS_NO_TIME;
  if (!parvis_order_step_save (tx, row, step.shop, error) ||
      (from >= PARVIS_ORDER_COLLECTED && !parvis_order_review_shortages (tx, row, error)) ||
      !tell_ready_again (tx, row, from, error))
    return FALSE;

  parvis_order_step_answer (answer, row);

  return TRUE;
}
