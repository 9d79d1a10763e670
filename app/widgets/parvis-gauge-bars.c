/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-gauge-bars"

#include "config.h"

#include "parvis-gauge-bars.h"

#define N_BARS 5

struct _ParvisGaugeBars
{
  GtkWidget       parent_instance;

  ParvisBarsSize  size;
  int             level;
  gboolean        dashed;
};

G_DEFINE_FINAL_TYPE (ParvisGaugeBars, parvis_gauge_bars, GTK_TYPE_WIDGET)

/* Pixels, from tokens.md §3. */
typedef struct
{
  float width;
  float gap;
  float first;
  float step;
  float radius;
  float outline;
} Shape;

static const Shape shapes[] = {
  [PARVIS_BARS_SMALL] = { 7, 2, 7, 3, 2, 1.2f },
  [PARVIS_BARS_LARGE] = { 13, 2, 12, 6, 3, 1.2f },
  [PARVIS_BARS_MARKER] = { 3.5f, 1.5f, 6, 2.25f, 1, 0 },
};

typedef struct
{
  GdkRGBA fill;
  GdkRGBA line;
  GdkRGBA empty;
} Colours;

static void
look_up (GtkStyleContext *context,
         const char      *name,
         GdkRGBA         *colour)
{
  if (!gtk_style_context_lookup_color (context, name, colour))
    gtk_style_context_get_color (context, colour);
}

static void
choose_colours (ParvisGaugeBars *self,
                Colours         *colours)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  char name[] = "occ_0";

  if (self->size == PARVIS_BARS_MARKER)
    {
      gtk_style_context_get_color (context, &colours->fill);
      colours->line = colours->fill;
      colours->empty = colours->fill;
      colours->empty.alpha *= 0.28f;
      return;
    }

  name[4] += self->level;
  look_up (context, name, &colours->fill);
  look_up (context, "parvis_ink", &colours->line);
  colours->empty = (GdkRGBA) { 0, 0, 0, 0 };
}

static void
add_rounded (cairo_t               *cr,
             const graphene_rect_t *area,
             double                 inset,
             double                 radius)
{
  double left = area->origin.x + inset + radius;
  double top = area->origin.y + inset + radius;
  double right = area->origin.x + area->size.width - inset - radius;
  double bottom = area->origin.y + area->size.height - inset - radius;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right, top, radius, -G_PI_2, 0);
  cairo_arc (cr, right, bottom, radius, 0, G_PI_2);
  cairo_arc (cr, left, bottom, radius, G_PI_2, G_PI);
  cairo_arc (cr, left, top, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
draw_bar (cairo_t               *cr,
          const graphene_rect_t *area,
          const Shape           *shape,
          const GdkRGBA         *fill,
          const GdkRGBA         *line)
{
  if (fill->alpha > 0)
    {
      add_rounded (cr, area, 0, shape->radius);
      gdk_cairo_set_source_rgba (cr, fill);
      cairo_fill (cr);
    }
  if (shape->outline > 0)
    {
      add_rounded (cr, area, shape->outline / 2, shape->radius - shape->outline / 2);
      gdk_cairo_set_source_rgba (cr, line);
      cairo_set_line_width (cr, shape->outline);
      cairo_stroke (cr);
    }
}

static void
draw_dashed_bar (cairo_t               *cr,
                 const graphene_rect_t *area,
                 const GdkRGBA         *line)
{
  const double dashes[] = { 2, 1.5 };

  gdk_cairo_set_source_rgba (cr, line);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_rectangle (cr, area->origin.x + 0.5, area->origin.y + 0.5,
                   area->size.width - 1, area->size.height - 1);
  cairo_stroke (cr);
}

/* One drawing for all five: as clips and borders they were fifteen nodes, which
 * every frame walks through for every place.
 */
static void
parvis_gauge_bars_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  ParvisGaugeBars *self = PARVIS_GAUGE_BARS (widget);
  const Shape *shape = &shapes[self->size];
  float bottom = (gtk_widget_get_height (widget) + shape->first + shape->step * (N_BARS - 1)) / 2;
  Colours colours;
  cairo_t *cr;

  choose_colours (self, &colours);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                       gtk_widget_get_height (widget)));

  for (int i = 0; i < N_BARS; i++)
    {
      float height = shape->first + shape->step * i;
      graphene_rect_t area = GRAPHENE_RECT_INIT (i * (shape->width + shape->gap), bottom - height,
                                                 shape->width, height);

      if (self->dashed)
        draw_dashed_bar (cr, &area, &colours.line);
      else
        draw_bar (cr, &area, shape, i < self->level ? &colours.fill : &colours.empty,
                  &colours.line);
    }

  cairo_destroy (cr);
}

static void
parvis_gauge_bars_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  const Shape *shape = &shapes[PARVIS_GAUGE_BARS (widget)->size];
  float size = shape->first + shape->step * (N_BARS - 1);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    size = N_BARS * shape->width + (N_BARS - 1) * shape->gap;

  *minimum = *natural = (int) (size + 0.999f);
  *minimum_baseline = *natural_baseline = -1;
}

static void
parvis_gauge_bars_class_init (ParvisGaugeBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = parvis_gauge_bars_snapshot;
  widget_class->measure = parvis_gauge_bars_measure;

  gtk_widget_class_set_css_name (widget_class, "gauge-bars");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
parvis_gauge_bars_init (ParvisGaugeBars *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
parvis_gauge_bars_new (ParvisBarsSize size)
{
  ParvisGaugeBars *self = g_object_new (PARVIS_TYPE_GAUGE_BARS, NULL);

  self->size = size;

  return GTK_WIDGET (self);
}

void
parvis_gauge_bars_set_size (ParvisGaugeBars *self,
                            ParvisBarsSize   size)
{
  g_return_if_fail (PARVIS_IS_GAUGE_BARS (self));

  if (self->size == size)
    return;

  self->size = size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
parvis_gauge_bars_set_level (ParvisGaugeBars *self,
                             int              level,
                             gboolean         dashed)
{
  g_return_if_fail (PARVIS_IS_GAUGE_BARS (self));
  g_return_if_fail (level >= 0 && level <= N_BARS);

  if (self->level == level && self->dashed == dashed)
    return;

  self->level = level;
  self->dashed = dashed;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
