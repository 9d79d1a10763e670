/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-curve-paint"

#include "config.h"

#include "parvis-curve-paint.h"

#include "parvis-format.h"

#include <glib/gi18n.h>
#include <math.h>

#define TODAY_WIDTH 3.2
#define AIR 8.0

/* The light theme's colours on white: a printer has no dark theme. */
const ParvisCurveLook parvis_curve_look_of_paper = {
  .text = { 0, 0, 0, 1 },
  .today = { 0x2b / 255.0f, 0x6f / 255.0f, 0x95 / 255.0f, 1 },
  .on_today = { 1, 1, 1, 1 },
  .maximum = { 0x45 / 255.0f, 0x1a / 255.0f, 0x63 / 255.0f, 1 },
  .hatch = { 0x3d / 255.0f, 0x38 / 255.0f, 0x46 / 255.0f, 0.3f },
  .card = { 1, 1, 1, 1 },
};

typedef enum
{
  WEIGHT_NORMAL,
  WEIGHT_BOLD,
} Weight;

typedef struct
{
  const ParvisCurveScene *scene;
  const ParvisCurveLook  *look;
  PangoContext           *context;
  cairo_t                *cr;
  ParvisCurveScale        scale;
  double                  legend_y;
} Painter;

static PangoLayout *
make_text (PangoContext *context,
           const char   *text,
           Weight        weight)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  /* Captions are 9 pt beside a body of 11 (tokens.md §4), whatever the body's size is. */
  pango_attr_list_insert (attributes, pango_attr_scale_new (9.0 / 11.0));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (weight == WEIGHT_BOLD)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

static void
measure_text (PangoContext *context,
              const char   *text,
              Weight        weight,
              double       *width,
              double       *height)
{
  g_autoptr(PangoLayout) layout = make_text (context, text, weight);
  int w, h;

  pango_layout_get_pixel_size (layout, &w, &h);
  *width = w;
  *height = h;
}

static void
set_colour (cairo_t       *cr,
            const GdkRGBA *colour,
            double         alpha)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, colour->alpha * alpha);
}

/* @align is where @x stands in the text: 0 at its start, 1 at its end. */
static void
draw_text (Painter       *painter,
           const char    *text,
           Weight         weight,
           const GdkRGBA *colour,
           double         alpha,
           double         x,
           double         middle,
           double         align)
{
  g_autoptr(PangoLayout) layout = make_text (painter->context, text, weight);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  set_colour (painter->cr, colour, alpha);
  cairo_move_to (painter->cr, round (x - width * align), round (middle - height / 2.0));
  pango_cairo_show_layout (painter->cr, layout);
}

static char *
hour_label (gint64     at,
            GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at / PARVIS_SECOND);
  g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, zone);

  /* Translators: an hour on the time axis of a curve; French "10 h". */
  return g_strdup_printf (C_("hour of the axis", "%d:00"), g_date_time_get_hour (local));
}

/**
 * parvis_curve_lay_out:
 *
 * Returns: where things stand in a drawing of that size, for the drawing and
 *   for finding the point under a pointer
 */
ParvisCurveScale
parvis_curve_lay_out (const ParvisCurveScene *scene,
                      PangoContext           *context,
                      double                  width,
                      double                  height)
{
  ParvisCurveScale scale = { .left = 0 };
  int peak = scene->series != NULL ? parvis_day_series_get_peak (scene->series) : 0;
  g_autofree char *widest = NULL;
  double text_width, text_height;

  parvis_curve_scale_set (&scale,
                          parvis_curve_shown_span (scene->open, scene->series, scene->zone),
                          scene->capacity, MAX (peak, scene->value));

  widest = g_strdup_printf ("%d", scale.highest);
  measure_text (context, widest, WEIGHT_NORMAL, &text_width, &text_height);

  scale.left = ceil (text_width) + AIR;
  scale.right = MAX (width - 2 * AIR, scale.left + 1);
  scale.top = ceil (text_height) / 2 + 2;
  scale.bottom = MAX (height - 2 * (text_height + AIR), scale.top + 1);

  return scale;
}

