/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sandbox costs: a page through parvis-render (a new process, its walls, the
 * document, the pixels) against the same call of Poppler in a bare process; a photo of
 * 12 megapixels against djpeg at the same scale.
 *
 * Usage: bench-render [ROUNDS]
 */
#include "config.h"

#include "papers.h"
#include "render-fixture.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <poppler.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BARE "--bare"
/* A4 at 150 dpi. */
#define WIDTH  1240
#define HEIGHT 1754

static void
fail (const char *what)
{
  fprintf (stderr, "bench-render: %s\n", what);
  exit (1);
}

/* The peer: the same pixels without any wall. */
static int
draw_bare (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  PopplerDocument *document = poppler_document_new_from_file (uri, NULL, NULL);
  PopplerPage *page = document != NULL ? poppler_document_get_page (document, 0) : NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  double width;
  double height;

  if (page == NULL)
    return 1;

  poppler_page_get_size (page, &width, &height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, WIDTH / width, HEIGHT / height);
  poppler_page_render (page, cr);
  cairo_surface_flush (surface);

  return cairo_status (cr) == CAIRO_STATUS_SUCCESS ? 0 : 1;
}

static double
time_process (const char *const *argv)
{
  gint64 start = g_get_monotonic_time ();
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, NULL) || status != 0)
    fail ("a peer does not run");

  return (g_get_monotonic_time () - start) / 1000.0;
}

static double
time_renderer (GBytes *document,
               guint   width,
               guint   height)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(ParvisRenderer) renderer = fixture_new ();
  g_autoptr(ParvisRenderImage) image = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisRenderAsk ask = { .box_width = width, .box_height = height };

  if (!fixture_open (renderer, document, FALSE, &error) ||
      (image = fixture_render (renderer, &ask, &error)) == NULL)
    fail (error->message);

  return (g_get_monotonic_time () - start) / 1000.0;
}

static int
compare (const void *one,
         const void *other)
{
  double difference = *(const double *) one - *(const double *) other;

  return (difference > 0) - (difference < 0);
}

static double
find_median (double *values,
             guint   n_values)
{
  qsort (values, n_values, sizeof *values, compare);

  return values[n_values / 2];
}

static void
measure (const char        *what,
         GBytes            *document,
         guint              width,
         guint              height,
         const char *const *peer,
         guint              n_rounds)
{
  g_autofree double *ours = g_new (double, n_rounds);
  g_autofree double *theirs = g_new (double, n_rounds);
  double median;
  double peers;

  /* In turns, so that what else the machine does weighs on both alike. */
  for (guint i = 0; i < n_rounds; i++)
    {
      theirs[i] = time_process (peer);
      ours[i] = time_renderer (document, width, height);
    }

  median = find_median (ours, n_rounds);
  peers = find_median (theirs, n_rounds);
  printf ("%-44s %7.1f ms, peer %7.1f ms: %.2f x (quickest %.2f x)\n", what, median, peers,
          median / peers, ours[0] / theirs[0]);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         size)
{
  g_byte_array_append (closure, data, size);

  return CAIRO_STATUS_SUCCESS;
}

/* A page of paper from a scanner: one JPEG and nothing else. */
static GBytes *
make_scan (void)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr(GBytes) letter = paper_letter (1654, 2339, 1, 0.95, 0, FALSE);
  gsize size;
  const guint8 *data = g_bytes_get_data (letter, &size);
  cairo_surface_t *page = cairo_pdf_surface_create_for_stream (append_cb, file, 595, 842);
  cairo_surface_t *scan = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1654, 2339);
  cairo_t *cr = cairo_create (page);

  cairo_surface_set_mime_data (scan, CAIRO_MIME_TYPE_JPEG, data, size, NULL, NULL);
  cairo_scale (cr, 595.0 / 1654, 842.0 / 2339);
  cairo_set_source_surface (cr, scan, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (page);
  cairo_surface_destroy (scan);

  return g_byte_array_free_to_bytes (file);
}

/* Sixty lines of print. */
static GBytes *
make_print (void)
{
  GByteArray *file = g_byte_array_new ();
  cairo_surface_t *page = cairo_pdf_surface_create_for_stream (append_cb, file, 595, 842);
  cairo_t *cr = cairo_create (page);

  cairo_select_font_face (cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 9);
  for (guint line = 0; line < 60; line++)
    {
      cairo_move_to (cr, 50, 60 + line * 12);
      cairo_show_text (cr, "Le conseil municipal, après en avoir délibéré, décide à l’unanimité "
                           "d’inscrire la dépense au budget de la commune.");
    }

  cairo_destroy (cr);
  cairo_surface_destroy (page);

  return g_byte_array_free_to_bytes (file);
}

int
main (int    argc,
      char **argv)
{
  guint n_rounds = argc > 1 ? MAX (3, atoi (argv[1])) : 25;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *self = NULL;
  const char *djpeg[] = { "djpeg", "-scale", "1/2", "-outfile", "/dev/null", NULL, NULL };
  GBytes *documents[] = { NULL, NULL, NULL };

  if (argc == 3 && strcmp (argv[1], BARE) == 0)
    return draw_bare (argv[2]);

  folder = g_dir_make_tmp ("parvis-bench-XXXXXX", NULL);
  path = g_build_filename (folder, "document", NULL);
  self = g_file_read_link ("/proc/self/exe", NULL);
  documents[0] = make_scan ();
  documents[1] = make_print ();
  documents[2] = paper_letter (4000, 3000, 2, 0.8, 12, FALSE);
  djpeg[5] = path;
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      const char *bare[] = { self, BARE, path, NULL };
      gsize size;
      const char *data = g_bytes_get_data (documents[i], &size);

      if (!g_file_set_contents (path, data, size, NULL))
        fail ("no place for a document");

      if (i < 2)
        {
          measure (i == 0 ? "A4 at 150 dpi, a scan" : "A4 at 150 dpi, a page of print",
                   documents[i], WIDTH, HEIGHT, bare, n_rounds);
          continue;
        }

      measure ("12 megapixels to 2000 pixels", documents[i], 2000, 1500, djpeg, n_rounds);
      measure ("12 megapixels to 1600 pixels", documents[i], 1600, 1200, djpeg, n_rounds);
    }

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    g_bytes_unref (documents[i]);

  g_remove (path);
  g_rmdir (folder);

  return 0;
}
