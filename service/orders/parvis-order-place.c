/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-place"

#include "config.h"

#include "parvis-order-row.h"

#include "parvis-error.h"
#include "parvis-forgotten.h"
#include "parvis-orders.h"
#include "parvis-uuid.h"

#include <string.h>

/* What is ordered in the evening for the morning is looked at in the morning. */
#define LOOKED_AT_BEFORE (4 * PARVIS_HOUR)

/* --- limits --- */

typedef struct
{
  gint64 open;
  gint64 that_day;             /* not taken back or refused */
  gint64 last_hour;
  gint64 visits;
} Past;

#define PAST \
  "SELECT o.merchant, o.state, o.placed_at, o.day, s.id" \
  " FROM resident_order AS o LEFT JOIN standing_order AS s" \
  " ON s.town = o.town AND s.id = o.standing WHERE o.town = :town AND "
#define PAST_OF_DEVICE PAST "o.device = :device"
#define PAST_OF_PHONE PAST "o.phone = :phone AND o.device <> :device"
#define PAST_OF_EMAIL \
  PAST "o.email = :email AND o.device <> :device AND (o.phone IS NULL OR o.phone <> :phone)"

/* What is known of who asks, by device, by telephone and by address: searches of their own, for
 * with an OR SQLite reads all orders of the town.
 */
static gboolean
read_past (ParvisTx              *tx,
           const ParvisOrderRow  *row,
           Past                  *past,
           GError               **error)
{
  gint64 now = parvis_tx_get_now (tx);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            row->email == NULL
                            ? PAST_OF_DEVICE " UNION ALL " PAST_OF_PHONE
                            : PAST_OF_DEVICE " UNION ALL " PAST_OF_PHONE
                              " UNION ALL " PAST_OF_EMAIL,
                            error);
  if (stmt == NULL)
    return FALSE;

  /* Nobody has an empty one. */
  parvis_stmt_bind_text (stmt, ":device", row->device);
  parvis_stmt_bind_text (stmt, ":phone", row->phone != NULL ? row->phone : "");
  if (row->email != NULL)
    parvis_stmt_bind_text (stmt, ":email", row->email);
  do
    {
      ParvisOrderState state;
      gboolean here;
      gint64 placed_at;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row || !parvis_order_state_from_string (parvis_stmt_get_text (stmt, 1), &state))
        continue;

      here = strcmp (parvis_stmt_get_text (stmt, 0), row->merchant) == 0;
      placed_at = parvis_stmt_get_time (stmt, 2);

      /* Those of a standing order are limited by how many of these there may be; what one
       * that is removed has left behind is an order as any other.
       */
      past->open += parvis_order_state_is_open (state) && parvis_stmt_is_null (stmt, 4);
      past->that_day += state <= PARVIS_ORDER_COLLECTED &&
                        strcmp (parvis_stmt_get_text (stmt, 3), row->day) == 0;
      past->last_hour += placed_at > now - PARVIS_HOUR;
      past->visits += here && state == PARVIS_ORDER_COLLECTED;
    }
  while (has_row);

  return TRUE;
}

/* What of @product this person has for that day already. */
static gboolean
read_had (ParvisTx              *tx,
          const ParvisOrderRow  *row,
          const char            *product,
          gint64                *had,
          GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT SUM(r.quantity) FROM resident_order AS o"
                            " JOIN order_bread AS r ON r.town = o.town AND r.order_id = o.id"
                            " JOIN bake AS b ON b.town = r.town AND b.id = r.bake"
                            " WHERE o.town = :town AND o.id IN (SELECT id FROM resident_order"
                            " WHERE town = :town AND device = :device"
                            " UNION SELECT id FROM resident_order"
                            " WHERE town = :town AND phone = :phone"
                            " UNION SELECT id FROM resident_order"
                            " WHERE town = :town AND email = :email)"
                            " AND o.day = :day AND b.product = :product",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", row->device);
  parvis_stmt_bind_text (stmt, ":phone", row->phone);
  parvis_stmt_bind_text (stmt, ":email", row->email);
  parvis_stmt_bind_text (stmt, ":day", row->day);
  parvis_stmt_bind_text (stmt, ":product", product);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *had = parvis_stmt_is_null (stmt, 0) ? 0 : parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

static gboolean
check_limits (ParvisTx        *tx,
              ParvisOrderRow  *row,
              const json_t    *wish,
              GError         **error)
{
  const json_t *limits = json_object_get (wish, "limits");
  gint64 open = json_integer_value (json_object_get (limits, "open"));
  gint64 hour = json_integer_value (json_object_get (limits, "hour"));
  Past past = { 0, };

  if (!read_past (tx, row, &past, error) ||
      !parvis_forgotten_count (tx, row, &row->forgotten, error))
    return FALSE;

  row->visits = past.visits + 1;
  if (row->standing != NULL)
    hour = 0;

  if ((open > 0 && past.open >= open) || (hour > 0 && past.last_hour >= hour))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY, "%s",
                   open > 0 && past.open >= open
                   ? "There are too many orders under way from this telephone or this address"
                   : "Too many orders were made from this telephone or this address within an"
                     " hour");
      return FALSE;
    }

  for (gsize i = 0; past.that_day > 0 && i < json_array_size (row->lines); i++)
    {
      const json_t *line = json_array_get (row->lines, i);
      const char *id = json_string_value (json_object_get (line, "product"));
      const ParvisProduct *product = parvis_product_take (tx, id, error);
      gint64 had;

      if (product == NULL || !read_had (tx, row, id, &had, error))
        return FALSE;
      if (had + parvis_order_sum_product (row->lines, id) > product->most)
        return parvis_order_set_too_many (product, error);
    }

  return TRUE;
}

