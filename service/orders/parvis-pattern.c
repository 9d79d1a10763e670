/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pattern"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-bread.h"
#include "parvis-error.h"
#include "parvis-orders-put.h"

#include <string.h>

/* What is usual: the bakes of a weekday. */

#define MAX_BAKES    24
#define MAX_QUANTITY 100000
#define DAYS_A_WEEK  7

static json_t *
read_bakes (const json_t  *list,
            GError       **error)
{
  g_autoptr(json_t) bakes = json_array ();

  if (!json_is_array (list) || json_array_size (list) > MAX_BAKES)
    {
      parvis_set_invalid (error, "/bakes", "The bakes are a list of at most %d", MAX_BAKES);
      return NULL;
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);
      gint64 ready;
      gint64 quantity;
      gint64 online;

      if (!parvis_json_get_int (entry, "ready", 0, 1439, &ready, error) ||
          !parvis_json_get_int (entry, "quantity", 1, MAX_QUANTITY, &quantity, error) ||
          !parvis_json_get_int_or (entry, "online", 0, quantity, quantity / 2, &online, error))
        {
          g_autofree char *field = g_strdup_printf ("/bakes/%" G_GSIZE_FORMAT, i);

          parvis_error_set_field (error, field);
          return NULL;
        }

      json_array_append_new (bakes, json_pack ("{s:I, s:I, s:I}", "ready", (json_int_t) ready,
                                               "quantity", (json_int_t) quantity,
                                               "online", (json_int_t) online));
    }

  return g_steal_pointer (&bakes);
}

gboolean
parvis_put_pattern (ParvisTx      *tx,
                    const char    *product,
                    const json_t  *body,
                    GError       **error)
{
  g_autoptr(json_t) bakes = read_bakes (json_object_get (body, "bakes"), error);
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;
  gint64 weekday;

  if (bakes == NULL || !parvis_json_get_int (body, "weekday", 1, 7, &weekday, error))
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO product_pattern (town, product, weekday, bakes)"
                            " VALUES (:town, :product, :weekday, :bakes)"
                            " ON CONFLICT (town, product, weekday) DO UPDATE SET"
                            " bakes = excluded.bakes",
                            error);
  if (stmt == NULL)
    return FALSE;

  text = parvis_json_dump (bakes);
  id = g_strdup_printf ("%s/%d", product, (int) weekday);
  parvis_stmt_bind_text (stmt, ":product", product);
  parvis_stmt_bind_int (stmt, ":weekday", weekday);
  parvis_stmt_bind_text (stmt, ":bakes", text);
  parvis_tx_touch (tx, PARVIS_KIND_PATTERN, id);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_put_patterns (ParvisTx      *tx,
                     const char    *product,
                     const json_t  *list,
                     GError       **error)
{
  if (list != NULL && (!json_is_array (list) || json_array_size (list) > DAYS_A_WEEK))
    return parvis_set_invalid (error, "/patterns", "“patterns” is a list of at most seven days");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (!parvis_put_pattern (tx, product, json_array_get (list, i), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_untouched (const GArray *bakes)
{
  for (guint i = 0; i < bakes->len; i++)
    {
      const ParvisBake *bake = &g_array_index (bakes, ParvisBake, i);

      if (bake->by_hand || bake->online + bake->counter != bake->declared || bake->overdrawn > 0)
        return FALSE;
    }

  return TRUE;
}

/* What is there as usual goes, so that the new usual may come. */
static gboolean
forget_day (ParvisTx    *tx,
            const char  *product,
            const char  *day,
            GError     **error)
{
  g_autoptr(GArray) bakes = parvis_bakes_load (parvis_tx_get_db (tx), product, day, error);
  g_autofree char *shelf = parvis_orders_make_id (product, day);
  g_autoptr(ParvisStmt) stmt = NULL;

  if (bakes == NULL)
    return FALSE;
  if (!is_untouched (bakes))
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM bake"
                            " WHERE town = :town AND product = :product AND day = :day",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":product", product);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_tx_touch (tx, PARVIS_KIND_SHELF, shelf);
  for (guint i = 0; i < bakes->len; i++)
    parvis_tx_touch (tx, PARVIS_KIND_BAKE, g_array_index (bakes, ParvisBake, i).id);

  return parvis_stmt_step (stmt, NULL, error);
}

/**
 * parvis_product_set_pattern:
 *
 * Command "product.pattern". Days ahead that nobody changed by hand and nobody reserved on
 * follow it.
 */
gboolean
parvis_product_set_pattern (ParvisTx             *tx,
                            const ParvisCommand  *command,
                            ParvisAnswer         *answer,
                            GError              **error)
{
  ParvisShop *shop;
  g_autoptr(ParvisProduct) product = parvis_product_load_for (tx, command, &shop, error);
  gint64 weekday;
  gint64 today;

  if (product == NULL || !parvis_put_pattern (tx, product->id, command->body, error) ||
      !parvis_json_get_int (command->body, "weekday", 1, 7, &weekday, error))
    return FALSE;

  today = parvis_shop_get_today (shop, parvis_tx_get_now (tx));
  for (gint64 day = today; day <= today + shop->days_ahead; day++)
    {
      char text[PARVIS_DAY_SIZE];

      parvis_day_write (day, text);
      if (parvis_day_get_weekday (day) == weekday &&
          !forget_day (tx, product->id, text, error))
        return FALSE;
    }

  answer->body = json_pack ("{s:s, s:I}", "product", product->id,
                            "weekday", (json_int_t) weekday);

  return parvis_shop_open_days (tx, shop, error);
}
