/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "parvis-tile-source.h"

#include <adwaita.h>

/* A tile of zoom 15, and the middle of the map on it. */
#define COLUMN 16327
#define ROW    11483

static void
filled_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  gboolean *filled = user_data;
  g_autoptr(GError) error = NULL;

  *filled = shumate_map_source_fill_tile_finish (SHUMATE_MAP_SOURCE (object), result, &error);
  g_assert_no_error (error);
}

static ShumateMap *
map_new (ShumateMapSource *source)
{
  ShumateMap *map = shumate_map_new ();
  ShumateViewport *viewport = shumate_map_get_viewport (map);

  shumate_viewport_set_min_zoom_level (viewport, 8);
  shumate_viewport_set_max_zoom_level (viewport, 18);
  shumate_viewport_set_zoom_level (viewport, 15);
  shumate_location_set_location (SHUMATE_LOCATION (viewport),
                                 shumate_map_source_get_latitude (source, 15, (ROW + 0.5) * 256),
                                 shumate_map_source_get_longitude (source, 15,
                                                                   (COLUMN + 0.5) * 256));

  return map;
}

static void
dropped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *dropped = user_data;
  g_autoptr(GError) error = NULL;

  shumate_map_source_fill_tile_finish (SHUMATE_MAP_SOURCE (object), result, &error);
  *dropped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Without a service each tile is blank, at once. */
static void
test_what_is_seen_comes_first (LiveFixture   *fixture,
                               gconstpointer  data)
{
  const GdkRGBA paper = { 1, 1, 1, 1 };
  g_autoptr(ParvisTileSource) projection =
    parvis_tile_source_new (fixture->session, NULL, "light", &paper);
  GtkWidget *window = gtk_window_new ();
  ShumateMap *map = map_new (SHUMATE_MAP_SOURCE (projection));
  g_autoptr(ParvisTileSource) source = parvis_tile_source_new (fixture->session, map, "light",
                                                               &paper);
  g_autoptr(ShumateTile) seen = shumate_tile_new_full (COLUMN, ROW, 256, 15);
  g_autoptr(ShumateTile) beside = shumate_tile_new_full (COLUMN + 2, ROW, 256, 15);
  g_autoptr(ShumateTile) left = shumate_tile_new_full (COLUMN - 2, ROW, 256, 15);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gboolean filled[] = { FALSE, FALSE };
  gboolean dropped = FALSE;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (map));
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (window, 600, 400, -1, NULL);

  shumate_map_source_fill_tile_async (SHUMATE_MAP_SOURCE (source), beside, NULL, filled_cb,
                                      &filled[0]);
  shumate_map_source_fill_tile_async (SHUMATE_MAP_SOURCE (source), left, cancellable, dropped_cb,
                                      &dropped);
  shumate_map_source_fill_tile_async (SHUMATE_MAP_SOURCE (source), seen, NULL, filled_cb,
                                      &filled[1]);
  LIVE_WAIT (filled[1]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (filled[0]);

  /* What left the map before its turn came is not read. */
  g_cancellable_cancel (cancellable);
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (filled[0] && dropped);
  gtk_window_destroy (GTK_WINDOW (window));
}

static ShumateState
ask (ParvisTileSource *source,
     guint             column,
     gboolean         *filled)
{
  g_autoptr(ShumateTile) tile = shumate_tile_new_full (column, ROW, 256, 15);

  shumate_map_source_fill_tile_async (SHUMATE_MAP_SOURCE (source), tile, NULL, filled_cb, filled);

  return shumate_tile_get_state (tile);
}

