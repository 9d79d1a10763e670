/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-orders-render"

#include "config.h"

#include "parvis-orders-render.h"

#include "parvis-error.h"
#include "parvis-order-row.h"
#include "parvis-orders.h"
#include "parvis-standing.h"

#include <string.h>

/* Entities from their rows, as docs/architecture.md gives them. */

/* What everybody may see while the module is published, and who works in the town before. */
static ParvisAudience
find_audience (const ParvisOrdersModule *module)
{
  return module->published ? PARVIS_AUDIENCE_PUBLIC : PARVIS_AUDIENCE_INSIDER;
}

/* What is not there has no body; only a failure is one. */
static gboolean
is_missing (GError  *local,
            GError **error)
{
  if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_error_free (local);
      return TRUE;
    }

  g_propagate_error (error, local);

  return FALSE;
}

/* The day that the schedule opened last: what the feed has follows from the rows, whenever
 * somebody compares the two.
 */
static gint64
get_now_day (ParvisTx         *tx,
             const ParvisShop *shop)
{
  gint64 day;

  return parvis_day_parse (shop->today, &day)
         ? day : parvis_shop_get_today (shop, parvis_tx_get_now (tx));
}

gboolean
parvis_render_split (const char  *id,
                     char       **first,
                     const char **second)
{
  const char *slash = strchr (id, '/');

  if (slash == NULL)
    return FALSE;

  *first = g_strndup (id, (gsize) (slash - id));
  *second = slash + 1;

  return TRUE;
}

gboolean
parvis_render_merchant (ParvisTx      *tx,
                        const char    *id,
                        ParvisEntity  *entity,
                        GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(ParvisShop) shop = parvis_shop_find (tx, id, &local);
  char today[PARVIS_DAY_SIZE];
  gboolean shut;

  if (shop == NULL)
    return is_missing (g_steal_pointer (&local), error);

  entity->audience = find_audience (&shop->module);
  entity->body = parvis_shop_describe (shop);
  parvis_day_write (get_now_day (tx, shop), today);
  shut = strcmp (shop->shut_day, today) == 0;
  json_object_set_new (entity->body, "open", json_boolean (!shut));
  if (shut)
    {
      json_t *why = json_object ();

      parvis_json_set_string (why, "reason", shop->shut_reason);
      parvis_json_set_time (why, "at", shop->shut_at);
      json_object_set_new (entity->body, "shut", why);
    }

  return TRUE;
}

gboolean
parvis_render_product (ParvisTx      *tx,
                       const char    *id,
                       ParvisEntity  *entity,
                       GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(GError) local = NULL;
  g_autoptr(ParvisProduct) product = parvis_product_load (db, id, &local);
  g_autoptr(ParvisShop) shop = NULL;

  if (product == NULL || (shop = parvis_shop_find (tx, product->merchant, &local)) == NULL)
    return is_missing (g_steal_pointer (&local), error);

  entity->audience = find_audience (&shop->module);
  entity->body = parvis_product_describe (product);

  return TRUE;
}

gboolean
parvis_render_shelf (ParvisTx      *tx,
                     const char    *id,
                     ParvisEntity  *entity,
                     GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(GError) local = NULL;
  g_autofree char *product_id = NULL;
  g_autoptr(ParvisProduct) product = NULL;
  g_autoptr(ParvisShop) shop = NULL;
  g_autoptr(GArray) bakes = NULL;
  const char *text;
  json_t *list;
  gboolean closed;
  gint64 left = 0;
  gint64 day = 0;

  if (!parvis_render_split (id, &product_id, &text) || !parvis_day_parse (text, &day))
    return TRUE;
  if ((product = parvis_product_load (db, product_id, &local)) == NULL ||
      (shop = parvis_shop_find (tx, product->merchant, &local)) == NULL)
    return is_missing (g_steal_pointer (&local), error);
  if ((bakes = parvis_bakes_load (db, product_id, text, error)) == NULL ||
      !parvis_orders_is_closed (db, shop->id, text, &closed, error))
    return FALSE;

  entity->audience = find_audience (&shop->module);
  if (bakes->len == 0 || day < get_now_day (tx, shop))
    return TRUE;

  list = json_array ();
  for (guint i = 0; i < bakes->len; i++)
    {
      const ParvisBake *bake = &g_array_index (bakes, ParvisBake, i);
      gint64 here = bake->shut || closed ? 0 : bake->online;

      left += here;
      json_array_append_new (list, json_pack ("{s:i, s:I}", "ready", bake->ready,
                                              "left", (json_int_t) here));
    }
  entity->body = json_pack ("{s:s, s:s, s:s, s:s, s:I, s:o, s:b}", "id", id,
                            "merchant", shop->id, "product", product_id, "day", text,
                            "left", (json_int_t) left, "bakes", list, "sold_out", left == 0);

  return TRUE;
}

