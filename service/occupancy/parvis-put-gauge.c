/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-put-gauge"

#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge-work.h"
#include "parvis-occupancy.h"
#include "parvis-put.h"
#include "parvis-zero.h"

#include <string.h>

#define MAX_CAPACITY 1000000
#define MAX_VALID    (7 * PARVIS_DAY / PARVIS_SECOND)

typedef struct
{
  ParvisGaugeKind  kind;
  gint64           capacity;
  gint64           pmr;
  gint64           charging;
  gint64           valid_for;
  const char      *zero_at;
} Settings;

static gboolean
read_reserved (const json_t  *body,
               Settings      *settings,
               GError       **error)
{
  const json_t *reserved = json_object_get (body, "reserved");

  settings->pmr = -1;
  settings->charging = -1;
  if (reserved == NULL || json_is_null (reserved))
    return TRUE;

  if (!json_is_object (reserved))
    return parvis_set_invalid (error, "/reserved", "The reserved spaces must be an object");

  return parvis_json_get_int_or (reserved, "pmr", 0, MAX_CAPACITY, -1,
                                 &settings->pmr, error) &&
         parvis_json_get_int_or (reserved, "charging", 0, MAX_CAPACITY, -1,
                                 &settings->charging, error);
}

static gboolean
read_settings (const json_t        *body,
               ParvisFacilityKind   facility_kind,
               Settings            *settings,
               GError             **error)
{
  gboolean parks = facility_kind == PARVIS_FACILITY_CAR_PARK;
  const char *kind;

  if (!parvis_json_get_string_or (body, "kind", 20, parks ? "vehicles" : "people",
                                  &kind, error) ||
      !parvis_json_get_int_or (body, "capacity", 1, MAX_CAPACITY, -1,
                               &settings->capacity, error) ||
      !parvis_json_get_int_or (body, "valid_for", 60, MAX_VALID,
                               PARVIS_HAND_VALID_FOR / PARVIS_SECOND,
                               &settings->valid_for, error) ||
      !parvis_json_get_string_or (body, "zero_at", 10, NULL, &settings->zero_at, error) ||
      !read_reserved (body, settings, error))
    return FALSE;

  settings->valid_for *= PARVIS_SECOND;

  /* Each by itself: a space may be kept for both. */
  if (settings->capacity > 0 && MAX (settings->pmr, settings->charging) > settings->capacity)
    return parvis_set_invalid (error, "/reserved", "More are reserved than there are places");

  if (!parvis_gauge_kind_from_string (kind, &settings->kind))
    return parvis_set_invalid (error, "/kind", "“%s” is no kind of gauge", kind);

  if (settings->zero_at != NULL && *settings->zero_at != '\0' &&
      !parvis_zero_is_valid (settings->zero_at))
    return parvis_set_invalid (error, "/zero_at",
                               "The hour of the zero is written 03:00, or opening");

  return TRUE;
}

