/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-merchant"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-bread.h"
#include "parvis-error.h"
#include "parvis-forgotten.h"
#include "parvis-orders-put.h"
#include "parvis-standing.h"

#include <math.h>
#include <string.h>

#define MAX_DAYS_AHEAD 60

/* Returns: (transfer full): the town's */
static GTimeZone *
find_zone (ParvisDb  *db,
           GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT timezone FROM town WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return NULL;

  return parvis_time_zone_find (parvis_stmt_get_text (stmt, 0));
}

/* What a shop is until somebody says otherwise. */
static ParvisShop *
make_shop (ParvisTx   *tx,
           GTimeZone  *zone,
           const char *id)
{
  ParvisShop *shop = g_rc_box_new0 (ParvisShop);

  g_strlcpy (shop->id, id, sizeof shop->id);
  g_strlcpy (shop->town, parvis_db_get_town (parvis_tx_get_db (tx)), sizeof shop->town);
  shop->kind = g_strdup ("bakery");
  shop->lon = shop->lat = NAN;
  shop->cutoff.minutes = 60;
  shop->keep = 15;
  shop->days_ahead = 7;
  shop->slots = g_array_new (FALSE, FALSE, sizeof (ParvisSlot));
  shop->closed = json_array ();
  shop->shut_at = PARVIS_NO_TIME;
  shop->created_at = parvis_tx_get_now (tx);
  shop->next_due = shop->created_at;
  shop->zone = g_time_zone_ref (zone);
  parvis_day_write (parvis_shop_get_today (shop, shop->created_at), shop->today);

  return shop;
}

static gboolean
take_text (const json_t  *body,
           const char    *name,
           gsize          max_length,
           char         **text,
           GError       **error)
{
  const char *given;

  if (json_object_get (body, name) == NULL)
    return TRUE;
  if (!parvis_json_get_string_or (body, name, max_length, NULL, &given, error))
    return FALSE;

  g_free (*text);
  *text = given != NULL && *given != '\0' ? g_strdup (given) : NULL;

  return TRUE;
}

static gboolean
take_cutoff (const json_t  *body,
             ParvisShop    *shop,
             GError       **error)
{
  const json_t *cutoff = json_object_get (body, "cutoff");
  gboolean evening = json_object_get (cutoff, "day_before") != NULL;
  gint64 minutes;

  if (cutoff == NULL)
    return TRUE;
  if (!parvis_json_get_int (cutoff, evening ? "day_before" : "before", 0, 1439, &minutes, error))
    {
      parvis_error_set_field (error, "/cutoff");
      return FALSE;
    }

  shop->cutoff = (ParvisCutoff) { evening, (int) minutes };

  return TRUE;
}

static gboolean
take_place (const json_t  *body,
            ParvisShop    *shop,
            GError       **error)
{
  if (json_object_get (body, "lon") == NULL && json_object_get (body, "lat") == NULL)
    return TRUE;

  return parvis_json_get_number (body, "lon", -180, 180, &shop->lon, error) &&
         parvis_json_get_number (body, "lat", -90, 90, &shop->lat, error);
}

static gboolean
take_word (const json_t  *body,
           const char    *name,
           const char    *no,
           const char    *yes,
           gboolean      *value,
           GError       **error)
{
  g_autofree char *field = parvis_json_make_field (name);
  const char *word;

  if (!parvis_json_get_string_or (body, name, 20, *value ? yes : no, &word, error))
    return FALSE;

  *value = strcmp (word, yes) == 0;

  return *value || strcmp (word, no) == 0 ||
         parvis_set_invalid (error, field, "This is “%s” or “%s”", no, yes);
}

static gboolean
take_lists (const json_t  *body,
            ParvisShop    *shop,
            GError       **error)
{
  if (json_object_get (body, "slots") != NULL)
    {
      GArray *slots = parvis_slots_from_json (json_object_get (body, "slots"), error);

      if (slots == NULL)
        return FALSE;

      g_array_unref (shop->slots);
      shop->slots = slots;
    }

  if (json_object_get (body, "closed") != NULL)
    {
      json_t *closed = parvis_closed_from_json (json_object_get (body, "closed"), error);

      if (closed == NULL)
        return FALSE;

      json_decref (shop->closed);
      shop->closed = closed;
    }

  return TRUE;
}

