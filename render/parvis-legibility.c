/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-legibility"

#include "config.h"

#include "parvis-legibility.h"

#include <stdlib.h>
#include <string.h>

/* Less contrast than this is an empty page: nothing on it can be sharp. */
#define MIN_CONTRAST 24
/* Paper that is this bright is white, and nothing on it is blown out. */
#define WHITE_PAPER  235
#define BLOWN_OUT    250
#define TILE         16

typedef struct
{
  guint8  *light; /* a byte a pixel */
  guint32  width;
  guint32  height;
  guint32  counts[256];
} Plane;

/* The brightness below which @share of the pixels is. */
static guint
find_level (const guint32 *counts,
            guint          n_counts,
            double         share)
{
  guint64 total = 0;
  guint64 seen = 0;
  guint level = 0;

  for (guint i = 0; i < n_counts; i++)
    total += counts[i];

  while (level < n_counts - 1 && (seen += counts[level]) < total * share)
    level++;

  return level;
}

static void
read_light (Plane        *plane,
            const guint8 *pixels)
{
  gsize n_pixels = (gsize) plane->width * plane->height;

  plane->light = g_malloc (n_pixels);
  for (gsize i = 0; i < n_pixels; i++, pixels += 4)
    {
      plane->light[i] = (pixels[0] * 29 + pixels[1] * 150 + pixels[2] * 77) >> 8;
      plane->counts[plane->light[i]]++;
    }
}

/* How steep the steepest edges are against the difference of ink and paper. The
 * second derivative of a step that is blurred over σ pixels falls with σ².
 */
static guint32
measure_sharpness (const Plane *plane)
{
  guint contrast = find_level (plane->counts, 256, 0.98) - find_level (plane->counts, 256, 0.02);
  guint32 counts[1021] = { 0 };

  if (plane->width < 3 || plane->height < 3)
    return 0;

  /* On a page with little on it the ink is below those two hundredths. */
  contrast = MAX (contrast, find_level (plane->counts, 256, 0.999) -
                  find_level (plane->counts, 256, 0.001));
  if (contrast < MIN_CONTRAST)
    return 0;

  for (guint32 y = 1; y < plane->height - 1; y++)
    {
      const guint8 *row = plane->light + (gsize) y * plane->width;

      for (guint32 x = 1; x < plane->width - 1; x++)
        counts[abs (4 * row[x] - row[x - 1] - row[x + 1] - row[x - (gsize) plane->width] -
                    row[x + plane->width])]++;
    }

  return MIN (1000, find_level (counts, G_N_ELEMENTS (counts), 0.995) * 1000 / contrast);
}

/* Patches without any drawing, brighter than the paper around them. */
static guint32
measure_glare (const Plane *plane)
{
  guint n_tiles = 0;
  guint n_blown = 0;

  if (find_level (plane->counts, 256, 0.5) >= WHITE_PAPER)
    return 0;

  for (guint32 top = 0; top + TILE <= plane->height; top += TILE)
    for (guint32 left = 0; left + TILE <= plane->width; left += TILE)
      {
        guint bright = 0;

        for (guint i = 0; i < TILE * TILE; i++)
          bright += plane->light[(gsize) (top + i / TILE) * plane->width + left + i % TILE] >=
                    BLOWN_OUT;

        n_tiles++;
        n_blown += bright >= TILE * TILE * 95 / 100;
      }

  return n_tiles > 0 ? n_blown * 1000 / n_tiles : 0;
}

/* Where ink and what is around the page end, and paper begins (Otsu). */
static guint
find_threshold (const Plane *plane)
{
  double total = (double) plane->width * plane->height;
  double all = 0;
  double below = 0;
  double sum = 0;
  double best = 0;
  guint threshold = 128;

  for (guint i = 0; i < 256; i++)
    all += (double) i * plane->counts[i];

  for (guint i = 0; i < 255; i++)
    {
      double gap;

      below += plane->counts[i];
      sum += (double) i * plane->counts[i];
      if (below == 0 || below == total)
        continue;

      gap = sum / below - (all - sum) / (total - below);
      if (below * (total - below) * gap * gap > best)
        {
          best = below * (total - below) * gap * gap;
          threshold = i + 1;
        }
    }

  return threshold;
}

/* Ink that touches an edge of the picture. Where the edge shows what the page lies
 * on, it shows that the page ends before.
 */
static guint32
measure_cut (const Plane *plane,
             guint        threshold,
             gsize        start,
             gsize        step,
             guint32      length)
{
  guint32 dark = 0;

  for (guint32 i = 0; i < length; i++)
    dark += plane->light[start + i * step] < threshold;

  return dark * 2 > length ? 0 : dark * 1000 / length;
}

static void
measure_cuts (const Plane *plane,
              guint32     *cut)
{
  guint contrast = find_level (plane->counts, 256, 0.999) - find_level (plane->counts, 256, 0.001);
  guint threshold = find_threshold (plane);
  const guint32 width = plane->width;
  const guint32 height = plane->height;

  if (contrast < MIN_CONTRAST)
    return;

  cut[0] = measure_cut (plane, threshold, 0, width, height);
  cut[1] = measure_cut (plane, threshold, 0, 1, width);
  cut[2] = measure_cut (plane, threshold, width - 1, width, height);
  cut[3] = measure_cut (plane, threshold, (gsize) width * (height - 1), 1, width);
}

void
parvis_legibility_measure (const guint8         *pixels,
                           guint32               width,
                           guint32               height,
                           ParvisRenderMeasures *measures)
{
  Plane plane = { .width = width, .height = height };

  read_light (&plane, pixels);
  memset (measures, 0, sizeof *measures);
  measures->sharpness = measure_sharpness (&plane);
  measures->darkness = 1000 - find_level (plane.counts, 256, 0.9) * 1000 / 255;
  measures->glare = measure_glare (&plane);
  measure_cuts (&plane, measures->cut);
  g_free (plane.light);
}
