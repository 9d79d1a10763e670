/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scan-view"

#include "config.h"

#include "parvis-scan-view.h"

#include <math.h>

#define LIGHTER   1.5
/* How much more is drawn than is seen, on each side, so that a small move finds it there. */
#define AROUND    0.15
/* A page that nobody has seen yet is taken for A4. */
#define A4_WIDTH  793.7
#define A4_HEIGHT 1122.5
/* Of one notch of a wheel. */
#define NOTCH     1.2

struct _ParvisScanView
{
  GtkWidget         parent_instance;

  /* Owned */
  ParvisScan       *scan;          /* (nullable) */
  GdkTexture       *detail;        /* (nullable): what is zoomed into, at its resolution */
  GCancellable     *drawing;       /* (nullable): the next one is on its way */
  GArray           *marks;         /* (nullable): ParvisScanRect */

  guint             page;
  guint             chosen;
  ParvisScanPlace   place;
  guint             turns;
  double            light;
  ParvisScanRect    detail_rect;   /* shares of the upright page */
  ParvisRenderSize  detail_whole;  /* how large the page is at its resolution */
  double            drag_x;
  double            drag_y;
  gboolean          selecting;
  double            pinched;       /* the zoom with which a gesture began */
};

G_DEFINE_FINAL_TYPE (ParvisScanView, parvis_scan_view, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void sharpen (ParvisScanView *self);

/* --- where it is --- */

static const ParvisRenderInfo *
get_info (ParvisScanView *self)
{
  const ParvisRenderInfo *info = self->scan != NULL ? parvis_scan_get_info (self->scan) : NULL;

  return info != NULL && self->page < info->n_pages ? info : NULL;
}

/* A page of a PDF has a size on paper, a picture has pixels. */
static ParvisScanFrame
get_frame (ParvisScanView *self)
{
  const ParvisRenderInfo *info = get_info (self);
  ParvisScanFrame frame = { A4_WIDTH, A4_HEIGHT,
                            MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1),
                            MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1), self->turns };
  double unit;

  if (info == NULL)
    return frame;

  unit = info->kind == PARVIS_RENDER_KIND_PDF ? 96.0 / 72 / 100 : 1;
  frame.width = info->sizes[self->page].width * unit;
  frame.height = info->sizes[self->page].height * unit;

  return frame;
}

static GdkTexture *
get_picture (ParvisScanView *self)
{
  return self->scan != NULL ? parvis_scan_get_picture (self->scan, self->page) : NULL;
}

