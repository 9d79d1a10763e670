/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bread"

#include "config.h"

#include "parvis-bread.h"

#include "parvis-alert.h"
#include "parvis-error.h"

#include <string.h>

#define COLUMNS \
  "id, merchant, product, day, ready, declared, online, counter, reserved, collected, sold," \
  " lost, given, unsold, overdrawn, shut, by_hand, created_at, borrowed"

static void
read_bake (ParvisStmt *stmt,
           ParvisBake *bake)
{
  memset (bake, 0, sizeof *bake);
  g_strlcpy (bake->id, parvis_stmt_get_text (stmt, 0), sizeof bake->id);
  g_strlcpy (bake->merchant, parvis_stmt_get_text (stmt, 1), sizeof bake->merchant);
  g_strlcpy (bake->product, parvis_stmt_get_text (stmt, 2), sizeof bake->product);
  g_strlcpy (bake->day, parvis_stmt_get_text (stmt, 3), sizeof bake->day);
  bake->ready = (int) parvis_stmt_get_int (stmt, 4);
  bake->declared = parvis_stmt_get_int (stmt, 5);
  bake->online = parvis_stmt_get_int (stmt, 6);
  bake->counter = parvis_stmt_get_int (stmt, 7);
  bake->reserved = parvis_stmt_get_int (stmt, 8);
  bake->collected = parvis_stmt_get_int (stmt, 9);
  bake->sold = parvis_stmt_get_int (stmt, 10);
  bake->lost = parvis_stmt_get_int (stmt, 11);
  bake->given = parvis_stmt_get_int (stmt, 12);
  bake->unsold = parvis_stmt_get_int (stmt, 13);
  bake->overdrawn = parvis_stmt_get_int (stmt, 14);
  bake->shut = parvis_stmt_get_int (stmt, 15) != 0;
  bake->by_hand = parvis_stmt_get_int (stmt, 16) != 0;
  bake->created_at = parvis_stmt_get_time (stmt, 17);
  bake->borrowed = parvis_stmt_get_int (stmt, 18);
}

GArray *
parvis_bakes_load (ParvisDb    *db,
                   const char  *product,
                   const char  *day,
                   GError     **error)
{
  g_autoptr(GArray) bakes = g_array_new (FALSE, FALSE, sizeof (ParvisBake));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT " COLUMNS " FROM bake"
                            " WHERE town = :town AND product = :product AND day = :day"
                            " ORDER BY ready, id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":product", product);
  parvis_stmt_bind_text (stmt, ":day", day);
  do
    {
      ParvisBake bake;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        {
          read_bake (stmt, &bake);
          g_array_append_val (bakes, bake);
        }
    }
  while (has_row);

  return g_steal_pointer (&bakes);
}

/* What orders have in hand, and what is not written yet of it. */
typedef struct
{
  ParvisTx *tx;
  GArray   *bakes;
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  g_array_unref (kept->bakes);
  g_free (kept);
}

static gboolean
save_kept (gpointer   data,
           GError   **error)
{
  const Kept *kept = data;

  return parvis_bakes_save (kept->tx, kept->bakes, error);
}

GArray *
parvis_bakes_take (ParvisTx    *tx,
                   const char  *product,
                   const char  *day,
                   GError     **error)
{
  g_autofree char *id = parvis_orders_make_id (product, day);
  Kept *kept = parvis_tx_find_kept (tx, PARVIS_KIND_SHELF, id);

  if (kept == NULL)
    {
      GArray *bakes = parvis_bakes_load (parvis_tx_get_db (tx), product, day, error);

      if (bakes == NULL)
        return NULL;

      kept = g_new (Kept, 1);
      *kept = (Kept) { tx, bakes };
      parvis_tx_keep (tx, PARVIS_KIND_SHELF, id, kept, save_kept, free_kept);
    }

  return g_array_ref (kept->bakes);
}

