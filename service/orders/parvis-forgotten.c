/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-forgotten"

#include "config.h"

#include "parvis-forgotten.h"

#include <sodium.h>
#include <string.h>

/* Orders are erased before what was forgotten is: of one that nobody came for only this stays,
 * that somebody with that device or that telephone did not. Neither is written down: what
 * is, is made with a key that the town's database alone has.
 */

#define FORGOTTEN_FOR (60 * PARVIS_DAY)
#define KEY_BYTES 32

/* NULL in *@key where the town has none yet. */
static gboolean
load_key (ParvisTx  *tx,
          char     **key,
          GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  *key = NULL;
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT secret FROM forgotten_key WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    *key = g_strdup (parvis_stmt_get_text (stmt, 0));

  return TRUE;
}

static gboolean
make_key (ParvisTx  *tx,
          char     **key,
          GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  guchar bytes[KEY_BYTES];
  char text[2 * KEY_BYTES + 1];

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO forgotten_key (town, secret) VALUES (:town, :secret)",
                            error);
  if (stmt == NULL)
    return FALSE;

  randombytes_buf (bytes, sizeof bytes);
  *key = g_strdup (sodium_bin2hex (text, sizeof text, bytes, sizeof bytes));
  parvis_stmt_bind_text (stmt, ":secret", *key);

  return parvis_stmt_step (stmt, NULL, error);
}

/* (nullable): for who gave none */
static char *
hide (const char *key,
      const char *what,
      const char *who)
{
  g_autofree char *text = g_strconcat (what, " ", who, NULL);

  return who != NULL ? g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) key,
                                                  strlen (key), text, -1) : NULL;
}

static gboolean
add (ParvisTx              *tx,
     const ParvisOrderRow  *row,
     const char            *who,
     GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (who == NULL)
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO forgotten_pickup (town, merchant, who, order_id, at)"
                            " VALUES (:town, :merchant, :who, :order, :at)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", row->merchant);
  parvis_stmt_bind_text (stmt, ":who", who);
  parvis_stmt_bind_text (stmt, ":order", row->id);
  parvis_stmt_bind_time (stmt, ":at", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_forgotten_add (ParvisTx              *tx,
                      const ParvisOrderRow  *row,
                      GError               **error)
{
  g_autofree char *key = NULL;
  g_autofree char *device = NULL;
  g_autofree char *phone = NULL;

  if (!load_key (tx, &key, error) || (key == NULL && !make_key (tx, &key, error)))
    return FALSE;

  device = hide (key, "device", row->device);
  phone = hide (key, "phone", row->phone);

  return add (tx, row, device, error) && add (tx, row, phone, error);
}

gboolean
parvis_forgotten_drop (ParvisTx              *tx,
                       const ParvisOrderRow  *row,
                       GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM forgotten_pickup WHERE town = :town"
                            " AND merchant = :merchant AND order_id = :order",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", row->merchant);
  parvis_stmt_bind_text (stmt, ":order", row->id);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_forgotten_count (ParvisTx              *tx,
                        const ParvisOrderRow  *row,
                        gint64                *n,
                        GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *key = NULL;
  g_autofree char *device = NULL;
  g_autofree char *phone = NULL;

  *n = 0;
  if (!load_key (tx, &key, error))
    return FALSE;
  if (key == NULL)
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(DISTINCT order_id) FROM forgotten_pickup"
                            " WHERE town = :town AND merchant = :merchant AND at > :since"
                            " AND who IN (:device, :phone)",
                            error);
  if (stmt == NULL)
    return FALSE;

  device = hide (key, "device", row->device);
  phone = hide (key, "phone", row->phone);
  parvis_stmt_bind_text (stmt, ":merchant", row->merchant);
  parvis_stmt_bind_text (stmt, ":device", device);
  parvis_stmt_bind_text (stmt, ":phone", phone);
  parvis_stmt_bind_time (stmt, ":since", parvis_tx_get_now (tx) - FORGOTTEN_FOR);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *n = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

gboolean
parvis_forgotten_forget (ParvisTx    *tx,
                         const char  *merchant,
                         gboolean     everything,
                         GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM forgotten_pickup WHERE town = :town"
                            " AND merchant = :merchant AND at <= :until",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":merchant", merchant);
  parvis_stmt_bind_time (stmt, ":until",
                         everything ? PARVIS_NEVER : parvis_tx_get_now (tx) - FORGOTTEN_FOR);

  return parvis_stmt_step (stmt, NULL, error);
}