/* What the body leaves out stays as it is. */
static gboolean
take_settings (const json_t  *body,
               ParvisShop    *shop,
               GError       **error)
{
  gint64 keep;
  gint64 days_ahead;

  if (!take_text (body, "name", 120, &shop->name, error) ||
      !take_text (body, "kind", 40, &shop->kind, error) ||
      !take_text (body, "address", 200, &shop->address, error) ||
      !take_text (body, "phone", 30, &shop->phone, error) ||
      !take_place (body, shop, error) ||
      !take_word (body, "confirm", "auto", "manual", &shop->manual, error) ||
      !take_word (body, "confirm_by", "shop", "town", &shop->settled, error) ||
      !take_word (body, "holidays", "closed", "open", &shop->holidays_open, error) ||
      !take_cutoff (body, shop, error) ||
      !parvis_json_get_int_or (body, "keep", 0, 240, shop->keep, &keep, error) ||
      !parvis_json_get_int_or (body, "days_ahead", 0, MAX_DAYS_AHEAD, shop->days_ahead,
                               &days_ahead, error) ||
      !take_lists (body, shop, error))
    return FALSE;

  shop->keep = (int) keep;
  shop->days_ahead = (int) days_ahead;
  if (shop->name == NULL || !parvis_json_is_line (shop->name))
    return parvis_set_invalid (error, "/name", "A merchant has a name, on one line");
  if (shop->kind == NULL)
    return parvis_set_invalid (error, "/kind", "A merchant is of some kind");

  return TRUE;
}

static void
touch_shop (ParvisTx         *tx,
            const ParvisShop *shop)
{
  parvis_tx_touch (tx, PARVIS_KIND_MERCHANT, shop->id);
  parvis_orders_touch_days (tx, shop);
}

/* Its settings, what is baked for days that are open now, and what shows them. The
 * schedule looks at it next.
 */
static gboolean
save_shop (ParvisTx    *tx,
           ParvisShop  *shop,
           GError     **error)
{
  shop->next_due = parvis_tx_get_now (tx);
  touch_shop (tx, shop);

  return parvis_shop_save (parvis_tx_get_db (tx), shop, error) &&
         parvis_shop_open_days (tx, shop, error);
}

gboolean
parvis_put_merchant (ParvisTx      *tx,
                     const json_t  *body,
                     char         **id,
                     GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisShop) shop = NULL;
  const char *given = NULL;

  if (json_object_get (body, "id") != NULL && !parvis_json_get_uuid (body, "id", &given, error))
    return FALSE;

  *id = given != NULL ? g_strdup (given) : g_uuid_string_random ();
  shop = given != NULL ? parvis_shop_load (db, given, NULL) : NULL;
  if (shop == NULL)
    {
      GTimeZone *zone = find_zone (db, error);

      if (zone == NULL)
        return FALSE;

      shop = make_shop (tx, zone, *id);
      g_time_zone_unref (zone);
    }

  return take_settings (body, shop, error) && save_shop (tx, shop, error);
}

gboolean
parvis_orders_is_new (ParvisTx      *tx,
                      const char    *sql,
                      const json_t  *body,
                      GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean found = FALSE;
  const char *id;

  if (json_object_get (body, "id") == NULL)
    return TRUE;
  if (!parvis_json_get_uuid (body, "id", &id, error))
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &found, error))
    return FALSE;
  if (!found)
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "This identifier was given before");
  parvis_error_set_field (error, "/id");

  return FALSE;
}

