/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-step"

#include "config.h"

#include "parvis-order-step.h"

#include "parvis-error.h"

#include <string.h>

gboolean
parvis_order_step_count (ParvisTx              *tx,
                         const ParvisOrderRow  *row,
                         ParvisOrderState       state,
                         int                    by,
                         GError               **error)
{
  return parvis_orders_count (tx, row->merchant, row->day, parvis_order_state_to_string (state),
                              by, error);
}

gboolean
parvis_order_step_save (ParvisTx        *tx,
                        ParvisOrderRow  *row,
                        ParvisShop      *shop,
                        GError         **error)
{
  row->next_due = parvis_order_row_find_due (row, shop);

  return parvis_order_row_save (tx, row, error);
}

void
parvis_order_step_answer (ParvisAnswer         *answer,
                          const ParvisOrderRow *row)
{
  answer->body = json_pack ("{s:s, s:s}", "id", row->id,
                            "state", parvis_order_state_to_string (row->state));
  parvis_json_set_time (answer->body, "tell_at", row->tell_at);
}

gboolean
parvis_order_step_refuse (const ParvisOrderRow  *row,
                          GError               **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
               "This cannot be done with an order that is “%s”",
               parvis_order_state_to_string (row->state));
  parvis_error_take_details (error, json_pack ("{s:s}", "state",
                                               parvis_order_state_to_string (row->state)));

  return FALSE;
}

void
parvis_order_step_clear (ParvisOrderStep *step)
{
  g_clear_pointer (&step->row, parvis_order_row_free);
}

gboolean
parvis_order_step_begin (ParvisOrderStep      *step,
                         ParvisTx             *tx,
                         const ParvisCommand  *command,
                         GError              **error)
{
  gint64 now = parvis_tx_get_now (tx);

  step->row = parvis_order_row_load (parvis_tx_get_db (tx), command->object, error);
  if (step->row == NULL ||
      (step->shop = parvis_shop_take (tx, command, step->row->merchant, error)) == NULL ||
      !parvis_json_get_time_or (command->body, "at", now, &step->at, error))
    return FALSE;

  step->at = CLAMP (step->at, step->row->placed_at, now);

  return TRUE;
}

gboolean
parvis_order_step_is_held (ParvisTx             *tx,
                           const ParvisOrderRow *row)
{
  return row->tell_at != PARVIS_NO_TIME && parvis_tx_get_now (tx) < row->tell_at;
}

gboolean
parvis_order_step_note_worker (ParvisTx             *tx,
                               const ParvisCommand  *command,
                               ParvisOrderRow       *row,
                               GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_clear_pointer (&row->worker, g_free);
  if (command->actor == NULL || !g_str_has_prefix (command->actor, "account:"))
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT name FROM member WHERE town = :town AND account = :account",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":account", command->actor + strlen ("account:"));
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    row->worker = g_strdup (parvis_stmt_get_text (stmt, 0));

  return TRUE;
}

gboolean
parvis_order_step_say_yes (ParvisTx          *tx,
                           ParvisOrderRow    *row,
                           ParvisOrderState   with,
                           gint64             at,
                           GError           **error)
{
  if (row->seen_at == PARVIS_NO_TIME)
    row->seen_at = at;
  if (row->confirmed)
    {
      /* Said again in so many words, it is more than a part of some step. */
      if (with == PARVIS_ORDER_PLACED)
        row->yes_with = with;
      return TRUE;
    }

  row->confirmed = TRUE;
  row->yes_with = with;
  row->confirm_at = parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD;

  /* That it is ready says yes too, and who has it in his hands needs no letter. */
  return with >= PARVIS_ORDER_READY ||
         parvis_orders_tell (tx, row, PARVIS_TELL_CONFIRMED, row->confirm_at, error);
}

gboolean
parvis_order_step_make_ready (ParvisTx        *tx,
                              ParvisOrderRow  *row,
                              gint64           at,
                              GError         **error)
{
  gboolean known = parvis_order_step_is_held (tx, row);

  row->ready_at = at;

  /* He was told so before, and not yet that it was a mistake: so it was none. */
  if (known)
    {
      row->tell_at = parvis_tx_get_now (tx);
      return parvis_orders_untell (tx, row->id, PARVIS_TELL_NOT_READY, error) &&
             parvis_orders_tell_soon (tx, row, error);
    }

  row->tell_at = parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD;
  row->told_at = PARVIS_NO_TIME;

  return parvis_orders_tell (tx, row, PARVIS_TELL_READY, row->tell_at, error) &&
         parvis_orders_tell_soon (tx, row, error);
}

gboolean
parvis_order_step_unconfirm (ParvisTx        *tx,
                             ParvisOrderRow  *row,
                             GError         **error)
{
  row->confirmed = FALSE;
  row->yes_with = PARVIS_ORDER_PLACED;
  row->confirm_at = PARVIS_NO_TIME;

  return parvis_orders_untell (tx, row->id, PARVIS_TELL_CONFIRMED, error);
}
