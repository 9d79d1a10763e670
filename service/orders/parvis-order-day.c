/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-day"

#include "config.h"

#include "parvis-order-row.h"

#include "parvis-orders.h"

#include <sodium.h>

static void
clear_day (gpointer data)
{
  g_array_unref (((ParvisOrderDay *) data)->slots);
}

void
parvis_order_day_unref (ParvisOrderDay *self)
{
  g_rc_box_release_full (self, clear_day);
}

ParvisOrderDay *
parvis_order_day_load (ParvisDb    *db,
                       const char  *merchant,
                       const char  *day,
                       GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  ParvisOrderDay *self;

  stmt = parvis_db_prepare (db,
                            "SELECT seed, codes, placed, closed_at FROM shop_day"
                            " WHERE town = :town AND merchant = :merchant AND day = :day",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_text (stmt, ":day", day);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  self = g_rc_box_new0 (ParvisOrderDay);
  self->db = db;
  self->slots = g_array_new (FALSE, FALSE, sizeof (ParvisOrderSlot));
  g_strlcpy (self->merchant, merchant, sizeof self->merchant);
  g_strlcpy (self->day, day, sizeof self->day);
  if (has_row)
    {
      self->seed = parvis_stmt_get_int (stmt, 0);
      self->codes = parvis_stmt_get_int (stmt, 1);
      self->placed = parvis_stmt_get_int (stmt, 2);
      self->closed = !parvis_stmt_is_null (stmt, 3);
    }
  else
    {
      randombytes_buf (&self->seed, sizeof self->seed);
    }

  return self;
}

gboolean
parvis_orders_is_closed (ParvisDb    *db,
                         const char  *merchant,
                         const char  *day,
                         gboolean    *closed,
                         GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT 1 FROM shop_day WHERE town = :town"
                            " AND merchant = :merchant AND day = :day"
                            " AND closed_at IS NOT NULL",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_text (stmt, ":day", day);

  return parvis_stmt_step (stmt, closed, error);
}

static gboolean
save_day (ParvisOrderDay  *self,
          GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (self->db,
                            "INSERT INTO shop_day (town, merchant, day, seed, codes, placed)"
                            " VALUES (:town, :merchant, :day, :seed, :codes, :placed)"
                            " ON CONFLICT (town, merchant, day) DO UPDATE SET"
                            " codes = excluded.codes, placed = excluded.placed",
                            error);
  if (stmt == NULL)
    return FALSE;

  self->changed = FALSE;
  parvis_stmt_bind_text (stmt, ":merchant", self->merchant);
  parvis_stmt_bind_text (stmt, ":day", self->day);
  parvis_stmt_bind_int (stmt, ":seed", self->seed);
  parvis_stmt_bind_int (stmt, ":codes", self->codes);
  parvis_stmt_bind_int (stmt, ":placed", self->placed);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
save_slot (ParvisOrderDay   *self,
           ParvisOrderSlot  *slot,
           GError          **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (self->db,
                            "INSERT INTO shop_slot (town, merchant, day, from_minute, taken)"
                            " VALUES (:town, :merchant, :day, :from, :taken)"
                            " ON CONFLICT (town, merchant, day, from_minute) DO UPDATE SET"
                            " taken = excluded.taken",
                            error);
  if (stmt == NULL)
    return FALSE;

  slot->changed = FALSE;
  parvis_stmt_bind_text (stmt, ":merchant", self->merchant);
  parvis_stmt_bind_text (stmt, ":day", self->day);
  parvis_stmt_bind_int (stmt, ":from", slot->from);
  parvis_stmt_bind_int (stmt, ":taken", slot->taken);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_order_day_save (ParvisOrderDay  *self,
                       GError         **error)
{
  if (self->changed && !save_day (self, error))
    return FALSE;

  for (guint i = 0; i < self->slots->len; i++)
    {
      ParvisOrderSlot *slot = &g_array_index (self->slots, ParvisOrderSlot, i);

      if (slot->changed && !save_slot (self, slot, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
save_kept (gpointer   data,
           GError   **error)
{
  return parvis_order_day_save (data, error);
}

ParvisOrderDay *
parvis_order_day_take (ParvisTx    *tx,
                       const char  *merchant,
                       const char  *day,
                       GError     **error)
{
  g_autofree char *id = parvis_orders_make_id (merchant, day);
  ParvisOrderDay *self = parvis_tx_find_kept (tx, PARVIS_KIND_PICKUP, id);

  if (self == NULL)
    {
      self = parvis_order_day_load (parvis_tx_get_db (tx), merchant, day, error);
      if (self == NULL)
        return NULL;

      parvis_tx_keep (tx, PARVIS_KIND_PICKUP, id, self, save_kept,
                      (GDestroyNotify) parvis_order_day_unref);
    }

  return g_rc_box_acquire (self);
}

static ParvisOrderSlot *
find_slot (ParvisOrderDay *self,
           int             from)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      ParvisOrderSlot *slot = &g_array_index (self->slots, ParvisOrderSlot, i);

      if (slot->from == from)
        return slot;
    }

  return NULL;
}

gint64
parvis_order_day_taken (ParvisOrderDay  *self,
                        int              from,
                        GError         **error)
{
  const ParvisOrderSlot *known = find_slot (self, from);
  ParvisOrderSlot slot = { .from = from };
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (known != NULL)
    return known->taken;

  stmt = parvis_db_prepare (self->db,
                            "SELECT taken FROM shop_slot WHERE town = :town"
                            " AND merchant = :merchant AND day = :day AND from_minute = :from",
                            error);
  if (stmt == NULL)
    return -1;

  parvis_stmt_bind_text (stmt, ":merchant", self->merchant);
  parvis_stmt_bind_text (stmt, ":day", self->day);
  parvis_stmt_bind_int (stmt, ":from", from);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return -1;

  if (has_row)
    slot.taken = parvis_stmt_get_int (stmt, 0);
  g_array_append_val (self->slots, slot);

  return slot.taken;
}

void
parvis_order_day_count (ParvisOrderDay *self,
                        ParvisTx       *tx,
                        int             from)
{
  ParvisOrderSlot *slot = find_slot (self, from);

  g_return_if_fail (slot != NULL);

  self->codes++;
  self->placed++;
  self->changed = TRUE;
  slot->taken++;
  slot->changed = TRUE;
  parvis_orders_touch_day (tx, self->merchant, self->day);
}
