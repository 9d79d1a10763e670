/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-base-map"

#include "config.h"

#include "parvis-base-map.h"

#include "parvis-error.h"
#include "parvis-icon-button.h"
#include "parvis-map-controls.h"
#include "parvis-outlines.h"
#include "parvis-tile-layers.h"
#include "parvis-tile-pack.h"
#include "parvis-tile-source.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define MOVE_DURATION 200

struct _ParvisBaseMap
{
  GtkWidget           parent_instance;

  /* Children */
  ShumateMap         *map;

  /* Owned */
  ParvisSession      *session;
  ShumateLicense     *license;
  ShumateMapSource   *source;
  GtkCssProvider     *css;
  GCancellable       *cancellable;
  GPtrArray          *outlines;      /* ShumatePathLayer, borrowed by the map */

  /* Borrowed */
  ShumateMarkerLayer *markers;

  ParvisTileLayers    layers;
  ParvisTilePack      pack;
  ParvisTownView      town;
  guint               settle_idle;
  int                 width;         /* as it was allocated last */
  int                 height;
  gboolean            resized;       /* since the map settled last */
  gboolean            dark;
  gboolean            available;
  gboolean            missed;
  GArray             *spots;         /* ParvisMapSpot: what the first view has to show */
  gboolean            has_town;
  ParvisHomeView      home;          /* as it was found last */
  gboolean            has_spots;
  gboolean            placed;
  gboolean            homing;        /* the first view waits for a size */
  gboolean            fitted;        /* nobody moved the map: each size has its first view */
  gboolean            own_move;
};

G_DEFINE_FINAL_TYPE (ParvisBaseMap, parvis_base_map, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_AVAILABLE = 1,
} ParvisBaseMapProperty;

static GParamSpec *properties[PROP_AVAILABLE + 1];

enum
{
  MOVED,
  HOMING,
  HOMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
theme_of (ParvisBaseMap *self)
{
  return self->dark ? "dark" : "light";
}

static void
set_available (ParvisBaseMap *self,
               gboolean       available)
{
  if (self->available == available)
    return;

  self->available = available;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
missed_cb (ParvisTileSource *source,
           gpointer          user_data)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (user_data);

  self->missed = TRUE;
}

static void
had_cb (ParvisTileSource *source,
        gpointer          user_data)
{
  set_available (PARVIS_BASE_MAP (user_data), TRUE);
}

/* Before the first tile the widget shows its own background. */
static void
load_background (ParvisBaseMap *self)
{
  g_autofree char *colour = gdk_rgba_to_string (&self->pack.background[self->dark]);
  g_autofree char *css = g_strdup_printf ("map-view { background-color: %s; }", colour);

  gtk_css_provider_load_from_data (self->css, css, -1);
}

static ShumateMapSource *
build_source (ParvisBaseMap *self)
{
  ShumateMapSource *source =
    SHUMATE_MAP_SOURCE (parvis_tile_source_new (self->session, self->map, theme_of (self),
                                                &self->pack.background[self->dark]));

  g_signal_connect_object (source, "missed", G_CALLBACK (missed_cb), self, 0);
  g_signal_connect_object (source, "had", G_CALLBACK (had_cb), self, 0);

  shumate_map_source_set_license (source, self->pack.credit != NULL ? self->pack.credit : "");
  shumate_map_source_set_min_zoom_level (source, (guint) self->pack.min_zoom);
  shumate_map_source_set_max_zoom_level (source, (guint) self->pack.max_zoom);

  return source;
}

static void
show_theme (ParvisBaseMap *self)
{
  g_autoptr(ShumateMapSource) old_source = g_steal_pointer (&self->source);
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);
  double zoom = shumate_viewport_get_zoom_level (viewport);

  self->own_move = TRUE;
  self->source = build_source (self);
  self->missed = FALSE;

  if (old_source != NULL)
    shumate_license_remove_map_source (self->license, old_source);
  shumate_license_append_map_source (self->license, self->source);
  shumate_viewport_set_reference_map_source (viewport, self->source);
  shumate_viewport_set_min_zoom_level (viewport, self->pack.min_zoom);
  shumate_viewport_set_max_zoom_level (viewport, self->pack.max_zoom);
  if (old_source != NULL)
    shumate_viewport_set_zoom_level (viewport, zoom);
  self->own_move = FALSE;

