/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-town-view"

#include "config.h"

#include "parvis-town-view.h"

#include <string.h>

/* Of the name in an address: the code comes behind it. */
#define SLUG_MAX 48

static void
place_free (gpointer data)
{
  ParvisPlaceView *place = data;

  g_clear_pointer (&place->hours, parvis_hours_free);
  g_free (place->people);
  g_free (place->vehicles);
  g_free (place);
}

static void
area_free (gpointer data)
{
  ParvisAreaView *area = data;

  g_ptr_array_unref (area->places);
  g_free (area);
}

void
parvis_town_view_free (ParvisTownView *town)
{
  if (town == NULL)
    return;

  g_clear_pointer (&town->places, g_ptr_array_unref);
  g_clear_pointer (&town->areas, g_ptr_array_unref);
  g_clear_pointer (&town->everything, g_ptr_array_unref);
  g_clear_pointer (&town->zone, g_time_zone_unref);
  g_clear_pointer (&town->live, json_decref);
  g_free (town->address);
  g_free (town);
}

char *
parvis_town_slug (const char *name,
                  const char *insee)
{
  g_autofree char *ascii = g_str_to_ascii (name, "C");
  g_autofree char *code = g_ascii_strdown (insee, -1);
  GString *slug = g_string_new (NULL);

  for (const char *at = ascii; *at != '\0' && slug->len < SLUG_MAX; at++)
    {
      if (g_ascii_isalnum (*at))
        g_string_append_c (slug, g_ascii_tolower (*at));
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }

  if (slug->len > 0 && slug->str[slug->len - 1] != '-')
    g_string_append_c (slug, '-');
  g_string_append (slug, code);

  return g_string_free (slug, FALSE);
}

/* The service's database does not know the order of the towns' language. */
static int
compare_names (const char *a,
               const char *b)
{
  g_autofree char *plain_a = g_str_to_ascii (a, "C");
  g_autofree char *plain_b = g_str_to_ascii (b, "C");
  int order = g_ascii_strcasecmp (plain_a, plain_b);

  return order != 0 ? order : strcmp (a, b);
}

static int
compare_places_cb (gconstpointer a,
                   gconstpointer b)
{
  return compare_names ((*(ParvisPlaceView * const *) a)->name,
                        (*(ParvisPlaceView * const *) b)->name);
}

/* What lies in no neighbourhood comes last. */
static int
compare_areas_cb (gconstpointer a,
                  gconstpointer b)
{
  const ParvisAreaView *first = *(ParvisAreaView * const *) a;
  const ParvisAreaView *second = *(ParvisAreaView * const *) b;

  if (first->name == NULL || second->name == NULL)
    return (first->name == NULL) - (second->name == NULL);

  return compare_names (first->name, second->name);
}

static int
get_int (const json_t *object,
         const char   *name,
         int           fallback)
{
  const json_t *value = json_object_get (object, name);

  return json_is_integer (value) ? (int) json_integer_value (value) : fallback;
}

static ParvisGaugeView *
read_gauge (const json_t *body)
{
  g_autofree ParvisGaugeView *gauge = g_new0 (ParvisGaugeView, 1);
  const json_t *reserved = json_object_get (body, "reserved");
  const json_t *left = json_object_get (body, "reserved_free");

  /* One that this program cannot read is left out, and the others are shown. */
  if (!parvis_gauge_figure_from_json (&gauge->figure, body, NULL) ||
      !parvis_freshness_from_string (json_string_value (json_object_get (body, "state")),
                                     &gauge->state))
    return NULL;

  gauge->body = body;
  gauge->free = get_int (body, "free", -1);
  gauge->level = parvis_gauge_level (&gauge->figure, gauge->state);
  gauge->pmr = get_int (reserved, "pmr", 0);
  gauge->charging = get_int (reserved, "charging", 0);
  gauge->pmr_free = get_int (left, "pmr", -1);
  gauge->charging_free = get_int (left, "charging", -1);

  return g_steal_pointer (&gauge);
}

