/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-steps"

#include "config.h"

#include "parvis-order-step.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-forgotten.h"
#include "parvis-orders.h"
#include "parvis-phrases.h"
#include "parvis-standing.h"

#include <string.h>

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
  /* While that can be taken back its bread is given to nobody who did not ask. */
  row->next_due = parvis_tx_get_now (tx) < row->tell_at ? row->tell_at : PARVIS_NO_TIME;

  /* What a baker has none of is not offered to the next one at once. */
  return parvis_order_move_bread (tx, row,
                     g_strcmp0 (code, "no_bread") == 0 ? PARVIS_BREAD_TO_COUNTER
                                                       : PARVIS_BREAD_ONLINE, error) &&
         parvis_order_drop_bread (tx, row->id, error) &&
         parvis_orders_use_slot (tx, row, -1, error) &&
         parvis_orders_hush (tx, row->id, error) &&
         parvis_order_row_save (tx, row, error) &&
         parvis_order_step_count (tx, row, state, 1, error) &&
         (state != PARVIS_ORDER_NO_SHOW || parvis_forgotten_add (tx, row, error)) &&
         parvis_order_review_shortages (tx, row, error);
}

static gboolean
become_collected (ParvisTx        *tx,
                  ParvisOrderRow  *row,
                  gint64           at,
                  GError         **error)
{
  row->collected_at = row->ended_at = at;
  row->shortage = 0;

  return parvis_orders_hush (tx, row->id, error) &&
         parvis_order_move_bread (tx, row, PARVIS_BREAD_TO_CUSTOMER, error) &&
         parvis_order_step_count (tx, row, PARVIS_ORDER_COLLECTED, 1, error);
}

/* Who goes on with an order has said yes to it. */
static gboolean
become (ParvisTx          *tx,
        ParvisOrderRow    *row,
        ParvisOrderState   to,
        gint64             at,
        GError           **error)
{
  row->state = to;
  if (!parvis_order_step_say_yes (tx, row, to, at, error))
    return FALSE;

  if (to == PARVIS_ORDER_READY)
    return parvis_order_step_make_ready (tx, row, at, error);
  if (to == PARVIS_ORDER_COLLECTED)
    return become_collected (tx, row, at, error);

  row->preparing_at = at;

  return TRUE;
}

/* What was ended by itself was in its customer's hands, or is by now: bread and place are its own
 * again, and that it was forgotten is not said any more.
 */
static gboolean
come_late (ParvisTx        *tx,
           ParvisOrderRow  *row,
           GError         **error)
{
  ParvisOrderState was = row->state;

  g_clear_pointer (&row->ended_by, g_free);
  g_clear_pointer (&row->reason, json_decref);

  return parvis_orders_untell (tx, row->id, PARVIS_TELL_RELEASED, error) &&
         parvis_orders_untell (tx, row->id, PARVIS_TELL_UNANSWERED, error) &&
         parvis_order_step_count (tx, row, was, -1, error) &&
         parvis_forgotten_drop (tx, row, error) &&
         parvis_orders_use_slot (tx, row, 1, error) &&
         parvis_order_take_bread_late (tx, row, error);
}

static gboolean
may_come_late (ParvisTx              *tx,
               const ParvisOrderStep *step)
{
  const ParvisOrderRow *row = step->row;
  gint64 day = 0;

  parvis_day_parse (row->day, &day);

  return parvis_order_may_collect_late (row->state, row->ended_by, day,
                                        parvis_shop_get_today (step->shop,
                                                               parvis_tx_get_now (tx)));
}

static gboolean
go (ParvisTx             *tx,
    const ParvisCommand  *command,
    ParvisAnswer         *answer,
    ParvisOrderState      to,
    GError              **error)
{
  g_auto(ParvisOrderStep) step = { NULL, };
  ParvisOrderRow *row;

  if (!parvis_order_step_begin (&step, tx, command, error))
    return FALSE;

  row = step.row;
  if (row->state != to)
    {
      gboolean is_late = may_come_late (tx, &step);
      gboolean was_short = row->shortage > 0;

      /* A counter without a line went on with it before it was ended, and may have handed it
       * over: what leads there changes nothing any more.
       */
      if (is_late && to != PARVIS_ORDER_COLLECTED && step.at < row->ended_at)
        {
          parvis_order_step_answer (answer, row);
          return TRUE;
        }

      is_late = is_late && to == PARVIS_ORDER_COLLECTED;
      if (!is_late && !parvis_order_may_go (row->state, to))
        return parvis_order_step_refuse (row, error);
      if ((is_late && !come_late (tx, row, error)) ||
          !parvis_order_step_note_worker (tx, command, row, error) ||
          !become (tx, row, to, step.at, error) ||
          !parvis_order_step_save (tx, row, step.shop, error) ||
          ((is_late || was_short) && !parvis_order_review_shortages (tx, row, error)))
        return FALSE;
    }

  parvis_order_step_answer (answer, row);

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

/* The yes is taken back before anybody heard it. */
static gboolean
take_yes_back (ParvisTx        *tx,
               ParvisOrderRow  *row,
               GError         **error)
{
  if (!row->confirmed)
    return TRUE;

  if (row->state != PARVIS_ORDER_PLACED || row->confirm_at == PARVIS_NO_TIME ||
      parvis_tx_get_now (tx) >= row->confirm_at)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "Its customer was told yes already: it can be declined");
      return FALSE;
    }

  return parvis_order_step_unconfirm (tx, row, error);
}

