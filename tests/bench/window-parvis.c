/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application itself, whole, with an observer that only benchmarks have.
 *
 *   window-parvis shown PLACES [OPTION…]   ends at the first frame with map, list
 *     and the figures of PLACES places, printing as window-bare does
 *   window-parvis watch 0 [OPTION…]        prints "frame MICROSECONDS" between two frames,
 *     and "marker INSTANT LATITUDE LONGITUDE TEXT" (CLOCK_MONOTONIC, µs)
 *     whenever the figure on a marker changes
 */

#include "bench-frame.h"

#include "parvis-application.h"
#include "parvis-marker.h"
#include "parvis-place-row.h"

#include <shumate/shumate.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  GApplication *app;
  gboolean      watch;
  guint         places;
  gint64        last_frame;
  GHashTable   *observed;
} Observer;

typedef struct
{
  guint      markers;
  guint      rows;
  GtkWidget *layer;
} Seen;

/* How much of @area the pictures in @node cover, in pixels, each of them at its place in
 * @area. What stands for a place without a tile is a colour and no picture.
 */
static double
cover (GskRenderNode         *node,
       const graphene_rect_t *area)
{
  graphene_rect_t bounds;
  double covered = 0;

  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_TEXTURE_NODE:
    case GSK_CAIRO_NODE:
      gsk_render_node_get_bounds (node, &bounds);
      return graphene_rect_intersection (&bounds, area, &bounds)
             ? (double) bounds.size.width * bounds.size.height : 0;

    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        covered += cover (gsk_container_node_get_child (node, i), area);
      return covered;

    case GSK_TRANSFORM_NODE:
      {
        g_autoptr(GskTransform) back =
          gsk_transform_invert (gsk_transform_ref (gsk_transform_node_get_transform (node)));

        gsk_transform_transform_bounds (back, area, &bounds);
        return cover (gsk_transform_node_get_child (node), &bounds);
      }

    case GSK_CLIP_NODE:
      return cover (gsk_clip_node_get_child (node), area);

    case GSK_OPACITY_NODE:
      return cover (gsk_opacity_node_get_child (node), area);
    }

  return 0;
}

/* libshumate 1.0 tells nobody when its tiles are there: they are looked for in what it
 * draws, which is at a whole zoom, so at their own size.
 */
static gboolean
has_all_tiles (GtkWidget *layer)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (layer);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (layer);
  int height = gtk_widget_get_height (layer);
  g_autoptr(GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);

  return node != NULL &&
         cover (node, &GRAPHENE_RECT_INIT (0, 0, width, height)) > width * height - 1;
}

static gboolean
has_digit (const char *text)
{
  return text != NULL && strpbrk (text, "0123456789") != NULL;
}

static gboolean
has_figure (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return has_digit (gtk_label_get_text (GTK_LABEL (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_figure (child))
        return TRUE;
    }

  return FALSE;
}

static void
look (GtkWidget *widget,
      Seen      *seen)
{
  if (!gtk_widget_get_mapped (widget))
    return;

  if (PARVIS_IS_MARKER (widget))
    seen->markers++;
  else if (PARVIS_IS_PLACE_ROW (widget))
    seen->rows += has_figure (widget) ? 1 : 0;
  else if (SHUMATE_IS_MAP_LAYER (widget))
    seen->layer = widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look (child, seen);
}

/* As a person does, so that what is kept for the next start is kept. */
static void
close_cb (gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

static gboolean
wait_until_shown (GtkWindow *window,
                  Observer  *observer)
{
  Seen seen = { 0, 0, NULL };

  look (GTK_WIDGET (window), &seen);
  if (seen.markers < observer->places || seen.rows < observer->places || seen.layer == NULL ||
      !has_all_tiles (seen.layer))
    return FALSE;

  bench_print_shown ();
  g_idle_add_once (close_cb, window);

  return TRUE;
}

static void
marker_changed_cb (GtkLabel   *label,
                   GParamSpec *pspec,
                   gpointer    data)
{
  GtkWidget *pin = gtk_widget_get_ancestor (GTK_WIDGET (label), SHUMATE_TYPE_MARKER);
  GtkWidget *marker = gtk_widget_get_ancestor (GTK_WIDGET (label), PARVIS_TYPE_MARKER);

  /* The line below the figure tells its age. */
  if (pin != NULL && marker != NULL &&
      g_strcmp0 (gtk_label_get_text (label), parvis_marker_get_title (PARVIS_MARKER (marker))) == 0)
    g_print ("marker %" G_GINT64_FORMAT " %.6f %.6f %s\n", g_get_monotonic_time (),
             shumate_location_get_latitude (SHUMATE_LOCATION (pin)),
             shumate_location_get_longitude (SHUMATE_LOCATION (pin)), gtk_label_get_text (label));
}

static void
observe_markers (GtkWidget *widget,
                 Observer  *observer,
                 gboolean   inside)
{
  inside = inside || PARVIS_IS_MARKER (widget);
  if (inside && GTK_IS_LABEL (widget) && g_hash_table_add (observer->observed, widget))
    {
      g_signal_connect (widget, "notify::label", G_CALLBACK (marker_changed_cb), NULL);
      marker_changed_cb (GTK_LABEL (widget), NULL, NULL);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    observe_markers (child, observer, inside);
}

static gboolean
frame_cb (GtkWindow *window,
          gpointer   data)
{
  Observer *observer = data;
  gint64 now = g_get_monotonic_time ();

  if (!observer->watch)
    return wait_until_shown (window, observer);

  observe_markers (GTK_WIDGET (window), observer, FALSE);
  if (observer->last_frame != 0)
    g_print ("frame %" G_GINT64_FORMAT "\n", now - observer->last_frame);
  observer->last_frame = now;

  return FALSE;
}

static void
window_added_cb (GtkApplication *app,
                 GtkWindow      *window,
                 Observer       *observer)
{
  bench_watch_frames (window, frame_cb, observer);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(ParvisApplication) app = parvis_application_new ();
  Observer observer = { .app = G_APPLICATION (app) };
  int status;

  if (argc < 3)
    g_error ("shown PLACES, or watch 0");

  observer.watch = strcmp (argv[1], "watch") == 0;
  observer.places = (guint) atoi (argv[2]);
  observer.observed = g_hash_table_new (NULL, NULL);
  g_signal_connect (app, "window-added", G_CALLBACK (window_added_cb), &observer);
  argv[2] = argv[0];
  status = g_application_run (G_APPLICATION (app), argc - 2, argv + 2);
  g_hash_table_unref (observer.observed);

  return status;
}
