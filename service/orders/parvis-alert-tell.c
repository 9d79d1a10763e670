/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-alert-tell"

#include "config.h"

#include "parvis-alert.h"

#include "parvis-bread.h"
#include "parvis-error.h"
#include "parvis-order-row.h"
#include "parvis-orders.h"

#include <string.h>

/* Who waits for bread is told in the order in which he asked, at once as many as there is
 * bread, and the next so many when those have had time to take it.
 */

#define TIME_TO_TAKE (10 * PARVIS_MINUTE)

typedef struct
{
  char   *id;
  char   *email;
  gint64  due_at;              /* PARVIS_NO_TIME: not planned */
} Waiting;

static void
clear_waiting (gpointer data)
{
  Waiting *waiting = data;

  g_free (waiting->id);
  g_free (waiting->email);
}

/* The first that asked, first. What is due by now is on its way. */
static GArray *
list_waiting (ParvisTx    *tx,
              const char  *product,
              const char  *day,
              GError     **error)
{
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (Waiting));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_array_set_clear_func (list, clear_waiting);
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT a.id, a.email, n.due_at FROM product_alert AS a"
                            " LEFT JOIN order_notice AS n ON n.town = a.town"
                            " AND n.order_id = a.id AND n.kind = 'alert'"
                            " WHERE a.town = :town AND a.product = :product AND a.day = :day"
                            " AND a.told_at IS NULL AND (n.due_at IS NULL OR n.due_at > :now)"
                            " ORDER BY a.asked_at, a.id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":product", product);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        {
          Waiting waiting = { g_strdup (parvis_stmt_get_text (stmt, 0)),
                              g_strdup (parvis_stmt_get_text (stmt, 1)),
                              parvis_stmt_get_time (stmt, 2) };

          g_array_append_val (list, waiting);
        }
    }
  while (has_row);

  return g_steal_pointer (&list);
}

/* How many were told so lately that some of what is left may be theirs. */
static gboolean
count_told (ParvisTx    *tx,
            const char  *product,
            const char  *day,
            gint64      *told,
            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(*) FROM product_alert WHERE town = :town"
                            " AND product = :product AND day = :day AND told_at > :since",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":product", product);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_stmt_bind_time (stmt, ":since", parvis_tx_get_now (tx) - TIME_TO_TAKE);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *told = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

/* When the first of them is due: as it was planned, unless there is enough for all by now. */
static gint64
find_first (const GArray *list,
            gint64        left,
            gint64        told,
            gint64        now)
{
  gint64 first = PARVIS_NEVER;

  for (guint i = 0; i < list->len; i++)
    {
      gint64 due_at = g_array_index (list, Waiting, i).due_at;

      if (due_at != PARVIS_NO_TIME)
        first = MIN (first, due_at);
    }

  return first == PARVIS_NEVER || left >= told + list->len ? MIN (first, now + PARVIS_ORDER_HOLD)
                                                           : first;
}

static gboolean
drop_notice (ParvisTx    *tx,
             const char  *id,
             GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM order_notice WHERE town = :town AND order_id = :id"
                            " AND kind = 'alert'",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);

  return parvis_stmt_step (stmt, NULL, error);
}

/* @due_at: PARVIS_NO_TIME for not yet */
static gboolean
plan_one (ParvisTx       *tx,
          const Waiting  *waiting,
          gint64          due_at,
          GError        **error)
{
  if (due_at == waiting->due_at)
    return TRUE;

  return (waiting->due_at == PARVIS_NO_TIME || drop_notice (tx, waiting->id, error)) &&
         (due_at == PARVIS_NO_TIME ||
          parvis_orders_tell_alert (tx, waiting->id, waiting->email, due_at, error));
}