static void
read_gauges (ParvisPlaceView *place,
             const json_t    *ids,
             GHashTable      *gauges)
{
  for (gsize i = 0; i < json_array_size (ids); i++)
    {
      const char *id = json_string_value (json_array_get (ids, i));
      const json_t *body = id != NULL ? g_hash_table_lookup (gauges, id) : NULL;
      g_autofree ParvisGaugeView *gauge = body != NULL ? read_gauge (body) : NULL;

      if (gauge == NULL)
        continue;

      if (gauge->figure.kind == PARVIS_GAUGE_PEOPLE && place->people == NULL)
        place->people = g_steal_pointer (&gauge);
      else if (gauge->figure.kind == PARVIS_GAUGE_VEHICLES && place->vehicles == NULL)
        place->vehicles = g_steal_pointer (&gauge);
    }
}

static ParvisPlaceView *
read_place (const json_t *body,
            GHashTable   *gauges)
{
  ParvisPlaceView *place = g_new0 (ParvisPlaceView, 1);
  const json_t *closure = json_object_get (body, "closure");
  const char *kind = json_string_value (json_object_get (body, "kind"));

  place->id = json_string_value (json_object_get (body, "id"));
  place->name = json_string_value (json_object_get (body, "name"));
  place->address = json_string_value (json_object_get (body, "address"));
  place->hours_text = json_string_value (json_object_get (body, "opening_hours"));
  place->neighbourhood = json_string_value (json_object_get (body, "neighbourhood"));
  place->lon = json_number_value (json_object_get (body, "lon"));
  place->lat = json_number_value (json_object_get (body, "lat"));
  place->kind = PARVIS_FACILITY_OTHER;
  if (kind != NULL)
    parvis_facility_kind_from_string (kind, &place->kind);
  if (place->hours_text != NULL)
    place->hours = parvis_hours_parse (place->hours_text, NULL);

  place->closed_until = PARVIS_NO_TIME;
  if (closure != NULL)
    {
      place->reason = json_string_value (json_object_get (closure, "reason"));
      if (!parvis_json_get_time_or (closure, "until", PARVIS_NEVER, &place->closed_until, NULL))
        place->closed_until = PARVIS_NEVER;
    }
  read_gauges (place, json_object_get (body, "gauges"), gauges);

  return place;
}

static GHashTable *
index_by_id (const json_t *list)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *one = json_array_get (list, i);
      const char *id = json_string_value (json_object_get (one, "id"));

      if (id != NULL)
        g_hash_table_insert (table, (gpointer) id, one);
    }

  return table;
}

static void
read_places (ParvisTownView *town)
{
  const json_t *facilities = json_object_get (town->live, "facilities");
  g_autoptr (GHashTable) gauges = index_by_id (json_object_get (town->live, "gauges"));
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < json_array_size (facilities); i++)
    {
      ParvisPlaceView *place = read_place (json_array_get (facilities, i), gauges);

      if (place->id == NULL || place->name == NULL)
        {
          place_free (place);
          continue;
        }
      g_hash_table_insert (places, (gpointer) place->id, place);
      g_ptr_array_add (town->everything, place);
      if (place->people != NULL)
        g_ptr_array_add (town->places, place);
    }

  for (gsize i = 0; i < json_array_size (facilities); i++)
    {
      const json_t *body = json_array_get (facilities, i);
      const char *id = json_string_value (json_object_get (body, "id"));
      const char *linked = json_string_value (json_object_get (body, "linked"));
      ParvisPlaceView *place = id != NULL ? g_hash_table_lookup (places, id) : NULL;

      if (place != NULL && linked != NULL)
        place->linked = g_hash_table_lookup (places, linked);
    }

  g_ptr_array_sort (town->everything, compare_places_cb);
  g_ptr_array_sort (town->places, compare_places_cb);
}

/* Among what counts, the worst comes last. */
static int
rank (ParvisFreshness state)
{
  return state == PARVIS_FRESHNESS_LATE ? 3 : state == PARVIS_FRESHNESS_HAND ? 2
         : state == PARVIS_FRESHNESS_LIVE ? 1 : 0;
}

/* A card of several figures says the worst of them; what does not count is named apart. */
static void
sum_area (ParvisAreaView *area)
{
  ParvisGaugeFigure sum = { .kind = PARVIS_GAUGE_VEHICLES };

  parvis_rollup_init (&area->rollup);
  area->state = PARVIS_FRESHNESS_UNKNOWN;
  for (guint i = 0; i < area->places->len; i++)
    {
      const ParvisPlaceView *place = g_ptr_array_index (area->places, i);
      const ParvisGaugeView *gauge = place->vehicles;

      parvis_rollup_add (&area->rollup, &gauge->figure, gauge->state);
      if (rank (gauge->state) > rank (area->state))
        area->state = gauge->state;
    }

  sum.capacity = area->rollup.capacity;
  sum.present = MAX (area->rollup.capacity - area->rollup.free, 0);
  if (area->rollup.fresh > 0)
    area->level = parvis_gauge_level (&sum, area->state);
}

