/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-marker"

#include "config.h"

#include "parvis-marker.h"

#include "parvis-glyph.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>
#include <math.h>

#define TAIL_WIDTH  12
#define TAIL_HEIGHT 8

struct _ParvisMarker
{
  GtkWidget       parent_instance;

  /* Children */
  GtkWidget      *pill;
  GtkWidget      *image;
  GtkWidget      *bars;
  GtkWidget      *state;       /* instead of the bars: a clock, a padlock */
  GtkWidget      *title;
  GtkWidget      *glyph;
  GtkWidget      *subtitle;
  GtkWidget      *more;

  ParvisPillForm  form;
  int             level;
  int             push;        /* to the side, in pixels */
  int             tail;        /* its height */
  double          press_x;     /* where a click began, in the window */
  double          press_y;
};

G_DEFINE_FINAL_TYPE (ParvisMarker, parvis_marker, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  OPENED,
  ASKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
measure_pill (ParvisMarker *self,
              int          *width,
              int          *height)
{
  GtkRequisition natural;

  gtk_widget_get_preferred_size (self->pill, NULL, &natural);
  *width = natural.width;
  *height = natural.height;
}

static void
parvis_marker_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  ParvisMarker *self = PARVIS_MARKER (widget);
  int width;
  int height;

  measure_pill (self, &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = width + 2 * ABS (self->push);
  else
    *minimum = *natural = 2 * (height + self->tail);
  *minimum_baseline = *natural_baseline = -1;
}

static void
parvis_marker_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  ParvisMarker *self = PARVIS_MARKER (widget);
  int pill_width;
  int pill_height;
  GtkAllocation area;

  measure_pill (self, &pill_width, &pill_height);
  area = (GtkAllocation) { (width - pill_width) / 2 + self->push,
                           height / 2 - self->tail - pill_height, pill_width, pill_height };
  gtk_widget_size_allocate (self->pill, &area, baseline);
}

static gboolean
parvis_marker_contains (GtkWidget *widget,
                        double     x,
                        double     y)
{
  ParvisMarker *self = PARVIS_MARKER (widget);
  double inside_x;
  double inside_y;

  return gtk_widget_translate_coordinates (widget, self->pill, x, y, &inside_x, &inside_y) &&
         gtk_widget_contains (self->pill, inside_x, inside_y);
}

static void
choose_fill (ParvisMarker *self,
             GdkRGBA      *fill)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  char name[] = "occ_0";
  GdkRGBA ink;

  name[4] += self->level;
  if (self->form == PARVIS_PILL_LEVEL && self->level > 0 &&
      gtk_style_context_lookup_color (context, name, fill))
    return;

  if (!gtk_style_context_lookup_color (context, self->form == PARVIS_PILL_CLOSED
                                                ? "window_bg_color" : "card_bg_color", fill))
    *fill = (GdkRGBA) { 1, 1, 1, 1 };
  if (self->form != PARVIS_PILL_CLOSED ||
      !gtk_style_context_lookup_color (context, "parvis_ink", &ink))
    return;

  /* As style.css mixes it for the pill. */
  fill->red += (ink.red - fill->red) * 0.12f;
  fill->green += (ink.green - fill->green) * 0.12f;
  fill->blue += (ink.blue - fill->blue) * 0.12f;
}

static void
parvis_marker_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  ParvisMarker *self = PARVIS_MARKER (widget);
  float centre = gtk_widget_get_width (widget) / 2.0f;
  float tip = gtk_widget_get_height (widget) / 2.0f;
  float top = tip - self->tail - 1.5f;
  GdkRGBA fill;
  GdkRGBA ink;
  cairo_t *cr;

  gtk_widget_snapshot_child (widget, self->pill, snapshot);

  choose_fill (self, &fill);
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "parvis_ink", &ink))
    ink = (GdkRGBA) { 0.24f, 0.22f, 0.27f, 1 };

  /* Over the border of the pill, so that pill and tail are one outline. */
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (centre - TAIL_WIDTH, top,
                                                                 2 * TAIL_WIDTH,
                                                                 self->tail + 3));
  cairo_move_to (cr, centre - TAIL_WIDTH / 2.0, top);
  cairo_line_to (cr, centre, tip);
  cairo_line_to (cr, centre + TAIL_WIDTH / 2.0, top);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* Where the pointer is in the window: the pill itself moves with a dragged map. */
