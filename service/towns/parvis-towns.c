/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-towns"

#include "config.h"

#include "parvis-towns.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-modules.h"

#include <string.h>

#define MAX_POPULATION 10000000

enum
{
  TOWN_NAME, TOWN_POPULATION, TOWN_DEPARTMENT, TOWN_FICTIONAL, TOWN_TIMEZONE,
  TOWN_CENTER_LON, TOWN_CENTER_LAT, TOWN_WEST, TOWN_SOUTH, TOWN_EAST, TOWN_NORTH,
  TOWN_ZOOM, TOWN_ATTRIBUTION, TOWN_OPERATOR, TOWN_OWN_NAME, TOWN_OWN_POPULATION,
  TOWN_LOGO, TOWN_CHECK_EACH, TOWN_PHONE
};

#define SELECT_TOWN \
  "SELECT name, population, department, fictional, timezone, center_lon, center_lat," \
  " west, south, east, north, zoom, attribution, operator, own_name, own_population," \
  " logo_tag, check_each, phone" \
  " FROM town WHERE town = :town"

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

/* What is for the town's own people and for the file of a town. */
static gboolean
describe_inside (ParvisDb    *db,
                 ParvisStmt  *stmt,
                 json_t      *body,
                 GError     **error)
{
  json_t *prepared = parvis_modules_list (db, FALSE, error);
  json_t *own = json_array ();

  json_object_set_new (body, "own", own);
  if (parvis_stmt_get_int (stmt, TOWN_OWN_NAME) != 0)
    json_array_append_new (own, json_string ("name"));
  if (parvis_stmt_get_int (stmt, TOWN_OWN_POPULATION) != 0)
    json_array_append_new (own, json_string ("population"));
  if (!parvis_stmt_is_null (stmt, TOWN_OPERATOR))
    parvis_json_set_string (body, "operator", parvis_stmt_get_text (stmt, TOWN_OPERATOR));

  if (parvis_stmt_get_int (stmt, TOWN_CHECK_EACH) != 0)
    json_object_set_new (body, "check_each", json_true ());

  return prepared != NULL && json_object_set_new (body, "prepared", prepared) == 0;
}

/* @public: what everybody may know, with what can be found out where nobody said
 * it; otherwise what was declared.
 */
static json_t *
describe (ParvisDb  *db,
          gboolean   public,
          GError   **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, SELECT_TOWN, error);
  g_autoptr(json_t) body = NULL;
  gboolean has_row = FALSE;
  json_t *modules;

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
  modules = parvis_modules_list (db, TRUE, error);
  if (modules == NULL)
    return NULL;

  json_object_set_new (body, "modules", modules);
  if (!describe_extent (db, stmt, public, body, error) ||
      (!public && !describe_inside (db, stmt, body, error)))
    return NULL;

  if (!parvis_stmt_is_null (stmt, TOWN_ZOOM))
    json_object_set_new (body, "zoom", json_integer (parvis_stmt_get_int (stmt, TOWN_ZOOM)));
  if (!parvis_stmt_is_null (stmt, TOWN_PHONE))
    parvis_json_set_string (body, "phone", parvis_stmt_get_text (stmt, TOWN_PHONE));
  /* The picture itself is no part of a description: a file of a town sets none. */
  if (public && !parvis_stmt_is_null (stmt, TOWN_LOGO))
    parvis_json_set_string (body, "logo", parvis_stmt_get_text (stmt, TOWN_LOGO));
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

json_t *
parvis_town_describe_public (ParvisDb  *db,
                             GError   **error)
{
  return describe (db, TRUE, error);
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

/* A map that spans the antimeridian is no town's. */
static gboolean
check_bounds (const json_t  *bounds,
              GError       **error)
{
  double west = json_number_value (json_array_get (bounds, 0));
  double south = json_number_value (json_array_get (bounds, 1));
  double east = json_number_value (json_array_get (bounds, 2));
  double north = json_number_value (json_array_get (bounds, 3));

  if (bounds == NULL)
    return TRUE;
  if (south < -90 || north > 90)
    return parvis_set_invalid (error, "/bounds", "There is nothing north or south of the poles");
  if (west >= east || south >= north)
    return parvis_set_invalid (error, "/bounds", "The bounds are west, south, east, north");

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

  return check_bounds (bounds, error);
}

static gboolean
check_zone (const char  *name,
            GError     **error)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (name);

  return zone != NULL ||
         parvis_set_invalid (error, "/timezone", "“%s” is no known time zone", name);
}

