/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shop"

#include "config.h"

#include "parvis-shop.h"

#include "parvis-error.h"
#include "parvis-hours.h"

#include <math.h>
#include <string.h>

#define MAX_SLOTS  200
#define MAX_CLOSED 200
#define LAST_MINUTE 1439

#define SELECT_SHOP \
  "SELECT m.id, m.name, m.kind, m.address, m.phone, m.lon, m.lat, m.manual, m.cutoff_evening," \
  " m.cutoff, m.keep_for, m.days_ahead, m.holidays_open, m.slots, m.closed, m.shut_day," \
  " m.shut_reason, m.shut_at, m.today, m.next_due, m.created_at, t.timezone, o.published," \
  " m.manual_settled, m.town" \
  " FROM merchant AS m JOIN town AS t ON t.town = m.town" \
  " JOIN module AS o ON o.town = m.town AND o.name = 'orders'" \
  " WHERE m.town = :town AND m.id = :id AND m.removed_at IS NULL"

gboolean
parvis_orders_set_missing (GError **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no such thing in this town");

  return FALSE;
}

char *
parvis_orders_make_id (const char *id,
                       const char *day)
{
  return g_strconcat (id, "/", day, NULL);
}

GPtrArray *
parvis_orders_list_texts (ParvisStmt  *stmt,
                          GError     **error)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean has_row = FALSE;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (texts, g_strdup (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  return g_steal_pointer (&texts);
}

gboolean
parvis_orders_module_load (ParvisDb            *db,
                           ParvisOrdersModule  *module,
                           GError             **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT published FROM module"
                            " WHERE town = :town AND name = 'orders'", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &module->on, error))
    return FALSE;

  module->published = module->on && parvis_stmt_get_int (stmt, 0) != 0;

  return TRUE;
}

static void
clear_shop (gpointer data)
{
  ParvisShop *shop = data;

  g_free (shop->name);
  g_free (shop->kind);
  g_free (shop->address);
  g_free (shop->phone);
  g_free (shop->shut_reason);
  g_clear_pointer (&shop->slots, g_array_unref);
  g_clear_pointer (&shop->closed, json_decref);
  g_clear_pointer (&shop->zone, g_time_zone_unref);
}

void
parvis_shop_unref (ParvisShop *shop)
{
  g_rc_box_release_full (shop, clear_shop);
}

static int
compare_slots (gconstpointer a,
               gconstpointer b)
{
  const ParvisSlot *one = a;
  const ParvisSlot *other = b;

  return one->weekday != other->weekday ? one->weekday - other->weekday
                                        : one->from - other->from;
}

GArray *
parvis_slots_from_json (const json_t  *list,
                        GError       **error)
{
  g_autoptr(GArray) slots = g_array_new (FALSE, FALSE, sizeof (ParvisSlot));

  if (!json_is_array (list) || json_array_size (list) > MAX_SLOTS)
    {
      parvis_set_invalid (error, "/slots", "The slots are a list of at most %d", MAX_SLOTS);
      return NULL;
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);
      ParvisSlot slot = { 0, };
      gint64 weekday;
      gint64 from;
      gint64 until;

      if (!parvis_json_get_int (entry, "weekday", 1, 7, &weekday, error) ||
          !parvis_json_get_int (entry, "from", 0, LAST_MINUTE, &from, error) ||
          !parvis_json_get_int (entry, "until", from + 1, LAST_MINUTE, &until, error) ||
          !parvis_json_get_int (entry, "capacity", 1, 10000, &slot.capacity, error))
        {
          g_autofree char *field = g_strdup_printf ("/slots/%" G_GSIZE_FORMAT, i);

          parvis_error_set_field (error, field);
          return NULL;
        }

      slot.weekday = (int) weekday;
      slot.from = (int) from;
      slot.until = (int) until;
      g_array_append_val (slots, slot);
    }

  g_array_sort (slots, compare_slots);
  for (guint i = 1; i < slots->len; i++)
    {
      if (compare_slots (&g_array_index (slots, ParvisSlot, i - 1),
                         &g_array_index (slots, ParvisSlot, i)) == 0)
        {
          parvis_set_invalid (error, "/slots", "Two slots of one day begin at the same time");
          return NULL;
        }
    }

  return g_steal_pointer (&slots);
}

json_t *
parvis_slots_to_json (const GArray *slots)
{
  json_t *list = json_array ();

  for (guint i = 0; i < slots->len; i++)
    {
      const ParvisSlot *slot = &g_array_index (slots, ParvisSlot, i);

      json_array_append_new (list, json_pack ("{s:i, s:i, s:i, s:I}", "weekday", slot->weekday,
                                              "from", slot->from, "until", slot->until,
                                              "capacity", (json_int_t) slot->capacity));
    }

  return list;
}

