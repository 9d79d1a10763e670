/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-steps"

#include "config.h"

#include "parvis-order-row.h"

#include "parvis-error.h"
#include "parvis-orders.h"
#include "parvis-standing.h"

#include <string.h>

#define MAX_TEXT 300

static gboolean
count (ParvisTx              *tx,
       const ParvisOrderRow  *row,
       ParvisOrderState       state,
       int                    by,
       GError               **error)
{
  return parvis_orders_count (tx, row->merchant, row->day, parvis_order_state_to_string (state),
                              by, error);
}

/* @row is not saved yet when its bread moves, so who is short is asked afterwards. */
static gboolean
save (ParvisTx        *tx,
      ParvisOrderRow  *row,
      ParvisShop      *shop,
      GError         **error)
{
  row->next_due = parvis_order_row_find_due (row, shop);

  return parvis_order_row_save (tx, row, error);
}

gboolean
parvis_order_end (ParvisTx          *tx,
                  ParvisOrderRow    *row,
                  ParvisOrderState   state,
                  const char        *by,
                  json_t            *reason,
                  GError           **error)
{
  const char *code = json_string_value (json_object_get (reason, "code"));

  g_clear_pointer (&row->reason, json_decref);
  row->reason = reason;
  row->state = state;
  row->ended_at = parvis_tx_get_now (tx);
  g_free (row->ended_by);
  row->ended_by = g_strdup (by);
  row->shortage = 0;
  row->next_due = PARVIS_NO_TIME;

  /* What a baker has none of is not offered to the next one at once. */
  return parvis_order_move_bread (tx, row,
                     g_strcmp0 (code, "no_bread") == 0 ? PARVIS_BREAD_TO_COUNTER
                                                       : PARVIS_BREAD_ONLINE, error) &&
         parvis_order_drop_bread (tx, row->id, error) &&
         parvis_orders_use_slot (tx, row, -1, error) &&
         parvis_orders_untell (tx, row->id, PARVIS_N_TELLS, error) &&
         parvis_order_row_save (tx, row, error) &&
         count (tx, row, state, 1, error) &&
         parvis_order_review_shortages (tx, row, error);
}

/* --- commands --- */

/* What a step answers: where the order is now. */
static void
answer_order (ParvisAnswer         *answer,
              const ParvisOrderRow *row)
{
  answer->body = json_pack ("{s:s, s:s}", "id", row->id,
                            "state", parvis_order_state_to_string (row->state));
  parvis_json_set_time (answer->body, "tell_at", row->tell_at);
}

static gboolean
set_impossible (const ParvisOrderRow  *row,
                GError               **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
               "This cannot be done with an order that is “%s”",
               parvis_order_state_to_string (row->state));
  parvis_error_take_details (error, json_pack ("{s:s}", "state",
                                               parvis_order_state_to_string (row->state)));

  return FALSE;
}

typedef struct
{
  ParvisOrderRow *row;
  ParvisShop     *shop;
  gint64          at;
} Step;

