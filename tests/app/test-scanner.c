/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-media.h"
#include "parvis-scanner-client.h"
#include "session-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* Scanners that are not there: SANE's own "test" driver behind the real parvis-scanner, and
 * programs that do what a broken driver does.
 */

#define FIRST "test:0"
/* What the driver says of itself. */
#define TITLE "Noname frontend-tester"
/* Its feeder is empty after so many pages. */
#define FEEDER 10

typedef struct
{
  char         *folder;
  GCancellable *cancellable;
  GPtrArray    *devices;
  GPtrArray    *pages;
  GError       *error;
  gboolean      ended;
  gboolean      ok;
  guint         stop_after;     /* pages; 0: never */
} Fixture;

static void
write_file (Fixture    *fixture,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* @more: lines of the driver's configuration */
static void
configure (Fixture    *fixture,
           const char *drivers,
           const char *more)
{
  g_autofree char *text = g_strconcat (
    "number_of_devices 2\nmode Gray\ndepth 8\nresolution_min 1.0\nresolution_max 1200.0\n"
    "resolution_quant 1.0\ntest-picture \"Grid\"\ngeometry_min 0.0\ngeometry_max 200.0\n"
    "geometry_quant 1.0\n", more, NULL);

  write_file (fixture, "dll.conf", drivers);
  write_file (fixture, "test.conf", text);
}

/* A program in place of parvis-scanner. */
static void
pretend (Fixture    *fixture,
         const char *script)
{
  g_autofree char *path = g_build_filename (fixture->folder, "scanner", NULL);

  write_file (fixture, "scanner", script);
  g_assert_no_errno (g_chmod (path, 0700));
  g_setenv ("PARVIS_SCANNER", path, TRUE);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("parvis-scanner-XXXXXX", NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_setenv ("SANE_CONFIG_DIR", fixture->folder, TRUE);
  g_setenv ("PARVIS_SCANNER", PARVIS_SCANNER, TRUE);
  configure (fixture, "test\n", "");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *const names[] = { "dll.conf", "test.conf", "scanner" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_object_unref (fixture->cancellable);
  g_clear_pointer (&fixture->devices, g_ptr_array_unref);
  g_ptr_array_unref (fixture->pages);
  g_clear_error (&fixture->error);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->devices = parvis_scanner_list_finish (result, &fixture->error);
  fixture->ended = TRUE;
}

static void
list (Fixture *fixture)
{
  fixture->ended = FALSE;
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->devices, g_ptr_array_unref);
  parvis_scanner_list_async (fixture->cancellable, listed_cb, fixture);
  WAIT_FOR (fixture->ended);
}

static void
page_cb (GBytes   *page,
         gpointer  user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->pages, g_bytes_ref (page));
  if (fixture->pages->len == fixture->stop_after)
    g_cancellable_cancel (fixture->cancellable);
}

static void
scanned_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->ok = parvis_scanner_scan_finish (result, &fixture->error);
  fixture->ended = TRUE;
}

static void
begin (Fixture                *fixture,
       const ParvisScannerAsk *ask)
{
  fixture->ended = FALSE;
  g_clear_error (&fixture->error);
  g_ptr_array_set_size (fixture->pages, 0);
  parvis_scanner_scan_async (ask, page_cb, fixture->cancellable, scanned_cb, fixture);
}

static void
scan (Fixture                *fixture,
      const ParvisScannerAsk *ask)
{
  begin (fixture, ask);
  WAIT_FOR (fixture->ended);
}

/* Width, height and channels, of the frame header (ISO/IEC 10918-1, B.2.2). */
static void
read_size (GBytes *page,
           guint  *width,
           guint  *height,
           guint  *channels)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (page, &length);

  g_assert_cmpstr (parvis_media_find (page, NULL), ==, "image/jpeg");
  for (gsize i = 2; i + 9 < length; i += 2u + (data[i + 2] << 8 | data[i + 3]))
    {
      g_assert_cmpuint (data[i], ==, 0xff);
      if (data[i + 1] != 0xc0 && data[i + 1] != 0xc2)
        continue;

      *height = (guint) (data[i + 5] << 8 | data[i + 6]);
      *width = (guint) (data[i + 7] << 8 | data[i + 8]);
      *channels = data[i + 9];
      return;
    }
  g_assert_not_reached ();
}

static void
test_scanners_are_named (Fixture       *fixture,
                         gconstpointer  data)
{
  const ParvisScannerDevice *device;

  list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->devices->len, ==, 2);
  device = g_ptr_array_index (fixture->devices, 0);
  g_assert_cmpstr (device->name, ==, FIRST);
  g_assert_cmpstr (device->title, ==, TITLE);
}

static void
test_no_scanner_is_no_error (Fixture       *fixture,
                             gconstpointer  data)
{
  configure (fixture, "", "");
  list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->devices->len, ==, 0);
}

