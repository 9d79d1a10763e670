/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-bread"

#include "config.h"

#include "parvis-order-row.h"

/* The bread of one order: taken for it, handed out with it, and given back. */

/* One order after the other is placed on the same bakes; whoever else takes bread reads what
 * there is.
 */
static GArray *
get_bakes (ParvisTx              *tx,
           const ParvisOrderRow  *row,
           const char            *product,
           gboolean               kept,
           GError               **error)
{
  return kept ? parvis_bakes_take (tx, product, row->day, error)
              : parvis_bakes_load (parvis_tx_get_db (tx), product, row->day, error);
}

/* How far an order reaches for its bread: a new one into the online purses, one that was
 * declined by mistake into the counter's too, and into what was sold while it was promised.
 */
typedef enum
{
  REACH_ONLINE,
  REACH_COUNTER,
  REACH_SALES,
} Reach;

static gint64
can_take (const ParvisBake *bake,
          int               from,
          Reach             reach)
{
  gint64 n = bake->online;

  if (bake->ready > from || (bake->shut && reach == REACH_ONLINE))
    return 0;

  if (reach >= REACH_COUNTER)
    n += bake->counter;
  if (reach >= REACH_SALES)
    n += MAX (bake->sold - bake->overdrawn, 0);

  return n;
}

