/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-marker-board"

#include "config.h"

#include "parvis-marker-board.h"

#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-overlap.h"

#include <glib/gi18n.h>

struct _ParvisMarkerBoard
{
  GObject        parent_instance;

  /* Owned */
  ParvisBaseMap *map;
  ParvisPlaces  *places;
  GHashTable    *pins;           /* ParvisPlace → ParvisPin */
  GHashTable    *area_pins;      /* id of a neighbourhood → ParvisPin */
  ParvisPlace   *selected;
  ParvisWatch   *only;           /* the places to show, NULL for all */

  guint          arrange_idle;
  int            arranged_zoom;
  gboolean       merged;
};

G_DEFINE_FINAL_TYPE (ParvisMarkerBoard, parvis_marker_board, G_TYPE_OBJECT)

enum
{
  CHOSEN,
  OPENED,
  ASKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
glyph_of (const ParvisPlaceFacts *facts)
{
  switch (facts->freshness)
    {
    case PARVIS_FRESHNESS_HAND:
      return "parvis-tally-symbolic";

    case PARVIS_FRESHNESS_LATE:
      return facts->link_up ? "parvis-late-symbolic" : "parvis-offline-symbolic";

    case PARVIS_FRESHNESS_LIVE:
      return facts->link_up ? NULL : "parvis-offline-symbolic";

    case PARVIS_FRESHNESS_STALE:
    case PARVIS_FRESHNESS_CLOSED:
    case PARVIS_FRESHNESS_UNKNOWN:
      break;
    }

  return NULL;
}

static ParvisPillForm
form_of (const ParvisPlaceFacts *facts)
{
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return PARVIS_PILL_CLOSED;
  if (facts->freshness == PARVIS_FRESHNESS_STALE)
    return PARVIS_PILL_STALE;

  return PARVIS_PILL_LEVEL;
}

static void
fill_marker (ParvisMarker *marker,
             ParvisPlace  *place)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (place);

  parvis_marker_set_text (marker, parvis_place_get_text (place, PARVIS_PLACE_TEXT_MARKER_TITLE),
                          parvis_place_get_text (place, PARVIS_PLACE_TEXT_MARKER_SUBTITLE));
  parvis_marker_set_form (marker, form_of (facts), facts->level);
  parvis_marker_set_icons (marker, parvis_facility_icon (facts->kind), glyph_of (facts));
  parvis_set_label (GTK_WIDGET (marker), parvis_place_get_text (place, PARVIS_PLACE_TEXT_SENTENCE));
}

static void
mark_pill (GPtrArray *pins,
           GArray    *pills,
           ParvisPin *pin,
           gboolean   first)
{
  ParvisPill pill = { 0, };

  parvis_marker_set_push (parvis_pin_get_marker (pin), 0, 0, 0);
  g_ptr_array_insert (pins, first ? 0 : -1, pin);
  if (first)
    g_array_prepend_val (pills, pill);
  else
    g_array_append_val (pills, pill);
}

/* In the order of the model, so that the same town is drawn alike each time. */
static void
collect_places (ParvisMarkerBoard *self,
                GPtrArray         *pins,
                GArray            *pills,
                ParvisGaugeKind    kind)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr(ParvisPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);
      GtkWidget *pin = g_hash_table_lookup (self->pins, place);

      if (pin != NULL && gtk_widget_get_visible (pin) &&
          parvis_place_get_facts (place)->figure.kind == kind)
        mark_pill (pins, pills, PARVIS_PIN (pin), place == self->selected);
    }
}

/* The more important first: what is selected, then facilities, then car parks. */
static void
collect_pins (ParvisMarkerBoard *self,
              GPtrArray         *pins,
              GArray            *pills)
{
  GHashTableIter iter;
  gpointer pin;

  if (self->merged)
    {
      g_hash_table_iter_init (&iter, self->area_pins);
      while (g_hash_table_iter_next (&iter, NULL, &pin))
        mark_pill (pins, pills, pin, FALSE);
    }

  collect_places (self, pins, pills, PARVIS_GAUGE_PEOPLE);
  collect_places (self, pins, pills, PARVIS_GAUGE_VEHICLES);
}

static gboolean
is_merged_away (ParvisMarkerBoard *self,
                ParvisPlace       *place)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (place);

  return self->merged && facts->figure.kind == PARVIS_GAUGE_VEHICLES &&
         g_hash_table_contains (self->area_pins, facts->figure.neighbourhood);
}