static void
test_a_page_has_the_details_that_were_asked_for (Fixture       *fixture,
                                                 gconstpointer  data)
{
  static const guint resolutions[] = { 150, 300 };
  ParvisScannerAsk ask = { .device = FIRST };
  guint width;
  guint height;
  guint channels;

  for (guint i = 0; i < G_N_ELEMENTS (resolutions); i++)
    {
      ask.resolution = resolutions[i];
      scan (fixture, &ask);
      g_assert_no_error (fixture->error);
      g_assert_true (fixture->ok);
      g_assert_cmpuint (fixture->pages->len, ==, 1);
      read_size (g_ptr_array_index (fixture->pages, 0), &width, &height, &channels);
      /* 200 mm is all that it has. */
      g_assert_cmpuint (width, ==, (guint) (200 * resolutions[i] / 25.4));
      g_assert_cmpuint (height, ==, (guint) (200 * resolutions[i] / 25.4));
    }
}

/* Depths and lengths that are not known before, and rows with bytes that are not used. */
static void
test_whatever_a_scanner_gives_is_a_picture (Fixture       *fixture,
                                            gconstpointer  data)
{
  static const char *const kinds[] = {
    "depth 1\n", "depth 16\n", "hand-scanner true\n", "ppl-loss 3\n", "fuzzy-parameters true\n",
    "read-limit true\nread-limit-size 777\n", "non-blocking true\n",
  };
  ParvisScannerAsk ask = { .device = FIRST, .resolution = 75 };
  guint width;
  guint height;
  guint channels;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint colour = 0; colour < 2; colour++)
      {
        configure (fixture, "test\n", kinds[i]);
        ask.colour = colour != 0;
        scan (fixture, &ask);
        g_test_message ("%s", kinds[i]);
        g_assert_no_error (fixture->error);
        read_size (g_ptr_array_index (fixture->pages, 0), &width, &height, &channels);
        g_assert_cmpuint (width, >, 100);
        g_assert_cmpuint (height, >, 100);
      }
}

static void
test_a_feeder_is_emptied (Fixture       *fixture,
                          gconstpointer  data)
{
  const ParvisScannerAsk ask = { .device = FIRST, .resolution = 75, .feeder = TRUE };

  scan (fixture, &ask);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->pages->len, ==, FEEDER);
}

static void
test_what_goes_wrong_is_said (Fixture       *fixture,
                              gconstpointer  data)
{
  static const struct
  {
    const char *status;
    int         code;
    const char *sentence;       /* how it begins */
  } cases[] = {
    { "SANE_STATUS_NO_DOCS", PARVIS_ERROR_NOT_FOUND, "Nothing lies in the feeder" },
    { "SANE_STATUS_JAMMED", PARVIS_ERROR_CONFLICT, "Paper is jammed" },
    { "SANE_STATUS_COVER_OPEN", PARVIS_ERROR_CONFLICT, "The scanner is open" },
    { "SANE_STATUS_ACCESS_DENIED", PARVIS_ERROR_FORBIDDEN, "The scanner does not let" },
    { "SANE_STATUS_DEVICE_BUSY", PARVIS_ERROR_UNAVAILABLE, "The scanner is busy" },
    { "SANE_STATUS_IO_ERROR", PARVIS_ERROR_UNAVAILABLE, "The scanner does not answer" },
    { "SANE_STATUS_NO_MEM", PARVIS_ERROR_TOO_LARGE, "The page is too large" },
  };
  const ParvisScannerAsk ask = { .device = FIRST, .resolution = 75 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strdup_printf ("read-status-code \"%s\"\n", cases[i].status);

      configure (fixture, "test\n", line);
      scan (fixture, &ask);
      g_assert_error (fixture->error, PARVIS_ERROR, cases[i].code);
      g_assert_true (g_str_has_prefix (parvis_scanner_explain (fixture->error),
                                       cases[i].sentence));
      g_assert_cmpuint (fixture->pages->len, ==, 0);
    }
}

/* It was in the list, and was pulled out. */
static void
test_a_scanner_that_is_gone_is_said (Fixture       *fixture,
                                     gconstpointer  data)
{
  const ParvisScannerAsk ask = { .device = "test:7", .resolution = 75 };

  scan (fixture, &ask);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  g_assert_true (g_str_has_prefix (parvis_scanner_explain (fixture->error),
                                   "The scanner does not answer"));
}

static void
test_what_is_stopped_keeps_its_pages (Fixture       *fixture,
                                      gconstpointer  data)
{
  const ParvisScannerAsk ask = { .device = FIRST, .resolution = 75, .feeder = TRUE };

  fixture->stop_after = 2;
  scan (fixture, &ask);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->pages->len, ==, 2);
}

