/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-places"

#include "config.h"

#include "parvis-places.h"

typedef struct
{
  ParvisArea       area;
  ParvisEntityRef *entity;
  double           lon_sum;
  double           lat_sum;
  int              n_places;
} Area;

struct _ParvisPlaces
{
  GObject        parent_instance;

  /* Owned */
  ParvisSession *session;
  ParvisTicker  *ticker;
  GTimeZone     *zone;
  GPtrArray     *items;         /* the model: places whose facility is known */
  GHashTable    *places;        /* gauge id → ParvisPlace, all of them */
  GHashTable    *facilities;    /* facility id → ParvisFacility */
  GHashTable    *areas;         /* id → Area */
  ParvisHeadline headline;

  gboolean       link_up;
};

typedef enum
{
  PROP_HEADLINE = 1,
  PROP_HEADLINE_DETAIL,
  PROP_LINK_UP,
} ParvisPlacesProperty;

static GParamSpec *properties[PROP_LINK_UP + 1];

enum
{
  UPDATED,
  AREAS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
parvis_places_get_item_type (GListModel *model)
{
  return PARVIS_TYPE_PLACE;
}

static guint
parvis_places_get_n_items (GListModel *model)
{
  return PARVIS_PLACES (model)->items->len;
}

static gpointer
parvis_places_get_item (GListModel *model,
                        guint       position)
{
  ParvisPlaces *self = PARVIS_PLACES (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = parvis_places_get_item_type;
  iface->get_n_items = parvis_places_get_n_items;
  iface->get_item = parvis_places_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ParvisPlaces, parvis_places, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
free_area (gpointer data)
{
  Area *area = data;

  parvis_entity_unref (area->entity);
  g_free (area);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (parvis_place_get_id (*(ParvisPlace **) a),
                 parvis_place_get_id (*(ParvisPlace **) b));
}

/* What happened to the model is told once, over the range that differs. */
static void
rebuild_items (ParvisPlaces *self)
{
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->items);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer place;
  guint first = 0;
  guint tail = 0;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    if (parvis_place_get_facility (place) != NULL)
      g_ptr_array_add (items, g_object_ref (place));
  g_ptr_array_sort (items, compare_ids);
  self->items = items;

  while (first < old->len && first < items->len && old->pdata[first] == items->pdata[first])
    first++;
  while (tail < old->len - first && tail < items->len - first &&
         old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;

  if (old->len - first - tail > 0 || items->len - first - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first - tail,
                                items->len - first - tail);
}

static void
count_in_area (ParvisPlaces *self,
               ParvisPlace  *place)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (place);
  const ParvisFacility *facility = parvis_place_get_facility (place);
  Area *area = g_hash_table_lookup (self->areas, facts->figure.neighbourhood);

  if (area == NULL || facts->figure.kind != PARVIS_GAUGE_VEHICLES)
    return;

  parvis_rollup_add (&area->area.rollup, &facts->figure, facts->freshness);
  area->lon_sum += facility->lon;
  area->lat_sum += facility->lat;
  area->n_places++;
  area->area.lon = area->lon_sum / area->n_places;
  area->area.lat = area->lat_sum / area->n_places;
}

static void
update_areas (ParvisPlaces *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->areas);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Area *area = value;

      parvis_rollup_init (&area->area.rollup);
      area->lon_sum = area->lat_sum = 0;
      area->n_places = 0;
    }

  for (guint i = 0; i < self->items->len; i++)
    count_in_area (self, self->items->pdata[i]);
}

static void
update_headline (ParvisPlaces *self)
{
  g_autoptr(GPtrArray) facts = g_ptr_array_new ();
  ParvisHeadline headline;
  gboolean title_changed;
  gboolean detail_changed;

  for (guint i = 0; i < self->items->len; i++)
    {
      const ParvisPlaceFacts *one = parvis_place_get_facts (self->items->pdata[i]);

      if (one->figure.kind == PARVIS_GAUGE_VEHICLES)
        g_ptr_array_add (facts, (gpointer) one);
    }

  parvis_headline_init (&headline, (const ParvisPlaceFacts **) facts->pdata, facts->len);
  title_changed = g_strcmp0 (headline.title, self->headline.title) != 0;
  detail_changed = g_strcmp0 (headline.detail, self->headline.detail) != 0;
  parvis_headline_clear (&self->headline);
  self->headline = headline;

  if (title_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEADLINE]);
  if (detail_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEADLINE_DETAIL]);
}