static void
moved (ParvisScanView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  sharpen (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- its own resolution --- */

static gboolean
contains (const ParvisScanRect *self,
          const ParvisScanRect *other)
{
  const double least = 1e-4;

  return self->x <= other->x + least && self->y <= other->y + least &&
         self->x + self->width >= other->x + other->width - least &&
         self->y + self->height >= other->y + other->height - least;
}

static ParvisScanRect
widen (const ParvisScanRect *rect)
{
  double left = MAX (rect->x - AROUND * rect->width, 0);
  double top = MAX (rect->y - AROUND * rect->height, 0);
  double right = MIN (rect->x + (1 + AROUND) * rect->width, 1);
  double bottom = MIN (rect->y + (1 + AROUND) * rect->height, 1);

  return (ParvisScanRect) { left, top, right - left, bottom - top };
}

/* Which part of the page has to be drawn. FALSE if what is there is as good as it gets. */
static gboolean
find_part (ParvisScanView   *self,
           ParvisRenderAsk  *part,
           ParvisRenderSize *whole)
{
  const ParvisRenderInfo *info = get_info (self);
  GdkTexture *picture = get_picture (self);
  ParvisScanFrame frame = get_frame (self);
  ParvisScanRect seen = parvis_scan_place_get_visible (&self->place, &frame);
  ParvisScanRect wide = widen (&seen);
  double scale = parvis_scan_place_get_zoom (&self->place, &frame) *
                 gtk_widget_get_scale_factor (GTK_WIDGET (self));
  ParvisRenderAsk ask = { .page = self->page };

  if (info == NULL || picture == NULL || seen.width <= 0 || seen.height <= 0)
    return FALSE;
  if (info->kind != PARVIS_RENDER_KIND_PDF)
    scale = MIN (scale, 1);
  scale = MIN (scale, (PARVIS_RENDER_MAX_SIDE - 1) / MAX (frame.width, frame.height));
  if (gdk_texture_get_width (picture) >= frame.width * scale * 0.98)
    return FALSE;

  ask.box_width = (guint32) ceil (frame.width * scale);
  ask.box_height = (guint32) ceil (frame.height * scale);
  /* The whole of it may be more than is drawn at once; only its size is wanted. */
  ask.width = ask.height = 1;
  if (!parvis_wire_fit (info->kind, info->sizes[self->page], &ask, whole, part))
    return FALSE;

  if (self->detail != NULL && self->detail_whole.width == whole->width &&
      contains (&self->detail_rect, &seen))
    return FALSE;

  part->x = MIN ((guint32) (wide.x * whole->width), whole->width - 1);
  part->y = MIN ((guint32) (wide.y * whole->height), whole->height - 1);
  part->width = CLAMP ((guint32) ceil (wide.width * whole->width) + 1, 1, whole->width - part->x);
  part->height = CLAMP ((guint32) ceil (wide.height * whole->height) + 1, 1,
                        whole->height - part->y);

  return part->width <= PARVIS_RENDER_MAX_PIXELS / part->height;
}

typedef struct
{
  ParvisScanView   *self;
  ParvisRenderAsk   part;
  ParvisRenderSize  whole;
} Drawing;

static void
drawing_free (Drawing *drawing)
{
  g_object_unref (drawing->self);
  g_free (drawing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drawing, drawing_free)

static void
detail_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Drawing) drawing = user_data;
  ParvisScanView *self = drawing->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  texture = parvis_scan_draw_finish (PARVIS_SCAN (object), result, &error);
  /* Another page, or another file, is looked at. */
  if (self->drawing != g_task_get_cancellable (G_TASK (result)))
    return;

  g_clear_object (&self->drawing);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (texture == NULL)
    {
      /* What is there stays, enlarged; asking again would give the same. */
      g_debug ("A part of a page is not drawn: %s", error->message);
      return;
    }

  g_set_object (&self->detail, texture);
  self->detail_whole = drawing->whole;
  self->detail_rect = (ParvisScanRect) {
    (double) drawing->part.x / drawing->whole.width,
    (double) drawing->part.y / drawing->whole.height,
    (double) drawing->part.width / drawing->whole.width,
    (double) drawing->part.height / drawing->whole.height,
  };
  sharpen (self);
}

/* One question at a time: whoever zooms on asks for the last of it only. */
static void
sharpen (ParvisScanView *self)
{
  Drawing *drawing;
  ParvisRenderAsk part;
  ParvisRenderSize whole;

  if (self->drawing != NULL || !find_part (self, &part, &whole))
    return;

  drawing = g_new0 (Drawing, 1);
  drawing->self = g_object_ref (self);
  drawing->part = part;
  drawing->whole = whole;
  self->drawing = g_cancellable_new ();
  parvis_scan_draw_async (self->scan, &part, self->drawing, detail_cb, drawing);
}

/* A question that is given up while it is answered ends the renderer's process: @give_up it for
 * another file only.
 */
static void
forget_detail (ParvisScanView *self,
               gboolean        give_up)
{
  if (give_up)
    g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  g_clear_object (&self->detail);
}

/* --- drawing --- */

static graphene_rect_t
find_part_of (const graphene_rect_t *page,
              const ParvisScanRect  *share)
{
  return GRAPHENE_RECT_INIT ((float) (page->origin.x + share->x * page->size.width),
                             (float) (page->origin.y + share->y * page->size.height),
                             (float) (share->width * page->size.width),
                             (float) (share->height * page->size.height));
}

static void
draw_page (ParvisScanView        *self,
           GtkSnapshot           *snapshot,
           const graphene_rect_t *page)
{
  static const GdkRGBA paper = { 0.86f, 0.86f, 0.85f, 1 };
  GdkTexture *picture = get_picture (self);
  graphene_matrix_t matrix;
  graphene_vec4_t offset;

  if (picture == NULL)
    {
      gtk_snapshot_append_color (snapshot, &paper, page);
      return;
    }

  graphene_matrix_init_scale (&matrix, (float) self->light, (float) self->light,
                              (float) self->light);
  graphene_vec4_init (&offset, 0, 0, 0, 0);
  if (self->light > 1)
    gtk_snapshot_push_color_matrix (snapshot, &matrix, &offset);
  gtk_snapshot_append_texture (snapshot, picture, page);
  if (self->detail != NULL)
    {
      graphene_rect_t part = find_part_of (page, &self->detail_rect);

      gtk_snapshot_append_texture (snapshot, self->detail, &part);
    }
  if (self->light > 1)
    gtk_snapshot_pop (snapshot);
}

static void
draw_marks (ParvisScanView        *self,
            GtkSnapshot           *snapshot,
            const graphene_rect_t *page)
{
  static const GdkRGBA found = { 1, 0.82f, 0.1f, 0.35f };
  static const GdkRGBA chosen = { 1, 0.5f, 0, 0.55f };

  for (guint i = 0; self->marks != NULL && i < self->marks->len; i++)
    {
      graphene_rect_t part = find_part_of (page, &g_array_index (self->marks, ParvisScanRect, i));

      gtk_snapshot_append_color (snapshot, i == self->chosen ? &chosen : &found, &part);
    }
}

static void
parvis_scan_view_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  ParvisScanView *self = PARVIS_SCAN_VIEW (widget);
  static const GdkRGBA shadow = { 0, 0, 0, 0.35f };
  ParvisScanFrame frame = get_frame (self);
  ParvisScanRect rect = parvis_scan_place_get_page (&self->place, &frame);
  double width = self->turns % 2 == 1 ? rect.height : rect.width;
  double height = self->turns % 2 == 1 ? rect.width : rect.height;
  graphene_rect_t page = GRAPHENE_RECT_INIT ((float) -width / 2, (float) -height / 2,
                                             (float) width, (float) height);
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, (float) frame.view_width,
                                             (float) frame.view_height);
  GskRoundedRect edge;

  gsk_rounded_rect_init_from_rect (&edge, &page, 0);
  gtk_snapshot_push_clip (snapshot, &view);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (rect.x + rect.width / 2),
                                                          (float) (rect.y + rect.height / 2)));
  gtk_snapshot_rotate (snapshot, 90 * (float) (self->turns % 4));
  gtk_snapshot_append_outset_shadow (snapshot, &edge, &shadow, 0, 2, 1, 9);
  draw_page (self, snapshot, &page);
  draw_marks (self, snapshot, &page);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
