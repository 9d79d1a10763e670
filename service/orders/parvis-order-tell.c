/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-tell"

#include "config.h"

#include "parvis-order-row.h"

#include "parvis-alert.h"
#include "parvis-error.h"
#include "parvis-orders.h"
#include "parvis-preference.h"

#include <string.h>

/* A notice waits in the town's own transaction, so that it is sent if and only if what it
 * tells has happened. What sends it is service/http (parvis_orders_find_notice()).
 */

/* "20 minutes left", as its letter says. */
#define SOON             (20 * PARVIS_MINUTE)
#define SOON_AFTER_READY (10 * PARVIS_MINUTE)

static const char * const tells[PARVIS_N_TELLS] = {
  [PARVIS_TELL_WAITING] = "waiting",
  [PARVIS_TELL_CONFIRMED] = "confirmed",
  [PARVIS_TELL_READY] = "ready",
  [PARVIS_TELL_SOON] = "soon",
  [PARVIS_TELL_NOT_READY] = "not-ready",
  [PARVIS_TELL_DECLINED] = "declined",
  [PARVIS_TELL_DELAYED] = "delayed",
  [PARVIS_TELL_EARLIER] = "earlier",
  [PARVIS_TELL_RELEASED] = "released",
  [PARVIS_TELL_UNANSWERED] = "unanswered",
  [PARVIS_TELL_CANCELLED] = "cancelled",
  [PARVIS_TELL_ALERT] = "alert",
  [PARVIS_TELL_STANDING] = "standing",
  [PARVIS_TELL_UNSEEN] = "unseen",
};

/* @device: (nullable): of somebody without an address, to whom it is only owed if he gets pushes.
 * That is looked up by the statement that writes it: nobody waits for one that gives no rows.
 */
static gboolean
add (ParvisTx    *tx,
     const char  *order,
     ParvisTell   what,
     const char  *about,
     const char  *device,
     gint64       due_at,
     GError     **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            device == NULL
                            ? "INSERT INTO order_notice (town, id, order_id, kind, about, due_at)"
                              " VALUES (:town, :id, :order, :kind, :about, :due_at)"
                            : "INSERT INTO order_notice (town, id, order_id, kind, about, due_at)"
                              " SELECT :town, :id, :order, :kind, :about, :due_at WHERE "
                              PARVIS_PREFERENCE_PUSHES ("orders"),
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":order", order);
  parvis_stmt_bind_text (stmt, ":kind", tells[what]);
  parvis_stmt_bind_text (stmt, ":about", about);
  if (device != NULL)
    parvis_stmt_bind_text (stmt, ":device", device);
  parvis_stmt_bind_time (stmt, ":due_at", due_at);

  return parvis_stmt_step (stmt, NULL, error);
}

/* Who comes at dawn is told before he leaves. */
static gint64
choose_time (const ParvisOrderRow *row,
             const ParvisShop     *shop,
             gint64                at)
{
  gint64 morning = parvis_day_wait_for_morning (at, shop->zone);
  gint64 day = 0;
  gint64 slot;

  parvis_day_parse (row->day, &day);
  slot = parvis_day_get_instant (day, row->from, shop->zone);

  return at < slot ? MIN (morning, MAX (at, slot - PARVIS_HOUR)) : morning;
}

/* To whoever ordered, or to @email (nullable), of the town's people. */
static gboolean
tell (ParvisTx              *tx,
      const ParvisOrderRow  *row,
      ParvisTell             what,
      const char            *email,
      gint64                 at,
      GError               **error)
{
  const char *about = email != NULL ? email : "";
  const char *device = email != NULL ? NULL : row->device;
  g_autoptr(ParvisShop) shop = NULL;

  if (what == PARVIS_TELL_READY || what == PARVIS_TELL_NOT_READY)
    return add (tx, row->id, what, about, device, at, error);

  shop = parvis_shop_find (tx, row->merchant, error);

  return shop != NULL && add (tx, row->id, what, about, device,
                              choose_time (row, shop, at), error);
}