static void
finish_update (ParvisPlaces *self)
{
  update_areas (self);
  update_headline (self);
  g_signal_emit (self, signals[UPDATED], 0);
}

static void
refresh_place (ParvisPlaces *self,
               ParvisPlace  *place)
{
  if (parvis_place_get_facility (place) != NULL && parvis_place_get_body (place) != NULL)
    parvis_place_refresh (place, parvis_session_now (self->session), self->link_up, self->zone);
}

void
parvis_places_refresh (ParvisPlaces *self)
{
  g_return_if_fail (PARVIS_IS_PLACES (self));

  for (guint i = 0; i < self->items->len; i++)
    refresh_place (self, self->items->pdata[i]);
  finish_update (self);
}

/* Applies one gauge. Returns: whether the set of places changed */
static gboolean
apply_gauge (ParvisPlaces    *self,
             ParvisEntityRef *entity)
{
  ParvisPlace *place = g_hash_table_lookup (self->places, entity->id);
  g_autoptr(ParvisPlace) added = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisFacility *facility;
  const char *owner;

  if (entity->body == NULL)
    return g_hash_table_remove (self->places, entity->id);

  if (place == NULL)
    place = added = parvis_place_new (entity->id);

  if (!parvis_place_set_gauge (place, entity, &error))
    {
      g_warning ("Gauge %s cannot be shown: %s", entity->id, error->message);
      return FALSE;
    }

  owner = json_string_value (json_object_get (entity->body, "facility"));
  facility = g_hash_table_lookup (self->facilities, owner);
  if (facility != NULL && parvis_place_get_facility (place) != facility)
    parvis_place_set_facility (place, (ParvisFacility *) facility);

  refresh_place (self, place);
  if (added == NULL)
    return FALSE;

  g_hash_table_insert (self->places, g_strdup (entity->id), g_object_ref (added));

  return TRUE;
}

static gboolean
belongs_to (ParvisPlace *place,
            const char  *facility)
{
  const json_t *body = parvis_place_get_body (place);

  return g_strcmp0 (json_string_value (json_object_get (body, "facility")), facility) == 0;
}

static gboolean
give_facility (ParvisPlaces   *self,
               ParvisFacility *facility)
{
  GHashTableIter iter;
  gpointer place;
  gboolean listed = FALSE;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    {
      if (!belongs_to (place, facility->id))
        continue;

      listed = listed || parvis_place_get_facility (place) == NULL;
      parvis_place_set_facility (place, facility);
      refresh_place (self, place);
    }

  return listed;
}

static gboolean
remove_facility (ParvisPlaces *self,
                 const char   *id)
{
  GHashTableIter iter;
  gpointer place;
  gboolean removed = FALSE;

  /* The service deletes a facility's gauges with it, in whatever order. */
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    if (belongs_to (place, id))
      {
        g_hash_table_iter_remove (&iter);
        removed = TRUE;
      }
  g_hash_table_remove (self->facilities, id);

  return removed;
}

static gboolean
apply_facility (ParvisPlaces    *self,
                ParvisEntityRef *entity)
{
  g_autoptr(GError) error = NULL;
  ParvisFacility *facility;

  if (entity->body == NULL)
    return remove_facility (self, entity->id);

  facility = parvis_facility_new_from_json (entity->body, &error);
  if (facility == NULL)
    {
      g_warning ("Facility %s cannot be shown: %s", entity->id, error->message);
      return FALSE;
    }

  g_hash_table_replace (self->facilities, g_strdup (entity->id), facility);

  return give_facility (self, facility);
}