/* --- what becomes of the day --- */

gboolean
parvis_orders_count (ParvisTx    *tx,
                     const char  *merchant,
                     const char  *day,
                     const char  *what,
                     int          by,
                     GError     **error)
{
  static const struct
  {
    const char *what;
    const char *sql;
  } counts[] = {
#define COUNT(name) \
    { #name, "UPDATE shop_day SET " #name " = " #name " + :by" \
      " WHERE town = :town AND merchant = :merchant AND day = :day" }
    COUNT (collected), COUNT (cancelled), COUNT (declined), COUNT (no_show), COUNT (released),
#undef COUNT
  };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr(ParvisStmt) stmt = NULL;

      if (strcmp (counts[i].what, what) != 0)
        continue;

      stmt = parvis_db_prepare (parvis_tx_get_db (tx), counts[i].sql, error);
      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":merchant", merchant);
      parvis_stmt_bind_text (stmt, ":day", day);
      parvis_stmt_bind_int (stmt, ":by", by);
      parvis_orders_touch_day (tx, merchant, day);

      return parvis_stmt_step (stmt, NULL, error);
    }

  return TRUE;
}

gboolean
parvis_orders_use_slot (ParvisTx              *tx,
                        const ParvisOrderRow  *row,
                        int                    by,
                        GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO shop_slot (town, merchant, day, from_minute, taken)"
                            " VALUES (:town, :merchant, :day, :from, 1)"
                            " ON CONFLICT (town, merchant, day, from_minute) DO UPDATE SET"
                            " taken = shop_slot.taken + :by",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", row->merchant);
  parvis_stmt_bind_text (stmt, ":day", row->day);
  parvis_stmt_bind_int (stmt, ":from", row->from);
  parvis_stmt_bind_int (stmt, ":by", by);

  return parvis_stmt_step (stmt, NULL, error);
}

/* --- placing --- */

static gboolean
check_open (const ParvisShop      *shop,
            const ParvisOrderRow  *row,
            gint64                 day,
            gint64                 now,
            const char           **problem)
{
  gint64 today = parvis_shop_get_today (shop, now);

  *problem = NULL;
  if (day < today || day > today + shop->days_ahead)
    *problem = "Nothing can be ordered for that day";
  else if (parvis_shop_find_closed (shop, day) != NULL)
    *problem = "The shop is closed on that day";
  else if (day == today && strcmp (shop->shut_day, row->day) == 0)
    *problem = "No more orders are taken for today";
  else if (now >= parvis_order_row_cutoff (row, shop))
    *problem = "It is too late to order for that time";

  return *problem == NULL;
}

static void
fill (ParvisOrderRow           *row,
      const ParvisShop         *shop,
      const ParvisOrderContact *contact,
      gint64                    day,
      gint64                    now)
{
  row->name = g_strdup (contact->name);
  row->phone = g_strdup (contact->phone);
  row->email = g_strdup (contact->email);
  row->note = g_strdup (contact->note);
  row->language = g_strdup (contact->language);
  row->placed_at = now;
  row->confirmed = !shop->manual;
  row->seen_at = row->preparing_at = row->ready_at = row->tell_at = row->told_at =
    row->collected_at = row->ended_at = row->alarmed_at = row->delay_at = row->confirm_at =
    PARVIS_NO_TIME;
  row->unseen_since = MAX (now, parvis_day_get_instant (day, row->from, shop->zone) -
                                LOOKED_AT_BEFORE);
  row->next_due = parvis_order_row_find_due (row, shop);
}

static ParvisOrderRow *
read_wish (ParvisTx          *tx,
           const ParvisShop  *shop,
           const json_t      *wish,
           gint64            *day,
           GError           **error)
{
  g_autoptr(ParvisOrderRow) row = g_new0 (ParvisOrderRow, 1);
  g_auto(ParvisOrderContact) contact = { NULL, };
  const char *text;
  gint64 from;

  parvis_uuid_make (row->id);
  g_strlcpy (row->merchant, shop->id, sizeof row->merchant);
  if (!parvis_order_read_contact (tx, wish, &contact, error) ||
      !parvis_orders_read_day (wish, &text, day, error) ||
      !parvis_json_get_int (wish, "from", 0, 1439, &from, error))
    return NULL;

  g_strlcpy (row->day, text, sizeof row->day);
  row->from = row->until = (int) from;
  fill (row, shop, &contact, *day, parvis_tx_get_now (tx));
  row->lines = parvis_order_read_lines (tx, shop, wish, &row->total, error);
  if (row->lines == NULL)
    return NULL;

  row->lines_text = parvis_json_dump (row->lines);

  return g_steal_pointer (&row);
}