parvis_scan_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  ParvisScanView *self = PARVIS_SCAN_VIEW (widget);
  ParvisScanFrame frame = get_frame (self);

  parvis_scan_place_clamp (&self->place, &frame);
  sharpen (self);
}

/* It takes what there is. */
static void
parvis_scan_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = 120;
  *natural = 480;
}

/* --- what is done with it --- */

static void
zoom_at (ParvisScanView *self,
         double          zoom,
         double          x,
         double          y)
{
  ParvisScanFrame frame = get_frame (self);

  parvis_scan_place_zoom_at (&self->place, &frame, zoom, x, y);
  moved (self);
}

static gboolean
scroll_by (ParvisScanView *self,
           double          dx,
           double          dy)
{
  ParvisScanFrame frame = get_frame (self);
  gboolean is_other = parvis_scan_place_scroll (&self->place, &frame, dx, dy);

  if (is_other)
    moved (self);

  return is_other;
}

/* A point of the view as a share of the upright page. */
static void
find_share (ParvisScanView *self,
            double          x,
            double          y,
            double         *share_x,
            double         *share_y)
{
  ParvisScanFrame frame = get_frame (self);
  ParvisScanRect page = parvis_scan_place_get_page (&self->place, &frame);
  ParvisScanPlace point = { .x = (x - page.x) / page.width, .y = (y - page.y) / page.height };

  parvis_scan_place_turn (&point, -(int) self->turns);
  *share_x = CLAMP (point.x, 0, 1);
  *share_y = CLAMP (point.y, 0, 1);
}

static void
select_to (ParvisScanView *self,
           GtkGestureDrag *gesture,
           double          x,
           double          y)
{
  ParvisScanRect rect;
  double from_x;
  double from_y;
  double to_x;
  double to_y;

  gtk_gesture_drag_get_start_point (gesture, &from_x, &from_y);
  find_share (self, from_x + x, from_y + y, &to_x, &to_y);
  find_share (self, from_x, from_y, &from_x, &from_y);
  rect = (ParvisScanRect) { MIN (from_x, to_x), MIN (from_y, to_y), ABS (to_x - from_x),
                            ABS (to_y - from_y) };
  g_signal_emit (self, signals[SELECTED], 0, &rect);
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               ParvisScanView *self)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  self->drag_x = self->drag_y = 0;
  self->selecting = (state & GDK_SHIFT_MASK) != 0;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->selecting ? "text" : "grabbing");
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          x,
                double          y,
                ParvisScanView *self)
{
  if (self->selecting)
    {
      select_to (self, gesture, x, y);
      return;
    }

  scroll_by (self, self->drag_x - x, self->drag_y - y);
  self->drag_x = x;
  self->drag_y = y;
}

