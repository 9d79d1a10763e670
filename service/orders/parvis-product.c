/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-product"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-bread.h"
#include "parvis-error.h"
#include "parvis-orders-put.h"
#include "parvis-picture.h"

#include <string.h>

#define MAX_PRICE    100000
#define MAX_OPTIONS  8
#define MAX_CHOICES  12
#define MAX_QUANTITY 100000

static json_t *
read_allergens (const json_t  *list,
                GError       **error)
{
  g_autoptr(json_t) allergens = json_array ();
  guint known = 0;

  if (!json_is_array (list))
    {
      parvis_set_invalid (error, "/allergens", "The allergens are a list");
      return NULL;
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      ParvisAllergen allergen;

      if (!parvis_allergen_from_string (json_string_value (json_array_get (list, i)), &allergen))
        {
          parvis_set_invalid (error, "/allergens", "An allergen is one of the fourteen of the EU");
          return NULL;
        }
      known |= 1u << allergen;
    }

  for (guint i = 0; i < PARVIS_N_ALLERGENS; i++)
    {
      if (known & 1u << i)
        json_array_append_new (allergens, json_string (parvis_allergen_to_string (i)));
    }

  return g_steal_pointer (&allergens);
}

static json_t *
read_named (const json_t  *entry,
            GError       **error)
{
  const char *id;
  const char *name;

  if (!parvis_json_get_string (entry, "id", 40, &id, error) ||
      !parvis_json_get_string (entry, "name", 60, &name, error))
    return NULL;

  if (*id == '\0' || !parvis_json_is_line (name))
    {
      parvis_set_invalid (error, "/options", "Options and their choices have an id and a name");
      return NULL;
    }

  return json_pack ("{s:s, s:s}", "id", id, "name", name);
}

/* @entry: (transfer full): what a resident chooses is found by its id, so no two have one */
static gboolean
append_other (json_t  *list,
              json_t  *entry,
              GError **error)
{
  const char *id = json_string_value (json_object_get (entry, "id"));

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *other = json_array_get (list, i);

      if (strcmp (json_string_value (json_object_get (other, "id")), id) == 0)
        {
          json_decref (entry);
          return parvis_set_invalid (error, "/options", "Two options or choices have one id");
        }
    }

  json_array_append_new (list, entry);

  return TRUE;
}

static json_t *
read_option (const json_t  *entry,
             GError       **error)
{
  const json_t *list = json_object_get (entry, "choices");
  g_autoptr(json_t) option = read_named (entry, error);
  json_t *choices;

  if (option == NULL)
    return NULL;

  if (!json_is_array (list) || json_array_size (list) == 0 ||
      json_array_size (list) > MAX_CHOICES)
    {
      parvis_set_invalid (error, "/options", "An option has 1 to %d choices", MAX_CHOICES);
      return NULL;
    }

  choices = json_array ();
  json_object_set_new (option, "choices", choices);
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *choice = read_named (json_array_get (list, i), error);
      gint64 price;

      if (choice == NULL || !append_other (choices, choice, error))
        return NULL;
      if (!parvis_json_get_int_or (json_array_get (list, i), "price", 0, MAX_PRICE, 0, &price,
                                   error))
        return NULL;

      json_object_set_new (choice, "price", json_integer (price));
    }

  return g_steal_pointer (&option);
}

static json_t *
read_options (const json_t  *list,
              GError       **error)
{
  g_autoptr(json_t) options = json_array ();

  if (!json_is_array (list) || json_array_size (list) > MAX_OPTIONS)
    {
      parvis_set_invalid (error, "/options", "The options are a list of at most %d", MAX_OPTIONS);
      return NULL;
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *option = read_option (json_array_get (list, i), error);

      if (option == NULL || !append_other (options, option, error))
        return NULL;
    }

  return g_steal_pointer (&options);
}

