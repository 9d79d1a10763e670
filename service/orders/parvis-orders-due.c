/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-orders-due"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-alert.h"
#include "parvis-error.h"
#include "parvis-forgotten.h"
#include "parvis-order-row.h"
#include "parvis-standing.h"

#include <sodium.h>
#include <string.h>

/* What changes by itself: orders that nobody looks at, the end of a day, a new one, and
 * what is forgotten.
 */

/* A batch stays short; what is left is due at once again. */
#define ORDERS_AT_ONCE 64

gboolean
parvis_orders_next_due (ParvisDb  *db,
                        gint64    *due,
                        GError   **error)
{
  static const char * const queries[] = {
    "SELECT o.next_due FROM resident_order AS o"
    " JOIN module AS m ON m.town = o.town AND m.name = 'orders'"
    " WHERE o.town = :town AND o.next_due IS NOT NULL ORDER BY o.next_due LIMIT 1",
    "SELECT next_due FROM merchant WHERE town = :town AND next_due IS NOT NULL"
    " ORDER BY next_due LIMIT 1",
  };

  *due = PARVIS_NEVER;
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, queries[i], error);
      gboolean has_row = FALSE;

      if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row)
        *due = MIN (*due, parvis_stmt_get_time (stmt, 0));
    }

  return TRUE;
}

/* --- orders --- */

static gboolean
remind (ParvisTx        *tx,
        ParvisOrderRow  *row,
        ParvisShop      *shop,
        GError         **error)
{
  gint64 now = parvis_tx_get_now (tx);

  if (row->state != PARVIS_ORDER_PLACED || row->seen_at != PARVIS_NO_TIME)
    return TRUE;

  while (row->unseen_since + parvis_order_reminder ((int) row->reminders + 1) <= now)
    row->reminders++;

  if (row->alarmed_at == PARVIS_NO_TIME && now >= row->unseen_since + PARVIS_ORDER_UNSEEN)
    {
      row->alarmed_at = now;
      return parvis_orders_tell_town (tx, row, error);
    }

  return TRUE;
}

static gboolean
look_at_order (ParvisTx    *tx,
               const char  *id,
               GError     **error)
{
  g_autoptr(ParvisOrderRow) row = parvis_order_row_load (parvis_tx_get_db (tx), id, error);
  g_autoptr(ParvisShop) shop = NULL;

  if (row == NULL ||
      (shop = parvis_shop_load (parvis_tx_get_db (tx), row->merchant, error)) == NULL)
    return FALSE;

  /* Nobody takes its end back any more: its bread is whose standing order waits for some. */
  if (!parvis_order_state_is_open (row->state))
    {
      row->next_due = PARVIS_NO_TIME;
      return parvis_order_row_save (tx, row, error) &&
             parvis_standing_try_again (tx, row->merchant, error);
    }

  if (!row->confirmed && parvis_tx_get_now (tx) >= parvis_order_row_give_up (row, shop))
    return parvis_order_end (tx, row, PARVIS_ORDER_RELEASED, PARVIS_ORDER_BY_SCHEDULE,
                             json_pack ("{s:s}", "code", "unseen"), error) &&
           parvis_orders_tell (tx, row, PARVIS_TELL_UNANSWERED, parvis_tx_get_now (tx), error) &&
           parvis_standing_try_again (tx, row->merchant, error);

  if (!remind (tx, row, shop, error))
    return FALSE;

  row->next_due = parvis_order_row_find_due (row, shop);

  return parvis_order_row_save (tx, row, error);
}

/* --- the end of a day --- */

static GPtrArray *
list_open (ParvisTx          *tx,
           const ParvisShop  *shop,
           const char        *day,
           gint64             kept_until,
           GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM resident_order WHERE town = :town"
                            " AND merchant = :merchant AND day = :day"
                            " AND state IN ('placed', 'preparing', 'ready')"
                            " AND keep_until <= :kept_until ORDER BY id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_stmt_bind_int (stmt, ":kept_until", kept_until);

  return parvis_orders_list_texts (stmt, error);
}

