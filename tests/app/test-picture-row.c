/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "papers.h"
#include "parvis-error.h"
#include "parvis-picture-row.h"
#include "parvis-small-picture.h"
#include "render-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define SIDE 64

/* The file of those bytes, in the fixture's folder. */
static GFile *
make_file (LiveFixture *fixture,
           const char  *name,
           GBytes      *bytes)
{
  g_autofree char *path = g_build_filename (fixture->directory, name, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data, size, NULL));

  return g_file_new_for_path (path);
}

static ParvisSmallPicture *
read_picture (GFile   *file,
              guint    side,
              GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  parvis_small_picture_read_async (file, side, NULL, fixture_done_cb, &result);

  return parvis_small_picture_read_finish (fixture_wait (&result), error);
}

static ParvisSmallPicture *
read_bytes (LiveFixture *fixture,
            GBytes      *bytes,
            guint        side)
{
  g_autoptr(GFile) file = make_file (fixture, "picture", bytes);
  g_autoptr(GError) error = NULL;
  ParvisSmallPicture *picture = read_picture (file, side, &error);

  g_assert_no_error (error);

  return picture;
}

/* Takes @bytes. Each refusal has its sentence. */
static void
assert_refused (LiveFixture *fixture,
                GBytes      *bytes,
                int          code,
                const char  *says)
{
  g_autoptr(GBytes) owned = bytes;
  g_autoptr(GFile) file = make_file (fixture, "picture", owned);
  g_autoptr(GError) error = NULL;

  g_assert_null (read_picture (file, SIDE, &error));
  g_assert_error (error, PARVIS_ERROR, code);
  g_assert_nonnull (strstr (parvis_small_picture_explain (error), says));
}

/* Blue, green, red of a pixel. */
static guint32
get_pixel (GdkTexture *texture,
           int         x,
           int         y)
{
  int width = gdk_texture_get_width (texture);
  g_autofree guint32 *pixels = g_new (guint32, width * gdk_texture_get_height (texture));

  gdk_texture_download (texture, (guchar *) pixels, 4 * width);

  return pixels[y * width + x] & 0xffffff;
}

static gboolean
has_text (GBytes     *bytes,
          const char *text)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return memmem (data, size, text, strlen (text)) != NULL;
}

static void
test_a_photo_is_drawn_small_and_upright (LiveFixture   *fixture,
                                         gconstpointer  data)
{
  /* 6: the telephone was held upright, and what is above lies on the right. */
  g_autoptr(GBytes) file = paper_jpeg (400, 200, PAPER_COLOUR, 6);
  g_autoptr(ParvisSmallPicture) picture = NULL;
  guint32 corner;

  if (!fixture_can_run ())
    return;

  g_assert_true (has_text (file, "Exif"));
  picture = read_bytes (fixture, file, 100);
  g_assert_cmpint (gdk_texture_get_width (picture->texture), ==, 50);
  g_assert_cmpint (gdk_texture_get_height (picture->texture), ==, 100);
  /* The blue quarter, below on the left of the file, is the first one now. */
  corner = get_pixel (picture->texture, 5, 5);
  g_assert_cmpuint (corner & 0xff, >, 200);
  g_assert_cmpuint (corner >> 16, <, 60);

  g_assert_cmpstr (picture->type, ==, "image/jpeg");
  g_assert_false (has_text (picture->bytes, "Exif"));
  g_assert_cmpuint (g_bytes_get_size (picture->bytes), <=, PARVIS_SMALL_PICTURE_MAX);
}

