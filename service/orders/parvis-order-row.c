/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-row"

#include "config.h"

#include "parvis-order-row.h"

#include "parvis-error.h"

#include <string.h>

/* A shop that says yes by hand has two hours, and no longer than to the slot. */
#define TIME_TO_SAY_YES (2 * PARVIS_HOUR)

#define COLUMNS \
  "id, merchant, day, from_minute, until_minute, state, code, device, name, phone, email," \
  " language, note, lines, total, confirmed, placed_at, seen_at, preparing_at, ready_at," \
  " tell_at, told_at, told_by, collected_at, ended_at, ended_by, reason, delay, standing," \
  " shortage, visits, forgotten, reminders, unseen_since, alarmed_at, keep_until, next_due," \
  " worker, told_delay, delay_at, confirm_at, yes_with"

void
parvis_order_row_free (ParvisOrderRow *row)
{
  g_free (row->device);
  g_free (row->name);
  g_free (row->phone);
  g_free (row->email);
  g_free (row->language);
  g_free (row->note);
  g_free (row->told_by);
  g_free (row->worker);
  g_free (row->ended_by);
  g_free (row->standing);
  json_decref (row->lines);
  g_free (row->lines_text);
  json_decref (row->reason);
  g_free (row);
}

static json_t *
parse (const char *text)
{
  return text != NULL ? parvis_json_parse (text, strlen (text), NULL) : NULL;
}

static char *
dup_column (ParvisStmt *stmt,
            int         column)
{
  return g_strdup (parvis_stmt_get_text (stmt, column));
}

static ParvisOrderRow *
read_row (ParvisStmt *stmt)
{
  ParvisOrderRow *row = g_new0 (ParvisOrderRow, 1);

  g_strlcpy (row->id, parvis_stmt_get_text (stmt, 0), sizeof row->id);
  g_strlcpy (row->merchant, parvis_stmt_get_text (stmt, 1), sizeof row->merchant);
  g_strlcpy (row->day, parvis_stmt_get_text (stmt, 2), sizeof row->day);
  row->from = (int) parvis_stmt_get_int (stmt, 3);
  row->until = (int) parvis_stmt_get_int (stmt, 4);
  parvis_order_state_from_string (parvis_stmt_get_text (stmt, 5), &row->state);
  g_strlcpy (row->code, parvis_stmt_get_text (stmt, 6), sizeof row->code);
  row->device = dup_column (stmt, 7);
  row->name = dup_column (stmt, 8);
  row->phone = dup_column (stmt, 9);
  row->email = dup_column (stmt, 10);
  row->language = dup_column (stmt, 11);
  row->note = dup_column (stmt, 12);
  row->lines_text = dup_column (stmt, 13);
  row->lines = parse (row->lines_text);
  row->total = parvis_stmt_get_int (stmt, 14);
  row->confirmed = parvis_stmt_get_int (stmt, 15) != 0;
  row->placed_at = parvis_stmt_get_time (stmt, 16);
  row->seen_at = parvis_stmt_get_time (stmt, 17);
  row->preparing_at = parvis_stmt_get_time (stmt, 18);
  row->ready_at = parvis_stmt_get_time (stmt, 19);
  row->tell_at = parvis_stmt_get_time (stmt, 20);
  row->told_at = parvis_stmt_get_time (stmt, 21);
  row->told_by = dup_column (stmt, 22);
  row->collected_at = parvis_stmt_get_time (stmt, 23);
  row->ended_at = parvis_stmt_get_time (stmt, 24);
  row->ended_by = dup_column (stmt, 25);
  row->reason = parse (parvis_stmt_get_text (stmt, 26));
  row->delay = parvis_stmt_get_int (stmt, 27);
  row->standing = dup_column (stmt, 28);
  row->shortage = parvis_stmt_get_int (stmt, 29);
  row->visits = parvis_stmt_get_int (stmt, 30);
  row->forgotten = parvis_stmt_get_int (stmt, 31);
  row->reminders = parvis_stmt_get_int (stmt, 32);
  row->unseen_since = parvis_stmt_get_time (stmt, 33);
  row->alarmed_at = parvis_stmt_get_time (stmt, 34);
  row->keep_until = parvis_stmt_get_time (stmt, 35);
  row->next_due = parvis_stmt_get_time (stmt, 36);
  row->worker = dup_column (stmt, 37);
  row->told_delay = parvis_stmt_get_int (stmt, 38);
  row->delay_at = parvis_stmt_get_time (stmt, 39);
  row->confirm_at = parvis_stmt_get_time (stmt, 40);
  if (!parvis_stmt_is_null (stmt, 41))
    parvis_order_state_from_string (parvis_stmt_get_text (stmt, 41), &row->yes_with);

  return row;
}