static void
read_areas (ParvisTownView *town)
{
  g_autoptr (GHashTable) known = index_by_id (json_object_get (town->live, "neighbourhoods"));
  g_autoptr (GHashTable) areas = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < town->everything->len; i++)
    {
      ParvisPlaceView *place = g_ptr_array_index (town->everything, i);
      const json_t *body = place->neighbourhood != NULL
                           ? g_hash_table_lookup (known, place->neighbourhood) : NULL;
      const char *name = json_string_value (json_object_get (body, "name"));
      const char *id = name != NULL ? place->neighbourhood : "";
      ParvisAreaView *area = g_hash_table_lookup (areas, id);

      if (place->vehicles == NULL)
        continue;

      if (area == NULL)
        {
          area = g_new0 (ParvisAreaView, 1);
          area->id = id;
          area->name = name;
          area->places = g_ptr_array_new ();
          g_hash_table_insert (areas, (gpointer) id, area);
          g_ptr_array_add (town->areas, area);
        }
      g_ptr_array_add (area->places, place);
    }

  g_ptr_array_sort (town->areas, compare_areas_cb);
  for (guint i = 0; i < town->areas->len; i++)
    sum_area (g_ptr_array_index (town->areas, i));
}

static void
read_modules (ParvisTownView *town,
              const json_t   *modules)
{
  for (gsize i = 0; i < json_array_size (modules); i++)
    {
      const char *name = json_string_value (json_array_get (modules, i));

      town->shows_people |= g_strcmp0 (name, "occupancy") == 0;
      town->shows_vehicles |= g_strcmp0 (name, "parking") == 0;
      town->shows_orders |= g_strcmp0 (name, "orders") == 0;
      town->shows_dossiers |= g_strcmp0 (name, "dossiers") == 0;
    }
}

ParvisTownView *
parvis_town_view_new (GBytes  *document,
                      GError **error)
{
  g_autoptr (ParvisTownView) town = g_new0 (ParvisTownView, 1);
  g_autofree char *slug = NULL;
  gsize length;
  const char *text = g_bytes_get_data (document, &length);
  const json_t *body;

  town->live = parvis_json_parse (text, length, error);
  if (town->live == NULL)
    return NULL;

  body = json_object_get (town->live, "town");
  if (!parvis_json_get_string (body, "insee", 5, &town->insee, error) ||
      !parvis_json_get_string (body, "name", G_MAXINT, &town->name, error))
    return NULL;

  town->logo = json_string_value (json_object_get (body, "logo"));
  town->phone = json_string_value (json_object_get (body, "phone"));
  town->zone = parvis_time_zone_find (json_string_value (json_object_get (body, "timezone")));
  slug = parvis_town_slug (town->name, town->insee);
  town->address = g_strconcat ("/", slug, NULL);
  read_modules (town, json_object_get (body, "modules"));
  town->everything = g_ptr_array_new_with_free_func (place_free);
  town->places = g_ptr_array_new ();
  town->areas = g_ptr_array_new_with_free_func (area_free);
  read_places (town);
  read_areas (town);

  return g_steal_pointer (&town);
}

gint64
parvis_place_view_opens (const ParvisPlaceView *place,
                         GTimeZone             *zone,
                         gint64                 now)
{
  gint64 from = place->closed_until != PARVIS_NO_TIME ? MAX (place->closed_until, now) : now;
  gint64 change = PARVIS_NEVER;

  if (from == PARVIS_NEVER || place->hours == NULL)
    return from == now ? PARVIS_NEVER : from;

  return parvis_hours_state_at (place->hours, from, zone, &change) == PARVIS_HOURS_OPEN
         ? from : change;
}

gint64
parvis_place_view_closes (const ParvisPlaceView *place,
                          GTimeZone             *zone,
                          gint64                 now)
{
  gint64 change = PARVIS_NEVER;

  if (place->hours == NULL ||
      parvis_hours_state_at (place->hours, now, zone, &change) != PARVIS_HOURS_OPEN)
    return PARVIS_NEVER;

  return change;
}
