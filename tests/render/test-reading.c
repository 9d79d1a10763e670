/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-reading"

#include "config.h"

#include "papers.h"
#include "parvis-exif.h"
#include "parvis-legibility.h"
#include "parvis-paper.h"
#include "parvis-shrink.h"

#include <string.h>

/* What turns pictures into pixels, without the process and its walls, so that the
 * sanitizers see into it.
 */

static double
get_overlap (double start,
             double end,
             guint  pixel)
{
  return MAX (0, MIN (end, pixel + 1) - MAX (start, pixel));
}

/* The mean of an area, as it is written down. */
static double
find_mean (const guint8     *source,
           ParvisRenderSize  size,
           ParvisRenderSize  whole,
           guint             x,
           guint             y,
           guint             channel)
{
  double across = (double) size.width / whole.width;
  double down = (double) size.height / whole.height;
  double sum = 0;

  for (guint j = 0; j < size.height; j++)
    for (guint i = 0; i < size.width; i++)
      sum += get_overlap (x * across, (x + 1) * across, i) *
             get_overlap (y * down, (y + 1) * down, j) * source[4 * (j * size.width + i) + channel];

  return sum / across / down;
}

static void
assert_shrinks (ParvisRenderSize size,
                ParvisRenderSize whole,
                ParvisRenderAsk  part)
{
  g_autofree guint8 *source = g_malloc (4 * size.width * size.height);
  g_autofree guint8 *pixels = g_malloc (4 * part.width * part.height);
  g_autoptr(ParvisShrink) shrink = parvis_shrink_new (size, whole, &part, pixels);
  gboolean more = TRUE;

  for (guint i = 0; i < 4 * size.width * size.height; i++)
    source[i] = i % 4 == 3 ? 255 : g_test_rand_int_range (0, 256);

  for (guint y = 0; more && y < size.height; y++)
    more = parvis_shrink_add_row (shrink, source + 4 * y * size.width);

  g_assert_false (more);
  for (guint i = 0; i < 4 * part.width * part.height; i++)
    {
      guint x = part.x + i / 4 % part.width;
      guint y = part.y + i / 4 / part.width;

      g_assert_cmpfloat_with_epsilon (pixels[i], find_mean (source, size, whole, x, y, i % 4), 0.6);
    }
}

