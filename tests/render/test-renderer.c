/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-renderer"

#include "config.h"

#include "papers.h"
#include "parvis-error.h"
#include "render-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the application sees of a document, through the real process in its sandbox. */

static const guint8 *
get_pixel (ParvisRenderImage *image,
           double             x,
           double             y)
{
  const guint8 *data = g_bytes_get_data (image->bytes, NULL);

  return data + (gsize) (y * image->pixels.height) * image->pixels.stride +
         4 * (gsize) (x * image->pixels.width);
}

static void
assert_colour (ParvisRenderImage *image,
               double             x,
               double             y,
               guint              red,
               guint              green,
               guint              blue)
{
  const guint8 *pixel = get_pixel (image, x, y);

  g_assert_cmpint (ABS (pixel[2] - (int) red), <, 24);
  g_assert_cmpint (ABS (pixel[1] - (int) green), <, 24);
  g_assert_cmpint (ABS (pixel[0] - (int) blue), <, 24);
  g_assert_cmpint (pixel[3], ==, 255);
}

static ParvisRenderer *
open_good (GBytes *document)
{
  g_autoptr(GError) error = NULL;
  ParvisRenderer *renderer = fixture_new ();

  fixture_open (renderer, document, FALSE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (parvis_renderer_get_info (renderer));

  return renderer;
}

static void
assert_refused (GBytes *document,
                int     code)
{
  g_autoptr(ParvisRenderer) renderer = fixture_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (fixture_open (renderer, document, TRUE, &error));
  g_assert_error (error, PARVIS_ERROR, code);
  g_assert_nonnull (parvis_renderer_explain (error));
}

static void
test_draws_a_page (void)
{
  g_autoptr(GBytes) document = paper_pdf (3);
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(ParvisRenderImage) image = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk ask = { .page = 1, .box_width = 1240, .box_height = 1754 };
  const ParvisRenderInfo *info;

  if (!fixture_can_run ())
    return;

  renderer = open_good (document);
  info = parvis_renderer_get_info (renderer);
  g_assert_cmpint (info->kind, ==, PARVIS_RENDER_KIND_PDF);
  g_assert_cmpuint (info->n_pages, ==, 3);
  g_assert_cmpuint (info->sizes[2].width, ==, 59500);
  g_assert_cmpuint (info->sizes[2].height, ==, 84200);

  image = fixture_render (renderer, &ask, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->pixels.width, ==, 1239);
  g_assert_cmpuint (image->pixels.height, ==, 1754);
  g_assert_cmpuint (g_bytes_get_size (image->bytes), ==, 4 * 1239 * 1754);
  assert_colour (image, 0.25, 0.75, 0, 0, 255);
  assert_colour (image, 0.75, 0.75, 255, 255, 255);
}

/* Zooming in shows what is there, and not the same pixels larger. */
static void
test_draws_a_part_at_its_own_resolution (void)
{
  g_autoptr(GBytes) document = paper_pdf (1);
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(ParvisRenderImage) whole = NULL;
  g_autoptr(ParvisRenderImage) part = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk all = { .box_width = 2380, .box_height = 3368 };
  const ParvisRenderAsk some = { 0, 2380, 3368, 300, 600, 400, 300 };
  const guint8 *expected;
  const guint8 *found;

  if (!fixture_can_run ())
    return;

  renderer = open_good (document);
  whole = fixture_render (renderer, &all, &error);
  g_assert_no_error (error);
  part = fixture_render (renderer, &some, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (part->pixels.width, ==, 400);
  g_assert_cmpuint (part->whole.height, ==, whole->pixels.height);

  expected = g_bytes_get_data (whole->bytes, NULL);
  found = g_bytes_get_data (part->bytes, NULL);
  for (guint y = 0; y < 300; y++)
    g_assert_cmpmem (found + y * 1600, 1600,
                     expected + (600 + y) * (gsize) whole->pixels.stride + 1200, 1600);
}

static void
test_reads_words (void)
{
  g_autoptr(GBytes) document = paper_pdf (2);
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(GArray) words = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderWord *word;

  if (!fixture_can_run ())
    return;

  renderer = open_good (document);
  words = fixture_words (renderer, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (words->len, ==, 4);
  g_assert_cmpstr (g_array_index (words, ParvisRenderWord, 0).text, ==, "Page");
  g_assert_cmpstr (g_array_index (words, ParvisRenderWord, 1).text, ==, "2");
  word = &g_array_index (words, ParvisRenderWord, 3);
  g_assert_cmpstr (word->text, ==, "Parvis");

  /* From the top of the page: the line stands on 200 points. */
  g_assert_cmpuint (g_array_index (words, ParvisRenderWord, 0).box.left, >, 9500);
  g_assert_cmpuint (g_array_index (words, ParvisRenderWord, 0).box.left, <, 10500);
  g_assert_cmpuint (word->box.top, >, 17000);
  g_assert_cmpuint (word->box.bottom, <, 21000);
  g_assert_cmpuint (word->box.left, >, 20000);
}

static void
test_applies_orientation (gconstpointer data)
{
  /* Where the stored picture's red quarter is seen: EXIF's eight. */
  static const double corners[9][2] = {
    [1] = { 0.25, 0.25 }, [2] = { 0.75, 0.25 }, [3] = { 0.75, 0.75 }, [4] = { 0.25, 0.75 },
    [5] = { 0.25, 0.25 }, [6] = { 0.75, 0.25 }, [7] = { 0.75, 0.75 }, [8] = { 0.25, 0.75 },
  };
  guint orientation = GPOINTER_TO_UINT (data);
  gboolean turned = orientation >= 5;
  g_autoptr(GBytes) document = paper_jpeg (640, 320, PAPER_COLOUR, orientation);
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(ParvisRenderImage) whole = NULL;
  g_autoptr(ParvisRenderImage) part = NULL;
  g_autoptr(GError) error = NULL;
  ParvisRenderAsk ask = { .box_width = 160, .box_height = 160 };
  const double *red = corners[orientation];

  if (!fixture_can_run ())
    return;

  renderer = open_good (document);
  g_assert_cmpuint (parvis_renderer_get_info (renderer)->orientation, ==, orientation);
  g_assert_cmpuint (parvis_renderer_get_info (renderer)->sizes[0].width, ==, turned ? 320 : 640);

  whole = fixture_render (renderer, &ask, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole->pixels.width, ==, turned ? 80 : 160);
  g_assert_cmpuint (whole->pixels.height, ==, turned ? 160 : 80);
  assert_colour (whole, red[0], red[1], 255, 0, 0);
  assert_colour (whole, 1 - red[0], 1 - red[1], 255, 255, 255);

  /* A part is cut from the picture as it is seen: that quarter is all red. */
  ask.x = red[0] > 0.5 ? whole->pixels.width / 2 + 4 : 0;
  ask.y = red[1] > 0.5 ? whole->pixels.height / 2 + 4 : 0;
  ask.width = whole->pixels.width / 2 - 4;
  ask.height = whole->pixels.height / 2 - 4;
  part = fixture_render (renderer, &ask, &error);
  g_assert_no_error (error);
  assert_colour (part, 0, 0, 255, 0, 0);
  assert_colour (part, 0.99, 0.99, 255, 0, 0);
  assert_colour (part, 0.99, 0, 255, 0, 0);
}

static void
assert_quarters (GBytes *document)
{
  g_autoptr(ParvisRenderer) renderer = open_good (document);
  g_autoptr(ParvisRenderImage) image = NULL;
  g_autoptr(GError) error = NULL;
  /* A picture is not made larger than it is. */
  const ParvisRenderAsk ask = { .box_width = 5000, .box_height = 5000 };

  image = fixture_render (renderer, &ask, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->pixels.width, ==, 300);
  g_assert_cmpuint (image->pixels.height, ==, 200);
  g_assert_false (image->pixels.incomplete);
  assert_colour (image, 0.25, 0.25, 255, 0, 0);
  assert_colour (image, 0.75, 0.25, 0, 255, 0);
  assert_colour (image, 0.25, 0.75, 0, 0, 255);
  assert_colour (image, 0.75, 0.75, 255, 255, 255);
}

static void
test_reads_each_form_of_picture (void)
{
  GBytes *documents[] = {
    paper_jpeg (300, 200, PAPER_COLOUR, 0),
    paper_jpeg (300, 200, PAPER_PROGRESSIVE, 0),
    paper_jpeg (300, 200, PAPER_CMYK, 0),
    paper_png (300, 200, 8, FALSE),
    paper_png (300, 200, 16, FALSE),
    paper_png (300, 200, 8, TRUE),
    paper_png (300, 200, 16, TRUE),
  };

  gboolean can_run = fixture_can_run ();

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      if (can_run)
        assert_quarters (documents[i]);

      g_bytes_unref (documents[i]);
    }
}

static GBytes *
take_text (const char *text,
           gsize       size)
{
  return g_bytes_new_static (text, size);
}

static void
test_says_why_it_does_not_open (void)
{
  g_autoptr(GBytes) jpeg = paper_jpeg (400, 400, PAPER_COLOUR, 0);
  g_autofree guint8 *large = g_malloc0 (PARVIS_RENDER_MAX_BYTES + 1);
  const struct
  {
    GBytes *document;
    int     code;
  } cases[] = {
    { take_text ("", 0), PARVIS_ERROR_DAMAGED },
    { take_text ("Bonjour", 7), PARVIS_ERROR_MEDIA_TYPE },
    { take_text ("GIF89a\1\0\1\0\0\0\0", 13), PARVIS_ERROR_MEDIA_TYPE },
    { take_text ("\0\0\0\30ftypheic\0\0\0\0mif1heic", 24), PARVIS_ERROR_HEIC },
    { take_text ("\0\0\0\30ftypmif1\0\0\0\0mif1heix", 24), PARVIS_ERROR_HEIC },
    { take_text ("\0\0\0\30ftypavif\0\0\0\0mif1miaf", 24), PARVIS_ERROR_MEDIA_TYPE },
    { take_text ("%PDF-1.7\nnothing", 16), PARVIS_ERROR_DAMAGED },
    { paper_pdf_locked (), PARVIS_ERROR_LOCKED },
    { take_text ("\xff\xd8\xff\xe0nonsense", 12), PARVIS_ERROR_DAMAGED },
    { take_text ("\x89PNG\r\n\x1a\nnonsense", 16), PARVIS_ERROR_DAMAGED },
    { paper_truncate (jpeg, 100), PARVIS_ERROR_DAMAGED },
    { paper_png_bomb (60000, 60000), PARVIS_ERROR_TOO_LARGE },
    { paper_png_bomb (10000, 10000), PARVIS_ERROR_DAMAGED },
    { paper_pdf_tree (10000, FALSE), PARVIS_ERROR_TOO_LARGE },
    { paper_pdf_tree (3, TRUE), PARVIS_ERROR_DAMAGED },
    { g_bytes_new_static (large, PARVIS_RENDER_MAX_BYTES + 1), PARVIS_ERROR_TOO_LARGE },
  };
  gboolean can_run = fixture_can_run ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("document %u", i);
      if (can_run)
        assert_refused (cases[i].document, cases[i].code);

      g_bytes_unref (cases[i].document);
    }
}

/* A photo whose transfer was cut shows what came, and says that it is not all. */
static void
assert_cut (GBytes *document)
{
  g_autoptr(GBytes) half = paper_truncate (document, g_bytes_get_size (document) * 6 / 10);
  g_autoptr(ParvisRenderer) renderer = fixture_new ();
  g_autoptr(ParvisRenderImage) image = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk ask = { .box_width = 500, .box_height = 500 };

  fixture_open (renderer, half, TRUE, &error);
  g_assert_no_error (error);
  g_assert_false (parvis_renderer_get_info (renderer)->complete);
  image = fixture_render (renderer, &ask, &error);
  g_assert_no_error (error);
  g_assert_true (image->pixels.incomplete);
  assert_colour (image, 0.25, 0.1, 255, 0, 0);
}

static void
test_shows_what_came_of_a_photo (void)
{
  g_autoptr(GBytes) jpeg = paper_jpeg (500, 500, PAPER_COLOUR, 0);
  g_autoptr(GBytes) png = paper_png (1000, 1000, 16, FALSE);
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(GError) error = NULL;

  if (!fixture_can_run ())
    return;

  assert_cut (jpeg);
  assert_cut (png);

  renderer = fixture_new ();
  fixture_open (renderer, jpeg, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_renderer_get_info (renderer)->complete);
}

static guint n_ticks;

static gboolean
tick_cb (gpointer user_data)
{
  n_ticks++;

  return G_SOURCE_CONTINUE;
}

/* The window goes on meanwhile, and the document can be asked for something else. */
static void
test_gives_up_on_a_page_that_takes_too_long (void)
{
  g_autoptr(GBytes) document = paper_pdf_endless ();
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(ParvisRenderImage) image = NULL;
  g_autoptr(GArray) words = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk ask = { .box_width = 4000, .box_height = 4000 };
  gint64 start;
  guint ticking;

  if (!fixture_can_run ())
    return;

  renderer = open_good (document);
  parvis_renderer_set_time_limit (renderer, 400);
  n_ticks = 0;
  ticking = g_timeout_add (10, tick_cb, NULL);
  start = g_get_monotonic_time ();
  image = fixture_render (renderer, &ask, &error);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_SLOW);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 400000);
  g_assert_cmpuint (n_ticks, >, 10);
  g_source_remove (ticking);
  g_clear_error (&error);

  parvis_renderer_set_time_limit (renderer, 15000);
  words = fixture_words (renderer, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (words->len, ==, 0);
}