/* {"from","until","left"} of each slot of the day, none of one that is closed. */
json_t *
parvis_orders_list_slots (ParvisDb          *db,
                          const ParvisShop  *shop,
                          gint64             day,
                          GError           **error)
{
  int weekday = parvis_day_get_weekday (day);
  g_autoptr(json_t) list = json_array ();
  char text[PARVIS_DAY_SIZE];
  gboolean closed;

  parvis_day_write (day, text);
  if (!parvis_orders_is_closed (db, shop->id, text, &closed, error))
    return NULL;

  for (guint i = 0; i < shop->slots->len && !closed; i++)
    {
      const ParvisSlot *slot = &g_array_index (shop->slots, ParvisSlot, i);
      g_autoptr(ParvisStmt) stmt = NULL;
      gboolean has_row = FALSE;
      gint64 taken = 0;

      if (slot->weekday != weekday)
        continue;

      stmt = parvis_db_prepare (db,
                                "SELECT taken FROM shop_slot WHERE town = :town"
                                " AND merchant = :merchant AND day = :day"
                                " AND from_minute = :from",
                                error);
      if (stmt == NULL)
        return NULL;

      parvis_stmt_bind_text (stmt, ":merchant", shop->id);
      parvis_stmt_bind_text (stmt, ":day", text);
      parvis_stmt_bind_int (stmt, ":from", slot->from);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        taken = parvis_stmt_get_int (stmt, 0);

      json_array_append_new (list, json_pack ("{s:i, s:i, s:I}", "from", slot->from,
                                              "until", slot->until, "left",
                                              (json_int_t) MAX (slot->capacity - taken, 0)));
    }

  return g_steal_pointer (&list);
}

gboolean
parvis_render_pickup (ParvisTx      *tx,
                      const char    *id,
                      ParvisEntity  *entity,
                      GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *merchant = NULL;
  g_autoptr(ParvisShop) shop = NULL;
  const char *closed;
  const char *text;
  gboolean over;
  json_t *slots;
  gint64 today;
  gint64 day = 0;

  if (!parvis_render_split (id, &merchant, &text) || !parvis_day_parse (text, &day))
    return TRUE;
  if ((shop = parvis_shop_find (tx, merchant, &local)) == NULL)
    return is_missing (g_steal_pointer (&local), error);

  entity->audience = find_audience (&shop->module);
  today = get_now_day (tx, shop);
  if (day < today || day > today + shop->days_ahead)
    return TRUE;

  if (!parvis_orders_is_closed (parvis_tx_get_db (tx), shop->id, text, &over, error))
    return FALSE;

  closed = parvis_shop_find_closed (shop, day);
  if (closed == NULL && over)
    closed = "over";
  slots = closed != NULL ? json_array ()
                         : parvis_orders_list_slots (parvis_tx_get_db (tx), shop, day, error);
  if (slots == NULL)
    return FALSE;

  entity->body = json_pack ("{s:s, s:s, s:s, s:o}", "id", id, "merchant", shop->id, "day", text,
                            "slots", slots);
  parvis_json_set_string (entity->body, "closed", closed);

  return TRUE;
}