static void
draw_grid (Painter *painter)
{
  const ParvisCurveScale *scale = &painter->scale;
  const GdkRGBA *text = &painter->look->text;
  ParvisDaySpan span = { scale->from, scale->to };
  g_autoptr(GArray) hours = NULL;
  double label_width, label_height;

  cairo_set_line_width (painter->cr, 1);
  for (int value = 0; value <= scale->highest; value += scale->step)
    {
      g_autofree char *label = g_strdup_printf ("%d", value);
      double y = round (parvis_curve_scale_y (scale, value)) + 0.5;

      set_colour (painter->cr, text, 0.12);
      cairo_move_to (painter->cr, scale->left, y);
      cairo_line_to (painter->cr, scale->right, y);
      cairo_stroke (painter->cr);
      draw_text (painter, label, WEIGHT_NORMAL, text, 0.75, scale->left - AIR, y, 1);
    }

  measure_text (painter->context, "00 hh", WEIGHT_NORMAL, &label_width, &label_height);
  hours = parvis_curve_list_hours (span,
                                   parvis_curve_hour_step (span, scale->right - scale->left,
                                                           label_width + AIR),
                                   painter->scene->zone);
  for (guint i = 0; i < hours->len; i++)
    {
      gint64 at = g_array_index (hours, gint64, i);
      g_autofree char *label = hour_label (at, painter->scene->zone);

      draw_text (painter, label, WEIGHT_NORMAL, text, 0.75,
                 parvis_curve_scale_x (scale, at), scale->bottom + AIR + label_height / 2, 0.5);
    }
}

static void
hatch_box (Painter *painter,
           double   x,
           double   y,
           double   width,
           double   height)
{
  cairo_save (painter->cr);
  cairo_rectangle (painter->cr, x, y, width, height);
  cairo_clip (painter->cr);
  set_colour (painter->cr, &painter->look->hatch, 1);
  cairo_set_line_width (painter->cr, 2);
  for (double start = x - height; start < x + width; start += 7)
    {
      cairo_move_to (painter->cr, start, y + height);
      cairo_line_to (painter->cr, start + height, y);
    }
  cairo_stroke (painter->cr);
  cairo_restore (painter->cr);
}

static void
draw_gaps (Painter *painter,
           GArray  *gaps)
{
  const ParvisCurveScale *scale = &painter->scale;
  const char *label = _("no measure");
  double label_width, label_height;

  measure_text (painter->context, label, WEIGHT_NORMAL, &label_width, &label_height);

  for (guint i = 0; i < gaps->len; i++)
    {
      const ParvisDaySpan *gap = &g_array_index (gaps, ParvisDaySpan, i);
      double left = parvis_curve_scale_x (scale, gap->from);
      double right = parvis_curve_scale_x (scale, gap->to);

      hatch_box (painter, left, scale->top, right - left, scale->bottom - scale->top);
      if (right - left < label_width + AIR)
        continue;

      set_colour (painter->cr, &painter->look->card, 1);
      cairo_rectangle (painter->cr, (left + right - label_width) / 2 - 4,
                       scale->bottom - label_height - AIR, label_width + 8, label_height);
      cairo_fill (painter->cr);
      draw_text (painter, label, WEIGHT_NORMAL, &painter->look->text, 0.8, (left + right) / 2,
                 scale->bottom - AIR - label_height / 2, 0.5);
    }
}

static void
draw_maximum (Painter *painter)
{
  const ParvisCurveScale *scale = &painter->scale;
  g_autofree char *label = NULL;
  double y, width, height;

  if (painter->scene->capacity <= 0)
    return;

  label = g_strdup_printf (_("Maximum %d"), painter->scene->capacity);
  measure_text (painter->context, label, WEIGHT_BOLD, &width, &height);
  y = round (parvis_curve_scale_y (scale, painter->scene->capacity));

  set_colour (painter->cr, &painter->look->maximum, 1);
  cairo_set_line_width (painter->cr, 2);
  cairo_move_to (painter->cr, scale->left + 4 + width + AIR, y);
  cairo_line_to (painter->cr, scale->right, y);
  cairo_stroke (painter->cr);
  draw_text (painter, label, WEIGHT_BOLD, &painter->look->maximum, 1, scale->left + 4, y, 0);
}