static gboolean
apply_area (ParvisPlaces    *self,
            ParvisEntityRef *entity)
{
  Area *area;
  const char *name;

  if (entity->body == NULL)
    return g_hash_table_remove (self->areas, entity->id);

  name = json_string_value (json_object_get (entity->body, "name"));
  if (name == NULL)
    return FALSE;

  area = g_new0 (Area, 1);
  area->entity = parvis_entity_ref (entity);
  area->area.id = entity->id;
  area->area.name = name;
  area->area.geometry = json_object_get (entity->body, "geometry");
  parvis_rollup_init (&area->area.rollup);
  g_hash_table_replace (self->areas, g_strdup (entity->id), area);

  return TRUE;
}

static void
apply_town (ParvisPlaces    *self,
            ParvisEntityRef *entity)
{
  const char *name = json_string_value (json_object_get (entity->body, "timezone"));
  GTimeZone *zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;

  if (zone == NULL)
    return;

  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;
}

static void
apply (ParvisPlaces *self,
       GPtrArray    *entities)
{
  gboolean listed = FALSE;
  gboolean areas = FALSE;

  for (guint i = 0; i < entities->len; i++)
    {
      ParvisEntityRef *entity = entities->pdata[i];

      if (strcmp (entity->kind, PARVIS_KIND_GAUGE) == 0)
        listed = apply_gauge (self, entity) || listed;
      else if (strcmp (entity->kind, PARVIS_KIND_FACILITY) == 0)
        listed = apply_facility (self, entity) || listed;
      else if (strcmp (entity->kind, PARVIS_KIND_NEIGHBOURHOOD) == 0)
        areas = apply_area (self, entity) || areas;
      else if (strcmp (entity->kind, PARVIS_KIND_TOWN) == 0)
        apply_town (self, entity);
    }

  if (listed)
    rebuild_items (self);
  finish_update (self);
  if (areas)
    g_signal_emit (self, signals[AREAS_CHANGED], 0);
}

/* One batch, so that what is on disk appears with one items-changed. */
static void
load (ParvisPlaces *self)
{
  const char *kinds[] = {
    PARVIS_KIND_TOWN, PARVIS_KIND_NEIGHBOURHOOD, PARVIS_KIND_FACILITY, PARVIS_KIND_GAUGE,
  };
  g_autoptr(GPtrArray) all =
    g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GPtrArray) entities = parvis_session_list_entities (self->session, kinds[i]);

      for (guint j = 0; j < entities->len; j++)
        g_ptr_array_add (all, parvis_entity_ref (entities->pdata[j]));
    }

  if (all->len > 0)
    apply (self, all);
}

static gboolean
is_up (ParvisSession *session)
{
  switch (parvis_session_get_link (session))
    {
    case PARVIS_LINK_ONLINE:
    case PARVIS_LINK_SENDING:
    case PARVIS_LINK_REFUSED:
      return TRUE;

    case PARVIS_LINK_CONNECTING:
    case PARVIS_LINK_WAKING:
    case PARVIS_LINK_OFFLINE:
    case PARVIS_LINK_SIGNED_OUT:
    case PARVIS_LINK_MISMATCH:
      break;
    }

  return FALSE;
}

static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  load (PARVIS_PLACES (user_data));
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *entities,
            gpointer       user_data)
{
  apply (PARVIS_PLACES (user_data), entities);
}

static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  ParvisPlaces *self = PARVIS_PLACES (user_data);
  gboolean link_up = is_up (session);

  if (link_up == self->link_up)
    return;

  self->link_up = link_up;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINK_UP]);
  parvis_places_refresh (self);
}

static void
tick_cb (ParvisTicker *ticker,
         gpointer      user_data)
{
  parvis_places_refresh (PARVIS_PLACES (user_data));
}

static void
parvis_places_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ParvisPlaces *self = PARVIS_PLACES (object);

  switch ((ParvisPlacesProperty) prop_id)
    {
    case PROP_HEADLINE:
      g_value_set_string (value, self->headline.title);
      break;

    case PROP_HEADLINE_DETAIL:
      g_value_set_string (value, self->headline.detail);
      break;

    case PROP_LINK_UP:
      g_value_set_boolean (value, self->link_up);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_places_finalize (GObject *object)
{
  ParvisPlaces *self = PARVIS_PLACES (object);

  g_clear_object (&self->session);
  g_clear_object (&self->ticker);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->facilities, g_hash_table_unref);
  g_clear_pointer (&self->areas, g_hash_table_unref);
  parvis_headline_clear (&self->headline);

  G_OBJECT_CLASS (parvis_places_parent_class)->finalize (object);
}

