/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day-curve"

#include "config.h"

#include "parvis-day-curve.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

#define MIN_WIDTH 260
#define NATURAL_WIDTH 640
#define MIN_HEIGHT 200
#define NATURAL_HEIGHT 390

struct _ParvisDayCurve
{
  GtkWidget        parent_instance;

  /* Owned */
  ParvisDaySeries *series;
  GTimeZone       *zone;
  char            *name;

  ParvisDaySpan    open;
  gint64           due;
  int              capacity;
  gint64           now;
  int              value;
  guint            cursor;
};

G_DEFINE_FINAL_TYPE (ParvisDayCurve, parvis_day_curve, GTK_TYPE_WIDGET)

typedef enum
{
  SIGNAL_READING,
} ParvisDayCurveSignal;

static guint signals[SIGNAL_READING + 1];

static void
look_up (GtkWidget  *widget,
         const char *name,
         GdkRGBA     fallback,
         GdkRGBA    *colour)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, colour))
    *colour = fallback;
}

static ParvisCurveLook
read_look (GtkWidget *widget)
{
  ParvisCurveLook look = parvis_curve_look_of_paper;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &look.text);
  look_up (widget, "chart_today", look.today, &look.today);
  look_up (widget, "occ_5", look.maximum, &look.maximum);
  look_up (widget, "parvis_hatch", look.hatch, &look.hatch);
  look_up (widget, "card_bg_color", look.card, &look.card);
  /* In the dark theme the line is light, and the text on its label dark. */
  if (0.299 * look.today.red + 0.587 * look.today.green + 0.114 * look.today.blue > 0.5)
    look.on_today = (GdkRGBA) { 0.02f, 0.08f, 0.11f, 1 };

  return look;
}

static void
update_label (ParvisDayCurve *self)
{
  g_autofree char *conclusion = parvis_day_curve_dup_conclusion (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, conclusion,
                                  -1);
}

static void
changed (ParvisDayCurve *self)
{
  guint size = self->series != NULL ? parvis_day_series_get_size (self->series) : 0;

  if (self->cursor != PARVIS_CURVE_NO_POINT && self->cursor >= size)
    self->cursor = PARVIS_CURVE_NO_POINT;

  update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_cursor (ParvisDayCurve *self,
            guint           cursor)
{
  if (self->cursor == cursor)
    return;

  self->cursor = cursor;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
say_reading (ParvisDayCurve *self)
{
  const ParvisDayPoint *point = parvis_day_series_get_point (self->series, self->cursor);
  g_autofree char *clock = parvis_format_clock (point->at, self->zone);
  g_autofree char *sentence = NULL;

  /* Translators: what the reading cursor of a curve says: "15:00: 121". */
  sentence = g_strdup_printf (_("%s: %d"), clock, point->value);
  if (self->cursor > 0 && parvis_day_series_breaks_at (self->series, self->cursor))
    {
      const ParvisDayPoint *before = parvis_day_series_get_point (self->series, self->cursor - 1);
      g_autofree char *since = parvis_format_clock (before->at, self->zone);
      g_autofree char *plain = g_steal_pointer (&sentence);

      /* Translators: %1$s is the reading "15:00: 121", %2$s and %3$s are hours. */
      sentence = g_strdup_printf (_("%1$s, no measure from %2$s to %3$s"), plain, since, clock);
    }

  g_signal_emit (self, signals[SIGNAL_READING], 0, sentence);
}

static void
move_cursor_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *param)
{
  ParvisDayCurve *self = PARVIS_DAY_CURVE (widget);
  gint32 by = g_variant_get_int32 (param);
  guint size = self->series != NULL ? parvis_day_series_get_size (self->series) : 0;
  gint64 cursor;

  if (size == 0)
    {
      g_signal_emit (self, signals[SIGNAL_READING], 0, _("No measure on this day."));
      return;
    }

  /* The first key lands on the newest point, from which one reads backwards. */
  if (self->cursor == PARVIS_CURVE_NO_POINT)
    cursor = by == G_MININT32 ? 0 : size - 1;
  else
    cursor = (gint64) self->cursor + by;

  set_cursor (self, (guint) CLAMP (cursor, 0, (gint64) size - 1));
  say_reading (self);
}

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           gpointer                  user_data)
{
  ParvisDayCurve *self = PARVIS_DAY_CURVE (user_data);
  ParvisCurveScene scene;
  ParvisCurveScale scale;
  guint index;

  parvis_day_curve_get_scene (self, &scene);
  scale = parvis_curve_lay_out (&scene, gtk_widget_get_pango_context (GTK_WIDGET (self)),
                                gtk_widget_get_width (GTK_WIDGET (self)),
                                gtk_widget_get_height (GTK_WIDGET (self)));
  if (self->series != NULL
      && parvis_day_series_find (self->series, parvis_curve_scale_at (&scale, x), &index))
    set_cursor (self, index);
}

