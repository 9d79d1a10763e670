/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-towns"

#include "config.h"

#include "parvis-towns.h"

#include "parvis-error.h"

#include <string.h>

#define MAX_POPULATION 10000000

/* Of the modules that design.md names, those that this version serves. */
static const char * const modules[] = { "occupancy", "parking" };

enum
{
  TOWN_NAME, TOWN_POPULATION, TOWN_DEPARTMENT, TOWN_FICTIONAL, TOWN_TIMEZONE,
  TOWN_CENTER_LON, TOWN_CENTER_LAT, TOWN_WEST, TOWN_SOUTH, TOWN_EAST, TOWN_NORTH,
  TOWN_ZOOM, TOWN_ATTRIBUTION
};

#define SELECT_TOWN \
  "SELECT name, population, department, fictional, timezone, center_lon, center_lat," \
  " west, south, east, north, zoom, attribution FROM town WHERE town = :town"

gboolean
parvis_module_is_valid (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    {
      if (strcmp (modules[i], name) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
list_modules (ParvisDb  *db,
              json_t    *body,
              GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) list = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT name FROM module WHERE town = :town ORDER BY name",
                            error);
  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (has_row)
        json_array_append_new (list, json_string (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  json_object_set (body, "modules", list);

  return TRUE;
}

/* What the places span, for a town whose extent nobody gave. The margin keeps a
 * single place off the border of the map, 0.005° being some 500 m.
 */
static gboolean
measure_places (ParvisDb  *db,
                double     bounds[4],
                gboolean  *found,
                GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT MIN(lon), MIN(lat), MAX(lon), MAX(lat) FROM facility"
                            " WHERE town = :town",
                            error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  *found = has_row && !parvis_stmt_is_null (stmt, 0);
  for (int i = 0; *found && i < 4; i++)
    bounds[i] = parvis_stmt_get_double (stmt, i) + (i < 2 ? -0.005 : 0.005);

  return TRUE;
}

static gboolean
describe_extent (ParvisDb    *db,
                 ParvisStmt  *stmt,
                 gboolean     complete,
                 json_t      *body,
                 GError     **error)
{
  double bounds[4] = { 0, };
  gboolean found = FALSE;
  gboolean centered = !parvis_stmt_is_null (stmt, TOWN_CENTER_LON);

  if (parvis_stmt_is_null (stmt, TOWN_WEST))
    {
      if (complete && !measure_places (db, bounds, &found, error))
        return FALSE;
    }
  else
    {
      found = TRUE;
      for (int i = 0; i < 4; i++)
        bounds[i] = parvis_stmt_get_double (stmt, TOWN_WEST + i);
    }

  if (found)
    json_object_set_new (body, "bounds",
                         json_pack ("[f, f, f, f]",
                                    bounds[0], bounds[1], bounds[2], bounds[3]));

  if (centered)
    json_object_set_new (body, "center",
                         json_pack ("{s:f, s:f}",
                                    "lon", parvis_stmt_get_double (stmt, TOWN_CENTER_LON),
                                    "lat", parvis_stmt_get_double (stmt, TOWN_CENTER_LAT)));
  else if (found)
    json_object_set_new (body, "center",
                         json_pack ("{s:f, s:f}",
                                    "lon", (bounds[0] + bounds[2]) / 2,
                                    "lat", (bounds[1] + bounds[3]) / 2));

  return TRUE;
}

/* @complete: with what can be found out where nobody said it. */
static json_t *
describe (ParvisDb  *db,
          gboolean   complete,
          GError   **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, SELECT_TOWN, error);
  g_autoptr(json_t) body = NULL;
  gboolean has_row = FALSE;

  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town has not been described yet");
      return NULL;
    }

  body = json_object ();
  parvis_json_set_string (body, "insee", parvis_db_get_town (db));
  parvis_json_set_string (body, "name", parvis_stmt_get_text (stmt, TOWN_NAME));
  if (!parvis_stmt_is_null (stmt, TOWN_POPULATION))
    json_object_set_new (body, "population",
                         json_integer (parvis_stmt_get_int (stmt, TOWN_POPULATION)));
  if (!parvis_stmt_is_null (stmt, TOWN_DEPARTMENT))
    parvis_json_set_string (body, "department", parvis_stmt_get_text (stmt, TOWN_DEPARTMENT));
  json_object_set_new (body, "fictional",
                       json_boolean (parvis_stmt_get_int (stmt, TOWN_FICTIONAL)));
  parvis_json_set_string (body, "timezone", parvis_stmt_get_text (stmt, TOWN_TIMEZONE));
  if (!list_modules (db, body, error) || !describe_extent (db, stmt, complete, body, error))
    return NULL;
  if (!parvis_stmt_is_null (stmt, TOWN_ZOOM))
    json_object_set_new (body, "zoom", json_integer (parvis_stmt_get_int (stmt, TOWN_ZOOM)));
  if (!parvis_stmt_is_null (stmt, TOWN_ATTRIBUTION))
    parvis_json_set_string (body, "attribution",
                            parvis_stmt_get_text (stmt, TOWN_ATTRIBUTION));

  return g_steal_pointer (&body);
}

json_t *
parvis_town_describe (ParvisDb  *db,
                      GError   **error)
{
  return describe (db, FALSE, error);
}

gboolean
parvis_render_town (ParvisTx      *tx,
                    const char    *id,
                    ParvisEntity  *entity,
                    GError       **error)
{
  g_autoptr(GError) local = NULL;

  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  entity->body = describe (parvis_tx_get_db (tx), TRUE, &local);
  if (entity->body != NULL || g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

static gboolean
put_module (ParvisDb    *db,
            const char  *name,
            gboolean     on,
            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (!parvis_module_is_valid (name))
    return parvis_set_invalid (error, "/modules", "“%s” is no module of this service", name);

  stmt = parvis_db_prepare (db,
                            on ? "INSERT INTO module (town, name) VALUES (:town, :name)"
                                 " ON CONFLICT (town, name) DO NOTHING"
                               : "DELETE FROM module WHERE town = :town AND name = :name",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":name", name);

  return parvis_stmt_step (stmt, NULL, error);
}

/* The list is the whole truth: what it leaves out is switched off. */
static gboolean
put_modules (ParvisDb      *db,
             const json_t  *list,
             GError       **error)
{
  if (list == NULL)
    return TRUE;

  if (!json_is_array (list))
    return parvis_set_invalid (error, "/modules", "The modules must be a list");

  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    {
      if (!put_module (db, modules[i], FALSE, error))
        return FALSE;
    }

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const char *name = json_string_value (json_array_get (list, i));

      if (!put_module (db, name != NULL ? name : "", TRUE, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
bind_extent (ParvisStmt    *stmt,
             const json_t  *body,
             GError       **error)
{
  static const char * const sides[] = { ":west", ":south", ":east", ":north" };
  const json_t *bounds = json_object_get (body, "bounds");
  const json_t *center = json_object_get (body, "center");
  double lon;
  double lat;

  if (json_is_object (center))
    {
      if (!parvis_json_get_number (center, "lon", -180, 180, &lon, error) ||
          !parvis_json_get_number (center, "lat", -90, 90, &lat, error))
        return FALSE;

      parvis_stmt_bind_double (stmt, ":center_lon", lon);
      parvis_stmt_bind_double (stmt, ":center_lat", lat);
    }
  else
    {
      parvis_stmt_bind_null (stmt, ":center_lon");
      parvis_stmt_bind_null (stmt, ":center_lat");
    }

  if (bounds != NULL && json_array_size (bounds) != 4)
    return parvis_set_invalid (error, "/bounds", "The bounds are west, south, east, north");

  for (gsize i = 0; i < 4; i++)
    {
      const json_t *side = json_array_get (bounds, i);

      if (side == NULL)
        parvis_stmt_bind_null (stmt, sides[i]);
      else if (json_is_number (side) && json_number_value (side) >= -180 &&
               json_number_value (side) <= 180)
        parvis_stmt_bind_double (stmt, sides[i], json_number_value (side));
      else
        return parvis_set_invalid (error, "/bounds", "The bounds are degrees");
    }

  return TRUE;
}

static gboolean
check_zone (const char  *name,
            GError     **error)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (name);

  return zone != NULL ||
         parvis_set_invalid (error, "/timezone", "“%s” is no known time zone", name);
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

static gboolean
store_town (ParvisTx      *tx,
            const json_t  *body,
            GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *name;
  const char *department;
  const char *zone;
  const char *attribution;
  gint64 population;
  gint64 zoom;
  gboolean fictional;

  if (!parvis_json_get_string (body, "name", 120, &name, error) ||
      !parvis_json_get_string_or (body, "department", 60, NULL, &department, error) ||
      !parvis_json_get_string_or (body, "timezone", 60, "Europe/Paris", &zone, error) ||
      !parvis_json_get_string_or (body, "attribution", 300, NULL, &attribution, error) ||
      !parvis_json_get_int_or (body, "population", 0, MAX_POPULATION, -1, &population,
                               error) ||
      !parvis_json_get_int_or (body, "zoom", 1, 22, -1, &zoom, error) ||
      !parvis_json_get_bool_or (body, "fictional", FALSE, &fictional, error) ||
      !check_zone (zone, error))
    return FALSE;

  if (*name == '\0')
    return parvis_set_invalid (error, "/name", "A town has a name");

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO town (town, name, population, department, fictional,"
                            " timezone, center_lon, center_lat, west, south, east, north,"
                            " zoom, attribution, created_at)"
                            " VALUES (:town, :name, :population, :department, :fictional,"
                            " :timezone, :center_lon, :center_lat, :west, :south, :east,"
                            " :north, :zoom, :attribution, :created_at)"
                            " ON CONFLICT (town) DO UPDATE SET name = excluded.name,"
                            " population = excluded.population,"
                            " department = excluded.department,"
                            " fictional = excluded.fictional, timezone = excluded.timezone,"
                            " center_lon = excluded.center_lon,"
                            " center_lat = excluded.center_lat, west = excluded.west,"
                            " south = excluded.south, east = excluded.east,"
                            " north = excluded.north, zoom = excluded.zoom,"
                            " attribution = excluded.attribution",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":name", name);
  bind_text (stmt, ":department", department);
  parvis_stmt_bind_text (stmt, ":timezone", zone);
  bind_text (stmt, ":attribution", attribution);
  if (population < 0)
    parvis_stmt_bind_null (stmt, ":population");
  else
    parvis_stmt_bind_int (stmt, ":population", population);
  if (zoom < 0)
    parvis_stmt_bind_null (stmt, ":zoom");
  else
    parvis_stmt_bind_int (stmt, ":zoom", zoom);
  parvis_stmt_bind_int (stmt, ":fictional", fictional);
  parvis_stmt_bind_time (stmt, ":created_at", parvis_tx_get_now (tx));

  return bind_extent (stmt, body, error) && parvis_stmt_step (stmt, NULL, error);
}

/**
 * parvis_town_put:
 *
 * Command "town.put".
 */
gboolean
parvis_town_put (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) merged = parvis_town_describe (db, NULL);

  if (merged == NULL)
    merged = json_object ();

  json_object_update (merged, command->body);
  if (!store_town (tx, merged, error) ||
      !put_modules (db, json_object_get (command->body, "modules"), error))
    return FALSE;

  parvis_tx_touch (tx, PARVIS_KIND_TOWN, parvis_db_get_town (db));
  answer->body = parvis_town_describe (db, error);

  return answer->body != NULL;
}

/**
 * parvis_town_set_module:
 *
 * Command "module.set". The caller touches the entities that the module shows.
 */
gboolean
parvis_town_set_module (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  gboolean on;

  if (!parvis_json_get_bool_or (command->body, "on", TRUE, &on, error) ||
      !put_module (db, command->object, on, error))
    return FALSE;

  parvis_tx_touch (tx, PARVIS_KIND_TOWN, parvis_db_get_town (db));
  answer->body = parvis_town_describe (db, error);

  return answer->body != NULL;
}