gboolean
parvis_bake_load (ParvisDb    *db,
                  const char  *id,
                  ParvisBake  *bake,
                  GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT " COLUMNS " FROM bake WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (!has_row)
    return parvis_orders_set_missing (error);

  read_bake (stmt, bake);

  return TRUE;
}

static void
bind_purses (ParvisStmt       *stmt,
             const ParvisBake *bake)
{
  parvis_stmt_bind_text (stmt, ":id", bake->id);
  parvis_stmt_bind_int (stmt, ":ready", bake->ready);
  parvis_stmt_bind_int (stmt, ":declared", bake->declared);
  parvis_stmt_bind_int (stmt, ":online", bake->online);
  parvis_stmt_bind_int (stmt, ":counter", bake->counter);
  parvis_stmt_bind_int (stmt, ":reserved", bake->reserved);
  parvis_stmt_bind_int (stmt, ":collected", bake->collected);
  parvis_stmt_bind_int (stmt, ":sold", bake->sold);
  parvis_stmt_bind_int (stmt, ":lost", bake->lost);
  parvis_stmt_bind_int (stmt, ":given", bake->given);
  parvis_stmt_bind_int (stmt, ":unsold", bake->unsold);
  parvis_stmt_bind_int (stmt, ":overdrawn", bake->overdrawn);
  parvis_stmt_bind_int (stmt, ":borrowed", bake->borrowed);
  parvis_stmt_bind_int (stmt, ":shut", bake->shut);
  parvis_stmt_bind_int (stmt, ":by_hand", bake->by_hand);
}

static void
touch_bake (ParvisTx         *tx,
            const ParvisBake *bake)
{
  g_autofree char *shelf = parvis_orders_make_id (bake->product, bake->day);
  g_autofree char *day = parvis_orders_make_id (bake->merchant, bake->day);

  parvis_tx_touch (tx, PARVIS_KIND_BAKE, bake->id);
  parvis_tx_touch (tx, PARVIS_KIND_SHELF, shelf);
  parvis_tx_touch (tx, PARVIS_KIND_ORDERS_DAY, day);
  parvis_tx_touch (tx, PARVIS_KIND_TAKINGS, day);
}

gboolean
parvis_bake_save (ParvisTx          *tx,
                  const ParvisBake  *bake,
                  GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE bake SET ready = :ready, declared = :declared,"
                            " online = :online, counter = :counter, reserved = :reserved,"
                            " collected = :collected, sold = :sold, lost = :lost,"
                            " given = :given, unsold = :unsold, overdrawn = :overdrawn,"
                            " shut = :shut, by_hand = :by_hand, borrowed = :borrowed"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  bind_purses (stmt, bake);
  touch_bake (tx, bake);

  return parvis_stmt_step (stmt, NULL, error) &&
         parvis_alerts_plan (tx, bake->merchant, bake->product, bake->day, error);
}

gboolean
parvis_bake_insert (ParvisTx          *tx,
                    const ParvisBake  *bake,
                    GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO bake (town, " COLUMNS ")"
                            " VALUES (:town, :id, :merchant, :product, :day, :ready, :declared,"
                            " :online, :counter, :reserved, :collected, :sold, :lost, :given,"
                            " :unsold, :overdrawn, :shut, :by_hand, :created_at, :borrowed)",
                            error);
  if (stmt == NULL)
    return FALSE;

  bind_purses (stmt, bake);
  parvis_stmt_bind_text (stmt, ":merchant", bake->merchant);
  parvis_stmt_bind_text (stmt, ":product", bake->product);
  parvis_stmt_bind_text (stmt, ":day", bake->day);
  parvis_stmt_bind_time (stmt, ":created_at", bake->created_at);
  touch_bake (tx, bake);

  return parvis_stmt_step (stmt, NULL, error) &&
         parvis_alerts_plan (tx, bake->merchant, bake->product, bake->day, error);
}

