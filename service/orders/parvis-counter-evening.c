/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter-evening"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-counter-day.h"
#include "parvis-error.h"
#include "parvis-order-row.h"

#include <string.h>

/* What is left in the evening. */

#define MAX_QUANTITY 100000

/* Takes @n pieces out of the purses, the counter's first, into @field. */
static gint64
discard (const ParvisCounterDay *day,
         gint64                  n,
         gsize                   field)
{
  for (guint i = 0; i < 2 * day->bakes->len && n > 0; i++)
    {
      ParvisBake *bake = parvis_counter_day_get_bake (day, i % day->bakes->len);
      gint64 *purse = i < day->bakes->len ? &bake->counter : &bake->online;
      gint64 taken = MIN (n, *purse);

      *purse -= taken;
      *(gint64 *) (void *) ((char *) bake + field) += taken;
      n -= taken;
    }

  return n;
}

/* Gives @n pieces of @field back to the counter, the last batch's first. */
static gint64
bring_back (const ParvisCounterDay *day,
            gint64                  n,
            gsize                   field)
{
  for (guint i = day->bakes->len; i > 0 && n > 0; i--)
    {
      ParvisBake *bake = parvis_counter_day_get_bake (day, i - 1);
      gint64 *gone = (gint64 *) (void *) ((char *) bake + field);
      gint64 back = MIN (n, *gone);

      *gone -= back;
      bake->counter += back;
      n -= back;
    }

  return n;
}

/* @least: below zero it takes back what was written down by mistake */
static gboolean
waste (ParvisTx                *tx,
       const ParvisCounterDay  *day,
       const json_t            *body,
       gint64                   least,
       GError                 **error)
{
  static const struct
  {
    const char *name;
    gsize       field;
  } kinds[] = {
    { "lost", G_STRUCT_OFFSET (ParvisBake, lost) },
    { "given", G_STRUCT_OFFSET (ParvisBake, given) },
    { "unsold", G_STRUCT_OFFSET (ParvisBake, unsold) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gint64 n;

      if (!parvis_json_get_int_or (body, kinds[i].name, least, MAX_QUANTITY, 0, &n, error))
        return FALSE;
      if (n < 0 && bring_back (day, -n, kinds[i].field) > 0)
        return parvis_counter_day_refuse (day, "So many were not written down", error);
      if (discard (day, n, kinds[i].field) > 0)
        return parvis_counter_day_refuse (day, "There are not so many left", error);
    }

  return parvis_counter_day_save (tx, day, error);
}

gboolean
parvis_product_waste (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_auto(ParvisCounterDay) day = { NULL, };

  return parvis_counter_day_take_rest (&day, tx, command, command->object, error) &&
         waste (tx, &day, command->body, -MAX_QUANTITY, error) &&
         parvis_counter_day_answer (answer, &day);
}

static gboolean
close_product (ParvisTx             *tx,
               const ParvisCommand  *command,
               const json_t         *entry,
               GError              **error)
{
  const char *id;
  g_auto(ParvisCounterDay) day = { NULL, };

  if (!parvis_json_get_uuid (entry, "product", &id, error) ||
      !parvis_counter_day_take_rest (&day, tx, command, id, error))
    return FALSE;
  if (strcmp (day.shop->id, command->object) != 0)
    return parvis_orders_set_missing (error);

  return waste (tx, &day, entry, 0, error);
}

/**
 * parvis_merchant_close_day:
 *
 * Command "merchant.close_day": what is left is written down, what nobody fetched is
 * released first.
 */
gboolean
parvis_merchant_close_day (ParvisTx             *tx,
                           const ParvisCommand  *command,
                           ParvisAnswer         *answer,
                           GError              **error)
{
  const json_t *list = json_object_get (command->body, "products");
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);
  const char *text;
  gint64 day;

  if (shop == NULL || !parvis_orders_read_day (command->body, &text, &day, error))
    return FALSE;
  if (list != NULL && (!json_is_array (list) || json_array_size (list) > 500))
    return parvis_set_invalid (error, "/products", "The products are a list");
  if (day > parvis_shop_get_today (shop, parvis_tx_get_now (tx)))
    return parvis_set_invalid (error, "/day", "That day has not begun");

  if (!parvis_orders_close (tx, shop, text, FALSE, error))
    return FALSE;

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (!close_product (tx, command, json_array_get (list, i), error))
        return FALSE;
    }

  answer->body = json_pack ("{s:s, s:s}", "merchant", shop->id, "day", text);

  return TRUE;
}

/* What was written down of it is the counter's again, and up to as much as is said of that can be
 * reserved as before.
 */
static gboolean
open_product (ParvisTx             *tx,
              const ParvisCommand  *command,
              const json_t         *entry,
              GError              **error)
{
  static const char * const names[] = { "lost", "given", "unsold" };
  g_autoptr(json_t) back = json_object ();
  g_auto(ParvisCounterDay) day = { NULL, };
  const char *id;
  gint64 online;
  gint64 total = 0;

  if (!parvis_json_get_uuid (entry, "product", &id, error) ||
      !parvis_json_get_int_or (entry, "online", 0, MAX_QUANTITY, 0, &online, error) ||
      !parvis_counter_day_take_rest (&day, tx, command, id, error))
    return FALSE;
  if (strcmp (day.shop->id, command->object) != 0)
    return parvis_orders_set_missing (error);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gint64 n;

      if (!parvis_json_get_int_or (entry, names[i], 0, MAX_QUANTITY, 0, &n, error))
        return FALSE;

      json_object_set_new (back, names[i], json_integer (-n));
      total += n;
    }
  if (!waste (tx, &day, back, -MAX_QUANTITY, error) ||
      !parvis_counter_day_load (&day, tx, error))
    return FALSE;

  online = MIN (online, total);
  for (guint i = day.bakes->len; i > 0 && online > 0; i--)
    {
      ParvisBake *bake = parvis_counter_day_get_bake (&day, i - 1);
      gint64 n = MIN (online, bake->counter);

      bake->counter -= n;
      bake->online += n;
      online -= n;
    }

  return parvis_counter_day_save (tx, &day, error);
}

/**
 * parvis_merchant_open_day:
 *
 * Command "merchant.open_day": takes back that a day was closed, while it is not over. What was
 * put back stays so, for who had ordered it was told.
 */
gboolean
parvis_merchant_open_day (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  const json_t *list = json_object_get (command->body, "products");
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);
  gboolean closed;
  const char *text;
  gint64 day;

  if (shop == NULL || !parvis_orders_read_day (command->body, &text, &day, error))
    return FALSE;
  if (list != NULL && (!json_is_array (list) || json_array_size (list) > 500))
    return parvis_set_invalid (error, "/products", "The products are a list");
  if (!parvis_orders_is_closed (parvis_tx_get_db (tx), shop->id, text, &closed, error))
    return FALSE;

  if (!closed || day != parvis_shop_get_today (shop, parvis_tx_get_now (tx)))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   closed ? "That day is over" : "That day is not closed");
      return FALSE;
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (!open_product (tx, command, json_array_get (list, i), error))
        return FALSE;
    }
  if (!parvis_orders_open_again (tx, shop, text, error))
    return FALSE;

  answer->body = json_pack ("{s:s, s:s}", "merchant", shop->id, "day", text);

  return TRUE;
}
