/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-map-controls"

#include "config.h"

#include "parvis-map-controls.h"

#include <math.h>

/* One whole step at the point that is under the pointer. */
static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           ParvisBaseMap            *self)
{
  ShumateViewport *viewport = parvis_base_map_get_viewport (self);
  ShumateMapSource *source = shumate_viewport_get_reference_map_source (viewport);
  GtkWidget *map = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  double zoom = round (shumate_viewport_get_zoom_level (viewport));
  double target = CLAMP (zoom + (dy < 0 ? 1 : -1),
                         shumate_viewport_get_min_zoom_level (viewport),
                         shumate_viewport_get_max_zoom_level (viewport));
  double factor = exp2 (target - zoom);
  double x;
  double y;
  double off_x;
  double off_y;

  if (dy == 0 || target == zoom || source == NULL ||
      !gdk_event_get_position (event, &off_x, &off_y))
    return TRUE;

  gtk_widget_translate_coordinates (GTK_WIDGET (gtk_widget_get_native (map)), map, off_x, off_y,
                                    &off_x, &off_y);
  off_x -= gtk_widget_get_width (map) / 2.0;
  off_y -= gtk_widget_get_height (map) / 2.0;
  x = shumate_map_source_get_x (source, zoom,
                                shumate_location_get_longitude (SHUMATE_LOCATION (viewport)));
  y = shumate_map_source_get_y (source, zoom,
                                shumate_location_get_latitude (SHUMATE_LOCATION (viewport)));
  x = (x + off_x) * factor - off_x;
  y = (y + off_y) * factor - off_y;

  parvis_base_map_go_to (self, shumate_map_source_get_longitude (source, target, x),
                         shumate_map_source_get_latitude (source, target, y), target);

  return TRUE;
}

/* By a share of what is seen. */
static void
pan (ParvisBaseMap *self,
     GtkWidget     *map,
     double         dx,
     double         dy)
{
  ShumateViewport *viewport = parvis_base_map_get_viewport (self);
  double lat;
  double lon;

  shumate_viewport_widget_coords_to_location (viewport, map,
                                              gtk_widget_get_width (map) * (0.5 + dx),
                                              gtk_widget_get_height (map) * (0.5 + dy),
                                              &lat, &lon);
  parvis_base_map_go_to (self, lon, lat, round (shumate_viewport_get_zoom_level (viewport)));
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        ParvisBaseMap         *self)
{
  GtkWidget *map = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
      pan (self, map, -0.25, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Right:
      pan (self, map, 0.25, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Up:
      pan (self, map, 0, -0.25);
      return GDK_EVENT_STOP;

    case GDK_KEY_Down:
      pan (self, map, 0, 0.25);
      return GDK_EVENT_STOP;

    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      parvis_base_map_zoom_by (self, 1);
      return GDK_EVENT_STOP;

    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      parvis_base_map_zoom_by (self, -1);
      return GDK_EVENT_STOP;

    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      parvis_base_map_go_home (self);
      return GDK_EVENT_STOP;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/**
 * parvis_map_controls_add:
 * @map: the widget that takes the events
 * @self: the map that moves
 */
void
parvis_map_controls_add (ShumateMap    *shumate_map,
                         ParvisBaseMap *self)
{
  GtkWidget *map = GTK_WIDGET (shumate_map);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL |
                                     GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  /* ShumateMap knows no keys, and its own wheel steps by a fifth of a zoom. */
  gtk_widget_set_focusable (map, TRUE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (map, key);

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scroll_cb), self, 0);
  gtk_widget_add_controller (map, scroll);
}