/* Draws the points from @first up to the next gap; returns the one after. */
static guint
draw_stretch (Painter *painter,
              guint    first)
{
  const ParvisDaySeries *series = painter->scene->series;
  const ParvisCurveScale *scale = &painter->scale;
  guint size = parvis_day_series_get_size (series);
  const ParvisDayPoint *point = parvis_day_series_get_point (series, first);
  double start = parvis_curve_scale_x (scale, point->at);
  double x = start;
  double y = parvis_curve_scale_y (scale, point->value);
  cairo_path_t *line;
  guint i;

  cairo_new_path (painter->cr);
  cairo_move_to (painter->cr, x, y);
  for (i = first + 1; i < size && !parvis_day_series_breaks_at (series, i); i++)
    {
      point = parvis_day_series_get_point (series, i);
      x = parvis_curve_scale_x (scale, point->at);
      y = parvis_curve_scale_y (scale, point->value);
      cairo_line_to (painter->cr, x, y);
    }

  line = cairo_copy_path (painter->cr);
  cairo_line_to (painter->cr, x, scale->bottom);
  cairo_line_to (painter->cr, start, scale->bottom);
  cairo_close_path (painter->cr);
  set_colour (painter->cr, &painter->look->today, 0.13);
  cairo_fill (painter->cr);

  /* A lone point is a dot: a line of no length with round ends. */
  cairo_append_path (painter->cr, line);
  if (i == first + 1)
    cairo_line_to (painter->cr, x, y);
  cairo_path_destroy (line);
  set_colour (painter->cr, &painter->look->today, 1);
  cairo_set_line_width (painter->cr, TODAY_WIDTH);
  cairo_set_line_join (painter->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (painter->cr);
  cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_BUTT);

  return i;
}

static void
draw_line (Painter *painter)
{
  guint size = parvis_day_series_get_size (painter->scene->series);

  for (guint i = 0; i < size;)
    i = draw_stretch (painter, i);
}

/* Whether the curve passes below a box that ends at @bottom, all along it. */
static gboolean
is_above_line (Painter *painter,
               double   left,
               double   right,
               double   bottom)
{
  const ParvisDaySeries *series = painter->scene->series;

  for (guint i = 0; i < parvis_day_series_get_size (series); i++)
    {
      const ParvisDayPoint *point = parvis_day_series_get_point (series, i);
      double x = parvis_curve_scale_x (&painter->scale, point->at);

      if (x >= left - 4 && x <= right + 4
          && parvis_curve_scale_y (&painter->scale, point->value) < bottom + 3)
        return FALSE;
    }

  return TRUE;
}

/* The line's own name stands above it, where there is room: tried from the
 * middle of the day outwards. The legend has it in any case.
 */
static void
draw_name (Painter *painter,
           double   right_limit)
{
  const ParvisDaySeries *series = painter->scene->series;
  const ParvisCurveScale *scale = &painter->scale;
  guint size = parvis_day_series_get_size (series);
  double width, height;

  if (size < 8 || painter->scene->name == NULL)
    return;

  measure_text (painter->context, painter->scene->name, WEIGHT_BOLD, &width, &height);
  for (guint i = 0; i < size; i++)
    {
      guint index = (size / 2 + (i % 2 == 0 ? i / 2 : size - 1 - i / 2)) % size;
      const ParvisDayPoint *point = parvis_day_series_get_point (series, index);
      double left = parvis_curve_scale_x (scale, point->at) - width / 2;
      double middle = parvis_curve_scale_y (scale, point->value) - height / 2 - AIR;

      if (left < scale->left || left + width > right_limit || middle < scale->top + 2 * height
          || !is_above_line (painter, left, left + width, middle + height / 2))
        continue;

      draw_text (painter, painter->scene->name, WEIGHT_BOLD, &painter->look->today, 1,
                 left, middle, 0);
      return;
    }
}