static gboolean
take_from (ParvisTx              *tx,
           const ParvisOrderRow  *row,
           ParvisBake            *bake,
           gint64                 quantity,
           gboolean               kept,
           GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gint64 online = MIN (quantity, bake->online);
  gint64 counter = MIN (quantity - online, bake->counter);
  gint64 lacking = quantity - online - counter;

  /* The rest was sold. */
  bake->online -= online;
  bake->counter -= counter;
  bake->overdrawn += lacking;
  bake->reserved += quantity;
  bake->changed = kept;
  if (!kept && !parvis_bake_save (tx, bake, error))
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO order_bread (town, order_id, bake, quantity, short)"
                            " VALUES (:town, :order, :bake, :quantity, :short)"
                            " ON CONFLICT (town, order_id, bake) DO UPDATE SET"
                            " quantity = order_bread.quantity + excluded.quantity,"
                            " short = order_bread.short + excluded.short",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", row->id);
  parvis_stmt_bind_text (stmt, ":bake", bake->id);
  parvis_stmt_bind_int (stmt, ":quantity", quantity);
  parvis_stmt_bind_int (stmt, ":short", lacking);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
has_bread (ParvisTx              *tx,
           const ParvisOrderRow  *row,
           Reach                  reach,
           gboolean              *enough,
           GError               **error)
{
  gboolean kept = reach == REACH_ONLINE && row->standing == NULL;

  *enough = TRUE;
  for (gsize i = 0; i < json_array_size (row->lines); i++)
    {
      const char *id = json_string_value (json_object_get (json_array_get (row->lines, i),
                                                           "product"));
      g_autoptr(GArray) bakes = get_bakes (tx, row, id, kept, error);
      gint64 left = 0;

      if (bakes == NULL)
        return FALSE;

      for (guint j = 0; j < bakes->len; j++)
        left += can_take (&g_array_index (bakes, ParvisBake, j), row->from, reach);
      if (left < parvis_order_sum_product (row->lines, id))
        *enough = FALSE;
    }

  return TRUE;
}

static gboolean
take_line (ParvisTx              *tx,
           const ParvisOrderRow  *row,
           const json_t          *line,
           Reach                  reach,
           GError               **error)
{
  const char *id = json_string_value (json_object_get (line, "product"));
  gint64 wanted = json_integer_value (json_object_get (line, "quantity"));
  gboolean kept = reach == REACH_ONLINE && row->standing == NULL;
  g_autoptr(GArray) bakes = get_bakes (tx, row, id, kept, error);

  if (bakes == NULL)
    return FALSE;

  /* What is there first, out of all of them. */
  for (guint step = REACH_ONLINE; step <= reach; step++)
    {
      for (guint i = bakes->len; i > 0 && wanted > 0; i--)
        {
          ParvisBake *bake = &g_array_index (bakes, ParvisBake, i - 1);
          gint64 taken = MIN (wanted, can_take (bake, row->from, step));

          if (taken > 0 && !take_from (tx, row, bake, taken, kept, error))
            return FALSE;

          wanted -= taken;
        }
    }

  return TRUE;
}

static gboolean
take_bread (ParvisTx              *tx,
            const ParvisOrderRow  *row,
            Reach                  reach,
            GError               **error)
{
  for (gsize i = 0; i < json_array_size (row->lines); i++)
    {
      if (!take_line (tx, row, json_array_get (row->lines, i), reach, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_order_has_bread (ParvisTx              *tx,
                        const ParvisOrderRow  *row,
                        gboolean              *enough,
                        GError               **error)
{
  return has_bread (tx, row, REACH_ONLINE, enough, error);
}

gboolean
parvis_order_take_bread (ParvisTx              *tx,
                         const ParvisOrderRow  *row,
                         GError               **error)
{
  return take_bread (tx, row, REACH_ONLINE, error);
}

/* Whether some of the same bread was promised to others since the order ended. */
static gboolean
is_promised_since (ParvisTx              *tx,
                   const ParvisOrderRow  *row,
                   gboolean              *promised,
                   GError               **error)
{
  *promised = FALSE;
  for (gsize i = 0; i < json_array_size (row->lines) && !*promised; i++)
    {
      const json_t *line = json_array_get (row->lines, i);
      g_autoptr(ParvisStmt) stmt = NULL;

      stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                                "SELECT 1 FROM bake AS b"
                                " JOIN order_bread AS r ON r.town = b.town AND r.bake = b.id"
                                " JOIN resident_order AS o"
                                " ON o.town = r.town AND o.id = r.order_id"
                                " WHERE b.town = :town AND b.product = :product"
                                " AND b.day = :day AND o.id <> :id AND o.placed_at >= :since"
                                " LIMIT 1",
                                error);
      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":product",
                             json_string_value (json_object_get (line, "product")));
      parvis_stmt_bind_text (stmt, ":day", row->day);
      parvis_stmt_bind_text (stmt, ":id", row->id);
      parvis_stmt_bind_time (stmt, ":since", row->ended_at);
      if (!parvis_stmt_step (stmt, promised, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_order_take_bread_again (ParvisTx              *tx,
                               const ParvisOrderRow  *row,
                               gboolean              *enough,
                               GError               **error)
{
  gboolean promised;
  Reach reach;

  if (!is_promised_since (tx, row, &promised, error))
    return FALSE;

  reach = promised ? REACH_COUNTER : REACH_SALES;

  return has_bread (tx, row, reach, enough, error) &&
         (!*enough || take_bread (tx, row, reach, error));
}

/* What is said to be left, whatever the evening wrote down of it. */
static gint64
take_left (ParvisTx              *tx,
           const ParvisOrderRow  *row,
           ParvisBake            *bake,
           gint64                 wanted,
           gboolean              *ok,
           GError               **error)
{
  gint64 taken = MIN (wanted, bake->online + bake->counter + bake->unsold);
  gint64 unsold = MAX (taken - bake->online - bake->counter, 0);

  bake->unsold -= unsold;
  bake->counter += unsold;
  if (taken > 0)
    *ok = take_from (tx, row, bake, taken, FALSE, error);

  return taken;
}

/* Of the batches that were ready for it first, and the latest of them; then of any. What is
 * nowhere left was sold or promised to somebody else meanwhile.
 */
static gboolean
take_line_late (ParvisTx              *tx,
                const ParvisOrderRow  *row,
                const json_t          *line,
                GError               **error)
{
  const char *id = json_string_value (json_object_get (line, "product"));
  gint64 wanted = json_integer_value (json_object_get (line, "quantity"));
  g_autoptr(GArray) bakes = parvis_bakes_load (parvis_tx_get_db (tx), id, row->day, error);
  ParvisBake *owing = NULL;
  gboolean ok = TRUE;

  if (bakes == NULL)
    return FALSE;

  for (guint i = 0; i < 2 * bakes->len && wanted > 0 && ok; i++)
    {
      ParvisBake *bake = &g_array_index (bakes, ParvisBake,
                                         bakes->len - 1 - i % bakes->len);

      if (i < bakes->len && bake->ready > row->from)
        continue;
      if (owing == NULL)
        owing = bake;

      wanted -= take_left (tx, row, bake, wanted, &ok, error);
    }

  return ok && (wanted == 0 || owing == NULL || take_from (tx, row, owing, wanted, FALSE, error));
}

gboolean
parvis_order_take_bread_late (ParvisTx              *tx,
                              const ParvisOrderRow  *row,
                              GError               **error)
{
  for (gsize i = 0; i < json_array_size (row->lines); i++)
    {
      if (!take_line_late (tx, row, json_array_get (row->lines, i), error))
        return FALSE;
    }

  return TRUE;
}

/* --- what was taken --- */

typedef struct
{
  char   *bake;
  gint64  quantity;
  gint64  short_by;
} Piece;

static void
clear_piece (gpointer data)
{
  Piece *piece = data;

  g_free (piece->bake);
}

static GArray *
list_bread (ParvisDb    *db,
            const char  *order,
            GError     **error)
{
  g_autoptr(GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_array_set_clear_func (pieces, clear_piece);
  stmt = parvis_db_prepare (db,
                            "SELECT bake, quantity, short FROM order_bread"
                            " WHERE town = :town AND order_id = :order ORDER BY bake",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":order", order);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        {
          Piece piece = { g_strdup (parvis_stmt_get_text (stmt, 0)),
                          parvis_stmt_get_int (stmt, 1), parvis_stmt_get_int (stmt, 2) };

          g_array_append_val (pieces, piece);
        }
    }
  while (has_row);

  return g_steal_pointer (&pieces);
}

gboolean
parvis_order_drop_bread (ParvisTx    *tx,
                         const char  *order,
                         GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM order_bread WHERE town = :town AND order_id = :order",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", order);

  return parvis_stmt_step (stmt, NULL, error);
}

/* What was sold of a batch while its bread was thought to be handed over is lacked. */
static gboolean
lack_again (ParvisTx          *tx,
            const char        *order,
            const Piece       *piece,
            const ParvisBake  *bake,
            GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (bake->overdrawn == 0)
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE order_bread SET short = :short"
                            " WHERE town = :town AND order_id = :order AND bake = :bake",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", order);
  parvis_stmt_bind_text (stmt, ":bake", piece->bake);
  parvis_stmt_bind_int (stmt, ":short", MIN (piece->quantity, bake->overdrawn));

  return parvis_stmt_step (stmt, NULL, error);
}

/* What it lacked is not there to be given: that was sold, out of whatever batch. */
static gboolean
give_back (ParvisTx          *tx,
           const Piece       *piece,
           const ParvisBake  *taken,
           ParvisBreadMove    move,
           GError           **error)
{
  g_autoptr(GArray) bakes = parvis_bakes_load (parvis_tx_get_db (tx), taken->product, taken->day,
                                               error);

  for (guint i = 0; bakes != NULL && i < bakes->len; i++)
    {
      ParvisBake *bake = &g_array_index (bakes, ParvisBake, i);

      if (!g_str_equal (bake->id, taken->id))
        continue;

      bake->changed = TRUE;
      bake->reserved -= piece->quantity;
      *(move == PARVIS_BREAD_TO_COUNTER ? &bake->counter : &bake->online) += piece->quantity;
      parvis_bakes_cover (bakes, bake, piece->short_by);
    }

  return bakes != NULL && parvis_bakes_save (tx, bakes, error);
}

static gboolean
move_piece (ParvisTx         *tx,
            const char       *order,
            const Piece      *piece,
            ParvisBreadMove   move,
            GError          **error)
{
  ParvisBake bake;

  if (!parvis_bake_load (parvis_tx_get_db (tx), piece->bake, &bake, error))
    return FALSE;

  switch (move)
    {
    case PARVIS_BREAD_TO_CUSTOMER:
      bake.reserved -= piece->quantity;
      bake.collected += piece->quantity;
      break;

    case PARVIS_BREAD_BACK:
      bake.collected -= piece->quantity;
      bake.reserved += piece->quantity;
      if (!lack_again (tx, order, piece, &bake, error))
        return FALSE;
      break;

    case PARVIS_BREAD_ONLINE:
    case PARVIS_BREAD_TO_COUNTER:
      return give_back (tx, piece, &bake, move, error);
    }

  return parvis_bake_save (tx, &bake, error);
}

gboolean
parvis_order_review_shortages (ParvisTx              *tx,
                               const ParvisOrderRow  *row,
                               GError               **error)
{
  for (gsize i = 0; i < json_array_size (row->lines); i++)
    {
      const json_t *line = json_array_get (row->lines, i);

      if (!parvis_orders_find_short (tx, json_string_value (json_object_get (line, "product")),
                                     row->day, 0, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_order_move_bread (ParvisTx              *tx,
                         const ParvisOrderRow  *row,
                         ParvisBreadMove        move,
                         GError               **error)
{
  g_autoptr(GArray) pieces = list_bread (parvis_tx_get_db (tx), row->id, error);

  if (pieces == NULL)
    return FALSE;

  for (guint i = 0; i < pieces->len; i++)
    {
      if (!move_piece (tx, row->id, &g_array_index (pieces, Piece, i), move, error))
        return FALSE;
    }

  return TRUE;
}
