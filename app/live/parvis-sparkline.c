/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sparkline"

#include "config.h"

#include "parvis-sparkline.h"

#include <math.h>

#define WIDTH 72
#define HEIGHT 24
#define MARGIN 2

struct _ParvisSparkline
{
  GtkWidget  parent_instance;

  /* Owned */
  double    *values;

  guint      n_values;
};

G_DEFINE_FINAL_TYPE (ParvisSparkline, parvis_sparkline, GTK_TYPE_WIDGET)

static void
find_range (ParvisSparkline *self,
            double          *lowest,
            double          *highest)
{
  *lowest = G_MAXDOUBLE;
  *highest = -G_MAXDOUBLE;
  for (guint i = 0; i < self->n_values; i++)
    {
      if (isnan (self->values[i]))
        continue;
      *lowest = MIN (*lowest, self->values[i]);
      *highest = MAX (*highest, self->values[i]);
    }
}

/* Silence is a gap, not a line; a value between two gaps is a dot. */
static void
draw_line (ParvisSparkline *self,
           cairo_t         *cr,
           double           lowest,
           double           highest)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN;
  gboolean drawing = FALSE;

  for (guint i = 0; i < self->n_values; i++)
    {
      double share = highest > lowest ? (self->values[i] - lowest) / (highest - lowest) : 0.5;
      double x = MARGIN + width * i / MAX (self->n_values - 1, 1);
      double y = MARGIN + height * (1 - share);

      if (isnan (self->values[i]))
        {
          drawing = FALSE;
          continue;
        }
      if (!drawing)
        {
          cairo_move_to (cr, x, y);
          cairo_line_to (cr, x + 0.01, y);
        }
      cairo_line_to (cr, x, y);
      drawing = TRUE;
    }
  cairo_stroke (cr);
}

static void
parvis_sparkline_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  ParvisSparkline *self = PARVIS_SPARKLINE (widget);
  GdkRGBA colour;
  double lowest;
  double highest;
  cairo_t *cr;

  find_range (self, &lowest, &highest);
  if (lowest > highest)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                       gtk_widget_get_height (widget)));
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  draw_line (self, cr, lowest, highest);
  cairo_destroy (cr);
}

static void
parvis_sparkline_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
parvis_sparkline_finalize (GObject *object)
{
  g_free (PARVIS_SPARKLINE (object)->values);

  G_OBJECT_CLASS (parvis_sparkline_parent_class)->finalize (object);
}

static void
parvis_sparkline_class_init (ParvisSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parvis_sparkline_finalize;
  widget_class->measure = parvis_sparkline_measure;
  widget_class->snapshot = parvis_sparkline_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
parvis_sparkline_init (ParvisSparkline *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
parvis_sparkline_new (void)
{
  return g_object_new (PARVIS_TYPE_SPARKLINE, NULL);
}

void
parvis_sparkline_set_values (ParvisSparkline *self,
                             const double    *values,
                             guint            n_values)
{
  g_return_if_fail (PARVIS_IS_SPARKLINE (self));

  g_free (self->values);
  self->values = g_memdup2 (values, n_values * sizeof *values);
  self->n_values = n_values;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