gboolean
parvis_render_for_shop (ParvisTx      *tx,
                        const char    *merchant,
                        ParvisEntity  *entity,
                        gboolean      *shown,
                        GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(ParvisShop) shop = parvis_shop_find (tx, merchant, &local);

  entity->audience = PARVIS_AUDIENCE_MERCHANT;
  entity->scope = g_strdup (merchant);
  *shown = shop != NULL;

  return *shown || is_missing (g_steal_pointer (&local), error);
}

gboolean
parvis_render_bake (ParvisTx      *tx,
                    const char    *id,
                    ParvisEntity  *entity,
                    GError       **error)
{
  g_autoptr(GError) local = NULL;
  ParvisBake bake;
  gboolean shown;

  entity->audience = PARVIS_AUDIENCE_MERCHANT;
  if (!parvis_bake_load (parvis_tx_get_db (tx), id, &bake, &local))
    return is_missing (g_steal_pointer (&local), error);
  if (!parvis_render_for_shop (tx, bake.merchant, entity, &shown, error))
    return FALSE;

  entity->is_steady = TRUE;
  if (shown)
    entity->body = parvis_bake_describe (&bake);

  return TRUE;
}

gboolean
parvis_render_order (ParvisTx      *tx,
                     const char    *id,
                     ParvisEntity  *entity,
                     GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(ParvisOrderRow) row = parvis_order_row_load (parvis_tx_get_db (tx), id, &local);
  gboolean shown;

  entity->audience = PARVIS_AUDIENCE_MERCHANT;
  if (row == NULL)
    return is_missing (g_steal_pointer (&local), error);
  if (!parvis_render_for_shop (tx, row->merchant, entity, &shown, error))
    return FALSE;

  if (shown)
    parvis_order_row_show (row, entity);

  return TRUE;
}

/* The next day on which it is due; nothing is on @failed. */
static void
set_next (json_t           *body,
          const ParvisShop *shop,
          gint64            today,
          int               weekday,
          const char       *failed)
{
  for (gint64 day = today; day < today + 60; day++)
    {
      char text[PARVIS_DAY_SIZE];

      if (parvis_day_get_weekday (day) != weekday || parvis_shop_find_closed (shop, day) != NULL)
        continue;

      parvis_day_write (day, text);
      if (failed != NULL && strstr (failed, text) != NULL)
        continue;

      parvis_json_set_string (body, "next", text);
      return;
    }
}

gboolean
parvis_render_standing (ParvisTx      *tx,
                        const char    *id,
                        ParvisEntity  *entity,
                        GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(ParvisShop) shop = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  const char *lines;

  entity->audience = PARVIS_AUDIENCE_MERCHANT;
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT merchant, weekday, from_minute, name, lines, since_at,"
                            " until_day, paused, failed_days FROM standing_order"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  shop = parvis_shop_find (tx, parvis_stmt_get_text (stmt, 0), &local);
  if (shop == NULL)
    return is_missing (g_steal_pointer (&local), error);

  lines = parvis_stmt_get_text (stmt, 4);
  entity->scope = g_strdup (shop->id);
  entity->body = json_pack ("{s:s, s:s, s:I, s:I, s:s, s:o, s:b}", "id", id,
                            "merchant", shop->id,
                            "weekday", (json_int_t) parvis_stmt_get_int (stmt, 1),
                            "from", (json_int_t) parvis_stmt_get_int (stmt, 2),
                            "name", parvis_stmt_get_text (stmt, 3),
                            "lines", parvis_json_parse (lines, strlen (lines), NULL),
                            "paused", parvis_stmt_get_int (stmt, 7) != 0);
  parvis_json_set_time (entity->body, "since", parvis_stmt_get_time (stmt, 5));
  parvis_json_set_string (entity->body, "until", parvis_stmt_get_text (stmt, 6));
  parvis_standing_say_failed (entity->body, parvis_stmt_get_text (stmt, 8));
  if (parvis_stmt_get_int (stmt, 7) == 0)
    set_next (entity->body, shop, get_now_day (tx, shop), (int) parvis_stmt_get_int (stmt, 1),
              parvis_stmt_get_text (stmt, 8));

  return TRUE;
}