/* A facility has one gauge of a kind unless the file says which is which. */
static gboolean
resolve_gauge (ParvisPut        *put,
               const char       *facility,
               ParvisGaugeKind   kind,
               const json_t     *body,
               char            **id,
               GError          **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *external = NULL;
  const char *given;
  gboolean has_row = FALSE;

  if (!parvis_json_get_string_or (body, "id", 36, NULL, &given, error))
    return FALSE;

  if (given != NULL && g_uuid_string_is_valid (given))
    {
      *id = g_ascii_strdown (given, -1);
      return TRUE;
    }

  stmt = parvis_db_prepare (put->db,
                            "SELECT id FROM gauge WHERE town = :town"
                            " AND facility = :facility AND kind = :kind ORDER BY id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":facility", facility);
  parvis_stmt_bind_text (stmt, ":kind", parvis_gauge_kind_to_string (kind));
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  external = g_strdup_printf ("%s/%s", facility, parvis_gauge_kind_to_string (kind));
  *id = has_row ? g_strdup (parvis_stmt_get_text (stmt, 0))
                : parvis_put_make_id (put, PARVIS_KIND_GAUGE, external);

  return TRUE;
}

static gboolean
store_gauge (ParvisPut       *put,
             const char      *id,
             const char      *facility,
             const Settings  *settings,
             GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (put->db,
                            "INSERT INTO gauge (town, id, facility, kind, capacity_declared,"
                            " capacity, pmr, charging, valid_for, zero_at, created_at, period)"
                            " VALUES (:town, :id, :facility, :kind, :capacity, :capacity,"
                            " :pmr, :charging, :valid_for, :zero_at, :created_at, :period)"
                            " ON CONFLICT (town, id) DO UPDATE SET"
                            " facility = excluded.facility, kind = excluded.kind,"
                            " capacity_declared = excluded.capacity_declared,"
                            " capacity = excluded.capacity, pmr = excluded.pmr,"
                            " charging = excluded.charging, valid_for = excluded.valid_for,"
                            " zero_at = excluded.zero_at",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":facility", facility);
  parvis_stmt_bind_text (stmt, ":kind", parvis_gauge_kind_to_string (settings->kind));
  parvis_bind_count_or_null (stmt, ":capacity", settings->capacity);
  parvis_bind_count_or_null (stmt, ":pmr", settings->pmr);
  parvis_bind_count_or_null (stmt, ":charging", settings->charging);
  parvis_stmt_bind_int (stmt, ":valid_for", settings->valid_for);
  parvis_bind_text_or_null (stmt, ":zero_at", settings->zero_at);
  parvis_stmt_bind_time (stmt, ":created_at", parvis_tx_get_now (put->tx));
  parvis_stmt_bind_int (stmt, ":period", parvis_gauge_default_period (settings->kind));

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_put_gauge (ParvisPut           *put,
                  const char          *facility,
                  ParvisFacilityKind   kind,
                  const json_t        *body,
                  GError             **error)
{
  g_autofree char *id = NULL;
  Settings settings;

  if (!json_is_object (body))
    return parvis_set_invalid (error, "", "A gauge must be an object");

  if (!read_settings (body, kind, &settings, error) ||
      !resolve_gauge (put, facility, settings.kind, body, &id, error) ||
      !store_gauge (put, id, facility, &settings, error))
    return FALSE;

  parvis_tx_touch (put->tx, PARVIS_KIND_GAUGE, id);

  return TRUE;
}

static json_t *
describe_settings (const ParvisGaugeRow *row)
{
  json_t *body = json_object ();
  json_t *reserved = json_object ();

  parvis_json_set_string (body, "id", row->id);
  parvis_json_set_string (body, "kind", parvis_gauge_kind_to_string (row->kind));
  if (row->capacity_declared > 0)
    json_object_set_new (body, "capacity", json_integer (row->capacity_declared));
  if (row->pmr >= 0)
    json_object_set_new (reserved, "pmr", json_integer (row->pmr));
  if (row->charging >= 0)
    json_object_set_new (reserved, "charging", json_integer (row->charging));
  if (json_object_size (reserved) > 0)
    json_object_set (body, "reserved", reserved);
  json_decref (reserved);
  json_object_set_new (body, "valid_for", json_integer (row->valid_for / PARVIS_SECOND));
  if (row->zero_at[0] != '\0')
    parvis_json_set_string (body, "zero_at", row->zero_at);

  return body;
}

json_t *
parvis_gauge_settings (ParvisDb    *db,
                       const char  *id,
                       GError     **error)
{
  ParvisGaugeRow row;

  return parvis_gauge_row_load (db, id, &row, error) ? describe_settings (&row) : NULL;
}

/**
 * parvis_gauge_set:
 *
 * Command "gauge.set": changes the settings of a gauge that the body names;
 * null takes one away.
 */
gboolean
parvis_gauge_set (ParvisTx             *tx,
                  const ParvisCommand  *command,
                  ParvisAnswer         *answer,
                  GError              **error)
{
  g_auto(ParvisPut) put = { NULL, };
  g_autoptr(ParvisGaugeWork) work = NULL;
  g_autoptr(json_t) settings = NULL;
  ParvisGaugeRow row;

  parvis_put_init (&put, tx);
  if (!parvis_gauge_row_load (put.db, command->object, &row, error))
    return FALSE;

  settings = describe_settings (&row);
  json_object_update (settings, command->body);
  parvis_json_set_string (settings, "id", row.id);
  parvis_json_set_string (settings, "kind", parvis_gauge_kind_to_string (row.kind));

  if (!parvis_put_gauge (&put, row.facility, PARVIS_FACILITY_OTHER, settings, error))
    return FALSE;

  work = parvis_gauge_work_begin (tx, row.id, error);
  if (work == NULL || !parvis_gauge_work_finish (work, error))
    return FALSE;

  answer->body = parvis_gauge_settings (put.db, row.id, error);

  return answer->body != NULL;
}
