/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-orders-exchange"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-bread.h"
#include "parvis-error.h"
#include "parvis-orders-put.h"

#include <string.h>

/* A town's file holds what merchants declared: shops, products and what is usual. Orders,
 * and the people in them, travel in a backup.
 */

#define MAX_ENTRIES 1000

static gboolean
put_product (ParvisTx      *tx,
             const char    *merchant,
             const json_t  *entry,
             GError       **error)
{
  g_autofree char *id = NULL;

  return parvis_put_product (tx, merchant, entry, &id, error) &&
         parvis_put_patterns (tx, id, json_object_get (entry, "patterns"), error);
}

static gboolean
put_merchant (ParvisTx      *tx,
              const json_t  *entry,
              GError       **error)
{
  const json_t *products = json_object_get (entry, "products");
  g_autofree char *id = NULL;

  if (!parvis_put_merchant (tx, entry, &id, error))
    return FALSE;

  for (gsize i = 0; i < json_array_size (products); i++)
    {
      if (!put_product (tx, id, json_array_get (products, i), error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_orders_import (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  const json_t *list = json_object_get (command->body, "merchants");

  if (list != NULL && (!json_is_array (list) || json_array_size (list) > MAX_ENTRIES))
    return parvis_set_invalid (error, "/merchants", "“merchants” must be a list of at most %d"
                               " entries", MAX_ENTRIES);

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (!put_merchant (tx, json_array_get (list, i), error))
        {
          g_autofree char *field = g_strdup_printf ("/merchants/%" G_GSIZE_FORMAT, i);

          parvis_error_set_field (error, field);
          return FALSE;
        }
    }

  return parvis_orders_touch_all (tx, error);
}

static json_t *
list_patterns (ParvisDb    *db,
               const char  *product,
               GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT weekday, bakes FROM product_pattern WHERE town = :town"
                            " AND product = :product ORDER BY weekday", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":product", product);
  do
    {
      const char *bakes;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      bakes = parvis_stmt_get_text (stmt, 1);
      json_array_append_new (list, json_pack ("{s:I, s:o}", "weekday",
                                              (json_int_t) parvis_stmt_get_int (stmt, 0), "bakes",
                                              parvis_json_parse (bakes, strlen (bakes), NULL)));
    }
  while (has_row);

  return g_steal_pointer (&list);
}

static GPtrArray *
list_ids (ParvisDb    *db,
          const char  *sql,
          const char  *merchant,
          GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);

  if (stmt == NULL)
    return NULL;

  if (merchant != NULL)
    parvis_stmt_bind_text (stmt, ":merchant", merchant);

  return parvis_orders_list_texts (stmt, error);
}

static json_t *
list_products (ParvisDb    *db,
               const char  *merchant,
               GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(GPtrArray) ids = NULL;

  ids = list_ids (db, "SELECT id FROM product WHERE town = :town AND merchant = :merchant"
                  " AND removed_at IS NULL ORDER BY position, id", merchant, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr(ParvisProduct) product = parvis_product_load (db, id, error);
      json_t *patterns = product != NULL ? list_patterns (db, id, error) : NULL;
      json_t *entry;

      if (patterns == NULL)
        return NULL;

      entry = parvis_product_describe (product);
      json_object_del (entry, "merchant");
      json_object_del (entry, "photo");
      json_object_set_new (entry, "patterns", patterns);
      json_array_append_new (list, entry);
    }

  return ids != NULL ? g_steal_pointer (&list) : NULL;
}

gboolean
parvis_orders_export (ParvisDb  *db,
                      json_t    *file,
                      GError   **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(GPtrArray) ids = NULL;

  /* A town without orders has no merchants in its file, whatever it had once. */
  ids = list_ids (db, "SELECT m.id FROM merchant AS m"
                  " JOIN module AS o ON o.town = m.town AND o.name = 'orders'"
                  " WHERE m.town = :town AND m.removed_at IS NULL ORDER BY m.id", NULL, error);
  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr(ParvisShop) shop = parvis_shop_load (db, id, error);
      json_t *products = shop != NULL ? list_products (db, id, error) : NULL;
      json_t *entry;

      if (products == NULL)
        return FALSE;

      entry = parvis_shop_describe (shop);
      json_object_set_new (entry, "products", products);
      json_array_append_new (list, entry);
    }
  if (json_array_size (list) > 0)
    json_object_set (file, "merchants", list);

  return TRUE;
}