gboolean
parvis_merchant_add (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  ParvisOrdersModule module;
  g_autofree char *id = NULL;

  if (!parvis_orders_module_load (parvis_tx_get_db (tx), &module, error))
    return FALSE;
  if (!module.on)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "Orders are not switched on in this town");
      return FALSE;
    }
  if (!parvis_orders_is_new (tx, "SELECT 1 FROM merchant WHERE town = :town AND id = :id",
                             command->body, error) ||
      !parvis_put_merchant (tx, command->body, &id, error))
    return FALSE;

  answer->status = 201;
  answer->body = json_pack ("{s:s}", "id", id);

  return TRUE;
}

static gboolean
answer_shop (ParvisAnswer     *answer,
             const ParvisShop *shop)
{
  answer->body = parvis_shop_describe (shop);

  return TRUE;
}

/* @manual, @settled: what was there. Whoever acts for a shop has scopes. */
static gboolean
check_settled (const ParvisCommand  *command,
               const ParvisShop     *shop,
               gboolean              manual,
               gboolean              settled,
               GError              **error)
{
  gboolean confirms = settled && shop->manual != manual;

  if (command->scopes == NULL || (!confirms && shop->settled == settled))
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
               "The town settles how this shop confirms its orders");
  parvis_error_set_field (error, confirms ? "/confirm" : "/confirm_by");

  return FALSE;
}

static gboolean
count_open (ParvisTx          *tx,
            const ParvisShop  *shop,
            const char        *from,
            const char        *until,
            gint64            *n,
            GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(*) FROM resident_order WHERE town = :town"
                            " AND merchant = :merchant AND day >= :from AND day <= :until"
                            " AND state IN ('placed', 'preparing', 'ready')",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":from", from);
  parvis_stmt_bind_text (stmt, ":until", until);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *n = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

/* However the hours around that minute are cut now. */
static gboolean
hands_over (const ParvisShop *shop,
            gint64            day,
            gint64            minute)
{
  int weekday = parvis_day_get_weekday (day);

  if (parvis_shop_find_closed (shop, day) != NULL)
    return FALSE;

  for (guint i = 0; i < shop->slots->len; i++)
    {
      const ParvisSlot *slot = &g_array_index (shop->slots, ParvisSlot, i);

      if (slot->weekday == weekday && slot->from <= minute && minute < slot->until)
        return TRUE;
    }

  return FALSE;
}

/* Those that are still expected on a day on which the shop is closed, or at an hour at which it
 * hands nothing over.
 */
static gboolean
count_lost (ParvisTx          *tx,
            const ParvisShop  *shop,
            gint64            *n,
            GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  char today[PARVIS_DAY_SIZE];
  gboolean has_row = FALSE;

  *n = 0;
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT day, from_minute, COUNT(*) FROM resident_order"
                            " WHERE town = :town AND merchant = :merchant AND day >= :today"
                            " AND state IN ('placed', 'preparing', 'ready')"
                            " GROUP BY day, from_minute",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_day_write (parvis_shop_get_today (shop, parvis_tx_get_now (tx)), today);
  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":today", today);
  do
    {
      gint64 day = 0;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row && parvis_day_parse (parvis_stmt_get_text (stmt, 0), &day) &&
          !hands_over (shop, day, parvis_stmt_get_int (stmt, 1)))
        *n += parvis_stmt_get_int (stmt, 2);
    }
  while (has_row);

  return TRUE;
}

/* What a shop changes of its week does not end an order: the answer says how many its merchant has
 * to see to.
 */
static gboolean
answer_touched (ParvisTx          *tx,
                ParvisAnswer      *answer,
                const ParvisShop  *shop,
                GError           **error)
{
  gint64 n;

  if (!count_lost (tx, shop, &n, error))
    return FALSE;

  answer->body = parvis_shop_describe (shop);
  json_object_set_new (answer->body, "orders", json_integer (n));

  return TRUE;
}

gboolean
parvis_merchant_set (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);
  gboolean manual = shop != NULL && shop->manual;
  gboolean settled = shop != NULL && shop->settled;

  return shop != NULL && take_settings (command->body, shop, error) &&
         check_settled (command, shop, manual, settled, error) && save_shop (tx, shop, error) &&
         answer_touched (tx, answer, shop, error);
}