/**
 * parvis_orders_confirm:
 *
 * Command "order.confirm": a shop that says yes by hand does so, or takes it back.
 */
gboolean
parvis_orders_confirm (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_auto(ParvisOrderStep) step = { NULL, };
  gboolean yes;

  if (!parvis_order_step_begin (&step, tx, command, error) ||
      !parvis_json_get_bool_or (command->body, "confirmed", TRUE, &yes, error))
    return FALSE;
  if (!parvis_order_state_is_open (step.row->state))
    return parvis_order_step_refuse (step.row, error);

  if (!(yes ? parvis_order_step_say_yes (tx, step.row, PARVIS_ORDER_PLACED, step.at, error)
            : take_yes_back (tx, step.row, error)) ||
      !parvis_order_step_save (tx, step.row, step.shop, error))
    return FALSE;

  parvis_order_step_answer (answer, step.row);

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
  g_auto(ParvisOrderStep) step = { NULL, };
  g_autoptr(json_t) reason = NULL;
  ParvisOrderReason known;
  const char *word;
  const char *text;
  gint64 day = 0;

  if (!parvis_order_step_begin (&step, tx, command, error) ||
      !parvis_json_get_string (command->body, "reason", 20, &word, error) ||
      !parvis_json_get_string_or (command->body, "text", PARVIS_ORDER_TEXT_MAX, NULL, &text, error))
    return FALSE;

  if (!parvis_order_reason_from_string (word, &known) || known > PARVIS_ORDER_REASON_OTHER)
    return parvis_set_invalid (error, "/reason",
                               "A reason is no_bread, too_many, closing or other");
  if (!parvis_order_may_go (step.row->state, PARVIS_ORDER_DECLINED))
    return parvis_order_step_refuse (step.row, error);

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

  parvis_order_step_answer (answer, step.row);

  return TRUE;
}

static gboolean
end_by_hand (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             ParvisOrderState      state,
             GError              **error)
{
  g_auto(ParvisOrderStep) step = { NULL, };

  if (!parvis_order_step_begin (&step, tx, command, error))
    return FALSE;
  if (state == PARVIS_ORDER_NO_SHOW && parvis_order_state_is_open (step.row->state) &&
      (step.row->state != PARVIS_ORDER_READY || step.at < step.row->keep_until))
    state = PARVIS_ORDER_RELEASED;
  if (step.row->state != state)
    {
      if (!parvis_order_may_go (step.row->state, state))
        return parvis_order_step_refuse (step.row, error);

      step.row->tell_at = parvis_tx_get_now (tx) + PARVIS_ORDER_HOLD;
      step.row->told_at = PARVIS_NO_TIME;
      if (!parvis_order_end (tx, step.row, state, "merchant", NULL, error) ||
          !parvis_orders_tell (tx, step.row, PARVIS_TELL_RELEASED, step.row->tell_at, error))
        return FALSE;
    }
  parvis_order_step_answer (answer, step.row);

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
  g_auto(ParvisOrderStep) step = { NULL, };
  const char *how;

  if (!parvis_order_step_begin (&step, tx, command, error) ||
      !parvis_json_get_string (command->body, "how", 10, &how, error))
    return FALSE;
  if (strcmp (how, "phone") != 0)
    return parvis_set_invalid (error, "/how", "Told by “phone”");

  step.row->told_at = step.at;
  g_free (step.row->told_by);
  step.row->told_by = g_strdup (how);
  if (!parvis_order_row_save (tx, step.row, error))
    return FALSE;

  parvis_order_step_answer (answer, step.row);

  return TRUE;
}