gboolean
parvis_orders_tell (ParvisTx              *tx,
                    const ParvisOrderRow  *row,
                    ParvisTell             what,
                    gint64                 due_at,
                    GError               **error)
{
  return tell (tx, row, what, row->email, due_at, error);
}

/* Nobody who has only just heard that it is ready, and nobody at night. */
gboolean
parvis_orders_tell_soon (ParvisTx              *tx,
                         const ParvisOrderRow  *row,
                         GError               **error)
{
  gint64 due_at = row->keep_until - SOON;
  g_autoptr(ParvisShop) shop = NULL;

  if (!parvis_orders_untell (tx, row->id, PARVIS_TELL_SOON, error) ||
      (shop = parvis_shop_find (tx, row->merchant, error)) == NULL)
    return FALSE;

  return due_at < MAX (row->tell_at, parvis_tx_get_now (tx)) + SOON_AFTER_READY ||
         parvis_day_wait_for_morning (due_at, shop->zone) != due_at ||
         add (tx, row->id, PARVIS_TELL_SOON, row->email != NULL ? row->email : "",
              row->email != NULL ? NULL : row->device, due_at, error);
}

/* Whoever administers the town, by e-mail. */
gboolean
parvis_orders_tell_town (ParvisTx              *tx,
                         const ParvisOrderRow  *row,
                         GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GPtrArray) addresses = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT m.email FROM member AS m JOIN member_role AS r"
                            " ON r.town = m.town AND r.account = m.account AND r.role = 'mayor'"
                            " WHERE m.town = :town AND m.email IS NOT NULL"
                            " AND m.removed_at IS NULL ORDER BY m.email",
                            error);
  addresses = stmt != NULL ? parvis_orders_list_texts (stmt, error) : NULL;
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      if (!tell (tx, row, PARVIS_TELL_UNSEEN, g_ptr_array_index (addresses, i),
                 parvis_tx_get_now (tx), error))
        return FALSE;
    }

  return addresses != NULL;
}

gboolean
parvis_orders_tell_standing (ParvisTx          *tx,
                             const ParvisShop  *shop,
                             const char        *standing,
                             const char        *device,
                             const char        *email,
                             const char        *day,
                             GError           **error)
{
  g_autofree char *about = g_strconcat (email != NULL ? email : "", " ", day, NULL);

  return add (tx, standing, PARVIS_TELL_STANDING, about,
              email != NULL ? NULL : device,
              parvis_day_wait_for_morning (parvis_tx_get_now (tx), shop->zone), error);
}

gboolean
parvis_orders_tell_alert (ParvisTx    *tx,
                          const char  *alert,
                          const char  *email,
                          gint64       due_at,
                          GError     **error)
{
  return add (tx, alert, PARVIS_TELL_ALERT, email != NULL ? email : "", NULL, due_at, error);
}

