/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-geojson"

#include "config.h"

#include "parvis-error.h"
#include "parvis-geo.h"
#include "parvis-occupancy.h"
#include "parvis-put.h"

#include <string.h>

#define MAX_FEATURES 5000

/* What town halls call their places, besides our own words. */
static const struct
{
  const char         *word;
  ParvisFacilityKind  kind;
} french[] = {
  { "piscine", PARVIS_FACILITY_POOL },
  { "parking", PARVIS_FACILITY_CAR_PARK },
  { "stationnement", PARVIS_FACILITY_CAR_PARK },
  { "bibliotheque", PARVIS_FACILITY_LIBRARY },
  { "mediatheque", PARVIS_FACILITY_LIBRARY },
  { "salle", PARVIS_FACILITY_HALL },
  { "salle_des_fetes", PARVIS_FACILITY_HALL },
  { "salle_polyvalente", PARVIS_FACILITY_HALL },
  { "gymnase", PARVIS_FACILITY_SPORTS_HALL },
  { "stade", PARVIS_FACILITY_SPORTS_HALL },
  { "marche", PARVIS_FACILITY_MARKET },
  { "mairie", PARVIS_FACILITY_TOWN_HALL },
  { "creche", PARVIS_FACILITY_NURSERY },
  { "boulangerie", PARVIS_FACILITY_SHOP },
  { "commerce", PARVIS_FACILITY_SHOP },
  { "magasin", PARVIS_FACILITY_SHOP },
  { "autre", PARVIS_FACILITY_OTHER },
};

/* Lower case without accents, spaces as underscores: "Médiathèque" is
 * "mediatheque".
 */
static char *
fold_word (const char *word)
{
  g_autofree char *plain = g_str_to_ascii (word, "C");
  char *folded = g_ascii_strdown (plain, -1);

  return g_strdelimit (folded, " -", '_');
}

static const char *
find_kind (ParvisPut  *put,
           const char *name,
           const char *word)
{
  g_autofree char *folded = fold_word (word);
  ParvisFacilityKind kind;

  if (parvis_facility_kind_from_string (folded, &kind))
    return parvis_facility_kind_to_string (kind);

  for (guint i = 0; i < G_N_ELEMENTS (french); i++)
    {
      if (strcmp (french[i].word, folded) == 0)
        return parvis_facility_kind_to_string (french[i].kind);
    }

  if (*folded != '\0')
    parvis_put_warn (put, "%s: “%s” is no known kind of place, so it is “other”", name, word);

  return parvis_facility_kind_to_string (PARVIS_FACILITY_OTHER);
}

static const json_t *
get_features (const json_t  *body,
              GError       **error)
{
  const json_t *features = json_object_get (body, "features");

  if (!json_is_array (features))
    {
      parvis_set_invalid (error, "/features", "This is not a GeoJSON FeatureCollection");
      return NULL;
    }

  if (json_array_size (features) > MAX_FEATURES)
    {
      parvis_set_invalid (error, "/features", "More than %d features at once", MAX_FEATURES);
      return NULL;
    }

  return features;
}

/* The stable name of a feature: the property "id", or the feature's own. */
static void
copy_identity (json_t       *entry,
               const json_t *feature,
               const json_t *properties)
{
  const json_t *id = json_object_get (properties, "id");

  if (id == NULL || json_is_null (id))
    id = json_object_get (feature, "id");

  if (json_is_string (id))
    {
      json_object_set_new (entry, "id", json_string (json_string_value (id)));
    }
  else if (json_is_integer (id))
    {
      g_autofree char *text = g_strdup_printf ("%" JSON_INTEGER_FORMAT,
                                               json_integer_value (id));

      json_object_set_new (entry, "id", json_string (text));
    }
}

static void
copy_members (json_t             *entry,
              const json_t       *properties,
              const char * const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      json_t *value = json_object_get (properties, names[i]);

      if (value != NULL && !json_is_null (value))
        json_object_set (entry, names[i], value);
    }
}

/* A place with a capacity has a gauge; its kind follows from what it is, unless
 * the property "gauge" says otherwise.
 */
static void
add_gauge (json_t       *entry,
           const json_t *properties)
{
  static const char * const names[] = {
    "capacity", "reserved", "valid_for", "zero_at", NULL,
  };
  const json_t *capacity = json_object_get (properties, "capacity");
  json_t *kind = json_object_get (properties, "gauge");
  json_t *gauge;

  if ((capacity == NULL || json_is_null (capacity)) && kind == NULL)
    return;

  gauge = json_object ();
  copy_members (gauge, properties, names);
  if (kind != NULL)
    json_object_set (gauge, "kind", kind);
  json_object_set_new (entry, "gauges", json_pack ("[o]", gauge));
}

