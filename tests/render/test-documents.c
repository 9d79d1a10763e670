/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-documents"

#include "config.h"

#include "papers.h"
#include "parvis-error.h"
#include "render-fixture.h"

#include <string.h>

/* Real documents, and those that broke other programs, through the real process. They
 * lie beside a checkout; without them these tests are skipped.
 */

/* What may come of the files of a folder. */
typedef enum
{
  MAY_BE_SHOWN = 1 << 0,
  MAY_BE_REFUSED = 1 << 1,
  MAY_BE_SLOW = 1 << 2,
  /* Of the files that do not say that they are a PDF, JPEG or PNG. */
  MUST_BE_OTHER = 1 << 3,
} Outcome;

/* For those that may be slow; the others have what everybody has. */
#define TIME_LIMIT 4000

static GBytes *good;

static char *
find_folder (const char *name)
{
  const char *root = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = root != NULL ? g_build_filename (root, name, NULL) : NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the documents are not here");
      return NULL;
    }

  return fixture_can_run () ? g_steal_pointer (&path) : NULL;
}

static GBytes *
read_file (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  char *contents = NULL;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (contents, size);
}

/* All that a viewer asks; the first error that comes. */
static void
look_at (GBytes    *document,
         gboolean   hurry,
         GError   **error)
{
  g_autoptr(ParvisRenderer) renderer = fixture_new ();
  g_autoptr(ParvisRenderImage) page = NULL;
  g_autoptr(ParvisRenderImage) part = NULL;
  g_autoptr(GArray) words = NULL;
  const ParvisRenderAsk whole = { .box_width = 700, .box_height = 900 };
  const ParvisRenderAsk zoomed = { 0, 2100, 2700, 0, 0, 300, 300 };
  ParvisRenderMeasures measures;

  if (hurry)
    parvis_renderer_set_time_limit (renderer, TIME_LIMIT);

  if (!fixture_open (renderer, document, FALSE, error) ||
      (page = fixture_render (renderer, &whole, error)) == NULL ||
      (part = fixture_render (renderer, &zoomed, error)) == NULL ||
      (words = fixture_words (renderer, 0, error)) == NULL ||
      !fixture_measure (renderer, 0, &measures, error))
    return;

  g_assert_cmpuint (page->pixels.width, <=, 700);
  g_assert_cmpuint (page->pixels.height, <=, 900);
}

static const char *
name_error (const GError *error)
{
  static const char *const names[PARVIS_N_ERRORS] = {
    [PARVIS_ERROR_DAMAGED] = "damaged",
    [PARVIS_ERROR_LOCKED] = "locked",
    [PARVIS_ERROR_TOO_LARGE] = "too large",
    [PARVIS_ERROR_TOO_SLOW] = "too slow",
    [PARVIS_ERROR_HEIC] = "HEIC",
    [PARVIS_ERROR_MEDIA_TYPE] = "another kind",
  };

  if (error == NULL)
    return "shown";

  g_assert_cmpuint (error->domain, ==, PARVIS_ERROR);
  g_assert_nonnull (names[error->code]);

  return names[error->code];
}

/* Its name does; a PDF has to say so itself as well. */
static gboolean
says_what_it_is (const char *name,
                 GBytes     *document)
{
  gsize size;
  const char *data = g_bytes_get_data (document, &size);

  if (g_str_has_suffix (name, ".pdf"))
    return memmem (data, MIN (size, 1024), "%PDF-", 5) != NULL;

  return g_str_has_suffix (name, ".jpg") || g_str_has_suffix (name, ".png");
}

static void
check_outcome (const char   *name,
               GBytes       *document,
               const GError *error,
               Outcome       outcome)
{
  gboolean ours = says_what_it_is (name, document);

  if (error == NULL)
    g_assert_true (outcome & MAY_BE_SHOWN);
  else if (error->code == PARVIS_ERROR_TOO_SLOW)
    g_assert_true (outcome & MAY_BE_SLOW);
  else if (error->code == PARVIS_ERROR_MEDIA_TYPE && (outcome & MUST_BE_OTHER))
    g_assert_false (ours);
  else
    g_assert_true (outcome & MAY_BE_REFUSED);

  /* What is not looked into is refused for that, and for nothing else. */
  if (!ours && (outcome & MUST_BE_OTHER))
    g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE);
}

