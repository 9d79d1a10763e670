/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-documents"

#include "config.h"

#include "paper-sets.h"
#include "papers.h"
#include "parvis-error.h"
#include "render-fixture.h"

/* Real documents, and those that broke other programs, through the real process. They
 * lie beside a checkout; without them these tests are skipped.
 */

/* For those that may be slow; the others have what everybody has. */
#define TIME_LIMIT 4000

static GBytes *good;

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

static void
look_cb (const PaperSet *set,
         const char     *name,
         GBytes         *paper,
         gpointer        data)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) after = NULL;

  look_at (paper, (set->outcome & PAPER_MAY_BE_SLOW) != 0, &error);
  g_test_message ("%s: %s (%u ms)", name, paper_name_error (error),
                  (guint) ((g_get_monotonic_time () - start) / 1000));
  paper_set_check (set, name, paper, error);

  /* And the next one is shown as if nothing had been. */
  if (error != NULL)
    look_at (good, FALSE, &after);
  g_assert_no_error (after);
}

static void
check_folder (gconstpointer data)
{
  if (fixture_can_run ())
    paper_set_each (data, look_cb, NULL);
}

static void
check_made (void)
{
  if (fixture_can_run ())
    paper_sets_make (look_cb, NULL);
}

static void
add (const char *path,
     const char *folder)
{
  g_test_add_data_func (path, paper_sets_find (folder), check_folder);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  good = paper_pdf (1);
  add ("/documents/valid-ones-are-shown", "05-pdf/valid");
  add ("/documents/repairable-ones-are-shown", "05-pdf/damaged-repairable");
  add ("/documents/broken-ones-do-no-harm", "05-pdf/broken");
  add ("/documents/locked-ones-are-refused", "05-pdf/encrypted");
  add ("/documents/traps-do-no-harm", "05-pdf/hang-or-crash");
  add ("/documents/pictures-are-shown", "06-images/documents");
  add ("/documents/malformed-pictures-do-no-harm", "06-images/malformed");
  add ("/documents/bombs-are-refused", "06-images/bombs");
  add ("/documents/heic-is-refused", "06-images/heic");
  add ("/documents/heic-of-new-kinds-is-refused", "06-images/heic-unsupported");
  add ("/documents/turned-pictures-are-shown", "06-images/orientation");
  g_test_add_func ("/documents/those-made-here", check_made);
  status = g_test_run ();
  g_bytes_unref (good);

  return status;
}