static guint
kill_children (void)
{
  g_autofree char *children = NULL;
  g_auto(GStrv) pids = NULL;
  guint n_killed = 0;

  g_assert_true (g_file_get_contents ("/proc/thread-self/children", &children, NULL, NULL));
  pids = g_strsplit (g_strstrip (children), " ", -1);
  for (guint i = 0; pids[i] != NULL; i++)
    n_killed += *pids[i] != '\0' && kill (atoi (pids[i]), SIGKILL) == 0;

  return n_killed;
}

static void
test_replaces_a_process_that_was_killed (void)
{
  g_autoptr(GBytes) document = paper_pdf (1);
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(ParvisRenderImage) first = NULL;
  g_autoptr(ParvisRenderImage) second = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk ask = { .box_width = 300, .box_height = 300 };

  if (!fixture_can_run ())
    return;

  renderer = open_good (document);
  g_assert_cmpuint (kill_children (), >, 0);
  first = fixture_render (renderer, &ask, &error);
  g_assert_no_error (error);

  /* Also in the middle of an answer. */
  g_object_unref (renderer);
  renderer = open_good (document);
  parvis_renderer_render_page_async (renderer, &ask, NULL, fixture_done_cb, &result);
  g_assert_cmpuint (kill_children (), >, 0);
  second = parvis_renderer_render_page_finish (renderer, fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (first->bytes, second->bytes));
}