static void
draw_rule (Painter  *painter,
           gint64    at,
           int       value,
           gboolean  is_cursor)
{
  const ParvisCurveScale *scale = &painter->scale;
  g_autofree char *clock = parvis_format_clock (at, painter->scene->zone);
  g_autofree char *label = g_strdup_printf (_("%d at %s"), value, clock);
  static const double dashes[] = { 3, 3 };
  double x = round (parvis_curve_scale_x (scale, at)) + 0.5;
  double y = parvis_curve_scale_y (scale, value);
  double width, height, left, top;

  set_colour (painter->cr, &painter->look->text, 0.6);
  cairo_set_line_width (painter->cr, 1);
  if (is_cursor)
    cairo_set_dash (painter->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (painter->cr, x, scale->top);
  cairo_line_to (painter->cr, x, scale->bottom);
  cairo_stroke (painter->cr);
  cairo_set_dash (painter->cr, NULL, 0, 0);

  cairo_arc (painter->cr, x, y, 6, 0, 2 * G_PI);
  set_colour (painter->cr, &painter->look->card, 1);
  cairo_fill (painter->cr);
  cairo_arc (painter->cr, x, y, 4.5, 0, 2 * G_PI);
  set_colour (painter->cr, &painter->look->today, 1);
  cairo_fill (painter->cr);

  measure_text (painter->context, label, WEIGHT_BOLD, &width, &height);
  width += 3 * AIR;
  height += AIR;
  left = x - width - 10 >= scale->left ? x - width - 10 : x + 10;
  top = CLAMP (y - height - 12, scale->top + height, MAX (scale->bottom - height, scale->top));
  cairo_new_sub_path (painter->cr);
  cairo_arc (painter->cr, left + width - 5, top + 5, 5, -G_PI / 2, 0);
  cairo_arc (painter->cr, left + width - 5, top + height - 5, 5, 0, G_PI / 2);
  cairo_arc (painter->cr, left + 5, top + height - 5, 5, G_PI / 2, G_PI);
  cairo_arc (painter->cr, left + 5, top + 5, 5, G_PI, 1.5 * G_PI);
  cairo_close_path (painter->cr);
  set_colour (painter->cr, &painter->look->today, 1);
  cairo_fill (painter->cr);
  draw_text (painter, label, WEIGHT_BOLD, &painter->look->on_today, 1, left + width / 2,
             top + height / 2, 0.5);
}

static void
draw_legend (Painter  *painter,
             gboolean  has_gaps)
{
  const GdkRGBA *text = &painter->look->text;
  double x = painter->scale.left;
  double y = painter->legend_y;
  double width, height;

  if (painter->scene->name == NULL)
    return;

  measure_text (painter->context, painter->scene->name, WEIGHT_NORMAL, &width, &height);
  set_colour (painter->cr, &painter->look->today, 1);
  cairo_set_line_width (painter->cr, TODAY_WIDTH);
  cairo_move_to (painter->cr, x, y);
  cairo_line_to (painter->cr, x + 26, y);
  cairo_stroke (painter->cr);
  draw_text (painter, painter->scene->name, WEIGHT_NORMAL, text, 0.75, x + 32, y, 0);

  if (has_gaps)
    {
      x += 32 + width + 3 * AIR;
      hatch_box (painter, x, y - 6, 26, 12);
      draw_text (painter, _("no measure"), WEIGHT_NORMAL, text, 0.75, x + 32, y, 0);
    }
}

/**
 * parvis_curve_paint:
 * @context: with the font to use
 *
 * Draws a day on screen or on paper.
 */
void
parvis_curve_paint (const ParvisCurveScene *scene,
                    const ParvisCurveLook  *look,
                    PangoContext           *context,
                    cairo_t                *cr,
                    double                  width,
                    double                  height)
{
  Painter painter = { .scene = scene, .look = look, .context = context, .cr = cr };
  g_autoptr(GArray) gaps = NULL;
  double text_width, text_height;

  painter.scale = parvis_curve_lay_out (scene, context, width, height);
  measure_text (context, "0", WEIGHT_NORMAL, &text_width, &text_height);
  painter.legend_y = height - text_height / 2;

  draw_grid (&painter);
  if (scene->series != NULL && parvis_day_series_get_size (scene->series) > 0)
    {
      gint64 now = scene->now != PARVIS_NO_TIME ? scene->now : scene->open.to;

      gaps = parvis_day_series_list_gaps (scene->series, scene->due,
                                          MIN (now, scene->open.to));
      draw_gaps (&painter, gaps);
      draw_line (&painter);
      draw_name (&painter, scene->now != PARVIS_NO_TIME
                           ? parvis_curve_scale_x (&painter.scale, scene->now) - 15 * AIR
                           : painter.scale.right);
    }
  draw_maximum (&painter);

  if (scene->now != PARVIS_NO_TIME && scene->value >= 0)
    draw_rule (&painter, scene->now, scene->value, FALSE);
  if (scene->cursor != PARVIS_CURVE_NO_POINT && scene->series != NULL)
    {
      const ParvisDayPoint *point = parvis_day_series_get_point (scene->series, scene->cursor);

      draw_rule (&painter, point->at, point->value, TRUE);
    }
  draw_legend (&painter, gaps != NULL && gaps->len > 0);
}
