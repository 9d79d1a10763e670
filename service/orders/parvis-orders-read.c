/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-orders-read"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-error.h"
#include "parvis-order-row.h"
#include "parvis-standing.h"

#include <string.h>

/* What residents are shown, and told when something cannot be. */

#define DAYS_OFFERED 3

static gboolean
check_published (ParvisDb  *db,
                 GError   **error)
{
  ParvisOrdersModule module;

  if (!parvis_orders_module_load (db, &module, error))
    return FALSE;

  return module.published || parvis_orders_set_missing (error);
}

/* What is left of each product for that day, by who comes at @from (24:00: whenever). */
static json_t *
list_left (ParvisDb          *db,
           const ParvisShop  *shop,
           const char        *day,
           int                from,
           GError           **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT p.id, p.name, SUM(CASE WHEN b.shut = 0 AND b.ready <= :from"
                            " THEN b.online ELSE 0 END)"
                            " FROM product AS p JOIN bake AS b ON b.town = p.town"
                            " AND b.product = p.id AND b.day = :day"
                            " WHERE p.town = :town AND p.merchant = :merchant AND p.active = 1"
                            " AND p.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM shop_day AS d"
                            " WHERE d.town = p.town AND d.merchant = p.merchant"
                            " AND d.day = :day AND d.closed_at IS NOT NULL)"
                            " GROUP BY p.id, p.name, p.position ORDER BY p.position, p.name",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_stmt_bind_int (stmt, ":from", from);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        json_array_append_new (list, json_pack ("{s:s, s:s, s:I}",
                                                "product", parvis_stmt_get_text (stmt, 0),
                                                "name", parvis_stmt_get_text (stmt, 1), "left",
                                                (json_int_t) parvis_stmt_get_int (stmt, 2)));
    }
  while (has_row);

  return g_steal_pointer (&list);
}

static gint64
find_left (const json_t *list,
           const char   *product)
{
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);

      if (strcmp (json_string_value (json_object_get (entry, "product")), product) == 0)
        return json_integer_value (json_object_get (entry, "left"));
    }

  return 0;
}

static gboolean
is_too_late (const ParvisShop *shop,
             gint64            day,
             int               from,
             gint64            now)
{
  return parvis_cutoff_get_instant (&shop->cutoff, day, from, shop->zone) <= now;
}

/* Slots of one day that are not over, in the document's form: those with a place, or those
 * without.
 */
static json_t *
list_slots (ParvisDb          *db,
            const ParvisShop  *shop,
            gint64             day,
            gboolean           full,
            gint64             now,
            GError           **error)
{
  g_autoptr(json_t) all = parvis_orders_list_slots (db, shop, day, error);
  g_autoptr(json_t) open = json_array ();
  char text[PARVIS_DAY_SIZE];

  if (all == NULL)
    return NULL;

  parvis_day_write (day, text);
  for (gsize i = 0; i < json_array_size (all); i++)
    {
      json_t *slot = json_array_get (all, i);
      int from = (int) json_integer_value (json_object_get (slot, "from"));

      if ((json_integer_value (json_object_get (slot, "left")) == 0) != full ||
          is_too_late (shop, day, from, now))
        continue;

      json_object_set_new (slot, "day", json_string (text));
      json_array_append (open, slot);
    }

  return g_steal_pointer (&open);
}

static gboolean
is_orderable (const ParvisShop *shop,
              gint64            day,
              gint64            today)
{
  char text[PARVIS_DAY_SIZE];

  parvis_day_write (day, text);

  return day >= today && day <= today + shop->days_ahead &&
         parvis_shop_find_closed (shop, day) == NULL &&
         !(day == today && strcmp (shop->shut_day, text) == 0);
}

/* The last slot of the day that is not over, and the last of them with a place; -1 for none. */
static gboolean
find_last_slots (ParvisDb          *db,
                 const ParvisShop  *shop,
                 gint64             day,
                 gint64             now,
                 int               *last,
                 int               *last_free,
                 GError           **error)
{
  g_autoptr(json_t) all = parvis_orders_list_slots (db, shop, day, error);

  *last = *last_free = -1;
  for (gsize i = 0; i < json_array_size (all); i++)
    {
      const json_t *slot = json_array_get (all, i);
      int from = (int) json_integer_value (json_object_get (slot, "from"));

      if (is_too_late (shop, day, from, now))
        continue;

      *last = MAX (*last, from);
      if (json_integer_value (json_object_get (slot, "left")) > 0)
        *last_free = MAX (*last_free, from);
    }

  return all != NULL;
}

gboolean
parvis_orders_count_left (ParvisDb          *db,
                          const ParvisShop  *shop,
                          const char        *product,
                          gint64             day,
                          gint64             now,
                          gint64            *left,
                          gboolean          *in_time,
                          GError           **error)
{
  g_autoptr(json_t) list = NULL;
  char text[PARVIS_DAY_SIZE];
  int last;
  int last_free;

  *left = 0;
  *in_time = FALSE;
  if (!is_orderable (shop, day, parvis_shop_get_today (shop, now)))
    return TRUE;
  if (!find_last_slots (db, shop, day, now, &last, &last_free, error))
    return FALSE;

  parvis_day_write (day, text);
  list = list_left (db, shop, text, last_free, error);
  if (list == NULL)
    return FALSE;

  *in_time = last >= 0;
  *left = find_left (list, product);

  return TRUE;
}

