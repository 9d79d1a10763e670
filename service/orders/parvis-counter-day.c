/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter-day"

#include "config.h"

#include "parvis-counter-day.h"

#include "parvis-error.h"
#include "parvis-orders.h"

void
parvis_counter_day_clear (ParvisCounterDay *day)
{
  g_clear_pointer (&day->bakes, g_array_unref);
  g_clear_pointer (&day->removed, parvis_product_free);
}

gboolean
parvis_counter_day_load (ParvisCounterDay  *day,
                         ParvisTx          *tx,
                         GError           **error)
{
  g_clear_pointer (&day->bakes, g_array_unref);
  day->bakes = parvis_bakes_load (parvis_tx_get_db (tx), day->product->id, day->text, error);

  return day->bakes != NULL;
}

gboolean
parvis_counter_day_take (ParvisCounterDay     *day,
                         ParvisTx             *tx,
                         const ParvisCommand  *command,
                         const char           *product,
                         GError              **error)
{
  if ((day->product = parvis_product_take (tx, product, error)) == NULL ||
      (day->shop = parvis_shop_take (tx, command, day->product->merchant, error)) == NULL ||
      !parvis_orders_read_day (command->body, &day->text, &day->day, error))
    return FALSE;

  return parvis_counter_day_load (day, tx, error);
}

gboolean
parvis_counter_day_take_rest (ParvisCounterDay     *day,
                              ParvisTx             *tx,
                              const ParvisCommand  *command,
                              const char           *product,
                              GError              **error)
{
  day->product = day->removed = parvis_product_load_any (parvis_tx_get_db (tx), product, error);
  if (day->product == NULL ||
      (day->shop = parvis_shop_take (tx, command, day->product->merchant, error)) == NULL ||
      !parvis_orders_read_day (command->body, &day->text, &day->day, error) ||
      !parvis_counter_day_load (day, tx, error))
    return FALSE;

  return !day->product->removed || day->bakes->len > 0 || parvis_orders_set_missing (error);
}

ParvisBake *
parvis_counter_day_get_bake (const ParvisCounterDay *day,
                             guint                   i)
{
  return &g_array_index (day->bakes, ParvisBake, i);
}

gint64
parvis_counter_day_sum_online (const ParvisCounterDay *day)
{
  gint64 sum = 0;

  for (guint i = 0; i < day->bakes->len; i++)
    sum += parvis_counter_day_get_bake (day, i)->online;

  return sum;
}

gint64
parvis_counter_day_sum_counter (const ParvisCounterDay *day)
{
  gint64 sum = 0;

  for (guint i = 0; i < day->bakes->len; i++)
    sum += parvis_counter_day_get_bake (day, i)->counter;

  return sum;
}

gboolean
parvis_counter_day_save (ParvisTx                *tx,
                         const ParvisCounterDay  *day,
                         GError                 **error)
{
  for (guint i = 0; i < day->bakes->len; i++)
    {
      if (!parvis_bake_save (tx, parvis_counter_day_get_bake (day, i), error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_counter_day_answer (ParvisAnswer           *answer,
                           const ParvisCounterDay *day)
{
  answer->body = json_pack ("{s:s, s:s, s:I, s:I}", "product", day->product->id,
                            "day", day->text,
                            "online", (json_int_t) parvis_counter_day_sum_online (day),
                            "counter", (json_int_t) parvis_counter_day_sum_counter (day));

  return TRUE;
}

gboolean
parvis_counter_day_refuse (const ParvisCounterDay  *day,
                           const char              *message,
                           GError                 **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, message);
  parvis_error_take_details (
    error, json_pack ("{s:{s:I, s:I}}", "left",
                      "online", (json_int_t) parvis_counter_day_sum_online (day),
                      "counter", (json_int_t) parvis_counter_day_sum_counter (day)));

  return FALSE;
}
