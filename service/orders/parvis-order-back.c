/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-back"

#include "config.h"

#include "parvis-order-step.h"

#include "parvis-error.h"
#include "parvis-forgotten.h"
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

/* Bread is taken again for an order that was declined or put back on sale. */
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

/* What the step that is taken back would have told is not told. */
static gboolean
untell_step (ParvisTx              *tx,
             const ParvisOrderRow  *row,
             ParvisOrderState       from,
             ParvisOrderState       to,
             GError               **error)
{
  if (from == PARVIS_ORDER_DECLINED &&
      !parvis_orders_untell (tx, row->id, PARVIS_TELL_DECLINED, error))
    return FALSE;
  if (from > PARVIS_ORDER_DECLINED &&
      !parvis_orders_untell (tx, row->id, PARVIS_TELL_RELEASED, error))
    return FALSE;

  return to == PARVIS_ORDER_READY ||
         (parvis_orders_untell (tx, row->id, PARVIS_TELL_READY, error) &&
          parvis_orders_untell (tx, row->id, PARVIS_TELL_SOON, error));
}

/* Whoever was told that it is ready is told that it is not. */
static gboolean
correct (ParvisTx        *tx,
         ParvisOrderRow  *row,
         gboolean         was_told,
         GError         **error)
{
  row->ready_at = row->tell_at = PARVIS_NO_TIME;
  if (!was_told)
    return TRUE;

  row->tell_at = parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD;

  return parvis_orders_tell (tx, row, PARVIS_TELL_NOT_READY, row->tell_at, error);
}

/* Bread, place and count of one that had ended are its own again. */
static gboolean
revive (ParvisTx        *tx,
        ParvisOrderRow  *row,
        ParvisShop      *shop,
        GError         **error)
{
  if (row->state < PARVIS_ORDER_COLLECTED)
    return TRUE;

  return (row->state == PARVIS_ORDER_COLLECTED
          ? parvis_order_move_bread (tx, row, PARVIS_BREAD_BACK, error)
          : take_again (tx, row, shop, error)) &&
         parvis_order_step_count (tx, row, row->state, -1, error) &&
         (row->state != PARVIS_ORDER_NO_SHOW || parvis_forgotten_drop (tx, row, error));
}

/* A yes that was part of a step goes with it, unless it was heard: what a resident was told
 * stays said. One that is still being prepared, or is ready, keeps it.
 */
static gboolean
take_yes_along (ParvisTx          *tx,
                ParvisOrderRow    *row,
                ParvisOrderState   to,
                gboolean           was_told_ready,
                GError           **error)
{
  gboolean is_held = parvis_tx_get_now (tx) < row->confirm_at;

  if (row->confirmed && to < row->yes_with &&
      (row->yes_with == PARVIS_ORDER_PREPARING ? is_held
       : row->yes_with == PARVIS_ORDER_COLLECTED || !was_told_ready) &&
      !parvis_order_step_unconfirm (tx, row, error))
    return FALSE;

  return to == PARVIS_ORDER_PLACED ||
         parvis_order_step_say_yes (tx, row, to, parvis_tx_get_now (tx), error);
}

static gboolean
come_back (ParvisTx          *tx,
           ParvisOrderRow    *row,
           ParvisOrderState   to,
           GError           **error)
{
  gboolean was_told = row->state == PARVIS_ORDER_READY
                      ? parvis_tx_get_now (tx) >= row->tell_at
                      : parvis_order_row_was_ready (row);

  if (!take_yes_along (tx, row, to, was_told, error))
    return FALSE;

  if (to == PARVIS_ORDER_READY && row->state > PARVIS_ORDER_COLLECTED)
    row->tell_at = row->ready_at + PARVIS_ORDER_HOLD;

  row->state = to;
  row->collected_at = row->ended_at = PARVIS_NO_TIME;
  g_clear_pointer (&row->ended_by, g_free);
  g_clear_pointer (&row->reason, json_decref);
  if (to == PARVIS_ORDER_PLACED)
    row->preparing_at = PARVIS_NO_TIME;

  if (to != PARVIS_ORDER_READY)
    return correct (tx, row, was_told, error);

  /* It was handed over before anybody said that it is ready. */
  return row->ready_at != PARVIS_NO_TIME
         ? parvis_orders_tell_soon (tx, row, error)
         : parvis_order_step_make_ready (tx, row, parvis_tx_get_now (tx), error);
}

/* One that was said to be handed over after its time, and was not, ends where it had ended: its
 * customer heard of that, and of nothing since.
 */
static gboolean
end_again (ParvisTx          *tx,
           ParvisOrderStep   *step,
           ParvisOrderState   to,
           GError           **error)
{
  ParvisOrderRow *row = step->row;
  gint64 now = parvis_tx_get_now (tx);
  gint64 day = 0;

  parvis_day_parse (row->day, &day);
  if (row->state != PARVIS_ORDER_COLLECTED || now < row->keep_until ||
      now < parvis_shop_get_closing (step->shop, day) ||
      !parvis_order_may_collect_late (to, PARVIS_ORDER_BY_SCHEDULE, day,
                                      parvis_shop_get_today (step->shop, now)))
    return parvis_order_step_refuse (row, error);

  row->collected_at = PARVIS_NO_TIME;

  return parvis_order_move_bread (tx, row, PARVIS_BREAD_BACK, error) &&
         parvis_order_step_count (tx, row, PARVIS_ORDER_COLLECTED, -1, error) &&
         parvis_order_end (tx, row, to, PARVIS_ORDER_BY_SCHEDULE,
                           json_pack ("{s:s}", "code", "late"), error);
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

  if (!parvis_order_step_begin (&step, tx, command, error) ||
      !parvis_json_get_string (command->body, "to", 20, &word, error))
    return FALSE;

  row = step.row;
  from = row->state;
  if (!parvis_order_state_from_string (word, &to) ||
      !(parvis_order_state_is_open (to) || to >= PARVIS_ORDER_NO_SHOW))
    return parvis_set_invalid (error, "/to", "An order goes back to placed, preparing or ready, "
                               "or to no_show or released where it had ended by itself");

  if (from == to || to >= PARVIS_ORDER_NO_SHOW)
    {
      if (from != to && !end_again (tx, &step, to, error))
        return FALSE;

      parvis_order_step_answer (answer, row);
      return TRUE;
    }
  /* What was put back on sale before it was ready goes back to being prepared. */
  if (!parvis_order_may_go_back (from, to, parvis_order_step_is_held (tx, row)) ||
      (to == PARVIS_ORDER_READY && from > PARVIS_ORDER_COLLECTED &&
       row->ready_at == PARVIS_NO_TIME))
    return parvis_order_step_refuse (row, error);

  if (!revive (tx, row, step.shop, error) ||
      !untell_step (tx, row, from, to, error) ||
      !parvis_order_step_note_worker (tx, command, row, error) ||
      !come_back (tx, row, to, error) ||
      (from >= PARVIS_ORDER_COLLECTED && !parvis_orders_speak (tx, row->id, error)) ||
      !parvis_order_step_save (tx, row, step.shop, error) ||
      (from >= PARVIS_ORDER_COLLECTED && !parvis_order_review_shortages (tx, row, error)))
    return FALSE;

  parvis_order_step_answer (answer, row);

  return TRUE;
}
