/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-exchange"

#include "config.h"

#include "parvis-error.h"
#include "parvis-occupancy.h"
#include "parvis-put.h"
#include "parvis-render.h"
#include "parvis-rows.h"

#include <math.h>
#include <string.h>

/* A town's file holds what people declared and where the figures stand, so that
 * a town that moves to another service goes on with the same entities. History,
 * raw readings and the day's log travel in a backup.
 */

#define MAX_ENTRIES 5000

typedef gboolean (*PutFunc) (ParvisPut     *put,
                             const json_t  *entry,
                             GError       **error);

static gboolean
put_list (ParvisPut     *put,
          const json_t  *file,
          const char    *name,
          PutFunc        func,
          GError       **error)
{
  const json_t *list = json_object_get (file, name);

  if (list == NULL)
    return TRUE;

  if (!json_is_array (list) || json_array_size (list) > MAX_ENTRIES)
    {
      g_autofree char *field = g_strconcat ("/", name, NULL);

      return parvis_set_invalid (error, field, "“%s” must be a list of at most %d entries",
                                 name, MAX_ENTRIES);
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);

      if (!parvis_put_once (put, name, i, entry, error) || !func (put, entry, error))
        return parvis_put_locate (name, i, error);
    }

  return TRUE;
}

static gboolean
read_word_of_method (const json_t  *figure,
                     ParvisMethod  *method,
                     GError       **error)
{
  const char *word;

  if (!parvis_json_get_string (figure, "method", 20, &word, error))
    return FALSE;

  return parvis_method_from_string (word, method) ||
         parvis_set_invalid (error, "/method", "“%s” is no way of counting", word);
}

static gboolean
put_limit (ParvisPut     *put,
           const json_t  *gauge,
           GError       **error)
{
  const json_t *limit = json_object_get (gauge, "capacity_limit");
  ParvisGaugeRow row;
  const char *reason;
  const char *id;

  if (limit == NULL)
    return TRUE;

  if (!parvis_json_get_uuid (gauge, "id", &id, error) ||
      !parvis_gauge_row_load (put->db, id, &row, error) ||
      !parvis_json_get_int (limit, "capacity", 1, 1000000, &row.lowered_to, error) ||
      !parvis_json_get_string_or (limit, "reason", PARVIS_REASON_MAX, "", &reason, error) ||
      !parvis_json_get_time_or (limit, "until", PARVIS_NO_TIME, &row.lowered_until, error))
    return FALSE;

  g_strlcpy (row.lowered_why, reason, sizeof row.lowered_why);

  return parvis_gauge_row_save (put->db, &row, error);
}

static gboolean
put_figure (ParvisPut     *put,
            const json_t  *gauge,
            GError       **error)
{
  const json_t *figure = json_object_get (gauge, "figure");
  ParvisGaugeRow row;
  const char *id;
  gint64 period;

  if (figure == NULL)
    return TRUE;

  if (!parvis_json_get_uuid (gauge, "id", &id, error) ||
      !parvis_gauge_row_load (put->db, id, &row, error) ||
      !read_word_of_method (figure, &row.method, error) ||
      !parvis_json_get_int (figure, "present", 0, 1000000, &row.present, error) ||
      !parvis_json_get_int_or (figure, "measured", 0, 1000000, 0, &row.measured, error) ||
      !parvis_json_get_time (figure, "observed_at", &row.observed_at, error) ||
      !parvis_json_get_time_or (figure, "truth_at", PARVIS_NO_TIME, &row.truth_at, error) ||
      !parvis_json_get_time_or (figure, "zeroed_at", PARVIS_NO_TIME, &row.zeroed_at, error) ||
      !parvis_json_get_int_or (figure, "period", 1, 604800, 60, &period, error))
    return FALSE;

  row.period = period * PARVIS_SECOND;

  return parvis_gauge_row_save (put->db, &row, error);
}

