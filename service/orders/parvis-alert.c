/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-alert"

#include "config.h"

#include "parvis-alert.h"

#include "parvis-bread.h"
#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-orders-render.h"
#include "parvis-orders.h"
#include "parvis-phrases.h"
#include "parvis-preference.h"

#include <string.h>

/* What a device asks for, sees and takes back. */

typedef struct
{
  const char          *device;
  const char          *email;
  const char          *language;
  const char          *day;
  gint64               when;
  const ParvisProduct *product;     /* of the transaction */
} Wish;

static void
touch (ParvisTx   *tx,
       const char *product,
       const char *day)
{
  g_autofree char *id = parvis_orders_make_id (product, day);

  parvis_tx_touch (tx, PARVIS_KIND_WANTED, id);
}

/* --- asking --- */

static gboolean
read_wish (ParvisTx             *tx,
           const ParvisCommand  *command,
           const ParvisShop     *shop,
           Wish                 *wish,
           char                  today[PARVIS_DAY_SIZE],
           GError              **error)
{
  const char *language;
  const char *product;
  gboolean pushes;

  parvis_day_write (parvis_shop_get_today (shop, parvis_tx_get_now (tx)), today);
  wish->device = json_string_value (json_object_get (command->body, "device"));
  if (!parvis_json_get_uuid (command->body, "product", &product, error) ||
      !parvis_json_get_string_or (command->body, "email", 254, NULL, &wish->email, error) ||
      !parvis_json_get_string_or (command->body, "language", 20, "fr", &language, error) ||
      !parvis_json_get_string_or (command->body, "day", 10, today, &wish->day, error))
    return FALSE;

  if (wish->email != NULL && !parvis_contact_is_email (wish->email))
    return parvis_set_invalid (error, "/email", "This is no e-mail address");
  if (!parvis_preference_has_pushes (parvis_tx_get_db (tx), wish->device, &pushes, error))
    return FALSE;
  if (wish->email == NULL && !pushes)
    return parvis_set_invalid (error, "/email",
                               "An e-mail address is needed where nothing can be pushed");
  if (!parvis_day_parse (wish->day, &wish->when))
    return parvis_set_invalid (error, "/day", "A day is written YYYY-MM-DD");

  wish->language = parvis_phrase_choose_language (language);
  wish->product = parvis_product_take (tx, product, error);
  if (wish->product == NULL)
    return FALSE;

  return (wish->product->active && strcmp (wish->product->merchant, shop->id) == 0) ||
         parvis_orders_set_missing (error);
}

/* Who can have some needs no alert, and who would come too late is not kept waiting. */
static gboolean
check_wanted (ParvisTx          *tx,
              const ParvisShop  *shop,
              const Wish        *wish,
              GError           **error)
{
  gint64 left;
  gboolean in_time;

  if (!parvis_orders_count_left (parvis_tx_get_db (tx), shop, wish->product->id, wish->when,
                                 parvis_tx_get_now (tx), &left, &in_time, error))
    return FALSE;

  if (in_time && left == 0)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       in_time ? "There is some left: it can be ordered now"
                               : "Nothing can be ordered for that day");
  parvis_error_take_details (error, json_pack ("{s:{s:I}}", "left", wish->product->id,
                                               (json_int_t) left));

  return FALSE;
}

/* As with orders: so many that wait, and so many an hour, by device and by address. */
static gboolean
check_limits (ParvisTx      *tx,
              const Wish    *wish,
              const json_t  *limits,
              GError       **error)
{
  gint64 open = json_integer_value (json_object_get (limits, "open"));
  gint64 hour = json_integer_value (json_object_get (limits, "hour"));
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(CASE WHEN told_at IS NULL AND device = :device"
                            " THEN 1 END),"
                            " COUNT(CASE WHEN told_at IS NULL AND email = :email THEN 1 END),"
                            " COUNT(CASE WHEN asked_at > :since AND device = :device THEN 1 END)"
                            " FROM product_alert"
                            " WHERE town = :town AND (device = :device OR email = :email)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", wish->device);
  parvis_stmt_bind_text (stmt, ":email", wish->email);
  parvis_stmt_bind_time (stmt, ":since", parvis_tx_get_now (tx) - PARVIS_HOUR);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if ((open == 0 || (parvis_stmt_get_int (stmt, 0) < open &&
                     parvis_stmt_get_int (stmt, 1) < open)) &&
      (hour == 0 || parvis_stmt_get_int (stmt, 2) < hour))
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
                       "Too much is waited for from this telephone or for this address");

  return FALSE;
}