static gboolean
save_product (ParvisTx             *tx,
              const ParvisProduct  *product,
              GError              **error)
{
  g_autofree char *allergens = parvis_json_dump (product->allergens);
  g_autofree char *options = parvis_json_dump (product->options);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO product (town, id, merchant, name, unit, price,"
                            " allergens, options, position, active, most, floor, created_at)"
                            " VALUES (:town, :id, :merchant, :name, :unit, :price, :allergens,"
                            " :options, :position, :active, :most, :floor, :created_at)"
                            " ON CONFLICT (town, id) DO UPDATE SET name = excluded.name,"
                            " unit = excluded.unit, price = excluded.price,"
                            " allergens = excluded.allergens, options = excluded.options,"
                            " position = excluded.position, active = excluded.active,"
                            " most = excluded.most, floor = excluded.floor",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", product->id);
  parvis_stmt_bind_text (stmt, ":merchant", product->merchant);
  parvis_stmt_bind_text (stmt, ":name", product->name);
  parvis_stmt_bind_text (stmt, ":unit", product->unit);
  parvis_stmt_bind_int (stmt, ":price", product->price);
  parvis_stmt_bind_text (stmt, ":allergens", allergens);
  parvis_stmt_bind_text (stmt, ":options", options);
  parvis_stmt_bind_int (stmt, ":position", product->position);
  parvis_stmt_bind_int (stmt, ":active", product->active);
  parvis_stmt_bind_int (stmt, ":most", product->most);
  parvis_stmt_bind_int (stmt, ":floor", product->floor);
  parvis_stmt_bind_time (stmt, ":created_at", product->created_at);
  parvis_tx_touch (tx, PARVIS_KIND_PRODUCT, product->id);

  return parvis_stmt_step (stmt, NULL, error);
}

/* What the body leaves out stays as it is. */
static gboolean
take_settings (const json_t   *body,
               ParvisProduct  *product,
               GError        **error)
{
  const char *name;
  const char *unit;
  json_t *allergens = NULL;
  json_t *options = NULL;

  if (!parvis_json_get_string_or (body, "name", 80, product->name, &name, error) ||
      !parvis_json_get_string_or (body, "unit", 20, product->unit, &unit, error) ||
      !parvis_json_get_int_or (body, "price", 0, MAX_PRICE, product->price, &product->price,
                               error) ||
      !parvis_json_get_int_or (body, "position", 0, 10000, product->position,
                               &product->position, error) ||
      !parvis_json_get_bool_or (body, "active", product->active, &product->active, error) ||
      !parvis_json_get_int_or (body, "limit", 1, 1000, product->most, &product->most, error) ||
      !parvis_json_get_int_or (body, "floor", 0, MAX_QUANTITY, product->floor, &product->floor,
                               error))
    return FALSE;

  if (name == NULL || !parvis_json_is_line (name) || unit == NULL ||
      !parvis_json_is_line (unit))
    return parvis_set_invalid (error, "/name", "A product has a name and a unit, on one line");

  if (json_object_get (body, "allergens") != NULL &&
      (allergens = read_allergens (json_object_get (body, "allergens"), error)) == NULL)
    return FALSE;
  if (allergens != NULL)
    {
      json_decref (product->allergens);
      product->allergens = allergens;
    }

  if (json_object_get (body, "options") != NULL &&
      (options = read_options (json_object_get (body, "options"), error)) == NULL)
    return FALSE;
  if (options != NULL)
    {
      json_decref (product->options);
      product->options = options;
    }

  if (name != product->name)
    {
      g_free (product->name);
      product->name = g_strdup (name);
    }
  if (unit != product->unit)
    {
      g_free (product->unit);
      product->unit = g_strdup (unit);
    }

  return TRUE;
}

static ParvisProduct *
make_product (ParvisTx   *tx,
              const char *merchant,
              const char *id)
{
  ParvisProduct *product = g_new0 (ParvisProduct, 1);

  g_strlcpy (product->id, id, sizeof product->id);
  g_strlcpy (product->merchant, merchant, sizeof product->merchant);
  product->unit = g_strdup ("piece");
  product->allergens = json_array ();
  product->options = json_array ();
  product->active = TRUE;
  product->most = 20;
  product->created_at = parvis_tx_get_now (tx);

  return product;
}

gboolean
parvis_put_product (ParvisTx      *tx,
                    const char    *merchant,
                    const json_t  *body,
                    char         **id,
                    GError       **error)
{
  g_autoptr(ParvisProduct) product = NULL;
  const char *given = NULL;

  if (json_object_get (body, "id") != NULL && !parvis_json_get_uuid (body, "id", &given, error))
    return FALSE;

  *id = given != NULL ? g_strdup (given) : g_uuid_string_random ();
  product = given != NULL ? parvis_product_load (parvis_tx_get_db (tx), given, NULL) : NULL;
  if (product == NULL)
    product = make_product (tx, merchant, *id);
  if (strcmp (product->merchant, merchant) != 0)
    return parvis_orders_set_missing (error);

  return take_settings (body, product, error) && save_product (tx, product, error);
}

/**
 * parvis_product_add:
 *
 * Command "product.add". It may say its usual week in "patterns", as a town's file does.
 */
gboolean
parvis_product_add (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  ParvisShop *shop = parvis_shop_take (tx, command, command->object, error);
  g_autofree char *id = NULL;

  if (shop == NULL ||
      !parvis_orders_is_new (tx, "SELECT 1 FROM product WHERE town = :town AND id = :id",
                             command->body, error) ||
      !parvis_put_product (tx, command->object, command->body, &id, error) ||
      !parvis_put_patterns (tx, id, json_object_get (command->body, "patterns"), error) ||
      !parvis_shop_open_days (tx, shop, error))
    return FALSE;

  answer->status = 201;
  answer->body = json_pack ("{s:s}", "id", id);

  return TRUE;
}

gboolean
parvis_product_set (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  ParvisShop *shop;
  g_autoptr(ParvisProduct) product = parvis_product_load_for (tx, command, &shop, error);

  if (product == NULL || !take_settings (command->body, product, error) ||
      !save_product (tx, product, error) || !parvis_shop_open_days (tx, shop, error))
    return FALSE;

  answer->body = parvis_product_describe (product);

  return TRUE;
}

static GPtrArray *
list_days (ParvisTx    *tx,
           const char  *product,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT DISTINCT day FROM bake"
                            " WHERE town = :town AND product = :product ORDER BY day",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":product", product);

  return parvis_orders_list_texts (stmt, error);
}