static gboolean
remove_standing (ParvisTx    *tx,
                 const char  *merchant,
                 GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM standing_order WHERE town = :town"
                            " AND merchant = :merchant ORDER BY id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  ids = parvis_orders_list_texts (stmt, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      if (!parvis_standing_delete (tx, g_ptr_array_index (ids, i), error))
        return FALSE;
    }

  return ids != NULL;
}

/* Nobody who waits for bread loses his shop. With it goes who ordered there. */
gboolean
parvis_merchant_remove (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);
  g_autoptr(ParvisStmt) stmt = NULL;
  gint64 n;

  if (shop == NULL || !count_open (tx, shop, "", "9999-12-31", &n, error))
    return FALSE;

  if (n > 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "There are orders under way in this shop");
      parvis_error_take_details (error, json_pack ("{s:I}", "orders", (json_int_t) n));
      return FALSE;
    }

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE merchant SET removed_at = :now, next_due = NULL"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", shop->id);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  answer->body = json_pack ("{s:s}", "id", command->object);

  return parvis_orders_touch_all (tx, error) &&
         parvis_stmt_step (stmt, NULL, error) &&
         remove_standing (tx, command->object, error) &&
         parvis_orders_erase (tx, command->object, "9999-12-31", error) &&
         parvis_forgotten_forget (tx, command->object, TRUE, error);
}

gboolean
parvis_merchant_set_slots (ParvisTx             *tx,
                           const ParvisCommand  *command,
                           ParvisAnswer         *answer,
                           GError              **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);

  if (shop == NULL)
    return FALSE;
  if (json_object_get (command->body, "slots") == NULL)
    return parvis_set_invalid (error, "/slots", "The whole week's slots are needed");

  return take_lists (command->body, shop, error) && save_shop (tx, shop, error) &&
         answer_touched (tx, answer, shop, error);
}

/**
 * parvis_merchant_set_closed:
 *
 * Command "merchant.closed". Orders of such a day stay: the answer says how many the
 * merchant has to see to.
 */
gboolean
parvis_merchant_set_closed (ParvisTx             *tx,
                            const ParvisCommand  *command,
                            ParvisAnswer         *answer,
                            GError              **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);
  gint64 orders = 0;

  if (shop == NULL)
    return FALSE;
  if (json_object_get (command->body, "closed") == NULL)
    return parvis_set_invalid (error, "/closed", "The closed days are needed");
  if (!take_lists (command->body, shop, error) || !save_shop (tx, shop, error))
    return FALSE;

  for (gsize i = 0; i < json_array_size (shop->closed); i++)
    {
      const json_t *entry = json_array_get (shop->closed, i);
      const char *from = json_string_value (json_object_get (entry, "day"));
      const char *until = json_string_value (json_object_get (entry, "until"));
      gint64 n;

      if (!count_open (tx, shop, from, until != NULL ? until : from, &n, error))
        return FALSE;
      orders += n;
    }

  answer->body = json_pack ("{s:O, s:I}", "closed", shop->closed,
                            "orders", (json_int_t) orders);

  return TRUE;
}

gboolean
parvis_merchant_shut (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);
  gint64 now = parvis_tx_get_now (tx);

  if (shop == NULL || !take_text (command->body, "reason", 120, &shop->shut_reason, error))
    return FALSE;

  parvis_day_write (parvis_shop_get_today (shop, now), shop->shut_day);
  shop->shut_at = now;

  return save_shop (tx, shop, error) && answer_shop (answer, shop);
}

gboolean
parvis_merchant_reopen (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);

  char today[PARVIS_DAY_SIZE];

  if (shop == NULL)
    return FALSE;

  shop->shut_day[0] = '\0';
  shop->shut_at = PARVIS_NO_TIME;
  g_clear_pointer (&shop->shut_reason, g_free);
  parvis_day_write (parvis_shop_get_today (shop, parvis_tx_get_now (tx)), today);

  return save_shop (tx, shop, error) && parvis_orders_open_again (tx, shop, today, error) &&
         answer_shop (answer, shop);
}