  parvis_tile_layers_show (&self->layers, self->source,
                           self->outlines->len > 0 ? self->outlines->pdata[0]
                                                   : SHUMATE_LAYER (self->markers));
  load_background (self);
}

static void
tile_json_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisBaseMap) self = PARVIS_BASE_MAP (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(json_t) json = NULL;

  bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (bytes == NULL)
    {
      g_debug ("No base map: %s", error->message);
      self->missed = TRUE;
      set_available (self, FALSE);
      if (self->source == NULL)
        show_theme (self);
      return;
    }

  json = parvis_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (json_is_object (json))
    parvis_tile_pack_read (&self->pack, json, self->dark);
  if (!self->has_town)
    memcpy (self->town.bounds, self->pack.bounds, sizeof self->town.bounds);
  show_theme (self);
}

/* Not before the session has opened what is on disk: that may be all there is. */
static void
load_theme (ParvisBaseMap *self)
{
  g_autofree char *path = g_strdup_printf ("tiles/%s", theme_of (self));

  if (!parvis_session_is_ready (self->session))
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  parvis_session_fetch_async (self->session, path, self->cancellable, tile_json_cb,
                              g_object_ref (self));
}

/* Keeps the centre inside the pack and, at a whole zoom, on a whole pixel. */
static void
settle (ParvisBaseMap *self)
{
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);
  double old_lat = shumate_location_get_latitude (SHUMATE_LOCATION (viewport));
  double old_lon = shumate_location_get_longitude (SHUMATE_LOCATION (viewport));
  double zoom = shumate_viewport_get_zoom_level (viewport);
  double lat = old_lat;
  double lon = old_lon;

  if (self->source == NULL)
    return;

  if (self->has_town)
    parvis_town_view_clamp (&self->town, &lon, &lat);
  if (zoom == floor (zoom))
    parvis_home_view_snap (self->source, zoom, gtk_widget_get_width (GTK_WIDGET (self->map)),
                           gtk_widget_get_height (GTK_WIDGET (self->map)), &lon, &lat);

  /* "notify" restarts when it is emitted from its own handler: without this
   * test the program would hang.
   */
  if (fabs (lat - old_lat) > 1e-8 || fabs (lon - old_lon) > 1e-8)
    shumate_location_set_location (SHUMATE_LOCATION (viewport), lat, lon);
  if (shumate_viewport_get_rotation (viewport) != 0)
    shumate_viewport_set_rotation (viewport, 0);
}

static void jump_home (ParvisBaseMap *self);

static void
settle_now (ParvisBaseMap *self)
{
  g_clear_handle_id (&self->settle_idle, g_source_remove);
  self->resized = FALSE;
  if (self->homing && self->has_town && gtk_widget_get_width (GTK_WIDGET (self->map)) > 1)
    jump_home (self);
  self->own_move = TRUE;
  settle (self);
  self->own_move = FALSE;
  g_signal_emit (self, signals[MOVED], 0);
}

static gboolean
settle_cb (gpointer user_data)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (user_data);

  self->settle_idle = 0;
  settle_now (self);

  return G_SOURCE_REMOVE;
}

/* After a layout of the window, and before the frame it is for: GTK lays out once
 * more what moved, instead of painting two frames.
 */
static void
layout_cb (GdkSurface *surface,
           int         width,
           int         height,
           gpointer    user_data)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (user_data);

  if (self->resized)
    settle_now (self);
}

static void
viewport_cb (ShumateViewport *viewport,
             GParamSpec      *pspec,
             gpointer         user_data)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (user_data);

  self->fitted = self->fitted && self->own_move;
  if (self->settle_idle == 0)
    self->settle_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_cb, self, NULL);
}

static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  load_theme (PARVIS_BASE_MAP (user_data));
}

static void
dark_cb (AdwStyleManager *manager,
         GParamSpec      *pspec,
         gpointer         user_data)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (user_data);

  self->dark = adw_style_manager_get_dark (manager);
  load_theme (self);
}

/* Returns: whether it is another than it was: what is done for a home that did not
 * change would lay the map out, and look for it, for ever.
 */