/* Its bakes stay, for what was promised; it is offered to nobody any more. */
gboolean
parvis_product_remove (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  ParvisShop *shop;
  g_autoptr(ParvisProduct) product = parvis_product_load_for (tx, command, &shop, error);
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) days = NULL;

  if (product == NULL || (days = list_days (tx, product->id, error)) == NULL)
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE product SET removed_at = :now, photo = NULL,"
                            " photo_type = NULL, photo_tag = NULL"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", product->id);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_tx_touch (tx, PARVIS_KIND_PRODUCT, product->id);
  for (guint i = 0; i < days->len; i++)
    {
      g_autofree char *id = parvis_orders_make_id (product->id, g_ptr_array_index (days, i));

      parvis_tx_touch (tx, PARVIS_KIND_SHELF, id);
    }
  for (int weekday = 1; weekday <= 7; weekday++)
    {
      g_autofree char *id = g_strdup_printf ("%s/%d", product->id, weekday);

      parvis_tx_touch (tx, PARVIS_KIND_PATTERN, id);
    }
  answer->body = json_pack ("{s:s}", "id", command->object);

  return parvis_stmt_step (stmt, NULL, error);
}

/* --- photo --- */

gboolean
parvis_product_set_photo (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  ParvisShop *shop;
  g_autoptr(ParvisProduct) product = parvis_product_load_for (tx, command, &shop, error);
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *tag = NULL;
  const char *type;

  if (product == NULL)
    return FALSE;

  type = command->raw != NULL ? parvis_picture_find_type (command->raw) : NULL;
  if (type == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                   "A photo is a JPEG or PNG picture");
      return FALSE;
    }

  tag = parvis_picture_make_tag (command->raw);
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE product SET photo = :photo, photo_type = :type,"
                            " photo_tag = :tag WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", product->id);
  parvis_stmt_bind_bytes (stmt, ":photo", command->raw);
  parvis_stmt_bind_text (stmt, ":type", type);
  parvis_stmt_bind_text (stmt, ":tag", tag);
  parvis_tx_touch (tx, PARVIS_KIND_PRODUCT, product->id);
  answer->body = json_pack ("{s:s}", "photo", tag);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_product_remove_photo (ParvisTx             *tx,
                             const ParvisCommand  *command,
                             ParvisAnswer         *answer,
                             GError              **error)
{
  ParvisShop *shop;
  g_autoptr(ParvisProduct) product = parvis_product_load_for (tx, command, &shop, error);
  g_autoptr(ParvisStmt) stmt = NULL;

  if (product == NULL)
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE product SET photo = NULL, photo_type = NULL, photo_tag = NULL"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", product->id);
  parvis_tx_touch (tx, PARVIS_KIND_PRODUCT, product->id);
  answer->body = json_pack ("{s:s}", "id", product->id);

  return parvis_stmt_step (stmt, NULL, error);
}

GBytes *
parvis_product_get_photo (ParvisDb    *db,
                          const char  *product,
                          char       **type,
                          char       **tag,
                          GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT p.photo, p.photo_type, p.photo_tag FROM product AS p"
                            " JOIN module AS m ON m.town = p.town AND m.name = 'orders'"
                            " WHERE p.town = :town AND p.id = :id AND m.published = 1"
                            " AND p.photo IS NOT NULL AND p.removed_at IS NULL",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", product);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      parvis_orders_set_missing (error);
      return NULL;
    }

  *type = g_strdup (parvis_stmt_get_text (stmt, 1));
  *tag = g_strdup (parvis_stmt_get_text (stmt, 2));

  return parvis_stmt_dup_bytes (stmt, 0);
}
