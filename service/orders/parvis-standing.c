/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-standing"

#include "config.h"

#include "parvis-standing.h"

#include "parvis-error.h"
#include "parvis-order-row.h"
#include "parvis-orders.h"

#include <string.h>

#define MAX_STANDING 5

/* A weekday comes so often in the days ahead that a shop may open. */
#define MAX_FAILED 16

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
  char   *failed;
} Standing;

/* When one that is new is due. */
typedef struct
{
  gint64      weekday;
  gint64      from;
  const char *until;
} When;

static void
clear_standing (gpointer data)
{
  Standing *standing = data;

  g_free (standing->id);
  g_free (standing->merchant);
  g_free (standing->device);
  g_free (standing->until);
  g_free (standing->last);
  g_free (standing->failed);
  json_decref (standing->wish);
}

/* Another device with the same telephone, or the same address, is the same person. */
static gboolean
check_limits (ParvisTx                  *tx,
              const ParvisShop          *shop,
              const char                *device,
              const ParvisOrderContact  *contact,
              const When                *when,
              GError                   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(*), COUNT(CASE WHEN merchant = :merchant"
                            " AND weekday = :weekday AND from_minute = :from THEN 1 END)"
                            " FROM standing_order"
                            " WHERE town = :town AND (device = :device OR phone = :phone"
                            " OR email = :email)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", shop->id);
  parvis_stmt_bind_int (stmt, ":weekday", when->weekday);
  parvis_stmt_bind_int (stmt, ":from", when->from);
  parvis_stmt_bind_text (stmt, ":device", device);
  parvis_stmt_bind_text (stmt, ":phone", contact->phone);
  parvis_stmt_bind_text (stmt, ":email", contact->email);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (parvis_stmt_get_int (stmt, 1) > 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "There is an order for that day of the week and that time already");
      return FALSE;
    }
  if (parvis_stmt_get_int (stmt, 0) >= MAX_STANDING)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
                   "At most %d orders can be repeated every week", MAX_STANDING);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_when (const json_t  *body,
           When          *when,
           GError       **error)
{
  gint64 day;

  if (!parvis_json_get_int (body, "weekday", 1, 7, &when->weekday, error) ||
      !parvis_json_get_int (body, "from", 0, 1439, &when->from, error) ||
      !parvis_json_get_string_or (body, "until", 10, NULL, &when->until, error))
    return FALSE;

  return when->until == NULL || parvis_day_parse (when->until, &day) ||
         parvis_set_invalid (error, "/until", "A day is written YYYY-MM-DD");
}

static gboolean
insert (ParvisTx                  *tx,
        const ParvisShop          *shop,
        const char                *id,
        const char                *device,
        const json_t              *body,
        const ParvisOrderContact  *contact,
        const When                *when,
        GError                   **error)
{
  g_autofree char *lines = parvis_json_dump (json_object_get (body, "lines"));
  g_autoptr(ParvisStmt) stmt = NULL;

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
  parvis_stmt_bind_int (stmt, ":weekday", when->weekday);
  parvis_stmt_bind_int (stmt, ":from", when->from);
  parvis_stmt_bind_text (stmt, ":name", contact->name);
  parvis_stmt_bind_text (stmt, ":phone", contact->phone);
  parvis_stmt_bind_text (stmt, ":email", contact->email);
  parvis_stmt_bind_text (stmt, ":language", contact->language);
  parvis_stmt_bind_text (stmt, ":lines", lines);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_text (stmt, ":until", when->until);
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
  standing.failed = g_strdup (parvis_stmt_get_text (stmt, 12));

  return standing;
}