/* The first days with a slot, from @day on. */
static json_t *
list_next_slots (ParvisDb          *db,
                 const ParvisShop  *shop,
                 gint64             day,
                 gint64             now,
                 GError           **error)
{
  gint64 today = parvis_shop_get_today (shop, now);
  g_autoptr(json_t) slots = json_array ();
  guint days = 0;

  for (gint64 d = MAX (day, today); d <= today + shop->days_ahead && days < DAYS_OFFERED; d++)
    {
      g_autoptr(json_t) list = NULL;

      if (!is_orderable (shop, d, today))
        continue;

      list = list_slots (db, shop, d, FALSE, now, error);
      if (list == NULL)
        return NULL;

      if (json_array_size (list) > 0)
        days++;
      json_array_extend (slots, list);
    }

  return g_steal_pointer (&slots);
}

gboolean
parvis_order_refuse (ParvisDb          *db,
                     const ParvisShop  *shop,
                     const json_t      *lines,
                     const char        *day,
                     int                from,
                     const char        *message,
                     gint64             now,
                     GError           **error)
{
  g_autoptr(json_t) all = list_left (db, shop, day, from, error);
  g_autoptr(json_t) slots = NULL;
  json_t *left = json_object ();
  json_t *others = json_array ();
  gint64 when = 0;

  parvis_day_parse (day, &when);
  slots = all != NULL ? list_next_slots (db, shop, when, now, error) : NULL;
  if (slots == NULL)
    {
      json_decref (left);
      json_decref (others);
      return FALSE;
    }

  for (gsize i = 0; i < json_array_size (lines); i++)
    {
      const char *product = json_string_value (json_object_get (json_array_get (lines, i),
                                                                "product"));

      json_object_set_new (left, product, json_integer (find_left (all, product)));
    }
  for (gsize i = 0; i < json_array_size (all); i++)
    {
      json_t *entry = json_array_get (all, i);

      if (json_integer_value (json_object_get (entry, "left")) > 0 &&
          json_object_get (left, json_string_value (json_object_get (entry, "product"))) == NULL)
        json_array_append (others, entry);
    }

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, message);
  parvis_error_take_details (error, json_pack ("{s:o, s:{s:o, s:O}}", "left", left,
                                               "instead", "products", others, "slots", slots));

  return FALSE;
}

gboolean
parvis_orders_check_over (ParvisDb  *db,
                          GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gint64 n;

  stmt = parvis_db_prepare (db,
                            "SELECT COUNT(*) FROM resident_order WHERE town = :town"
                            " AND state IN ('placed', 'preparing', 'ready')",
                            error);
  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  n = parvis_stmt_get_int (stmt, 0);
  if (n == 0)
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
               "There are orders under way in this town");
  parvis_error_take_details (error, json_pack ("{s:I}", "orders", (json_int_t) n));

  return FALSE;
}

json_t *
parvis_orders_list_merchants (ParvisDb  *db,
                              gint64     now,
                              GError   **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  if (!check_published (db, error))
    return NULL;

  stmt = parvis_db_prepare (db, "SELECT id FROM merchant WHERE town = :town"
                            " AND removed_at IS NULL ORDER BY name, id", error);
  ids = stmt != NULL ? parvis_orders_list_texts (stmt, error) : NULL;
  if (ids == NULL)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(ParvisShop) shop = parvis_shop_load (db, g_ptr_array_index (ids, i), error);

      if (shop == NULL)
        return NULL;

      json_array_append_new (list, parvis_shop_describe (shop));
    }

  return json_pack ("{s:O}", "merchants", list);
}

/* The products that are offered, with what is left of them on that day. */
static json_t *
list_products (ParvisDb          *db,
               const ParvisShop  *shop,
               const char        *day,
               GError           **error)
{
  g_autoptr(json_t) left = list_left (db, shop, day, 1440, error);
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) ids = NULL;
  gboolean closed;

  if (!parvis_orders_is_closed (db, shop->id, day, &closed, error))
    return NULL;

  stmt = left == NULL ? NULL
         : parvis_db_prepare (db, "SELECT id FROM product WHERE town = :town"
                              " AND merchant = :merchant AND active = 1"
                              " AND removed_at IS NULL ORDER BY position, name", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  ids = parvis_orders_list_texts (stmt, error);
  if (ids == NULL)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr(ParvisProduct) product = parvis_product_load (db, id, error);
      g_autoptr(GArray) bakes = NULL;
      json_t *entry;
      json_t *times;

      if (product == NULL || (bakes = parvis_bakes_load (db, id, day, error)) == NULL)
        return NULL;

      entry = parvis_product_describe (product);
      times = json_array ();
      json_object_del (entry, "floor");
      json_object_set_new (entry, "left", json_integer (find_left (left, id)));
      json_object_set_new (entry, "bakes", times);
      for (guint j = 0; j < bakes->len; j++)
        {
          const ParvisBake *bake = &g_array_index (bakes, ParvisBake, j);

          json_array_append_new (times, json_pack ("{s:i, s:I}", "ready", bake->ready, "left",
                                                   (json_int_t) (bake->shut || closed ? 0
                                                                                 : bake->online)));
        }
      json_array_append_new (list, entry);
    }

  return g_steal_pointer (&list);
}