static gboolean
find_home (ParvisBaseMap *self)
{
  ParvisHomeView before = self->home;

  g_signal_emit (self, signals[HOMING], 0);

  parvis_home_view_find (&self->home, &self->town, self->spots, self->source, self->pack.min_zoom,
                         gtk_widget_get_width (GTK_WIDGET (self->map)),
                         gtk_widget_get_height (GTK_WIDGET (self->map)));
  if (before.lon == self->home.lon && before.lat == self->home.lat &&
      before.zoom == self->home.zoom && before.left == self->home.left &&
      before.right == self->home.right)
    return FALSE;

  g_signal_emit (self, signals[HOMED], 0);

  return TRUE;
}

static void
jump_home (ParvisBaseMap *self)
{
  self->homing = FALSE;
  if (!find_home (self) && self->fitted)
    return;

  self->own_move = TRUE;
  shumate_viewport_set_zoom_level (shumate_map_get_viewport (self->map), self->home.zoom);
  shumate_map_center_on (self->map, self->home.lat, self->home.lon);
  self->own_move = FALSE;
}

static void
move_to (ParvisBaseMap *self,
         double         lon,
         double         lat,
         double         zoom)
{
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);

  zoom = CLAMP (zoom, shumate_viewport_get_min_zoom_level (viewport),
                shumate_viewport_get_max_zoom_level (viewport));
  if (self->has_town)
    parvis_town_view_clamp (&self->town, &lon, &lat);

  /* A movement under way is not stopped by the next one. */
  shumate_map_stop_go_to (self->map);
  shumate_map_go_to_full_with_duration (self->map, lat, lon, zoom,
                                        adw_get_enable_animations (GTK_WIDGET (self))
                                        ? MOVE_DURATION : 1);
}

static void
parvis_base_map_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (widget);

  gtk_widget_allocate (GTK_WIDGET (self->map), width, height, baseline, NULL);
  self->resized = self->resized || width != self->width || height != self->height;
  self->width = width;
  self->height = height;
  self->homing = self->homing || self->fitted;

  /* An odd width or height puts the centre on half a pixel. */
  if (self->settle_idle == 0)
    self->settle_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_cb, self, NULL);
}

static void
parvis_base_map_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (parvis_base_map_parent_class)->realize (widget);

  g_signal_connect_object (gtk_native_get_surface (gtk_widget_get_native (widget)), "layout",
                           G_CALLBACK (layout_cb), widget, G_CONNECT_AFTER);
}

static void
parvis_base_map_unrealize (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_native_get_surface (gtk_widget_get_native (widget)),
                                        layout_cb, widget);

  GTK_WIDGET_CLASS (parvis_base_map_parent_class)->unrealize (widget);
}

/* One stop of the Tab key, which goes on from there: left to itself the map looks
 * for the next stop among its own layers for ever.
 */
static gboolean
parvis_base_map_focus (GtkWidget        *widget,
                       GtkDirectionType  direction)
{
  GtkWidget *map = GTK_WIDGET (PARVIS_BASE_MAP (widget)->map);

  return !gtk_widget_has_focus (map) && gtk_widget_grab_focus (map);
}

static void
parvis_base_map_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (PARVIS_BASE_MAP (widget)->map), orientation, for_size, minimum,
                      natural, NULL, NULL);
  *minimum_baseline = *natural_baseline = -1;
}

static void
parvis_base_map_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch ((ParvisBaseMapProperty) prop_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, PARVIS_BASE_MAP (object)->available);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_base_map_dispose (GObject *object)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  parvis_tile_layers_clear (&self->layers);
  g_clear_handle_id (&self->settle_idle, g_source_remove);
  if (self->map != NULL)
    {
      shumate_map_stop_go_to (self->map);
      gtk_widget_unparent (GTK_WIDGET (self->map));
      self->map = NULL;
      gtk_style_context_remove_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                                     GTK_STYLE_PROVIDER (self->css));
    }
  g_clear_object (&self->source);
  g_clear_object (&self->license);
  g_clear_object (&self->session);
  g_clear_object (&self->css);

  G_OBJECT_CLASS (parvis_base_map_parent_class)->dispose (object);
}