static gboolean
is_shown (ParvisMarkerBoard *self,
          ParvisPlace       *place)
{
  return (self->only == NULL || parvis_watch_contains (self->only, place)) &&
         !is_merged_away (self, place);
}

static void
show_pins (ParvisMarkerBoard *self)
{
  GHashTableIter iter;
  gpointer place;
  gpointer pin;

  g_hash_table_iter_init (&iter, self->pins);
  while (g_hash_table_iter_next (&iter, &place, &pin))
    gtk_widget_set_visible (pin, is_shown (self, place));

  g_hash_table_iter_init (&iter, self->area_pins);
  while (g_hash_table_iter_next (&iter, NULL, &pin))
    gtk_widget_set_visible (pin, self->merged);
}

/* @home: (nullable): the view at whose edges pills stand beside their points */
static void
place_pills (GPtrArray            *pins,
             GArray               *pills,
             ShumateMapSource     *source,
             double                zoom,
             const ParvisHomeView *home)
{
  for (guint i = 0; i < pins->len; i++)
    {
      ParvisPill *pill = &g_array_index (pills, ParvisPill, i);
      ShumateLocation *location = SHUMATE_LOCATION (pins->pdata[i]);
      int width;
      int height;

      parvis_marker_get_size (parvis_pin_get_marker (pins->pdata[i]), &width, &height);
      pill->width = width;
      pill->height = height - pill->lift;
      pill->x = shumate_map_source_get_x (source, zoom, shumate_location_get_longitude (location));
      pill->nudge = home != NULL ? parvis_home_view_nudge (home, pill->x, width) : 0;
      pill->x += pill->nudge;
      pill->y = shumate_map_source_get_y (source, zoom, shumate_location_get_latitude (location));
    }
}

static void
show_pills (GPtrArray *pins,
            GArray    *pills)
{
  for (guint i = 0; i < pins->len; i++)
    {
      const ParvisPill *pill = &g_array_index (pills, ParvisPill, i);

      parvis_marker_set_push (parvis_pin_get_marker (pins->pdata[i]), pill->nudge + pill->push,
                              pill->lift, pill->stacked);
      gtk_widget_set_visible (pins->pdata[i], pill->under < 0);
    }
}

/* Distances between pills and the edges of the first view are all that matters, so
 * this depends on the zoom and on their sizes, not on where the map is. Twice: "+2"
 * makes a pill wider, which may then meet another.
 */
static void refresh_areas (ParvisMarkerBoard *self);

static void
arrange (ParvisMarkerBoard *self)
{
  ShumateViewport *viewport = parvis_base_map_get_viewport (self->map);
  ShumateMapSource *source = shumate_viewport_get_reference_map_source (viewport);
  double zoom = shumate_viewport_get_zoom_level (viewport);
  const ParvisHomeView *home = parvis_base_map_get_home (self->map);
  g_autoptr(GPtrArray) pins = g_ptr_array_new ();
  g_autoptr(GArray) pills = g_array_new (FALSE, FALSE, sizeof (ParvisPill));

  if (source == NULL)
    return;

  if (self->merged != (zoom < PARVIS_MERGE_ZOOM && self->only == NULL))
    {
      self->merged = !self->merged;
      refresh_areas (self);
    }
  show_pins (self);
  collect_pins (self, pins, pills);

  for (int pass = 0; pass < 2; pass++)
    {
      place_pills (pins, pills, source, zoom, zoom == home->zoom ? home : NULL);
      parvis_overlap_resolve ((ParvisPill *) (gpointer) pills->data, pills->len);
      show_pills (pins, pills);
    }
}

static gboolean
arrange_cb (gpointer user_data)
{
  ParvisMarkerBoard *self = PARVIS_MARKER_BOARD (user_data);

  self->arrange_idle = 0;
  arrange (self);

  return G_SOURCE_REMOVE;
}

static void
queue_arrange (ParvisMarkerBoard *self)
{
  if (self->arrange_idle == 0)
    self->arrange_idle = g_idle_add (arrange_cb, self);
}

static void
moved_cb (ParvisBaseMap *map,
          gpointer       user_data)
{
  ParvisMarkerBoard *self = PARVIS_MARKER_BOARD (user_data);
  ShumateViewport *viewport = parvis_base_map_get_viewport (map);
  int zoom = (int) (shumate_viewport_get_zoom_level (viewport) * 100);

  if (zoom == self->arranged_zoom && self->arrange_idle == 0)
    return;

  /* At once: the map has settled for the frame that comes. */
  g_clear_handle_id (&self->arrange_idle, g_source_remove);
  self->arranged_zoom = zoom;
  arrange (self);
}