static void
drag_end_cb (GtkGestureDrag *gesture,
             double          x,
             double          y,
             ParvisScanView *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grab");
}

/* Where the pointer is, in the view. */
static void
find_pointer (ParvisScanView     *self,
              GtkEventController *controller,
              double             *x,
              double             *y)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (GTK_WIDGET (self)));
  double off_x;
  double off_y;

  *x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  *y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  if (event == NULL || native == NULL || !gdk_event_get_position (event, x, y))
    return;

  gtk_native_get_surface_transform (GTK_NATIVE (native), &off_x, &off_y);
  gtk_widget_translate_coordinates (native, GTK_WIDGET (self), *x - off_x, *y - off_y, x, y);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           ParvisScanView           *self)
{
  double x;
  double y;

  find_pointer (self, GTK_EVENT_CONTROLLER (controller), &x, &y);
  zoom_at (self, parvis_scan_view_get_zoom (self) * pow (NOTCH, CLAMP (-dy, -3, 3)), x, y);

  return TRUE;
}

static void
pinch_begin_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                ParvisScanView   *self)
{
  self->pinched = parvis_scan_view_get_zoom (self);
}

static void
pinch_cb (GtkGestureZoom *gesture,
          double          scale,
          ParvisScanView *self)
{
  double x;
  double y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    zoom_at (self, self->pinched * scale, x, y);
}

void
parvis_scan_view_step_zoom (ParvisScanView *self,
                            int             steps)
{
  static const double zooms[] = { 0.05, 0.1, 0.17, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2,
                                  2.5, 3, PARVIS_SCAN_ZOOM_MAX };
  double zoom;

  g_return_if_fail (PARVIS_IS_SCAN_VIEW (self));

  zoom = parvis_scan_view_get_zoom (self);
  for (guint i = 0; steps > 0 && i < G_N_ELEMENTS (zooms); i++)
    if (zooms[i] > zoom * 1.01)
      {
        zoom = zooms[i];
        steps--;
      }
  for (guint i = G_N_ELEMENTS (zooms); steps < 0 && i > 0; i--)
    if (zooms[i - 1] < zoom * 0.99)
      {
        zoom = zooms[i - 1];
        steps++;
      }
  zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
parvis_scan_view_fit (ParvisScanView *self)
{
  ParvisScanPlace place = { PARVIS_SCAN_FIT_PAGE, 1, 0.5, 0.5 };

  g_return_if_fail (PARVIS_IS_SCAN_VIEW (self));

  /* Its beginning is what is read first. */
  if (self->place.fit == PARVIS_SCAN_FIT_PAGE)
    place = (ParvisScanPlace) { PARVIS_SCAN_FIT_WIDTH, 1, 0.5, 0 };
  parvis_scan_view_set_place (self, &place);
}

void
parvis_scan_view_turn (ParvisScanView *self,
                       int             quarters)
{
  ParvisScanFrame frame;

  g_return_if_fail (PARVIS_IS_SCAN_VIEW (self));

  self->turns = (guint) (((int) self->turns + quarters % 4 + 4) % 4);
  parvis_scan_place_turn (&self->place, quarters);
  frame = get_frame (self);
  parvis_scan_place_clamp (&self->place, &frame);
  moved (self);
}

gboolean
parvis_scan_view_lighten (ParvisScanView *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_VIEW (self), FALSE);

  self->light = self->light > LIGHTER ? 1 : self->light * LIGHTER;
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return self->light > 1;
}

guint
parvis_scan_view_get_turns (ParvisScanView *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_VIEW (self), 0);

  return self->turns;
}

gboolean
parvis_scan_view_scroll (ParvisScanView *self,
                         double          dx,
                         double          dy)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_VIEW (self), FALSE);

  return scroll_by (self, dx * gtk_widget_get_width (GTK_WIDGET (self)),
                    dy * gtk_widget_get_height (GTK_WIDGET (self)));
}

