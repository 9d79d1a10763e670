/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bread-short"

#include "config.h"

#include "parvis-bread.h"

#include <string.h>

/* Who has no bread, where more was sold at the counter than was there. */

typedef struct
{
  char     *order;
  char     *bake;
  gint64    quantity;
  gint64    short_by;
  gint64    shortage;   /* of the order as a whole, as it is written there */
  int       from;
  gboolean  is_open;
} Promise;

static void
clear_promise (gpointer data)
{
  Promise *promise = data;

  g_free (promise->order);
  g_free (promise->bake);
}

/* Those that are still to be kept, and those that are no longer while they lack something: somebody
 * was given his bread although it was sold, so it is another who lacks it now.
 */
static GArray *
list_promises (ParvisDb    *db,
               const char  *product,
               const char  *day,
               GError     **error)
{
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (Promise));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_array_set_clear_func (list, clear_promise);
  stmt = parvis_db_prepare (db,
                            "SELECT r.order_id, r.bake, r.quantity, r.short, o.shortage,"
                            " o.from_minute,"
                            " CASE WHEN o.state IN ('placed', 'preparing', 'ready')"
                            " THEN 1 ELSE 0 END"
                            " FROM bake AS b"
                            " JOIN order_bread AS r ON r.town = b.town AND r.bake = b.id"
                            " JOIN resident_order AS o ON o.town = r.town AND o.id = r.order_id"
                            " WHERE b.town = :town AND b.product = :product AND b.day = :day"
                            " AND (o.state IN ('placed', 'preparing', 'ready') OR r.short > 0)"
                            " ORDER BY o.placed_at DESC, o.id, r.bake",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":product", product);
  parvis_stmt_bind_text (stmt, ":day", day);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        {
          Promise promise = { g_strdup (parvis_stmt_get_text (stmt, 0)),
                              g_strdup (parvis_stmt_get_text (stmt, 1)),
                              parvis_stmt_get_int (stmt, 2), parvis_stmt_get_int (stmt, 3),
                              parvis_stmt_get_int (stmt, 4),
                              (int) parvis_stmt_get_int (stmt, 5),
                              parvis_stmt_get_int (stmt, 6) != 0 };

          g_array_append_val (list, promise);
        }
    }
  while (has_row);

  return g_steal_pointer (&list);
}

static gboolean
set_short (ParvisTx       *tx,
           const Promise  *promise,
           gint64          short_by,
           GError        **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisStmt) bread = NULL;
  g_autoptr(ParvisStmt) order = NULL;

  bread = parvis_db_prepare (db,
                             "UPDATE order_bread SET short = :short"
                             " WHERE town = :town AND order_id = :id AND bake = :bake",
                             error);
  if (bread == NULL)
    return FALSE;

  parvis_stmt_bind_text (bread, ":id", promise->order);
  parvis_stmt_bind_text (bread, ":bake", promise->bake);
  parvis_stmt_bind_int (bread, ":short", short_by);
  if (!parvis_stmt_step (bread, NULL, error))
    return FALSE;

  /* The sum, and not what changed: whatever was wrong before is right afterwards. */
  order = parvis_db_prepare (db,
                             "UPDATE resident_order SET shortage ="
                             " (SELECT COALESCE (SUM(b.short), 0) FROM order_bread AS b"
                             " WHERE b.town = :town AND b.order_id = :id)"
                             " WHERE town = :town AND id = :id",
                             error);
  if (order == NULL)
    return FALSE;

  parvis_stmt_bind_text (order, ":id", promise->order);
  parvis_tx_touch (tx, PARVIS_KIND_ORDER, promise->order);

  return parvis_stmt_step (order, NULL, error);
}

/* How much of what orders lack could come out of @bake. What each of them lacks is found
 * afterwards, so it is not asked here.
 */
static gint64
sum_later (const ParvisBake *bake,
           const GArray     *promises)
{
  gint64 later = 0;

  for (guint i = 0; i < promises->len; i++)
    {
      const Promise *promise = &g_array_index (promises, Promise, i);

      if (promise->is_open && promise->from >= bake->ready)
        later += promise->quantity;
    }

  return later;
}

/* What orders lacked so far, and what was sold just now, as far as it is not there. */
static gint64
sum_missing (const GArray *bakes,
             const GArray *promises,
             gint64        sold)
{
  gint64 overdrawn = 0;
  gint64 missing = sold;

  for (guint i = 0; i < bakes->len; i++)
    overdrawn += g_array_index (bakes, ParvisBake, i).overdrawn;
  for (guint i = 0; i < promises->len; i++)
    missing += g_array_index (promises, Promise, i).short_by;

  return MIN (missing, overdrawn);
}

gboolean
parvis_orders_find_short (ParvisTx    *tx,
                          const char  *product,
                          const char  *day,
                          gint64       sold,
                          GError     **error)
{
  g_autoptr(GArray) bakes = parvis_bakes_load (parvis_tx_get_db (tx), product, day, error);
  g_autoptr(GArray) promises = NULL;
  gint64 missing;

  if (bakes == NULL)
    return FALSE;

  promises = list_promises (parvis_tx_get_db (tx), product, day, error);
  if (promises == NULL)
    return FALSE;

  missing = sum_missing (bakes, promises, sold);
  for (guint i = 0; i < bakes->len; i++)
    {
      ParvisBake *bake = &g_array_index (bakes, ParvisBake, i);

      missing -= parvis_bakes_cover (bakes, bake, MIN (missing, sum_later (bake, promises)));
    }
  if (!parvis_bakes_save (tx, bakes, error))
    return FALSE;

  for (guint i = 0; i < promises->len; i++)
    {
      const Promise *promise = &g_array_index (promises, Promise, i);
      gint64 short_by = promise->is_open ? MIN (promise->quantity, missing) : 0;

      missing -= short_by;
      if ((short_by != promise->short_by || short_by > promise->shortage) &&
          !set_short (tx, promise, short_by, error))
        return FALSE;
    }

  return TRUE;
}