static void
clear_step (Step *step)
{
  g_clear_pointer (&step->row, parvis_order_row_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Step, clear_step)

static gboolean
begin (Step                 *step,
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

/* Whether its resident is not told yet of the last step. */
static gboolean
is_held (ParvisTx             *tx,
         const ParvisOrderRow *row)
{
  return row->tell_at != PARVIS_NO_TIME && parvis_tx_get_now (tx) < row->tell_at;
}

/* So that the other counter sees who has it in hand. The operator has no name there. */
static gboolean
note_worker (ParvisTx             *tx,
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

static gboolean
go (ParvisTx             *tx,
    const ParvisCommand  *command,
    ParvisAnswer         *answer,
    ParvisOrderState      to,
    GError              **error)
{
  g_auto(Step) step = { NULL, };
  ParvisOrderRow *row;

  if (!begin (&step, tx, command, error))
    return FALSE;

  row = step.row;
  if (row->state != to)
    {
      gboolean was_short = row->shortage > 0;
      gboolean was_confirmed = row->confirmed;

      if (!parvis_order_may_go (row->state, to))
        return set_impossible (row, error);
      if (!note_worker (tx, command, row, error))
        return FALSE;

      row->state = to;
      row->confirmed = TRUE;
      if (row->seen_at == PARVIS_NO_TIME)
        row->seen_at = step.at;
      if (to == PARVIS_ORDER_PREPARING)
        {
          row->preparing_at = step.at;
          if (!was_confirmed &&
              !parvis_orders_tell (tx, row, PARVIS_TELL_CONFIRMED,
                                   parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD, error))
            return FALSE;
        }
      if (to == PARVIS_ORDER_READY)
        {
          row->ready_at = step.at;
          row->tell_at = parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD;
          row->told_at = PARVIS_NO_TIME;
          if (!parvis_orders_tell (tx, row, PARVIS_TELL_READY, row->tell_at, error))
            return FALSE;
        }
      if (to == PARVIS_ORDER_COLLECTED)
        {
          row->collected_at = row->ended_at = step.at;
          row->shortage = 0;
          if (!parvis_orders_untell (tx, row->id, PARVIS_N_TELLS, error) ||
              !parvis_order_move_bread (tx, row, PARVIS_BREAD_TO_CUSTOMER, error) ||
              !count (tx, row, to, 1, error))
            return FALSE;
        }
      if (!save (tx, row, step.shop, error) ||
          (was_short && !parvis_order_review_shortages (tx, row, error)))
        return FALSE;
    }

  answer_order (answer, row);

  return TRUE;
}

gboolean
parvis_orders_prepare (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  return go (tx, command, answer, PARVIS_ORDER_PREPARING, error);
}

gboolean
parvis_orders_ready (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  return go (tx, command, answer, PARVIS_ORDER_READY, error);
}

gboolean
parvis_orders_collect (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  return go (tx, command, answer, PARVIS_ORDER_COLLECTED, error);
}

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
  g_auto(Step) step = { NULL, };
  ParvisOrderState from;
  ParvisOrderState to;
  ParvisOrderRow *row;
  const char *word;
  gboolean held;

  if (!begin (&step, tx, command, error) ||
      !parvis_json_get_string (command->body, "to", 20, &word, error))
    return FALSE;

  row = step.row;
  if (!parvis_order_state_from_string (word, &to) || !parvis_order_state_is_open (to))
    return parvis_set_invalid (error, "/to", "An order goes back to placed, preparing or ready");

  held = is_held (tx, row);
  if (row->state == to)
    {
      answer_order (answer, row);
      return TRUE;
    }
  if (!parvis_order_may_go_back (row->state, to, held))
    return set_impossible (row, error);

  from = row->state;
  if ((from == PARVIS_ORDER_COLLECTED &&
       (!parvis_order_move_bread (tx, row, PARVIS_BREAD_BACK, error) ||
        !count (tx, row, from, -1, error))) ||
      (from == PARVIS_ORDER_DECLINED &&
       (!take_again (tx, row, step.shop, error) || !count (tx, row, from, -1, error))) ||
      !untell_step (tx, row, from, error) ||
      !note_worker (tx, command, row, error))
    return FALSE;

  row->state = to;
  row->collected_at = row->ended_at = PARVIS_NO_TIME;
  g_clear_pointer (&row->ended_by, g_free);
  g_clear_pointer (&row->reason, json_decref);
  if (to != PARVIS_ORDER_READY)
    row->ready_at = row->tell_at = PARVIS_NO_TIME;
  if (to == PARVIS_ORDER_PLACED)
    row->preparing_at = PARVIS_NO_TIME;
  if (!save (tx, row, step.shop, error) ||
      (from >= PARVIS_ORDER_COLLECTED && !parvis_order_review_shortages (tx, row, error)) ||
      !tell_ready_again (tx, row, from, error))
    return FALSE;

  answer_order (answer, row);

  return TRUE;
}

gboolean
parvis_orders_confirm (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_auto(Step) step = { NULL, };

  if (!begin (&step, tx, command, error))
    return FALSE;
  if (!parvis_order_state_is_open (step.row->state))
    return set_impossible (step.row, error);

  if (!step.row->confirmed)
    {
      step.row->confirmed = TRUE;
      if (step.row->seen_at == PARVIS_NO_TIME)
        step.row->seen_at = step.at;
      if (!parvis_orders_tell (tx, step.row, PARVIS_TELL_CONFIRMED,
                               parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD, error) ||
          !save (tx, step.row, step.shop, error))
        return FALSE;
    }
  answer_order (answer, step.row);

  return TRUE;
}

/* "offer": another product, or another time. */
static gboolean
check_offer (ParvisTx          *tx,
             const ParvisShop  *shop,
             gint64             day,
             const json_t      *offer,
             json_t            *reason,
             GError           **error)
{
  const ParvisProduct *product;
  const char *id;
  gint64 number;

  if (offer == NULL)
    return TRUE;
  if (!json_is_object (offer))
    return parvis_set_invalid (error, "/offer", "An offer is a product or a time");

  if (json_object_get (offer, "product") == NULL)
    {
      if (!parvis_json_get_int (offer, "from", 0, 1439, &number, error))
        return FALSE;
      if (parvis_shop_find_slot (shop, day, (int) number) == NULL)
        return parvis_set_invalid (error, "/offer", "Orders are not handed over at that time");

      json_object_set_new (reason, "offer", json_pack ("{s:I}", "from", (json_int_t) number));
      return TRUE;
    }

  if (!parvis_json_get_uuid (offer, "product", &id, error) ||
      !parvis_json_get_int (offer, "quantity", 1, 1000, &number, error) ||
      (product = parvis_product_take (tx, id, error)) == NULL)
    return FALSE;
  if (strcmp (product->merchant, shop->id) != 0)
    return parvis_orders_set_missing (error);

  json_object_set_new (reason, "offer", json_pack ("{s:s, s:s, s:I}", "product", id,
                                                   "name", product->name,
                                                   "quantity", (json_int_t) number));

  return TRUE;
}

gboolean
parvis_orders_decline (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_auto(Step) step = { NULL, };
  g_autoptr(json_t) reason = NULL;
  ParvisOrderReason known;
  const char *word;
  const char *text;
  gint64 day = 0;

  if (!begin (&step, tx, command, error) ||
      !parvis_json_get_string (command->body, "reason", 20, &word, error) ||
      !parvis_json_get_string_or (command->body, "text", MAX_TEXT, NULL, &text, error))
    return FALSE;

  if (!parvis_order_reason_from_string (word, &known) || known > PARVIS_ORDER_REASON_OTHER)
    return parvis_set_invalid (error, "/reason",
                               "A reason is no_bread, too_many, closing or other");
  if (!parvis_order_may_go (step.row->state, PARVIS_ORDER_DECLINED))
    return set_impossible (step.row, error);

  reason = json_pack ("{s:s}", "code", word);
  parvis_json_set_string (reason, "text", text);
  parvis_day_parse (step.row->day, &day);
  if (!check_offer (tx, step.shop, day, json_object_get (command->body, "offer"), reason, error))
    return FALSE;

  step.row->tell_at = parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD;
  step.row->told_at = PARVIS_NO_TIME;
  if (step.row->seen_at == PARVIS_NO_TIME)
    step.row->seen_at = step.at;
  if (!parvis_order_end (tx, step.row, PARVIS_ORDER_DECLINED, "merchant",
                         g_steal_pointer (&reason), error) ||
      !parvis_orders_tell (tx, step.row, PARVIS_TELL_DECLINED, step.row->tell_at, error))
    return FALSE;

  answer_order (answer, step.row);

  return TRUE;
}

gboolean
parvis_orders_delay (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_auto(Step) step = { NULL, };
  gint64 minutes;

  if (!begin (&step, tx, command, error) ||
      !parvis_json_get_int (command->body, "minutes", 5, 120, &minutes, error))
    return FALSE;
  if (!parvis_order_state_is_open (step.row->state))
    return set_impossible (step.row, error);

  step.row->delay += minutes;
  step.row->keep_until += minutes * PARVIS_MINUTE;
  if (step.row->seen_at == PARVIS_NO_TIME)
    step.row->seen_at = step.at;
  if (!parvis_orders_tell (tx, step.row, PARVIS_TELL_DELAYED,
                           parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD, error) ||
      !save (tx, step.row, step.shop, error))
    return FALSE;

  answer_order (answer, step.row);
  json_object_set_new (answer->body, "delay", json_integer (step.row->delay));

  return TRUE;
}

gboolean
parvis_orders_keep (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  g_auto(Step) step = { NULL, };
  gint64 minutes;

  if (!begin (&step, tx, command, error) ||
      !parvis_json_get_int_or (command->body, "minutes", 5, 240, 30, &minutes, error))
    return FALSE;
  if (!parvis_order_state_is_open (step.row->state))
    return set_impossible (step.row, error);

  step.row->keep_until = MAX (step.row->keep_until, parvis_tx_get_now (tx)) +
                         minutes * PARVIS_MINUTE;
  if (!save (tx, step.row, step.shop, error))
    return FALSE;

  answer_order (answer, step.row);
  parvis_json_set_time (answer->body, "keep_until", step.row->keep_until);

  return TRUE;
}

static gboolean
end_by_hand (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             ParvisOrderState      state,
             GError              **error)
{
  g_auto(Step) step = { NULL, };

  if (!begin (&step, tx, command, error))
    return FALSE;
  if (state == PARVIS_ORDER_NO_SHOW && parvis_order_state_is_open (step.row->state) &&
      (step.row->state != PARVIS_ORDER_READY || step.at < step.row->keep_until))
    state = PARVIS_ORDER_RELEASED;
  if (step.row->state != state)
    {
      if (!parvis_order_may_go (step.row->state, state))
        return set_impossible (step.row, error);
      if (!parvis_order_end (tx, step.row, state, "merchant", NULL, error) ||
          !parvis_orders_tell (tx, step.row, PARVIS_TELL_RELEASED,
                               parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD, error))
        return FALSE;
    }
  answer_order (answer, step.row);

  return TRUE;
}

/* Who was not told that it is ready, or may still come, has forgotten nothing: his order is
 * released.
 */
gboolean
parvis_orders_no_show (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  return end_by_hand (tx, command, answer, PARVIS_ORDER_NO_SHOW, error);
}

gboolean
parvis_orders_release (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  return end_by_hand (tx, command, answer, PARVIS_ORDER_RELEASED, error);
}

gboolean
parvis_orders_told (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  g_auto(Step) step = { NULL, };
  const char *how;

  if (!begin (&step, tx, command, error) ||
      !parvis_json_get_string (command->body, "how", 10, &how, error))
    return FALSE;
  if (strcmp (how, "phone") != 0)
    return parvis_set_invalid (error, "/how", "Told by “phone”");

  step.row->told_at = step.at;
  g_free (step.row->told_by);
  step.row->told_by = g_strdup (how);
  if (!parvis_order_row_save (tx, step.row, error))
    return FALSE;

  answer_order (answer, step.row);

  return TRUE;
}

/* He does not know yet that it was declined, and now has no need to. */
static gboolean
cancel_declined (ParvisTx        *tx,
                 ParvisOrderRow  *row,
                 GError         **error)
{
  row->state = PARVIS_ORDER_CANCELLED;
  row->tell_at = PARVIS_NO_TIME;
  g_free (row->ended_by);
  row->ended_by = g_strdup ("resident");
  g_clear_pointer (&row->reason, json_decref);

  return parvis_orders_untell (tx, row->id, PARVIS_N_TELLS, error) &&
         count (tx, row, PARVIS_ORDER_DECLINED, -1, error) &&
         count (tx, row, PARVIS_ORDER_CANCELLED, 1, error) &&
         parvis_order_row_save (tx, row, error);
}

/**
 * parvis_orders_cancel:
 *
 * Command "order.cancel": by who placed it, until the cut-off.
 */
gboolean
parvis_orders_cancel (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  g_auto(Step) step = { NULL, };

  if (!begin (&step, tx, command, error))
    return FALSE;
  if (!step.shop->module.published || g_strcmp0 (step.row->device, device) != 0)
    return parvis_orders_set_missing (error);

  if (is_held (tx, step.row) && step.row->state == PARVIS_ORDER_DECLINED)
    {
      if (!cancel_declined (tx, step.row, error))
        return FALSE;
    }
  else if (step.row->state != PARVIS_ORDER_CANCELLED)
    {
      if (!parvis_order_may_go (step.row->state, PARVIS_ORDER_CANCELLED))
        return set_impossible (step.row, error);
      if (parvis_tx_get_now (tx) >= parvis_order_row_cutoff (step.row, step.shop))
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       "It is too late to cancel: please call the shop");
          return FALSE;
        }
      if (!parvis_order_end (tx, step.row, PARVIS_ORDER_CANCELLED, "resident", NULL, error) ||
          !parvis_standing_try_again (tx, step.row->merchant, error))
        return FALSE;
    }
  answer->text = parvis_order_row_tell (step.row, step.shop, parvis_tx_get_now (tx));

  return TRUE;
}