static void
homed_cb (ParvisBaseMap *map,
          gpointer       user_data)
{
  queue_arrange (PARVIS_MARKER_BOARD (user_data));
}

static ParvisPlace *
place_of (ParvisMarker *marker)
{
  return g_object_get_data (G_OBJECT (marker), "place");
}

static void
chosen_cb (ParvisMarker *marker,
           gpointer      user_data)
{
  g_signal_emit (user_data, signals[CHOSEN], 0, place_of (marker));
}

static void
opened_cb (ParvisMarker *marker,
           gpointer      user_data)
{
  g_signal_emit (user_data, signals[OPENED], 0, place_of (marker));
}

static void
asked_cb (ParvisMarker *marker,
          double        x,
          double        y,
          gpointer      user_data)
{
  g_signal_emit (user_data, signals[ASKED], 0, place_of (marker), marker, x, y);
}

static void
add_pin (ParvisMarkerBoard *self,
         ParvisPlace       *place)
{
  const ParvisFacility *facility = parvis_place_get_facility (place);
  ParvisPin *pin = parvis_pin_new (facility->lon, facility->lat);
  ParvisMarker *marker = parvis_pin_get_marker (pin);

  g_object_set_data (G_OBJECT (marker), "place", place);
  g_signal_connect_object (marker, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (marker, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (marker, "asked", G_CALLBACK (asked_cb), self, 0);
  g_hash_table_insert (self->pins, g_object_ref (place), pin);
  shumate_marker_layer_add_marker (parvis_base_map_get_markers (self->map),
                                   SHUMATE_MARKER (pin));
}

static void
remove_pin (ParvisMarkerBoard *self,
            ParvisPlace       *place)
{
  ParvisPin *pin = g_hash_table_lookup (self->pins, place);

  if (pin == NULL)
    return;

  g_hash_table_remove (self->pins, place);
  shumate_marker_layer_remove_marker (parvis_base_map_get_markers (self->map),
                                      SHUMATE_MARKER (pin));
  queue_arrange (self);
}

/* A place has a marker from its first figure on, not before. */
static void
follow_place (ParvisMarkerBoard *self,
              ParvisPlace       *place)
{
  const ParvisFacility *facility = parvis_place_get_facility (place);
  ParvisMarker *marker = parvis_marker_board_get_marker (self, place);
  int before = 0;
  int after = 0;
  int height;

  if (parvis_place_get_text (place, PARVIS_PLACE_TEXT_MARKER_TITLE) == NULL)
    {
      remove_pin (self, place);
      return;
    }

  if (marker == NULL)
    {
      add_pin (self, place);
      marker = parvis_marker_board_get_marker (self, place);
      parvis_marker_set_selected (marker, place == self->selected);
    }
  else
    {
      parvis_marker_get_size (marker, &before, &height);
    }

  fill_marker (marker, place);
  shumate_location_set_location (SHUMATE_LOCATION (g_hash_table_lookup (self->pins, place)),
                                 facility->lat, facility->lon);
  parvis_marker_get_size (marker, &after, &height);
  if (after != before)
    queue_arrange (self);
}

static void
place_cb (ParvisPlace *place,
          gpointer     user_data)
{
  follow_place (PARVIS_MARKER_BOARD (user_data), place);
}

static void
items_cb (GListModel *places,
          guint       position,
          guint       removed,
          guint       added,
          gpointer    user_data)
{
  ParvisMarkerBoard *self = PARVIS_MARKER_BOARD (user_data);
  g_autoptr(GHashTable) here = g_hash_table_new (NULL, NULL);
  g_autoptr(GList) known = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr(ParvisPlace) place = g_list_model_get_item (places, i);

      g_hash_table_add (here, place);
      if (i < position || i >= position + added ||
          g_signal_handler_find (place, G_SIGNAL_MATCH_FUNC | G_SIGNAL_MATCH_DATA, 0, 0, NULL,
                                 place_cb, self) != 0)
        continue;

      g_signal_connect_object (place, "changed", G_CALLBACK (place_cb), self, 0);
      follow_place (self, place);
    }

  known = g_hash_table_get_keys (self->pins);
  for (GList *l = known; l != NULL; l = l->next)
    if (!g_hash_table_contains (here, l->data))
      remove_pin (self, l->data);
}

static void
area_chosen_cb (ParvisMarker *marker,
                gpointer      user_data)
{
  ParvisMarkerBoard *self = PARVIS_MARKER_BOARD (user_data);
  ShumateLocation *pin = g_object_get_data (G_OBJECT (marker), "pin");

  parvis_base_map_go_to (self->map, shumate_location_get_longitude (pin),
                         shumate_location_get_latitude (pin), PARVIS_MERGE_ZOOM + 1);
}

static ParvisPin *
get_area_pin (ParvisMarkerBoard *self,
              const ParvisArea  *area)
{
  ParvisPin *pin = g_hash_table_lookup (self->area_pins, area->id);

  if (pin == NULL)
    {
      pin = parvis_pin_new (area->lon, area->lat);
      g_object_set_data (G_OBJECT (parvis_pin_get_marker (pin)), "pin", pin);
      g_signal_connect_object (parvis_pin_get_marker (pin), "chosen",
                               G_CALLBACK (area_chosen_cb), self, 0);
      g_signal_connect_object (parvis_pin_get_marker (pin), "opened",
                               G_CALLBACK (area_chosen_cb), self, 0);
      g_hash_table_insert (self->area_pins, g_strdup (area->id), pin);
      gtk_widget_set_visible (GTK_WIDGET (pin), self->merged);
      shumate_marker_layer_add_marker (parvis_base_map_get_markers (self->map),
                                       SHUMATE_MARKER (pin));
      queue_arrange (self);
    }

  return pin;
}

static void
fill_area (ParvisMarkerBoard *self,
           const ParvisArea  *area)
{
  ParvisPin *pin = get_area_pin (self, area);
  g_autofree char *figure = parvis_headline_area (&area->rollup);
  g_autofree char *title = g_strdup_printf ("%s · %s", area->name, figure);
  g_autofree char *sources = NULL;
  g_autofree char *sentence = NULL;

  sources = g_strdup_printf (ngettext ("%1$d of %2$d source", "%1$d of %2$d sources",
                                       (gulong) area->rollup.sources),
                             area->rollup.sources_fresh, area->rollup.sources);
  sentence = g_strdup_printf ("%s, %s, %s", area->name, figure, sources);

  shumate_location_set_location (SHUMATE_LOCATION (pin), area->lat, area->lon);
  parvis_marker_set_text (parvis_pin_get_marker (pin), title, sources);
  parvis_set_label (GTK_WIDGET (parvis_pin_get_marker (pin)), sentence);
}

/* Pills of neighbourhoods are made when the map first shows them. */
static void
refresh_areas (ParvisMarkerBoard *self)
{
  g_autoptr(GPtrArray) areas = parvis_places_list_areas (self->places);
  g_autoptr(GHashTable) here = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;
  gpointer pin;

  for (guint i = 0; i < areas->len; i++)
    {
      const ParvisArea *area = areas->pdata[i];

      if (area->rollup.gauges + area->rollup.closed == 0)
        continue;

      g_hash_table_add (here, (gpointer) area->id);
      if (self->merged || g_hash_table_contains (self->area_pins, area->id))
        fill_area (self, area);
    }

  g_hash_table_iter_init (&iter, self->area_pins);
  while (g_hash_table_iter_next (&iter, &id, &pin))
    if (!g_hash_table_contains (here, id))
      {
        shumate_marker_layer_remove_marker (parvis_base_map_get_markers (self->map), pin);
        g_hash_table_iter_remove (&iter);
      }
}

static void
updated_cb (ParvisPlaces *places,
            gpointer      user_data)
{
  refresh_areas (PARVIS_MARKER_BOARD (user_data));
}

static void
parvis_marker_board_dispose (GObject *object)
{
  ParvisMarkerBoard *self = PARVIS_MARKER_BOARD (object);

  g_clear_handle_id (&self->arrange_idle, g_source_remove);
  g_clear_object (&self->selected);
  g_clear_object (&self->only);
  g_clear_object (&self->places);
  g_clear_object (&self->map);

  G_OBJECT_CLASS (parvis_marker_board_parent_class)->dispose (object);
}

static void
parvis_marker_board_finalize (GObject *object)
{
  ParvisMarkerBoard *self = PARVIS_MARKER_BOARD (object);

  g_clear_pointer (&self->pins, g_hash_table_unref);
  g_clear_pointer (&self->area_pins, g_hash_table_unref);

  G_OBJECT_CLASS (parvis_marker_board_parent_class)->finalize (object);
}

static void
parvis_marker_board_class_init (ParvisMarkerBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_marker_board_dispose;
  object_class->finalize = parvis_marker_board_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PARVIS_TYPE_PLACE);
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PARVIS_TYPE_PLACE);
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 4, PARVIS_TYPE_PLACE,
                                 GTK_TYPE_WIDGET, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