/* Of a shop: all that are not paused, or those that could not be placed on some day. */
static GArray *
list_standing (ParvisDb    *db,
               const char  *merchant,
               gboolean     failed,
               GError     **error)
{
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (Standing));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_array_set_clear_func (list, clear_standing);
  stmt = parvis_db_prepare (db,
                            "SELECT id, merchant, device, weekday, from_minute, name, phone,"
                            " email, language, lines, until_day, last_day, failed_days"
                            " FROM standing_order"
                            " WHERE town = :town AND merchant = :merchant AND paused = 0"
                            " AND (:failed = 0 OR failed_day IS NOT NULL)"
                            " ORDER BY since_at, id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_int (stmt, ":failed", failed);
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

/* @last: up to where its orders are placed; @failed: the days that are still to come and have
 * none, with blanks between them.
 */
static gboolean
note_days (ParvisTx        *tx,
           const Standing  *standing,
           const char      *last,
           const char      *failed,
           GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  g_autofree char *first = failed != NULL ? g_strndup (failed, PARVIS_DAY_SIZE - 1) : NULL;

  if (g_strcmp0 (standing->last, last) == 0 && g_strcmp0 (standing->failed, failed) == 0)
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE standing_order SET last_day = :day, failed_day = :first,"
                            " failed_days = :failed"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", standing->id);
  parvis_stmt_bind_text (stmt, ":day", last);
  parvis_stmt_bind_text (stmt, ":first", first);
  parvis_stmt_bind_text (stmt, ":failed", failed);
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

/* Whatever became of it: one that was taken back is not placed again. */
static gboolean
has_order (ParvisTx        *tx,
           const Standing  *standing,
           const char      *day,
           gboolean        *has,
           GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT 1 FROM resident_order WHERE town = :town"
                            " AND device = :device AND standing = :id AND day = :day LIMIT 1",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", standing->device);
  parvis_stmt_bind_text (stmt, ":id", standing->id);
  parvis_stmt_bind_text (stmt, ":day", day);

  return parvis_stmt_step (stmt, has, error);
}

/* Sees to it that there is an order for @day, if it is not too late. One that cannot be
 * placed is told of once, and tried again as soon as there is more bread.
 */
static gboolean
place_on (ParvisTx        *tx,
          ParvisShop      *shop,
          const Standing  *standing,
          const char      *day,
          gboolean         in_time,
          gboolean        *placed,
          GError         **error)
{
  const char *email = json_string_value (json_object_get (standing->wish, "email"));
  gboolean is_new = standing->last == NULL || strcmp (day, standing->last) > 0;
  g_autoptr(ParvisOrderRow) row = NULL;
  g_autoptr(GError) local = NULL;

  if (!has_order (tx, standing, day, placed, error))
    return FALSE;
  if (*placed || !in_time)
    return TRUE;

  json_object_set_new (standing->wish, "day", json_string (day));
  row = parvis_order_place (tx, shop, standing->wish, standing->device, standing->id, &local);
  if (row == NULL && !is_refusal (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  *placed = row != NULL;

  return *placed || !is_new ||
         parvis_orders_tell_standing (tx, shop, standing->id, standing->device, email, day, error);
}

/* Nobody comes to a closed door because it is his day. He is told once, when the day opens:
 * where it is closed later, the shop sees to the order that he has.
 */
static gboolean
tell_closed (ParvisTx          *tx,
             const ParvisShop  *shop,
             const Standing    *standing,
             const char        *day,
             GError           **error)
{
  const char *email = json_string_value (json_object_get (standing->wish, "email"));

  return parvis_orders_tell_standing (tx, shop, standing->id, standing->device, email, day, error);
}

static gboolean
place_ahead (ParvisTx        *tx,
             ParvisShop      *shop,
             const Standing  *standing,
             GError         **error)
{
  gint64 now = parvis_tx_get_now (tx);
  gint64 today = parvis_shop_get_today (shop, now);
  int from = (int) json_integer_value (json_object_get (standing->wish, "from"));
  char last[PARVIS_DAY_SIZE] = "";
  g_autoptr(GString) failed = g_string_new (NULL);

  if (standing->last != NULL)
    g_strlcpy (last, standing->last, sizeof last);

  for (gint64 day = today; day <= today + shop->days_ahead; day++)
    {
      gboolean in_time = now < parvis_cutoff_get_instant (&shop->cutoff, day, from, shop->zone);
      char text[PARVIS_DAY_SIZE];
      gboolean placed;

      parvis_day_write (day, text);
      if (parvis_day_get_weekday (day) != standing->weekday ||
          (standing->until != NULL && strcmp (text, standing->until) > 0) ||
          (!in_time && strcmp (text, last) > 0))
        continue;

      if (parvis_shop_find_closed (shop, day) != NULL)
        {
          if (strcmp (text, last) <= 0)
            continue;
          if (!tell_closed (tx, shop, standing, text, error))
            return FALSE;

          memcpy (last, text, sizeof last);
          continue;
        }

      if (!place_on (tx, shop, standing, text, in_time, &placed, error))
        return FALSE;

      if (!placed && failed->len < MAX_FAILED * PARVIS_DAY_SIZE)
        g_string_append_printf (failed, "%s%s", failed->len > 0 ? " " : "", text);
      if (strcmp (text, last) > 0)
        memcpy (last, text, sizeof last);
    }

  return note_days (tx, standing, *last != '\0' ? last : NULL,
                    failed->len > 0 ? failed->str : NULL, error);
}

static gboolean
place_all (ParvisTx      *tx,
           ParvisShop    *shop,
           GArray        *list,
           const json_t  *limits,
           GError       **error)
{
  for (guint i = 0; i < list->len; i++)
    {
      const Standing *standing = &g_array_index (list, Standing, i);

      if (limits != NULL)
        json_object_set (standing->wish, "limits", (json_t *) limits);
      if (!place_ahead (tx, shop, standing, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_standing_place_ahead (ParvisTx      *tx,
                             ParvisShop    *shop,
                             const json_t  *limits,
                             GError       **error)
{
  g_autoptr(GArray) list = list_standing (parvis_tx_get_db (tx), shop->id, FALSE, error);

  return list != NULL && place_all (tx, shop, list, limits, error);
}

gboolean
parvis_standing_try_again (ParvisTx    *tx,
                           const char  *merchant,
                           GError     **error)
{
  g_autoptr(GArray) list = list_standing (parvis_tx_get_db (tx), merchant, TRUE, error);
  g_autoptr(ParvisShop) shop = NULL;

  if (list == NULL)
    return FALSE;
  if (list->len == 0)
    return TRUE;

  shop = parvis_shop_find (tx, merchant, error);

  return shop != NULL && place_all (tx, shop, list, NULL, error);
}

static gboolean
delete_all (ParvisTx    *tx,
            ParvisStmt  *find,
            GError     **error)
{
  g_autoptr(GPtrArray) ids = parvis_orders_list_texts (find, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      if (!parvis_standing_delete (tx, g_ptr_array_index (ids, i), error))
        return FALSE;
    }

  return ids != NULL;
}

/* Those that are over are nobody's business any more. */
gboolean
parvis_standing_forget (ParvisTx          *tx,
                        const ParvisShop  *shop,
                        const char        *before,
                        GError           **error)
{
  g_autoptr(ParvisStmt) find = NULL;

  find = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM standing_order WHERE town = :town"
                            " AND merchant = :merchant AND until_day < :before",
                            error);
  if (find == NULL)
    return FALSE;

  parvis_stmt_bind_text (find, ":merchant", shop->id);
  parvis_stmt_bind_text (find, ":before", before);

  return delete_all (tx, find, error);
}

gboolean
parvis_standing_forget_unseen (ParvisTx    *tx,
                               const char  *merchant,
                               const char  *before,
                               gint64       before_at,
                               GError     **error)
{
  g_autoptr(ParvisStmt) find = NULL;

  find = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT id FROM standing_order WHERE town = :town"
                            " AND merchant = :merchant AND since_at < :before_at"
                            " AND (last_day IS NULL OR last_day < :before)",
                            error);
  if (find == NULL)
    return FALSE;

  parvis_stmt_bind_text (find, ":merchant", merchant);
  parvis_stmt_bind_text (find, ":before", before);
  parvis_stmt_bind_time (find, ":before_at", before_at);

  return delete_all (tx, find, error);
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

  return parvis_stmt_step (stmt, NULL, error) &&
         parvis_orders_untell (tx, id, PARVIS_N_TELLS, error);
}

/* --- commands --- */

void
parvis_standing_say_failed (json_t     *body,
                            const char *days)
{
  g_auto(GStrv) list = g_strsplit (days != NULL ? days : "", " ", MAX_FAILED + 1);

  if (list[0] == NULL)
    return;

  parvis_json_set_string (body, "failed", list[0]);
  json_object_set_new (body, "failed_days", json_array ());
  for (guint i = 0; list[i] != NULL; i++)
    json_array_append_new (json_object_get (body, "failed_days"), json_string (list[i]));
}

/* For which days it could not be placed, if there are any. */
static gboolean
say_failed (ParvisTx    *tx,
            const char  *id,
            json_t      *body,
            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT failed_days FROM standing_order"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  parvis_standing_say_failed (body, parvis_stmt_get_text (stmt, 0));

  return TRUE;
}

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
  When when;

  if (shop == NULL)
    return FALSE;
  if (!shop->module.published || device == NULL)
    return parvis_orders_set_missing (error);

  lines = parvis_order_read_lines (tx, shop, command->body, &total, error);
  if (lines == NULL || !parvis_order_read_contact (tx, command->body, &contact, error) ||
      !read_when (command->body, &when, error) ||
      !check_limits (tx, shop, device, &contact, &when, error) ||
      !insert (tx, shop, id, device, command->body, &contact, &when, error) ||
      !parvis_standing_place_ahead (tx, shop, json_object_get (command->body, "limits"), error))
    return FALSE;

  answer->status = 201;
  answer->body = json_pack ("{s:s}", "id", id);

  return say_failed (tx, id, answer->body, error);
}

/* Returns: (transfer full): whose shop it is; NOT_FOUND for who did not order it */
static char *
find_merchant (ParvisTx             *tx,
               const ParvisCommand  *command,
               GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT s.merchant FROM standing_order AS s"
                            " JOIN module AS m ON m.town = s.town AND m.name = 'orders'"
                            " WHERE s.town = :town AND s.id = :id AND s.device = :device"
                            " AND m.published = 1",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", command->object);
  parvis_stmt_bind_text (stmt, ":device", device);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (has_row)
    return g_strdup (parvis_stmt_get_text (stmt, 0));

  parvis_orders_set_missing (error);

  return NULL;
}

gboolean
parvis_standing_remove (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  g_autofree char *merchant = find_merchant (tx, command, error);

  if (merchant == NULL || !parvis_standing_delete (tx, command->object, error))
    return FALSE;

  answer->body = json_pack ("{s:s}", "id", command->object);

  return TRUE;
}

/* Days that opened meanwhile get their orders. */
static gboolean
resume (ParvisTx             *tx,
        const ParvisCommand  *command,
        const char           *merchant,
        GError              **error)
{
  g_autoptr(ParvisShop) shop = parvis_shop_find (tx, merchant, error);

  return shop != NULL &&
         parvis_standing_place_ahead (tx, shop, json_object_get (command->body, "limits"), error);
}

gboolean
parvis_standing_pause (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autofree char *merchant = find_merchant (tx, command, error);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean paused;

  if (merchant == NULL ||
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
  if (!parvis_stmt_step (stmt, NULL, error) ||
      (!paused && !resume (tx, command, merchant, error)))
    return FALSE;

  answer->body = json_pack ("{s:s, s:b}", "id", command->object, "paused", paused);

  return paused || say_failed (tx, command->object, answer->body, error);
}