/* What was written opens again, and is the same picture. */
static void
test_what_is_sent_is_the_picture (LiveFixture   *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GBytes) file = paper_jpeg (300, 300, PAPER_CMYK, 0);
  g_autoptr(ParvisSmallPicture) picture = NULL;
  g_autoptr(ParvisSmallPicture) again = NULL;

  if (!fixture_can_run ())
    return;

  picture = read_bytes (fixture, file, 200);
  again = read_bytes (fixture, picture->bytes, 200);
  g_assert_cmpint (gdk_texture_get_width (again->texture), ==, 200);
  for (int i = 0; i < 4; i++)
    {
      int x = i % 2 == 0 ? 50 : 150;
      int y = i < 2 ? 50 : 150;
      guint32 before = get_pixel (picture->texture, x, y);
      guint32 after = get_pixel (again->texture, x, y);

      for (int shift = 0; shift < 24; shift += 8)
        {
          int far = (int) (before >> shift & 0xff) - (int) (after >> shift & 0xff);

          g_assert_cmpint (ABS (far), <, 12);
        }
    }
}

static void
test_a_small_png_stays_one (LiveFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr(GBytes) file = paper_png (200, 200, 8, FALSE);
  g_autoptr(ParvisSmallPicture) picture = NULL;

  if (!fixture_can_run ())
    return;

  picture = read_bytes (fixture, file, SIDE);
  g_assert_cmpstr (picture->type, ==, "image/png");
  g_assert_true (has_text (picture->bytes, "PNG"));
  /* What was transparent is paper. */
  g_assert_cmpuint (get_pixel (picture->texture, 60, 60), ==, 0xffffff);
}

static void
test_what_does_not_fit_is_made_smaller (LiveFixture   *fixture,
                                        gconstpointer  data)
{
  /* Grain does not compress. */
  g_autoptr(GBytes) file = paper_letter (2000, 2000, 0, 1.0, 200, FALSE);
  g_autoptr(ParvisSmallPicture) picture = NULL;

  if (!fixture_can_run ())
    return;

  picture = read_bytes (fixture, file, 2000);
  g_assert_cmpuint (g_bytes_get_size (picture->bytes), <=, PARVIS_SMALL_PICTURE_MAX);
  g_assert_cmpint (gdk_texture_get_width (picture->texture), <, 2000);
}

static void
test_what_is_no_picture_is_refused (LiveFixture   *fixture,
                                    gconstpointer  data)
{
  static const char heic[] = "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic";
  g_autoptr(GBytes) photo = paper_jpeg (400, 300, PAPER_COLOUR, 0);

  if (!fixture_can_run ())
    return;

  assert_refused (fixture, paper_pdf (1), PARVIS_ERROR_MEDIA_TYPE, "JPEG or PNG");
  assert_refused (fixture, g_bytes_new_static ("Bonjour", 7), PARVIS_ERROR_MEDIA_TYPE,
                  "no picture");
  assert_refused (fixture, g_bytes_new_static (heic, sizeof heic - 1), PARVIS_ERROR_HEIC, "HEIC");
  assert_refused (fixture, g_bytes_new_static ("", 0), PARVIS_ERROR_DAMAGED, "damaged");
  assert_refused (fixture, paper_truncate (photo, g_bytes_get_size (photo) / 2),
                  PARVIS_ERROR_DAMAGED, "damaged");
  assert_refused (fixture, paper_png_bomb (60000, 60000), PARVIS_ERROR_TOO_LARGE, "too large");
}