/* Who was told that it is ready and did not come is counted; nobody else is to blame. */
static gboolean
put_back (ParvisTx    *tx,
          const char  *id,
          GError     **error)
{
  g_autoptr(ParvisOrderRow) row = parvis_order_row_load (parvis_tx_get_db (tx), id, error);

  return row != NULL &&
         parvis_order_end (tx, row,
                           row->state == PARVIS_ORDER_READY ? PARVIS_ORDER_NO_SHOW
                                                            : PARVIS_ORDER_RELEASED,
                           PARVIS_ORDER_BY_SCHEDULE, json_pack ("{s:s}", "code", "late"), error) &&
         parvis_orders_tell (tx, row, row->confirmed ? PARVIS_TELL_RELEASED
                                                     : PARVIS_TELL_UNANSWERED,
                             parvis_tx_get_now (tx), error);
}

/* Nothing of a closed day is on sale. */
static gboolean
touch_shelves (ParvisTx          *tx,
               const ParvisShop  *shop,
               const char        *day,
               GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT DISTINCT product || '/' || day FROM bake"
                            " WHERE town = :town AND merchant = :merchant AND day = :day"
                            " ORDER BY 1",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":day", day);
  ids = parvis_orders_list_texts (stmt, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    parvis_tx_touch (tx, PARVIS_KIND_SHELF, g_ptr_array_index (ids, i));

  return ids != NULL;
}

gboolean
parvis_orders_close (ParvisTx    *tx,
                     ParvisShop  *shop,
                     const char  *day,
                     gboolean     everything,
                     GError     **error)
{
  gint64 now = parvis_tx_get_now (tx);
  gint64 seed;
  g_autoptr(GPtrArray) ids = list_open (tx, shop, day, everything ? PARVIS_NEVER : now, error);
  g_autoptr(ParvisStmt) stmt = NULL;

  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      if (!put_back (tx, g_ptr_array_index (ids, i), error))
        return FALSE;
    }

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO shop_day (town, merchant, day, seed, closed_at)"
                            " VALUES (:town, :merchant, :day, :seed, :now)"
                            " ON CONFLICT (town, merchant, day) DO UPDATE SET"
                            " closed_at = COALESCE (shop_day.closed_at, excluded.closed_at)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_stmt_bind_time (stmt, ":now", now);
  /* It may be opened again before its first order. */
  randombytes_buf (&seed, sizeof seed);
  parvis_stmt_bind_int (stmt, ":seed", seed);
  parvis_orders_touch_day (tx, shop->id, day);

  return parvis_stmt_step (stmt, NULL, error) && touch_shelves (tx, shop, day, error);
}

gboolean
parvis_orders_open_again (ParvisTx          *tx,
                          const ParvisShop  *shop,
                          const char        *day,
                          GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE shop_day SET closed_at = NULL"
                            " WHERE town = :town AND merchant = :merchant AND day = :day",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_orders_touch_day (tx, shop->id, day);

  return parvis_stmt_step (stmt, NULL, error) && touch_shelves (tx, shop, day, error);
}

/* Days on which somebody still waits, or bread was declared, and that nobody closed. */
static GPtrArray *
list_unclosed (ParvisTx          *tx,
               const ParvisShop  *shop,
               const char        *today,
               GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT day FROM resident_order WHERE town = :town"
                            " AND merchant = :merchant AND day <= :today"
                            " AND state IN ('placed', 'preparing', 'ready')"
                            " UNION SELECT b.day FROM bake AS b LEFT JOIN shop_day AS d"
                            " ON d.town = b.town AND d.merchant = b.merchant AND d.day = b.day"
                            " WHERE b.town = :town AND b.merchant = :merchant"
                            " AND b.day <= :today AND d.closed_at IS NULL"
                            " ORDER BY day",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":today", today);

  return parvis_orders_list_texts (stmt, error);
}

static gboolean
close_days (ParvisTx    *tx,
            ParvisShop  *shop,
            const char  *today,
            GError     **error)
{
  g_autoptr(GPtrArray) days = list_unclosed (tx, shop, today, error);
  gint64 now = parvis_tx_get_now (tx);

  for (guint i = 0; days != NULL && i < days->len; i++)
    {
      const char *text = g_ptr_array_index (days, i);
      gint64 day = 0;

      parvis_day_parse (text, &day);
      if (parvis_shop_get_closing (shop, day) <= now &&
          !parvis_orders_close (tx, shop, text,
                                parvis_day_get_instant (day + 1, 0, shop->zone) <= now, error))
        return FALSE;
    }

  return days != NULL;
}

/* Until when the first of those is kept that are still expected after the last slot: what was
 * promised to somebody who is late is kept longer than the day. *@due gets no later than that.
 */