parvis_marker_board_init (ParvisMarkerBoard *self)
{
  self->pins = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->area_pins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

ParvisMarkerBoard *
parvis_marker_board_new (ParvisBaseMap *map,
                         ParvisPlaces  *places)
{
  ParvisMarkerBoard *self = g_object_new (PARVIS_TYPE_MARKER_BOARD, NULL);

  self->map = g_object_ref (map);
  self->places = g_object_ref (places);

  g_signal_connect_object (map, "moved", G_CALLBACK (moved_cb), self, 0);
  g_signal_connect_object (map, "homed", G_CALLBACK (homed_cb), self, 0);
  g_signal_connect_object (places, "items-changed", G_CALLBACK (items_cb), self, 0);
  g_signal_connect_object (places, "updated", G_CALLBACK (updated_cb), self, 0);
  items_cb (G_LIST_MODEL (places), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (places)), self);
  updated_cb (places, self);

  return self;
}

ParvisMarker *
parvis_marker_board_get_marker (ParvisMarkerBoard *self,
                                ParvisPlace       *place)
{
  ParvisPin *pin;

  g_return_val_if_fail (PARVIS_IS_MARKER_BOARD (self), NULL);

  pin = place != NULL ? g_hash_table_lookup (self->pins, place) : NULL;

  return pin != NULL ? parvis_pin_get_marker (pin) : NULL;
}