json_t *
parvis_orders_show_merchant (ParvisDb    *db,
                             const char  *merchant,
                             const char  *day,
                             gint64       now,
                             GError     **error)
{
  g_autoptr(ParvisShop) shop = NULL;
  g_autoptr(json_t) products = NULL;
  char text[PARVIS_DAY_SIZE];
  g_autoptr(json_t) slots = NULL;
  g_autoptr(json_t) full = NULL;
  gboolean orderable;
  gboolean closed;
  gint64 today;
  gint64 when;
  json_t *body;

  if (!check_published (db, error) ||
      (shop = parvis_shop_load (db, merchant, error)) == NULL)
    return NULL;

  when = today = parvis_shop_get_today (shop, now);
  if (day != NULL && !parvis_day_parse (day, &when))
    {
      parvis_set_invalid (error, "day", "A day is written YYYY-MM-DD");
      return NULL;
    }

  parvis_day_write (when, text);
  products = list_products (db, shop, text, error);
  orderable = products != NULL && is_orderable (shop, when, today);
  slots = products == NULL ? NULL
          : orderable ? list_slots (db, shop, when, FALSE, now, error) : json_array ();
  full = slots == NULL ? NULL
         : orderable ? list_slots (db, shop, when, TRUE, now, error) : json_array ();
  if (full == NULL || !parvis_orders_is_closed (db, shop->id, text, &closed, error))
    return NULL;

  body = parvis_shop_describe (shop);
  parvis_json_set_string (body, "day", text);
  json_object_set (body, "products", products);
  json_object_set (body, "pickup", slots);
  json_object_set (body, "full", full);
  parvis_json_set_string (body, "closed_day",
                          closed ? "over" : parvis_shop_find_closed (shop, when));
  if (when == today && strcmp (shop->shut_day, text) == 0)
    json_object_set_new (body, "shut", json_true ());

  return body;
}

json_t *
parvis_orders_show_order (ParvisDb    *db,
                          const char  *id,
                          const char  *device,
                          gint64       now,
                          GError     **error)
{
  g_autoptr(ParvisOrderRow) row = NULL;
  g_autoptr(ParvisShop) shop = NULL;
  g_autofree char *text = NULL;

  if (!check_published (db, error) ||
      (row = parvis_order_row_load (db, id, error)) == NULL)
    return NULL;

  if (device == NULL || strcmp (row->device, device) != 0)
    {
      parvis_orders_set_missing (error);
      return NULL;
    }

  shop = parvis_shop_load (db, row->merchant, error);

  if (shop == NULL)
    return NULL;

  text = parvis_order_row_tell (row, shop, now);

  return parvis_json_parse (text, strlen (text), error);
}

json_t *
parvis_orders_list_orders (ParvisDb    *db,
                           const char  *device,
                           gint64       now,
                           GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  if (!check_published (db, error))
    return NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT id FROM resident_order WHERE town = :town"
                            " AND device = :device ORDER BY placed_at DESC, id LIMIT 100",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":device", device);
  ids = parvis_orders_list_texts (stmt, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      json_t *order = parvis_orders_show_order (db, g_ptr_array_index (ids, i), device, now,
                                                error);

      if (order == NULL)
        return NULL;

      json_array_append_new (list, order);
    }

  return ids != NULL ? json_pack ("{s:O}", "orders", list) : NULL;
}

json_t *
parvis_orders_list_standing (ParvisDb    *db,
                             const char  *device,
                             GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (!check_published (db, error))
    return NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT id, merchant, weekday, from_minute, lines, until_day, paused,"
                            " failed_days FROM standing_order WHERE town = :town"
                            " AND device = :device ORDER BY since_at, id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":device", device);
  do
    {
      const char *lines;
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      lines = parvis_stmt_get_text (stmt, 4);
      entry = json_pack ("{s:s, s:s, s:I, s:I, s:o, s:b}",
                         "id", parvis_stmt_get_text (stmt, 0),
                         "merchant", parvis_stmt_get_text (stmt, 1),
                         "weekday", (json_int_t) parvis_stmt_get_int (stmt, 2),
                         "from", (json_int_t) parvis_stmt_get_int (stmt, 3),
                         "lines", parvis_json_parse (lines, strlen (lines), NULL),
                         "paused", parvis_stmt_get_int (stmt, 6) != 0);
      parvis_json_set_string (entry, "until", parvis_stmt_get_text (stmt, 5));
      parvis_standing_say_failed (entry, parvis_stmt_get_text (stmt, 7));
      json_array_append_new (list, entry);
    }
  while (has_row);

  return json_pack ("{s:O}", "standing", list);
}