ParvisOrderRow *
parvis_order_row_load (ParvisDb    *db,
                       const char  *id,
                       GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT " COLUMNS " FROM resident_order"
                            " WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (has_row)
    return read_row (stmt);

  parvis_orders_set_missing (error);

  return NULL;
}

static void
bind_changing (ParvisStmt           *stmt,
               const ParvisOrderRow *row)
{
  g_autofree char *reason = row->reason != NULL ? parvis_json_dump (row->reason) : NULL;

  parvis_stmt_bind_text (stmt, ":id", row->id);
  parvis_stmt_bind_text (stmt, ":state", parvis_order_state_to_string (row->state));
  parvis_stmt_bind_int (stmt, ":confirmed", row->confirmed);
  parvis_stmt_bind_time (stmt, ":confirm_at", row->confirm_at);
  parvis_stmt_bind_text (stmt, ":yes_with",
                         row->yes_with != PARVIS_ORDER_PLACED
                         ? parvis_order_state_to_string (row->yes_with) : NULL);
  parvis_stmt_bind_time (stmt, ":seen_at", row->seen_at);
  parvis_stmt_bind_time (stmt, ":preparing_at", row->preparing_at);
  parvis_stmt_bind_time (stmt, ":ready_at", row->ready_at);
  parvis_stmt_bind_time (stmt, ":tell_at", row->tell_at);
  parvis_stmt_bind_time (stmt, ":told_at", row->told_at);
  parvis_stmt_bind_text (stmt, ":told_by", row->told_by);
  parvis_stmt_bind_time (stmt, ":collected_at", row->collected_at);
  parvis_stmt_bind_time (stmt, ":ended_at", row->ended_at);
  parvis_stmt_bind_text (stmt, ":ended_by", row->ended_by);
  parvis_stmt_bind_text (stmt, ":reason", reason);
  parvis_stmt_bind_int (stmt, ":delay", row->delay);
  parvis_stmt_bind_int (stmt, ":told_delay", row->told_delay);
  parvis_stmt_bind_time (stmt, ":delay_at", row->delay_at);
  parvis_stmt_bind_int (stmt, ":shortage", row->shortage);
  parvis_stmt_bind_int (stmt, ":reminders", row->reminders);
  parvis_stmt_bind_time (stmt, ":alarmed_at", row->alarmed_at);
  parvis_stmt_bind_time (stmt, ":keep_until", row->keep_until);
  parvis_stmt_bind_time (stmt, ":next_due", row->next_due);
  parvis_stmt_bind_text (stmt, ":worker", row->worker);
  parvis_stmt_bind_text (stmt, ":email", row->email);
  parvis_stmt_bind_text (stmt, ":language", row->language);
}

gboolean
parvis_order_row_insert (ParvisTx              *tx,
                         const ParvisOrderRow  *row,
                         GError               **error)
{
  ParvisEntity entity = { .body = NULL };
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO resident_order (town, " COLUMNS ")"
                            " VALUES (:town, :id, :merchant, :day, :from, :until, :state, :code,"
                            " :device, :name, :phone, :email, :language, :note, :lines, :total,"
                            " :confirmed, :placed_at, :seen_at, :preparing_at, :ready_at,"
                            " :tell_at, :told_at, :told_by, :collected_at, :ended_at,"
                            " :ended_by, :reason, :delay, :standing, :shortage, :visits,"
                            " :forgotten, :reminders, :unseen_since, :alarmed_at, :keep_until,"
                            " :next_due, :worker, :told_delay, :delay_at,"
                            " :confirm_at, :yes_with)",
                            error);
  if (stmt == NULL)
    return FALSE;

  bind_changing (stmt, row);
  parvis_stmt_bind_text (stmt, ":merchant", row->merchant);
  parvis_stmt_bind_text (stmt, ":day", row->day);
  parvis_stmt_bind_int (stmt, ":from", row->from);
  parvis_stmt_bind_int (stmt, ":until", row->until);
  parvis_stmt_bind_text (stmt, ":code", row->code);
  parvis_stmt_bind_text (stmt, ":device", row->device);
  parvis_stmt_bind_text (stmt, ":name", row->name);
  parvis_stmt_bind_text (stmt, ":phone", row->phone);
  parvis_stmt_bind_text (stmt, ":note", row->note);
  parvis_stmt_bind_text (stmt, ":lines", row->lines_text);
  parvis_stmt_bind_int (stmt, ":total", row->total);
  parvis_stmt_bind_time (stmt, ":placed_at", row->placed_at);
  parvis_stmt_bind_text (stmt, ":standing", row->standing);
  parvis_stmt_bind_int (stmt, ":visits", row->visits);
  parvis_stmt_bind_int (stmt, ":forgotten", row->forgotten);
  parvis_stmt_bind_time (stmt, ":unseen_since", row->unseen_since);
  parvis_order_row_show (row, &entity);
  parvis_tx_touch_new (tx, PARVIS_KIND_ORDER, row->id, &entity);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_order_row_save (ParvisTx              *tx,
                       const ParvisOrderRow  *row,
                       GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE resident_order SET state = :state, confirmed = :confirmed,"
                            " confirm_at = :confirm_at, yes_with = :yes_with,"
                            " seen_at = :seen_at, preparing_at = :preparing_at,"
                            " ready_at = :ready_at, tell_at = :tell_at, told_at = :told_at,"
                            " told_by = :told_by, collected_at = :collected_at,"
                            " ended_at = :ended_at, ended_by = :ended_by, reason = :reason,"
                            " delay = :delay, told_delay = :told_delay, delay_at = :delay_at,"
                            " shortage = :shortage, reminders = :reminders,"
                            " alarmed_at = :alarmed_at, keep_until = :keep_until,"
                            " next_due = :next_due, worker = :worker, email = :email,"
                            " language = :language"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  bind_changing (stmt, row);
  parvis_tx_touch (tx, PARVIS_KIND_ORDER, row->id);

  return parvis_stmt_step (stmt, NULL, error);
}