/* A driver that would take a day for its page. */
static void
test_a_page_is_stopped_in_its_middle (Fixture       *fixture,
                                      gconstpointer  data)
{
  const ParvisScannerAsk ask = { .device = FIRST, .resolution = 600 };

  configure (fixture, "test\n", "read-limit true\nread-limit-size 1\nread-delay true\n"
             "read-delay-duration 200000\n");
  begin (fixture, &ask);
  g_main_context_iteration (NULL, FALSE);
  g_assert_false (fixture->ended);
  g_cancellable_cancel (fixture->cancellable);
  WAIT_FOR (fixture->ended);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
}

/* --- drivers that do what they must not --- */

static void
expect_failure (Fixture *fixture)
{
  const ParvisScannerAsk ask = { .device = FIRST, .resolution = 75 };

  scan (fixture, &ask);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  g_assert_true (g_str_has_prefix (parvis_scanner_explain (fixture->error),
                                   "The scanner does not answer"));
}

static void
test_a_driver_that_crashes_ends_nothing (Fixture       *fixture,
                                         gconstpointer  data)
{
  pretend (fixture, "#!/bin/sh\nkill -SEGV $$\n");
  expect_failure (fixture);
  list (fixture);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);

  /* In the middle of a page. */
  pretend (fixture, "#!/bin/sh\nprintf 'page 5000\\nabc'\nkill -SEGV $$\n");
  expect_failure (fixture);
  g_assert_cmpuint (fixture->pages->len, ==, 0);
}

static void
test_a_driver_that_says_nonsense_is_not_believed (Fixture       *fixture,
                                                  gconstpointer  data)
{
  static const char *const scripts[] = {
    "#!/bin/sh\necho 'page 99999999999999999999'\n",
    "#!/bin/sh\necho 'page -1'\n",
    "#!/bin/sh\necho 'page 0'\n",
    "#!/bin/sh\necho hello\n",
    "#!/bin/sh\nhead -c 300000 /dev/zero\n",
    "#!/bin/sh\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      pretend (fixture, scripts[i]);
      expect_failure (fixture);
      g_assert_cmpuint (fixture->pages->len, ==, 0);
    }
  pretend (fixture, "#!/bin/sh\necho '{\"scanners\": [3, {\"name\": 1}, {\"name\": \"a\", "
           "\"title\": \"b\"}]}'\n");
  list (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->devices->len, ==, 1);
  pretend (fixture, "#!/bin/sh\necho nothing\n");
  list (fixture);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
}

/* It is killed in the end: it hears of no signal. */
static void
test_a_driver_that_hangs_is_stopped (Fixture       *fixture,
                                     gconstpointer  data)
{
  const ParvisScannerAsk ask = { .device = FIRST, .resolution = 75 };

  pretend (fixture, "#!/bin/sh\ntrap '' TERM\nprintf 'page 3\\n\\377\\330\\377'\n"
           "while :; do read line < /dev/tty || exec tail -f /dev/null; done\n");
  fixture->stop_after = 1;
  scan (fixture, &ask);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->pages->len, ==, 1);
}

static void
test_without_the_program_there_are_no_scanners (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_setenv ("PARVIS_SCANNER", "/nowhere/parvis-scanner", TRUE);
  list (fixture);
  g_assert_error (fixture->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  expect_failure (fixture);
}

#define ADD(name, test) \
  g_test_add ("/scanner/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("scanners-are-named", test_scanners_are_named);
  ADD ("no-scanner-is-no-error", test_no_scanner_is_no_error);
  ADD ("a-page-has-the-details-that-were-asked-for",
       test_a_page_has_the_details_that_were_asked_for);
  ADD ("whatever-a-scanner-gives-is-a-picture", test_whatever_a_scanner_gives_is_a_picture);
  ADD ("a-feeder-is-emptied", test_a_feeder_is_emptied);
  ADD ("what-goes-wrong-is-said", test_what_goes_wrong_is_said);
  ADD ("a-scanner-that-is-gone-is-said", test_a_scanner_that_is_gone_is_said);
  ADD ("what-is-stopped-keeps-its-pages", test_what_is_stopped_keeps_its_pages);
  ADD ("a-page-is-stopped-in-its-middle", test_a_page_is_stopped_in_its_middle);
  ADD ("a-driver-that-crashes-ends-nothing", test_a_driver_that_crashes_ends_nothing);
  ADD ("a-driver-that-says-nonsense-is-not-believed",
       test_a_driver_that_says_nonsense_is_not_believed);
  ADD ("a-driver-that-hangs-is-stopped", test_a_driver_that_hangs_is_stopped);
  ADD ("without-the-program-there-are-no-scanners",
       test_without_the_program_there_are_no_scanners);

  return g_test_run ();
}