static void
parvis_base_map_finalize (GObject *object)
{
  ParvisBaseMap *self = PARVIS_BASE_MAP (object);

  parvis_tile_pack_clear (&self->pack);
  g_clear_pointer (&self->outlines, g_ptr_array_unref);
  g_clear_pointer (&self->spots, g_array_unref);

  G_OBJECT_CLASS (parvis_base_map_parent_class)->finalize (object);
}

static void
parvis_base_map_class_init (ParvisBaseMapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parvis_base_map_get_property;
  object_class->dispose = parvis_base_map_dispose;
  object_class->finalize = parvis_base_map_finalize;
  widget_class->focus = parvis_base_map_focus;
  widget_class->measure = parvis_base_map_measure;
  widget_class->realize = parvis_base_map_realize;
  widget_class->size_allocate = parvis_base_map_size_allocate;
  widget_class->unrealize = parvis_base_map_unrealize;

  properties[PROP_AVAILABLE] =
    g_param_spec_boolean ("available", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HOMED] = g_signal_new ("homed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HOMING] = g_signal_new ("homing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_base_map_init (ParvisBaseMap *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->available = TRUE;
  self->dark = adw_style_manager_get_dark (manager);
  parvis_tile_pack_init (&self->pack);
  self->outlines = g_ptr_array_new ();
  self->spots = g_array_new (FALSE, FALSE, sizeof (ParvisMapSpot));

  self->map = shumate_map_new ();
  parvis_tile_layers_init (&self->layers, self->map);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (GTK_WIDGET (self->map), GTK_WIDGET (self));
  shumate_map_set_go_to_duration (self->map, MOVE_DURATION);
  self->license = g_object_ref_sink (shumate_license_new ());
  self->markers = shumate_marker_layer_new_full (shumate_map_get_viewport (self->map),
                                                 GTK_SELECTION_NONE);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->markers));

  self->css = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                              GTK_STYLE_PROVIDER (self->css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  load_background (self);
  parvis_map_controls_add (self->map, self);

  parvis_set_label (GTK_WIDGET (self->map),
                    _("Map of the places. The list beside it gives the same information."));
  g_signal_connect_object (shumate_map_get_viewport (self->map), "notify",
                           G_CALLBACK (viewport_cb), self, 0);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (dark_cb), self, 0);
}

GtkWidget *
parvis_base_map_new (ParvisSession *session)
{
  ParvisBaseMap *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);

  self = g_object_new (PARVIS_TYPE_BASE_MAP, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "ready", G_CALLBACK (ready_cb), self, 0);
  load_theme (self);

  return GTK_WIDGET (self);
}

ShumateViewport *
parvis_base_map_get_viewport (ParvisBaseMap *self)
{
  g_return_val_if_fail (PARVIS_IS_BASE_MAP (self), NULL);

  return shumate_map_get_viewport (self->map);
}

ShumateMarkerLayer *
parvis_base_map_get_markers (ParvisBaseMap *self)
{
  g_return_val_if_fail (PARVIS_IS_BASE_MAP (self), NULL);

  return self->markers;
}

ShumateLicense *
parvis_base_map_get_license (ParvisBaseMap *self)
{
  g_return_val_if_fail (PARVIS_IS_BASE_MAP (self), NULL);

  return self->license;
}

gboolean
parvis_base_map_get_available (ParvisBaseMap *self)
{
  g_return_val_if_fail (PARVIS_IS_BASE_MAP (self), FALSE);

  return self->available;
}

/**
 * parvis_base_map_set_town:
 *
 * The first town places the map; later ones only change its limits.
 */
void
parvis_base_map_set_town (ParvisBaseMap        *self,
                          const ParvisTownView *town)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  parvis_tile_pack_set_credit (&self->pack, town->credit);
  self->town.lon = town->lon;
  self->town.lat = town->lat;
  self->town.zoom = town->zoom;
  memcpy (self->town.bounds, town->bounds, sizeof town->bounds);
  self->has_town = TRUE;

  if (self->placed)
    return;

  self->placed = TRUE;
  if (self->source == NULL)
    show_theme (self);
  jump_home (self);
  self->homing = TRUE;
}

/* Makes the first view again, once the map has its size. */
static void
queue_home (ParvisBaseMap *self)
{
  self->homing = TRUE;
  if (self->settle_idle == 0)
    self->settle_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_cb, self, NULL);
}