static gboolean
put_closure (ParvisPut     *put,
             const char    *facility,
             const json_t  *closure,
             GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *reason;
  gint64 from;
  gint64 until;

  if (!parvis_json_get_string_or (closure, "reason", PARVIS_REASON_MAX, "", &reason, error) ||
      !parvis_json_get_time (closure, "from", &from, error) ||
      !parvis_json_get_time_or (closure, "until", PARVIS_NO_TIME, &until, error))
    return FALSE;

  stmt = parvis_db_prepare (put->db,
                            "INSERT INTO closure (town, facility, reason, from_at, until_at,"
                            " actor, created_at)"
                            " VALUES (:town, :facility, :reason, :from_at, :until_at,"
                            " 'system', :from_at)"
                            " ON CONFLICT (town, facility) DO UPDATE SET"
                            " reason = excluded.reason, from_at = excluded.from_at,"
                            " until_at = excluded.until_at",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":facility", facility);
  parvis_stmt_bind_text (stmt, ":reason", reason);
  parvis_stmt_bind_time (stmt, ":from_at", from);
  parvis_stmt_bind_time (stmt, ":until_at", until);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
put_facility (ParvisPut     *put,
              const json_t  *entry,
              GError       **error)
{
  const json_t *gauges = json_object_get (entry, "gauges");
  const json_t *closure = json_object_get (entry, "closure");
  const char *id;

  if (!parvis_put_facility (put, entry, error))
    return FALSE;

  for (gsize i = 0; i < json_array_size (gauges); i++)
    {
      if (!put_figure (put, json_array_get (gauges, i), error) ||
          !put_limit (put, json_array_get (gauges, i), error))
        return parvis_put_locate ("gauges", i, error);
    }

  if (closure == NULL)
    return TRUE;

  return parvis_json_get_uuid (entry, "id", &id, error) &&
         put_closure (put, id, closure, error);
}

/* What a counter stood at, so that the first value after the move is no
 * baseline again.
 */
static gboolean
put_source (ParvisPut     *put,
            const json_t  *entry,
            GError       **error)
{
  const json_t *memory = json_object_get (entry, "memory");
  g_autoptr(ParvisSourceRow) row = NULL;
  g_autofree char *id = NULL;

  if (!parvis_put_source (put, entry, &id, error))
    return FALSE;
  if (memory == NULL)
    return TRUE;

  row = parvis_source_row_load (put->db, id, error);
  if (row == NULL ||
      !parvis_json_get_time (memory, "last_seen", &row->last_seen, error) ||
      !parvis_json_get_time_or (memory, "heard_at", PARVIS_NO_TIME, &row->heard_at, error) ||
      !parvis_json_get_time_or (memory, "newest_at", PARVIS_NO_TIME, &row->newest_at, error) ||
      !parvis_json_get_time_or (memory, "fresh_at", PARVIS_NO_TIME, &row->fresh_at, error) ||
      !parvis_json_get_int_or (memory, "present", 0, 1000000, -1, &row->last_present, error))
    return FALSE;

  if (json_is_number (json_object_get (memory, "value")))
    row->last_value = json_number_value (json_object_get (memory, "value"));
  if (json_is_number (json_object_get (memory, "total")))
    {
      row->total = json_number_value (json_object_get (memory, "total"));
      row->total_max = fmax (row->total, json_number_value (json_object_get (memory,
                                                                             "total_max")));
    }

  return parvis_source_row_save (put->db, row, error);
}

gboolean
parvis_occupancy_import (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisAnswer         *answer,
                         GError              **error)
{
  g_auto(ParvisPut) put = { NULL, };

  parvis_put_init (&put, tx);

  if (!put_list (&put, command->body, "neighbourhoods", parvis_put_neighbourhood, error) ||
      !put_list (&put, command->body, "facilities", put_facility, error) ||
      !put_list (&put, command->body, "sources", put_source, error) ||
      !parvis_put_place_all (&put, error))
    return FALSE;

  parvis_put_answer (&put, answer);

  return parvis_occupancy_touch_all (tx, error);
}

static void
add_figure (json_t               *settings,
            const ParvisGaugeRow *row)
{
  json_t *figure;

  if (row->method == PARVIS_METHOD_NONE || row->present < 0)
    return;

  figure = json_object ();
  parvis_json_set_string (figure, "method", parvis_method_to_string (row->method));
  json_object_set_new (figure, "present", json_integer (row->present));
  if (row->method == PARVIS_METHOD_SPACES)
    json_object_set_new (figure, "measured", json_integer (row->measured));
  parvis_json_set_time (figure, "observed_at", row->observed_at);
  parvis_json_set_time (figure, "truth_at", row->truth_at);
  parvis_json_set_time (figure, "zeroed_at", row->zeroed_at);
  json_object_set_new (figure, "period", json_integer (row->period / PARVIS_SECOND));
  json_object_set_new (settings, "figure", figure);
}

static void
add_limit (json_t               *settings,
           const ParvisGaugeRow *row)
{
  json_t *limit;

  if (row->lowered_to < 0)
    return;

  limit = json_object ();
  json_object_set_new (limit, "capacity", json_integer (row->lowered_to));
  parvis_json_set_string (limit, "reason", row->lowered_why);
  parvis_json_set_time (limit, "until", row->lowered_until);
  json_object_set_new (settings, "capacity_limit", limit);
}

static json_t *
export_gauges (ParvisDb    *db,
               const char  *facility,
               GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) gauges = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT id FROM gauge"
                            " WHERE town = :town AND facility = :facility ORDER BY id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":facility", facility);

  do
    {
      ParvisGaugeRow row;
      json_t *settings;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      settings = parvis_gauge_settings (db, parvis_stmt_get_text (stmt, 0), error);
      if (settings == NULL)
        return NULL;

      json_array_append_new (gauges, settings);
      if (!parvis_gauge_row_load (db, parvis_stmt_get_text (stmt, 0), &row, error))
        return NULL;
      add_figure (settings, &row);
      add_limit (settings, &row);
    }
  while (has_row);

  return g_steal_pointer (&gauges);
}