static void
append_positive (GString    *text,
                 const char *name,
                 gint64      value)
{
  if (value > 0)
    parvis_json_append_int (text, name, value);
}

/* Who ordered what, and how far it is. */
static void
append_order (GString              *text,
              const ParvisOrderRow *row)
{
  parvis_json_append_string (text, "id", row->id);
  parvis_json_append_string (text, "merchant", row->merchant);
  parvis_json_append_string (text, "day", row->day);
  parvis_json_append_int (text, "from", row->from);
  parvis_json_append_int (text, "until", row->until);
  parvis_json_append_string (text, "state", parvis_order_state_to_string (row->state));
  parvis_json_append_string (text, "code", row->code);
  parvis_json_append_string (text, "name", row->name);
  parvis_json_append_string (text, "language", row->language);
  parvis_json_append_text (text, "lines", row->lines_text);
  parvis_json_append_int (text, "total", row->total);
  parvis_json_append_text (text, "confirmed", row->confirmed ? "true" : "false");
  if (row->yes_with != PARVIS_ORDER_PLACED)
    parvis_json_append_string (text, "yes_with", parvis_order_state_to_string (row->yes_with));
  parvis_json_append_string (text, "phone", row->phone);
  parvis_json_append_string (text, "email", row->email);
  parvis_json_append_string (text, "note", row->note);
}

static void
append_times (GString              *text,
              const ParvisOrderRow *row)
{
  parvis_json_append_time (text, "placed_at", row->placed_at);
  parvis_json_append_time (text, "seen_at", row->seen_at);
  parvis_json_append_time (text, "confirm_at", row->confirm_at);
  parvis_json_append_time (text, "preparing_at", row->preparing_at);
  parvis_json_append_time (text, "ready_at", row->ready_at);
  parvis_json_append_time (text, "tell_at", row->tell_at);
  parvis_json_append_time (text, "told_at", row->told_at);
  parvis_json_append_string (text, "told_by", row->told_by);
  parvis_json_append_string (text, "worker", row->worker);
  parvis_json_append_time (text, "collected_at", row->collected_at);
  parvis_json_append_time (text, "ended_at", row->ended_at);
  parvis_json_append_string (text, "by", row->ended_by);
}