/* Residents are told to call it. */
static gboolean
check_phone (ParvisTx    *tx,
             const char  *phone,
             GError     **error)
{
  g_autofree char *number = NULL;

  if (phone == NULL || *phone == '\0')
    return TRUE;

  number = parvis_contact_normalise_phone (phone, parvis_db_get_town (parvis_tx_get_db (tx)));

  return number != NULL ||
         parvis_set_invalid (error, "/phone", "“%s” is no telephone number", phone);
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

static void
bind_count (ParvisStmt *stmt,
            const char *name,
            gint64      value)
{
  if (value < 0)
    parvis_stmt_bind_null (stmt, name);
  else
    parvis_stmt_bind_int (stmt, name, value);
}

/* What the town may say itself: what "own" names, or, where it names nothing, what
 * the operator did not say.
 */
static gboolean
is_own (const json_t *written,
        const json_t *merged,
        const char   *member)
{
  const json_t *own = json_object_get (merged, "own");

  if (json_object_get (written, "own") == NULL && json_object_get (written, member) != NULL)
    return FALSE;

  for (gsize i = 0; i < json_array_size (own); i++)
    {
      if (g_strcmp0 (json_string_value (json_array_get (own, i)), member) == 0)
        return TRUE;
    }

  return own == NULL && json_object_get (merged, member) == NULL;
}

/* @merged: the town as it is to be; @written: what is new in it. */
static gboolean
store_town (ParvisTx      *tx,
            const json_t  *merged,
            const json_t  *written,
            GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  const char *name;
  const char *department;
  const char *zone;
  const char *attribution;
  const char *operator;
  const char *phone;
  gint64 population;
  gint64 zoom;
  gboolean fictional;
  gboolean check_each;

  if (!parvis_json_get_string (merged, "name", 120, &name, error) ||
      !parvis_json_get_string_or (merged, "department", 60, NULL, &department, error) ||
      !parvis_json_get_string_or (merged, "timezone", 60, "Europe/Paris", &zone, error) ||
      !parvis_json_get_string_or (merged, "attribution", 300, NULL, &attribution, error) ||
      !parvis_json_get_string_or (merged, "operator", 120, NULL, &operator, error) ||
      !parvis_json_get_string_or (merged, "phone", 40, NULL, &phone, error) ||
      !parvis_json_get_int_or (merged, "population", 0, MAX_POPULATION, -1, &population,
                               error) ||
      !parvis_json_get_int_or (merged, "zoom", 1, 22, -1, &zoom, error) ||
      !parvis_json_get_bool_or (merged, "fictional", FALSE, &fictional, error) ||
      !parvis_json_get_bool_or (merged, "check_each", FALSE, &check_each, error) ||
      !check_zone (zone, error) || !check_phone (tx, phone, error))
    return FALSE;

  if (*name == '\0')
    return parvis_set_invalid (error, "/name", "A town has a name");

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO town (town, name, population, department, fictional,"
                            " timezone, center_lon, center_lat, west, south, east, north,"
                            " zoom, attribution, operator, own_name, own_population,"
                            " check_each, phone, created_at)"
                            " VALUES (:town, :name, :population, :department, :fictional,"
                            " :timezone, :center_lon, :center_lat, :west, :south, :east,"
                            " :north, :zoom, :attribution, :operator, :own_name,"
                            " :own_population, :check_each, :phone, :created_at)"
                            " ON CONFLICT (town) DO UPDATE SET name = excluded.name,"
                            " population = excluded.population,"
                            " department = excluded.department,"
                            " fictional = excluded.fictional, timezone = excluded.timezone,"
                            " center_lon = excluded.center_lon,"
                            " center_lat = excluded.center_lat, west = excluded.west,"
                            " south = excluded.south, east = excluded.east,"
                            " north = excluded.north, zoom = excluded.zoom,"
                            " attribution = excluded.attribution,"
                            " operator = excluded.operator, own_name = excluded.own_name,"
                            " own_population = excluded.own_population,"
                            " check_each = excluded.check_each, phone = excluded.phone",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":name", name);
  bind_text (stmt, ":department", department);
  parvis_stmt_bind_text (stmt, ":timezone", zone);
  bind_text (stmt, ":attribution", attribution);
  bind_text (stmt, ":operator", operator);
  bind_text (stmt, ":phone", phone);
  parvis_stmt_bind_int (stmt, ":own_name", is_own (written, merged, "name"));
  parvis_stmt_bind_int (stmt, ":own_population", is_own (written, merged, "population"));
  bind_count (stmt, ":population", population);
  bind_count (stmt, ":zoom", zoom);
  parvis_stmt_bind_int (stmt, ":fictional", fictional);
  parvis_stmt_bind_int (stmt, ":check_each", check_each);
  parvis_stmt_bind_time (stmt, ":created_at", parvis_tx_get_now (tx));

  return bind_extent (stmt, merged, error) && parvis_stmt_step (stmt, NULL, error);
}

static void
touch_town (ParvisTx *tx)
{
  const char *town = parvis_db_get_town (parvis_tx_get_db (tx));

  parvis_tx_touch (tx, PARVIS_KIND_TOWN, town);
  parvis_tx_touch (tx, PARVIS_KIND_SETUP, town);
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
  if (!store_town (tx, merged, command->body, error) ||
      !parvis_modules_put (db, command->body, error))
    return FALSE;

  touch_town (tx);
  answer->body = parvis_town_describe (db, error);

  return answer->body != NULL;
}

/* Returns FALSE for what the operator said. */
static gboolean
check_own (const json_t  *town,
           const json_t  *body,
           const char    *member,
           GError       **error)
{
  g_autofree char *field = NULL;

  if (json_object_get (body, member) == NULL || is_own (NULL, town, member))
    return TRUE;

  field = g_strconcat ("/", member, NULL);
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
               "The operator of this service set this");
  parvis_error_set_field (error, field);

  return FALSE;
}