/**
 * parvis_base_map_set_spots:
 * @spots: (array length=n_spots)
 *
 * What the first view, and "Home", have to show.
 */
void
parvis_base_map_set_spots (ParvisBaseMap       *self,
                           const ParvisMapSpot *spots,
                           guint                n_spots)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  g_array_set_size (self->spots, 0);
  g_array_append_vals (self->spots, spots, n_spots);
  if (self->has_spots || n_spots == 0)
    return;

  /* Later places do not move a map that somebody looks at. */
  self->has_spots = TRUE;
  parvis_base_map_fit (self);
}

/**
 * parvis_base_map_fit:
 *
 * Shows the first view, and again at each size until somebody moves the map.
 */
void
parvis_base_map_fit (ParvisBaseMap *self)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  self->fitted = TRUE;
  queue_home (self);
}

/* Reads the tiles of the first view before the map is laid out, as large as that. */
void
parvis_base_map_read_ahead (ParvisBaseMap *self,
                            int            width,
                            int            height)
{
  ParvisHomeView home;

  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  if (!self->has_town || self->source == NULL || width <= 0 || height <= 0)
    return;

  parvis_home_view_find (&home, &self->town, self->spots, self->source, self->pack.min_zoom,
                         width, height);
  parvis_tile_source_read_ahead (PARVIS_TILE_SOURCE (self->source), &home, width, height);
}

/**
 * parvis_base_map_settle:
 *
 * Does at once what waits for the next turn of the loop since the map was laid out
 * or moved: the view that fits its size, and the tiles of that.
 */
void
parvis_base_map_settle (ParvisBaseMap *self)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  if (self->settle_idle != 0)
    settle_now (self);
}

void
parvis_base_map_set_outlines (ParvisBaseMap *self,
                              GPtrArray     *geometries)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  for (guint i = 0; i < self->outlines->len; i++)
    shumate_map_remove_layer (self->map, self->outlines->pdata[i]);
  g_ptr_array_unref (self->outlines);

  self->outlines = parvis_outlines_new (shumate_map_get_viewport (self->map), geometries);
  for (guint i = 0; i < self->outlines->len; i++)
    shumate_map_insert_layer_behind (self->map, self->outlines->pdata[i],
                                     SHUMATE_LAYER (self->markers));
}

void
parvis_base_map_reload (ParvisBaseMap *self)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  if (self->missed || !self->available)
    load_theme (self);
}

const ParvisHomeView *
parvis_base_map_get_home (ParvisBaseMap *self)
{
  g_return_val_if_fail (PARVIS_IS_BASE_MAP (self), NULL);

  return &self->home;
}

void
parvis_base_map_go_home (ParvisBaseMap *self)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  if (!self->has_town)
    return;

  find_home (self);
  move_to (self, self->home.lon, self->home.lat, self->home.zoom);
}

void
parvis_base_map_zoom_by (ParvisBaseMap *self,
                         int            steps)
{
  ShumateViewport *viewport;

  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  viewport = shumate_map_get_viewport (self->map);
  move_to (self, shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
           shumate_location_get_latitude (SHUMATE_LOCATION (viewport)),
           round (shumate_viewport_get_zoom_level (viewport)) + steps);
}

void
parvis_base_map_reveal (ParvisBaseMap *self,
                        double         lon,
                        double         lat)
{
  ShumateViewport *viewport;
  double width;
  double height;
  double x;
  double y;

  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  viewport = shumate_map_get_viewport (self->map);
  width = gtk_widget_get_width (GTK_WIDGET (self->map));
  height = gtk_widget_get_height (GTK_WIDGET (self->map));
  if (width < 1 || self->source == NULL)
    return;

  shumate_viewport_location_to_widget_coords (viewport, GTK_WIDGET (self->map), lat, lon, &x, &y);
  if (x < width * 0.15 || x > width * 0.85 || y < height * 0.2 || y > height * 0.8)
    move_to (self, lon, lat, round (shumate_viewport_get_zoom_level (viewport)));
}

void
parvis_base_map_go_to (ParvisBaseMap *self,
                       double         lon,
                       double         lat,
                       double         zoom)
{
  g_return_if_fail (PARVIS_IS_BASE_MAP (self));

  move_to (self, lon, lat, zoom);
}
