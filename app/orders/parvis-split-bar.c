/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-split-bar"

#include "config.h"

#include "parvis-split-bar.h"

#define HEIGHT 12
#define STRIDE 7.0

static void
outline (cairo_t *cr,
         double   width,
         double   height)
{
  double radius = height / 2;

  cairo_new_sub_path (cr);
  cairo_arc (cr, width - radius - 1, radius, radius - 1, -G_PI_2, G_PI_2);
  cairo_arc (cr, radius + 1, radius, radius - 1, G_PI_2, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
hatch (cairo_t       *cr,
       const GdkRGBA *ink,
       double         width,
       double         height)
{
  GdkRGBA faint = *ink;

  faint.alpha = 0.35f;
  gdk_cairo_set_source_rgba (cr, &faint);
  cairo_set_line_width (cr, 1.5);
  for (double x = -height; x < width; x += STRIDE)
    {
      cairo_move_to (cr, x, height);
      cairo_line_to (cr, x + height, 0);
    }
  cairo_stroke (cr);
}

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        user_data)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (area));
  int online = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (area), "online"));
  int counter = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (area), "counter"));
  double share = online + counter > 0 ? (double) online / (online + counter) : 0;
  GdkRGBA ink;
  GdkRGBA fill;

  gtk_style_context_get_color (style, &ink);
  if (!gtk_style_context_lookup_color (style, "occ_4", &fill))
    fill = ink;

  cairo_save (cr);
  outline (cr, width, height);
  cairo_clip (cr);
  hatch (cr, &ink, width, height);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_rectangle (cr, 0, 0, width * share, height);
  cairo_fill (cr);
  cairo_restore (cr);

  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, 1.2);
  outline (cr, width, height);
  cairo_stroke (cr);
}

GtkWidget *
parvis_split_bar_new (void)
{
  GtkWidget *bar = g_object_new (GTK_TYPE_DRAWING_AREA, "content-height", HEIGHT, "hexpand", TRUE,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (bar), draw_cb, NULL, NULL);

  return bar;
}

void
parvis_split_bar_set (GtkWidget *bar,
                      int        online,
                      int        counter)
{
  g_object_set_data (G_OBJECT (bar), "online", GINT_TO_POINTER (online));
  g_object_set_data (G_OBJECT (bar), "counter", GINT_TO_POINTER (counter));
  gtk_widget_queue_draw (bar);
}
