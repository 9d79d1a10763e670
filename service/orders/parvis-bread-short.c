/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bread-short"

#include "config.h"

#include "parvis-bread.h"

#include <string.h>

/* Who has no bread, where more was sold at the counter than was there. */

typedef struct
{
  char   *order;
  char   *bake;
  gint64  quantity;
  gint64  short_by;
  int     from;
} Promise;

static void
clear_promise (gpointer data)
{
  Promise *promise = data;

  g_free (promise->order);
  g_free (promise->bake);
}

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
                            "SELECT r.order_id, r.bake, r.quantity, r.short, o.from_minute"
                            " FROM bake AS b"
                            " JOIN order_bread AS r ON r.town = b.town AND r.bake = b.id"
                            " JOIN resident_order AS o ON o.town = r.town AND o.id = r.order_id"
                            " WHERE b.town = :town AND b.product = :product AND b.day = :day"
                            " AND o.state IN ('placed', 'preparing', 'ready')"
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
                              (int) parvis_stmt_get_int (stmt, 4) };

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
find_lack (const GArray     *bakes,
           const ParvisBake *bake,
           const GArray     *promises)
{
  gint64 missing = 0;
  gint64 later = 0;

  for (guint i = 0; i < bakes->len; i++)
    missing += g_array_index (bakes, ParvisBake, i).overdrawn;

  for (guint i = 0; i < promises->len; i++)
    {
      const Promise *promise = &g_array_index (promises, Promise, i);

      if (promise->from >= bake->ready)
        later += promise->quantity;
    }

  return MIN (missing, later);
}

/* Sales that were more than there was come out of @bake after all. */
static gint64
move_sales (ParvisBake *from,
            ParvisBake *bake,
            gint64      wanted)
{
  gint64 n = MIN (MIN (wanted, bake->counter + bake->online), MIN (from->sold, from->overdrawn));
  gint64 counter = MIN (n, bake->counter);

  from->sold -= n;
  from->overdrawn -= n;
  from->borrowed = MIN (from->borrowed, from->sold);
  bake->sold += n;
  bake->borrowed += n - counter;
  bake->counter -= counter;
  bake->online -= n - counter;

  return n;
}

/* Lets one of @bakes stand in for the others. */
static void
cover (GArray       *bakes,
       ParvisBake   *bake,
       const GArray *promises)
{
  gint64 lack = find_lack (bakes, bake, promises);

  for (guint i = 0; i < bakes->len && lack > 0; i++)
    {
      ParvisBake *other = &g_array_index (bakes, ParvisBake, i);
      gint64 n = other != bake ? move_sales (other, bake, lack) : 0;

      lack -= n;
      other->changed |= n > 0;
      bake->changed |= n > 0;
    }
}

static gboolean
save_changed (ParvisTx  *tx,
              GArray    *bakes,
              GError   **error)
{
  for (guint i = 0; i < bakes->len; i++)
    {
      const ParvisBake *bake = &g_array_index (bakes, ParvisBake, i);

      if (bake->changed && !parvis_bake_save (tx, bake, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_orders_find_short (ParvisTx    *tx,
                          const char  *product,
                          const char  *day,
                          GError     **error)
{
  g_autoptr(GArray) bakes = parvis_bakes_load (parvis_tx_get_db (tx), product, day, error);
  g_autoptr(GArray) promises = NULL;
  gint64 missing = 0;

  if (bakes == NULL)
    return FALSE;

  promises = list_promises (parvis_tx_get_db (tx), product, day, error);
  if (promises == NULL)
    return FALSE;

  for (guint i = 0; i < bakes->len; i++)
    cover (bakes, &g_array_index (bakes, ParvisBake, i), promises);
  if (!save_changed (tx, bakes, error))
    return FALSE;

  for (guint i = 0; i < bakes->len; i++)
    missing += g_array_index (bakes, ParvisBake, i).overdrawn;

  for (guint i = 0; i < promises->len; i++)
    {
      const Promise *promise = &g_array_index (promises, Promise, i);
      gint64 short_by = MIN (promise->quantity, missing);

      missing -= short_by;
      if (short_by != promise->short_by && !set_short (tx, promise, short_by, error))
        return FALSE;
    }

  return TRUE;
}