static json_t *
read_facility (ParvisPut     *put,
               const json_t  *feature,
               GError       **error)
{
  static const char * const names[] = { "name", "address", "opening_hours", NULL };
  const json_t *properties = json_object_get (feature, "properties");
  g_autoptr(json_t) entry = json_object ();
  const char *name;
  const char *kind;
  double lon;
  double lat;

  if (!json_is_object (properties))
    {
      parvis_set_invalid (error, "/properties", "The feature has no properties");
      return NULL;
    }

  if (!parvis_json_get_string (properties, "name", 200, &name, error) ||
      !parvis_json_get_string_or (properties, "kind", 40, "", &kind, error) ||
      !parvis_geo_point (json_object_get (feature, "geometry"), &lon, &lat, error))
    return NULL;

  copy_identity (entry, feature, properties);
  copy_members (entry, properties, names);
  parvis_json_set_string (entry, "kind", find_kind (put, name, kind));
  json_object_set_new (entry, "lon", json_real (lon));
  json_object_set_new (entry, "lat", json_real (lat));
  add_gauge (entry, properties);

  return g_steal_pointer (&entry);
}

static gboolean
link_pair (ParvisPut   *put,
           const char  *id,
           const char  *other,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (put->db,
                            "UPDATE facility SET linked = :other"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":other", other);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  parvis_tx_touch (put->tx, PARVIS_KIND_FACILITY, id);

  return TRUE;
}

/* A pool and its car park are one answer, whichever of the two says so. */
static gboolean
link_facilities (ParvisPut     *put,
                 const json_t  *features,
                 GError       **error)
{
  for (gsize i = 0; i < json_array_size (features); i++)
    {
      const json_t *feature = json_array_get (features, i);
      const json_t *properties = json_object_get (feature, "properties");
      const char *linked = json_string_value (json_object_get (properties, "linked"));
      g_autoptr(json_t) identity = json_object ();
      g_autofree char *id = NULL;
      g_autofree char *other = NULL;
      const char *name;

      if (linked == NULL)
        continue;

      copy_identity (identity, feature, properties);
      name = json_string_value (json_object_get (identity, "id"));
      if (name == NULL)
        name = json_string_value (json_object_get (properties, "name"));

      id = parvis_facility_find (put->db, name, error);
      if (id == NULL)
        return FALSE;

      other = parvis_facility_find (put->db, linked, NULL);
      if (other == NULL)
        {
          parvis_put_warn (put, "%s: nothing called “%s” to be linked with", name, linked);
          continue;
        }

      if (!link_pair (put, id, other, error) || !link_pair (put, other, id, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * parvis_facilities_import:
 *
 * Command "facility.import": a GeoJSON FeatureCollection of points with the
 * properties id, name, kind, capacity, address, opening_hours, linked, reserved,
 * gauge, valid_for and zero_at. Importing again updates what has the same id;
 * nothing is removed by it.
 */
gboolean
parvis_facilities_import (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  g_auto(ParvisPut) put = { NULL, };
  const json_t *features = get_features (command->body, error);

  if (features == NULL)
    return FALSE;

  parvis_put_init (&put, tx);

  for (gsize i = 0; i < json_array_size (features); i++)
    {
      g_autoptr(json_t) entry = NULL;

      entry = read_facility (&put, json_array_get (features, i), error);
      if (entry == NULL || !parvis_put_once (&put, "features", i, entry, error) ||
          !parvis_put_facility (&put, entry, error))
        return parvis_put_locate ("features", i, error);
    }

  parvis_put_answer (&put, answer);

  return link_facilities (&put, features, error) &&
         parvis_put_place_all (&put, error) &&
         parvis_occupancy_touch_all (tx, error);
}

/**
 * parvis_neighbourhoods_import:
 *
 * Command "neighbourhood.import": a GeoJSON FeatureCollection of polygons with
 * the properties id and name.
 */
gboolean
parvis_neighbourhoods_import (ParvisTx             *tx,
                              const ParvisCommand  *command,
                              ParvisAnswer         *answer,
                              GError              **error)
{
  g_auto(ParvisPut) put = { NULL, };
  const json_t *features = get_features (command->body, error);

  if (features == NULL)
    return FALSE;

  parvis_put_init (&put, tx);

  for (gsize i = 0; i < json_array_size (features); i++)
    {
      const json_t *feature = json_array_get (features, i);
      const json_t *properties = json_object_get (feature, "properties");
      g_autoptr(json_t) entry = json_object ();

      copy_identity (entry, feature, properties);
      json_object_set (entry, "name", json_object_get (properties, "name"));
      json_object_set (entry, "geometry", json_object_get (feature, "geometry"));
      if (!parvis_put_once (&put, "features", i, entry, error) ||
          !parvis_put_neighbourhood (&put, entry, error))
        return parvis_put_locate ("features", i, error);
    }

  parvis_put_answer (&put, answer);

  return parvis_put_place_all (&put, error) && parvis_occupancy_touch_all (tx, error);
}
