/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-put"

#include "config.h"

#include "parvis-put.h"

#include "parvis-error.h"
#include "parvis-geo.h"
#include "parvis-hours.h"
#include "parvis-rows.h"

#include <string.h>

#define MAX_NAME     200
#define MAX_WARNINGS 200

void
parvis_put_init (ParvisPut *put,
                 ParvisTx  *tx)
{
  memset (put, 0, sizeof *put);
  put->tx = tx;
  put->db = parvis_tx_get_db (tx);
  put->warnings = json_array ();
  put->seen = json_object ();
}

void
parvis_put_clear (ParvisPut *put)
{
  g_clear_pointer (&put->warnings, json_decref);
  g_clear_pointer (&put->seen, json_decref);
}

/**
 * parvis_put_once:
 *
 * The last of two entries would win without a word: which of them is meant, only
 * whoever wrote the file knows.
 */
gboolean
parvis_put_once (ParvisPut     *put,
                 const char    *list,
                 gsize          index,
                 const json_t  *entry,
                 GError       **error)
{
  const char *id = json_string_value (json_object_get (entry, "id"));
  g_autofree char *key = NULL;
  const json_t *before;

  if (id == NULL)
    return TRUE;

  key = g_strdup_printf ("%s/%s", list, id);
  before = json_object_get (put->seen, key);
  if (before != NULL)
    return parvis_set_invalid (error, "/id", "“%s” is the identifier of %s %d too", id, list,
                               (int) json_integer_value (before));

  json_object_set_new (put->seen, key, json_integer ((json_int_t) index + 1));

  return TRUE;
}

void
parvis_put_warn (ParvisPut  *put,
                 const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (json_array_size (put->warnings) >= MAX_WARNINGS)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  json_array_append_new (put->warnings, json_string (text));
}

void
parvis_put_answer (ParvisPut    *put,
                   ParvisAnswer *answer)
{
  answer->body = json_pack ("{s:i, s:i, s:O}",
                            "created", (int) put->created,
                            "updated", (int) put->updated,
                            "warnings", put->warnings);
}

gboolean
parvis_put_locate (const char  *list,
                   gsize        index,
                   GError     **error)
{
  parvis_error_prefix_field (error, "/%s/%" G_GSIZE_FORMAT, list, index);
  g_prefix_error (error, "%s %" G_GSIZE_FORMAT ": ", list, index + 1);

  return FALSE;
}

char *
parvis_put_make_id (ParvisPut  *put,
                    const char *kind,
                    const char *external)
{
  /* Ours alone, drawn once. */
  static const guint8 name_space[16] = {
    0x6f, 0x1d, 0x0c, 0x52, 0x2b, 0x7e, 0x4a, 0x91,
    0x8d, 0x33, 0x5e, 0xc4, 0x70, 0xa9, 0x1b, 0xe6,
  };
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *name = NULL;
  guint8 d[20];
  gsize length = sizeof d;

  name = g_strdup_printf ("%s/%s/%s", parvis_db_get_town (put->db), kind, external);
  g_checksum_update (checksum, name_space, sizeof name_space);
  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, d, &length);
  d[6] = (d[6] & 0x0f) | 0x50;
  d[8] = (d[8] & 0x3f) | 0x80;

  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7],
                          d[8], d[9], d[10], d[11], d[12], d[13], d[14], d[15]);
}

/* What the entry is called: "id" if it is a UUID; else the row that had the same
 * external name, or a new identifier made from it.
 */
static gboolean
resolve_id (ParvisPut     *put,
            const char    *table_sql,
            const char    *kind,
            const json_t  *body,
            char         **id,
            const char   **external,
            GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *given;
  const char *name;
  gboolean has_row = FALSE;

  if (!parvis_json_get_string (body, "name", MAX_NAME, &name, error) ||
      !parvis_json_get_string_or (body, "id", 100, NULL, &given, error) ||
      !parvis_json_get_string_or (body, "external_id", 100, given, external, error))
    return FALSE;

  if (*external == NULL || **external == '\0')
    *external = name;

  if (given != NULL && g_uuid_string_is_valid (given))
    {
      *id = g_ascii_strdown (given, -1);
      return TRUE;
    }

  stmt = parvis_db_prepare (put->db, table_sql, error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":external_id", *external);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  *id = has_row ? g_strdup (parvis_stmt_get_text (stmt, 0))
                : parvis_put_make_id (put, kind, *external);

  return TRUE;
}

