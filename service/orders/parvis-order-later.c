/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-later"

#include "config.h"

#include "parvis-order-step.h"

#include "parvis-error.h"
#include "parvis-orders.h"

/* How late an order is, and how long it is kept. */

/* Bread that was promised for later because of the delay is not there before. */
static gboolean
check_ready (ParvisTx              *tx,
             const ParvisOrderRow  *row,
             gint64                 delay,
             GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT MAX(b.ready) FROM order_bread AS r"
                            " JOIN bake AS b ON b.town = r.town AND b.id = r.bake"
                            " WHERE r.town = :town AND r.order_id = :order",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", row->id);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (parvis_stmt_is_null (stmt, 0) || parvis_stmt_get_int (stmt, 0) <= row->from + delay)
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "Its bread is not ready by then");
  parvis_error_set_field (error, "/total");

  return FALSE;
}

/* "minutes" more, or "total" of them. */
static gboolean
read_delay (ParvisTx              *tx,
            const json_t          *body,
            const ParvisOrderRow  *row,
            gint64                *delay,
            GError               **error)
{
  gint64 minutes;

  if (json_object_get (body, "total") != NULL)
    return parvis_json_get_int (body, "total", 0, PARVIS_ORDER_DELAY_MAX, delay, error) &&
           (*delay >= row->delay || check_ready (tx, row, *delay, error));

  if (!parvis_json_get_int (body, "minutes", 5, 120, &minutes, error))
    return FALSE;

  *delay = row->delay + minutes;

  return *delay <= PARVIS_ORDER_DELAY_MAX ||
         parvis_set_invalid (error, "/minutes", "An order is not a day late");
}

/* Its resident is told the difference to what he knows, once, twenty seconds after the last
 * change. Who was told to come later may come later: his bread is not kept shorter.
 */
static gboolean
set_delay (ParvisTx        *tx,
           ParvisOrderRow  *row,
           gint64           delay,
           GError         **error)
{
  gint64 now = parvis_tx_get_now (tx);

  if (row->delay_at == PARVIS_NO_TIME || now >= row->delay_at)
    row->told_delay = row->delay;

  row->keep_until += (MAX (delay, row->told_delay) - MAX (row->delay, row->told_delay)) *
                     PARVIS_MINUTE;
  row->delay = delay;
  row->delay_at = delay != row->told_delay ? now + PARVIS_ORDER_HOLD : PARVIS_NO_TIME;
  if (!parvis_orders_untell (tx, row->id, PARVIS_TELL_DELAYED, error) ||
      !parvis_orders_untell (tx, row->id, PARVIS_TELL_EARLIER, error))
    return FALSE;

  if (row->state == PARVIS_ORDER_READY && !parvis_orders_tell_soon (tx, row, error))
    return FALSE;

  return row->delay_at == PARVIS_NO_TIME ||
         parvis_orders_tell (tx, row,
                             delay > row->told_delay ? PARVIS_TELL_DELAYED : PARVIS_TELL_EARLIER,
                             row->delay_at, error);
}

/**
 * parvis_orders_delay:
 *
 * Command "order.delay": it will be later, or not so late after all.
 */
gboolean
parvis_orders_delay (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_auto(ParvisOrderStep) step = { NULL, };
  gint64 delay;

  if (!parvis_order_step_begin (&step, tx, command, error))
    return FALSE;
  if (!parvis_order_state_is_open (step.row->state))
    return parvis_order_step_refuse (step.row, error);
  if (!read_delay (tx, command->body, step.row, &delay, error))
    return FALSE;

  if (step.row->seen_at == PARVIS_NO_TIME)
    step.row->seen_at = step.at;
  if ((delay != step.row->delay && !set_delay (tx, step.row, delay, error)) ||
      !parvis_order_step_save (tx, step.row, step.shop, error))
    return FALSE;

  parvis_order_step_answer (answer, step.row);
  json_object_set_new (answer->body, "delay", json_integer (step.row->delay));
  parvis_json_set_time (answer->body, "keep_until", step.row->keep_until);

  return TRUE;
}

gboolean
parvis_orders_keep (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  g_auto(ParvisOrderStep) step = { NULL, };
  gint64 minutes;

  if (!parvis_order_step_begin (&step, tx, command, error) ||
      !parvis_json_get_int_or (command->body, "minutes", 5, 240, 30, &minutes, error))
    return FALSE;
  if (!parvis_order_state_is_open (step.row->state))
    return parvis_order_step_refuse (step.row, error);

  step.row->keep_until = MAX (step.row->keep_until, parvis_tx_get_now (tx)) +
                         minutes * PARVIS_MINUTE;
  if ((step.row->state == PARVIS_ORDER_READY && !parvis_orders_tell_soon (tx, step.row, error)) ||
      !parvis_order_step_save (tx, step.row, step.shop, error))
    return FALSE;

  parvis_order_step_answer (answer, step.row);
  parvis_json_set_time (answer->body, "keep_until", step.row->keep_until);

  return TRUE;
}