json_t *
parvis_bake_describe (const ParvisBake *bake)
{
  json_t *body;

  body = json_pack ("{s:s, s:s, s:s, s:s, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
                    " s:I, s:I, s:b}",
                    "id", bake->id, "merchant", bake->merchant, "product", bake->product,
                    "day", bake->day, "ready", bake->ready,
                    "declared", (json_int_t) bake->declared,
                    "online", (json_int_t) bake->online, "counter", (json_int_t) bake->counter,
                    "reserved", (json_int_t) bake->reserved,
                    "collected", (json_int_t) bake->collected, "sold", (json_int_t) bake->sold,
                    "lost", (json_int_t) bake->lost, "given", (json_int_t) bake->given,
                    "unsold", (json_int_t) bake->unsold,
                    "overdrawn", (json_int_t) bake->overdrawn,
                    "borrowed", (json_int_t) bake->borrowed, "shut", bake->shut);
  parvis_json_set_time (body, "at", bake->created_at);

  return body;
}

/* Sales that were more than there was come out of @bake after all. @from may be @bake. */
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

gint64
parvis_bakes_cover (GArray     *bakes,
                    ParvisBake *bake,
                    gint64      wanted)
{
  gint64 covered = move_sales (bake, bake, wanted);

  bake->changed |= covered > 0;
  for (guint i = 0; i < bakes->len; i++)
    {
      ParvisBake *other = &g_array_index (bakes, ParvisBake, i);
      gint64 n = other != bake ? move_sales (other, bake, wanted - covered) : 0;

      covered += n;
      other->changed |= n > 0;
      bake->changed |= n > 0;
    }

  return covered;
}

gboolean
parvis_bakes_save (ParvisTx  *tx,
                   GArray    *bakes,
                   GError   **error)
{
  for (guint i = 0; i < bakes->len; i++)
    {
      ParvisBake *bake = &g_array_index (bakes, ParvisBake, i);

      if (bake->changed && !parvis_bake_save (tx, bake, error))
        return FALSE;

      bake->changed = FALSE;
    }

  return TRUE;
}

void
parvis_bake_declare_more (ParvisBake *bake,
                          gint64      more)
{
  gint64 covered = MIN (more, bake->overdrawn);

  bake->declared += more;
  bake->overdrawn -= covered;
  bake->counter += more - covered;
}

void
parvis_orders_touch_day (ParvisTx   *tx,
                         const char *merchant,
                         const char *day)
{
  g_autofree char *id = parvis_orders_make_id (merchant, day);

  parvis_tx_touch (tx, PARVIS_KIND_PICKUP, id);
  parvis_tx_touch (tx, PARVIS_KIND_ORDERS_DAY, id);
  parvis_tx_touch (tx, PARVIS_KIND_TAKINGS, id);
}

void
parvis_orders_touch_days (ParvisTx         *tx,
                          const ParvisShop *shop)
{
  gint64 today = parvis_shop_get_today (shop, parvis_tx_get_now (tx));

  for (gint64 day = today; day <= today + shop->days_ahead; day++)
    {
      char text[PARVIS_DAY_SIZE];
      g_autofree char *id = NULL;

      parvis_day_write (day, text);
      id = parvis_orders_make_id (shop->id, text);
      parvis_tx_touch (tx, PARVIS_KIND_PICKUP, id);
    }
}

gboolean
parvis_orders_read_day (const json_t  *body,
                        const char   **text,
                        gint64        *day,
                        GError       **error)
{
  if (!parvis_json_get_string (body, "day", 10, text, error))
    return FALSE;

  return parvis_day_parse (*text, day) ||
         parvis_set_invalid (error, "/day", "A day is written YYYY-MM-DD");
}

