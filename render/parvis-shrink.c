/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shrink"

#include "config.h"

#include "parvis-shrink.h"

#include <string.h>

/* Lengths are counted in units of which a source pixel has @whole and a pixel of the
 * result has @source, so that every border is a whole number.
 */
struct _ParvisShrink
{
  ParvisRenderSize source;
  ParvisRenderSize whole;
  ParvisRenderAsk  part;

  guint8  *pixels; /* not owned: the result */
  guint32  y;      /* the source row that comes next */
  guint32  row;    /* of the part, the one that is being summed */

  float   *across; /* a source row, made narrower */
  float   *sums;
};

ParvisShrink *
parvis_shrink_new (ParvisRenderSize       source,
                   ParvisRenderSize       whole,
                   const ParvisRenderAsk *part,
                   guint8                *pixels)
{
  ParvisShrink *self = g_new0 (ParvisShrink, 1);

  g_assert (whole.width <= source.width && whole.height <= source.height);
  g_assert (part->x + part->width <= whole.width && part->y + part->height <= whole.height);

  self->source = source;
  self->whole = whole;
  self->part = *part;
  self->pixels = pixels;
  self->across = g_new0 (float, 4 * (gsize) part->width);
  self->sums = g_new0 (float, 4 * (gsize) part->width);

  return self;
}

void
parvis_shrink_free (ParvisShrink *self)
{
  g_clear_pointer (&self->across, g_free);
  g_clear_pointer (&self->sums, g_free);
  g_free (self);
}

static void
narrow (ParvisShrink *self,
        const guint8 *row)
{
  const guint64 unit = self->whole.width;
  const guint64 step = self->source.width;
  const float share = 1.0f / step;
  guint64 start = self->part.x * step;

  for (guint32 x = 0; x < self->part.width; x++, start += step)
    {
      const guint64 end = start + step;
      guint64 first = start / unit;
      const guint8 *pixel = row + 4 * first;
      float weight = (MIN ((first + 1) * unit, end) - start) * share;
      float blue = pixel[0] * weight, green = pixel[1] * weight, red = pixel[2] * weight;

      for (first++; (first + 1) * unit <= end; first++)
        {
          pixel += 4;
          weight = unit * share;
          blue += pixel[0] * weight;
          green += pixel[1] * weight;
          red += pixel[2] * weight;
        }

      if (first * unit < end)
        {
          pixel += 4;
          weight = (end - first * unit) * share;
          blue += pixel[0] * weight;
          green += pixel[1] * weight;
          red += pixel[2] * weight;
        }

      self->across[4 * x] = blue;
      self->across[4 * x + 1] = green;
      self->across[4 * x + 2] = red;
    }
}

static void
sum (ParvisShrink *self,
     float         weight)
{
  for (gsize i = 0; i < 4 * (gsize) self->part.width; i++)
    self->sums[i] += self->across[i] * weight;
}

static void
end_row (ParvisShrink *self)
{
  guint8 *pixel = self->pixels + 4 * (gsize) self->part.width * self->row;

  for (gsize i = 0; i < 4 * (gsize) self->part.width; i += 4)
    {
      pixel[i] = MIN (255, (int) (self->sums[i] + 0.5f));
      pixel[i + 1] = MIN (255, (int) (self->sums[i + 1] + 0.5f));
      pixel[i + 2] = MIN (255, (int) (self->sums[i + 2] + 0.5f));
      pixel[i + 3] = 255;
    }

  memset (self->sums, 0, 4 * sizeof (float) * self->part.width);
  self->row++;
}

gboolean
parvis_shrink_add_row (ParvisShrink *self,
                       const guint8 *row)
{
  const guint64 unit = self->whole.height;
  const guint64 step = self->source.height;
  guint64 start = self->y * unit;
  guint64 end = start + unit;
  guint64 wanted = (self->part.y + self->row) * step;

  self->y++;
  if (self->row == self->part.height || end <= wanted)
    return self->row < self->part.height;

  if (self->source.width == self->whole.width && self->source.height == self->whole.height)
    {
      memcpy (self->pixels + 4 * (gsize) self->part.width * self->row++, row + 4 * self->part.x,
              4 * (gsize) self->part.width);
      return self->row < self->part.height;
    }

  narrow (self, row);

  /* The source's row is no higher than the result's, so it is in two of them at most. */
  start = MAX (start, wanted);
  if (end >= wanted + step)
    {
      sum (self, (float) (wanted + step - start) / step);
      end_row (self);
      start = wanted + step;
    }

  if (start < end && self->row < self->part.height)
    sum (self, (float) (end - start) / step);

  return self->row < self->part.height;
}