/* Whoever gets pushes goes on getting them without an address. */
static gboolean
drop_unaddressed (ParvisTx              *tx,
                  const ParvisOrderRow  *row,
                  GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM order_notice WHERE town = :town"
                            " AND order_id = :order AND kind <> 'unseen' AND NOT "
                            PARVIS_PREFERENCE_PUSHES ("orders"), error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", row->id);
  parvis_stmt_bind_text (stmt, ":device", row->device);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_orders_readdress (ParvisTx              *tx,
                         const ParvisOrderRow  *row,
                         GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (row->email == NULL && !drop_unaddressed (tx, row, error))
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE order_notice SET about = :email WHERE town = :town"
                            " AND order_id = :order AND kind <> 'unseen'",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", row->id);
  parvis_stmt_bind_text (stmt, ":email", row->email != NULL ? row->email : "");

  return parvis_stmt_step (stmt, NULL, error);
}

/* PARVIS_NEVER is when a hushed one is due, so that nobody looks for it. */
gboolean
parvis_orders_hush (ParvisTx    *tx,
                    const char  *order,
                    GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE order_notice SET was_due = due_at, due_at = :never"
                            " WHERE town = :town AND order_id = :order AND due_at > :now"
                            " AND was_due IS NULL",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", order);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_time (stmt, ":never", PARVIS_NEVER);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_orders_speak (ParvisTx    *tx,
                     const char  *order,
                     GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE order_notice SET was_due = NULL,"
                            " due_at = CASE WHEN was_due < :now THEN :now ELSE was_due END"
                            " WHERE town = :town AND order_id = :order"
                            " AND was_due IS NOT NULL",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", order);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_orders_untell (ParvisTx    *tx,
                      const char  *order,
                      ParvisTell   what,
                      GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM order_notice"
                            " WHERE town = :town AND order_id = :order AND due_at > :now"
                            " AND (:kind = '' OR kind = :kind)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":order", order);
  parvis_stmt_bind_text (stmt, ":kind", what < PARVIS_N_TELLS ? tells[what] : "");
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_orders_next_notice (ParvisDb  *db,
                           gint64    *due,
                           GError   **error)
{
  return parvis_notice_find_due (db, "SELECT due_at FROM order_notice WHERE town = :town"
                                 " ORDER BY due_at LIMIT 1", due, error);
}

static void
set_clock (json_t           *letter,
           const char       *name,
           const ParvisShop *shop,
           gint64            instant)
{
  int minute = parvis_minute_of_instant (instant, shop->zone);
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);

  parvis_json_set_string (letter, name, text);
}

static void
set_minute (json_t     *letter,
            const char *name,
            int         minute)
{
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);

  parvis_json_set_string (letter, name, text);
}

/* What is told of an order, with everything that some letter names. */
static json_t *
describe_order (ParvisDb    *db,
                const char  *id,
                GError     **error)
{
  g_autoptr(ParvisOrderRow) row = parvis_order_row_load (db, id, error);
  g_autoptr(ParvisShop) shop = NULL;
  json_t *letter;

  if (row == NULL || (shop = parvis_shop_load (db, row->merchant, error)) == NULL)
    return NULL;

  letter = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", row->name,
                      "shop", shop->name, "code", row->code, "day", row->day,
                      "language", row->language, "device", row->device,
                      "phone", shop->phone != NULL ? shop->phone : "");
  set_minute (letter, "from", row->from);
  set_minute (letter, "at", (row->from + (int) row->delay) % (24 * 60));
  set_minute (letter, "until", row->until);
  set_clock (letter, "kept", shop, row->keep_until);
  if (row->reason != NULL)
    json_object_set (letter, "reason", row->reason);

  return letter;
}

/* @about: "ADDRESS DAY" */
static json_t *
describe_standing (ParvisDb    *db,
                   const char  *id,
                   const char  *about,
                   GError     **error)
{
  g_autoptr(ParvisShop) shop = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  g_auto(GStrv) parts = g_strsplit (about, " ", 2);
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT merchant, name, language, device FROM standing_order"
                            " WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;
  if (!has_row)
    {
      parvis_orders_set_missing (error);
      return NULL;
    }

  shop = parvis_shop_load (db, parvis_stmt_get_text (stmt, 0), error);

  return shop == NULL ? NULL
         : json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", parvis_stmt_get_text (stmt, 1),
                      "shop", shop->name, "language", parvis_stmt_get_text (stmt, 2),
                      "email", parts[0], "day", parts[1],
                      "device", parvis_stmt_get_text (stmt, 3));
}