/* Of the feed's entities it is the one that every order writes, so it is written as text. */
static char *
describe (const ParvisOrderRow *row)
{
  g_autofree char *reason = row->reason != NULL ? parvis_json_dump (row->reason) : NULL;
  GString *text = g_string_sized_new (1024);

  parvis_json_append_open (text, NULL, '{');
  append_order (text, row);
  append_times (text, row);
  parvis_json_append_text (text, "reason", reason);
  append_positive (text, "delay", row->delay);
  parvis_json_append_time (text, "delay_at", row->delay_at);
  parvis_json_append_string (text, "standing", row->standing);
  append_positive (text, "shortage", row->shortage);
  append_positive (text, "visits", row->visits);
  append_positive (text, "forgotten", row->forgotten);
  append_positive (text, "reminders", row->reminders);
  if (row->seen_at == PARVIS_NO_TIME && parvis_order_state_is_open (row->state))
    parvis_json_append_time (text, "unseen_since", row->unseen_since);
  parvis_json_append_time (text, "alarmed_at", row->alarmed_at);
  parvis_json_append_time (text, "keep_until", row->keep_until);
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

void
parvis_order_row_show (const ParvisOrderRow *row,
                       ParvisEntity         *entity)
{
  entity->audience = PARVIS_AUDIENCE_MERCHANT;
  g_free (entity->scope);
  entity->scope = g_strdup (row->merchant);
  entity->is_steady = TRUE;
  entity->text = describe (row);
}

gint64
parvis_order_row_cutoff (const ParvisOrderRow *row,
                         const ParvisShop     *shop)
{
  gint64 day = 0;

  parvis_day_parse (row->day, &day);

  return parvis_cutoff_get_instant (&shop->cutoff, day, row->from, shop->zone);
}

gboolean
parvis_order_row_was_ready (const ParvisOrderRow *row)
{
  if (row->ready_at == PARVIS_NO_TIME)
    return FALSE;
  if (row->state == PARVIS_ORDER_COLLECTED)
    return row->tell_at != PARVIS_NO_TIME && row->collected_at >= row->tell_at;

  return row->ended_at >= row->ready_at + PARVIS_ORDER_HOLD;
}

/* A step that can still be taken back has not happened for who waits outside. */
static ParvisOrderState
find_told_state (const ParvisOrderRow *row,
                 gint64                now)
{
  if (row->tell_at == PARVIS_NO_TIME || now >= row->tell_at)
    return row->state;

  if (row->state == PARVIS_ORDER_COLLECTED || row->state == PARVIS_ORDER_CANCELLED)
    return row->state;

  /* He was told that it is ready, and it is not or was given up. */
  if (row->state < PARVIS_ORDER_READY ||
      (row->state > PARVIS_ORDER_READY && parvis_order_row_was_ready (row)))
    return PARVIS_ORDER_READY;

  return row->preparing_at != PARVIS_NO_TIME ? PARVIS_ORDER_PREPARING : PARVIS_ORDER_PLACED;
}

/* The same of the shop's yes, which nobody waits for once his bread is ready. */
static gboolean
is_told_yes (const ParvisOrderRow *row,
             gint64                now)
{
  return row->confirmed && (row->confirm_at == PARVIS_NO_TIME || now >= row->confirm_at ||
                            find_told_state (row, now) > PARVIS_ORDER_PREPARING);
}

/* The same of how late it is, and so of until when it is kept. */
static gint64
find_told_delay (const ParvisOrderRow *row,
                 gint64                now)
{
  return row->delay_at == PARVIS_NO_TIME || now >= row->delay_at ? row->delay : row->told_delay;
}

char *
parvis_order_row_tell (const ParvisOrderRow *row,
                       const ParvisShop     *shop,
                       gint64                now)
{
  ParvisOrderState state = find_told_state (row, now);
  gint64 delay = find_told_delay (row, now);
  gint64 unsaid = MAX (row->delay - delay, 0) * PARVIS_MINUTE;
  g_autofree char *reason = row->reason != NULL && state == row->state
                            ? parvis_json_dump (row->reason) : NULL;
  GString *text = g_string_sized_new (512);

  parvis_json_append_open (text, NULL, '{');
  parvis_json_append_string (text, "id", row->id);
  parvis_json_append_string (text, "merchant", row->merchant);
  parvis_json_append_string (text, "shop", shop->name);
  parvis_json_append_string (text, "code", row->code);
  parvis_json_append_string (text, "state", parvis_order_state_to_string (state));
  parvis_json_append_text (text, "confirmed", is_told_yes (row, now) ? "true" : "false");
  parvis_json_append_string (text, "day", row->day);
  parvis_json_append_int (text, "from", row->from);
  parvis_json_append_int (text, "until", row->until);
  parvis_json_append_text (text, "lines", row->lines_text);
  parvis_json_append_int (text, "total", row->total);
  parvis_json_append_time (text, "keep_until", row->keep_until - unsaid);
  parvis_json_append_time (text, "cancel_until", parvis_order_row_cutoff (row, shop));
  append_positive (text, "delay", delay);
  parvis_json_append_text (text, "reason", reason);
  parvis_json_append_string (text, "standing", row->standing);
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

gint64
parvis_order_row_give_up (const ParvisOrderRow *row,
                          const ParvisShop     *shop)
{
  gint64 day = 0;

  parvis_day_parse (row->day, &day);

  return MIN (parvis_day_get_instant (day, row->from, shop->zone),
              row->unseen_since + TIME_TO_SAY_YES);
}

gint64
parvis_order_row_find_due (const ParvisOrderRow *row,
                           const ParvisShop     *shop)
{
  gint64 due = PARVIS_NEVER;

  if (row->state == PARVIS_ORDER_PLACED && row->seen_at == PARVIS_NO_TIME)
    {
      due = row->unseen_since + parvis_order_reminder ((int) row->reminders + 1);
      if (row->alarmed_at == PARVIS_NO_TIME)
        due = MIN (due, row->unseen_since + PARVIS_ORDER_UNSEEN);
    }
  if (!row->confirmed && parvis_order_state_is_open (row->state))
    due = MIN (due, parvis_order_row_give_up (row, shop));

  return due == PARVIS_NEVER ? PARVIS_NO_TIME : due;
}