static gboolean
count_row (ParvisPut   *put,
           const char  *sql,
           const char  *id,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (put->db, sql, error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    put->updated++;
  else
    put->created++;

  return TRUE;
}

static gboolean
store_neighbourhood (ParvisPut     *put,
                     const char    *id,
                     const char    *external,
                     const char    *name,
                     const json_t  *geometry,
                     GError       **error)
{
  g_autofree char *text = parvis_json_dump (geometry);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (put->db,
                            "INSERT INTO neighbourhood (town, id, external_id, name, geometry)"
                            " VALUES (:town, :id, :external_id, :name, :geometry)"
                            " ON CONFLICT (town, id) DO UPDATE SET"
                            " external_id = excluded.external_id, name = excluded.name,"
                            " geometry = excluded.geometry",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":external_id", external);
  parvis_stmt_bind_text (stmt, ":name", name);
  parvis_stmt_bind_text (stmt, ":geometry", text);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_put_neighbourhood (ParvisPut     *put,
                          const json_t  *body,
                          GError       **error)
{
  const json_t *geometry = json_object_get (body, "geometry");
  g_autofree char *id = NULL;
  const char *external;
  const char *name;

  if (!parvis_json_get_string (body, "name", MAX_NAME, &name, error) ||
      !parvis_geo_check_polygon (geometry, "/geometry", error) ||
      !resolve_id (put,
                   "SELECT id FROM neighbourhood"
                   " WHERE town = :town AND external_id = :external_id",
                   PARVIS_KIND_NEIGHBOURHOOD, body, &id, &external, error) ||
      !count_row (put, "SELECT 1 FROM neighbourhood WHERE town = :town AND id = :id",
                  id, error) ||
      !store_neighbourhood (put, id, external, name, geometry, error))
    return FALSE;

  parvis_tx_touch (put->tx, PARVIS_KIND_NEIGHBOURHOOD, id);
  parvis_tx_touch (put->tx, PARVIS_KIND_ROLLUP, id);

  return TRUE;
}

static void
check_hours (ParvisPut  *put,
             const char *name,
             const char *hours)
{
  g_autoptr(ParvisHours) parsed = NULL;
  g_autoptr(GError) error = NULL;

  if (hours == NULL || *hours == '\0')
    return;

  parsed = parvis_hours_parse (hours, &error);
  if (parsed == NULL)
    parvis_put_warn (put, "%s: the opening hours are shown but not understood (%s)",
                     name, error->message);
}

static gboolean
store_facility (ParvisPut           *put,
                const char          *id,
                const char          *external,
                const json_t        *body,
                ParvisFacilityKind   kind,
                GError             **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *name;
  const char *address;
  const char *hours;
  const char *linked;
  double lon;
  double lat;

  if (!parvis_json_get_string (body, "name", MAX_NAME, &name, error) ||
      !parvis_json_get_string_or (body, "address", MAX_NAME, NULL, &address, error) ||
      !parvis_json_get_string_or (body, "opening_hours", PARVIS_HOURS_MAX_LENGTH, NULL,
                                  &hours, error) ||
      !parvis_json_get_string_or (body, "linked", 36, NULL, &linked, error) ||
      !parvis_json_get_number (body, "lon", -180, 180, &lon, error) ||
      !parvis_json_get_number (body, "lat", -90, 90, &lat, error))
    return FALSE;

  check_hours (put, name, hours);
  stmt = parvis_db_prepare (put->db,
                            "INSERT INTO facility (town, id, external_id, name, kind, address,"
                            " lon, lat, opening_hours, linked)"
                            " VALUES (:town, :id, :external_id, :name, :kind, :address,"
                            " :lon, :lat, :opening_hours, :linked)"
                            " ON CONFLICT (town, id) DO UPDATE SET"
                            " external_id = excluded.external_id, name = excluded.name,"
                            " kind = excluded.kind, address = excluded.address,"
                            " lon = excluded.lon, lat = excluded.lat,"
                            " opening_hours = excluded.opening_hours,"
                            " linked = excluded.linked",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":external_id", external);
  parvis_stmt_bind_text (stmt, ":name", name);
  parvis_stmt_bind_text (stmt, ":kind", parvis_facility_kind_to_string (kind));
  parvis_bind_text_or_null (stmt, ":address", address);
  parvis_stmt_bind_double (stmt, ":lon", lon);
  parvis_stmt_bind_double (stmt, ":lat", lat);
  parvis_bind_text_or_null (stmt, ":opening_hours", hours);
  parvis_bind_text_or_null (stmt, ":linked", linked);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
put_gauges (ParvisPut           *put,
            const char          *facility,
            ParvisFacilityKind   kind,
            const json_t        *body,
            GError             **error)
{
  const json_t *gauges = json_object_get (body, "gauges");

  for (gsize i = 0; i < json_array_size (gauges); i++)
    {
      if (!parvis_put_gauge (put, facility, kind, json_array_get (gauges, i), error))
        return parvis_put_locate ("gauges", i, error);
    }

  return TRUE;
}

gboolean
parvis_put_facility (ParvisPut     *put,
                     const json_t  *body,
                     GError       **error)
{
  g_autofree char *id = NULL;
  ParvisFacilityKind kind;
  const char *external;
  const char *word;

  if (!parvis_json_get_string_or (body, "kind", 40, "other", &word, error) ||
      !resolve_id (put,
                   "SELECT id FROM facility"
                   " WHERE town = :town AND external_id = :external_id",
                   PARVIS_KIND_FACILITY, body, &id, &external, error))
    return FALSE;

  if (!parvis_facility_kind_from_string (word, &kind))
    return parvis_set_invalid (error, "/kind", "“%s” is no kind of facility", word);

  if (!count_row (put, "SELECT 1 FROM facility WHERE town = :town AND id = :id", id, error) ||
      !store_facility (put, id, external, body, kind, error) ||
      !put_gauges (put, id, kind, body, error))
    return FALSE;

  parvis_tx_touch (put->tx, PARVIS_KIND_FACILITY, id);

  return TRUE;
}