static gboolean
find_pointer (ParvisMarker *self,
              double        x,
              double        y,
              double       *window_x,
              double       *window_y)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  return root != NULL &&
         gtk_widget_translate_coordinates (self->pill, root, x, y, window_x, window_y);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            ParvisMarker    *self)
{
  find_pointer (self, x, y, &self->press_x, &self->press_y);
  if (n_press == 2)
    {
      /* A double click on the map would zoom. */
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      g_signal_emit (self, signals[OPENED], 0);
    }
}

/* On release, and only if the pointer did not drag the map from here. */
static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             ParvisMarker    *self)
{
  double now_x;
  double now_y;

  if (n_press == 1 && find_pointer (self, x, y, &now_x, &now_y) &&
      !gtk_drag_check_threshold (GTK_WIDGET (self), (int) self->press_x, (int) self->press_y,
                                 (int) now_x, (int) now_y))
    g_signal_emit (self, signals[CHOSEN], 0);
}

static void
asked_cb (GtkGestureClick *gesture,
          int              n_press,
          double           x,
          double           y,
          ParvisMarker    *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[ASKED], 0, x, y);
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  g_signal_emit (widget, signals[OPENED], 0);
}

static void
parvis_marker_dispose (GObject *object)
{
  ParvisMarker *self = PARVIS_MARKER (object);

  g_clear_pointer (&self->pill, gtk_widget_unparent);

  G_OBJECT_CLASS (parvis_marker_parent_class)->dispose (object);
}

static void
parvis_marker_class_init (ParvisMarkerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_marker_dispose;
  widget_class->measure = parvis_marker_measure;
  widget_class->size_allocate = parvis_marker_size_allocate;
  widget_class->snapshot = parvis_marker_snapshot;
  widget_class->contains = parvis_marker_contains;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  gtk_widget_class_set_css_name (widget_class, "parvis-marker");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_install_action (widget_class, "marker.open", NULL, open_action);
}

static void
add_gestures (ParvisMarker *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();

  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, 0);
  gtk_widget_add_controller (self->pill, GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (menu, "pressed", G_CALLBACK (asked_cb), self, 0);
  gtk_widget_add_controller (self->pill, GTK_EVENT_CONTROLLER (menu));
}

static GtkWidget *
build_image (int size)
{
  GtkWidget *image = parvis_glyph_new (size);

  gtk_widget_set_visible (image, FALSE);

  return image;
}

static void
parvis_marker_init (ParvisMarker *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  self->tail = TAIL_HEIGHT;
  self->pill = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);
  gtk_widget_add_css_class (self->pill, "marker");
  gtk_widget_set_parent (self->pill, GTK_WIDGET (self));

  self->image = build_image (16);
  self->bars = parvis_gauge_bars_new (PARVIS_BARS_MARKER);
  self->state = build_image (14);
  self->glyph = build_image (10);
  self->title = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, NULL);
  self->subtitle = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, NULL);
  self->more = g_object_new (GTK_TYPE_LABEL, "visible", FALSE, NULL);
  gtk_widget_add_css_class (self->title, "marker-title");
  gtk_widget_add_css_class (self->subtitle, "marker-subtitle");
  gtk_widget_add_css_class (self->more, "marker-more");
  gtk_widget_set_valign (self->more, GTK_ALIGN_CENTER);

  gtk_box_append (GTK_BOX (second), self->glyph);
  gtk_box_append (GTK_BOX (second), self->subtitle);
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), second);
  gtk_box_append (GTK_BOX (self->pill), self->image);
  gtk_box_append (GTK_BOX (self->pill), self->bars);
  gtk_box_append (GTK_BOX (self->pill), self->state);
  gtk_box_append (GTK_BOX (self->pill), lines);
  gtk_box_append (GTK_BOX (self->pill), self->more);

  add_gestures (self);
  parvis_marker_set_form (self, PARVIS_PILL_SUM, 0);
}