static void
parvis_places_class_init (ParvisPlacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = parvis_places_finalize;
  object_class->get_property = parvis_places_get_property;

  properties[PROP_HEADLINE] =
    g_param_spec_string ("headline", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HEADLINE_DETAIL] =
    g_param_spec_string ("headline-detail", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LINK_UP] =
    g_param_spec_boolean ("link-up", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[AREAS_CHANGED] = g_signal_new ("areas-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_places_init (ParvisPlaces *self)
{
  self->zone = g_time_zone_ref (parvis_time_zone_of_towns ());
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->facilities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) parvis_facility_unref);
  self->areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_area);
}

ParvisPlaces *
parvis_places_new (ParvisSession *session,
                   ParvisTicker  *ticker)
{
  ParvisPlaces *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);
  g_return_val_if_fail (PARVIS_IS_TICKER (ticker), NULL);

  self = g_object_new (PARVIS_TYPE_PLACES, NULL);
  self->session = g_object_ref (session);
  self->ticker = g_object_ref (ticker);
  self->link_up = is_up (session);

  g_signal_connect_object (session, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (link_cb), self, 0);
  g_signal_connect_object (ticker, "tick", G_CALLBACK (tick_cb), self, 0);
  load (self);

  return self;
}

ParvisSession *
parvis_places_get_session (ParvisPlaces *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), NULL);

  return self->session;
}

ParvisPlace *
parvis_places_find (ParvisPlaces *self,
                    const char   *gauge)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), NULL);

  return gauge != NULL ? g_hash_table_lookup (self->places, gauge) : NULL;
}

ParvisPlace *
parvis_places_find_facility (ParvisPlaces *self,
                             const char   *facility)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), NULL);

  if (facility == NULL)
    return NULL;

  for (guint i = 0; i < self->items->len; i++)
    if (strcmp (parvis_place_get_facility (self->items->pdata[i])->id, facility) == 0)
      return self->items->pdata[i];

  return NULL;
}

static gboolean
is_linked_to_people (ParvisPlaces *self,
                     ParvisPlace  *place)
{
  const ParvisFacility *own = parvis_place_get_facility (place);

  for (guint i = 0; i < self->items->len; i++)
    {
      const ParvisFacility *other;

      if (parvis_place_get_facts (self->items->pdata[i])->figure.kind != PARVIS_GAUGE_PEOPLE)
        continue;

      other = parvis_place_get_facility (self->items->pdata[i]);
      if (g_strcmp0 (other->linked, own->id) == 0 || g_strcmp0 (own->linked, other->id) == 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
parvis_places_is_facility (ParvisPlaces *self,
                           ParvisPlace  *place)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), FALSE);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), FALSE);

  return parvis_place_get_facts (place)->figure.kind == PARVIS_GAUGE_PEOPLE ||
         is_linked_to_people (self, place);
}

gboolean
parvis_places_get_link_up (ParvisPlaces *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), FALSE);

  return self->link_up;
}

const char *
parvis_places_get_headline (ParvisPlaces *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), NULL);

  return self->headline.title;
}

const char *
parvis_places_get_detail (ParvisPlaces *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), NULL);

  return self->headline.detail;
}

GPtrArray *
parvis_places_list_areas (ParvisPlaces *self)
{
  GPtrArray *areas = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer area;

  g_return_val_if_fail (PARVIS_IS_PLACES (self), areas);

  g_hash_table_iter_init (&iter, self->areas);
  while (g_hash_table_iter_next (&iter, NULL, &area))
    g_ptr_array_add (areas, &((Area *) area)->area);

  return areas;
}

GTimeZone *
parvis_places_get_zone (ParvisPlaces *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), NULL);

  return self->zone;
}

gint64
parvis_places_get_now (ParvisPlaces *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACES (self), 0);

  return parvis_session_now (self->session);
}