static json_t *
read_closed (const json_t  *entry,
             GError       **error)
{
  const char *first;
  const char *last;
  const char *reason;
  gint64 from;
  gint64 until;
  json_t *closed;

  if (!parvis_json_get_string (entry, "day", 10, &first, error) ||
      !parvis_json_get_string_or (entry, "until", 10, first, &last, error) ||
      !parvis_json_get_string_or (entry, "reason", 120, NULL, &reason, error))
    return NULL;

  if (!parvis_day_parse (first, &from) || !parvis_day_parse (last, &until) || until < from)
    {
      parvis_set_invalid (error, "/closed", "A closed day is YYYY-MM-DD, and ends no earlier");
      return NULL;
    }

  closed = json_pack ("{s:s}", "day", first);
  if (until > from)
    parvis_json_set_string (closed, "until", last);
  parvis_json_set_string (closed, "reason", reason);

  return closed;
}

json_t *
parvis_closed_from_json (const json_t  *list,
                         GError       **error)
{
  g_autoptr(json_t) closed = json_array ();

  if (!json_is_array (list) || json_array_size (list) > MAX_CLOSED)
    {
      parvis_set_invalid (error, "/closed", "The closed days are a list of at most %d",
                          MAX_CLOSED);
      return NULL;
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *one = read_closed (json_array_get (list, i), error);

      if (one == NULL)
        return NULL;

      json_array_append_new (closed, one);
    }

  return g_steal_pointer (&closed);
}

static void
copy_day (char        to[PARVIS_DAY_SIZE],
          const char *day)
{
  g_strlcpy (to, day != NULL ? day : "", PARVIS_DAY_SIZE);
}

json_t *
parvis_orders_parse_list (const char *text)
{
  json_t *list = text != NULL ? parvis_json_parse (text, strlen (text), NULL) : NULL;

  return list != NULL ? list : json_array ();
}

static ParvisShop *
read_shop (ParvisStmt *stmt)
{
  ParvisShop *shop = g_rc_box_new0 (ParvisShop);
  g_autoptr(json_t) slots = parvis_orders_parse_list (parvis_stmt_get_text (stmt, 13));

  g_strlcpy (shop->id, parvis_stmt_get_text (stmt, 0), sizeof shop->id);
  shop->name = g_strdup (parvis_stmt_get_text (stmt, 1));
  shop->kind = g_strdup (parvis_stmt_get_text (stmt, 2));
  shop->address = g_strdup (parvis_stmt_get_text (stmt, 3));
  shop->phone = g_strdup (parvis_stmt_get_text (stmt, 4));
  shop->lon = parvis_stmt_is_null (stmt, 5) ? NAN : parvis_stmt_get_double (stmt, 5);
  shop->lat = parvis_stmt_is_null (stmt, 6) ? NAN : parvis_stmt_get_double (stmt, 6);
  shop->manual = parvis_stmt_get_int (stmt, 7) != 0;
  shop->cutoff.day_before = parvis_stmt_get_int (stmt, 8) != 0;
  shop->cutoff.minutes = (int) parvis_stmt_get_int (stmt, 9);
  shop->keep = (int) parvis_stmt_get_int (stmt, 10);
  shop->days_ahead = (int) parvis_stmt_get_int (stmt, 11);
  shop->holidays_open = parvis_stmt_get_int (stmt, 12) != 0;
  shop->slots = parvis_slots_from_json (slots, NULL);
  if (shop->slots == NULL)
    shop->slots = g_array_new (FALSE, FALSE, sizeof (ParvisSlot));
  shop->closed = parvis_orders_parse_list (parvis_stmt_get_text (stmt, 14));
  copy_day (shop->shut_day, parvis_stmt_get_text (stmt, 15));
  shop->shut_reason = g_strdup (parvis_stmt_get_text (stmt, 16));
  shop->shut_at = parvis_stmt_get_time (stmt, 17);
  copy_day (shop->today, parvis_stmt_get_text (stmt, 18));
  shop->next_due = parvis_stmt_get_time (stmt, 19);
  shop->created_at = parvis_stmt_get_time (stmt, 20);
  shop->zone = parvis_time_zone_find (parvis_stmt_get_text (stmt, 21));
  shop->module = (ParvisOrdersModule) { TRUE, parvis_stmt_get_int (stmt, 22) != 0 };
  shop->settled = parvis_stmt_get_int (stmt, 23) != 0;
  g_strlcpy (shop->town, parvis_stmt_get_text (stmt, 24), sizeof shop->town);

  return shop;
}

ParvisShop *
parvis_shop_load (ParvisDb    *db,
                  const char  *id,
                  GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, SELECT_SHOP, error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (has_row)
    return read_shop (stmt);

  parvis_orders_set_missing (error);

  return NULL;
}

