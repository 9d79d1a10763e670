/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-product-row"

#include "config.h"

#include "parvis-shop.h"

#include "parvis-error.h"

#include <string.h>

void
parvis_product_free (ParvisProduct *product)
{
  g_free (product->name);
  g_free (product->unit);
  g_free (product->photo_tag);
  g_free (product->photo_type);
  g_clear_pointer (&product->allergens, json_decref);
  g_clear_pointer (&product->options, json_decref);
  g_free (product);
}

ParvisProduct *
parvis_product_load_any (ParvisDb    *db,
                         const char  *id,
                         GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisProduct *product;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT id, merchant, name, unit, price, allergens, options,"
                            " position, active, most, floor, photo_tag, photo_type, created_at,"
                            " removed_at FROM product WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      parvis_orders_set_missing (error);
      return NULL;
    }

  product = g_new0 (ParvisProduct, 1);
  g_strlcpy (product->id, parvis_stmt_get_text (stmt, 0), sizeof product->id);
  g_strlcpy (product->merchant, parvis_stmt_get_text (stmt, 1), sizeof product->merchant);
  product->name = g_strdup (parvis_stmt_get_text (stmt, 2));
  product->unit = g_strdup (parvis_stmt_get_text (stmt, 3));
  product->price = parvis_stmt_get_int (stmt, 4);
  product->allergens = parvis_orders_parse_list (parvis_stmt_get_text (stmt, 5));
  product->options = parvis_orders_parse_list (parvis_stmt_get_text (stmt, 6));
  product->position = parvis_stmt_get_int (stmt, 7);
  product->active = parvis_stmt_get_int (stmt, 8) != 0;
  product->most = parvis_stmt_get_int (stmt, 9);
  product->floor = parvis_stmt_get_int (stmt, 10);
  product->photo_tag = g_strdup (parvis_stmt_get_text (stmt, 11));
  product->photo_type = g_strdup (parvis_stmt_get_text (stmt, 12));
  product->created_at = parvis_stmt_get_time (stmt, 13);
  product->removed = !parvis_stmt_is_null (stmt, 14);

  return product;
}

ParvisProduct *
parvis_product_load (ParvisDb    *db,
                     const char  *id,
                     GError     **error)
{
  g_autoptr(ParvisProduct) product = parvis_product_load_any (db, id, error);

  if (product == NULL || !product->removed)
    return g_steal_pointer (&product);

  parvis_orders_set_missing (error);

  return NULL;
}

ParvisProduct *
parvis_product_take (ParvisTx    *tx,
                     const char  *id,
                     GError     **error)
{
  ParvisProduct *product = parvis_tx_find_kept (tx, PARVIS_KIND_PRODUCT, id);

  if (product == NULL)
    {
      product = parvis_product_load (parvis_tx_get_db (tx), id, error);
      if (product != NULL)
        parvis_tx_keep (tx, PARVIS_KIND_PRODUCT, id, product, parvis_orders_save_nothing,
                        (GDestroyNotify) parvis_product_free);
    }

  return product;
}

json_t *
parvis_product_describe (const ParvisProduct *product)
{
  json_t *body;

  body = json_pack ("{s:s, s:s, s:s, s:s, s:I, s:O, s:O, s:I, s:b, s:I, s:I}",
                    "id", product->id, "merchant", product->merchant, "name", product->name,
                    "unit", product->unit, "price", (json_int_t) product->price,
                    "allergens", product->allergens, "options", product->options,
                    "position", (json_int_t) product->position, "active", product->active,
                    "limit", (json_int_t) product->most, "floor", (json_int_t) product->floor);
  parvis_json_set_string (body, "photo", product->photo_tag);

  return body;
}

/* Returns: (transfer full): the product of a command, to be changed; its shop says that the
 *   module is on
 */
ParvisProduct *
parvis_product_load_for (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisShop          **shop,
                         GError              **error)
{
  g_autoptr(ParvisProduct) product = parvis_product_load (parvis_tx_get_db (tx),
                                                          command->object, error);

  if (product == NULL ||
      (*shop = parvis_shop_take (tx, command, product->merchant, error)) == NULL)
    return NULL;

  return g_steal_pointer (&product);
}