static gboolean
find_kept (ParvisTx          *tx,
           const ParvisShop  *shop,
           const char        *today,
           gint64            *due,
           GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT MIN(keep_until) FROM resident_order WHERE town = :town"
                            " AND merchant = :merchant AND day = :day"
                            " AND state IN ('placed', 'preparing', 'ready')",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":day", today);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (!parvis_stmt_is_null (stmt, 0))
    *due = MIN (*due, parvis_stmt_get_int (stmt, 0));

  return TRUE;
}

/* --- what is forgotten --- */

/* In the order of what refers to what. The day's bread is summed up before its rows go. */
gboolean
parvis_orders_erase (ParvisTx    *tx,
                     const char  *merchant,
                     const char  *before,
                     GError     **error)
{
  static const char * const steps[] = {
    "DELETE FROM order_notice WHERE town = :town AND order_id IN (SELECT id FROM resident_order"
    " WHERE town = :town AND merchant = :merchant AND day < :before)",
    "DELETE FROM order_bread WHERE town = :town AND order_id IN (SELECT id FROM resident_order"
    " WHERE town = :town AND merchant = :merchant AND day < :before)",
    "DELETE FROM resident_order WHERE town = :town AND merchant = :merchant AND day < :before",
    "INSERT INTO shop_takings (town, merchant, day, product, declared, reserved, collected,"
    " sold, lost, given, unsold)"
    " SELECT town, merchant, day, product, SUM(declared), SUM(reserved), SUM(collected),"
    " SUM(sold), SUM(lost), SUM(given), SUM(unsold) FROM bake"
    " WHERE town = :town AND merchant = :merchant AND day < :before"
    " GROUP BY town, merchant, day, product",
    "DELETE FROM bake WHERE town = :town AND merchant = :merchant AND day < :before",
    "DELETE FROM shop_slot WHERE town = :town AND merchant = :merchant AND day < :before",
  };

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

  return parvis_alerts_forget (tx, merchant, before, error) &&
         parvis_forgotten_forget (tx, merchant, FALSE, error);
}

static gboolean
touch_old (ParvisTx          *tx,
           const ParvisShop  *shop,
           const char        *kind,
           const char        *sql,
           const char        *before,
           GError           **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);
  g_autoptr(GPtrArray) ids = NULL;

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":before", before);
  ids = parvis_orders_list_texts (stmt, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    parvis_tx_touch (tx, kind, g_ptr_array_index (ids, i));

  return ids != NULL;
}

static gboolean
forget (ParvisTx          *tx,
        const ParvisShop  *shop,
        gint64             today,
        gint64             kept_days,
        GError           **error)
{
  char text[PARVIS_DAY_SIZE];

  parvis_day_write (today, text);
  if (!parvis_alerts_forget (tx, shop->id, text, error) ||
      !touch_old (tx, shop, PARVIS_KIND_SHELF,
                  "SELECT DISTINCT product || '/' || day FROM bake WHERE town = :town"
                  " AND merchant = :merchant AND day < :before", text, error) ||
      !touch_old (tx, shop, PARVIS_KIND_PICKUP,
                  "SELECT id FROM change WHERE town = :town AND kind = 'pickup' AND deleted = 0"
                  " AND id >= :merchant || '/' AND id < :merchant || '/' || :before", text,
                  error) ||
      !parvis_standing_forget (tx, shop, text, error))
    return FALSE;

  parvis_day_write (today - kept_days, text);

  return touch_old (tx, shop, PARVIS_KIND_ORDER,
                    "SELECT id FROM resident_order WHERE town = :town"
                    " AND merchant = :merchant AND day < :before", text, error) &&
         touch_old (tx, shop, PARVIS_KIND_BAKE,
                    "SELECT id FROM bake WHERE town = :town"
                    " AND merchant = :merchant AND day < :before", text, error) &&
         parvis_orders_erase (tx, shop->id, text, error);
}