static json_t *
export_facility (ParvisDb    *db,
                 ParvisStmt  *stmt,
                 GError     **error)
{
  static const char * const names[] = {
    "id", "external_id", "name", "kind", "address", "opening_hours", "linked",
  };
  g_autoptr(json_t) entry = json_object ();
  json_t *gauges;

  for (int i = 0; i < (int) G_N_ELEMENTS (names); i++)
    {
      if (!parvis_stmt_is_null (stmt, i))
        parvis_json_set_string (entry, names[i], parvis_stmt_get_text (stmt, i));
    }

  json_object_set_new (entry, "lon", json_real (parvis_stmt_get_double (stmt, 7)));
  json_object_set_new (entry, "lat", json_real (parvis_stmt_get_double (stmt, 8)));
  if (!parvis_stmt_is_null (stmt, 10))
    {
      json_t *closure = json_object ();

      parvis_json_set_string (closure, "reason", parvis_stmt_get_text (stmt, 9));
      parvis_json_set_time (closure, "from", parvis_stmt_get_time (stmt, 10));
      parvis_json_set_time (closure, "until", parvis_stmt_get_time (stmt, 11));
      json_object_set_new (entry, "closure", closure);
    }

  gauges = export_gauges (db, parvis_stmt_get_text (stmt, 0), error);
  if (gauges == NULL)
    return NULL;
  json_object_set_new (entry, "gauges", gauges);

  return g_steal_pointer (&entry);
}

static void
set_number (json_t     *object,
            const char *name,
            double      value)
{
  if (!isnan (value))
    json_object_set_new (object, name, json_real (value));
}

static json_t *
describe_memory (const ParvisSourceRow *row)
{
  json_t *memory = json_object ();

  parvis_json_set_time (memory, "last_seen", row->last_seen);
  parvis_json_set_time (memory, "heard_at", row->heard_at);
  parvis_json_set_time (memory, "newest_at", row->newest_at);
  parvis_json_set_time (memory, "fresh_at", row->fresh_at);
  if (row->last_present >= 0)
    json_object_set_new (memory, "present", json_integer (row->last_present));
  set_number (memory, "value", row->last_value);
  set_number (memory, "total", row->total);
  set_number (memory, "total_max", row->total_max);

  return memory;
}

static json_t *
export_source (ParvisDb    *db,
               ParvisStmt  *stmt,
               GError     **error)
{
  g_autoptr(ParvisSourceRow) row = NULL;
  json_t *entry;

  row = parvis_source_row_load (db, parvis_stmt_get_text (stmt, 0), error);
  if (row == NULL)
    return NULL;

  entry = parvis_source_row_describe (row);
  if (row->last_seen != PARVIS_NO_TIME)
    json_object_set_new (entry, "memory", describe_memory (row));

  return entry;
}

static json_t *
export_neighbourhood (ParvisDb    *db,
                      ParvisStmt  *stmt,
                      GError     **error)
{
  const char *text = parvis_stmt_get_text (stmt, 3);
  g_autoptr(json_t) geometry = parvis_json_parse (text, strlen (text), error);
  json_t *entry;

  if (geometry == NULL)
    return NULL;

  entry = json_object ();
  parvis_json_set_string (entry, "id", parvis_stmt_get_text (stmt, 0));
  parvis_json_set_string (entry, "external_id", parvis_stmt_get_text (stmt, 1));
  parvis_json_set_string (entry, "name", parvis_stmt_get_text (stmt, 2));
  json_object_set (entry, "geometry", geometry);

  return entry;
}

typedef json_t *(*ExportFunc) (ParvisDb    *db,
                               ParvisStmt  *stmt,
                               GError     **error);

static gboolean
export_list (ParvisDb    *db,
             json_t      *file,
             const char  *name,
             const char  *sql,
             ExportFunc   func,
             GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);
  g_autoptr(json_t) list = json_array ();
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        continue;

      entry = func (db, stmt, error);
      if (entry == NULL)
        return FALSE;
      json_array_append_new (list, entry);
    }
  while (has_row);

  json_object_set (file, name, list);

  return TRUE;
}

gboolean
parvis_occupancy_export (ParvisDb  *db,
                         json_t    *file,
                         GError   **error)
{
  return export_list (db, file, "neighbourhoods",
                      "SELECT id, external_id, name, geometry FROM neighbourhood"
                      " WHERE town = :town ORDER BY name, id",
                      export_neighbourhood, error) &&
         export_list (db, file, "facilities",
                      "SELECT f.id, f.external_id, f.name, f.kind, f.address,"
                      " f.opening_hours, f.linked, f.lon, f.lat,"
                      " c.reason, c.from_at, c.until_at"
                      " FROM facility AS f LEFT JOIN closure AS c"
                      " ON c.town = f.town AND c.facility = f.id"
                      " WHERE f.town = :town ORDER BY f.name, f.id",
                      export_facility, error) &&
         export_list (db, file, "sources",
                      "SELECT id FROM source WHERE town = :town ORDER BY created_at, id",
                      export_source, error);
}