/* A map of 600 × 400 in the middle of a tile shows that one and its neighbours. */
static void
test_what_was_read_ahead_is_there_at_once (LiveFixture   *fixture,
                                           gconstpointer  data)
{
  const GdkRGBA paper = { 1, 1, 1, 1 };
  g_autoptr(ParvisTileSource) projection =
    parvis_tile_source_new (fixture->session, NULL, "light", &paper);
  GtkWidget *window = gtk_window_new ();
  ShumateMap *map = map_new (SHUMATE_MAP_SOURCE (projection));
  ShumateLocation *middle = SHUMATE_LOCATION (shumate_map_get_viewport (map));
  const ParvisHomeView view = { shumate_location_get_longitude (middle),
                                shumate_location_get_latitude (middle), 15, 0, 0 };
  g_autoptr(ParvisTileSource) source = parvis_tile_source_new (fixture->session, map, "light",
                                                               &paper);
  g_autoptr(ShumateTile) left = shumate_tile_new_full (COLUMN, ROW, 256, 15);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gboolean filled[] = { FALSE, FALSE, FALSE, FALSE };
  gboolean dropped = FALSE;

  parvis_tile_source_read_ahead (source, &view, 600, 400);

  /* Who asks while it is read waits for that, or wants it no more. */
  shumate_map_source_fill_tile_async (SHUMATE_MAP_SOURCE (source), left, cancellable, dropped_cb,
                                      &dropped);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (ask (source, COLUMN, &filled[0]), ==, SHUMATE_STATE_LOADING);
  LIVE_WAIT (filled[0] && dropped);

  g_assert_cmpint (ask (source, COLUMN, &filled[1]), ==, SHUMATE_STATE_DONE);
  g_assert_cmpint (ask (source, COLUMN + 1, &filled[2]), ==, SHUMATE_STATE_DONE);

  /* What is beside comes after a frame; by then nothing is kept any more. */
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (map));
  g_assert_cmpint (ask (source, COLUMN + 2, &filled[3]), ==, SHUMATE_STATE_LOADING);
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (filled[1] && filled[2] && filled[3]);
  g_assert_cmpint (ask (source, COLUMN, &filled[0]), ==, SHUMATE_STATE_LOADING);
  filled[0] = FALSE;
  LIVE_WAIT (filled[0]);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A service that hears and says nothing until it is closed. */
static GSocket *
listen_silently (char **uri)
{
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (socket, any, TRUE, &error) && g_socket_listen (socket, &error));
  address = g_socket_get_local_address (socket, &error);
  *uri = g_strdup_printf ("http://127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));

  return socket;
}

static void
ready_cb (ParvisSession *session,
          gboolean      *ready)
{
  *ready = TRUE;
}

static ParvisSession *
open_session (LiveFixture *fixture,
              const char  *uri)
{
  g_autoptr(ParvisAuth) auth = parvis_auth_new (uri, "pvr-1", NULL, NULL, NULL);
  g_autofree char *directory = g_build_filename (fixture->directory, "silent", NULL);
  ParvisSessionConfig config = {
    .base_uri = uri,
    .town = "00001",
    .auth = auth,
    .directory = directory,
    .clock = &parvis_system_clock,
  };
  ParvisSession *session = parvis_session_new (&config);
  gboolean ready = FALSE;

  g_signal_connect (session, "ready", G_CALLBACK (ready_cb), &ready);
  parvis_session_start (session);
  LIVE_WAIT (ready);
  g_signal_handlers_disconnect_by_data (session, &ready);

  return session;
}

static void
test_what_is_late_for_the_first_frame_comes_all_the_same (LiveFixture   *fixture,
                                                          gconstpointer  data)
{
  const GdkRGBA paper = { 1, 1, 1, 1 };
  g_autofree char *uri = NULL;
  g_autoptr(GSocket) service = listen_silently (&uri);
  g_autoptr(ParvisSession) session = open_session (fixture, uri);
  g_autoptr(ParvisTileSource) projection = parvis_tile_source_new (session, NULL, "light", &paper);
  GtkWidget *window = gtk_window_new ();
  ShumateMap *map = map_new (SHUMATE_MAP_SOURCE (projection));
  ShumateLocation *middle = SHUMATE_LOCATION (shumate_map_get_viewport (map));
  const ParvisHomeView view = { shumate_location_get_longitude (middle),
                                shumate_location_get_latitude (middle), 15, 0, 0 };
  g_autoptr(ParvisTileSource) source = parvis_tile_source_new (session, map, "light", &paper);
  gboolean filled[] = { FALSE, FALSE };

  parvis_tile_source_read_ahead (source, &view, 600, 400);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (map));
  ask (source, COLUMN, &filled[0]);
  ask (source, COLUMN + 2, &filled[1]);
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (window)) > 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (filled[0]);

  g_socket_close (service, NULL);
  LIVE_WAIT (filled[0] && filled[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  parvis_session_stop (session);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/tile-source/what-is-seen-comes-first", LiveFixture, NULL, live_fixture_set_up,
              test_what_is_seen_comes_first, live_fixture_tear_down);
  g_test_add ("/tile-source/what-was-read-ahead-is-there-at-once", LiveFixture, NULL,
              live_fixture_set_up, test_what_was_read_ahead_is_there_at_once,
              live_fixture_tear_down);
  g_test_add ("/tile-source/what-is-late-for-the-first-frame-comes-all-the-same", LiveFixture, NULL,
              live_fixture_set_up, test_what_is_late_for_the_first_frame_comes_all_the_same,
              live_fixture_tear_down);

  return g_test_run ();
}
