/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "parvis-error.h"
#include "parvis-place-list.h"
#include "parvis-place-row.h"
#include "parvis-tile-image.h"

#include <adwaita.h>

#define N_PLACES 60

static void
add_places (LiveFixture *live)
{
  for (int i = 0; i < N_PLACES; i++)
    {
      g_autofree char *facility = g_strdup_printf ("f-%02d", i);
      g_autofree char *gauge = g_strdup_printf ("33333333-0000-4000-8000-0000000000%02d", i);
      g_autofree char *place =
        g_strdup_printf ("{\"id\":\"%s\",\"name\":\"Parking %02d\",\"kind\":\"car_park\","
                         "\"lon\":2.1,\"lat\":47.8,\"gauges\":[\"%s\"]}", facility, i, gauge);
      g_autofree char *figure =
        g_strdup_printf ("{\"id\":\"%s\",\"facility\":\"%s\",\"kind\":\"vehicles\",\"capacity\":86,"
                         "\"method\":\"sensor\",\"present\":79,\"free\":7,"
                         "\"observed_at\":\"2026-06-17T14:41:52.000Z\",\"live_for\":60,"
                         "\"late_for\":900,\"valid_for\":2700,\"sources\":1,\"sources_fresh\":1,"
                         "\"state\":\"live\"}", gauge, facility);

      live_fixture_put (live, PARVIS_KIND_FACILITY, facility, place);
      live_fixture_put (live, PARVIS_KIND_GAUGE, gauge, figure);
    }
  live_fixture_reopen (live);
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
has_text (GskRenderNode *node)
{
  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_TEXT_NODE:
      return TRUE;

    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        if (has_text (gsk_container_node_get_child (node, i)))
          return TRUE;
      return FALSE;

    case GSK_TRANSFORM_NODE:
      return has_text (gsk_transform_node_get_child (node));

    case GSK_CLIP_NODE:
      return has_text (gsk_clip_node_get_child (node));

    case GSK_ROUNDED_CLIP_NODE:
      return has_text (gsk_rounded_clip_node_get_child (node));

    case GSK_OPACITY_NODE:
      return has_text (gsk_opacity_node_get_child (node));
    }

  return FALSE;
}

static gboolean
draws (GtkWidget *row)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;

  gtk_widget_snapshot_child (gtk_widget_get_parent (row), row, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);

  return node != NULL && has_text (node);
}

static void
test_only_rows_near_what_is_seen_are_drawn (void)
{
  LiveFixture live = { NULL, };
  GtkWidget *window = adw_window_new ();
  g_autoptr(GSettings) settings = g_settings_new (APP_ID);
  g_autoptr(ParvisWatch) watch = NULL;
  GtkWidget *list;
  GtkAdjustment *adjustment;
  GtkWidget *first;

  live_fixture_set_up (&live, NULL);
  add_places (&live);
  watch = parvis_watch_new (live.desk, live.places, settings);
  list = parvis_place_list_new (live.places, watch);
  g_object_set (list, "order", "name", NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 340, 600);
  adw_window_set_content (ADW_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));

  first = find (list, PARVIS_TYPE_PLACE_ROW);
  adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (find (list, GTK_TYPE_SCROLLED_WINDOW)));
  LIVE_WAIT (gtk_widget_get_mapped (first) && gtk_adjustment_get_page_size (adjustment) > 0);

  g_assert_true (draws (first));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  g_assert_false (draws (first));
  gtk_adjustment_set_value (adjustment, 0);
  g_assert_true (draws (first));

  gtk_window_destroy (GTK_WINDOW (window));
  live_fixture_tear_down (&live, NULL);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
make_png (int size)
{
  GByteArray *png = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size, size);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 0.5, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append_cb, png);
  cairo_surface_destroy (surface);

  return g_byte_array_free_to_bytes (png);
}

static void
assert_draws_orange (GdkPaintable *image)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 128, 128);
  cairo_t *cr = cairo_create (surface);
  g_autoptr(GskRenderNode) node = NULL;

  gdk_paintable_snapshot (image, snapshot, 128, 128);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int i = 8; i < 128; i += 37)
    {
      const guchar *row = cairo_image_surface_get_data (surface) +
                          i * cairo_image_surface_get_stride (surface);

      g_assert_cmphex (((const guint32 *) (gconstpointer) row)[i], ==, 0xffff8000);
    }
  cairo_surface_destroy (surface);
}

static void
test_a_tile_looks_alike_for_each_renderer (void)
{
  g_autoptr(GBytes) png = make_png (256);

  for (int software = 0; software < 2; software++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GdkPaintable) image = parvis_tile_image_decode (png, software == 1, &error);

      g_assert_no_error (error);
      g_assert_true (PARVIS_IS_TILE_IMAGE (image) == (software == 1));
      g_assert_cmpint (gdk_paintable_get_intrinsic_width (image), ==, 256);
      assert_draws_orange (image);
    }
}

static void
test_a_place_without_a_tile_is_one_colour (void)
{
  const GdkRGBA orange = { 1, 128 / 255.0f, 0, 1 };
  g_autoptr(GdkPaintable) image = parvis_tile_image_new_blank (&orange);

  assert_draws_orange (image);
}

static void
test_what_is_no_tile_is_refused (void)
{
  g_autoptr(GBytes) large = make_png (1025);
  g_autoptr(GBytes) whole = make_png (256);
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (whole, 0, 40);
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  const struct
  {
    GBytes *bytes;
    int     code;
  } cases[] = {
    { large, PARVIS_ERROR_TOO_LARGE },
    { cut, PARVIS_ERROR_INVALID },
    { nothing, PARVIS_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parvis_tile_image_decode (cases[i].bytes, TRUE, &error));
      g_assert_error (error, PARVIS_ERROR, cases[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/place-list/only-rows-near-what-is-seen-are-drawn",
                   test_only_rows_near_what_is_seen_are_drawn);
  g_test_add_func ("/tile-image/a-tile-looks-alike-for-each-renderer",
                   test_a_tile_looks_alike_for_each_renderer);
  g_test_add_func ("/tile-image/a-place-without-a-tile-is-one-colour",
                   test_a_place_without_a_tile_is_one_colour);
  g_test_add_func ("/tile-image/what-is-no-tile-is-refused", test_what_is_no_tile_is_refused);

  return g_test_run ();
}