static gboolean
insert (ParvisTx          *tx,
        const ParvisShop  *shop,
        const char        *id,
        const Wish        *wish,
        GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO product_alert (town, id, merchant, product, day, device,"
                            " email, language, asked_at)"
                            " VALUES (:town, :id, :merchant, :product, :day, :device, :email,"
                            " :language, :now)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":product", wish->product->id);
  parvis_stmt_bind_text (stmt, ":day", wish->day);
  parvis_stmt_bind_text (stmt, ":device", wish->device);
  parvis_stmt_bind_text (stmt, ":email", wish->email);
  parvis_stmt_bind_text (stmt, ":language", wish->language);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  touch (tx, wish->product->id, wish->day);

  return parvis_stmt_step (stmt, NULL, error);
}

/* Who asks again for the same keeps his place, and may have another address now. *@id: what it
 * is, NULL if it is new.
 */
static gboolean
ask_again (ParvisTx    *tx,
           const Wish  *wish,
           char       **id,
           GError     **error)
{
  g_autoptr(ParvisStmt) find = NULL;
  g_autoptr(ParvisStmt) update = NULL;
  gboolean has_row = FALSE;

  find = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM product_alert WHERE town = :town"
                            " AND device = :device AND product = :product AND day = :day"
                            " AND told_at IS NULL",
                            error);
  if (find == NULL)
    return FALSE;

  parvis_stmt_bind_text (find, ":device", wish->device);
  parvis_stmt_bind_text (find, ":product", wish->product->id);
  parvis_stmt_bind_text (find, ":day", wish->day);
  if (!parvis_stmt_step (find, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  *id = g_strdup (parvis_stmt_get_text (find, 0));
  update = parvis_db_prepare (parvis_tx_get_db (tx),
                              "UPDATE product_alert SET email = :email, language = :language"
                              " WHERE town = :town AND id = :id",
                              error);
  if (update == NULL)
    return FALSE;

  parvis_stmt_bind_text (update, ":id", *id);
  parvis_stmt_bind_text (update, ":email", wish->email);
  parvis_stmt_bind_text (update, ":language", wish->language);

  return parvis_stmt_step (update, NULL, error);
}

/**
 * parvis_alert_add:
 *
 * Command "alert.add": whoever would have had some wants to be told when there is some again.
 */
gboolean
parvis_alert_add (ParvisTx             *tx,
                  const ParvisCommand  *command,
                  ParvisAnswer         *answer,
                  GError              **error)
{
  ParvisShop *shop = parvis_shop_take (tx, command, command->object, error);
  g_autofree char *id = NULL;
  char today[PARVIS_DAY_SIZE];
  Wish wish = { NULL, };

  if (shop == NULL)
    return FALSE;
  if (!shop->module.published)
    return parvis_orders_set_missing (error);
  if (!read_wish (tx, command, shop, &wish, today, error) ||
      !check_wanted (tx, shop, &wish, error) ||
      !ask_again (tx, &wish, &id, error))
    return FALSE;

  if (id == NULL)
    {
      id = g_uuid_string_random ();
      if (!check_limits (tx, &wish, json_object_get (command->body, "limits"), error) ||
          !insert (tx, shop, id, &wish, error))
        return FALSE;
    }

  answer->status = 201;
  answer->body = json_pack ("{s:s, s:s, s:s, s:s}", "id", id, "merchant", shop->id,
                            "product", wish.product->id, "day", wish.day);

  return TRUE;
}

/* --- taking it back --- */

gboolean
parvis_alert_remove (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  static const char * const steps[] = {
    "DELETE FROM order_notice WHERE town = :town AND kind = 'alert' AND order_id = :id",
    "DELETE FROM product_alert WHERE town = :town AND id = :id",
  };
  const char *device = json_string_value (json_object_get (command->body, "device"));
  g_autoptr(ParvisStmt) find = NULL;
  gboolean has_row = FALSE;

  find = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT a.product, a.day FROM product_alert AS a"
                            " JOIN module AS m ON m.town = a.town AND m.name = 'orders'"
                            " WHERE a.town = :town AND a.id = :id AND a.device = :device"
                            " AND m.published = 1",
                            error);
  if (find == NULL)
    return FALSE;

  parvis_stmt_bind_text (find, ":id", command->object);
  parvis_stmt_bind_text (find, ":device", device);
  if (!parvis_stmt_step (find, &has_row, error))
    return FALSE;
  if (!has_row)
    return parvis_orders_set_missing (error);

  touch (tx, parvis_stmt_get_text (find, 0), parvis_stmt_get_text (find, 1));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), steps[i], error);

      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":id", command->object);
      if (!parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }
  answer->body = json_pack ("{s:s}", "id", command->object);

  return TRUE;
}