/* Says what could be had instead of an order that cannot be. */
static gboolean
refuse (ParvisTx              *tx,
        const ParvisShop      *shop,
        const ParvisOrderRow  *row,
        const char            *message,
        GError               **error)
{
  return parvis_tx_save_kept (tx, error) &&
         parvis_order_refuse (parvis_tx_get_db (tx), shop, row->lines, row->day, row->from,
                              message, parvis_tx_get_now (tx), error);
}

/* As with bread, only one order after the other has it in hand. */
static ParvisOrderDay *
get_day (ParvisTx              *tx,
         const ParvisOrderRow  *row,
         GError               **error)
{
  return row->standing == NULL
         ? parvis_order_day_take (tx, row->merchant, row->day, error)
         : parvis_order_day_load (parvis_tx_get_db (tx), row->merchant, row->day, error);
}

/* Everything that may be wrong with it, but what its resident has done before. */
static gboolean
check_order (ParvisTx          *tx,
             const ParvisShop  *shop,
             ParvisOrderRow    *row,
             ParvisOrderDay    *taken,
             gint64             day,
             GError           **error)
{
  const ParvisSlot *slot;
  const char *problem;
  gboolean enough;
  gint64 here;

  if (!check_open (shop, row, day, row->placed_at, &problem))
    return refuse (tx, shop, row, problem, error);

  slot = parvis_shop_find_slot (shop, day, row->from);
  if (slot == NULL)
    return refuse (tx, shop, row, "Orders are not handed over at that time", error);

  row->until = slot->until;
  row->keep_until = parvis_day_get_instant (day, row->until, shop->zone) +
                    shop->keep * PARVIS_MINUTE;
  here = parvis_order_day_taken (taken, row->from, error);
  if (here < 0 || !parvis_order_has_bread (tx, row, &enough, error))
    return FALSE;

  if (taken->closed)
    return refuse (tx, shop, row, "The shop is closed for that day", error);
  if (here >= slot->capacity)
    return refuse (tx, shop, row, "No more orders are taken for that time", error);
  if (!enough)
    return refuse (tx, shop, row, "There is not enough left for this order", error);

  if (taken->codes >= PARVIS_ORDER_CODES)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
                   "All codes of that day are given out: please choose another day");
      return FALSE;
    }

  return TRUE;
}

static gboolean
write_order (ParvisTx        *tx,
             ParvisOrderRow  *row,
             ParvisOrderDay  *taken,
             GError         **error)
{
  parvis_order_code ((guint64) taken->seed, (guint) taken->codes, row->code);
  if (!parvis_order_row_insert (tx, row, error))
    return FALSE;

  parvis_order_day_count (taken, tx, row->from);

  return (row->standing == NULL || parvis_order_day_save (taken, error)) &&
         parvis_order_take_bread (tx, row, error) &&
         parvis_orders_tell (tx, row,
                             row->confirmed ? PARVIS_TELL_CONFIRMED : PARVIS_TELL_WAITING,
                             row->placed_at, error);
}

ParvisOrderRow *
parvis_order_place (ParvisTx      *tx,
                    ParvisShop    *shop,
                    const json_t  *wish,
                    const char    *device,
                    const char    *standing,
                    GError       **error)
{
  gint64 day;
  g_autoptr(ParvisOrderRow) row = read_wish (tx, shop, wish, &day, error);
  g_autoptr(ParvisOrderDay) taken = NULL;

  if (row == NULL)
    return NULL;

  row->device = g_strdup (device);
  row->standing = g_strdup (standing);
  taken = get_day (tx, row, error);

  return taken != NULL && check_order (tx, shop, row, taken, day, error) &&
         check_limits (tx, row, wish, error) &&
         write_order (tx, row, taken, error) ? g_steal_pointer (&row) : NULL;
}

gboolean
parvis_orders_place (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  ParvisShop *shop = parvis_shop_take (tx, command, command->object, error);
  g_autoptr(ParvisOrderRow) row = NULL;

  if (shop == NULL)
    return FALSE;
  if (!shop->module.published || device == NULL)
    return parvis_orders_set_missing (error);

  row = parvis_order_place (tx, shop, command->body, device, NULL, error);
  if (row == NULL)
    return FALSE;

  answer->status = 201;
  answer->text = parvis_order_row_tell (row, shop, parvis_tx_get_now (tx));

  return TRUE;
}