gboolean
parvis_orders_find_notice (ParvisDb      *db,
                           gint64         now,
                           ParvisNotice **notice,
                           GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  const char *kind;
  const char *about;
  json_t *letter;

  *notice = NULL;
  stmt = parvis_db_prepare (db, "SELECT id, order_id, kind, about FROM order_notice"
                            " WHERE town = :town AND due_at <= :now ORDER BY due_at, id LIMIT 1",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_time (stmt, ":now", now);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  kind = parvis_stmt_get_text (stmt, 2);
  about = parvis_stmt_get_text (stmt, 3);
  letter = strcmp (kind, tells[PARVIS_TELL_STANDING]) == 0
           ? describe_standing (db, parvis_stmt_get_text (stmt, 1), about, &local)
           : strcmp (kind, tells[PARVIS_TELL_ALERT]) == 0
           ? parvis_alert_describe (db, parvis_stmt_get_text (stmt, 1), now, &local)
           : describe_order (db, parvis_stmt_get_text (stmt, 1), &local);
  if (letter == NULL && !g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  *notice = g_new0 (ParvisNotice, 1);
  (*notice)->id = g_strdup (parvis_stmt_get_text (stmt, 0));
  (*notice)->letter = letter;
  if (letter != NULL)
    {
      parvis_json_set_string (letter, "kind", kind);
      parvis_json_set_string (letter, "subject", parvis_stmt_get_text (stmt, 1));
      /* The town's people hear of it, not who ordered. */
      if (strcmp (kind, tells[PARVIS_TELL_UNSEEN]) == 0)
        json_object_del (letter, "device");
      if (json_object_get (letter, "email") == NULL)
        parvis_json_set_string (letter, "email", about);
    }

  return TRUE;
}

static gboolean
note_order_told (ParvisTx    *tx,
                 const char  *order,
                 guint        by,
                 GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE resident_order SET told_at = :now, told_by = :by"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", order);
  parvis_stmt_bind_text (stmt, ":by", parvis_by_to_string (by & PARVIS_BY_PUSH ? PARVIS_BY_PUSH
                                                           : PARVIS_BY_EMAIL));
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_tx_touch (tx, PARVIS_KIND_ORDER, order);

  return parvis_stmt_step (stmt, NULL, error);
}

/* A resident was told; of anything else only the notice is done with. */
static gboolean
note_told (ParvisTx    *tx,
           const char  *notice,
           guint        by,
           GError     **error)
{
  static const ParvisTell of_shop[] = {
    PARVIS_TELL_READY, PARVIS_TELL_NOT_READY, PARVIS_TELL_DECLINED, PARVIS_TELL_DELAYED,
    PARVIS_TELL_EARLIER, PARVIS_TELL_RELEASED, PARVIS_TELL_UNANSWERED,
  };
  g_autoptr(ParvisStmt) find = NULL;
  gboolean has_row = FALSE;
  gboolean is_shops = FALSE;
  const char *kind;

  find = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT order_id, kind FROM order_notice"
                            " WHERE town = :town AND id = :id",
                            error);
  if (find == NULL)
    return FALSE;

  parvis_stmt_bind_text (find, ":id", notice);
  if (!parvis_stmt_step (find, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  kind = parvis_stmt_get_text (find, 1);
  if (strcmp (kind, tells[PARVIS_TELL_ALERT]) == 0)
    return parvis_alert_note_told (tx, parvis_stmt_get_text (find, 0), by != 0, error);

  for (guint i = 0; i < G_N_ELEMENTS (of_shop); i++)
    is_shops = is_shops || strcmp (kind, tells[of_shop[i]]) == 0;

  return by == 0 || !is_shops ||
         note_order_told (tx, parvis_stmt_get_text (find, 0), by, error);
}

static gboolean
apply_noticed (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  guint by = 0;

  parvis_by_from_string (json_string_value (json_object_get (command->body, "by")), &by);

  return note_told (tx, command->object, by, error) &&
         parvis_notice_remove (tx, "DELETE FROM order_notice WHERE town = :town AND id = :id",
                               command->object, error);
}

ParvisCommand *
parvis_orders_noticed_command (const char *town,
                               const char *notice,
                               guint       by,
                               gint64      now)
{
  return parvis_notice_command_new ("order.noticed", apply_noticed, town, notice, by, now);
}