double
parvis_scan_view_get_zoom (ParvisScanView *self)
{
  ParvisScanFrame frame;

  g_return_val_if_fail (PARVIS_IS_SCAN_VIEW (self), 1);

  frame = get_frame (self);

  return parvis_scan_place_get_zoom (&self->place, &frame);
}

const ParvisScanPlace *
parvis_scan_view_get_place (ParvisScanView *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_VIEW (self), NULL);

  return &self->place;
}

void
parvis_scan_view_set_place (ParvisScanView        *self,
                            const ParvisScanPlace *place)
{
  ParvisScanFrame frame;

  g_return_if_fail (PARVIS_IS_SCAN_VIEW (self));

  self->place = *place;
  frame = get_frame (self);
  parvis_scan_place_clamp (&self->place, &frame);
  moved (self);
}

static void
bring_into_view (ParvisScanView *self)
{
  ParvisScanFrame frame = get_frame (self);
  ParvisScanRect seen = parvis_scan_place_get_visible (&self->place, &frame);
  const ParvisScanRect *mark = &g_array_index (self->marks, ParvisScanRect, self->chosen);

  if (contains (&seen, mark))
    return;

  self->place.x = mark->x + mark->width / 2;
  self->place.y = mark->y + mark->height / 2;
  parvis_scan_place_turn (&self->place, (int) self->turns);
  parvis_scan_place_clamp (&self->place, &frame);
  moved (self);
}

void
parvis_scan_view_set_marks (ParvisScanView *self,
                            GArray         *marks,
                            guint           chosen)
{
  g_return_if_fail (PARVIS_IS_SCAN_VIEW (self));

  g_clear_pointer (&self->marks, g_array_unref);
  self->marks = marks;
  self->chosen = chosen;
  if (marks != NULL && chosen < marks->len)
    bring_into_view (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
parvis_scan_view_has_page (ParvisScanView *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_VIEW (self), FALSE);

  return get_picture (self) != NULL;
}

gboolean
parvis_scan_view_is_sharp (ParvisScanView *self)
{
  ParvisRenderAsk part;
  ParvisRenderSize whole;

  g_return_val_if_fail (PARVIS_IS_SCAN_VIEW (self), FALSE);

  return get_picture (self) != NULL && self->drawing == NULL && !find_part (self, &part, &whole);
}

void
parvis_scan_view_update (ParvisScanView *self)
{
  ParvisScanFrame frame;

  g_return_if_fail (PARVIS_IS_SCAN_VIEW (self));

  /* Only now may its size be known. */
  frame = get_frame (self);
  parvis_scan_place_clamp (&self->place, &frame);
  moved (self);
}

void
parvis_scan_view_set_page (ParvisScanView *self,
                           ParvisScan     *scan,
                           guint           page)
{
  g_return_if_fail (PARVIS_IS_SCAN_VIEW (self));

  if (self->scan == scan && self->page == page)
    return;

  forget_detail (self, self->scan != scan);
  g_clear_pointer (&self->marks, g_array_unref);
  if (g_set_object (&self->scan, scan))
    {
      self->turns = 0;
      self->light = 1;
    }
  self->page = page;
  if (scan != NULL)
    parvis_scan_want_page (scan, page);
  parvis_scan_view_update (self);
}

/* --- the class --- */

static void
parvis_scan_view_dispose (GObject *object)
{
  ParvisScanView *self = PARVIS_SCAN_VIEW (object);

  forget_detail (self, TRUE);
  g_clear_object (&self->scan);
  g_clear_pointer (&self->marks, g_array_unref);

  G_OBJECT_CLASS (parvis_scan_view_parent_class)->dispose (object);
}

static void
parvis_scan_view_class_init (ParvisScanViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_scan_view_dispose;
  widget_class->snapshot = parvis_scan_view_snapshot;
  widget_class->size_allocate = parvis_scan_view_size_allocate;
  widget_class->measure = parvis_scan_view_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "scanview");

  signals[CHANGED] = g_signal_new ("changed", PARVIS_TYPE_SCAN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTED] = g_signal_new ("selected", PARVIS_TYPE_SCAN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
parvis_scan_view_init (ParvisScanView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  self->place = (ParvisScanPlace) { PARVIS_SCAN_FIT_PAGE, 1, 0.5, 0.5 };
  self->light = 1;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grab");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
parvis_scan_view_new (void)
{
  return g_object_new (PARVIS_TYPE_SCAN_VIEW, NULL);
}