/* Each usual bake of one product on one day. */
static gboolean
bake_as_usual (ParvisTx          *tx,
               const ParvisShop  *shop,
               const char        *product,
               const char        *day,
               const char        *usual,
               GError           **error)
{
  g_autoptr(json_t) list = parvis_json_parse (usual, strlen (usual), error);

  if (list == NULL)
    return FALSE;

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);
      g_autofree char *id = g_uuid_string_random ();
      ParvisBake bake = { .created_at = parvis_tx_get_now (tx) };

      g_strlcpy (bake.id, id, sizeof bake.id);
      g_strlcpy (bake.merchant, shop->id, sizeof bake.merchant);
      g_strlcpy (bake.product, product, sizeof bake.product);
      g_strlcpy (bake.day, day, sizeof bake.day);
      bake.ready = (int) json_integer_value (json_object_get (entry, "ready"));
      bake.declared = json_integer_value (json_object_get (entry, "quantity"));
      bake.online = json_integer_value (json_object_get (entry, "online"));
      bake.counter = bake.declared - bake.online;
      if (!parvis_bake_insert (tx, &bake, error))
        return FALSE;
    }

  return TRUE;
}

static GPtrArray *
list_baked (ParvisDb          *db,
            const ParvisShop  *shop,
            const char        *from,
            GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT DISTINCT product || '/' || day FROM bake"
                            " WHERE town = :town AND merchant = :merchant AND day >= :day",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":day", from);

  return parvis_orders_list_texts (stmt, error);
}

typedef struct
{
  char *product;
  int   weekday;
  char *bakes;
} Usual;

static void
clear_usual (gpointer data)
{
  Usual *usual = data;

  g_free (usual->product);
  g_free (usual->bakes);
}

static GArray *
list_usual (ParvisDb          *db,
            const ParvisShop  *shop,
            GError           **error)
{
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (Usual));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_array_set_clear_func (list, clear_usual);
  stmt = parvis_db_prepare (db,
                            "SELECT u.product, u.weekday, u.bakes FROM product_pattern AS u"
                            " JOIN product AS p ON p.town = u.town AND p.id = u.product"
                            " WHERE u.town = :town AND p.merchant = :merchant"
                            " AND p.active = 1 AND p.removed_at IS NULL"
                            " ORDER BY u.product, u.weekday",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        {
          Usual usual = { g_strdup (parvis_stmt_get_text (stmt, 0)),
                          (int) parvis_stmt_get_int (stmt, 1),
                          g_strdup (parvis_stmt_get_text (stmt, 2)) };

          g_array_append_val (list, usual);
        }
    }
  while (has_row);

  return g_steal_pointer (&list);
}

static gboolean
open_day (ParvisTx          *tx,
          const ParvisShop  *shop,
          gint64             day,
          GArray            *usual,
          GPtrArray         *baked,
          GError           **error)
{
  char text[PARVIS_DAY_SIZE];

  if (parvis_shop_find_closed (shop, day) != NULL)
    return TRUE;

  parvis_day_write (day, text);
  for (guint i = 0; i < usual->len; i++)
    {
      const Usual *one = &g_array_index (usual, Usual, i);
      g_autofree char *id = parvis_orders_make_id (one->product, text);

      if (one->weekday != parvis_day_get_weekday (day) ||
          g_ptr_array_find_with_equal_func (baked, id, g_str_equal, NULL))
        continue;

      if (!bake_as_usual (tx, shop, one->product, text, one->bakes, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_shop_open_days (ParvisTx          *tx,
                       const ParvisShop  *shop,
                       GError           **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  gint64 today = parvis_shop_get_today (shop, parvis_tx_get_now (tx));
  char text[PARVIS_DAY_SIZE];
  g_autoptr(GPtrArray) baked = NULL;
  g_autoptr(GArray) usual = NULL;

  parvis_day_write (today, text);
  baked = list_baked (db, shop, text, error);
  usual = baked != NULL ? list_usual (db, shop, error) : NULL;
  if (usual == NULL)
    return FALSE;

  for (gint64 day = today; day <= today + shop->days_ahead; day++)
    {
      if (!open_day (tx, shop, day, usual, baked, error))
        return FALSE;
    }

  return TRUE;
}
