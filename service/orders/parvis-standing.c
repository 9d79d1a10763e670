/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-standing"

#include "config.h"

#include "parvis-standing.h"

#include "parvis-error.h"
#include "parvis-order-row.h"
#include "parvis-orders.h"

#include <string.h>

#define MAX_STANDING 5

/* "A baguette every Saturday": its order is placed when the day opens. */

typedef struct
{
  char   *id;
  char   *merchant;
  char   *device;
  int     weekday;
  json_t *wish;
  char   *since;
  char   *until;
  char   *last;
} Standing;

static void
clear_standing (gpointer data)
{
  Standing *standing = data;

  g_free (standing->id);
  g_free (standing->merchant);
  g_free (standing->device);
  g_free (standing->until);
  g_free (standing->last);
  json_decref (standing->wish);
}

static gboolean
count_standing (ParvisTx    *tx,
                const char  *device,
                gint64      *n,
                GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(*) FROM standing_order"
                            " WHERE town = :town AND device = :device",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", device);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *n = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

static gboolean
insert (ParvisTx                  *tx,
        const ParvisShop          *shop,
        const char                *id,
        const char                *device,
        const json_t              *body,
        const ParvisOrderContact  *contact,
        GError                   **error)
{
  g_autofree char *lines = parvis_json_dump (json_object_get (body, "lines"));
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *until;
  gint64 weekday;
  gint64 from;
  gint64 day;

  if (!parvis_json_get_int (body, "weekday", 1, 7, &weekday, error) ||
      !parvis_json_get_int (body, "from", 0, 1439, &from, error) ||
      !parvis_json_get_string_or (body, "until", 10, NULL, &until, error))
    return FALSE;
  if (until != NULL && !parvis_day_parse (until, &day))
    return parvis_set_invalid (error, "/until", "A day is written YYYY-MM-DD");

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO standing_order (town, id, merchant, device, weekday,"
                            " from_minute, name, phone, email, language, lines, since_at,"
                            " until_day)"
                            " VALUES (:town, :id, :merchant, :device, :weekday, :from, :name,"
                            " :phone, :email, :language, :lines, :now, :until)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_text (stmt, ":device", device);
  parvis_stmt_bind_int (stmt, ":weekday", weekday);
  parvis_stmt_bind_int (stmt, ":from", from);
  parvis_stmt_bind_text (stmt, ":name", contact->name);
  parvis_stmt_bind_text (stmt, ":phone", contact->phone);
  parvis_stmt_bind_text (stmt, ":email", contact->email);
  parvis_stmt_bind_text (stmt, ":language", contact->language);
  parvis_stmt_bind_text (stmt, ":lines", lines);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_text (stmt, ":until", until);
  parvis_tx_touch (tx, PARVIS_KIND_STANDING, id);

  return parvis_stmt_step (stmt, NULL, error);
}

static Standing
read_standing (ParvisStmt *stmt)
{
  const char *lines = parvis_stmt_get_text (stmt, 9);
  Standing standing = { 0, };

  standing.id = g_strdup (parvis_stmt_get_text (stmt, 0));
  standing.merchant = g_strdup (parvis_stmt_get_text (stmt, 1));
  standing.device = g_strdup (parvis_stmt_get_text (stmt, 2));
  standing.weekday = (int) parvis_stmt_get_int (stmt, 3);
  standing.wish = json_pack ("{s:I, s:s, s:s}", "from", (json_int_t) parvis_stmt_get_int (stmt, 4),
                             "name", parvis_stmt_get_text (stmt, 5),
                             "language", parvis_stmt_get_text (stmt, 8));
  parvis_json_set_string (standing.wish, "phone", parvis_stmt_get_text (stmt, 6));
  parvis_json_set_string (standing.wish, "email", parvis_stmt_get_text (stmt, 7));
  json_object_set_new (standing.wish, "lines", parvis_json_parse (lines, strlen (lines), NULL));
  standing.until = g_strdup (parvis_stmt_get_text (stmt, 10));
  standing.last = g_strdup (parvis_stmt_get_text (stmt, 11));

  return standing;
}

static GArray *
list_standing (ParvisDb          *db,
               const ParvisShop  *shop,
               GError           **error)
{
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (Standing));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_array_set_clear_func (list, clear_standing);
  stmt = parvis_db_prepare (db,
                            "SELECT id, merchant, device, weekday, from_minute, name, phone,"
                            " email, language, lines, until_day, last_day FROM standing_order"
                            " WHERE town = :town AND merchant = :merchant AND paused = 0"
                            " ORDER BY since_at, id",
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
          Standing standing = read_standing (stmt);

          g_array_append_val (list, standing);
        }
    }
  while (has_row);

  return g_steal_pointer (&list);
}

/* Up to where its orders are placed; @failed: not on that day. */
static gboolean
note_day (ParvisTx        *tx,
          const Standing  *standing,
          const char      *day,
          gboolean         failed,
          GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE standing_order SET last_day = :day, failed_day = :failed"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", standing->id);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_stmt_bind_text (stmt, ":failed", failed ? day : NULL);
  parvis_tx_touch (tx, PARVIS_KIND_STANDING, standing->id);

  return parvis_stmt_step (stmt, NULL, error);
}

/* What cannot be placed is no fault of the schedule's, which goes on with the next one:
 * parvis_order_place() refuses before it writes anything.
 */