/**
 * parvis_town_tell:
 *
 * Command "town.tell": what a town says of itself.
 */
gboolean
parvis_town_tell (ParvisTx             *tx,
                  const ParvisCommand  *command,
                  ParvisAnswer         *answer,
                  GError              **error)
{
  static const char * const told[] = { "name", "population", "check_each", "phone" };
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(json_t) town = parvis_town_describe (db, error);
  g_autoptr(json_t) merged = NULL;

  if (town == NULL || !check_own (town, command->body, "name", error) ||
      !check_own (town, command->body, "population", error))
    return FALSE;

  merged = json_deep_copy (town);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      if (json_object_get (command->body, told[i]) != NULL)
        json_object_set (merged, told[i], json_object_get (command->body, told[i]));
    }
  if (!store_town (tx, merged, NULL, error))
    return FALSE;

  touch_town (tx);
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
  gboolean published;

  if (!parvis_json_get_bool_or (command->body, "on", TRUE, &on, error) ||
      !parvis_json_get_bool_or (command->body, "published", TRUE, &published, error) ||
      !parvis_module_put (db, command->object,
                          !on ? PARVIS_MODULE_OFF
                          : published ? PARVIS_MODULE_PUBLISHED : PARVIS_MODULE_PREPARED, error))
    return FALSE;

  touch_town (tx);
  answer->body = parvis_town_describe (db, error);

  return answer->body != NULL;
}

/* What the people of the town may know of its description. */
gboolean
parvis_render_setup (ParvisTx      *tx,
                     const char    *id,
                     ParvisEntity  *entity,
                     GError       **error)
{
  static const char * const members[] = { "insee", "modules", "prepared", "own", "operator",
                                         "check_each" };
  g_autoptr(GError) local = NULL;
  g_autoptr(json_t) town = describe (parvis_tx_get_db (tx), FALSE, &local);

  entity->audience = PARVIS_AUDIENCE_MEMBER;
  if (town != NULL)
    {
      entity->body = json_object ();
      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        json_object_set (entity->body, members[i], json_object_get (town, members[i]));
      return TRUE;
    }

  if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}
