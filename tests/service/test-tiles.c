/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-tiles"

#include "config.h"

#include "town-fixture.h"

#include "parvis-tiles.h"

#include <glib/gstdio.h>
#include <string.h>

#define LIGHT "/api/v1/towns/00001/tiles/light"

/* The centre of the sample town at zoom 15: 0.6124° W, 47.305° N. */
#define TILE LIGHT "/15/16328/11484.png"

static void
install (TownFixture *fixture,
         const char  *pack)
{
  g_autofree char *dir = g_build_filename (fixture->dir, "tiles", NULL);
  g_autofree char *target = parvis_tiles_path (fixture->dir, "00001", "light");
  g_autofree char *from = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  from = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", pack, NULL);
  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_mkdir_with_parents (dir, 0700);
  g_assert_true (g_file_set_contents (target, contents, (gssize) length, NULL));
}

static ParvisReply *
ask (TownFixture *fixture,
     const char  *target)
{
  return parvis_service_handle (fixture->service, "GET", target, NULL, NULL,
                                PARVIS_RIGHT_ANYONE);
}

static void
assert_status (TownFixture *fixture,
               const char  *target,
               int          status)
{
  g_autoptr(ParvisReply) reply = ask (fixture, target);

  if (parvis_reply_get_status (reply) != status)
    g_test_message ("%s", target);
  g_assert_cmpint (parvis_reply_get_status (reply), ==, status);
}

static void
test_a_tile_is_a_picture_with_a_tag (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *etag = NULL;
  g_autoptr(ParvisReply) reply = NULL;
  g_autoptr(ParvisReply) again = NULL;
  g_autoptr(ParvisReply) replaced = NULL;

  install (fixture, "light.mbtiles");
  reply = ask (fixture, TILE);
  g_assert_cmpstr (parvis_reply_get_type (reply), ==, "image/png");
  g_assert_cmpmem (g_bytes_get_data (parvis_reply_get_bytes (reply), NULL), 4, "\x89PNG", 4);
  etag = g_strdup (parvis_reply_get_header (reply, "ETag"));
  g_assert_nonnull (etag);
  again = ask (fixture, TILE);
  g_assert_cmpstr (parvis_reply_get_header (again, "ETag"), ==, etag);
  install (fixture, "dark.mbtiles");
  replaced = ask (fixture, TILE);
  g_assert_cmpstr (parvis_reply_get_header (replaced, "ETag"), !=, etag);
}

static void
test_the_rows_of_the_pack_are_turned_over (TownFixture   *fixture,
                                           gconstpointer  data)
{
  install (fixture, "light.mbtiles");
  assert_status (fixture, TILE, 200);
  /* The same row as the pack counts it. */
  assert_status (fixture, LIGHT "/15/16328/21283.png", 404);
}

static void
test_what_is_not_there_is_not_found (TownFixture   *fixture,
                                     gconstpointer  data)
{
  assert_status (fixture, LIGHT, 404);
  assert_status (fixture, TILE, 404);
  install (fixture, "light.mbtiles");
  assert_status (fixture, LIGHT, 200);
  assert_status (fixture, LIGHT "/15/0/0.png", 404);
  assert_status (fixture, LIGHT "/3/99/0.png", 404);
  assert_status (fixture, LIGHT "/99/0/0.png", 404);
  assert_status (fixture, "/api/v1/towns/00001/tiles/dark", 404);
  assert_status (fixture, "/api/v1/towns/00001/tiles/sepia", 404);
  assert_status (fixture, "/api/v1/towns/00009/tiles/light", 404);
}

static void
test_the_map_describes_itself (TownFixture   *fixture,
                               gconstpointer  data)
{
  g_autoptr(json_t) map = NULL;

  install (fixture, "light.mbtiles");
  map = town_expect (fixture, 200, NULL, "GET", "/tiles/light", NULL);
  g_assert_cmpstr (town_text (map, "tilejson"), ==, "3.0.0");
  g_assert_cmpstr (town_text (map, "parvis:background"), ==, "#f3f0ea");
  g_assert_cmpint (town_int (map, "minzoom"), ==, 12);
  g_assert_cmpint (town_int (map, "maxzoom"), ==, 17);
  g_assert_nonnull (strstr (town_text (map, "attribution"), "commune fictive"));
  g_assert_cmpint (json_array_size (json_object_get (map, "bounds")), ==, 4);
}

static void
test_a_damaged_pack_is_an_error_and_no_more (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *path = parvis_tiles_path (fixture->dir, "00001", "light");
  g_autofree char *contents = NULL;
  gsize length;

  install (fixture, "light.mbtiles");
  assert_status (fixture, TILE, 200);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));

  /* The head is right and everything after it is noise. */
  for (gsize i = 4096; i < length; i++)
    contents[i] = (char) (i * 31);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  assert_status (fixture, TILE, 500);

  g_assert_true (g_file_set_contents (path, contents, 5000, NULL));
  assert_status (fixture, TILE, 500);
  g_assert_true (g_file_set_contents (path, "no database at all, but long enough", -1, NULL));
  assert_status (fixture, TILE, 500);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_status (fixture, TILE, 500);

  /* A new pack is taken up without a restart. */
  install (fixture, "dark.mbtiles");
  assert_status (fixture, TILE, 200);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/tiles/a-tile-is-a-picture-with-a-tag", test_a_tile_is_a_picture_with_a_tag);
  TOWN_TEST ("/tiles/the-rows-of-the-pack-are-turned-over",
             test_the_rows_of_the_pack_are_turned_over);
  TOWN_TEST ("/tiles/what-is-not-there-is-not-found", test_what_is_not_there_is_not_found);
  TOWN_TEST ("/tiles/the-map-describes-itself", test_the_map_describes_itself);
  TOWN_TEST ("/tiles/a-damaged-pack-is-an-error-and-no-more",
             test_a_damaged_pack_is_an_error_and_no_more);

  return g_test_run ();
}