static void
test_shrinks_by_area (void)
{
  const struct
  {
    ParvisRenderSize size;
    ParvisRenderSize whole;
    ParvisRenderAsk  part;
  } cases[] = {
    { { 40, 30 }, { 40, 30 }, { .x = 3, .y = 4, .width = 20, .height = 11 } },
    { { 40, 30 }, { 32, 24 }, { .width = 32, .height = 24 } },
    { { 40, 30 }, { 39, 29 }, { .x = 5, .y = 6, .width = 30, .height = 20 } },
    { { 40, 30 }, { 7, 5 }, { .x = 1, .y = 1, .width = 6, .height = 4 } },
    { { 40, 30 }, { 1, 1 }, { .width = 1, .height = 1 } },
    { { 40, 3 }, { 20, 3 }, { .width = 20, .height = 3 } },
    { { 3, 40 }, { 3, 13 }, { .y = 12, .width = 3, .height = 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_shrinks (cases[i].size, cases[i].whole, cases[i].part);
}

static void
test_reads_one_number_of_exif (void)
{
  const guint8 motorola[] = "MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\6\0\0\0\0\0\0";
  const guint8 intel[] = "II*\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0\10\0\0\0\0\0\0\0";
  guint8 changed[sizeof motorola];

  g_assert_cmpuint (parvis_exif_get_orientation (motorola, sizeof motorola), ==, 6);
  g_assert_cmpuint (parvis_exif_get_orientation (intel, sizeof intel), ==, 8);

  /* However short it is, or wrong. */
  for (gsize size = 0; size < sizeof motorola; size++)
    {
      g_autofree guint8 *exact = g_memdup2 (motorola, size);

      g_assert_cmpuint (parvis_exif_get_orientation (exact, size), ==, size >= 22 ? 6 : 1);
    }

  memcpy (changed, motorola, sizeof changed);
  changed[19] = 9;
  g_assert_cmpuint (parvis_exif_get_orientation (changed, sizeof changed), ==, 1);
  memset (changed + 4, 0xff, 4);
  g_assert_cmpuint (parvis_exif_get_orientation (changed, sizeof changed), ==, 1);
}

/* Opens and draws whatever is left of a document; TRUE if there are pixels. */
static gboolean
try_to_draw (const guint8 *data,
             gsize         size)
{
  ParvisFault fault = PARVIS_FAULT_NONE;
  g_autoptr(ParvisPaper) paper = parvis_paper_open (data, size, &fault);
  g_autofree guint8 *pixels = NULL;
  const ParvisRenderAsk ask = { .box_width = 60, .box_height = 60 };
  const ParvisRenderInfo *info;
  ParvisRenderSize whole;
  ParvisRenderAsk part;
  gboolean incomplete;

  g_assert_true ((paper != NULL) == (fault == PARVIS_FAULT_NONE));
  if (paper == NULL)
    return FALSE;

  info = parvis_paper_get_info (paper);
  g_assert_true (parvis_wire_fit (info->kind, info->sizes[0], &ask, &whole, &part));
  pixels = g_malloc (4 * part.width * part.height);

  return parvis_paper_draw (paper, whole, &part, pixels, &incomplete) == PARVIS_FAULT_NONE;
}

static void
damage (GBytes *document)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (document, &size);
  guint n_drawn = 0;

  g_assert_true (try_to_draw (data, size));
  for (guint round = 0; round < 400; round++)
    {
      gsize length = round % 4 == 0 ? (gsize) g_test_rand_int_range (0, size) : size;
      g_autofree guint8 *changed = g_memdup2 (data, size);
      g_autofree guint8 *exact = NULL;

      for (guint i = 0; i < round % 7; i++)
        changed[g_test_rand_int_range (0, size)] = g_test_rand_int_range (0, 256);

      exact = g_memdup2 (changed, length);
      n_drawn += try_to_draw (exact, length);
    }

  g_test_message ("%u of 400 were drawn", n_drawn);
}

static void
test_outlives_damage (void)
{
  g_autoptr(GBytes) baseline = paper_jpeg (97, 61, PAPER_COLOUR, 6);
  g_autoptr(GBytes) progressive = paper_jpeg (97, 61, PAPER_PROGRESSIVE, 0);
  g_autoptr(GBytes) printers = paper_jpeg (97, 61, PAPER_CMYK, 3);
  g_autoptr(GBytes) deep = paper_png (97, 61, 16, FALSE);
  g_autoptr(GBytes) interlaced = paper_png (97, 61, 8, TRUE);

  damage (baseline);
  damage (progressive);
  damage (printers);
  damage (deep);
  damage (interlaced);
}

/* Grey paper with lines of ink, and what @draw makes of a pixel. */
static void
measure_paper (guint8 (*draw) (guint x,
                               guint y),
               ParvisRenderMeasures *measures)
{
  const guint width = 640;
  const guint height = 480;
  g_autofree guint8 *pixels = g_malloc (4 * width * height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        memset (pixels + 4 * (y * width + x), draw (x, y), 3);
        pixels[4 * (y * width + x) + 3] = 255;
      }

  parvis_legibility_measure (pixels, width, height, measures);
}

static guint8
draw_lines (guint x,
            guint y)
{
  return y % 16 < 4 && x > 40 && x < 600 && y > 30 && y < 450 ? 30 : 190;
}

static guint8
draw_glare (guint x,
            guint y)
{
  return x > 200 && x < 400 && y > 100 && y < 300 ? 255 : draw_lines (x, y);
}

static guint8
draw_white (guint x,
            guint y)
{
  return draw_lines (x, y) == 190 ? 255 : 30;
}

static guint8
draw_cut_below (guint x,
                guint y)
{
  return x % 16 < 4 && x > 40 && x < 600 && y > 30 ? 30 : 190;
}

static guint8
draw_on_a_table (guint x,
                 guint y)
{
  return x < 20 || x > 620 || y < 20 || y > 460 ? 40 + (x * 7 + y * 3) % 11 : draw_lines (x, y);
}

static guint8
draw_nothing (guint x,
              guint y)
{
  return 200;
}

static void
test_measures_glare_and_edges (void)
{
  ParvisRenderMeasures lines;
  ParvisRenderMeasures found;

  measure_paper (draw_lines, &lines);
  g_assert_cmpuint (lines.sharpness, >, 500);
  g_assert_cmpuint (lines.glare, ==, 0);
  g_assert_cmpuint (lines.cut[0] + lines.cut[1] + lines.cut[2] + lines.cut[3], ==, 0);

  /* 200 × 200 of 640 × 480 are 13 %. */
  measure_paper (draw_glare, &found);
  g_assert_cmpuint (found.glare, >, 90);
  g_assert_cmpuint (found.glare, <, 140);

  /* White paper is not blown out. */
  measure_paper (draw_white, &found);
  g_assert_cmpuint (found.glare, ==, 0);
  g_assert_cmpuint (found.darkness, ==, 0);

  measure_paper (draw_cut_below, &found);
  g_assert_cmpuint (found.cut[3], >, 100);
  g_assert_cmpuint (found.cut[0] + found.cut[1] + found.cut[2], ==, 0);

  /* A page that lies on something is not cut by it. */
  measure_paper (draw_on_a_table, &found);
  g_assert_cmpuint (found.cut[0] + found.cut[1] + found.cut[2] + found.cut[3], ==, 0);

  measure_paper (draw_nothing, &found);
  g_assert_cmpuint (found.sharpness, ==, 0);
  g_assert_cmpuint (found.cut[0] + found.cut[1] + found.cut[2] + found.cut[3], ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reading/shrinks-by-area", test_shrinks_by_area);
  g_test_add_func ("/reading/reads-one-number-of-exif", test_reads_one_number_of_exif);
  g_test_add_func ("/reading/outlives-damage", test_outlives_damage);
  g_test_add_func ("/reading/measures-glare-and-edges", test_measures_glare_and_edges);

  return g_test_run ();
}