static gboolean
touch_forgotten (ParvisTx    *tx,
                 const char  *merchant,
                 const char  *before,
                 GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT DISTINCT product || '/' || day FROM product_alert"
                            " WHERE town = :town AND merchant = :merchant AND day < :before"
                            " ORDER BY 1",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_text (stmt, ":before", before);
  ids = parvis_orders_list_texts (stmt, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    parvis_tx_touch (tx, PARVIS_KIND_WANTED, g_ptr_array_index (ids, i));

  return ids != NULL;
}

gboolean
parvis_alerts_forget (ParvisTx    *tx,
                      const char  *merchant,
                      const char  *before,
                      GError     **error)
{
  static const char * const steps[] = {
    "DELETE FROM order_notice WHERE town = :town AND kind = 'alert' AND order_id IN"
    " (SELECT id FROM product_alert WHERE town = :town AND merchant = :merchant"
    " AND day < :before)",
    "DELETE FROM product_alert WHERE town = :town AND merchant = :merchant AND day < :before",
  };

  if (!touch_forgotten (tx, merchant, before, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), steps[i], error);

      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":merchant", merchant);
      parvis_stmt_bind_text (stmt, ":before", before);
      if (!parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/* --- showing it --- */

json_t *
parvis_orders_list_alerts (ParvisDb    *db,
                           const char  *device,
                           GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisOrdersModule module;
  gboolean has_row = FALSE;

  if (!parvis_orders_module_load (db, &module, error) ||
      (!module.published && !parvis_orders_set_missing (error)))
    return NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT a.id, a.merchant, a.product, p.name, a.day, a.told_at"
                            " FROM product_alert AS a"
                            " JOIN product AS p ON p.town = a.town AND p.id = a.product"
                            " WHERE a.town = :town AND a.device = :device"
                            " ORDER BY a.asked_at, a.id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":device", device);
  do
    {
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      entry = json_pack ("{s:s, s:s, s:s, s:s, s:s}", "id", parvis_stmt_get_text (stmt, 0),
                         "merchant", parvis_stmt_get_text (stmt, 1),
                         "product", parvis_stmt_get_text (stmt, 2),
                         "name", parvis_stmt_get_text (stmt, 3),
                         "day", parvis_stmt_get_text (stmt, 4));
      parvis_json_set_time (entry, "told_at", parvis_stmt_get_time (stmt, 5));
      json_array_append_new (list, entry);
    }
  while (has_row);

  return json_pack ("{s:O}", "alerts", list);
}

/* How many wait, never who. */
gboolean
parvis_render_wanted (ParvisTx      *tx,
                      const char    *id,
                      ParvisEntity  *entity,
                      GError       **error)
{
  g_autofree char *product = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *merchant;
  const char *day;
  gboolean shown = FALSE;

  entity->audience = PARVIS_AUDIENCE_MERCHANT;
  if (!parvis_render_split (id, &product, &day))
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT merchant, COUNT(*) FROM product_alert"
                            " WHERE town = :town AND product = :product AND day = :day"
                            " AND told_at IS NULL GROUP BY merchant",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":product", product);
  parvis_stmt_bind_text (stmt, ":day", day);
  if (!parvis_stmt_step (stmt, &shown, error))
    return FALSE;
  if (!shown)
    return TRUE;

  merchant = parvis_stmt_get_text (stmt, 0);
  if (!parvis_render_for_shop (tx, merchant, entity, &shown, error))
    return FALSE;

  entity->is_steady = TRUE;
  if (shown)
    entity->body = json_pack ("{s:s, s:s, s:s, s:s, s:I}", "id", id, "merchant", merchant,
                              "product", product, "day", day, "waiting",
                              (json_int_t) parvis_stmt_get_int (stmt, 1));

  return TRUE;
}