static void
test_forgets_what_is_cancelled (void)
{
  g_autoptr(GBytes) document = paper_pdf_endless ();
  g_autoptr(ParvisRenderer) renderer = NULL;
  g_autoptr(GCancellable) running = g_cancellable_new ();
  g_autoptr(GCancellable) waiting = g_cancellable_new ();
  GAsyncResult *results[3] = { NULL };
  g_autoptr(GArray) words = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk ask = { .box_width = 4000, .box_height = 4000 };

  if (!fixture_can_run ())
    return;

  renderer = open_good (document);
  parvis_renderer_render_page_async (renderer, &ask, running, fixture_done_cb, &results[0]);
  parvis_renderer_measure_async (renderer, 0, waiting, fixture_done_cb, &results[1]);
  parvis_renderer_read_words_async (renderer, 0, NULL, fixture_done_cb, &results[2]);
  g_cancellable_cancel (waiting);
  g_assert_false (parvis_renderer_measure_finish (renderer, fixture_wait (&results[1]), NULL,
                                                  &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
  g_clear_error (&error);

  g_cancellable_cancel (running);
  g_assert_null (parvis_renderer_render_page_finish (renderer, fixture_wait (&results[0]), &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
  g_clear_error (&error);

  words = parvis_renderer_read_words_finish (renderer, fixture_wait (&results[2]), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    g_object_unref (results[i]);
}

static void
test_refuses_pages_that_are_not_there (void)
{
  g_autoptr(GBytes) document = paper_pdf (1);
  g_autoptr(ParvisRenderer) renderer = fixture_new ();
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk asks[] = {
    { .page = 0, .box_width = 10, .box_height = 10 }, /* before it is open */
    { .page = 1, .box_width = 10, .box_height = 10 },
    { .page = 0 },
    { .page = 0, .box_width = 30000, .box_height = 10 },
    { .page = 0, .box_width = 15000, .box_height = 15000 },
    { 0, 100, 100, 100, 0, 10, 10 },
  };

  if (!fixture_can_run ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      g_assert_null (fixture_render (renderer, &asks[i], &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_clear_error (&error);
      if (i == 0)
        {
          fixture_open (renderer, document, FALSE, &error);
          g_assert_no_error (error);
        }
    }

  g_assert_null (fixture_words (renderer, 7, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

/* Without a sandbox nothing is opened, whatever the reason. */
static void
test_opens_nothing_without_a_renderer (void)
{
  g_autoptr(GBytes) document = paper_pdf (1);
  g_autofree char *folder = g_dir_make_tmp ("parvis-renderer-XXXXXX", NULL);
  g_autofree char *liar = g_build_filename (folder, "liar", NULL);
  const char *programs[] = { "/nowhere/parvis-render", "/bin/false", "/bin/cat", liar };

  g_assert_true (g_file_set_contents_full (liar, "#!/bin/sh\nprintf PVR1nonsense-in-plenty >&0\n"
                                           "exec sleep 5\n", -1, G_FILE_SET_CONTENTS_NONE, 0700,
                                           NULL));
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autoptr(ParvisRenderer) renderer = parvis_renderer_new (programs[i]);
      g_autoptr(GError) error = NULL;

      parvis_renderer_set_time_limit (renderer, 2000);
      g_assert_false (fixture_open (renderer, document, FALSE, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
      g_assert_null (parvis_renderer_get_info (renderer));
    }

  g_remove (liar);
  g_rmdir (folder);
}

static void
test_measures_how_a_page_can_be_read (void)
{
  g_autoptr(GBytes) sharp = paper_letter (1200, 1600, 0, 1, 0, FALSE);
  g_autoptr(GBytes) blurred = paper_letter (1200, 1600, 4, 1, 0, FALSE);
  g_autoptr(GBytes) dark = paper_letter (1200, 1600, 0, 0.3, 0, FALSE);
  g_autoptr(GBytes) cut = paper_letter (1200, 1600, 0, 1, 0, TRUE);
  GBytes *documents[] = { sharp, blurred, dark, cut };
  ParvisRenderMeasures found[G_N_ELEMENTS (documents)];

  if (!fixture_can_run ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr(ParvisRenderer) renderer = open_good (documents[i]);
      g_autoptr(GError) error = NULL;

      fixture_measure (renderer, 0, &found[i], &error);
      g_assert_no_error (error);
      g_assert_cmpuint (found[i].width, ==, 1200);
      g_assert_cmpuint (found[i].height, ==, 1600);
      g_test_message ("sharpness %u darkness %u glare %u cut %u %u %u %u", found[i].sharpness,
                      found[i].darkness, found[i].glare, found[i].cut[0], found[i].cut[1],
                      found[i].cut[2], found[i].cut[3]);
    }

  g_assert_cmpuint (found[0].sharpness, >, 500);
  g_assert_cmpuint (found[1].sharpness, <, 150);
  g_assert_cmpuint (found[2].sharpness, >, 500);
  g_assert_cmpuint (found[0].darkness, <, 50);
  g_assert_cmpuint (found[2].darkness, >, 600);
  g_assert_cmpuint (found[0].cut[0], ==, 0);
  g_assert_cmpuint (found[3].cut[0], >, 20);
  g_assert_cmpuint (found[3].cut[1] + found[3].cut[2] + found[3].cut[3], ==, 0);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  int fd = dup (g_socket_get_fd (g_socket_connection_get_socket (connection)));

  /* As systemd does for a unit with StandardInput=socket. */
  g_unix_set_fd_nonblocking (fd, FALSE, NULL);
  g_subprocess_launcher_take_stdin_fd (launcher, fd);
  process = g_subprocess_launcher_spawn (launcher, &error, PARVIS_RENDER, "--service", NULL);
  g_assert_no_error (error);

  return TRUE;
}

static gboolean
has_landlock (void)
{
  if (syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1)
    return TRUE;

  g_test_skip ("this kernel has no Landlock");

  return FALSE;
}

/* The service's way: a connection for a document, the process is somebody else's. */
static void
test_works_behind_a_socket (void)
{
  g_autofree char *folder = g_dir_make_tmp ("parvis-renderer-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autoptr(GSocketService) service = g_socket_service_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(GBytes) document = paper_pdf (2);
  g_autoptr(ParvisRenderer) renderer = parvis_renderer_new_for_socket (path);
  g_autoptr(ParvisRenderer) late = parvis_renderer_new_for_socket (path);
  g_autoptr(GArray) words = NULL;
  g_autoptr(GError) error = NULL;

  if (!has_landlock ())
    return;

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), NULL);

  fixture_open (renderer, document, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_renderer_get_info (renderer)->complete);
  words = fixture_words (renderer, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (words->len, ==, 4);

  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_remove (path);
  g_assert_false (fixture_open (late, document, FALSE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/renderer/draws-a-page", test_draws_a_page);
  g_test_add_func ("/renderer/draws-a-part-at-its-own-resolution",
                   test_draws_a_part_at_its_own_resolution);
  g_test_add_func ("/renderer/reads-words", test_reads_words);
  for (guint i = 1; i <= 8; i++)
    {
      g_autofree char *path = g_strdup_printf ("/renderer/applies-orientation-%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_applies_orientation);
    }

  g_test_add_func ("/renderer/reads-each-form-of-picture", test_reads_each_form_of_picture);
  g_test_add_func ("/renderer/says-why-it-does-not-open", test_says_why_it_does_not_open);
  g_test_add_func ("/renderer/shows-what-came-of-a-photo", test_shows_what_came_of_a_photo);
  g_test_add_func ("/renderer/gives-up-on-a-page-that-takes-too-long",
                   test_gives_up_on_a_page_that_takes_too_long);
  g_test_add_func ("/renderer/replaces-a-process-that-was-killed",
                   test_replaces_a_process_that_was_killed);
  g_test_add_func ("/renderer/forgets-what-is-cancelled", test_forgets_what_is_cancelled);
  g_test_add_func ("/renderer/refuses-pages-that-are-not-there",
                   test_refuses_pages_that_are_not_there);
  g_test_add_func ("/renderer/opens-nothing-without-a-renderer",
                   test_opens_nothing_without_a_renderer);
  g_test_add_func ("/renderer/measures-how-a-page-can-be-read",
                   test_measures_how_a_page_can_be_read);
  g_test_add_func ("/renderer/works-behind-a-socket", test_works_behind_a_socket);

  return g_test_run ();
}
