/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-orders-sums"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-orders-render.h"

/* What a day came to, for the shop and, without names, for the town. */

#define SUMS \
  "declared, reserved, collected, sold, lost, given, unsold"

static json_t *
sum_products (ParvisDb    *db,
              const char  *merchant,
              const char  *day,
              GError     **error)
{
  static const char * const names[] = {
    "declared", "reserved", "collected", "sold", "lost", "given", "unsold",
  };
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT product, SUM(declared), SUM(reserved), SUM(collected),"
                            " SUM(sold), SUM(lost), SUM(given), SUM(unsold) FROM ("
                            "SELECT product, " SUMS " FROM bake WHERE town = :town"
                            " AND merchant = :merchant AND day = :day"
                            " UNION ALL SELECT product, " SUMS " FROM shop_takings"
                            " WHERE town = :town AND merchant = :merchant AND day = :day"
                            ") AS whole GROUP BY product ORDER BY product",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_text (stmt, ":day", day);
  do
    {
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      entry = json_pack ("{s:s}", "product", parvis_stmt_get_text (stmt, 0));
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        json_object_set_new (entry, names[i],
                             json_integer (parvis_stmt_get_int (stmt, (int) i + 1)));
      json_array_append_new (list, entry);
    }
  while (has_row);

  return g_steal_pointer (&list);
}

gboolean
parvis_render_takings (ParvisTx      *tx,
                       const char    *id,
                       ParvisEntity  *entity,
                       GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autofree char *merchant = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean shown = FALSE;
  const char *day;
  json_t *products;

  if (!parvis_render_split (id, &merchant, &day))
    return TRUE;
  if (!parvis_render_for_shop (tx, merchant, entity, &shown, error))
    return FALSE;

  stmt = parvis_db_prepare (db, "SELECT closed_at FROM shop_day WHERE town = :town"
                            " AND merchant = :merchant AND day = :day"
                            " AND closed_at IS NOT NULL", error);
  if (stmt == NULL)
    return FALSE;

  entity->is_steady = TRUE;
  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_text (stmt, ":day", day);
  if (shown && !parvis_stmt_step (stmt, &shown, error))
    return FALSE;
  if (!shown)
    return TRUE;

  products = sum_products (db, merchant, day, error);
  if (products == NULL)
    return FALSE;

  entity->body = json_pack ("{s:s, s:s, s:s, s:o}", "id", id, "merchant", merchant, "day", day,
                            "products", products);
  parvis_json_set_time (entity->body, "closed_at", parvis_stmt_get_time (stmt, 0));

  return TRUE;
}

static gint64
sum_of (const json_t *products,
        const char   *name)
{
  gint64 sum = 0;

  for (gsize i = 0; i < json_array_size (products); i++)
    sum += json_integer_value (json_object_get (json_array_get (products, i), name));

  return sum;
}

/* Counts for the town, and never a name. */
gboolean
parvis_render_orders_day (ParvisTx      *tx,
                          const char    *id,
                          ParvisEntity  *entity,
                          GError       **error)
{
  static const char * const names[] = {
    "placed", "collected", "cancelled", "declined", "no_show", "released",
  };
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autofree char *merchant = NULL;
  g_autoptr(json_t) products = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisOrdersModule module;
  gboolean shown;
  const char *day;

  if (!parvis_render_split (id, &merchant, &day))
    return TRUE;
  if (!parvis_orders_module_load (db, &module, error))
    return FALSE;

  /* They outlive the shop. */
  shown = module.on;
  entity->audience = PARVIS_AUDIENCE_MEMBER;
  entity->is_steady = TRUE;
  stmt = parvis_db_prepare (db, "SELECT placed, collected, cancelled, declined, no_show,"
                            " released FROM shop_day WHERE town = :town"
                            " AND merchant = :merchant AND day = :day", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_text (stmt, ":day", day);
  if (shown && !parvis_stmt_step (stmt, &shown, error))
    return FALSE;
  if (!shown)
    return TRUE;

  products = sum_products (db, merchant, day, error);
  if (products == NULL)
    return FALSE;

  entity->body = json_pack ("{s:s, s:s, s:s}", "id", id, "merchant", merchant, "day", day);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_new (entity->body, names[i],
                         json_integer (parvis_stmt_get_int (stmt, (int) i)));
  json_object_set_new (entity->body, "reserved",
                       json_integer (sum_of (products, "reserved") +
                                     sum_of (products, "collected")));
  json_object_set_new (entity->body, "sold", json_integer (sum_of (products, "sold")));
  json_object_set_new (entity->body, "lost",
                       json_integer (sum_of (products, "lost") + sum_of (products, "unsold")));

  return TRUE;
}
