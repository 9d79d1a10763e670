/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pin"

#include "config.h"

#include "parvis-pin.h"

struct _ParvisPin
{
  ShumateMarker  parent_instance;
};

G_DEFINE_FINAL_TYPE (ParvisPin, parvis_pin, SHUMATE_TYPE_MARKER)

static gboolean
parvis_pin_contains (GtkWidget *widget,
                     double     x,
                     double     y)
{
  GtkWidget *child = shumate_marker_get_child (SHUMATE_MARKER (widget));

  return child != NULL && gtk_widget_translate_coordinates (widget, child, x, y, &x, &y) &&
         gtk_widget_contains (child, x, y);
}

static void
parvis_pin_class_init (ParvisPinClass *klass)
{
  GTK_WIDGET_CLASS (klass)->contains = parvis_pin_contains;
}

static void
parvis_pin_init (ParvisPin *self)
{
  shumate_marker_set_child (SHUMATE_MARKER (self), parvis_marker_new ());
  shumate_marker_set_selectable (SHUMATE_MARKER (self), FALSE);
}

ParvisPin *
parvis_pin_new (double lon,
                double lat)
{
  ParvisPin *self = g_object_new (PARVIS_TYPE_PIN, NULL);

  shumate_location_set_location (SHUMATE_LOCATION (self), lat, lon);

  return self;
}

ParvisMarker *
parvis_pin_get_marker (ParvisPin *self)
{
  g_return_val_if_fail (PARVIS_IS_PIN (self), NULL);

  return PARVIS_MARKER (shumate_marker_get_child (SHUMATE_MARKER (self)));
}