/* What is kept is only read. */
gboolean
parvis_orders_save_nothing (gpointer   data,
                            GError   **error)
{
  return TRUE;
}

ParvisShop *
parvis_shop_load_for (ParvisDb             *db,
                      const ParvisCommand  *command,
                      const char           *id,
                      GError              **error)
{
  if (command->scopes == NULL || parvis_scopes_contain (command->scopes, id))
    return parvis_shop_load (db, id, error);

  parvis_orders_set_missing (error);

  return NULL;
}

ParvisShop *
parvis_shop_take (ParvisTx             *tx,
                  const ParvisCommand  *command,
                  const char           *id,
                  GError              **error)
{
  ParvisShop *shop = parvis_tx_find_kept (tx, PARVIS_KIND_MERCHANT, id);

  if (command != NULL && command->scopes != NULL &&
      !parvis_scopes_contain (command->scopes, id))
    {
      parvis_orders_set_missing (error);
      return NULL;
    }

  if (shop == NULL)
    {
      shop = parvis_shop_load (parvis_tx_get_db (tx), id, error);
      if (shop != NULL)
        parvis_tx_keep (tx, PARVIS_KIND_MERCHANT, id, shop, parvis_orders_save_nothing,
                        (GDestroyNotify) parvis_shop_unref);
    }

  return shop;
}

ParvisShop *
parvis_shop_find (ParvisTx    *tx,
                  const char  *id,
                  GError     **error)
{
  ParvisShop *kept = parvis_tx_find_kept (tx, PARVIS_KIND_MERCHANT, id);

  return kept != NULL ? g_rc_box_acquire (kept)
                      : parvis_shop_load (parvis_tx_get_db (tx), id, error);
}

static void
bind_number (ParvisStmt *stmt,
             const char *name,
             double      value)
{
  if (isnan (value))
    parvis_stmt_bind_null (stmt, name);
  else
    parvis_stmt_bind_double (stmt, name, value);
}

static void
bind_text (ParvisStmt *stmt,
           const char *name,
           const char *value)
{
  if (value == NULL || *value == '\0')
    parvis_stmt_bind_null (stmt, name);
  else
    parvis_stmt_bind_text (stmt, name, value);
}

gboolean
parvis_shop_save (ParvisDb          *db,
                  const ParvisShop  *shop,
                  GError           **error)
{
  g_autoptr(json_t) slots = parvis_slots_to_json (shop->slots);
  g_autofree char *slots_text = parvis_json_dump (slots);
  g_autofree char *closed_text = parvis_json_dump (shop->closed);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "INSERT INTO merchant (town, id, name, kind, address, phone, lon,"
                            " lat, manual, cutoff_evening, cutoff, keep_for, days_ahead,"
                            " holidays_open, slots, closed, shut_day, shut_reason, shut_at,"
                            " today, next_due, created_at, manual_settled)"
                            " VALUES (:town, :id, :name, :kind, :address, :phone, :lon, :lat,"
                            " :manual, :evening, :cutoff, :keep, :days_ahead, :holidays,"
                            " :slots, :closed, :shut_day, :shut_reason, :shut_at, :today,"
                            " :next_due, :created_at, :settled)"
                            " ON CONFLICT (town, id) DO UPDATE SET name = excluded.name,"
                            " kind = excluded.kind, address = excluded.address,"
                            " phone = excluded.phone, lon = excluded.lon, lat = excluded.lat,"
                            " manual = excluded.manual,"
                            " manual_settled = excluded.manual_settled,"
                            " cutoff_evening = excluded.cutoff_evening,"
                            " cutoff = excluded.cutoff, keep_for = excluded.keep_for,"
                            " days_ahead = excluded.days_ahead,"
                            " holidays_open = excluded.holidays_open,"
                            " slots = excluded.slots, closed = excluded.closed,"
                            " shut_day = excluded.shut_day,"
                            " shut_reason = excluded.shut_reason,"
                            " shut_at = excluded.shut_at, today = excluded.today,"
                            " next_due = excluded.next_due",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", shop->id);
  parvis_stmt_bind_text (stmt, ":name", shop->name);
  parvis_stmt_bind_text (stmt, ":kind", shop->kind);
  bind_text (stmt, ":address", shop->address);
  bind_text (stmt, ":phone", shop->phone);
  bind_number (stmt, ":lon", shop->lon);
  bind_number (stmt, ":lat", shop->lat);
  parvis_stmt_bind_int (stmt, ":manual", shop->manual);
  parvis_stmt_bind_int (stmt, ":settled", shop->settled);
  parvis_stmt_bind_int (stmt, ":evening", shop->cutoff.day_before);
  parvis_stmt_bind_int (stmt, ":cutoff", shop->cutoff.minutes);
  parvis_stmt_bind_int (stmt, ":keep", shop->keep);
  parvis_stmt_bind_int (stmt, ":days_ahead", shop->days_ahead);
  parvis_stmt_bind_int (stmt, ":holidays", shop->holidays_open);
  parvis_stmt_bind_text (stmt, ":slots", slots_text);
  parvis_stmt_bind_text (stmt, ":closed", closed_text);
  bind_text (stmt, ":shut_day", shop->shut_day);
  bind_text (stmt, ":shut_reason", shop->shut_reason);
  parvis_stmt_bind_time (stmt, ":shut_at", shop->shut_at);
  bind_text (stmt, ":today", shop->today);
  parvis_stmt_bind_time (stmt, ":next_due", shop->next_due);
  parvis_stmt_bind_time (stmt, ":created_at", shop->created_at);

  return parvis_stmt_step (stmt, NULL, error);
}