static gboolean
is_refusal (const GError *error)
{
  return error->domain == PARVIS_ERROR &&
         (error->code == PARVIS_ERROR_INVALID || error->code == PARVIS_ERROR_CONFLICT ||
          error->code == PARVIS_ERROR_NOT_FOUND || error->code == PARVIS_ERROR_TOO_MANY);
}

static gboolean
place_on (ParvisTx        *tx,
          ParvisShop      *shop,
          const Standing  *standing,
          gint64           day,
          GError         **error)
{
  g_autoptr(ParvisOrderRow) row = NULL;
  g_autoptr(GError) local = NULL;
  char text[PARVIS_DAY_SIZE];
  const char *email;

  parvis_day_write (day, text);
  json_object_set_new (standing->wish, "day", json_string (text));
  row = parvis_order_place (tx, shop, standing->wish, standing->device, standing->id, &local);
  if (row == NULL && !is_refusal (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  email = json_string_value (json_object_get (standing->wish, "email"));

  return note_day (tx, standing, text, row == NULL, error) &&
         (row != NULL || email == NULL ||
          parvis_orders_tell_standing (tx, standing->id, email, text, error));
}

static gboolean
place_ahead (ParvisTx        *tx,
             ParvisShop      *shop,
             const Standing  *standing,
             GError         **error)
{
  gint64 today = parvis_shop_get_today (shop, parvis_tx_get_now (tx));

  for (gint64 day = today; day <= today + shop->days_ahead; day++)
    {
      char text[PARVIS_DAY_SIZE];

      parvis_day_write (day, text);
      if (parvis_day_get_weekday (day) != standing->weekday ||
          (standing->last != NULL && strcmp (text, standing->last) <= 0) ||
          (standing->until != NULL && strcmp (text, standing->until) > 0) ||
          parvis_shop_find_closed (shop, day) != NULL)
        continue;

      if (!place_on (tx, shop, standing, day, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_standing_place_ahead (ParvisTx    *tx,
                             ParvisShop  *shop,
                             GError     **error)
{
  g_autoptr(GArray) list = list_standing (parvis_tx_get_db (tx), shop, error);

  if (list == NULL)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      if (!place_ahead (tx, shop, &g_array_index (list, Standing, i), error))
        return FALSE;
    }

  return TRUE;
}

/* Those that are over are nobody's business any more. */
gboolean
parvis_standing_forget (ParvisTx          *tx,
                        const ParvisShop  *shop,
                        const char        *before,
                        GError           **error)
{
  g_autoptr(ParvisStmt) find = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  find = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM standing_order WHERE town = :town"
                            " AND merchant = :merchant AND until_day < :before",
                            error);
  if (find == NULL)
    return FALSE;

  parvis_stmt_bind_text (find, ":merchant", shop->id);
  parvis_stmt_bind_text (find, ":before", before);
  ids = parvis_orders_list_texts (find, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      if (!parvis_standing_delete (tx, g_ptr_array_index (ids, i), error))
        return FALSE;
    }

  return ids != NULL;
}

gboolean
parvis_standing_delete (ParvisTx    *tx,
                        const char  *id,
                        GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM standing_order WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_tx_touch (tx, PARVIS_KIND_STANDING, id);

  return parvis_stmt_step (stmt, NULL, error) && parvis_orders_untell (tx, id, error);
}

/* --- commands --- */

gboolean
parvis_standing_add (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  ParvisShop *shop = parvis_shop_take (tx, command, command->object, error);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr(json_t) lines = NULL;
  g_auto(ParvisOrderContact) contact = { NULL, };
  gint64 total;
  gint64 n;

  if (shop == NULL)
    return FALSE;
  if (!shop->module.published || device == NULL)
    return parvis_orders_set_missing (error);

  lines = parvis_order_read_lines (tx, shop, command->body, &total, error);
  if (lines == NULL || !parvis_order_read_contact (command->body, &contact, error) ||
      !count_standing (tx, device, &n, error))
    return FALSE;

  if (n >= MAX_STANDING)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
                   "At most %d orders can be repeated every week", MAX_STANDING);
      return FALSE;
    }

  if (!insert (tx, shop, id, device, command->body, &contact, error) ||
      !parvis_standing_place_ahead (tx, shop, error))
    return FALSE;

  answer->status = 201;
  answer->body = json_pack ("{s:s}", "id", id);

  return TRUE;
}

/* NOT_FOUND for who did not order it. */
static gboolean
check_device (ParvisTx             *tx,
              const ParvisCommand  *command,
              GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT 1 FROM standing_order AS s"
                            " JOIN module AS m ON m.town = s.town AND m.name = 'orders'"
                            " WHERE s.town = :town AND s.id = :id AND s.device = :device"
                            " AND m.published = 1",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", command->object);
  parvis_stmt_bind_text (stmt, ":device", device);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  return has_row || parvis_orders_set_missing (error);
}

gboolean
parvis_standing_remove (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  if (!check_device (tx, command, error) || !parvis_standing_delete (tx, command->object, error))
    return FALSE;

  answer->body = json_pack ("{s:s}", "id", command->object);

  return TRUE;
}

gboolean
parvis_standing_pause (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean paused;

  if (!check_device (tx, command, error) ||
      !parvis_json_get_bool_or (command->body, "paused", TRUE, &paused, error))
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE standing_order SET paused = :paused"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", command->object);
  parvis_stmt_bind_int (stmt, ":paused", paused);
  parvis_tx_touch (tx, PARVIS_KIND_STANDING, command->object);
  answer->body = json_pack ("{s:s, s:b}", "id", command->object, "paused", paused);

  return parvis_stmt_step (stmt, NULL, error);
}