static void
leave_cb (GtkEventControllerMotion *controller,
          gpointer                  user_data)
{
  set_cursor (PARVIS_DAY_CURVE (user_data), PARVIS_CURVE_NO_POINT);
}

static void
focus_leave_cb (GtkEventControllerFocus *controller,
                gpointer                 user_data)
{
  set_cursor (PARVIS_DAY_CURVE (user_data), PARVIS_CURVE_NO_POINT);
}

static void
parvis_day_curve_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  ParvisDayCurve *self = PARVIS_DAY_CURVE (widget);
  ParvisCurveLook look = read_look (widget);
  ParvisCurveScene scene;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr;

  parvis_day_curve_get_scene (self, &scene);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  parvis_curve_paint (&scene, &look, gtk_widget_get_pango_context (widget), cr, width, height);
  cairo_destroy (cr);
}

static void
parvis_day_curve_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
parvis_day_curve_finalize (GObject *object)
{
  ParvisDayCurve *self = PARVIS_DAY_CURVE (object);

  g_clear_pointer (&self->series, parvis_day_series_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (parvis_day_curve_parent_class)->finalize (object);
}

static void
bind_move (GtkWidgetClass *widget_class,
           guint           key,
           int             by)
{
  gtk_widget_class_add_binding_action (widget_class, key, 0, "curve.move", "i", by);
}

static void
parvis_day_curve_class_init (ParvisDayCurveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = parvis_day_curve_finalize;
  widget_class->measure = parvis_day_curve_measure;
  widget_class->snapshot = parvis_day_curve_snapshot;

  signals[SIGNAL_READING] =
    g_signal_new ("reading", PARVIS_TYPE_DAY_CURVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "daycurve");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_install_action (widget_class, "curve.move", "i", move_cursor_action);
  bind_move (widget_class, GDK_KEY_Left, -1);
  bind_move (widget_class, GDK_KEY_Right, 1);
  bind_move (widget_class, GDK_KEY_Page_Up, -12);
  bind_move (widget_class, GDK_KEY_Page_Down, 12);
  bind_move (widget_class, GDK_KEY_Home, G_MININT32);
  bind_move (widget_class, GDK_KEY_End, G_MAXINT32);
}

static void
parvis_day_curve_init (ParvisDayCurve *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->now = PARVIS_NO_TIME;
  self->value = -1;
  self->cursor = PARVIS_CURVE_NO_POINT;
  self->zone = g_time_zone_ref (parvis_time_zone_of_towns ());
  self->open.to = PARVIS_DAY;

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  update_label (self);
}

GtkWidget *
parvis_day_curve_new (void)
{
  return g_object_new (PARVIS_TYPE_DAY_CURVE, NULL);
}

/**
 * parvis_day_curve_set_day:
 * @series: (transfer full) (nullable): NULL while the history is not known
 * @open: the opening hours of that day
 * @due: since when figures are missed where there are none
 * @name: (nullable): of the line, "today" or a date
 */
void
parvis_day_curve_set_day (ParvisDayCurve  *self,
                          ParvisDaySeries *series,
                          ParvisDaySpan    open,
                          gint64           due,
                          GTimeZone       *zone,
                          const char      *name)
{
  g_return_if_fail (PARVIS_IS_DAY_CURVE (self));
  g_return_if_fail (zone != NULL);

  g_clear_pointer (&self->series, parvis_day_series_free);
  g_time_zone_unref (self->zone);
  g_free (self->name);
  self->series = series;
  self->zone = g_time_zone_ref (zone);
  self->name = g_strdup (name);
  self->open = open;
  self->due = due;
  self->cursor = PARVIS_CURVE_NO_POINT;
  changed (self);
}

void
parvis_day_curve_set_maximum (ParvisDayCurve *self,
                              int             capacity)
{
  g_return_if_fail (PARVIS_IS_DAY_CURVE (self));

  if (self->capacity != capacity)
    {
      self->capacity = capacity;
      changed (self);
    }
}

/**
 * parvis_day_curve_set_now:
 * @now: PARVIS_NO_TIME when another day than today is shown
 * @value: the figure at @now, -1 when it is not known
 */
void
parvis_day_curve_set_now (ParvisDayCurve *self,
                          gint64          now,
                          int             value)
{
  g_return_if_fail (PARVIS_IS_DAY_CURVE (self));

  if (self->now != now || self->value != value)
    {
      self->now = now;
      self->value = value;
      changed (self);
    }
}

void
parvis_day_curve_set_due (ParvisDayCurve *self,
                          gint64          due)
{
  g_return_if_fail (PARVIS_IS_DAY_CURVE (self));

  if (self->due != due)
    {
      self->due = due;
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

void
parvis_day_curve_append (ParvisDayCurve *self,
                         gint64          at,
                         int             value)
{
  g_return_if_fail (PARVIS_IS_DAY_CURVE (self));

  if (self->series != NULL && parvis_day_series_append (self->series, at, value))
    changed (self);
}

const ParvisDaySeries *
parvis_day_curve_get_series (ParvisDayCurve *self)
{
  g_return_val_if_fail (PARVIS_IS_DAY_CURVE (self), NULL);

  return self->series;
}

/* @scene: (out): borrows from the widget until it changes */
void
parvis_day_curve_get_scene (ParvisDayCurve   *self,
                            ParvisCurveScene *scene)
{
  g_return_if_fail (PARVIS_IS_DAY_CURVE (self));
  g_return_if_fail (scene != NULL);

  scene->series = self->series;
  scene->open = self->open;
  scene->due = self->due;
  scene->zone = self->zone;
  scene->name = self->name;
  scene->capacity = self->capacity;
  scene->now = self->now;
  scene->value = self->value;
  scene->cursor = self->cursor;
}

/**
 * parvis_day_curve_dup_conclusion:
 *
 * Returns: (transfer full): what the picture says, as one sentence
 */
char *
parvis_day_curve_dup_conclusion (ParvisDayCurve *self)
{
  g_autofree char *clock = NULL;
  g_autofree char *peak_clock = NULL;
  const ParvisDayPoint *last, *peak;
  guint size;

  g_return_val_if_fail (PARVIS_IS_DAY_CURVE (self), NULL);

  size = self->series != NULL ? parvis_day_series_get_size (self->series) : 0;
  if (size == 0)
    return g_strdup (_("Curve of the day: no measure"));

  last = peak = parvis_day_series_get_point (self->series, size - 1);
  for (guint i = 0; i < size; i++)
    {
      const ParvisDayPoint *point = parvis_day_series_get_point (self->series, i);

      if (point->max > peak->max)
        peak = point;
    }

  clock = parvis_format_clock (last->at, self->zone);
  peak_clock = parvis_format_clock (peak->at, self->zone);

  /* Translators: "Curve of the day: 142 at 16:42, highest 151 at 15:10" */
  return g_strdup_printf (_("Curve of the day: %1$d at %2$s, highest %3$d at %4$s"),
                          last->value, clock, peak->max, peak_clock);
}