json_t *
parvis_shop_describe (const ParvisShop *shop)
{
  json_t *body = json_pack ("{s:s, s:s, s:s}", "id", shop->id, "name", shop->name,
                            "kind", shop->kind);

  parvis_json_set_string (body, "address", shop->address);
  parvis_json_set_string (body, "phone", shop->phone);
  if (!isnan (shop->lon))
    {
      json_object_set_new (body, "lon", json_real (shop->lon));
      json_object_set_new (body, "lat", json_real (shop->lat));
    }
  parvis_json_set_string (body, "confirm", shop->manual ? "manual" : "auto");
  parvis_json_set_string (body, "confirm_by", shop->settled ? "town" : "shop");
  json_object_set_new (body, "cutoff",
                       json_pack ("{s:i}", shop->cutoff.day_before ? "day_before" : "before",
                                  shop->cutoff.minutes));
  json_object_set_new (body, "keep", json_integer (shop->keep));
  json_object_set_new (body, "days_ahead", json_integer (shop->days_ahead));
  parvis_json_set_string (body, "holidays", shop->holidays_open ? "open" : "closed");
  json_object_set_new (body, "slots", parvis_slots_to_json (shop->slots));
  json_object_set (body, "closed", shop->closed);

  return body;
}

static gboolean
is_holiday (const ParvisShop *shop,
            gint64            day)
{
  int year;
  int month;
  int date;

  parvis_day_to_civil (day, &year, &month, &date);

  return parvis_is_public_holiday_of (shop->town, year, month, date);
}

static gboolean
has_slots (const ParvisShop *shop,
           gint64            day)
{
  int weekday = parvis_day_get_weekday (day);

  for (guint i = 0; i < shop->slots->len; i++)
    {
      if (g_array_index (shop->slots, ParvisSlot, i).weekday == weekday)
        return TRUE;
    }

  return FALSE;
}

const char *
parvis_shop_find_closed (const ParvisShop *shop,
                         gint64            day)
{
  char text[PARVIS_DAY_SIZE];

  parvis_day_write (day, text);
  for (gsize i = 0; i < json_array_size (shop->closed); i++)
    {
      const json_t *entry = json_array_get (shop->closed, i);
      const char *first = json_string_value (json_object_get (entry, "day"));
      const char *last = json_string_value (json_object_get (entry, "until"));
      const char *reason = json_string_value (json_object_get (entry, "reason"));

      if (strcmp (first, text) <= 0 && strcmp (text, last != NULL ? last : first) <= 0)
        return reason != NULL ? reason : "closed";
    }

  if (!shop->holidays_open && is_holiday (shop, day))
    return "holiday";

  return has_slots (shop, day) ? NULL : "weekday";
}

const ParvisSlot *
parvis_shop_find_slot (const ParvisShop *shop,
                       gint64            day,
                       int               from)
{
  int weekday = parvis_day_get_weekday (day);

  for (guint i = 0; i < shop->slots->len; i++)
    {
      const ParvisSlot *slot = &g_array_index (shop->slots, ParvisSlot, i);

      if (slot->weekday == weekday && slot->from == from)
        return slot;
    }

  return NULL;
}

gint64
parvis_shop_get_closing (const ParvisShop *shop,
                         gint64            day)
{
  int weekday = parvis_day_get_weekday (day);
  int last = 0;

  for (guint i = 0; i < shop->slots->len; i++)
    {
      const ParvisSlot *slot = &g_array_index (shop->slots, ParvisSlot, i);

      if (slot->weekday == weekday)
        last = MAX (last, slot->until + shop->keep);
    }

  return parvis_day_get_instant (day, last == 0 ? LAST_MINUTE : MIN (last, LAST_MINUTE),
                                 shop->zone);
}

gint64
parvis_shop_get_today (const ParvisShop *shop,
                       gint64            now)
{
  return parvis_day_of_instant (now, shop->zone);
}