static gboolean
plan_all (ParvisTx          *tx,
          const ParvisShop  *shop,
          const GArray      *list,
          gint64             left,
          gint64             told,
          GError           **error)
{
  gint64 first = find_first (list, left, told, parvis_tx_get_now (tx));

  for (guint i = 0; i < list->len; i++)
    {
      gint64 due_at = PARVIS_NO_TIME;

      /* A millisecond keeps those in their order that are told at once. */
      if (left > 0)
        due_at = parvis_day_wait_for_morning (first + i / left * TIME_TO_TAKE, shop->zone) + i;
      if (!plan_one (tx, &g_array_index (list, Waiting, i), due_at, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
plan_product (ParvisTx    *tx,
              const char  *merchant,
              const char  *product,
              const char  *day,
              GError     **error)
{
  g_autoptr(GArray) list = list_waiting (tx, product, day, error);
  g_autoptr(ParvisShop) shop = NULL;
  gboolean in_time;
  gint64 when = 0;
  gint64 left;
  gint64 told;

  if (list == NULL)
    return FALSE;
  if (list->len == 0)
    return TRUE;

  parvis_day_parse (day, &when);
  shop = parvis_shop_find (tx, merchant, error);

  return shop != NULL &&
         parvis_orders_count_left (parvis_tx_get_db (tx), shop, product, when,
                                   parvis_tx_get_now (tx), &left, &in_time, error) &&
         count_told (tx, product, day, &told, error) &&
         plan_all (tx, shop, list, left, told, error);
}

gboolean
parvis_alerts_plan (ParvisTx    *tx,
                    const char  *merchant,
                    const char  *product,
                    const char  *day,
                    GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  if (product != NULL)
    return plan_product (tx, merchant, product, day, error);

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT DISTINCT product FROM product_alert WHERE town = :town"
                            " AND merchant = :merchant AND day = :day AND told_at IS NULL"
                            " ORDER BY product",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_text (stmt, ":day", day);
  ids = parvis_orders_list_texts (stmt, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      if (!plan_product (tx, merchant, g_ptr_array_index (ids, i), day, error))
        return FALSE;
    }

  return ids != NULL;
}

/* --- the letter --- */

typedef struct
{
  char *merchant;
  char *product;
  char *name;
  char *day;
  char *device;
  char *email;
  char *language;
} Alert;

static void
clear_alert (Alert *alert)
{
  g_free (alert->merchant);
  g_free (alert->product);
  g_free (alert->name);
  g_free (alert->day);
  g_free (alert->device);
  g_free (alert->email);
  g_free (alert->language);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Alert, clear_alert)

/* NOT_FOUND for one that nobody waits for any more. */
static gboolean
load (ParvisDb    *db,
      const char  *id,
      Alert       *alert,
      GError     **error)
{
  char **members[] = { &alert->merchant, &alert->product, &alert->name, &alert->day,
                       &alert->device, &alert->email, &alert->language };
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT a.merchant, a.product, p.name, a.day, a.device, a.email,"
                            " a.language FROM product_alert AS a"
                            " JOIN product AS p ON p.town = a.town AND p.id = a.product"
                            " WHERE a.town = :town AND a.id = :id AND a.told_at IS NULL",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return parvis_orders_set_missing (error);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    *members[i] = g_strdup (parvis_stmt_get_text (stmt, (int) i));

  return TRUE;
}

/* Whether the same device has ordered it for that day since. */
static gboolean
has_ordered (ParvisDb     *db,
             const Alert  *alert,
             gboolean     *has,
             GError      **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT 1 FROM resident_order AS o"
                            " JOIN order_bread AS r ON r.town = o.town AND r.order_id = o.id"
                            " JOIN bake AS b ON b.town = r.town AND b.id = r.bake"
                            " WHERE o.town = :town AND o.device = :device AND o.day = :day"
                            " AND b.product = :product LIMIT 1",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", alert->device);
  parvis_stmt_bind_text (stmt, ":day", alert->day);
  parvis_stmt_bind_text (stmt, ":product", alert->product);

  return parvis_stmt_step (stmt, has, error);
}

json_t *
parvis_alert_describe (ParvisDb    *db,
                       const char  *id,
                       gint64       now,
                       GError     **error)
{
  g_auto(Alert) alert = { NULL, };
  g_autoptr(ParvisShop) shop = NULL;
  g_autofree char *number = NULL;
  gboolean in_time;
  gboolean has;
  gint64 day = 0;
  gint64 left;

  if (!load (db, id, &alert, error) || !has_ordered (db, &alert, &has, error) ||
      (shop = parvis_shop_load (db, alert.merchant, error)) == NULL)
    return NULL;

  parvis_day_parse (alert.day, &day);
  if (!parvis_orders_count_left (db, shop, alert.product, day, now, &left, &in_time, error))
    return NULL;
  if (has || left == 0)
    {
      parvis_orders_set_missing (error);
      return NULL;
    }

  number = g_strdup_printf ("%" G_GINT64_FORMAT, left);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "shop", shop->name,
                    "product", alert.name, "day", alert.day, "left", number,
                    "email", alert.email != NULL ? alert.email : "",
                    "language", alert.language, "device", alert.device);
}

/* One letter is enough for an address that several devices gave, and nothing of it is kept. Who
 * has his bread has nothing to wait for.
 */
static gboolean
end (ParvisTx     *tx,
     const Alert  *alert,
     gboolean      sent,
     GError      **error)
{
  const char *steps[] = {
    "DELETE FROM order_notice WHERE town = :town AND kind = 'alert' AND order_id IN"
    " (SELECT id FROM product_alert WHERE town = :town AND product = :product AND day = :day"
    " AND (device = :device OR email = :email)) AND due_at > :now",
    sent ? "UPDATE product_alert SET told_at = :now, email = NULL"
           " WHERE town = :town AND product = :product AND day = :day AND told_at IS NULL"
           " AND (device = :device OR email = :email)"
         : "DELETE FROM product_alert"
           " WHERE town = :town AND product = :product AND day = :day AND told_at IS NULL"
           " AND device = :device",
  };
  g_autofree char *wanted = parvis_orders_make_id (alert->product, alert->day);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), steps[i], error);

      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":product", alert->product);
      parvis_stmt_bind_text (stmt, ":day", alert->day);
      parvis_stmt_bind_text (stmt, ":device", alert->device);
      if (i == 0 || sent)
        parvis_stmt_bind_text (stmt, ":email", alert->email);
      if (i == 0 || sent)
        parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
      if (!parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }
  parvis_tx_touch (tx, PARVIS_KIND_WANTED, wanted);

  return TRUE;
}

gboolean
parvis_alert_note_told (ParvisTx    *tx,
                        const char  *id,
                        gboolean     sent,
                        GError     **error)
{
  g_auto(Alert) alert = { NULL, };
  g_autoptr(GError) local = NULL;
  gboolean has = FALSE;

  if (!load (parvis_tx_get_db (tx), id, &alert, &local))
    {
      if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
        return TRUE;

      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (sent)
    return end (tx, &alert, TRUE, error);
  if (!has_ordered (parvis_tx_get_db (tx), &alert, &has, error))
    return FALSE;

  /* Whose turn it was goes on waiting, or the next is not kept waiting for him. */
  return !has || (end (tx, &alert, FALSE, error) &&
                  plan_product (tx, alert.merchant, alert.product, alert.day, error));
}