GtkWidget *
parvis_marker_new (void)
{
  return g_object_new (PARVIS_TYPE_MARKER, NULL);
}

void
parvis_marker_set_text (ParvisMarker *self,
                        const char   *title,
                        const char   *subtitle)
{
  g_return_if_fail (PARVIS_IS_MARKER (self));

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->subtitle), subtitle);
  gtk_widget_set_visible (self->subtitle, subtitle[0] != '\0');
}

void
parvis_marker_set_form (ParvisMarker   *self,
                        ParvisPillForm  form,
                        int             level)
{
  const char *classes[] = { "marker", NULL, "tnum", NULL };
  char level_class[] = "l0";

  g_return_if_fail (PARVIS_IS_MARKER (self));
  g_return_if_fail (level >= 0 && level <= 5);

  /* Classes that are set again are styles that are computed again. */
  if (form == self->form && level == self->level)
    return;

  level_class[1] += level;
  switch (form)
    {
    case PARVIS_PILL_LEVEL:
      classes[1] = level_class;
      break;

    case PARVIS_PILL_STALE:
      classes[1] = "stale";
      break;

    case PARVIS_PILL_CLOSED:
      classes[1] = "closed";
      break;

    case PARVIS_PILL_SUM:
      classes[1] = "sum";
      break;
    }

  self->form = form;
  self->level = level;
  gtk_widget_set_css_classes (self->pill, classes);
  gtk_widget_set_visible (self->bars, form == PARVIS_PILL_LEVEL && level > 0);
  parvis_gauge_bars_set_level (PARVIS_GAUGE_BARS (self->bars), level, FALSE);
  gtk_widget_set_visible (self->state, form == PARVIS_PILL_STALE || form == PARVIS_PILL_CLOSED);
  parvis_glyph_set (self->state, form == PARVIS_PILL_STALE ? "parvis-stale-symbolic"
                                                           : "parvis-closed-symbolic");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
parvis_marker_set_icons (ParvisMarker *self,
                         const char   *icon,
                         const char   *glyph)
{
  g_return_if_fail (PARVIS_IS_MARKER (self));

  parvis_glyph_set (self->image, icon);
  gtk_widget_set_visible (self->image, icon != NULL);
  parvis_glyph_set (self->glyph, glyph);
  gtk_widget_set_visible (self->glyph, glyph != NULL);
}

void
parvis_marker_set_selected (ParvisMarker *self,
                            gboolean      selected)
{
  g_return_if_fail (PARVIS_IS_MARKER (self));

  if (selected)
    gtk_widget_set_state_flags (self->pill, GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (self->pill, GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_PRESSED,
                               selected ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                        : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

void
parvis_marker_set_push (ParvisMarker *self,
                        double        push,
                        double        lift,
                        int           stacked)
{
  g_autofree char *more = NULL;

  g_return_if_fail (PARVIS_IS_MARKER (self));

  if (stacked > 0)
    more = g_strdup_printf ("+%d", stacked);
  gtk_label_set_label (GTK_LABEL (self->more), more != NULL ? more : "");
  gtk_widget_set_visible (self->more, more != NULL);

  if (self->push == (int) lround (push) && self->tail == TAIL_HEIGHT + (int) lround (lift))
    return;

  self->push = (int) lround (push);
  self->tail = TAIL_HEIGHT + (int) lround (lift);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
parvis_marker_get_size (ParvisMarker *self,
                        int          *width,
                        int          *height)
{
  g_return_if_fail (PARVIS_IS_MARKER (self));

  measure_pill (self, width, height);
  *height += self->tail;
}

const char *
parvis_marker_get_title (ParvisMarker *self)
{
  g_return_val_if_fail (PARVIS_IS_MARKER (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->title));
}