static void
check_folder (const char *name,
              Outcome     outcome,
              int         code)
{
  g_autofree char *folder = find_folder (name);
  g_autoptr(GDir) files = NULL;
  const char *file;
  guint n_files = 0;

  if (folder == NULL)
    return;

  files = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (files);
  while ((file = g_dir_read_name (files)) != NULL)
    {
      g_autoptr(GBytes) document = read_file (folder, file);
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) after = NULL;
      gint64 start = g_get_monotonic_time ();

      if (g_str_has_suffix (file, ".txt"))
        continue;

      look_at (document, (outcome & MAY_BE_SLOW) != 0, &error);
      g_test_message ("%s: %s (%u ms)", file, name_error (error),
                      (guint) ((g_get_monotonic_time () - start) / 1000));
      check_outcome (file, document, error, outcome);
      if (code >= 0)
        g_assert_error (error, PARVIS_ERROR, code);

      /* And the next one is shown as if nothing had been. */
      if (error != NULL)
        look_at (good, FALSE, &after);

      g_assert_no_error (after);
      n_files++;
    }

  g_assert_cmpuint (n_files, >, 0);
}

static void
test_valid (void)
{
  check_folder ("05-pdf/valid", MAY_BE_SHOWN, -1);
}

static void
test_repairable (void)
{
  check_folder ("05-pdf/damaged-repairable", MAY_BE_SHOWN | MUST_BE_OTHER, -1);
}

static void
test_broken (void)
{
  check_folder ("05-pdf/broken", MAY_BE_SHOWN | MAY_BE_REFUSED | MAY_BE_SLOW, -1);
}

static void
test_locked (void)
{
  check_folder ("05-pdf/encrypted", MAY_BE_REFUSED, PARVIS_ERROR_LOCKED);
}

static void
test_traps (void)
{
  check_folder ("05-pdf/hang-or-crash", MAY_BE_SHOWN | MAY_BE_REFUSED | MAY_BE_SLOW, -1);
}

static void
test_pictures (void)
{
  check_folder ("06-images/documents", MAY_BE_SHOWN | MUST_BE_OTHER, -1);
}

static void
test_malformed (void)
{
  check_folder ("06-images/malformed", MAY_BE_SHOWN | MAY_BE_REFUSED, -1);
}

static void
test_bombs (void)
{
  check_folder ("06-images/bombs", MUST_BE_OTHER, PARVIS_ERROR_MEDIA_TYPE);
}

static void
test_heic (void)
{
  check_folder ("06-images/heic", MAY_BE_REFUSED, -1);
}

static void
test_heic_of_new_kinds (void)
{
  check_folder ("06-images/heic-unsupported", MAY_BE_REFUSED, -1);
}

static void
test_turned (void)
{
  check_folder ("06-images/orientation", MAY_BE_SHOWN | MUST_BE_OTHER, -1);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  good = paper_pdf (1);
  g_test_add_func ("/documents/valid-ones-are-shown", test_valid);
  g_test_add_func ("/documents/repairable-ones-are-shown", test_repairable);
  g_test_add_func ("/documents/broken-ones-do-no-harm", test_broken);
  g_test_add_func ("/documents/locked-ones-are-refused", test_locked);
  g_test_add_func ("/documents/traps-do-no-harm", test_traps);
  g_test_add_func ("/documents/pictures-are-shown", test_pictures);
  g_test_add_func ("/documents/malformed-pictures-do-no-harm", test_malformed);
  g_test_add_func ("/documents/bombs-are-refused", test_bombs);
  g_test_add_func ("/documents/heic-is-refused", test_heic);
  g_test_add_func ("/documents/heic-of-new-kinds-is-refused", test_heic_of_new_kinds);
  g_test_add_func ("/documents/turned-pictures-are-shown", test_turned);
  status = g_test_run ();
  g_bytes_unref (good);

  return status;
}