/* What its hours are by now may be others. */
static gboolean
plan_alerts (ParvisTx          *tx,
             const ParvisShop  *shop,
             gint64             today,
             GError           **error)
{
  char text[PARVIS_DAY_SIZE];

  for (gint64 day = today; day <= today + shop->days_ahead; day++)
    {
      parvis_day_write (day, text);
      if (!parvis_alerts_plan (tx, shop->id, NULL, text, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
look_at_shop (ParvisTx    *tx,
              const char  *id,
              gint64       kept_days,
              GError     **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_load (parvis_tx_get_db (tx), id, error);
  gint64 now = parvis_tx_get_now (tx);
  char text[PARVIS_DAY_SIZE];
  gint64 today;
  gint64 closing;

  if (shop == NULL)
    return FALSE;

  today = parvis_shop_get_today (shop, now);
  parvis_day_write (today, text);
  if (!close_days (tx, shop, text, error))
    return FALSE;

  if (strcmp (shop->today, text) != 0)
    {
      memcpy (shop->today, text, sizeof shop->today);
      shop->shut_day[0] = '\0';
      shop->shut_at = PARVIS_NO_TIME;
      g_clear_pointer (&shop->shut_reason, g_free);
      if (!forget (tx, shop, today, kept_days, error))
        return FALSE;
    }

  closing = parvis_shop_get_closing (shop, today);
  shop->next_due = parvis_day_get_instant (today + 1, 0, shop->zone);
  if (closing > now)
    shop->next_due = MIN (shop->next_due, closing);
  else if (!find_kept (tx, shop, text, &shop->next_due, error))
    return FALSE;

  parvis_tx_touch (tx, PARVIS_KIND_MERCHANT, shop->id);
  parvis_orders_touch_days (tx, shop);

  return parvis_shop_save (parvis_tx_get_db (tx), shop, error) &&
         parvis_shop_open_days (tx, shop, error) &&
         parvis_standing_place_ahead (tx, shop, NULL, error) &&
         plan_alerts (tx, shop, today, error);
}

/* --- the command --- */

static GPtrArray *
list_due (ParvisTx    *tx,
          const char  *sql,
          GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_int (stmt, ":limit", ORDERS_AT_ONCE);

  return parvis_orders_list_texts (stmt, error);
}

/* Nobody sees anything of a module that is off, but people's data are not kept longer. */
static gboolean
forget_unseen (ParvisTx    *tx,
               const char  *merchant,
               gint64       kept_days,
               GError     **error)
{
  gint64 now = parvis_tx_get_now (tx);
  g_autoptr(ParvisStmt) stmt = NULL;
  char today[PARVIS_DAY_SIZE];
  char text[PARVIS_DAY_SIZE];

  parvis_day_write (now / PARVIS_DAY, today);
  parvis_day_write (now / PARVIS_DAY - kept_days, text);
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE merchant SET next_due = :next"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", merchant);
  parvis_stmt_bind_time (stmt, ":next", now + PARVIS_DAY);

  return parvis_stmt_step (stmt, NULL, error) &&
         parvis_alerts_forget (tx, merchant, today, error) &&
         parvis_standing_forget_unseen (tx, merchant, text, now - kept_days * PARVIS_DAY, error) &&
         parvis_orders_erase (tx, merchant, text, error);
}

static gboolean
apply_refresh (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  gint64 kept_days = json_integer_value (json_object_get (command->body, "kept_days"));
  g_autoptr(GPtrArray) shops = NULL;
  g_autoptr(GPtrArray) orders = NULL;
  ParvisOrdersModule module;

  if (!parvis_orders_module_load (parvis_tx_get_db (tx), &module, error))
    return FALSE;

  shops = list_due (tx, "SELECT id FROM merchant WHERE town = :town AND next_due <= :now"
                    " ORDER BY next_due LIMIT :limit", error);
  if (shops == NULL)
    return FALSE;

  for (guint i = 0; i < shops->len; i++)
    {
      const char *id = g_ptr_array_index (shops, i);

      if (!(module.on ? look_at_shop (tx, id, kept_days, error)
                      : forget_unseen (tx, id, kept_days, error)))
        return FALSE;
    }
  if (!module.on)
    return TRUE;

  orders = list_due (tx, "SELECT id FROM resident_order WHERE town = :town"
                     " AND next_due <= :now ORDER BY next_due LIMIT :limit", error);
  for (guint i = 0; orders != NULL && i < orders->len; i++)
    {
      if (!look_at_order (tx, g_ptr_array_index (orders, i), error))
        return FALSE;
    }

  return orders != NULL;
}

ParvisCommand *
parvis_orders_refresh_command (const char *town,
                               guint       kept_days,
                               gint64      now)
{
  ParvisCommand *command = parvis_command_new ("orders.refresh", town, apply_refresh);

  command->actor = g_strdup ("system");
  command->received_at = now;
  command->body = json_pack ("{s:I}", "kept_days", (json_int_t) kept_days);

  return command;
}