static void
test_what_never_ends_is_refused_at_once (LiveFixture   *fixture,
                                         gconstpointer  data)
{
  g_autofree char *pipe_path = g_build_filename (fixture->directory, "pipe", NULL);
  g_autofree char *large_path = g_build_filename (fixture->directory, "large", NULL);
  g_autoptr(GFile) pipe = g_file_new_for_path (pipe_path);
  g_autoptr(GFile) large = g_file_new_for_path (large_path);
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->directory);
  g_autoptr(GFile) none = g_file_get_child (folder, "none");
  g_autoptr(GFile) zero = g_file_new_for_path ("/dev/zero");
  GError *error = NULL;

  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_null (read_picture (pipe, SIDE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE);
  g_clear_error (&error);
  g_assert_null (read_picture (zero, SIDE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE);
  g_clear_error (&error);
  g_assert_null (read_picture (folder, SIDE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE);
  g_clear_error (&error);
  g_assert_null (read_picture (none, SIDE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (large_path, "", 0, NULL));
  g_assert_cmpint (truncate (large_path, (off_t) PARVIS_RENDER_MAX_BYTES + 1), ==, 0);
  g_assert_null (read_picture (large, SIDE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE);
  g_clear_error (&error);
}

static void
test_without_a_sandbox_nothing_is_opened (LiveFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *before = g_strdup (g_getenv ("PARVIS_RENDER"));

  g_setenv ("PARVIS_RENDER", "/nowhere/parvis-render", TRUE);
  assert_refused (fixture, paper_png (20, 20, 8, FALSE), PARVIS_ERROR_UNAVAILABLE, "bubblewrap");
  g_setenv ("PARVIS_RENDER", before, TRUE);
}

/* The row. */

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GError **error = user_data;

  g_assert_false (parvis_picture_row_send_finish (PARVIS_PICTURE_ROW (object), result, error));
}

static void
test_what_was_chosen_stays_without_the_network (LiveFixture   *fixture,
                                                gconstpointer  data)
{
  g_autoptr(GBytes) bytes = paper_jpeg (400, 300, PAPER_COLOUR, 0);
  g_autoptr(GBytes) text = g_bytes_new_static ("Bonjour", 7);
  g_autoptr(GFile) photo = make_file (fixture, "photo.jpg", bytes);
  g_autoptr(GFile) other = make_file (fixture, "other.jpg", text);
  g_autoptr(GError) error = NULL;
  g_autoptr(GtkWidget) widget = g_object_ref_sink (parvis_picture_row_new (fixture->desk, "Photo",
                                                                           SIDE));
  ParvisPictureRow *row = PARVIS_PICTURE_ROW (widget);

  if (!fixture_can_run ())
    return;

  parvis_picture_row_take (row, photo);
  g_assert_true (parvis_picture_row_is_busy (row));
  LIVE_WAIT (!parvis_picture_row_is_busy (row));
  g_assert_true (parvis_picture_row_is_changed (row));

  /* One that cannot be used does not take the place of one that can. */
  parvis_picture_row_take (row, other);
  LIVE_WAIT (!parvis_picture_row_is_busy (row));
  g_assert_true (gtk_widget_has_css_class (widget, "error"));
  g_assert_true (parvis_picture_row_is_changed (row));

  parvis_picture_row_send_async (row, "products/1/photo", sent_cb, &error);
  LIVE_WAIT (error != NULL);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "network"));
  g_assert_true (parvis_picture_row_is_changed (row));
}

#define PICTURE_TEST(path, func) \
  g_test_add (path, LiveFixture, NULL, live_fixture_set_up, func, live_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_setenv ("PARVIS_RENDER", PARVIS_RENDER, TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  PICTURE_TEST ("/picture/a-photo-is-drawn-small-and-upright",
                test_a_photo_is_drawn_small_and_upright);
  PICTURE_TEST ("/picture/what-is-sent-is-the-picture", test_what_is_sent_is_the_picture);
  PICTURE_TEST ("/picture/a-small-png-stays-one", test_a_small_png_stays_one);
  PICTURE_TEST ("/picture/what-does-not-fit-is-made-smaller",
                test_what_does_not_fit_is_made_smaller);
  PICTURE_TEST ("/picture/what-is-no-picture-is-refused", test_what_is_no_picture_is_refused);
  PICTURE_TEST ("/picture/what-never-ends-is-refused-at-once",
                test_what_never_ends_is_refused_at_once);
  PICTURE_TEST ("/picture/without-a-sandbox-nothing-is-opened",
                test_without_a_sandbox_nothing_is_opened);
  PICTURE_TEST ("/picture/what-was-chosen-stays-without-the-network",
                test_what_was_chosen_stays_without_the_network);

  return g_test_run ();
}