gboolean
parvis_render_pattern (ParvisTx      *tx,
                       const char    *id,
                       ParvisEntity  *entity,
                       GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(GError) local = NULL;
  g_autoptr(ParvisProduct) product = NULL;
  g_autofree char *product_id = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *weekday;
  const char *bakes;
  gboolean shown = FALSE;

  entity->audience = PARVIS_AUDIENCE_MERCHANT;
  if (!parvis_render_split (id, &product_id, &weekday))
    return TRUE;
  if ((product = parvis_product_load (db, product_id, &local)) == NULL)
    return is_missing (g_steal_pointer (&local), error);
  if (!parvis_render_for_shop (tx, product->merchant, entity, &shown, error))
    return FALSE;

  stmt = parvis_db_prepare (db, "SELECT bakes FROM product_pattern WHERE town = :town"
                            " AND product = :product AND weekday = :weekday", error);
  if (stmt == NULL)
    return FALSE;

  entity->is_steady = TRUE;
  parvis_stmt_bind_text (stmt, ":product", product_id);
  parvis_stmt_bind_int (stmt, ":weekday", g_ascii_strtoll (weekday, NULL, 10));
  if (shown && !parvis_stmt_step (stmt, &shown, error))
    return FALSE;
  if (!shown)
    return TRUE;

  bakes = parvis_stmt_get_text (stmt, 0);
  entity->body = json_pack ("{s:s, s:s, s:s, s:I, s:o}", "id", id, "merchant", product->merchant,
                            "product", product_id,
                            "weekday", (json_int_t) g_ascii_strtoll (weekday, NULL, 10),
                            "bakes", parvis_json_parse (bakes, strlen (bakes), NULL));

  return TRUE;
}

/* --- all of them --- */

static gboolean
touch_list (ParvisTx    *tx,
            const char  *kind,
            const char  *sql,
            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);
  g_autoptr(GPtrArray) ids = stmt != NULL ? parvis_orders_list_texts (stmt, error) : NULL;

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    parvis_tx_touch (tx, kind, g_ptr_array_index (ids, i));

  return ids != NULL;
}

gboolean
parvis_orders_touch_all (ParvisTx  *tx,
                         GError   **error)
{
  static const struct
  {
    const char *kind;
    const char *sql;
  } lists[] = {
    { PARVIS_KIND_MERCHANT, "SELECT id FROM merchant WHERE town = :town ORDER BY id" },
    { PARVIS_KIND_PRODUCT, "SELECT id FROM product WHERE town = :town ORDER BY id" },
    { PARVIS_KIND_PATTERN, "SELECT product || '/' || weekday FROM product_pattern"
                           " WHERE town = :town ORDER BY product, weekday" },
    { PARVIS_KIND_SHELF, "SELECT DISTINCT product || '/' || day FROM bake"
                         " WHERE town = :town ORDER BY 1" },
    { PARVIS_KIND_PICKUP, "SELECT id FROM change WHERE town = :town AND kind = 'pickup'"
                          " ORDER BY id" },
    { PARVIS_KIND_BAKE, "SELECT id FROM bake WHERE town = :town ORDER BY id" },
    { PARVIS_KIND_ORDER, "SELECT id FROM resident_order WHERE town = :town ORDER BY id" },
    { PARVIS_KIND_STANDING, "SELECT id FROM standing_order WHERE town = :town ORDER BY id" },
    { PARVIS_KIND_TAKINGS, "SELECT merchant || '/' || day FROM shop_day WHERE town = :town"
                           " ORDER BY merchant, day" },
    { PARVIS_KIND_WANTED, "SELECT DISTINCT product || '/' || day FROM product_alert"
                          " WHERE town = :town ORDER BY 1" },
    { PARVIS_KIND_ORDERS_DAY, "SELECT merchant || '/' || day FROM shop_day WHERE town = :town"
                              " ORDER BY merchant, day" },
  };
  g_autoptr(ParvisStmt) stmt = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (!touch_list (tx, lists[i].kind, lists[i].sql, error))
        return FALSE;
    }

  /* The schedule opens the days that passed while the module was off. */
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE merchant SET next_due = :now"
                            " WHERE town = :town AND removed_at IS NULL",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}