/* He does not know yet that the shop ended it, and now has no need to. */
static gboolean
cancel_ended (ParvisTx        *tx,
              ParvisOrderRow  *row,
              GError         **error)
{
  ParvisOrderState was = row->state;

  row->state = PARVIS_ORDER_CANCELLED;
  row->tell_at = row->next_due = PARVIS_NO_TIME;
  g_free (row->ended_by);
  row->ended_by = g_strdup ("resident");
  g_clear_pointer (&row->reason, json_decref);

  return parvis_orders_untell (tx, row->id, PARVIS_N_TELLS, error) &&
         parvis_order_step_count (tx, row, was, -1, error) &&
         parvis_forgotten_drop (tx, row, error) &&
         parvis_order_step_count (tx, row, PARVIS_ORDER_CANCELLED, 1, error) &&
         parvis_order_row_save (tx, row, error) &&
         parvis_orders_tell (tx, row, PARVIS_TELL_CANCELLED, parvis_tx_get_now (tx), error) &&
         parvis_standing_try_again (tx, row->merchant, error);
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
  g_auto(ParvisOrderStep) step = { NULL, };

  if (!parvis_order_step_begin (&step, tx, command, error))
    return FALSE;
  if (!step.shop->module.published || g_strcmp0 (step.row->device, device) != 0)
    return parvis_orders_set_missing (error);

  if (parvis_order_step_is_held (tx, step.row) && step.row->state >= PARVIS_ORDER_DECLINED)
    {
      if (!cancel_ended (tx, step.row, error))
        return FALSE;
    }
  else if (step.row->state != PARVIS_ORDER_CANCELLED)
    {
      if (!parvis_order_may_go (step.row->state, PARVIS_ORDER_CANCELLED))
        return parvis_order_step_refuse (step.row, error);
      if (parvis_tx_get_now (tx) >= parvis_order_row_cutoff (step.row, step.shop))
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       "It is too late to cancel: please call the shop");
          return FALSE;
        }
      if (!parvis_order_end (tx, step.row, PARVIS_ORDER_CANCELLED, "resident", NULL, error) ||
          !parvis_orders_tell (tx, step.row, PARVIS_TELL_CANCELLED, parvis_tx_get_now (tx),
                               error) ||
          !parvis_standing_try_again (tx, step.row->merchant, error))
        return FALSE;
    }
  answer->text = parvis_order_row_tell (step.row, step.shop, parvis_tx_get_now (tx));

  return TRUE;
}

/* Who gave no address before has heard nothing of what is told in a moment. */
static gboolean
tell_rest (ParvisTx              *tx,
           const ParvisOrderRow  *row,
           GError               **error)
{
  gint64 now = parvis_tx_get_now (tx);

  if (row->confirm_at != PARVIS_NO_TIME && now < row->confirm_at &&
      row->yes_with < PARVIS_ORDER_READY &&
      !parvis_orders_tell (tx, row, PARVIS_TELL_CONFIRMED, row->confirm_at, error))
    return FALSE;
  if (row->state != PARVIS_ORDER_READY)
    return TRUE;

  return (now >= row->tell_at ||
          parvis_orders_tell (tx, row, PARVIS_TELL_READY, row->tell_at, error)) &&
         parvis_orders_tell_soon (tx, row, error);
}

/**
 * parvis_orders_notify:
 *
 * Command "order.notify": who placed it says to which address he is told how it goes from now
 * on, or, with a telephone, that to none.
 */
gboolean
parvis_orders_notify (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  g_auto(ParvisOrderStep) step = { NULL, };
  const char *language;
  const char *email;
  gboolean is_new;

  if (!parvis_order_step_begin (&step, tx, command, error))
    return FALSE;
  if (!step.shop->module.published || g_strcmp0 (step.row->device, device) != 0)
    return parvis_orders_set_missing (error);
  if (!parvis_order_state_is_open (step.row->state))
    return parvis_order_step_refuse (step.row, error);
  if (!parvis_json_get_string_or (command->body, "email", 254, NULL, &email, error) ||
      !parvis_json_get_string_or (command->body, "language", 20, step.row->language, &language,
                                  error))
    return FALSE;

  if (email != NULL && !parvis_contact_is_email (email))
    return parvis_set_invalid (error, "/email", "This is no e-mail address");
  if (email == NULL && step.row->phone == NULL)
    return parvis_set_invalid (error, "/email", "A telephone number or an e-mail is needed");

  is_new = step.row->email == NULL && email != NULL;
  language = parvis_phrase_choose_language (language);
  if (strcmp (language, step.row->language) != 0)
    {
      g_free (step.row->language);
      step.row->language = g_strdup (language);
    }
  g_free (step.row->email);
  step.row->email = g_strdup (email);
  if (!parvis_orders_readdress (tx, step.row, error) ||
      (is_new && !tell_rest (tx, step.row, error)) ||
      !parvis_order_row_save (tx, step.row, error))
    return FALSE;

  answer->text = parvis_order_row_tell (step.row, step.shop, parvis_tx_get_now (tx));

  return TRUE;
}