void
parvis_marker_board_select (ParvisMarkerBoard *self,
                            ParvisPlace       *place)
{
  ParvisMarker *marker;
  GtkWidget *layer;

  g_return_if_fail (PARVIS_IS_MARKER_BOARD (self));

  marker = parvis_marker_board_get_marker (self, self->selected);
  if (marker != NULL)
    parvis_marker_set_selected (marker, FALSE);

  g_set_object (&self->selected, place);
  marker = parvis_marker_board_get_marker (self, place);
  if (marker == NULL)
    return;

  /* The last child is drawn above the others. */
  layer = GTK_WIDGET (parvis_base_map_get_markers (self->map));
  parvis_marker_set_selected (marker, TRUE);
  gtk_widget_insert_before (g_hash_table_lookup (self->pins, place), layer, NULL);
  queue_arrange (self);
}

/**
 * parvis_marker_board_show_only:
 * @only: (nullable): the places to show, all for %NULL
 */
void
parvis_marker_board_show_only (ParvisMarkerBoard *self,
                               ParvisWatch       *only)
{
  g_return_if_fail (PARVIS_IS_MARKER_BOARD (self));

  g_set_object (&self->only, only);
  queue_arrange (self);
}

/* After what changes the size of all markers. */
void
parvis_marker_board_arrange (ParvisMarkerBoard *self)
{
  g_return_if_fail (PARVIS_IS_MARKER_BOARD (self));

  queue_arrange (self);
}

/* Returns: (transfer full) (element-type ParvisMapSpot): where the markers are that
 * are to be shown, stacked or not, and how much room each takes
 */
GArray *
parvis_marker_board_list_spots (ParvisMarkerBoard *self)
{
  g_autoptr(GArray) spots = g_array_new (FALSE, FALSE, sizeof (ParvisMapSpot));

  g_return_val_if_fail (PARVIS_IS_MARKER_BOARD (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr(ParvisPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);
      ParvisMarker *marker = parvis_marker_board_get_marker (self, place);
      const ParvisFacility *facility = parvis_place_get_facility (place);
      ParvisMapSpot spot = { .lon = facility->lon, .lat = facility->lat };

      if (self->only != NULL && !parvis_watch_contains (self->only, place))
        continue;

      if (marker != NULL)
        parvis_marker_get_size (marker, &spot.width, &spot.height);
      g_array_append_val (spots, spot);
    }

  return g_steal_pointer (&spots);
}
